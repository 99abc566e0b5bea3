"""Readers move between the versions of the course on one site, in a real browser."""

import json

import pytest
from bs4 import BeautifulSoup

from conftest import BASE, serve
from course.settings import course

SHARED = "lessons/core/create_tensors.html"
GONE = "lessons/core/read_and_match_shapes.html"  # in 0.1, and in no later version


@pytest.fixture(scope="module")
def root(releases):
    return releases.root


@pytest.fixture(scope="module")
def home(root):
    """Serve the site below a path, as GitHub Pages serves a project's, and give its address."""
    with serve(root.parent) as address:
        yield f"{address}/{BASE}"


@pytest.fixture
def page(browser):
    context = browser.new_context()
    tab = context.new_page()
    tab.errors = []
    tab.on("pageerror", lambda error: tab.errors.append(str(error)))
    tab.on("dialog", lambda dialog: (tab.errors.append(dialog.message), dialog.dismiss()))
    yield tab
    context.close()
    assert tab.errors == []


@pytest.fixture
def listed(root):
    """The path of the root's versions.json. A test may change the file: it is restored."""
    path = root / "versions.json"
    text = path.read_text()
    yield path
    path.write_text(text)


def torch_of(root, version):
    return json.loads((root / version / "provenance.json").read_text())["torch"].partition("+")[0]


def test_list_of_versions_leads_to_what_changed(page, home):
    page.goto(f"{home}/0.2/{SHARED}")
    page.locator(".versions summary").click()
    page.get_by_role("link", name="What changed in each").click()
    page.get_by_role("heading", name="0.3").wait_for()
    page.get_by_role("link", name="0.3").first.click()
    page.wait_for_url("**/0.3/guide/what_changed.html")


def test_reader_switches_to_the_same_lesson(page, home, root):
    page.goto(f"{home}/0.1/{SHARED}#look-back")
    page.locator(".versions summary").click()
    items = page.locator(".versions li")
    assert [text.split()[0] for text in items.all_inner_texts()] == ["latest", "0.3", "0.2", "0.1"]
    assert f"PyTorch {torch_of(root, '0.2')}" in items.nth(2).inner_text()
    assert page.locator(".versions [aria-current=true]").inner_text().startswith("0.1")
    page.locator(".versions li", has_not_text="home page").nth(2).wait_for()
    page.get_by_role("link", name="0.2").click()
    page.wait_for_url(f"{home}/0.2/{SHARED}#look-back")


def test_switcher_says_first_where_a_version_lacks_the_page(page, home):
    page.goto(f"{home}/0.1/{GONE}")
    page.locator(".versions summary").click()
    item = page.locator(".versions li", has_text="0.2")
    item.get_by_text("has no such page: opens its home page").wait_for()
    assert not page.locator(".versions li", has_text="0.1").get_by_text("home page").is_visible()
    item.get_by_role("link").click()
    page.wait_for_url(f"{home}/0.2/")
    assert page.get_by_role("heading", level=1).is_visible()


def test_switcher_works_from_the_keyboard(page, home):
    page.goto(f"{home}/stable/{SHARED}")
    page.locator(".versions summary").wait_for()
    page.get_by_placeholder("Search").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.locator(".versions li", has_not_text="home page").nth(3).wait_for()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{home}/latest/{SHARED}")


def test_switcher_works_with_a_thumb(browser, home):
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True
    )
    tab = context.new_page()
    tab.goto(f"{home}/0.1/{SHARED}")
    tab.locator(".nav-overlay-icon").tap()
    tab.locator(".versions summary").tap()
    link = tab.get_by_role("link", name="0.2")
    assert (
        link.bounding_box()["height"] >= 44
    )  # https://www.w3.org/WAI/WCAG22/Understanding/target-size-enhanced.html
    tab.locator(".versions li", has_not_text="home page").nth(2).wait_for()
    link.tap()
    tab.wait_for_url(f"{home}/0.2/{SHARED}")
    context.close()


def pages(version):
    """Return the files of a version's pages, without those that only lead to a new place."""
    files = sorted(version.rglob("*.html"))
    return [path for path in files if "This page has moved" not in path.read_text()]


def test_every_page_of_an_old_release_leads_to_the_newest(page, home, root):
    for path in (file.relative_to(root / "0.1").as_posix() for file in pages(root / "0.1")):
        page.goto(f"{home}/0.1/{path}")
        link = page.locator(".announcement a")
        link.wait_for()
        bar = page.locator(".announcement").inner_text()
        assert bar.startswith(f"You are reading 0.1, for PyTorch {torch_of(root, '0.1')}.")
        has_page = (root / "0.3" / path).exists()
        assert ("Read this page in 0.3 (stable)" in bar) == has_page
        link.click()
        page.wait_for_url(f"{home}/0.3/{path if has_page else ''}")


