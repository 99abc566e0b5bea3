"""Put every lesson's script beside its notebook, at an address that stays, and pack them all.

Goes in: ``notebooks/<page>.ipynb``, where ``<page>`` is the page's own path, those of exercises
too. Comes out:
``scripts/<page>.py`` and ``downloads/<title>.zip`` with all of them, a README, the licence and
the requirements. The links to them are in ``docs/_templates/lesson_header.html``. A page links to
the zip with the role ``{archive}`Download all lessons```.
"""

import shutil
import tomllib
import zipfile

from docutils import nodes
from sphinx.util.docutils import SphinxRole

from course import library
from course.outline import in_order
from course.settings import ROOT, course, script_of

ZIP_TIME = (1980, 1, 1, 0, 0, 0)  # the earliest a zip can hold: two builds give the same bytes


class Archive(SphinxRole):
    """Makes a link to the zip, whatever the course is called."""

    ending = ".zip"

    def run(self):
        root = "../" * self.env.docname.count("/")
        address = f"{root}downloads/{course()['archive']}{self.ending}"
        return [nodes.reference("", self.text, refuri=address, internal=True)], []


def requirements():
    """Return what lessons need, and what opens notebooks, one requirement a line."""
    groups = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return "\n".join([*groups["dependency-groups"]["lessons"], "jupyterlab", ""])


def pack(archive, files):
    """Write a zip of ``files``, {name: bytes}."""
    archive.parent.mkdir(exist_ok=True)
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, contents in sorted(files.items()):
            packed.writestr(zipfile.ZipInfo(name, ZIP_TIME), contents)


def write(app, exception):
    """Copy scripts to their addresses, and pack them with the notebooks."""
    if exception:
        return
    names = sorted(page for page, facts in app.env.metadata.items() if "outputs" in facts)
    facts = {
        "title": app.config.project,
        "author": app.config.author,
        "site": course()["site_url"],
        "version": app.config.version,
        "first": in_order(names)[0],
        "advice": library.ADVICE,
    }
    files = {
        "README.md": app.builder.templates.render("archive.md", facts).encode(),
        "requirements.txt": requirements().encode(),
        "LICENSE": (ROOT / "LICENSE").read_bytes(),
    }
    shutil.rmtree(app.outdir / "scripts", ignore_errors=True)
    for name in names:
        script = app.outdir / "scripts" / f"{name}.py"
        script.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(script_of(name), script)
    found = [*app.outdir.glob("notebooks/**/*.ipynb"), *app.outdir.glob("scripts/**/*.py")]
    files |= {path.relative_to(app.outdir).as_posix(): path.read_bytes() for path in found}
    folder = course()["archive"]
    packed = {f"{folder}/{name}": contents for name, contents in files.items()}
    pack(app.outdir / "downloads" / f"{folder}.zip", packed)


def setup(app):
    app.add_role("archive", Archive())
    app.connect("build-finished", write)
