"""Allow one build at a time in a checkout: all keep what lessons printed in the same folder.

``course.make.build`` holds the lock for the builds that it starts, and refuses to start a second
one. Other builds, such as those of ``make live``, wait for it here.
"""

import fcntl
import os

from course.settings import ROOT


def wait(app, config):
    """Hold ``build/lock`` until this process ends, as soon as nobody else does."""
    if "COURSE_WATCHED" in os.environ:
        return
    path = ROOT / "build" / "lock"
    path.parent.mkdir(exist_ok=True)
    app.lock = path.open("w", encoding="utf-8")
    fcntl.lockf(app.lock, fcntl.LOCK_EX)


def setup(app):
    app.connect("config-inited", wait, priority=1)
