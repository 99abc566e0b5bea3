"""Pages are valid HTML, as far as that can be told without Java. ``make audit`` tells more."""

import html5lib
import pytest
from bs4 import BeautifulSoup

OBSOLETE = ["acronym", "big", "center", "dir", "font", "frame", "marquee", "strike", "tt"]
OBSOLETE_ATTRIBUTES = ["align", "bgcolor", "border", "cellpadding", "cellspacing", "valign"]


def mistakes(text):
    """Return what is wrong with the text of a page."""
    parser = html5lib.HTMLParser()
    parser.parse(text)
    found = [f"line {place[0]}: {code} {facts}" for place, code, facts in parser.errors]
    page = BeautifulSoup(text, "html.parser")
    ids = [element["id"] for element in page.select("[id]")]
    found += [f"two elements with id={name}" for name in sorted({*ids}) if ids.count(name) > 1]
    found += [f"two <meta name={name}>" for name in twice(page)]
    selectors = [*OBSOLETE, *(f"[{name}]" for name in OBSOLETE_ATTRIBUTES)]
    found += [f"obsolete: {element}" for element in page.select(", ".join(selectors))]
    lonely = page.select("label[for]")
    found += [f"label for nothing: {each}" for each in lonely if each["for"] not in ids]
    return found


def twice(page):
    """Return the names of those elements ``meta`` that a page has more than once."""
    names = [element["name"] for element in page.select("meta[name]:not([media])")]
    return sorted({name for name in names if names.count(name) > 1})


PAGE = "<!doctype html><html lang=en><head><title>T</title></head><body>{}</body></html>"


@pytest.mark.parametrize(
    ("body", "what"),
    [
        ("<p>One</b>", "unexpected-end-tag"),
        ("<div><p>One", "expected-one-end-tag"),
        ("<table><tr><p>One</p></tr></table>", "table-voodoo"),
        ("<p id=a></p><p id=a></p>", "two elements with id=a"),
        ("<center>One</center>", "obsolete"),
        ("<table border=1></table>", "obsolete"),
        ('<label for="nobody">One</label>', "label for nothing"),
    ],
)
def test_mistake_is_found(body, what):
    assert any(what in mistake for mistake in mistakes(PAGE.format(body)))
    assert mistakes(PAGE.format("<p>One</p>")) == []


def test_every_page_is_valid_html(site):
    pages = sorted(site.rglob("*.html"))
    found = {page.name: mistakes(page.read_text(encoding="utf-8")) for page in pages}
    assert {name: wrong for name, wrong in found.items() if wrong} == {}
