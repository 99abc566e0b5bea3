"""Put every lesson's script beside its notebook, at an address that stays, and pack them all.

Goes in: ``notebooks/<page>.ipynb``, where ``<page>`` is the page's own path. Comes out:
``scripts/<page>.py`` and ``downloads/<project>.zip`` with all of them, a README and the
requirements. In the template context, a lesson's page has ``downloads``, the addresses
relative to the page.
"""

import shutil
import tomllib
import zipfile

KINDS = {"notebook": ("notebooks", ".ipynb"), "script": ("scripts", ".py")}
ZIP_TIME = (1980, 1, 1, 0, 0, 0)  # the earliest a zip can hold: two builds give the same bytes


def lessons(env):
    """Return the pages that were made from a script, sorted."""
    return sorted(name for name in env.found_docs if (env.srcdir / f"{name}.py").exists())


def archive_name(config):
    """Return the archive's path below the root of the build."""
    return f"downloads/{config.project.lower().replace(' ', '-')}.zip"


def show(app, pagename, templatename, context, doctree):
    """Give a page's template the addresses of its downloads."""
    if (app.srcdir / f"{pagename}.py").exists():
        context["downloads"] = {
            kind: context["pathto"](f"{folder}/{pagename}{suffix}", resource=True)
            for kind, (folder, suffix) in KINDS.items()
        }


def write(app, exception):
    """Copy scripts and notebooks to their addresses, and pack them."""
    if exception:
        return
    names = lessons(app.env)
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
    for folder, suffix in KINDS.values():
        files |= {f"{folder}/{name}{suffix}": (app.outdir / folder / f"{name}{suffix}").read_bytes() for name in names}
    archive = app.outdir / archive_name(app.config)
    archive.parent.mkdir(exist_ok=True)
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, contents in sorted(files.items()):
            packed.writestr(zipfile.ZipInfo(f"{archive.stem}/{name}", ZIP_TIME), contents)


def setup(app):
    app.connect("html-page-context", show)
    app.connect("build-finished", write)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
