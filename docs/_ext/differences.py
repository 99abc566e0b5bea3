"""List where lessons print something else on another device.

Goes in: the directive ``{differences} kind``, with a kind from KINDS, and what ``recordings`` has
noted. Comes out: a list of lessons, with links to the sections that hold such a block, and the
devices. ``{differences} devices`` lists the devices that were compared.
"""

import math
import re

from docutils import nodes
from docutils.parsers.rst import Directive

KINDS = ("suffix", "digits", "random", "words")
SUFFIX = re.compile(r",\s*device='[^']*'")
NUMBER = re.compile(r"\s*[-+]?\d+\.?\d*(?:e[-+]?\d+)?")  # torch writes a space where another number has its sign
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
    pairs = zip(map(float, NUMBER.findall(one)), map(float, NUMBER.findall(other)), strict=True)
    if all(math.isclose(*pair, rel_tol=1e-3, abs_tol=1e-5) for pair in pairs):
        return "digits"
    return "random" if DRAWS.search(code) else "words"


class differences(nodes.General, nodes.Element):
    """Stands in a page until all lessons have been read."""


class Differences(Directive):
    required_arguments = 1

    def run(self):
        if self.arguments[0] not in (*KINDS, "devices"):
            raise self.error(f"There is no kind {self.arguments[0]}. Write one of: devices, {', '.join(KINDS)}.")
        self.state.document.settings.env.note_reread()  # lessons may have changed
        return [differences(kind=self.arguments[0])]


def bullets(items):
    """Return a bullet list, in a list, with an item of each list of inline nodes, or an empty list."""
    made = [nodes.list_item("", nodes.paragraph("", "", *item)) for item in items]
    return [nodes.bullet_list("", *made)] if made else []


def places(app, page, wanted):
    """Return a list of inline nodes for each lesson that has a difference of the kind ``wanted``."""
    items, parts = [], [name for name in sorted(app.env.toctree_includes) if name.startswith("lessons/")]
    for name in (name for part in parts for name in app.env.toctree_includes[part]):
        found = {}
        for number, place, device, one, other, code in app.env.metadata[name].get("differences", ()):
            if number and kind(one, other, code) == wanted:  # each lesson begins by printing its device
                found.setdefault(place, {})[device] = None
        item = [nodes.strong("", app.env.titles[name].astext())]
        for (anchor, title), devices in found.items():
            link = nodes.reference("", title, refuri=f"{app.builder.get_relative_uri(page, name)}#{anchor}", internal=True)
            item += [nodes.Text(", " if item[1:] else ": "), link, nodes.Text(f" ({', '.join(devices)})")]
        if found:
            items.append(item)
    return items


def fill(app, doctree, page):
    """Put the lists in their places. Without a recording, one sentence says so."""
    for node in list(doctree.findall(differences)):
        devices = dict.fromkeys(label for metadata in app.env.metadata.values() for label in metadata.get("devices", ()))
        if node["kind"] == "devices":
            text = "These devices were compared:" if len(devices) > 1 else "In this version, the lessons were run on one device only."
            node.replace_self([nodes.paragraph("", text), *bullets([nodes.strong("", short), nodes.Text(f" {rest}")] for short, rest in devices)][: len(devices)])
        elif len(devices) > 1:
            items = places(app, page, node["kind"])
            node.replace_self([nodes.paragraph("", "In these sections:" if items else "In no lesson of this version."), *bullets(items)])
        else:
            node.replace_self([])


def setup(app):
    app.add_directive("differences", Differences)
    app.add_node(differences)
    app.connect("doctree-resolved", fill)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
