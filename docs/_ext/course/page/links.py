"""Link each name in code to its documentation, and list in the index where it is used.

Goes in: the names of a block, as ``course.run`` found them, and the addresses in
``docs/_inventories``. Comes out: ``links`` at the block's code, from which HTML is written. A name
of a module in ``course.library.LINKED`` that no inventory knows is a warning, so that no link is
missing unnoticed. In Sphinx's index, each name of the library has the lessons that use it, with the
section that uses it first.
"""

from docutils import nodes
from sphinx.util import logging

from course import internals, library
from course.block import blocks, section_of
from course.settings import ROOT, is_lesson, script_of

logger = logging.getLogger(__name__)


def source_of(page):
    """Return the path of the file that a page is written in, below the project."""
    if is_lesson(page):
        return script_of(page).relative_to(ROOT).as_posix()
    return f"docs/{page}.md"


def choose(candidates, known, page):
    """Return the first of the full names that is known, or an empty text, with a warning."""
    name = next((name for name in candidates if name in known), "")
    if not name and candidates[0].startswith(library.LINKED):
        logger.warning(
            "%s: no link for %s. Add it to docs/_inventories/%s.txt, with its kind and page.",
            source_of(page),
            candidates[0],
            candidates[0].partition(".")[0],
            type="course",
            subtype="link",
        )
    return name


def link_names(app, doctree):
    """Note the links at each block's code, and its names of the library in Sphinx's index."""
    page = app.env.docname
    known = internals.documentation(app.env)
    entries = {}
    for block in blocks(doctree):
        if not block.source_code:
            continue
        links = []
        for start, end, candidates in block["names"]:
            if name := choose(candidates, known, page):
                links.append((start, end, name, known[name].uri))
            if name.startswith(f"{library.MODULE}.") and is_lesson(page):
                title = doctree.next_node(nodes.title).astext()
                text = f"{name.rpartition('.')[2]}; {title}"
                anchor = section_of(block)["ids"][0]
                entries.setdefault(text, ("single", text, anchor, "", None))
        block.source_code["links"] = links
    app.env.get_domain("index").entries[page].extend(entries.values())


def setup(app):
    app.connect("doctree-read", link_names, priority=600)
