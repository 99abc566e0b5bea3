"""Build the site into ``build/html``, and end the build if a lesson doesn't let it end.

Sphinx writes to ``build/next``; only a build that succeeded replaces ``build/html``. Meanwhile
``lessons.py`` names in ``build/running`` the script whose code is running. If one block of it takes
longer than SECONDS, or if Sphinx takes more than MEMORY of the machine's memory, Sphinx and all that it
has started are killed, and one sentence says where it was.
"""

import os
import re
import shutil
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import psutil

ROOT = Path(__file__).parents[2]
BUILD = ROOT / "build"
SECONDS = 120
MEMORY = 0.5
POLL = 0.2


def memory_used(process):
    """Return the share of the machine's memory that a process and its children hold, from 0 to 1."""
    share = 0
    for member in (process, *process.children(recursive=True)):
        with suppress(psutil.NoSuchProcess):  # it may just have ended
            share += member.memory_percent() / 100
    return share


def reached(sphinx, script):
    """Return ``script:line`` for the line that is running, or ``script`` if that can't be known."""
    sphinx.send_signal(signal.SIGUSR1)  # faulthandler answers even from a loop in C, into this file
    with suppress(psutil.TimeoutExpired):
        sphinx.wait(1)
    lines = re.findall(rf'File "{re.escape(script)}", line (\d+)', (BUILD / "reached").read_text(encoding="utf-8"))
    return ":".join([str(Path(script).relative_to(ROOT)), *lines[:1]])


def watch(sphinx):
    """Wait for Sphinx to end. Return a sentence if a lesson ended it, or had to be stopped."""
    running, seen, since = BUILD / "running", None, 0
    while True:
        try:
            code = sphinx.wait(POLL)
        except psutil.TimeoutExpired:
            script = running.read_text(encoding="utf-8")
            since, seen = (since + POLL if seen == running.stat().st_mtime_ns else 0), running.stat().st_mtime_ns
            if script and since > SECONDS:
                return f"{reached(sphinx, script)}: This block has run for {SECONDS} seconds. End its loop, or give it less to do."
            if script and memory_used(sphinx) > MEMORY:
                return f"{reached(sphinx, script)}: This takes {MEMORY:.0%} of the memory. Use smaller tensors, or print less."
            continue
        if code and code > 0:
            return ""  # Sphinx has said why
        if script := running.read_text(encoding="utf-8"):
            return f"{Path(script).relative_to(ROOT)}: This has ended the build, with {f'signal {-code}' if code else 'os._exit'}. Take that out."
        return f"Sphinx was ended with signal {-code}. Build again." if code else None


def replace():
    """Put ``build/next`` in the place of ``build/html``."""
    shutil.rmtree(BUILD / "new", ignore_errors=True)
    shutil.copytree(BUILD / "next", BUILD / "new")
    if (BUILD / "html").exists():
        (BUILD / "html").rename(BUILD / "old")
    (BUILD / "new").rename(BUILD / "html")
    shutil.rmtree(BUILD / "old", ignore_errors=True)
    print("build/html has the new pages.")


def clear_up():
    """Undo what an earlier build left, if it failed or was killed: it may have written half a page."""
    if (BUILD / "old").exists():  # killed while it replaced build/html
        shutil.rmtree(BUILD / "old") if (BUILD / "html").exists() else (BUILD / "old").rename(BUILD / "html")
    if (BUILD / "running").exists():
        kill()
        for name in ("next", "doctrees"):
            shutil.rmtree(BUILD / name, ignore_errors=True)


def kill():
    """Kill Sphinx, and what lessons have started, wherever it is now: all have COURSE_WATCHED from here."""
    members = []
    for process in psutil.process_iter():
        with suppress(psutil.Error):  # another user's, or it has ended
            if process.environ().get("COURSE_WATCHED") == str(BUILD):
                process.kill()
                members.append(process)
    psutil.wait_procs(members)


def build():
    """Build the site, and return a sentence if there is something to say about a failure, or None."""
    BUILD.mkdir(exist_ok=True)
    clear_up()
    for name in ("running", "reached"):
        (BUILD / name).write_text("", encoding="utf-8")
    command = [sys.executable, "-m", "sphinx", "--fail-on-warning", "--keep-going", "-c", ".", "-d", "build/doctrees", "docs", "build/next"]
    environment = os.environ | {"COURSE_WATCHED": str(BUILD)}
    sphinx = psutil.Popen(command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, start_new_session=True)
    try:
        problem = watch(sphinx)
    finally:
        kill()
    if problem is None:
        replace()
        (BUILD / "running").unlink()
    return problem


if __name__ == "__main__":
    try:
        problem = build()
    except KeyboardInterrupt:
        problem = "Stopped. build/html is as it was."
    except OSError as error:
        problem = f"{error.filename or BUILD}: {error.strerror or error}. build/html is as it was. Mend that, and build again."
    if problem is not None and shutil.disk_usage(BUILD).free < 2**20:
        problem = f"{BUILD}: The disk is full. build/html is as it was. Make room, and build again."
    sys.exit(1 if problem == "" else problem)
