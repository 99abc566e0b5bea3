"""Builds that don't end by themselves: what was there before stays, and nothing is left running."""

import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time

import psutil
import pytest

from course.make import watch
from test_builds import GOOD

DRAW = "import matplotlib.pyplot as plt\nfig, ax = plt.subplots(label='A figure')\n"
BAD = {
    "loops": ("while True: pass\n", 1, "This block has run for 5 seconds."),
    "waits": ("import time\ntime.sleep(1000)\n", 2, "This block has run for 5 seconds."),
    "prints": (
        "while True:\n    print('again')\n",
        2,
        "This (block has run for 5 seconds|takes 5% of the memory).",
    ),
    "prints around print": (
        "import os\nos.write(1, b'here')\n",
        2,
        "This writes to the terminal past Python's print: 'here'.",
    ),
    "lets a child print": (
        "import subprocess\nsubprocess.run(['echo', 'here'])\n",
        2,
        "This writes to the terminal past Python's print: 'here'.",
    ),
    "prints a colour": (
        "print('\\x1b[31mred')\n",
        1,
        r"This prints '\x1b', which no page can show.",
    ),
    "prints a return": ("print('1\\r2')\n", 1, r"This prints '\r', which no page can show."),
    "prints half a character": (
        "print('\\udcff')\n",
        1,
        r"This prints '\udcff', which no page can show.",
    ),
    "raises without words": (
        "class E(Exception):\n    def __str__(self):\n        return 1\nraise E\n",
        4,
        "E: its __str__ fails.",
    ),
    "exits while it is explained": (
        "class E(Exception):\n    def __str__(self):\n        raise SystemExit(0)\nraise E\n",
        4,
        "E: its __str__ fails.",
    ),
    "interrupts": ("raise KeyboardInterrupt\n", 1, "KeyboardInterrupt."),
    "raises what no other process knows": (
        "class K(KeyboardInterrupt):\n    pass\nraise K\n",
        3,
        "K. Correct",
    ),
    "closes": (
        "import sys\nsys.stdout.close()\nprint(1)\nraise ValueError\n",
        4,
        "ValueError. Correct",
    ),
    "prints to stderr": (
        "import sys\nprint('here', file=sys.stderr)\n",
        2,
        "This writes to sys.stderr: 'here'. Print",
    ),
    "prints a traceback": (
        "import traceback\ntry:\n    1 / 0\nexcept ZeroDivisionError:\n    traceback.print_exc()\n",
        1,
        "This writes to sys.stderr: 'ZeroDivisionError: division by zero'.",
    ),
    "warns all the same": (
        "import warnings\nwarnings.simplefilter('always')\nwarnings.warn('old')\nx = 1\n",
        1,
        "This writes to sys.stderr: ",
    ),
    "lets a fork print": (
        "import os\npid = os.fork()\n"
        "if not pid:\n    print('here')\n    os._exit(0)\nended = os.waitpid(pid, 0)\n",
        1,
        "This writes to the terminal past Python's print: 'here'.",
    ),
    "prints while it is drawn": (
        f"{DRAW}ax.xaxis.set_major_formatter(lambda x, place: print('tick') or 't')\n",
        1,
        "Drawing this, or looking at its values, prints 'tick",
    ),
    "says what can't be shown": (
        "import matplotlib.pyplot as plt\nfig, ax = plt.subplots(label='A \\x1b')\n",
        1,
        r"This has '\x1b' in a text that a page would show.",
    ),
    "draws a sheet for a wall": (
        f"{DRAW}fig.set_size_inches(600, 600)\n",
        1,
        "The figure is 600 by 600 inches.",
    ),
    "raises while it is drawn": (
        f"{DRAW}ax.xaxis.set_major_formatter(lambda x, place: 1 / 0)\n",
        3,
        "ZeroDivisionError: division by zero.",
    ),
    "draws for ever": (
        f"import time\n{DRAW}ax.xaxis.set_major_formatter(lambda x, place: time.sleep(1000))\n",
        4,
        "This block has run for 5 seconds.",
    ),
    "draws what the font lacks": (
        f"{DRAW}ax.set_title('\\u4e2d')\n",
        1,
        "UserWarning: Glyph 20013",
    ),
    "takes away what all code needs": (
        "import builtins\nbuiltins.sum = None\nx = builtins.len\n",
        1,
        "TypeError: 'NoneType' object is not callable.",
    ),
    "asks": ("input()\n", 1, "ExtensionError: Cannot use input()"),
    "exits": ("raise SystemExit(0)\n", 1, "SystemExit: 0."),
    "leaves": ("import os\nos._exit(0)\n", None, "This has ended the build, with os._exit."),
    "leaves with a code": (
        "import os\nos._exit(3)\n",
        None,
        "This has ended the build, with os._exit.",
    ),
    "kills itself": (
        "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)\n",
        None,
        "This has ended the build, with signal 9.",
    ),
    "fills the memory": (
        "kept = []\nwhile True:\n    kept.append(b'x' * 10**7)\n",
        3,
        "This takes 5% of the memory.",
    ),
    "forks": ("import os\npid = os.fork()\n", 1, "This block has left a process running."),
    "starts a child": (
        "import subprocess\nsubprocess.Popen(['sleep', '98765'])\n",
        2,
        "This block has left a process running.",
    ),
    "starts a thread": (
        "import threading, time\nthreading.Thread(target=time.sleep, args=(100_000,)).start()\n",
        2,
        "This block has left a thread running.",
    ),
    "raises beside a thread": (
        "import threading, time\n"
        "threading.Thread(target=time.sleep, args=(100_000,)).start()\n"
        "raise ValueError('no luck')\n",
        3,
        "ValueError: no luck.",
    ),
}


