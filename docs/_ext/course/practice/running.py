"""Run the code of questions and exercises, from the state that a lesson starts from.

All of a page runs at once, when the page has been read: a process for each would take its time.
"""

import ast
from functools import partial

from course import library
from course.run import execute, fresh, places
from course.settings import ROOT, LessonError


class Place:
    """Where an author wrote a directive: the file, and the line in it."""

    def __init__(self, directive):
        source, line = directive.get_source_info()
        name, _, line = places.translate(f"{source}:{line}").rpartition(":")
        self.path, self.line = str(ROOT / name), int(line)

    def stop(self, problem, advice):
        """Raise LessonError."""
        raise LessonError(self.path, self.line, problem, advice)


def call(function, place):
    """Call a function that runs code, and return what it returns. What it prints is dropped."""
    try:
        return execute.run(function, place.path, place.line)
    finally:
        taken()


def taken():
    """Return what code has printed since the last call."""
    return execute.printed.take()


def later(env, run, use):
    """Let ``use(run())`` be called when the page has been read.

    ``run`` executes code, and may raise LessonError. pickle has to know it and what it returns,
    which is all that is left of it. ``use`` may change nodes of the page.
    """
    env.temp_data.setdefault("practice", []).append((run, use))


def in_turn(functions):
    """Return what functions return that are called one after another."""
    return [function() for function in functions]


def run_all(app, doctree):
    """Call what ``later`` was asked to."""
    pairs = app.env.temp_data.pop("practice", [])
    if pairs:
        path = app.env.doc2path(app.env.docname)
        results = fresh.call(path, partial(in_turn, [run for run, _ in pairs]), alone=False)
        for (_, use), result in zip(pairs, results, strict=True):
            use(result)


def start(place, *setup):
    """Return the variables that code finds after ``setup`` and what is imported for it."""
    variables = {"__name__": "__main__"}

    def function():
        for code in (library.PRACTICE, *setup):
            exec(compile(code, "<code>", "exec"), variables)

    call(function, place)
    return variables


def show_last(tree):
    """Let code that ends with an expression print its value, as a notebook would show it."""
    last = tree.body[-1]
    if not isinstance(last, ast.Expr) or ast.unparse(last).startswith("print("):
        return tree
    shown = ast.Call(ast.Name("print", ast.Load()), [last.value], [])
    tree.body[-1] = ast.Expr(shown)
    return ast.fix_missing_locations(tree)


def printed(code, variables, place):
    """Run code. Return what it prints and, as the second of a pair, what it raises, both as text.

    Errors of it are at ``place``: which lines of a file it stands in isn't known.
    """

    def function():
        try:
            exec(compile(show_last(ast.parse(code)), "<code>", "exec"), variables)
        except Exception as error:
            return taken(), execute.name_of(error)
        return taken(), ""

    text, error = call(function, place)
    execute.check_shown(error, place.path, place.line)
    return text, error


def setup(app):
    app.connect("doctree-read", run_all, priority=100)  # before those that read blocks
