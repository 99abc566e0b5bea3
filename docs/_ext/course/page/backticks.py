"""Refuse single backticks in lessons, which reStructuredText doesn't take for code."""

from docutils import nodes
from sphinx.util import logging

from course.page.terms import note_line
from course.settings import is_lesson

logger = logging.getLogger(__name__)


def check(app, doctree):
    """Warn of text in single backticks."""
    if not is_lesson(app.env.docname):
        return
    for node in doctree.findall(nodes.title_reference):
        note_line(node)
        text = node.astext()
        message = "`%s` isn't shown as code. Write double backticks: ``%s``"
        logger.warning(message, text, text, location=node, type="course", subtype="backticks")


def setup(app):
    app.connect("doctree-read", check)
