"""What lessons print on other devices is recorded there, and shown and listed where it differs."""

import json
import subprocess
from types import SimpleNamespace

import pytest
from bs4 import BeautifulSoup

from conftest import Project, list_lessons, serve, tool
from course.page import devices
from test_builds import GOOD

LESSON = "lessons/core/test_it"
# A block for each way to differ, and one that prints the same on both devices.
BLOCKS = {
    "same": "print('the same')",
    "suffix": """\
far = "tensor([1., 2.],\\n       device='cuda:0')"
print("tensor([1., 2.])" if here else far)""",
    "digits": """\
tenths = torch.full((10,), 0.1)
print((tenths.sum() if here else tenths.cumsum(0)[-1]).item())""",
    "random": "torch.manual_seed(1 if here else 2)\nprint(torch.randn(2, 3))",
    "words": "if not here:\n    print('This device has no float64.')",
}
SOURCE = (
    GOOD
    + "import os\nimport torch\n\nhere = os.environ['WHERE'] == 'here'\n"
    + "print(os.environ['WHERE'])\n"
)
SOURCE += "".join(
    f"\n# %%\n# Print {name}\n# ------------\n# Look.\n\n{code}\n" for name, code in BLOCKS.items()
)


def build(project, where, monkeypatch):
    """Build a project on the CPU, whose lesson prints as if it were on the device ``where``."""
    monkeypatch.setenv("DEVICE", "cpu")
    monkeypatch.setenv("WHERE", where)
    done = project.build()
    assert done.returncode == 0, done.stderr
    return done.stdout


def soup(project, page=LESSON):
    return BeautifulSoup((project.html / f"{page}.html").read_text(), "html.parser")


def panels(project, name):
    """Return the (label, text) of each panel in a section of the lesson."""
    section = soup(project).find(id=f"print-{name}")
    return [
        (panel.p.get_text(), (panel.pre or panel.find_all("p")[1]).get_text())
        for panel in section.select(".devices > div")
    ]


@pytest.fixture(scope="module")
def recorded(tmp_path_factory):
    """A project that was built here, and has a recording of a build on another device."""
    project = Project(tmp_path_factory.mktemp("recorded") / "project")
    project.shrink()
    for lesson in (project.path / "examples" / "core").glob("*.py"):
        lesson.unlink()
    (project.path / "examples" / "core" / "test_it.py").write_text(SOURCE)
    list_lessons(project.path)
    for page in (
        "index",
        "guide/start_here",
        "reference/glossary",
        "reference/where_outputs_differ",
    ):
        text = (project.path / "docs" / f"{page}.md").read_text()
        (project.path / "docs" / f"{page}.md").write_text(
            text.replace("core/create_tensors.rst", "core/test_it.rst")
        )
    with pytest.MonkeyPatch.context() as monkeypatch:
        build(project, "there", monkeypatch)
        tool("make.record", project.path).check_returncode()
        (recording,) = (project.path / "docs" / "_recorded").glob("*.json")
        made = json.loads(recording.read_text())
        for outputs in (
            made,
            *made["lessons"].values(),
        ):  # as if it had been made on another machine
            outputs["provenance"] |= {
                "device": {"type": "cpu", "name": "Far processor"},
                "torch": "2.8.0+cpu",
            }
        recording.write_text(json.dumps(made))
        subprocess.run(["make", "clean"], cwd=project.path, check=True)
        build(project, "here", monkeypatch)
    return project


@pytest.mark.parametrize("name", BLOCKS)
def test_output_that_differs_is_shown_for_each_device(recorded, name):
    if name == "same":
        assert not panels(recorded, name)
        return
    (own, here), (other, there) = panels(recorded, name)
    assert (
        own.startswith("CPU ")
        and own.endswith("this page's own")
        and other == "CPU Far processor · PyTorch 2.8.0"
    )
    assert here != there
    assert (here == "Nothing is printed here.") == (name == "words")
    page = soup(recorded, "reference/where_outputs_differ")
    links = [
        link["href"].partition("#")[2] for link in page.select(f'article a[href*="{LESSON}.html#"]')
    ]
    heading = page.find("a", href=f"../{LESSON}.html#print-{name}").find_previous("h2").get_text()
    assert links.count(f"print-{name}") == 1
    assert {"suffix": "Only", "digits": "last digits", "random": "random", "words": "error"}[
        name
    ] in heading


def test_page_that_lists_differences_names_the_devices(recorded):
    text = soup(recorded, "reference/where_outputs_differ").get_text()
    assert "CPU Far processor · PyTorch 2.8.0" in text
    assert "These devices were compared." in text and "one device only" not in text


def test_notebook_has_no_output_of_any_device(recorded):
    assert "Far processor" not in (recorded.html / "notebooks" / f"{LESSON}.ipynb").read_text()


