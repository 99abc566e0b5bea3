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
from playwright.sync_api import expect

from conftest import make_small_project, tool
from course.make import kernels
from test_live_page import panel, run, wait_for
from test_start import (
    CLIENT,
    DAEMON,
    PAGE,
    SECONDS,
    Server,
    check_that_other_origin_can_do_nothing,
    check_that_token_is_needed,
    start_kernel,
)
from test_start import run as run_code
from test_workflows import ENVIRONMENT, fresh_copy

POLICY = re.compile(rb"\n<meta http-equiv=.Content-Security-Policy[^>]*>")  # not in live pages


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Live(Server):
    """``make live`` for a project, in the environment of this test."""

    def __init__(self, project, *options, **variables):
        self.port = free_port()
        command = ["make", "live", f"PORT={self.port}", f"VENV={sys.prefix}", *options]
        self.process = psutil.Popen(
            [*command, "--old-file", f"{sys.prefix}/site"],
            cwd=project.path,
            env={**os.environ, **variables},
            start_new_session=True,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        self.said = ""

    def listen(self):
        """Wait until pages can be asked for, and return it."""
        while "Serving" not in self.said and (line := self.process.stdout.readline()):
            self.said += line
        base = f"http://127.0.0.1:{self.port}"
        assert f"Serving {base}/" in self.said, self.said
        for _ in range(100):  # the server says that it is ready before it listens
            with contextlib.suppress(ConnectionRefusedError):
                socket.create_connection(("127.0.0.1", self.port)).close()
                break
            time.sleep(0.1)
        self.address = (re.findall(rf"{base}/login\S+", self.said) or [base])[0]
        super().__init__(base, self.address.rpartition("token=")[2])
        return self

    def stop(self, number=signal.SIGTERM):
        """Send a signal, as a terminal does, and return all that was said."""
        if not self.process.stdout.closed:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, number)
            self.said += self.process.communicate(timeout=SECONDS)[0]
        return self.said


@contextlib.contextmanager
def running(project, *options, **variables):
    """Run ``make live``, and end it when the test ends."""
    started = Live(project, *options, **variables)
    try:
        yield started.listen()
    finally:
        started.stop()


@contextlib.contextmanager
def live(project):
    """Run ``make live`` for a project, and give its address."""
    with running(project) as started:
        yield started.base


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


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    """``make live``, running, for tests that leave its lesson as it was."""
    project = make_small_project(tmp_path_factory.mktemp("live") / "project")
    with running(project) as started:
        started.lesson = project.path / "examples" / "core" / "create_tensors.py"
        yield started


@pytest.fixture
def tab(browser, pages):
    """A tab that was logged in, at an address that no build loads again. It can ask kernels."""
    context = browser.new_context()
    tab = context.new_page()
    tab.goto(pages.address)
    tab.goto(f"{pages.base}/static/live/provenance.json")
    tab.evaluate(CLIENT)
    yield tab
    context.close()


@pytest.fixture
def kernel(tab):
    """A kernel of that tab."""
    kernel = start_kernel(tab)
    yield kernel
    tab.evaluate("(kernel) => call('DELETE', `/${kernel}`)", kernel)


def test_page_runs_its_code_before_and_after_an_edit(pages, browser):
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{pages.base}/index.html", wait_until="networkidle")  # whose worker must not last
    page.goto(pages.address)
    assert page.url == f"{pages.base}/static/live/index.html"
    page.goto(pages.base + PAGE)
    headings = {
        word: f"# Look {word}\n# {'-' * len(f'Look {word}')}\n" for word in ("back", "around")
    }
    for old, new in (("back", "around"), ("around", "back")):
        expect(panel(page)).to_contain_text("This page is live")
        expect(run(page, 1, f"print('{old}', 6 * 7)")).to_contain_text(f"{old} 42")
        assert len(pages.kernels()) == 1
        replace(pages.lesson, headings[old], headings[new])
        page.get_by_role("heading", name=f"Look {new}").wait_for()
        wait_for(page, lambda: pages.kernels() == [])
    context.close()


def test_build_leaves_kernels_alone(pages, browser, tab, kernel):
    assert run_code(tab, kernel, "made = 6 * 7") == ""
    good = pages.lesson.read_text()
    page = browser.new_page()
    page.goto(pages.base + PAGE)
    pages.lesson.write_text(f"{good}\n# %%\n1 / 0\n")
    page.get_by_role("heading", name="The build failed").wait_for()
    pages.lesson.write_text(good)
    page.get_by_role("heading", name="Look back").wait_for()
    assert run_code(tab, kernel, "print(made)") == "42\n"
    page.close()


def test_only_who_has_the_token_runs_code_in_pages(pages, kernel):
    check_that_token_is_needed(pages, kernel)


