"""Show what the lessons are: for readers as a path, for teachers as a plan or addresses to copy.

Goes in, on a page: the directive ``{teaching}`` with one of KINDS, and for a plan the options
``sessions`` and ``goal``, the page of the lesson that it leads to::

    ```{teaching} plan
    :sessions: 3
    :goal: lessons/further/fit_a_line_with_nothing_but_tensors
    ```

Comes out: what ``docs/_templates/teaching_<kind>.html`` makes of the lessons, the plan, and the
address of a version that stays: that of the page's own version, or, on a page of the unreleased
one, that of the newest release.
"""

from typing import ClassVar

from docutils.parsers.rst import directives
from sphinx.util.docutils import SphinxDirective

from course import outline
from course.block import only_on_page
from course.export import plan
from course.settings import LESSONS, LessonError, course, exercises_of

KINDS = ("addresses", "attribution", "cartridge", "lessons", "path", "plan", "practice")


class teaching(only_on_page):
    """Holds the place of something for teachers until all lessons have been read."""


class Teaching(SphinxDirective):
    """Makes a ``teaching`` node of the kind that its argument names."""

    required_arguments = 1
    option_spec: ClassVar = {
        "sessions": directives.positive_int,
        "goal": directives.unchanged_required,
    }

    def run(self):
        kind = self.arguments[0]
        if kind not in KINDS:
            raise self.error(f"There is no kind {kind}. Write one of: {', '.join(KINDS)}.")
        return [teaching(kind=kind, page=self.env.docname, options=self.options, at=self.lineno)]


def staying(version):
    """Return the name of the version whose addresses stay, or an empty text if there is none."""
    releases = list(course().get("releases", {}))
    return version if version != "latest" else "".join(releases[-1:])


def sessions(app, node, lessons):
    """Return the sessions of a plan, each with its timetable, and the lessons that are left out."""
    goal, number = node["options"].get("goal"), node["options"].get("sessions", 1)
    pages = [lesson.page for lesson in lessons]
    place = app.env.doc2path(node["page"]), node["at"]
    if goal and goal not in pages:
        advice = f"Write the page of a lesson, such as {pages[0]}."
        raise LessonError(*place, f"The plan leads to {goal}, which is no lesson.", advice)
    found = plan.divide(lessons, number, goal)
    if not found:
        advice = "Give it more sessions, or let it lead to an earlier lesson."
        raise LessonError(*place, f"The plan doesn't fit into sessions: {number}.", advice)
    planned = [lesson for session in found for lesson in (*session.lessons, *session.home)]
    return {
        "sessions": [(plan.timetable(session), session.home) for session in found],
        "left_out": [lesson for lesson in lessons if lesson not in planned],
    }


def exercises(env, lessons):
    """Return {page of a lesson: (page of its exercises, their number)}."""
    found = {lesson.page: exercises_of(lesson.page) for lesson in lessons}
    return {
        lesson: (page, env.metadata[page]["exercises"])
        for lesson, page in found.items()
        if page in env.titles
    }


def facts(app, node):
    """Return what the template of a node shows."""
    lessons, page = outline.lessons(app.env), node["page"]
    parts = {}
    for lesson in lessons:
        title = app.env.titles[f"{LESSONS}/{lesson.page.split('/')[1]}/index"].astext()
        parts.setdefault(title, []).append(lesson)
    version = staying(app.config.version)
    found = {
        "parts": parts,
        "first": lessons[0],
        "practice": exercises(app.env, lessons),
        "uri": lambda target: app.builder.get_relative_uri(page, target),
        "root": "../" * page.count("/"),
        "site": course()["site_url"],
        "title": app.config.project,
        "author": app.config.author,
        "version": version,
        "is_released": app.config.version != "latest",
        "address": f"{course()['site_url']}{version}/" if version and course()["site_url"] else "",
        "archive": course()["archive"],
    }
    return found | (sessions(app, node, lessons) if node["kind"] == "plan" else {})


def visit(translator, node):
    """Write what a template makes of the facts."""
    app = translator.builder.app
    template = f"teaching_{node['kind']}.html"
    translator.body.append(app.builder.templates.render(template, facts(app, node)))


def depart(translator, node):
    """Write nothing: the node has no children."""


def setup(app):
    app.add_directive("teaching", Teaching)
    app.add_node(teaching, html=(visit, depart))
