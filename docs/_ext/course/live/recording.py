"""Make the notebook *Record this device*, which does elsewhere what ``make record`` does here.

Goes in: ``outputs.json``, the code of the lessons, and the parts of this package that run them.
Comes out: ``notebooks/record_this_device.ipynb``, which needs what lessons need and no network. A
page links to it with the role ``{recorder}`Download notebook```, which adds a link to it in each
service that has GPUs, if it is known where the repository is.
"""

import json
import tomllib
from pathlib import Path

from docutils import nodes
from sphinx.util.docutils import SphinxRole

from course.block import UNSHOWN
from course.export import notebooks
from course.page.launchers import addresses
from course.settings import ROOT, course, script_of

NAME = "record_this_device"
PACKAGE = ROOT / "docs" / "_ext" / "course"
RECORDER = Path(__file__).with_name("recorder.py")
MODULES = {  # what live/record_lessons.py imports or runs, and what that imports
    ".": ("__init__", "command", "forks", "internals", "library", "processes", "settings"),
    "live": ("record_lessons",),
    "make": ("__init__", "record"),
    "run": (
        *("__init__", "device", "execute", "figures", "fresh"),
        *("places", "provenance", "terminal", "watched"),
    ),
}
KEPT = ("version", "commit", "built")  # the build's part of the provenance. The rest is anew
TEXT = f"""\
# Record this device

{{version}}. This notebook is for people who maintain the course.

It runs the code of every lesson on this device and keeps what each block printed in one file. The
course's pages then show where that differs from what they have.

1. Choose a GPU. In Kaggle: **Settings**, **Accelerator**, **GPU T4 x2**. In Colab: **Runtime**,
   **Change runtime type**, **T4 GPU**.
2. Run all cells. It takes about a minute, and it needs no internet.

The next cell holds the lessons and the code with which the course runs them.

{notebooks.CODE}

This cell runs them. If you want to record the CPU although there is a GPU, change its first line
to `DEVICE = "cpu"`.

{notebooks.CODE}

Download the file with the link above. If the link doesn't work, look for the file in the list of
files: in Kaggle on the right, under **Output**; in Colab behind the folder on the left. Put it into
`docs/_recorded` in the course's repository, run `make html`, look at the pages, and commit it."""


def places(page, blocks):
    """Return [first line in the lesson's script, code] of each block."""
    text = f"\n{script_of(page).read_text('utf-8')}\n"
    found, at = [], 0
    for code in blocks:
        at = max(at, text.find(f"\n{code}\n", at))  # sphinx-gallery may leave out lines
        found.append([text.count("\n", 0, at) + 1, code])
        at += 1
    return found


def lessons(app):
    """Return the facts that ``live/record_lessons.py`` reads.

    ``outputs`` is ``outputs.json`` without what only a run can say.
    """
    outputs = json.loads((app.outdir / "outputs.json").read_text(encoding="utf-8"))
    for facts in (outputs, *outputs["lessons"].values()):
        ran_on = facts["provenance"]
        facts["provenance"] = {name: ran_on[name] if name in KEPT else None for name in ran_on}
    for lesson in outputs["lessons"].values():
        lesson["printed"] = []
    groups = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return {
        "requirements": groups["dependency-groups"]["lessons"],
        "code": {page: places(page, app.env.metadata[page]["code"]) for page in outputs["lessons"]},
        "outputs": outputs,
    }


def files(app):
    """Return {path: text} of all that runs the lessons: a copy of the course, as small as can be.

    ``block.py`` would need docutils.
    """
    names = [f"{folder}/{name}" for folder in MODULES for name in MODULES[folder]]
    paths = [PACKAGE / f"{name}.py" for name in names]
    sources = {path: path.read_text("utf-8") for path in paths}
    sources[PACKAGE / "block.py"] = f"import re\n\nUNSHOWN = re.compile({UNSHOWN.pattern!r})\n"
    named = {path.relative_to(ROOT).as_posix(): text for path, text in sources.items()}
    return named | {"lessons.json": json.dumps(lessons(app), indent=1)}


def write(app, exception):
    """Write the notebook."""
    if exception:
        return
    held = json.dumps(files(app), indent=1, ensure_ascii=False)
    code = RECORDER.read_text(encoding="utf-8").strip()
    cells = [
        {"code": f"# @title Lessons\n{code}\n\n\nFILES = {held}", "hidden": True},
        {"code": 'DEVICE = ""\nrecord(FILES, DEVICE)', "hidden": False},
    ]
    notebooks.save(app, NAME, TEXT.format(version=notebooks.named(app.config.version)), cells)


class Recorder(SphinxRole):
    """Makes links to the notebook."""

    def run(self):
        path = f"{NAME}.ipynb"
        services = []
        if course()["github"]:  # without a commit, there is no link to Binder, which has no GPU
            services = addresses(*course()["github"], "", f"{self.config.version}/{NAME}")
        root = "../" * self.env.docname.count("/")
        links = [(f"Open in {service}", address, False) for service, address in services]
        links.append((self.text, f"{root}notebooks/{path}", True))
        made = []
        for words, address, is_ours in links:
            made += [nodes.Text(", "), nodes.reference("", words, refuri=address, internal=is_ours)]
        return made[1:], []


def setup(app):
    app.add_role("recorder", Recorder())
    app.connect("build-finished", write)
