"""The reference pages say what PyTorch does, and lessons link to them."""

import subprocess
import sys

import pytest
import torch
from bs4 import BeautifulSoup

from conftest import ROOT
from test_lessons import LESSONS, read


def reference(site, name):
    return BeautifulSoup(
        (site / f"reference/{name}.html").read_text(encoding="utf-8"), "html.parser"
    )


def test_each_error_is_raised_in_the_words_of_its_heading(site):
    entries = reference(site, "errors").select("section section")
    entries = [entry for entry in entries if entry.find("h3", recursive=False)]
    assert entries
    for entry in entries:
        assert entry.h3.code.get_text() in entry.select_one(".cell_output").get_text()
        assert entry.select("a[href*='/lessons/']"), entry.h3


def test_every_dtype_of_the_installed_torch_has_a_row(site):
    rows = reference(site, "dtypes").select("#all-dtypes td:first-child")
    shown = [cell.get_text() for cell in rows]
    assert len(shown) == len(set(shown))
    assert set(shown) == {
        str(value).removeprefix("torch.")
        for value in vars(torch).values()
        if isinstance(value, torch.dtype)
    }


def test_dtypes_that_learners_meet_come_first_and_rare_ones_are_folded(site):
    page = reference(site, "dtypes")
    rows = page.select("#all-dtypes td:first-child")
    shown = [cell.get_text() for cell in rows if not cell.find_parent("details")]
    assert shown[:4] == ["float32", "int64", "bool", "uint8"]
    common = {cell.get_text() for cell in page.select("#mixed-dtypes td:first-child")}
    assert set(shown) == common


def test_tables_of_dtypes_have_no_empty_cells(site):
    cells = reference(site, "dtypes").select("td")
    assert cells
    for cell in cells:
        assert cell.get_text().strip(), cell.parent.get_text()


def test_promotion_table_is_that_of_the_installed_torch(site):
    header, *rows = reference(site, "dtypes").select("#mixed-dtypes tr")
    names = [cell.get_text() for cell in header.select("th")][1:]
    assert len(rows) == len(names)
    for row in rows:
        first, *results = [cell.get_text() for cell in row.select("td")]
        assert results == [
            str(torch.promote_types(getattr(torch, first), getattr(torch, name))).removeprefix(
                "torch."
            )
            for name in names
        ]


def test_cheat_sheet_leads_to_documentation_and_lessons(site):
    tables = reference(site, "cheat_sheet").select("table")
    assert tables
    for table in tables:
        assert table.select_one("th a[href*='/lessons/']")
        for row in table.select("tbody tr"):
            code, result = row.select("td")
            assert result.get_text().strip()
            named = "torch." in code.get_text() or code.get_text().endswith(")")
            assert (
                not named
                or "&" in code.get_text()
                or code.a["href"].startswith("https://docs.pytorch.org/")
            )


def test_code_in_tables_is_coloured(site):
    for name, columns in (("cheat_sheet", "td:first-child"), ("from_numpy_to_pytorch", "td")):
        codes = reference(site, name).select(f"{columns} code")
        assert codes
        for code in codes:
            assert "highlight" in code["class"] and code.select("span[class]"), code


def test_reference_page_and_lesson_lead_to_each_other(site):
    there = {
        (path.stem, link["href"].partition("#")[0].removeprefix("../lessons/"))
        for path in site.glob("reference/*.html")
        for link in reference(site, path.stem).select("article a[href^='../lessons/']")
    }
    back = {
        (link["href"].removeprefix("../../reference/").partition(".html#")[0], f"{lesson}.html")
        for lesson in LESSONS
        for link in read(site, lesson).select(".look-up a")
    }
    assert back and back == there


def test_words_in_bold_lead_to_the_glossary(site):
    terms = {term["id"] for term in reference(site, "glossary").select("dt")}
    for lesson in LESSONS:
        for word in read(site, lesson).select("article strong"):
            if not word.get_text().endswith((":", ".")):
                page, _, term = word.parent["href"].partition("#")
                assert page == "../../reference/glossary.html" and term in terms


def test_words_of_the_glossary_stand_below_their_letter(site):
    page = reference(site, "glossary")
    words = [
        (part.h2.contents[0], word.contents[0])
        for part in page.select("section section")
        for word in part.select("dd + dt, dl > dt:first-child")
    ]
    assert words == sorted(words, key=lambda item: item[1].casefold())
    assert all(word[0].upper() == letter for letter, word in words)
    links = [link.get_text() for link in page.select(".letters a")]
    assert links == sorted({letter for letter, _ in words})


@pytest.fixture
def index(site):
    """The page of the index, and its entries by name."""
    page = BeautifulSoup((site / "genindex.html").read_text(encoding="utf-8"), "html.parser")
    items = page.select("article td > ul > li")
    return page, {next(item.stripped_strings): item for item in items}


def test_index_says_where_a_name_is_used(index):
    uses = {
        name: [link.get_text() for link in item.select("ul a")] for name, item in index[1].items()
    }
    assert "Change shapes" in uses["unsqueeze"]
    assert len(uses["current_accelerator"]) < len(LESSONS) / 2  # the set-up doesn't count


