"""An author sees each change in the browser while editing."""

import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
import time

import psutil
import pytest

from conftest import tool
from test_workflows import ENVIRONMENT, fresh_copy

POLICY = re.compile(rb"\n<meta http-equiv=.Content-Security-Policy[^>]*>")  # not in live pages


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextlib.contextmanager
def live(project):
    """Run ``make live`` for a project in the environment of this test, and give its address."""
    port = free_port()
    command = ["make", "live", f"PORT={port}", f"VENV={sys.prefix}", "--old-file"]
    options = {"text": True, "stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
    server = subprocess.Popen(
        [*command, f"{sys.prefix}/site"], cwd=project.path, start_new_session=True, **options
    )
    said = ""
    try:
        while "Serving" not in said and (line := server.stdout.readline()):
            said += line
        assert f"Serving http://127.0.0.1:{port}/" in said, said
        for _ in range(100):  # the server says that it is ready before it listens
            with contextlib.suppress(ConnectionRefusedError):
                socket.create_connection(("127.0.0.1", port)).close()
                break
            time.sleep(0.1)
        yield f"http://127.0.0.1:{port}"
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.communicate()


def replace(page, old, new):
    """Replace ``old`` in a file, where it has to occur, with ``new``."""
    text = page.read_text(encoding="utf-8")
    assert old in text
    page.write_text(text.replace(old, new), encoding="utf-8")


def test_edited_page_is_shown_without_a_reload(small_project, browser):
    with live(small_project) as address:
        page = browser.new_page()
        page.goto(f"{address}/guide/start_here.html")
        replace(
            small_project.path / "docs" / "guide" / "start_here.md", "# Start here", "# Start now"
        )
        page.get_by_role("heading", name="Start now").wait_for()
        page.goto(f"{address}/lessons/core/create_tensors.html")
        replace(
            small_project.path / "examples" / "core" / "create_tensors.py",
            "# Look back\n# ---------\n",
            "# Look behind\n# -----------\n",
        )
        page.get_by_role("heading", name="Look behind").wait_for()
        page.close()
    done = small_project.build()
    assert done.returncode == 0, done.stderr
    served = small_project.path / "build" / "live" / "html"
    for path in small_project.html.rglob("*.*"):
        if path.is_file() and path.name != ".buildinfo" and path.suffix != ".zip":  # of all pages
            shown = (served / path.relative_to(small_project.html)).read_bytes()
            assert POLICY.sub(b"", shown) == POLICY.sub(b"", path.read_bytes())


def test_failed_build_is_shown_until_it_is_mended(small_project, browser):
    lesson = small_project.path / "examples" / "core" / "create_tensors.py"
    good = lesson.read_text()
    inventory = small_project.path / "docs" / "_inventories" / "torch.txt"
    settings = small_project.path / "docs" / "course.toml"
    known = settings.read_text()
    with live(small_project) as address:
        page = browser.new_page()
        page.goto(f"{address}/lessons/core/create_tensors.html")
        lesson.write_text(f"{good}\n# %%\n1 / 0\n")
        page.get_by_role("heading", name="The build failed").wait_for()
        said = page.locator("pre").inner_text()
        line = len(lesson.read_text().splitlines())
        assert said.startswith(f"examples/core/create_tensors.py:{line}: ZeroDivisionError")
        settings.write_text(f"title =\n{known}")
        page.get_by_text("docs/course.toml:1: Invalid value.").wait_for()
        settings.write_text(known)
        # A name that is added to the inventory is linked at once.
        lesson.write_text(f"{good}\n# %%\nprint(torch.asinh(torch.zeros(1)))\n")
        page.get_by_text("no link for torch.asinh.").wait_for()
        with inventory.open("a") as file:
            file.write("torch.asinh function generated/torch.asinh.html\n")
        page.locator("a[title='torch.asinh']").wait_for(state="attached")
        page.close()


def test_lesson_that_does_not_end_well_is_named_and_leaves_nothing_running(small_project, browser):
    replace(small_project.path / "docs" / "_ext" / "course" / "make" / "watch.py", "= 120", "= 10")
    noted = small_project.path / "noted"
    lesson = small_project.path / "examples" / "core" / "create_tensors.py"
    good = lesson.read_text()
    note = f"import os, pathlib\npathlib.Path({str(noted)!r}).write_text(str(os.getpid()))\n"
    with live(small_project) as address:
        page = browser.new_page()
        page.goto(f"{address}/lessons/core/create_tensors.html")
        lesson.write_text(f"{good}\n# %%\n{note}while True:\n    pass\n")
        page.get_by_text("The build took more than 10 seconds.").wait_for(timeout=60_000)
        assert not is_running(int(noted.read_text()))
        lesson.write_text(f"{good}\n# %%\nimport os\nos._exit(0)\n")
        page.get_by_text("A lesson has ended the build, with os._exit").wait_for()
        lesson.write_text(f"{good}\n# %%\nprint('and', 'on')\n")
        page.get_by_text("and on").wait_for()
        page.close()


def test_process_that_a_block_leaves_ends_with_the_build(small_project, browser):
    noted = small_project.path / "noted"
    lesson = small_project.path / "examples" / "core" / "create_tensors.py"
    good = lesson.read_text()
    # A copy of the process that builds has all that it has open. This one's parent has ended.
    left = f"""
import os, pathlib, time
noted = pathlib.Path({str(noted)!r})
if not os.fork():
    os.setsid()
    if not os.fork():
        written = noted.write_text(str(os.getpid()))
        time.sleep(1000)
    os._exit(0)
while not noted.exists():
    time.sleep(0.1)
"""
    with live(small_project) as address:
        page = browser.new_page()
        page.goto(f"{address}/lessons/core/create_tensors.html")
        lesson.write_text(f"{good}\n# %%\n{left}")
        page.get_by_text("This block has left a process running.").wait_for(timeout=20_000)
        assert not is_running(int(noted.read_text()))
        lesson.write_text(f"{good}\n# %%\nprint('and', 'on')\n")
        page.get_by_text("and on").wait_for()
        page.close()
    done = small_project.build()
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("place", ["build", "build/live", "docs/lessons"])
def test_link_in_the_place_of_a_folder_that_live_owns_is_refused(small_project, tmp_path, place):
    theirs = tmp_path / "theirs"
    (theirs / "core").mkdir(parents=True)
    (theirs / "core" / "mine.py").write_text("mine")
    (small_project.path / place).parent.mkdir(exist_ok=True)
    (small_project.path / place).symlink_to(theirs)
    done = tool("make.live", small_project.path, timeout=60)
    assert done.returncode != 0 and done.stderr.count("\n") == 1
    assert done.stderr.startswith(f"{small_project.path / place} is a link.")
    assert [path.name for path in theirs.rglob("*")] == ["core", "mine.py"]


def is_running(pid):
    """Tell whether a process is there and has not ended."""
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_live_that_is_stopped_while_it_builds_leaves_nothing_running(small_project, number):
    noted = small_project.path / "noted"
    note = f"import os, pathlib, time\npathlib.Path({str(noted)!r}).write_text(str(os.getpid()))\n"
    lesson = small_project.path / "examples" / "core" / "create_tensors.py"
    lesson.write_text(f"{lesson.read_text()}\n# %%\n{note}time.sleep(1000)\n")
    command = [sys.executable, "-m", "course.make.live"]
    environment = os.environ | {"PYTHONPATH": "docs/_ext", "PORT": str(free_port())}
    options = {"text": True, "stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
    started = subprocess.Popen(command, cwd=small_project.path, env=environment, **options)
    while not (noted.exists() and noted.read_text()):
        assert started.poll() is None
        time.sleep(0.1)
    members = [one.pid for one in psutil.Process(started.pid).children(recursive=True)]
    started.send_signal(number)
    said = started.communicate(timeout=10)[0]
    assert "Traceback" not in said and ("Stopped." in said or number == signal.SIGKILL)
    for _ in range(100):
        if not any(map(is_running, members)):
            break
        time.sleep(0.1)
    assert int(noted.read_text()) in members and not any(map(is_running, members))


def test_taken_port_is_named_before_anything_is_installed(tmp_path):
    folder = fresh_copy(tmp_path / "fresh")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        command = ["make", "live", f"PORT={port}"]
        options = {"capture_output": True, "text": True, "env": ENVIRONMENT}
        done = subprocess.run(command, cwd=folder, **options)
    assert done.returncode != 0
    assert done.stderr.startswith(f"Port {port} is taken, perhaps by another make live.")
    assert not (folder / ".venv").exists()
    done = subprocess.run(["make", "live", "PORT=x"], cwd=folder, **options)
    assert done.stderr.startswith("PORT=x is no number.") and "Traceback" not in done.stderr
