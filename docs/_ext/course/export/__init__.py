"""What leaves the build beside its pages: outputs, notebooks, scripts, and what teachers take."""

from course.export import archive, cartridge, markdown, notebooks, outputs, teaching


def setup(app):
    """Set up each part, in the order in which it writes."""
    for part in (outputs, notebooks, markdown, archive, cartridge, teaching):
        part.setup(app)