def test_newest_release_has_no_banner_and_latest_says_unreleased(page, home, root):
    for version in ("0.3", "stable"):
        page.goto(f"{home}/{version}/{SHARED}")
        page.locator(".versions summary").wait_for()
        assert page.locator(".announcement").count() == 0
        assert page.locator(".versions summary").inner_text().startswith("Version 0.3")
    for path in pages(root / "latest"):
        bar = BeautifulSoup(path.read_text(), "html.parser").select_one(".announcement")
        assert "You are reading the unreleased version." in bar.get_text(), path
    page.goto(f"{home}/latest/{SHARED}")
    page.get_by_role("link", name="Read this page in 0.3 (stable)").click()
    page.wait_for_url(f"{home}/0.3/{SHARED}")


def test_back_and_forward_keep_page_and_switcher(page, home):
    page.goto(f"{home}/0.1/{SHARED}")
    page.get_by_role("link", name="Read this page in").click()
    page.wait_for_url(f"{home}/0.3/{SHARED}")
    page.go_back()
    page.wait_for_url(f"{home}/0.1/{SHARED}")
    page.get_by_role("link", name="Read this page in").wait_for()
    assert page.locator(".announcement").count() == page.locator(".versions details").count() == 1
    page.go_forward()
    page.wait_for_url(f"{home}/0.3/{SHARED}")
    assert page.locator(".versions summary").is_visible()


def test_without_javascript_pages_name_their_version_and_the_root_leads_on(browser, home):
    context = browser.new_context(java_script_enabled=False)
    tab = context.new_page()
    tab.goto(f"{home}/0.1/{SHARED}")
    assert tab.locator(".versions").inner_text().startswith("Version 0.1, PyTorch ")
    assert tab.locator(".versions details").count() == 0
    tab.goto(f"{home}/")
    tab.wait_for_url(f"{home}/stable/")
    context.close()


FINE = {"version": "0.3", "name": "0.3", "url": "0.3/", "preferred": True}
MARKUP = "<img src=x onerror=alert(1)>"


@pytest.mark.parametrize(
    "text",
    [
        None,
        "",
        "[{",
        "null",
        "{}",
        "[]",
        "[null, 1, [], {}]",
        json.dumps([FINE | {"url": "javascript:alert(1)"}]),
        json.dumps([FINE | {"url": "https://elsewhere.example/0.3/"}]),
        json.dumps([FINE | {"url": "//elsewhere.example/"}]),
        json.dumps([FINE | {"url": "../../elsewhere/"}]),
        json.dumps([FINE | {"url": "http://"}]),
        json.dumps([FINE | {"url": 3}]),
    ],
)
def test_page_reads_on_without_a_good_list(page, home, listed, text):
    listed.unlink() if text is None else listed.write_text(text)
    with page.expect_response("**/versions.json"):
        page.goto(f"{home}/0.1/{SHARED}")
    page.wait_for_load_state("networkidle")
    assert page.locator(".versions details, .versions a, .announcement").count() == 0
    assert page.locator(".versions").inner_text().startswith("Version 0.1, PyTorch ")


def test_bad_entries_are_left_out_and_unknown_fields_ignored(page, home, listed):
    bad = FINE | {"version": "9", "name": MARKUP, "url": "javascript:alert(1)"}
    strange = {
        "version": MARKUP,
        "name": MARKUP,
        "url": "0.2/",
        "torch": MARKUP,
        "aliases": [1],
        "preferred": "yes",
    }
    listed.write_text(json.dumps([bad, FINE | {"later": {"more": 1}}, strange]))
    page.goto(f"{home}/0.1/{SHARED}")
    page.locator(".versions summary").click()
    assert page.locator(".versions li").count() == 2
    assert page.locator(".versions li").nth(1).inner_text().startswith(MARKUP)
    assert page.locator(".versions img, .announcement img").count() == 0
    page.get_by_role("link", name="Read this page in 0.3").wait_for()


def test_page_opened_from_a_disk_reads_on(page, root):
    page.goto((root / "0.1" / SHARED).resolve().as_uri())
    assert page.locator(".versions").inner_text().startswith("Version 0.1, PyTorch ")
    assert page.locator(".versions details").count() == 0


def test_missing_page_leads_home_from_any_depth(page, home):
    for path in ("nowhere.html", f"0.1/{SHARED}x", "9/a/b/c/d"):
        assert page.goto(f"{home}/{path}").status == 404
        page.get_by_role("link", name=f"Go to {course()['title']}").click()
        page.wait_for_url(f"{home}/stable/")


def test_search_engines_are_led_to_stable(root):
    for version in ("0.1", "0.3", "latest", "stable"):
        soup = BeautifulSoup((root / version / SHARED).read_text(), "html.parser")
        address = soup.select_one("link[rel=canonical]")["href"]
        assert address == f"{course()['site_url']}stable/{SHARED}"


def test_release_names_its_own_commit_and_version(root):
    facts = [
        json.loads((root / version / "provenance.json").read_text())
        for version in ("0.1", "0.2", "0.3", "latest", "stable")
    ]
    assert [fact["version"] for fact in facts] == ["0.1", "0.2", "0.3", "latest", "0.3"]
    assert len({fact["commit"] for fact in facts}) == 4
