"""What readers see on a page: header, links, folds, devices, and terms."""

from course.page import (
    asides,
    blocks,
    devices,
    differences,
    explorers,
    header,
    launchers,
    links,
    look_up,
    order,
    report,
    rewrite,
    terms,
)


def setup(app):
    """Set up each part, in the order in which it acts on a page."""
    asides.setup(app)  # before anything refers to what it moves
    explorers.setup(app)
    links.setup(app)  # reads the names of blocks
    devices.setup(app)  # replaces the output of blocks
    terms.setup(app)
    header.setup(app)
    order.setup(app)
    look_up.setup(app)  # below the link to the next lesson
    differences.setup(app)  # needs what all pages' devices have noted
    rewrite.setup(app)
    launchers.setup(app)
    blocks.setup(app)  # writes what the others have added
    report.setup(app)
