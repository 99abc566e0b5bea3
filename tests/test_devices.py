"""The device that a build runs on."""

import json
import re

import pytest

# torch imports this by itself from an installed package of a device's maker, such as Intel's for
# Gaudi.
BROKEN = """
import types
import torch

def register():
    torch.utils.rename_privateuse1_backend("broken")
    device = types.ModuleType("torch.broken")
    device.is_available = lambda: True
    device.device_count = lambda: 1
    device.current_device = lambda: 0
    torch._register_device_module("broken", device)
"""


@pytest.fixture
def broken_accelerator(tmp_path, monkeypatch):
    """Install an accelerator that torch reports and that fails at the first operation."""
    folder = tmp_path / "packages"
    (folder / "broken-1.dist-info").mkdir(parents=True)
    (folder / "broken.py").write_text(BROKEN)
    (folder / "broken-1.dist-info" / "METADATA").write_text(
        "Metadata-Version: 2.1\nName: broken\nVersion: 1\n"
    )
    (folder / "broken-1.dist-info" / "entry_points.txt").write_text(
        "[torch.backends]\nbroken = broken:register\n"
    )
    monkeypatch.setenv("PYTHONPATH", str(folder))
    monkeypatch.delenv("DEVICE", raising=False)


def device(project):
    """Return the type of the device that a project's lessons ran on."""
    return json.loads((project.html / "provenance.json").read_text())["device"]["type"]


def test_build_does_without_an_accelerator_that_fails(small_project, broken_accelerator):
    lesson = small_project.path / "examples" / "core" / "create_tensors.py"
    with lesson.open("a") as file:
        file.write(
            "\n# %%\n\nfound = torch.accelerator.current_accelerator()\n"
            "print(torch.accelerator.is_available(), found)\n"
        )
    done = small_project.build()
    assert done.returncode == 0, done.stderr
    # NotImplementedError is raised by torch itself: the accelerator above has no operations.
    assert (
        "Lessons run on the CPU: broken is there, but doesn't work "
        "(NotImplementedError: Could not run" in done.stdout
    )
    lessons = json.loads((small_project.html / "outputs.json").read_text())["lessons"]
    assert lessons["lessons/core/create_tensors"]["printed"][-1] == "False None"


def test_lessons_on_an_accelerator_run_in_the_process_that_has_it(small_project, monkeypatch):
    monkeypatch.delenv("DEVICE", raising=False)
    library = small_project.path / "docs" / "_ext" / "course" / "library.py"
    text = library.read_text()
    assert text.count("    return found.type if found else None\n") == 1
    # The CPU stands for one: it calculates right, and nothing is hidden.
    text = text.replace("    return found.type if found else None\n", '    return "cpu"\n')
    library.write_text(text)
    lesson = small_project.path / "examples" / "core" / "create_tensors.py"
    with lesson.open("a") as file:
        file.write("\n# %%\n\nprint('on', 'it')\n")
    done = small_project.build()
    assert done.returncode == 0, done.stderr
    assert "Lessons run on cpu: an operation on it succeeded." in done.stdout
    lessons = json.loads((small_project.html / "outputs.json").read_text())["lessons"]
    assert lessons["lessons/core/create_tensors"]["printed"][-1] == "on it"


def test_accelerator_that_never_answers_ends_the_build(small_project, broken_accelerator, tmp_path):
    with (tmp_path / "packages" / "broken.py").open("a") as file:
        file.write("    device.is_available = lambda: __import__('time').sleep(1000)\n")
    limits = small_project.path / "docs" / "_ext" / "course" / "make" / "watch.py"
    limits.write_text(limits.read_text().replace("SECONDS = 120", "SECONDS = 2"))
    done = small_project.build()
    assert done.returncode != 0
    assert re.fullmatch(
        r"docs/_ext/course/library\.py:\d+: This block has run for 2 seconds\..*\n", done.stderr
    )


def test_cpu_can_be_forced_and_nothing_else(
    small_project, monkeypatch, broken_accelerator, tmp_path
):
    monkeypatch.setenv("DEVICE", "cpu")
    with (tmp_path / "packages" / "broken.py").open("a") as file:  # as if this were a Mac
        file.write("    torch.backends.mps.is_available = lambda: True\n")
    lesson = small_project.path / "examples" / "core" / "create_tensors.py"
    with lesson.open("a") as file:
        file.write("\n# %%\n\nprint(torch.backends.mps.is_available())\n")
    done = small_project.build()
    assert done.returncode == 0, done.stderr
    assert "Lessons run on the CPU: DEVICE=cpu was asked for." in done.stdout
    assert device(small_project) == "cpu"
    lessons = json.loads((small_project.html / "outputs.json").read_text())["lessons"]
    assert lessons["lessons/core/create_tensors"]["printed"][-1] == "False"
    monkeypatch.setenv("DEVICE", "gpu")
    done = small_project.build()
    assert done.returncode != 0
    assert "DEVICE=gpu: only the CPU can be forced." in done.stderr


def test_device_works_only_if_an_operation_on_it_succeeds(monkeypatch):
    import torch

    from course.run import device

    monkeypatch.delenv("DEVICE", raising=False)
    assert device.problem(torch.device("cpu")) is None
    assert "meta is there, but doesn't work (RuntimeError: " in device.problem(torch.device("meta"))
    assert device.problem(None) == "torch finds no accelerator"
