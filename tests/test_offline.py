"""What was opened once can be read without a network, and with one, the newest page is shown."""

import shutil

import pytest
from playwright.sync_api import Error

from conftest import serve

LESSON = "lessons/core/create_tensors.html"
OTHER = "lessons/core/choose_a_dtype.html"
NAMES = "caches.keys()"
IS_KEPT = "(address) => caches.match(address).then(Boolean)"


@pytest.fixture
def version(site, tmp_path):
    """A copy of a version, which a test may change, below a root."""
    shutil.copytree(site, tmp_path / "stable", ignore=shutil.ignore_patterns("downloads"))
    (tmp_path / "versions.json").write_text("[]")
    return tmp_path / "stable"


@pytest.fixture
def tab(browser):
    context = browser.new_context()
    yield context.new_page()
    context.close()


def wait_until_kept(tab, address):
    """Wait until the worker has kept what is at an address."""
    for _ in range(100):
        if tab.evaluate(IS_KEPT, address):
            return
        tab.wait_for_timeout(50)
    raise AssertionError(f"{address} isn't kept")


def visit(tab, address, page):
    tab.goto(f"{address}/{page}", wait_until="load")
    wait_until_kept(tab, f"{address}/{page}")


def test_visited_pages_are_read_without_a_network(tab, version):
    with serve(version.parent) as root:
        address = f"{root}/stable"
        visit(tab, address, LESSON)  # before there is a worker
        visit(tab, address, "index.html")
    tab.goto(f"{address}/{LESSON}?project#look-back")
    assert tab.locator("h1").inner_text().startswith("Create tensors")
    assert tab.locator("html.project").count() == 1  # its script is there
    assert tab.evaluate("getComputedStyle(document.querySelector('h1')).fontWeight") != "400"
    tab.goto(f"{address}/index.html")
    assert tab.locator(".lead").is_visible()


def test_page_that_was_never_opened_is_said_to_be_missing(tab, version):
    with serve(version.parent) as root:
        address = f"{root}/stable"
        visit(tab, address, LESSON)
        visit(tab, address, "index.html")
    said = tab.goto(f"{address}/{OTHER}")
    assert said.status == 503
    assert tab.get_by_role("heading", name="no network").is_visible()
    assert tab.get_by_role("link").all_inner_texts() == [
        "Create tensors",
        "PyTorch Tensors by Example",
    ]
    tab.get_by_role("link", name="Create tensors").click()
    assert tab.locator("h1").inner_text().startswith("Create tensors")


def test_newest_page_is_shown_where_there_is_a_network(tab, version):
    with serve(version.parent) as root:
        visit(tab, f"{root}/stable", LESSON)
        page = version / LESSON
        page.write_text(page.read_text().replace("<h1>Create tensors", "<h1>Create new tensors"))
        tab.goto(f"{root}/stable/{LESSON}")
        assert tab.locator("h1").inner_text().startswith("Create new tensors")


def test_new_release_begins_anew(tab, version):
    with serve(version.parent) as root:
        address = f"{root}/stable"
        visit(tab, address, LESSON)
        (before,) = tab.evaluate(NAMES)
        worker = version / "worker.js"
        worker.write_text(worker.read_text().replace(before.split()[1], "another"))
        visit(tab, address, OTHER)
        for _ in range(100):
            if tab.evaluate(NAMES) != [before]:
                break
            tab.wait_for_timeout(50)
        tab.goto(f"{address}/{OTHER}")
        assert tab.evaluate(NAMES) == [f"{address}/ another"]


def test_reader_can_switch_it_off(tab, version):
    with serve(version.parent) as root:
        address = f"{root}/stable"
        visit(tab, address, "guide/your_progress.html")
        tab.get_by_label("Keep the pages that I open").uncheck()
        tab.get_by_text("The pages that were kept are deleted.").wait_for()
        assert tab.evaluate(NAMES) == []
        tab.goto(f"{address}/{LESSON}", wait_until="networkidle")
        assert tab.evaluate(NAMES) == []
        tab.goto(f"{address}/guide/your_progress.html")
        assert not tab.get_by_label("Keep the pages that I open").is_checked()
    with pytest.raises(Error, match="ERR_CONNECTION_REFUSED"):
        tab.goto(f"{address}/{OTHER}")


def test_other_caches_of_the_same_origin_are_left_alone(tab, version):
    with serve(version.parent) as root:
        address = f"{root}/stable"
        tab.goto(f"{address}/index.html")
        tab.evaluate("caches.open('somebody else')")
        visit(tab, address, "guide/your_progress.html")
        tab.get_by_label("Keep the pages that I open").uncheck()
        tab.get_by_text("The pages that were kept are deleted.").wait_for()
        assert tab.evaluate(NAMES) == ["somebody else"]
