"""Readers who want to guess first see no output before they uncover it."""

import pytest

from test_lessons import LESSONS, read

LESSON = "lessons/core/summarise_tensors.html"


@pytest.fixture
def guessing(page, address):
    """A lesson, with its outputs covered by a reader who uses the keyboard."""
    page.goto(f"{address}/{LESSON}")
    page.add_style_tag(content="html { scroll-behavior: auto !important }")
    page.get_by_role("switch", name="Guess first").focus()
    page.keyboard.press("Enter")
    return page


def block(page, text):
    return page.locator(".block", has_text=text).first


def test_outputs_are_shown_until_the_reader_wants_to_guess(page, address):
    page.goto(f"{address}/{LESSON}")
    assert page.get_by_role("switch", name="Guess first").get_attribute("aria-checked") == "false"
    assert page.locator(".cover:visible").count() == 0
    assert block(page, "cups.sum())").locator(".output").is_visible()


@pytest.mark.parametrize("key", ["Enter", "Space"])
def test_covered_output_can_be_neither_seen_nor_selected_nor_read_aloud(guessing, key):
    covered = block(guessing, "cups.sum())")
    assert not covered.locator(".output").is_visible()
    assert "24" not in covered.aria_snapshot()
    covered.evaluate("block => getSelection().selectAllChildren(block)")
    assert "tensor(24)" not in guessing.evaluate("getSelection().toString()")
    button = covered.get_by_role("button", name="Show the output")
    button.focus()
    before = button.bounding_box()
    top = guessing.evaluate("scrollY")
    guessing.keyboard.press(key)
    assert covered.locator(".output").is_visible()
    assert "24" in covered.aria_snapshot()
    assert guessing.locator(".guess-first [role=status]").inner_text() == "The output is shown."
    assert guessing.evaluate("document.activeElement.className") == "result shown"
    assert guessing.evaluate("scrollY") == top
    following = block(guessing, "cups.min())")
    assert not following.locator(".output").is_visible()
    assert covered.locator(".result").bounding_box()["y"] == pytest.approx(before["y"], abs=1)


def test_page_does_not_jump_when_all_is_shown(guessing):
    heading = guessing.get_by_role("heading", name="Look back")
    before = heading.bounding_box()
    guessing.get_by_role("button", name="Show all").click()
    assert guessing.locator(".cover:visible").count() == 0
    assert heading.bounding_box() == before


def test_figures_and_errors_are_covered_and_the_set_up_is_not(guessing):
    assert not block(guessing, "except RuntimeError").locator(".output").is_visible()
    figure = guessing.locator(".block:has(img.figure)").first
    assert figure.locator("img:visible").count() == 0
    figure.get_by_role("button", name="Show the picture").click()
    assert figure.locator("img:visible").count() == 1
    assert block(guessing, "set_default_device").locator(".output").is_visible()


def test_choice_holds_for_the_whole_site_and_can_be_taken_back(guessing, address):
    guessing.goto(f"{address}/lessons/core/create_tensors.html")
    switch = guessing.get_by_role("switch", name="Guess first")
    assert switch.get_attribute("aria-checked") == "true"
    assert guessing.locator(".cover:visible").count() > 5
    guessing.goto(f"{address}/reference/errors.html")  # its outputs are no riddles
    assert guessing.locator(".cell_output:visible").count() > 5
    guessing.goto(f"{address}/{LESSON}")
    guessing.get_by_role("switch", name="Guess first").click()
    guessing.reload()
    assert guessing.locator(".cover:visible").count() == 0
    assert guessing.errors == guessing.elsewhere == []


def test_nothing_is_covered_in_print_or_without_javascript(guessing, browser, address):
    guessing.emulate_media(media="print")
    assert block(guessing, "cups.sum())").locator(".output").is_visible()
    assert guessing.locator(".cover:visible").count() == 0
    context = browser.new_context(java_script_enabled=False)
    tab = context.new_page()
    tab.goto(f"{address}/{LESSON}")
    assert block(tab, "cups.sum())").locator(".output").is_visible()
    assert tab.get_by_role("switch", name="Guess first").count() == 0
    context.close()


@pytest.mark.parametrize("lesson", LESSONS)
def test_blocks_hold_their_outputs_as_the_switch_expects(site, lesson):
    """The switch covers what is directly in a block."""
    for shown in read(site, lesson).select(".block .output, .block img.figure"):
        if not shown.find_parent(class_="output"):
            assert "block" in shown.parent["class"]
