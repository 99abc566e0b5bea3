"""Pages can be printed, and read on a phone, without losing anything."""

import pytest

WIDTH, HEIGHT = 718, 1047  # of an A4 sheet without its margins, in pixels

BROKEN = """codes => codes.flatMap(code => {
    const texts = document.createTreeWalker(code, NodeFilter.SHOW_TEXT);
    const tops = new Map();  // of the characters of each word
    let word = 0;
    for (let text = texts.nextNode(); text; text = texts.nextNode())
        for (let at = 0; at < text.length; at++) {
            if (/\\s/.test(text.data[at])) { word += 1; continue; }
            const range = new Range();
            range.setStart(text, at);
            range.setEnd(text, at + 1);
            const { top, right } = range.getBoundingClientRect();
            if (right > innerWidth) return [code.textContent];
            tops.set(word, (tops.get(word) ?? new Set()).add(Math.round(top)));
        }
    return [...tops.values()].some(found => found.size > 1) ? [code.textContent] : [];
})"""


@pytest.fixture
def printed(page, address):
    """The cheat sheet, as wide as it is on paper, but on one endless sheet."""
    page.set_viewport_size({"width": WIDTH, "height": HEIGHT})
    page.emulate_media(media="print")
    page.goto(f"{address}/reference/cheat_sheet.html")
    return page


@pytest.mark.parametrize("format", ["A4", "Letter"])
def test_cheat_sheet_prints_on_two_sheets(printed, format):
    assert printed.pdf(format=format).count(b"/Type /Page\n") == 2


def test_cheat_sheet_fills_its_two_sheets(printed):
    height = printed.locator("#cheat-sheet").bounding_box()["height"]
    assert 0.8 < height / (2 * HEIGHT) < 1


def test_nothing_is_cut_on_the_printed_cheat_sheet(printed):
    wrappers = printed.locator(".table-wrapper")
    assert wrappers.count() > 10
    cut = "all => all.filter(one => one.scrollWidth > one.clientWidth).map(one => one.textContent)"
    assert wrappers.evaluate_all(cut) == []
    sizes = "all => all.map(one => parseFloat(getComputedStyle(one).fontSize))"
    assert min(printed.locator("#cheat-sheet td code").evaluate_all(sizes)) >= 8 * 96 / 72


@pytest.mark.parametrize("width", [390, 320])
def test_no_name_on_the_cheat_sheet_is_broken_on_a_phone(page, address, width):
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(f"{address}/reference/cheat_sheet.html")
    codes = page.locator("#cheat-sheet td code")
    assert codes.count() > 100
    assert codes.evaluate_all(BROKEN) == []


@pytest.mark.parametrize("width", [390, 320])
@pytest.mark.parametrize(
    "path", ["genindex", "reference/cheat_sheet", "reference/glossary", "reference/dtypes"]
)
def test_look_up_page_is_no_wider_than_a_phone(page, address, path, width):
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(f"{address}/{path}.html")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    columns = page.locator(".genindextable td").evaluate_all(
        "cells => cells.map(cell => cell.clientWidth)"
    )
    assert all(column > 0.8 * width for column in columns)


@pytest.mark.parametrize(
    "path", ["lessons/core/choose_a_dtype", "practice/choose_a_dtype", "reference/dtypes"]
)
def test_print_has_neither_buttons_nor_titles_of_folds(page, address, path):
    page.goto(f"{address}/{path}.html")
    assert page.locator("article summary:visible").count()
    page.emulate_media(media="print")
    assert page.locator("article :is(summary, button, .mark):visible").all_inner_texts() == []
    assert page.locator("footer:visible").count() == 0
    for heading in page.locator("article h2:visible").all():  # none stands alone
        assert heading.locator("xpath=following-sibling::*").first.is_visible(), (
            heading.inner_text()
        )


def test_what_readers_have_opened_is_printed(page, address):
    page.goto(f"{address}/lessons/core/choose_a_dtype.html")
    aside = page.locator("section:has(> details.aside)").first
    aside.locator("summary").first.click()
    page.emulate_media(media="print")
    assert aside.locator("h2").is_visible() and aside.locator("details > p").first.is_visible()


def test_code_is_printed_with_its_sentence_and_figures_whole(page, address):
    page.emulate_media(media="print")
    page.goto(f"{address}/lessons/core/create_tensors.html")
    lead = page.locator("p:has(+ .block)")
    assert lead.count() > 5
    style = "(all, name) => [...new Set(all.map(one => getComputedStyle(one)[name]))]"
    assert lead.evaluate_all(style, "breakAfter") == ["avoid"]
    assert page.locator("article h2").evaluate_all(style, "breakAfter") == ["avoid"]
    assert page.locator(".block, img.figure").evaluate_all(style, "breakInside") == ["avoid"]
