"""Time what one more release costs, and count the bytes that the published branch grows by.

The releases are made up. Each has 20 kB of text of its own, on two pages and in a notebook, 500 kB
that all releases share, and a ``make html`` that copies a folder. This way, the time is that of
assembling and publishing, not of building a course.
"""

import random
import subprocess
import sys
import tempfile
from pathlib import Path

from bench_measure import measure
from test_publishing import ASSEMBLE, PUBLISH, Course

COUNTS = (1, 5, 20, 50)
COMMANDS = [[sys.executable, "-m", tool] for tool in (ASSEMBLE, PUBLISH)]


def release(course, draw):
    """Commit and name a release whose text no other release has."""
    shared = random.Random(0).randbytes(250_000).hex()
    course.release(
        f"0.{len(course.releases)}", draw.randbytes(10_000).hex(), {"shared.html": shared}
    )


def main():
    print(f"\n{'releases':>8}{'one more':>12}{'memory':>10}{'its bytes':>12}{'nothing new':>14}")
    for count in COUNTS:
        draw = random.Random(1)
        with tempfile.TemporaryDirectory() as temporary:
            remote = Path(temporary, "remote.git")
            subprocess.run(["git", "init", "--quiet", "--bare", remote], check=True)
            course = Course(Path(temporary, "course"), remote)
            for _ in range(count):
                release(course, draw)
            measure(COMMANDS, course.path)
            release(course, draw)
            seconds, peak = measure(COMMANDS, course.path)
            command = ["git", "rev-list", "--objects", "--disk-usage", "gh-pages", "^gh-pages~1"]
            grown = int(subprocess.check_output(command, cwd=remote))
            again, _ = measure(COMMANDS, course.path)
            print(f"{count:8}{seconds:10.2f} s{peak / 1e6:7.0f} MB{grown:12,}{again:12.2f} s")


if __name__ == "__main__":
    main()