def start(project, number=None):
    """Start the command that ``make html`` runs, with the signal ``number`` not ignored."""

    def prepare():
        signal.signal(number, signal.SIG_DFL)  # this test may have been started by nohup

    return psutil.Popen(
        [sys.executable, "-m", "course.make.build"],
        cwd=project.path,
        env=os.environ | {"PYTHONPATH": "docs/_ext"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=prepare if number else None,
    )


def left_running(project):
    """The processes that belong to a project's build, or that its lessons have started."""
    found = []
    for process in psutil.process_iter():
        try:
            if str(project.path) in process.environ().get("COURSE_WATCHED", ""):
                found.append(process)
        except psutil.Error:
            pass
    return found


@pytest.fixture
def project(small_project):
    """A small project whose limits are low, with a site that was built before."""
    tool = small_project.path / "docs" / "_ext" / "course" / "make" / "watch.py"
    text = tool.read_text(encoding="utf-8")
    assert "SECONDS = 120" in text and "MEMORY = 0.5" in text
    tool.write_text(
        text.replace("SECONDS = 120", "SECONDS = 5").replace("MEMORY = 0.5", "MEMORY = 0.05"),
        encoding="utf-8",
    )
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
    said = f"examples/core/create_tensors.py{place}: " + (
        sentence if "|" in sentence else re.escape(sentence)
    )
    assert re.match(said, done.stderr), done.stderr
    assert done.stderr.count("\n") == 1
    assert (project.html / "index.html").read_text() == "before"
    assert left_running(project) == []


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("time.sleep(1000)", "The build has been at this for 15 seconds."),
        ("kept = [b'x' * 10**7 for _ in range(10**6)]", "To make this takes 5% of the memory."),
    ],
    ids=["time", "memory"],
)
@pytest.mark.parametrize("event", ["doctree-read", "doctree-resolved"])
def test_page_that_takes_too_much_ends_the_build(project, event, code, sentence):
    watch = project.path / "docs" / "_ext" / "course" / "make" / "watch.py"
    watch.write_text(watch.read_text().replace("LONGEST = 600", "LONGEST = 15"))
    with (project.path / "conf.py").open("a") as file:  # as an extension may do
        file.write(f"""
import time

def hold_up(app, doctree, page=None):
    if (page or app.env.docname) == "guide/start_here":
        {code}

def setup(app):
    app.connect({event!r}, hold_up)
""")
    done = project.build()
    assert done.returncode != 0
    assert done.stderr.startswith(f"docs/guide/start_here.md: {sentence}")
    assert done.stderr.count("\n") == 1
    assert (project.html / "index.html").read_text() == "before"
    assert left_running(project) == []


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("DEVICE", "cuda", "DEVICE=cuda: only the CPU can be forced."),
        ("SOURCE_DATE_EPOCH", "soon", "SOURCE_DATE_EPOCH=soon isn't a number of seconds"),
        ("SOURCE_DATE_EPOCH", "9" * 30, "isn't a number of seconds since 1970."),
        ("MPLBACKEND", "nosuch", ""),  # a build has its own
        ("PYTHONWARNINGS", "error", ""),
    ],
)
def test_variable_that_does_not_fit_gets_one_sentence(project, monkeypatch, name, value, sentence):
    monkeypatch.setenv(name, value)
    done = project.build()
    assert sentence in done.stderr and done.stderr.count("\n") == bool(sentence)
    assert bool(done.returncode) == bool(sentence)


