"""What this site adds to Sphinx and to make.

Inside Sphinx, ``conf.py`` loads this one extension. ``run`` executes code and makes blocks of it,
``page`` and ``export`` read them. Outside Sphinx, the modules of ``make`` and ``site`` are run by
make.
"""

import gc
import sys
from pathlib import Path

FOLDER = Path(__file__).parents[1]


def set_canonical(app, config):
    """Let canonical links point to the newest release, or to ``latest`` before the first one.

    The first release doesn't know yet that it is one, so its version is asked, too.
    """
    from course.settings import course

    is_released = course().get("releases") or config.version != "latest"
    site = course()["site_url"]
    config.html_baseurl = f"{site}{'stable' if is_released else 'latest'}/" if site else ""


def finish(app, exception):
    """Skip the search for garbage among what the build has made when Python exits."""
    gc.freeze()


def setup(app):
    """Set up every part, in the order in which it acts, before other extensions are loaded."""
    from course import check, export, live, outline, page, practice, run, web

    # Lessons have to run without this site, so they must not find its modules.
    sys.path[:] = [path for path in sys.path if Path(path) != FOLDER]
    app.connect("config-inited", set_canonical)
    check.setup(app)
    run.setup(app)
    outline.setup(app)
    page.setup(app)
    export.setup(app)
    practice.setup(app)
    live.setup(app)
    web.setup(app)
    app.connect("build-finished", finish, priority=999)
    # Two readers would overwrite each other's notes on which page the build is at.
    return {"parallel_read_safe": False, "parallel_write_safe": True}
