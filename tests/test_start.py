"""start.py serves the course to the reader who started it, and to nobody else.

The course of most tests is started in a home and a folder that are full of what must not count:
settings that open the server to all, and modules that leave a mark when something imports them.
"""

import ast
import contextlib
import fcntl
import json
import os
import pty
import re
import runpy
import select
import shutil
import signal
import subprocess
import sys
import termios
import time
import urllib.error
import urllib.request
import venv
import zipfile
from pathlib import Path

import psutil
import pytest

from conftest import ROOT, serve
from course.settings import course

PYTHON = f"{sys.prefix}-binder/bin/python"
START = ROOT / "docs" / "_ext" / "course" / "live" / "start.py"
SECONDS = 60  # to wait for what comes sooner, even where much else is going on
PAGE = "/static/live/lessons/core/create_tensors.html"
KNOWN = "known-to-everybody"
PACKAGES = "import sysconfig; print(sysconfig.get_path('purelib'), end='')"
MARK = "from pathlib import Path\nPath({!r}, __name__).touch()\n"
LAX = """
c.ServerApp.allow_origin = "*"
c.ServerApp.allow_remote_access = True
c.ServerApp.allow_unauthenticated_access = True
c.ServerApp.disable_check_xsrf = True
c.ServerApp.ip = "0.0.0.0"
c.ServerApp.terminals_enabled = True
c.IdentityProvider.token = ""
c.PasswordIdentityProvider.hashed_password = ""
"""
CLIENT = """
window.call = async (method, path = "") => {
  await fetch("/lab");
  const headers = {"X-XSRFToken": document.cookie.match(/_xsrf=([^;]*)/)[1]};
  const response = await fetch(`/api/kernels${path}`, {method, headers});
  if (!response.ok) throw new Error(response.status);
  return response.status === 204 ? undefined : response.json();
};
window.run = async (kernel, code) => {
  const socket = new WebSocket(`ws://${location.host}/api/kernels/${kernel}/channels`);
  const id = crypto.randomUUID();
  let printed = "";
  return new Promise((resolve, reject) => {
    setTimeout(() => reject(new Error("The kernel took too long.")), SECONDS);
    socket.onerror = () => reject(new Error("No connection to the kernel."));
    socket.onopen = () => socket.send(JSON.stringify({
      header: {msg_id: id, msg_type: "execute_request", session: id, username: "", version: "5.3"},
      parent_header: {}, metadata: {}, channel: "shell", buffers: [],
      content: {code, silent: false, store_history: false, user_expressions: {}},
    }));
    socket.onmessage = ({data}) => {
      const {msg_type, content, parent_header} = JSON.parse(data);
      if (msg_type === "status" && /restarting|dead/.test(content.execution_state)) resolve("dead");
      if (parent_header.msg_id !== id) return;
      if (msg_type === "stream") printed += content.text;
      if (msg_type === "error") printed += content.ename;
      if (msg_type === "status" && content.execution_state === "idle") resolve(printed);
    };
  }).finally(() => socket.close());
};
undefined;  // Playwright would call a function
""".replace("SECONDS", f"{SECONDS}000")


class Server:
    """A server that runs the code of pages."""

    def __init__(self, base, token):
        self.base, self.token = base, token

    def ask(self, path, method="GET", data=None, **headers):
        """Return the status of the answer to a request, and its headers."""
        request = urllib.request.Request(f"{self.base}{path}", data, headers, method=method)
        try:
            with urllib.request.urlopen(request, timeout=SECONDS) as answer:
                return answer.status, answer.headers
        except urllib.error.HTTPError as error:
            return error.code, error.headers

    def kernels(self):
        """Return what the server says of the kernels that run."""
        url = f"{self.base}/api/kernels?token={self.token}"
        with urllib.request.urlopen(url, timeout=SECONDS) as answer:
            return json.load(answer)


