"""Two builds of one commit give the same bytes, and lessons print the same in any order."""

import io
import json
import random
import re
import zipfile

import pytest

from conftest import Project

# The times that this lesson measures differ from build to build. They are drawn, never printed.
MEASURED = re.compile(r"sphx_glr_use_an_accelerator_\d+(_dark)?\.svg")


def files(folder):
    """Return {name: bytes} of the files of a site, with the members of its archive."""
    found = {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }
    (name,) = [name for name in found if name.endswith(".zip")]
    with zipfile.ZipFile(io.BytesIO(found.pop(name))) as archive:
        for member in archive.infolist():
            facts = f"{member.date_time} {member.compress_type} {member.external_attr}".encode()
            found[f"{name}/{member.filename}"] = facts + archive.read(member)
        found[f"{name}, in order"] = "\n".join(archive.namelist()).encode()
    return found


def test_two_builds_give_the_same_bytes(tmp_path, monkeypatch):
    built = []
    for folder, zone, locale, seed in (
        ("here", "Asia/Tokyo", "C.UTF-8", "1"),
        ("in a folder/there", "America/Lima", "POSIX", "2"),
    ):
        for name, value in {"TZ": zone, "LC_ALL": locale, "PYTHONHASHSEED": seed}.items():
            monkeypatch.setenv(name, value)
        project = Project(tmp_path / folder)
        done = project.build()
        assert done.returncode == 0, done.stderr
        built.append(files(project.html))
    first, second = built
    assert first.keys() == second.keys()
    different = {name for name in first if first[name] != second[name]}
    assert {name for name in different if not MEASURED.search(name)} == set()
    assert different, "The measured times are the same twice: nothing was measured."


@pytest.mark.parametrize("seed", [1, 2])
def test_lessons_print_the_same_in_any_order(site, tmp_path, seed):
    project = Project(tmp_path / "project")
    settings = project.path / "docs" / "course.toml"
    text = settings.read_text(encoding="utf-8")
    for part in ("core", "further"):
        found = re.search(rf"^{part} = \[\n(.*?)\]", text, re.MULTILINE | re.DOTALL)
        names = found[1].splitlines(keepends=True)
        random.Random(seed).shuffle(names)
        text = text.replace(found[1], "".join(names))
    settings.write_text(text, encoding="utf-8")
    # In such an order, lessons come before those that they need, and no plan for teachers holds.
    for script in (project.path / "examples").rglob("*.py"):
        source = script.read_text(encoding="utf-8")
        needs_nothing = re.sub(r"(?<=\*\*You need:\*\* ).*(?=\.$)", "nothing", source, flags=re.M)
        script.write_text(needs_nothing, encoding="utf-8")
    teach = project.path / "docs" / "guide" / "teach_with_this_course.md"
    teach.write_text("# Teach with this course\n", encoding="utf-8")
    done = project.build()
    assert done.returncode == 0, done.stderr
    shuffled, usual = (
        json.loads((html / "outputs.json").read_text(encoding="utf-8"))["lessons"]
        for html in (project.html, site)
    )
    assert {name: lesson["printed"] for name, lesson in shuffled.items()} == {
        name: lesson["printed"] for name, lesson in usual.items()
    }
