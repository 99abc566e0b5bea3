"""Measure how long commands take, and how much memory."""

import tempfile
import time
from contextlib import suppress

import psutil

POLL = 0.1


def memory(process):
    """Return the memory of ``process`` and its children in bytes.

    It is USS, the memory that no other process shares, so no byte counts twice.
    """
    total = 0
    for member in (process, *process.children(recursive=True)):
        with suppress(psutil.Error):  # the process has ended in the meantime
            total += member.memory_full_info().uss
    return total


def measure(commands, folder):
    """Run ``commands`` in ``folder``, one after the other.

    Return the time in seconds and the peak memory in bytes.
    """
    start, peak = time.perf_counter(), 0
    for command in commands:
        with tempfile.TemporaryFile() as said:
            process = psutil.Popen(command, cwd=folder, stdout=said, stderr=said)
            while process.poll() is None:
                try:
                    process.wait(POLL)
                except psutil.TimeoutExpired:
                    peak = max(peak, memory(process))
            if process.returncode:
                said.seek(0)
                raise SystemExit(f"{said.read().decode()}\nThis failed, in {folder}: {command}")
    return time.perf_counter() - start, peak
