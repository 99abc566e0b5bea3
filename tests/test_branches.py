"""Publishing keeps what it didn't write, and changes no byte of what it did."""

import copy
import json
import os
import shutil
import signal
import subprocess

import pytest

from test_publishing import ASSEMBLE, DIFF, PUBLISH, made_in

AT_ROOT = (  # of the site, beside the folders of releases
    *("latest", "stable", ".nojekyll", "404.html", "changes.html", "feed.xml", "index.html"),
    *("robots.txt", "sitemap.xml", "versions.json"),
)


@pytest.fixture
def course(tmp_path):
    return made_in(tmp_path)


def commit_on(course, branch, files, begin=False):
    """Let somebody else commit files to a branch of the remote."""
    other = course.path.parent / f"other-{branch}"
    command = ["git", "clone", "--quiet", str(course.remote), str(other)]
    subprocess.run(command, check=True, capture_output=True)

    def git(*arguments):
        subprocess.run(["git", *arguments], cwd=other, check=True, capture_output=True)

    git("checkout", "--quiet", *(["--orphan", branch] if begin else [branch]))
    for name, text in files.items():
        (other / name).parent.mkdir(parents=True, exist_ok=True)
        (other / name).write_text(text)
    git("add", "--all")
    git("-c", "user.name=Other", "-c", "user.email=o@example.org", "commit", "-qm", "Mine")
    git("push", "--quiet", "origin", branch)


def git_at(remote, *arguments, **options):
    """Let git do on the remote what no clone could, and return what it prints, as bytes."""
    who = ("-c", "user.name=Other", "-c", "user.email=o@example.org")
    options = {"cwd": remote, "check": True, "capture_output": True, **options}
    return subprocess.run(["git", *who, *arguments], **options).stdout.strip()


def commit_rows(course, rows, ref="refs/heads/gh-pages"):
    """Put rows of ``git ls-tree -z`` on top of the published site, as a commit at a ref."""
    root = git_at(course.remote, "mktree", "-z", input=b"".join(row + b"\0" for row in rows))
    commit = git_at(course.remote, "commit-tree", root, "-p", "refs/heads/gh-pages", "-m", "Mine")
    git_at(course.remote, "update-ref", ref, commit)


def rows_of(course):
    """Return the rows of the published site's root."""
    rows = git_at(course.remote, "ls-tree", "-z", "refs/heads/gh-pages")
    return rows.rstrip(b"\0").split(b"\0")


def test_what_others_put_on_a_branch_stays(course):
    course.publish()
    commit_on(course, "gh-pages", {"CNAME": "tensors.example.org", "slides/one.html": "One"})
    theirs = {"README.md": "Notebooks", "index.html": "Mine", ".nojekyll": "", "stable/x": "Mine"}
    commit_on(course, "notebooks", theirs)
    before = course.published(), course.published("notebooks")
    course.write("Not released")
    course.publish()
    after = course.published(), course.published("notebooks")
    for name in ("CNAME", "slides/one.html"):
        assert after[0][name] == before[0][name]
    for name in theirs:
        assert after[1][name] == before[1][name]
    assert after[0]["latest/index.html"] != before[0]["latest/index.html"]


def test_what_this_course_put_there_goes_when_it_is_gone(course):
    course.publish()
    course.write("Not released", more={"more.html": "More"})
    course.publish()
    assert "latest/more.html" in course.published()
    course.write("Not released")
    course.publish()
    assert "latest/more.html" not in course.published()


@pytest.mark.parametrize("branch", ["gh-pages", "notebooks"])
def test_branch_of_somebody_else_is_refused(course, branch):
    course.assemble()
    commit_on(course, branch, {"thesis.md": "Years of work"}, begin=True)
    before = course.published(branch)
    said = course.refuses(f"The branch {branch} was begun by somebody else. It has: thesis.md.")
    assert said.count("\n") == 1 and course.published(branch) == before


