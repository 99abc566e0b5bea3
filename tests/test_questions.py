"""Questions: what they ask, what they say, and that a wrong one stops the build."""

import re

import nbformat
import pytest

from conftest import list_lessons, make_small_project
from course.settings import course
from test_builds import GOOD
from test_lessons import LESSONS, read

CORE = [f"core/{name}" for name in course()["lessons"]["core"]]
QUESTION = """\
.. question::
   :section: look

   What shape has it? ::

      torch.zeros(2, 3).sum(dim=0).shape

   - [ ] ``torch.Size([2])``

     Dimension 1 would have disappeared.

     :if: ``torch.zeros(2, 3).sum(dim=1).shape``

   - [x] ``torch.Size([3])``, because dimension 0 disappears

     The other one is left.
"""
FAILS = """\
.. question::
   :section: look

   Why does this fail? ::

      torch.zeros(2) + torch.zeros(3)

   - [x] The lengths 2 and 3 differ.

     Neither of them is 1.

   - [ ] A sum needs ints.

     It doesn't.
"""
GIVES = """\
.. question::
   :section: look
   :gives: torch.Size([3])

   Which gives three sums? ::

      x = torch.zeros(2, 3)

   - [x] ``x.sum(dim=0).shape``

     Dimension 0 disappears.

   - [ ] ``x.sum(dim=1).shape``

     Here dimension 1 does.
"""


def lesson(questions):
    """Return a lesson with questions, which begin in its line 14."""
    lines = (f"# {line}".rstrip() for line in questions.rstrip("\n").split("\n"))
    return GOOD.rstrip("\n") + "\n#\n" + "\n".join(lines) + "\n\nprint(1)\n"


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """A project with a lesson that asks, which a test may write."""
    project = make_small_project(tmp_path_factory.mktemp("questions") / "project")
    project.lesson = project.path / "examples" / "core" / "ask.py"
    project.lesson.write_text(lesson("\n".join([QUESTION, FAILS, GIVES])))
    list_lessons(project.path)
    done = project.build()
    assert done.returncode == 0, done.stderr
    return project


def test_questions_of_each_kind_have_choices_answers_and_what_was_computed(project):
    first, second, third = read(project.html, "core/ask").select(".question")
    assert [item.get_text().strip() for item in first.select(".choices li")] == [
        "torch.Size([2])",
        "torch.Size([3]), because dimension 0 disappears",
    ]
    wrong, right = first.select("details.answer > ol > li")
    assert right["class"] == ["right"] and not wrong.has_attr("class")
    assert wrong.get_text().strip() == (
        "Not this one. Dimension 1 would have disappeared. "
        "It would be right for torch.zeros(2, 3).sum(dim=1).shape."
    )
    assert first.select_one(".computed").get_text().strip() == "torch.Size([3])"
    assert "RuntimeError: The size of tensor a (2)" in second.select_one(".computed").get_text()
    assert not third.select(".computed")
    for question in (first, second, third):
        assert not question.details.has_attr("open")
        assert question.select_one("details a[href$='#look']").get_text() == "Look"


def test_notebook_asks_plainly_and_folds_the_answers(project):
    path = project.html / "notebooks" / "lessons" / "core" / "ask.ipynb"
    text = "\n".join(
        cell.source
        for cell in nbformat.read(path, as_version=4).cells
        if cell.cell_type == "markdown"
    )
    assert "1. `torch.Size([2])`\n2. `torch.Size([3])`, because dimension 0 disappears" in text
    answers = re.findall(r"<details>\n<summary>Answer</summary>\n\n(.*?)</details>", text, re.S)
    assert len(answers) == 3
    assert "2. **Right.** The other one is left." in answers[0]
    assert "(" + course()["site_url"] + "latest/lessons/core/ask.html#look)" in answers[0]


