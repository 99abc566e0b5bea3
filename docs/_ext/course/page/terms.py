"""Link the words that a lesson explains to the glossary, which the index lists once each.

Goes in: a word in bold, as lessons write it where they explain it. Comes out: a link to its entry
in ``docs/reference/glossary.md``. A bold word without an entry is a warning. Text in bold that ends
with a colon or a full stop is a label or a sentence, and stays as it is. Where an entry has several
forms, such as tensor and tensors, Sphinx's index has only the first.
"""

from docutils import nodes
from sphinx.addnodes import pending_xref
from sphinx.util import logging

from course.settings import is_lesson

logger = logging.getLogger(__name__)


def note_line(node):
    """Give a part of a paragraph its own line, for warnings. docutils knows the paragraph's."""
    paragraph = node.parent
    if paragraph.line:
        above = paragraph.rawsource.partition(node.rawsource)[0]
        node.source = paragraph.source
        node.line = paragraph.line + above.count("\n")


def link(app, doctree):
    """Wrap each bold word of a lesson in a reference to the glossary."""
    page = app.env.docname
    if not is_lesson(page):
        return
    for word in list(doctree.findall(nodes.strong)):
        if word.astext().endswith((":", ".")):
            continue
        term = " ".join(word.astext().lower().split())
        target = {"refdomain": "std", "reftype": "term", "reftarget": term, "refdoc": page}
        reference = pending_xref(word.rawsource, **target, refexplicit=True, refwarn=True)
        note_line(word)
        reference.source, reference.line = word.source, word.line
        word.replace_self(reference)
        reference += word


def keep_first_forms(app, doctree):
    """Leave the other forms of the glossary's words out of Sphinx's index."""
    words = doctree.findall(nodes.term)
    forms = {word["ids"][0] for word in words if isinstance(word.previous_sibling(), nodes.term)}
    entries = app.env.get_domain("index").entries[app.env.docname]
    entries[:] = [entry for entry in entries if entry[2] not in forms]


def warn(app, domain, reference):
    """Say what to do about a lesson's word without an entry. Return whether it was one."""
    if reference["reftype"] != "term" or not is_lesson(reference["refdoc"]):
        return None
    logger.warning(
        "the glossary has no entry for %s. Add one to docs/reference/glossary.md, or let the bold "
        "text end with a colon if it explains no word.",
        reference["reftarget"],
        location=reference,
        type="course",
        subtype="term",
    )
    return True


def setup(app):
    app.connect("doctree-read", link)
    app.connect("doctree-read", keep_first_forms)
    app.connect("warn-missing-reference", warn)
