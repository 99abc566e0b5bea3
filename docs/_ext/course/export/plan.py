"""Divide the course into sessions, so that no lesson comes before one that it needs.

Goes in: the lessons of ``course.outline``, how many sessions there are, and the lesson that they
lead to, or None for the whole course. Comes out: for each session its lessons, and what is read at
home after it. Where not everything fits, the lessons that fewest others need are read at home.

Each session takes SESSION minutes. BEGIN, BREAK and END are kept free of lessons.
"""

from typing import NamedTuple

from course import outline

SESSION = 120
BEGIN = 10
BREAK = 10
END = 10
ROOM = SESSION - BEGIN - BREAK - END


class Session(NamedTuple):
    """The lessons of one session, and those to read at home after it."""

    lessons: list
    home: list


class Row(NamedTuple):
    """A line of a timetable: begin, lesson, break or end."""

    kind: str
    minutes: int
    lesson: outline.Lesson | None = None


def total(lessons):
    """Return how many minutes lessons take."""
    return sum(lesson.minutes for lesson in lessons)


def leading_to(goal, lessons):
    """Return the lessons that the page ``goal`` needs, directly or not, and its own, in order."""
    pages = [lesson.page for lesson in lessons]
    wanted = {goal}
    for lesson in reversed(lessons):  # what a lesson needs comes before it
        if lesson.page in wanted:
            wanted.update(outline.needed(lesson, pages))
    return [lesson for lesson in lessons if lesson.page in wanted]


def fill(lessons):
    """Return lessons in sessions, in their order, as many in each as fit."""
    sessions = [[]]
    for lesson in lessons:
        if sessions[-1] and total(sessions[-1]) + lesson.minutes > ROOM:
            sessions.append([])
        sessions[-1].append(lesson)
    return sessions


def least_needed(lessons, goal):
    """Return the first of the lessons that fewest others need, but not the goal itself."""
    pages = [lesson.page for lesson in lessons]
    needed = [page for lesson in lessons for page in outline.needed(lesson, pages)]
    others = [lesson for lesson in lessons if lesson.page != goal]
    return min(others, key=lambda lesson: needed.count(lesson.page))


def divide(lessons, number, goal=None):
    """Return ``number`` sessions or fewer, or None if the lessons can't be divided so."""
    wanted = leading_to(goal, lessons) if goal else lessons
    taught = list(wanted)
    while len(fill(taught)) > number:
        taught.remove(least_needed(taught, goal))
        if not taught or [lesson.page for lesson in taught] == [goal]:
            return None
    sessions = [Session(found, []) for found in fill(taught)]
    if any(total(session.lessons) > ROOM for session in sessions):  # one lesson is too long
        return None
    when = {lesson.page: at for at, session in enumerate(sessions) for lesson in session.lessons}
    at_home = set()
    for lesson in wanted:
        needs = outline.needed(lesson, [each.page for each in wanted])
        if lesson not in taught:  # at home, as soon as all that it needs was taught
            at_home.add(lesson.page)
            when[lesson.page] = max((when[page] for page in needs), default=0)
            sessions[when[lesson.page]].home.append(lesson)
        elif any(page in at_home and when[page] >= when[lesson.page] for page in needs):
            return None  # it is needed in class before it could be read at home
    return sessions


def timetable(session):
    """Return the rows of a session. The break is as near to its middle as lessons let it be."""
    lessons = session.lessons
    ends = range(1, max(len(lessons), 2))
    middle = min(ends, key=lambda end: abs(BEGIN + total(lessons[:end]) - SESSION / 2))
    rows = [Row("lesson", lesson.minutes, lesson) for lesson in lessons]
    rows.insert(middle, Row("break", BREAK))
    rest = SESSION - BEGIN - BREAK - total(lessons)
    return [Row("begin", BEGIN), *rows, Row("end", rest)]
