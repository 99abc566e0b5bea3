"""Keep the figures of a lesson, readable in light and in dark.

Goes in: the open matplotlib figures after a code block. Comes out: for each one an SVG for
light pages and one for dark pages, of which Furo shows the one that fits. The text
alternative is made of the figure's own words (title, then each plot's title and axis
labels), so a figure without a title is refused.

On the cards that lead to lessons stands the picture drawn for each, ``docs/_thumbnails/<lesson>.svg``,
or else the lesson's first figure, which sphinx-gallery takes.
"""

import shutil
import sys
from pathlib import Path

from lessons import LessonError

INK = {"#1b2430": "#e3e8ee", "#c9d1da": "#4a525c", "#ffffff": "#1d2126", "#000000": "#9aa5b1"}
STYLE = {
    **dict.fromkeys(("text.color", "axes.labelcolor", "xtick.color", "ytick.color"), "#1b2430"),
    **dict.fromkeys(("axes.edgecolor", "grid.color"), "#c9d1da"),
    "axes.prop_cycle": "cycler('color', ['#2f81c7', '#d2691e', '#2f9e6e', '#a066c8'])",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.titlesize": 12,
    "figure.titlesize": 13,
    "figure.constrained_layout.use": True,
    "figure.figsize": (6, 2.6),
    "font.size": 11,
    "savefig.transparent": True,
    "svg.hashsalt": "lesson",  # without it, ids in the file are random
}


def describe(figure):
    """Return the words of ``figure`` as one line, to be read instead of seen."""
    words = [figure.get_suptitle()]
    for axes in figure.axes:
        labels = (axes.get_title(), axes.get_xlabel(), axes.get_ylabel())
        words.append(", ".join(label for label in labels if label))
    return ". ".join(" ".join(word.split()) for word in words if word)


def darken(svg):
    """Return the text ``svg`` with its ink colours exchanged for those of a dark page."""
    for light, dark in INK.items():
        svg = svg.replace(light, dark)
    return svg


def style(gallery_conf, filename):
    """Give a lesson matplotlib's defaults and the site's style, and no open figure."""
    import matplotlib

    matplotlib.use("agg")
    import matplotlib.pyplot as plt

    plt.close("all")
    plt.rcdefaults()
    plt.rcParams.update(STYLE)


def scrape(block, block_vars, gallery_conf):
    """Save and close the open figures; return the reStructuredText that shows them."""
    import matplotlib.pyplot as plt

    rst = ""
    for number in plt.get_fignums():
        figure = plt.figure(number)
        text = describe(figure)
        if not text:
            advice = "Give it a title that says what to see: it is read to those who can't."
            line = block.lineno + len(block.content) - len(block.content.lstrip("\n"))
            raise LessonError(block_vars["src_file"], line, "The figure has no title.", advice)
        light = Path(next(block_vars["image_path_iterator"])).with_suffix(".svg")
        dark = light.with_name(f"{light.stem}_dark.svg")
        for _ in range(2):  # pictures of a fixed aspect take two passes to make room for all text
            figure.draw_without_rendering()
        figure.set_layout_engine("none")
        figure.savefig(light, metadata={"Date": None})
        dark.write_text(darken(light.read_text(encoding="utf-8")), encoding="utf-8")
        for path, mode in (light, "light"), (dark, "dark"):
            source = path.relative_to(gallery_conf["src_dir"]).as_posix()
            rst += f".. image:: /{source}\n   :alt: {text}\n   :class: figure only-{mode}\n\n"
    plt.close("all")
    return rst


def draw_cards(app):
    """Put the drawn thumbnails where sphinx-gallery has put the first figures."""
    drawn = app.srcdir / "_thumbnails"
    for path in drawn.rglob("*.svg"):
        thumbnail = app.srcdir / "lessons" / path.parent.relative_to(drawn) / "images" / "thumb" / f"sphx_glr_{path.name[:-4]}_thumb.svg"
        if thumbnail.exists():
            shutil.copyfile(path, thumbnail)


def reveal_matplotlib(app, config):
    """Let lessons import matplotlib, which ``setup`` has hidden from sphinx-gallery."""
    if sys.modules["matplotlib"] is None:
        del sys.modules["matplotlib"]


def setup(app):
    # sphinx-gallery would import it in every build. One without a new lesson doesn't need it, and takes a third less.
    sys.modules.setdefault("matplotlib", None)
    app.connect("config-inited", reveal_matplotlib, priority=11)  # sphinx-gallery's is 10
    app.connect("builder-inited", draw_cards, priority=900)  # after sphinx-gallery
    return {"parallel_read_safe": True, "parallel_write_safe": True}
