"""Make the script that runs the blocks of a live page. Pages load it only where they are live.

Goes in: ``docs/_static/live/*.js``, and ``kernel.py``, which their kernels run first. Comes out:
``_static/live.js``, and ``_static/live.py`` for kernels. ``docs/_static/start_live.js`` says which
pages are live, and loads the script there.
"""

import ast
import importlib
import inspect
from pathlib import Path

import rjsmin

from course.web.explorers import STATIC, packed

FILES = ("kernel", "output", "cell", "page")  # each uses those before it
KERNEL = Path(__file__).with_name("kernel.py")
START = """\
import sys, types
module = sys.modules["course_live"] = types.ModuleType("course_live")
exec(compile({!r}, "course_live", "exec"), vars(module))
del sys, types, module
"""


def source_of(name, value):
    """Return code that defines what a file of the course has under this name."""
    return inspect.getsource(value) if callable(value) else f"{name} = {value!r}"


def module():
    """Return the code of the kernel's module, with what it imports from the course."""
    tree = ast.parse(KERNEL.read_text(encoding="utf-8"))
    own = [node for node in tree.body if getattr(node, "module", "").startswith("course")]
    above = ["import io"]  # for figures.draw
    for node in own:
        found = importlib.import_module(node.module)
        above += [source_of(name.name, getattr(found, name.name)) for name in node.names]
        tree.body.remove(node)
    tree.body[:0] = ast.parse("\n".join(above)).body
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.FunctionDef) and ast.get_docstring(node):
            del node.body[0]
    return ast.unparse(tree)  # without comments, to be light


def script():
    """Return the script."""
    parts = [(STATIC / "live" / f"{name}.js").read_text(encoding="utf-8") for name in FILES]
    return rjsmin.jsmin(packed(parts))


def write(app, exception):
    """Write the script, and the code for kernels."""
    if not exception:
        static = app.outdir / "_static"
        (static / "live.js").write_text(script(), encoding="utf-8")
        (static / "live.py").write_text(START.format(module()), encoding="utf-8")


def setup(app):
    app.connect("build-finished", write)
