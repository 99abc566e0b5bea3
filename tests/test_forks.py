"""Whoever forks or copies this course gets a course of their own."""

import json
import os
import re
import shutil
import subprocess
from importlib.metadata import version
from urllib.parse import parse_qs, urlsplit

from bs4 import BeautifulSoup

from conftest import tool
from course.settings import course
from test_launchers import launchers

LESSON = "lessons/core/create_tensors"


def text_of(page):
    return BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser")


def test_published_pages_of_a_fork_name_nobody_else(releases, tmp_path, monkeypatch):
    """The fork keeps one release that it took over, and publishes to a repository of its own."""
    monkeypatch.delenv("GITHUB_REPOSITORY", raising=False)
    fork, remote = tmp_path / "fork", tmp_path / "remote"
    git = ["git", "-C", fork, "-c", "user.name=A", "-c", "user.email=a@example.org"]
    subprocess.run(["git", "clone", "--quiet", "--branch=main", releases.remote, fork], check=True)
    subprocess.run(["git", "init", "--quiet", "--bare", remote], check=True)
    subprocess.run([*git, "remote", "set-url", "origin", remote], check=True)
    settings = fork / "docs" / "course.toml"
    text = re.sub("^repository = .*", 'repository = "Fork/mine"', settings.read_text(), flags=re.M)
    settings.write_text(re.sub(r'"0\.[12]" = .*\n', "", text))
    subprocess.run([*git, "commit", "--all", "--quiet", "--message=Make it mine"], check=True)
    for name in ("site.assemble", "site.publish"):
        identity = {"GIT_AUTHOR_NAME": "A", "GIT_AUTHOR_EMAIL": "a@example.org"}
        identity |= {name.replace("AUTHOR", "COMMITTER"): who for name, who in identity.items()}
        done = tool(name, fork, env=os.environ | identity)
        assert done.returncode == 0, done.stdout + done.stderr
    others = ("/".join(course()["github"]).lower(), course()["site_url"])
    for branch in ("gh-pages", "notebooks"):
        archive = ["git", "-C", remote, "archive", branch]
        files = subprocess.run(archive, capture_output=True, check=True).stdout.lower()
        for name in others:
            assert name.encode() not in files
    for place in ("0.3", "stable", "latest"):
        page = fork / "build" / "site" / place / f"{LESSON}.html"
        for link in launchers(page).values():
            assert "Fork/mine" in link["href"]
        canonical = text_of(page).select_one("link[rel=canonical]")["href"]
        assert canonical == f"https://fork.github.io/mine/stable/{LESSON}.html"


def test_every_page_leads_to_a_report_that_names_it(site):
    for path in site.rglob("*.html"):
        page = text_of(path)
        if page.title.string == "This page has moved":
            continue
        link = urlsplit(page.select_one("p.report a")["href"])
        assert f"{link.scheme}://{link.netloc}{link.path}" == (
            f"https://github.com/{'/'.join(course()['github'])}/issues/new"
        )
        fields = parse_qs(link.query, strict_parsing=True)
        name = path.relative_to(site).as_posix()
        assert fields.keys() == {"title", "body"}
        assert fields["body"][0].startswith(f"Page: {course()['site_url']}latest/{name}\n")
        assert (
            f"Version: latest, PyTorch {version('torch').partition('+')[0]}\n"
            in (fields["body"][0])
        )
    assert "“Create tensors”" in title_of_report(site / f"{LESSON}.html")


def title_of_report(path):
    """Return the title of the report that a page leads to."""
    address = text_of(path).select_one("p.report a")["href"]
    return parse_qs(urlsplit(address).query)["title"][0]


