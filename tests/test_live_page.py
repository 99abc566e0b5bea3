"""Blocks and exercises can be changed and run where they are read."""

import contextlib
import gzip
import json
import re
import time
import types
from pathlib import Path

import nbformat
import psutil
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, expect

import chromium
from conftest import serve, start_course
from course.live import script
from test_accessible import OPTIONS
from test_lessons import LESSONS

KIB = 1024
LESSON = "lessons/core/create_tensors"
EXERCISES = "practice/create_tensors"
DRAWN_ANEW = {"further/use_an_accelerator": 1}  # a picture of times, measured each time
PATIENCE = 60_000  # milliseconds, for the import of PyTorch on a busy machine
expect.set_options(timeout=PATIENCE)


@pytest.fixture
def open_page(browser, own_computer):
    """A function that opens a page live, and returns its tab, which notes each problem."""
    opened = []

    def open_page(name, server=own_computer, **options):
        tab = browser.new_context(**options).new_page()
        opened.append((tab, server))
        tab.set_default_timeout(PATIENCE)
        tab.problems = []
        tab.on("pageerror", lambda error: tab.problems.append(str(error)))
        tab.on("console", lambda said: "Policy" in said.text and tab.problems.append(said.text))
        tab.goto(server.front)
        tab.goto(f"{server.pages}{name}.html")
        expect(panel(tab)).to_contain_text("This page is live")
        return tab

    yield open_page
    for tab, _ in opened:
        tab.goto("about:blank")
    for tab, server in opened:
        wait_for(tab, lambda tab=tab, server=server: kernels(tab, server) == 0)
        assert tab.problems == []
        tab.context.close()


def kernels(tab, server):
    """Return how many kernels a server has."""
    return len(tab.request.get(server.kernels).json())


def pythons():
    """Return the processes of all kernels that these tests' servers have."""
    found = []
    for process in psutil.Process().children(recursive=True):
        with contextlib.suppress(psutil.NoSuchProcess):  # a browser's, which has just ended
            if "ipykernel" in str(process.cmdline()):
                found.append(process)
    return found


def wait_for(tab, condition):
    """Wait until a condition holds."""
    deadline = time.monotonic() + PATIENCE / 1000
    while not condition():
        assert time.monotonic() < deadline
        tab.wait_for_timeout(50)


def panel(tab):
    return tab.get_by_role("group", name="This page is live")


def block(tab, number):
    """Return the bar of a block, from 1."""
    return tab.get_by_role("group", name=f"block {number}", exact=True)


def output(tab, number):
    """Return what a reader's block gave."""
    return tab.locator(".block.live", has=block(tab, number)).locator(".yours")


def write(tab, number, code):
    """Write the code of a block."""
    if block(tab, number).get_by_role("button", name="Edit").is_visible():
        block(tab, number).get_by_role("button", name="Edit").click()
    tab.get_by_label(f"Code of block {number}", exact=True).fill(code)


def run(tab, number, code=None):
    """Run a block, with new code if there is some. Return its output when it is there."""
    if code is not None:
        write(tab, number, code)
    block(tab, number).get_by_role("button", name="Run").click()
    expect(tab.locator(".bar.busy")).to_have_count(0)
    return output(tab, number)


def start(tab, button):
    """Press a button that starts a Python, and return that, which needs a second to be ready."""
    sent = []
    tab.on("websocket", lambda socket: socket.on("framesent", lambda frame: sent.append(frame)))
    button.click()
    wait_for(tab, lambda: len(sent) == 2)  # by now, it imports PyTorch
    (python,) = pythons()
    return python


def wait_until(path):
    """Return code that waits for a file, for a block with ``import pathlib, time`` above it."""
    return f"while not pathlib.Path({str(path)!r}).exists():\n    time.sleep(0.1)\n"


def enter(button):
    """Press a button with the keyboard."""
    button.press("Enter")


