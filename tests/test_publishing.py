"""Releases are built once, and what is published never changes.

The releases here are small: their ``make html`` copies a folder. Git, make, the remote and the
tools are real. Releases of the course itself: test_versions.py.
"""

import copy
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from urllib.parse import unquote
from xml.etree import ElementTree

import pytest
from bs4 import BeautifulSoup

from conftest import ROOT
from course.site import changes

MAKEFILE = """\
VENV := .venv
html:
\ttest -d content
\trm -rf build/html && mkdir -p build && cp -r content build/html
\tcommit=$$(git rev-parse HEAD)$$(test -z "$$(git status --porcelain)" || echo +) && \\
\tsed "s/COMMIT/$$commit/" content/provenance.json > build/html/provenance.json
\tdate +%N > ../built-$(COURSE_VERSION)-$$(date +%N)
"""
LESSON = "lessons/core/first"
LESSON_2 = "lessons/core/two.html"
TITLE = """\
<title>Two - &amp; more - Course</title>
<h1>Two - &amp; <em>more</em><a class="headerlink" href="#two-more">¶</a></h1>
"""
PUBLISH = "course.site.publish"
ASSEMBLE = "course.site.assemble"
DIFF = "course.site.diff"


class Course:
    """A git repository with the tools of this one, and releases that take no time to build."""

    def __init__(self, path, remote):
        self.path, self.remote = path, remote
        self.site = path / "build" / "site"
        self.releases = {}
        self.repository = "Owner/course"
        (path / "docs").mkdir(parents=True)
        shutil.copytree(ROOT / "docs" / "_ext", path / "docs" / "_ext")
        (path / "Makefile").write_text(MAKEFILE)
        (path / ".gitignore").write_text("build\n__pycache__\n")
        self.git("init", "--quiet", "--initial-branch=main")
        self.git("config", "user.name", "Maintainer")
        self.git("config", "user.email", "maintainer@example.org")
        self.git("remote", "add", "origin", str(remote))

    def git(self, *arguments):
        return subprocess.check_output(
            ["git", *arguments], cwd=self.path, text=True, stderr=subprocess.PIPE
        ).strip()

    def write(self, text, printed=("1",), more=()):
        """Give the course other content, and commit it. Return the commit."""
        content = self.path / "content"
        shutil.rmtree(content, ignore_errors=True)
        facts = {"commit": "COMMIT", "torch": "2.13.0+cpu", "built": "2026-01-01T00:00:00+00:00"}
        facts |= {
            "version": text,
            "device": {"type": "cpu", "name": "Near"},
            "python": "3.11.7",
            "numpy": "2.4.6",
        }
        lessons = (
            {LESSON: {"code": "1", "printed": printed, "provenance": {"commit": "1a2b3c4"}}}
            if printed
            else {}
        )
        files = {
            "index.html": f"<h1>{text}</h1>",
            f"{LESSON}.html": text,
            f"scripts/{LESSON}.py": "print(1)",
            f"notebooks/{LESSON}.ipynb": json.dumps({"cells": [text]}),
            "provenance.json": json.dumps(facts),
            "outputs.json": json.dumps({"provenance": facts, "lessons": lessons}),
            **dict(more),
        }
        for name, contents in files.items():
            (content / name).parent.mkdir(parents=True, exist_ok=True)
            (content / name).write_text(contents)
        self.name_releases()
        return self.git("rev-parse", "HEAD")

    def name_releases(self):
        lines = "".join(f'"{version}" = "{ref}"\n' for version, ref in self.releases.items())
        names = f'title = "Course"\nauthor = "Ada"\nrepository = "{self.repository}"\n'
        text = f"{names}[releases]\n{lines}[lessons]\n"
        (self.path / "docs" / "course.toml").write_text(text)
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message", "Change")

    def release(self, version, text=None, more=()):
        """Commit new content, and name it a release."""
        self.releases[version] = self.write(text or f"Release {version}", more=more)
        self.name_releases()

    def start(self, tool, python=sys.executable, **variables):
        """Start a tool as make does."""
        environment = {k: v for k, v in os.environ.items() if k != "GITHUB_REPOSITORY"} | variables
        path = ["docs/_ext", *variables.get("PYTHONPATH", "").split(os.pathsep)]
        environment["PYTHONPATH"] = os.pathsep.join(filter(None, path))
        return subprocess.Popen(
            [python, "-m", tool],
            cwd=self.path,
            env=environment,
            text=True,
            start_new_session=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

    def run(self, tool, **variables):
        process = self.start(tool, **variables)
        process.out, process.err = process.communicate()
        return process

    def assemble(self, **variables):
        done = self.run(ASSEMBLE, **variables)
        assert done.returncode == 0, done.out + done.err
        return done.out

    def publish(self, **variables):
        self.assemble()
        done = self.run(PUBLISH, **variables)
        assert done.returncode == 0, done.out + done.err
        return done.out

    def published(self, branch="gh-pages"):
        """Return each path on a branch of the remote with the id of its bytes."""
        done = subprocess.run(
            ["git", "ls-tree", "-r", branch], cwd=self.remote, capture_output=True, text=True
        )
        return {line.split("\t")[1]: line.split()[2] for line in done.stdout.splitlines()}

    def refuses(self, sentence, **variables):
        """Check that publishing ends with one sentence and changes nothing."""
        before = self.published()
        done = self.run(PUBLISH, **variables)
        assert done.returncode != 0
        assert sentence in done.err and "Traceback" not in done.err
        assert self.published() == before
        return done.err


@pytest.fixture
def course(tmp_path):
    return made_in(tmp_path)


def made_in(folder):
    """Return a course with two releases, and an empty remote beside it."""
    remote = folder / "remote.git"
    subprocess.run(
        ["git", "init", "--quiet", "--bare", "--initial-branch=main", remote], check=True
    )
    made = Course(folder / "course", remote)
    made.release("0.1")
    made.release("0.2")
    return made


def folder(files, version):
    return {path: identity for path, identity in files.items() if path.startswith(f"{version}/")}


def test_new_release_leaves_every_published_byte_alone(course):
    course.publish()
    before = course.published()
    course.release("0.10")
    course.write("Not released")
    course.publish()
    after = course.published()
    for version in ("0.1", "0.2"):
        assert folder(before, version) and folder(before, version) == folder(after, version)
    assert {path.removeprefix("stable/") for path in folder(after, "stable")} == {
        path.removeprefix("0.10/") for path in folder(after, "0.10")
    }
    assert after["stable/index.html"] == after["0.10/index.html"]
    assert "Not released" in (course.site / "latest" / "index.html").read_text()
    listed = json.loads((course.site / "versions.json").read_text())
    assert [entry["version"] for entry in listed] == ["latest", "0.10", "0.2", "0.1"]
    assert [entry["version"] for entry in listed if entry["preferred"]] == ["0.10"]
    assert listed[1]["torch"] == "2.13.0" and listed[1]["url"] == "0.10/"
    history = subprocess.check_output(
        ["git", "rev-list", "--count", "gh-pages"], cwd=course.remote, text=True
    )
    assert int(history) == 2


def test_release_is_built_once(course):
    assert course.assemble().count("building") == 3
    assert course.assemble().count("building") == 0
    course.release("0.3")
    assert "0.3: building" in course.assemble()
    course.run(PUBLISH)
    # A maintainer with a fresh clone takes what is published.
    shutil.rmtree(course.path / "build")
    out = course.assemble()
    assert out.count("taken from the published site") == 3 and out.count("building") == 1
    assert course.run(PUBLISH).out.count("nothing to change") == 2


def test_notebooks_have_a_branch_of_their_own(course):
    course.publish()
    files = course.published("notebooks")
    assert set(files) == {f"{version}/{LESSON}.ipynb" for version in ("0.1", "0.2", "latest")}
    assert files[f"0.1/{LESSON}.ipynb"] == course.published()[f"0.1/notebooks/{LESSON}.ipynb"]


def test_dry_run_changes_nothing(course):
    out = course.publish(DRY_RUN="1")
    assert "0.1: 7 added" in out and "This was a dry run: nothing was published." in out
    assert course.published() == {}


def test_root_leads_readers_and_search_engines_to_stable(course):
    course.assemble()
    assert 'content="0; url=stable/"' in (course.site / "index.html").read_text()
    assert 'href="/course/stable/"' in (course.site / "404.html").read_text()
    assert "https://owner.github.io/course/sitemap.xml" in (course.site / "robots.txt").read_text()
    sitemap = (course.site / "sitemap.xml").read_text()
    assert f"<loc>https://owner.github.io/course/stable/{LESSON}.html</loc>" in sitemap
    assert sitemap.count("<loc>") == sitemap.count("/stable/") == 2
    assert (course.site / ".nojekyll").exists()
    course.assemble(GITHUB_REPOSITORY="Fork/mine")
    assert "https://fork.github.io/mine/sitemap.xml" in (course.site / "robots.txt").read_text()


def test_root_says_what_changed_in_each_release(course):
    course.release("0.3", more={LESSON_2: TITLE})
    content = course.path / "content" / "outputs.json"
    facts = json.loads(content.read_text())
    facts["lessons"][LESSON_2.removesuffix(".html")] = {"code": "2", "printed": ["2"]}
    facts["lessons"][LESSON]["printed"] = ["<b>"]
    content.write_text(json.dumps(facts))
    course.git("commit", "--quiet", "--all", "--message", "Add a lesson")
    course.releases["0.3"] = course.git("rev-parse", "HEAD")
    course.name_releases()
    course.assemble()
    page = BeautifulSoup((course.site / "changes.html").read_text(), "html.parser")
    assert [title.a.get_text() for title in page.select("h2")] == ["0.3", "0.2", "0.1"]
    first, second, third = (title.find_next_sibling() for title in page.select("h2"))
    assert [item.get_text() for item in first.select("dt, dd")] == [
        "New",
        "Two - & more",
        "As it was, but prints something else",
        LESSON.rpartition("/")[2],
    ]
    assert second.get_text() == "All lessons are as they were."
    assert third.get_text() == f"New{LESSON.rpartition('/')[2]}"
    assert all((course.site / link["href"]).exists() for link in page.select("dd a, h2 a"))
    feed = ElementTree.parse(course.site / "feed.xml").getroot()
    name = "{http://www.w3.org/2005/Atom}"
    entries = feed.findall(f"{name}entry")
    assert [entry.find(f"{name}title").text for entry in entries] == [
        "Course 0.3",
        "Course 0.2",
        "Course 0.1",
    ]
    shown = BeautifulSoup(entries[0].find(f"{name}content").text, "html.parser")
    address = f"https://owner.github.io/course/0.3/{LESSON_2}"
    assert shown.a["href"] == address and shown.a.get_text() == "Two - & more"


def test_name_of_a_lesson_is_no_markup_where_changes_are_listed(course):
    name = 'lessons/core/a"><img src=x>'
    outputs = course.path / "content" / "outputs.json"
    facts = json.loads(outputs.read_text())
    facts["lessons"][name] = facts["lessons"][LESSON]
    course.release("0.3", more={"outputs.json": json.dumps(facts), f"{name}.html": "No title"})
    course.assemble()
    feed = ElementTree.parse(course.site / "feed.xml").getroot()
    content = feed.find(".//{http://www.w3.org/2005/Atom}content").text
    for text in ((course.site / "changes.html").read_text(), content):
        shown = BeautifulSoup(text, "html.parser")
        assert not shown.select("dd img")
        link = shown.select_one("dd a")
        assert link.get_text() == 'a"><img src=x>'
        assert unquote(link["href"]).endswith(f"0.3/{name}.html")


@pytest.mark.parametrize(
    "name, code, printed, words",
    [
        ("core/one", "2", ["1"], ["Changed, and prints the same"]),
        ("core/one", "2", ["2"], ["Changed, and prints something else"]),
        ("further/one", "1", ["1"], ["In another part"]),
        ("further/one", "1", ["2"], ["In another part", "As it was, but prints something else"]),
        ("core/two", "1", ["1"], ["New", "Gone"]),
        ("core/one", "1", ["1"], []),
    ],
)
def test_change_of_a_lesson_is_named(name, code, printed, words):
    old = {"core/one": {"code": "1", "printed": ["1"]}}
    found = changes.compare(old, {name: {"code": code, "printed": printed}})
    assert [kind for kind, names in found if names] == words


def test_first_publication_has_latest_alone(course):
    course.releases = {}
    course.name_releases()
    course.publish()
    assert {path.partition("/")[0] for path in course.published() if "/" in path} == {"latest"}
    assert {path.partition("/")[0] for path in course.published("notebooks")} == {"latest"}
    listed = json.loads((course.site / "versions.json").read_text())
    assert [(entry["version"], entry["preferred"]) for entry in listed] == [("latest", False)]
    assert 'content="0; url=latest/"' in (course.site / "index.html").read_text()
    assert 'href="/course/latest/"' in (course.site / "404.html").read_text()
    assert f"/course/latest/{LESSON}.html</loc>" in (course.site / "sitemap.xml").read_text()
    course.release("0.1")
    course.publish()
    assert "stable/index.html" in course.published() and "0.1/index.html" in course.published()


def note_site(course):
    """Let ``make html`` write down whose site it was told to build."""
    makefile = course.path / "Makefile"
    line = "\techo $(GITHUB_REPOSITORY) $(COURSE_SITE_URL) > build/html/site.txt\n"
    makefile.write_text(makefile.read_text() + line)
    course.release("0.3")


def sites(course):
    """Return what each version was told."""
    return {path.read_text() for path in course.site.glob("*/site.txt")}


def test_releases_of_a_fork_are_told_the_forks_repository(course):
    note_site(course)
    course.assemble()
    assert sites(course) == {"Owner/course https://owner.github.io/course/\n"}
    # What was made for the course isn't good for its fork.
    course.repository = "https://github.com/Fork/mine.git"
    course.name_releases()
    course.publish()
    assert sites(course) == {"Fork/mine https://fork.github.io/mine/\n"}
    assert course.assemble().count("building") == 0


def test_settings_that_are_in_no_commit_are_refused_in_one_sentence(course):
    course.publish()
    settings = course.path / "docs" / "course.toml"
    settings.write_text(settings.read_text().replace("Owner", "Fork"))
    said = course.refuses("docs/course.toml has changes that are in no commit. Commit them")
    assert said.count("\n") == 1
    done = course.run(ASSEMBLE)
    assert done.returncode != 0 and "docs/course.toml has changes" in done.err
    course.assemble(WORKING_TREE="1")  # to look at


def test_pages_that_name_another_repository_are_not_published(course):
    course.publish()
    course.git("remote", "set-url", "origin", "git@github.com:Fork/mine.git")
    said = course.refuses("This would publish to Fork/mine, but the pages name Owner/course.")
    assert said.startswith("docs/course.toml:") and said.count("\n") == 1
    assert 'repository = "Fork/mine"' in said


def test_site_that_was_made_for_another_address_is_not_published(course):
    course.publish()
    course.repository = "Fork/mine"
    course.name_releases()
    course.refuses(
        "build/site wasn't made for https://fork.github.io/mine/, or not finished. Run: make site"
    )


def test_manifest_is_one_that_sha256sum_reads(course):
    course.assemble()
    done = subprocess.run(
        ["sha256sum", "--check", "--quiet", "SHA256SUMS"], cwd=course.site / "0.1"
    )
    assert done.returncode == 0


def test_changed_byte_in_a_release_is_refused(course):
    course.publish()
    page = course.site / "0.1" / "index.html"
    page.write_text("<h1>Better</h1>")
    course.refuses("0.1/index.html isn't what its SHA256SUMS says, in build/site")
    digest = subprocess.check_output(["sha256sum", page], text=True).split()[0]
    manifest = course.site / "0.1" / "SHA256SUMS"
    lines = manifest.read_text().splitlines(keepends=True)
    manifest.write_text(
        "".join(
            f"{digest}  index.html\n" if line.endswith("  index.html\n") else line for line in lines
        )
    )
    course.refuses("build/site/0.1/SHA256SUMS differs from what is published")


def test_corrupt_or_missing_manifest_is_refused(course):
    course.assemble()
    manifest = course.site / "0.2" / "SHA256SUMS"
    manifest.write_bytes(b"\xff\x00" + manifest.read_bytes())
    course.refuses("isn't what its SHA256SUMS says, in build/site")
    manifest.unlink()
    course.refuses("0.2/SHA256SUMS isn't what its SHA256SUMS says, in build/site")


def test_other_commit_for_a_published_release_is_refused(course):
    course.publish()
    course.releases["0.2"] = course.write("Release 0.2, corrected")
    course.name_releases()
    done = course.run(ASSEMBLE)
    assert done.returncode != 0
    assert "A published release never changes: correct it in a new one." in done.err


def test_missing_published_release_is_refused(course):
    course.publish()
    del course.releases["0.1"]
    course.name_releases()
    course.assemble()
    course.refuses("0.1 is published, but it isn't in build/site.")


def test_older_release_must_be_asked_for(course):
    course.publish()
    commit = course.write("A correction of 0.1")
    course.releases = {
        "0.1": course.releases["0.1"],
        "0.1.1": commit,
        "0.2": course.releases["0.2"],
    }
    course.name_releases()
    course.assemble()
    course.refuses("0.1.1 is older than 0.2, which is published.")
    course.publish(OLDER="1")
    assert "0.1.1/index.html" in course.published()
    assert course.published()["stable/index.html"] == course.published()["0.2/index.html"]


def test_uncommitted_files_are_not_published(course):
    course.publish()
    (course.path / "content" / "index.html").write_text("Not committed")
    course.assemble()
    assert "Not committed" not in (course.site / "latest" / "index.html").read_text()
    course.assemble(WORKING_TREE="1")
    assert "Not committed" in (course.site / "latest" / "index.html").read_text()
    course.refuses("build/site/latest was made from files that are in no commit.")


def test_file_that_git_was_told_to_ignore_is_not_published(course):
    exclude = course.path / ".git" / "info" / "exclude"
    exclude.parent.mkdir(exist_ok=True)
    exclude.write_text("content/draft.html\n")
    (course.path / "content" / "draft.html").write_text("Draft")
    course.assemble(WORKING_TREE="1")
    assert (course.site / "latest" / "draft.html").exists()
    course.refuses("build/site/latest was made from files that are in no commit.")
    course.publish()
    assert "latest/index.html" in course.published()
    assert "latest/draft.html" not in course.published()


def test_lesson_that_was_not_executed_is_not_published(course):
    course.write("Not executed", printed=None)
    course.assemble()
    course.refuses(f"build/site/latest: {LESSON} was not executed.")


def test_release_that_fails_is_named_and_nothing_is_published(course):
    course.publish()
    before, commit = course.published(), course.git("rev-parse", "HEAD")
    course.git("rm", "--quiet", "-r", "content")
    course.git("commit", "--quiet", "--message", "Break")
    course.releases["0.3"] = course.git("rev-parse", "HEAD")
    course.git("checkout", "--quiet", commit, "--", "content")
    course.name_releases()
    done = course.run(ASSEMBLE)
    assert done.returncode != 0
    assert (
        f"0.3 ({course.releases['0.3'][:7]}) didn't build" in done.err
        and "build/logs/0.3.log" in done.err
    )
    assert (course.path / "build" / "logs" / "0.3.log").read_text()
    assert course.published() == before
    assert course.git("worktree", "list").count("\n") == 0
    assert json.loads((course.site / "versions.json").read_text())[1]["version"] == "0.2"


def test_commit_that_the_clone_lacks_is_named(course):
    course.releases["0.3"] = "0" * 40
    course.name_releases()
    done = course.run(ASSEMBLE)
    lines = (course.path / "docs" / "course.toml").read_text().splitlines()
    number = next(number for number, line in enumerate(lines, start=1) if "0" * 40 in line)
    assert done.returncode != 0
    assert done.err == (
        f"docs/course.toml:{number}: This clone has no commit {'0' * 40}. "
        "Correct it, or fetch it: git fetch --tags\n"
    )


def test_remote_that_does_not_answer_is_named(course):
    course.git("remote", "set-url", "origin", str(course.path / "nowhere"))
    done = course.run(ASSEMBLE)
    assert done.returncode != 0 and "origin doesn't answer" in done.err
    course.assemble(REMOTE="none")


def test_killed_while_it_assembles_the_next_run_finishes(course):
    course.assemble()
    whole = {
        path.relative_to(course.site): path.read_bytes()
        for path in course.site.rglob("*")
        if path.is_file()
    }
    draw = random.Random(1)
    for _ in range(8):
        began = time.monotonic()
        shutil.rmtree(course.site)
        course.assemble()
        took = time.monotonic() - began
        shutil.rmtree(course.site)
        killed = course.start(ASSEMBLE)
        time.sleep(draw.uniform(0, took))
        os.killpg(killed.pid, signal.SIGKILL)
        killed.communicate()
        course.assemble()
        assert {
            path.relative_to(course.site): path.read_bytes()
            for path in course.site.rglob("*")
            if path.is_file()
        } == whole
        assert not (course.path / "build" / "assembling").exists()


OUTLIVES = """\
import os, pathlib, subprocess, sys
os.setsid()
busy = pathlib.Path(sys.argv[1])
busy.touch()
subprocess.run(["git-receive-pack", *sys.argv[2:]])
busy.unlink()
"""


def test_killed_while_it_publishes_the_branches_are_whole(course, tmp_path):
    # The remote's side is no child of the publisher, as GitHub's is none.
    (tmp_path / "outlives.py").write_text(OUTLIVES)
    busy = tmp_path / "busy"
    course.git(
        "config", "remote.origin.receivepack", f"{sys.executable} {tmp_path}/outlives.py {busy}"
    )
    course.publish()
    before = course.published(), course.published("notebooks")
    course.release("0.3")
    course.assemble()
    began = time.monotonic()
    course.publish()
    took = time.monotonic() - began
    after = course.published(), course.published("notebooks")
    draw = random.Random(1)
    for _ in range(12):
        for branch in ("gh-pages", "notebooks"):
            subprocess.run(
                ["git", "update-ref", f"refs/heads/{branch}", f"{branch}~1"],
                cwd=course.remote,
                check=True,
            )
        assert (course.published(), course.published("notebooks")) == before
        killed = course.start(PUBLISH)
        time.sleep(draw.uniform(0, took))
        os.killpg(killed.pid, signal.SIGKILL)
        killed.communicate()
        while busy.exists():
            time.sleep(0.05)
        assert (course.published(), course.published("notebooks")) in (before, after)
        course.publish()
        assert (course.published(), course.published("notebooks")) == after


def test_two_publishers_at_once_leave_one_whole_site(course, tmp_path):
    course.publish()
    shutil.copytree(course.path, tmp_path / "other")
    other = copy.copy(course)
    other.path, other.site = tmp_path / "other", tmp_path / "other" / "build" / "site"
    publishers = {"Mine": course, "Theirs": other}
    for text, publisher in publishers.items():
        publisher.write(text)
        publisher.assemble()
    # Neither commit comes after the other, which OLDER allows: this is about the push.
    started = [publisher.start(PUBLISH, OLDER="1") for publisher in publishers.values()]
    ended = [(process.communicate()[1], process.returncode) for process in started]
    assert any(code == 0 for _, code in ended)
    assert all(code == 0 or "Nothing was published" in text for text, code in ended)
    page = subprocess.check_output(
        ["git", "show", "gh-pages:latest/index.html"], cwd=course.remote, text=True
    )
    assert page in ("<h1>Mine</h1>", "<h1>Theirs</h1>")
    for text, publisher in publishers.items():
        publisher.publish(OLDER="1")
        assert (
            subprocess.check_output(
                ["git", "show", "gh-pages:latest/index.html"], cwd=course.remote, text=True
            )
            == f"<h1>{text}</h1>"
        )


def note_environment(course):
    """Let ``make html`` note the environment that it was given, and what is in it."""
    makefile = course.path / "Makefile"
    noted = "build/html/environment.txt"
    lines = f"\techo $(VENV) > {noted}\n\tls $(VENV) >> {noted} || true\n"
    makefile.write_text(makefile.read_text() + lines)


def test_release_is_built_in_its_own_environment(course):
    note_environment(course)
    course.release("0.3")
    course.assemble(
        MAKEFLAGS=" -- VENV=/elsewhere", MAKEOVERRIDES="VENV=/elsewhere", VENV="/elsewhere"
    )
    assert (course.site / "0.3" / "environment.txt").read_text() == ".venv\n"


@pytest.mark.parametrize("clean", [True, False])
def test_environment_is_shared_with_a_clean_tree_whatever_its_path(tmp_path, clean):
    folder = tmp_path / "a folder"
    folder.mkdir()
    course = made_in(folder)
    environment = folder / "an environment"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", environment], check=True)
    note_environment(course)
    course.write("Not released")
    (course.path / "changed").write_text("") if not clean else None
    done = course.run(ASSEMBLE, python=environment / "bin" / "python")
    assert done.returncode == 0, done.out + done.err
    seen = (course.site / "latest" / "environment.txt").read_text().splitlines()
    there = sorted(path.name for path in environment.glob("[!.]*"))
    assert seen[1:] == (there if clean else [])
    assert " " not in seen[0]
    assert json.loads((course.site / "latest" / "provenance.json").read_text())["commit"][-1] != "+"


def test_site_in_a_folder_with_a_space_is_published(tmp_path):
    folder = tmp_path / "a folder"
    folder.mkdir()
    course = made_in(folder)
    course.publish()
    assert "latest/index.html" in course.published() and "0.2/index.html" in course.published()


def test_releases_do_not_find_the_package_of_this_version(course):
    makefile = course.path / "Makefile"
    makefile.write_text(makefile.read_text() + '\techo "$$PYTHONPATH" > build/html/path.txt\n')
    course.release("0.3")
    course.assemble(PYTHONPATH="/elsewhere")
    for version in ("0.3", "latest"):
        assert (course.site / version / "path.txt").read_text() == "/elsewhere\n"


OLD_PYTHON = """\
import shutil

def unpack_archive(filename, extract_dir=None, format=None, old=shutil.unpack_archive):
    return old(filename, extract_dir, format)

shutil.unpack_archive = unpack_archive
"""


def test_published_release_is_taken_with_the_first_python_3_11(course, tmp_path):
    course.publish()
    whole = folder(course.published(), "0.1")
    shutil.rmtree(course.site)
    old = tmp_path / "old"
    old.mkdir()
    (old / "sitecustomize.py").write_text(OLD_PYTHON)  # shutil has this parameter since 3.11.4
    assert course.assemble(PYTHONPATH=str(old)).count("taken from the published site") == 2
    course.publish()
    assert folder(course.published(), "0.1") == whole


def test_publisher_without_a_name_gets_one_sentence(course, tmp_path):
    course.git("config", "--unset", "user.name")
    course.git("config", "--unset", "user.email")
    course.git("config", "user.useConfigOnly", "true")
    course.assemble()
    nobody = {"HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path), "GIT_CONFIG_NOSYSTEM": "1"}
    said = course.refuses("git config user.name", **nobody)
    assert "git config user.email" in said and said.count("\n") == 1
    named = dict.fromkeys(("GIT_AUTHOR_NAME", "GIT_COMMITTER_NAME"), "A")
    named |= dict.fromkeys(("GIT_AUTHOR_EMAIL", "GIT_COMMITTER_EMAIL"), "a@example.org")
    assert "Published" in course.publish(**nobody, **named)


def test_git_that_fails_is_quoted_in_one_sentence(course):
    course.publish()
    (course.path / ".git" / "HEAD").write_text("ref: refs/heads/nothing\n")
    done = course.run(ASSEMBLE)
    assert done.returncode != 0 and "Traceback" not in done.err
    assert done.err.startswith("git rev-parse failed: fatal: ") and done.err.count("\n") == 1
    (course.path / ".git" / "objects").rename(course.path / "objects")
    course.refuses("is no git repository of its own")


def test_repository_around_this_folder_is_not_taken_for_its_own(course):
    course.publish()
    inner = copy.copy(course)
    inner.path = course.path / "inner"
    inner.path.mkdir()
    for name in ("docs", "content"):
        shutil.copytree(course.path / name, inner.path / name)
    shutil.copytree(course.site, inner.path / "build" / "site")
    shutil.copy(course.path / "Makefile", inner.path)
    said = inner.refuses(f"{inner.path} is no git repository of its own")
    assert said.count("\n") == 1
    done = inner.run(ASSEMBLE)
    assert done.returncode != 0 and done.err == said
    # Reached by a symbolic link, a repository is still its own.
    (course.path / "link").symlink_to(course.path)
    inner.path = course.path / "link"
    inner.publish()


def test_latest_never_goes_back(course, tmp_path):
    course.publish()
    subprocess.run(["git", "clone", "--quiet", course.path, tmp_path / "earlier"], check=True)
    earlier = copy.copy(course)
    earlier.path, earlier.site = tmp_path / "earlier", tmp_path / "earlier" / "build" / "site"
    earlier.git("config", "user.name", "Maintainer")
    earlier.git("config", "user.email", "maintainer@example.org")
    earlier.git("remote", "set-url", "origin", str(course.remote))
    earlier.assemble()
    newer = course.write("Newer")
    course.publish()
    said = earlier.refuses(f"latest is published from {newer[:7]}")  # which this clone doesn't have
    assert said.count("\n") == 1
    earlier.git("fetch", "--quiet", str(course.path), "main")
    earlier.refuses(f"latest is published from {newer[:7]}")
    earlier.publish(OLDER="1")
    show = ["git", "show", "gh-pages:latest/index.html"]
    assert subprocess.check_output(show, cwd=course.remote, text=True) == "<h1>Release 0.2</h1>"
    course.publish()
    assert subprocess.check_output(show, cwd=course.remote, text=True) == "<h1>Newer</h1>"


def test_publishing_needs_nothing_but_python(course, tmp_path):
    bare = tmp_path / "bare"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", bare], check=True)
    installed = [bare / "bin" / "python", "-c", "import psutil"]
    assert subprocess.run(installed, capture_output=True).returncode != 0
    course.assemble()
    done = course.run(PUBLISH, python=bare / "bin" / "python")
    assert done.returncode == 0, done.err
    assert "latest/index.html" in course.published()


@pytest.mark.parametrize("place", ["build", "build/site"])
def test_folder_of_somebody_else_behind_a_link_is_left_alone(course, tmp_path, place):
    theirs = tmp_path / "theirs"
    for name in ("blog/post.html", "site/robots.txt"):
        (theirs / name).parent.mkdir(parents=True, exist_ok=True)
        (theirs / name).write_text("Mine")
    before = sorted(theirs.rglob("*"))
    (course.path / place).parent.mkdir(exist_ok=True)
    (course.path / place).symlink_to(theirs)
    done = course.run(ASSEMBLE)
    assert done.returncode != 0 and done.err.count("\n") == 1
    assert done.err.startswith(f"{course.path / place} is a link.")
    assert sorted(theirs.rglob("*")) == before


def test_folder_that_cannot_be_made_gets_one_sentence(course):
    (course.path / "build").write_text("")
    done = course.run(ASSEMBLE)
    assert done.returncode != 0 and done.err.count("\n") == 1
    assert done.err.startswith(f"{course.path / 'build'}") and "Traceback" not in done.err


def test_recording_without_outputs_gets_one_sentence(course):
    done = course.run("course.make.record")
    assert done.returncode != 0
    assert done.err == "There is no build/html/outputs.json. Make it first: make html\n"


def test_devices_whose_names_look_alike_do_not_replace_each_other(course):
    outputs = course.path / "build" / "html" / "outputs.json"
    outputs.parent.mkdir(parents=True)
    for name, sentence in (("A/1", ""), ("A/1", ""), ("A 1", "is the recording of another device")):
        text = json.dumps({"provenance": {"device": {"type": "cuda", "name": name}}})
        outputs.write_text(text)
        done = course.run("course.make.record")
        assert sentence in done.err and bool(done.returncode) == bool(sentence)
    kept = course.path / "docs" / "_recorded" / "cuda-a-1.json"
    assert json.loads(kept.read_text())["provenance"]["device"]["name"] == "A/1"


@pytest.mark.parametrize("text", ["", "null", "{}", '{"provenance": {"device": "far"}}'])
@pytest.mark.parametrize("damaged", ["build/html/outputs.json", "docs/_recorded/cuda-far.json"])
def test_damaged_file_is_not_taken_for_a_recording(course, text, damaged):
    good = json.dumps({"provenance": {"device": {"type": "cuda", "name": "Far"}}})
    for name in ("build/html/outputs.json", "docs/_recorded/cuda-far.json"):
        (course.path / name).parent.mkdir(parents=True)
        (course.path / name).write_text(text if name == damaged else good)
    done = course.run("course.make.record")
    assert done.returncode and done.err == f"{damaged} is damaged. Remove it, and try again.\n"
    assert (course.path / damaged).read_text() == text
