"""Time how long an author waits, with ``make live``, between saving a file and seeing its page."""

import statistics
import tempfile
import time
from pathlib import Path

from playwright.sync_api import sync_playwright

import chromium
from conftest import Project
from test_live import live, replace

RUNS = 5
FILES = {  # page: (its file, a text in it, how the page shows what takes its place)
    "guide/start_here.html": ("docs/guide/start_here.md", "# Start here\n", "# {}\n"),
    "lessons/core/create_tensors.html": (
        "examples/core/create_tensors.py",
        "# Look back\n# ---------\n",
        "# {0}\n# -----------\n\nprint('{0}')\n\n# %%\n#\n",
    ),
}


def main():
    with tempfile.TemporaryDirectory() as temporary, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.find(), args=chromium.OPTIONS)
        project = Project(Path(temporary, "project"))
        with live(project) as address:
            for name, (file, old, new) in FILES.items():
                page, seconds = browser.new_page(), []
                page.goto(f"{address}/{name}")
                for run in range(RUNS):
                    start, heading = time.perf_counter(), f"Section {run}"
                    replace(project.path / file, old, new.format(heading))
                    page.get_by_role("heading", name=heading).wait_for()
                    seconds.append(time.perf_counter() - start)
                    old = new.format(heading)
                    time.sleep(1)  # until the server watches again
                page.close()
                print(
                    f"{file}, from saving it to seeing it: {statistics.median(seconds):.1f} s, "
                    f"at most {max(seconds):.1f} s. Aim: 2.5 s."
                )
        browser.close()


if __name__ == "__main__":
    main()
