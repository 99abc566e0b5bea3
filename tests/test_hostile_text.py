"""Titles, text and outputs are shown as they are, in pages, notebooks and lists."""

import json
import re
import time

import pytest
from bs4 import BeautifulSoup
from markdown_it import MarkdownIt

from conftest import make_small_project

AUTHOR = f"{time.strftime('%Y')} <b>class</b> of 100%Yes"
COURSE = "</title><script>boo()</script> & <b>tensors</b>"
TITLE = "Is a < b or <class> a <script>boo()</script> type?"
INTRODUCTION = "It costs $5, not $6. &lt; [is](this) <b>bold</b> or <img src=x> & more?"
SECTION = "A <script>boo()</script> & $x$"
PRINTED = (
    "**Estimated memory usage:**  5 MB\n\n```\n.. block::\n</pre><script>boo()</script>\n"
    "\n**Total running time of the script:** (0 minutes 0.1 seconds)"
)
LESSON = f'''\
"""
{TITLE}
{"=" * len(TITLE)}

{INTRODUCTION}

**Time:** 5 minutes. **You need:** nothing.
"""

# %%
# {SECTION}
# {"-" * len(SECTION)}
# **Estimated memory usage:** is a text like any other. Here is more.
#
# And more.

import torch

# %%
# Print it
# --------
# See.

print({PRINTED!r})
'''
PAGE = "lessons/core/create_tensors"


@pytest.fixture(scope="module")
def html(tmp_path_factory):
    """The pages of a course whose one lesson has all this in it."""
    project = make_small_project(tmp_path_factory.mktemp("hostile") / "project")
    (project.path / "examples" / "core" / "create_tensors.py").write_text(LESSON)
    settings = project.path / "docs" / "course.toml"
    text = re.sub("title = .*", f'title = "{COURSE}"', settings.read_text(), count=1)
    settings.write_text(re.sub("author = .*", f'author = "{AUTHOR}"', text, count=1))
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("SOURCE_DATE_EPOCH", "0")  # with which Sphinx looks for years
        done = project.build()
    assert done.returncode == 0, done.stderr
    return project.html


def soup(html, page):
    return BeautifulSoup((html / f"{page}.html").read_text(encoding="utf-8"), "html.parser")


def test_page_shows_them_as_they_are(html):
    article = soup(html, PAGE).article
    assert article.h1.contents[1 if article.h1.contents[0].name else 0] == TITLE
    assert article.p.get_text() == INTRODUCTION
    assert article.h2.contents[0] == SECTION
    assert "And more." in [text.get_text() for text in article.select("p")]
    assert article.select(".output pre")[-1].get_text().rstrip("\n") == PRINTED
    assert not article.select("script, img, b")


@pytest.mark.parametrize("name", ["index", PAGE, "search", "genindex"])
def test_title_of_the_course_is_shown_as_it_is(html, name):
    page = soup(html, name)
    assert page.title.get_text().strip().endswith(COURSE)
    assert "tensors" not in [bold.get_text() for bold in page.select("b")]
    assert all("boo" not in script.get_text() for script in page.select("script:not([type])"))
    for brand in page.select(".brand, .sidebar-brand-text"):
        assert COURSE in brand.get_text()


def test_author_is_shown_as_it_is(html):
    assert AUTHOR in soup(html, PAGE).select_one(".copyright").get_text()


def test_lists_and_menus_show_them_as_they_are(html):
    page = soup(html, "lessons/core/index")
    assert page.select_one(".sphx-glr-thumbcontainer a").get_text() == TITLE
    assert page.select_one(".about").get_text() == INTRODUCTION
    assert TITLE in [link.get_text() for link in soup(html, "index").select(".sidebar-tree a")]
    assert all("boo" not in script.get_text() for script in page.select("script"))


def test_notebook_shows_them_as_they_are(html):
    notebook = json.loads((html / "notebooks" / f"{PAGE}.ipynb").read_text(encoding="utf-8"))
    cells = ["".join(c["source"]) for c in notebook["cells"] if c["cell_type"] == "markdown"]
    shown = BeautifulSoup("".join(map(MarkdownIt().render, cells)), "html.parser")
    assert shown.h1.get_text() == TITLE
    assert INTRODUCTION in [text.get_text() for text in shown.select("p")]
    assert shown.h2.get_text() == SECTION
    assert not shown.select("script, img, b, em")
    # A dollar begins math in JupyterLab, Kaggle and Colab.
    assert not [cell for cell in cells if "$" in cell.replace("\\$", "")]


def test_outputs_are_kept_as_they_were_printed(html):
    outputs = json.loads((html / "outputs.json").read_text(encoding="utf-8"))
    assert outputs["lessons"][PAGE]["printed"][-1] == PRINTED


def test_markdown_for_programs_shows_them_as_they_are(html):
    text = (html / f"{PAGE}.md").read_text(encoding="utf-8")
    shown = BeautifulSoup(MarkdownIt().render(text), "html.parser")
    assert shown.h1.get_text() == TITLE
    assert shown.select("pre")[-1].get_text().rstrip("\n") == PRINTED
    listed = MarkdownIt().render((html / "llms.txt").read_text(encoding="utf-8"))
    item = BeautifulSoup(listed, "html.parser").li
    assert item.a.get_text() == TITLE and item.get_text() == f"{TITLE}: {INTRODUCTION}"
