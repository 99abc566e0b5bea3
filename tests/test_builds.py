"""A mistake in a lesson stops the build, and a build does no more than it has to."""

import fcntl
import json
import os
import platform
import re
import subprocess
import sys
from importlib.metadata import version

import pytest

from conftest import ROOT, list_lessons

GOOD = '''\
"""
Try
===

Try it.

**Time:** 5 minutes. **You need:** nothing.
"""

# %%
# Look
# ----

'''


@pytest.mark.parametrize(
    ("lesson", "culprit", "problem"),
    [
        (GOOD + "import torch\nraise RuntimeError('no luck')\n", "raise", "RuntimeError: no luck."),
        (
            GOOD + "print(1)\n\n# %%\n# More\n\nprint(1 / 0)\n",
            "1 / 0",
            "ZeroDivisionError: division by zero.",
        ),
        (GOOD + "import warnings\nwarnings.warn('old')\n", "warn(", "UserWarning: old."),
        (GOOD + "raise SystemExit(0)\n", "raise", "SystemExit: 0."),
        (GOOD + "print('a'\n", "print", "SyntaxError: '(' was never closed."),
        (GOOD + "raise SyntaxError('made up')\n", "raise", "SyntaxError: made up."),
        (GOOD + "import settings\n", "import", "ModuleNotFoundError: No module named 'settings'."),
        (
            GOOD + "print(1)  # sphinx_gallery_defer_figures\n",
            "print",
            "This is a setting of sphinx-gallery.",
        ),
        (
            GOOD + "# Not ``print()``, not :doc:`/index`, but `sum`.\n\nprint(1)\n",
            "`sum`",
            "`sum` isn't shown as code. Write double backticks: ``sum``",
        ),
        ("print(1)\n", "print", "The lesson has no title."),
        (GOOD.replace("===", "=="), '"', "The lesson has no title."),
        (GOOD.replace("Try it.\n\n", ""), '"', "The lesson has no introduction."),
        (
            GOOD.replace("**Time:**", ""),
            '"',
            "The lesson doesn't say how long it takes and what it needs.",
        ),
        (
            GOOD.replace("nothing.", "nothing"),
            "**Time",
            "The lesson doesn't say how long it takes and what it needs.",
        ),
        (GOOD.partition("# %%")[0] + "print(1)\n", '"', "The lesson has no section."),
        (
            GOOD + "import matplotlib.pyplot as plt\nplt.plot([1, 2])\n",
            "import",
            "The figure has no title.",
        ),
    ],
    ids=lambda value: value if value.endswith(".") else "",
)
def test_bad_lesson_stops_the_build_with_one_message(small_project, lesson, culprit, problem):
    # By default, sphinx-gallery wouldn't run a file with this name.
    (small_project.path / "examples" / "core" / "test_it.py").write_text(lesson)
    list_lessons(small_project.path)
    done = small_project.build()
    assert done.returncode != 0
    assert not (small_project.html / "lessons" / "core" / "test_it.html").exists()
    line = next(
        number for number, text in enumerate(lesson.splitlines(), start=1) if culprit in text
    )
    assert done.stderr.startswith(f"examples/core/test_it.py:{line}: {problem}")
    assert done.stderr.count("\n") == 1


def test_build_runs_only_what_changed(small_project):
    examples = small_project.path / "examples" / "core"
    (examples / "test_it.py").write_text(GOOD + "print('first')\n")
    list_lessons(small_project.path)
    done = small_project.build()
    assert done.returncode == 0, done.stderr
    assert "successfully executed 0 out of 0" in small_project.build().stdout
    (examples / "test_it.py").write_text(GOOD + "print('second')\n")
    assert "successfully executed 1 out of 1" in small_project.build().stdout
    assert "second" in (small_project.html / "lessons" / "core" / "test_it.html").read_text()
    (examples / "test_it.py").unlink()
    list_lessons(small_project.path)
    done = small_project.build()
    assert done.returncode == 0, done.stderr
    assert not list(small_project.html.rglob("test_it.*"))


def test_build_runs_everything_again_when_what_runs_it_changed(small_project):
    assert small_project.build().returncode == 0
    assert "successfully executed 0 out of 0" in small_project.build().stdout
    for name in ("constraints.txt", "docs/_ext/course/run/figures.py"):
        with (small_project.path / name).open("a") as file:
            file.write("# changed\n")
        out = small_project.build().stdout
        assert f"Running every lesson again: {name} changed." in out
        assert "successfully executed 1 out of 1" in out
    fingerprint = small_project.path / "docs" / "lessons" / "fingerprint.json"
    facts = json.loads(fingerprint.read_text())
    assert (facts["torch"], facts["python"]) == (version("torch"), platform.python_version())
    fingerprint.write_text(json.dumps(facts | {"torch": "2.8.0"}))
    assert "Running every lesson again: torch changed." in small_project.build().stdout


