"""Put every lesson's script and notebook at an address that stays.

Comes out: ``scripts/<page>.py`` and ``notebooks/<page>.ipynb``, where ``<page>`` is the page's
own path, and ``downloads/<project>.zip`` with all of them. In the template context, a lesson's
page has ``downloads``, the addresses relative to the page.
"""

import shutil
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
    archive = app.outdir / archive_name(app.config)
    for folder in ("notebooks", "scripts", archive.parent.name):
        shutil.rmtree(app.outdir / folder, ignore_errors=True)
    archive.parent.mkdir()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
        for name in lessons(app.env):
            for folder, suffix in KINDS.values():
                source = app.srcdir / f"{name}{suffix}"
                target = app.outdir / folder / f"{name}{suffix}"
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(source, target)
                packed.writestr(zipfile.ZipInfo(f"{archive.stem}/{folder}/{name}{suffix}", ZIP_TIME), source.read_bytes())


def setup(app):
    app.connect("html-page-context", show)
    app.connect("build-finished", write)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
