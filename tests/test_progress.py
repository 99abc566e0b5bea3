"""What readers have done is ticked, and kept in their browser alone."""

import json

import pytest

LESSON = "lessons/core/create_tensors"
READ = "I have read this lesson"


def ticks(page):
    """Return the pages of the menu that have a tick."""
    links = page.locator(".sidebar-tree a:has(.tick)").all()
    return [link.evaluate("link => new URL(link.href).pathname") for link in links]


@pytest.fixture
def started(page, address):
    """A reader who has read a lesson."""
    page.goto(f"{address}/{LESSON}.html")
    page.get_by_label(READ).check()
    return page


def test_lesson_that_was_read_has_a_tick_in_the_menu_and_on_its_card(started, address):
    assert len(ticks(started)) == 1
    started.goto(f"{address}/lessons/core/index.html")
    assert ticks(started)[0].endswith(f"/{LESSON}.html")
    card = started.locator(".sphx-glr-thumbcontainer:has(.tick)")
    assert "Create tensors ✓" in card.inner_text()
    assert "done" in card.get_by_role("link").first.aria_snapshot()
    started.goto(f"{address}/{LESSON}.html")
    assert started.get_by_label(READ).is_checked()
    started.get_by_label(READ).uncheck()
    assert ticks(started) == []
    assert started.errors == started.elsewhere == []


def test_exercises_are_ticked_once_all_of_a_page_are_solved(page, address):
    page.goto(f"{address}/practice/create_tensors.html")
    boxes = page.get_by_label("I have solved this").all()
    for box in boxes[:-1]:
        box.check()
    assert ticks(page) == []
    boxes[-1].check()
    assert [path.rpartition("/")[2] for path in ticks(page)] == ["create_tensors.html"]
    boxes[0].uncheck()
    assert ticks(page) == []


def test_progress_is_saved_cleared_and_read_again(started, address, tmp_path):
    started.goto(f"{address}/guide/your_progress.html")
    place = started.locator(".your-progress")
    assert "Lessons read: 1" in place.inner_text()
    with started.expect_download() as download:
        place.get_by_role("button", name="Save to a file").click()
    download.value.save_as(tmp_path / "progress.json")
    assert json.loads((tmp_path / "progress.json").read_text()) == {LESSON: 1}
    place.get_by_role("button", name="Clear").click()
    assert "Lessons read: 1" in place.inner_text()  # it asks first
    place.get_by_role("button", name="Press again").click()
    assert "Lessons read: 0" in place.inner_text()
    for text in ("", "[1]", '{"a": 1}', "null"):
        (tmp_path / "wrong.json").write_text(text)
        place.get_by_label("from a file").set_input_files(tmp_path / "wrong.json")
        started.get_by_text("This file holds no progress.").wait_for()
        assert "Lessons read: 0" in place.inner_text()
    place.get_by_label("from a file").set_input_files(tmp_path / "progress.json")
    started.get_by_text("Your progress has been added.").wait_for()
    assert "Lessons read: 1" in place.inner_text()
    assert len(ticks(started)) == 1
    assert started.errors == started.elsewhere == []


@pytest.mark.parametrize("kept", ["{", "null", "7", '"words"', "[]"])
def test_a_store_that_is_corrupt_is_one_that_is_empty(started, kept):
    set_all = "kept => Object.keys(localStorage).forEach(key => localStorage.setItem(key, kept))"
    started.evaluate(set_all, kept)
    started.reload()
    assert ticks(started) == []
    started.get_by_label(READ).check()
    started.reload()
    assert len(ticks(started)) == 1
    assert started.errors == []


@pytest.mark.parametrize(
    "broken",
    [
        "Storage.prototype.setItem = () => { throw new DOMException('', 'QuotaExceededError') }",
        "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException() } })",
    ],
    ids=["full", "forbidden"],
)
def test_where_the_browser_keeps_nothing_the_page_works(page, address, broken):
    page.add_init_script(broken)
    page.goto(f"{address}/{LESSON}.html")
    page.get_by_label(READ).check()
    assert len(ticks(page)) == 1
    page.get_by_role("switch", name="Guess first").click()
    assert page.locator(".cover:visible").count() > 5


def test_progress_survives_a_new_release(releases, browser):
    """What was read in one version is known in the others."""
    from conftest import BASE, serve

    context = browser.new_context()
    tab = context.new_page()
    with serve(releases.root.parent) as root:
        tab.goto(f"{root}/{BASE}/0.1/{LESSON}.html")
        tab.get_by_label(READ).check()
        tab.goto(f"{root}/{BASE}/stable/{LESSON}.html")
        assert len(ticks(tab)) == 1
    context.close()
