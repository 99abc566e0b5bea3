"""Make two notebooks of each page of exercises: one to solve, and one that is solved.

Goes in: the sections that ``course.practice.exercises`` has made. Comes out:
``notebooks/practice/<page>.ipynb``, with a cell for each answer and one that checks it, and
``notebooks/practice/<page>_solved.ipynb``. The second code cell holds the checker and the facts of
all exercises; front ends that can hide code do so.
"""

import ast
import json
from pathlib import Path

from docutils import nodes

from course import internals, library
from course.export import notebooks
from course.settings import PRACTICE

CHECKER = Path(__file__).with_name("checker.py")
BEGIN = "Run the next two cells first. The second one holds the code that checks your answers."
ALONE = """\
def alone(kind):
    \"\"\"Let the functions of a class see none of your names, such as a number called len.\"\"\"
    for name, function in list(vars(kind).items()):
        if callable(function):
            names, values = {"torch": torch, "__builtins__": __builtins__}, function.__defaults__
            setattr(kind, name, type(function)(function.__code__, names, name, values))
    return kind
"""
SUMMARY = "Run this cell at the end. It says which exercises you have solved."


def exercises(doctree):
    """Return the sections of the exercises on a page."""
    return [section for section in doctree.findall(nodes.section) if "exercise" in section]


def checker(sections):
    """Return the code of the cell that holds the checker and what it has to know."""
    source = CHECKER.read_text(encoding="utf-8")
    docstring = ast.parse(source).body[0]
    lines = source.split("\n")[docstring.end_lineno :]
    code = "\n".join(line.partition("  # noqa")[0] for line in lines).strip()
    facts = {section["ids"][0]: {**section["exercise"]} for section in sections}
    for each in facts.values():
        del each["also"]  # only the build needs it
    written = json.dumps(facts, indent=1, ensure_ascii=False)
    made = f"checker = alone(Checker)(globals(), {written})"
    names = "check, summary = checker.check, checker.summary"
    return f"# @title Checks\n{code}\n\n\n{ALONE}\n\n{made}\n{names}"


def prepare(doctree):
    """Leave out what only the page shows, and put CODE in the place of each cell of code."""
    code = nodes.paragraph("", notebooks.CODE)
    sections = exercises(doctree)
    for section in sections:
        for node in list(section.children):
            if {"begin", "solution"} & set(node.get("classes", ())):
                section.remove(node)
        section += [code.deepcopy(), code.deepcopy()]
    place = sections[0].parent.index(sections[0])
    begin = [nodes.paragraph("", BEGIN), code.deepcopy(), code.deepcopy()]
    sections[0].parent[place:place] = begin
    last = [nodes.title("", "Summary"), nodes.paragraph("", SUMMARY)]
    doctree[0] += nodes.section("", *last, code, ids=["summary"])


def cells(sections, checks, answer):
    """Return the cells of code, with the start of each exercise or its solution."""
    made = [(f"{library.PRACTICE}\n{library.SET_UP.strip()}", True), (checks, True)]
    for section in sections:
        facts = section["exercise"]
        code = "\n\n".join(filter(None, [facts["given"], facts[answer]]))
        made += [(code, False), (f'check("{section["ids"][0]}")', False)]
    made.append(("summary()", False))
    return [{"code": code, "hidden": hidden} for code, hidden in made]


def write(app, pagename, templatename, context, doctree):
    """Write both notebooks of a page of exercises that is written."""
    if not (doctree and pagename.startswith(f"{PRACTICE}/") and exercises(doctree)):
        return
    made, translate = internals.markdown(app, pagename)
    sections = exercises(made)
    prepare(made)
    text = notebooks.text_of(app, pagename, made, translate)
    checks = checker(sections)
    notebooks.save(app, pagename, text, cells(sections, checks, "start"))
    notebooks.save(app, f"{pagename}_solved", text, cells(sections, checks, "solution"))


def setup(app):
    app.connect("html-page-context", write)
