"""Run and read everything again when something changed that it depends on.

sphinx-gallery runs a lesson again only when its script changed, and Sphinx reads a page again only
when its file got a newer date. Both would show old output after an update of PyTorch. So this
module compares two fingerprints with those of the build before:

``ran_with``
    what lessons depend on: versions, the machine, and the code that runs them. It is kept in
    ``docs/lessons``, beside what lessons printed. If it changed, they run again.
``read_with``
    the same, and every other file that pages are made with. It is kept with the pages that were
    read. If it changed, all are read again.

Besides, each page is read again when its own contents, or those of a file that it includes or runs
on, changed, whatever the dates of the files say.
"""

import hashlib
import json
import os
import platform
import re
import shutil
from importlib import metadata
from pathlib import Path

from sphinx.util import logging

from course import library
from course.run.provenance import cpu_name
from course.settings import EXAMPLES, LESSONS, ROOT, course

logger = logging.getLogger(__name__)
KEPT = "fingerprint.json"
PACKAGES = (library.PACKAGE, "numpy", "matplotlib", "sphinx-gallery")
CODE = re.compile("mystnb|jupytext")  # in the header of each page with code cells
GPUS = Path("/proc/driver/nvidia/gpus")
VARIABLES = (*library.HIDDEN, "DEVICE")
RUN_FILES = (
    "conf.py",
    "constraints.txt",
    "docs/_ext/course/*.py",
    "docs/_ext/course/run/*.py",
)
READ_FILES = (
    "docs/_ext/course/[elpw]*/*.py",  # export, live, page, practice, web
    "docs/_inventories/*",
    "docs/_recorded/*",
    "docs/_static/**/*",
    "docs/_templates/**/*",
    "docs/_thumbnails/*/*",
    "pyproject.toml",
)


def digest(path):
    """Return the SHA-256 of a file, or an empty text if it isn't there."""
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""


def digests(patterns):
    """Return the digest of each file below the project that one of ``patterns`` names."""
    paths = {path for pattern in patterns for path in ROOT.glob(pattern) if path.is_file()}
    return {path.relative_to(ROOT).as_posix(): digest(path) for path in sorted(paths)}


def ran_with():
    """Return what lessons depend on.

    Asking the library for its device would import it and double a build's time, so the machine
    is asked.
    """
    gpus = sorted(path.read_text(encoding="utf-8") for path in GPUS.glob("*/information"))
    variables = [os.environ.get(name) for name in VARIABLES]
    return {
        "machine": [platform.platform(), cpu_name(), *gpus, *variables],
        "python": platform.python_version(),
        **{name: metadata.version(name) for name in PACKAGES},
        **digests(RUN_FILES),
    }


def read_with():
    """Return what pages depend on besides their own files."""
    return {**ran_with(), "settings": json.dumps(course()), **digests(READ_FILES)}


def changes(old, new):
    """Return the names of what differs between two fingerprints."""
    names = old.keys() | new.keys()
    return sorted(name for name in names if old.get(name) != new.get(name))


def compare(app):
    """Take the fingerprints, and let lessons run again if theirs changed.

    All that is kept of lessons is removed, and with it their fingerprint: if a lesson fails, the
    next build must not take what others have drawn meanwhile for what they drew before.
    """
    app.ran_with = ran_with()  # once: a file that is edited during the build counts as changed
    app.read_with = read_with()
    path = app.srcdir / LESSONS / KEPT
    old = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    if changed := changes(old, app.ran_with):
        if old:
            logger.info("Running every lesson again: %s changed.", ", ".join(changed))
        shutil.rmtree(path.parent, ignore_errors=True)


def keep(app):
    """Keep the lessons' fingerprint as soon as all lessons have run."""
    path = app.srcdir / LESSONS / KEPT
    path.write_text(json.dumps(app.ran_with, indent=1) + "\n", encoding="utf-8")


def sources(env, page):
    """Return the digest of a page's file, of what it includes, and of lessons, if it runs on them.

    A page with code that names the folder of the lessons shows what is in their scripts.
    """
    path = Path(env.doc2path(page))
    files = {path, *(env.srcdir / name for name in env.dependencies[page])}
    text = path.read_text(encoding="utf-8")
    if CODE.search(text) and EXAMPLES.name in text:
        files |= set(EXAMPLES.rglob("*.py"))
    return {str(path): digest(path) for path in sorted(files)}


def read_again(app, env, added, changed, removed):
    """Return the pages to read again, and keep what they are read with."""
    old, env.read_with = getattr(env, "read_with", app.read_with), app.read_with
    if changes(old, env.read_with):
        return env.found_docs
    known = getattr(env, "page_sources", {})
    pages = env.found_docs - added
    return [page for page in pages if page in known and known[page] != sources(env, page)]


def keep_sources(app, env):
    """Keep the digests of all pages with the pages."""
    env.page_sources = {page: sources(env, page) for page in env.all_docs}


def setup(app):
    app.connect("builder-inited", compare, priority=3)  # before sphinx-gallery runs lessons
    app.connect("builder-inited", keep, priority=900)  # after it
    app.connect("env-get-outdated", read_again)
    app.connect("env-updated", keep_sources)
