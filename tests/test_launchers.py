"""Every launcher, followed to its end, opens its page or the notebook of its page."""

import http.client
import json
import re
import shutil
import subprocess
import sys
import types
from urllib.parse import parse_qs, quote, unquote, urlsplit

import pytest
from bs4 import BeautifulSoup

from conftest import BASE, ROOT, start_binder
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

    Return Binder's ref, and the repository, the branch, the folder and the path for nbgitpuller.
    """
    parts = urlsplit(address)
    repository = urlsplit(REPOSITORY).path
    found = re.fullmatch(f"/v2/gh{repository}/([0-9a-f]{{40}})", parts.path)
    (inner,) = parse_qs(parts.query, strict_parsing=True)["urlpath"]
    command, _, query = inner.partition("?")
    assert command == "git-pull"
    pull = parse_qs(query, strict_parsing=True)
    names = ("repo", "branch", "targetpath", "urlpath")
    assert pull.keys() == set(names)
    return found[1], *(pull[name][0] for name in names)


def follow(address, remote):
    """Take an address apart as the service does. Return the bytes of the file that it opens."""
    parts = urlsplit(address)
    service = f"{parts.scheme}://{parts.netloc}"
    if service == "https://www.kaggle.com":
        assert parts.path == "/kernels/welcome"
        return from_blob(remote, parse_qs(parts.query, strict_parsing=True)["src"][0])
    if service == "https://colab.research.google.com":
        assert parts.path.startswith("/github/") and not parts.query
        return from_blob(remote, f"https://github.com/{parts.path.removeprefix('/github/')}")
    assert service == "https://mybinder.org"
    ref, repository, branch, folder, path = pulled(address)
    assert (repository, folder) == (REPOSITORY, "pages/live")
    for name in ("requirements.txt", "postBuild", "jupyter_server_config.py"):
        show(remote, ref, f".binder/{name}")
    assert path.startswith("static/live/")
    return show(remote, f"refs/heads/{branch}", path.removeprefix("static/live/"))


def launchers(page):
    """Return a page's launchers, {text that a screen reader reads: link}."""
    links = BeautifulSoup(page.read_text(), "html.parser").select(".lesson-header a.launch")
    return {" ".join(link.get_text().split()): link for link in links}


def lesson_pages(root):
    return [page for page in sorted(root.glob("*/lessons/*/*.html")) if page.stem != "index"]


def test_every_launcher_opens_its_page_or_the_notebook_of_its_page(releases):
    pages = lesson_pages(releases.root)
    assert len(pages) == 10
    for page in pages:
        found = launchers(page)
        assert list(found) == ["Open in Kaggle", "Open in Colab", "Open in Binder"]
        place, *path = page.relative_to(releases.root).parts
        facts = json.loads((releases.root / place / "provenance.json").read_text())
        version = releases.root / facts["version"]
        notebook = version.joinpath("notebooks", *path).with_suffix(".ipynb")
        for name, link in found.items():
            opened = version.joinpath(*path) if name == "Open in Binder" else notebook
            assert follow(link["href"], releases.remote) == opened.read_bytes(), link["href"]
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
        "Use your own computer",
    ]


LESSON = "lessons/core/create_tensors"
GONE = "lessons/core/read_and_match_shapes"  # which only 0.1 has
START_KERNEL = """async () => {
  const base = location.pathname.split("static/live/")[0];
  await fetch(`${base}lab`);  // which gives the cookie
  const token = document.cookie.match(/_xsrf=([^;]+)/)?.[1];
  const headers = { "X-XSRFToken": token };
  const started = await fetch(`${base}api/kernels`, { method: "POST", headers });
  if (started.status !== 201) return started.status;
  const kernel = `${base}api/kernels/${(await started.json()).id}`;
  await fetch(kernel, { method: "DELETE", headers });
  return started.status;
}"""


@pytest.fixture(scope="module")
def binder(releases, tmp_path_factory):
    """Start what Binder starts for the launcher of release 0.3, and give its parts.

    Its home folder is the repository's, and has what the launcher's own commit has in ``.binder``.
    It uses none of this machine's settings. A copy of the remote takes the place of GitHub.
    """
    folder = tmp_path_factory.mktemp("binder")
    home, remote = folder / "home", folder / BASE
    home.mkdir()
    subprocess.run(["git", "clone", "--quiet", "--bare", releases.remote, remote], check=True)
    ref, *_ = pulled(address_of_binder(releases, "0.3"))
    packed = subprocess.check_output(["git", "archive", ref, ".binder"], cwd=remote)
    subprocess.run(["tar", "-x", "-C", home], input=packed, check=True)
    (home / "secret.txt").write_text("not for pages")
    with start_binder(home) as started:
        yield types.SimpleNamespace(**vars(started), home=home, remote=remote)


def address_of_binder(releases, version):
    return launchers(releases.root / version / f"{LESSON}.html")["Open in Binder"]["href"]


@pytest.fixture
def reader(releases, binder, browser):
    """A tab in which a reader has followed the launcher of a lesson to its end."""
    context = browser.new_context()
    tab = context.new_page()
    tab.errors = []
    tab.on("pageerror", lambda error: tab.errors.append(str(error)))
    pull(tab, releases, binder)
    yield tab
    assert tab.errors == []
    context.close()


def pull(tab, releases, binder):
    """Follow a launcher as Binder does once its server has started."""
    _, _, branch, folder, path = pulled(address_of_binder(releases, "0.3"))
    values = {"repo": binder.remote.as_uri(), "branch": branch, "targetpath": folder}
    values |= {"urlpath": path, "token": binder.token}
    query = "&".join(f"{name}={quote(value, safe='')}" for name, value in values.items())
    tab.goto(f"{binder.address}/git-pull?{query}")
    tab.wait_for_url(f"{binder.address}/static/live/0.3/{LESSON}.html", timeout=90_000)


