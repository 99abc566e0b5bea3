"""Link the words that a lesson explains to the glossary.

Goes in: a word in bold, as lessons write it where they explain it. Comes out: a link to its entry
in ``docs/reference/glossary.md``. A bold word without an entry is a warning. Text in bold that ends
with a colon or a full stop is a label or a sentence, and stays as it is.
"""

from docutils import nodes
from sphinx.addnodes import pending_xref

from course.settings import is_lesson


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
        word.replace_self(reference)
        reference += word


def setup(app):
    app.connect("doctree-read", link)
