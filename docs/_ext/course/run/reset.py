"""Let every lesson and every page start from the same state, whatever ran before.

What lessons must not pass on to each other is undone in ``reset``. Matplotlib's part is
``course.run.figures.style``.
"""

import gc
import random
from functools import cache

from course.run import device, execute


@cache
def at_start():
    """Return what the first lesson finds: torch's number of threads, and how NumPy prints."""
    import numpy
    import torch

    return torch.get_num_threads(), numpy.get_printoptions()


def reset(gallery_conf, filename):
    """Undo, before a lesson or a page runs, what those before it may have changed.

    sphinx-gallery calls this before each lesson, ``course.run.pages`` before each page.
    """
    import numpy
    import torch

    execute.note(device.__file__)  # an accelerator that doesn't work may never answer
    device.choose()
    execute.note("")
    torch.set_default_device(None)
    torch.set_default_dtype(torch.float32)
    torch.set_printoptions(profile="default")
    torch.set_grad_enabled(True)
    if torch.are_deterministic_algorithms_enabled():  # setting it takes a second
        torch.use_deterministic_algorithms(False)
    threads, printing = at_start()
    torch.set_num_threads(threads)
    numpy.set_printoptions(**printing)
    # A lesson that forgets its own seed prints something new in every build.
    torch.seed()
    numpy.random.seed()
    random.seed()
    execute.printed.take()
    gc.freeze()  # sphinx-gallery collects garbage before each lesson: spare it all of torch
