"""What this site adds to Sphinx and to make.

Inside Sphinx, ``conf.py`` loads this one extension. ``run`` executes code and makes blocks of it,
``page`` and ``export`` read them. Outside Sphinx, the modules of ``site`` are run by make.
"""

import sys
from pathlib import Path

FOLDER = Path(__file__).parents[1]


def set_canonical(app, config):
    """Let canonical links lead to the newest release."""
    from course.settings import course

    site = course()["site_url"]
    config.html_baseurl = f"{site}stable/" if site else ""


def finish(app, exception):
    """Spare Python, on its way out, the search for garbage among what the build has made."""
    import gc

    gc.freeze()


def setup(app):
    """Set up every part, in the order in which it acts, before other extensions are loaded."""
    from course import export, page, run

    # Lessons have to run without this site, so they must not find its modules.
    sys.path[:] = [path for path in sys.path if Path(path) != FOLDER]
    app.connect("config-inited", set_canonical)
    run.setup(app)
    page.setup(app)
    export.setup(app)
    app.connect("build-finished", finish, priority=999)
