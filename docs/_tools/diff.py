"""Say where the lessons of two builds print something else.

Goes in: A and B, in the environment, each the folder of a build or a version of the published
site. Comes out, printed and on the page of a GitHub workflow's run: each difference, A's text
on the left, with the blocks that have it. Lessons whose code differs can't be compared, and are named.
"""

import json
import os
import subprocess
import sys
from itertools import zip_longest
from pathlib import Path

from assemble import ROOT, SITE, fetch_published

WIDTH = 70


def load(name):
    """Return the ``outputs.json`` of a folder, of a version in ``build/site``, or of a published version."""
    for folder in (ROOT / name, SITE / name):
        if name and (folder / "outputs.json").exists():
            return json.loads((folder / "outputs.json").read_text(encoding="utf-8"))
    published = name and fetch_published(os.environ.get("REMOTE", "origin"))
    done = subprocess.run(["git", "show", f"{published}:{name}/outputs.json"], cwd=ROOT, capture_output=True)
    if not published or done.returncode:
        sys.exit(f"'{name}' is neither a folder with an outputs.json nor a published version. Name two: make diff A=stable B=build/html")
    return json.loads(done.stdout)


def ran_on(outputs):
    """Return one line on what a build ran on."""
    facts = outputs["provenance"]
    return f"{facts['version']} ({facts['device']['type']} {facts['device']['name']}, PyTorch {facts['torch']}, Python {facts['python']}, NumPy {facts['numpy']})"


def columns(left, right):
    """Return two texts side by side, with lines of any length broken."""
    broken = ([line[at : at + WIDTH] for line in text.splitlines() for at in range(0, len(line) or 1, WIDTH)] for text in (left, right))
    return "\n".join(f"{one:{WIDTH}} | {other}".rstrip() for one, other in zip_longest(*broken, fillvalue=""))


def compare(a, b):
    """Return as Markdown what differs between two ``outputs.json``."""
    places, other_code, same = {}, [], 0
    for name in sorted(a["lessons"].keys() | b["lessons"].keys()):
        one, other = (outputs["lessons"].get(name, {"code": None}) for outputs in (a, b))
        if one["code"] != other["code"]:
            other_code.append(name.removeprefix("lessons/"))
            continue
        for number, texts in enumerate(zip(one["printed"], other["printed"], strict=True), start=1):
            if texts[0] == texts[1]:
                same += 1
            else:
                places.setdefault(texts, []).append(f"{name.removeprefix('lessons/')}, block {number}")
    parts = [f"## What lessons print\n\nLeft: {ran_on(a)}  \nRight: {ran_on(b)}"]
    parts += [f"{'; '.join(found)}:\n\n```text\n{columns(*texts)}\n```" for texts, found in places.items()]
    parts.append(f"{sum(map(len, places.values()))} blocks differ, {same} are the same.")
    if other_code:
        parts.append(f"Not compared, since their code differs: {', '.join(other_code)}.")
    return "\n\n".join(parts) + "\n"


def main():
    """Compare, and report."""
    text = compare(load(os.environ.get("A", "")), load(os.environ.get("B", "")))
    print(text)
    if summary := os.environ.get("GITHUB_STEP_SUMMARY"):
        Path(summary).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
