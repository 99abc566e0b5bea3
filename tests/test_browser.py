"""What a reader does, in a real browser."""

import re

from course.settings import course


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
    names = ["Open in Binder", "Open in Colab", "Download notebook", "Download script"]
    others = [page.get_by_role("link", name=name) for name in names]
    assert not any(other.is_visible() for other in others)
    ways.click()
    assert all(other.is_visible() for other in others)


def test_printed_lesson_has_no_buttons_and_no_titles_of_folds(page, address):
    page.goto(f"{address}/lessons/core/multiply_matrices.html")
    useless = page.locator("article :is(button, summary.button, details.setup > summary)")
    assert useless.count() > 5
    page.emulate_media(media="print")
    assert [each.inner_text() for each in useless.all() if each.is_visible()] == []
    assert page.locator(".provenance").is_visible()