@pytest.mark.parametrize("path", ["/index.html", PAGE, "/api/kernels"])
def test_pages_answer_only_to_names_of_this_computer(pages, path):
    """A page at a name that leads here would count as of the same origin."""
    assert pages.ask(f"{path}?token={pages.token}")[0] == 200
    assert pages.ask(f"{path}?token={pages.token}", Host="example.org")[0] == 400


def test_page_of_another_origin_can_do_nothing(pages, tab, kernel, tmp_path):
    check_that_other_origin_can_do_nothing(pages, tab, kernel, tmp_path, "another port")


def test_request_that_is_too_large_is_refused(pages):
    assert pages.ask("/api/kernels", "POST", bytes(kernels.LARGEST))[0] == 403
    assert pages.ask("/api/kernels", "POST", bytes(kernels.LARGEST + 1))[0] == 413


def test_pages_and_kernels_are_reached_from_this_computer_alone(pages, kernel):
    family = [pages.process, *pages.process.children(recursive=True)]
    sockets = [socket for process in family for socket in process.net_connections("inet")]
    listening = [socket for socket in sockets if socket.status == psutil.CONN_LISTEN]
    assert pages.port in {socket.laddr.port for socket in listening}
    assert len(listening) > 1 and {socket.laddr.ip for socket in listening} == {"127.0.0.1"}


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGKILL])
def test_end_of_live_leaves_no_kernel_and_no_file(small_project, browser, tmp_path, number):
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    with running(small_project, TMPDIR=str(temporary)) as pages:
        context = browser.new_context()
        page = context.new_page()
        page.goto(pages.address)
        page.goto(pages.base + PAGE)
        page.evaluate(CLIENT)
        kernel = start_kernel(page)
        daemon = psutil.Process(int(run_code(page, kernel, DAEMON)))
        page.evaluate("(kernel) => { run(kernel, 'while True: print(1)').catch(() => {}) }", kernel)
        family = [pages.process, *pages.process.children(recursive=True), daemon]
        assert any(temporary.glob("course-*"))
        before = time.monotonic()
        said = pages.stop(number)
        _, alive = psutil.wait_procs(family, SECONDS)
        assert not alive and time.monotonic() - before < 10
        assert "Traceback" not in said and list(temporary.glob("course-*")) == []
        context.close()


def test_live_ends_at_once_while_a_request_arrives(small_project):
    with (
        running(small_project) as pages,
        socket.create_connection(("127.0.0.1", pages.port)) as connection,
    ):
        head = "POST /api/kernels HTTP/1.1\nHost: localhost\nContent-Length: 1\n"
        connection.sendall(f"{head}Expect: 100-continue\n\n".encode())
        assert connection.recv(100).startswith(b"HTTP/1.1 100 ")  # it waits for the rest
        before = time.monotonic()
        said = pages.stop(signal.SIGINT)
        assert said.count("Stopped.") == 1 and time.monotonic() - before < 10


def test_live_that_is_stopped_while_it_builds_anew_leaves_nothing_running(small_project):
    noted = small_project.path / "noted"
    lesson = small_project.path / "examples" / "core" / "create_tensors.py"
    note = f"import os, pathlib, time\npathlib.Path({str(noted)!r}).write_text(str(os.getpid()))\n"
    with running(small_project) as pages:
        lesson.write_text(f"{lesson.read_text()}\n# %%\n{note}time.sleep(1000)\n")
        while not (noted.exists() and noted.read_text()):
            assert pages.process.is_running()
            time.sleep(0.1)
        family = pages.process.children(recursive=True)
        said = pages.stop(signal.SIGINT)
        assert said.count("Stopped.") == 1 and "Traceback" not in said
        assert psutil.wait_procs(family, SECONDS)[1] == []
        assert not is_running(int(noted.read_text()))


WAIT = """([id, code]) => new Promise((resolve) => {
  const socket = new WebSocket(`ws://${location.host}/api/kernels/${id}/channels`);
  socket.onopen = () => run(id, code).catch(() => {});
  socket.onclose = () => resolve("closed");
  setTimeout(() => resolve("open"), 20_000);
})"""


def test_page_is_told_when_what_runs_its_code_has_ended(small_project, browser):
    with running(small_project) as pages:
        context = browser.new_context()
        page = context.new_page()
        page.goto(pages.address)
        page.goto(pages.base + PAGE)
        page.evaluate(CLIENT)
        assert (
            page.evaluate(
                WAIT,
                [start_kernel(page), "import os, signal; os.kill(os.getppid(), signal.SIGTERM)"],
            )
            == "closed"
        )
        assert pages.ask("/api/kernels")[0] == 502
        assert pages.ask(PAGE)[0] == 200
        context.close()


def test_without_an_environment_for_kernels_pages_are_served_and_say_how_to_get_it(small_project):
    missing = small_project.path / "missing"
    with running(small_project, f"BINDER={missing}") as pages:
        assert f"make {missing}/ready" in pages.said
        assert pages.ask("/index.html")[0] == 200
        assert pages.ask("/api/kernels")[0] == 404