@pytest.mark.parametrize("lesson", LESSONS)
def test_lesson_gives_in_its_page_what_the_book_shows(open_page, in_binder, lesson):
    phone = {"viewport": {"width": 390, "height": 844}, "has_touch": True}
    by_keys = open_page(f"lessons/{lesson}")
    by_touch = open_page(f"lessons/{lesson}", in_binder, **phone)
    for tab, act in ((by_keys, enter), (by_touch, Locator.tap)):  # both run at once
        act(panel(tab).get_by_role("button", name="Run all"))
    for tab, act in ((by_keys, enter), (by_touch, Locator.tap)):
        expect(tab.locator(".yours").last).to_be_attached()
        expect(tab.locator(".bar.busy")).to_have_count(0)
        bars = tab.locator(".bar").count()
        assert bars == tab.locator(".block:has(.highlight-python)").count() > 5
        verdicts = tab.locator(".yours .ran-on").all_text_contents()
        others = [text for text in verdicts if not text.endswith(" · as in the book")]
        assert len(others) == DRAWN_ANEW.get(lesson, 0), others
        assert "differs" not in "".join(others)
        assert len(verdicts) == bars
        act(block(tab, 1).get_by_role("button", name="Edit"))
        tab.keyboard.press("Control+End")
        tab.keyboard.type("; print('and more')")
        act(block(tab, 1).get_by_role("button", name="Run"))
        expect(output(tab, 1)).to_contain_text("and more")
        expect(output(tab, 1)).to_contain_text("differs from the book")
        act(block(tab, 1).get_by_role("button", name="Reset"))
        expect(output(tab, 1)).to_have_count(0)
        expect(tab.get_by_label("Code of block 1", exact=True)).to_have_count(0)


def test_blocks_above_run_first_in_order_and_once(open_page):
    tab = open_page(LESSON)
    write(tab, 1, "ran = ['first']")
    write(tab, 2, "ran.append('second')")
    expect(run(tab, 3, "ran.append('third'); print(ran)")).to_contain_text(
        "['first', 'second', 'third']"
    )
    expect(run(tab, 4, "ran.append('fourth'); print(ran)")).to_contain_text(
        "['first', 'second', 'third', 'fourth']"
    )
    expect(output(tab, 1)).to_contain_text("Yours")
    write(tab, 2, "ran.append('changed')")
    expect(run(tab, 4)).to_contain_text("'fourth', 'changed', 'fourth']")


def test_block_below_one_that_stopped_is_not_run(open_page):
    tab = open_page(LESSON)
    write(tab, 2, "1 / 0")
    run(tab, 4)
    expect(output(tab, 2)).to_contain_text("ZeroDivisionError: division by zero")
    expect(output(tab, 2)).to_contain_text("differs from the book")
    expect(output(tab, 4)).to_have_count(0)
    expect(block(tab, 4)).to_contain_text("Not run, because a block above ended with an error.")
    expect(panel(tab)).to_contain_text("so those below it")
    block(tab, 4).get_by_role("button", name="Show it").click()
    expect(block(tab, 2)).to_be_in_viewport()
    write(tab, 4, "print('needs', 'nothing')")
    block(tab, 4).get_by_role("button", name="Run it anyway").click()
    expect(output(tab, 4)).to_contain_text("needs nothing")


def test_error_tells_of_the_readers_code_alone(open_page):
    tab = open_page(LESSON)
    told = run(tab, 2, "a = torch.ones(2, 3)\na @ a").locator("[data-kind=error]")
    expect(told).to_contain_text("Your code, line 2")
    expect(told).to_contain_text("shapes cannot be multiplied")
    assert "File" not in told.inner_text()
    expect(run(tab, 2, "print(1))")).to_contain_text("Your code, line 1")


def test_error_is_shown_where_the_server_leaves_out_its_message(open_page):
    tab = open_page(LESSON)

    def leave_out_errors(socket):
        server = socket.connect_to_server()
        server.on_message(lambda said: '"msg_type": "error"' in said or socket.send(said))

    tab.route_web_socket("**/channels*", leave_out_errors)
    tab.reload()
    expect(run(tab, 2, "1 / 0")).to_contain_text("ZeroDivisionError: division by zero")


def test_output_below_the_window_comes_into_view(open_page):
    tab = open_page(LESSON)
    block(tab, 2).evaluate("it => scrollBy(0, it.getBoundingClientRect().bottom - innerHeight)")
    block(tab, 2).get_by_role("button", name="Run").press("Enter")
    expect(output(tab, 2).locator("pre")).to_be_in_viewport()


