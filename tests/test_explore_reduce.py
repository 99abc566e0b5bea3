"""Compares docs/_static/explore/reduce.js with torch, by the thousand.

Shapes, dims and keepdim have to give the shape that ``torch.zeros(shape).sum`` gives, or its
message. Values have to give what sum, mean, max and argmax give, as print shows each element, and
for each the flat indices of the elements that it is made of. Of messages that list signatures, the
first line is compared. How a call is written decides which message comes: several dims stand in a
tuple, keepdim only where it's true, and then with dim=None if no dims are given.
"""

import functools
import itertools
import math
import random

import torch
from hypothesis import given
from hypothesis import strategies as st

from test_explore_shapes import batched

OPERATIONS = ["sum", "mean", "max", "argmax"]


def shapes_up_to(rank, sizes=range(4)):
    return [shape for n in range(rank + 1) for shape in itertools.product(sizes, repeat=n)]


def lists_of_dims(rank):
    """List no dims, each set of them, and dims that are negative, out of range or repeated."""
    some = [list(dims) for n in range(rank + 1) for dims in itertools.combinations(range(rank), n)]
    negative = [[dim] for dim in range(-rank, 0)]
    return [
        None,
        *some,
        *negative,
        [rank],
        [-rank - 1],
        [0, 0],
        [-1, rank - 1],
        [0, 5, 0],
        [10**15],
    ]


def attempt(compute):
    """Return what it computes, or the first line of the message."""
    try:
        return compute()
    except (RuntimeError, IndexError, TypeError) as error:
        return {"error": str(error).splitlines()[0]}


def find_gone(rank, dims):
    return sorted(dim % rank for dim in dims or range(rank)) if rank else []


def add_up(shape, dims, keepdim, make=torch.zeros):
    """Return what the answer should say of a sum of zeros."""
    result = make(shape).sum(dim=dims, keepdim=keepdim)
    return {"shape": list(result.shape), "gone": find_gone(len(shape), dims)}


def summarise(values, shape, operation, dims, keepdim):
    """Return what the answer should say of an operation on values."""
    x = torch.tensor(values, dtype=torch.float32 if operation == "mean" else torch.int64)
    x = x.reshape(shape)
    arguments = {"keepdim": True} if keepdim else {}
    if dims or keepdim:
        arguments["dim"] = tuple(dims) if dims and dims[1:] else dims[0] if dims else None
    result = getattr(x, operation)(**arguments)
    result = result.values if isinstance(result, torch.return_types.max) else result
    texts = [str(element).removeprefix("tensor(")[:-1] for element in result.flatten()]
    gone = find_gone(len(shape), dims)
    kept = [dim for dim in range(len(shape)) if dim not in gone]
    places = torch.arange(len(values)).reshape(shape).permute(kept + gone)
    places = places.reshape(len(texts), math.prod(shape[dim] for dim in gone)).tolist()
    return {"shape": list(result.shape), "gone": gone, "values": texts, "from": places}


def compare(think, name, compute, cases):
    answers = think("reduce", name, cases)
    wanted = [attempt(lambda case=case: compute(*case)) for case in cases]
    wrong = [case for case in zip(cases, answers, wanted, strict=True) if case[1] != case[2]]
    assert not wrong, (len(wrong), wrong[:3])


def test_all_dims_of_all_small_shapes_give_what_torch_gives(think):
    cases = [
        (shape, dims, keepdim)
        for shape in shapes_up_to(4)
        for dims in lists_of_dims(len(shape))
        for keepdim in (False, True)
    ]
    compare(think, "reduce", add_up, cases)


def test_many_dimensions_and_huge_sizes_give_what_torch_gives(think):
    shapes = [[1] * rank for rank in (63, 64, 65, 200)] + [[2, -1], [0] + [1] * 64]
    dims = [None, [], [0], [-1], [2, 1], [1, 1], [64], [-65], [0, 300]]
    cases = list(itertools.product(shapes, dims, (False, True)))
    compare(think, "reduce", add_up, cases)
    shapes = [[10**18], [1, 10**18], [0, 10**18], [5 * 10**18], [10**10] * 2, [2**31, 3]]
    cases = list(itertools.product(shapes, [None, [], [0], [-1], [1]], (False, True)))
    without_memory = functools.partial(torch.empty, device="meta")
    compare(think, "reduce", functools.partial(add_up, make=without_memory), cases)
    lists = [None, [], [0], [-65], [65], [2, 1], [1, 1]]
    cases = list(itertools.product([[7]], [[1] * 65], OPERATIONS, lists, (False, True)))
    compare(think, "summarise", summarise, [*cases, ([], [0, 4096], "mean", [0], True)])


def test_values_of_small_shapes_give_what_torch_gives(think):
    chance = random.Random(1)
    cases = [
        (chance.choices(range(-5, 9), k=math.prod(shape)), shape, operation, dims, keepdim)
        for shape in shapes_up_to(3)
        for dims in lists_of_dims(len(shape))
        for operation in OPERATIONS
        for keepdim in (False, True)
    ]
    compare(think, "summarise", summarise, chance.sample(cases, 4000))


@st.composite
def summaries(draw):
    shape = draw(st.lists(st.integers(0, 4), max_size=4) | st.lists(st.integers(1, 2), max_size=7))
    dim = st.integers(-len(shape), len(shape) - 1) if shape else st.just(0)
    most = draw(st.sampled_from([1, 9, 100, 4096]))
    values = draw(st.randoms()).choices(range(-most, most + 1), k=math.prod(shape))
    dims = draw(st.lists(dim, max_size=4) | st.lists(dim, max_size=1))
    return [values, shape, draw(st.sampled_from(OPERATIONS)), dims, draw(st.booleans())]


@batched
@given(cases=st.lists(summaries(), min_size=50, max_size=100))
def test_values_of_many_dimensions_give_what_torch_gives(think, cases):
    compare(think, "summarise", summarise, cases)


def test_means_are_rounded_as_print_rounds_them(think):
    """Halves of the last digit go to the even one, as those of 1 / 32 and of 3 / 32."""
    sizes = [1, 2, 3, 7, 32, 64, 96]
    totals = [*range(-40, 41), 4095, -4095]
    cases = [([n] + [0] * (size - 1), [size], "mean", [], False) for size in sizes for n in totals]
    cases += [([n] * 4096, [4096], "mean", [], False) for n in (-4096, 4095)]
    compare(think, "summarise", summarise, cases)


def test_long_lists_are_left_out_and_what_is_no_number_is_refused(think):
    for size in (4097, 10**18):
        answer = think("reduce", "summarise", [[[], [0, size], "sum", [0], False]])
        assert answer == [{"shape": [size], "gone": [0]}]
    wrong = [["a"], [None], [0.5], [10**9], None, "12", {}, [0] * 10_000]
    cases = [[values, [1], operation, [], False] for values in wrong for operation in OPERATIONS]
    cases += [[[1], [1], name, [], False] for name in ("min", "constructor", None, "a" * 10_000)]
    cases += [[[1], [1], "sum", dims, False] for dims in (5, "0", {}, [0.5], ["0"], [None])]
    answers = think("reduce", "summarise", cases)
    assert all(answer.keys() == {"error", "ours"} for answer in answers), answers
    fits = [[1, 2], [3], "sum", [], False]
    assert think("reduce", "summarise", [fits]) == [attempt(lambda: summarise(*fits))]