@pytest.mark.parametrize("environment", ["None", "{'PATH': '/usr/bin:/bin'}"])
def test_process_that_hides_is_ended_too(project, tmp_path, environment):
    noted = tmp_path / "pid"
    hidden = f"setsid sh -c 'echo $$ > {noted}; exec sleep 98765' > /dev/null 2>&1 &"
    start = f"subprocess.run({hidden!r}, shell=True, env={environment})"
    code = f"import subprocess, time\n{start}\ntime.sleep(1)\n"
    (project.path / "examples" / "core" / "create_tensors.py").write_text(GOOD + code)
    assert project.build().returncode == 0
    assert not psutil.pid_exists(int(noted.read_text()))


def test_lesson_that_fails_ends_the_build_where_nobody_hears_of_ended_processes(project):
    (project.path / "examples" / "core" / "create_tensors.py").write_text(GOOD + "1 / 0\n")
    done = subprocess.run(
        [sys.executable, "-m", "course.make.build"],
        cwd=project.path,
        env=os.environ | {"PYTHONPATH": "docs/_ext"},
        capture_output=True,
        text=True,
        preexec_fn=lambda: signal.signal(signal.SIGCHLD, signal.SIG_IGN),
    )
    assert done.returncode != 0 and "ZeroDivisionError" in done.stderr
    assert done.stderr.count("\n") == 1
    assert (project.html / "index.html").read_text() == "before"


def test_sphinx_that_ends_too_early_has_not_succeeded(project):
    with (project.path / "conf.py").open("a") as file:
        file.write("import atexit, os\natexit.register(os._exit, 0)\nraise SystemExit\n")
    done = project.build()
    assert done.returncode != 0
    assert done.stderr.endswith(
        "Sphinx ended before it had finished, as if all were well. Build again.\n"
    )
    assert (project.html / "index.html").read_text() == "before"


def test_workplace_that_a_lesson_spoils_is_empty_again(project):
    lesson = project.path / "examples" / "core" / "create_tensors.py"
    code = "import os\nplace = os.getcwd()\nos.rmdir(place)\nos.symlink('/', place)\n"
    for _ in range(2):
        lesson.write_text(GOOD + code + "print(1)\n")
        assert project.build().returncode == 0
        lesson.write_text(GOOD + "import os\nprint(os.listdir())\n")
        assert project.build().returncode == 0
        assert "[]" in (project.html / "lessons" / "core" / "create_tensors.html").read_text()


def test_asserts_of_a_lesson_count_whatever_the_environment_says(project, monkeypatch):
    monkeypatch.setenv("PYTHONOPTIMIZE", "1")
    lesson = project.path / "examples" / "core" / "create_tensors.py"
    lesson.write_text(GOOD + "assert 1 == 2, 'wrong'\n")
    done = project.build()
    assert done.returncode != 0 and "AssertionError: wrong." in done.stderr


@pytest.mark.parametrize("place", ["build", "build/html", "docs/lessons"])
def test_link_in_the_place_of_a_folder_that_builds_own_is_refused(project, tmp_path, place):
    theirs = tmp_path / "theirs"
    (theirs / "old").mkdir(parents=True)
    (theirs / "old" / "mine.txt").write_text("mine")
    shutil.rmtree(project.path / place, ignore_errors=True)
    (project.path / place).symlink_to(theirs)
    done = project.build()
    assert done.returncode != 0 and done.stderr.count("\n") == 1
    assert done.stderr.startswith(f"{project.path / place} is a link.")
    assert (theirs / "old" / "mine.txt").read_text() == "mine" and len(list(theirs.iterdir())) == 1