@pytest.mark.parametrize("branch", ["gh-pages", "notebooks"])
def test_folder_of_somebody_else_is_not_replaced_by_a_release(course, branch):
    course.publish()
    commit_on(course, branch, {"0.3/mine.html": "Mine"})
    course.release("0.3")
    course.assemble()
    course.refuses(f"The branch {branch} has 0.3 already, which isn't a release.")


def test_name_on_a_branch_that_is_not_utf_8_stays(course):
    course.publish()
    commit_on(course, "gh-pages", {os.fsdecode(b"caf\xe9.html"): "Mine"})
    before = course.published()
    course.write("Not released")
    course.publish()
    [name] = [name for name in before if "caf" in name]
    assert course.published()[name] == before[name]


@pytest.mark.parametrize("name", [b"Icon\r", b"two\r\nlines", b" spaces "])
def test_name_on_a_branch_stays_byte_for_byte(course, name):
    course.publish()
    blob = git_at(course.remote, "hash-object", "-w", "--stdin", input=b"Mine")
    theirs = b"100644 blob " + blob + b"\t" + name
    commit_rows(course, [*rows_of(course), theirs])
    course.write("Not released")
    course.publish()
    assert theirs in rows_of(course)


def test_what_a_course_without_releases_does_not_write_is_not_its_own(course):
    course.releases = {}
    course.name_releases()
    course.publish()
    theirs = {"stable/ours.html": "Mine", "feed.xml": "Mine", "changes.html": "Mine"}
    commit_on(course, "gh-pages", theirs)
    before = course.published()
    course.write("Not released")
    course.publish()
    assert {name: course.published().get(name) for name in theirs} == {
        name: before[name] for name in theirs
    }


@pytest.mark.parametrize("ref", ["refs/x/refs/heads/gh-pages", "refs/original/refs/heads/gh-pages"])
def test_ref_whose_name_ends_like_the_branch_is_not_the_branch(course, ref):
    course.assemble()
    git_at(course.remote, "fetch", str(course.path), f"main:{ref}")
    course.site.rename(course.path / "gone")
    course.publish()  # asks for what is published, where nothing is
    blob = git_at(course.remote, "hash-object", "-w", "--stdin", input=b"Other")
    commit_rows(course, [*rows_of(course), b"100644 blob " + blob + b"\tother.html"], ref)
    course.write("Not released")
    assert "gh-pages:\n" in course.publish()
    assert "other.html" not in course.published("refs/heads/gh-pages")
    assert "nothing to change" in course.publish()


HOSTILE = "*.ipynb filter=shout\n*.html text eol=crlf\nindex.html export-ignore\n* ident\n"


@pytest.mark.parametrize("place", ["core.attributesFile", "info", "version"])
def test_settings_of_git_change_no_byte(course, tmp_path, place):
    course.write("Not released", more={"lines.html": "one\ntwo\n$Id$\n"})
    course.release("0.3", more={"lines.html": "one\r\ntwo\n$Id$\n"})
    course.git("config", "core.autocrlf", "true")
    course.git("config", "filter.shout.clean", "tr a-z A-Z")
    course.git("config", "filter.shout.smudge", "tr A-Z a-z")
    if place == "version":
        course.release("0.4", more={".gitattributes": HOSTILE})
    attributes = tmp_path / "attributes"
    if place == "core.attributesFile":
        course.git("config", "core.attributesFile", str(attributes))
        attributes.write_text(HOSTILE)
    course.assemble()
    if place == "info":
        attributes = course.path / ".git" / "info" / "attributes"
        attributes.parent.mkdir(exist_ok=True)
        attributes.write_text(HOSTILE)
    course.publish()
    for version in course.releases:
        copy = tmp_path / "copy" / version
        for path, blob in course.published().items():
            if path.startswith(f"{version}/"):
                there = copy / path.removeprefix(f"{version}/")
                there.parent.mkdir(parents=True, exist_ok=True)
                command = ["git", "cat-file", "blob", blob]
                there.write_bytes(subprocess.check_output(command, cwd=course.remote))
        check = ["sha256sum", "--check", "--quiet", "SHA256SUMS"]
        assert subprocess.run(check, cwd=copy).returncode == 0
    # And back again, where nothing is left of what was built.
    if place == "info":
        attributes.unlink()  # a build would take the files for changed
    subprocess.run(["rm", "-r", course.path / "build"], check=True)
    assert course.assemble().count("taken from the published site") == len(course.releases)
    assert "nothing to change" in course.run(PUBLISH).out


