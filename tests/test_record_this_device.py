"""The notebook *Record this device* makes what ``make record`` makes, where there is nothing else.

All that is printed in a lesson comes out the same in each run: no exception is needed for times or
for numbers drawn anew, and none is made here.
"""

import ast
import contextlib
import json
import re
import shutil
import signal
import subprocess
import time
import venv
from importlib.metadata import distributions
from types import SimpleNamespace

import nbformat
import psutil
import pytest
from bs4 import BeautifulSoup
from jupyter_client import KernelManager
from jupyter_client.kernelspec import KernelSpecManager
from nbclient import NotebookClient

from conftest import REFUSE, Project, tool
from course.live import recording
from course.page import devices
from test_devices import BROKEN, broken_accelerator  # noqa: F401  # a fixture
from test_launchers import REPOSITORY, from_blob

LESSON = "lessons/core/create_tensors"
LEAVES = """
import numpy
torch.set_default_dtype(torch.float64)
torch.set_printoptions(precision=1)
numpy.set_printoptions(precision=1)
plt.figure()"""  # what the next lesson must not find
FREE = ("Kaggle", "Colab")  # where GPUs are free
FOUND = "    return found.type if found else None\n"


def name_of(requirement):
    return re.match(r"[\w.-]+", requirement)[0].lower().replace("_", "-")


def needed(*names):
    """Return the installed distributions of these names, and those that they need."""
    found = {name_of(package.metadata["Name"]): package for package in distributions()}
    known, new = set(), set(names)
    while new:
        known |= new
        texts = [text for name in new for text in found[name].requires or ()]
        new = {name_of(text) for text in texts if "extra ==" not in text} & found.keys() - known
    return [found[name] for name in sorted(known)]


