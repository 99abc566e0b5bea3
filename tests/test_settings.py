"""What the course says of itself: its addresses, its commit, its first lesson."""

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib

import pytest

from conftest import ROOT, tool
from course.outline import in_order
from course.settings import EXAMPLES, course, pages_url

ASK = "from course import settings; print({}, end='')"
FIRST = "lessons/core/create_tensors"
GIT = ["git", "-c", "user.name=A", "-c", "user.email=a@example.org"]


@pytest.fixture
def copy(tmp_path):
    """A folder with the package and the settings of the course, in no repository."""
    path = tmp_path / "course"
    shutil.copytree(ROOT / "docs" / "_ext", path / "docs" / "_ext")
    shutil.copyfile(ROOT / "docs" / "course.toml", path / "docs" / "course.toml")
    shutil.copytree(EXAMPLES, path / "examples")
    return path


def ask(copy, expression, **variables):
    """Return what an expression of the settings gives in a process of its own."""
    environment = {name: value for name, value in os.environ.items() if name[:6] != "GITHUB"}
    environment |= {"PYTHONPATH": str(copy / "docs" / "_ext"), **variables}
    command = [sys.executable, "-c", ASK.format(f"settings.{expression}")]
    return subprocess.check_output(command, cwd=copy, env=environment, text=True)


@pytest.mark.parametrize(
    ("owner", "name", "address"),
    [
        ("Owner", "course", "https://owner.github.io/course/"),
        ("Owner", "owner.github.io", "https://owner.github.io/"),
    ],
)
def test_site_is_where_github_puts_it(owner, name, address):
    assert pages_url(owner, name) == address


@pytest.mark.parametrize("line", ["https://tensors.example.org", "https://tensors.example.org/"])
def test_address_of_the_site_ends_with_one_slash(copy, line):
    settings = copy / "docs" / "course.toml"
    settings.write_text(f'site_url = "{line}"\n{settings.read_text()}')
    assert ask(copy, "course()['site_url']") == "https://tensors.example.org/"


def test_fork_speaks_of_itself(copy):
    assert ask(copy, "course()['site_url']", GITHUB_REPOSITORY="Fork/mine") == (
        "https://fork.github.io/mine/"
    )


def test_forks_site_is_not_at_the_address_of_the_course(copy):
    settings = copy / "docs" / "course.toml"
    settings.write_text(f'site_url = "https://tensors.example.org"\n{settings.read_text()}')
    own = tomllib.loads(settings.read_text())["repository"]
    for repository, address in (
        (own, "https://tensors.example.org/"),
        ("A/b", pages_url("A", "b")),
    ):
        assert ask(copy, "course()['site_url']", GITHUB_REPOSITORY=repository) == address
    given = {"GITHUB_REPOSITORY": "A/b", "COURSE_SITE_URL": "https://b.example.org"}
    assert ask(copy, "course()['site_url']", **given) == "https://b.example.org/"


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ('site_url = "javascript:alert(1)//"', "site_url is no address of a site."),
        ("site_url = 'https://x/\"><script>'", "site_url is no address of a site."),
        ('author = "A\\u001b"', "author has a character that no page can show."),
        ('[moved]\n"../../pwned" = "index"', "A page can't have been called '../../pwned'."),
        ('[moved]\n"/tmp/pwned" = "index"', "A page can't have been called '/tmp/pwned'."),
        ('[moved]\n"genindex" = "index"', "A page can't have been called 'genindex'."),
        ('[moved]\n"" = "index"', "A page can't have been called ''."),
        ('[releases]\n"9" = "\\u0000x"', "Release 9 names no commit."),
    ],
)
def test_setting_that_does_harm_is_named(copy, line, problem):
    settings = copy / "docs" / "course.toml"
    (copy / "docs" / "index.md").touch()
    text = settings.read_text()
    head = line.partition(" = ")[0].partition("\n")[0]
    if head.startswith("["):
        text = re.sub(rf"(?s){re.escape(head)}.*?(?=\n\[|$)", "", text) + f"\n{line}\n"
    else:
        text = f"{line}\n" + re.sub(f"(?m)^{head} = .*\n", "", text)
    settings.write_text(text)
    command = [sys.executable, "-c", ASK.format("settings.course()")]
    environment = os.environ | {"PYTHONPATH": str(copy / "docs" / "_ext")}
    done = subprocess.run(command, cwd=copy, env=environment, capture_output=True, text=True)
    assert done.returncode != 0 and "Traceback" not in done.stderr
    assert re.match(rf"docs/course\.toml:\d+: {re.escape(problem)}", done.stderr), done.stderr


def test_settings_of_git_do_not_change_what_a_build_says_of_its_commit(copy):
    for arguments in (["init", "--quiet"], ["add", "--all"], ["commit", "--quiet", "-m", "A"]):
        subprocess.run([*GIT, *arguments], cwd=copy, check=True)
    for setting in (("log.showSignature", "true"), ("status.showUntrackedFiles", "no")):
        subprocess.run(["git", "config", *setting], cwd=copy, check=True)
    assert ask(copy, "built()").startswith("20")
    (copy / "untracked.txt").write_text("new")
    assert ask(copy, "commit()").endswith("+")