class Course(Server):
    """The course as a reader has started it, in a terminal of its own."""

    def __init__(self, folder, *options, cwd, home, python=PYTHON, **variables):
        self.temporary = home / "temporary"
        self.temporary.mkdir(parents=True, exist_ok=True)
        places = {"HOME": str(home), "TMPDIR": str(self.temporary)}
        self.terminal, there = pty.openpty()
        self.process = psutil.Popen(
            [python, folder / "start.py", *options],
            cwd=cwd,
            env={**os.environ, **places, **variables},
            stdin=there,
            stdout=there,
            stderr=there,
            start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
        )
        os.close(there)
        self.said = ""

    def listen(self):
        """Wait until the course has said how to open and how to end it, and return it."""
        while "Ctrl+C" not in self.said:
            assert select.select([self.terminal], [], [], SECONDS)[0], self.said
            try:
                self.said += os.read(self.terminal, 2**16).decode()
            except OSError:  # the end
                pytest.fail(self.said)
        self.base, self.token = re.search(r"(http://\S+)/\?token=(\S+)", self.said).groups()
        self.address = f"{self.base}/?token={self.token}"
        return self

    def family(self):
        """Return the server's process, and all below it."""
        return [self.process, *self.process.children(recursive=True)]

    def end(self):
        with contextlib.suppress(psutil.Error):
            self.process.terminate()
            self.process.wait(SECONDS)
        with contextlib.suppress(OSError):
            os.close(self.terminal)


@pytest.fixture(scope="module")
def unpacked(site, tmp_path_factory):
    """The folder that comes out of the archive."""
    folder = tmp_path_factory.mktemp("my downloads")
    name = course()["archive"]
    with zipfile.ZipFile(site / "downloads" / f"{name}.zip") as packed:
        packed.extractall(folder)
    return folder / name


@pytest.fixture(scope="module")
def marks(tmp_path_factory):
    """The folder in which what must not run leaves a mark."""
    return tmp_path_factory.mktemp("marks")


@pytest.fixture(scope="module")
def hostile(tmp_path_factory, marks):
    """A home, a folder, variables and an environment that are against the reader."""
    home = tmp_path_factory.mktemp("home")
    folder = tmp_path_factory.mktemp("current folder")
    mark = MARK.format(str(marks))
    settings = ("jupyter_config", "jupyter_server_config", "jupyter_notebook_config")
    # An environment like that of .binder, with settings of its own
    venv.create(home / "environment", symlinks=True)
    python = home / "environment" / "bin" / "python"
    packages, known = (
        subprocess.check_output([start, "-c", PACKAGES], text=True) for start in (python, PYTHON)
    )
    Path(packages, "known.pth").write_text(known)
    system = home / "environment" / "etc" / "jupyter"
    for place in (home / ".jupyter", home / "other", system, folder):
        place.mkdir(parents=True, exist_ok=True)
        for name in settings:
            (place / f"{name}.py").write_text(mark + LAX)
    spec = {"argv": [sys.executable, "-c", mark]}
    spec = json.dumps(spec | {"display_name": "Hostile"})
    kernel = home / ".local" / "share" / "jupyter" / "kernels" / "python3"
    for place in (kernel, home / "environment" / "share" / "jupyter" / "kernels" / "python3"):
        place.mkdir(parents=True)
        (place / "kernel.json").write_text(spec)
    extension = {"ServerApp": {"jpserver_extensions": {"jupyterlab": True}}}
    (system / "jupyter_server_config.d").mkdir()
    (system / "jupyter_server_config.d" / "lab.json").write_text(json.dumps(extension))
    startup = home / ".ipython" / "profile_default" / "startup"
    startup.mkdir(parents=True)
    (startup / "first.py").write_text(mark)
    (startup.parent / "ipython_kernel_config.py").write_text(mark)
    variables = {
        "JUPYTER_SERVER_ALLOW_UNAUTHENTICATED_ACCESS": "yes",
        "JUPYTER_CONFIG_DIR": str(home / "other"),
        "JUPYTER_CONFIG_PATH": str(home / "other"),
        "JUPYTER_GATEWAY_URL": "http://127.0.0.1:9",
        "JUPYTER_PATH": str(kernel.parents[1]),
        "JUPYTER_TOKEN": KNOWN,
        "MPLBACKEND": "template",
    }
    return {"cwd": folder, "home": home, "python": str(python), **variables}


