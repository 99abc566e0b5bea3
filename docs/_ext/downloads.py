"""Put every lesson's script beside its notebook, at an address that stays, and pack them all.

Goes in: ``notebooks/<page>.ipynb``, where ``<page>`` is the page's own path. Comes out:
``scripts/<page>.py`` and ``downloads/<project>.zip`` with all of them, a README and the
requirements. Links to them stand in ``docs/_templates/lesson_header.html``.
"""

import shutil
import tomllib
import zipfile

ZIP_TIME = (1980, 1, 1, 0, 0, 0)  # the earliest a zip can hold: two builds give the same bytes


def write(app, exception):
    """Copy scripts to their addresses, and pack them with the notebooks."""
    if exception:
        return
    names = sorted(name for name in app.env.found_docs if (app.srcdir / f"{name}.py").exists())
    shutil.rmtree(app.outdir / "scripts", ignore_errors=True)
    for name in names:
        target = app.outdir / "scripts" / f"{name}.py"
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(app.srcdir / f"{name}.py", target)
    settings = tomllib.loads((app.srcdir.parent / "pyproject.toml").read_text(encoding="utf-8"))
    facts = {"title": app.config.project, "version": app.config.version, "first": names[0]}
    files = {
        "README.md": app.builder.templates.render("archive.md", facts).encode(),
        "requirements.txt": "\n".join([*settings["dependency-groups"]["lessons"], "jupyterlab", ""]).encode(),
    }
    for folder, suffix in (("notebooks", ".ipynb"), ("scripts", ".py")):
        files |= {f"{folder}/{name}{suffix}": (app.outdir / folder / f"{name}{suffix}").read_bytes() for name in names}
    archive = app.outdir / "downloads" / f"{app.config.project.lower().replace(' ', '-')}.zip"
    archive.parent.mkdir(exist_ok=True)
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, contents in sorted(files.items()):
            packed.writestr(zipfile.ZipInfo(f"{archive.stem}/{name}", ZIP_TIME), contents)


def setup(app):
    app.connect("build-finished", write)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
