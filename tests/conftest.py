import contextlib
import functools
import http.server
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import types
import typing
from collections import Counter
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

import chromium
from course.settings import course

ROOT = Path(__file__).parents[1]
BASE = course()["github"][1]  # the folder below which GitHub Pages serves the site


def pytest_addoption(parser):
    parser.addoption("--lesson", help="run only the tests of one lesson, on build/html as it is")


def pytest_configure(config):
    meaning = "looks at all lessons at once, so a mistake in one of them makes it fail"
    config.addinivalue_line("markers", f"lessons: {meaning}")


def pytest_collection_modifyitems(config, items):
    """If one lesson is to be tested, leave out the tests that it can't make fail."""
    if not (lesson := config.getoption("lesson")):
        return

    def is_of_lesson(item):
        parameters = item.callspec.params if hasattr(item, "callspec") else {}
        return Path(parameters.get("lesson", "")).name == Path(lesson).stem

    found = [item for item in items if is_of_lesson(item)]
    if not found:
        raise pytest.UsageError(f"There is no lesson {lesson} in the folders of examples/.")
    items[:] = [item for item in items if item in found or item.get_closest_marker("lessons")]


def tool(name, path, **options):
    """Run a module of ``course`` in a copy of this project, as make would."""
    environment = options.pop("env", os.environ)
    paths = [str(path / "docs" / "_ext"), environment.get("PYTHONPATH", "")]
    environment = {**environment, "PYTHONPATH": os.pathsep.join(filter(None, paths))}
    command = [sys.executable, "-m", f"course.{name}"]
    return subprocess.run(
        command, cwd=path, env=environment, capture_output=True, text=True, **options
    )


def list_lessons(path):
    """Let the settings list the lessons that are there: known ones first, in their order."""
    settings = path / "docs" / "course.toml"
    above = settings.read_text(encoding="utf-8").partition("[lessons]")[0]
    known = [name for part in course()["lessons"].values() for name in part]
    lines = ["[lessons]"]
    for folder in sorted(folder for folder in (path / "examples").iterdir() if folder.is_dir()):
        there = sorted(script.stem for script in folder.glob("*.py"))
        names = sorted(there, key=[*known, *there].index)
        lines.append(f"{folder.name} = {json.dumps(names)}")
    settings.write_text(above + "\n".join(lines) + "\n", encoding="utf-8")


class Project:
    """A copy of this project that a test may build and change."""

    def __init__(self, path, source=ROOT):
        self.path = path
        self.html = path / "build" / "html"
        ignore = shutil.ignore_patterns(
            ".venv*", "build", "lessons", "__pycache__", ".pytest_cache"
        )
        shutil.copytree(source, path, ignore=ignore)

    def shrink(self):
        """Remove the pages that need all lessons, and links to pages that may be missing."""
        docs = self.path / "docs"
        shutil.rmtree(self.path / "examples" / "further")
        shutil.rmtree(docs / "practice")
        for page in docs.rglob("*.md"):
            text = page.read_text(encoding="utf-8")
            if page == docs / "index.md":  # which shows one block
                text = text.replace("file_format: mystnb\n", "")
                text = re.sub(r"```\{code-cell\}.*?```\n", "", text, flags=re.DOTALL)
            if "file_format: mystnb" in text or page.stem.startswith(("teach", "what_you")):
                page.unlink()
            else:
                text = re.sub(
                    r"\[([^]]*)\]\(\S*(?:further/|practice/|reference/|teach_with|what_you|(?!core/(?:create_tensors|index))core/)\S*\)",
                    r"\1",
                    text,
                )
                page.write_text(re.sub(r"\[\]\(.*\)", "", text), encoding="utf-8")
        index = docs / "index.md"
        missing = re.compile(
            r"^(lessons/further/index|practice/index|reference/(?!glossary|where_outputs_differ).*|guide/(?:teach|what_you).*)\n",
            re.MULTILINE,
        )
        index.write_text(missing.sub("", index.read_text(encoding="utf-8")), encoding="utf-8")
        list_lessons(self.path)

    def build(self):
        """Build as ``make html`` does, and return the finished process."""
        return tool("make.build", self.path, env={**os.environ, "NO_COLOR": "1"})


