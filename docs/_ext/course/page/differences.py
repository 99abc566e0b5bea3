"""List where lessons print something else on another device.

Goes in: the directive ``{differences} kind``, with a kind from KINDS, and what
``course.page.devices`` has noted. Comes out: a list of lessons, with links to the sections that
hold such a block. ``{differences} devices`` lists the devices that were compared. If there was only
one, so that nothing was compared, the content of the directive stands in the place of the list.
"""

import math
import re

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from course.outline import in_order

COMPARED = "These devices were compared. Where they differ, a lesson shows what each one printed:"
KINDS = ("suffix", "digits", "random", "words")
SUFFIX = re.compile(r",\s*device='[^']*'")
# torch writes a space where another number has its sign.
NUMBER = re.compile(r"\s*[-+]?\d+\.?\d*(?:e[-+]?\d+)?")
DRAWS = re.compile(r"\b(rand\w*|normal_?|bernoulli_?|multinomial|uniform_)\(")


def kind(one, other, code):
    """Return how two texts, printed by the end of ``code``, differ: one of KINDS.

    ``digits``: numbers that agree to about three digits. ``random``: others, after a draw.
    """
    one, other = (" ".join(SUFFIX.sub("", text).split()) for text in (one, other))
    if one == other:
        return "suffix"
    if NUMBER.sub("0", one) != NUMBER.sub("0", other):
        return "words"
    numbers = (map(float, NUMBER.findall(text)) for text in (one, other))
    pairs = zip(*numbers, strict=True)
    if all(math.isclose(*pair, rel_tol=1e-3, abs_tol=1e-5) for pair in pairs):
        return "digits"
    return "random" if DRAWS.search(code) else "words"


class differences(nodes.General, nodes.Element):
    """Holds the place of a list until all lessons have been read."""


class Differences(SphinxDirective):
    """Makes a ``differences`` node of the kind that its argument names."""

    required_arguments = 1
    has_content = True

    def run(self):
        wanted = self.arguments[0]
        if wanted not in (*KINDS, "devices"):
            raise self.error(f"There is no kind {wanted}. Use devices or {', '.join(KINDS)}.")
        return [differences("", *self.parse_content_to_nodes(), kind=wanted)]


def bullet_list(items):
    """Return a bullet list with an item of each list of inline nodes."""
    made = [nodes.list_item("", nodes.paragraph("", "", *item)) for item in items]
    return nodes.bullet_list("", *made)


def sections(facts, wanted):
    """Return, for each section with such a difference, (id, title), the devices that differ.

    ``facts`` are what ``course.page.devices`` noted of a lesson. Its set-up prints the device, so
    it always differs, and isn't listed.
    """
    found = {}
    for number, place, device, one, other in facts.get("differences", ()):
        code = "\n".join(facts["code"][: number + 1])
        if number and kind(one, other, code) == wanted:
            found.setdefault(place, {})[device] = None
    return found


def lesson_item(app, page, lesson, wanted):
    """Return the inline nodes that name a lesson and its sections, or an empty list."""
    item = []
    for (anchor, title), devices in sections(app.env.metadata[lesson], wanted).items():
        uri = f"{app.builder.get_relative_uri(page, lesson)}#{anchor}"
        link = nodes.reference("", title, refuri=uri, internal=True)
        before = ", " if item else ": "
        item += [nodes.Text(before), link, nodes.Text(f" ({', '.join(devices)})")]
    return item and [nodes.strong("", app.env.titles[lesson].astext()), *item]


def list_lessons(app, page, wanted):
    """Return the nodes that list the lessons with such a difference."""
    items = [lesson_item(app, page, lesson, wanted) for lesson in in_order(app.env.titles)]
    items = [item for item in items if item]
    if not items:
        return [nodes.paragraph("", "In no lesson of this version.")]
    return [nodes.paragraph("", "In these sections:"), bullet_list(items)]


def fill(app, doctree, page):
    """Put the lists in their places, or, without a recording, what the page says instead."""
    pages = app.env.metadata.values()
    devices = dict.fromkeys(label for facts in pages for label in facts.get("devices", ()))
    for node in list(doctree.findall(differences)):
        if len(devices) < 2:
            node.replace_self(node.children)
        elif node["kind"] == "devices":
            items = [[nodes.strong("", short), nodes.Text(f" {rest}")] for short, rest in devices]
            node.replace_self([nodes.paragraph("", COMPARED), bullet_list(items)])
        else:
            node.replace_self(list_lessons(app, page, node["kind"]))


def setup(app):
    app.add_directive("differences", Differences)
    app.add_node(differences)
    app.connect("doctree-resolved", fill)