def test_finger_changes_a_block_on_a_phone(open_page):
    tab = open_page(LESSON, viewport={"width": 390, "height": 844}, has_touch=True)
    assert "Ctrl" not in panel(tab).inner_text()
    for name in ("Run", "Edit"):
        size = block(tab, 2).get_by_role("button", name=name).bounding_box()
        assert size["width"] >= 44 and size["height"] >= 44
    block(tab, 1).get_by_role("button", name="Edit").tap()
    assert tab.get_by_label("Code of block 1", exact=True).evaluate("it => it.scrollLeft") == 0
    block(tab, 2).get_by_role("button", name="Edit").tap()
    field = tab.get_by_label("Code of block 2", exact=True)
    assert float(field.evaluate("it => parseFloat(getComputedStyle(it).fontSize)")) >= 16  # no zoom
    field.fill("print('tapped')")
    block(tab, 2).get_by_role("button", name="Run").tap()
    expect(output(tab, 2)).to_contain_text("tapped")
    expect(output(tab, 2)).to_contain_text("differs from the book")
    book = tab.locator(".block.live", has=block(tab, 2)).locator(".book")
    book.get_by_text("In the book").tap()
    expect(book.locator("pre")).to_be_visible()
    block(tab, 2).get_by_role("button", name="Reset").tap()
    expect(output(tab, 2)).to_have_count(0)
    assert tab.evaluate("document.documentElement.scrollWidth") == 390


def press(tab, *keys):
    for key in keys:
        tab.keyboard.press(key)


def test_keyboard_alone_changes_a_block(open_page):
    tab = open_page(LESSON)
    block(tab, 1).get_by_role("button", name="Run").focus()
    press(tab, *["Tab"] * 4)  # Edit, then what stands between two blocks
    for _ in range(20):
        if tab.evaluate("document.activeElement.ariaLabel") == "Edit block 2":
            break
        press(tab, "Tab")
    press(tab, "Enter", "Control+End", "Enter")
    tab.keyboard.type("for word in ['by', 'keys']:")
    press(tab, "Enter")
    tab.keyboard.type("print(word)")
    press(tab, "Enter")
    tab.keyboard.type("print(word.upper())")
    press(tab, "Shift+Enter")
    expect(output(tab, 2).locator("pre")).to_contain_text("by\nBY\nkeys\nKEYS")
    field = tab.get_by_label("Code of block 2", exact=True)
    written = field.input_value()
    press(tab, "Control+z")
    assert field.input_value() != written
    press(tab, "Tab", "Tab")
    assert tab.evaluate("document.activeElement.ariaLabel") == "Reset block 2"
    press(tab, "Enter")
    expect(output(tab, 2)).to_have_count(0)
    assert tab.evaluate("document.activeElement.ariaLabel") == "Run block 2"


def test_text_is_kept_until_it_is_reset(open_page):
    tab = open_page(LESSON)
    write(tab, 2, "print('kept')")
    tab.reload()
    expect(run(tab, 2)).to_contain_text("kept")
    tab.on("dialog", lambda dialog: dialog.accept())
    panel(tab).get_by_role("button", name="Reset all").click()
    expect(tab.get_by_label("Code of block 2", exact=True)).to_have_count(0)
    tab.reload()
    expect(block(tab, 2).get_by_role("button", name="Edit")).to_be_visible()
    expect(tab.get_by_label("Code of block 2", exact=True)).to_have_count(0)


def test_no_output_seems_to_be_that_of_other_code(open_page):
    tab = open_page(LESSON)
    recorded = tab.locator(".block.live", has=block(tab, 2)).locator(".output:not(.yours)")
    expect(recorded).to_be_visible()
    write(tab, 2, "print('mine')")
    expect(recorded).to_be_hidden()
    expect(run(tab, 2)).not_to_have_class(re.compile(r"\bold\b"))
    write(tab, 2, "print('and now?')")
    expect(output(tab, 2)).to_have_class(re.compile(r"\bold\b"))
    run(tab, 3)
    expect(run(tab, 2)).not_to_have_class(re.compile(r"\bold\b"))
    expect(output(tab, 3)).not_to_have_class(re.compile(r"\bold\b"))
    run(tab, 2, "print('anew')")
    expect(output(tab, 3)).to_have_class(re.compile(r"\bold\b"))
    run(tab, 3)
    expect(output(tab, 3)).not_to_have_class(re.compile(r"\bold\b"))
    block(tab, 2).get_by_role("button", name="Reset").click()
    expect(recorded).to_be_visible()
    expect(output(tab, 3)).to_have_class(re.compile(r"\bold\b"))


