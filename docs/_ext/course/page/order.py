"""Link each lesson to those that it needs and to the one that comes next.

Goes in: what ``course.outline`` knows. Comes out, on the page and in the notebook: links in the
place of the titles, and, below the last paragraph of the lesson::

    <p><strong>Next:</strong> <a class="reference internal" href="...">Choose a dtype</a>.</p>

The last lesson leads to the cheat sheet.
"""

from docutils import nodes

from course import outline
from course.outline import NEEDS, NEXT, label
from course.settings import LESSONS, is_lesson

LAST = "reference/cheat_sheet"  # what follows the last lesson


def link_needs(doctree, needs, uri):
    """Put links to what a lesson needs in the place of its titles. ``uri`` gives addresses."""
    after = label(doctree, NEEDS)
    line = after.parent
    del line[line.index(after) + 1 :]
    for number, (words, target) in enumerate(needs):
        line += nodes.Text(", " if number else " ")
        link = nodes.reference("", words, refuri=uri(target), internal=True) if target else None
        line += link or nodes.Text(words)
    line += nodes.Text(".")


def add_minutes(app, doctree, page):
    """Say on the lessons' cards how long each takes."""
    lessons = outline.lessons(app.env)
    minutes = {app.builder.get_relative_uri(page, each.page): each.minutes for each in lessons}
    for link in doctree.findall(nodes.reference):
        if link.get("refuri") in minutes:
            words = nodes.Text(f" {minutes[link['refuri']]} minutes")
            link.parent += nodes.inline("", "", words, classes=["minutes"])


def add_links(app, doctree, page):
    """Link a lesson to the others."""
    if page.startswith(f"{LESSONS}/") and page.endswith("/index"):
        add_minutes(app, doctree, page)
    if not is_lesson(page):
        return

    def uri(target):
        return app.builder.get_relative_uri(page, target)

    needs = app.env.metadata[page]["needs"]
    link_needs(doctree, outline.split(needs, outline.titles(app.env)), uri)
    pages = [*outline.in_order(app.env.titles), LAST]
    following = pages[pages.index(page) + 1]
    if following in app.env.titles:
        title = app.env.titles[following].astext()
        link = nodes.reference("", title, refuri=uri(following), internal=True)
        last = list(doctree.findall(nodes.section))[-1]
        last += nodes.paragraph("", "", nodes.strong("", NEXT), nodes.Text(" "), link)
        last[-1] += nodes.Text(".")


def setup(app):
    app.connect("doctree-resolved", add_links)
