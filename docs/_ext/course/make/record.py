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


def device_of(path):
    """Return the device that a file of outputs names."""
    try:
        device = json.loads(path.read_text(encoding="utf-8"))["provenance"]["device"]
        return {"type": str(device["type"]), "name": str(device["name"])}
    except (ValueError, LookupError, TypeError):
        sys.exit(f"{path.relative_to(ROOT)} is damaged. Remove it, and try again.")


def main():
    """Keep the recording under the name of its device."""
    if not OUTPUTS.exists():
        sys.exit(f"There is no {OUTPUTS.relative_to(ROOT)}. Make it first: make html")
    device = device_of(OUTPUTS)
    name = re.sub(r"\W+", "-", " ".join(device.values()).lower()).strip("-")
    kept = ROOT / "docs" / "_recorded" / f"{name}.json"
    if kept.exists() and device_of(kept) != device:
        problem = f"{kept.relative_to(ROOT)} is the recording of another device with a like name."
        sys.exit(f"{problem} Rename that file, and run: make record")
    kept.parent.mkdir(exist_ok=True)
    shutil.copyfile(OUTPUTS, kept)
    advice = "Commit that file: pages built on other devices show it."
    print(f"Recorded in {kept.relative_to(ROOT)}. {advice}")


if __name__ == "__main__":
    run(main)
