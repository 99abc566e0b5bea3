"""Link each name in a lesson's code to its documentation.

Goes in: a code block that has run, with the values it left behind. ``x.sum()`` is a tensor's
method only if ``x`` is a tensor, so names are looked up where the truth is: in the process
that ran the block. They reach the page as a comment, ``.. names: [[0, 12, "torch.tensor"]]``
(first and last character, full name). Comes out: the highlighted block with links around those
characters, to the addresses in ``docs/_inventories``. A name of torch or NumPy that no
inventory knows is a warning, so no link is missing unnoticed. In Sphinx's index, each name of
torch has the lessons that use it.
"""

import ast
import builtins
import html
import inspect
import json
import re
import types
from collections import namedtuple

from docutils import nodes
from sphinx.ext.intersphinx import InventoryAdapter
from sphinx.util import logging

logger = logging.getLogger(__name__)
MARK = "names: "
UNKNOWN = inspect.Parameter.empty
DOCUMENTED = ("torch", "numpy")
Instance = namedtuple("Instance", "cls")  # stands for a value of which only the class is known


class Names(ast.NodeVisitor):
    """Find the names in ``code`` that have documentation, given the values of its variables.

    ``found`` holds (first character, last character, [full names, best first]).
    """

    def __init__(self, code, variables):
        self.code, self.variables, self.found = code, variables, []
        self.visit(ast.parse(code))

    def add(self, node, text, candidates):
        """Note ``candidates`` for ``text``, the last characters of ``node``."""
        *above, line = self.code.splitlines(keepends=True)[: node.end_lineno]
        end = len("".join(above)) + len(line.encode()[: node.end_col_offset].decode())
        # Before Python 3.12, positions inside an f-string of several parts are wrong.
        if candidates and self.code[end - len(text) : end] == text:
            self.found.append((end - len(text), end, candidates))

    def visit_Import(self, node):
        for alias in node.names:
            module = types.SimpleNamespace(end_lineno=alias.lineno, end_col_offset=alias.col_offset + len(alias.name))
            self.add(module, alias.name, [alias.name])

    def visit_Name(self, node):
        if node.id not in self.variables and hasattr(builtins, node.id):
            self.add(node, node.id, [node.id])

    def visit_Attribute(self, node):
        owner = self.value(node.value)
        if isinstance(owner, types.ModuleType):
            value = getattr(owner, node.attr, None)
            if not isinstance(value, (float, str)):  # torch.pi and torch.__version__ have no entry anywhere
                candidates = [f"{owner.__name__}.{node.attr}"]
                if type(value).__module__ == "torch":  # torch.float32 is described with torch.dtype
                    candidates.append(full_name(type(value)))
                self.add(node, ast.unparse(node), candidates)
            return
        cls = owner.cls if isinstance(owner, Instance) else owner if inspect.isclass(owner) else type(owner)
        if owner is not UNKNOWN:
            methods = [f"{full_name(base)}.{node.attr}" for base in cls.__mro__ if hasattr(base, node.attr)]
            # What has no entry of its own, as torch.device.type, is described with its class.
            self.add(node, node.attr, methods + [full_name(cls)] * full_name(cls).startswith(DOCUMENTED))
        self.visit(node.value)

    def value(self, node):
        """Return the value of an expression, an Instance of its class, or UNKNOWN."""
        if isinstance(node, ast.Constant):
            return node.value
        if isinstance(node, ast.JoinedStr):
            return ""
        if isinstance(node, ast.Name):
            return self.variables.get(node.id, getattr(builtins, node.id, UNKNOWN))
        if isinstance(node, ast.Attribute):
            owner = self.value(node.value)
            if isinstance(owner, Instance):
                return owner if node.attr in ("T", "mT") else getattr(owner.cls, node.attr, UNKNOWN)
            return getattr(owner, node.attr, UNKNOWN) if owner is not UNKNOWN else UNKNOWN
        if isinstance(node, ast.Call):
            return self.returned(node)
        if isinstance(node, (ast.BinOp, ast.Compare, ast.UnaryOp, ast.Subscript)):
            parts = (self.value(part) for part in ast.iter_child_nodes(node) if isinstance(part, ast.expr))
            for part in parts:
                cls = part.cls if isinstance(part, Instance) else type(part)
                if full_name(cls) in ("torch.Tensor", "numpy.ndarray"):
                    return Instance(cls)
        return UNKNOWN

    def returned(self, call):
        """Return what ``call`` gives, as the function's own documentation states it."""
        function = self.value(call.func)
        if inspect.isclass(function):
            return Instance(function)
        stated = re.search(r"-> *(\w+)", getattr(function, "__doc__", None) or "")
        torch = self.variables.get("torch")
        return Instance(torch.Tensor) if stated and stated[1] == "Tensor" else UNKNOWN


