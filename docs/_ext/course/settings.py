"""The course's own settings, read once from ``docs/course.toml``, and which commit is built.

Goes in: ``title`` and ``author``; ``repository``, as ``owner/name`` or as an address on github.com;
``site_url`` for a site that isn't where GitHub Pages puts it; ``[releases]``, newest last;
``[lessons]``, in reading order; and ``[moved]``, where pages went that moved. GITHUB_REPOSITORY,
which GitHub sets, overrides ``repository``, so that a fork speaks of itself. COURSE_SITE_URL
overrides ``site_url``. Comes out: ``course()``, for the rest of this package.

This file is imported outside Sphinx as well, so it needs nothing but Python.
"""

import os
import posixpath
import re
import subprocess
import sys
import tomllib
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[3]
FILE = ROOT / "docs" / "course.toml"
EXAMPLES = ROOT / "examples"
LESSONS = "lessons"  # the folder below docs/ in which lessons become pages
PRACTICE = "practice"  # the folder below docs/ with exercises
FORM = {  # of each setting
    "title": 'title = "the name of the course"',
    "author": 'author = "your name"',
    "repository": 'repository = "owner/name"',
    "site_url": 'site_url = "https://…"',
    "releases": '[releases] on a line, and below it "1.0" = "a commit or a tag"',
    "lessons": '[lessons] on a line, and below it core = ["a_lesson"]',
    "moved": '[moved] on a line, and below it "lessons/old/name" = "lessons/new/name"',
}
NEEDED = ("title", "author", "lessons")
# A release's name is that of a folder, beside what the site has at its root anyway.
RELEASE = re.compile(
    r"(?!(latest|stable|(404|changes|index)\.html|(feed|sitemap)\.xml|robots\.txt|versions\.json)$)"
    r"[0-9a-z][\w.-]*",
    re.ASCII | re.IGNORECASE,
)
ADDRESS = re.compile(r"https?://[^\s\"'<>]+")
PAGE = re.compile(r"(?!(genindex|search|404)$)[\w-]+(/[\w-]+)*")  # not one that Sphinx makes
GITHUB = re.compile(
    r"(?:(?:https://|ssh://git@|git@)github\.com[/:])?([\w.-]+)/([\w.-]+?)(?:\.git)?/?"
)


def github(repository):
    """Return the owner and the name of a repository on github.com, or None."""
    found = GITHUB.fullmatch(repository)
    return found.groups() if found else None


def pages_url(owner, name):
    """Return the address at which GitHub Pages serves a repository, with a slash at its end.

    Source: https://docs.github.com/en/pages/getting-started-with-github-pages
    """
    host = f"{owner.lower()}.github.io"
    return f"https://{host}/" if name.lower() == host else f"https://{host}/{name}/"


def line_of(text, pattern):
    """Return the number of the first line in which a pattern occurs, or 1."""
    found = re.search(pattern, text)
    return text.count("\n", 0, found.start()) + 1 if found else 1


def line_of_setting(name):
    """Return the number of the line that gives a setting its value, or 1."""
    return line_of(FILE.read_text(encoding="utf-8"), rf'(?m)^ *["\[]*{re.escape(name)}\b')


def stop(name, problem, advice):
    """Raise LessonError at the line of a setting."""
    raise LessonError(FILE, line_of_setting(name), problem, advice)


def check_form(facts):
    """Raise LessonError unless each setting is known, has the right type, and none is missing."""
    for name, value in facts.items():
        if name not in FORM:
            stop(name, f"There is no setting {name}.", "Correct or remove it.")
        if not isinstance(value, dict if FORM[name].startswith("[") else str):
            stop(name, f"{name} has another form.", f"Write: {FORM[name]}")
        if isinstance(value, str) and not value.isprintable():
            stop(name, f"{name} has a character that no page can show.", "Take it out.")
    if not ADDRESS.fullmatch(facts.get("site_url") or "https://-"):
        stop("site_url", "site_url is no address of a site.", f"Write: {FORM['site_url']}")
    for name in NEEDED:
        if name not in facts:
            raise LessonError(FILE, 1, f"The course has no {name}.", f"Write: {FORM[name]}")
    for version, ref in facts.get("releases", {}).items():
        if not RELEASE.fullmatch(version):
            stop(version, f"A release can't be called {version!a}.", "Write a number, such as 1.0.")
        if not (isinstance(ref, str) and ref.isprintable()):
            advice = f'Write, with quotation marks: "{version}" = "a commit or a tag"'
            stop(version, f"Release {version} names no commit.", advice)
    for part, names in facts["lessons"].items():
        if not (isinstance(names, list) and all(isinstance(name, str) for name in names)):
            advice = f'Write: {part} = ["a_lesson", "another"]'
            stop(part, f"{part} in [lessons] is no list of names.", advice)
    for old, new in facts.get("moved", {}).items():
        if not PAGE.fullmatch(old):
            stop(old, f"A page can't have been called {old!a}.", f"Write: {FORM['moved']}")
        if source_of(old).exists() or not source_of(str(new)).exists():
            problem = f"{old} can't have moved to {new}: one is still there, or the other isn't."
            stop(old, problem, "Correct or remove this line.")


