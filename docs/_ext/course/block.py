"""The node of a block: one piece of code that the build has run, and what came of it.

A block is made once, where its code ran (``run``), and read everywhere else with
``blocks(doctree)``. Its attributes:

``code``
    the code as text, without blank lines around it
``printed``
    the text that it printed, without line breaks at its end
``figures``
    for each figure, ``{"light": path, "dark": path, "words": text alternative, "size": pixels}``,
    with paths below ``docs/``
``names``
    the names in the code, ``[first character, last character, [full names, best first]]``
``provenance``
    what it ran on: ``device`` {``type``, ``name``}, ``torch``, ``python``, ``numpy``, ``platform``
``draws``, ``setup``
    whether it only draws (its code begins with ``fig``), and whether it chooses the device
``number``, ``page``
    its place on its page, from 0, and the name of that page

Its children are what readers see: the ``source_code``, figures and the output, in this order. What
a page shows below a block, such as a question about it, is a further child. To add one, write a
module like ``page/devices.py`` and list it in ``page/__init__.py``. Notebooks only take the code.
"""

import hashlib
import re

from docutils import nodes

# What no page can show: control characters other than tabs and line breaks, and half characters.
UNSHOWN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
SENTENCE = re.compile("(?<![A-Za-z'()])([A-Za-z'()]+ ){4}")  # in linear time, so from its start


class block(nodes.General, nodes.Element):
    """One piece of code that the build has run, with what came of it."""

    @property
    def source_code(self):
        """The node of the code, or None where the page shows no code."""
        return self.next_node(source_code)

    @property
    def output(self):
        """The node of what was printed, or None."""
        return next((node for node in self.children if "output" in node.get("classes", ())), None)


class source_code(nodes.General, nodes.FixedTextElement):
    """The code of a block. ``links`` holds (first character, last character, name, URI)."""


class aside(nodes.General, nodes.Element):
    """What a newcomer may skip: all of a section but its title. ``words`` says so."""


class fold(nodes.General, nodes.Element):
    """What readers open when they want it, such as a hint: text that ``words`` stand for."""


class only_on_page(nodes.General, nodes.Element):
    """Base class of nodes that pages show and notebooks leave out."""


def blocks(doctree):
    """Return the blocks of a page, in order."""
    return list(doctree.findall(block))


def section_of(node):
    """Return the section that a node is in."""
    while not isinstance(node, nodes.section):
        node = node.parent
    return node


def output(text):
    """Return the node that shows printed text. Sentences may wrap on a phone, tensors may not."""
    classes = ["output", "sentence"] if SENTENCE.search(text) else ["output"]
    return nodes.literal_block(text, text, language="none", classes=classes)


def code_digests(found):
    """Return, for each block, the SHA-256 of its code and all code before it on its page."""
    code = [node["code"] for node in found]
    texts = ("\0".join(code[: number + 1]) for number in range(len(code)))
    return [hashlib.sha256(text.encode()).hexdigest() for text in texts]
