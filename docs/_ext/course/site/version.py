"""The folder of one version below ``build/site``, and its manifest ``SHA256SUMS``.

The manifest has a line for each other file, as ``sha256sum --check`` reads it. A folder is whole
if its files are those of its manifest.
"""

import hashlib
import json
import sys

from course.settings import ROOT

SITE = ROOT / "build" / "site"
SUMS = "SHA256SUMS"


def check_name(name):
    """Exit unless a file's name can stand in a manifest and in an address."""
    if not name.isprintable() or "\\" in name:  # lone surrogates, for what isn't UTF-8, aren't
        problem = f"A version has a file with a name that not all programs can read: {name!a}."
        sys.exit(f"{problem} Give it another name.")


def sums(folder):
    """Return the manifest of a version's folder."""
    lines = []
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path != folder / SUMS:
            name = path.relative_to(folder).as_posix()
            check_name(name)
            digest = hashlib.sha256(path.read_bytes()).hexdigest()
            lines.append(f"{digest}  {name}\n")
    return "".join(lines)


def damage(folder):
    """Return the name of the first file that isn't as the manifest says, or None.

    A file may be changed, missing or too many. A manifest that is missing is named itself.
    """
    manifest = folder / SUMS
    if not manifest.exists():
        return SUMS
    said, found = manifest.read_bytes(), sums(folder).encode()
    if said == found:
        return None
    lines = set(said.splitlines()) ^ set(found.splitlines())
    names = sorted(line.decode(errors="replace").partition("  ")[2] for line in lines)
    return next(filter(None, names), SUMS)


def is_whole(folder):
    """Tell whether a version's files are those of its manifest."""
    return damage(folder) is None


def provenance(folder):
    """Return what a version's folder says about its build."""
    return json.loads((folder / "provenance.json").read_text(encoding="utf-8"))


def built_from(folder):
    """Return the commit that a whole folder was built from, or None."""
    return provenance(folder)["commit"] if is_whole(folder) else None
