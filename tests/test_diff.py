"""What two builds print otherwise, side by side."""

import json

import pytest

from course.site.diff import WIDTH
from test_publishing import DIFF, LESSON, Course


@pytest.fixture
def course(tmp_path):
    """A course with a published release, and a build that isn't published."""
    course = Course(tmp_path / "course", tmp_path / "remote")
    course.git("init", "--quiet", "--bare", str(course.remote))
    course.write("first", printed=["the same", "one\n  two", "", ""])
    course.releases["0.1"] = course.git("rev-parse", "HEAD")
    course.name_releases()
    course.publish()
    course.git("rm", "-rq", "content")
    course.build = course.path / "elsewhere"
    course.build.mkdir()
    return course


def put(course, **lessons):
    provenance = {
        "version": "latest",
        "device": {"type": "cuda", "name": "Far"},
        "torch": "2.14.0",
        "python": "3.12.1",
        "numpy": "2.5.0",
    }
    (course.build / "outputs.json").write_text(
        json.dumps({"provenance": provenance, "lessons": lessons})
    )


@pytest.mark.parametrize("kept", [True, False], ids=["assembled here", "only published"])
def test_blocks_that_differ_stand_side_by_side(course, kept):
    if not kept:
        course.site.rename(course.path / "gone")
    put(
        course,
        **{
            LESSON: {"code": "1", "printed": ["the same", "one\n  " + "3" * 100, "now", "now"]},
            "lessons/core/new": {"code": "2", "printed": []},
        },
    )
    done = course.run(
        DIFF, A="0.1", B="elsewhere", GITHUB_STEP_SUMMARY=str(course.path / "summary")
    )
    assert done.returncode == 0, done.err
    first, second = done.out.split("```")[1:4:2]
    assert second.splitlines()[1].split("|")[1].strip() == "now"
    assert [line.split("|")[0].strip() for line in first.splitlines()[1:]] == ["one", "two", ""]
    assert (
        "".join(line.split("|")[1].strip() for line in first.splitlines()[1:]) == "one" + "3" * 100
    )
    assert (
        "core/first, block 2:" in done.out
        and "core/first, block 3; core/first, block 4:" in done.out
    )
    assert "3 blocks differ, 1 are the same." in done.out
    assert "Not compared, since their code differs: core/new." in done.out
    assert (
        "PyTorch 2.13.0+cpu, Python 3.11.7" in done.out and "cuda Far, PyTorch 2.14.0" in done.out
    )
    assert (course.path / "summary").read_text() in done.out


def test_control_characters_are_shown_and_not_obeyed(course):
    printed = ["the same", "\x1b]0;Mine\x07" + "3" * 70, "\x85\ud800", "é\t|"]
    put(
        course,
        **{LESSON: {"code": "1", "printed": printed}, "\x1b[31m": {"code": "2", "printed": []}},
    )
    outputs = course.build / "outputs.json"
    outputs.write_text(outputs.read_text().replace("Far", r"\u001b[31mFar"))
    done = course.run(DIFF, A="0.1", B="elsewhere")
    assert done.returncode == 0, done.err
    assert all(character.isprintable() or character == "\n" for character in done.out)
    assert r"cuda \x1b[31mFar" in done.out and r"differs: \x1b[31m" in done.out
    assert r"| \x1b]0;Mine\x07333" in done.out and r"| \x85\ud800" in done.out
    assert max(len(line) for line in done.out.split("```")[1].splitlines()) <= 2 * WIDTH + 3


@pytest.mark.parametrize(
    "names", [{"A": "0.1", "B": "0.7"}, {"A": "0.1"}, {"A": "nowhere/html", "B": "0.1"}]
)
def test_build_that_is_not_there_is_named(course, names):
    done = course.run(DIFF, **names)
    assert done.returncode != 0
    missing = next(name for name in (names["A"], names.get("B", "")) if name != "0.1")
    assert done.err.startswith(
        f"'{missing}' is neither a folder with an outputs.json nor a published version."
    )
    assert done.err.count("\n") == 1
