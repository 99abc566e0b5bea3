"""The code that tells readers of a practice notebook whether their answers are right.

The notebook holds this class as it stands here, and needs nothing else. The build runs it as well.
"""

import torch


class Checker:
    """Runs the solution of an exercise, and compares what it gives with what you have.

    Modules are imported inside the functions, so that you may use their names for your own things.
    """

    VERDICTS = ("Right", "Not yet", "Not quite")
    CLOSE = {  # noqa: RUF012  # relative and absolute tolerance of torch.testing.assert_close
        torch.float64: (1e-7, 1e-7),
        torch.float32: (1.3e-6, 1e-5),
        torch.float16: (1e-3, 1e-5),
        torch.bfloat16: (1.6e-2, 1e-5),
    }

    def __init__(self, notebook, exercises):
        self.notebook = notebook  # all that the notebook's cells define, by name
        self.first = {name: notebook[name] for name in ("np", "torch", "device")}
        self.exercises = exercises
        self.outcomes = {}  # what solutions and mistakes give: each of them runs once
        self.tries = dict.fromkeys(exercises, 0)
        self.results = dict.fromkeys(exercises, "Not yet")

    def check(self, name):
        """Print one line about your answer. If it is right, show a short way to it as well."""
        line = self.verdict(name, self.notebook)
        self.results[name] = next(word for word in self.VERDICTS if line.startswith(word))
        self.tries[name] += self.results[name] == "Not quite"
        print(line)
        if self.results[name] == "Right":
            from IPython.display import Markdown

            return Markdown(f"One way:\n```python\n{self.exercises[name]['solution']}\n```")

    def summary(self):
        """Print what the checks have said so far, to look at or to hand in."""
        print(f"PyTorch {torch.__version__} on {torch.empty(0).device.type}")
        for number, (name, result) in enumerate(self.results.items(), start=1):
            print(f"{number:2}. {result:9}  {name}")
        print(f"{list(self.results.values()).count('Right')} of {len(self.results)} are right.")

    def verdict(self, name, notebook):
        """Return one line about an answer, which begins with one of VERDICTS."""
        import contextlib
        import io

        with torch.random.fork_rng(), contextlib.redirect_stdout(io.StringIO()):
            return self.compare(name, notebook)

    def compare(self, name, notebook):
        """Return what ``verdict`` does."""
        exercise = self.exercises[name]
        given = self.after(exercise, "")
        inputs = [key for key in given if isinstance(given[key], torch.Tensor) and key in notebook]
        yours = self.values(exercise, self.protected(exercise, inputs, notebook), inputs)

        def gives(code):
            key = (name, code, *inputs)
            if key not in self.outcomes:
                self.outcomes[key] = self.values(exercise, self.after(exercise, code), inputs)
            return self.outcomes[key]

        for text, found in yours.items():
            if type(found) is NameError and found.name in text:
                return f"Not yet: there's no `{found.name}`. Did the cell fail? Is it misspelt?"
        if self.same(exercise, yours, gives(exercise["start"])):
            return "Not yet: nothing has changed. Did your code fail? Is a # left before a line?"
        right = gives(exercise["solution"])
        if self.same(exercise, yours, right):
            return "Right."
        for code, message in exercise["wrong"].items():
            if self.same(exercise, yours, gives(code)):
                return f"Not quite: {message}"
        tell = self.tries[name] >= 2  # the first two times, don't say what it should be
        for text in exercise["check"]:
            short = text if len(text) < 80 else f"{text.partition('(')[0]}(…)"
            if problem := self.difference(exercise, short, yours[text], right[text], tell):
                return f"Not quite: {problem}"
        text = next(key for key in yours if self.changed(yours[key], right.get(key)))
        return f"Not quite: your code changed `{text}`, which has to stay as it was."

    def after(self, exercise, code):
        """Return all names after ``code``, which follows what the exercise gives."""
        scope = dict(self.first)
        try:
            exec(f"{exercise['given']}\n{code}", scope)
        except (Exception, SystemExit) as error:
            scope |= dict.fromkeys(exercise["check"], error)
        return scope

    def protected(self, exercise, inputs, notebook):
        """Return the notebook's names, with copies of what a function of yours could change."""
        import re
        from copy import deepcopy

        words = set(re.findall(r"\w+", " ".join(exercise["check"]))) - self.first.keys()
        if not any(callable(notebook.get(word)) for word in words):
            return dict(notebook)
        return notebook | deepcopy({key: notebook[key] for key in inputs})

    def values(self, exercise, scope, inputs):
        """Return what each expression of the check gives or raises, and the inputs after that."""
        found = {}
        for text in exercise["check"]:
            try:
                found[text] = scope[text] if text in scope else self.value(text, scope, found)
            except (Exception, SystemExit) as error:
                found[text] = error
        return {key: scope[key] for key in inputs} | found

    def value(self, text, scope, found):
        """Return what an expression gives, and note in ``found`` what it has done to arguments."""
        import ast

        tree = ast.parse(text, mode="eval").body
        if not (isinstance(tree, ast.Call) and isinstance(tree.func, ast.Name)):
            return eval(text, scope)
        texts = [ast.get_source_segment(text, each) for each in tree.args]
        arguments = [eval(each, scope) for each in texts]
        found |= dict(zip(texts, arguments, strict=True))
        return eval(tree.func.id, scope)(*arguments)

    def same(self, exercise, yours, other):
        """Tell whether you have these values, and whether the inputs are what they are there."""
        texts = exercise["check"]
        if any(self.difference(exercise, text, yours[text], other[text]) for text in texts):
            return False
        inputs = yours.keys() - set(texts)
        return not any(self.changed(yours[key], other.get(key)) for key in inputs)

    def changed(self, value, other):
        """Tell whether an input was changed in place. A new tensor may have its name."""
        are_tensors = all(isinstance(each, torch.Tensor) for each in (value, other))
        if not are_tensors or value._version == other._version:  # it counts changes in place
            return False
        return value.shape != other.shape or bool(self.differs(value, other).any())

    def differs(self, value, other):
        """Return where two tensors of the same shape differ, as a tensor of bools."""
        value, other = value.detach().cpu(), other.detach().cpu()
        if other.dtype not in self.CLOSE:
            return value != other
        rtol, atol = self.CLOSE[other.dtype]
        return ~torch.isclose(value.double(), other.double(), rtol, atol, equal_nan=True)

    def kind(self, value):
        """Return what sort of thing a value is, in words."""
        if isinstance(value, int | float) and not isinstance(value, bool):
            return "a Python number"
        if isinstance(value, tuple):  # also what max, sort and topk give
            return "a Python tuple"
        names = {"Tensor": "a tensor", "Parameter": "a tensor", "ndarray": "a NumPy array"}
        names |= {"ellipsis": "still `...`", "NoneType": "`None`"}
        names |= {"builtin_function_or_method": "a function that wasn't called with brackets"}
        article = {"numpy": "a NumPy", "torch": "a"}.get(type(value).__module__, "a Python")
        return names.get(type(value).__name__, f"{article} {type(value).__name__}")

    def difference(self, exercise, text, yours, right, tell=False):
        """Return in what way a value differs from the right one, or None."""
        if isinstance(yours, BaseException):
            message = f"{type(yours).__name__}: {yours}".partition("\n")[0]
            return None if repr(yours) == repr(right) else f"`{text}` raises {message}"
        if self.kind(yours) != self.kind(right):
            return f"`{text}` is {self.kind(yours)}, but it should be {self.kind(right)}."
        if not hasattr(right, "dtype"):
            return self.difference_in_python(text, yours, right, tell)
        for fact in ("shape", "dtype", "device", "layout"):
            value, wanted = (getattr(each, fact, None) for each in (yours, right))
            if value != wanted and fact not in exercise["free"]:
                value, wanted = (str(tuple(v) if fact == "shape" else v) for v in (value, wanted))
                should = f"it should be {wanted}" if tell else "it should have another one"
                return f"`{text}` has the {fact} {value}, but {should}."
        yours, right = torch.as_tensor(yours), torch.as_tensor(right)
        for place in self.differs(yours, right).nonzero().tolist():
            value, wanted = (self.shown(each[tuple(place)].item()) for each in (yours, right))
            where = f"the first wrong value is at {place}" if place else "the value is wrong"
            should = f", but it should be {wanted}" if tell else ""
            return f"`{text}` has the right shape, but {where}: {value}{should}."

    def shown(self, number):
        """Return a number as readers see it in a tensor."""
        return f"{number:.6g}" if isinstance(number, float) else str(number)

    def difference_in_python(self, text, yours, right, tell):
        """Return in what way a value that is no tensor or array differs, or None."""
        import math

        numbers = isinstance(right, int | float)
        if math.isclose(yours, right, rel_tol=1e-5) if numbers else yours == right:
            return None
        return (
            f"`{text}` is {yours!r}, but it should be {f'{right!r}' if tell else 'something else'}."
        )
