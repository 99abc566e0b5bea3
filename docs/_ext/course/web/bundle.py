"""Give every page one style sheet and one script in the place of twenty files.

Goes in: the files that Sphinx, the theme and the extensions put on a page, in their order. Comes
out: ``_static/page.js``, and ``_static/page.css`` with only what a page of this build uses. Their
addresses end in a check sum of what went in, so that a browser doesn't keep old ones.
"""

import hashlib
import re

import lightningcss
import rjsmin

from course.settings import ROOT, LessonError

UNUSED = (  # on the pages of this course
    "mystnb.",  # styles that MyST-NB has for what cells print
    "furo-extensions.",  # styles of extensions that this course hasn't, and of copy buttons
    "clipboard.",  # copy.js takes its place
    "sg-tags.",  # tags of sphinx-gallery
    "doctools.",  # translations and keys of Sphinx
    "sphinx_highlight.",  # marks the words of a search with Sphinx's own index
)
BROWSERS = ["chrome >= 88", "safari >= 14", "firefox >= 78"]  # the first that know :is()
SELECTED = re.compile(r"[.#]([A-Za-z_][\w-]*)")  # classes and ids, and some colours
GIVEN = re.compile(r'\b(?:class|id)="([^"]*)"')
WORD = re.compile(r"[\w-]+")
VARIABLE = re.compile(r"(--[\w-]+):")
READ = re.compile(r"var\((--[\w-]+)")


def texts(app, files):
    """Return {file: text} of all files that are used, in their order."""
    names = [name for name in files if not name.rpartition("/")[2].startswith(UNUSED)]
    return {name: (app.outdir / name).read_text(encoding="utf-8") for name in names}


def bundle(app, pagename, templatename, context, doctree):
    """Put the bundles on a page. The index and the search page are written in each build."""
    for kind, name in (("css", "css_files"), ("js", "script_files")):
        in_order = sorted(context[name], key=lambda file: file.priority)
        elsewhere = [file for file in in_order if "://" in str(file.filename)]  # such as MathJax
        files = tuple(str(file.filename) for file in in_order if file not in elsewhere)
        if (kind, files) not in app.bundles:
            text = "\n".join(texts(app, files).values())
            app.bundles[kind, files] = hashlib.sha256(text.encode()).hexdigest()[:8]
        context[name] = [f"_static/page.{kind}?v={app.bundles[kind, files]}", *elsewhere]


def names_in_use(outdir):
    """Return the classes and ids that pages have, and all words of scripts, which may add some."""
    found = set()
    for path in outdir.rglob("*.html"):
        for names in GIVEN.findall(path.read_text(encoding="utf-8")):
            found.update(names.split())
    for path in outdir.glob("_static/**/*.js"):
        if path.name not in ("passages.js", "page.js"):  # words of the course; of the last build
            found.update(WORD.findall(path.read_text(encoding="utf-8")))
    return found


def trimmed(name, text, used):
    """Return a style sheet without white space, and without what isn't in ``used``."""
    unused = set(SELECTED.findall(text)) - used
    try:
        return lightningcss.process_stylesheet(
            text, filename=name, unused_symbols=unused, browsers_list=BROWSERS
        )
    except ValueError as error:  # "... at file:line:column"
        problem, _, place = str(error).rpartition(" at ")
        line = place.split(":")[-2]
        raise LessonError(ROOT / "docs" / name, line, f"{problem}.", "Correct it.") from None


def without_variables(text):
    """Return a trimmed style sheet without the variables that nothing reads in it any more."""
    unused = set(VARIABLE.findall(text)) - set(READ.findall(text))
    return lightningcss.process_stylesheet(text, unused_symbols=unused, browsers_list=BROWSERS)


def write(app, exception):
    """Write the bundles. Furo has added its colours for the dark by now."""
    if exception:
        return
    used = names_in_use(app.outdir)
    for kind, files in app.bundles:
        found = texts(app, files)
        if kind == "css":
            parts = [trimmed(name, text, used) for name, text in found.items()]
            made = without_variables("".join(parts))
        else:
            made = rjsmin.jsmin("\n".join(found.values()))
        (app.outdir / "_static" / f"page.{kind}").write_text(made, encoding="utf-8")


def setup(app):
    app.bundles = {}
    app.connect("html-page-context", bundle, priority=900)
    app.connect("build-finished", write, priority=900)
