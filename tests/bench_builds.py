"""Time builds of the same lessons: this project's, and plain sphinx-gallery's with Furo.

Prints seconds (the median of RUNS runs, in turn) and ratios. Below 1 this project is faster.
"""

import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
RUNS = 3
PLAIN = """
project = "Plain"
extensions = ["sphinx_gallery.gen_gallery"]
html_theme = "furo"
exclude_patterns = ["lessons/**/*.ipynb"]
sphinx_gallery_conf = {"examples_dirs": "../examples", "gallery_dirs": "lessons", "filename_pattern": ""}
"""
BUILD = [sys.executable, "-m", "sphinx", "--quiet", "-d", "build/doctrees"]


def measure(command, folder):
    """Return the seconds that ``command`` takes in ``folder``."""
    start = time.perf_counter()
    subprocess.run(command, cwd=folder, check=True)
    return time.perf_counter() - start


def cases(command, folder):
    """Time a full build, one with nothing changed and one with a changed lesson."""
    shutil.rmtree(folder / "build", ignore_errors=True)
    shutil.rmtree(folder / "docs" / "lessons", ignore_errors=True)
    yield "full build", measure(command, folder)
    yield "nothing changed", measure(command, folder)
    lesson = folder / "examples" / "core" / "create_tensors.py"
    lesson.write_text(lesson.read_text(encoding="utf-8") + f"\nprint({time.time_ns()})\n", encoding="utf-8")
    yield "one lesson changed", measure(command, folder)


def main():
    with tempfile.TemporaryDirectory() as temporary:
        ours, plain = Path(temporary, "ours"), Path(temporary, "plain")
        ignore = shutil.ignore_patterns(".venv*", "build", "lessons", "__pycache__")
        shutil.copytree(ROOT, ours, ignore=ignore)
        shutil.copytree(ROOT / "examples", plain / "examples", ignore=ignore)
        (plain / "docs").mkdir()
        (plain / "docs" / "conf.py").write_text(PLAIN, encoding="utf-8")
        (plain / "docs" / "index.rst").write_text("Plain\n=====\n\n.. toctree::\n   lessons/index\n", encoding="utf-8")
        builds = [
            ([*BUILD, "--fail-on-warning", "-c", ".", "docs", "build/html"], ours),
            ([*BUILD, "docs", "build/html"], plain),
        ]
        seconds = {}
        for _ in range(RUNS):
            for command, folder in builds:
                for case, taken in cases(command, folder):
                    seconds.setdefault(case, {}).setdefault(folder.name, []).append(taken)
    print(f"{'':20}{'this project':>14}{'plain':>10}{'ratio':>8}")
    for case, taken in seconds.items():
        mine, theirs = (statistics.median(taken[name]) for name in ("ours", "plain"))
        print(f"{case:20}{mine:12.2f} s{theirs:8.2f} s{mine / theirs:8.2f}")


if __name__ == "__main__":
    main()