def test_index_lists_each_word_of_the_glossary_once(site, index):
    words = {}  # first form: all forms
    for term in reference(site, "glossary").select("dt"):
        if not term.find_previous_sibling() or term.find_previous_sibling().name == "dd":
            forms = words.setdefault(term.contents[0].strip(), [])
        forms.append(term.contents[0].strip())
    assert any(len(forms) > 1 for forms in words.values())
    for word, forms in words.items():
        assert [form for form in forms if form in index[1]] == [word]


def test_index_is_divided_by_letters(index):
    page, _ = index
    assert [heading.name for heading in page.select("article :is(h1, h2, h3)")][:2] == ["h1", "h2"]
    letters = [link.get_text() for link in page.select(".genindex-jumpbox a")]
    assert [heading.get_text() for heading in page.select("article h2")] == letters
    ids = [element["id"] for element in page.select("[id]")]
    assert len(ids) == len(set(ids))


def test_glossary_is_in_alphabetical_order(site):
    terms = reference(site, "glossary").select("dd + dt, dl > dt:first-child")
    words = [term.contents[0].strip().casefold() for term in terms]
    assert words == sorted(words)


THUMBNAILS = ROOT / "docs" / "_thumbnails"
DRAWN = sorted(path.relative_to(THUMBNAILS).as_posix() for path in THUMBNAILS.rglob("*.svg"))


@pytest.mark.lessons
@pytest.mark.parametrize("drawn", DRAWN)
def test_thumbnail_that_was_drawn_is_on_the_card_of_its_lesson(site, drawn):
    lesson = drawn.removesuffix(".svg")
    if lesson not in LESSONS:
        problem = f"docs/_thumbnails/{drawn}: There is no lesson examples/{lesson}.py."
        pytest.fail(f"{problem} Correct the name, or remove the file.", pytrace=False)
    part, name = lesson.split("/")
    gallery = BeautifulSoup(
        (site / f"lessons/{part}/index.html").read_text(encoding="utf-8"), "html.parser"
    )
    shown = gallery.select_one(f".sphx-glr-thumbcontainer:has(a[href='{name}.html']) img")["src"]
    shown = (site / "lessons" / part / shown).resolve()
    assert shown.read_bytes() == (THUMBNAILS / drawn).read_bytes()


PAGE = """---
file_format: mystnb
---

# Try

Try it.

```{{code-cell}}
:tags: [{tag}]
x = 1
{code}
```
"""


@pytest.mark.parametrize(
    ("tag", "code", "problem"),
    [
        ("remove-input", "1 / 0", "docs/guide/try.md:12: ZeroDivisionError: division by zero."),
        ("remove-input", "x = = 2", "docs/guide/try.md:12: SyntaxError: invalid syntax."),
        (
            "remove-input",
            "import warnings; warnings.warn('old')",
            "docs/guide/try.md:12: UserWarning: old.",
        ),
        ("raises-exception", "x = 2", "docs/guide/try.md:10: This cell raises nothing."),
    ],
)
def test_bad_cell_stops_the_build_with_one_message(small_project, tag, code, problem):
    (small_project.path / "docs" / "guide" / "try.md").write_text(PAGE.format(tag=tag, code=code))
    done = small_project.build()
    assert done.returncode != 0
    assert done.stderr.startswith(problem)
    assert done.stderr.count("\n") == 1


def test_code_that_a_cell_would_load_is_refused(small_project):
    (small_project.path / "docs" / "guide" / "code.py").write_text("print(1)\n")
    page = PAGE.format(tag="remove-input", code="").replace(":tags:", ":load: code.py\n:tags:")
    (small_project.path / "docs" / "guide" / "try.md").write_text(page.replace("x = 1\n", ""))
    done = small_project.build()
    assert done.returncode != 0 and done.stderr.count("\n") == 1
    line = page.splitlines().index("```{code-cell}") + 1
    assert done.stderr.startswith(f"docs/guide/try.md:{line}: A cell can't have :load:.")


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("torch.zerso(2)", "AttributeError: module 'torch' has no attribute 'zerso'."),
        (
            "v.unsqueeze(0)",
            "LookupError: examples/core/create_tensors.py doesn't teach torch.Tensor.unsqueeze, "
            "so this row belongs below another lesson.",
        ),
        (
            "v.take(v - 1)",
            "LookupError: docs/_inventories/torch.txt has no line for torch.Tensor.take. "
            "Add one, with its kind and page.",
        ),
    ],
    ids=["mistyped", "not taught", "not in the inventory"],
)
def test_row_that_does_not_fit_the_cheat_sheet_is_named_by_its_line(small_project, row, problem):
    above, first, _ = (
        (ROOT / "docs/reference/cheat_sheet.md").read_text().partition("# core/create_tensors\n")
    )
    page = small_project.path / "docs" / "reference" / "cheat_sheet.md"
    page.write_text(f'{above}{first}torch.eye(2)\n{row}\n""")\n```\n')
    done = small_project.build()
    assert done.returncode != 0
    line = page.read_text().splitlines().index(row) + 1
    advice = "Correct it, or give the cell the tag raises-exception if it is meant to fail."
    assert done.stderr == f"docs/reference/cheat_sheet.md:{line}: {problem} {advice}\n"


def test_build_without_news_needs_no_torch(site):
    load = "import pickle, sys; sys.modules['torch'] = None; pickle.load(open(sys.argv[1], 'rb'))"
    command = [sys.executable, "-c", load, site.parent / "doctrees" / "environment.pickle"]
    done = subprocess.run(command, cwd=ROOT / "docs" / "_ext", capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
