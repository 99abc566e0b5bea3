"""Find the names in a block's code that have documentation.

``x.sum()`` is a tensor's method only if ``x`` is a tensor, so names are looked up where the truth
is: in the process that has just run the code, with the values that it left behind.
"""

import ast
import builtins
import contextlib
import inspect
import re
import sys
import types
import warnings
from collections import namedtuple

from course import library

UNKNOWN = inspect.Parameter.empty
Instance = namedtuple("Instance", "cls")  # stands for a value of which only the class is known


def find(code, variables):
    """Return the names in ``code``, given the values of its variables, in order.

    Each is (first character, last character, [full names, best first]).
    """
    tree = ast.parse(code)
    names = Names(code, variables, bound(tree))
    names.visit(tree)
    return sorted(names.found)


def bound(tree):
    """Return the names that code gives to values of its own, in functions and loops as well."""
    nodes = list(ast.walk(tree))
    names = [node for node in nodes if isinstance(node, ast.Name)]
    stored = {node.id for node in names if isinstance(node.ctx, ast.Store)}
    return stored | {node.arg for node in nodes if isinstance(node, ast.arg)}


def full_name(cls):
    """Return the name under which a class is documented: torch._C.Generator as torch.Generator."""
    parts = f"{cls.__module__}.{cls.__qualname__}".split(".")
    return ".".join(part for part in parts if not part.startswith("_")).removeprefix("builtins.")


class Names(ast.NodeVisitor):
    """Collects the names in ``code`` in ``found``, as ``find`` returns them."""

    def __init__(self, code, variables, bound):
        self.code = code
        self.variables = variables
        self.bound = bound
        self.found = []

    def add(self, node, text, candidates):
        """Note ``candidates`` for ``text``, the last characters of ``node``."""
        *above, line = self.code.split("\n")[: node.end_lineno]  # splitlines knows other ends, too
        start_of_line = sum(len(earlier) + 1 for earlier in above)
        end = start_of_line + len(line.encode()[: node.end_col_offset].decode())
        start = end - len(text)
        # Before Python 3.12, positions inside an f-string of several parts are wrong.
        if candidates and self.code[start:end] == text:
            self.found.append((start, end, candidates))

    def visit_Import(self, node):
        for alias in node.names:
            end = alias.col_offset + len(alias.name)
            module = types.SimpleNamespace(end_lineno=alias.lineno, end_col_offset=end)
            self.add(module, alias.name, [alias.name])

    def visit_Name(self, node):
        taken = node.id in self.variables or node.id in self.bound
        if not taken and hasattr(builtins, node.id):
            self.add(node, node.id, [node.id])

    def visit_Attribute(self, node):
        owner = self.value(node.value)
        if isinstance(owner, types.ModuleType):
            self.add_member(node, owner)
            return
        if owner is not UNKNOWN:
            self.add_method(node, owner)
        self.visit(node.value)

    def add_member(self, node, module):
        """Note a member of a module."""
        value = getattr(module, node.attr, None)
        if isinstance(value, (float, str)):  # torch.pi and torch.__version__ have no entry anywhere
            return
        candidates = [f"{module.__name__}.{node.attr}"]
        if type(value).__module__ == library.MODULE:  # torch.float32 is described with torch.dtype
            candidates.append(full_name(type(value)))
        self.add(node, ast.unparse(node), candidates)

    def add_method(self, node, owner):
        """Note an attribute of a value, under the names of each class that has it."""
        cls = class_of(owner)
        candidates = [
            f"{full_name(base)}.{node.attr}" for base in cls.__mro__ if hasattr(base, node.attr)
        ]
        if full_name(cls).startswith(library.LINKED):  # torch.device.type has no entry of its own
            candidates.append(full_name(cls))
        self.add(node, node.attr, candidates)

    def value(self, node):
        """Return the value of an expression, an Instance of its class, or UNKNOWN."""
        match node:
            case ast.Constant():
                return node.value
            case ast.JoinedStr():
                return ""
            case ast.Name():
                return self.variables.get(node.id, getattr(builtins, node.id, UNKNOWN))
            case ast.Attribute():
                return self.attribute(node)
            case ast.Call():
                return self.returned(node)
            case ast.BinOp() | ast.Compare() | ast.UnaryOp() | ast.Subscript():
                return self.combined(node)
        return UNKNOWN

    def attribute(self, node):
        """Return what an attribute gives, as far as that can be known without calling anything.

        Some are computed, and then may warn or raise whatever they like, as ``imag`` of a tensor
        of floats does.
        """
        owner = self.value(node.value)
        if owner is UNKNOWN:
            return UNKNOWN
        if isinstance(owner, Instance):
            if node.attr in ("T", "mT"):
                return owner
            return getattr(owner.cls, node.attr, UNKNOWN)
        with warnings.catch_warnings(), contextlib.suppress(Exception):
            warnings.simplefilter("ignore")
            return getattr(owner, node.attr)
        return UNKNOWN

    def combined(self, node):
        """Return what an operation gives: a tensor or an array if one of its parts is one."""
        for part in ast.iter_child_nodes(node):
            if isinstance(part, ast.expr):
                value = self.value(part)
                cls = value.cls if isinstance(value, Instance) else type(value)
                if full_name(cls) in library.ARRAYS:
                    return Instance(cls)
        return UNKNOWN

    def returned(self, call):
        """Return what ``call`` gives, as the function's own documentation states it."""
        function = self.value(call.func)
        if inspect.isclass(function):
            return Instance(function)
        stated = re.search(r"-> *(\w+)", getattr(function, "__doc__", None) or "")
        if stated and stated[1] == library.RETURNED:
            return Instance(getattr(sys.modules[library.MODULE], library.RETURNED))
        return UNKNOWN


def class_of(value):
    """Return the class of a value or an Instance; of a class, the class itself."""
    if isinstance(value, Instance):
        return value.cls
    return value if inspect.isclass(value) else type(value)
