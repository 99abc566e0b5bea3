"""Say on each lesson's page what it ran on, and in ``provenance.json`` what the build ran on.

Goes in: nothing; the facts are read in the process that runs the lesson, after its first
block, or that has run a page's cells. From a lesson they reach the page as a comment,
``.. provenance: {"device": ...}``. Comes out: the line "Executed on CPU (name) · PyTorch 2.13.0 ·
Python 3.11.7 · commit 1a2b3c4" in the template context as ``provenance``, and at the root of the
build ``provenance.json``.
"""

import json
import os
import platform
import re
import subprocess
import sys
from datetime import datetime, timezone
from functools import cache
from pathlib import Path

from docutils import nodes
from myst_nb.sphinx_ import NbMetadataCollector

MARK = "provenance: "


def git(*arguments):
    """Return what git prints, or None where there is no git or no repository."""
    try:
        return subprocess.check_output(["git", *arguments], cwd=Path(__file__).parent, stderr=subprocess.DEVNULL, text=True).strip()
    except (FileNotFoundError, subprocess.CalledProcessError):
        return None


@cache
def commit():
    """Return the checkout's commit, with ``+`` behind it where files were changed, or None."""
    head = git("rev-parse", "HEAD")
    return head and head + ("+" if git("status", "--porcelain") else "")


def built():
    """Return the time to be named as the build's, in ISO 8601, or None.

    SOURCE_DATE_EPOCH (https://reproducible-builds.org/specs/source-date-epoch) or else the
    commit's date, so that two builds of one commit agree.
    """
    seconds = os.environ.get("SOURCE_DATE_EPOCH") or git("log", "-1", "--format=%ct")
    return seconds and datetime.fromtimestamp(int(seconds), timezone.utc).isoformat()


@cache
def cpu_name():
    """Return the processor's name as the system knows it."""
    if sys.platform == "darwin":
        return subprocess.check_output(["sysctl", "-n", "machdep.cpu.brand_string"], text=True).strip()
    cpuinfo = Path("/proc/cpuinfo")
    found = cpuinfo.exists() and re.search(r"^model name\s*:(.*)", cpuinfo.read_text(encoding="utf-8"), re.MULTILINE)
    return found[1].strip() if found else platform.processor() or platform.machine()


def device_name(device):
    """Return the name of a torch.device: a GPU's own, else the processor's."""
    import torch

    name = getattr(torch.get_device_module(device), "get_device_name", None)
    return name(device) if name else cpu_name()


def facts():
    """Return what code runs on here, after it has chosen its device."""
    import numpy
    import torch

    device = torch.empty(0).device  # get_default_device fails in 2.8 where none is set
    return {
        "commit": commit(),
        "device": {"type": device.type, "name": device_name(device)},
        "torch": str(torch.__version__),  # not its own class, which would import torch in every later build
        "python": platform.python_version(),
        "numpy": numpy.__version__,
        "platform": f"{platform.system()} {platform.machine()}",
    }


def scrape(block, block_vars, gallery_conf):
    """Return, after a lesson's first block, what it runs on, as a reStructuredText comment."""
    if block_vars.setdefault("provenance_noted", False):
        return ""
    block_vars["provenance_noted"] = True
    return f".. {MARK}{json.dumps(facts())}\n\n"


def collect(app, doctree):
    """Note the provenance of a page that has run; a lesson's is in a comment."""
    if NbMetadataCollector.get_exec_data(app.env, app.env.docname):
        app.env.metadata[app.env.docname]["provenance"] = facts()
    for comment in doctree.findall(nodes.comment):
        if comment.astext().startswith(MARK):
            app.env.metadata[app.env.docname]["provenance"] = json.loads(comment.astext().removeprefix(MARK))


def line(ran_on):
    """Return the facts of a page as one line of text."""
    kind = ran_on["device"]["type"].upper()
    parts = [
        f"Executed on {kind} ({ran_on['device']['name']})",
        f"PyTorch {ran_on['torch'].partition('+')[0]}",
        f"Python {ran_on['python']}",
    ]
    if ran_on["commit"]:
        parts.append(f"commit {ran_on['commit'][:7]}" + (" with changes" if ran_on["commit"].endswith("+") else ""))
    return " · ".join(parts)


def show(app, pagename, templatename, context, doctree):
    """Give the page's template its provenance line."""
    if ran_on := app.env.metadata.get(pagename, {}).get("provenance"):
        context["provenance"] = line(ran_on)


def write(app, exception):
    """Write ``provenance.json``: what the lessons ran on, and the commit built."""
    if exception:
        return
    pages = [page["provenance"] for _, page in sorted(app.env.metadata.items()) if "provenance" in page]
    build = {"version": app.config.version, **pages[0], "commit": commit(), "built": built()}
    (app.outdir / "provenance.json").write_text(json.dumps(build, indent=1) + "\n", encoding="utf-8")


def setup(app):
    app.connect("doctree-read", collect)
    app.connect("html-page-context", show)
    app.connect("build-finished", write)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
