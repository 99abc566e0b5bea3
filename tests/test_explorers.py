"""Explorers on their pages: what they show is what PyTorch does, whoever types what."""

import gzip
import json
import re
from pathlib import Path
from urllib.parse import quote

import nbformat
import pytest
import torch
from axe_playwright_python.sync_playwright import Axe
from bs4 import BeautifulSoup

from conftest import COMPARED, ROOT
from course.web.explorers import modules
from test_accessible import OPTIONS, WINDOWS

NAMES = sorted(modules())
PLACES = {  # where each stands beside the page with all of them
    "broadcast": "further/broadcast_across_shapes",
    "index": "further/index_and_slice",
    "matmul": "core/multiply_matrices",
    "promote": "core/choose_a_dtype",
    "reduce": "core/summarise_tensors",
    "reshape": "core/change_shapes",
    "store": "core/choose_a_dtype",
}
KIB = 1024


def opened(page, address, name, state=""):
    """Open an explorer on the page with all of them, and return it."""
    if not page.url.startswith(f"{address}/reference/explore.html"):
        page.goto(f"{address}/reference/explore.html")
    place = page.locator(f"#explore-{name}")
    if state:
        page.evaluate("hash => { location.hash = hash }", f"explore-{name}?{state}")
    else:
        place.locator("> summary").click()
    place.locator(".drawn").wait_for(state="attached")
    return place


def ask_pytorch(code):
    """Return what the last line of some code gives, or the first line of its error."""
    *before, last = code.splitlines()
    last = last.removeprefix("print(").removesuffix(")")
    known = {"torch": torch}
    try:
        exec("\n".join(before), known)
        return eval(last, known), None
    except (RuntimeError, IndexError, ValueError, TypeError, OverflowError) as error:
        return None, str(error)


def check_shown(place):
    """Compare all that an explorer shows with what PyTorch does with the code that it shows."""
    shown = place.locator(".says").text_content()
    code = place.locator("pre.line").text_content()
    given, error = ask_pytorch(code)
    if error is not None:
        assert place.locator(".error").text_content() == error, code
        return
    assert not place.locator(".error").count(), code
    if isinstance(given, torch.dtype):
        assert f"The result is {str(given).removeprefix('torch.')}." in shown, code
    elif kept := place.locator(".kept code").all_text_contents():
        assert kept == [repr(given)], code
    else:
        assert str(tuple(given.shape)) in shown, code
        result = place.locator("figure.tensor").last
        if result.locator("p").count():  # too many numbers to draw, or none
            return
        drawn = result.locator("td").all_text_contents()
        numbers = [str(float(re.match(r"\S+", text)[0])) for text in drawn]
        assert numbers == [str(float(number)) for number in given.flatten().tolist()], code


@pytest.mark.parametrize("name", NAMES)
def test_every_case_to_try_shows_what_pytorch_does(page, address, name):
    place = opened(page, address, name)
    cases = place.locator(".tries button")
    assert cases.count() > 5
    for case in cases.all():
        case.click()
        check_shown(place)
    assert not page.errors


@pytest.mark.parametrize(
    "state",
    [
        "broadcast?a=99999999999,99999999999&b=3,1",
        "index?shape=9,10&expression=x[x > 85]",
        "index?shape=20,20&expression=x[x > 395]",
        "matmul?a=2,50&b=50,2",
        "matmul?a=2,2,3&b=3,3,2",
        "promote?one=a tensor of complex64&other=a tensor of float64",
        "reduce?shape=0,3&operation=sum&dims=0",
        "reduce?shape=2,0&operation=mean&dims=1",
        "reduce?shape=2,3&operation=max&dims=0",
        "reduce?shape=2,3&operation=sum&dims=&keepdim=1",
        "reduce?shape=20,20&operation=argmax&dims=0,1",
        "reshape?shape=10,10&code=x.T",
        "store?number=-255&dtype=uint8",
        "store?number=-256&dtype=uint8",
        "store?number=-1.0&dtype=uint8",
        "store?number=1e-300&dtype=float16",
    ],
)
def test_cases_that_readers_found_show_what_pytorch_does(page, address, state):
    name, _, typed = state.partition("?")
    check_shown(opened(page, address, name, typed))
    assert not page.errors


@pytest.mark.parametrize("name", NAMES)
def test_lesson_has_the_explorer_closed_below_a_block_with_the_same_case(page, address, site, name):
    page.goto(f"{address}/lessons/{PLACES[name]}.html")
    place = page.locator(f"#explore-{name}")
    assert not page.locator("#explorers").count()  # nothing is loaded before it's opened
    place.locator("summary").click()
    place.locator("form").wait_for()
    check_shown(place)
    assert place.evaluate("place => Boolean(place.closest('section').querySelector('.block'))")


def test_what_explorers_load_is_light(page, address, site):
    asked = []
    page.on("request", lambda request: asked.append(request.url.partition("?")[0]))
    opened(page, address, "reduce")
    names = [url.rpartition("/")[2] for url in asked]
    loaded = [name for name in names if name.startswith("explorers.")]
    assert sorted(loaded) == ["explorers.css", "explorers.js"]
    files = [site / "_static" / name for name in (*loaded, "../../../docs/_static/explore.js")]
    assert sum(len(gzip.compress(file.read_bytes())) for file in files) < 25 * KIB


