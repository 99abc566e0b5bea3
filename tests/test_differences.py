"""How two outputs differ."""

import pytest

from course.page.differences import kind

DRAW = "x = torch.rand(2)"


@pytest.mark.parametrize(
    ("one", "other", "code", "expected"),
    [
        ("tensor([1., 2.])", "tensor([1., 2.], device='cuda:0')", "", "suffix"),
        ("tensor([1.])", "tensor([1.],\n       device='mps:0')", "", "suffix"),
        ("0.1000", "0.1001", "", "digits"),
        ("tensor([ 1.0001])", "tensor([1.0000])", "", "digits"),
        ("-1e-7", "1e-7", "", "digits"),
        ("1.2345e+02", "123.45", "", "digits"),
        ("tensor([0.1, -0.5])", "tensor([-0.7,  0.2])", DRAW, "random"),
        ("tensor([0.1])", "tensor([0.9])", "print(x)", "words"),
        ("cpu", "cuda", "", "words"),
        ("1 of 2", "1 in 2", DRAW, "words"),
    ],
)
def test_difference_is_of_a_kind(one, other, code, expected):
    assert kind(one, other, code) == expected
    assert kind(other, one, code) == expected
