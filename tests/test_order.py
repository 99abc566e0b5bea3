"""What a lesson needs comes before it, and each lesson leads to the next."""

import re
from urllib.parse import urljoin

import nbformat
import pytest

from conftest import list_lessons
from course.outline import Lesson, check, in_order, needed, split
from course.settings import LessonError, course
from test_builds import GOOD
from test_lessons import LESSONS, read

TITLES = {
    "Copy": "lessons/core/a",
    "Copy, share": "lessons/core/b",
    "Copy, share and change": "lessons/core/c",
    "What is (a) shape?": "lessons/further/d",
    "all core lessons": "lessons/core/index",
}


@pytest.mark.parametrize(
    ("text", "items"),
    [
        (" Copy.", [("Copy", "a")]),
        (" Copy, share.", [("Copy, share", "b")]),
        ("Copy, share and change, Copy", [("Copy, share and change", "c"), ("Copy", "a")]),
        ("What is (a) shape?.", [("What is (a) shape?", "d")]),
        ("all core lessons, Copy.", [("all core lessons", "index"), ("Copy", "a")]),
        ("Copying, lists and loops.", [("Copying", None), ("lists and loops", None)]),
        ("Copy and lists.", [("Copy and lists", None)]),
        ("nothing.", [("nothing", None)]),
    ],
)
def test_needs_are_whole_titles_the_longest_first(text, items):
    found = split(text, TITLES)
    assert [(words, page and page.rpartition("/")[2]) for words, page in found] == items


def test_lessons_are_in_the_order_of_the_settings():
    parts = course()["lessons"].items()
    listed = [f"lessons/{part}/{name}" for part, names in parts for name in names]
    assert in_order({*listed[2:], "index", "lessons/core/index"}) == listed[2:]


def first_lessons(*needs):
    """Return the first lessons of the course, as if they needed this."""
    known = in_order([f"lessons/{lesson}" for lesson in LESSONS])
    return [
        Lesson(page, page, "", 5, needs) for page, needs in zip(known, needs, strict=False)
    ], known


def test_first_lesson_may_need_something_else_and_any_lesson_nothing():
    found, _ = first_lessons([("Python", None)], [("nothing", None)])
    check(found)


@pytest.mark.parametrize("need", ["itself", "the next one", "its whole part"])
def test_lesson_can_not_need_what_comes_later(need):
    _, pages = first_lessons()
    target = {"itself": pages[1], "the next one": pages[2]}.get(need, "lessons/core/index")
    found, _ = first_lessons([], [("This", target)], [])
    with pytest.raises(LessonError, match=r"examples/\S+\.py:\d+: .*“This”.* before it\. Change"):
        check(found)


def test_lesson_needs_all_lessons_of_a_part():
    _, pages = first_lessons()
    lesson = Lesson("lessons/further/x", "X", "", 5, [("all", "lessons/core/index"), ("y", None)])
    assert needed(lesson, pages) == [page for page in pages if page.startswith("lessons/core/")]


def test_title_that_no_lesson_has_stops_the_build_with_one_message(small_project):
    lesson = GOOD.replace("nothing", "Create tensors, Create tensor") + "print(1)\n"
    path = small_project.path / "examples" / "core" / "try_it.py"
    path.write_text(lesson)
    list_lessons(small_project.path)
    done = small_project.build()
    assert done.returncode != 0
    problem = "The lesson needs “Create tensor”, which is no lesson's title."
    assert done.stderr.startswith(f"examples/core/try_it.py:7: {problem} Write whole titles")
    assert done.stderr.count("\n") == 1
    path.write_text(lesson.replace("Create tensor.", "Try.") + "\n# %%\n# **Next:** Try.\n")
    done = small_project.build()
    assert done.returncode != 0
    problem = "The lesson names the next one itself."
    assert done.stderr.startswith(f"examples/core/try_it.py:17: {problem} Remove this line")
    assert done.stderr.count("\n") == 1


def link_of(site, lesson, label):
    """Return, for each link in the paragraph with this label, (text, page from the root)."""
    (strong,) = read(site, lesson).find_all("strong", string=label)
    links = strong.parent.select("a")
    place = f"https://x/lessons/{lesson}.html"
    return [(a.get_text(), urljoin(place, a["href"]).removeprefix("https://x/")) for a in links]


def test_each_lesson_leads_to_the_next_and_the_last_to_the_cheat_sheet(site):
    pages = in_order([f"lessons/{lesson}" for lesson in LESSONS])
    for page, following in zip(pages, [*pages[1:], "reference/cheat_sheet"], strict=True):
        lesson = page.removeprefix("lessons/")
        ((title, address),) = link_of(site, lesson, "Next:")
        assert address == f"{following}.html"
        target = (site / address).read_text(encoding="utf-8")
        assert re.search(f"<h1>{title}<", target)
        written = read(site, lesson)
        last = written.select("article section section")[-1].select("p")[-1]
        assert last.strong.string == "Next:"
        assert not last.find_parent("details")
        assert "look-up" in written.select_one("article section").find_next_sibling()["class"]


@pytest.mark.parametrize("lesson", LESSONS)
def test_notebook_has_the_same_links_to_other_lessons_as_its_page(site, lesson):
    notebook = nbformat.read(site / f"notebooks/lessons/{lesson}.ipynb", as_version=4)
    version = f"{course()['site_url']}latest/"
    for cell, label in ((0, "You need:"), (-1, "Next:")):
        line = notebook.cells[cell].source.partition(f"**{label}**")[2].partition("\n")[0]
        links = re.findall(r"\[(.*?)\]\((\S*?)\)", line)
        assert links == [(text, version + page) for text, page in link_of(site, lesson, label)]


def test_titles_of_what_a_lesson_needs_are_links(site):
    linked = {lesson: link_of(site, lesson, "You need:") for lesson in LESSONS}
    assert linked["further/let_pytorch_track_gradients"][0] == (
        "Do maths on tensors",
        "lessons/core/do_math_on_tensors.html",
    )
    assert linked["further/fit_a_line_with_nothing_but_tensors"][0][1] == "lessons/core/index.html"
    first = in_order([f"lessons/{lesson}" for lesson in LESSONS])[0].removeprefix("lessons/")
    assert [lesson for lesson, links in linked.items() if not links] == [first]