def test_damaged_version_on_the_branch_is_named_with_its_file(course):
    course.publish()
    commit_on(course, "gh-pages", {"0.1/index.html": "<h1>Better</h1>"})
    subprocess.run(["rm", "-r", course.path / "build"], check=True)
    done = course.run(ASSEMBLE)
    assert done.returncode != 0 and done.err.count("\n") == 1
    assert "0.1 is damaged on the branch gh-pages: index.html isn't what its SHA256SUMS" in done.err


@pytest.mark.parametrize("name", ["versions.json", "latest/provenance.json"])
def test_damaged_file_on_the_branch_is_named(course, name):
    course.publish()
    commit_on(course, "gh-pages", {name: "{"})
    course.refuses(f"{name} is damaged on the branch gh-pages.")


@pytest.mark.parametrize(
    "name", ["../../examples", "", ".", "..", "1.0/2", ".git", "-v", "a b", "1\\n2", *AT_ROOT]
)
def test_name_of_a_release_is_never_a_path(course, name):
    course.assemble()
    before = {path: path.read_bytes() for path in course.path.rglob("[!.]*") if path.is_file()}
    settings = course.path / "docs" / "course.toml"
    text = settings.read_text().replace("[releases]\n", f'[releases]\n"{name}" = "{"0" * 40}"\n')
    settings.write_text(text)
    done = course.run(ASSEMBLE, WORKING_TREE="1")
    assert done.returncode != 0 and done.err.count("\n") == 1
    assert done.err.startswith("docs/course.toml:") and "A release can't be called" in done.err
    after = {path: path.read_bytes() for path in course.path.rglob("[!.]*") if path.is_file()}
    assert {path for path in before if after.get(path) != before[path]} == {settings}


def test_root_has_only_what_no_release_may_be_called(course):
    course.assemble()
    assert {path.name for path in course.site.iterdir()} == {*AT_ROOT, *course.releases}


def test_stable_does_not_go_back_when_lines_change_their_order(course):
    course.publish()
    course.releases = dict(reversed(course.releases.items()))
    course.name_releases()
    course.assemble()
    course.refuses("lists releases in another order than 0.1, 0.2.", OLDER="1")


def forget(course, commit):
    """Leave a commit to no branch, and let git remove it."""
    course.git("checkout", "--quiet", "main")
    course.git("branch", "-D", "side")
    course.git("reflog", "expire", "--expire=now", "--all")
    course.git("gc", "--quiet", "--prune=now")
    assert subprocess.run(["git", "cat-file", "-e", commit], cwd=course.path).returncode


def test_published_release_needs_its_commit_no_more(course):
    course.publish()
    course.git("checkout", "--quiet", "-b", "side")
    commit = course.write("Release from a branch")
    course.git("checkout", "--quiet", "main")
    course.releases["0.3"] = commit
    course.name_releases()
    course.publish()
    forget(course, commit)
    assert "nothing to change" in course.publish()
    subprocess.run(["rm", "-r", course.path / "build"], check=True)
    assert "nothing to change" in course.publish()
    course.releases["0.3"] = "0" * 40
    course.name_releases()
    done = course.run(ASSEMBLE)
    assert done.returncode != 0 and f"made from {commit}, not from {'0' * 40}" in done.err


@pytest.mark.parametrize("ref", ["main", "HEAD", "HEAD~1", "main^"])
def test_ref_that_can_move_is_refused(course, ref):
    course.releases["0.3"] = ref
    course.name_releases()
    done = course.run(ASSEMBLE)
    assert done.returncode != 0 and f"{ref} is no tag: it can move. Write the commit" in done.err


