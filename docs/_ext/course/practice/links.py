"""Link each lesson to its exercises, and each page of exercises to its lesson.

A page of exercises belongs to the lesson of the same name. Comes out, on page and in notebook, at
the end of the lesson::

    <p><strong>Practise:</strong> <a href="...">Summarise tensors: exercises</a>.</p>
"""

from docutils import nodes

from course.settings import exercises_of, is_lesson


def add_link(app, doctree, page):
    """Add the link to a lesson's exercises below its last section."""
    exercises = exercises_of(page)
    if not is_lesson(page) or exercises not in app.env.titles:
        return
    uri = app.builder.get_relative_uri(page, exercises)
    link = nodes.reference("", app.env.titles[exercises].astext(), refuri=uri, internal=True)
    last = list(doctree.findall(nodes.section))[-1]
    last += nodes.paragraph("", "", nodes.strong("", "Practise:"), nodes.Text(" "), link)
    last[-1] += nodes.Text(".")


def setup(app):
    app.connect("doctree-resolved", add_link, priority=400)  # above the link to the next lesson