def test_block_that_is_run_once_more_may_differ(open_page):
    tab = open_page("lessons/core/draw_random_tensors")
    draws = tab.locator(".block.live").filter(has_text="torch.randint(").first
    draws.get_by_role("button", name="Run").click()
    told = draws.locator(".ran-on")
    expect(told).to_contain_text("as in the book")
    draws.get_by_role("button", name="Run").click()
    expect(told).to_contain_text("differs from the book, which runs it once")


def test_what_a_reader_runs_is_seen_where_outputs_are_covered(open_page):
    tab = open_page(LESSON)
    tab.get_by_role("switch", name="Guess first").click()
    expect(run(tab, 2).locator("pre")).to_be_visible()


def test_run_all_uses_no_name_that_the_code_does_not_make(open_page):
    tab = open_page(LESSON)
    run(tab, 1, "before = 1\n1 / 0")
    write(tab, 1, "after = 1")
    write(tab, 2, "print(before)")
    panel(tab).get_by_role("button", name="Run all").click()
    expect(output(tab, 2)).to_contain_text("NameError: name 'before' is not defined")


def test_block_that_is_run_meanwhile_waits_its_turn(open_page, tmp_path):
    tab, seen = open_page(LESSON), tmp_path / "seen"
    run(tab, 1, "import pathlib, time\nran = globals().get('ran', [])")
    write(tab, 2, f"{wait_until(seen)}ran.append(2)")
    write(tab, 3, "ran.append(3)\nprint(ran)")
    block(tab, 2).get_by_role("button", name="Run").click()
    block(tab, 3).get_by_role("button", name="Run").click()
    expect(block(tab, 3)).to_contain_text("Waiting")
    seen.touch()
    expect(output(tab, 3)).to_contain_text("[2, 3]")
    expect(tab.locator(".bar.busy")).to_have_count(0)


def test_stop_ends_what_it_belongs_to_and_what_waits(open_page, tmp_path):
    tab, seen = open_page(LESSON), tmp_path / "seen"
    run(tab, 1, "import pathlib, time")
    write(tab, 4, f"{wait_until(seen)}print('waited')")
    write(tab, 2, "print('two')")
    write(tab, 3, "print('three')")
    for number in (4, 2, 3):
        block(tab, number).get_by_role("button", name="Run").click()
    block(tab, 3).get_by_role("button", name="Stop").click()
    expect(block(tab, 3)).to_contain_text("Not run.")
    expect(block(tab, 2)).to_contain_text("Waiting")
    block(tab, 4).get_by_role("button", name="Stop").click()
    expect(output(tab, 4)).to_contain_text("Stopped.")
    expect(block(tab, 4)).to_contain_text("Stopped, differs")  # for screen readers
    expect(block(tab, 2)).to_contain_text("Not run.")
    expect(tab.locator(".bar.busy")).to_have_count(0)
    # One that fails takes only those with it that need it.
    write(tab, 4, f"{wait_until(seen)}1 / 0")
    for number in (4, 2, 5):
        block(tab, number).get_by_role("button", name="Run").click()
    seen.touch()
    expect(output(tab, 2)).to_contain_text("two")
    expect(block(tab, 5)).to_contain_text("Not run, because a block above ended with an error.")


def test_double_click_runs_a_block(open_page):
    tab = open_page(LESSON)
    block(tab, 2).get_by_role("button", name="Run").dblclick()
    expect(output(tab, 2)).to_contain_text("as in the book")


def test_library_that_is_stopped_while_it_loads_is_whole_afterwards(open_page):
    tab = open_page(LESSON)
    python = start(tab, block(tab, 2).get_by_role("button", name="Run"))
    python.suspend()
    block(tab, 2).get_by_role("button", name="Stop").click()
    python.resume()
    expect(panel(tab)).to_contain_text("Python was stopped before it was ready. Run this again.")
    expect(run(tab, 2)).to_contain_text("as in the book")


