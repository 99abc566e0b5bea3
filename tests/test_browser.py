"""What a reader does, in a real browser."""

import re

import pytest

from course.settings import course

THERE = "(part, [x, y]) => part.contains(document.elementFromPoint(x, y))"


def test_reader_finds_the_first_lesson_and_downloads_it(page):
    page.get_by_role("link", name="First lesson").click()
    assert page.get_by_role("heading", level=1).inner_text().startswith("Create tensors")
    page.get_by_text("Other ways", exact=True).click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download notebook").click()
    assert download.value.suggested_filename == "create_tensors.ipynb"


def test_reader_searches_for_a_word_and_finds_it(page):
    page.get_by_placeholder("Search").fill("linspace")
    page.keyboard.press("Enter")
    page.locator("#search-results a", has_text="Create tensors").first.wait_for()


def test_search_page_asks_for_words(page, address):
    page.goto(f"{address}/search.html")
    page.get_by_label("Words to find").fill("linspace")
    page.get_by_role("button", name="Search").click()
    page.locator("#search-results a", has_text="Create tensors").first.wait_for()


def test_reader_switches_to_dark_and_back(page, address):
    page.goto(f"{address}/lessons/core/create_tensors.html")
    background = "getComputedStyle(document.body).backgroundColor"
    figure = page.locator("img.figure:visible").first
    light, picture = page.evaluate(background), figure.get_attribute("src")
    switch = page.locator(".theme-toggle:visible")
    seen = []
    for _ in range(3):  # Furo's switch has three states: system, light, dark
        switch.click()
        seen.append((page.evaluate(background), figure.get_attribute("src")))
    assert (light, picture) in seen
    assert any(colour != light and source != picture for colour, source in seen)


def test_page_that_moved_leads_to_its_new_place(page, address):
    for old, new in course()["moved"].items():
        page.goto(f"{address}/{old}.html#look-back")
        page.wait_for_url(f"{address}/{new}.html#look-back")
        assert page.locator("section#look-back").count() == 1


def test_copied_code_has_no_prompt(page, address):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"{address}/guide/start_here.html")
    page.locator(".highlight-console").first.hover()
    page.locator(".highlight-console button.copybtn").first.click()
    page.wait_for_timeout(200)
    assert page.evaluate("navigator.clipboard.readText()") == "pip install numpy matplotlib"


def test_no_page_asks_another_host_for_anything(page, address, site):
    for path in sorted(site.rglob("*.html")):
        page.goto(f"{address}/{path.relative_to(site)}")
    assert page.elsewhere == []
    assert [error for error in page.errors if not re.search("favicon", error)] == []


def test_no_page_is_wider_than_a_phone(page, address, site):
    page.set_viewport_size({"width": 390, "height": 844})
    for path in sorted(site.rglob("*.html")):
        page.goto(f"{address}/{path.relative_to(site)}")
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, path


def test_header_of_a_lesson_is_one_row_with_one_main_way_on_a_phone(page, address):
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{address}/lessons/core/create_tensors.html")
    ways = page.get_by_text("Other ways", exact=True)
    row = [
        page.get_by_role("link", name="Open in Kaggle"),
        ways,
        page.get_by_role("switch", name="Guess first"),
    ]
    assert len({round(part.bounding_box()["y"]) for part in row}) == 1
    names = ["Open in Colab", "Download notebook", "Download script"]
    others = [page.get_by_role("link", name=name) for name in names]
    assert not any(other.is_visible() for other in others)
    ways.click()
    assert all(other.is_visible() for other in others)


@pytest.mark.parametrize("width", [390, 600])
def test_button_that_makes_a_page_live_stays_where_it_is_and_is_large(browser, address, width):
    context = browser.new_context(viewport={"width": width, "height": 844}, has_touch=True)
    page = context.new_page()
    page.goto(f"{address}/lessons/core/create_tensors.html")
    button = page.get_by_text("Make this page live", exact=True)
    place = button.bounding_box()
    offered = [page.locator(".make-live a", has_text=name) for name in ("Binder", "own computer")]
    assert not any(link.is_visible() for link in offered)
    button.tap()
    assert button.bounding_box() == place
    for part in (button, *offered):
        box = part.bounding_box()
        assert box["height"] >= 44
        top, bottom = (part.evaluate(THERE, [box["x"] + 20, box["y"] + y]) for y in (1, 43))
        assert top and bottom, "something lies over it"
    offered[1].tap()
    page.wait_for_url("**/guide/run_the_notebooks.html#use-your-own-computer")
    assert page.locator(":target > h2").inner_text().startswith("Use your own computer")
    context.close()


def test_one_fold_above_a_lesson_is_open_and_none_is_wider_than_the_page(page, address):
    for width in (390, 736, 1400):
        page.set_viewport_size({"width": width, "height": 844})
        for name in ("lessons/core/create_tensors", "practice/create_tensors"):
            page.goto(f"{address}/{name}.html")
            for fold in page.locator("details.ways").all():
                fold.locator("summary").press("Enter")
                assert page.locator("details.ways[open]").count() == 1
                link = fold.locator("a").last
                box = fold.locator("ul").bounding_box()
                assert link.is_visible() and box["x"] >= 0 and box["x"] + box["width"] <= width


def test_printed_lesson_has_no_buttons_and_no_titles_of_folds(page, address):
    page.goto(f"{address}/lessons/core/multiply_matrices.html")
    useless = page.locator("article :is(button, summary.button, details.setup > summary)")
    assert useless.count() > 5
    page.emulate_media(media="print")
    assert [each.inner_text() for each in useless.all() if each.is_visible()] == []
    assert page.locator(".provenance").is_visible()
