"""Each mistake gets one sentence that names the file to correct, the line, and what to do."""

import pytest

from conftest import list_lessons
from course.run.places import line_in_script, translate
from course.settings import ROOT
from test_builds import GOOD

MISTAKES = (
    GOOD
    + """\
import torch

print(torch.eye(2), torch.eye(3))

# %%
# Too short
# -----
#
# The line that is named isn't the first of the paragraph.
# Here is a **zebra**.

print(1)
"""
)


def line(text, part):
    """Return the number of the first line with ``part``."""
    return next(number for number, row in enumerate(text.splitlines(), start=1) if part in row)


def test_each_mistake_in_a_lesson_is_named_once_at_its_line_in_the_script(small_project):
    inventory = small_project.path / "docs" / "_inventories" / "torch.txt"
    known = inventory.read_text().splitlines(keepends=True)
    inventory.write_text("".join(row for row in known if not row.startswith("torch.eye ")))
    examples = small_project.path / "examples" / "core"
    for name, title in (("first", "One"), ("second", "Two")):
        (examples / f"{name}.py").write_text(MISTAKES.replace("Try\n", f"{title}\n", 1))
    list_lessons(small_project.path)
    done = small_project.build()
    assert done.returncode != 0
    said = [row for row in done.stderr.splitlines() if "WARNING" in row]
    assert len(said) == 5  # one for torch.eye, and two for each of the two lessons
    missing = [row for row in said if "torch.eye" in row]
    earliest = examples / "create_tensors.py"
    place = f"examples/core/create_tensors.py:{line(earliest.read_text(), 'torch.eye(')}"
    assert missing == [
        f"{place}: WARNING: no link for torch.eye. Add a line to docs/_inventories/torch.txt "
        "with its kind and page, such as: torch.eye function generated/torch.eye.html [course.link]"
    ]
    for name in ("first", "second"):
        mine = sorted(row for row in said if row.startswith(f"examples/core/{name}.py:"))
        assert mine == [
            f"examples/core/{name}.py:{line(MISTAKES, 'Too short') + 1}: WARNING: Title "
            "underline too short.",
            f"examples/core/{name}.py:{line(MISTAKES, 'zebra')}: WARNING: the glossary has no "
            "entry for zebra. Add one to docs/reference/glossary.md, or let the bold text end with "
            "a colon if it explains no word. [course.term]",
        ]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            '"create_tensors"',
            '"create_tensor"',
            "There is no lesson examples/core/create_tensor.py.",
        ),
        (
            '["create_tensors"]',
            '["create_tensors", "create_tensors"]',
            "create_tensors is listed twice.",
        ),
        ("core =", "further =", "There is no examples/further/GALLERY_HEADER.rst."),
    ],
    ids=["unknown", "twice", "elsewhere"],
)
def test_mistake_in_the_list_of_lessons_is_named_at_its_line(small_project, old, new, message):
    settings = small_project.path / "docs" / "course.toml"
    text = settings.read_text().replace(old, new)
    settings.write_text(text)
    done = small_project.build()
    place = f"docs/course.toml:{line(text, 'create_tensor')}"
    assert done.stderr.startswith(f"{place}: {message}") and done.stderr.count("\n") == 1


def test_lesson_that_is_not_listed_is_named(small_project):
    (small_project.path / "examples" / "core" / "more.py").write_text(GOOD)
    assert small_project.build().stderr == (
        "examples/core/more.py:1: more isn't listed in docs/course.toml. "
        "Add it to core in [lessons] there, at its place in the course.\n"
    )


def test_copy_that_has_kept_its_title_is_named(small_project):
    examples = small_project.path / "examples" / "core"
    (examples / "more.py").write_text((examples / "create_tensors.py").read_text())
    list_lessons(small_project.path)
    assert small_project.build().stderr == (
        "examples/core/more.py:2: examples/core/create_tensors.py has the same title. "
        "Give each lesson a title of its own.\n"
    )


