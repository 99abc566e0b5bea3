"""Let readers read without a network what they have opened before.

Goes in: ``docs/_templates/worker.js``, a service worker (https://www.w3.org/TR/service-workers/),
and the commit that is built. Comes out: ``worker.js`` at the root of the version, because browsers
let it answer for the folder that it is in. ``docs/_static/offline.js`` tells browsers of it.
"""

from course.settings import commit


def write(app, exception):
    """Write the worker."""
    if not exception:
        text = app.builder.templates.render("worker.js", {"commit": commit()})
        (app.outdir / "worker.js").write_text(text, encoding="utf-8")


def setup(app):
    app.connect("build-finished", write)
