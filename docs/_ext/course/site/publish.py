"""Publish ``build/site``: the site on the branch ``gh-pages``, the notebooks on ``notebooks``.

Goes in: a finished ``build/site``. Comes out: on each branch of the remote one commit on top of
what is there, or none where nothing changed. What a branch has beside the site, such as a file
``CNAME``, stays, and a branch that was begun by somebody else is refused. Both arrive in one atomic
push of commits that were finished before, so a publisher that is killed, or that another one
overtook, changes all or nothing. In the environment: ``REMOTE`` names the remote, ``DRY_RUN=1``
only says what would change, and ``OLDER=1`` allows what is older than what is published: a release,
or ``latest/``.

This needs nothing but Python and git, so that it can run where nobody else's code has run.
"""

import sys
import tempfile
from collections import Counter
from pathlib import Path

from course.command import flag, run
from course.settings import check_remote, course
from course.site.checks import (
    check_address,
    check_begun,
    check_forward,
    check_honest,
    check_kept,
    check_newer,
    check_order,
    releases_in,
)
from course.site.git import check_repository, check_settings, git, remote, tips, try_git
from course.site.store import entries, make_tree, put, take
from course.site.version import SITE, SUMS, damage

BRANCHES = ("gh-pages", "notebooks")
WORDS = {"A": "added", "M": "changed", "D": "removed", "T": "changed"}  # what git means by them


def check_identity():
    """Exit unless git knows in whose name to make a commit."""
    for role in ("GIT_AUTHOR_IDENT", "GIT_COMMITTER_IDENT"):
        if try_git("var", role).returncode:
            advice = 'git config user.name "Your Name" and git config user.email you@example.org'
            sys.exit(f"Nothing was published, since git doesn't know who you are: set {advice}")


def check_whole(folder, version, where):
    """Exit unless the files of a version are those of its manifest."""
    if name := damage(folder):
        problem = f"Nothing was published: {version}/{name} isn't what its {SUMS} says, {where}."
        sys.exit(f"{problem} Remove build/site/{version}, and run: make site")


def write_trees(versions, published):
    """Write ``build/site``, and the notebooks in it, into git. Return both trees.

    ``published`` holds the trees of releases that are on the branch already.
    """
    site = put(SITE)
    trees = {name: facts[2] for name, facts in entries(site).items()}
    with tempfile.TemporaryDirectory() as temporary:
        for version in versions:  # as it will arrive
            if trees[version] == published.get(version):
                continue
            take(f"{site}:{version}", Path(temporary, version))
            check_whole(Path(temporary, version), version, "once it is in git")
    folders = {name: git("rev-parse", f"{site}:{name}/notebooks") for name in versions}
    notebooks = make_tree({name: ("040000", "tree", folders[name]) for name in versions})
    return site, notebooks


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
    address, is_dry, may_be_older = remote(), flag("DRY_RUN"), flag("OLDER")
    check_remote(try_git("remote", "get-url", address).stdout.strip() or address)
    versions = [*releases, "latest"]
    check_address(course()["site_url"])
    for version in (*versions, *(["stable"] if releases else [])):
        check_whole(SITE / version, version, "in build/site")
    before = tips(address, *BRANCHES)
    if commits := list(filter(None, before.values())):
        git("fetch", "--quiet", "--no-tags", address, *commits)
    published = releases_in(before["gh-pages"])
    new = [version for version in releases if version not in published]
    check_begun(before, new)
    trees = dict(zip(BRANCHES, write_trees(versions, published), strict=True))
    check_kept(published, releases_in(trees["gh-pages"]))
    check_order(before["gh-pages"], releases)
    for version in (*new, "latest"):
        check_honest(version)
    if not may_be_older:
        check_newer(published, releases)
        check_forward(before["gh-pages"])
    # Whatever else is there was put there by others: no release, and so no stable/, ever goes.
    trees = {name: make_tree(entries(before[name]) | entries(trees[name])) for name in BRANCHES}
    changed = {name: tree for name, tree in trees.items() if report(name, before[name], tree)}
    if is_dry:
        print("This was a dry run: nothing was published.")
    if is_dry or not changed:
        return
    check_identity()
    message = f"Publish {', '.join([*new, 'latest'])} from {git('rev-parse', '--short', 'HEAD')}"
    pushed = commit_trees(changed, before, message)
    done = try_git("push", "--quiet", "--atomic", address, *pushed)
    if done.returncode:
        advice = "If somebody else published meanwhile, run it again."
        sys.exit(f"Nothing was published: {done.stderr.strip()}\n{advice}")
    print(f"Published to {address}.")


if __name__ == "__main__":
    run(main)
