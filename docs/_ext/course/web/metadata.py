"""Tell search engines and messengers what a page is about.

Goes in: the description of a page in its ``html_meta``, or else its first paragraph; and the
lessons in order. Comes out, for ``docs/_templates/metadata.html``: ``about``, the description;
``is_described``, whether Sphinx has written it; ``share``, the address of the picture that
messengers show; and ``facts``, of the landing page and of lessons, as https://schema.org/Course and
https://schema.org/LearningResource.
"""

from docutils import nodes

from course import outline
from course.settings import course, is_lesson
from course.web.share import PICTURE

LICENCE = "https://creativecommons.org/licenses/by/4.0/"
MADE_BY_SPHINX = {  # pages without a title and a text: both
    "genindex": ("Index", "All names and words of the course, and where each one is explained."),
    "search": ("Search the lessons", "Find the section that explains a word, a name or an error."),
}


def collect(app, doctree):
    """Note the first paragraph of a page, which says what it is about."""
    if first := doctree.next_node(nodes.paragraph):
        app.env.metadata[app.env.docname].setdefault("introduction", first.astext())


def description(app, page, doctree):
    """Return what a page is about, in a sentence or two, and whether Sphinx has written that."""
    for meta in doctree.findall(nodes.meta) if doctree else ():
        if meta.get("name") == "description":
            return meta["content"], True
    first = app.env.metadata[page].get("introduction", "")
    return " ".join(first.split()), False


def of_both(app, page, about):
    """Return what is said of the course and of a lesson alike."""
    return {
        "@context": "https://schema.org",
        "description": about,
        "url": app.config.html_baseurl + app.builder.get_target_uri(page),
        "inLanguage": app.config.language,
        "isAccessibleForFree": True,
        "license": LICENCE,
    }


def of_course(app, about):
    """Return what is known of the course, as a dict that becomes JSON-LD."""
    lessons = outline.lessons(app.env)
    home = app.config.html_baseurl
    minutes = sum(lesson.minutes for lesson in lessons)
    return of_both(app, app.config.root_doc, about) | {
        "@type": "Course",
        "name": app.config.project,
        "provider": {"@type": "Organization", "name": app.config.author},
        "hasCourseInstance": {
            "@type": "CourseInstance",
            "courseMode": "Online",
            "courseWorkload": f"PT{minutes}M",
        },
        "hasPart": [home + app.builder.get_target_uri(lesson.page) for lesson in lessons],
    }


def of_lesson(app, page, about):
    """Return what is known of a lesson, as a dict that becomes JSON-LD."""
    return of_both(app, page, about) | {
        "@type": "LearningResource",
        "name": app.env.titles[page].astext(),
        "learningResourceType": "lesson",
        "timeRequired": f"PT{app.env.metadata[page]['minutes']}M",
        "isPartOf": {"@type": "Course", "name": app.config.project, "url": app.config.html_baseurl},
    }


def describe(app, pagename, templatename, context, doctree):
    """Give a page what the template needs."""
    context["about"], context["is_described"] = description(app, pagename, doctree)
    context["is_lesson"] = is_lesson(pagename)
    if pagename in MADE_BY_SPHINX:
        context["title"], context["about"] = MADE_BY_SPHINX[pagename]
    if not app.config.html_baseurl:
        return  # nobody knows where the site will be
    context["feed"] = f"{course()['site_url']}feed.xml"
    context["share"] = f"{app.config.html_baseurl}{PICTURE}"
    if pagename == app.config.root_doc:
        context["facts"] = of_course(app, context["about"])
    elif is_lesson(pagename):
        context["facts"] = of_lesson(app, pagename, context["about"])


def setup(app):
    app.connect("doctree-read", collect, priority=950)
    app.connect("html-page-context", describe)
