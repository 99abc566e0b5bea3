"""Whatever stops make html, make site or make publish, at each of their steps, nothing is lost.

A step is a line of the package that changes a file or a folder, or starts a program. A hook in the
command's own process kills it at its n-th step, or lets the disk be full from there on. A git that
loses its connection at its n-th call to a remote stands before the real one on PATH. Each test goes
through all steps, one after another: what was there is there, and the next run finishes.
"""

import itertools
import os
import shutil
import subprocess
import sys

import pytest

from test_endings import left_running
from test_publishing import ASSEMBLE, PUBLISH, made_in

HOOK = """
import errno, os, signal, sys

MAKES = ("os.mkdir", "os.symlink")
CHANGES = (*MAKES, "os.rename", "os.remove", "os.rmdir", "shutil.rmtree", "subprocess.Popen")
seen = set()

def is_written(event, arguments):
    return event in MAKES or event == "open" and (arguments[2] or 0) & (os.O_WRONLY | os.O_RDWR)

def line():
    frame = sys._getframe(2)
    while frame and "/_ext/course/" not in frame.f_code.co_filename:
        frame = frame.f_back
    return frame and (frame.f_code.co_filename, frame.f_lineno)

def hook(event, arguments):
    written = is_written(event, arguments)
    if not (written or event in CHANGES):
        return
    seen.add((event, line()))
    if len(seen) < int(os.environ["STEP"]):
        return
    if os.environ["HOW"] == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    if written and arguments[0] != os.devnull:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(arguments[0]))

if os.environ["TOOL"] in sys.orig_argv:
    sys.addaudithook(hook)
"""
LOSES = """#!/bin/sh
case $1 in ls-remote|fetch|push)
    echo >> "{calls}"
    if [ $(wc -l < "{calls}") -eq $STEP ]; then
        echo "fatal: the remote end hung up unexpectedly" >&2
        exit 128
    fi
esac
exec "{git}" "$@"
"""
SAID = {  # how a command was stopped: what it may say
    "kill": [""],
    "full": ["No space left on device", "No usable temporary directory"],
    "lose": ["the remote end hung up unexpectedly", "origin doesn't answer"],
}


@pytest.fixture
def steps(tmp_path):
    """Return the environment in which a tool is stopped, as a function of how and where."""
    hooks, programs = tmp_path / "hooks", tmp_path / "programs"
    hooks.mkdir()
    programs.mkdir()
    (hooks / "sitecustomize.py").write_text(HOOK)
    calls = programs / "calls"
    (programs / "git").write_text(LOSES.format(calls=calls, git=shutil.which("git")))
    (programs / "git").chmod(0o755)

    def environment(tool, how, step):
        calls.unlink(missing_ok=True)
        made = {"TOOL": tool, "HOW": how, "STEP": str(step)}
        if how == "lose":
            return made | {"PATH": f"{programs}{os.pathsep}{os.environ['PATH']}"}
        return made | {"PYTHONPATH": str(hooks)}

    return environment


def contents(folder):
    """Return {path: bytes} of all files below a folder."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def is_explained(how, said):
    """Tell whether a command that was stopped has said why, in one sentence if it is ours."""
    return any(words in said for words in SAID[how]) and "Traceback" not in said


@pytest.mark.parametrize("how", ["kill", "full"])
def test_every_step_of_make_html(small_project, steps, how):
    assert small_project.build().returncode == 0
    before = contents(small_project.html)
    page = small_project.path / "docs" / "guide" / "start_here.md"
    page.write_text(page.read_text().replace("# Start here", "# Start now"))
    assert small_project.build().returncode == 0
    after = contents(small_project.html)
    assert after != before
    old = small_project.html.parent / "old"
    for step in itertools.count(1):
        environment = steps("course.make.build", how, step)
        path = os.pathsep.join(["docs/_ext", environment.pop("PYTHONPATH")])
        done = subprocess.run(
            [sys.executable, "-m", "course.make.build"],
            cwd=small_project.path,
            env=os.environ | environment | {"PYTHONPATH": path},
            capture_output=True,
            text=True,
        )
        if done.returncode == 0:
            break
        assert is_explained(how, done.stderr), done.stderr
        assert contents(small_project.html if small_project.html.exists() else old) == after
    assert step > 10
    assert small_project.build().returncode == 0
    assert contents(small_project.html) == after
    assert left_running(small_project) == []


@pytest.mark.parametrize("how", ["kill", "full", "lose"])
def test_every_step_of_make_site(tmp_path, steps, how):
    course = made_in(tmp_path)
    course.publish()
    course.release("0.3")
    course.write("Not released")
    course.assemble()
    whole = contents(course.site)
    published = course.published()
    for step in itertools.count(1):
        shutil.rmtree(course.site)
        done = course.run(ASSEMBLE, **steps(ASSEMBLE, how, step))
        if done.returncode == 0:
            break
        assert is_explained(how, done.err), done.err
        assert course.published() == published
        course.assemble()
        assert contents(course.site) == whole
    assert step > (2 if how == "lose" else 15)
    assert contents(course.site) == whole


@pytest.mark.parametrize("how", ["kill", "full", "lose"])
def test_every_step_of_make_publish(tmp_path, steps, how):
    course = made_in(tmp_path)
    course.publish()
    before = course.published(), course.published("notebooks")
    course.release("0.3")
    course.assemble()
    for step in itertools.count(1):
        done = course.run(PUBLISH, **steps(PUBLISH, how, step))
        now = course.published(), course.published("notebooks")
        if done.returncode == 0:
            break
        assert is_explained(how, done.err), done.err
        assert now == before
    assert step > (3 if how == "lose" else 5)
    after = now
    assert after != before
    assert "nothing to change" in course.publish()
    assert (course.published(), course.published("notebooks")) == after
