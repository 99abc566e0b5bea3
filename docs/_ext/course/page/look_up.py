"""Tell the readers of a lesson where they can look things up later.

Goes in: the links from reference pages to lessons. Comes out: at the end of each lesson, the way
back: the reference pages with those of their sections, or words of the glossary, that link here::

    <aside class="look-up"><p>Look it up</p>
    <ul><li><p>dtypes: <a href="...">...</a></p></li></ul></aside>
"""

from docutils import nodes
from sphinx.addnodes import pending_xref

from course.block import only_on_page
from course.settings import LESSONS, is_lesson

REFERENCE = "reference/"


class look_up(only_on_page):
    """The list at the end of a lesson."""


def entry_of(link):
    """Return (id, title) of the section, or the word of the glossary, that a link is in."""
    entry = link.parent
    while not isinstance(entry, nodes.section | nodes.definition_list_item):
        entry = entry.parent
    anchor = entry.next_node(nodes.term) or entry
    return anchor["ids"][0], entry.next_node(nodes.TextElement).astext()


def collect(app, doctree):
    """Note, for a reference page, (lesson, id, title) of each entry that links to a lesson."""
    page = app.env.docname
    if not page.startswith(REFERENCE):
        return
    found = app.env.metadata[page]["lessons"] = []
    for link in doctree.findall(pending_xref):
        target = link["reftarget"]
        if f"{LESSONS}/" in target:
            lesson = target.removesuffix(".rst").lstrip("./")
            found.append((lesson, *entry_of(link)))


def entries(env, lesson):
    """Return, for each reference page that links to a lesson, {id: title} of its entries."""
    found = {}
    for page, facts in sorted(env.metadata.items()):
        here = {id_: title for name, id_, title in facts.get("lessons", ()) if name == lesson}
        if here:
            found[page] = here
    return found


def add_list(app, doctree, page):
    """Add the list at the end of a lesson's page."""
    if not is_lesson(page):
        return
    items = []
    for reference, found in entries(app.env, page).items():
        uri = app.builder.get_relative_uri(page, reference)
        text = nodes.paragraph("", app.env.titles[reference].astext())
        for number, (anchor, title) in enumerate(found.items()):
            text += nodes.Text(", " if number else ": ")
            text += nodes.reference("", title, refuri=f"{uri}#{anchor}", internal=True)
        items.append(nodes.list_item("", text))
    if items:
        heading = nodes.paragraph("", "Look it up")
        doctree += look_up("", heading, nodes.bullet_list("", *items))


def visit(translator, node):
    translator.body.append('<aside class="look-up">\n')


def depart(translator, node):
    translator.body.append("</aside>\n")


def setup(app):
    app.add_node(look_up, html=(visit, depart))
    app.connect("doctree-read", collect)
    app.connect("doctree-resolved", add_list)
