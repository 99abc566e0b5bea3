"""Make one script of all explorers, which pages load once a reader opens one.

Goes in: ``docs/_static/explore/*.js``, modules that think and know no page, and
``docs/_static/explorers/*.js``, which draw. Comes out: ``_static/explorers.js``. Browsers load
modules from no file, and readers of the archive have files.
"""

import hashlib
import re

from course.settings import ROOT

STATIC = ROOT / "docs" / "_static"
EXPORTED = re.compile(r"^export (?=const (\w+))", re.MULTILINE)
IMPORTED = re.compile(r'^import (\{.*\}) from "\./(\w+)\.js";', re.MULTILINE)
INDENTED = re.compile(r"^\s*(//.*\n)?", re.MULTILINE)  # and comments


def modules():
    """Return {name: text} of the modules that think, in the order of their names."""
    paths = sorted((STATIC / "explore").glob("*.js"))
    return {path.stem: path.read_text(encoding="utf-8") for path in paths}


def packed(parts):
    """Return one script of several, which share their names and no others see."""
    # rjsmin takes spaces out of templates in templates.
    return INDENTED.sub("", "(() => {\n" + "\n".join(parts) + "\n})();\n")


def script():
    """Return one script of all modules, each an object with what it exports, and the drawing."""
    parts = ["const thinking = {};"]
    for name, text in modules().items():
        inside = IMPORTED.sub(r"const \1 = thinking.\2;", EXPORTED.sub("", text))
        returned = ", ".join(EXPORTED.findall(text))
        parts.append(f"thinking.{name} = (() => {{\n{inside}\nreturn {{ {returned} }};\n}})();")
    drawing = sorted((STATIC / "explorers").glob("*.js"), key=lambda path: path.stem != "parts")
    parts += [path.read_text(encoding="utf-8") for path in drawing]
    return packed(parts)


def write(app, exception):
    """Write the script."""
    if not exception:
        path = app.outdir / "_static" / "explorers.js"
        path.write_text(app.explorers, encoding="utf-8")


def setup(app):
    app.explorers = script()
    styles = (STATIC / "explorers.css").read_text(encoding="utf-8")
    app.explorers_version = hashlib.sha256((app.explorers + styles).encode()).hexdigest()[:8]
    app.connect("build-finished", write)