@pytest.fixture(scope="session")
def bare(tmp_path_factory):
    """The folder of an environment with what lessons need, and a kernel, and nothing else.

    No network can be reached from it.
    """
    folder = tmp_path_factory.mktemp("bare")
    venv.create(folder, with_pip=False)
    (packages,) = folder.glob("lib/python*/site-packages")
    for package in needed("torch", "numpy", "matplotlib", "ipykernel"):
        for name in {path.parts[0] for path in package.files} - {"..", "__pycache__"}:
            with contextlib.suppress(FileExistsError):  # a folder that several share
                (packages / name).symlink_to(package.locate_file(name))
    (packages / "sitecustomize.py").write_text(REFUSE)
    kernel = folder / "share" / "jupyter" / "kernels" / "bare"
    kernel.mkdir(parents=True)
    command = [f"{folder}/bin/python", "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    (kernel / "kernel.json").write_text(json.dumps({"argv": command, "display_name": "Bare"}))
    return folder


@pytest.fixture(scope="session")
def notebook(site):
    return nbformat.read(site / "notebooks" / f"{recording.NAME}.ipynb", as_version=4)


@pytest.fixture
def run(bare, tmp_path, monkeypatch):
    """A function that runs a notebook. Return what its last cell printed, and the file, if any."""
    monkeypatch.setenv("JUPYTER_PATH", f"{bare}/share/jupyter")
    folder = tmp_path / "working"
    folder.mkdir()

    def run(notebook):
        resources = {"metadata": {"path": folder}}
        NotebookClient(notebook, kernel_name="bare", resources=resources).execute()
        *printed, last = code_cells(notebook)[-1].outputs
        if last.output_type == "stream":
            printed.append(last)
        text = "".join(output.text for output in printed)
        files = list(folder.iterdir())
        if files:
            (file,) = files
            assert f"<a href='{file.name}' download>" in last.data["text/html"]
            assert f"Recorded in {file}." in text
            return text, file
        return text, None

    return run


def code_cells(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def change(notebook, edit, device=""):
    """Return a notebook whose files ``edit`` has changed: it takes {path: text}."""
    changed = nbformat.from_dict(notebook)
    holds, runs = code_cells(changed)
    code, name, written = holds.source.rpartition("FILES = ")
    files = ast.literal_eval(written)
    edit(files)
    holds.source = f"{code}{name}{files!r}"
    runs.source = runs.source.replace('DEVICE = ""', f'DEVICE = "{device}"')
    return changed


def only(files, lesson=LESSON):
    """Leave out all lessons but one. Return what ``lessons.json`` holds."""
    facts = json.loads(files["lessons.json"])
    facts["outputs"]["lessons"] = {lesson: facts["outputs"]["lessons"][lesson]}
    files["lessons.json"] = json.dumps(facts)
    return facts


def test_nothing_but_what_lessons_need_is_installed_there(bare):
    code = (
        "import importlib.util, json, sys\n"
        "print(json.dumps([importlib.util.find_spec(name) is None for name in sys.argv[1:]]))"
    )
    names = ["torch", "numpy", "matplotlib", "sphinx", "docutils", "nbformat", "bs4", "course"]
    done = subprocess.check_output([f"{bare}/bin/python", "-c", code, *names], cwd=bare)
    assert json.loads(done) == [False] * 3 + [True] * 5


def test_notebook_makes_the_file_that_make_record_makes(site, notebook, run, tmp_path):
    project = Project(tmp_path / "project")
    project.html.mkdir(parents=True)
    shutil.copyfile(site / "outputs.json", project.html / "outputs.json")
    shutil.rmtree(project.path / "docs" / "_recorded")
    tool("make.record", project.path).check_returncode()
    (expected,) = (project.path / "docs" / "_recorded").glob("*.json")
    text, file = run(nbformat.from_dict(notebook))
    assert (file.name, file.read_text()) == (expected.name, expected.read_text())
    count = len(json.loads(file.read_text())["lessons"])
    assert re.findall(r"^(\d+) of (\d+): ", text, re.MULTILINE) == [
        (str(number), str(count)) for number in range(1, count + 1)
    ]


def test_lessons_print_the_same_where_they_share_a_process(site, notebook, run):
    def edit(files):
        library = files["docs/_ext/course/library.py"]
        assert library.count(FOUND) == 1
        # The CPU stands for an accelerator, whose process can't be forked.
        files["docs/_ext/course/library.py"] = library.replace(FOUND, '    return "cpu"\n')
        facts = json.loads(files["lessons.json"])
        first = next(iter(facts["code"].values()))
        first[-1][1] += LEAVES
        files["lessons.json"] = json.dumps(facts)

    text, file = run(change(notebook, edit))
    assert "Lessons run on cpu: an operation on it succeeded.\n" in text
    assert file.read_text() == (site / "outputs.json").read_text()


def test_build_takes_the_file_as_it_is(notebook, run, small_project):
    def edit(files):
        only(files)
        provenance = files["docs/_ext/course/run/provenance.py"]
        files["docs/_ext/course/run/provenance.py"] = provenance.replace(
            '{"type": kind, "name": name or cpu_name()}',
            '{"type": "cuda", "name": "Far (TM) 4"}',
        )
        library = files["docs/_ext/course/library.py"]
        hook = "def reset():\n"
        files["docs/_ext/course/library.py"] = library.replace(
            hook, f"{hook}    import torch\n\n    torch.__version__ = 'far'\n"
        )

    _, file = run(change(notebook, edit))
    assert file.name == "cuda-far-tm-4.json"
    shutil.copy(file, small_project.path / "docs" / "_recorded")
    app = SimpleNamespace(srcdir=small_project.path / "docs")
    devices.load(app)
    assert list(app.recordings) == [f"docs/_recorded/{file.name}"]
    done = small_project.build()
    assert done.returncode == 0, done.stderr
    assert "changed since" not in done.stdout and "not recorded yet" not in done.stdout
    page = BeautifulSoup((small_project.html / f"{LESSON}.html").read_text(), "html.parser")
    labels = [label.get_text() for label in page.select(".devices .ran-on")]
    assert len(labels) == 2 and labels[1].startswith("CUDA Far (TM) 4 · PyTorch")


def test_lesson_that_fails_is_named_and_nothing_is_written(notebook, run):
    def edit(files):
        facts = only(files)
        blocks = facts["code"][LESSON]
        blocks[2][1] = "\n1 / 0"
        lines.append(blocks[2][0] + 1)
        files["lessons.json"] = json.dumps(facts)

    lines = []
    text, file = run(change(notebook, edit))
    assert file is None
    assert text.splitlines()[1:] == [
        "Nothing was recorded. Block 3 of create_tensors failed. "
        f"examples/core/create_tensors.py:{lines[0]}: ZeroDivisionError: division by zero. "
        "Correct that line, or catch the error there, print it and explain it."
    ]


def test_block_that_ends_the_process_is_no_recording(notebook, run):
    def edit(files):
        facts = only(files)
        facts["code"][LESSON][2][1] = "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)"
        files["lessons.json"] = json.dumps(facts)

    text, file = run(change(notebook, edit))
    assert file is None
    assert re.search(r"\nNothing was recorded\. The process ended with -9, perhaps for .*\n$", text)


def is_busy(process):
    """Tell whether a process is there and has calculated for a second."""
    with contextlib.suppress(psutil.NoSuchProcess):
        return process.cpu_times().user > 1
    return False


def test_recording_that_is_stopped_leaves_no_process_and_no_file(notebook, bare, tmp_path):
    def edit(files):
        facts = only(files)
        facts["code"][LESSON][2][1] = "while True: pass"
        files["lessons.json"] = json.dumps(facts)

    specs = KernelSpecManager(kernel_dirs=[f"{bare}/share/jupyter/kernels"])
    manager = KernelManager(kernel_name="bare", kernel_spec_manager=specs)
    manager.start_kernel(cwd=tmp_path)
    try:
        client = manager.blocking_client()
        client.start_channels()
        client.wait_for_ready(timeout=60)
        kernel = psutil.Process(manager.provisioner.pid)
        for cell in code_cells(change(notebook, edit)):
            client.execute(cell.source)
        deadline = time.monotonic() + 60
        # The process that records, the one that has imported torch, and that of the lesson.
        while len(started := kernel.children(recursive=True)) < 3 or not is_busy(started[-1]):
            assert time.monotonic() < deadline
            time.sleep(0.1)
        kernel.send_signal(signal.SIGINT)  # not to its group: not every service does that
        while client.get_iopub_msg(timeout=60)["content"].get("ename") != "KeyboardInterrupt":
            pass
        assert psutil.wait_procs(started, timeout=10)[1] == []
    finally:
        manager.shutdown_kernel(now=True)
    assert list(tmp_path.iterdir()) == []


def test_lines_of_blocks_are_those_of_their_scripts(notebook):
    def look(files):
        for page, blocks in json.loads(files["lessons.json"])["code"].items():
            lines = recording.script_of(page).read_text().split("\n")
            for line, code in blocks:
                count = len(code.split("\n"))
                assert "\n".join(lines[line - 1 : line - 1 + count]) == code, (page, line)

    change(notebook, look)


@pytest.mark.parametrize("device", ["", "cpu", "gpu"])
def test_accelerator_that_fails_is_not_passed_over(
    notebook,
    run,
    device,
    broken_accelerator,  # noqa: F811
):
    text, file = run(change(notebook, only, device))
    if device == "cpu":
        assert text.startswith("Lessons run on the CPU: DEVICE=cpu was asked for.\n1 of 1: ")
        provenance = json.loads(file.read_text())["provenance"]
        assert provenance["device"]["type"] == "cpu"
        return
    assert file is None
    if device:
        sentence = "DEVICE=gpu: only the CPU can be forced. Say DEVICE=cpu, or leave it out."
        assert text == f"Nothing was recorded. {sentence}\n"
    else:
        # NotImplementedError is raised by torch itself: the broken accelerator has no operations.
        start = "Nothing was recorded. broken is there, but doesn't work (NotImplementedError: "
        assert text.startswith(start) and text.count("\n") == 1
        assert text.endswith('or record the CPU with DEVICE = "cpu" in the cell above.\n')


def test_package_that_is_missing_or_too_old_is_named(notebook, run):
    def edit(files):
        facts = only(files)
        facts["requirements"] = requirements
        files["lessons.json"] = json.dumps(facts)

    requirements = ["numpy>=999.1"]
    text, file = run(change(notebook, edit))
    assert file is None and "is too old for the lessons" in text and "numpy>=999.1" in text
    requirements = ["no-such-package>=1"]
    text, file = run(change(notebook, edit))
    assert file is None
    assert text == (
        "Nothing was recorded. no-such-package isn't installed here. "
        'Run: %pip install "no-such-package>=1"\n'
    )


def links(html):
    """Return {words: address} of the links on the maintainers' page to the notebook."""
    page = BeautifulSoup((html / "guide" / "how_this_site_is_made.html").read_text(), "html.parser")
    found = page.select(f'a[href*="{recording.NAME}.ipynb"]')
    return {link.get_text(): link["href"] for link in found}


def test_maintainers_open_the_notebook_where_gpus_are_free(releases):
    for version in ("0.3", "latest"):
        made = (releases.root / version / "notebooks" / f"{recording.NAME}.ipynb").read_bytes()
        found = links(releases.root / version)
        download = found.pop("Download notebook")
        path = (releases.root / version / "guide" / download).resolve()
        assert path.read_bytes() == made
        assert list(found) == [f"Open in {service}" for service in FREE]
        kaggle, colab = found.values()
        assert from_blob(releases.remote, kaggle.partition("?src=")[2]) == made
        github = f"https://github.com/{colab.partition('/github/')[2]}"
        assert github.startswith(REPOSITORY)
        assert from_blob(releases.remote, github) == made


def test_without_a_repository_maintainers_download_the_notebook(small_project, monkeypatch):
    monkeypatch.delenv("GITHUB_REPOSITORY", raising=False)
    settings = small_project.path / "docs" / "course.toml"
    settings.write_text(re.sub("repository = .*", "", settings.read_text()))
    done = small_project.build()
    assert done.returncode == 0, done.stderr
    assert list(links(small_project.html)) == ["Download notebook"]
