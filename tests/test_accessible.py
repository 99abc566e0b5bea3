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


@pytest.mark.parametrize("name", ["Menu", "On this page"])
def test_what_lies_beside_a_page_closes_when_the_focus_leaves_it(phone, name):
    button = phone.get_by_role("button", name=name)
    button.click()
    assert button.get_attribute("aria-expanded") == "true"
    phone.get_by_role("link", name="Open in Kaggle").focus()
    assert button.get_attribute("aria-expanded") == "false"


def test_keyboard_comes_to_the_previous_page_before_the_next(page, address):
    page.goto(f"{address}/lessons/core/choose_a_dtype.html")
    page.locator(".prev-page").focus()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "next-page"


def test_code_that_becomes_too_wide_can_be_scrolled_by_keyboard(page, address):
    page.goto(f"{address}/lessons/core/create_tensors.html")
    code = page.locator("pre", has_text="print(torch.tensor([18.5")
    for width, index in ((1400, None), (320, "0"), (1400, None)):
        page.set_viewport_size({"width": width, "height": 800})
        attribute = "[tabindex='0']" if index else ":not([tabindex])"
        page.locator(f"pre{attribute}", has_text="print(torch.tensor([18.5").wait_for()
        assert code.get_attribute("tabindex") == index


@pytest.mark.parametrize("width", [390, 800, 1400])
def test_room_is_kept_for_all_that_scripts_add(page, address, width):
    page.set_viewport_size({"width": width, "height": 800})
    boxes = {"reference/errors": ".find-error"}
    boxes |= {"guide/your_progress": ".your-progress, .offline"}
    for name, selector in boxes.items():
        page.goto(f"{address}/{name}.html")
        page.locator(f":is({selector}):not(:empty)").first.wait_for()
        for box in page.locator(selector).all():
            kept = box.evaluate("box => parseFloat(getComputedStyle(box).minHeight)")
            needed = (
                "box => { box.style.minHeight = 0; return box.getBoundingClientRect().height; }"
            )
            assert 0 <= kept - box.evaluate(needed) < 6


def test_focus_is_never_under_the_header(phone):
    phone.emulate_media(reduced_motion="reduce")  # scrolls at once
    phone.locator("footer a").first.focus()
    header = phone.locator(".mobile-header").bounding_box()
    for _ in range(110):
        phone.keyboard.press("Shift+Tab")
        phone.wait_for_timeout(10)
        top = phone.evaluate("document.activeElement.getBoundingClientRect().bottom")
        shown = phone.evaluate("document.activeElement.outerHTML.slice(0, 100)")
        assert top > header["height"], shown


@pytest.mark.parametrize(
    ("fold", "inside"),
    [("Other ways", "Download script"), ("Make this page live", "Use your own computer")],
)
def test_fold_above_a_lesson_closes_with_escape(page, address, fold, inside):
    page.goto(f"{address}/lessons/core/create_tensors.html")
    button, link = page.get_by_text(fold, exact=True), page.get_by_role("link", name=inside)
    button.click()
    link.focus()
    page.keyboard.press("Escape")
    assert not link.is_visible()
    assert button.evaluate("each => each === document.activeElement")


def test_switch_of_colours_says_what_it_is_at(page):
    names = []
    switch = page.locator(".theme-toggle:visible")
    for _ in range(3):
        names.append(switch.get_attribute("aria-label"))
        switch.click()
    assert len(set(names)) == 3
    assert switch.get_attribute("aria-label") == names[0]


def test_key_that_leads_to_the_search_can_be_switched_off(page, address):
    lesson = f"{address}/lessons/core/create_tensors.html"
    page.goto(f"{address}/guide/your_progress.html")
    page.get_by_label("The key / leads to the search.").uncheck()
    page.get_by_text("Off.", exact=True).wait_for()
    page.goto(lesson)
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.tagName") == "BODY"
    page.goto(f"{address}/guide/your_progress.html")
    page.get_by_label("The key / leads to the search.").check()
    page.goto(lesson)
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.tagName") == "INPUT"


def test_words_that_were_found_are_seen_in_forced_colours(page, address):
    page.emulate_media(forced_colors="active", color_scheme="dark")
    page.goto(f"{address}/search.html?q=keepdim")
    found = page.locator("#search-results p mark").first
    around = "each => getComputedStyle(each.parentElement).color"
    assert found.evaluate("each => getComputedStyle(each).color") == found.evaluate(around)


@pytest.mark.parametrize(("width", "is_below"), [(360, True), (700, False)])
def test_names_of_pytorch_stand_below_those_of_numpy_on_a_small_phone(page, width, is_below):
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(page.url.replace("index.html", "reference/from_numpy_to_pytorch.html"))
    cells = page.locator("article tbody tr").first.locator("td")
    tops = [cells.nth(number).bounding_box()["y"] for number in (0, 1)]
    assert (tops[1] > tops[0]) == is_below
