"""How code is executed: lessons, the code cells of pages, and what they run on."""

from functools import partial

from course import internals


def setup(app):
    """Set up each part, in the order in which it acts."""
    internals.hide_matplotlib()
    from course.run import pages

    internals.run_myst_nb_with(partial(pages.make_client, app))
    from course.run import device, fingerprint, lessons, lock, places, watched

    app.connect("config-inited", start_running, priority=11)  # sphinx-gallery's is 10
    for part in (watched, places, lock, device, lessons, fingerprint, pages):
        part.setup(app)


def start_running(app, config):
    """Take over the execution of lessons from sphinx-gallery."""
    from course.run import execute, fresh

    internals.show_matplotlib()
    internals.run_lessons_with(fresh.call, execute.run)
