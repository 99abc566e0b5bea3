"""Show, below a lesson's code, what it printed on devices that this build doesn't run on.

Goes in: ``docs/_recorded/*.json``, each the ``outputs.json`` of a build on another device, kept by
``make record``. Comes out: where a block's text differs by device, a panel for each, this build's
first, of which course.js makes tabs::

    <div class="output devices"><div><p class="ran-on"><span>CUDA</span> ...</p>...</div>...</div>

A recording speaks for a block only while its code, and all code before it in the lesson, is what
was recorded; the log says what to record again.
"""

import json
import sys

from docutils import nodes
from sphinx.util import logging

from course import library
from course.block import UNSHOWN, blocks, code_digests, output, section_of
from course.settings import LESSONS, is_lesson

logger = logging.getLogger(__name__)


def load(app):
    """Keep the recordings in ``app.recordings``, by path, or exit with a sentence."""
    app.recordings = {}
    for path in sorted((app.srcdir / "_recorded").glob("*.json")):
        name = path.relative_to(app.srcdir.parent).as_posix()
        try:
            lessons = json.loads(path.read_text(encoding="utf-8"))["lessons"]
            for lesson in lessons.values():
                texts = [*label(lesson["provenance"]), *lesson["codes"], *lesson["printed"]]
                is_shown = not UNSHOWN.search("".join(texts))
                if not is_shown or len(lesson["codes"]) != len(lesson["printed"]):
                    raise ValueError
        except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
            place = f"{name}:{getattr(error, 'lineno', 1)}"
            problem = getattr(error, "msg", "This is no recording")
            advice = "Remove this file, or record again on its device: make record"
            sys.exit(f"{place}: {problem}. {advice}")
        for other, recorded in app.recordings.items():
            for page in lessons.keys() & recorded.keys():
                if device(lessons[page]["provenance"]) == device(recorded[page]["provenance"]):
                    problem = f"The device of this recording has another one, {other}."
                    sys.exit(f"{name}:1: {problem} Remove the older one of both.")
        app.recordings[name] = lessons


def device(provenance):
    """Return the type and the name of a device."""
    return provenance["device"]["type"], provenance["device"]["name"]


def label(provenance):
    """Return what code ran on, as (short name, the rest)."""
    kind, model = device(provenance)
    return kind.upper(), f"{model} · {library.named(provenance)}"


def panel(provenance, shown, note=""):
    """Return what one device printed for a block, below a label."""
    short, rest = label(provenance)
    text = [nodes.inline("", short), nodes.Text(f" {rest}{note}")]
    named = nodes.paragraph("", "", *text, classes=["ran-on"])
    return nodes.container("", named, shown or nodes.paragraph("", "Nothing is printed here."))


def compare_block(block, recorded):
    """Put panels in the place of a block's output if it differs by device. Return the differences.

    ``recorded`` holds (provenance, printed text) of each device. A difference is (number of the
    block, (id, title) of its section, device, own text, other text).
    """
    own = block["printed"]
    if all(printed == own for _, printed in recorded):
        return []
    shown = block.output
    panels = [panel(block["provenance"], shown and shown.deepcopy(), " · this page's own")]
    panels += [panel(facts, printed and output(printed)) for facts, printed in recorded]
    made = nodes.container("", *panels, classes=["output", "devices"])
    if shown:
        shown.replace_self(made)
    else:
        block += made
    section = section_of(block)
    place = section["ids"][0], section.next_node(nodes.title).astext()
    number = block["number"]
    different = [(facts, printed) for facts, printed in recorded if printed != own]
    return [(number, place, label(facts)[0], own, printed) for facts, printed in different]


def compare(app, doctree):
    """Compare a lesson with its recordings, and note the devices and the differences."""
    page, found = app.env.docname, blocks(doctree)
    if not (is_lesson(page) and found):
        return
    own = found[0]["provenance"]
    lessons = [lessons[page] for lessons in app.recordings.values() if page in lessons]
    others = [lesson for lesson in lessons if device(lesson["provenance"]) != device(own)]
    facts = app.env.metadata[page]
    facts["differences"], devices = [], {label(own): None}
    for number, (block, digest) in enumerate(zip(found, code_digests(found), strict=True)):
        current = [lesson for lesson in others if digest in lesson["codes"][number : number + 1]]
        recorded = [(lesson["provenance"], lesson["printed"][number]) for lesson in current]
        if not block["setup"]:  # it only says what there is
            devices.update({label(provenance): None for provenance, _ in recorded})
        facts["differences"] += compare_block(block, recorded)
    facts["devices"] = list(devices)
    facts["code"] = [block["code"] for block in found]


def say_stale(app, env):
    """Say in the log which lessons changed since they were recorded, and which are new."""
    now = {
        page: facts["outputs"]["codes"]
        for page, facts in env.metadata.items()
        if "outputs" in facts
    }
    for path, lessons in app.recordings.items():
        changed, new = [], []
        for page, codes in sorted(now.items()):
            name = page.removeprefix(f"{LESSONS}/")
            if page not in lessons:
                new.append(name)
            elif lessons[page]["codes"] != codes:
                changed.append(name)
        advice = "On that device, run: make record"
        if changed:
            logger.info("%s: changed since: %s. %s", path, ", ".join(changed), advice)
        if new:
            logger.info("%s: not recorded yet: %s. %s", path, ", ".join(new), advice)


def setup(app):
    app.connect("builder-inited", load)
    app.connect("doctree-read", compare, priority=610)
    app.connect("env-check-consistency", say_stale)
