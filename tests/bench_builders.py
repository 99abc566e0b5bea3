"""The builders that ``bench_builds.py`` compares, each in its own folder with the same lessons.

``floor`` isn't a builder, but what no builder can do without: one process that runs the code of
all lessons, and Sphinx, which makes pages of their text. ``lessons`` and ``site`` are this project
without and with its pages that run code. ``MyST-NB`` and ``nbsphinx`` build the notebooks that this
project makes.
"""

import html
import json
import re
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import nbformat

from conftest import list_lessons

ROOT = Path(__file__).parents[1]
SPHINX = [sys.executable, "-m", "sphinx", "--quiet", "-d", "build/doctrees"]
RUN = """
import pathlib, runpy

import matplotlib.pyplot as plt
import torch

plt.switch_backend("agg")
for path in sorted(pathlib.Path("examples").rglob("*.py")):
    runpy.run_path(str(path))
    torch.set_default_device(None)
    plt.close("all")
"""
PLAIN = """
extensions = ["sphinx_gallery.gen_gallery"]
html_theme = "furo"
exclude_patterns = ["lessons/**/*.ipynb"]
sphinx_gallery_conf = {
    "examples_dirs": "../examples", "gallery_dirs": "lessons", "filename_pattern": ""
}
"""
MYST_NB = """
extensions = ["myst_nb"]
html_theme = "furo"
nb_execution_mode = "force"
nb_execution_raise_on_error = True
nb_execution_timeout = 120
"""
NBSPHINX = """
extensions = ["nbsphinx"]
html_theme = "furo"
nbsphinx_execute = "always"
nbsphinx_timeout = 120
"""
INDEX = "Lessons\n=======\n\n.. toctree::\n   :glob:\n\n   guide\n   {}\n"
GUIDE = "Guide\n=====\n\nHow to take these lessons.\n"


@dataclass
class Builder:
    """A way to build the lessons. All paths are relative to ``folder``."""

    name: str
    folder: Path
    commands: list
    guide: str = "docs/guide.rst"
    lesson: str = "examples/core/create_tensors.py"
    made: tuple = ("build", "docs/lessons")
    starts_kernels: bool = False

    def forget(self):
        """Remove what earlier builds have made."""
        for name in self.made:
            shutil.rmtree(self.folder / name, ignore_errors=True)

    def change_lesson(self):
        path, addition = self.folder / self.lesson, f"\nprint({time.time_ns()})\n"
        if path.suffix == ".ipynb":
            notebook = nbformat.read(path, as_version=4)
            next(cell for cell in notebook.cells if cell.cell_type == "code").source += addition
            nbformat.write(notebook, path)
        else:
            path.write_text(path.read_text(encoding="utf-8") + addition, encoding="utf-8")

    def change_guide(self):
        with (self.folder / self.guide).open("a", encoding="utf-8") as page:
            page.write(f"\nChanged at {time.time_ns()}.\n")

    def check(self, lessons):
        """Raise an error unless each lesson's page has what its first block prints.

        ``lessons`` are those of ``outputs.json``.
        """
        for name, lesson in lessons.items():
            page = (self.folder / "build" / "html" / f"{name}.html").read_text(encoding="utf-8")
            if html.escape(lesson["printed"][0].strip()) not in page:
                raise RuntimeError(f"{self.name} has not run {name}.")


def simple(folder, conf, pages):
    """Make a Sphinx project with ``conf`` and two pages.

    ``pages`` is the pattern by which the index finds the lessons.
    """
    (folder / "docs").mkdir(parents=True)
    (folder / "docs" / "conf.py").write_text(f'project = "{folder.name}"\n{conf}', encoding="utf-8")
    (folder / "docs" / "index.rst").write_text(INDEX.format(pages), encoding="utf-8")
    (folder / "docs" / "guide.rst").write_text(GUIDE, encoding="utf-8")


def make_plain(folder):
    """Build the lessons with nothing but sphinx-gallery and Furo, and return the site's folder."""
    simple(folder, PLAIN, "lessons/index")
    shutil.copytree(ROOT / "examples", folder / "examples")
    subprocess.run([*SPHINX, "docs", "build/html"], cwd=folder, check=True)
    return folder / "build" / "html"


def renamed(script, number):
    """Return the text of a script with a title of its own. It needs nothing."""
    script = re.sub(r'(?<=^""")\n(.+)\n=+', rf"\n\1 {number}\n{'=' * 80}", script)
    return re.sub(r"(?<=\*\*You need:\*\* ).+", "nothing.", script, count=1)


def make(folder, size):
    """Make a folder for each builder below ``folder``, with ``size`` times the lessons.

    Return the builders, and the lessons of ``outputs.json``.
    """
    ignore = shutil.ignore_patterns(".*", "build", "lessons", "__pycache__")
    site, lessons, plain, floor = (folder / name for name in ("site", "lessons", "plain", "floor"))
    shutil.copytree(ROOT, site, ignore=ignore)
    for script in sorted((site / "examples").rglob("*.py")):
        for number in range(2, size + 1):
            text = renamed(script.read_text(encoding="utf-8"), number)
            script.with_stem(f"{script.stem}_{number}").write_text(text, encoding="utf-8")
    list_lessons(site)
    shutil.copytree(site, lessons)
    for page in (lessons / "docs").rglob("*.md"):
        if "file_format: mystnb" in page.read_text(encoding="utf-8"):
            page.unlink()
    for gallery in plain, floor:
        simple(gallery, PLAIN, "lessons/index")
        shutil.copytree(site / "examples", gallery / "examples")
    build_site = ["env", "PYTHONPATH=docs/_ext", sys.executable, "-m", "course.make.build"]
    subprocess.run(build_site, cwd=site, check=True, stdout=subprocess.DEVNULL)  # for its notebooks
    for name, conf in ("MyST-NB", MYST_NB), ("nbsphinx", NBSPHINX):
        simple(folder / name, conf, "lessons/*/*")
        shutil.copytree(
            site / "build" / "html" / "notebooks" / "lessons", folder / name / "docs" / "lessons"
        )
    outputs = json.loads((site / "build" / "html" / "outputs.json").read_text(encoding="utf-8"))
    ours = {"guide": "docs/guide/start_here.md"}
    kernels = {
        "lesson": "docs/lessons/core/create_tensors.ipynb",
        "made": ("build",),
        "starts_kernels": True,
    }
    sphinx = [*SPHINX, "docs", "build/html"]
    return [
        Builder(
            "floor",
            floor,
            [[sys.executable, "-W", "ignore", "-c", RUN], [*sphinx, "-D", "plot_gallery=0"]],
        ),
        Builder("plain", plain, [sphinx]),
        Builder(
            "lessons", lessons, [[*sphinx, "-c", ".", "--silent"]], **ours
        ),  # of links to what is missing
        Builder("site", site, [build_site], **ours),
        Builder("MyST-NB", folder / "MyST-NB", [sphinx], **kernels),
        Builder("nbsphinx", folder / "nbsphinx", [sphinx], **kernels),
    ], outputs["lessons"]
