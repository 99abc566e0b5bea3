"""Lead every page to a report of a mistake, at the repository, that names the page and its version.

Goes in: the repository. Comes out: ``report``, an address, for ``docs/_templates/page.html``. Where
the course has no place on github.com, there is none. Parameters of the address:
https://docs.github.com/en/issues/tracking-your-work-with-issues/using-issues/creating-an-issue
"""

from urllib.parse import quote, urlencode

from course import library
from course.settings import course

QUESTION = "What is wrong or unclear here, and what did you expect?"


def address(owner, name, page, title, version):
    """Return the address of a new issue about a page, of which ``title`` is the title."""
    made_with = f"Version: {version}, {library.named({library.MODULE: library.version()})}"
    place = f"Page: {course()['site_url']}{version}/{page}.html"
    query = {"title": f"Mistake in “{title}”", "body": f"{place}\n{made_with}\n\n{QUESTION}\n\n"}
    return f"https://github.com/{owner}/{name}/issues/new?{urlencode(query, quote_via=quote)}"


def add_address(app, pagename, templatename, context, doctree):
    """Give a page the address of its reports."""
    if repository := course()["github"]:
        title = app.env.titles[pagename].astext() if pagename in app.env.titles else pagename
        context["report"] = address(*repository, pagename, title, app.config.version)


def setup(app):
    app.connect("html-page-context", add_address)