def test_python_that_is_restarted_while_it_starts_says_so(open_page):
    tab = open_page(LESSON)
    with tab.expect_websocket():
        block(tab, 2).get_by_role("button", name="Run").click()
    panel(tab).get_by_role("button", name="Restart Python").click()
    expect(block(tab, 2)).to_contain_text("It starts again with the next run.")
    expect(run(tab, 2)).to_contain_text("as in the book")


def test_page_that_is_shown_again_as_it_was_says_that_python_is_gone(browser, own_computer):
    options = {"executable_path": chromium.find(), "args": chromium.OPTIONS}
    options["ignore_default_args"] = ["--disable-back-forward-cache"]
    with browser.browser_type.launch(**options) as keeps_pages:
        tab = keeps_pages.new_page()
        tab.goto(own_computer.front)
        tab.goto(f"{own_computer.pages}{LESSON}.html")
        tab.evaluate("window.isTheSame = true")
        write(tab, 1, "import time\nprint('begun')\ntime.sleep(600)")
        block(tab, 1).get_by_role("button", name="Run").click()
        expect(output(tab, 1)).to_contain_text("begun")
        tab.goto(f"{own_computer.pages}index.html")
        tab.evaluate("history.back()")
        expect(block(tab, 1)).to_contain_text("What Python had made is gone.")
        assert tab.evaluate("window.isTheSame")
        expect(run(tab, 1, "print('and', 'on')")).to_contain_text("and on")
        tab.goto("about:blank")
        wait_for(tab, lambda: kernels(tab, own_computer) == 0)


def test_what_cannot_be_shown_is_said_in_a_sentence(open_page):
    tab = open_page(LESSON)
    expect(run(tab, 1, "input('Your name: ')")).to_contain_text(
        "ask you for input. Write the value"
    )
    run(tab, 1, "print('x' * 30_000)")
    expect(output(tab, 1)).to_contain_text("… The rest is cut")
    assert len(output(tab, 1).inner_text()) < 21_000
    expect(run(tab, 1, "print('small')")).to_contain_text("small")


def test_what_runs_can_be_stopped_and_says_how_long_it_takes(open_page):
    tab = open_page(LESSON)
    write(tab, 1, "import itertools\nfor number in itertools.count():\n    print(number)")
    block(tab, 1).get_by_role("button", name="Run").click()
    expect(block(tab, 1)).to_contain_text(re.compile(r"Running … \d+ s"))
    expect(output(tab, 1)).to_contain_text("… The rest is cut")
    block(tab, 1).get_by_role("button", name="Stop").click()
    expect(tab.locator(".bar.busy")).to_have_count(0)
    expect(output(tab, 1)).to_contain_text("Stopped.")
    expect(run(tab, 1, "print('and', 'on')")).to_contain_text("and on")


def test_kernel_that_ends_is_told_and_replaced(open_page):
    tab = open_page(LESSON)
    expect(run(tab, 1, "kept = 1\nprint('ready')")).to_contain_text("ready")
    write(tab, 2, "import os\nos._exit(1)")
    block(tab, 2).get_by_role("button", name="Run").click()
    expect(block(tab, 2)).to_contain_text("Python ended while this ran.")
    expect(panel(tab)).to_contain_text("Python has ended, and what it had made is gone.")
    expect(run(tab, 2, "print(kept)")).to_contain_text("1")  # the block above ran again
    expect(panel(tab)).to_contain_text("This page is live")
    panel(tab).get_by_role("button", name="Restart Python").click()
    expect(panel(tab)).to_contain_text("It starts again with the next run.")
    expect(run(tab, 1, "print('kept' in globals())")).to_contain_text("False")


def test_kernel_ends_when_its_page_is_left(open_page, own_computer):
    tab, other = open_page(LESSON), open_page(LESSON)
    assert kernels(other, own_computer) == 0
    run(tab, 1)
    run(other, 1)
    assert kernels(other, own_computer) == 2
    tab.goto("about:blank")
    wait_for(other, lambda: kernels(other, own_computer) == 1)
    expect(run(other, 1)).to_contain_text("as in the book")


