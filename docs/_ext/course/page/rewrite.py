"""Write pages again when something changed that they show of other pages.

Sphinx writes the pages that were read, and leaves the others as they are, with old menus, titles
and links (https://github.com/sphinx-doc/sphinx/issues/5506). So this module takes a digest of all
that pages show of each other. If it isn't that of the build before, everything that was written is
removed, and all pages are written. So is what belongs to pages, figures and files that are gone.
"""

import hashlib
import json
import shutil

from course.settings import built, commit

# What a page notes for others
SHARED = (
    "lessons",
    "differences",
    "devices",
    "exercises",
    "introduction",
    "minutes",
    "needs",
    "sections",
)


def sort(env):
    """Put what pages have noted in the order of their names, and pictures in that of their paths.

    Otherwise both are in the order in which pages were read, which decides what lists show
    first, and which of two pictures of the same name keeps it in the site.
    """
    notes = sorted(env.metadata.items())
    env.metadata.clear()
    env.metadata.update(notes)
    pictures = sorted(env.images.items())
    env.images = type(env.images)()
    for path, (pages, _) in pictures:
        for page in sorted(pages):
            env.images.add_file(page, path)


def structure(env):
    """Return what the menu and the links before and after a page are made of, and all files."""
    titles = {page: str(title) for page, title in env.titles.items()}
    files = {str(path): name for path, (_, name) in [*env.images.items(), *env.dlfiles.items()]}
    return [titles, env.toctree_includes, sorted(env.found_docs), files]


def targets(env):
    """Return what links to sections and words of the glossary are made of."""
    std = env.get_domain("std")
    return [std.labels, std.anonlabels, {str(key): value for key, value in std.objects.items()}]


def notes(env):
    """Return what pages have noted for others."""
    return {
        page: {name: facts[name] for name in SHARED if name in facts}
        for page, facts in env.metadata.items()
    }


def digest(env):
    """Return the digest of what pages show of each other."""
    facts = [structure(env), targets(env), notes(env), env.read_with, commit(), built()]
    text = json.dumps(facts, sort_keys=True, default=str)  # some titles are translated when asked
    return hashlib.sha256(text.encode()).hexdigest()


def write_again(app, env):
    """Return all pages if what they show of each other changed, and remove what was written."""
    sort(env)
    path = app.doctreedir / "written_with"
    new = digest(env)
    (app.outdir / ".buildinfo.bak").unlink(missing_ok=True)  # Sphinx's, if settings changed
    old = path.read_text(encoding="utf-8") if path.exists() else ""
    if new == old:
        return []
    path.unlink(missing_ok=True)
    for written in app.outdir.iterdir():
        if written.is_dir():
            shutil.rmtree(written)
        elif written.name != ".buildinfo":
            written.unlink()
    app.written_with = new
    return sorted(env.all_docs)


def keep(app, exception):
    """Keep the digest of a build in which all pages were written."""
    if not exception and hasattr(app, "written_with"):
        path = app.doctreedir / "written_with"
        path.write_text(app.written_with, encoding="utf-8")


def setup(app):
    app.connect("env-updated", write_again)
    app.connect("build-finished", keep)
