"""Run the lessons: in order, from a clean state, and never past a mistake.

Goes in: the scripts below ``examples/`` and, in ``pyproject.toml``, the order in which they
are read. sphinx-gallery makes a page of each script; this extension

* refuses a script that Python can't parse, or that lacks a title or the line
  ``**Time:** 15 minutes. **You need:** ...``, before any lesson runs;
* stops the build at the first exception, exit or warning, with one message that names the
  file, the line and the error;
* resets between lessons what a lesson may have changed;
* removes the pages of lessons that are gone, and what sphinx-gallery adds to each page.
"""

import ast
import faulthandler
import gc
import html
import os
import random
import re
import signal
import traceback
import warnings
from functools import cache
from pathlib import Path

import device
from address import course
from docutils import nodes

EXAMPLES = Path(__file__).parents[2] / "examples"
GENERATED = "lessons"
HEADER = re.compile(r"^\*\*Time:\*\* (\d+) minutes\. \*\*You need:\*\* (.+)$", re.MULTILINE)
DOWNLOAD_NOTE = re.compile(r"\.\. only:: html\n\n    \.\. note::\n.*?full example code\.\n", re.DOTALL)
ABOVE_HEADER = re.compile(r"</h1>\n<p>.*?</p>(\n<p><strong>Time:</strong>.*?</p>)?", re.DOTALL)
FOOTER = "**Estimated memory usage:**"


class LessonError(SystemExit):
    """A mistake in a lesson that its author can mend: ends the build with one sentence.

    As an Exception it would reach the reader below pages of Sphinx's own.
    """

    def __init__(self, path, line, problem, advice):
        super().__init__(f"{Path(path).relative_to(EXAMPLES.parent)}:{line}: {problem} {advice}")


def check(path):
    """Raise LessonError unless the script at ``path`` can become a page."""
    source = path.read_text(encoding="utf-8")
    try:
        docstring = ast.get_docstring(ast.parse(source)) or ""
    except SyntaxError as error:
        raise LessonError(path, error.lineno, f"SyntaxError: {error.msg}.", "Correct that line.") from None
    if not re.match(r"(?P<title>\S.*)\n=+\n\n", docstring):
        advice = 'Begin the file with """, the title on a line of its own, and a line of = below it.'
        raise LessonError(path, 1, "The lesson has no title.", advice)
    if not HEADER.search(docstring):
        advice = "Write, below the introduction: **Time:** 15 minutes. **You need:** Python lists."
        raise LessonError(path, 1, "The lesson doesn't say how long it takes and what it needs.", advice)
    if "\n# %%\n" not in source:  # sphinx-gallery would show the output above the code
        raise LessonError(path, 1, "The lesson has no section.", "Begin each section with a line # %%.")


def prepare(app):
    """Check every script, and remove what was generated from scripts that are gone."""
    for path in sorted(EXAMPLES.rglob("*.py")):
        check(path)
    generated = app.srcdir / GENERATED
    for page in generated.rglob("*.rst"):
        if page.stem != "index" and not (EXAMPLES / page.relative_to(generated)).with_suffix(".py").exists():
            name = page.relative_to(app.srcdir)
            built = app.outdir / name.with_suffix(".html"), app.outdir / "notebooks" / name.with_suffix(".ipynb")
            for leftover in (*built, *page.parent.glob(f"{page.stem}.*")):
                leftover.unlink(missing_ok=True)


def position(filename):
    """Return what sphinx-gallery sorts a lesson by: as ``[tool.course.lessons]`` has it, others behind."""
    names = [name for part in course()["lessons"].values() for name in part]
    name = Path(filename).stem
    return (names.index(name) if name in names else len(names), name)


def note(script):
    """Tell ``docs/_tools/build.py``, if it runs this build, which script's code is running."""
    if folder := os.environ.get("COURSE_WATCHED"):
        Path(folder, "running").write_text(script, encoding="utf-8")


def has_children():
    """Tell whether this process has started others that it has not waited for."""
    try:
        os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
    except (ChildProcessError, AttributeError):  # on macOS, Python has waitid since 3.13
        return False
    return True