def test_kernel_ends_when_its_page_is_left_while_it_starts(open_page, own_computer):
    tab, other = open_page(LESSON), open_page(LESSON)
    # Before the answer, the page doesn't know what to end. The server ends that after minutes.
    with tab.expect_response(lambda answer: answer.request.method == "POST"):
        block(tab, 1).get_by_role("button", name="Run").click()
    assert kernels(other, own_computer) == 1
    tab.goto("about:blank")
    wait_for(other, lambda: kernels(other, own_computer) == 0)


def test_python_that_is_stopped_before_it_is_ready_starts_anew(open_page):
    tab = open_page(EXERCISES)
    answer = tab.get_by_role("group", name="answer 1", exact=True)
    python = start(tab, answer.get_by_role("button", name="Check"))
    python.suspend()
    answer.get_by_role("button", name="Stop").click()
    python.resume()
    expect(tab.locator(".bar.busy")).to_have_count(0)
    answer.get_by_role("button", name="Check").click()
    expect(tab.locator(".yours").first).to_contain_text("Not yet: nothing has changed.")


def test_python_that_ends_before_it_is_ready_leaves_no_second_one(open_page, own_computer):
    tab = open_page(EXERCISES)
    answer = tab.get_by_role("group", name="answer 1", exact=True)
    python = start(tab, answer.get_by_role("button", name="Check"))
    python.kill()
    expect(tab.locator(".bar.busy")).to_have_count(0)
    answer.get_by_role("button", name="Check").click()
    expect(tab.locator(".yours").first).to_contain_text("Not yet: nothing has changed.")
    assert kernels(tab, own_computer) == 1


def test_python_that_does_not_start_is_given_up(open_page, own_computer):
    tab = open_page(LESSON)

    def suspend(route):
        answer = route.fetch()
        (python,) = pythons()
        python.suspend()  # before the page asks it for anything
        route.fulfill(response=answer)

    tab.route("**/api/kernels", suspend, times=1)
    tab.clock.install()
    with tab.expect_websocket():
        block(tab, 1).get_by_role("button", name="Run").click()
    expect(tab.locator(".bar.busy")).to_contain_text("Starting Python … 2 s")
    tab.clock.fast_forward("01:00")
    expect(panel(tab)).to_contain_text("within a minute. Run this again: another one")
    expect(run(tab, 1)).to_contain_text("as in the book")
    wait_for(tab, lambda: kernels(tab, own_computer) == 1)  # a server takes seconds to kill one


def test_python_needs_no_port_that_others_could_take(open_page, own_computer, in_binder):
    for server in (own_computer, in_binder):
        run(open_page(LESSON, server), 1)
    files = [Path(python.cmdline()[-1]) for python in pythons()]  # what the server told each
    assert [json.loads(file.read_text())["transport"] for file in files] == ["ipc", "ipc"]


def test_two_tabs_of_a_page_keep_what_is_written_in_each(open_page):
    tab = open_page(LESSON)
    other = tab.context.new_page()
    other.goto(tab.url)
    expect(panel(other)).to_contain_text("This page is live")
    write(tab, 2, "print('in one')")
    write(other, 3, "print('in the other')")
    other.on("dialog", lambda dialog: dialog.accept())
    panel(other).get_by_role("button", name="Reset all").click()
    write(other, 3, "print('in the other')")
    tab.reload()
    expect(tab.get_by_label("Code of block 2", exact=True)).to_have_value("print('in one')")
    expect(tab.get_by_label("Code of block 3", exact=True)).to_have_value("print('in the other')")


def test_what_a_browser_keeps_may_be_damaged(open_page):
    tab = open_page(LESSON)
    write(tab, 2, "print('kept')")
    tab.evaluate("""() => {
      const name = Object.keys(localStorage).find((each) => each.includes(" live "));
      localStorage.setItem(name, JSON.stringify({ 0: 5, 1: {}, 2: [], 3: "[" }));
    }""")
    tab.reload()
    expect(panel(tab)).to_contain_text("This page is live")
    expect(run(tab, 2)).to_contain_text("as in the book")


def test_text_that_a_browser_does_not_keep_is_told_of(open_page):
    tab = open_page(LESSON)
    tab.evaluate("""() => {
      let text = "x".repeat(2 ** 20);
      for (let number = 0; text.length; number += 1) {
        try {
          localStorage.setItem(`filling ${number}`, text);
        } catch {
          text = text.slice(text.length / 2 + 0.5);
        }
      }
    }""")
    write(tab, 2, "print('lost')")
    expect(panel(tab)).to_contain_text("keep what you write")


