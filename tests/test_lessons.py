"""Script, notebook and page of a lesson say the same."""

import json
import os
import subprocess
import sys

import nbformat
import pytest
from bs4 import BeautifulSoup
from conftest import ROOT
from nbclient import NotebookClient

LESSONS = sorted(path.relative_to(ROOT / "examples").with_suffix("").as_posix() for path in (ROOT / "examples").rglob("*.py"))


def read(site, lesson):
    return BeautifulSoup((site / f"lessons/{lesson}.html").read_text(encoding="utf-8"), "html.parser")


def shown(page):
    return [block.get_text() for block in page.select(".sphx-glr-script-out pre")]


@pytest.mark.parametrize("lesson", LESSONS)
def test_lesson_prints_the_same_as_its_page(site, lesson, tmp_path):
    environment = {**os.environ, "MPLBACKEND": "agg"}
    script = site / f"scripts/lessons/{lesson}.py"
    done = subprocess.run([sys.executable, script], cwd=tmp_path, capture_output=True, text=True, env=environment)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    assert done.stdout == "".join(text.rstrip("\n") + "\n" for text in shown(read(site, lesson)))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("lesson", LESSONS)
def test_notebook_prints_the_same_as_its_page(site, lesson, tmp_path):
    notebook = nbformat.read(site / f"notebooks/lessons/{lesson}.ipynb", as_version=4)
    NotebookClient(notebook, resources={"metadata": {"path": str(tmp_path)}}).execute()
    cells = [cell.outputs for cell in notebook.cells if cell.cell_type == "code"]
    outputs = [output for cell in cells for output in cell]
    printed = ["".join(output.get("text", "") for output in cell) for cell in cells]
    assert [text.rstrip() for text in printed if text] == [text.rstrip() for text in shown(read(site, lesson))]
    assert {output.get("name", "stdout") for output in outputs} == {"stdout"}
    figures = [output for output in outputs if "image/png" in output.get("data", {})]
    assert len(figures) == len(read(site, lesson).select("img.figure.only-light"))


@pytest.mark.parametrize("lesson", LESSONS)
def test_outputs_json_holds_what_the_page_shows(site, lesson):
    recorded = json.loads((site / "outputs.json").read_text(encoding="utf-8"))["lessons"][f"lessons/{lesson}"]
    page = read(site, lesson)
    assert len(recorded["printed"]) == len(page.select(".highlight-Python"))
    assert [text for text in recorded["printed"] if text] == [text.rstrip("\n") for text in shown(page)]


@pytest.mark.parametrize("lesson", LESSONS)
def test_notebook_text_is_markdown(site, lesson):
    notebook = nbformat.read(site / f"notebooks/lessons/{lesson}.ipynb", as_version=4)
    text = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    assert text.lstrip().startswith("# ") and "\n## Look back\n" in text
    for leftover in ("\n.. ", "::\n", ":func:", "\n---"):
        assert leftover not in text


@pytest.mark.parametrize("lesson", LESSONS)
def test_page_names_the_lesson_that_follows(site, lesson):
    page = read(site, lesson)
    following = page.select_one("a.next-page .title")
    if following:
        assert page.find("strong", string="Next:").parent.get_text() == f"Next: {following.get_text()}."
