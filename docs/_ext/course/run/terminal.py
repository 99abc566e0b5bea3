"""Find what code writes to the terminal past Python's ``print``, since no page would show it."""

import os
from contextlib import contextmanager, suppress

STANDARD_OUTPUT = 1  # file descriptors
STANDARD_ERROR = 2


@contextmanager
def piped():
    """Put a pipe in the place of standard output. Gives a list, to which what arrived is added.

    Nobody reads until the end, so whoever writes more than a pipe holds waits, and meets the limit
    of time.
    """
    arrived = []
    kept = os.dup(STANDARD_OUTPUT)
    reading, writing = os.pipe()
    os.set_blocking(reading, False)
    os.dup2(writing, STANDARD_OUTPUT)
    os.close(writing)
    try:
        yield arrived
    finally:
        os.dup2(kept, STANDARD_OUTPUT)
        os.close(kept)
        with suppress(BlockingIOError):  # a process that is left holds it
            if text := os.read(reading, 100):
                arrived.append(text)
        os.close(reading)
