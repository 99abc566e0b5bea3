"""What holds for any name, text and file, tried with many that hypothesis makes up.

The same ones are tried each time. ``make properties`` tries many more, other ones each time.
"""

import json
import os
import subprocess
from contextlib import suppress
from pathlib import Path

from bs4 import BeautifulSoup
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from conftest import make_small_project
from course.internals import escape_markdown
from course.page import devices
from course.settings import RELEASE
from course.site import checks, store, version

OFTEN = int(os.environ.get("TIMES", 1))  # how many times as many as usual
SAME = {"derandomize": OFTEN == 1, "database": None, "deadline": None}
FIXTURES = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
SURROGATES = {"exclude_categories": ["Cs"]}
SHOWN = st.text(
    st.characters(
        exclude_categories=["Cs", "Cc"],
        exclude_characters="\u2028\u2029",
        include_characters="\t\n",
    )
)
LINE = SHOWN.map(lambda text: " ".join(text.split()))
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
)


def often(number):
    """Return the settings of a test with this many examples."""
    return settings(max_examples=number * OFTEN, suppress_health_check=FIXTURES, **SAME)


@often(500)
@given(st.text() | st.from_regex(RELEASE, fullmatch=True))
@example("..")
@example("con/..")
@example("a\n")
def test_name_of_a_release_is_one_folder_that_the_site_does_not_have(name):
    if RELEASE.fullmatch(name):
        assert Path("site", name).parent == Path("site") and Path(name).name == name
        assert name.lower() not in ("latest", "stable", "index.html", "versions.json", "404.html")
        assert not name.startswith((".", "-", "_"))


@often(500)
@given(LINE)
@example("<b>$5 and $6</b> [a](b) &lt; `c` *d* __e__ ![f](g) \\\\ 1. - # | ~~h~~")
def test_text_in_markdown_is_shown_as_it_is(text):
    html = (
        MarkdownIt("commonmark")
        .enable(["table", "strikethrough"])
        .render(f"a {escape_markdown(text)} z")
    )
    shown = BeautifulSoup(html, "html.parser")
    assert shown.text.strip() == f"a {text} z"
    assert [tag.name for tag in shown.find_all()] == ["p"]


@often(20)
@given(st.dictionaries(st.text(st.characters(**SURROGATES), min_size=1), st.binary(), max_size=5))
@example({"a b": b"\r\n$Id$", ".gitattributes": b"* text=auto eol=crlf ident", "\u00e9": b""})
def test_files_come_out_of_git_as_they_went_in(tmp_path_factory, monkeypatch, files):
    folder = tmp_path_factory.mktemp("files")
    subprocess.run(["git", "init", "-q", "-b", "main", folder], check=True)
    (folder / "in").mkdir()
    kept = {}
    for name, content in files.items():
        with suppress(SystemExit, OSError, ValueError):  # no file may be called that, or be so long
            version.check_name(name)
            path = folder / "in" / name
            path.write_bytes(content)
            kept[path.name] = content  # without a slash at its end
    monkeypatch.setattr("course.site.git.ROOT", folder)
    store.take(store.put(folder / "in"), folder / "out")
    out = folder / "out"
    assert {path.name: path.read_bytes() for path in out.glob("*")} == kept


PROVENANCE = st.fixed_dictionaries(
    {"device": st.fixed_dictionaries({"type": st.text(), "name": st.text()}), "torch": st.text()}
)
RECORDING = st.fixed_dictionaries(
    {
        "lessons": st.dictionaries(
            st.text(),
            st.fixed_dictionaries(
                {
                    "codes": st.lists(st.text() | JSON, max_size=2),
                    "printed": st.lists(st.text() | JSON, max_size=2),
                    "provenance": PROVENANCE | JSON,
                }
            ),
            max_size=2,
        )
    }
)


@often(300)
@given(st.binary() | (RECORDING | JSON).map(lambda facts: json.dumps(facts).encode()))
@example(b"[" * 100_000)
@example(
    b'{"lessons": {"a": {"codes": ["1"], "printed": ["\\ud800"], "provenance": '
    b'{"device": {"type": "cpu", "name": "x"}, "torch": "2"}}}}'
)
def test_recording_is_refused_in_one_sentence_or_can_be_shown(tmp_path, content):
    (tmp_path / "docs" / "_recorded").mkdir(parents=True, exist_ok=True)
    (tmp_path / "docs" / "_recorded" / "gpu.json").write_bytes(content)

    class App:
        srcdir = tmp_path / "docs"

    try:
        devices.load(App)
    except SystemExit as error:
        assert str(error).startswith("docs/_recorded/gpu.json:") and "\n" not in str(error)
        return
    for lesson in App.recordings["docs/_recorded/gpu.json"].values():
        "".join([*devices.label(lesson["provenance"]), *lesson["printed"]]).encode()


@often(30)
@given(st.binary() | JSON.map(lambda facts: json.dumps(facts).encode()))
@example(b"5")
@example(b'[{"version": 1}]')
@example(b'{"commit": 5}')
def test_damaged_file_on_the_branch_is_named(tmp_path_factory, monkeypatch, content):
    folder = tmp_path_factory.mktemp("branch")
    monkeypatch.setattr("course.site.git.ROOT", folder)
    subprocess.run(["git", "init", "-q", "-b", "main", folder], check=True)
    (folder / "made" / "latest").mkdir(parents=True)
    for name in ("versions.json", "latest/provenance.json"):
        (folder / "made" / name).write_bytes(content)
    tip = store.put(folder / "made")
    for name, check in {
        "versions.json": lambda: checks.check_order(tip, ["1.0"]),
        "latest/provenance.json": lambda: checks.check_forward(tip),
    }.items():
        try:
            check()
        except SystemExit as error:
            assert name in str(error) or "doesn't come after" in str(error)
            assert "\n" not in str(error)


@settings(often(2), phases=[Phase.generate])  # each is a build, so none is made simpler
@given(st.lists(SHOWN, min_size=60, max_size=60))
def test_printed_text_is_the_same_in_page_and_outputs(tmp_path_factory, texts):
    project = make_small_project(tmp_path_factory.mktemp("printed") / "project")
    lesson = project.path / "examples" / "core" / "create_tensors.py"
    blocks = "".join(f"\n# %%\n# Words {n}.\n\nprint({text!r})\n" for n, text in enumerate(texts))
    lesson.write_text(lesson.read_text(encoding="utf-8") + blocks, encoding="utf-8")
    done = project.build()
    assert done.returncode == 0, done.stderr
    outputs = json.loads((project.html / "outputs.json").read_text(encoding="utf-8"))
    printed = outputs["lessons"]["lessons/core/create_tensors"]["printed"][-len(texts) :]
    expected = [text.rstrip("\n") for text in texts]
    assert printed == expected
    page = (project.html / "lessons" / "core" / "create_tensors.html").read_bytes()
    soup = BeautifulSoup(page, "html.parser")
    shown = [block.get_text() for block in soup.select(".output pre")]
    expected = [text for text in expected if text]
    shown = [text.rstrip("\n") for text in shown]
    assert shown[len(shown) - len(expected) :] == expected