@pytest.fixture(scope="module")
def server(unpacked, marks, hostile):
    """The course, running."""
    names = ("argparse", "jupyter_server", "pathlib", "sitecustomize", "torch", "tornado")
    for folder in (unpacked, hostile["cwd"]):
        for name in names:
            (folder / f"{name}.py").write_text(MARK.format(str(marks)))
    started = Course(unpacked, "--no-browser", **hostile).listen()
    yield started
    started.end()
    for name in names:
        (unpacked / f"{name}.py").unlink()


def log_in(browser, running):
    """Return a tab at a lesson, with functions that talk to kernels, in a browser of its own."""
    tab = browser.new_context().new_page()
    tab.goto(running.address)
    tab.goto(running.base + PAGE)
    tab.evaluate(CLIENT)
    return tab


def start_kernel(tab):
    return tab.evaluate("async () => (await call('POST')).id")


def run(tab, kernel, code):
    """Return what a kernel prints when it runs code, or the kind of error, or "dead"."""
    return tab.evaluate("([kernel, code]) => run(kernel, code)", [kernel, code])


@pytest.fixture(scope="module")
def tab(browser, server):
    """A tab of a browser that was logged in, at a lesson."""
    tab = log_in(browser, server)
    yield tab
    tab.context.close()


@pytest.fixture(scope="module")
def kernel(tab):
    """A kernel of that tab, which runs."""
    kernel = start_kernel(tab)
    assert run(tab, kernel, "") == ""
    return kernel


def test_start_is_told_in_three_lines(server):
    lines = server.said.splitlines()
    assert len(lines) == 3
    facts = "import importlib.metadata; print(importlib.metadata.version('torch'))"
    version = subprocess.check_output([PYTHON, "-c", facts], text=True).strip()
    assert f"torch {version}" in lines[0]
    assert server.address in lines[1]


def test_browser_opens_the_course_and_its_address_keeps_no_token(server, browser):
    context = browser.new_context()
    tab = context.new_page()
    tab.goto(server.address)
    assert tab.url == f"{server.base}/static/live/index.html"
    assert tab.request.get(f"{server.base}/api/kernels").status == 200
    (cookie,) = (cookie for cookie in context.cookies() if cookie["name"].startswith("username"))
    assert cookie["httpOnly"] and cookie["sameSite"] == "Strict"
    context.close()


def test_page_runs_code_with_the_python_that_started_the_course(tab, kernel, hostile):
    code = "import os, sys, torch; print(sys.executable, os.listdir(), torch.__file__)"
    executable, listing, file = run(tab, kernel, code).split()
    assert (executable, listing) == (hostile["python"], "[]")
    assert Path(file).parts[-2:] == ("torch", "__init__.py")
    backend = run(tab, kernel, "import matplotlib; print(matplotlib.get_backend())")
    assert "inline" in backend


def test_settings_and_modules_that_lie_around_count_for_nothing(server, tab, kernel, marks):
    assert run(tab, kernel, "import torch; print(6 * 7)") == "42\n"
    assert list(marks.iterdir()) == []
    assert server.ask(f"/api/kernels?token={KNOWN}")[0] == 403
    assert "Access-Control-Allow-Origin" not in server.ask("/api", Origin="http://example.org")[1]
    for path in ("/api/terminals", "/api/contents", "/api/shutdown", "/lab/tree", "/nbconvert/a/b"):
        assert server.ask(f"{path}?token={server.token}")[0] == 404


def test_cookie_alone_starts_no_kernel(tab, server):
    before = server.kernels()
    assert tab.evaluate("async () => (await fetch('/api/kernels', {method: 'POST'})).status") == 403
    assert server.kernels() == before


