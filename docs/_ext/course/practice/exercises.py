"""Let readers solve exercises, and make sure that their checks say the truth.

Goes in, in a page below ``docs/practice/``, one block for each exercise::

    ````{exercise} Add up each row
    :name: add-up-each-row
    :check: sums

    Each row of `cups` is a person. Put the sum of each row into `sums`.

    ```{given}
    cups = torch.tensor([[2, 11, 2], [6, 2, 1]])
    ```
    ```{start}
    sums = ...
    ```
    ```{hint}
    Which dimension should disappear?
    ```
    ```{solution}
    sums = cups.sum(dim=1)
    ```
    Dimension 1, the days, disappears.

    ~~~{wrong} You summed over `dim=0`, so the people disappeared. The days are `dim=1`.
    sums = cups.sum(dim=0)
    ~~~
    ```{also}
    sums = cups[:, 0] + cups[:, 1] + cups[:, 2]
    ```
    ````

``:check:`` holds expressions, with semicolons between them, that have to give what they give after
the solution; an expression may call a function that readers write. ``:free: dtype`` lets that be
any. ``start`` is what readers begin with; nothing of it may raise. ``also`` are right answers that
are written differently. Text after the solution says why. A message with code in it needs a fence
of tildes.

The build runs all of it, and stops unless the solution and ``also`` are right, the start is not
yet an answer, and each wrong answer is told its message. Comes out: a section::

    <section class="exercise" id="add-up-each-row"><h2>Add up each row</h2> <p>...</p>
    <div class="begin">...</div> <details class="hint">...</details>
    <details class="solution"><summary>Solution</summary><div class="block">...</div>...</details>
    </section>
"""

from functools import partial

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.util.docutils import SphinxDirective

from course import library, names
from course.block import block, fold, output, source_code
from course.practice import running
from course.practice.running import Place
from course.run import provenance

CODE = ("given", "start", "solution", "wrong", "also")


class piece(nodes.Element):
    """A piece of an exercise's code: ``kind``, ``code``, and ``message`` of a wrong answer."""


class Piece(SphinxDirective):
    """Makes a ``piece`` of the kind that the directive's name says."""

    has_content = True
    optional_arguments = 1
    final_argument_whitespace = True

    def run(self):
        message = " ".join(self.arguments)
        if self.name == "wrong" and not message:
            advice = "Write after {wrong} what readers with this answer should be told."
            Place(self).stop("A wrong answer has no message.", advice)
        return [piece(kind=self.name, code="\n".join(self.content), message=message)]


def told(facts, answers, variables):
    """Return what readers with each of these answers see."""
    from course.practice.checker import Checker

    checker = Checker(variables, {"it": facts})
    seen = []
    for code in answers:
        scope = dict(variables)
        try:
            exec(f"{facts['given']}\n{code}", scope)
        except Exception as error:
            seen.append(f"{type(error).__name__}: {error}")
        else:
            seen.append(checker.verdict("it", scope))
    return seen


def verify(facts, variables, place):
    """Stop the build unless the exercise's check says of each answer what it has to."""
    fits = "Correct it, or the message: an answer is told the first one that fits."
    expected = [
        ("The solution", facts["solution"], "Right", "Correct it, or :check:"),
        ("The start", facts["start"], "Not yet", "Correct it, for example with answer = ..."),
        *((repr(code), code, "Right", "Correct or remove it.") for code in facts["also"]),
        *((repr(code), code, f"Not quite: {say}", fits) for code, say in facts["wrong"].items()),
    ]
    answers = [code for _, code, _, _ in expected]
    seen = running.call(lambda: told(facts, answers, variables), place)
    for (name, _, beginning, advice), line in zip(expected, seen, strict=True):
        if not line.startswith(beginning):
            problem = f"{name} isn't told “{beginning}”. Readers would see: {line}"
            place.stop(problem, advice)