def test_more_than_the_book_prints_differs_from_it(open_page):
    tab = open_page(LESSON)
    block(tab, 2).get_by_role("button", name="Edit").click()
    field = tab.get_by_label("Code of block 2", exact=True)
    code = field.input_value()
    for more in ("'a value'", "import sys; print('an error', file=sys.stderr)"):
        expect(run(tab, 2, f"{code}\n{more}")).to_contain_text("differs from the book")
    expect(run(tab, 2, code)).to_contain_text("as in the book")


def test_answer_that_prints_much_is_checked(open_page):
    tab = open_page(EXERCISES)
    tab.get_by_label("Code of answer 1", exact=True).fill(
        "prices = torch.tensor([2.5, 4, 10.75])\nprint('x' * 30_000)"
    )
    answer = tab.get_by_role("group", name="answer 1", exact=True)
    answer.get_by_role("button", name="Check").click()
    expect(tab.locator(".yours").first).to_contain_text("Right.")


def test_kernel_has_no_say_in_html(open_page):
    tab = open_page(LESSON)
    hostile = """
from IPython.display import display, HTML, Javascript, SVG
bad = "<img src=x onerror='document.title = 1'><script>document.title = 1</script>"
print(bad)
display(HTML(bad), Javascript("document.title = 1"))
display({"text/markdown": bad}, raw=True)
svg = f'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">{bad}</svg>'
display({"image/svg+xml": svg, "text/plain": '">' + bad}, raw=True)
raise ValueError(bad)
"""
    title = tab.title()
    expect(run(tab, 1, hostile)).to_contain_text("ValueError: <img src=x")
    expect(output(tab, 1).locator("img")).to_have_count(1)
    assert output(tab, 1).locator("img").get_attribute("src").startswith("data:image/svg+xml,")
    assert output(tab, 1).locator("script, img[onerror]").count() == 0
    assert tab.title() == title


def test_figure_is_drawn_as_the_page_draws_it(open_page):
    tab = open_page("lessons/core/choose_a_dtype", color_scheme="dark")
    draws = "import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.title('A line')"
    pictures = run(tab, 1, draws).locator("img")
    expect(pictures).to_have_count(2)
    expect(pictures.nth(0)).to_be_hidden()
    expect(pictures.nth(1)).to_be_visible()
    assert pictures.nth(1).get_attribute("alt") == "A line"
    each = "plt.plot([1, 2])\n    plt.show()\n    plt.close()"
    many = run(tab, 1, f"{draws}\nfor number in range(24):\n    {each}")
    expect(many.locator("img")).to_have_count(40)
    expect(many).to_contain_text("… The rest is cut, after 20 pictures.")


def test_exercise_is_solved_in_its_page_in_the_words_of_its_notebook(open_page, site):
    tab = open_page(EXERCISES)
    cells = nbformat.read(site / "notebooks" / f"{EXERCISES}.ipynb", as_version=4).cells
    (source,) = [cell.source for cell in cells if "checker = alone" in cell.source]
    facts = json.loads(re.search(r"globals\(\), (\{.*\})\)\n", source, re.DOTALL)[1])
    for number, (name, exercise) in enumerate(facts.items(), start=1):
        answer = tab.locator(f"#{name}")
        field = tab.get_by_label(f"Code of answer {number}", exact=True)
        told = answer.locator(".yours")
        begin = field.input_value()
        answer.get_by_role("button", name="Check").click()
        expect(told).to_contain_text("Not yet: nothing has changed.")
        wrong, message = next(iter(exercise["wrong"].items()))
        field.fill(f"{exercise['given']}\n{wrong}")
        answer.get_by_role("button", name="Check").click()
        expect(told).to_contain_text(f"Not quite: {message}")
        field.fill(f"{exercise['given']}\n{exercise['solution']}")
        answer.get_by_role("button", name="Check").click()
        expect(told).to_contain_text("Right.")
        expect(told).to_contain_text(exercise["solution"])
        expect(answer.get_by_label("I have solved this")).to_be_checked()
        answer.get_by_role("button", name="Reset").click()
        assert field.input_value() == begin


