"""Publish ``build/site``: the site on the branch ``gh-pages``, the notebooks on ``notebooks``.

Goes in: a finished ``build/site``. Comes out: on each branch of the remote one commit on top of
what is there, or none where nothing changed. Both arrive in one atomic push of commits that were
finished before, so a publisher that is killed, or that another one overtook, changes all or
nothing. In the environment: ``REMOTE`` names the remote, ``DRY_RUN=1`` only says what would change,
and ``OLDER=1`` allows what is older than what is published: a release, or ``latest/``.

This needs nothing but Python and git, so that it can run where nobody else's code has run.
"""

import os
import sys
import tempfile
from collections import Counter

from course.command import run
from course.settings import check_remote, course
from course.site.checks import check_address, check_forward, check_honest, check_kept, check_newer
from course.site.git import check_repository, check_settings, git, try_git
from course.site.version import SITE, SUMS, is_whole

BRANCHES = ("gh-pages", "notebooks")
WORDS = {"A": "added", "M": "changed", "D": "removed", "T": "changed"}  # what git means by them


def check_identity():
    """Exit unless git knows in whose name to make a commit."""
    for role in ("GIT_AUTHOR_IDENT", "GIT_COMMITTER_IDENT"):
        if try_git("var", role).returncode:
            advice = 'git config user.name "Your Name" and git config user.email you@example.org'
            sys.exit(f"Nothing was published, since git doesn't know who you are: set {advice}")


def tips(remote):
    """Return the commit of each branch on the remote, or None, once git has it here."""
    done = try_git("ls-remote", remote, *(f"refs/heads/{name}" for name in BRANCHES))
    if done.returncode:
        sys.exit(f"{remote} doesn't answer: {done.stderr.strip()}")
    found = {line.split("refs/heads/")[1]: line.split()[0] for line in done.stdout.splitlines()}
    if found:
        git("fetch", "--quiet", "--no-tags", remote, *found.values())
    return {name: found.get(name) for name in BRANCHES}


def releases_in(tree):
    """Return the names of the releases in a site's tree with their own trees."""
    lines = git("ls-tree", "-d", tree).splitlines() if tree else []
    found = {line.split("\t")[1]: line.split()[2] for line in lines}
    return {name: found[name] for name in found if name not in ("latest", "stable")}


def write_trees(versions):
    """Write ``build/site``, and the notebooks in it, into git. Return both trees."""
    # Every byte as it is: nothing ignored, no line ends converted, no file executable.
    bytewise = ("core.autocrlf=false", "core.fileMode=false")
    with tempfile.TemporaryDirectory() as temporary:
        index = os.environ | {"GIT_INDEX_FILE": f"{temporary}/index"}
        here = index | {"GIT_WORK_TREE": str(SITE)}
        git("add", "--all", "--force", ".", settings=bytewise, cwd=SITE, env=here)
        site = git("write-tree", env=index)
        git("read-tree", "--empty", env=index)
        for version in versions:
            git("read-tree", f"--prefix={version}/", f"{site}:{version}/notebooks", env=index)
        return site, git("write-tree", env=index)


def report(name, old, new):
    """Print how many files change below each name at a branch's root. Return whether any does."""
    old = old or git("hash-object", "-t", "tree", "/dev/null")
    rows = git("diff-tree", "-r", "--no-renames", "--name-status", old, new).splitlines()
    counted = Counter((row[2:].partition("/")[0], WORDS[row[0]]) for row in rows)
    print(f"{name}:" if rows else f"{name}: nothing to change")
    for (place, word), count in sorted(counted.items()):
        print(f"  {place}: {count} {word}")
    return bool(rows)


def commit_trees(trees, before, message):
    """Commit each branch's tree on top of what is there, and return what to push."""
    pushed = []
    for name, tree in trees.items():
        parents = ["-p", before[name]] if before[name] else []
        commit = git("commit-tree", tree, "-m", message, *parents)
        pushed.append(f"{commit}:refs/heads/{name}")
    return pushed


def main():
    """Publish, or say why not."""
    releases = list(course().get("releases", {}))
    check_repository()
    check_settings("and run: make publish")
    remote = os.environ.get("REMOTE", "origin")
    check_remote(try_git("remote", "get-url", remote).stdout.strip() or remote)
    versions = [*releases, "latest"]
    check_address(course()["site_url"])
    for version in (*versions, *(["stable"] if releases else [])):
        if not is_whole(SITE / version):
            problem = f"build/site/{version} isn't what its {SUMS} says."
            sys.exit(f"{problem} Remove that folder, and run: make site")
    before = tips(remote)
    trees = dict(zip(BRANCHES, write_trees(versions), strict=True))
    published = releases_in(before["gh-pages"])
    check_kept(published, releases_in(trees["gh-pages"]))
    new = [version for version in releases if version not in published]
    for version in (*new, "latest"):
        check_honest(version)
    if not os.environ.get("OLDER"):
        check_newer(published, releases)
        check_forward(before["gh-pages"])
    changed = {name: tree for name, tree in trees.items() if report(name, before[name], tree)}
    if os.environ.get("DRY_RUN") or not changed:
        return
    check_identity()
    message = f"Publish {', '.join([*new, 'latest'])} from {git('rev-parse', '--short', 'HEAD')}"
    pushed = commit_trees(changed, before, message)
    done = try_git("push", "--quiet", "--atomic", remote, *pushed)
    if done.returncode:
        advice = "If somebody else published meanwhile, run it again."
        sys.exit(f"Nothing was published: {done.stderr.strip()}\n{advice}")
    print(f"Published to {remote}.")


if __name__ == "__main__":
    run(main)
