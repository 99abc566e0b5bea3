"""The script, the notebook and the page of a lesson print the same."""

import json
import os
import re
import subprocess
import sys

import nbformat
import pytest
from bs4 import BeautifulSoup
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

from conftest import ROOT
from course.settings import course

LESSONS = sorted(
    path.relative_to(ROOT / "examples").with_suffix("").as_posix()
    for path in (ROOT / "examples").rglob("*.py")
)


def read(site, lesson):
    return BeautifulSoup(
        (site / f"lessons/{lesson}.html").read_text(encoding="utf-8"), "html.parser"
    )


def shown(page):
    return [block.get_text() for block in page.select(".output pre")]


@pytest.mark.parametrize("lesson", LESSONS)
def test_lesson_prints_the_same_as_its_page(site, lesson, tmp_path):
    environment = {**os.environ, "MPLBACKEND": "agg"}
    script = site / f"scripts/lessons/{lesson}.py"
    done = subprocess.run(
        [sys.executable, script], cwd=tmp_path, capture_output=True, text=True, env=environment
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    assert done.stdout == "".join(text.rstrip("\n") + "\n" for text in shown(read(site, lesson)))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("lesson", LESSONS)
def test_notebook_alone_prints_the_same_as_its_page(site, lesson, tmp_path, alone):
    notebook = nbformat.read(site / f"notebooks/lessons/{lesson}.ipynb", as_version=4)
    NotebookClient(
        notebook, kernel_name=alone, resources={"metadata": {"path": str(tmp_path)}}
    ).execute()
    assert list(tmp_path.iterdir()) == []
    cells = [cell.outputs for cell in notebook.cells if cell.cell_type == "code"]
    outputs = [output for cell in cells for output in cell]
    printed = ["".join(output.get("text", "") for output in cell) for cell in cells]
    assert [text.rstrip() for text in printed if text] == [
        text.rstrip() for text in shown(read(site, lesson))
    ]
    assert {output.get("name", "stdout") for output in outputs} == {"stdout"}
    figures = [output for output in outputs if "image/png" in output.get("data", {})]
    assert len(figures) == len(read(site, lesson).select("img.figure.only-light"))


@pytest.mark.parametrize("lesson", LESSONS)
def test_outputs_json_holds_what_the_page_shows(site, lesson):
    recorded = json.loads((site / "outputs.json").read_text(encoding="utf-8"))["lessons"][
        f"lessons/{lesson}"
    ]
    page = read(site, lesson)
    assert len(recorded["printed"]) == len(page.select(".block .highlight-python"))
    assert [text for text in recorded["printed"] if text] == [
        text.rstrip("\n") for text in shown(page)
    ]


def test_notebook_alone_has_no_network(tmp_path, alone):
    cell = nbformat.v4.new_code_cell("import socket; socket.create_connection(('192.0.2.1', 80))")
    with pytest.raises(CellExecutionError, match="There is no network here"):
        NotebookClient(nbformat.v4.new_notebook(cells=[cell]), kernel_name=alone).execute()


@pytest.mark.parametrize("lesson", LESSONS)
def test_notebook_is_valid_and_says_where_it_is_from(site, lesson):
    path = site / f"notebooks/lessons/{lesson}.ipynb"
    assert path.stat().st_size < 200 * 1024
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    assert (notebook.nbformat, notebook.nbformat_minor) >= (4, 5)
    assert notebook.metadata.kernelspec.name == "python3"
    assert not any(
        cell.outputs or cell.execution_count for cell in notebook.cells if cell.cell_type == "code"
    )
    first = notebook.cells[0].source
    torch = json.loads((site / "provenance.json").read_text(encoding="utf-8"))["torch"].partition(
        "+"
    )[0]
    address = f"{course()['site_url']}latest/lessons/{lesson}.html"
    assert (
        first.startswith("# ")
        and f"Unreleased version, written with PyTorch {torch}. Page: <{address}>" in first
    )


@pytest.mark.parametrize("lesson", LESSONS)
def test_notebook_text_is_markdown(site, lesson):
    notebook = nbformat.read(site / f"notebooks/lessons/{lesson}.ipynb", as_version=4)
    text = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    if "\n## Look back\n" not in text:
        pytest.fail(f"examples/{lesson}.py: There is no section Look back. Add it.", pytrace=False)
    text = re.sub(r"\n```\w+\n.*?\n```\n", "\n", text, flags=re.DOTALL)
    for leftover in (
        "\n.. ",
        "::\n",
        "``",
        ":func:",
        "\n---",
        "](/",
        "](.",
        ">`_",
        "<span",
        "<div",
    ):
        assert leftover not in text


RICH = """

# %%
# See more
# --------
# Read :doc:`/guide/start_here`, :func:`torch.zeros` or
# `PyTorch's page <https://pytorch.org>`_ about a_b and 2 * 3.
#
# .. note:: Mind *this*.
#
# - Point one
#
#   .. code-block:: python
#
#      x = 1
#
# ==== =====
# Name Value
# ==== =====
# a    ``1``
# ==== =====
#
# The sum is :math:`a_1 + b`.

print(2)
"""


def test_rich_text_becomes_markdown(small_project):
    lesson = small_project.path / "examples" / "core" / "create_tensors.py"
    lesson.write_text(lesson.read_text() + RICH)
    done = small_project.build()
    assert done.returncode == 0, done.stderr
    notebook = nbformat.read(
        small_project.html / "notebooks" / "lessons" / "core" / "create_tensors.ipynb", as_version=4
    )
    text, code = notebook.cells[-2:]
    assert code.source == "print(2)"
    site = f"{course()['site_url']}latest"
    assert f"[Start here]({site}/guide/start_here.html)" in text.source
    assert (
        "(https://docs.pytorch.org/docs/stable/generated/torch.zeros.html#torch.zeros)"
        in text.source
    )
    assert "[PyTorch\u2019s page](https://pytorch.org) about a_b and 2 \\* 3." in text.source
    assert "NOTE\nMind *this*." in text.source
    assert "  ```python\n  x = 1\n  ```" in text.source
    assert re.search(r"\| Name +\| Value +\|\n\|-+\|-+\|\n\| a +\| `1` +\|", text.source)
    assert "$a_1 + b$" in text.source
