"""Put a header below the introduction of each page that ran: launchers, downloads, provenance.

Goes in: the provenance of the page's blocks. Comes out: what ``docs/_templates/lesson_header.html``
makes of ``page``, ``is_lesson``, ``launchers`` (see ``course.page.launchers``), ``provenance``, the
line "Executed on CPU (name) · PyTorch 2.13.0 · Python 3.11.7 · commit 1a2b3c4", ``root``, the way
to the root of the version, and what can make the page live: ``binder``, an address, and ``how_to``,
a page that tells readers how to do it on their own computers. Either may be missing.
"""

from docutils import nodes

from course import library
from course.block import blocks, only_on_page
from course.page import launchers
from course.settings import LessonError, commit, has_notebook, is_lesson, source_of

HOW_TO = "guide/run_the_notebooks"


class page_header(only_on_page):
    """The header of a page that ran. ``provenance`` is that of its blocks."""


def line(ran_on, built_from):
    """Return what a page ran on, and the commit that it was built from, as one line of text."""
    device = ran_on["device"]
    parts = [
        f"Executed on {device['type'].upper()} ({device['name']})",
        library.named(ran_on),
        f"Python {ran_on['python']}",
    ]
    if built_from:
        changed = " with changes" if built_from.endswith("+") else ""
        parts.append(f"commit {built_from[:7]}{changed}")
    return " · ".join(parts)


def add_header(app, doctree):
    """Add the header below the introduction, and below the line with time and needs."""
    page, found = app.env.docname, blocks(doctree)
    if not found or page == app.config.root_doc:
        return
    title = doctree.next_node(nodes.title)
    section = title.parent
    place = section.index(title) + 1
    if not isinstance(section[place], nodes.paragraph):
        advice = "Write a sentence between its title and its first cell."
        raise LessonError(source_of(page), 1, "The page has no introduction.", advice)
    app.env.metadata[page]["introduction"] = section[place].astext()
    place += 1
    if isinstance(section[place], nodes.paragraph) and section[place].astext().startswith("Time:"):
        place += 1
    section.insert(place, page_header(page=page, provenance=found[0]["provenance"]))


def visit(translator, node):
    """Write the header."""
    page, builder = node["page"], translator.builder
    services = dict(launchers.of_page(page, translator.config.version))
    facts = {
        "page": page,
        "is_lesson": is_lesson(page),
        "has_notebook": has_notebook(page),
        "binder": services.pop("Binder", ""),
        "how_to": HOW_TO if HOW_TO in builder.env.found_docs else "",
        "launchers": services.items(),
        "provenance": line(node["provenance"], commit()),
        "root": "../" * page.count("/"),
    }
    written = builder.templates.render("lesson_header.html", facts)
    translator.body.append(written)
    raise nodes.SkipNode


def setup(app):
    app.add_node(page_header, html=(visit, None))
    app.connect("doctree-read", add_header, priority=620)