def start_live_build(project):
    """Start a build as ``make live`` does, with pages that were read for it alone."""
    folders = ["-d", "build/live/doctrees", "docs", "build/live/html"]
    command = [sys.executable, "-m", "sphinx", "-q", "-c", ".", *folders]
    return subprocess.Popen(command, cwd=project.path)


def live_build(project):
    """Build as ``make live`` does."""
    assert start_live_build(project).wait() == 0


def test_live_build_waits_until_another_one_has_ended(small_project):
    lock = small_project.path / "build" / "lock"
    lock.parent.mkdir()
    with lock.open("w") as held:
        fcntl.lockf(held, fcntl.LOCK_EX)
        started = start_live_build(small_project)
        with pytest.raises(subprocess.TimeoutExpired):
            started.wait(8)  # twice as long as it takes
        assert not (small_project.path / "docs" / "lessons").exists()
    assert started.wait() == 0
    assert (small_project.path / "docs" / "lessons").exists()


def test_both_kinds_of_builds_notice_what_changed(small_project):
    header = small_project.path / "docs" / "_ext" / "course" / "page" / "header.py"
    page = "lessons/core/create_tensors.html"
    builds = {"html": small_project.build, "live/html": lambda: live_build(small_project)}
    for word in ("Executed", "Ran", "Tried"):
        header.write_text(
            re.sub('f"[A-Z][a-z]+ on {device', f'f"{word} on {{device', header.read_text())
        )
        for folder, build in builds.items():
            build()
            assert f"{word} on CPU" in (small_project.path / "build" / folder / page).read_text()
        builds = dict(reversed(builds.items()))


def test_file_that_is_edited_during_a_build_counts_as_changed(small_project):
    constraints = small_project.path / "constraints.txt"
    code = f"with open({str(constraints)!r}, 'a') as file:\n    print('# edited', file=file)\n"
    lesson = small_project.path / "examples" / "core" / "create_tensors.py"
    lesson.write_text(GOOD + code)
    assert small_project.build().returncode == 0
    assert "Running every lesson again: constraints.txt changed." in small_project.build().stdout


PAGE = """\
---
file_format: mystnb
---

# Try {name}

Try.

```{{code-cell}}
import time
print('{name}', time.time_ns())
```
"""


def test_page_without_introduction_stops_the_build_with_one_message(small_project):
    (small_project.path / "docs" / "guide" / "start_here.md").write_text(
        PAGE.format(name="it").replace("Try.\n\n", "")
    )
    done = small_project.build()
    assert done.returncode != 0
    assert (
        "docs/guide/start_here.md:1: The page has no introduction. "
        "Write a sentence between its title and its first cell.\n" in done.stderr
    )


def test_page_whose_error_cannot_be_shown_gets_one_sentence(small_project):
    page = PAGE.format(name="it").replace("import time\n", "raise ValueError('\\x1b\\udcff')\n")
    page = page.replace("{code-cell}\n", "{code-cell}\n:tags: [raises-exception]\n")
    (small_project.path / "docs" / "guide" / "start_here.md").write_text(page)
    done = small_project.build()
    assert done.returncode != 0
    assert re.fullmatch(
        r"docs/guide/start_here\.md:\d+: This has '\\x1b' in a text that a page would show\. .*\n",
        done.stderr,
    )


JUPYTEXT = """\
jupytext:
  text_representation:
    format_name: myst
"""


@pytest.mark.parametrize("header", ["file_format: mystnb\n", JUPYTEXT], ids=["MyST-NB", "Jupytext"])
def test_page_runs_again_when_what_it_shows_changed(small_project, header):
    docs = small_project.path / "docs"
    for name in ("alone", "examples"):
        page = PAGE.format(name=name).replace("file_format: mystnb\n", header)
        (docs / "guide" / f"{name}.md").write_text(page)
    index = (docs / "index.md").read_text()
    (docs / "index.md").write_text(
        index.replace("guide/start_here\n", "guide/start_here\nguide/alone\nguide/examples\n")
    )

    def printed():
        done = small_project.build()
        assert done.returncode == 0, done.stderr
        pages = (
            (small_project.html / "guide" / f"{name}.html").read_text()
            for name in ("alone", "examples")
        )
        return [re.search(r"(alone|examples) (\d{10,})", page)[2] for page in pages]

    alone, examples = printed()
    assert printed() == [alone, examples]
    lesson = small_project.path / "examples" / "core" / "create_tensors.py"
    lesson.write_text(lesson.read_text().replace("[1, 2, 3]", "[1, 2, 4]"))
    same, other = printed()
    assert same == alone and other != examples  # only this page names the folder
    with (small_project.path / "constraints.txt").open("a") as file:
        file.write("# changed\n")
    last = printed()
    assert last[0] != alone and last[1] != other


