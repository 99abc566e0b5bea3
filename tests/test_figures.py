"""Figures in the dark: ink and paper change, and what is drawn of data stays as it is."""

import re

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.colors import to_hex

from course.run import figures


@pytest.fixture
def saved(tmp_path):
    """A function that draws in the style of lessons, and returns the light and the dark picture."""

    def save(draw):
        with plt.rc_context():
            figures.style()
            ax = plt.figure().subplots()
            ax.set_title("Title")
            draw(ax)
            [made] = figures.save(iter([tmp_path / "a.png"]), ("a.py", 1), {"src_dir": tmp_path})
        return [(tmp_path / made[theme]).read_text(encoding="utf-8") for theme in ("light", "dark")]

    return save


def colours(svg):
    return re.findall(r"(?:fill|stroke): (#\w{6})", svg)


def changed(light, dark):
    return {
        (one, other)
        for one, other in zip(colours(light), colours(dark), strict=True)
        if one != other
    }


@pytest.mark.parametrize("colour", ["white", "black", "w", "k", "0.5", "#d2691e"])
def test_what_is_drawn_of_data_has_its_own_colour_in_the_dark(saved, colour):
    def draw(ax):
        ax.axis("off")
        ax.pcolormesh([[0, 1], [1, 0]], cmap=mpl.colors.ListedColormap([colour, "red"]))
        ax.bar([5], [1], color=colour, edgecolor=colour)
        ax.plot([5, 6], color=colour)
        ax.text(0, 0, "word", color=colour)

    light, dark = saved(draw)
    mapped = to_hex(colour)
    # SVG doesn't name black where it fills.
    assert colours(light).count(mapped) == colours(dark).count(mapped) >= 2
    assert {one for one, _ in changed(light, dark)} == {figures.STYLE["text.color"]}  # the title


def test_words_lines_and_boxes_of_the_style_change_in_the_dark(saved):
    def draw(ax):
        ax.set_xlabel("label")
        ax.plot([1, 2], label="line")
        ax.legend()
        ax.annotate("", (0, 1), (1, 1), arrowprops={"arrowstyle": "<->"})
        ax.add_patch(plt.Rectangle((0, 0), 1, 1, facecolor=ax.get_facecolor()))

    light, dark = saved(draw)
    assert changed(light, dark) == set(figures.INK.items())
    assert not set(colours(dark)) & set(figures.INK)


def test_no_colour_map_has_a_colour_that_changes_in_the_dark():
    for name in mpl.colormaps:
        mapped = mpl.colormaps[name](np.arange(256))
        assert not {to_hex(colour) for colour in mapped} & set(figures.INK), name
