"""The package around the lessons stays small enough to be read in one sitting."""

import ast
import subprocess
import sys
import tokenize

import pytest

from conftest import ROOT

PACKAGE = ROOT / "docs" / "_ext" / "course"
FILE_LINES = 150
PART_LINES = 700
NAMES = ("run", "page", "export", "practice", "live", "web", "make", "site")
COLUMNS = 100
FILES = sorted(PACKAGE.rglob("*.py"))
PARTS = sorted(path.parent for path in PACKAGE.glob("*/__init__.py"))
SILENT = (
    tokenize.COMMENT,
    tokenize.NL,
    tokenize.NEWLINE,
    tokenize.INDENT,
    tokenize.DEDENT,
    tokenize.ENDMARKER,
    tokenize.ENCODING,
)
DOCUMENTED = (ast.Module, ast.ClassDef, ast.FunctionDef)


def name(path):
    return path.relative_to(PACKAGE).as_posix()


def lines_of_code(path):
    """Return the number of lines that aren't empty and hold more than comments and docstrings."""
    with path.open("rb") as file:
        tokens = [token for token in tokenize.tokenize(file.readline) if token.type not in SILENT]
    used = {line for token in tokens for line in range(token.start[0], token.end[0] + 1)}
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, DOCUMENTED) and ast.get_docstring(node):
            used -= set(range(node.body[0].lineno, node.body[0].end_lineno + 1))
    return len(used)


@pytest.mark.parametrize("path", FILES, ids=name)
def test_file_is_small(path):
    assert lines_of_code(path) <= FILE_LINES
    assert max(map(len, path.read_text(encoding="utf-8").splitlines()), default=0) <= COLUMNS


@pytest.mark.parametrize("part", PARTS, ids=name)
def test_part_is_small(part):
    assert {name(part) for part in PARTS} == set(NAMES)
    assert sum(lines_of_code(path) for path in part.rglob("*.py")) <= PART_LINES


def imports(path):
    """Return the names of the parts and modules of this package that a file imports from."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module.startswith("course"):
            names = [f"{node.module}.{alias.name}" for alias in node.names]
            found |= {name.split(".")[1] for name in names}
    return found


@pytest.mark.parametrize("path", [path for path in FILES if path.parent in PARTS], ids=name)
def test_parts_import_one_way(path):
    shared = {"library", "processes", "settings"}
    outside_sphinx = path.parent.name in ("make", "site")
    shared |= {"command"} if outside_sphinx else {"block", "forks", "internals", "names", "outline"}
    if path.parent.name in ("practice", "live"):  # they stand on the others
        shared |= {"run", "export"}
    if path.parent.name == "live":
        shared |= {"page", "web"}
    assert imports(path) <= {path.parent.name, *shared}


@pytest.mark.lessons
@pytest.mark.parametrize("arguments", [["check"], ["format", "--check"]], ids=" ".join)
def test_code_follows_the_house_style(arguments):
    command = [sys.executable, "-m", "ruff", *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    if done.returncode:
        advice = "Run .venv/bin/ruff check --fix, and then .venv/bin/ruff format."
        pytest.fail(f"{done.stdout}\n{advice}", pytrace=False)