# What one lesson may change and the next must not see. Each line of CHANGE has its place in LEAK.
LEAK = """\
import builtins, decimal, gc, locale, logging, os, random, signal, sys, warnings

import matplotlib.pyplot as plt
import numpy as np
import torch

backends = torch.backends
x = torch.ones(1)
state = {
    "defaults": [torch.get_default_dtype(), torch.get_default_device(), torch.get_num_threads()],
    "thirds": [torch.tensor([1 / 3]), np.array([1 / 3]), decimal.Decimal(1) / 3],
    "flags": [torch.is_grad_enabled(), torch.are_deterministic_algorithms_enabled()],
    "more flags": [torch.is_anomaly_enabled(), torch.is_warn_always_enabled()],
    "filled": torch.utils.deterministic.fill_uninitialized_memory,
    "precision": torch.get_float32_matmul_precision(),
    "denormal": torch.tensor([1e-40]) * 1,
    "backends": [backends.mkldnn.enabled, backends.opt_einsum.strategy],
    "errors": np.geterr(),
    "figures": [plt.rcParams["lines.linewidth"], len(plt.get_fignums())],
    "warnings": len(warnings.filters),
    "variable": os.environ.get("LEFT_BEHIND"),
    "builtins": [hasattr(builtins, "left_behind")],
    "locale": locale.setlocale(locale.LC_ALL),
    "recursion": sys.getrecursionlimit(),
    "modules": [name for name in ("json.left", "this") if name in sys.modules],
    "logging": [logging.getLogger().level, len(logging.getLogger().handlers)],
    "garbage": [gc.isenabled(), gc.get_threshold()],
    "signals": signal.getsignal(signal.SIGALRM),
    "classes": [hasattr(torch.Tensor, "left_behind"), x.sum()],
    "files": sorted(os.listdir()),
    "path": sys.path[0],
}
for name, value in state.items():
    print(name, value)
"""
CHANGE = """\

# %%
# Change
# ------

seeds = random.seed(1), np.random.seed(1), torch.manual_seed(1)
torch.set_default_dtype(torch.float64)
torch.set_printoptions(precision=1)
np.set_printoptions(precision=1, legacy="1.13")
decimal.getcontext().prec = 3
torch.set_grad_enabled(False)
torch.use_deterministic_algorithms(True)
torch.autograd.set_detect_anomaly(True, check_nan=False)
torch.set_warn_always(True)
torch.utils.deterministic.fill_uninitialized_memory = False
torch.set_float32_matmul_precision("medium")
torch.set_flush_denormal(True)
backends.mkldnn.enabled = False
backends.opt_einsum.strategy = "greedy"
np.seterr(all="raise")
torch.set_num_threads(1)
plt.rcParams["lines.linewidth"] = 9
warnings.simplefilter("ignore")
os.environ["LEFT_BEHIND"] = "1"
builtins.left_behind = 1
locale.setlocale(locale.LC_ALL, "C.UTF-8")
sys.setrecursionlimit(500)
sys.modules["json.left"] = sys
logging.getLogger().setLevel("DEBUG")
logging.getLogger().addHandler(logging.NullHandler())
gc.disable()
gc.set_threshold(7)
signal.signal(signal.SIGALRM, signal.SIG_IGN)
torch.Tensor.left_behind = 1
torch.Tensor.sum = lambda self: 0
open("left_behind.txt", "w").close()
open("json.py", "w").close()
sys.path.insert(0, "left_behind")
torch.set_default_device("meta")
entered = torch.device("meta").__enter__()
"""


def test_lesson_leaves_nothing_behind_for_the_next(small_project):
    core = small_project.path / "examples" / "core"
    for name in "abc":
        (core / f"{name}.py").write_text(GOOD.replace("Try\n", f"{name}\n", 1) + LEAK + CHANGE)
    list_lessons(small_project.path)
    # The only warnings are that the inventories lack the names that this lesson uses.
    said = small_project.build().stderr.splitlines()
    assert [line for line in said if "no link for" not in line] == []
    # They make the build fail, so the new pages stay in build/next.
    lessons = json.loads((small_project.html.parent / "next" / "outputs.json").read_text())[
        "lessons"
    ]
    first, *others = [lessons[f"lessons/core/{name}"]["printed"] for name in "abc"]
    assert others == [first, first]
    assert "float32" in first[0] and "files []" in first[0]


