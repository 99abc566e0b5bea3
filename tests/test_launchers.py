"""Every launcher, followed to its end, opens the notebook of its page."""

import json
import os
import re
import subprocess
import sys
import time
from urllib.parse import parse_qs, quote, unquote, urlsplit

import pytest
from bs4 import BeautifulSoup

from conftest import BASE, ROOT
from course.settings import course, github

REPOSITORY = f"https://github.com/{'/'.join(course()['github'])}"


def show(remote, ref, path):
    """Return the bytes of a file on the remote at a ref."""
    return subprocess.run(
        ["git", "show", f"{ref}:{path}"], cwd=remote, check=True, capture_output=True
    ).stdout


def from_blob(remote, address):
    """Return the bytes of the file on GitHub that has this address."""
    found = re.fullmatch(re.escape(REPOSITORY) + "/blob/([^/]+)/(.+)", address)
    return show(remote, f"refs/heads/{found[1]}", unquote(found[2]))


def pulled(address):
    """Take a launcher for Binder apart.

    Return Binder's ref, and the repository, the branch and the path for nbgitpuller.
    """
    parts = urlsplit(address)
    repository = urlsplit(REPOSITORY).path
    found = re.fullmatch(f"/v2/gh{repository}/([0-9a-f]{{40}})", parts.path)
    (inner,) = parse_qs(parts.query, strict_parsing=True)["urlpath"]
    command, _, query = inner.partition("?")
    assert command == "git-pull"
    pull = parse_qs(query, strict_parsing=True)
    assert pull.keys() == {"repo", "branch", "urlpath"}
    return found[1], *(pull[name][0] for name in ("repo", "branch", "urlpath"))


def follow(address, remote):
    """Take an address apart as the service does. Return the bytes of the notebook that it opens."""
    parts = urlsplit(address)
    service = f"{parts.scheme}://{parts.netloc}"
    if service == "https://www.kaggle.com":
        assert parts.path == "/kernels/welcome"
        return from_blob(remote, parse_qs(parts.query, strict_parsing=True)["src"][0])
    if service == "https://colab.research.google.com":
        assert parts.path.startswith("/github/") and not parts.query
        return from_blob(remote, f"https://github.com/{parts.path.removeprefix('/github/')}")
    assert service == "https://mybinder.org"
    ref, repository, branch, path = pulled(address)
    assert repository == REPOSITORY
    show(remote, ref, ".binder/requirements.txt")
    folder = f"lab/tree/{BASE}/"
    assert path.startswith(folder)
    return show(remote, f"refs/heads/{branch}", path.removeprefix(folder))


def launchers(page):
    """Return a page's launchers, {text that a screen reader reads: link}."""
    links = BeautifulSoup(page.read_text(), "html.parser").select(".lesson-header a.launch")
    return {" ".join(link.get_text().split()): link for link in links}


def lesson_pages(root):
    return [page for page in sorted(root.glob("*/lessons/*/*.html")) if page.stem != "index"]


def test_every_launcher_opens_the_notebook_of_its_page(releases):
    pages = lesson_pages(releases.root)
    assert len(pages) == 10
    for page in pages:
        found = launchers(page)
        assert list(found) == ["Open in Kaggle", "Open in Binder", "Open in Colab"]
        path = page.relative_to(releases.root)
        version = json.loads((releases.root / path.parts[0] / "provenance.json").read_text())[
            "version"
        ]
        for link in found.values():
            notebook = (
                releases.root
                / version
                / "notebooks"
                / path.relative_to(path.parts[0]).with_suffix(".ipynb")
            )
            assert follow(link["href"], releases.remote) == notebook.read_bytes(), link["href"]
            assert link["target"] == "_blank" and link["rel"] == ["noopener"]


def test_one_wrong_character_in_a_launcher_is_found(releases):
    page = releases.root / "0.1" / "lessons" / "core" / "create_tensors.html"
    for link in launchers(page).values():
        address = link["href"]
        right = follow(address, releases.remote)
        for position in range(len(address)):
            wrong = address[:position] + "~" + address[position + 1 :]
            try:
                same = follow(wrong, releases.remote) == right
            except (AssertionError, TypeError, KeyError, ValueError, subprocess.CalledProcessError):
                continue
            assert not same, wrong


@pytest.mark.parametrize(
    ("repository", "expected"),
    [
        ("owner/name", ("owner", "name")),
        ("https://github.com/owner/name", ("owner", "name")),
        ("https://github.com/owner/name.git", ("owner", "name")),
        ("git@github.com:owner/na.me.git", ("owner", "na.me")),
        ("ssh://git@github.com/owner/name.git", ("owner", "name")),
        ("https://gitlab.com/owner/name", None),
        ("git@github.example.com:owner/name.git", None),
        ("https://github.example.com/owner/name", None),
        ("", None),
    ],
)
def test_repository_is_understood_in_each_form(repository, expected):
    assert github(repository) == expected


