"""What the checks of exercises say of right and wrong answers, in the notebooks of readers."""

import builtins
import contextlib
import io
import re
from urllib.parse import unquote

import nbformat
import numpy as np
import pytest
import torch
from bs4 import BeautifulSoup
from nbclient import NotebookClient

from conftest import ROOT, make_small_project
from course.settings import course

PAGES = sorted(
    path.stem for path in (ROOT / "docs" / "practice").glob("*.md") if path.stem != "index"
)
START = "import numpy as np, torch\ndevice = torch.device('cpu')"
LESSONS = [name for names in course()["lessons"].values() for name in names]


def notebook(site, page):
    return nbformat.read(site / "notebooks" / "practice" / f"{page}.ipynb", as_version=4)


class Reader:
    """Somebody who runs the cells of a practice notebook."""

    def __init__(self, site, page):
        cells = [cell.source for cell in notebook(site, page).cells if cell.cell_type == "code"]
        self.names = {"__name__": "__main__"}
        try:
            for source in cells[:2]:
                self.run(source)
        finally:
            torch.set_default_device(None)
        self.checker = self.names["checker"]
        self.exercises = self.checker.exercises

    def run(self, source):
        with contextlib.redirect_stdout(io.StringIO()):
            exec(source, self.names)

    def told(self, name, code, *more):
        """Return what the check says after these answers."""
        for source in (self.exercises[name]["given"], code, *more):
            self.run(source)
        self.checker.tries[name] = 0
        return self.checker.verdict(name, self.names)


@pytest.fixture(scope="module")
def readers(site):
    return {page: Reader(site, page) for page in PAGES}


def test_every_page_of_exercises_belongs_to_a_lesson():
    core = course()["lessons"]["core"]
    assert {*core} <= {*PAGES} <= {*LESSONS, "homework"}


@pytest.mark.parametrize("page", PAGES)
def test_names_are_used_for_one_exercise_only(readers, page):
    """A check that is run again later must not find what another exercise has made."""
    seen = {}
    for name, exercise in readers[page].exercises.items():
        scope = {}
        with contextlib.redirect_stdout(io.StringIO()):
            exec(f"{START}\n{exercise['given']}\n{exercise['solution']}", scope)
        for key in scope.keys() - {"__builtins__", "np", "torch", "device"}:
            assert seen.setdefault(key, name) == name, f"{key}: {name} and {seen[key]}"
    assert seen.keys().isdisjoint({"checker", "check", "summary", "Checker", "device", "deepcopy"})


@pytest.mark.parametrize("page", PAGES)
def test_start_is_not_yet_an_answer_and_the_solution_is_right(readers, page):
    reader = readers[page]
    for name, exercise in reader.exercises.items():
        assert reader.told(name, exercise["start"]).startswith("Not yet"), name
        assert reader.told(name, exercise["solution"]) == "Right.", name


@pytest.mark.parametrize("page", PAGES)
def test_a_completed_comment_is_not_overwritten(readers, page):
    """Readers take a # away. A line ``name = ...`` below it would undo their answer."""
    for name, exercise in readers[page].exercises.items():
        lines = exercise["start"].split("\n")
        blanks = [at for at, line in enumerate(lines) if re.fullmatch(r"\w+ = \.\.\.", line)]
        comments = [at for at, line in enumerate(lines) if line.startswith("#")]
        assert not (blanks and comments) or max(blanks) < min(comments), name


@pytest.mark.parametrize("page", PAGES)
def test_wrong_answers_are_told_their_message(readers, page):
    reader = readers[page]
    for name, exercise in reader.exercises.items():
        assert exercise["wrong"]
        for code, message in exercise["wrong"].items():
            assert reader.told(name, code) == f"Not quite: {message}", name