@pytest.fixture(scope="session")
def site(tmp_path_factory, pytestconfig):
    """The whole site, built once for all tests that only read it.

    Tests of one lesson read what ``make`` has built.
    """
    if pytestconfig.getoption("lesson"):
        return ROOT / "build" / "html"
    project = Project(tmp_path_factory.mktemp("site") / "project")
    done = project.build()
    assert done.returncode == 0, done.stdout + done.stderr
    return project.html


@pytest.fixture
def small_project(tmp_path):
    """A copy of this project with one lesson, which a test may change."""
    return make_small_project(tmp_path / "project")


def make_small_project(path):
    """Return a copy of this project with one lesson."""
    project = Project(path)
    project.shrink()
    for lesson in (project.path / "examples" / "core").glob("*.py"):
        if lesson.stem != "create_tensors":
            lesson.unlink()
    list_lessons(project.path)
    return project


class Pages(http.server.SimpleHTTPRequestHandler):
    """Serves a folder as GitHub Pages does, with the project's 404.html for missing pages."""

    def log_message(self, *arguments):
        pass

    def send_error(self, code, *arguments):
        page = Path(self.directory, *self.path.split("/")[1:2], "404.html")
        if code != 404 or not page.exists():
            return super().send_error(code, *arguments)
        self.send_response(404)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(page.read_bytes())


@contextlib.contextmanager
def serve(folder, handler=Pages):
    """Serve a folder on a free port, and give its address."""
    server = http.server.ThreadingHTTPServer(
        ("127.0.0.1", 0), functools.partial(handler, directory=folder)
    )
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()  # or it would accept connections and never answer


@pytest.fixture(scope="session")
def address(site):
    """The address of the site, as one version below a root whose list of versions is empty."""
    (site.parent / "versions.json").write_text("[]")
    with serve(site.parent) as root:
        yield f"{root}/{site.name}"


@pytest.fixture(scope="session")
def releases(tmp_path_factory):
    """A site with three releases of this project, and the remote that it is published to.

    Each release has two lessons.
    """
    folder = tmp_path_factory.mktemp("versions")
    project = Project(folder / "course")
    project.shrink()
    path = project.path
    # A release has only some of the lessons.
    needs = re.compile(r"\*\*You need:\*\* .*")
    recall = re.compile(r"# %%\n# Warm up\n.*?(?=# %%\n)", re.DOTALL)
    lessons = {
        lesson.stem: recall.sub("", needs.sub("**You need:** nothing.", lesson.read_text()))
        for lesson in (path / "examples" / "core").glob("*.py")
    }
    # All versions are built in the environment of this test, so that none needs the network.
    makefile = (path / "Makefile").read_text()
    makefile = makefile.replace("VENV := .venv", f"VENV := {sys.prefix}").replace(
        "/site: pyproject.toml $(CONSTRAINTS)", "/site:"
    )
    (path / "Makefile").write_text(makefile)
    (path / ".venv").symlink_to(sys.prefix)

    def commit(*kept):
        for name, text in lessons.items():
            place = path / "examples" / "core" / f"{name}.py"
            place.write_text(text) if name in kept else place.unlink(missing_ok=True)
        list_lessons(project.path)
        subprocess.run(["git", "add", "--all"], cwd=path, check=True)
        subprocess.run(
            ["git", "commit", "--quiet", "--allow-empty", "--message", "Change"],
            cwd=path,
            check=True,
        )
        return subprocess.check_output(["git", "rev-parse", "HEAD"], cwd=path, text=True).strip()

    subprocess.run(["rm", "-rf", path / ".git"], check=True)
    subprocess.run(["git", "init", "--quiet"], cwd=path, check=True)
    subprocess.run(["git", "config", "user.name", "Maintainer"], cwd=path, check=True)
    subprocess.run(["git", "config", "user.email", "maintainer@example.org"], cwd=path, check=True)
    releases = {"0.1": commit("create_tensors", "read_and_match_shapes")}
    releases |= {
        version: commit("create_tensors", "draw_random_tensors") for version in ("0.2", "0.3")
    }
    settings = path / "docs" / "course.toml"
    before, line, after = settings.read_text().partition("[releases]")
    lines = "".join(f'"{version}" = "{made}"\n' for version, made in releases.items())
    settings.write_text(f"{before}{line}\n{lines}{after[after.index(chr(10) + '[') :]}")
    commit("create_tensors", "draw_random_tensors")
    done = tool("site.assemble", path)
    logs = "".join(log.read_text() for log in (path / "build" / "logs").glob("*.log"))
    assert done.returncode == 0, done.stdout + done.stderr + logs
    (folder / "www").mkdir()
    (folder / "www" / BASE).symlink_to(path / "build" / "site")
    # The remote has what GitHub would have: the course, the site and the notebooks.
    remote = folder / "remote" / BASE
    subprocess.run(["git", "init", "--quiet", "--bare", remote], check=True)
    subprocess.run(["git", "push", "--quiet", remote, "HEAD:refs/heads/main"], cwd=path, check=True)
    done = tool("site.publish", path, env=os.environ | {"REMOTE": str(remote)})
    assert done.returncode == 0, done.stdout + done.stderr
    return types.SimpleNamespace(root=folder / "www" / BASE, remote=remote)


