"""Build with the newest versions that the ranges allow, and say what they change.

Goes in: ``build/html``, made with the pinned versions. Comes out, printed and on the page of a
GitHub workflow's run: the versions that differ, and each block of a lesson that prints something
else. It ends with an error only where the newest versions don't build.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from assemble import ROOT, git


def versions(text):
    """Return the versions in what ``pip freeze`` prints, by name, without builds such as ``+cpu``."""
    lines = (line.split("==") for line in text.splitlines() if "==" in line)
    return {name.lower(): version.partition("+")[0] for name, version in lines}


def changed_versions(pinned, newest):
    """Return a line of Markdown for each package whose version differs."""
    names = sorted(pinned.keys() & newest.keys())
    return [f"- {name} {pinned[name]} → {newest[name]}" for name in names if pinned[name] != newest[name]]


def changed_outputs(pinned, newest):
    """Return a part of Markdown for each block that prints something else. Both are ``outputs.json``."""
    parts = []
    for lesson, old in pinned["lessons"].items():
        new = newest["lessons"].get(lesson)
        if not new or new["code"] != old["code"]:
            continue  # changed in files that are in no commit
        for number, (before, after) in enumerate(zip(old["printed"], new["printed"], strict=True), start=1):
            if before != after:
                parts.append(f"- {lesson}, block {number}\n\n```text\n{before}\n```\n\n```text\n{after}\n```\n")
    return parts


def report(title, rows):
    """Return a section of Markdown."""
    return "\n".join([f"## {title}\n", *(rows or ["Nothing."]), "\n"])


def main():
    """Build, and report."""
    tree = Path(tempfile.mkdtemp(dir=ROOT / "build"))
    git("worktree", "add", "--quiet", "--detach", str(tree), "HEAD")
    try:
        subprocess.run(["make", "html", "CONSTRAINTS=/dev/null"], cwd=tree, check=True, env=os.environ | {"MAKEFLAGS": ""})
        frozen = subprocess.check_output([tree / ".venv/bin/python", "-m", "pip", "freeze"], text=True)
        newest = json.loads((tree / "build/html/outputs.json").read_text(encoding="utf-8"))
    except subprocess.CalledProcessError:
        sys.exit("The newest versions don't build: see above.")
    finally:
        git("worktree", "remove", "--force", str(tree))
    pinned = json.loads((ROOT / "build/html/outputs.json").read_text(encoding="utf-8"))
    text = report("Newer versions", changed_versions(versions((ROOT / "constraints.txt").read_text(encoding="utf-8")), versions(frozen)))
    text += report("What lessons print now", changed_outputs(pinned, newest))
    print(text)
    if summary := os.environ.get("GITHUB_STEP_SUMMARY"):
        Path(summary).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