@torch.no_grad()
def mutants(value):
    """Return answers made from a right one, and a word that the check has to say about each."""
    if isinstance(value, torch.Tensor):
        floating = value.dtype.is_floating_point
        return [
            (value.tolist(), "Python"),
            (value.cpu().numpy(), "NumPy array"),
            (value.to("meta"), "device"),
            (value.double() if value.dtype == torch.float32 else value.float(), "dtype"),
            (value[None], "shape"),
            (value.mT.clone() if value.dim() > 1 else value[None, None], "shape|value"),
            (~value if value.dtype == torch.bool else value + 1, "value"),
            (torch.full_like(value, torch.nan if floating else 7), "nan|value"),
        ]
    if isinstance(value, np.ndarray):
        return [
            (value.tolist(), "Python"),
            (torch.from_numpy(value), "a tensor"),
            (value[None], "shape"),
            (value + 1, "value"),
        ]
    if isinstance(value, bool):
        return [(not value, "is"), (torch.tensor(value), "a tensor")]
    if isinstance(value, int | float):
        return [(value + 1, "is"), (str(value), "Python str"), (torch.tensor(value), "a tensor")]
    if isinstance(value, list | tuple | str):
        return [(value[:-1], "is"), (value + value, "is"), (None, "None")]
    return [(None, "None"), (str(value), "Python str")]


def same(one, other):
    """Tell whether a mutant is as good as what it was made from."""
    if one is None or other is None:
        return one is other
    if not (isinstance(one, torch.Tensor) and isinstance(other, torch.Tensor)):
        return False
    facts = [(each.shape, each.dtype, each.device) for each in (one, other)]
    return facts[0] == facts[1] and torch.allclose(one, other, equal_nan=True)


@pytest.mark.parametrize("page", PAGES)
def test_mutants_of_a_solution_are_told_what_is_wrong(readers, page):
    reader = readers[page]
    for name, exercise in reader.exercises.items():
        tried = 0
        for text in exercise["check"]:
            reader.told(name, exercise["solution"])
            function = re.match(r"(\w+)\(.*\)$", text)
            if text.isidentifier():
                change = f"{text} = mutate({text})"
            elif function and callable(reader.names.get(function[1])):
                change = "{0} = (lambda right: lambda *a: mutate(right(*a)))({0})"
                change = change.format(function[1])
            else:
                continue
            right = eval(text, reader.names)
            for number, (mutant, word) in enumerate(mutants(right)):
                if same(mutant, right) or (word == "dtype" and "dtype" in exercise["free"]):
                    continue
                reader.names["mutate"] = lambda value, at=number: mutants(value)[at][0]
                told = reader.told(name, exercise["solution"], change)
                messages = [f"Not quite: {each}" for each in exercise["wrong"].values()]
                assert told in messages or (
                    told.startswith("Not quite") and re.search(word, told)
                ), f"{name}: {mutant!r} is told: {told}"
                tried += 1
        assert tried or any(not text.isidentifier() for text in exercise["check"]), name


@pytest.mark.parametrize("page", PAGES)
def test_a_changed_input_is_noticed(readers, page):
    reader = readers[page]
    for name, exercise in reader.exercises.items():
        scope = {"torch": torch, "np": np, "device": torch.device("cpu")}
        exec(exercise["given"], scope)
        for key, value in scope.items():
            if isinstance(value, torch.Tensor) and key not in exercise["check"] and value.numel():
                change = f"{key}.logical_not_()" if value.dtype == torch.bool else f"{key}.add_(1)"
                with torch.no_grad():
                    told = reader.told(
                        name, exercise["solution"], f"with torch.no_grad(): {change}"
                    )
                assert told.startswith("Not quite"), f"{name}: {key}: {told}"


def test_an_input_may_give_its_name_to_something_new(readers):
    reader = readers["homework"]
    solution = reader.exercises["learn-to-tell-fruit-apart"]["solution"]
    change = "known = (known - known.mean(dim=0)) / known.std(dim=0)"
    assert reader.told("learn-to-tell-fruit-apart", solution, change) == "Right."


def test_readers_may_use_the_names_of_builtins(site):
    reader = Reader(site, "create_tensors")
    reader.names |= dict.fromkeys(set(dir(builtins)) - {"__build_class__", "__import__"}, 3)
    name = "make-a-tensor-of-prices"
    assert reader.told(name, reader.exercises[name]["solution"]) == "Right."
    assert reader.told(name, "prices = 4").startswith("Not quite: `prices` is a Python number")


def test_a_missing_name_is_told_where_it_is_missing(readers):
    reader = readers["do_math_on_tensors"]
    told = reader.told(
        "measure-accuracy", "def accuracy(guesses, truth):\n    return gueses == truth"
    )
    assert "raises NameError: name 'gueses' is not defined" in told
    reader.names.pop("accuracy")
    assert reader.told("measure-accuracy", "") == (
        "Not yet: there's no `accuracy`. Did the cell fail? Is it misspelt?"
    )


