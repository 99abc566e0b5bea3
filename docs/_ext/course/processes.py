"""Let no process outlive the one that it works for. Only Linux can do this.

Elsewhere, nothing is done.

Source: https://man7.org/linux/man-pages/man2/prctl.2.html
"""

import ctypes
import signal
import sys

PR_SET_PDEATHSIG = 1
PR_SET_CHILD_SUBREAPER = 36


def prctl(option, value):
    """Set an attribute of this process, where the system is Linux."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(option, value)


def die_with_parent(number=signal.SIGKILL):
    """Let the end of the thread that has forked this process be the end of this process, too."""
    prctl(PR_SET_PDEATHSIG, number)


def adopt_orphans():
    """Become the parent of each process below this one that loses its own."""
    prctl(PR_SET_CHILD_SUBREAPER, 1)
