"""Ask readers what they have understood, and make sure that the answers are right.

Goes in, in a lesson or page::

    .. question::
       :section: fill-a-shape

       What does this print? ::

          torch.zeros(2).shape

       - [x] ``torch.Size([2])``

         One number for each dimension, and there is one.

       - [ ] ``torch.Size([1, 2])``

         A vector has no rows.

         :if: ``torch.zeros(1, 2).shape``

The code is run. What it prints, or the value of its last expression, has to be the code in the
choice with the cross; code that raises an error is ``An error``. Code behind ``:if:`` has to give
its choice. With ``:gives: text``, choices are code, and only those with a cross may print the text.
If no choice begins with code, the question is why its code fails. ``:several:`` lets readers choose
more than one. ``:section:`` names what teaches it, in another lesson as ``core/name#section``.

Comes out: the question, the choices, and below them a fold with what is to be said about each::

    <div class="question" id="question-..."><p>...</p>
    <ol class="choices simple"><li>...</li></ol>
    <details class="answer"><summary>Answer</summary><ol><li class="right">...</li></ol></details>
    </div>
"""

import hashlib
import posixpath
from functools import partial

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.util.docutils import SphinxDirective

from course.block import fold, source_code
from course.practice.choices import FORM, Choice, check_number, run_code
from course.practice.running import Place, later
from course.settings import LESSONS


class question(nodes.General, nodes.Element):
    """A question, its choices, and a fold with the answers."""


class taught(nodes.General, nodes.Element):
    """Holds the place of the link to the section that teaches what a question asks."""


def show(answer, text):
    """Show what the code of a question gave in the answer, below what is said about the choices."""
    if text is not None:
        answer.insert(1, nodes.literal_block(text, text, language="none", classes=["computed"]))


class Question(SphinxDirective):
    """Makes a ``question`` node."""

    has_content = True
    option_spec = {  # noqa: RUF012
        "section": directives.unchanged_required,
        "gives": directives.unchanged_required,
        "several": directives.flag,
    }

    def run(self):
        place = Place(self)
        asked = self.parse_content_to_nodes()
        listed = [node for node in asked if isinstance(node, nodes.bullet_list)]
        if not listed or listed[-1] is not asked[-1]:
            place.stop("The question doesn't end with its choices.", FORM)
        choices = [Choice(item, place) for item in asked.pop()]
        check_number(choices, "several" in self.options, place)
        code = self.take_code(asked)
        said = nodes.enumerated_list("", *[choice.answer() for choice in choices])
        made = question("", *asked, several="several" in self.options)
        digest = hashlib.sha256(made.astext().encode()).hexdigest()
        made["ids"] = [f"question-{digest[:8]}"]
        words = [nodes.list_item("", choice.words) for choice in choices]
        made += nodes.enumerated_list("", *words, classes=["choices"])
        answer = fold("", said, *self.link(place), words="Answer", classes=["answer"])
        made += answer
        wanted = self.options.get("gives")
        if code or wanted is not None:
            run = partial(run_code, code, wanted, choices, place)
            later(self.env, run, partial(show, answer))
        self.state.document.note_explicit_target(made)
        return [made]

    def take_code(self, asked):
        """Return the code of the question, and let it be shown as Python."""
        found = [node for node in asked if isinstance(node, nodes.literal_block)]
        for node in found:
            code = node.astext()
            asked[asked.index(node)] = source_code(code, code)
        return "\n".join(node.astext() for node in found)

    def link(self, place):
        """Return the node that will link to the section that teaches the answer."""
        page, _, section = self.options.get("section", "").rpartition("#")
        page = f"{LESSONS}/{page}" if page else self.env.docname
        if not section:
            place.stop("The question doesn't say what teaches it.", "Add: :section: its-id")
        return [taught(page=page, section=section, place=place)]


def link_sections(app, doctree, page):
    """Link each question to the section that teaches it."""
    for node in list(doctree.findall(taught)):
        sections = app.env.metadata.get(node["page"], {}).get("sections", {})
        if node["section"] not in sections:
            place = node["place"]
            known = ", ".join(list(sections)[1:])
            place.stop(f"{node['page']} has no section {node['section']}.", f"It has: {known}.")
        uri = app.builder.get_relative_uri(page, node["page"]) or f"{posixpath.basename(page)}.html"
        link = nodes.reference("", sections[node["section"]], internal=True)
        link["refuri"] = f"{uri}#{node['section']}"
        node.replace_self(nodes.paragraph("", "Taught in: ", link))


def visit(translator, node):
    several = " data-several" if node["several"] else ""
    translator.body.append(f'<div class="question" id="{node["ids"][0]}"{several}>\n')


def depart(translator, node):
    translator.body.append("</div>\n")


def setup(app):
    app.add_node(question, html=(visit, depart))
    app.add_directive("question", Question)
    app.connect("doctree-resolved", link_sections)