def test_server_and_kernels_are_reached_from_this_computer_alone(server, kernel):
    for process in server.family():
        sockets = process.net_connections("inet")
        listening = [socket for socket in sockets if socket.status == psutil.CONN_LISTEN]
        assert {socket.laddr.ip for socket in listening} == {"127.0.0.1"}


def check_that_token_is_needed(server, kernel):
    """Ask for all that a server has, as somebody who doesn't know its token."""
    before = server.kernels()
    own = f"/api/kernels/{kernel}"
    key = {"Sec-WebSocket-Key": "a" * 22 + "==", "Sec-WebSocket-Version": "13"}
    upgrade = {"Connection": "Upgrade", "Upgrade": "websocket", **key}
    for token in ("", "?token=", f"?token={KNOWN}"):
        for path in ("/api/kernels", own, f"{own}/channels", "/api/status", "/lab"):
            assert server.ask(path + token)[0] == 403
        assert server.ask(f"/api/kernels{token}", "POST")[0] == 403
        assert server.ask(own + token, "DELETE")[0] == 403
        assert server.ask(f"{own}/channels{token}", **upgrade)[0] == 403
        assert server.ask(PAGE + token)[0] == 200
    assert server.ask("/api/kernels", Authorization=f"token {KNOWN}")[0] == 403
    assert server.kernels() == before


def test_only_who_has_the_token_gets_beyond_the_pages(server, kernel):
    check_that_token_is_needed(server, kernel)


def test_server_answers_only_to_names_of_this_computer(server):
    """A page at a name that leads here would count as of the same origin."""
    assert server.ask(PAGE, Host="example.org")[0] == 403
    assert server.ask(f"/api/kernels?token={server.token}", Host="example.org")[0] == 403


@pytest.mark.parametrize("path", ["/static/live/../../etc/passwd", "/static/live/%2e%2e/%2e%2e/x"])
def test_nothing_outside_of_the_course_is_served(server, path):
    assert server.ask(path)[0] in (403, 404)


ATTACK = """async ([base, kernel, stolen]) => {
  const done = [];
  const attempt = async (name, act) => {
    try { await act(); done.push(name); } catch {}
  };
  const url = `${base}/api/kernels`;
  const other = {credentials: "include"};
  await attempt("read", async () => (await fetch(url, other)).text());
  await attempt("read a page", async () => (await fetch(`${base}/static/live/index.html`)).text());
  await attempt("start", () => fetch(url, {...other, method: "POST", body: "{}"}));
  await attempt("start with a header", () =>
    fetch(url, {...other, method: "POST", headers: {"X-XSRFToken": stolen}}));
  await attempt("end", () => fetch(`${url}/${kernel}`, {...other, method: "DELETE"}));
  // What a page may send without being allowed to read the answer
  const post = {...other, method: "POST", mode: "no-cors"};
  for (const body of ["{}", new URLSearchParams({_xsrf: stolen})])
    await fetch(url, {...post, body}).catch(() => {});
  await fetch(`${url}?_xsrf=${stolen}`, post).catch(() => {});
  await attempt("connect", () => new Promise((resolve, reject) => {
    const socket = new WebSocket(`${url.replace("http", "ws")}/${kernel}/channels`);
    [socket.onopen, socket.onerror] = [resolve, reject];
  }));
  const form = document.createElement("form");
  const frame = document.createElement("iframe");
  Object.assign(form, {action: `${url}?_xsrf=${stolen}`, method: "post", target: "answer"});
  frame.name = "answer";
  document.body.append(frame, form);
  const loaded = new Promise((resolve) => { frame.onload = resolve; });
  form.submit();
  await loaded;
  return done;
}"""


