"""Give every page one style sheet and one script in the place of twenty files.

Goes in: the files that Sphinx, the theme and the extensions put on a page, in their order. Comes
out: ``_static/page.css`` and ``_static/page.js``, without comments and white space. Their
addresses end in a check sum, so that a browser never keeps an old one.
"""

import hashlib

import rcssmin
import rjsmin

UNUSED = (  # on the pages of this course
    "mystnb.",  # styles that MyST-NB has for what cells print
    "furo-extensions.",  # styles of extensions that this course hasn't, and of copy buttons
    "sg-tags.",  # tags of sphinx-gallery
    "doctools.",  # translations and keys of Sphinx
    "sphinx_highlight.",  # marks the words of a search with Sphinx's own index
)
MINIFY = {"css": rcssmin.cssmin, "js": rjsmin.jsmin}


def write(app, files, kind):
    """Write the bundle of a kind, and return its check sum."""
    names = [name for name in files if not name.rpartition("/")[2].startswith(UNUSED)]
    texts = [(app.outdir / name).read_text(encoding="utf-8") for name in names]
    text = "\n".join(map(MINIFY[kind], texts))
    (app.outdir / "_static" / f"page.{kind}").write_text(text, encoding="utf-8")
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def bundle(app, pagename, templatename, context, doctree):
    """Put the bundles on a page."""
    for kind, name in (("css", "css_files"), ("js", "script_files")):
        in_order = sorted(context[name], key=lambda file: file.priority)
        elsewhere = [file for file in in_order if "://" in str(file.filename)]  # such as MathJax
        files = tuple(str(file.filename) for file in in_order if file not in elsewhere)
        if (kind, files) not in app.bundles:
            app.bundles[kind, files] = write(app, files, kind)
        context[name] = [f"_static/page.{kind}?v={app.bundles[kind, files]}", *elsewhere]


def write_again(app, exception):
    """Write the bundles once more, with the colours for the dark that Furo adds at the end."""
    if not exception:
        for kind, files in app.bundles:
            write(app, files, kind)


def setup(app):
    app.bundles = {}
    app.connect("html-page-context", bundle, priority=900)
    app.connect("build-finished", write_again, priority=900)
