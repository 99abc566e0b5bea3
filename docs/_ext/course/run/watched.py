"""Tell ``course.make.build``, if it runs this build, what the build is at.

The first line of ``build/running`` is ``block 123 path`` while code of that file runs in process
123, ``page 123 path`` while that page is read or written, and ``done 123 path`` once all is
written. What stands below is old. ``course.make.watch`` reads it. The folder is named by
COURSE_WATCHED in the environment.
"""

import faulthandler
import os
import signal
from functools import cache
from pathlib import Path

from course.run import places
from course.settings import ROOT

FOLDER = os.environ.get("COURSE_WATCHED")
REST = ROOT / "conf.py"  # stands for all that belongs to no page


@cache
def running():
    """Return the open file, which all forks share."""
    return os.open(Path(FOLDER, "running"), os.O_WRONLY)


def note(kind, path):
    """Note which file this process is at, thousands of times in a build."""
    if FOLDER:
        os.pwrite(running(), f"{kind} {os.getpid()} {path}\n".encode(), 0)


def note_page(app, page):
    """Note the file of a page."""
    note("page", ROOT / places.translate(str(app.env.doc2path(page))))


def answer():
    """Let whoever watches ask, by a signal, which line has been reached."""
    if FOLDER:
        reached = Path(FOLDER, "reached").open("w", encoding="utf-8")  # noqa: SIM115
        faulthandler.register(signal.SIGUSR1, reached)


def setup(app):
    answer()
    note("page", REST)
    app.connect("source-read", lambda app, page, source: note_page(app, page), priority=0)
    app.connect("doctree-resolved", lambda app, tree, page: note_page(app, page), priority=0)
    app.connect("build-finished", lambda app, error: note("page", REST), priority=0)
    app.connect("build-finished", lambda app, error: note("done", REST), priority=999)