@pytest.mark.parametrize("page", PAGES)
def test_a_changed_argument_is_noticed(readers, page):
    reader = readers[page]

    def change(arguments):
        for value in arguments:
            if isinstance(value, torch.Tensor) and value.numel() and value.dtype != torch.bool:
                value.add_(1)
                return

    reader.names["change"] = change
    for name, exercise in reader.exercises.items():
        reader.told(name, exercise["solution"])
        for text in exercise["check"]:
            function = re.match(r"(\w+)\(.*(torch\.|tensor)", text)
            if function and callable(reader.names.get(function[1])):
                wrap = "{0} = (lambda right: lambda *a: (right(*a), change(a))[0])({0})"
                told = reader.told(name, exercise["solution"], wrap.format(function[1]))
                assert told.startswith("Not quite"), f"{name}: {told}"


TWICE = "def f(x):\n    return x * 2"


@pytest.mark.parametrize(
    ("check", "solution", "code", "told"),
    [
        ("f(torch.ones(2))", TWICE, "def f(x):\n    raise SystemExit", "raises SystemExit"),
        ("f(torch.ones(2))", TWICE, "def f(x):\n    return f(x)", "raises RecursionError"),
        (
            "f(torch.ones(2))",
            TWICE,
            "def f(x):\n    return x.mul_(2)",
            "code changed `torch.ones(2)`",
        ),
        ("a", "a = x > 1", "a = x > 3", "at [1]: False, but it should be True."),
        ("a", "a = x * 1000000", "a = x * 1000001", "at [0]: 1000001, but it should be 1000000."),
        ("a", "a = x + 1", "x = x.to('meta')\na = torch.zeros(2)", "has the dtype"),
        ("a", "a = x.sum().item()", "a = x.sum().item", "a function that wasn't called"),
        ("a", "a = x.shape", "a = [2]", "is a Python list, but it should be a Python tuple"),
        ("a", "a = x", "a = x.max(dim=0)", "is a Python tuple, but it should be a tensor"),
        ("a", "a = x.dtype", "a = 'int64'", "is a Python str, but it should be a dtype"),
        (
            "a",
            "a = 3",
            "a = np.sum(x.numpy())",
            "is a NumPy int64, but it should be a Python number",
        ),
    ],
)
def test_check_says_what_is_wrong_in_words_that_help(check, solution, code, told):
    from course.practice.checker import Checker

    names = {"np": np, "torch": torch, "device": torch.device("cpu")}
    given = "x = torch.tensor([1, 2])"
    facts = {"check": [check], "free": [], "given": given, "start": "", "wrong": {}}
    checker = Checker(names, {"it": {**facts, "solution": solution}})
    checker.tries["it"] = 2
    for answer, expected in ((solution, "Right."), (code, told)):
        scope = dict(names)
        exec(f"{given}\n{answer}", scope)
        line = checker.verdict("it", scope)
        assert expected in line and "\n" not in line, line


STRANGE = [
    "sums = cups.sum(dim=1).float().to_sparse()",
    "sums = cups.sum(dim=1).to(torch.complex64)",
    "sums = [cups.sum(dim=1)]",
    "sums = object()",
    "sums = sum",
    "import re, io, math, ast\nre = io = math = ast = contextlib = copy = deepcopy = 1\nsums = 2",
    "class Sums:\n    dtype = shape = 1\nsums = Sums()",
    "sums = cups.sum(dim=1)\ndel cups",
]


@pytest.mark.parametrize("code", STRANGE)
def test_strange_answers_get_a_line_and_no_traceback(project, code):
    project.page.write_text(EXERCISE)
    if not (project.html / "practice" / "try.html").exists():
        assert project.build().returncode == 0
    told = Reader(project.html, "try").told("add-up-each-row", code)
    assert told.startswith("Right" if "del" in code else "Not quite") and "\n" not in told


