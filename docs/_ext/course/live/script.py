"""Make the script that runs the blocks of a live page. Pages load it only where they are live.

Goes in: ``docs/_static/live/*.js``, and ``kernel.py``, which their kernels run first. Comes out:
``_static/live.js``. Which pages are live, and what loads them there, says
``docs/_static/start_live.js``.
"""

import ast
import inspect
import json
from pathlib import Path

from course import library
from course.run import figures
from course.web.explorers import STATIC, packed

FILES = ("kernel", "output", "cell", "page")  # each uses those before it
KERNEL = Path(__file__).with_name("kernel.py")
SHARED = (figures.describe, figures.darken, figures.draw, library.device, library.named)
START = """\
import sys, types
module = sys.modules["course_live"] = types.ModuleType("course_live")
exec(compile({!r}, "course_live", "exec"), vars(module))
del sys, types, module
"""


def module():
    """Return the code of the kernel's module, with what it shares with the build."""
    facts = {"STYLE": figures.STYLE, "INK": figures.INK}
    facts |= {"MODULE": library.MODULE, "NAME": library.NAME}
    above = ["import io", *(f"{name} = {value!r}" for name, value in facts.items())]
    shared = [inspect.getsource(function) for function in SHARED]
    tree = ast.parse("\n".join([*above, *shared, KERNEL.read_text(encoding="utf-8")]))
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.FunctionDef) and ast.get_docstring(node):
            del node.body[0]
    return ast.unparse(tree)  # without comments and docstrings, to be light


def script():
    """Return the script."""
    files = [(STATIC / "live" / f"{name}.js").read_text(encoding="utf-8") for name in FILES]
    return packed([f"const PRELUDE = {json.dumps(START.format(module()))};", *files])


def write(app, exception):
    """Write the script and its styles."""
    if not exception:
        (app.outdir / "_static" / "live.js").write_text(script(), encoding="utf-8")


def setup(app):
    app.connect("build-finished", write)