def test_reader_comes_from_binders_launcher_to_the_page_with_a_kernel_at_hand(reader, releases):
    assert reader.get_by_role("heading", level=1).inner_text().startswith("Create tensors")
    shown = reader.evaluate("fetch(location).then((answer) => answer.text())")
    assert shown == (releases.root / "0.3" / f"{LESSON}.html").read_text()
    assert reader.evaluate(START_KERNEL) == 201


def test_page_in_binder_gives_no_kernel_to_whoever_has_no_token(reader, binder, browser):
    stranger = browser.new_context()
    tab = stranger.new_page()
    tab.goto(reader.url)
    assert tab.evaluate(START_KERNEL) == 403
    stranger.close()


def test_reader_in_binder_switches_to_another_version_that_is_live_too(reader, binder):
    reader.locator(".versions summary").click()
    reader.locator(".versions li", has_not_text="home page").nth(2).wait_for()
    reader.get_by_role("link", name="0.2").click()
    reader.wait_for_url(f"{binder.address}/static/live/0.2/{LESSON}.html")
    assert reader.evaluate(START_KERNEL) == 201
    reader.goto(f"{binder.address}/static/live/0.1/{GONE}.html")
    reader.locator(".versions summary").click()
    item = reader.locator(".versions li", has_text="0.2")
    item.get_by_text("has no such page: opens its home page").wait_for()
    item.get_by_role("link").click()
    reader.wait_for_url(f"{binder.address}/static/live/0.2/index.html")
    assert reader.get_by_role("heading", level=1).is_visible()
    assert reader.evaluate(START_KERNEL) == 201


def test_version_alone_on_a_server_names_itself_and_no_other(reader, binder):
    site = binder.home / "pages"
    shutil.copytree(site / "live" / "0.3", site / "alone")
    with reader.expect_response("**/static/versions.json") as answer:
        reader.goto(f"{binder.address}/static/alone/{LESSON}.html")
    assert answer.value.status == 404
    reader.wait_for_load_state("networkidle")
    assert reader.locator(".versions").inner_text().strip().startswith("Version 0.3, PyTorch")
    assert reader.locator(".versions :is(a, details), .announcement").count() == 0


def test_second_start_of_a_launcher_brings_what_is_new_and_keeps_the_readers_work(
    reader, releases, binder, tmp_path
):
    git = ["git", "-c", "user.name=M", "-c", "user.email=m@example.org", "-C", tmp_path]
    subprocess.run(["git", "clone", "-qb", "gh-pages", binder.remote, tmp_path], check=True)
    (tmp_path / "latest" / "index.html").write_text("<h1>Newer</h1>")
    subprocess.run([*git, "commit", "--quiet", "--all", "--message=Publish"], check=True)
    subprocess.run([*git, "push", "--quiet"], check=True)
    mine = binder.home / "pages" / "live" / "0.2" / "notebooks" / f"{LESSON}.ipynb"
    mine.write_text(mine.read_text().replace("torch.tensor", "torch.Tensor"))
    changed = mine.read_text()
    pull(reader, releases, binder)
    assert mine.read_text() == changed
    reader.goto(f"{binder.address}/static/live/latest/index.html")
    assert reader.get_by_role("heading").inner_text() == "Newer"


def test_server_in_binder_shows_nothing_else_of_the_home_folder(reader, binder):
    parts = urlsplit(binder.address)
    (binder.home / "pages" / "home").symlink_to(binder.home)
    below = ["", "live/", "live/0.3/"]
    up = ["", "../", "../../", "../../../", "../../../../", f"{binder.home}/", "home/"]
    tried = [f"{place}{way}secret.txt" for place in below for way in up]
    tried += [path.replace(".", "%2e") for path in tried] + [quote(path, "") for path in tried]
    statuses = {}
    for path in [f"live/0.3/{LESSON}.html", *tried]:
        connection = http.client.HTTPConnection(parts.hostname, parts.port)
        url = f"{parts.path}/static/{path}"
        connection.request("GET", url, headers={"Authorization": f"token {binder.token}"})
        answer = connection.getresponse()
        statuses[path] = answer.status
        assert b"not for pages" not in answer.read(), path
        connection.close()
    assert statuses.pop(f"live/0.3/{LESSON}.html") == 200
    assert set(statuses.values()) <= {302, 403, 404}, statuses


def test_reader_in_binder_runs_the_pages_notebook_to_the_last_cell(reader, releases, binder):
    tab = reader
    with tab.expect_websocket(lambda socket: "/channels" in socket.url, timeout=90_000) as kernel:
        tab.goto(f"{binder.address}/lab/tree/pages/live/0.3/notebooks/{LESSON}.ipynb")
    # What is run before may be lost: JupyterLab also says "idle" before it looks for a kernel.
    kernel.value.wait_for_event("framereceived", timeout=90_000)
    tab.locator(".jp-Notebook-ExecutionIndicator[data-status=idle]").wait_for(timeout=90_000)
    tab.get_by_role("heading", name="Create tensors").wait_for()
    tab.get_by_role("menuitem", name="Run").click()
    tab.get_by_role("menuitem", name="Run All Cells", exact=True).click()
    outputs = json.loads((releases.root / "0.3" / "outputs.json").read_text())
    expected = outputs["lessons"][LESSON]["printed"]
    last = tab.locator(".jp-CodeCell").last.locator(".jp-OutputArea-output")
    last.wait_for(timeout=90_000)
    assert last.inner_text().strip() == expected[-1].strip()
    errors = ".jp-OutputArea-output[data-mime-type='application/vnd.jupyter.stderr']"
    assert tab.locator(errors).count() == 0


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
