"""Keep what every block of every lesson printed in ``outputs.json``, and what the build ran on.

Goes in: the blocks of the pages. Comes out, at the root of the version:

``provenance.json``
    ``version``, ``commit``, ``built``, and the provenance of the first page, by name, that ran
``outputs.json``
    the same as ``provenance``, and for each of ``lessons``: ``code``, the SHA-256 of its code (not
    of its prose); ``codes``, for each block, that of its code and all code before it; ``printed``,
    the text that each block printed, in order, empty where it printed nothing; and ``provenance``
"""

import json

from course.block import blocks, code_digests
from course.settings import built, commit, is_lesson


def collect(app, doctree):
    """Note what a page ran on, and the code and the printed text of a lesson."""
    page, found = app.env.docname, blocks(doctree)
    if not found:
        return
    facts = app.env.metadata[page]
    facts["provenance"] = found[0]["provenance"]
    if is_lesson(page):
        codes = code_digests(found)
        printed = [block["printed"] for block in found]
        facts["outputs"] = {"code": codes[-1], "codes": codes, "printed": printed}


def dump(path, facts):
    """Write facts as JSON."""
    path.write_text(json.dumps(facts, indent=1) + "\n", encoding="utf-8")


def write(app, exception):
    """Write both files."""
    if exception:
        return
    pages = sorted(app.env.metadata.items())
    ran_on = [facts["provenance"] for _, facts in pages if "provenance" in facts]
    first = ran_on[0] if ran_on else {}
    build = {"version": app.config.version, "commit": commit(), **first, "built": built()}
    lessons = {
        page: {**facts["outputs"], "provenance": {"commit": commit(), **facts["provenance"]}}
        for page, facts in pages
        if "outputs" in facts
    }
    dump(app.outdir / "provenance.json", build)
    dump(app.outdir / "outputs.json", {"provenance": build, "lessons": lessons})


def setup(app):
    app.connect("doctree-read", collect, priority=600)
    app.connect("build-finished", write)
