"""Links from names in code to their documentation."""

import builtins

import pytest
import torch
from bs4 import BeautifulSoup
from docutils import nodes

from conftest import ROOT
from course.names import find
from course.page.launchers import addresses
from course.page.links import choose, section_of, source_of
from test_blocks import written
from test_builds import GOOD
from test_lessons import LESSONS

KNOWN = {"torch.ones", "torch.Tensor.sum", "torch.dtype", "print"}


@pytest.mark.parametrize(
    ("candidates", "name"),
    [
        (["torch.ones"], "torch.ones"),
        (["torch.float32", "torch.dtype"], "torch.dtype"),
        (["torch.Tensor.sum", "torch.TensorBase.sum", "torch.dtype"], "torch.Tensor.sum"),
        (["plt.plot"], ""),  # nobody promises links to other packages
    ],
)
def test_first_name_with_documentation_is_linked(candidates, name):
    assert choose(candidates, KNOWN) == name


@pytest.mark.parametrize(
    ("page", "path"),
    [
        ("lessons/core/create_tensors", "examples/core/create_tensors.py"),
        ("reference/dtypes", "docs/reference/dtypes.md"),
        ("lessons/core/v1.5", "examples/core/v1.5.py"),  # what follows a full stop is no suffix
    ],
)
def test_page_is_named_by_the_file_that_it_is_written_in(page, path):
    assert source_of(page) == ROOT / path


def test_section_is_the_innermost():
    node = nodes.paragraph()
    inner = nodes.section("", nodes.container("", node))
    nodes.section("", nodes.title("", "Outer"), inner)
    assert section_of(node) is inner


CODE = '''\
@torch.no_grad()
def größe(x, sum=None):
    """Return the number of elements."""
    return x.numel()

print(f"{größe(ones)} of {ones.sum().item()}")
'''


def test_links_are_those_of_the_names_and_leave_the_code_as_it_is():
    names = find(CODE, {"torch": torch, "ones": torch.ones(2), "größe": len})
    links = [(start, end, found[0], "#") for start, end, found in names]
    page = BeautifulSoup(written(CODE, links), "html.parser")
    assert page.get_text() == CODE
    assert [link["title"] for link in page.select("a.api")] == [
        "torch.no_grad",
        "print",
        "torch.Tensor.sum",
        "torch.Tensor.item",
    ]
    assert not page.select("a a")


@pytest.mark.parametrize("lesson", LESSONS)
def test_page_closes_each_link_before_the_next(site, lesson):
    text = (site / f"lessons/{lesson}.html").read_text(encoding="utf-8")
    pieces = [piece for piece in text.split("<a ")[1:] if 'class="api' in piece.split(">")[0]]
    assert pieces
    assert all(piece.count("</a>") == 1 for piece in pieces)


@pytest.mark.parametrize("lesson", LESSONS)
def test_section_links_a_name_once_and_never_a_builtin(site, lesson):
    page = BeautifulSoup(
        (site / f"lessons/{lesson}.html").read_text(encoding="utf-8"), "html.parser"
    )
    linked = [(link.find_parent("section")["id"], link["title"]) for link in page.select("a.api")]
    assert linked
    assert len(linked) == len(set(linked))
    assert not {name for _, name in linked} & set(dir(builtins))


# torch raises the error when it is asked for the attribute, before anything is called.
CAUGHT = """\
import torch

x = torch.ones(2)


@torch.no_grad()
def double(x):
    return x * 2


try:
    print(double(x).imag.sum(), x.imag.sum())
except RuntimeError as error:
    print(error)
print(x.mean())
"""


def test_lesson_may_catch_the_error_of_an_attribute(small_project):
    lesson = small_project.path / "examples" / "core" / "create_tensors.py"
    lesson.write_text(GOOD + CAUGHT)
    done = small_project.build()
    assert done.returncode == 0, done.stderr
    page = small_project.html / "lessons" / "core" / "create_tensors.html"
    text = page.read_text(encoding="utf-8")
    code = BeautifulSoup(text, "html.parser").select_one(".block .highlight-python pre")
    assert code.get_text().strip() in lesson.read_text()
    assert [link.get_text() for link in code.select("a.api")][:3] == [
        "torch",
        "torch.ones",
        "torch.no_grad",
    ]
    assert str(code).count("<a ") == str(code).count("</a>")


def test_binder_needs_a_commit_and_the_others_do_not():
    path = "1.0/lessons/core/one"
    with_commit = dict(addresses("Owner", "course", "1a2b3c4", path))
    without = dict(addresses("Owner", "course", "", path))
    assert list(with_commit) == ["Kaggle", "Binder", "Colab"]
    assert list(without) == ["Kaggle", "Colab"]
    assert "/gh/Owner/course/1a2b3c4?" in with_commit["Binder"]
    for name in without:
        assert without[name].endswith(f"Owner/course/blob/notebooks/{path}.ipynb")
        assert without[name] == with_commit[name]
