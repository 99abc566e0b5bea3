"""Keep what every code block of every lesson printed, in ``outputs.json``.

Goes in: the pages as they were read. Comes out, at the root of the build: for each lesson
the SHA-256 of its code (not of its prose), what it ran on, and the text that each code block
printed, in order, empty where it printed nothing. The build's own provenance stands above them.
"""

import hashlib
import json
import re

from docutils import nodes

CLASS = "sphx-glr-script-out"
SENTENCE = re.compile("([A-Za-z'()]+ ){4}")


def classes(text):
    """Return the classes of a block that shows printed text. A phone may wrap sentences."""
    return [CLASS, "sentence"] if SENTENCE.search(text) else [CLASS]


def blocks(doctree):
    """Return each code block of a lesson's page, with the block of what it printed, or None."""
    found = []
    for block in doctree.findall(nodes.literal_block):
        if CLASS in block["classes"]:
            found[-1][1] = block
        elif block.get("language") == "Python":  # so capitalised by sphinx-gallery alone
            found.append([block, None])
    return found


def collect(app, doctree):
    """Note code and printed text of a lesson's page in the environment."""
    if found := blocks(doctree):
        for _, output in found:
            if output:
                output["classes"] = classes(output.astext())
        digest = hashlib.sha256("\0".join(code.astext() for code, _ in found).encode()).hexdigest()
        printed = [output.astext() if output else "" for _, output in found]
        app.env.metadata[app.env.docname]["outputs"] = {"code": digest, "printed": printed}


def write(app, exception):
    """Write ``outputs.json``."""
    if exception:
        return
    lessons = {
        name: {**page["outputs"], "provenance": page["provenance"]}
        for name, page in sorted(app.env.metadata.items())
        if "outputs" in page
    }
    build = json.loads((app.outdir / "provenance.json").read_text(encoding="utf-8"))
    text = json.dumps({"provenance": build, "lessons": lessons}, indent=1)
    (app.outdir / "outputs.json").write_text(text + "\n", encoding="utf-8")


def setup(app):
    app.connect("doctree-read", collect)
    app.connect("build-finished", write, priority=900)  # after provenance.json
    return {"parallel_read_safe": True, "parallel_write_safe": True}
