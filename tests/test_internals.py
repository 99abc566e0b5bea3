"""What the package relies on in the insides of others: each test names what broke."""

import importlib
import subprocess
import sys
import tomllib
from importlib.metadata import version

import pytest
from bs4 import BeautifulSoup
from packaging.requirements import Requirement
from sphinx_gallery import gen_rst, py_source_parser

from conftest import ROOT
from course import internals
from course.settings import EXAMPLES
from test_builds import GOOD
from test_lessons import LESSONS, read

RELIED_ON = (
    "furo",
    "myst-nb",
    "myst-parser",
    "sphinx",
    "sphinx-gallery",
    "sphinx-markdown-builder",
)
GALLERY = ("_get_call_memory_and_base", "codestr2rst", *internals.PAGE_AROUND_A_LESSON)


@pytest.mark.parametrize("name", RELIED_ON)
def test_package_that_is_relied_on_has_an_upper_bound(name):
    groups = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    lines = [line for line in groups["dependency-groups"]["site"] if isinstance(line, str)]
    (bound,) = [found for found in map(Requirement, lines) if found.name == name]
    assert any(part.operator == "<" for part in bound.specifier)
    assert version(name) in bound.specifier


@pytest.mark.parametrize("name", GALLERY)
def test_sphinx_gallery_has_what_is_replaced(name):
    assert hasattr(gen_rst, name), f"sphinx_gallery.gen_rst has no {name} any more"


@pytest.mark.parametrize(
    ("module", "name"),
    [
        ("myst_nb.core.execute", "NotebookClientBase"),
        ("myst_nb.sphinx_ext", "add_global_html_resources"),
        ("sphinx.ext.intersphinx", "InventoryAdapter"),
        ("sphinx.util.index_entries", "split_index_msg"),
        ("sphinx_gallery._doctree_links", "code_links_block"),
        ("sphinx_markdown_builder.builder", "MarkdownBuilder"),
        ("sphinx_markdown_builder.translator", "MarkdownTranslator"),
    ],
)
def test_package_has_what_is_imported_from_it(module, name):
    program = f"from {module} import {name}"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.returncode == 0, f"{module} has no {name} any more: {done.stderr}"


def test_code_in_the_text_of_a_lesson_is_a_node_of_sphinx_gallery():
    from sphinx_gallery._doctree_links import code_links_block

    assert internals.is_code_in_text(code_links_block()), "sphinx-gallery has renamed its node"


def test_replacing_what_is_not_there_is_an_error():
    with pytest.raises(AttributeError, match="no_such_name"):
        internals.replace(gen_rst, "no_such_name", None)


def test_myst_nb_finds_its_clients_where_the_stand_ins_are():
    source = importlib.import_module("myst_nb.core.execute").__file__
    text = (ROOT / source).read_text(encoding="utf-8")
    for kind in internals.MYST_NB_CLIENTS:
        line = f"from .{kind.lower()} import NotebookClient{kind}"
        assert line in text, f"myst_nb.core.execute doesn't import NotebookClient{kind} any more"


def test_build_without_news_imports_neither_matplotlib_nor_a_kernel(small_project):
    assert small_project.build().returncode == 0
    program = """
import sys
from sphinx.cmd.build import main
code = main(["-q", "-c", ".", "-d", "build/doctrees", "docs", "build/next"])
wanted = {"torch", "matplotlib", "sqlalchemy", "jupyter_client"} & sys.modules.keys()
sys.exit(code or ", ".join(sorted(wanted)) or 0)
"""
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=small_project.path, capture_output=True, text=True
    )
    assert done.returncode == 0, f"imported although nothing changed: {done.stderr}"


@pytest.mark.parametrize("lesson", LESSONS)
def test_page_has_a_block_for_each_piece_of_code(site, lesson):
    _, pieces = py_source_parser.split_code_and_text_blocks(str(EXAMPLES / f"{lesson}.py"))
    code = [piece.content.strip("\n") for piece in pieces if piece.type == "code"]
    shown = [
        block.select_one("pre").get_text().rstrip("\n")
        for block in read(site, lesson).select(".block")
    ]
    assert shown == code


def test_every_cell_of_a_myst_nb_page_is_in_a_block(site):
    pages = [path.read_text(encoding="utf-8") for path in site.rglob("*.html")]
    cells = [cell for page in pages for cell in BeautifulSoup(page, "html.parser").select(".cell")]
    assert cells
    assert all("block" in cell.parent["class"] for cell in cells)


