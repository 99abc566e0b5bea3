"""Pages can be used with a keyboard, a screen reader, a small screen, and without movement."""

import pytest
from axe_playwright_python.sync_playwright import Axe

OPTIONS = {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}}  # WCAG 2.2
WINDOWS = [(1400, "light"), (390, "dark")]
FOCUSED = """() => {
    const focused = document.activeElement; // the menu's switches are shown by their labels
    const shown = focused.matches(".toctree-checkbox") ? focused.nextElementSibling : focused;
    return shown.checkVisibility({visibilityProperty: true, opacityProperty: true})
        && getComputedStyle(shown).outlineStyle !== "none";
}"""


@pytest.fixture
def phone(browser, address):
    """A tab of a phone at a lesson."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True)
    tab = context.new_page()
    tab.goto(f"{address}/lessons/core/summarise_tensors.html")
    yield tab
    context.close()


@pytest.mark.parametrize(("width", "scheme"), WINDOWS)
def test_no_page_breaks_a_rule_of_axe(browser, address, site, width, scheme):
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme=scheme, bypass_csp=True
    )
    page, found = context.new_page(), []
    for path in sorted(site.rglob("*.html")):
        if "This page has moved" in path.read_text(encoding="utf-8"):
            continue
        name = path.relative_to(site).as_posix()
        page.goto(f"{address}/{name}")
        for rule in Axe().run(page, options=OPTIONS).response["violations"]:
            found += [f"{name}: {rule['id']}: {node['html'][:150]}" for node in rule["nodes"]]
    context.close()
    assert found == []


@pytest.mark.parametrize("name", ["Menu", "On this page"])
def test_keyboard_opens_and_closes_what_is_beside_a_page_on_a_phone(phone, name):
    button = phone.get_by_role("button", name=name)
    button.focus()
    assert button.get_attribute("aria-expanded") == "false"
    phone.keyboard.press("Enter")
    assert button.get_attribute("aria-expanded") == "true"
    inside = f"document.activeElement.closest('aside')?.getAttribute('aria-label') === '{name}'"
    assert phone.evaluate(inside)
    phone.keyboard.press("Tab")
    assert phone.evaluate(inside)
    phone.keyboard.press("Escape")
    assert button.get_attribute("aria-expanded") == "false"
    assert phone.evaluate("document.activeElement.tagName") == "BUTTON"


def test_list_of_sections_closes_when_one_was_chosen(phone):
    phone.locator(".toc-overlay-icon:visible").tap()
    phone.locator(".toc-drawer a", has_text="Calculate a mean").tap()
    phone.wait_for_url("**#calculate-a-mean")
    phone.locator(".toc-drawer").wait_for(state="hidden")


@pytest.mark.parametrize("width", [390, 1400])
def test_keyboard_reaches_only_what_is_seen(page, address, width):
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{address}/lessons/core/summarise_tensors.html")
    for number in range(70):
        page.keyboard.press("Tab")
        page.wait_for_timeout(10)
        unseen = page.evaluate("document.activeElement.outerHTML.slice(0, 200)")
        assert page.evaluate(FOCUSED), f"{number}: {unseen}"


def test_keyboard_unfolds_a_part_of_the_menu(page):
    part = page.get_by_role("switch", name="Toggle navigation of Further lessons")
    part.focus()
    page.keyboard.press("Space")
    page.locator(".sidebar-tree a", has_text="Fit a line").wait_for()


def test_copy_button_is_large_enough_and_seen_when_needed(page, phone, address):
    page.goto(f"{address}/lessons/core/create_tensors.html")
    button = page.locator(".block button.copybtn:visible").first
    opacity = "button => getComputedStyle(button).opacity"
    assert button.evaluate(opacity) == "0"
    page.keyboard.press("Tab")  # so that the browser shows where the focus is
    button.focus()
    page.wait_for_timeout(500)
    assert button.evaluate(opacity) == "1"
    assert button.bounding_box()["width"] >= 24
    touched = phone.locator(".block button.copybtn:visible").first
    assert touched.evaluate(opacity) == "1"
    assert touched.bounding_box()["width"] >= 44


def test_nothing_moves_for_readers_who_asked_for_less_motion(page):
    moving = """[...document.querySelectorAll("*")].filter(element => {
        const style = getComputedStyle(element);
        return style.transitionDuration.split(", ").some(time => parseFloat(time) > 0)
            || style.animationName !== "none" || style.scrollBehavior === "smooth";
    }).length"""
    assert page.evaluate(moving) > 0
    page.emulate_media(reduced_motion="reduce")
    assert page.evaluate(moving) == 0
