"""Blocks as HTML: links in the code, and the words of a page's header."""

import ast

import pytest
from bs4 import BeautifulSoup
from pygments.lexers import PythonLexer

from conftest import ROOT
from course.block import block, code_digests, output
from course.internals import escape_markdown
from course.page.blocks import highlight
from course.page.header import line

SCRIPTS = sorted((ROOT / "examples").rglob("*.py"))
DECORATED = "@torch.no_grad()\ndef double(x):\n    return x * 2"


def written(code, links):
    """Return the HTML of code with links."""
    tokens = PythonLexer(stripnl=False, ensurenl=False).get_tokens(code)
    return f"<pre><span></span>{highlight(tokens, links)}</pre>"


def link(code, text):
    start = code.index(text)
    return (start, start + len(text), text, f"https://example.org/?a=1&b={text}")


@pytest.mark.parametrize(
    ("code", "texts"),
    [
        ("torch.ones(2)", ["torch.ones"]),
        ("torch.ones", ["torch.ones"]),  # to the last character
        (DECORATED, ["torch.no_grad"]),  # a piece of one token
        ("@torch.no_grad", ["torch.no"]),  # which goes on behind the link
        ("x.sum().item()", ["sum", "item"]),
        ("'<b>' < x.T  # &", ["T"]),
    ],
)
def test_link_holds_its_name_and_nothing_else(code, texts):
    markup = written(code, [link(code, text) for text in texts])
    page = BeautifulSoup(markup, "html.parser")
    assert page.get_text() == code
    assert [found.get_text() for found in page.select("a.api")] == texts
    assert [found["title"] for found in page.select("a.api")] == texts
    assert markup.count("<a ") == markup.count("</a>") == len(texts)
    assert str(page.select_one("a.api")["href"]).endswith(f"?a=1&b={texts[0]}")


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.stem)
def test_code_is_written_as_it_is_whatever_is_linked(path):
    code = path.read_text(encoding="utf-8")
    lines = code.splitlines(keepends=True)
    starts = [len("".join(lines[: number - 1])) for number in range(1, len(lines) + 1)]
    names = [node for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Name)]
    ends = {starts[node.lineno - 1] + node.col_offset: node for node in names}
    links = [(at, at + len(node.id), node.id, "#") for at, node in sorted(ends.items())]
    page = BeautifulSoup(written(code, links), "html.parser")
    assert page.get_text() == code
    linked = [found.get_text() for found in page.select("a.api")]
    assert linked == [code[start:end] for start, end, _, _ in links]


def test_megabytes_without_a_space_are_read_once():
    text = "x" * 4_000_000  # reading them from every letter on takes hours
    assert output(text)["classes"] == ["output"]
    assert escape_markdown("[" * 200_000) == "[" * 200_000
    assert output(f"{text} and three more words")["classes"] == ["output", "sentence"]


def test_digest_of_a_block_changes_with_its_code_and_the_code_before_it():
    def digests(*code):
        return code_digests([block(code=text) for text in code])

    one, other = digests("a", "b", "c"), digests("a", "x", "c")
    assert one[0] == other[0]
    assert one[1] != other[1]
    assert one[2] != other[2]
    assert digests("a", "b")[-1] == one[1]


def test_header_says_what_a_page_ran_on():
    ran_on = {"device": {"type": "cuda", "name": "Near"}, "torch": "2.13.0+cu130", "python": "3.12"}
    assert line(ran_on, None) == "Executed on CUDA (Near) · PyTorch 2.13.0 · Python 3.12"
    assert line(ran_on, "1a2b3c4d").endswith(" · commit 1a2b3c4")
    assert line(ran_on, "1a2b3c4d+").endswith(" · commit 1a2b3c4 with changes")