def full_name(cls):
    """Return the name under which ``cls`` is documented: torch._C.Generator as torch.Generator."""
    return re.sub(r"^builtins\.|_\w+\.", "", f"{cls.__module__}.{cls.__qualname__}")


def scrape(block, block_vars, gallery_conf):
    """Return the names of ``block``, which has run, as a reStructuredText comment."""
    found = Names(block.content.strip("\n"), block_vars["example_globals"]).found
    return f".. {MARK}{json.dumps(found)}\n\n" if found else ""


def documentation(env):
    """Return, for each full name in the inventories, its entry."""
    inventory = InventoryAdapter(env).main_inventory
    return {name: item for kind in sorted(inventory) if kind.startswith("py:") for name, item in inventory[kind].items()}


class linked_code(nodes.General, nodes.TextElement):
    """A code block that no later step takes for one, with ``links``, a list of (first character, last character, name, URI)."""


def link_names(app, doctree):
    """Make a linked_code of each block with names. Put those of torch into Sphinx's index, with the section that uses them first."""
    known, entries = documentation(app.env), {}
    for comment in list(doctree.findall(nodes.comment)):
        if not comment.astext().startswith(MARK):
            continue
        links = []
        for start, end, candidates in json.loads(comment.astext().removeprefix(MARK)):
            name = next((name for name in candidates if name in known), "")
            if name:
                links.append((start, end, name, known[name].uri))
            elif candidates[0].startswith(DOCUMENTED):
                message = "%s.py: no link for %s. Add it to docs/_inventories/%s.txt, with its kind and page."
                logger.warning(message, app.env.docname.replace("lessons", "examples"), candidates[0], candidates[0].partition(".")[0])
            if name.startswith("torch."):
                text = f"{name.rpartition('.')[2]}; {doctree.next_node(nodes.title).astext()}"
                entries.setdefault(text, ("single", text, comment.parent["ids"][0], "", None))
        block = comment
        while not isinstance(block, nodes.literal_block):
            block = block.previous_sibling()
        block.replace_self(linked_code(block.rawsource, block.astext(), links=links, **block.attributes))
    app.env.get_domain("index").entries[app.env.docname].extend(entries.values())


def visit_linked_code(translator, node):
    """Write the highlighted block, opening and closing links at their characters."""
    opens = {start: f'<a class="api" href="{html.escape(uri)}" title="{name}">' for start, _, name, uri in node["links"]}
    closes = {end for _, end, _, _ in node["links"]}
    position, out = 0, []
    highlighted = translator.highlighter.highlight_block(node.rawsource, "python")
    # Pygments wraps each token in one span, and never nests them.
    for token in re.finditer(r"<span[^>]*>([^<]*)</span>|<[^>]*>|[^<]+", highlighted):
        text = html.unescape(re.sub("<[^>]*>", "", token[0]))
        out.append(opens.get(position, "") if text.strip() else "")
        position += len(text)
        out.append(token[0] + ("</a>" if position in closes and text.strip() else ""))
    block = f'<div class="highlight-Python notranslate">{"".join(out)}</div>\n'
    if node.rawsource.startswith("fig"):  # only draws: a reader of the lesson needs the picture
        block = f'<details class="drawing"><summary>Code of the picture</summary>\n{block}</details>\n'
    translator.body.append(block)
    raise nodes.SkipNode


def setup(app):
    app.add_node(linked_code, html=(visit_linked_code, None))
    app.connect("doctree-read", link_names, priority=700)  # after those that look for code blocks
    return {"parallel_read_safe": True, "parallel_write_safe": True}
