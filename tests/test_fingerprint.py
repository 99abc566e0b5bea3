"""What a build is compared with: the files of the project, by their contents."""

import pytest

from course.run import fingerprint
from course.run.fingerprint import READ_FILES, RUN_FILES, changes, digest, digests
from course.settings import ROOT

PACKAGE = ROOT / "docs" / "_ext" / "course"


def test_digest_is_that_of_the_contents(tmp_path):
    one, same, other = (tmp_path / name for name in ("one", "same", "other"))
    for path, text in ((one, "a"), (same, "a"), (other, "b")):
        path.write_text(text)
    assert digest(one) == digest(same) != digest(other)
    assert digest(tmp_path / "missing") == digest(tmp_path) == ""


def test_digests_name_each_file_of_a_pattern_once(tmp_path, monkeypatch):
    monkeypatch.setattr(fingerprint, "ROOT", tmp_path)
    for name in ("b.py", "part/a.py", "part/deep/c.py", "note.txt"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
    found = digests(("*.py", "part/*", "**/a.py", "missing/*"))
    assert list(found) == ["b.py", "part/a.py"]  # in order; part/deep is a folder
    before = digests(("**/*.py",))
    (tmp_path / "part" / "deep" / "c.py").write_text("changed")
    assert changes(before, digests(("**/*.py",))) == ["part/deep/c.py"]
    (tmp_path / "b.py").unlink()
    assert changes(before, digests(("**/*.py",))) == ["b.py", "part/deep/c.py"]


@pytest.mark.parametrize(
    "path",
    [path for path in sorted(PACKAGE.rglob("*.py")) if path.parent.name not in ("make", "site")],
    ids=lambda path: path.relative_to(PACKAGE).as_posix(),
)
def test_build_depends_on_every_file_of_the_package(path):
    name = path.relative_to(ROOT).as_posix()
    runs = path.parent == PACKAGE or path.parent.name == "run"
    assert (name in digests(RUN_FILES)) == runs
    assert name in {**digests(RUN_FILES), **digests(READ_FILES)}


@pytest.mark.parametrize("patterns", [RUN_FILES, READ_FILES], ids=["run", "read"])
def test_every_pattern_names_a_folder_that_exists(patterns):
    for pattern in patterns:
        folder = pattern.partition("*")[0].rpartition("/")[0]
        assert (ROOT / folder).is_dir(), pattern


@pytest.mark.parametrize(
    ("old", "new", "names"),
    [
        ({"a": 1}, {"a": 1}, []),
        ({"a": 1, "b": 2}, {"b": 3, "a": 1}, ["b"]),
        ({"a": 1}, {"c": 1}, ["a", "c"]),
        ({}, {"a": None}, []),
    ],
)
def test_fingerprints_differ_in_what_changed(old, new, names):
    assert changes(old, new) == names
