"""Say where the lessons of two builds print something else.

Goes in: A and B, in the environment, each the folder of a build or a version of the published
site. Comes out, printed and on the page of a GitHub workflow's run: each difference, A's text
on the left, with the blocks that have it. Lessons whose code or number of blocks differs can't be
compared, and are named.
"""

import json
import os
import sys
from itertools import zip_longest
from pathlib import Path

from course import library
from course.command import run
from course.settings import ROOT
from course.site.git import check_repository, fetch_published, remote, try_git
from course.site.version import SITE

WIDTH = 70
NOTHING = {"code": None, "printed": []}  # of a lesson that one of them doesn't have


def parse(text, name):
    """Return what an ``outputs.json`` says. Exit if it's damaged."""
    try:
        outputs = json.loads(text)
        ran_on(outputs)
        for lesson in outputs["lessons"].values():
            "".join([lesson["code"], *lesson["printed"]])
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        sys.exit(f"{name}/outputs.json is damaged. Build that version again, or compare another.")
    return outputs


def load(name):
    """Return the ``outputs.json`` of a folder, or of a version here or on the remote."""
    name = name.rstrip("/")
    for folder in (ROOT / name, SITE / name):
        if name and (folder / "outputs.json").exists():
            return parse((folder / "outputs.json").read_bytes(), name)
    if name:
        check_repository()
        if published := fetch_published(remote()):
            done = try_git("show", f"{published}:{name}/outputs.json", text=False)
            if not done.returncode:
                return parse(done.stdout, name)
    problem = f"'{name}' is neither a folder with an outputs.json nor a published version."
    sys.exit(f"{problem} Name two: make diff A=stable B=build/html")


def ran_on(outputs):
    """Return one line on what a build ran on."""
    facts = outputs["provenance"]
    device = f"{facts['device']['type']} {facts['device']['name']}"
    versions = (
        f"{library.NAME} {facts[library.MODULE]}, Python {facts['python']}, NumPy {facts['numpy']}"
    )
    return f"{facts['version']} ({device}, {versions})"


def visible(text):
    """Return a text with escapes for what a terminal would obey, but lines as they are."""
    kept = (char if char.isprintable() or char == "\n" else ascii(char)[1:-1] for char in text)
    return "".join(kept)


def broken(text):
    """Return the lines of a text, in pieces of at most WIDTH characters."""
    pieces = []
    for line in visible(text).splitlines():
        pieces += [line[at : at + WIDTH] for at in range(0, len(line) or 1, WIDTH)]
    return pieces


def columns(left, right):
    """Return two texts side by side."""
    rows = zip_longest(broken(left), broken(right), fillvalue="")
    return "\n".join(f"{one:{WIDTH}} | {other}".rstrip() for one, other in rows)


def compare(a, b):
    """Return as Markdown what differs between two ``outputs.json``."""
    places = {}
    other_code = []
    same = 0
    for name in sorted(a["lessons"].keys() | b["lessons"].keys()):
        short = name.removeprefix("lessons/")
        one, other = (outputs["lessons"].get(name, NOTHING) for outputs in (a, b))
        both = one["printed"], other["printed"]
        if one["code"] != other["code"] or len(both[0]) != len(both[1]):
            other_code.append(short)
            continue
        for number, texts in enumerate(zip(*both, strict=True), start=1):
            if texts[0] == texts[1]:
                same += 1
            else:
                places.setdefault(texts, []).append(f"{short}, block {number}")
    parts = [f"## What lessons print\n\nLeft: {ran_on(a)}  \nRight: {ran_on(b)}"]
    for texts, names in places.items():
        parts.append(f"{'; '.join(names)}:\n\n```text\n{columns(*texts)}\n```")
    parts.append(f"{sum(map(len, places.values()))} blocks differ, {same} are the same.")
    if other_code:
        parts.append(f"Not compared, since their code differs: {', '.join(other_code)}.")
    return "\n\n".join(parts) + "\n"


def main():
    """Compare, and report."""
    text = visible(compare(load(os.environ.get("A", "")), load(os.environ.get("B", ""))))
    print(text)
    if summary := os.environ.get("GITHUB_STEP_SUMMARY"):
        Path(summary).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    run(main)
