"""Let every lesson, and every page with code, start from the same state, whatever ran before.

Each runs in a fork of this process, which has imported what they need and runs none of it. All that
they change ends with the fork, however they change it. A library that uses an accelerator can't be
forked, and what macOS itself provides can't, either. There, all run in this process, and ``reset``
undoes what is known: the library's part of it is ``course.library.reset``.
"""

import gc
import importlib
import random
import shutil
import sys
from functools import cache
from pathlib import Path

from course import library
from course.run import device, execute, fork, watched
from course.settings import EXAMPLES, ROOT

WORKPLACE = ROOT / "build" / "work"
IS_MAC = sys.platform == "darwin"


def call(path, function):
    """Call a function that runs the lesson or page at ``path``, and return what it returns.

    Nothing else is left of the call. pickle has to know what is returned.
    """
    if has_accelerator() or IS_MAC:
        return start(path, function)
    watched.note("page", path)
    returned, imported = fork.call(lambda: (start(path, function), slow_imports()))
    watched.note("page", path)  # in this process again
    load(imported)  # or each of the next forks would take its time to import it, too
    return returned


@cache
def has_accelerator():
    """Choose what code runs on, and tell whether that is an accelerator."""
    load([library.MODULE])
    return device.choose(*(device.find() if IS_MAC else fork.call(device.find)))


def slow_imports():
    """Return which of the library's slow modules code has imported."""
    return [name for name in library.IMPORTS if name in sys.modules]


def load(names=library.IMPORTS):
    """Import modules."""
    for name in names:
        importlib.import_module(name)


def start(path, function):
    """Call a function in the state that all start from: lessons in an empty folder, too."""
    execute.workplace = ROOT
    if Path(path).is_relative_to(EXAMPLES):
        execute.workplace = WORKPLACE
        shutil.rmtree(WORKPLACE, ignore_errors=True)
        WORKPLACE.mkdir(parents=True)
    reset()
    return function()


@cache
def at_start():
    """Return how NumPy prints in the first lesson."""
    import numpy

    return numpy.get_printoptions()


def reset():
    """Undo what is known of those that ran before, and let random numbers be new ones."""
    import numpy

    numpy.set_printoptions(**at_start())
    # A lesson that forgets its own seed prints something new in every build.
    library.reset()
    numpy.random.seed()
    random.seed()
    execute.printed.take()
    gc.freeze()  # sphinx-gallery collects garbage before each lesson: spare it the library
