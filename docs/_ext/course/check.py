"""Refuse, before any lesson runs, what can't become a course.

Goes in: the scripts below ``examples/``, and their order in ``docs/course.toml``. Comes out: a
LessonError, in one sentence that says where and what to do, if

* a lesson that is listed has no script, a script isn't listed in the part that is its folder, or a
  folder has no header for its list of lessons;
* Python can't parse a script, or it has no title, no introduction, no section, or no line with time
  and needs;
* two lessons have the same title, by which other lessons say that they need them;
* a script has a setting of sphinx-gallery, or single backticks, which don't mark code;
* a line of an inventory isn't a name, its kind and its page;
* a page in ``docs/`` is a notebook, whose saved outputs no build has printed, or has the name of a
  page that Sphinx makes.
"""

import ast
import re
from pathlib import Path

from course.settings import (
    EXAMPLES,
    FILE,
    LESSONS,
    ROOT,
    LessonError,
    course,
    line_of,
    line_of_setting,
)

INVENTORIES = ROOT / "docs" / "_inventories"
TAKEN = [ROOT / "docs" / name for name in ("genindex", "search")]  # Sphinx makes these
TITLE = re.compile(r"(\S.*)\n(=+)\n\n")
HEADER = re.compile(r"^\*\*Time:\*\* \d+ minutes\. \*\*You need:\*\* .+\.$", re.MULTILINE)
EXAMPLE = "**Time:** 15 minutes. **You need:** Python lists."
SECTION = "\n# %%\n"
SETTING = re.compile(r"#\s*sphinx_gallery_")
# Not those of a role, such as :doc:`page`, and not those of a link, such as `words <address>`__.
BACKTICKS = re.compile(r"(?<![`:\w])`([^`\s][^`\n]*)`(?![`_])")


def check_list():
    """Raise LessonError unless the settings list each script once, in the part it lies in."""
    settings = FILE.read_text(encoding="utf-8")
    seen = {}
    for part, names in course()["lessons"].items():
        if not (EXAMPLES / part / "GALLERY_HEADER.rst").exists():
            problem = f"There is no examples/{part}/GALLERY_HEADER.rst."
            advice = "Correct the folder's name, or write that file, as in examples/core."
            raise LessonError(FILE, line_of_setting(part), problem, advice)
        for name in names:
            line = line_of(settings, rf'"{re.escape(name)}"')
            if name in seen:
                advice = "Give each lesson a name of its own, and list it once."
                raise LessonError(FILE, line, f"{name} is listed twice.", advice)
            seen[name] = part
            if not (EXAMPLES / part / f"{name}.py").exists():
                problem = f"There is no lesson examples/{part}/{name}.py."
                raise LessonError(FILE, line, problem, "Correct the name, or remove it.")
    for path in sorted(EXAMPLES.rglob("*.py")):
        part = path.parent.name
        if path.parent.parent != EXAMPLES:
            advice = "Move it there, for example into examples/core."
            raise LessonError(path, 1, "Lessons lie in folders of examples.", advice)
        if seen.get(path.stem) != part:
            problem = f"{path.stem} isn't listed in docs/course.toml."
            advice = f"Add it to {part} in [lessons] there, at its place in the course."
            raise LessonError(path, 1, problem, advice)


def check_script(path):
    """Raise LessonError unless the script at ``path`` can become a page."""
    source = path.read_text(encoding="utf-8")
    try:
        docstring = ast.get_docstring(ast.parse(source)) or ""
    except SyntaxError as error:
        problem = f"SyntaxError: {error.msg}."
        raise LessonError(path, error.lineno, problem, "Correct that line.") from None
    title = TITLE.match(docstring)
    if not title or len(title[2]) < len(title[1]):
        advice = 'Begin the file with """, the title on a line of its own, and as many = below it.'
        raise LessonError(path, 1, "The lesson has no title.", advice)
    if docstring.startswith("**Time", title.end()):
        advice = "Write a sentence about it below the title."
        raise LessonError(path, 1, "The lesson has no introduction.", advice)
    if not HEADER.search(docstring):
        problem = "The lesson doesn't say how long it takes and what it needs."
        advice = f"Write this line, with its full stops, below the introduction: {EXAMPLE}"
        raise LessonError(path, line_of(source, r"\*\*Time"), problem, advice)
    if SECTION not in source:  # sphinx-gallery would show the output above the code
        advice = "Begin each section with a line # %%."
        raise LessonError(path, 1, "The lesson has no section.", advice)
    if SETTING.search(source):
        advice = "Remove it: this site has its own."
        line = line_of(source, SETTING)
        raise LessonError(path, line, "This is a setting of sphinx-gallery.", advice)
    above = docstring.count("\n") + 1
    for number, line in enumerate(source.split("\n"), start=1):
        is_text = number <= above or line.startswith("# ")
        if is_text and (found := BACKTICKS.search(line)):
            problem = f"`{found[1]}` isn't shown as code."
            raise LessonError(path, number, problem, f"Write double backticks: ``{found[1]}``")


def check_titles(paths):
    """Raise LessonError if a lesson has the title of another one."""
    found = {}
    for path in paths:
        title = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))).partition("\n")[0]
        other = found.setdefault(title, path)
        if other != path:
            problem = f"{other.relative_to(ROOT)} has the same title."
            raise LessonError(path, 2, problem, "Give each lesson a title of its own.")


def check_inventory(path):
    """Raise LessonError at a line that Sphinx can't read: it would then ignore all others."""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if not line.startswith("#") and len(line.split()) != 3:
            advice = "Write, for example: torch.ones function generated/torch.ones.html"
            raise LessonError(path, number, "A line has a name, its kind and its page.", advice)


def check_page(path):
    """Raise LessonError unless a file in ``docs/`` can become a page."""
    if path.suffix == ".ipynb":
        advice = "Write its text and its code into a file that ends in .md."
        raise LessonError(path, 1, "Outputs of a notebook aren't computed by the build.", advice)
    if path.with_suffix("") in TAKEN:
        advice = "Rename this file."
        raise LessonError(path, 1, f"The site has another page called {path.stem}.", advice)


def check(app):
    """Check the inventories, the list of lessons, every script and every page."""
    scripts = sorted(EXAMPLES.rglob("*.py"))
    for path in sorted(INVENTORIES.glob("*.txt")):
        check_inventory(path)
    for path in scripts:
        check_script(path)
    check_titles(scripts)
    check_list()
    for page in sorted(app.project.discover([*app.config.exclude_patterns, LESSONS])):
        check_page(Path(app.project.doc2path(page, True)))


def setup(app):
    app.connect("builder-inited", check, priority=1)  # before anything is made or removed
