"""GitHub's workflows call make and nothing else, and make says and does what they lean on."""

import os
import re
import shutil
import subprocess
import sys

import pytest
import yaml

from conftest import ROOT

# Without what a make above this one was told, and without this test's own path.
HIDDEN = ("MAKE", "MFLAGS", "PYTHONPATH")
ENVIRONMENT = {name: text for name, text in os.environ.items() if not name.startswith(HIDDEN)}
WORKFLOWS = sorted((ROOT / ".github" / "workflows").iterdir())


def jobs(path):
    return yaml.safe_load(path.read_text())["jobs"]


def steps(path):
    return [step for job in jobs(path).values() for step in job["steps"]]


def fresh_copy(folder):
    """Copy what make needs to tell what it would do, without any environment."""
    folder.mkdir()
    for name in ("Makefile", "pyproject.toml", "constraints.txt"):
        shutil.copy(ROOT / name, folder)
    shutil.copytree(ROOT / ".binder", folder / ".binder")
    return folder


def dry_run(folder, *words):
    """Return the commands that make would run."""
    command = ["make", *words, "--dry-run"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, env=ENVIRONMENT)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_workflows_follow_githubs_schema():
    command = [
        sys.executable,
        "-m",
        "check_jsonschema",
        "--builtin-schema",
        "vendor.github-workflows",
        *WORKFLOWS,
    ]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_workflow_calls_targets_that_exist(path):
    for command in (step["run"] for step in steps(path) if "run" in step):
        words = command.split()
        assert words[0] == "make" and "\n" not in command
        assert dry_run(ROOT, *words[1:])


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_workflow_pins_actions_and_gives_least_permissions(path):
    for action in (step["uses"] for step in steps(path) if "uses" in step):
        assert re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40}", action), action
    workflow = yaml.safe_load(path.read_text())
    assert workflow["permissions"] == {"contents": "read"}
    extra = {
        name: job["permissions"] for name, job in workflow["jobs"].items() if "permissions" in job
    }
    assert extra in ({}, {"publish": {"contents": "write"}})


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_job_that_may_write_runs_nobody_elses_code(path, tmp_path):
    for job in jobs(path).values():
        checkouts = [
            step for step in job["steps"] if step.get("uses", "").startswith("actions/checkout@")
        ]
        assert len(checkouts) == 1
        if job.get("permissions", {}).get("contents") != "write":
            assert checkouts[0]["with"]["persist-credentials"] is False
            continue
        assert [step["run"] for step in job["steps"] if "run" in step] == ["make push"]
        ours = {"checkout", "setup-python", "download-artifact"}
        used = {step["uses"].partition("@")[0] for step in job["steps"] if "uses" in step}
        assert used <= {f"actions/{name}" for name in ours}
        commands = dry_run(fresh_copy(tmp_path / "fresh"), "push")
        assert "course.site.publish" in commands
        for word in ("pip", "venv", "course.make.build", "course.site.assemble"):
            assert word not in commands


def test_one_job_may_write_and_publishes_what_another_has_built():
    found = jobs(ROOT / ".github" / "workflows" / "site.yml")
    writing = [
        name for name, job in found.items() if "write" in job.get("permissions", {}).values()
    ]
    assert writing == ["publish"]
    publish, build = found["publish"], found["build"]
    assert publish["needs"] == "build" and build["needs"] == "test"
    assert build["if"] == "github.event_name == 'push'"
    moved = {}
    for name, job in (("upload", build), ("download", publish)):
        step = next(
            step for step in job["steps"] if f"actions/{name}-artifact@" in step.get("uses", "")
        )
        moved[name] = step["with"]
    assert moved["upload"]["include-hidden-files"] is True  # .nojekyll
    for key in ("name", "path"):
        assert moved["upload"][key] == moved["download"][key]
    assert moved["upload"]["path"] == "build/site"
    others = [
        step["with"]["name"]
        for step in found["test"]["steps"]
        if "upload-artifact@" in step.get("uses", "")
    ]
    assert moved["upload"]["name"] not in others  # an artifact's name is unique in a run


@pytest.mark.parametrize("venv", [".venv", "an environment", "{}/an environment"])
def test_make_quotes_paths_with_spaces(tmp_path, venv):
    folder = fresh_copy(tmp_path / "a folder")
    venv = venv.format(folder)
    commands = dry_run(folder, "html", f"VENV={venv}")
    assert f'-m venv "{venv}"' in commands
    assert commands.endswith(f'"{venv}/bin/python" -m course.make.build\n')
    for name, ready in ((venv, "site"), (venv, "test"), (f"{venv}-binder", "ready")):
        (folder / name).mkdir(exist_ok=True)
        (folder / name / ready).touch()
    tested = f'"{venv}/bin/python" -m pytest --numprocesses 2 --dist loadfile\n'
    assert dry_run(folder, "test", f"VENV={venv}") == tested
    # How a release's environment is used for the tip of the branch.
    (folder / "pyproject.toml").touch()
    assert "-m venv" in dry_run(folder, "html", f"VENV={venv}")
    words = ("html", f"VENV={venv}", f"--old-file={venv}/site")
    assert dry_run(folder, *words).count("\n") == 1