def contents(project):
    return {
        path.relative_to(project.html).as_posix(): path.read_bytes()
        for path in project.html.rglob("*")
        if path.is_file()
    }


def test_build_after_a_killed_one_is_right(project):
    assert project.build().returncode == 0
    right = contents(project)
    moments = [random.uniform(0.2, 6) for _ in range(6)]
    for moment in (*moments, 1):  # the last is too early for a build to have ended
        (project.path / "conf.py").open("a").write(
            "# changed\n"
        )  # runs and writes everything again
        started = start(project)
        time.sleep(moment)
        started.send_signal(signal.SIGKILL)
        started.communicate()
        assert (project.html / "index.html").exists() or (
            project.html.parent / "old" / "index.html"
        ).exists()
    done = project.build()
    assert done.returncode == 0, done.stderr
    assert contents(project) == right
    assert left_running(project) == []


def test_sphinx_that_is_killed_between_lessons_has_not_succeeded(project):
    started = start(project)
    while not (sphinx := left_running(project)):  # unlike git, which it starts too
        time.sleep(0.05)
    sphinx[0].kill()
    assert started.communicate()[1] == "Sphinx was ended with signal 9. Build again.\n"
    assert started.returncode != 0
    assert (project.html / "index.html").read_text() == "before"


def test_process_of_a_killed_build_holds_up_no_other_where_nobody_waits_for_it(project):
    # As in a container whose first process never asks which of its children have ended.
    (project.path / "build" / "running").touch()
    variables = {"COURSE_WATCHED": str(project.path / "build")}
    left = subprocess.Popen(["sleep", "98765"], env=os.environ | variables)
    started = start(project)
    try:
        started.wait(100)
    finally:
        watch.end([started, *started.children(recursive=True)] if started.is_running() else [])
    assert started.returncode == 0, started.communicate()[1]
    assert left.wait(0) == -signal.SIGKILL


def test_process_that_does_not_end_is_named(monkeypatch):
    monkeypatch.setattr(watch, "ANSWER", 2)
    left = psutil.Popen(["sleep", "98765"])
    with monkeypatch.context() as patched:
        patched.setattr(psutil.Process, "kill", lambda process: None)  # as if its disk were gone
        with pytest.raises(SystemExit, match=f"^Process {left.pid} was killed, and hasn't ended."):
            watch.end([left])
    watch.end([left])
    assert not left.is_running()


def may_mount():
    """Return the command below which this user may mount what others don't see, or None."""
    for prefix in (
        ["unshare", "--mount"],
        ["unshare", "--map-root-user", "--mount"],
        ["sudo", "-n", "unshare", "--mount"],
    ):
        if (
            shutil.which(prefix[0])
            and subprocess.run(
                [*prefix, "mount", "-t", "tmpfs", "tmpfs", "/mnt"], capture_output=True
            ).returncode
            == 0
        ):
            return prefix
    return None


MAY_MOUNT = may_mount()
# Why three tests may be skipped: no other way makes a real disk full or read-only. Root writes into
# folders without write permission, and macOS and most containers let nobody mount. Where a mount
# works, all run.
needs_mount = pytest.mark.skipif(
    not MAY_MOUNT, reason="Nobody may mount here, so no disk can be made full or read-only."
)


def build_on(mount, project):
    """Build after a mount, and return the process, which printed build/html/index.html at last."""
    build = f"PYTHONPATH=docs/_ext '{sys.executable}' -m course.make.build"
    script = f"{mount} && {{ {build}; code=$?; cat build/html/index.html; exit $code; }}"
    command = [*MAY_MOUNT, "sh", "-c", script]
    return subprocess.run(command, cwd=project.path, capture_output=True, text=True)


@needs_mount
def test_read_only_disk_gets_one_sentence(project):
    done = build_on("mount --bind build build && mount -o remount,bind,ro build", project)
    assert done.returncode != 0
    assert (
        "Read-only file system. build/html is as it was." in done.stderr
        and done.stderr.count("\n") == 1
    )
    assert done.stdout.endswith("before")


