"""Run pieces of code one after another, and turn whatever ends one into a sentence.

Goes in: the code of a lesson or page. Comes out: what it printed, or a LessonError that names the
file, the line and the error. An exception, a warning, an exit, and a process or thread that is
left running all end the build.

*Printed* is what code writes to ``sys.stdout``, as it is, without the line breaks at its end. Pages
and ``outputs.json`` hold that text. What they can't show ends the build: control characters other
than tabs and line breaks, what goes to the terminal past ``sys.stdout``, and what Python writes to
``sys.stderr``, such as ``traceback.print_exc()``. Only what other processes and libraries in C
write to standard error is left to the build's log.
"""

import contextlib
import io
import os
import sys
import threading
import traceback
import warnings
from pathlib import Path

from course.block import UNSHOWN
from course.run import terminal, watched
from course.settings import EXAMPLES, ROOT, LessonError


class Printed(io.StringIO):
    """Collects what the pieces of a block print, until it is taken.

    A process that a block starts has a copy of it. What that one prints goes to ``descriptor``,
    where ``terminal.piped`` finds it if that is standard output. A block can't close it.
    """

    pid = None

    def __init__(self, descriptor):
        super().__init__()
        self.descriptor = descriptor

    def write(self, text):
        """Add text. Return its length."""
        if os.getpid() == self.pid:
            return super().write(text)
        return os.write(self.descriptor, text.encode(errors="replace"))

    def close(self):
        """Do nothing."""

    def take(self):
        """Return the text since the last call, without line breaks at its end."""
        text = self.getvalue()
        self.seek(0)
        self.truncate()
        return text.rstrip("\n")


PATIENCE = 2  # seconds, for a thread that is about to end
# Of the block that runs now. The process runs one after another.
printed = Printed(terminal.STANDARD_OUTPUT)
errors = Printed(terminal.STANDARD_ERROR)
workplace = ROOT  # the folder that code finds itself in


def has_children():
    """Tell whether this process has started others that it has not waited for."""
    try:
        os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
    except (ChildProcessError, AttributeError):  # on macOS, Python has waitid since 3.13
        return False
    return True


def run(function, script=None, first_line=None):
    """Call ``function``, whose code is that of ``script``, and return what it returns.

    ``script`` and ``first_line`` are needed only for functions that don't know them: those of
    sphinx-gallery carry their code. What is printed is added to ``printed``. Raises LessonError.
    """
    code = getattr(function, "code", None)
    if code and not script:
        script = code.co_filename
        lines = (line for *_, line in code.co_lines() if line)
        first_line = next(lines, 1)  # a block of one expression begins with an empty piece
    threads = set(threading.enumerate())
    printed.pid = errors.pid = os.getpid()
    problem = returned = None
    watched.note("block", script or watched.REST)
    try:
        with (
            warnings.catch_warnings(),
            contextlib.redirect_stdout(printed),
            contextlib.redirect_stderr(errors),
            terminal.piped() as past,
            contextlib.chdir(workplace),
        ):
            warnings.simplefilter("error")
            # What plt.show() says where there is a screen that the build doesn't use.
            warnings.filterwarnings("ignore", message="FigureCanvasAgg is non-interactive")
            returned = function()
    except LessonError as error:
        problem = error
    except BaseException as error:  # even a lesson's own exit(0)
        problem = explain(error, script, first_line)
    finally:
        watched.note("page", script or watched.REST)
    problem = problem or unshown(past, errors.take(), script, first_line)
    if script and not problem and has_children():
        left = "This block has left a process running."
        problem = LessonError(script, first_line, left, "Wait for it to end.")
    for thread in set(threading.enumerate()) - threads:
        thread.join(PATIENCE)
    if set(threading.enumerate()) - threads:
        left = "This block has left a thread running."
        end(problem or LessonError(script, first_line, left, "Wait for it to end: join()."))
    if problem:
        raise problem
    return returned


def unshown(past, errors, script, line):
    """Return a LessonError for what was printed and can't be shown, or None."""
    if errors:
        problem = f"This writes to sys.stderr: {errors.strip().splitlines()[-1]!a}."
        return LessonError(script, line, problem, "Print it to sys.stdout, which pages show.")
    if past:
        words = past[0].decode(errors="replace").strip()
        problem = f"This writes to the terminal past Python's print: {words!r}."
        return LessonError(script, line, problem, "Catch that text, and print it.")
    if found := UNSHOWN.search(printed.getvalue()):
        problem = f"This prints {found[0]!a}, which no page can show."
        return LessonError(script, line, problem, "Take it out, or print its repr().")
    return None


def check_shown(text, script, line):
    """Raise LessonError if a page can't show the text of an error or of a figure."""
    if found := UNSHOWN.search(text):
        problem = f"This has {found[0]!a} in a text that a page would show."
        raise LessonError(script, line, problem, "Take it out.")


def look(function, script, line):
    """Call ``function`` as ``run`` does, after the block at that place. It may not print."""
    printed.take()
    returned = run(function, script, line)
    if text := printed.take():
        problem = f"Drawing this, or looking at its values, prints {text[:20]!a}."
        raise LessonError(script, line, problem, "Print it in the block.")
    return returned


def end(problem):
    """End the process at once: Python would wait for a lesson's threads, perhaps for ever."""
    print(problem, file=sys.__stderr__, flush=True)
    sys.__stdout__.flush()
    os._exit(1)


def is_ours(filename):
    """Tell whether a traceback's file is a lesson or a page."""
    return filename.endswith(".md") or Path(filename).is_relative_to(EXAMPLES)


def words_of(error):
    """Return the text of an exception, or say that it has none."""
    try:
        return str(error)
    except BaseException:  # its author's mistake
        return "its __str__ fails"


def name_of(error):
    """Return the class and the text of an exception."""
    return ": ".join(filter(None, [type(error).__name__, words_of(error)]))


def explain(error, script, line):
    """Return a LessonError for ``error`` at the innermost line of a lesson or page.

    ``script`` and ``line`` are the place for an error that comes from none of their lines.
    """
    frames = traceback.extract_tb(error.__traceback__)
    places = [(frame.filename, frame.lineno) for frame in frames if is_ours(frame.filename)]
    if isinstance(error, SyntaxError) and is_ours(error.filename or ""):
        # Python can't parse the code, so no frame of it has run.
        problem = f"SyntaxError: {error.msg}."
        return LessonError(error.filename, error.lineno, problem, "Correct that line.")
    problem = name_of(error).rstrip(". ") + "."
    places = places or [(str(script), line)]
    advice = "Correct that line, or catch the error there, print it and explain it."
    if places[-1][0].endswith(".md"):
        advice = "Correct it, or give the cell the tag raises-exception if it is meant to fail."
    if isinstance(error, Warning):
        advice = "A lesson may not warn: use what the warning recommends."
    return LessonError(*places[-1], problem, advice)