NUMPY = '''\
"""What the course teaches: all that this package knows about NumPy."""

from importlib import metadata

NAME = "NumPy"
MODULE = PACKAGE = "numpy"
IMPORTS = ("numpy",)
ADVICE = ""
DOCUMENTATION = {"numpy": "https://numpy.org/doc/stable"}
LINKED = ("numpy",)
ARRAYS = ("numpy.ndarray",)
RETURNED = "ndarray"
HIDDEN = {}


def version():
    return metadata.version(PACKAGE)


def named(facts):
    return f"{NAME} {facts[MODULE]}"


def find_accelerator():
    return None


def hide_accelerators():
    pass


def device():
    return "cpu", None


def reset():
    import numpy

    numpy.seterr(all="warn")
'''
ARRAYS = '''\
"""
{title}
{line}

Make an array, and print it.

**Time:** 5 minutes. **You need:** nothing.
"""

import numpy as np

# %%
# Print an array
# --------------

x = np.arange({length})
print(x.sum(), x)
'''
INVENTORY = """\
# Sphinx inventory version 1
# Project: numpy
# Version: 0
numpy mod reference/index.html
numpy.arange function reference/generated/numpy.arange.html
numpy.ndarray.sum method reference/generated/numpy.ndarray.sum.html
"""
SETTINGS = """\
title = "NumPy, step by step"
author = "Ada"
repository = "Ada/numpy-steps"

[releases]

[lessons]
first = ["one", "two"]
second = ["three"]
"""
INDEX = """\
# NumPy, step by step

{archive}`All lessons`

```{toctree}
lessons/first/index
lessons/second/index
```
"""


def test_course_on_another_library_changes_one_place_lessons_and_pages(
    small_project, tmp_path, monkeypatch
):
    monkeypatch.delenv("GITHUB_REPOSITORY", raising=False)
    # Nothing may need PyTorch any more.
    (tmp_path / "packages").mkdir()
    (tmp_path / "packages" / "torch.py").write_text("raise ImportError('torch is not installed')")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "packages"))
    path, docs = small_project.path, small_project.path / "docs"
    (docs / "_ext" / "course" / "library.py").write_text(NUMPY)
    (docs / "course.toml").write_text(SETTINGS)
    (path / "LICENSE").write_text("Ada's own, in the archive of all lessons\n")
    for folder in (path / "examples" / "core", docs / "guide", docs / "reference"):
        shutil.rmtree(folder)
    (docs / "index.md").write_text(INDEX)
    shutil.rmtree(docs / "_inventories")
    (docs / "_inventories").mkdir()
    (docs / "_inventories" / "numpy.txt").write_text(INVENTORY)
    lessons = {"first/one": 1, "first/two": 2, "second/three": 3}
    for name, length in lessons.items():
        script = path / "examples" / f"{name}.py"
        script.parent.mkdir(exist_ok=True)
        title = name.rpartition("/")[2].capitalize()
        script.write_text(ARRAYS.format(title=title, line="=" * len(title), length=length))
        header = script.with_name("GALLERY_HEADER.rst")
        header.write_text("Lessons\n=======\n\nThey are short.\n")
    done = small_project.build()
    assert done.returncode == 0, done.stdout + done.stderr
    html = small_project.html
    facts = json.loads((html / "provenance.json").read_text())
    assert facts["numpy"] == version("numpy") and "torch" not in facts
    for name, length in lessons.items():
        page = text_of(html / "lessons" / f"{name}.html")
        assert f"NumPy {version('numpy')}" in page.select_one(".provenance").get_text()
        links = {link["title"] for link in page.select("a.api")}
        assert {"numpy.arange", "numpy.ndarray.sum"} <= links
        printed = page.select(".output pre")[-1].get_text().strip()
        assert printed == f"{sum(range(length))} [{' '.join(map(str, range(length)))}]"
    notebook = (html / "notebooks" / "lessons" / "second" / "three.ipynb").read_text()
    assert f"written with NumPy {version('numpy')}" in notebook
    archive = text_of(html / "index.html").find("a", string="All lessons")["href"]
    assert archive == "downloads/numpy-step-by-step.zip"
    assert (html / archive).exists()
    for page in html.rglob("*"):
        if page.suffix in (".html", ".ipynb", ".json", ".zip"):
            assert b"PyTorch" not in page.read_bytes(), page
    assert "Ada" in text_of(html / "index.html").select_one(".copyright").get_text()
