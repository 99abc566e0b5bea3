"""Compares docs/_static/explore/broadcast.js and matmul.js with torch, by the thousand.

A case is two shapes. The answer has to be the shape and the strides that torch gives for zeros of
these shapes, or its message. Only where more than 2 ** 53 elements would be needed may the answer
be ours, and then nothing is compared.
"""

import functools
import itertools
import math

import pytest
import torch
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

SHAPES = [shape for rank in range(4) for shape in itertools.product(range(5), repeat=rank)]
KINDS = {(1, 1): "dot", (1, 2): "vector", (2, 1): "vector", (2, 2): "matrix"}
NO_SHAPES = [None, 5, "2, 3", "9" * 10_000, {}, [None], ["2"], [1.5], [[2]], [1] * 9999]
NO_SHAPES += [[10**19], [2**62 + 2**10]]
meta = functools.partial(torch.empty, device="meta")
batched = settings(
    derandomize=True,
    deadline=None,
    max_examples=10,
    phases=[Phase.generate],  # lists of cases are long to shrink, and say enough as they are
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


def add(a, b, make=torch.zeros):
    """Return what the answer should say of a sum that works."""
    shape = (make(a) + make(b)).shape
    strides = [list(make(sizes).expand(shape).stride()) for sizes in (a, b)]
    return {"shape": list(shape), "strides": strides}


def multiply(a, b, make=torch.zeros):
    """Return what the answer should say of a product that works."""
    shape = (make(a) @ make(b)).shape
    batch = torch.broadcast_shapes(a[:-2], b[:-2])
    kind = KINDS.get((len(a), len(b)), "batch")
    return {"shape": list(shape), "batch": list(batch), "kind": kind, "meets": meet(a, b)}


def meet(a, b):
    return [len(a) - 1, max(len(b) - 2, 0)]


def attempt(compute, a, b, make=torch.zeros):
    """Return what it computes, or the message and which dimensions its words are about."""
    try:
        return compute(a, b, make)
    except RuntimeError as error:
        words = str(error).split()
        result = {"error": str(error)}
        if "non-singleton" in words:
            result["dim"] = int(words[-1])
        elif words[0] not in ("both", "Storage", "zeros:"):
            result["meets"] = meet(a, b)
        return result


def compare(think, compute, pairs, attempt=attempt):
    module = MODULES[compute]
    cases = zip(pairs, think(module, module, pairs), strict=True)
    wrong = []
    for (a, b), answer in cases:
        wanted = attempt(compute, a, b)
        if answer.get("ours"):
            sizes = [size for size in [*a, *b] if size > 1]
            is_right = len(sizes) > 1 and math.prod(sizes) > 2**53
            is_right &= 0 in [*a, *b] or "Storage" not in wanted.get("error", "")
        else:
            is_right = answer == wanted
        if not is_right:
            wrong.append((a, b, answer, wanted))
    assert not wrong, (len(wrong), wrong[:3])


MODULES = {add: "broadcast", multiply: "matmul"}
both = pytest.mark.parametrize("compute", [add, multiply])


@both
def test_all_pairs_of_small_shapes_give_what_torch_gives(think, compute):
    compare(think, compute, list(itertools.product(SHAPES, repeat=2)))


@st.composite
def similar_shapes(draw):
    """Draw two shapes that often match, as sizes for + or for @."""
    shape = draw(st.lists(st.integers(0, 4), max_size=7))
    pair = []
    for _ in range(2):
        sizes = [draw(st.sampled_from([size] * 9 + [1, 1, 2])) for size in shape]
        pair.append(sizes[draw(st.sampled_from([0, 0, 0, len(sizes) // 2, -1, -2])) :])
    if draw(st.booleans()):
        pair[1][-2:] = pair[1][-2:][::-1]
    return pair


@both
@batched
@given(pairs=st.lists(similar_shapes(), min_size=50, max_size=200))
def test_shapes_of_many_dimensions_give_what_torch_gives(think, compute, pairs):
    compare(think, compute, pairs)


@both
def test_more_than_64_dimensions_and_sizes_below_0_give_what_torch_gives(think, compute):
    shapes = [[1] * rank + end for rank in (0, 64, 80) for end in ([], [2], [1, 3], [3, 2])]
    compare(think, compute, list(itertools.product([*shapes, [-1], [2, -3]], repeat=2)))


def make_small(shape):
    """Make a tensor that needs little memory, or raise what zeros of this shape would."""
    return torch.zeros(shape) if 0 in shape else torch.zeros(1).expand(meta(shape).shape)


def attempt_without_memory(compute, a, b):
    """Attempt it with tensors that have no memory, then, for a message, with tensors on the CPU."""
    try:
        return compute(a, b, meta)
    except RuntimeError:
        return attempt(compute, a, b, make_small)


@both
def test_huge_sizes_give_what_torch_gives(think, compute):
    """Without a matrix times a vector, for which torch takes memory before it looks at sizes."""
    sizes = [0, 1, 3, 2**31, 10**10, 10**18]
    shapes = [shape for rank in (1, 2) for shape in itertools.product(sizes, repeat=rank)]
    shapes.append((2**31, 2**30))  # the least that is too much
    pairs = [(a, b) for a, b in itertools.product(shapes, repeat=2) if (len(a), len(b)) != (2, 1)]
    compare(think, compute, pairs, attempt_without_memory)


@both
def test_what_is_no_shape_is_refused(think, compute):
    module = MODULES[compute]
    pairs = [pair for wrong in NO_SHAPES for pair in ([wrong, [2]], [[2], wrong])]
    answers = think(module, module, pairs)
    assert all(answer.keys() == {"error", "ours"} for answer in answers), answers


def matching_pairs():
    shapes = [*itertools.chain(*(itertools.product(range(4), repeat=rank) for rank in (1, 2, 3)))]
    pairs = itertools.product([*shapes, (2, 1, 2, 3)], repeat=2)
    return [pair for pair in pairs if "shape" in attempt(multiply, *pair)]


def test_an_entry_is_made_of_the_elements_that_torch_multiplies_for_it(think):
    generator = torch.Generator().manual_seed(1)
    cases, wanted = [], []
    for pair in matching_pairs():
        a, b = (torch.randint(-999, 999, sizes, generator=generator) for sizes in pair)
        result = a @ b
        for position in itertools.product(*map(range, result.shape)):
            cases.append([*pair, position])
            wanted.append((a.flatten(), b.flatten(), result[position], pair[0][-1]))
    answers = think("matmul", "entry", cases)
    for case, answer, (a, b, entry, size) in zip(cases, answers, wanted, strict=True):
        row, column = answer["row"], answer["column"]
        assert len(row) == len(column) == size, case
        assert (a[row] * b[column]).sum() == entry, case


def test_an_entry_that_is_not_there_is_refused(think):
    """A product that fails has torch's message here as well."""
    outside = [None, "00", [], [0], [2, 0], [0, 2], [-1, 0], [0, 0, 0], [0.5, 0], ["0", 0]]
    cases = [[[2, 3], [3, 2], position] for position in outside]
    cases.append([[2, 5000], [5000, 2], [0, 0]])
    answers = think("matmul", "entry", cases)
    assert all(answer.keys() == {"error", "ours"} for answer in answers), answers
    failing = [[2, 3], [2, 3]]
    assert think("matmul", "entry", [[*failing, [0, 0]]]) == [attempt(multiply, *failing)]
