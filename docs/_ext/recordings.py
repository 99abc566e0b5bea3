"""Show, below a lesson's code, what it printed on devices that this build doesn't run on.

Goes in: ``docs/_recorded/*.json``, each the ``outputs.json`` of a build on another device, kept by
``make record``. Comes out: where a block's text differs by device, a panel for each, this build's
first, ``<div class="devices"><div><p class="ran-on"><span>CUDA</span> ...</p>...</div>...</div>``, of
which course.js makes tabs. A recording speaks for a lesson only while the lesson's code is what was
recorded; the log says what to record again.
"""

import hashlib
import json

from docutils import nodes
from outputs import CLASS, blocks, classes
from sphinx.errors import ConfigError
from sphinx.util import logging

logger = logging.getLogger(__name__)


def load(app):
    """Keep the recordings in ``app.recordings``, by the path of their file, or raise ConfigError."""
    app.recordings = {}
    for path in sorted((app.srcdir / "_recorded").glob("*.json")):
        name = path.relative_to(app.srcdir.parent).as_posix()
        try:
            app.recordings[name] = json.loads(path.read_text(encoding="utf-8"))["lessons"]
            for lesson in app.recordings[name].values():
                lesson["code"], len(lesson["printed"]), label(lesson)
        except (ValueError, LookupError, TypeError, AttributeError) as error:
            place, problem = f"{name}:{getattr(error, 'lineno', 1)}", getattr(error, "msg", "This is no recording")
            raise ConfigError(f"{place}: {problem}. Remove this file, or record again on its device: make record") from None


def device(lesson):
    """Return the type and the name of the device that a lesson ran on."""
    return lesson["provenance"]["device"]["type"], lesson["provenance"]["device"]["name"]


def label(lesson):
    """Return what a lesson ran on, as (short name, the rest)."""
    kind, model = device(lesson)
    return kind.upper(), f"{model} · PyTorch {lesson['provenance']['torch'].partition('+')[0]}"


def read_again(app, env, added, changed, removed):
    """Return all lessons if the recordings aren't those that their pages were made with."""
    digest = hashlib.sha256(json.dumps(app.recordings).encode()).hexdigest()
    before, env.recordings = getattr(env, "recordings", digest), digest
    return [name for name in env.all_docs if name.startswith("lessons/")] if digest != before else []


def panel(lesson, output, note=""):
    """Return what one device printed for a block, below a label."""
    short, rest = label(lesson)
    named = nodes.paragraph("", "", nodes.inline("", short), nodes.Text(f" {rest}{note}"), classes=["ran-on"])
    return nodes.container("", named, output or nodes.paragraph("", "Nothing is printed here."))


def compare(app, doctree):
    """Put panels in the place of each output that differs by device, and note the differences."""
    page = app.env.metadata[app.env.docname]
    if "outputs" not in page:
        return
    own = {**page["outputs"], "provenance": page["provenance"]}
    recorded = [lessons.get(app.env.docname) for lessons in app.recordings.values()]
    recorded = [lesson for lesson in recorded if lesson and lesson["code"] == own["code"] and device(lesson) != device(own)]
    page["devices"], page["differences"], code = [label(lesson) for lesson in (own, *recorded)], [], ""
    for number, (block, output) in enumerate(blocks(doctree)):
        text, section = own["printed"][number], block.parent
        code += block.astext() + "\n"
        if all(lesson["printed"][number] == text for lesson in recorded):
            continue
        panels = [panel(own, output and output.deepcopy(), " · this page's own")]
        for lesson in recorded:
            other = lesson["printed"][number]
            panels.append(panel(lesson, other and nodes.literal_block(other, other, language="none", classes=classes(other))))
            if other != text:
                place = section["ids"][0], section.next_node(nodes.title).astext()
                page["differences"].append((number, place, label(lesson)[0], text, other, code))
        made = nodes.container("", *panels, classes=[CLASS, "devices"])
        if output:
            output.replace_self(made)
        else:
            section.insert(section.index(block) + 1, made)


def say_stale(app, env):
    """Say in the log which lessons have changed since they were recorded."""
    now = {name: page["outputs"]["code"] for name, page in env.metadata.items() if "outputs" in page}
    for path, lessons in app.recordings.items():
        stale = sorted(name for name, code in now.items() if name not in lessons or lessons[name]["code"] != code)
        if stale:
            names = ", ".join(name.removeprefix("lessons/") for name in stale)
            logger.info("%s: not shown for %s: changed since. On that device, run: make record", path, names)


def setup(app):
    app.connect("builder-inited", load)
    app.connect("env-get-outdated", read_again)
    app.connect("doctree-read", compare, priority=600)  # after outputs and provenance
    app.connect("env-check-consistency", say_stale)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
