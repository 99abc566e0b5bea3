"""Keep what the lessons printed here, for pages that are built on other devices.

Goes in: ``build/html/outputs.json``. Comes out: ``docs/_recorded/<device>.json``, to be committed.
"""

import json
import re
import shutil
from pathlib import Path

ROOT = Path(__file__).parents[2]


def main():
    """Keep the recording under the name of its device."""
    outputs = ROOT / "build" / "html" / "outputs.json"
    device = json.loads(outputs.read_text(encoding="utf-8"))["provenance"]["device"]
    name = re.sub(r"\W+", "-", f"{device['type']} {device['name']}".lower()).strip("-")
    kept = ROOT / "docs" / "_recorded" / f"{name}.json"
    kept.parent.mkdir(exist_ok=True)
    shutil.copyfile(outputs, kept)
    print(f"Recorded in {kept.relative_to(ROOT)}. Commit that file: pages built on other devices show it.")


if __name__ == "__main__":
    main()
