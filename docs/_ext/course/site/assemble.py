"""Assemble ``build/site``: each release, ``latest/``, ``stable/`` and the files of the root.

Goes in: ``[releases]`` in ``docs/course.toml``, newest last, version = the hash of a commit, or a
tag. A release is built once, in a worktree of its own, by its own ``make html`` and so in its own
environment. One that ``build/site`` holds, or that the branch ``gh-pages`` of the remote holds, is
not built again, and needs its commit no more. All are told which repository and address the site
has, since releases that a fork took over have those of another. In the environment:
``WORKING_TREE=1`` takes ``latest/`` from the files as they are, ``REMOTE`` names the remote, and
what ``make html`` understands is passed on.

Comes out: one folder a version with its ``SHA256SUMS``; ``stable/``, a copy of the newest release,
if there is one; ``latest/``, the tip of the branch; and the files of the root.
"""

import json
import os
import shutil
import subprocess
import sys
from contextlib import contextmanager

from course.command import flag, refuse_links, run, without_course
from course.settings import FILE, ROOT, LessonError, course, line_of_setting
from course.site.git import check_repository, check_settings, fetch_published, git, remote
from course.site.named import commit_of, is_of, unknown
from course.site.root import claim, write_root
from course.site.store import take
from course.site.version import SITE, SUMS, built_from, damage, provenance, sums

TREE = "course-release"  # the name of the worktree
LOGS = ROOT / "build" / "logs"
# Where each version is made. A build that was killed leaves it behind.
WORK = ROOT / "build" / "assembling"
HIDDEN = ("MAKE", "MFLAGS", "GIT_")  # what speaks of this make and this repository, not of others
AS_COMMITTED = {  # git gives a release's files as they were committed, whatever its settings here
    "GIT_CONFIG_COUNT": "2",
    "GIT_CONFIG_KEY_0": "core.autocrlf",
    "GIT_CONFIG_VALUE_0": "false",
    "GIT_CONFIG_KEY_1": "core.attributesFile",
    "GIT_CONFIG_VALUE_1": os.devnull,
}


def put(made, version):
    """Move a finished folder to its place, so that what is there is always whole."""
    target = SITE / version
    (SITE / "versions.json").unlink(missing_ok=True)  # until the whole site is made again
    if target.exists():
        target.rename(WORK / "old")
    made.rename(target)


def take_published(published, version):
    """Copy a version from the published site. Return whether it is there."""
    if not published or not git("ls-tree", published, f"{version}/{SUMS}"):
        return False
    take(f"{published}:{version}", WORK / version)
    if name := damage(WORK / version):
        problem = f"{version} is damaged on the branch gh-pages: {name} isn't what its {SUMS} says."
        sys.exit(f"{problem} Put an earlier commit of that branch back, and run: make site")
    put(WORK / version, version)
    return True


def build(version, commit, shared=None):
    """Let a commit's own ``make html`` build it, and put the result in its place.

    ``shared`` is an environment that has all that this commit needs, if there is one.
    """
    print(f"{version}: building {commit[:7]}", flush=True)
    tree = WORK / TREE
    variables = without_course(os.environ).items()
    environment = {name: text for name, text in variables if not name.startswith(HIDDEN)}
    environment |= AS_COMMITTED
    facts = course()
    environment["COURSE_VERSION"] = version
    environment["GITHUB_REPOSITORY"] = "/".join(facts["github"] or [facts["repository"]])
    environment["COURSE_SITE_URL"] = facts["site_url"]
    environment["STABLE_URL"] = f"{facts['site_url']}stable/"  # for release 0.1
    # Forced twice, it takes the place of a worktree that a killed build left locked.
    force = ("--quiet", "--force", "--force", "--detach")
    git("worktree", "add", *force, str(tree), commit, env=os.environ | AS_COMMITTED)
    command = ["make", "html"]
    if shared:
        # By this name the path has no space, and the new worktree's files don't outdate it.
        (WORK / "environment").symlink_to(shared)
        command += ["VENV=../environment", "--old-file=../environment/site"]
    log = LOGS / f"{version}.log"
    with log.open("w") as output:
        done = subprocess.run(command, cwd=tree, env=environment, stdout=output, stderr=output)
    if done.returncode or not (tree / "build" / "html" / "index.html").exists():
        problem = f"{version} ({commit[:7]}) didn't build, and nothing was changed."
        sys.exit(f"{problem} Read {log.relative_to(ROOT)}.")
    keep(tree / "build" / "html", version)


