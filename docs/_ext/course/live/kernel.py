"""What the kernel of a live page knows besides the reader's code.

The page's script runs this as the module ``course_live``, before anything else. ``live/script.py``
puts what it imports from the course in the place of those imports.
"""

import contextlib
import importlib
import os
import re
import sys
from pathlib import Path

from IPython import get_ipython
from IPython.display import display

from course.library import MODULE, NAME, device, named  # noqa: F401  # named uses NAME
from course.run.figures import INK, STYLE, darken, describe, draw  # noqa: F401  # darken uses INK

SHELL = get_ipython()
# How many processes Linux has ended for want of memory: in this container, or on this machine.
KILLS = ("/sys/fs/cgroup/memory.events", "/proc/vmstat")


def killed():
    """Return how many processes the system has ended for want of memory, or 0 if it won't tell."""
    for path in map(Path, KILLS):
        if path.exists() and (found := re.search(r"(?m)^oom_kill (\d+)", path.read_text())):
            return int(found[1])
    return 0


def facts():
    """Return what code runs on, such as "cpu · PyTorch 2.13.0", or nothing before the import."""
    if MODULE not in sys.modules:
        return ""
    return f"{device()[0]} · {named({MODULE: sys.modules[MODULE].__version__})}"


def load(names):
    """Import what the code of a page imports."""
    for name in names:
        with contextlib.suppress(ImportError):  # the code will say so
            importlib.import_module(name)
    if "matplotlib.pyplot" in sys.modules:
        style()


def style():
    """Let code draw as the pages do."""
    import matplotlib.pyplot as plt

    plt.rcParams.update(STYLE)
    plt.show = lambda *arguments, **options: show_figures(None)


def style_first(info):
    """Let code draw as the pages do if it is the first that may draw."""
    if "matplotlib" in info.raw_cell and "matplotlib.pyplot" not in sys.modules:
        style()


def show_figures(result):
    """Send the figures that code has drawn, for light and for dark pages, and close them."""
    if plt := sys.modules.get("matplotlib.pyplot"):
        for number in plt.get_fignums():
            figure = plt.figure(number)
            light = draw(figure)
            shown = {"text/plain": describe(figure), "image/svg+xml": light}
            display({**shown, "image/svg+xml; dark": darken(light)}, raw=True)
        plt.close("all")


os.environ["MPLBACKEND"] = "agg"
SHELL.InteractiveTB.set_mode("Plain")
SHELL.colors = "nocolor"
SHELL.events.register("pre_run_cell", style_first)
SHELL.events.register("post_run_cell", show_figures)
