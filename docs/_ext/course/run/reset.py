"""Let every lesson and every page start from the same state, whatever ran before.

What lessons must not pass on to each other is undone in ``reset``. The library's part is
``course.library.reset``, Matplotlib's is ``course.run.figures.style``.
"""

import gc
import random
from functools import cache

from course import library
from course.run import device, execute


@cache
def at_start():
    """Return how NumPy prints in the first lesson."""
    import numpy

    return numpy.get_printoptions()


def reset(gallery_conf, filename):
    """Undo, before a lesson or a page runs, what those before it may have changed.

    sphinx-gallery calls this before each lesson, ``course.run.pages`` before each page.
    """
    import numpy

    execute.note(library.__file__)  # an accelerator that doesn't work may never answer
    device.choose()
    execute.note("")
    numpy.set_printoptions(**at_start())
    # A lesson that forgets its own seed prints something new in every build.
    library.reset()
    numpy.random.seed()
    random.seed()
    execute.printed.take()
    gc.freeze()  # sphinx-gallery collects garbage before each lesson: spare it the library