def test_choice_of_pytorch_is_remembered(tmp_path):
    folder = fresh_copy(tmp_path / "fresh")
    assert dry_run(folder, "test", "TORCH=cpu").count("--extra-index-url") == 3
    (folder / ".venv").mkdir()
    (folder / ".venv" / "site").write_text("cpu\n")
    assert dry_run(folder, "test").count("--extra-index-url") == 2  # tests and Binder's environment
    assert "--extra-index-url" in dry_run(folder, "newest")
    (folder / ".venv" / "site").write_text("\n")
    assert "--extra-index-url" not in dry_run(folder, "test")


def test_make_finds_this_package_before_other_paths(tmp_path):
    folder = fresh_copy(tmp_path / "a folder")
    program = folder / "env" / "bin" / "python"
    program.parent.mkdir(parents=True)
    program.write_text('#!/bin/sh\necho "$PYTHONPATH" "$@"\n')
    program.chmod(0o755)
    (folder / "env" / "site").touch()
    for before, after in ((None, "docs/_ext"), ("/one:/other", "docs/_ext:/one:/other")):
        given = {**ENVIRONMENT, "PYTHONPATH": before} if before else ENVIRONMENT
        command = ["make", "--silent", "site", "VENV=env"]
        said = subprocess.check_output(command, cwd=folder, env=given, text=True)
        assert said == f"{after} -m course.site.assemble\n"


def test_help_lists_each_target_on_its_line():
    text = (ROOT / "Makefile").read_text()
    targets = dict(re.findall(r"^([a-z]+):.*## (.+)$", text, re.MULTILINE))
    assert {"help", "html", "test", "push"} <= targets.keys()
    said = subprocess.check_output(
        ["make", "--silent", "help"], cwd=ROOT, text=True, env=ENVIRONMENT
    )
    said = said.splitlines()
    assert len(said) == len(targets)
    for line, (name, sentence) in zip(said, targets.items(), strict=True):
        assert re.fullmatch(rf"{name} +{re.escape(sentence)}", line)
    assert len({len(line) - len(targets[line.split()[0]]) for line in said}) == 1  # one column
    # The sed of BSD and macOS prints a t for it.
    assert not re.search(r"sed .*\\t", text)


def test_make_builds_the_site_before_it_tests_one_lesson(tmp_path):
    said = dry_run(fresh_copy(tmp_path / "fresh"), "test", "LESSON=one")
    _, build, after = said.partition(" -m course.make.build\n")
    assert build and '-m pytest --lesson "one"' in after
    assert "course.make.build" not in dry_run(tmp_path / "fresh", "test")


def test_tests_of_one_lesson_leave_out_what_it_cannot_make_fail():
    files = ["tests/test_lessons.py", "tests/test_inventories.py"]
    command = [sys.executable, "-m", "pytest", "--collect-only", "--quiet", *files, "--lesson"]
    options = {"cwd": ROOT, "capture_output": True, "text": True}
    done = subprocess.run([*command, "create_tensors"], **options)
    found = [line for line in done.stdout.splitlines() if "::" in line]
    of_it = [line for line in found if line.startswith(files[0])]
    assert of_it and all(line.endswith("[core/create_tensors]") for line in of_it)
    assert any(line.startswith(files[1]) for line in found)  # they look at all lessons
    done = subprocess.run([*command, "create_tensor"], **options)
    assert "There is no lesson create_tensor in the folders of examples/." in done.stderr
    assert done.returncode != 0


@pytest.mark.parametrize("target", ["html", "push"])
def test_python_that_is_too_old_gets_one_sentence(tmp_path, target):
    folder = fresh_copy(tmp_path / "fresh")
    old = tmp_path / "python"
    pretend = 'import sys; sys.version_info = (3, 10, 1); sys.version = "3.10.1"; exec(sys.argv[2])'
    old.write_text(f"#!/bin/sh\nexec '{sys.executable}' -c '{pretend}' \"$@\"\n")
    old.chmod(0o755)
    command = ["make", target, f"PYTHON={old}"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, env=ENVIRONMENT)
    assert done.returncode != 0
    assert done.stderr.startswith(f"{old} is Python 3.10.1. Install Python 3.11 or newer")
