"""Readers find the section that they look for."""

import re

import pytest
from bs4 import BeautifulSoup

from conftest import ROOT

LINES = (ROOT / "tests" / "queries.txt").read_text(encoding="utf-8").splitlines()
QUERIES = [[part.strip() for part in line.split(" | ")] for line in LINES if "|" in line]
FIRST = """async queries => {
    await loaded;
    const index = await makeIndex(PAGES, PASSAGES);
    return queries.map(query => {
        const found = search(index, query)[0];
        return found ? index.passages[found.number].slice(0, 2).join("#") : "";
    });
}"""


def search(page, address, query):
    page.goto(f"{address}/search.html")
    page.get_by_label("Words to find").fill(query)
    return page.locator("#search-results > li")


def test_first_result_is_what_readers_look_for(page, address):
    page.goto(f"{address}/search.html")
    found = page.evaluate(FIRST, [query for query, _ in QUERIES])
    wrong = {
        query: place
        for (query, right), place in zip(QUERIES, found, strict=True)
        if not place.startswith(tuple(right.split(", ")))
    }
    assert wrong == {}


def test_whole_error_message_leads_to_its_explanation(page, address, site):
    shown = BeautifulSoup(
        (site / "reference/errors.html").read_text(encoding="utf-8"), "html.parser"
    )
    messages = [
        output.get_text().strip() for output in shown.select(".tag_raises-exception .output pre")
    ]
    assert len(messages) > 40
    page.goto(f"{address}/search.html")
    found = page.evaluate(FIRST, messages)
    pairs = zip(messages, found, strict=True)
    assert [pair for pair in pairs if not pair[1].startswith("reference/errors#")] == []


def test_result_leads_to_the_section_and_shows_its_sentence(page, address):
    first = search(page, address, "keepdim").first
    assert "keepdim" in first.locator("p mark").first.inner_text()
    assert first.locator("small").inner_text() == "Lesson: Summarise tensors"
    first.get_by_role("link").click()
    page.wait_for_url("**/lessons/core/summarise_tensors.html#keep-the-dimension")
    assert page.locator("section#keep-the-dimension").count() == 1


def test_results_need_no_other_page(page, address):
    asked = []
    search(page, address, "view").first.wait_for()
    page.on("request", lambda request: asked.append(request.url.rpartition("/")[2]))
    page.get_by_label("Words to find").fill("reshape")
    page.locator("#search-results > li").nth(5).wait_for()
    assert set(asked) <= {"icon.svg"}  # which browsers fetch when the address changes


def test_unfinished_word_and_unfinished_name_find_something(page, address):
    for query in ("broadc", "requires_g", "torch.lins"):
        search(page, address, query).first.wait_for()


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("reshpe", "reshape"), ("lenght", "length"), ("nmupy array", "numpy array")],
)
def test_misspelt_word_is_corrected(page, address, typed, meant):
    search(page, address, typed)
    page.get_by_role("status").get_by_role("link", name=meant).click()
    page.locator("#search-results > li").first.wait_for()
    assert page.get_by_label("Words to find").input_value() == meant


def test_address_keeps_what_was_asked(page, address):
    search(page, address, "a @ b")
    page.reload()
    assert page.get_by_label("Words to find").input_value() == "a @ b"
    assert "multiply_matrices" in page.locator("#search-results a").first.get_attribute("href")


def test_slash_leads_to_the_search(page, address):
    page.goto(f"{address}/lessons/core/create_tensors.html")
    page.keyboard.press("/")
    page.keyboard.type("linspace")
    page.keyboard.press("Enter")
    page.locator("#search-results a", has_text="Count in steps").wait_for()
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{address}/lessons/core/create_tensors.html")
    page.keyboard.press("/")
    page.wait_for_url("**/search.html")
    page.keyboard.type("linspace/")
    assert page.get_by_label("Words to find").input_value() == "linspace/"


@pytest.mark.parametrize("query", ["<img src=x onerror=alert(1)>", "__proto__", "x" * 10_000, "["])
def test_hostile_words_do_nothing(page, address, query):
    search(page, address, query)
    page.goto(f"{address}/search.html")
    page.evaluate(
        "query => { history.replaceState(null, '', '?' + new URLSearchParams({q: query}))}",
        query[:900],
    )
    page.reload()
    page.locator("#search-summary", has_text=re.compile("found|results?,")).wait_for()
    assert page.locator("#search-results img, #search-summary img").count() == 0
    assert page.errors == []


def test_search_works_without_a_server(page, site):
    page.goto(f"file://{site}/search.html")
    page.get_by_label("Words to find").fill("linspace")
    page.locator("#search-results a", has_text="Count in steps").click()
    page.wait_for_url("**/create_tensors.html#count-in-steps")
    page.get_by_placeholder("Search").fill("linspace")
    page.keyboard.press("Enter")
    page.locator("#search-results a", has_text="Count in steps").wait_for()


def test_reader_without_javascript_is_led_to_the_index(browser, address):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/search.html")
    page.get_by_role("link", name="index", exact=True).click()
    page.wait_for_url("**/genindex.html")
    context.close()


def test_search_forgets_words_of_a_page_that_changed(small_project):
    lesson = small_project.path / "examples" / "core" / "create_tensors.py"
    text = lesson.read_text(encoding="utf-8")

    def index():
        done = small_project.build()
        assert done.returncode == 0, done.stderr
        return (small_project.html / "_static" / "passages.js").read_text(encoding="utf-8")

    before = index()
    lesson.write_text(text.replace("Print them", "Xylophones"), encoding="utf-8")
    assert "Xylophones" in index()
    lesson.write_text(text, encoding="utf-8")
    assert index() == before