class RunBlock:
    """Run one code block of a lesson, and turn whatever ends it into a LessonError.

    sphinx-gallery calls this to measure memory, its only hook around a block: the first of
    the two returned values would be that figure.
    """

    def __call__(self, block, script=None):
        code = getattr(block, "code", None)
        note(str(script or code and code.co_filename or ""))
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("error")
                # What plt.show() says where there is a screen that the build doesn't use.
                warnings.filterwarnings("ignore", message="FigureCanvasAgg is non-interactive")
                returned = block()
        except KeyboardInterrupt:
            raise
        except BaseException as error:
            raise self.explain(error) from None  # of a lesson's own exit(0), too
        finally:
            note("")
        if code and has_children():
            line = next(line for *_, line in code.co_lines() if line)
            raise LessonError(code.co_filename, line, "This block has left a process running.", "Wait for it to end.")
        return 0.0, returned

    def explain(self, error):
        """Return a LessonError for ``error`` at the lesson's innermost line."""
        if isinstance(error, SyntaxError) and error.filename.endswith(".md"):
            return LessonError(error.filename, error.lineno, f"SyntaxError: {error.msg}.", "Correct that line.")
        frames = traceback.extract_tb(error.__traceback__)
        ours = [frame for frame in frames if frame.filename.endswith(".md") or Path(frame.filename).is_relative_to(EXAMPLES)]
        problem = f"{type(error).__name__}: {error}".rstrip(". ") + "."
        advice = "Correct that line, or catch the error there, print it and explain it."
        if isinstance(error, Warning):
            advice = "A lesson may not warn: use what the warning recommends."
        return LessonError(ours[-1].filename, ours[-1].lineno, problem, advice)

    def __repr__(self):  # enters Sphinx's fingerprint of its settings, so it must not vary
        return "RunBlock()"


@cache
def at_start():
    """Return what the first lesson finds: torch's number of threads, and how NumPy prints."""
    import numpy
    import torch

    return torch.get_num_threads(), numpy.get_printoptions()


def reset(gallery_conf, filename):
    """Undo, before a lesson runs, what the lessons before it may have changed."""
    import numpy
    import torch

    note(device.__file__)  # an accelerator that doesn't work may never answer
    device.choose()
    note("")
    torch.set_default_device(None)
    torch.set_default_dtype(torch.float32)
    torch.set_printoptions(profile="default")
    torch.set_grad_enabled(True)
    if torch.are_deterministic_algorithms_enabled():  # to set it imports a compiler, and takes a second
        torch.use_deterministic_algorithms(False)
    threads, printing = at_start()
    torch.set_num_threads(threads)
    numpy.set_printoptions(**printing)
    # A lesson that forgets its own seed prints something new in every build.
    torch.seed()
    numpy.random.seed()
    random.seed()
    gc.freeze()  # sphinx-gallery collects garbage before each lesson: spare it all of torch


def strip(app, docname, source):
    """Remove sphinx-gallery's own download links and memory line from a lesson's page."""
    if docname.startswith(f"{GENERATED}/"):
        source[0] = DOWNLOAD_NOTE.sub("", source[0]).partition(FOOTER)[0]


def add_header(app, pagename, templatename, context, doctree):
    """Put downloads and provenance below the introduction of a page that ran, and describe it."""
    if "provenance" in context:
        header = app.builder.templates.render("lesson_header.html", context)
        context["body"], found = ABOVE_HEADER.subn(lambda found: found[0] + header, context["body"], count=1)
        if not found:
            advice = "Write a sentence between its title and its first cell."
            raise LessonError(app.env.doc2path(pagename), 1, "The page has no introduction.", advice)
        introduction = html.escape(doctree.next_node(nodes.paragraph).astext())
        context["metatags"] += f'<meta name="description" content="{introduction}">'


def set_runner(app, config):
    """Put RunBlock among sphinx-gallery's settings, which take it from no string."""
    if folder := os.environ.get("COURSE_WATCHED"):
        faulthandler.register(signal.SIGUSR1, open(Path(folder, "reached"), "w"))
    config.sphinx_gallery_conf["show_memory"] = RunBlock()


def finish(app, exception):
    """Spare Python, on its way out, the search for garbage among what the build has made."""
    gc.freeze()


def setup(app):
    app.connect("config-inited", set_runner, priority=1)  # before sphinx-gallery reads it
    app.connect("builder-inited", prepare, priority=1)
    app.connect("source-read", strip)
    app.connect("html-page-context", add_header, priority=900)  # after those that fill the template
    app.connect("build-finished", finish, priority=999)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