def test_answer_is_kept_and_an_earlier_one_is_not_taken_for_it(open_page):
    tab = open_page(EXERCISES)
    field = tab.get_by_label("Code of answer 1", exact=True)
    bar = tab.get_by_role("group", name="answer 1", exact=True)
    told = tab.locator("section.exercise").first.locator(".yours")
    field.fill("prices = torch.tensor([2.5, 4, 10.75])")
    bar.get_by_role("button", name="Check").click()
    expect(told).to_contain_text("Right.")
    field.fill("price = torch.tensor([2.5, 4, 10.75])")
    expect(told).to_have_class(re.compile(r"\bold\b"))
    bar.get_by_role("button", name="Check").click()
    expect(told).to_contain_text("Not yet: there's no `prices`.")
    other = tab.get_by_role("group", name="answer 2", exact=True)
    tab.get_by_label("Code of answer 2", exact=True).fill("prices = torch.tensor([2.5, 4, 10.75])")
    other.get_by_role("button", name="Run").click()
    expect(tab.locator("section.exercise").nth(1).locator(".ran-on")).to_contain_text("Yours")
    bar.get_by_role("button", name="Check").click()
    expect(told).to_contain_text("Not yet: there's no `prices`.")
    tab.reload()
    expect(field).to_have_value("price = torch.tensor([2.5, 4, 10.75])")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_live_page_breaks_no_rule_of_axe(open_page, scheme):
    tab = open_page(LESSON, bypass_csp=True, color_scheme=scheme)
    write(tab, 2, "print('mine')")
    run(tab, 3, "1 / 0")
    write(tab, 3, "2 / 0")
    expect(output(tab, 3)).to_have_class(re.compile(r"\bold\b"))
    found = Axe().run(tab, options=OPTIONS).response["violations"]
    assert [f"{rule['id']}: {node['html'][:150]}" for rule in found for node in rule["nodes"]] == []


def test_page_says_that_its_server_knows_it_not(browser, own_computer):
    context = browser.new_context()
    tab = context.new_page()
    tab.goto(f"{own_computer.pages}{LESSON}.html")
    expect(panel(tab)).to_contain_text("know this browser. Open the course")
    context.close()


def test_page_says_that_its_server_has_ended(browser, unpacked, tmp_path):
    tab = browser.new_page()
    with start_course(unpacked, tmp_path) as server:
        tab.goto(server.front)
        tab.goto(f"{server.pages}{LESSON}.html")
        run(tab, 1)
        write(tab, 2, "import time\ntime.sleep(600)")
        block(tab, 2).get_by_role("button", name="Run").click()
        expect(block(tab, 2)).to_contain_text("Running … 2 s")
    expect(block(tab, 2)).to_contain_text("answer any more. Start it again")
    expect(panel(tab)).to_contain_text("answer any more. Start it again")
    block(tab, 1).get_by_role("button", name="Run").click()
    expect(block(tab, 1)).to_contain_text("answer any more. Start it again")
    tab.close()


def test_page_below_such_an_address_without_a_kernel_says_so(browser, site, tmp_path):
    (tmp_path / "static").mkdir()
    (tmp_path / "static" / "live").symlink_to(site)
    with serve(tmp_path) as address:
        tab = browser.new_page()
        tab.goto(f"{address}/static/live/{LESSON}.html")
        expect(panel(tab)).to_contain_text("this page comes from another server")
        tab.close()


def test_script_is_light_and_only_live_pages_ask_for_it(page, address, site):
    assert len(gzip.compress((site / "_static" / "live.js").read_bytes())) <= 8 * KIB
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{address}/{LESSON}.html", wait_until="networkidle")
    assert asked and not [url for url in asked if "/live" in url]


def test_deaths_for_want_of_memory_are_counted(tmp_path):
    kernel = types.ModuleType("course_live")
    code = script.module().partition("\nos.environ[")[0]
    exec(code, vars(kernel))
    (tmp_path / "memory.events").write_text("low 0\noom 7\noom_kill 3\noom_group_kill 9\n")
    kernel.KILLS = (str(tmp_path / "missing"), str(tmp_path / "memory.events"))
    assert kernel.killed() == 3
    kernel.KILLS = ()
    assert kernel.killed() == 0
