"""Choose what lessons run on: an accelerator that works, or else the CPU.

Goes in: the accelerator that the library finds, and ``DEVICE=cpu`` in the environment, which forces
the CPU. Comes out: a line in the log that says what was chosen and why, and a library that reports
no accelerator but the chosen one. Some accelerators report themselves and then fail at the first
operation (https://github.com/Kaggle/docker-python/issues/1546).
"""

import logging
import os
import sys

from course import library
from course.run import watched

# Sphinx's, by its name: where the notebook that records runs this, there is no Sphinx.
logger = logging.getLogger(f"sphinx.{__name__}")


def check(app, config):
    """Refuse a DEVICE that can't be forced, and hide accelerators before the library's import."""
    if forced := os.environ.get("DEVICE"):
        if forced != "cpu":
            problem = f"DEVICE={forced}: only the CPU can be forced."
            sys.exit(f"{problem} Say DEVICE=cpu, or leave it out.")
        os.environ.update(library.HIDDEN)


def problem(accelerator):
    """Return why lessons can't run on a kind of accelerator, or None if they can.

    ``accelerator`` is None if the library finds none.
    """
    if os.environ.get("DEVICE"):
        return "DEVICE=cpu was asked for"
    if accelerator is None:
        return f"{library.MODULE} finds no accelerator"
    try:
        if not library.calculates(accelerator):
            return f"{accelerator} calculates a wrong result"
    except Exception as error:  # each kind of device has exceptions of its own
        reason = str(error).strip().partition("\n")[0]
        return f"{accelerator} is there, but doesn't work ({type(error).__name__}: {reason})"


def find():
    """Return the kind of accelerator that the library finds, and why lessons can't run on it.

    Either may be None.
    """
    watched.note("block", library.__file__)  # an accelerator that doesn't work may never answer
    accelerator = library.find_accelerator()
    why = problem(accelerator)
    watched.note("page", watched.REST)
    return accelerator, why


def choose(accelerator, why):
    """Let lessons find an accelerator only if a real operation on it succeeded.

    Takes what ``find`` returns. Returns whether they run on that accelerator.
    """
    if why:
        library.hide_accelerators()
        logger.info("Lessons run on the CPU: %s.", why)
    else:
        logger.info("Lessons run on %s: an operation on it succeeded.", accelerator)
    return not why


def setup(app):
    app.connect("config-inited", check)
