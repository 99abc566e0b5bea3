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

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.util.docutils import SphinxDirective

from course.block import fold, source_code
from course.practice.running import Place, printed, start
from course.settings import LESSONS

MARKS = {"[x] ": True, "[ ] ": False}
ERROR = "An error"
FORM = "Write: - [x] the right choice, and, after an empty line, what you say about it."


class question(nodes.General, nodes.Element):
    """A question, its choices, and a fold with the answers."""


class taught(nodes.General, nodes.Element):
    """Holds the place of the link to the section that teaches what a question asks."""


class Choice:
    """One item of the list of choices."""

    def __init__(self, item, place):
        mark = item.astext()[:4]
        if mark not in MARKS:
            place.stop("A choice has no mark.", FORM)
        self.is_right = MARKS[mark]
        first, *rest = item.children
        first[0] = nodes.Text(first[0].astext()[4:])
        self.words = first
        self.code = ERROR if first.astext().startswith(ERROR) else ""
        if not first[0].astext() and isinstance(first[1], nodes.literal):
            self.code = first[1].astext()
        fields = [node for node in rest if isinstance(node, nodes.field_list)]
        self.condition = fields[0].next_node(nodes.field_body).astext() if fields else ""
        self.feedback = [node for node in rest if node not in fields]
        if not self.feedback:
            place.stop(f"Nothing is said about the choice “{first.astext()}”.", FORM)

    def answer(self):
        """Return the item that says whether the choice is right, and why."""
        verdict = "Right." if self.is_right else "Not this one."
        said = self.feedback[0]
        said.insert(0, [nodes.strong("", verdict), nodes.Text(" ")])
        if self.condition:
            when = " This does fail: " if self.code == ERROR else " It would be right for "
            said += [nodes.Text(when), nodes.literal("", self.condition), nodes.Text(".")]
        return nodes.list_item("", *self.feedback, classes=["right"] if self.is_right else [])


def result(pair):
    """Return what code gave as a choice would say it."""
    text, error = pair
    return ERROR if error else text


def check_number(choices, several, place):
    """Make sure that there is one right choice, or several."""
    right = sum(choice.is_right for choice in choices)
    if not right:
        place.stop("The question has no right choice.", "Mark it: - [x] …")
    if right > 1 and not several:
        advice = "Mark one of them with [ ], or add the line :several:"
        place.stop("The question has more than one right choice.", advice)
    if len(choices) < 2:
        place.stop("The question has one choice.", "Add a mistake that people make: - [ ] …")


def check_results(code, choices, variables, place):
    """Run the code of a question, and make sure that its choices say what it gives."""
    shown = printed(code, variables, place)
    given = result(shown)
    if not any(choice.code for choice in choices):
        if given != ERROR:
            advice = "Begin each choice with what the code could give, as code."
            place.stop("No choice is what this code gives, and it doesn't fail.", advice)
        return shown
    for choice in choices:
        if (choice.code == given) != choice.is_right:
            problem = f"The code gives “{given}”, so “{choice.code}” is marked wrongly."
            place.stop(problem, "Correct the mark, the choice or the code.")
        if not choice.is_right and not choice.condition:
            advice = "Add what it would be right for: :if: ``code``"
            place.stop(f"“{choice.code}” is a wrong choice, and nothing says why.", advice)
        if choice.condition:
            other = result(printed(choice.condition, dict(variables), place))
            if other != choice.code:
                problem = f"{choice.condition} gives “{other}”, not “{choice.code}”."
                place.stop(problem, "Correct the choice, or the code behind :if:")
    return shown


def check_code(code, wanted, choices, variables, place):
    """Make sure that of choices that are code, the right ones give what is wanted."""
    if code:
        printed(code, variables, place)
    for choice in choices:
        given = result(printed(choice.code, dict(variables), place))
        if (given == wanted) != choice.is_right:
            problem = f"{choice.code} gives “{given}”, so it is marked wrongly."
            place.stop(problem, "Correct the mark or the code.")


def shown_result(pair):
    """Return the nodes that show what code gave."""
    text, error = pair
    if error:
        text = "\n".join(filter(None, [text, f"{type(error).__name__}: {error}"]))
    return [nodes.literal_block(text, text, language="none", classes=["computed"])]


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
        computed = []
        if "gives" in self.options:
            wanted = self.options["gives"]
            check_code(code, wanted, choices, start(place, self.env), place)
        elif code:
            computed = shown_result(check_results(code, choices, start(place, self.env), place))
        said = nodes.enumerated_list("", *[choice.answer() for choice in choices])
        made = question("", *asked, several="several" in self.options)
        digest = hashlib.sha256(made.astext().encode()).hexdigest()
        made["ids"] = [f"question-{digest[:8]}"]
        words = [nodes.list_item("", choice.words) for choice in choices]
        made += nodes.enumerated_list("", *words, classes=["choices"])
        made += fold("", said, *computed, *self.link(place), words="Answer", classes=["answer"])
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
