"""What may be published. Each check exits with one sentence, before anything was changed.

``course.site.publish`` calls them. A new one is called there as well.
"""

import json
import sys

from course.site.git import git, try_git
from course.site.version import SITE, provenance


def check_address(address):
    """Exit unless ``build/site`` was made for the address that the settings give."""
    robots = SITE / "robots.txt"
    made_for = robots.read_text(encoding="utf-8") if robots.exists() else ""
    if f" {address}sitemap.xml" not in made_for:
        sys.exit(
            f"build/site wasn't made for {address or 'a site without an address'}. Run: make site"
        )


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
    shown = try_git("show", f"{tip}:latest/provenance.json")
    if shown.returncode:  # nothing is published
        return
    theirs = json.loads(shown.stdout)["commit"]
    ours = provenance(SITE / "latest")["commit"]
    # A commit that this clone doesn't know counts as newer.
    if try_git("merge-base", "--is-ancestor", theirs, ours).returncode:
        problem = f"latest is published from {theirs[:7]}, which {ours[:7]} doesn't come after."
        sys.exit(f"Nothing was published: {problem} To replace it all the same: OLDER=1")