WORDS = """
# Lessons may speak of it.
#
# **Estimated memory usage:** none.

print("**Estimated memory usage:** 0 MB")

# %%
# The end
# -------
# It is still there.

print("The end.")
"""


def test_nothing_is_cut_from_a_page_and_nothing_of_sphinx_gallery_is_added(small_project):
    lesson = small_project.path / "examples" / "core" / "create_tensors.py"
    lesson.write_text(GOOD.rstrip("\n") + WORDS)
    done = small_project.build()
    assert done.returncode == 0, done.stderr
    page = (small_project.html / "lessons" / "core" / "create_tensors.html").read_text()
    article = BeautifulSoup(page, "html.parser").select_one("article")
    text = article.get_text()
    assert text.count("Estimated memory usage:") == 3  # prose, code and output
    assert "It is still there." in text and "The end." in text
    for leftover in ("Go to the end", "Download Jupyter", "Gallery generated"):
        assert leftover not in text
    assert not article.select("[class*=sphx-glr]")


MENU_PROJECT = {
    "conf.py": 'html_theme = "furo"\n{}',
    "index.rst": "Home\n====\n\n.. toctree::\n   :caption: A <b> & c\n\n   one\n   part/index\n\n"
    ".. toctree::\n\n   two\n   genindex\n",
    "one.rst": "One & ``more``\n==============\n\nText.\n",
    "two.rst": "Two\n===\n\nText.\n",
    "part/index.rst": "Part\n====\n\n.. toctree::\n\n   three\n\nMore\n----\n\n"
    ".. toctree::\n   :hidden:\n\n   Named & titled <four>\n",
    "part/three.rst": "Three\n=====\n\nText.\n",
    "part/four.rst": "Four\n====\n\nText.\n",
}
MENU_SETTINGS = """
extensions = ["course.web.menu"]
"""


def test_menu_is_the_one_that_furo_would_make(tmp_path):
    menus = []
    for name, settings in (("furo", ""), ("course", MENU_SETTINGS)):
        folder = tmp_path / name
        for path, text in MENU_PROJECT.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text(text.format(settings) if path == "conf.py" else text)
        command = [sys.executable, "-m", "sphinx", "-q", str(folder), str(folder / "html")]
        subprocess.run(
            command, check=True, env={"PYTHONPATH": str(ROOT / "docs" / "_ext"), "PATH": ""}
        )
        pages = sorted((folder / "html").rglob("*.html"))
        soups = (BeautifulSoup(page.read_text(), "html.parser") for page in pages)
        menus.append([soup.select_one(".sidebar-tree") for soup in soups])
    for furo, ours in zip(*menus, strict=True):
        assert normal(ours) == normal(furo)


def normal(menu):
    """Return (depth, tag, attributes, text) of each element of a menu.

    Furo makes headings without a level of the captions, which screen readers can't place.
    """
    elements = menu.find_all(True)
    for caption in menu.select(".caption"):
        caption.attrs.pop("role", None)
    return [
        (len(list(element.parents)), element.name, element.attrs, element.get_text(strip=True))
        for element in elements
    ]


def test_markdown_page_can_link_to_a_section_of_a_lesson(small_project):
    guide = small_project.path / "docs" / "guide" / "start_here.md"
    link = "\n[There](../lessons/core/create_tensors.rst#{})\n"
    guide.write_text(guide.read_text() + link.format("look-back"))
    done = small_project.build()
    assert done.returncode == 0, done.stderr
    page = (small_project.html / "guide" / "start_here.html").read_text()
    found = BeautifulSoup(page, "html.parser").select_one(
        "a[href$='create_tensors.html#look-back']"
    )
    assert found.get_text() == "There"
    # A section that gets another title is missed by the page that links to it, though only the
    # lesson was read again.
    lesson = small_project.path / "examples" / "core" / "create_tensors.py"
    old, new = (f"# {title}\n# {'-' * len(title)}\n" for title in ("Look back", "Look behind"))
    assert old in lesson.read_text()
    lesson.write_text(lesson.read_text().replace(old, new))
    done = small_project.build()
    assert done.returncode != 0
    assert "local id not found" in done.stderr and "look-back" in done.stderr


def test_furo_shows_each_icon_by_a_name_that_is_there(site):
    page = BeautifulSoup((site / "index.html").read_text(encoding="utf-8"), "html.parser")
    shown = {use["href"].removeprefix("#") for use in page.select("svg use")}
    assert shown == {symbol["id"] for symbol in page.select("symbol")}
