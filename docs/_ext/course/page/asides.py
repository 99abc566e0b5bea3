"""Fold what a newcomer may skip, and answers.

Goes in: a section of a lesson whose title begins with one of ``FOLDED``. Comes out: its title as it
is, and below it a fold that readers may open::

    <section id="..."><h2>Aside: ...</h2>
    <details class="aside"><summary>...</summary>...</details></section>

In notebooks, the code of such a section is hidden (see ``course.export.notebooks``).
"""

from docutils import nodes

from course.block import aside, fold
from course.settings import is_lesson

FOLDED = {
    "Aside:": "You can skip this the first time. Open it",
    "One answer": "Try it first. Then open this",
}


def wrap(app, doctree):
    """Put all that follows the title of an aside into a fold."""
    if not is_lesson(app.env.docname):
        return
    for section in list(doctree.findall(nodes.section)):
        title, *rest = section.children
        for beginning, words in FOLDED.items():
            if title.astext().startswith(beginning):
                section.children = [title]
                section += aside("", *rest, words=words)


def visit(translator, node):
    kind = " ".join(node["classes"]) or "aside"
    translator.body.append(f'<details class="{kind}"><summary>{node["words"]}</summary>\n')


def depart(translator, node):
    translator.body.append("</details>\n")


def setup(app):
    app.add_node(aside, html=(visit, depart))
    app.add_node(fold, html=(visit, depart))
    app.connect("doctree-read", wrap, priority=590)
