"""Put every lesson's script beside its notebook, at an address that stays, and pack the whole site.

Goes in: all that the build has made. Comes out: ``scripts/<page>.py``, where ``<page>`` is the
page's own path, and ``downloads/<title>.zip``, which is the site, to be read from a folder, with a
README, the licence, the requirements of the lessons, and ``start.py``, which lets readers run code
in the pages. The links to scripts and notebooks are in
``docs/_templates/lesson_header.html``. A page links to the zip with the role
``{archive}`Download the whole course```.
"""

import shutil
import tomllib
import zipfile

from docutils import nodes
from sphinx.util.docutils import SphinxRole

from course import library
from course.outline import in_order
from course.settings import ROOT, course, script_of

START = ROOT / "docs" / "_ext" / "course" / "live" / "start.py"
LEFT_OUT = (".buildinfo", "_sources/", "objects.inv")  # what is only for Sphinx
ZIP_TIME = (1980, 1, 1, 0, 0, 0)  # the earliest a zip can hold: two builds give the same bytes


class Archive(SphinxRole):
    """Makes a link to the zip, whatever the course is called."""

    ending = ".zip"

    def run(self):
        root = "../" * self.env.docname.count("/")
        address = f"{root}downloads/{course()['archive']}{self.ending}"
        return [nodes.reference("", self.text, refuri=address, internal=True)], []


def requirements():
    """Return what lessons need, and what runs their code in pages and notebooks, one a line."""
    groups = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return "\n".join([*groups["dependency-groups"]["lessons"], "jupyterlab", ""])


def pack(archive, files):
    """Write a zip of ``files``, {name: bytes}."""
    archive.parent.mkdir(exist_ok=True)
    with zipfile.ZipFile(archive, "w") as packed:
        for name, contents in sorted(files.items()):
            packed.writestr(zipfile.ZipInfo(name, ZIP_TIME), contents, zipfile.ZIP_DEFLATED)


def copy_scripts(app, exception):
    """Copy scripts to their addresses."""
    if exception:
        return
    shutil.rmtree(app.outdir / "scripts", ignore_errors=True)
    for name in lessons(app.env):
        script = app.outdir / "scripts" / f"{name}.py"
        script.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(script_of(name), script)


def lessons(env):
    """Return the lessons that have run."""
    return sorted(page for page, facts in env.metadata.items() if "outputs" in facts)


def site(outdir):
    """Return {path: bytes} of all files of the site, but not of the archive."""
    paths = {path.relative_to(outdir).as_posix(): path for path in outdir.rglob("*")}
    own = f"downloads/{course()['archive']}.zip"
    kept = {name: path for name, path in paths.items() if not name.startswith((*LEFT_OUT, own))}
    return {name: path.read_bytes() for name, path in kept.items() if path.is_file()}


def write(app, exception):
    """Pack all that the build has made."""
    if exception:
        return
    facts = {
        "title": app.config.project,
        "author": app.config.author,
        "site": course()["site_url"],
        "version": app.config.version,
        "first": in_order(lessons(app.env))[0],
        "advice": library.ADVICE,
        "library": library.NAME,
    }
    files = site(app.outdir) | {
        "README.md": app.builder.templates.render("archive.md", facts).encode(),
        "requirements.txt": requirements().encode(),
        "LICENSE": (ROOT / "LICENSE").read_bytes(),
        "start.py": START.read_bytes(),
    }
    folder = course()["archive"]
    packed = {f"{folder}/{name}": contents for name, contents in files.items()}
    pack(app.outdir / "downloads" / f"{folder}.zip", packed)


def setup(app):
    app.add_role("archive", Archive())
    app.connect("build-finished", copy_scripts)
    app.connect("build-finished", write, priority=990)  # when all is made
