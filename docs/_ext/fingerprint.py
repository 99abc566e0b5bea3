"""Run every lesson and page again when something changed that their output depends on.

sphinx-gallery runs a lesson again only when its script changed, and Sphinx reads a page again only
when its file did. Goes in: the versions of what lessons import, the machine, and the files that say
how lessons are run. Comes out: one file, ``docs/lessons/fingerprint.json``; where it isn't what it was
after the last good build, the check sums that sphinx-gallery keeps are removed, and all pages are read.
"""

import hashlib
import json
import os
import platform
from importlib import metadata
from pathlib import Path

from provenance import cpu_name
from sphinx.util import logging

logger = logging.getLogger(__name__)
PACKAGES = ("torch", "numpy", "matplotlib", "sphinx-gallery")
FILES = ("conf.py", "constraints.txt", "docs/_ext/*.py")
GPUS = Path("/proc/driver/nvidia/gpus")


def facts(root):
    """Return what lessons depend on. Importing torch to ask for its device would double a build's time."""
    gpus = sorted(path.read_text() for path in GPUS.glob("*/information"))
    files = sorted(path for pattern in FILES for path in root.glob(pattern))
    return {
        "machine": [platform.platform(), cpu_name(), *gpus, os.environ.get("CUDA_VISIBLE_DEVICES"), os.environ.get("DEVICE")],
        "python": platform.python_version(),
        **{name: metadata.version(name) for name in PACKAGES},
        **{path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files},
    }


def compare(app):
    """Forget what sphinx-gallery ran, if the fingerprint isn't the last one."""
    path, new = app.srcdir / "lessons" / "fingerprint.json", facts(app.srcdir.parent)
    old = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    if changed := sorted(name for name in old.keys() | new.keys() if old.get(name) != new.get(name)):
        if old:
            logger.info("Running every lesson again: %s changed.", ", ".join(changed))
        for kept in path.parent.rglob("*.md5"):
            kept.unlink()
        app.connect("env-get-outdated", lambda app, env, added, changed, removed: env.found_docs)


def keep(app, exception):
    """Write the fingerprint of a build that succeeded."""
    if not exception:
        path = app.srcdir / "lessons" / "fingerprint.json"
        path.write_text(json.dumps(facts(app.srcdir.parent), indent=1) + "\n", encoding="utf-8")


def setup(app):
    app.connect("builder-inited", compare, priority=1)  # before sphinx-gallery runs lessons
    app.connect("build-finished", keep)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
