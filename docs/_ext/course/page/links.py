"""Link names in code to their documentation, and list in the index where they are used.

Goes in: the names of a block, as ``course.run`` found them, and the addresses in
``docs/_inventories``. Comes out: ``links`` at the block's code, from which HTML is written. A
section links a name once, so that code on a phone can be touched without leaving the page. A name
of a module in ``course.library.LINKED`` that no inventory knows is a warning, so that no link is
missing unnoticed. In Sphinx's index, each name of the library has the lessons that use it after
their set-up, with the section that uses it first.
"""

from statistics import mode

from docutils import nodes
from sphinx.util import logging

from course import internals, library
from course.block import blocks, section_of
from course.settings import ROOT, is_lesson, source_of

logger = logging.getLogger(__name__)


def choose(candidates, known):
    """Return the first of the full names that is known, or an empty text."""
    return next((name for name in candidates if name in known), "")


def place_of(page, code, position):
    """Return the file of a page and the line in it of a character of a block's code."""
    path = source_of(page)
    text = path.read_text(encoding="utf-8")
    line = text.count("\n", 0, text.find(code) + position) + 1
    return f"{path}:{line}"


def line_for(name, inventory):
    """Return the line of an inventory for a name that most lines of names beside it suggest."""
    lines = [(*line.partition(" "), line) for line in inventory.splitlines()]
    named = [(other, line) for other, _, rest, line in lines if other in rest]
    parent = name.rpartition(".")[0]
    beside = [item for item in named if item[0].rpartition(".")[0] == parent]
    return mode(line.replace(other, name) for other, line in beside or named)


def warn(name, place):
    """Warn that no inventory knows a full name."""
    path = f"docs/_inventories/{name.partition('.')[0]}.txt"
    logger.warning(
        "no link for %s. Add a line to %s with its kind and page, such as: %s",
        name,
        path,
        line_for(name, (ROOT / path).read_text(encoding="utf-8")),
        location=place,
        type="course",
        subtype="link",
    )


def link_names(app, doctree):
    """Note the links at each block's code, and its names of the library in Sphinx's index."""
    page = app.env.docname
    known, missing = internals.documentation(app.env), app.missing_names
    entries, linked = {}, set()
    for block in blocks(doctree):
        if not block.source_code:
            continue
        links = []
        for start, end, candidates in block["names"]:
            name = choose(candidates, known)
            use = (section_of(block), name)
            if name and use not in linked:
                linked.add(use)
                links.append((start, end, name, known[name].uri))
            unknown = "" if name else candidates[0]
            if unknown.startswith(library.LINKED) and unknown not in missing:
                missing.add(unknown)  # once, however often it is used
                warn(unknown, place_of(page, block["code"], start))
            if name.startswith(f"{library.MODULE}.") and is_lesson(page) and not block["setup"]:
                title = doctree.next_node(nodes.title).astext()
                text = f"{name.rpartition('.')[2]}; {title}"
                anchor = section_of(block)["ids"][0]
                entries.setdefault(text, ("single", text, anchor, "", None))
        block.source_code["links"] = links
    app.env.get_domain("index").entries[page].extend(entries.values())


def setup(app):
    app.missing_names = set()
    app.connect("doctree-read", link_names, priority=600)