EXERCISE = """\
---
orphan: true
---

# Try: exercises

Try it.

````{exercise} Add up each row
:name: add-up-each-row
:check: sums

Put the sum of each row into `sums`.

```{given}
cups = torch.tensor([[2, 11, 2], [6, 2, 1]])
```
```{start}
sums = ...
```
```{hint}
Which dimension should disappear?
```
```{hint}
The days should.
```
```{solution}
sums = cups.sum(dim=1)
```
The days disappear.

~~~{wrong} You summed over `dim=0`; the rows are `dim=1`.
sums = cups.sum(dim=0)
~~~
```{also}
sums = cups[:, 0] + cups[:, 1] + cups[:, 2]
```
````
"""


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """A project with a page of one exercise, which a test may write."""
    project = make_small_project(tmp_path_factory.mktemp("exercises") / "project")
    project.page = project.path / "docs" / "practice" / "try.md"
    project.page.parent.mkdir()
    project.page.write_text(EXERCISE)
    done = project.build()
    assert done.returncode == 0, done.stderr
    return project


def test_page_shows_the_task_the_hints_and_the_solution_with_its_output(project):
    page = BeautifulSoup((project.html / "practice" / "try.html").read_text(), "html.parser")
    section = page.select_one("section.exercise")
    assert section["id"] == "add-up-each-row"
    assert section.select_one("h2 a.headerlink")["href"] == "#add-up-each-row"
    assert section.select_one(".begin pre").get_text().endswith("sums = ...\n")
    first, second = section.select("details.hint")
    assert second.parent is first  # one at a time
    solution = section.select_one("details.solution")
    assert "sums = cups.sum(dim=1)\nprint(sums)" in solution.select_one("pre").get_text()
    assert solution.select_one(".output").get_text().strip() == "tensor([15,  9])"
    assert solution.find_all("p")[-1].get_text() == "The days disappear."
    assert not section.select("details[open]")
    (link,) = page.select(".lesson-header a[download]")
    assert link["href"] == "../notebooks/practice/try.ipynb"


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("sums = cups.sum(dim=1)", "sums = cup.sum(dim=1)", "The solution isn't told “Right”."),
        ("sums = cups.sum(dim=1)", "sums = ...", "The solution isn't told “Right”."),
        (
            "sums = ...",
            "sums = cups / ...",
            "The start isn't told “Not yet”. Readers would see: Ty",
        ),
        ("[:, 2]", "[:, 1]", "'sums = cups[:, 0] + cups[:, 1] + cups[:, 1]' isn't told “Right”."),
        ("sums = cups.sum(dim=0)", "sums = cups.sum(1)", "'sums = cups.sum(1)' isn't told “Not"),
        (" You summed over `dim=0`; the rows are `dim=1`.", "", "A wrong answer has no message."),
        ("{wrong} You", "{also} You", "An exercise has one solution, and at least one wrong"),
        ("{hint}", "{tip}", "The exercise has no hint."),
        ("The days disappear.", "", "Nothing says why the solution is right."),
        (":check: sums", "", "The exercise has no check."),
        (":name: add-up-each-row", "", "The exercise has no name."),
    ],
)
def test_bad_exercise_stops_the_build_with_one_sentence(project, old, new, problem):
    assert old in EXERCISE
    project.page.write_text(EXERCISE.replace(old, new))
    done = project.build()
    assert done.returncode != 0
    assert re.match(rf"docs/practice/try\.md:\d+: {re.escape(problem)}", done.stderr), done.stderr
    line = int(done.stderr.split(":")[1])
    assert line in (9, 32)  # the exercise, or the wrong answer
    assert done.stderr.count("\n") == 1


HELPS = """\
sums = torch.tensor([15, 8])
"""


def test_check_helps_twice_before_it_tells(project):
    project.page.write_text(EXERCISE)
    assert project.build().returncode == 0
    reader = Reader(project.html, "try")
    said = io.StringIO()
    reader.run(HELPS)
    reader.run(reader.exercises["add-up-each-row"]["given"])
    with contextlib.redirect_stdout(said):
        for _ in range(3):
            reader.checker.check("add-up-each-row")
        reader.run("sums = cups.sum(1)")
        shown = reader.checker.check("add-up-each-row")
        reader.checker.summary()
    wrong = "Not quite: `sums` has the right shape, but the first wrong value is at [1]: 8"
    assert said.getvalue().splitlines() == [
        f"{wrong}.",
        f"{wrong}.",
        f"{wrong}, but it should be 9.",
        "Right.",
        f"PyTorch {torch.__version__} on cpu",
        " 1. Right      add-up-each-row",
        "1 of 1 are right.",
    ]
    assert shown.data == "One way:\n```python\nsums = cups.sum(dim=1)\n```"