@needs_mount
def test_full_disk_gets_a_sentence(project):
    done = build_on(
        "mount -t tmpfs -o size=2m tmpfs build && mkdir build/html && "
        "printf before > build/html/index.html",
        project,
    )
    assert done.returncode != 0
    assert done.stderr.splitlines()[-1].endswith(
        "The disk is full. build/html is as it was. Make room, and build again."
    )
    assert done.stdout.endswith("before")


@needs_mount
def test_read_only_project_without_a_build_gets_one_sentence(project):
    shutil.rmtree(project.path / "build")
    # The shell has to enter the mounted folder, which lies above the one it is in.
    mount = 'mount --bind "$PWD" "$PWD" && mount -o remount,bind,ro "$PWD" && cd "$PWD"'
    done = build_on(mount, project)
    assert done.returncode != 0
    assert done.stderr.splitlines()[0].startswith(
        f"{project.path / 'build'}: Read-only file system."
    )
    assert (
        len(
            done.stderr.replace(
                "cat: build/html/index.html: No such file or directory\n", ""
            ).splitlines()
        )
        == 1
    )


def test_file_in_the_place_of_the_build_folder_gets_one_sentence(project):
    shutil.rmtree(project.path / "build")
    (project.path / "build").write_text("mine")
    done = project.build()
    assert done.returncode != 0
    assert done.stderr.startswith(f"{project.path / 'build'}: ") and done.stderr.count("\n") == 1
    assert (project.path / "build").read_text() == "mine"


# A lesson that notes its process, starts another one outside of its group, and takes its time.
SLOW = """\
import os, pathlib, subprocess, time
child = subprocess.Popen(["sleep", "98765"], start_new_session=True)
pathlib.Path({noted!r}).write_text(f"{{os.getpid()}} ")
time.sleep({seconds})
child.kill()
ended = child.wait()
"""


def start_slow(project, seconds, number=None):
    """Start a build, and return it and the process of its lesson, which is running."""
    noted = project.path / "noted"
    code = SLOW.format(noted=str(noted), seconds=seconds)
    (project.path / "examples" / "core" / "create_tensors.py").write_text(GOOD + code)
    started = start(project, number)
    while not (noted.exists() and noted.read_text().endswith(" ")):
        assert started.poll() is None, started.communicate()
        time.sleep(0.05)
    return started, psutil.Process(int(noted.read_text()))


@pytest.mark.parametrize(
    "number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP], ids=lambda number: number.name
)
def test_build_that_is_told_to_stop_stops_all_that_it_started(project, number):
    started, lesson = start_slow(project, 1000, number)
    members = [lesson, *lesson.children(recursive=True)]
    assert len(members) > 1
    started.send_signal(number)
    said = started.communicate(timeout=10)[1]
    assert said == "Stopped. build/html is as it was.\n"
    assert started.returncode > 0
    assert [member for member in members if member.is_running()] == []
    assert left_running(project) == []
    assert (project.html / "index.html").read_text() == "before"


def test_second_build_beside_the_first_leaves_it_alone(project):
    first, lesson = start_slow(project, 3)
    second = project.build()
    assert second.returncode != 0
    assert (
        second.stderr.startswith("Another build is running in this folder.")
        and second.stderr.count("\n") == 1
    )
    assert lesson.is_running()
    said = first.communicate()[1]
    assert first.returncode == 0, said
    assert "<h1>Try" in (project.html / "lessons" / "core" / "create_tensors.html").read_text()
    # And after one that was killed there is none beside this one.
    third = start(project)
    time.sleep(0.5)
    third.kill()
    third.communicate()
    assert project.build().returncode == 0


@pytest.mark.parametrize(
    ("given", "left"),
    [("docs/_ext", "None"), (f"docs/_ext{os.pathsep}/elsewhere", "/elsewhere")],
)
def test_lesson_is_not_given_the_path_of_this_package(project, given, left):
    code = "import os\nprint('path', os.environ.get('PYTHONPATH'))\n"
    (project.path / "examples" / "core" / "create_tensors.py").write_text(GOOD + code)
    command = [sys.executable, "-m", "course.make.build"]
    environment = os.environ | {"PYTHONPATH": given}
    subprocess.run(command, cwd=project.path, env=environment, check=True, capture_output=True)
    page = project.html / "lessons" / "core" / "create_tensors.html"
    assert f"path {left}\n" in page.read_text()