def test_tag_is_a_ref(course):
    course.git("tag", "v0.3")
    course.git("tag", "-am", "Annotated", "v0.4")
    course.releases |= {"0.3": "v0.3", "0.4": "v0.4"}
    course.name_releases()
    assert "0.4: building" in course.assemble()
    assert course.assemble().count("building") == 0


@pytest.mark.parametrize("length", [10, 40])
def test_tag_that_is_called_like_a_hash_does_not_win(course, length):
    other, commit = course.write("Other"), course.write("Release 0.3")
    ref = commit[:length]
    course.git("tag", ref, other)
    course.releases["0.3"] = ref
    course.name_releases()
    done = course.run(ASSEMBLE)
    if length == 40:
        assert json.loads((course.site / "0.3/provenance.json").read_text())["commit"] == commit
    else:
        assert done.returncode != 0 and not (course.site / "0.3").exists()
        assert f"{ref} looks like a hash, but names {other}. Write the whole hash" in done.err


def test_branch_that_is_called_like_a_tag_is_refused(course):
    course.git("branch", "refs/tags/v9")
    course.releases["9"] = "v9"
    course.name_releases()
    done = course.run(ASSEMBLE)
    assert done.returncode != 0 and "This clone has no commit v9." in done.err


@pytest.mark.parametrize("name", ["OLDER", "DRY_RUN"])
def test_0_means_no(course, name):
    course.publish()
    course.write("Not released")
    course.assemble()
    course.git("reset", "--quiet", "--hard", "HEAD")
    done = course.run(PUBLISH, **{name: "0"})
    assert done.returncode == 0 and "Published to origin." in done.out
    course.refuses(f"{name}=yes is neither yes nor no. Write {name}=1", **{name: "yes"})


def test_0_means_no_where_a_site_is_assembled(course):
    (course.path / "content" / "index.html").write_text("Not committed")
    course.assemble(WORKING_TREE="0")
    assert "Not committed" not in (course.site / "latest" / "index.html").read_text()
    done = course.run(ASSEMBLE, WORKING_TREE="yes")
    assert done.returncode and done.err.startswith("WORKING_TREE=yes is neither yes nor no.")


def test_remote_is_never_an_option(course, tmp_path):
    course.assemble()
    for tool in (PUBLISH, ASSEMBLE, DIFF):
        (course.site / "0.1" / "index.html").unlink(missing_ok=True)
        done = course.run(tool, REMOTE=f"--upload-pack=touch {tmp_path}/pwned", A="9", B="9")
        assert done.returncode != 0 and "Traceback" not in done.err
        assert not (tmp_path / "pwned").exists()


@pytest.mark.parametrize("name", ["two\nlines.html", "back\\slash.html", "\udcff.html"])
def test_file_whose_name_no_manifest_can_hold_is_named(course, name):
    course.write("Not released", more={name: "1"})
    done = course.run(ASSEMBLE)
    assert done.returncode != 0 and "Traceback" not in done.err
    assert f"has a file with a name that not all programs can read: {name!a}" in done.err


def test_published_version_is_compared_with_a_slash_behind_it(course):
    course.publish()
    subprocess.run(["rm", "-r", course.path / "build"], check=True)
    done = course.run(DIFF, A="0.1/", B="0.2/")
    assert done.returncode == 0 and "1 are the same" in done.out, done.err


@pytest.mark.parametrize("text", ["{", "null", "[]", '{"lessons": {}}', "[" * 100_000])
def test_damaged_outputs_are_named(course, text):
    course.assemble()
    (course.site / "0.1" / "outputs.json").write_text(text)
    done = course.run(DIFF, A="0.1", B="0.2")
    assert done.returncode != 0
    assert done.err == (
        "0.1/outputs.json is damaged. Build that version again, or compare another.\n"
    )


