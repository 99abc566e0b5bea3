"""What may be published. Each check exits with one sentence, before anything was changed.

``course.site.publish`` calls them. A new one is called there as well.
"""

import json
import sys

from course.site.git import git, try_git
from course.site.store import entries
from course.site.version import SITE, SUMS, provenance

BEGUN_WITH = {"gh-pages": {"latest", "versions.json"}, "notebooks": {"latest"}}


def releases_in(tree):
    """Return the names of the releases in a site's tree with their own trees."""
    found = {name: facts[2] for name, facts in entries(tree).items() if facts[1] == "tree"}
    others = [name for name in found if name not in ("latest", "stable")]
    return {name: found[name] for name in others if SUMS in entries(found[name])}


def check_begun(tips, new):
    """Exit if a branch wasn't begun here, or has something in the place of a new release.

    ``tips`` holds the commit of each branch, or None.
    """
    for name, needed in BEGUN_WITH.items():
        found = entries(tips[name])
        if found and not needed <= found.keys():
            problem = f"The branch {name} was begun by somebody else. It has: {', '.join(found)}."
            sys.exit(f"Nothing was published: {problem} Give it another name on the remote first.")
        for taken in [version for version in new if version in found]:
            problem = f"The branch {name} has {taken} already, which isn't a release."
            sys.exit(f"Nothing was published: {problem} Remove it there, or name the release anew.")


def read(tip, name, take):
    """Return what ``take`` takes from a JSON file on the branch, or None if it isn't there."""
    shown = try_git("show", f"{tip}:{name}", text=False)
    if shown.returncode:
        return None
    try:
        return take(json.loads(shown.stdout))
    except (ValueError, LookupError, TypeError, RecursionError):
        problem = f"Nothing was published: {name} is damaged on the branch gh-pages."
        sys.exit(f"{problem} Put an earlier commit of that branch back.")


def check_order(tip, releases):
    """Exit if published releases are listed in another order than they were."""
    names = read(tip, "versions.json", lambda listed: [entry["version"] for entry in listed])
    was = [name for name in reversed(names or []) if name in releases]
    if was != [name for name in releases if name in was]:
        problem = f"docs/course.toml lists releases in another order than {', '.join(was)}."
        sys.exit(f"Nothing was published: {problem} Put the lines back in that order.")


def check_address(address):
    """Exit unless ``build/site`` is finished, and for the address that the settings give."""
    robots = SITE / "robots.txt"
    made_for = robots.read_text(encoding="utf-8") if robots.exists() else ""
    if f" {address}sitemap.xml" not in made_for or not (SITE / "versions.json").exists():
        where = address or "a site without an address"
        sys.exit(f"build/site wasn't made for {where}, or not finished. Run: make site")


def check_honest(version):
    """Exit unless a version was made from a commit, and all its lessons were executed."""
    folder = SITE / version
    executed = json.loads((folder / "outputs.json").read_text(encoding="utf-8"))["lessons"]
    for path in sorted((folder / "scripts").rglob("*.py")):
        lesson = path.relative_to(folder / "scripts").with_suffix("").as_posix()
        if lesson not in executed:
            problem = f"build/site/{version}: {lesson} was not executed."
            sys.exit(f"{problem} Build the version again: make site")
    for made in (provenance(folder), *(lesson["provenance"] for lesson in executed.values())):
        if not made["commit"] or made["commit"].endswith("+"):
            problem = f"build/site/{version} was made from files that are in no commit."
            sys.exit(f"{problem} Commit them, and run: make site")


def check_kept(published, made):
    """Exit if a byte of a published release would change, or if a release would be missing.

    Both are the trees of releases by name.
    """
    for version, tree in published.items():
        if version not in made:
            problem = f"{version} is published, but it isn't in build/site."
            sys.exit(f"{problem} Take its line in docs/course.toml from main, and run: make site")
        if tree != made[version]:
            changed = git("diff-tree", "-r", "--name-only", tree, made[version]).splitlines()
            problem = f"build/site/{version}/{changed[0]} differs from what is published."
            sys.exit(f"{problem} A release never changes: make a new one.")


def check_newer(published, releases):
    """Exit if a new release is older than a published one. ``releases`` are oldest first."""
    newest = max((releases.index(name) for name in published if name in releases), default=0)
    older = [version for version in releases[:newest] if version not in published]
    if older:
        problem = f"{older[0]} is older than {releases[newest]}, which is published."
        sys.exit(f"{problem} To add it all the same: OLDER=1")


def check_forward(tip):
    """Exit if the published ``latest/`` is from a commit that ours doesn't come after."""
    theirs = read(tip, "latest/provenance.json", lambda facts: "" + facts["commit"])
    if not theirs:
        return
    ours = provenance(SITE / "latest")["commit"]
    # A commit that this clone doesn't know counts as newer.
    if try_git("merge-base", "--is-ancestor", theirs, ours).returncode:
        problem = f"latest is published from {theirs[:7]}, which {ours[:7]} doesn't come after."
        sys.exit(f"Nothing was published: {problem} To replace it all the same: OLDER=1")
