"""Names in code: what they stand for, and under which name that is documented."""

import numpy as np
import pytest
import torch

from course.names import find, full_name

VARIABLES = {"torch": torch, "np": np, "x": torch.ones(2, 3), "a": np.ones(2), "word": "tensor"}


def found(code, **variables):
    """Return {text in the code: full names} of all names in ``code``."""
    return {code[start:end]: names for start, end, names in find(code, VARIABLES | variables)}


@pytest.mark.parametrize(
    ("code", "text", "name"),
    [
        ("import torch.nn as nn", "torch.nn", "torch.nn"),
        ("print(1)", "print", "print"),
        ("torch.ones(2)", "torch.ones", "torch.ones"),
        ("x.sum()", "sum", "torch.Tensor.sum"),
        ("(x + 1).mean()", "mean", "torch.Tensor.mean"),
        ("x[0].T.argmax()", "argmax", "torch.Tensor.argmax"),
        ("torch.zeros(2).unsqueeze(0)", "unsqueeze", "torch.Tensor.unsqueeze"),
        ("a.astype(int)", "astype", "numpy.ndarray.astype"),
        ("word.upper()", "upper", "str.upper"),
        ("print(f'{x.ndim} of')", "ndim", "torch.Tensor.ndim"),
        ("größe = x.numel()", "numel", "torch.Tensor.numel"),
        ("torch.Generator().manual_seed(1)", "manual_seed", "torch.Generator.manual_seed"),
        ("@torch.no_grad()\ndef f():\n    pass", "torch.no_grad", "torch.no_grad"),
    ],
)
def test_name_is_found_with_the_name_of_its_documentation(code, text, name):
    assert found(code)[text][0] == name


def test_name_that_a_variable_has_taken_is_no_builtin():
    assert "sum" in found("sum([1])")
    assert "sum" not in found("sum([1])", sum=max)


@pytest.mark.parametrize(
    "code",
    [
        "def total(sum):\n    return sum",
        "lambda sum: sum",
        "[sum for sum in (1, 2)]",
        "def total():\n    sum = 1\n    return sum",
    ],
)
def test_name_that_a_function_or_loop_has_taken_is_no_builtin(code):
    assert "sum" not in found(code)


@pytest.mark.parametrize("code", ["x.imag.sum()", "vector.mT.sum()"])
def test_attribute_that_raises_an_error_is_found_and_what_follows_is_unknown(code):
    names = found(code, vector=torch.ones(2))
    assert code.split(".")[-2] in names
    assert "sum" not in names


def test_looking_for_names_warns_of_nothing(recwarn):
    assert "sum" in found("cube.T.sum()", cube=torch.ones(2, 3, 4))
    assert [str(warning.message) for warning in recwarn] == []


@pytest.mark.parametrize("mark", ["\f", "\v", "\x1c", "\x85", "\u2028"])
def test_name_is_found_after_what_only_str_takes_for_the_end_of_a_line(mark):
    assert found(f"text = '{mark}'; x.sum()")["sum"][0] == "torch.Tensor.sum"


def test_what_has_no_entry_of_its_own_is_described_with_its_class():
    assert found("torch.float32")["torch.float32"] == ["torch.float32", "torch.dtype"]
    assert found("torch.device('cpu').type")["type"][-1] == "torch.device"


def test_value_that_cannot_be_known_has_no_names():
    assert "strip" not in found("unknown.strip()")


@pytest.mark.parametrize(
    ("cls", "name"),
    [
        (torch.Tensor, "torch.Tensor"),
        (torch.Generator, "torch.Generator"),  # it is torch._C.Generator
        (torch.optim.lr_scheduler.StepLR, "torch.optim.lr_scheduler.StepLR"),
        (str, "str"),
        (np.ndarray, "numpy.ndarray"),
    ],
)
def test_class_has_the_name_under_which_it_is_documented(cls, name):
    assert full_name(cls) == name
