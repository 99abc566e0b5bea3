"""What lets readers run blocks where they read them, with a PyTorch of their own."""


def setup(app):
    """Set up each part."""
    for part in ():
        part.setup(app)