@pytest.mark.parametrize(
    ("question", "old", "new", "problem"),
    [
        (QUESTION, "[x]", "[ ]", "The question has no right choice. Mark it: - [x] …"),
        (QUESTION, "[ ]", "[x]", "The question has more than one right choice."),
        (QUESTION, "[x] ", "", "A choice has no mark."),
        (FAILS, "- [ ] A sum needs ints.", "-", "A choice has no mark."),
        (QUESTION, "\n     The other one is left.\n", "", "Nothing is said about the choice"),
        (QUESTION, "dim=0).shape", "dim=1).shape", "The code gives “torch.Size([2])”, so"),
        (
            QUESTION,
            "     :if: ``torch.zeros(2, 3).sum(dim=1).shape``\n",
            "",
            "“torch.Size([2])” is",
        ),
        (QUESTION, "sum(dim=1)", "sum(dim=0)", "torch.zeros(2, 3).sum(dim=0).shape gives"),
        (QUESTION, "   :section: look\n", "", "The question doesn't say what teaches it."),
        (QUESTION, ": look", ": loo", "lessons/core/ask has no section loo. It has: look."),
        (QUESTION, ": look", ": core/asks#look", "lessons/core/asks has no section look."),
        (QUESTION, "- [", "[", "The question doesn't end with its choices."),
        (FAILS, "zeros(3)", "zeros(2)", "No choice is what this code gives, and it doesn't fail."),
        (
            FAILS,
            "torch.zeros(2) + torch.zeros(3)",
            "raise ValueError(chr(27))",
            "This has '\\x1b' in a",
        ),
        (GIVES, "[ ]", "[x]", "The question has more than one right choice."),
        (GIVES, "dim=1", "dim=0", "x.sum(dim=0).shape gives “torch.Size([3])”, so it is marked"),
    ],
)
def test_bad_question_stops_the_build_with_one_sentence(project, question, old, new, problem):
    assert old in question
    project.lesson.write_text(lesson(question.replace(old, new)))
    done = project.build()
    assert done.returncode != 0
    assert done.stderr.startswith(f"examples/core/ask.py:14: {problem}"), done.stderr
    assert done.stderr.count("\n") == 1


@pytest.mark.lessons
@pytest.mark.parametrize("lesson", LESSONS)
def test_lesson_ends_with_questions(site, lesson):
    page = read(site, lesson)
    last = page.select("article > section > section")[-1]
    assert last.h2.get_text() == "Check yourself¶"
    asked = len(last.select(".question"))
    assert 3 <= asked <= 5 if lesson in CORE else 2 <= asked <= 3
    assert len(page.select(".question")) == asked + (2 if lesson in CORE[2:] else 0)


@pytest.mark.parametrize("lesson", CORE[2:])
def test_core_lesson_begins_with_questions_about_earlier_ones(site, lesson):
    first = read(site, lesson).select_one("article > section > section")
    assert first.h2.get_text() == "Warm up¶"
    for link in first.select("details.answer > p:last-child a"):
        earlier = link["href"].partition(".html")[0]
        assert CORE.index(f"core/{earlier}") < CORE.index(lesson)


@pytest.mark.parametrize("lesson", LESSONS)
def test_questions_lead_to_sections_that_are_there(site, lesson):
    for link in read(site, lesson).select(".question details.answer > p:last-child a"):
        page, _, section = link["href"].partition(".html#")
        folder, name = f"{lesson.partition('/')[0]}/{page}".split("/")[-2:]
        assert read(site, f"{folder}/{name}").find(id=section), link["href"]


@pytest.fixture
def tab(page, address):
    """A lesson with questions, for a reader with a keyboard."""
    page.goto(f"{address}/lessons/core/summarise_tensors.html")
    return page


def test_reader_answers_with_the_keyboard_and_is_told_why(tab):
    group = tab.locator("#check-yourself .question").first
    right = [item.get_attribute("class") for item in group.locator("details ol > li").all()]
    right = right.index("right")
    legend = group.locator("legend").inner_text()
    assert group.get_by_role("group", name=legend).count() == 1
    inputs = group.get_by_role("radio")
    assert inputs.count() == group.locator(".choices li").count()
    assert not group.locator("details.answer").is_visible()
    button, status = group.get_by_role("button", name="Check"), group.get_by_role("status")
    button.press("Enter")
    assert status.inner_text() == "Choose an answer first."
    inputs.nth(1 - min(right, 1)).focus()
    tab.keyboard.press("Space")
    button.press("Enter")
    assert status.inner_text().startswith("Not this one.")
    assert group.locator("details.answer").is_visible()
    inputs.nth(right).focus()
    tab.keyboard.press("Space")
    button.press("Enter")
    assert status.inner_text().startswith("Right.")
    assert "✓" in group.locator("legend").evaluate("it => getComputedStyle(it, '::after').content")
    tab.reload()
    assert "done" in group.get_attribute("class")
    assert tab.errors == tab.elsewhere == []


def test_reader_with_a_phone_in_the_dark_sees_every_question_whole(browser, address):
    context = browser.new_context(color_scheme="dark", viewport={"width": 390, "height": 800})
    page = context.new_page()
    for name in course()["lessons"]["core"]:
        page.goto(f"{address}/lessons/core/{name}.html")
        for question in page.locator(".question").all():
            box = question.bounding_box()
            assert box["x"] >= 0 and box["x"] + box["width"] <= 390
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
    context.close()


def test_questions_without_javascript_are_lists_with_folded_answers(browser, address):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/lessons/core/summarise_tensors.html")
    question = page.locator("#check-yourself .question").first
    assert question.locator("input").count() == 0
    assert question.locator(".choices li").first.is_visible()
    assert not question.locator(".right").is_visible()
    question.get_by_text("Answer", exact=True).click()
    assert question.locator(".right").is_visible()
    context.close()
