"""Lessons that don't let the build end, and builds that are killed: what stood before stays, and nothing is left running."""

import random
import re
import shutil
import signal
import subprocess
import sys
import time

import psutil
import pytest
from test_builds import GOOD

BAD = {
    "loops": ("while True: pass\n", 1, "This block has run for 5 seconds."),
    "waits": ("import time\ntime.sleep(1000)\n", 2, "This block has run for 5 seconds."),
    "prints": ("while True:\n    print('again')\n", 2, "This (block has run for 5 seconds|takes 5% of the memory)."),
    "asks": ("input()\n", 1, "ExtensionError: Cannot use input()"),
    "exits": ("raise SystemExit(0)\n", 1, "SystemExit: 0."),
    "leaves": ("import os\nos._exit(0)\n", None, "This has ended the build, with os._exit."),
    "kills itself": ("import os, signal\nos.kill(os.getpid(), signal.SIGKILL)\n", None, "This has ended the build, with signal 9."),
    "fills the memory": ("kept = []\nwhile True:\n    kept.append(b'x' * 10**7)\n", 3, "This takes 5% of the memory."),
    "starts a child": ("import subprocess\nsubprocess.Popen(['sleep', '98765'])\n", 2, "This block has left a process running."),
}


def left_running(project):
    """The processes that belong to a project's build, or that its lessons have started."""
    found = []
    for process in psutil.process_iter():
        try:
            if str(project.path) in process.environ().get("COURSE_WATCHED", ""):
                found.append(process.cmdline())
        except psutil.Error:
            pass
    return found


@pytest.fixture
def project(small_project):
    """A small project whose limits are low, with a site that was built before."""
    tool = small_project.path / "docs" / "_tools" / "build.py"
    text = tool.read_text(encoding="utf-8")
    assert "SECONDS = 120" in text and "MEMORY = 0.5" in text
    tool.write_text(text.replace("SECONDS = 120", "SECONDS = 5").replace("MEMORY = 0.5", "MEMORY = 0.05"), encoding="utf-8")
    small_project.html.mkdir(parents=True)
    (small_project.html / "index.html").write_text("before")
    return small_project


@pytest.mark.parametrize("how", BAD)
def test_lesson_that_does_not_end_well_ends_the_build(project, how):
    code, line, sentence = BAD[how]
    (project.path / "examples" / "core" / "create_tensors.py").write_text(GOOD + code)
    done = project.build()
    assert done.returncode != 0
    place = f":{GOOD.count(chr(10)) + line}" if line else ""
    said = f"examples/core/create_tensors.py{place}: " + (sentence if "|" in sentence else re.escape(sentence))
    assert re.match(said, done.stderr), done.stderr
    assert done.stderr.count("\n") == 1
    assert (project.html / "index.html").read_text() == "before"
    assert left_running(project) == []


def test_process_that_hides_is_ended_too(project, tmp_path):
    noted = tmp_path / "pid"
    hidden = f"setsid sh -c 'echo $$ > {noted}; exec sleep 98765' > /dev/null 2>&1 &"
    code = f"import subprocess, time\nsubprocess.run({hidden!r}, shell=True)\ntime.sleep(1)\n"
    (project.path / "examples" / "core" / "create_tensors.py").write_text(GOOD + code)
    assert project.build().returncode == 0
    assert not psutil.pid_exists(int(noted.read_text()))


def contents(project):
    return {path.relative_to(project.html).as_posix(): path.read_bytes() for path in project.html.rglob("*") if path.is_file()}


def test_build_after_a_killed_one_is_right(project):
    assert project.build().returncode == 0
    right = contents(project)
    moments = [random.uniform(0.2, 6) for _ in range(6)]
    for moment in (*moments, 1):  # the last is too early for a build to have ended
        (project.path / "conf.py").open("a").write("# changed\n")  # runs and writes everything again
        started = subprocess.Popen([sys.executable, "docs/_tools/build.py"], cwd=project.path, stdout=subprocess.DEVNULL)
        time.sleep(moment)
        started.send_signal(signal.SIGKILL)
        started.wait()
        assert (project.html / "index.html").exists() or (project.html.parent / "old" / "index.html").exists()
    done = project.build()
    assert done.returncode == 0, done.stderr
    assert contents(project) == right
    assert left_running(project) == []


def test_sphinx_that_is_killed_between_lessons_has_not_succeeded(project):
    command = [sys.executable, "docs/_tools/build.py"]
    started = psutil.Popen(command, cwd=project.path, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    while not (children := started.children()):
        time.sleep(0.05)
    children[0].kill()
    assert started.communicate()[1] == "Sphinx was ended with signal 9. Build again.\n"
    assert started.returncode != 0
    assert (project.html / "index.html").read_text() == "before"


def may_mount():
    """The command below which this user may mount something that only its own processes see, or None."""
    for prefix in (["unshare", "--mount"], ["unshare", "--map-root-user", "--mount"], ["sudo", "-n", "unshare", "--mount"]):
        if shutil.which(prefix[0]) and subprocess.run([*prefix, "mount", "-t", "tmpfs", "tmpfs", "/mnt"], capture_output=True).returncode == 0:
            return prefix
    return None


MAY_MOUNT = may_mount()
# Why two tests may be skipped: no other way makes a real disk full or read-only. Root writes into folders
# without write permission, and macOS and most containers let nobody mount. Where a mount works, both run.
needs_mount = pytest.mark.skipif(not MAY_MOUNT, reason="Nobody may mount here, so no disk can be made full or read-only.")


def build_on(mount, project):
    """Build below a mounted build folder, and return the process, which printed build/html/index.html at the end."""
    script = f"{mount} && {{ '{sys.executable}' docs/_tools/build.py; code=$?; cat build/html/index.html; exit $code; }}"
    return subprocess.run([*MAY_MOUNT, "sh", "-c", script], cwd=project.path, capture_output=True, text=True)


@needs_mount
def test_read_only_disk_gets_one_sentence(project):
    done = build_on("mount --bind build build && mount -o remount,bind,ro build", project)
    assert done.returncode != 0
    assert "Read-only file system. build/html is as it was." in done.stderr and done.stderr.count("\n") == 1
    assert done.stdout.endswith("before")


@needs_mount
def test_full_disk_gets_a_sentence(project):
    done = build_on("mount -t tmpfs -o size=2m tmpfs build && mkdir build/html && printf before > build/html/index.html", project)
    assert done.returncode != 0
    assert done.stderr.splitlines()[-1].endswith("The disk is full. build/html is as it was. Make room, and build again.")
    assert done.stdout.endswith("before")
