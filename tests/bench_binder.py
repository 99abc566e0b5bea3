"""Measure what Binder must hold: the size of the environment, and the most memory a notebook takes.

Run this with the environment that is made from ``.binder``, after ``make html``.
"""

import os
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

import nbformat
from nbclient import NotebookClient

ROOT = Path(__file__).parents[1]


def size(folder):
    """Return how many bytes all files in a folder take on the disk."""
    return sum(
        os.lstat(Path(place, name)).st_blocks * 512
        for place, _, names in os.walk(folder)
        for name in names
    )


def peak(notebook):
    """Return the peak memory of running a notebook, its kernel included, in bytes."""
    code = f"import bench_binder; bench_binder.run({str(notebook)!r})"
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=Path(__file__).parent,
        check=True,
        capture_output=True,
        text=True,
    )
    return int(done.stdout)


def run(notebook):
    """Run a notebook, and print the peak memory of the largest process in bytes."""
    with tempfile.TemporaryDirectory() as folder:
        NotebookClient(
            nbformat.read(notebook, as_version=4), resources={"metadata": {"path": folder}}
        ).execute()
    print(
        resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
        * (1 if sys.platform == "darwin" else 1024)
    )


def main():
    print(f"\nBinder's environment: {size(sys.prefix) / 1e9:.2f} GB")
    notebooks = sorted((ROOT / "build" / "html" / "notebooks").rglob("*.ipynb"))
    needed = {notebook.stem: peak(notebook) for notebook in notebooks}
    hungriest = max(needed, key=needed.get)
    print(f"most memory: {needed[hungriest] / 1e9:.2f} GB, for {hungriest}")


if __name__ == "__main__":
    main()
