"""Time what a course costs that has far more of something than this one.

Each row builds a small course from scratch: with that many lessons, with a lesson of that many
blocks, or with one that prints that many megabytes. In a straight line, what one more of them takes
stays the same.
"""

import shutil
import sys
import tempfile
from pathlib import Path

from bench_measure import measure
from conftest import list_lessons, make_small_project
from test_builds import GOOD

COMMAND = [sys.executable, "-m", "course.make.build"]


def lessons(core, count):
    for number in range(count):
        text = GOOD.replace("Try\n===", f"Try {number:03}\n=======") + f"print({number})\n"
        (core / f"lesson_{number:03}.py").write_text(text)


def blocks(core, count):
    pieces = (f"# %%\n# Piece {number}.\n\nprint({number})\n\n" for number in range(count))
    (core / "blocks.py").write_text(GOOD + "print('first')\n\n" + "".join(pieces))


def printed(core, count):
    (core / "printed.py").write_text(
        GOOD + f"print(('x' * 49 + '\\n') * {round(count * 20_000)})\n"
    )


LOADS = {
    "lessons": (lessons, (75, 150, 300)),
    "blocks": (blocks, (250, 500, 1000)),
    "MB printed": (printed, (1.25, 2.5, 5)),
}


def main():
    print(f"\n{'':22}{'seconds':>10}{'MB':>8}{'ms for one more':>18}")
    for name, (write, counts) in LOADS.items():
        before = None
        for count in counts:
            with tempfile.TemporaryDirectory() as temporary:
                project = make_small_project(Path(temporary, "project"))
                write(project.path / "examples" / "core", count)
                list_lessons(project.path)
                seconds, peak = measure([COMMAND], project.path)
                shutil.rmtree(project.path)
            more = f"{1000 * (seconds - before[0]) / (count - before[1]):18.1f}" if before else ""
            print(f"{f'{count} {name}':22}{seconds:10.1f}{peak / 1e6:8.0f}{more}", flush=True)
            before = seconds, count


if __name__ == "__main__":
    main()
