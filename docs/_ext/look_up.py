"""Tell the readers of a lesson where they can look things up later.

Goes in: the links from reference pages to lessons. Comes out: at the end of each lesson, the way
back: the reference pages with those of their sections, or words of the glossary, that lead here.
"""

import html

from docutils import nodes
from sphinx.addnodes import pending_xref


def collect(app, doctree):
    """Note, for a reference page, (lesson, id, title) of each entry that links to a lesson."""
    if not app.env.docname.startswith("reference/"):
        return
    found = app.env.metadata[app.env.docname]["lessons"] = []
    for link in doctree.findall(pending_xref):
        if "lessons/" in link["reftarget"]:
            entry = link.parent
            while not isinstance(entry, (nodes.section, nodes.definition_list_item)):
                entry = entry.parent
            anchor = entry.next_node(nodes.term) or entry
            lesson = link["reftarget"].removesuffix(".rst").lstrip("./")
            found.append((lesson, anchor["ids"][0], entry.next_node(nodes.TextElement).astext()))


def show(app, pagename, templatename, context, doctree):
    """Write the list at the end of a lesson's page."""
    items = []
    for page, metadata in sorted(app.env.metadata.items()):
        here = {anchor: title for lesson, anchor, title in metadata.get("lessons", ()) if lesson == pagename}
        if here:
            links = [f'<a href="{context["pathto"](page)}#{anchor}">{html.escape(title)}</a>' for anchor, title in here.items()]
            items.append(f"<li>{html.escape(app.env.titles[page].astext())}: {', '.join(links)}</li>")
    if items:
        context["body"] += f'<aside class="look-up"><p>Look it up</p><ul>{"".join(items)}</ul></aside>'


def setup(app):
    app.connect("doctree-read", collect)
    app.connect("html-page-context", show)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