def test_empty_address_of_the_site_is_none(copy):
    settings = copy / "docs" / "course.toml"
    settings.write_text(f'site_url = ""\n{settings.read_text()}')
    assert ask(copy, "course()['site_url']", GITHUB_REPOSITORY="A/b") == pages_url("A", "b")


def test_title_without_latin_letters_has_an_archive(copy):
    settings = copy / "docs" / "course.toml"
    settings.write_text(re.sub("title = .*", 'title = "日本語"', settings.read_text()))
    assert ask(copy, "course()['archive']") == "course"


def test_archive_is_named_after_the_title(copy):
    settings = copy / "docs" / "course.toml"
    settings.write_text(re.sub("title = .*", 'title = "C++: 10 / 3?"', settings.read_text()))
    assert ask(copy, "course()['archive']") == "c-10-3"


def test_course_without_a_repository_has_no_address(copy):
    assert ask(copy, "course()['site_url']", GITHUB_REPOSITORY="") == ""


def test_commit_is_that_of_the_courses_own_repository(copy):
    assert ask(copy, "commit()") == "None"
    subprocess.run(["git", "init", "--quiet"], cwd=copy.parent, check=True)
    subprocess.run(["git", "add", "--all"], cwd=copy.parent, check=True)
    subprocess.run([*GIT, "commit", "--quiet", "-m", "Outer"], cwd=copy.parent, check=True)
    assert ask(copy, "commit()") == "None"  # the repository around it has one
    assert ask(copy, "built()", SOURCE_DATE_EPOCH="") == "None"
    subprocess.run(["git", "init", "--quiet"], cwd=copy, check=True)
    subprocess.run(["git", "add", "--all"], cwd=copy, check=True)
    subprocess.run([*GIT, "commit", "--quiet", "-m", "Own"], cwd=copy, check=True)
    head = subprocess.check_output(["git", "rev-parse", "HEAD"], cwd=copy, text=True).strip()
    assert ask(copy, "commit()") == head
    (copy / "docs" / "course.toml").write_text("\n")
    assert ask(copy, "commit()") == f"{head}+"


def test_build_inside_another_repository_names_no_commit(small_project, monkeypatch):
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    shutil.rmtree(small_project.path / ".git", ignore_errors=True)
    outer = small_project.path.parent
    subprocess.run(["git", "init", "--quiet"], cwd=outer, check=True)
    message = ["--allow-empty", "--quiet", "-m", "Outer"]
    subprocess.run([*GIT, "commit", *message], cwd=outer, check=True)
    done = small_project.build()
    assert done.returncode == 0, done.stderr
    facts = json.loads((small_project.html / "provenance.json").read_text())
    assert (facts["commit"], facts["built"]) == (None, None)
    page = (small_project.html / "lessons" / "core" / "create_tensors.html").read_text()
    assert "· commit" not in page
    assert "mybinder.org" not in page  # its environment is that of the commit
    assert "Use your own computer" in page


def test_first_lesson_is_the_first_in_the_course():
    part, names = next(iter(course()["lessons"].items()))
    pages = sorted(
        f"lessons/{path.relative_to(EXAMPLES).with_suffix('')}" for path in EXAMPLES.rglob("*.py")
    )
    assert in_order(pages)[0] == f"lessons/{part}/{names[0]}"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('title = "', "title = ", "docs/course.toml:3: Invalid value. Correct that line."),
        ("title = ", "# = ", "docs/course.toml:1: The course has no title. Write: title ="),
        ("title = ", "name = ", "docs/course.toml:3: There is no setting name. Correct or"),
        ('author = "', "author = 3 #", "docs/course.toml:{}: author has another form. Write:"),
        ("[releases]", "[[releases]]", "docs/course.toml:{}: releases has another form. Write:"),
        ("[releases]", '[releases]\n"9" = 9', "docs/course.toml:{}: Release 9 names no commit."),
        ("[releases]", '[releases]\n"stable" = "HEAD"', "docs/course.toml:{}: A release can't be"),
        ("[lessons]", "[lesson]", "docs/course.toml:{}: There is no setting lesson. Correct or"),
        ("[lessons]", '[lessons]\nmore = "x"', "docs/course.toml:{}: more in [lessons] is no list"),
        ("[releases]", f'[moved]\n"{FIRST}" = "x"', f"docs/course.toml:{{}}: {FIRST} can't have"),
        ("[releases]", '[moved]\n"old" = "x"', "docs/course.toml:{}: old can't have moved to x"),
        (
            "[releases]",
            '[moved]\n"lessons/core/index" = "index"',
            "docs/course.toml:{}: lessons/core/index can't have moved to index",
        ),
    ],
    ids=[
        "syntax",
        "title",
        "name",
        "author",
        "releases",
        "release",
        "called",
        "lesson",
        "lessons",
        "moved, but still there",
        "moved to nowhere",
        "moved list of lessons that is still there",
    ],
)
def test_mistake_in_the_settings_gets_one_sentence(small_project, old, new, message):
    settings = small_project.path / "docs" / "course.toml"
    text = settings.read_text().replace(old, new, 1)
    settings.write_text(text)
    message = message.format(text.partition(new)[0].count("\n") + new.count("\n") + 1)
    for name in ("make.build", "site.assemble", "site.publish"):
        done = tool(name, small_project.path)
        assert done.returncode == 1
        assert done.stderr.startswith(message) and done.stderr.count("\n") == 1
