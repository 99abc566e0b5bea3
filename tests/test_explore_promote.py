"""The dtype that the explorer of promotion gives a sum, compared with the sum that PyTorch makes.

Every pair of a tensor, a zero-dimensional tensor or a Python number with every other is added, in
either order. A dtype has to be that of the sum and of ``torch.result_type``, an error that of the
sum. Each reason has to be one sentence, and true of the dtypes that it is about.
"""

import itertools
import warnings

import torch

DTYPES = ["bool", "uint8", "int8", "int16", "int32", "int64", "uint16", "uint32", "uint64"]
DTYPES += ["float8_e4m3fn", "float8_e5m2", "float16", "bfloat16", "float32", "float64"]
DTYPES += ["complex32", "complex64", "complex128"]
NUMBERS = {"bool": True, "int": 2, "float": 0.5, "complex": 2j}
SHAPES = {"zero-dim": (), "tensor": (2,)}
SIDES = [{"kind": "number", "dtype": dtype} for dtype in NUMBERS]
SIDES += [{"kind": kind, "dtype": dtype} for kind in SHAPES for dtype in DTYPES]
PAIRS = [list(pair) for pair in itertools.product(SIDES, repeat=2)]
SUMS = [pair for pair in PAIRS if any(side["kind"] != "number" for side in pair)]


def make(side):
    if side["kind"] == "number":
        return NUMBERS[side["dtype"]]
    with warnings.catch_warnings(action="ignore"):  # complex32 is experimental
        return torch.zeros(SHAPES[side["kind"]], dtype=getattr(torch, side["dtype"]))


def add(one, other):
    left, right = make(one), make(other)
    try:
        dtype = (left + right).dtype
    except RuntimeError as error:  # such as where a dtype, like uint16, can't be added
        return {"error": str(error)}
    assert torch.result_type(left, right) == dtype
    return {"dtype": str(dtype).removeprefix("torch.")}


def category(dtype):
    return next(place for place, word in enumerate(NUMBERS) if word in dtype)


def size(dtype):
    return getattr(torch, dtype).itemsize


def holds(one, other):
    """Return whether one dtype has room for every number of another of the same category."""
    if category(one) != category(other) or "bool" in (one, other):
        return one == other
    get = torch.iinfo if category(one) == 1 else torch.finfo
    one, other = (get(getattr(torch, dtype)) for dtype in (one, other))
    fine = get is torch.iinfo or one.eps <= other.eps
    return fine and one.min <= other.min and one.max >= other.max


def test_each_sum_has_the_dtype_or_the_error_of_pytorch(think):
    for pair, answer in zip(SUMS, think("promote", "promote", SUMS), strict=True):
        assert {name: answer[name] for name in answer if name != "why"} == add(*pair), pair


def test_each_dtype_has_a_reason_that_is_true(think):
    sums = [(pair, add(*pair)["dtype"]) for pair in SUMS if "dtype" in add(*pair)]
    answers = think("promote", "promote", [pair for pair, _ in sums])
    for (pair, dtype), answer in zip(sums, answers, strict=True):
        categories = [category(side["dtype"]) for side in pair]
        kinds = [["number", *SHAPES].index(side["kind"]) for side in pair]
        if len(set(categories)) == 2:
            assert answer["why"] == "category" and category(dtype) == max(categories), pair
        elif len(set(kinds)) == 2:
            assert answer["why"] == "kind", pair
            assert pair[kinds.index(max(kinds))]["dtype"] == dtype, pair
        else:
            enough = [name for name in DTYPES if all(holds(name, side["dtype"]) for side in pair)]
            assert answer["why"] == "room" and dtype in enough, pair
            assert size(dtype) == min(map(size, enough)), pair


def test_what_is_no_sum_with_a_tensor_gets_one_sentence(think):
    tensor = {"kind": "tensor", "dtype": "int64"}
    wrong = [None, 5, "int64", {}, [], {"kind": "matrix", "dtype": "int64"}, {"kind": "tensor"}]
    wrong += [{"kind": "tensor", "dtype": name} for name in ("", "int", "Long", "x" * 10_000, 5)]
    wrong += [{"kind": "number", "dtype": name} for name in ("int64", "constructor", None)]
    cases = [pair for side in wrong for pair in ([tensor, side], [side, tensor], [side, side])]
    cases += [pair for pair in PAIRS if pair not in SUMS]
    for case, answer in zip(cases, think("promote", "promote", cases), strict=True):
        assert sorted(answer) == ["error", "ours"] and answer["error"].endswith("."), case