def test_lesson_finds_nothing_that_another_one_has_imported(small_project):
    core = small_project.path / "examples" / "core"
    code = {
        "a": "import matplotlib.animation\n",
        "b": "import matplotlib\nprint(hasattr(matplotlib, 'animation'))\n",
    }
    for name, text in code.items():
        (core / f"{name}.py").write_text(GOOD.replace("Try\n", f"{name}\n", 1) + text)
    list_lessons(small_project.path)
    done = small_project.build()
    assert done.returncode == 0, done.stderr
    lessons = json.loads((small_project.html / "outputs.json").read_text())["lessons"]
    assert lessons["lessons/core/b"]["printed"] == ["False"]


def test_workers_that_load_data_may_take_a_moment_to_end(small_project):
    lesson = small_project.path / "examples" / "core" / "create_tensors.py"
    loop = "for batch in DataLoader(list(range(4)), num_workers=2):\n    print(batch)\n"
    blocks = "\n# %%\n# Again.\n\n".join(["from torch.utils.data import DataLoader\n", *[loop] * 9])
    lesson.write_text(GOOD + blocks)
    done = small_project.build()
    assert [line for line in done.stderr.splitlines() if "no link for" not in line] == []


UNDONE = """\

# %%
# Change
# ------

seeds = random.seed(1), np.random.seed(1), torch.manual_seed(1)
torch.set_default_dtype(torch.float64)
torch.set_printoptions(precision=1)
np.set_printoptions(precision=1)
torch.set_grad_enabled(False)
torch.use_deterministic_algorithms(True)
torch.set_num_threads(1)
plt.rcParams["lines.linewidth"] = 9
warnings.simplefilter("ignore")
open("left_behind.txt", "w").close()
torch.set_default_device("meta")
"""


def test_what_is_known_is_undone_where_nothing_can_be_forked(small_project):
    fresh = small_project.path / "docs" / "_ext" / "course" / "run" / "fresh.py"
    text = fresh.read_text()
    assert 'IS_MAC = sys.platform == "darwin"' in text
    fresh.write_text(text.replace('IS_MAC = sys.platform == "darwin"', "IS_MAC = True"))
    core = small_project.path / "examples" / "core"
    for name in "abc":
        (core / f"{name}.py").write_text(GOOD.replace("Try\n", f"{name}\n", 1) + LEAK + UNDONE)
    list_lessons(small_project.path)
    done = small_project.build()
    assert "Lessons run on the CPU" in done.stdout
    assert [line for line in done.stderr.splitlines() if "no link for" not in line] == []
    outputs = json.loads((small_project.html.parent / "next" / "outputs.json").read_text())
    known = outputs["lessons"]
    first, *others = [known[f"lessons/core/{name}"]["printed"] for name in "abc"]
    assert others == [first, first]
    assert "float32" in first[0] and "files []" in first[0]


def test_missing_or_old_python_gets_one_sentence(tmp_path):
    pretend = (
        "import sys; sys.version_info = (3, 8); sys.version = '3.8.20 (old)'; exec(sys.argv[1])"
    )
    old = tmp_path / "python"
    old.write_text(f'#!/bin/sh\nexec {sys.executable} -c "{pretend}" "$2"\n')
    old.chmod(0o755)
    for python, sentence in (
        ("no-such-python", "There is no 'no-such-python' here."),
        (old, "is Python 3.8.20. Install Python 3.11 or newer"),
    ):
        command = ["make", "-C", ROOT, "html", f"VENV={tmp_path}/venv", f"PYTHON={python}"]
        done = subprocess.run(command, capture_output=True, text=True)
        assert done.returncode != 0
        assert sentence in done.stderr
        assert not (tmp_path / "venv").exists()


def test_torch_for_the_cpu_comes_from_pytorchs_own_index(tmp_path):
    command = ["make", "-C", ROOT, "--dry-run", "html", f"VENV={tmp_path}/venv"]
    assert "whl/cpu" not in subprocess.check_output(command, text=True)
    assert "whl/cpu" in subprocess.check_output([*command, "TORCH=cpu"], text=True)


def test_new_lesson_or_release_installs_nothing(small_project):
    installed = small_project.path / ".venv" / "site"
    installed.parent.mkdir()
    installed.touch()

    def commands():
        command = ["make", "--dry-run", "html"]
        return subprocess.check_output(command, cwd=small_project.path, text=True)

    later = installed.stat().st_mtime + 60
    for name in ("docs/course.toml", "examples/core/create_tensors.py"):
        os.utime(small_project.path / name, (later, later))
    assert "pip" not in commands()
    os.utime(small_project.path / "pyproject.toml", (later, later))
    assert "pip" in commands()
