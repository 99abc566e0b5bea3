"""What is around each page: menu, search, styles, scripts, policy, and metadata."""

from course.web import bundle, explorers, menu, metadata, offline, policy, search, share


def setup(app):
    """Set up each part, in the order in which it acts on a page."""
    for part in (menu, search, metadata, share, offline, policy, explorers, bundle):
        part.setup(app)
