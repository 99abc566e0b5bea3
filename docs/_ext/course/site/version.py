"""The folder of one version below ``build/site``, and its manifest ``SHA256SUMS``.

The manifest has a line for each other file, as ``sha256sum --check`` reads it. A folder is whole
if its files are those of its manifest.
"""

import hashlib
import json

from course.settings import ROOT

SITE = ROOT / "build" / "site"
SUMS = "SHA256SUMS"


def sums(folder):
    """Return the manifest of a version's folder."""
    lines = []
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path != folder / SUMS:
            digest = hashlib.sha256(path.read_bytes()).hexdigest()
            lines.append(f"{digest}  {path.relative_to(folder).as_posix()}\n")
    return "".join(lines)


def is_whole(folder):
    """Tell whether a version's files are those of its manifest."""
    manifest = folder / SUMS
    return manifest.exists() and manifest.read_bytes() == sums(folder).encode()


def provenance(folder):
    """Return what a version's folder says about its build."""
    return json.loads((folder / "provenance.json").read_text(encoding="utf-8"))


def built_from(folder):
    """Return the commit that a whole folder was built from, or None."""
    return provenance(folder)["commit"] if is_whole(folder) else None
