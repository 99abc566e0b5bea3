"""What readers find out for themselves: questions in lessons, and pages of exercises.

This part stands on the others: it runs code, and makes what pages show and notebooks hold.
"""

from course.practice import deck, exercises, links, notebooks, questions, running


def setup(app):
    """Set up each part, in the order in which it acts."""
    for part in (running, questions, exercises, links, notebooks, deck):
        part.setup(app)
