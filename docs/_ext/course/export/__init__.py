"""What leaves the build beside its pages: outputs, notebooks, scripts and the archive."""

from course.export import archive, notebooks, outputs


def setup(app):
    """Set up each part, in the order in which it writes."""
    for part in (outputs, notebooks, archive):
        part.setup(app)
