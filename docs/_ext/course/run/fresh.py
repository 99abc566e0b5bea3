"""Let every lesson, and every page with code, start from the same state, whatever ran before.

Each runs in a fork of a server, which has imported what they need and runs none of it. All that
they change ends with the fork, however they change it. A process that uses an accelerator can't be
forked, so there they run in the server itself, one after another. On macOS forks aren't safe, and
all run in this process. In both cases, ``reset`` undoes what is known to have been changed; the
library's part of it is ``course.library.reset``, Matplotlib's is ``course.run.figures.style``.
"""

import gc
import importlib
import random
import shutil
import sys
from functools import cache, partial
from pathlib import Path

from course import forks, library
from course.run import device, execute, figures, watched
from course.settings import EXAMPLES, ROOT

WORKPLACE = ROOT / "build" / "work"
IS_MAC = sys.platform == "darwin"


def call(path, function, alone=True):
    """Call a function that runs the lesson or page at ``path``, and return what it returns.

    Nothing else is left of the call. pickle has to know the function and what it returns. If it
    isn't ``alone``, it runs in the same process as all others that aren't.
    """
    watched.note("page", path)
    returned = in_server(partial(run if alone else run_together, path, function))
    watched.note("page", path)  # in this process again
    return returned


@cache
def server():
    """Return the server, which is begun when it is first needed."""
    return forks.Server()


def in_server(function):
    """Call a function in the process that all code runs in, or that is forked for it."""
    return function() if IS_MAC else server().call(function)


@cache
def found():
    """Return the accelerator, and why code can't run on it, as ``device.find`` does.

    Before that, import all that most code needs. Nothing else is imported here later, so that no
    lesson finds what another one has imported.
    """
    for name in library.IMPORTS:
        importlib.import_module(name)
    figures.load()
    at_start()
    return device.find() if IS_MAC else forks.call(device.find)


@cache
def can_fork():
    """Choose what code runs on, and tell whether this process may be forked for it."""
    uses_accelerator = device.choose(*found())
    forks.reap()  # or a block that runs here would seem to have left it
    return not (IS_MAC or uses_accelerator)


def run(path, function):
    """Call a function, in a fork if that can be."""
    if not can_fork():
        return start(path, function)
    return forks.call(partial(start, path, function))


def run_together(path, function):
    """Call a function in a fork that all those share that run together."""
    if not can_fork():
        return start(path, function)
    return together().call(partial(start, path, function))


@cache
def together():
    """Return a fork of the server, which is begun when it is first needed."""
    return forks.Server()


def is_lesson(path):
    """Tell whether a path is that of a lesson, which draws and finds no other's files."""
    return Path(path).is_relative_to(EXAMPLES)


def start(path, function):
    """Call a function in the state that all start from."""
    execute.workplace = ROOT
    if is_lesson(path):
        if WORKPLACE.is_file() or WORKPLACE.is_symlink():
            WORKPLACE.unlink()
        shutil.rmtree(WORKPLACE, ignore_errors=True)
        WORKPLACE.mkdir(parents=True)
        execute.workplace = WORKPLACE
        figures.style()
    reset()
    return function()


@cache
def at_start():
    """Return how NumPy prints in the first lesson."""
    import numpy.random

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
    execute.errors.take()
    gc.freeze()  # sphinx-gallery collects garbage before each lesson: spare it the library