@pytest.fixture(scope="session")
def browser():
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium.find(), args=chromium.OPTIONS)
        yield started
        started.close()


COMPARED = ROOT / "docs" / "_static" / "explore" / "compared.json"
CALL = """async ([module, name, cases]) => {
  const thinking = await import(`./${module}.js`);
  return JSON.stringify(JSON.parse(cases).map((values) => thinking[name](...values)));
}"""  # as text, in a tenth of the time that Playwright takes for values


@pytest.fixture(scope="session")
def thoughts(browser):
    """A tab that can import the modules of explorers."""
    with serve(ROOT / "docs" / "_static" / "explore") as address:
        tab = browser.new_page()
        tab.goto(address)
        yield tab
        tab.close()


@pytest.fixture
def think(thoughts, request):
    """A function that calls one of an explorer's module, in Chromium, once for each list of values.

    ``think("broadcast", "broadcast", [[[3, 1], [4]]])`` returns ``[{"shape": [3, 4], ...}]``.
    Pages say how many cases were compared, so the test fails if it compares fewer.
    """
    counted = Counter()

    def call(module, name, cases):
        counted[module] += len(cases)
        return json.loads(thoughts.evaluate(CALL, [module, name, json.dumps(cases)]))

    yield call
    noted = json.loads(COMPARED.read_text(encoding="utf-8"))["cases"]
    test = request.node.nodeid.removeprefix("tests/")
    for module, count in counted.items():
        claimed = noted[module].get(test, 0)
        assert claimed <= count, f"{COMPARED}: {module} has {test}: {claimed}, not {count}"


@pytest.fixture
def page(browser, address):
    """A tab at the landing page, which notes each request to another host and each error."""
    context = browser.new_context(color_scheme="light")
    tab = context.new_page()
    tab.elsewhere, tab.errors = [], []
    tab.on(
        "request",
        lambda request: (
            request.url.startswith((address.rpartition("/")[0], "data:"))
            or tab.elsewhere.append(request.url)
        ),
    )
    tab.on("console", lambda message: message.type == "error" and tab.errors.append(message.text))
    tab.on("pageerror", lambda error: tab.errors.append(str(error)))
    tab.goto(f"{address}/index.html")
    yield tab
    context.close()


REFUSE = """
import socket

def connect(self, address, connect=socket.socket.connect):
    internet = self.family in (socket.AF_INET, socket.AF_INET6)
    if internet and address[0] not in ("127.0.0.1", "::1", "localhost"):
        raise OSError(f"There is no network here: {address}")
    return connect(self, address)

socket.socket.connect = connect
"""


@pytest.fixture
def alone(tmp_path_factory, monkeypatch):
    """The name of a kernel that can't reach the network, as on Kaggle without internet.

    It runs in the environment of ``.binder``.
    """
    folder = tmp_path_factory.mktemp("alone")
    (folder / "sitecustomize.py").write_text(REFUSE)
    kernel = {
        "argv": [
            f"{sys.prefix}-binder/bin/python",
            "-m",
            "ipykernel_launcher",
            "-f",
            "{connection_file}",
        ],
        "display_name": "Alone",
    }
    kernel["env"] = {"PYTHONPATH": str(folder)}
    (folder / "kernels" / "alone").mkdir(parents=True)
    (folder / "kernels" / "alone" / "kernel.json").write_text(json.dumps(kernel))
    monkeypatch.setenv("JUPYTER_PATH", str(folder))
    return "alone"


