"""Build the site into ``build/html``, and end the build if a lesson doesn't let it end.

Sphinx writes to ``build/next``; only a build that succeeded replaces ``build/html``. If a block
takes too long or too much memory (see ``watch.py``), or if this process gets SIGINT, SIGTERM or
SIGHUP, Sphinx and all that it has started are killed, and one sentence says why. ``build/lock``
belongs to the one build that is running in this folder.
"""

import errno
import fcntl
import os
import shutil
import signal
import subprocess
import sys
from contextlib import contextmanager
from threading import Event

import psutil

from course.command import explain, refuse_links, settle, without_course
from course.make.watch import BUILD, STOPPED, kill, watch
from course.processes import adopt_orphans
from course.settings import LESSONS, ROOT, built, course

SPHINX = ["-m", "sphinx", "--fail-on-warning", "--keep-going", "-c", ".", "-d", "build/doctrees"]
# None: a folder's copy, which may have several reasons
NO_ROOM = (errno.ENOSPC, errno.EDQUOT, None)


@contextmanager
def lock():
    """Hold ``build/lock``. The system releases it when this process ends, even if it is killed.

    Unlike a lock of ``flock``, it doesn't pass to forks, which may live longer.
    """
    with (BUILD / "lock").open("w") as file:
        try:
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except (BlockingIOError, PermissionError):
            problem = "Another build is running in this folder."
            sys.exit(f"{problem} Wait until it has ended, then run make html again.")
        yield


def note_signals():
    """Return an Event that is set once somebody wants to stop this process.

    No exception is raised, so that Sphinx can't be left running wherever the signal arrives.
    """
    stopped = Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) != signal.SIG_IGN:  # nohup ignores SIGHUP
            signal.signal(number, lambda number, frame: stopped.set())
    return stopped


def clear_up():
    """Remove what an earlier build left, if it failed or was killed: it may be half a page."""
    old = BUILD / "old"
    if old.exists() and not (BUILD / "html").exists():  # killed while it replaced build/html
        old.rename(BUILD / "html")
    shutil.rmtree(old, ignore_errors=True)
    if (BUILD / "running").exists():
        kill()
        for name in ("next", "doctrees"):
            shutil.rmtree(BUILD / name, ignore_errors=True)


def replace():
    """Put ``build/next`` in the place of ``build/html``."""
    shutil.rmtree(BUILD / "new", ignore_errors=True)
    shutil.copytree(BUILD / "next", BUILD / "new")
    if (BUILD / "html").exists():
        (BUILD / "html").rename(BUILD / "old")
    (BUILD / "new").rename(BUILD / "html")
    shutil.rmtree(BUILD / "old", ignore_errors=True)
    print("build/html has the new pages.")


def build(stopped):
    """Build the site, and return what ``watch`` returns."""
    clear_up()
    for name in ("running", "reached"):
        (BUILD / name).write_text("", encoding="utf-8")
    ours = {"COURSE_WATCHED": str(BUILD), "MPLBACKEND": "agg"}
    environment = without_course(os.environ) | ours
    for name in ("PYTHONOPTIMIZE", "PYTHONWARNINGS"):  # lessons assert, and Sphinx may warn
        environment.pop(name, None)
    options = {"cwd": ROOT, "env": environment, "stdin": subprocess.DEVNULL}
    command = [sys.executable, *SPHINX, "docs", "build/next"]
    try:
        problem = watch(psutil.Popen(command, start_new_session=True, **options), stopped)
    finally:
        kill()
    if problem is None and stopped.is_set():
        return STOPPED
    if problem is None:
        replace()
        (BUILD / "running").unlink()
    return problem


def main():
    """Build the site, or say in one sentence why not."""
    settle()
    refuse_links(BUILD, BUILD / "html", ROOT / "docs" / LESSONS)
    course()  # whose mistakes Sphinx would hide
    built()
    adopt_orphans()
    stopped = note_signals()
    may_be_full = True
    try:
        BUILD.mkdir(exist_ok=True)
        with lock():
            problem = build(stopped)
    except OSError as error:
        may_be_full = error.errno in NO_ROOM
        problem = f"{explain(error)}. build/html is as it was. Correct that, and build again."
    free = shutil.disk_usage(BUILD if BUILD.is_dir() else ROOT).free
    if problem is not None and may_be_full and free < 2**20:
        problem = f"{BUILD}: The disk is full. build/html is as it was. Make room, and build again."
    sys.exit(1 if problem == "" else problem)


if __name__ == "__main__":
    main()
