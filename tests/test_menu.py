"""The menu of all pages, from the entries of a course to HTML."""

import pytest
from bs4 import BeautifulSoup

from course.web.menu import Entry, is_current, write

LESSON = Entry("lessons/core/one", "One", [])
OTHER = Entry("lessons/core/two", "Two &amp; <code>three</code>", [])
PART = Entry("lessons/core/index", "Core &amp; <em>first</em>", [LESSON, OTHER])
GUIDE = Entry("guide/start", "Start", [])
MENU = [("Learn <b> & try", [PART]), (None, [GUIDE])]


def address(page):
    return f"../{page}.html?a&b"


def read(page):
    return BeautifulSoup(write(MENU, page, address), "html.parser")


@pytest.mark.parametrize(
    ("page", "current"),
    [
        (LESSON.page, [PART.page, LESSON.page]),
        (PART.page, [PART.page]),
        (GUIDE.page, [GUIDE.page]),
        ("search", []),  # a page that isn't in the menu
    ],
)
def test_entry_of_a_page_and_those_above_it_are_current(page, current):
    menu = read(page)
    titles = {item.page: item.title for item in (PART, LESSON, OTHER, GUIDE)}
    shown = [item.find("a").decode_contents() for item in menu.select("li.current")]
    assert shown == [titles[name] for name in current]
    assert [item.page for item in (PART, LESSON, OTHER, GUIDE) if is_current(item, page)] == current
    here = [link.decode_contents() for link in menu.select("li.current-page > a.current[href='#']")]
    assert here == [titles[name] for name in current[-1:]]


@pytest.mark.parametrize(
    ("page", "is_open"), [(LESSON.page, True), (PART.page, True), (GUIDE.page, False)]
)
def test_part_is_open_on_its_pages_alone(page, is_open):
    (toggle,) = read(page).select("input[type=checkbox]")
    assert toggle.has_attr("checked") == is_open
    assert toggle["aria-label"] == "Toggle navigation of Core & first"
    (label,) = read(page).select("label")
    assert label["for"] == toggle["id"]


def test_lessons_stand_below_their_part_and_other_pages_beside_it():
    menu = read(GUIDE.page)
    levels = {link.get_text(): link.parent["class"] for link in menu.select("a")}
    assert [name for name, level in levels.items() if "toctree-l1" in level] == [
        "Core & first",
        "Start",
    ]
    assert [name for name, level in levels.items() if "toctree-l2" in level] == [
        "One",
        "Two & three",
    ]


def test_caption_and_addresses_are_escaped():
    menu = read(GUIDE.page)
    assert [found.get_text() for found in menu.select(".caption-text")] == ["Learn <b> & try"]
    addresses = [link["href"] for link in menu.select("a:not(.current)")]
    assert addresses == [address(item.page) for item in (PART, LESSON, OTHER)]
    assert not menu.find("b")


def test_parts_have_toggles_of_different_names():
    other = Entry("lessons/further/index", "Further", [Entry("lessons/further/x", "X", [])])
    menu = BeautifulSoup(write([("A", [PART, other])], LESSON.page, address), "html.parser")
    names = [toggle["id"] for toggle in menu.select("input")]
    assert len(names) == len(set(names)) == len([PART, other])
