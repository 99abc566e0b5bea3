"""What a newcomer may skip is folded: asides, answers, the set-up and code that only draws."""

import nbformat
import pytest

from conftest import list_lessons
from course.page.asides import FOLDED
from test_builds import GOOD
from test_lessons import LESSONS, read

ASIDE, ANSWER = FOLDED.values()
LESSON = (
    GOOD
    + """import torch

# %%
# One is shown.

print(1)

# %%
# Aside: more of it
# -----------------
# This may be skipped.

print(2)

# %%
# So may this.
#
# Look back
# ---------
# - It was short.
#
# One answer
# ----------
# It is three.

print(3)
"""
)


@pytest.fixture
def built(small_project):
    """The page and the notebook of a lesson with an aside and an answer."""
    (small_project.path / "examples" / "core" / "try_it.py").write_text(LESSON)
    list_lessons(small_project.path)
    done = small_project.build()
    assert done.returncode == 0, done.stderr
    path = small_project.html / "notebooks" / "lessons" / "core" / "try_it.ipynb"
    return read(small_project.html, "core/try_it"), nbformat.read(path, as_version=4)


def test_asides_and_answers_are_folded_below_their_titles(built):
    page, _ = built
    aside, answer = page.select("article details.aside")
    for fold, title, words in ((aside, "Aside: more of it", ASIDE), (answer, "One answer", ANSWER)):
        assert fold.find_previous_sibling().get_text().startswith(title)
        assert fold.summary.get_text() == words
        assert not fold.has_attr("open")
        assert not fold.find("h2")
    texts = [paragraph.get_text() for paragraph in aside.select("p")]
    assert texts == ["This may be skipped.", "So may this."]
    assert [pre.get_text().strip() for pre in aside.select(".output pre")] == ["2"]


def test_notebook_hides_the_code_of_what_is_folded(built):
    _, notebook = built
    hidden = [
        cell.metadata.get("jupyter", {}).get("source_hidden", False)
        for cell in notebook.cells
        if cell.cell_type == "code"
    ]
    assert hidden == [True, False, True, True]  # the set-up, print(1), the aside, the answer
    text = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    assert f"## Aside: more of it\n\n*{ASIDE}.*\n\nThis may be skipped." in text
    assert f"## One answer\n\n*{ANSWER}.*\n\nIt is three." in text


@pytest.mark.parametrize("lesson", LESSONS)
def test_set_up_is_folded_and_says_what_it_found(site, lesson):
    page = read(site, lesson)
    block = page.select_one(".block")
    (fold,) = page.select("details.setup")
    assert fold.find_parent(class_="block") is block
    assert "set_default_device" in fold.select_one("pre").get_text()
    assert block.select_one(".output pre").get_text().startswith("PyTorch ")
    assert not block.select("details .output")


@pytest.mark.parametrize("lesson", LESSONS)
def test_something_to_try_is_followed_by_its_answer(site, lesson):
    *_, before, answer, _ = read(site, lesson).select("article > section > section")
    assert "Try this:" in before.get_text()
    assert answer.h2.get_text().startswith("One answer")
    assert answer.select("details.aside .output")