def test_hook_of_git_changes_no_index(course):
    course.assemble()
    shutil.rmtree(course.site)
    (course.path / "staged.txt").write_text("staged")
    course.git("add", "staged.txt")
    before = course.git("status", "--porcelain"), course.git("diff", "--cached")
    index = str(course.path / ".git" / "index")
    course.assemble(GIT_INDEX_FILE=index, GIT_DIR=str(course.path / ".git"))
    assert (course.git("status", "--porcelain"), course.git("diff", "--cached")) == before


def test_site_that_is_not_finished_is_not_published(course):
    course.publish()
    course.release("0.3")
    course.git("rm", "--quiet", "-r", "content")
    course.git("commit", "--quiet", "--message", "Break what becomes latest")
    assert course.run(ASSEMBLE).returncode != 0
    assert (course.site / "0.3").exists()
    course.refuses("or not finished. Run: make site")


def test_rejected_push_is_told_where_nobody_hears_of_ended_processes(course):
    course.publish()
    hook = course.remote / "hooks" / "pre-receive"
    hook.write_text("#!/bin/sh\nexit 1\n")
    hook.chmod(0o755)
    course.write("Not released")
    course.assemble()
    ignored = signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    try:
        process = course.start(PUBLISH)
    finally:
        signal.signal(signal.SIGCHLD, ignored)
    said = process.communicate()[1]
    assert process.returncode != 0 and said.startswith("Nothing was published")


@pytest.mark.parametrize("name", ["{victim}", "../../../../victim.txt", ".GIT/config", "A/.git"])
def test_name_on_the_branch_is_never_a_path_elsewhere(course, tmp_path, name):
    course.publish()
    victim = tmp_path / "victim.txt"
    victim.write_text("mine")
    blob = git_at(course.remote, "hash-object", "-w", "--stdin", input=b"evil").decode()
    entry = b"100644 " + name.format(victim=victim).encode() + b"\0" + bytes.fromhex(blob)
    tree = subprocess.check_output(["git", "cat-file", "tree", "gh-pages:0.1"], cwd=course.remote)
    options = ("-t", "tree", "-w", "--literally", "--stdin")
    made = git_at(course.remote, "hash-object", *options, input=entry + tree)
    kept = [row for row in rows_of(course) if not row.endswith(b"\t0.1")]
    commit_rows(course, [*kept, b"040000 tree " + made + b"\t0.1"])
    shutil.rmtree(course.site)
    done = course.run(ASSEMBLE)
    assert victim.read_text() == "mine"
    assert done.returncode != 0 and "can't give" in done.err and "Traceback" not in done.err


def test_half_a_worktree_of_a_killed_git_stops_nothing(course):
    course.assemble()
    shutil.rmtree(course.site)
    half = course.path / ".git" / "worktrees" / "course-release"
    half.mkdir(parents=True)
    tree = course.path / "build" / "assembling" / "course-release"
    (half / "gitdir").write_text(f"{tree}/.git\n")
    for name in ("commondir", "HEAD"):
        (half / name).touch()
    course.assemble()


@pytest.mark.parametrize("is_plugged_in", [True, False])
def test_worktree_of_somebody_else_stays(course, tmp_path, is_plugged_in):
    course.assemble()
    theirs = tmp_path / "disk" / "course-release"
    course.git("worktree", "add", "--quiet", "--detach", str(theirs), "HEAD")
    mine = copy.copy(course)
    mine.path = theirs
    commit = mine.write("Mine")
    (theirs / "staged.txt").write_text("staged")
    mine.git("add", "staged.txt")
    if not is_plugged_in:
        theirs.parent.rename(tmp_path / "elsewhere")
    course.write("Not released")
    assert "latest: building" in course.assemble()
    assert course.git("worktree", "list").count("\n") == 1
    if not is_plugged_in:
        (tmp_path / "elsewhere").rename(theirs.parent)
    assert mine.git("rev-parse", "HEAD") == commit
    assert mine.git("status", "--porcelain") == "A  staged.txt"