def test_link_to_a_case_opens_that_case(page, address):
    place = opened(page, address, "index", f"shape=2,3&expression={quote('x[(x > 1) & (x < 4)]')}")
    assert place.locator("input").nth(1).input_value() == "x[(x > 1) & (x < 4)]"
    check_shown(place)
    assert place.evaluate("place => place.getBoundingClientRect().top >= 0")
    place.locator("input").nth(1).fill("x[x + 1 > 2]")
    copied = page.evaluate("location.href")
    page.goto("about:blank")
    page.goto(copied)
    assert place.locator("input").nth(1).input_value() == "x[x + 1 > 2]"


def test_notebook_links_to_the_same_case(site):
    for name, lesson in PLACES.items():
        path = site / "notebooks" / "lessons" / f"{lesson}.ipynb"
        address = rf"\]\(https://\S+/reference/explore\.html#explore-{name}\?\S+\)"
        assert re.search(address, "\n".join(cell.source for cell in nbformat.read(path, 4).cells))


HOSTILE = [
    "<img src=x onerror=alert(1)>",
    "<u>9</u>",
    "x" * 10_000,
    "9" * 400,
    "1, " * 3_000,
    "[" * 9_000,
]


@pytest.mark.parametrize("name", NAMES)
def test_whatever_is_typed_gets_an_answer_and_stays_text(page, address, name):
    page.on("dialog", lambda dialog: page.errors.append(dialog.message))
    for text in HOSTILE:
        state = "&".join(
            f"{key}={quote(text)}"
            for key in ("a", "b", "shape", "expression", "code", "number", "dims", "one", "other")
        )
        place = opened(page, address, name, state)
        assert place.locator(".says").text_content()
        typed = place.locator("input[type=text], select").first
        assert name == "promote" or typed.input_value() == text
        assert not page.locator("img[src=x], u").count()
    assert not page.errors


@pytest.mark.parametrize("name", NAMES)
def test_explorer_fits_into_320_pixels(browser, address, name):
    context = browser.new_context(viewport={"width": 320, "height": 700}, has_touch=True)
    tab = context.new_page()
    place = opened(tab, address, name)
    for case in place.locator(".tries button").all():
        case.tap()
        assert tab.evaluate("document.documentElement.scrollWidth") <= 320
    context.close()


def test_keyboard_reaches_all_of_an_explorer(page, address):
    page.goto(f"{address}/reference/explore.html")
    place = page.locator("#explore-matmul")
    place.locator("summary").focus()
    page.keyboard.press("Enter")
    place.locator("form").wait_for()
    page.keyboard.press("Tab")
    page.keyboard.press("Control+A")
    page.keyboard.type("1, 3")
    assert "(1, 2)" in place.locator(".says").text_content()
    number = place.locator("figure.tensor").last.locator("button").first
    number.focus()
    page.keyboard.press("Enter")
    assert re.fullmatch(
        r"(\d+ \N{MULTIPLICATION SIGN} \d+( \+ )?)+ = \d+", place.locator(".made-of").text_content()
    )


def test_explorers_work_from_a_file(browser, site):
    tab = browser.new_page()
    tab.goto(f"{(site / 'reference' / 'explore.html').as_uri()}#explore-broadcast?a=2&b=3")
    assert tab.locator("#explore-broadcast .error").text_content()
    tab.close()


def test_without_scripts_the_block_is_there_and_the_explorer_is_not(browser, address):
    context = browser.new_context(java_script_enabled=False)
    tab = context.new_page()
    tab.goto(f"{address}/lessons/{PLACES['broadcast']}.html")
    assert tab.locator(".explorer").count() == 1
    assert not tab.locator(".explorer").is_visible()
    context.close()


def test_page_says_what_was_compared(site):
    facts = json.loads(COMPARED.read_text(encoding="utf-8"))
    pinned = re.search(r"^torch==(\S+)", (ROOT / "constraints.txt").read_text(), re.MULTILINE)[1]
    assert facts["torch"] == pinned
    page = BeautifulSoup((site / "reference" / "explore.html").read_text(), "html.parser")
    for name in NAMES:
        said = page.select_one(f"#explore-{name} .compared").text
        assert f"PyTorch {pinned} in {sum(facts['cases'][name].values()):,} cases" in said


def test_every_test_that_a_page_counts_is_there():
    facts = json.loads(COMPARED.read_text(encoding="utf-8"))
    assert sorted(facts["cases"]) == NAMES
    for counted in facts["cases"].values():
        for test in counted:
            path, _, function = test.partition("[")[0].partition("::")
            assert f"def {function}(" in Path(ROOT / "tests" / path).read_text(encoding="utf-8")


@pytest.mark.parametrize(("width", "scheme"), WINDOWS)
def test_open_explorers_break_no_rule_of_axe(browser, address, width, scheme):
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme=scheme, bypass_csp=True
    )
    tab = context.new_page()
    tab.goto(f"{address}/reference/explore.html")
    for state in ("explore-broadcast?a=2,3&b=2", "explore-index?shape=3,4&expression=x[0"):
        tab.evaluate("state => { location.hash = state }", state)
    for summary in tab.locator(".explorer > summary").all():
        if not summary.evaluate("summary => summary.parentElement.open"):
            summary.click()
    tab.locator("#explore-promote form").wait_for()
    found = Axe().run(tab, options=OPTIONS).response["violations"]
    assert [(rule["id"], node["html"]) for rule in found for node in rule["nodes"]] == []
    context.close()
