import contextlib
import functools
import http.server
import os
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "docs" / "_tools"))
import browser as chromium  # noqa: E402

CHROMIUM_OPTIONS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


class Project:
    """A copy of this project, to be built and broken."""

    def __init__(self, path):
        self.path = path
        self.html = path / "build" / "html"
        ignore = shutil.ignore_patterns(".venv", "build", "lessons", "__pycache__", ".pytest_cache")
        shutil.copytree(ROOT, path, ignore=ignore)

    def build(self):
        """Run the command that ``make html`` runs, and return the finished process."""
        command = [sys.executable, "-m", "sphinx", "--fail-on-warning", "--keep-going", "-c", "."]
        command += ["-d", "build/doctrees", "docs", "build/html"]
        environment = {**os.environ, "NO_COLOR": "1"}
        return subprocess.run(command, cwd=self.path, capture_output=True, text=True, env=environment)


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    """The whole site, built once for all tests that only read it."""
    project = Project(tmp_path_factory.mktemp("site") / "project")
    done = project.build()
    assert done.returncode == 0, done.stdout + done.stderr
    return project.html


@pytest.fixture
def small_project(tmp_path):
    """A copy of this project with one lesson, to be changed by a test."""
    project = Project(tmp_path / "project")
    for lesson in (project.path / "examples" / "core").glob("*.py"):
        if lesson.stem != "create_tensors":
            lesson.unlink()
    return project


class Pages(http.server.SimpleHTTPRequestHandler):
    """Serves a folder as GitHub Pages does: what isn't there gets the 404.html of the project's root."""

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
def serve(folder):
    """Serve a folder on a port of its own, and give its address."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Pages, directory=folder))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


@pytest.fixture(scope="session")
def address(site):
    """The address of the site, as one version below a root that lists none."""
    (site.parent / "versions.json").write_text("[]")
    with serve(site.parent) as root:
        yield f"{root}/{site.name}"


@pytest.fixture(scope="session")
def browser():
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium.find(), args=CHROMIUM_OPTIONS)
        yield started
        started.close()
