"""Make pages of lessons: run each script in order, and make a block of each piece of its code.

Goes in: the scripts below ``examples/`` and, in ``docs/course.toml``, the order in which they are
read. sphinx-gallery makes a page of each script. This module

* keeps what came of each block in the page's source, as a directive, and makes the node of it::

      .. block:: 5f0c…

         {"code": "print(1)", "printed": "1", "figures": [], "names": ..., ...}

  with the digest of the script. No text of the script can hold it, so no text passes for an output;

* puts the thumbnail drawn for a lesson, ``docs/_thumbnails/<lesson>.svg``, on its card, in the
  place of the lesson's first figure;
* removes what was made from lessons that changed or are gone.
"""

import json
import re
import shutil
from pathlib import Path

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from course import names
from course.block import block, output, source_code
from course.run import execute, figures, provenance
from course.run.fingerprint import digest
from course.settings import EXAMPLES, LESSONS, course

DRAWS = re.compile(r"fig\b")
THUMBNAIL = re.compile(r"/lessons/(\S+)/images/thumb/sphx_glr_(\w+)_thumb\.\w+")


def position(filename):
    """Sort key: place in the course."""
    listed = [name for part in course()["lessons"].values() for name in part]
    return listed.index(Path(filename).stem)


def forget(copied):
    """Remove all that sphinx-gallery has made of a lesson. ``copied`` is its copy of the script."""
    figure = f"images/sphx_glr_{copied.stem}_[0-9][0-9][0-9]"
    thumbnail = f"images/thumb/sphx_glr_{copied.stem}_thumb.*"
    for made in (f"{copied.stem}.*", f"{figure}.*", f"{figure}_dark.*", thumbnail):
        for path in list(copied.parent.glob(made)):
            path.unlink()


def prepare(app):
    """Remove what was made from scripts that changed or are gone.

    Of a lesson that changed, sphinx-gallery would keep figures that it no longer draws. Of one that
    failed, it would keep figures that don't belong to the script that is restored then.
    """
    generated = app.srcdir / LESSONS
    for copied in list(generated.rglob("*.py")):
        script = EXAMPLES / copied.relative_to(generated)
        if not (script.exists() and script.read_bytes() == copied.read_bytes()):
            forget(copied)
    for index in list(generated.rglob("index.rst")):
        section = EXAMPLES / index.parent.relative_to(generated)
        if not any(section.glob("GALLERY_HEADER.*")):  # an empty folder may be left
            shutil.rmtree(index.parent)


def keep(gallery_block, script_vars, gallery_conf):
    """Return the directive that holds what came of a block of code, which has just run.

    sphinx-gallery calls this to save figures, and puts the directive into the page's source.
    """
    number = script_vars["blocks"] = script_vars.get("blocks", -1) + 1
    if number == 0:  # the set-up has chosen the device
        script_vars["provenance"] = provenance.facts()
    code = gallery_block.content.strip("\n")
    lines_above = len(gallery_block.content) - len(gallery_block.content.lstrip("\n"))
    place = (script_vars["src_file"], gallery_block.lineno + lines_above)
    printed = execute.printed.take()

    def collect():
        """What a lesson has changed may make this fail, so it runs as a part of the lesson."""
        return {
            "figures": figures.save(script_vars["image_path_iterator"], place, gallery_conf),
            "names": names.find(code, script_vars["example_globals"]),
        }

    facts = {
        "code": code,
        "printed": printed,
        "provenance": script_vars["provenance"],
        "draws": bool(DRAWS.match(code)),
        "setup": number == 0,
        "number": number,
        **execute.look(collect, *place),
    }
    script = Path(script_vars["target_file"])  # the copy that the page is made from
    return f".. block:: {digest(script)}\n\n   {json.dumps(facts)}\n\n"


class Block(SphinxDirective):
    """Makes the node of a block from what ``keep`` has kept."""

    has_content = True
    optional_arguments = 1

    def run(self):
        script = Path(self.env.doc2path(self.env.docname)).with_suffix(".py")
        if not script.exists() or self.arguments != [digest(script)]:
            raise self.error("Only the build makes a block, of code that it has run. Remove this.")
        facts = json.loads("\n".join(self.content))
        node = block(page=self.env.docname, **facts)
        node += source_code(facts["code"], facts["code"])
        for figure in facts["figures"]:
            for theme in ("light", "dark"):
                shown = {"uri": f"/{figure[theme]}", "alt": figure["words"], "loading": "lazy"}
                node += nodes.image(classes=["figure", f"only-{theme}"], **shown, **figure["size"])
        if facts["printed"]:
            node += output(facts["printed"])
        self.set_source_info(node)
        return [node]


def show_thumbnails(app, docname, source):
    """Put the thumbnails that were drawn on the cards of a list of lessons."""

    def drawn(found):
        path = f"_thumbnails/{found[1]}/{found[2]}.svg"
        return f"/{path}" if (app.srcdir / path).exists() else found[0]

    if docname.startswith(f"{LESSONS}/") and docname.endswith("/index"):
        source[0] = THUMBNAIL.sub(drawn, source[0])


def setup(app):
    app.add_directive("block", Block)
    app.connect("builder-inited", prepare, priority=2)  # before sphinx-gallery runs lessons
    app.connect("source-read", show_thumbnails)