def check_that_other_origin_can_do_nothing(server, tab, kernel, folder, origin):
    """Try all that a page of another origin may, in the browser that was logged in."""
    before = [running["id"] for running in server.kernels()]
    cookies = {cookie["name"]: cookie["value"] for cookie in tab.context.cookies()}
    (folder / "inner.html").write_text("<!doctype html><title>Inner</title><p>Hello</p>")
    frame = '<iframe sandbox="allow-scripts allow-forms" src="inner.html"></iframe>'
    (folder / "outer.html").write_text(f"<!doctype html><title>Outer</title>{frame}")
    other = tab.context.new_page()
    with serve(folder) as address:
        if origin == "a file":
            other.goto((folder / "inner.html").as_uri())
        elif origin == "another port":
            other.goto(f"{address}/inner.html")
        else:
            other.goto(f"{address}/outer.html")
        place = other.frames[-1]
        values = [server.base, kernel, cookies["_xsrf"]]
        assert place.evaluate(ATTACK, values) == []
        assert [running["id"] for running in server.kernels()] == before
        refused = []
        other.on("console", lambda said: refused.append(said.text))
        other.evaluate(
            """(url) => new Promise((resolve) => {
          const frame = document.createElement("iframe");
          Object.assign(frame, {src: url, onload: resolve});
          document.body.append(frame);
        })""",
            server.base + PAGE,
        )
        assert any("frame-ancestors" in said for said in refused)
    other.close()


@pytest.mark.parametrize("origin", ["another port", "a sandboxed frame", "a file"])
def test_page_of_another_origin_can_do_nothing(server, tab, kernel, tmp_path, origin):
    check_that_other_origin_can_do_nothing(server, tab, kernel, tmp_path, origin)


@contextlib.contextmanager
def started(unpacked, home, *options, **variables):
    """Start the course, and end it when the test ends."""
    running = Course(unpacked, *options, cwd=home, home=home, **variables)
    try:
        yield running
    finally:
        running.end()


def test_several_starts_at_once_work_side_by_side(server, unpacked, tmp_path):
    with (
        started(unpacked, tmp_path / "one", "--no-browser") as one,
        started(unpacked, tmp_path / "two", "--no-browser") as two,
    ):
        courses = [server, one.listen(), two.listen()]
        assert len({running.base for running in courses}) == len(courses)
        for running in courses:
            assert running.ask(PAGE)[0] == 200
        assert one.ask(f"/api/kernels?token={two.token}")[0] == 403


DAEMON = """
import os, signal, time
with open(os.devnull) as nowhere:
    read, write = os.pipe()
    if not os.fork():
        os.setsid()
        if os.fork():
            os._exit(0)
        for number in (signal.SIGHUP, signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_IGN)
        os.write(write, str(os.getpid()).encode())
        os.environ.clear()
        time.sleep(600)
        os._exit(0)
print(os.read(read, 20).decode())
"""
MISBEHAVIOUR = {
    "leaves a daemon": (DAEMON, r"\d+\n"),
    "prints 100 MB": ("for _ in range(10**5): print('1' * 999)", r"(?s).*data rate exceeded.*"),
    "ends itself": ("import os; os._exit(1)", "dead"),
    "is killed": ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", "dead"),
    "eats memory": (
        "import resource as r; r.setrlimit(r.RLIMIT_AS, (2**31, 2**31)); bytearray(2**32)",
        "MemoryError",
    ),
}


@pytest.mark.parametrize(("code", "printed"), MISBEHAVIOUR.values(), ids=MISBEHAVIOUR)
def test_server_goes_on_whatever_a_kernel_does(server, tab, kernel, code, printed):
    other = start_kernel(tab)
    assert re.fullmatch(printed, run(tab, other, code))
    assert run(tab, kernel, "print(6 * 7)") == "42\n"
    assert server.ask(PAGE)[0] == 200
    assert server.process.memory_info().rss < 500e6
    tab.evaluate("(kernel) => call('DELETE', `/${kernel}`)", other)


def press_ctrl_c(running):
    os.write(running.terminal, b"\x03")


def close_terminal(running):
    os.close(running.terminal)


def terminate(running):
    running.process.send_signal(signal.SIGTERM)