class LiveServer(typing.NamedTuple):
    """The addresses of a server of live pages: the first one, which logs in, and two more."""

    front: str
    kernels: str
    pages: str


@contextlib.contextmanager
def start_course(folder, home):
    """Run an archive's ``start.py`` in the environment of ``.binder``, and give its address."""
    command = [f"{sys.prefix}-binder/bin/python", folder / "start.py", "--no-browser"]
    environment = {"PATH": os.environ["PATH"], "HOME": str(home)}
    options = {"stdout": subprocess.PIPE, "text": True, "env": environment}
    with subprocess.Popen(command, cwd=home, **options) as server:
        said = ""
        while not (found := re.search(r"http://127\.0\.0\.1:\d+/\S*", said)):
            line = server.stdout.readline()
            assert line, said
            said += line
        base = found[0].partition("?")[0]
        try:
            yield LiveServer(found[0], f"{base}api/kernels", f"{base}static/live/")
        finally:
            server.terminate()


@contextlib.contextmanager
def start_binder(home):
    """Run what Binder runs in a home folder that has ``.binder``. Gives its address and token."""
    environment = {"PATH": os.environ["PATH"], "HOME": str(home), "GIT_CONFIG_GLOBAL": "/dev/null"}
    runtime = tempfile.mkdtemp(dir="/tmp")  # as short as Binder's: sockets allow no longer path
    environment["JUPYTER_RUNTIME_DIR"] = runtime
    subprocess.run([home / ".binder" / "postBuild"], cwd=home, env=environment, check=True)
    # As https://github.com/jupyterhub/binderhub/blob/main/binderhub/binderspawner_mixin.py has it
    given = {"base_url": "/user/name/", "token": "s3cret", "trust_xheaders": "True"}
    given |= {"allow_origin": "*", "allow_origin_pat": ".*"}
    command = [f"{sys.prefix}-binder/bin/jupyter-lab", "--ip=127.0.0.1", "--port=0"]
    for app in ("NotebookApp", "ServerApp"):
        command += [f"--{app}.{name}={value}" for name, value in given.items()]
    command += ["--no-browser", "--allow-root"]
    path = home.with_suffix(".log")
    with path.open("w") as log:
        server = subprocess.Popen(
            command, cwd=home, env=environment, stdout=log, stderr=subprocess.STDOUT
        )
    try:
        deadline = time.monotonic() + 60
        address = re.compile(r"(http://127\.0\.0\.1:\d+/user/name)/lab")
        while not (found := address.search(path.read_text())):
            assert server.poll() is None and time.monotonic() < deadline, path.read_text()
            time.sleep(0.2)
        yield types.SimpleNamespace(address=found[1], token=given["token"])
    finally:
        server.terminate()
        server.wait()
        shutil.rmtree(runtime)


@pytest.fixture(scope="session")
def unpacked(site, tmp_path_factory):
    """The folder that a reader has unpacked from the archive."""
    (packed,) = (site / "downloads").glob("*.zip")
    folder = tmp_path_factory.mktemp("own")
    shutil.unpack_archive(packed, folder)
    return folder / packed.stem


@pytest.fixture(scope="session")
def own_computer(unpacked, tmp_path_factory):
    """The course, started from its unpacked archive on a reader's own computer."""
    with start_course(unpacked, tmp_path_factory.mktemp("home")) as started:
        yield started


@pytest.fixture(scope="session")
def in_binder(site, tmp_path_factory):
    """The course, pulled into a server of Binder's as its branch of pages."""
    home = tmp_path_factory.mktemp("binder") / "home"
    shutil.copytree(ROOT / ".binder", home / ".binder")
    shutil.copytree(site, home / "pages" / "live" / "latest")
    with start_binder(home) as started:
        base = f"{started.address}/"
        pages = f"{base}static/live/latest/"
        yield LiveServer(f"{pages}index.html?token={started.token}", f"{base}api/kernels", pages)
