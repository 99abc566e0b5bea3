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

import pytest
from conftest import ROOT

MAKEFILE = """\
html:
\ttest -d content
\trm -rf build/html && mkdir -p build && cp -r content build/html
\tsed "s/COMMIT/$$(git rev-parse HEAD)$$(test -z "$$(git status --porcelain)" || echo +)/" content/provenance.json > build/html/provenance.json
\tdate +%N > ../built-$(COURSE_VERSION)-$$(date +%N)
"""
LESSON = "lessons/core/first"
PUBLISH = "docs/_tools/publish.py"
ASSEMBLE = "docs/_tools/assemble.py"


class Course:
    """A git repository with the tools of this one, and releases that take no time to build."""

    def __init__(self, path, remote):
        self.path, self.remote = path, remote
        self.site = path / "build" / "site"
        self.releases = {}
        (path / "docs").mkdir(parents=True)
        for folder in ("_tools", "_ext"):
            shutil.copytree(ROOT / "docs" / folder, path / "docs" / folder)
        (path / "Makefile").write_text(MAKEFILE)
        (path / ".gitignore").write_text("build\n__pycache__\n")
        self.git("init", "--quiet", "--initial-branch=main")
        self.git("config", "user.name", "Maintainer")
        self.git("config", "user.email", "maintainer@example.org")
        self.git("remote", "add", "origin", str(remote))

    def git(self, *arguments):
        return subprocess.check_output(["git", *arguments], cwd=self.path, text=True, stderr=subprocess.PIPE).strip()

    def write(self, text, printed=("1",), more=()):
        """Give the course other content, and commit it. Return the commit."""
        content = self.path / "content"
        shutil.rmtree(content, ignore_errors=True)
        facts = {"commit": "COMMIT", "torch": "2.13.0+cpu", "built": "2026-01-01T00:00:00+00:00"}
        facts |= {"version": text, "device": {"type": "cpu", "name": "Near"}, "python": "3.11.7", "numpy": "2.4.6"}
        lessons = {LESSON: {"code": "1", "printed": printed, "provenance": {"commit": "1a2b3c4"}}} if printed else {}
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
        text = f'[tool.course]\ntitle = "Course"\nrepository = "Owner/course"\n[tool.course.releases]\n{lines}'
        (self.path / "pyproject.toml").write_text(text)
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message", "Change")

    def release(self, version, text=None, more=()):
        """Commit new content, and name it a release."""
        self.releases[version] = self.write(text or f"Release {version}", more=more)
        self.name_releases()

    def start(self, tool, **variables):
        environment = {**os.environ, **variables}
        environment.pop("GITHUB_REPOSITORY", None) if "GITHUB_REPOSITORY" not in variables else None
        return subprocess.Popen(
            [sys.executable, tool], cwd=self.path, env=environment, text=True, start_new_session=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
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
        done = subprocess.run(["git", "ls-tree", "-r", branch], cwd=self.remote, capture_output=True, text=True)
        return {line.split("\t")[1]: line.split()[2] for line in done.stdout.splitlines()}

    def refuses(self, sentence, **variables):
        """Check that publishing ends with one sentence and changes nothing."""
        before = self.published()
        done = self.run(PUBLISH, **variables)
        assert done.returncode != 0
        assert sentence in done.err and "Traceback" not in done.err
        assert self.published() == before


@pytest.fixture
def course(tmp_path):
    remote = tmp_path / "remote.git"
    subprocess.run(["git", "init", "--quiet", "--bare", "--initial-branch=main", remote], check=True)
    made = Course(tmp_path / "course", remote)
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
    assert {path.removeprefix("stable/") for path in folder(after, "stable")} == {path.removeprefix("0.10/") for path in folder(after, "0.10")}
    assert after["stable/index.html"] == after["0.10/index.html"]
    assert "Not released" in (course.site / "latest" / "index.html").read_text()
    listed = json.loads((course.site / "versions.json").read_text())
    assert [entry["version"] for entry in listed] == ["latest", "0.10", "0.2", "0.1"]
    assert [entry["version"] for entry in listed if entry["preferred"]] == ["0.10"]
    assert listed[1]["torch"] == "2.13.0" and listed[1]["url"] == "0.10/"
    history = subprocess.check_output(["git", "rev-list", "--count", "gh-pages"], cwd=course.remote, text=True)
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
    assert "0.1: 7 added" in out
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


def test_manifest_is_one_that_sha256sum_reads(course):
    course.assemble()
    done = subprocess.run(["sha256sum", "--check", "--quiet", "SHA256SUMS"], cwd=course.site / "0.1")
    assert done.returncode == 0


def test_changed_byte_in_a_release_is_refused(course):
    course.publish()
    page = course.site / "0.1" / "index.html"
    page.write_text("<h1>Better</h1>")
    course.refuses("build/site/0.1 isn't what its SHA256SUMS says")
    digest = subprocess.check_output(["sha256sum", page], text=True).split()[0]
    manifest = course.site / "0.1" / "SHA256SUMS"
    lines = manifest.read_text().splitlines(keepends=True)
    manifest.write_text("".join(f"{digest}  index.html\n" if line.endswith("  index.html\n") else line for line in lines))
    course.refuses("build/site/0.1/SHA256SUMS differs from what is published")


def test_corrupt_or_missing_manifest_is_refused(course):
    course.assemble()
    manifest = course.site / "0.2" / "SHA256SUMS"
    manifest.write_bytes(b"\xff\x00" + manifest.read_bytes())
    course.refuses("build/site/0.2 isn't what its SHA256SUMS says")
    manifest.unlink()
    course.refuses("build/site/0.2 isn't what its SHA256SUMS says")


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
    course.releases = {"0.1": course.releases["0.1"], "0.1.1": commit, "0.2": course.releases["0.2"]}
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
    assert f"0.3 ({course.releases['0.3'][:7]}) didn't build" in done.err and "build/logs/0.3.log" in done.err
    assert (course.path / "build" / "logs" / "0.3.log").read_text()
    assert course.published() == before
    assert course.git("worktree", "list").count("\n") == 0
    assert json.loads((course.site / "versions.json").read_text())[1]["version"] == "0.2"


def test_commit_that_the_clone_lacks_is_named(course):
    course.releases["0.3"] = "0" * 40
    course.name_releases()
    done = course.run(ASSEMBLE)
    assert done.returncode != 0 and "pyproject.toml: release 0.3: this clone has no commit 000" in done.err


def test_remote_that_does_not_answer_is_named(course):
    course.git("remote", "set-url", "origin", str(course.path / "nowhere"))
    done = course.run(ASSEMBLE)
    assert done.returncode != 0 and "origin doesn't answer" in done.err
    course.assemble(REMOTE="none")


def test_killed_while_it_assembles_the_next_run_finishes(course):
    course.assemble()
    whole = {path.relative_to(course.site): path.read_bytes() for path in course.site.rglob("*") if path.is_file()}
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
        assert {path.relative_to(course.site): path.read_bytes() for path in course.site.rglob("*") if path.is_file()} == whole
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
    course.git("config", "remote.origin.receivepack", f"{sys.executable} {tmp_path}/outlives.py {busy}")
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
            subprocess.run(["git", "update-ref", f"refs/heads/{branch}", f"{branch}~1"], cwd=course.remote, check=True)
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
    started = [publisher.start(PUBLISH) for publisher in publishers.values()]
    ended = [(process.communicate()[1], process.returncode) for process in started]
    assert any(code == 0 for _, code in ended)
    assert all(code == 0 or "Nothing was published" in text for text, code in ended)
    page = subprocess.check_output(["git", "show", "gh-pages:latest/index.html"], cwd=course.remote, text=True)
    assert page in ("<h1>Mine</h1>", "<h1>Theirs</h1>")
    for text, publisher in publishers.items():
        publisher.publish()
        assert subprocess.check_output(["git", "show", "gh-pages:latest/index.html"], cwd=course.remote, text=True) == f"<h1>{text}</h1>"


def test_release_is_built_in_its_own_environment(course):
    makefile = course.path / "Makefile"
    makefile.write_text("VENV := .venv\n" + makefile.read_text() + "\techo $(VENV) > build/html/environment.txt\n")
    course.release("0.3")
    course.assemble(MAKEFLAGS=" -- VENV=/elsewhere", MAKEOVERRIDES="VENV=/elsewhere", VENV="/elsewhere")
    assert (course.site / "0.3" / "environment.txt").read_text() == ".venv\n"
