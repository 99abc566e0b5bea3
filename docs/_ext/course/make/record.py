"""Keep what the lessons printed here, for pages that are built on other devices.

Goes in: ``build/html/outputs.json``. Comes out: ``docs/_recorded/<device>.json``, to be committed.
"""

import json
import re
import shutil
import sys

from course.command import run
from course.settings import ROOT

OUTPUTS = ROOT / "build" / "html" / "outputs.json"


def main():
    """Keep the recording under the name of its device."""
    if not OUTPUTS.exists():
        sys.exit(f"There is no {OUTPUTS.relative_to(ROOT)}. Make it first: make html")
    device = json.loads(OUTPUTS.read_text(encoding="utf-8"))["provenance"]["device"]
    name = re.sub(r"\W+", "-", f"{device['type']} {device['name']}".lower()).strip("-")
    kept = ROOT / "docs" / "_recorded" / f"{name}.json"
    if kept.exists():
        theirs = json.loads(kept.read_text(encoding="utf-8"))["provenance"]["device"]
        if theirs != device:
            problem = f"{kept.relative_to(ROOT)} is the recording of another device, {theirs}."
            sys.exit(f"{problem} Rename that file, and run: make record")
    kept.parent.mkdir(exist_ok=True)
    shutil.copyfile(OUTPUTS, kept)
    advice = "Commit that file: pages built on other devices show it."
    print(f"Recorded in {kept.relative_to(ROOT)}. {advice}")


if __name__ == "__main__":
    run(main)
