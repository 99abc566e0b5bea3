"""Time builds of the same lessons: this project's, and plain sphinx-gallery's with Furo.

Prints seconds (the median of RUNS runs, in turn) and their ratios to plain sphinx-gallery's, first
for the lessons alone, then for the whole site with the pages in docs/ that run code. Below 1 this
project is faster.
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
    subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL)
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
        lessons, site, plain = (Path(temporary, name) for name in ("lessons", "site", "plain"))
        ignore = shutil.ignore_patterns(".venv*", "build", "lessons", "__pycache__")
        shutil.copytree(ROOT, site, ignore=ignore)
        shutil.copytree(site, lessons)
        for page in (lessons / "docs").rglob("*.md"):
            if "file_format: mystnb" in page.read_text(encoding="utf-8"):
                page.unlink()
        shutil.copytree(ROOT / "examples", plain / "examples", ignore=ignore)
        (plain / "docs").mkdir()
        (plain / "docs" / "conf.py").write_text(PLAIN, encoding="utf-8")
        (plain / "docs" / "index.rst").write_text("Plain\n=====\n\n.. toctree::\n   lessons/index\n", encoding="utf-8")
        builds = [
            ([*BUILD, "--silent", "-c", ".", "docs", "build/html"], lessons),  # of links to what is missing
            ([sys.executable, "docs/_tools/build.py"], site),
            ([*BUILD, "docs", "build/html"], plain),
        ]
        seconds = {}
        for _ in range(RUNS):
            for command, folder in builds:
                for case, taken in cases(command, folder):
                    seconds.setdefault(case, {}).setdefault(folder.name, []).append(taken)
    print(f"{'':20}{'plain':>10}{'lessons':>10}{'ratio':>8}{'site':>10}{'ratio':>8}")
    for case, taken in seconds.items():
        theirs, alone, whole = (statistics.median(taken[name]) for name in ("plain", "lessons", "site"))
        print(f"{case:20}{theirs:8.2f} s{alone:8.2f} s{alone / theirs:8.2f}{whole:8.2f} s{whole / theirs:8.2f}")


if __name__ == "__main__":
    main()
