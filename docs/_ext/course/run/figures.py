"""Keep the figures of a lesson, readable in light and in dark.

Goes in: the open matplotlib figures after a block of code. Comes out: for each one an SVG for
light pages and one for dark pages, of which Furo shows the one that fits. The text alternative
is the figure's label, which says what there is to see, or else made of the figure's own words
(title, then each plot's title and axis labels). A figure without any words is refused.
"""

import io
from pathlib import Path

from course.run import execute
from course.settings import LessonError

WORDS = "#1b2430"
LINES = "#c9d1da"
PAPER = "#fdfeff"
INK = {  # light: dark. Nobody else draws in these colours, no colour map has them
    WORDS: "#e3e8ee",
    LINES: "#4a525c",
    PAPER: "#1d2126",
}
INCHES = 20  # pictures that are much larger take all memory
TEXT = ("text.color", "axes.labelcolor", "xtick.color", "ytick.color")
STYLE = {
    **dict.fromkeys((*TEXT, "patch.edgecolor"), WORDS),
    **dict.fromkeys(("axes.edgecolor", "grid.color", "legend.edgecolor"), LINES),
    "axes.facecolor": PAPER,  # behind legends; that of the plot itself isn't saved
    "axes.prop_cycle": "cycler('color', ['#2f81c7', '#d2691e', '#2f9e6e', '#a066c8'])",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.titlesize": 11,
    "figure.titlesize": 12,
    "figure.constrained_layout.use": True,
    "figure.figsize": (4.4, 2.6),  # 11 points in it are 12 pixels on a phone
    "font.size": 11,
    "savefig.transparent": True,
    "svg.hashsalt": "lesson",  # without it, ids in the file are random
}


def describe(figure):
    """Return the label of ``figure``, or else its words as one line, to be read, not seen."""
    words = [figure.get_suptitle()]
    for axes in figure.axes:
        labels = (axes.get_title(), axes.get_xlabel(), axes.get_ylabel())
        words.append(", ".join(label for label in labels if label))
    return figure.get_label() or ". ".join(" ".join(word.split()) for word in words if word)


def darken(svg):
    """Return the text ``svg`` with its ink colours exchanged for those of a dark page."""
    for light, dark in INK.items():
        svg = svg.replace(light, dark)
    return svg


def draw(figure):
    """Return a figure as SVG. Equal figures have equal texts."""
    if engine := figure.get_layout_engine():
        # Pictures of a fixed aspect take two passes to make room for text.
        for _ in range(2 if any(axes.get_aspect() != "auto" for axes in figure.axes) else 1):
            engine.execute(figure)
    figure.set_layout_engine("none")
    drawn = io.BytesIO()
    figure.savefig(drawn, format="svg", metadata={"Date": None})
    return drawn.getvalue().decode()


def style():
    """Give a lesson matplotlib's defaults and the site's style, and no open figure."""
    import matplotlib
    import matplotlib.pyplot as plt

    matplotlib.use("agg")
    plt.close("all")
    plt.rcdefaults()
    plt.rcParams.update(STYLE)


def load():
    """Let Matplotlib find its fonts and styles once: each fork of this process has them then."""
    import matplotlib.pyplot as plt

    style()
    plt.imshow([[1]])
    plt.title("$1$").figure.savefig(io.BytesIO(), format="svg")
    plt.close("all")


def save(paths, place, gallery_conf):
    """Save and close the open figures. Return the paths of each, and its words.

    ``paths`` gives the next path that is free, ``place`` is the file and the line of the code.
    """
    import matplotlib.pyplot as plt

    saved = []
    for number in plt.get_fignums():
        figure = plt.figure(number)
        words = describe(figure)
        if not words:
            advice = "Give it a title that says what to see: it is read to those who can't."
            raise LessonError(*place, "The figure has no title.", advice)
        execute.check_shown(words, *place)
        if max(figure.get_size_inches()) > INCHES:
            problem = (
                f"The figure is {' by '.join(f'{x:g}' for x in figure.get_size_inches())} inches."
            )
            raise LessonError(*place, problem, f"Make it at most {INCHES} inches wide and high.")
        light = Path(next(paths)).with_suffix(".svg")
        dark = light.with_name(f"{light.stem}_dark.svg")
        svg = draw(figure)
        light.write_text(svg, encoding="utf-8")
        dark.write_text(darken(svg), encoding="utf-8")
        source = Path(gallery_conf["src_dir"])
        files = {"light": light.relative_to(source), "dark": dark.relative_to(source)}
        shown = {theme: path.as_posix() for theme, path in files.items()}
        width, height = (str(round(96 * inches)) for inches in figure.get_size_inches())
        saved.append(shown | {"words": words, "size": {"width": width, "height": height}})
    plt.close("all")
    return saved