def keep(made, version, **facts):
    """Copy a build's result, give it its manifest, and put it in its place.

    ``facts`` are those of its provenance that the build can't know.
    """
    copy = WORK / "copy"
    shutil.copytree(made, copy, ignore=shutil.ignore_patterns(".buildinfo*"))
    if facts:
        text = json.dumps(provenance(copy) | facts, indent=1)
        (copy / "provenance.json").write_text(f"{text}\n", encoding="utf-8")
    (copy / SUMS).write_text(sums(copy), encoding="utf-8")
    put(copy, version)


def clear_workplace():
    """Remove the workplace, and what git knows of the worktree in it.

    Half of that, of a git that was killed, would stop git. What git knows of others' worktrees
    stays, even if they can't be found: they may be on a disk that isn't plugged in.
    """
    shutil.rmtree(WORK, ignore_errors=True)
    for pointer in (ROOT / git("rev-parse", "--git-path", "worktrees")).glob("*/gitdir"):
        tree = pointer.parent / os.fsdecode(pointer.read_bytes()).strip()
        if tree.resolve().is_relative_to(WORK.resolve()):
            shutil.rmtree(pointer.parent)


@contextmanager
def workplace():
    """Give an empty folder for making a version, and remove it with the worktree in it."""
    clear_workplace()
    WORK.mkdir(parents=True)
    try:
        yield
    finally:
        clear_workplace()


def make_releases(refs):
    """Put each release in its place that isn't there yet."""
    commits = {version: commit_of(version, ref) for version, ref in refs.items()}

    def is_made(version):
        return is_of(built_from(SITE / version), refs[version], commits[version])

    missing = [version for version in refs if not is_made(version)]
    published = fetch_published(remote()) if missing else None
    for version in missing:
        with workplace():
            if take_published(published, version):
                print(f"{version}: taken from the published site")
            elif commits[version]:
                build(version, commits[version])
            else:
                raise unknown(version, refs[version])
        if not is_made(version):
            was = built_from(SITE / version)
            problem = f"{version} is published, and was made from {was}, not from {refs[version]}."
            advice = "A published release never changes: correct it in a new one."
            raise LessonError(FILE, line_of_setting(version), problem, advice)


def make_latest(head):
    """Put ``latest/``, of the commit ``head``, in its place."""
    with workplace():
        if flag("WORKING_TREE"):
            if subprocess.run(["make", "html"], cwd=ROOT).returncode:
                sys.exit("latest didn't build: see above.")
            # Git may have been told to overlook files that are in it.
            keep(ROOT / "build" / "html", "latest", commit=f"{head}+")
        elif built_from(SITE / "latest") != head:
            # The environment of a clean working tree is that of its commit.
            changed = git("status", "--porcelain", "--untracked-files=normal")
            build("latest", head, shared=None if changed else sys.prefix)


def main():
    """Assemble the site."""
    refuse_links(ROOT / "build", SITE)
    check_repository()
    head = git("rev-parse", "--verify", "HEAD")
    facts = course()
    address = facts["site_url"]
    releases = facts.get("releases", {})
    if not address:
        sys.exit("docs/course.toml names no repository on github.com, and no site_url. Name one.")
    if not flag("WORKING_TREE"):
        check_settings("or look at them first: make site WORKING_TREE=1")
    claim(address)
    LOGS.mkdir(exist_ok=True)
    make_releases(releases)
    make_latest(head)
    if releases:
        with workplace():
            shutil.copytree(SITE / list(releases)[-1], WORK / "stable")
            put(WORK / "stable", "stable")
    made = [*releases, "stable", "latest"] if releases else ["latest"]
    for folder in SITE.iterdir():
        if folder.is_dir() and folder.name not in made:
            shutil.rmtree(folder)
    write_root(list(releases), address, facts["title"], facts["author"])
    print(f"The site is in build/site: {', '.join(made)}.")


if __name__ == "__main__":
    run(main)
