"""Link each lesson to those that it needs and to the one that comes next.

Goes in: the line ``**Time:** 15 minutes. **You need:** Create tensors, Choose a dtype.``, where
titles are plain text, and the order of the lessons in ``docs/course.toml``. Comes out, on the page
and in the notebook: links in the place of the titles, and, below the last paragraph of the lesson::

    <p><strong>Next:</strong> <a class="reference internal" href="...">Choose a dtype</a>.</p>

The last lesson leads to the cheat sheet. A title that no lesson has, or a lesson that comes too
late, stops the build (``course.outline``).
"""

import re

from docutils import nodes

from course import outline
from course.settings import LessonError, is_lesson, line_of, script_of

NEEDS = "You need:"
NEXT = "Next:"
LAST = "reference/cheat_sheet"  # what follows the last lesson
MINUTES = re.compile(r"Time: (\d+) minutes")


def label(doctree, text):
    """Return the node of a label in bold, or None."""
    return next((node for node in doctree.findall(nodes.strong) if node.astext() == text), None)


def note(app, doctree):
    """Note how long a lesson takes and what it needs, as its script says it."""
    page = app.env.docname
    if not is_lesson(page):
        return
    if label(doctree, NEXT):
        script = script_of(page)
        line = line_of(script.read_text(encoding="utf-8"), r"(?m)^# \*\*Next:")
        advice = "Remove this line: the build links to the lesson that comes next."
        raise LessonError(script, line, "The lesson names the next one itself.", advice)
    needs = label(doctree, NEEDS)
    text = needs.parent.astext()
    app.env.metadata[page]["minutes"] = int(MINUTES.search(text)[1])
    app.env.metadata[page]["needs"] = text.partition(NEEDS)[2]


def check(app, env):
    """Stop the build if a lesson needs what it can't have."""
    outline.check(outline.lessons(env))
    return []


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


def add_links(app, doctree, page):
    """Link a lesson to the others."""
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
    app.connect("doctree-read", note)
    app.connect("env-updated", check)
    app.connect("doctree-resolved", add_links)
