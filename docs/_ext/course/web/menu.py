"""Write the menu of all pages that every page has.

Sphinx would resolve all tables of contents again for each page, and Furo would parse the result, so
that the time of a build would grow with the square of the number of its pages. Here the tree is
collected once. Goes in: the ``toctree`` directives of the home page, and those of the pages that
they list. Comes out: the HTML that Furo's style sheet expects, in ``furo_navigation_tree``::

    <p class="caption" role="heading"><span class="caption-text">Learn</span></p>
    <ul class="current"><li class="toctree-l1"><a class="reference internal" ...>...</a></li></ul>

An entry is a page of this site: ``self`` and addresses of other sites are not supported.
"""

import html
import re
from collections import namedtuple
from itertools import count

from sphinx.addnodes import toctree

from course.settings import PRACTICE

Entry = namedtuple("Entry", "page title children")
TOGGLE = (
    '<input aria-label="Toggle navigation of {title}"{checked} class="toctree-checkbox" '
    'id="toctree-checkbox-{number}" name="toctree-checkbox-{number}" role="switch" '
    'type="checkbox"/><label for="toctree-checkbox-{number}"><span class="icon"><svg>'
    '<use href="#svg-arrow-right"></use></svg></span></label>'
)


def entry(builder, page, title=None):
    """Return the Entry of a page, with those of the pages that it lists. Its title is HTML."""
    env = builder.env
    if title:
        title = html.escape(title, quote=False)
    elif page in env.titles:
        title = builder.render_partial(env.titles[page])["title"]
        if page.startswith(f"{PRACTICE}/"):
            title = title.partition(":")[0]  # the menu says that these are exercises
    else:  # a page that Sphinx makes, such as the index
        title = html.escape(str(env.get_domain("std").labels[page][2]), quote=False)
    children = []
    if page in env.toctree_includes:  # few do: reading a page again takes time
        children = [item for _, items in listed(builder, page) for item in items]
    return Entry(page, title, children)


def listed(builder, page):
    """Return what the ``toctree`` directives of a page list, as (caption, entries) of each."""
    doctree = builder.env.get_doctree(page)
    return [
        (tree["caption"], [entry(builder, child, title) for title, child in tree["entries"]])
        for tree in doctree.findall(toctree)
    ]


def plain(title):
    """Return an HTML title as the text of an attribute."""
    return html.escape(html.unescape(re.sub("<[^>]*>", "", title)))


def is_current(item, page):
    """Tell whether an entry is that of a page, or one above it."""
    return item.page == page or any(is_current(child, page) for child in item.children)


def write_list(items, page, uri, level, numbers):
    """Return entries as an HTML list. ``numbers`` counts the toggles of the menu."""
    written = []
    for item in items:
        current = is_current(item, page)
        classes = [f"toctree-l{level}"]
        link, href = "reference internal", uri(item.page)
        if current:
            classes.append("current")
        if item.children:
            classes.append("has-children")
        if item.page == page:
            classes.append("current-page")
            link, href = f"current {link}", "#"
        text = f'<a class="{link}" href="{html.escape(href)}">{item.title}</a>'
        if item.children:
            checked = ' checked=""' if current else ""
            text += TOGGLE.format(title=plain(item.title), checked=checked, number=next(numbers))
            text += write_list(item.children, page, uri, level + 1, numbers) + "\n"
        written.append(f'<li class="{" ".join(classes)}">{text}</li>\n')
    current = ' class="current"' if any(is_current(item, page) for item in items) else ""
    return f"<ul{current}>\n{''.join(written)}</ul>"


def write(menu, page, uri):
    """Return the menu on a page as HTML. ``uri`` returns the relative address of a page."""
    parts, numbers = [], count(1)
    for caption, items in menu:
        if caption:
            shown = html.escape(caption, quote=False)
            parts.append(f'<p class="caption"><span class="caption-text">{shown}</span></p>')
        parts.append(write_list(items, page, uri, 1, numbers))
    return "\n".join(parts)


def spare_furo(app, pagename, templatename, context, doctree):
    """Remove what Furo would make its own menu of."""
    context.pop("toctree", None)


def add_menu(app, pagename, templatename, context, doctree):
    """Put the menu where Furo's template expects it."""
    if not hasattr(app, "menu"):
        app.menu = listed(app.builder, app.config.root_doc)

    def uri(page):
        return app.builder.get_relative_uri(pagename, page)

    context["furo_navigation_tree"] = write(app.menu, pagename, uri)


def setup(app):
    app.connect("html-page-context", spare_furo, priority=400)  # Furo's is 500
    app.connect("html-page-context", add_menu, priority=600)