def test_recording_is_used_only_while_the_code_is_what_was_recorded(
    recorded, tmp_path, monkeypatch
):
    project = Project(tmp_path / "project", recorded.path)
    lesson = project.path / "examples" / "core" / "test_it.py"
    (recording,) = (project.path / "docs" / "_recorded").glob("*.json")
    lesson.write_text(SOURCE.replace("# Look.", "# Look, and think."))
    assert "changed since" not in build(project, "here", monkeypatch)
    assert panels(project, "random")
    lesson.write_text(SOURCE.replace("print('the same')", "print('the', 'same')"))
    log = build(project, "here", monkeypatch)
    sentence = "changed since: core/test_it. On that device, run: make record"
    assert f"docs/_recorded/{recording.name}: {sentence}" in log
    assert not panels(project, "random")
    assert "Far processor" not in soup(project, "reference/where_outputs_differ").get_text()
    lesson.write_text(SOURCE)
    build(project, "here", monkeypatch)
    assert panels(project, "random")
    recording.unlink()
    build(project, "here", monkeypatch)
    assert not panels(project, "random")
    assert "run on one device only" in soup(project, "reference/where_outputs_differ").get_text()


def test_blocks_above_a_changed_one_keep_their_recording(recorded, tmp_path, monkeypatch):
    project = Project(tmp_path / "project", recorded.path)
    core = project.path / "examples" / "core"
    (core / "test_it.py").write_text(
        SOURCE.replace("torch.manual_seed(1 if", "torch.manual_seed(3 if")
    )
    (core / "newer.py").write_text(SOURCE.replace("Try\n", "New\n", 1))
    list_lessons(project.path)
    log = build(project, "here", monkeypatch)
    assert [bool(panels(project, name)) for name in BLOCKS] == [False, True, True, False, False]
    assert "changed since: core/test_it." in log
    assert "not recorded yet: core/newer." in log


SHORT = json.dumps(
    {
        "lessons": {
            "a": {
                "codes": ["1"],
                "printed": [],
                "provenance": {"device": {"type": "cuda", "name": "Far"}, "torch": "2.8.0"},
            }
        }
    }
)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('{"lessons":\n oops}', "2: Expecting value."),
        ('{"lessons": {"a": 1}}', "1: This is no recording."),
        (SHORT, "1: This is no recording."),
    ],
)
def test_broken_recording_is_named(small_project, text, sentence):
    folder = small_project.path / "docs" / "_recorded"
    folder.mkdir(exist_ok=True)
    (folder / "far.json").write_text(text)
    done = small_project.build()
    assert done.returncode != 0
    assert (
        f"docs/_recorded/far.json:{sentence} "
        "Remove this file, or record again on its device: make record" in done.stderr
    )


def recording(printed="[]", codes="[]"):
    """Return the text of a recording from a device far away."""
    device = '{"type": "cuda", "name": "Far"}'
    made = f'"provenance": {{"device": {device}, "torch": "2.8.0"}}'
    return (
        f'{{"lessons": {{"lessons/core/a": {{"codes": {codes}, "printed": {printed}, {made}}}}}}}'
    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        "null",
        "[" * 100_000,
        '{"lessons": null}',
        recording("[null]", '["1"]'),
        recording(r'["\u001b[2J"]', '["1"]'),
    ],
)
def test_file_that_is_no_recording_is_named(tmp_path, text):
    (tmp_path / "docs" / "_recorded").mkdir(parents=True)
    (tmp_path / "docs" / "_recorded" / "far.json").write_text(text)
    with pytest.raises(SystemExit, match=r"^docs/_recorded/far.json:1: .* make record$"):
        devices.load(SimpleNamespace(srcdir=tmp_path / "docs"))


def test_device_has_one_recording(tmp_path):
    folder = tmp_path / "docs" / "_recorded"
    folder.mkdir(parents=True)
    (folder / "far.json").write_text(recording())
    app = SimpleNamespace(srcdir=tmp_path / "docs")
    devices.load(app)
    assert list(app.recordings) == ["docs/_recorded/far.json"]
    (folder / "further.json").write_text(recording())
    with pytest.raises(SystemExit, match=r"^docs/_recorded/further.json:1: .*_recorded/far.json"):
        devices.load(app)


def test_reader_chooses_a_device_once_for_the_whole_site(recorded, browser):
    with serve(recorded.html) as root:
        context = browser.new_context()
        page = context.new_page()
        page.goto(f"{root}/{LESSON}.html")
        group = page.locator("#print-random .devices")
        assert group.get_by_role("tabpanel").count() == 1
        far = group.get_by_role("tab", name="CPU Far processor")
        far.scroll_into_view_if_needed()
        page.wait_for_timeout(500)  # Furo scrolls smoothly
        top = far.bounding_box()["y"]
        far.click()
        assert abs(far.bounding_box()["y"] - top) < 2
        for _ in range(2):
            for shown in page.locator(".devices [role=tabpanel]:visible").all():
                assert "Far processor" in shown.inner_text()
            page.reload()  # the choice is remembered
        far.focus()
        page.keyboard.press("ArrowRight")
        assert "Far processor" not in group.get_by_role("tab", selected=True).inner_text()
        context.close()


def test_without_javascript_all_devices_stand_one_below_the_other(recorded, browser):
    with serve(recorded.html) as root:
        context = browser.new_context(java_script_enabled=False)
        page = context.new_page()
        page.goto(f"{root}/{LESSON}.html")
        first, second = page.locator("#print-random .devices > div").all()
        assert (
            first.bounding_box()["y"] + first.bounding_box()["height"] <= second.bounding_box()["y"]
        )
        assert "this page's own" in first.inner_text() and "Far processor" in second.inner_text()
        context.close()
