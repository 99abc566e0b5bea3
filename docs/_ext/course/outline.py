"""The course as a whole: its lessons in order, and what each one needs.

Goes in: ``[lessons]`` in ``docs/course.toml``, the title of each lesson, and the line
``**Time:** 15 minutes. **You need:** Create tensors, Choose a dtype.`` of its script, noted in the
environment when its page is read. Comes out: ``lessons(env)`` and ``in_order``. All lists of
lessons are made from them, so that nobody writes an order, a title or a need twice.

What a lesson needs is a list of titles. A title may have a comma in it, so whole titles are looked
for, the longest first; "all core lessons" stands for each of them. The first lesson may also need
something else, such as a little Python, and any lesson may need nothing. A title that no lesson
has, or a lesson that comes too late, stops the build.
"""

import re
from typing import NamedTuple

from docutils import nodes

from course import internals
from course.settings import LESSONS, LessonError, course, is_lesson, line_of, script_of

NOTHING = "nothing"
HEADER = r"(?m)^\*\*Time:"
NEEDS = "You need:"
NEXT = "Next:"
MINUTES = re.compile(r"Time: (\d+) minutes")


class Lesson(NamedTuple):
    """What is known of a lesson. ``needs`` holds (words, page), the page None for no title."""

    page: str
    title: str
    introduction: str
    minutes: int
    needs: list


def in_order(pages):
    """Return the lessons among ``pages`` in reading order."""
    parts = course()["lessons"].items()
    listed = [f"{LESSONS}/{part}/{name}" for part, names in parts for name in names]
    return [page for page in listed if page in pages]


def titles(env):
    """Return {what a lesson may call its needs: page}: all titles, and all of a part."""
    found = {}
    for page, title in env.titles.items():
        text = title.astext()
        if is_lesson(page):
            found[text] = page
        elif page.startswith(f"{LESSONS}/"):
            found[f"all {text[:1].lower()}{text[1:]}"] = page
    return found


def split(text, known):
    """Return the items of a list of titles as (words, page), the page None for no title."""
    longest_first = sorted(map(re.escape, known), key=len, reverse=True)
    item = re.compile(rf"({'|'.join([*longest_first, '[^,]+'])})(?:,\s*|$)")
    words = (found[1] for found in item.finditer(text.strip().removesuffix(".")))
    return [(each, known.get(each)) for each in words]


def lessons(env):
    """Return all lessons, in reading order."""
    known = titles(env)
    found = []
    for page in in_order(env.titles):
        notes = env.metadata[page]
        title, needs = env.titles[page].astext(), split(notes["needs"], known)
        found.append(Lesson(page, title, notes["introduction"], notes["minutes"], needs))
    return found


def needed(lesson, pages):
    """Return the lessons among ``pages`` that a lesson needs, in their order."""
    targets = [target for _, target in lesson.needs if target]
    parts = tuple(target.removesuffix("index") for target in targets if target.endswith("/index"))
    return [page for page in pages if page in targets or page.startswith(parts)]


def check(found):
    """Raise LessonError if a lesson needs what is no lesson, or what comes after it."""
    pages = [lesson.page for lesson in found]
    for number, lesson in enumerate(found):
        script = script_of(lesson.page)
        line = line_of(script.read_text(encoding="utf-8"), HEADER)
        for words, target in lesson.needs:
            if not target and number and words != NOTHING:
                problem = f"The lesson needs “{words}”, which is no lesson's title."
                advice = "Write whole titles, with commas between them: only the first lesson may "
                advice += "need something else."
                raise LessonError(script, line, problem, advice)
            item = lesson._replace(needs=[(words, target)])
            if not set(needed(item, pages)) <= set(pages[:number]):
                problem = f"The lesson needs “{words}”, which doesn't come before it."
                advice = "Change what it needs, or the order in docs/course.toml."
                raise LessonError(script, line, problem, advice)


def label(doctree, text):
    """Return the node of a label in bold, or None."""
    return next((node for node in doctree.findall(nodes.strong) if node.astext() == text), None)


def note(app, doctree):
    """Note how long a lesson takes, what it needs, and its sections."""
    page = app.env.docname
    if not is_lesson(page):
        return
    if label(doctree, NEXT):
        script = script_of(page)
        line = line_of(script.read_text(encoding="utf-8"), r"(?m)^# \*\*Next:")
        advice = "Remove this line: the build links to the lesson that comes next."
        raise LessonError(script, line, "The lesson names the next one itself.", advice)
    needs = label(doctree, NEEDS)
    text = needs.parent.astext()
    app.env.metadata[page]["minutes"] = int(MINUTES.search(text)[1])
    app.env.metadata[page]["needs"] = text.partition(NEEDS)[2]
    sections = {each["ids"][0]: each[0].astext() for each in doctree.findall(nodes.section)}
    app.env.metadata[page]["sections"] = sections
    internals.let_markdown_link_to(app.env, page, sections)


def check_all(app, env):
    """Stop the build if a lesson needs what it can't have."""
    check(lessons(env))
    return []


def setup(app):
    app.connect("doctree-read", note)
    app.connect("env-updated", check_all)