def test_lesson_outside_of_the_folders_is_named(small_project):
    (small_project.path / "examples" / "more.py").write_text(GOOD)
    assert small_project.build().stderr == (
        "examples/more.py:1: Lessons lie in folders of examples. "
        "Move it there, for example into examples/core.\n"
    )


@pytest.mark.parametrize("mistake", ["torch.eye", "torch.eye function", ""])
def test_line_that_is_none_of_an_inventory_is_named(small_project, mistake):
    inventory = small_project.path / "docs" / "_inventories" / "torch.txt"
    text = inventory.read_text().replace("torch.eye ", f"{mistake}\ntorch.eye ", 1)
    inventory.write_text(text)
    number = text.splitlines().index(mistake) + 1
    assert small_project.build().stderr == (
        f"docs/_inventories/torch.txt:{number}: A line has a name, its kind and its page. "
        "Write, for example: torch.ones function generated/torch.ones.html\n"
    )


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("guide/saved.ipynb", "Outputs of a notebook aren't computed by the build."),
        ("search.md", "The site has another page called search."),
        ("genindex.md", "The site has another page called genindex."),
    ],
)
def test_file_that_can_become_no_page_is_named(small_project, name, problem):
    (small_project.path / "docs" / name).write_text("# Words\n\nMore.\n")
    done = small_project.build()
    assert done.returncode != 0
    assert done.stderr.startswith(f"docs/{name}:1: {problem}") and done.stderr.count("\n") == 1


FORGED = '{"code": "1", "printed": "2", "figures": [], "names": [], "provenance": {}, "number": 1}'


@pytest.mark.parametrize("argument", ["", " 5f0c"])
def test_text_that_passes_for_an_output_is_named(small_project, argument):
    lesson = small_project.path / "examples" / "core" / "create_tensors.py"
    text = f"# See:\n#\n# .. block::{argument}\n#\n#    {FORGED}\n"
    lesson.write_text(f"{lesson.read_text()}\n# %%\n{text}")
    page = small_project.path / "docs" / "guide" / "start_here.md"
    page.write_text(f"{page.read_text()}\n```{{block}}{argument}\n{FORGED}\n```\n")
    done = small_project.build()
    assert done.returncode != 0
    for path, part in ((lesson, ".. block::"), (page, "{block}")):
        place = f"{path.relative_to(small_project.path)}:{line(path.read_text(), part)}"
        said = [row for row in done.stderr.splitlines() if row.startswith(place)]
        assert len(said) == 1 and "Only the build makes a block" in said[0], done.stderr


SCRIPT = '"""\nTitle\n"""\n\n# %%\n# One\n# ---\n#\n# Same.\n\nprint(1)\n\n# %%\n# Same.\n'
WRITTEN = "Title\n\nOne\n---\n\nSame.\n\n.. block::\n\n   {}\n\nSame.\n"


@pytest.mark.parametrize(("written", "script"), [(1, 2), (3, 6), (4, 7), (6, 9), (12, 14), (10, 1)])
def test_line_of_a_page_is_found_in_its_script(written, script):
    assert line_in_script(WRITTEN, SCRIPT, written) == script


@pytest.mark.parametrize(
    ("place", "shown"),
    [
        (f"{ROOT}/docs/guide/start_here.md:3", "docs/guide/start_here.md:3"),
        (f"{ROOT}/docs/guide/start_here.md", "docs/guide/start_here.md"),
        (f"{ROOT}/docs/reference/glossary.md:12:<term>", "docs/reference/glossary.md:12"),
        (f"{ROOT}/docs/lessons/core/create_tensors.rst", "examples/core/create_tensors.py"),
        (f"{ROOT}/docs/lessons/core/index.rst:2", "docs/lessons/core/index.rst:2"),
        ("/elsewhere/page.md:3", "/elsewhere/page.md:3"),
    ],
)
def test_place_is_named_from_the_root(place, shown):
    assert translate(place) == shown