@pytest.mark.parametrize("act", [press_ctrl_c, close_terminal, terminate])
def test_end_leaves_no_process_and_no_file(unpacked, browser, tmp_path, act):
    with started(unpacked, tmp_path, "--no-browser") as running:
        running.listen()
        tab = log_in(browser, running)
        kernel = start_kernel(tab)
        daemon = psutil.Process(int(run(tab, kernel, DAEMON)))
        tab.evaluate("(kernel) => { run(kernel, 'while True: print(1)').catch(() => {}) }", kernel)
        family = [*running.family(), daemon]
        assert len(family) > 2 and any(running.temporary.iterdir())
        before = time.monotonic()
        act(running)
        _, alive = psutil.wait_procs(family, SECONDS)
        assert not alive and time.monotonic() - before < 5
        assert running.process.returncode == 0
        assert list(running.temporary.iterdir()) == []
        tab.context.close()


def test_browser_gets_the_token_from_a_file_and_outlives_the_course(unpacked, browser, tmp_path):
    arguments = tmp_path / "arguments"
    os.mkfifo(arguments)
    program = tmp_path / "browser"
    program.write_text(f'#!/bin/sh\necho $$ "$@" > "{arguments}"\nexec sleep 600\n')
    program.chmod(0o755)
    with started(unpacked, tmp_path, BROWSER=f"{program} %s &", DISPLAY=":0") as running:
        number, page = arguments.read_text().split()
        opened = psutil.Process(int(number))
        try:
            running.listen()
            for process in (opened, *running.family()):
                assert running.token not in " ".join(process.cmdline())
            file = Path(page.removeprefix("file://"))
            assert file.parent.stat().st_mode & 0o077 == 0
            tab = browser.new_page()
            tab.goto(page)
            tab.wait_for_url(f"{running.base}/static/live/index.html")
            assert tab.request.get(f"{running.base}/api/kernels").status == 200
            tab.close()
            running.end()
            assert opened.is_running() and opened.status() != psutil.STATUS_ZOMBIE
        finally:
            opened.kill()


def refused(python, folder, **variables):
    """Return what start.py says when it doesn't start."""
    done = subprocess.run(
        [python, "start.py"],
        cwd=folder,
        env={**os.environ, **variables},
        capture_output=True,
        text=True,
        timeout=SECONDS,
    )
    assert (done.returncode, done.stdout) == (1, "")
    return done.stderr


def test_missing_packages_are_named_with_the_command_that_installs_them(unpacked, tmp_path):
    venv.create(tmp_path / "bare", symlinks=True)
    python = tmp_path / "bare" / "bin" / "python"
    said = refused(python, unpacked)
    needed = (unpacked / "requirements.txt").read_text().split()
    assert all(line in said for line in (*needed, "jupyter_server", "ipykernel"))
    _, command = said.strip().split("\n")
    assert command == f'{python} -m pip install -r "{unpacked}/requirements.txt"'


def test_package_that_is_too_old_is_named(unpacked, tmp_path):
    """The older one comes first on the path, as one that a reader installed for all projects."""
    (tmp_path / "torch-2.1.0.dist-info").mkdir()
    metadata = tmp_path / "torch-2.1.0.dist-info" / "METADATA"
    metadata.write_text("Metadata-Version: 2.1\nName: torch\nVersion: 2.1.0\n")
    said = refused(PYTHON, unpacked, PYTHONPATH=str(tmp_path))
    assert "(torch>=2.8)" in said


def test_start_outside_of_the_archive_says_to_unpack_it(unpacked, tmp_path):
    """Windows, for one, unpacks only this file when a reader opens it in the archive."""
    shutil.copy(unpacked / "start.py", tmp_path)
    assert "Unpack the whole archive" in refused(PYTHON, tmp_path)


def test_python_that_is_too_old_says_so(monkeypatch):
    ast.parse(START.read_text(encoding="utf-8"), feature_version=(3, 8))
    monkeypatch.setattr(sys, "version_info", (3, 9, 1))
    with pytest.raises(SystemExit, match=r"needs 3\.10 or newer"):
        runpy.run_path(str(START))