@pytest.mark.parametrize(
    ("repository", "line"),
    [
        ("", "No launchers: docs/course.toml names no repository."),
        (
            "https://gitlab.com/owner/name",
            "No launchers: the repository https://gitlab.com/owner/name isn't on github.com.",
        ),
    ],
)
def test_without_a_usable_repository_downloads_stay_and_the_log_says_why(
    small_project, repository, line, monkeypatch
):
    monkeypatch.delenv("GITHUB_REPOSITORY", raising=False)
    settings = small_project.path / "docs" / "course.toml"
    settings.write_text(
        re.sub(
            "repository = .*",
            f'repository = "{repository}"' if repository else "",
            settings.read_text(),
        )
    )
    done = small_project.build()
    assert done.returncode == 0, done.stderr
    assert line in done.stdout
    page = BeautifulSoup(
        (small_project.html / "lessons" / "core" / "create_tensors.html").read_text(), "html.parser"
    )
    assert [link.get_text() for link in page.select(".lesson-header a")] == [
        "Download notebook",
        "Download script",
    ]


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    """Start a JupyterLab from the environment of ``.binder``, and give its address.

    It uses none of this machine's settings.
    """
    home = tmp_path_factory.mktemp("home")
    environment = {"PATH": os.environ["PATH"], "HOME": str(home), "GIT_CONFIG_GLOBAL": "/dev/null"}
    command = [
        f"{sys.prefix}-binder/bin/jupyter-lab",
        "--no-browser",
        "--ip=127.0.0.1",
        "--port=0",
        "--allow-root",
    ]
    command += [
        "--IdentityProvider.token=",
        "--ServerApp.disable_check_xsrf=True",
        f"--ServerApp.root_dir={home}",
    ]
    with (home / "log").open("w") as log:
        server = subprocess.Popen(
            command, cwd=home, env=environment, stdout=log, stderr=subprocess.STDOUT
        )
    try:
        deadline = time.monotonic() + 60
        while not (
            found := re.search(r"(http://127\.0\.0\.1:\d+)/lab", (home / "log").read_text())
        ):
            assert server.poll() is None and time.monotonic() < deadline, (home / "log").read_text()
            time.sleep(0.2)
        yield found[1]
    finally:
        server.terminate()
        server.wait()


def test_reader_runs_a_notebook_from_binders_launcher_to_the_last_cell(releases, lab, browser):
    page = releases.root / "0.3" / "lessons" / "core" / "create_tensors.html"
    _, _, branch, path = pulled(launchers(page)["Open in Binder"]["href"])
    context = browser.new_context()
    tab = context.new_page()
    repository, inner = (quote(text, safe="") for text in (releases.remote.as_uri(), path))
    tab.goto(f"{lab}/git-pull?repo={repository}&branch={branch}&urlpath={inner}")
    tab.locator(".jp-Notebook").wait_for(timeout=90_000)
    tab.get_by_role("heading", name="Create tensors").wait_for()
    # What is run before the kernel has started may be lost.
    tab.locator(".jp-Notebook-ExecutionIndicator[data-status=idle]").wait_for(timeout=90_000)
    tab.get_by_role("menuitem", name="Run").click()
    tab.get_by_role("menuitem", name="Run All Cells", exact=True).click()
    expected = json.loads((releases.root / "0.3" / "outputs.json").read_text())["lessons"][
        "lessons/core/create_tensors"
    ]["printed"]
    last = tab.locator(".jp-CodeCell").last.locator(".jp-OutputArea-output")
    last.wait_for(timeout=90_000)
    assert last.inner_text().strip() == expected[-1].strip()
    assert (
        tab.locator(
            ".jp-OutputArea-output[data-mime-type='application/vnd.jupyter.stderr']"
        ).count()
        == 0
    )
    context.close()


INSTALLED = """
import json, re
from importlib.metadata import distributions

def name_of(requirement):
    return re.match(r"[\\w.-]+", requirement)[0].lower().replace("_", "-")

found = {name_of(package.metadata["Name"]): package for package in distributions()}
needed, new = set(), {"torch"}  # whose builds for GPUs bring packages of their own
while new:
    needed |= new
    requirements = {name_of(text) for name in new for text in found[name].requires or ()}
    new = (requirements & found.keys()) - needed
versions = {name: package.version.partition("+")[0] for name, package in found.items()}
print(json.dumps({"versions": versions, "of torch": sorted(needed)}))
"""


def test_binders_environment_is_pinned():
    lines = (ROOT / ".binder" / "requirements.txt").read_text().splitlines()
    pins = dict(line.lower().split("==") for line in lines if not line.startswith(("#", "-")))
    pins = {name.replace("_", "-"): pin for name, pin in pins.items()}
    assert {"torch", "numpy", "matplotlib", "jupyterlab", "nbgitpuller"} <= pins.keys()
    constraints = dict(
        line.lower().replace("_", "-").split("==")
        for line in (ROOT / "constraints.txt").read_text().splitlines()
        if "==" in line
    )
    assert {name: pin for name, pin in pins.items() if constraints.get(name, pin) != pin} == {}
    python = f"{sys.prefix}-binder/bin/python"
    installed = json.loads(subprocess.check_output([python, "-c", INSTALLED]))
    assert {name: installed["versions"].get(name) for name in pins} == pins
    assert installed["versions"].keys() - pins.keys() <= {"pip", *installed["of torch"]}
