"""What is around the lessons stays small enough to be read in one sitting."""

import ast
import tokenize

from conftest import ROOT

LINES = 1500
FILES = [ROOT / "conf.py", *(ROOT / "docs" / "_ext").glob("*.py"), *(ROOT / "docs" / "_tools").glob("*.py")]
SILENT = (tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER, tokenize.ENCODING)


def lines_of_code(path):
    """Return the numbers of the lines that hold more than space, comments and docstrings."""
    with path.open("rb") as file:
        tokens = [token for token in tokenize.tokenize(file.readline) if token.type not in SILENT]
    used = {line for token in tokens for line in range(token.start[0], token.end[0] + 1)}
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef)) and ast.get_docstring(node):
            used -= set(range(node.body[0].lineno, node.body[0].end_lineno + 1))
    return used


def test_machinery_is_small():
    counted = {path.relative_to(ROOT).as_posix(): len(lines_of_code(path)) for path in FILES}
    assert len(counted) > 20
    assert sum(counted.values()) <= LINES, counted