def read():
    """Return what ``docs/course.toml`` says. Raise LessonError if it isn't what this needs."""
    try:
        facts = tomllib.loads(FILE.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"(.*) \(at (?:line (\d+)|end)", str(error))
        line = found[2] or len(FILE.read_text(encoding="utf-8").splitlines())
        raise LessonError(FILE, line, f"{found[1]}.", "Correct that line.") from None
    check_form(facts)
    return facts


@cache
def course():
    """Return the settings, with ``github``, (owner, name) or None, ``site_url`` and ``archive``.

    ``site_url`` ends with a slash. It is empty if nothing says where the site is. ``archive`` is
    the name of the file with all lessons, without its ending.
    """
    facts = read()
    named = facts.get("repository", "")
    facts["repository"] = os.environ.get("GITHUB_REPOSITORY", named)
    facts["github"] = github(facts["repository"])
    address = os.environ.get("COURSE_SITE_URL", "")
    if not address and facts["github"] == github(named):  # a fork's site is elsewhere
        address = facts.get("site_url", "")
    if not address and facts["github"]:
        address = pages_url(*facts["github"])
    facts["site_url"] = f"{address.rstrip('/')}/" if address else ""
    facts["archive"] = re.sub("[^a-z0-9]+", "-", facts["title"].lower()).strip("-") or "course"
    return facts


def redirects():
    """Return {page that moved: relative address of its new place}."""
    moved = course().get("moved", {}).items()
    return {old: f"{posixpath.relpath(new, posixpath.dirname(old))}.html" for old, new in moved}


def check_remote(address):
    """Raise LessonError if a remote is another repository on github.com than the course's own.

    What is published in a release names the repository for ever.
    """
    if "github.com" not in address or not github(address):
        return
    name, own = ("/".join(found or ()) for found in (github(address), course()["github"]))
    if name.lower() != own.lower():
        problem = f"This would publish to {name}, but the pages name {course()['repository']}."
        advice = f'Correct this line, and commit it: repository = "{name}"'
        raise LessonError(FILE, line_of_setting("repository"), problem, advice)


def is_lesson(docname):
    """Tell whether a page is made from a lesson. Lists of lessons are not."""
    return docname.startswith(f"{LESSONS}/") and not docname.endswith("/index")


def has_notebook(page):
    """Tell whether readers can open a page as a notebook."""
    return is_lesson(page) or (page.startswith(f"{PRACTICE}/") and not page.endswith("/index"))


def exercises_of(lesson):
    """Return the page with the exercises of a lesson's page. Not every lesson has one."""
    return f"{PRACTICE}/{lesson.rpartition('/')[2]}"


def script_of(page):
    """Return the path of the script that a lesson's page is made from."""
    return EXAMPLES / f"{page.removeprefix(f'{LESSONS}/')}.py"


def source_of(page):
    """Return the path of the file that a page is written in. For a list of lessons, its header."""
    if page.startswith(f"{LESSONS}/") and page.endswith("/index"):
        return script_of(page).with_name("GALLERY_HEADER.rst")
    return script_of(page) if is_lesson(page) else ROOT / "docs" / f"{page}.md"


def git(*arguments):
    """Return what git prints, or None without git or in a folder that is no repository of its own.

    A copy of the course inside another repository has no commit: that repository's isn't its own.
    """

    def ask(*arguments):
        options = {"cwd": ROOT, "stderr": subprocess.DEVNULL, "text": True}
        return subprocess.check_output(["git", *arguments], **options).strip()

    try:
        top = Path(ask("rev-parse", "--show-toplevel"))
        return ask(*arguments) if top.samefile(ROOT) else None
    except (FileNotFoundError, subprocess.CalledProcessError):
        return None


@cache
def commit():
    """Return the checkout's commit, with ``+`` behind it if files were changed, or None."""
    head = git("rev-parse", "HEAD")
    return f"{head}+" if head and git("status", "--porcelain", "--untracked-files=normal") else head


@cache
def built():
    """Return the time to be named as the build's, in ISO 8601, or None.

    SOURCE_DATE_EPOCH (https://reproducible-builds.org/specs/source-date-epoch) or else the
    commit's date, so that two builds of one commit agree.
    """
    committed = git("log", "-1", "--format=%ct", "--no-show-signature")
    seconds = os.environ.get("SOURCE_DATE_EPOCH") or committed
    if not seconds:
        return None
    try:
        return datetime.fromtimestamp(int(seconds), UTC).isoformat()
    except (ValueError, OverflowError, OSError):
        sys.exit(f"SOURCE_DATE_EPOCH={seconds} isn't a number of seconds since 1970. Correct it.")


class LessonError(SystemExit):
    """A mistake that the author of a lesson or page can correct: ends the build with a sentence.

    It isn't an Exception, because Sphinx would print pages of its own above the sentence.
    """

    def __init__(self, path, line, problem, advice):
        super().__init__(f"{Path(path).relative_to(ROOT)}:{line}: {problem} {advice}")

    def __reduce__(self):
        """Let another process raise it."""
        return SystemExit, self.args