def test_checks_change_nothing(project):
    """Neither the numbers that are checked, nor random numbers that come after."""
    reader = Reader(project.html, "try")
    given = "cups = torch.tensor([[2, 11, 2], [6, 2, 1]])\nsums = cups.sum(dim=1)"
    reader.run(f"{given}\ntorch.manual_seed(1)\nfirst = torch.rand(3)")
    before = {name: reader.names[name].clone() for name in ("cups", "sums", "first")}
    reader.run("torch.manual_seed(1)")
    reader.checker.verdict("add-up-each-row", reader.names)
    reader.run("first = torch.rand(3)")
    assert all(torch.equal(value, reader.names[name]) for name, value in before.items())


def run_alone(site, name, folder, kernel):
    """Run a practice notebook in an empty folder, without network. Return what it printed."""
    made = nbformat.read(site / "notebooks" / "practice" / f"{name}.ipynb", as_version=4)
    resources = {"metadata": {"path": str(folder)}}
    NotebookClient(made, kernel_name=kernel, resources=resources).execute()
    cells = [cell for cell in made.cells if cell.cell_type == "code"]
    assert list(folder.iterdir()) == []
    return [
        "".join(output.get("text", "") for output in cell.outputs)
        for cell in cells
        if cell.source.startswith(("check(", "summary("))
    ]


@pytest.mark.parametrize("page", PAGES)
def test_untouched_notebook_says_not_yet_and_the_solved_one_right(site, page, tmp_path, alone):
    *checks, summary = run_alone(site, page, tmp_path, alone)
    assert checks and all(text.startswith("Not yet") for text in checks)
    assert {text.count("\n") for text in checks} == {1}
    assert f"0 of {len(checks)} are right." in summary
    *solved, summary = run_alone(site, f"{page}_solved", tmp_path, alone)
    assert solved == ["Right.\n"] * len(checks)
    assert f"{len(checks)} of {len(checks)} are right." in summary
    assert summary.startswith("PyTorch ")


@pytest.mark.parametrize("page", PAGES)
def test_notebooks_fold_what_readers_need_not_read(site, page):
    hidden = [cell for cell in notebook(site, page).cells if "jupyter" in cell.metadata]
    assert len(hidden) == 2
    for cell in hidden:
        assert cell.metadata["jupyter"]["source_hidden"]
        assert cell.metadata["_kg_hide-input"] and cell.metadata["cellView"] == "form"


@pytest.mark.parametrize("page", PAGES)
def test_launchers_open_the_notebook_of_the_exercises_or_their_page(site, page):
    shown = BeautifulSoup((site / "practice" / f"{page}.html").read_text(), "html.parser")
    addresses = [unquote(unquote(link["href"])) for link in shown.select(".lesson-header .launch")]
    opened = [re.search(r"latest/(practice/\w+\.\w+)$", address)[1] for address in addresses]
    notebook = f"practice/{page}.ipynb"
    assert sorted(opened) == [f"practice/{page}.html", notebook, notebook]
    assert (site / "notebooks" / notebook).exists()


@pytest.mark.parametrize("page", PAGES)
def test_text_of_a_practice_notebook_is_markdown(site, page):
    cells = notebook(site, page).cells
    text = "\n".join(cell.source for cell in cells if cell.cell_type == "markdown")
    for leftover in ("{exercise}", "{hint}", ":check:", "](../", "](.", "<span", "<div", "\ue000"):
        assert leftover not in text
    assert text.count("<details>") == text.count("</details>") >= len(hints(site, page))


def hints(site, page):
    shown = BeautifulSoup((site / "practice" / f"{page}.html").read_text(), "html.parser")
    return shown.select("details.hint")


@pytest.mark.parametrize("page", PAGES)
def test_page_has_a_fit_number_of_exercises(readers, page):
    number = len(readers[page].exercises)
    assert number == 12 if page == "homework" else 4 <= number <= 8
