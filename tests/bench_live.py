"""Time how long an author waits, with ``make live``, between saving a guide page and seeing it."""

import statistics
import tempfile
import time
from pathlib import Path

from playwright.sync_api import sync_playwright

import chromium
from conftest import Project
from test_live import live, replace

RUNS = 5


def main():
    seconds = []
    with tempfile.TemporaryDirectory() as temporary, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.find(), args=chromium.OPTIONS)
        project = Project(Path(temporary, "project"))
        with live(project) as address:
            page, heading = browser.new_page(), "Start here"
            page.goto(f"{address}/guide/start_here.html")
            for run in range(RUNS):
                start, old, heading = time.perf_counter(), heading, f"Start here {run}"
                replace(
                    project.path / "docs" / "guide" / "start_here.md",
                    f"# {old}\n",
                    f"# {heading}\n",
                )
                page.get_by_role("heading", name=heading).wait_for()
                seconds.append(time.perf_counter() - start)
                time.sleep(2)  # until the server watches again
        browser.close()
    print(
        f"A guide page, from saving it to seeing it: {statistics.median(seconds):.1f} s, "
        f"at most {max(seconds):.1f} s. Aim: 3 s."
    )


if __name__ == "__main__":
    main()
