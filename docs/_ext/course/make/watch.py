"""Watch Sphinx while it builds: whether it ends, how long a block takes, how much memory it needs.

The part of this package that runs lessons writes ``build/running``: the path of the script whose
code is running, or nothing. It has Python's faulthandler answer SIGUSR1 with the lines that are
running, in ``build/reached``. Both know the folder from COURSE_WATCHED in the environment, which
every process that a lesson starts has, too.
"""

import re
import signal
from contextlib import suppress
from pathlib import Path

import psutil

from course.settings import ROOT

BUILD = ROOT / "build"
SECONDS = 120  # for one block
MEMORY = 0.5  # of the machine's, for Sphinx and all that it has started
POLL = 0.2  # seconds
STOPPED = "Stopped. build/html is as it was."


def memory_used(process):
    """Return the share of the memory, 0 to 1, that a process and its children hold."""
    share = 0
    for member in [process, *process.children(recursive=True)]:
        with suppress(psutil.NoSuchProcess):  # it may have ended meanwhile
            share += member.memory_percent() / 100
    return share


def shown(script):
    """Return the path of a script from the root."""
    return str(Path(script).relative_to(ROOT))


def reached(sphinx, script):
    """Return ``script:line`` for the line that is running, or ``script`` if that can't be known."""
    sphinx.send_signal(signal.SIGUSR1)  # faulthandler answers even from a loop in C
    with suppress(psutil.TimeoutExpired):
        sphinx.wait(1)
    answer = (BUILD / "reached").read_text(encoding="utf-8")
    lines = re.findall(rf'File "{re.escape(script)}", line (\d+)', answer)
    return ":".join([shown(script), *lines[:1]])


def explain_end(code):
    """Return a sentence on how Sphinx ended, "" if it has said why, or None if it succeeded."""
    if code and code > 0:
        return ""
    if script := (BUILD / "running").read_text(encoding="utf-8"):
        how = f"signal {-code}" if code else "os._exit"
        return f"{shown(script)}: This has ended the build, with {how}. Take that out."
    return f"Sphinx was ended with signal {-code}. Build again." if code else None


def watch(sphinx, stopped):
    """Wait until Sphinx ends, goes over a limit, or ``stopped``, an Event, is set.

    Return a sentence on what went wrong, "" if Sphinx has said it, or None if nothing did.
    """
    running = BUILD / "running"
    seen = None
    since = 0
    while not stopped.is_set():
        try:
            return explain_end(sphinx.wait(POLL))
        except psutil.TimeoutExpired:
            pass
        script = running.read_text(encoding="utf-8")
        written = running.stat().st_mtime_ns
        since = since + POLL if seen == written else 0
        seen = written
        if script and since > SECONDS:
            problem = f"This block has run for {SECONDS} seconds."
            return f"{reached(sphinx, script)}: {problem} End its loop, or give it less to do."
        if script and memory_used(sphinx) > MEMORY:
            problem = f"This takes {MEMORY:.0%} of the memory. Use smaller tensors, or print less."
            return f"{reached(sphinx, script)}: {problem}"
    return STOPPED


def kill():
    """Kill Sphinx, and what lessons have started, wherever it is now, by its COURSE_WATCHED."""
    members = []
    for process in psutil.process_iter():
        with suppress(psutil.Error):  # another user's, or it has ended
            if process.environ().get("COURSE_WATCHED") == str(BUILD):
                process.kill()
                members.append(process)
    psutil.wait_procs(members)
