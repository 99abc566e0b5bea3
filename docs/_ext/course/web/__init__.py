"""What pages are to browsers and to machines: styles, scripts, search, policy, metadata."""

from course.web import bundle, metadata, offline, policy, search, share


def setup(app):
    """Set up each part, in the order in which it acts on a page."""
    for part in (search, metadata, share, offline, policy, bundle):
        part.setup(app)
