"""Publish ``build/site``: the site on the branch ``gh-pages``, the notebooks on ``notebooks``.

Goes in: a finished ``build/site``. Comes out: on each branch of the remote one commit on top of
what is there, or none where nothing changed. Both arrive in one atomic push of commits that were
finished before, so a publisher that is killed, or that another one overtook, changes all or nothing.
In the environment: ``REMOTE`` names the remote, ``DRY_RUN=1`` only says what would change, and
``OLDER=1`` allows a release older than the newest published one.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections import Counter

from assemble import ROOT, SITE, SUMS, course, git, is_whole

BRANCHES = ("gh-pages", "notebooks")


def tips(remote):
    """Return the commit of each branch on the remote, or None, once git has it here."""
    done = subprocess.run(["git", "ls-remote", remote, *(f"refs/heads/{name}" for name in BRANCHES)], cwd=ROOT, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{remote} doesn't answer: {done.stderr.strip()}")
    found = {line.split("refs/heads/")[1]: line.split()[0] for line in done.stdout.splitlines()}
    if found:
        git("fetch", "--quiet", "--no-tags", remote, *found.values())
    return {name: found.get(name) for name in BRANCHES}


def releases_in(tree):
    """Return the names of the releases in a site's tree with their own trees."""
    found = {line.split("\t")[1]: line.split()[2] for line in git("ls-tree", "-d", tree).splitlines()} if tree else {}
    return {name: tree for name, tree in found.items() if name not in ("latest", "stable")}


def write_trees(versions):
    """Write ``build/site``, and the notebooks in it, into git. Return both trees."""
    with tempfile.TemporaryDirectory() as temporary:
        environment = os.environ | {"GIT_INDEX_FILE": f"{temporary}/index"}
        # Every byte as it is: nothing ignored, no line ends converted.
        git("--work-tree=.", "-c", "core.autocrlf=false", "add", "--all", "--force", ".", cwd=SITE, env=environment)
        site = git("write-tree", env=environment)
        git("read-tree", "--empty", env=environment)
        for version in versions:
            git("read-tree", f"--prefix={version}/", f"{site}:{version}/notebooks", env=environment)
        return site, git("write-tree", env=environment)


def check_honest(version):
    """Stop unless a version was made from a commit, and all its lessons were executed."""
    facts, outputs = (json.loads((SITE / version / name).read_text(encoding="utf-8")) for name in ("provenance.json", "outputs.json"))
    lessons = {path.relative_to(SITE / version / "scripts").with_suffix("").as_posix() for path in (SITE / version / "scripts").rglob("*.py")}
    if missing := sorted(lessons - outputs["lessons"].keys()):
        sys.exit(f"build/site/{version}: {missing[0]} was not executed. Build the version again: make site")
    for made in (facts, *(lesson["provenance"] for lesson in outputs["lessons"].values())):
        if not made["commit"] or made["commit"].endswith("+"):
            sys.exit(f"build/site/{version} was made from files that are in no commit. Commit them, and run: make site")


def check_kept(published, made, releases):
    """Stop if a byte of a published release would change, or if one would be missing."""
    for version in published:
        if version not in made:
            sys.exit(f"{version} is published, but it isn't in build/site. Take its line in pyproject.toml from main, and run: make site")
        if published[version] != made[version]:
            changed = git("diff-tree", "-r", "--name-only", published[version], made[version]).splitlines()
            sys.exit(f"build/site/{version}/{changed[0]} differs from what is published. A release never changes: make a new one.")
    newest = max((releases.index(version) for version in published if version in releases), default=0)
    older = [version for version in releases[:newest] if version not in published]
    if older and not os.environ.get("OLDER"):
        sys.exit(f"{older[0]} is older than {releases[newest]}, which is published. To add it all the same: make publish OLDER=1")
    return [version for version in releases if version not in published]


def report(name, old, new):
    """Print, for each folder or file at a branch's root, how many files change."""
    empty = git("hash-object", "-t", "tree", "/dev/null")
    rows = git("diff-tree", "-r", "--no-renames", "--name-status", old or empty, new).splitlines()
    words = {"A": "added", "M": "changed", "D": "removed", "T": "changed"}
    counted = Counter((row[2:].partition("/")[0], words[row[0]]) for row in rows)
    print(f"{name}:" + "".join(f"\n  {place}: {count} {word}" for (place, word), count in sorted(counted.items())) if rows else f"{name}: nothing to change")


def main():
    """Publish, or say why not."""
    remote = os.environ.get("REMOTE", "origin")
    releases = list(course()["releases"])
    versions = [*releases, "latest"]
    for version in (*versions, "stable"):
        if not is_whole(SITE / version):
            sys.exit(f"build/site/{version} isn't what its {SUMS} says. Remove that folder, and run: make site")
    before = tips(remote)
    site, notebooks = write_trees(versions)
    new = check_kept(releases_in(before["gh-pages"]), releases_in(site), releases)
    for version in (*new, "latest"):
        check_honest(version)
    pushed = []
    for name, tree in zip(BRANCHES, (site, notebooks)):
        report(name, before[name], tree)
        if before[name] and git("rev-parse", f"{before[name]}^{{tree}}") == tree:
            continue
        message = f"Publish {', '.join([*new, 'latest'])} from {git('rev-parse', '--short', 'HEAD')}"
        commit = git("commit-tree", tree, "-m", message, *(["-p", before[name]] if before[name] else []))
        pushed.append(f"{commit}:refs/heads/{name}")
    if os.environ.get("DRY_RUN") or not pushed:
        return
    done = subprocess.run(["git", "push", "--quiet", "--atomic", remote, *pushed], cwd=ROOT, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"Nothing was published: {done.stderr.strip()}\nIf somebody else published meanwhile, run it again.")
    print(f"Published to {remote}.")


if __name__ == "__main__":
    main()
