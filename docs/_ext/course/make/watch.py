"""Watch Sphinx while it builds: whether it ends, how long a block takes, how much memory it needs.

What Sphinx is at stands in ``build/running``, where ``course.run.watched`` writes it. Python's
faulthandler answers SIGUSR1 with the lines that are running, in ``build/reached``. Both know the
folder from COURSE_WATCHED in the environment, which every process that a lesson starts has, too.
"""

import re
import signal
import sys
import time
from contextlib import suppress
from pathlib import Path

import psutil

from course.settings import ROOT

BUILD = ROOT / "build"
SECONDS = 120  # for one block
LONGEST = 600  # for anything else, such as to read a page
MEMORY = 0.5  # of the machine's, for the process that runs code and all that it has started
POLL = 0.2  # seconds
ANSWER = 50  # polls, until a process that is asked for its line, or killed, counts as deaf
NOTHING = f"page 0 {ROOT / 'conf.py'}"  # before Sphinx has noted anything
UNFINISHED = "Sphinx ended before it had finished, as if all were well. Build again."
STOPPED = "Stopped. build/html is as it was."


class Step:
    """What the build is at: code in a block, or else a page."""

    def __init__(self, noted):
        line = noted.partition("\n")[0] or NOTHING
        kind, pid, path = line.split(" ", 2)
        self.kind = kind
        self.is_block = kind == "block"
        self.pid = int(pid)
        self.path = path
        self.shown = str(Path(path).relative_to(ROOT))

    @property
    def limit(self):
        """The seconds that it may take."""
        return SECONDS if self.is_block else LONGEST

    def memory(self):
        """Return the share of the memory, 0 to 1, that its process and its children hold.

        Sphinx, of which that may be a fork, isn't counted again.
        """
        share = 0
        with suppress(psutil.Error):  # one may have ended meanwhile
            process = psutil.Process(self.pid)
            for member in [process, *process.children(recursive=True)]:
                share += member.memory_percent() / 100
        return share

    def took_too_long(self):
        """Return a sentence."""
        if self.is_block:
            problem = f"This block has run for {SECONDS} seconds."
            return f"{self.reached()}: {problem} End its loop, or give it less to do."
        problem = f"The build has been at this for {LONGEST} seconds."
        return f"{self.shown}: {problem} Make it shorter, or take out what holds it up."

    def took_too_much(self):
        """Return a sentence."""
        if self.is_block:
            problem = f"This takes {MEMORY:.0%} of the memory."
            return f"{self.reached()}: {problem} Use smaller tensors, or print less."
        return f"{self.shown}: To make this takes {MEMORY:.0%} of the memory. Make it shorter."

    def reached(self):
        """Return ``path:line`` for the line that is running, or the path if that isn't known."""
        line = re.compile(rf'File "{re.escape(self.path)}", line (\d+)')
        with suppress(psutil.Error):
            psutil.Process(self.pid).send_signal(signal.SIGUSR1)  # answered even in a loop in C
        for _ in range(ANSWER):
            time.sleep(POLL)
            if found := line.search((BUILD / "reached").read_text(encoding="utf-8")):
                return f"{self.shown}:{found[1]}"
        return self.shown


def explain_end(code):
    """Return a sentence on how Sphinx ended, "" if it has said why, or None if it succeeded."""
    step = Step((BUILD / "running").read_text(encoding="utf-8"))
    if step.is_block:
        how = f"signal {-code}" if code < 0 else "os._exit"
        return f"{step.shown}: This has ended the build, with {how}. Take that out."
    if code < 0:
        return f"Sphinx was ended with signal {-code}. Build again."
    if code:
        return ""
    return None if step.kind == "done" else UNFINISHED


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
        step = Step(running.read_text(encoding="utf-8"))
        written = running.stat().st_mtime_ns
        since = since + POLL if seen == written else 0
        seen = written
        if since > step.limit:
            return step.took_too_long()
        if step.memory() > MEMORY:
            return step.took_too_much()
    return STOPPED


def kill():
    """Kill Sphinx, and what lessons have started, wherever it is now.

    That is what is below this process, and what has its COURSE_WATCHED.
    """
    members = psutil.Process().children(recursive=True)
    for process in psutil.process_iter():
        with suppress(psutil.Error):  # another user's, or it has ended
            if process.environ().get("COURSE_WATCHED") == str(BUILD):
                members.append(process)
    end(members)


def end(processes):
    """Kill processes, and wait until they have ended. If one doesn't, exit with a sentence."""
    for process in processes:
        with suppress(psutil.NoSuchProcess):
            process.kill()
    for _ in range(ANSWER):
        _, left = psutil.wait_procs(processes, POLL)
        processes = [process for process in left if not has_ended(process)]
        if not processes:
            return
    problem = f"Process {processes[0].pid} was killed, and hasn't ended."
    sys.exit(f"{problem} Wait until it has, or restart the machine, and build again.")


def has_ended(process):
    """Tell whether a process has ended, even if its parent, which may be any, never asks for it."""
    with suppress(psutil.NoSuchProcess):
        return process.status() == psutil.STATUS_ZOMBIE
    return True