def solve(facts, place):
    """Return the facts of the solution's block, which shows what it prints."""
    variables = running.start(place, library.SET_UP)
    verify(facts, variables, place)
    shown = "\n".join([facts["solution"], *(f"print({text})" for text in facts["check"])])

    def function():
        exec(f"{facts['given']}\n{shown}", variables)
        return running.taken()

    return {
        "code": shown,
        "printed": running.call(function, place),
        "names": running.call(partial(names.find, shown, variables), place),
        "provenance": provenance.facts(),
    }


def fill(made, facts):
    """Give the block of a solution its facts, and the code and output that it shows."""
    made.attributes.update(facts)
    made += source_code(facts["code"], facts["code"])
    if facts["printed"]:
        made += output(facts["printed"])


def nest(hints):
    """Return a fold with the first hint, and in it one with the next, so that each is asked for."""
    made = []
    for number, hint in reversed(list(enumerate(hints, start=1))):
        made = [fold("", *hint.children, *made, words=f"Hint {number}", classes=["hint"])]
    return made


class Exercise(SphinxDirective):
    """Makes the section of an exercise. Its facts are noted in the section's ``exercise``."""

    has_content = True
    required_arguments = 1
    final_argument_whitespace = True
    option_spec = {  # noqa: RUF012
        "name": directives.unchanged_required,
        "check": directives.unchanged_required,
        "free": directives.unchanged_required,
    }

    def run(self):
        place = Place(self)
        pieces, task, why, hints = self.sort(place)
        facts = self.facts(pieces, place)
        page = self.env.docname
        solution = block(figures=[], draws=False, setup=False, number=0, page=page)
        running.later(self.env, partial(solve, facts, place), partial(fill, solution))
        begin = "\n\n".join(filter(None, [facts["given"], facts["start"]]))
        name = self.options["name"]
        notes = self.env.metadata[page]
        notes["exercises"] = notes.get("exercises", 0) + 1
        section = nodes.section("", names=[name], ids=[name], classes=["exercise"], exercise=facts)
        section += [nodes.title("", *self.parse_inline(self.arguments[0])[0]), *task]
        section += nodes.container("", source_code(begin, begin), classes=["begin"])
        section += nest(hints)
        section += fold("", solution, *why, words="Solution", classes=["solution"])
        self.state.document.note_explicit_target(section)
        return [section]

    def sort(self, place):
        """Return the pieces of code, the nodes of the task and of the reason, and the hints."""
        pieces, task, why, hints = [], [], [], []
        found = self.parse_content_to_nodes()
        for node in nodes.Element("", *found).findall(nodes.literal):
            if node.astext().startswith(tuple(f"{{{kind}}}" for kind in CODE)):
                advice = "A block whose message holds code needs a fence of tildes: ~~~{wrong} …"
                place.stop(f"This isn't read as a block: {node.astext()[:30]}…", advice)
        for node in found:
            if isinstance(node, piece):
                pieces.append(node)
            elif isinstance(node, nodes.hint):
                hints.append(node)
            else:
                solved = any(each["kind"] == "solution" for each in pieces)
                (why if solved else task).append(node)
        if not hints:
            place.stop("The exercise has no hint.", "Add one: ```{hint}")
        if not why:
            place.stop("Nothing says why the solution is right.", "Write it below the solution.")
        return pieces, task, why, hints

    def facts(self, pieces, place):
        """Return what the check needs."""

        def code(kind):
            return [node["code"] for node in pieces if node["kind"] == kind]

        for kind in ("name", "check"):
            if kind not in self.options:
                place.stop(f"The exercise has no {kind}.", f"Add the line :{kind}:")
        if len(code("solution")) != 1 or not code("wrong"):
            advice = "Add ```{solution} and ```{wrong} with what readers should be told."
            place.stop("An exercise has one solution, and at least one wrong answer.", advice)
        return {
            "check": [text.strip() for text in self.options["check"].split(";")],
            "free": self.options.get("free", "").split(),
            "given": "\n".join(code("given")),
            "start": "\n".join(code("start")),
            "solution": code("solution")[0],
            "wrong": {node["code"]: node["message"] for node in pieces if node["message"]},
            "also": code("also"),
        }


def setup(app):
    app.add_node(piece)
    app.add_directive("exercise", Exercise)
    for kind in CODE:
        app.add_directive(kind, Piece)
