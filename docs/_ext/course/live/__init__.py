"""What lets readers run blocks where they read them, with a PyTorch of their own."""

from course.live import recording, script


def setup(app):
    """Set up each part."""
    for part in (recording, script):
        part.setup(app)
