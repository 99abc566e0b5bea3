"""What index.js picks from a tensor is what PyTorch picks, and so are its messages.

Compared with torch: every slice of short tensors; all lists of up to three parts of an index;
random expressions, with chains, masks, lists and arithmetic; and any sequence of tokens. The
address of its memory tells whether a result is a view or, where x has no memory because it's empty,
the tensor that it's based on.

The module may refuse what isn't Python, and more than one ``...``, floats, arithmetic between
Python's numbers, masks in arithmetic, large numbers, slices from anything but numbers, and lists
that hold anything but numbers of one depth or flat masks. Only sequences of tokens have these.
"""

import itertools
import math
import random
import time

import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

pytestmark = pytest.mark.filterwarnings("ignore")  # what PyTorch and Python warn of
SHARED = [HealthCheck.function_scoped_fixture]
NUMBERS = range(-3, 4)
PARTS = ["0", "-1", "2", ":", "1:", "::2", "...", "None", "True", "False", "[0, 1]", "[1]", "[]"]
PARTS += ["[[0], [-1]]", "[True, False]", "x > 1", "x[0] > 0", "torch.tensor(1)", "x % 2", "[0, 3]"]
TOKENS = [*"01259xxx[][](),:-~<&|^+*", "...", "None", "True", "==", "//", "%", "and", "not", "or"]
TOKENS += ["[0, 1]", "x > 2", "x[0]", "torch.tensor", "torch.arange", "[True, False]", "1:", ", "]
SHAPES = [[], [0], [1], [3], [2, 3], [3, 2], [0, 2], [2, 0], [2, 2, 2], [1, 3, 0], [2, 1, 2, 2]]


def expect(shape, expression):
    """Return what the module has to say of an expression: a result, or the message of an error."""
    x = torch.arange(math.prod(shape)).reshape(shape)
    try:
        found = eval(expression, {"torch": torch, "x": x})
    except (IndexError, RuntimeError, ValueError) as error:
        return {"error": str(error)}
    if x.numel():
        view = found.untyped_storage().data_ptr() == x.untyped_storage().data_ptr()
    else:
        view = found is x or found._base is x._base
    expected = {"shape": list(found.shape), "elements": found.flatten().tolist(), "view": view}
    if view:
        expected |= {"strides": list(found.stride()), "offset": found.storage_offset()}
    return expected


def compare(think, cases, may_refuse=False):
    for case, found in zip(cases, think("index", "index", cases), strict=True):
        if "undefined" in found:  # which of the indices that are out of bounds is found first
            assert "out of bounds" in expect(*case)["error"], case
        else:
            assert (may_refuse and "ours" in found) or found == expect(*case), case


def test_each_slice_is_the_one_that_pytorch_takes(think):
    bounds, steps = ["", *range(-5, 6)], ["", ":", ":-1", ":0", ":1", ":2", ":3", f":{2**40}"]
    slices = [f"{start}:{stop}{step}" for start in bounds for stop in bounds for step in steps]
    compare(think, [[[size], f"x[{each}]"] for size in (0, 3, 4) for each in [*slices, *NUMBERS]])


@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_each_list_of_parts_picks_what_it_picks_in_pytorch(think, shape):
    lists = [parts for count in (1, 2) for parts in itertools.product(PARTS, repeat=count)]
    if shape == [2, 2, 2]:
        lists += itertools.product(PARTS, repeat=3)
    lists = [", ".join(parts) for parts in lists if parts.count("...") < 2]
    compare(think, [[shape, f"x[{parts}]"] for parts in [*lists, *(f"{part}," for part in PARTS)]])


def random_list(generator, depth):
    if depth and generator.random() < 0.8:
        inner = random_list(generator, depth - 1)
        lists = [generator.choice([inner, random_list(generator, depth - 1)]) for _ in range(2)]
        return f"[{', '.join(lists)}]"
    return str(generator.choices([-2, -1, 0, 0, 1, 1, 2], k=generator.randrange(4)))


def random_integers(generator):
    number = generator.choice([2, 3, 5])
    written = ["x", "x[0]", "x[:, 0]", "torch.arange(3)", "torch.tensor([1, 0])", "x[x > 3]"]
    value = generator.choice([*written, "torch.tensor([[0], [True]])", "x[None, 1]", "x[-1]"])
    forms = [f"{value} % {number}", f"-{value} // {number}", f"{value} - {number}", f"~{value} % 2"]
    forms += [f"{number} * {value} - 1", f"7 // ({value} + 1)", f"{value} & 1", f"{value} ^ x // 2"]
    return generator.choice([value, value, *forms, f"({value}) % x", f"{value} | 1"])


def random_mask(generator, shape):
    operator = generator.choice(["<", "<=", ">", ">=", "==", "!="])
    number = generator.choice([*range(5), "x", "x[0]", "True"])
    mask = f"{random_integers(generator)} {operator} {number}"
    flags = generator.choices([True, False], k=generator.choice([*shape, 2]) or 1)
    forms = [f"({mask}) & (x > 1)", f"({mask}) | (x == 0)", f"~({mask})", f"({mask}) ^ (x > 2)"]
    forms += [f"(x < 2) | ({mask}) & (x > 3)", f"(x > 1) ^ (x > 2) | ({mask}) ^ (x > 3) & (x < 5)"]
    forms += [f"({mask})[0]", f"({mask})[[0, 1]]", f"({mask})[..., 0]", f"({mask})[x > 1]"]
    forms += [f"{flags}", f"torch.tensor({flags})", f"torch.tensor([{flags}, {flags}])"]
    return generator.choice([mask, mask, f"{number} {operator} x", *forms, f"({mask}) == False"])


def random_part(generator, shape):
    bounds, steps = ["", "", *NUMBERS], ["", "", ":", ":2", ":1"]
    start, stop, step = generator.choice(bounds), generator.choice(bounds), generator.choice(steps)
    parts = [str(generator.choice(NUMBERS)), f"{start}:{stop}{step}", random_list(generator, 1)]
    parts += [random_mask(generator, shape), random_integers(generator), ":", "None", "(0, -1)"]
    return generator.choice([*parts, "torch.tensor(-1)", "True", "False", "torch.tensor(False)"])


def random_case(generator):
    """Return a shape and an expression: one or more indices of one or more parts."""
    shape = generator.choices([0, 1, 2, 2, 3, 4], k=generator.choice([0, 1, 2, 2, 3, 3, 4]))
    expression = "x"
    for _ in range(generator.choice([1, 1, 1, 2, 3])):
        count = generator.choice([1, 1, 2, generator.randrange(1, max(len(shape), 1) + 2)])
        parts = [random_part(generator, shape) for _ in range(count)]
        if generator.random() < 0.2:
            parts.insert(generator.randrange(len(parts) + 1), "...")
        index = ", ".join(parts)
        index = f"({index},)" if ":" not in index and generator.random() < 0.2 else index
        numbers, part = random_list(generator, 0)[:-1], generator.choice(["None", "...", "x > 1"])
        nested = [random_list(generator, 2), f"{numbers}, {part}]".replace("[, ", "[")]
        nested += [str([[0]] * generator.choice([1, 31, 32]))]
        expression += f"[{generator.choice([index] * 12 + [f'{parts[0]},', *nested])}]"
    return [shape, expression.replace(" ", generator.choice([" ", " ", "", "  "]))]


def test_random_expressions_pick_what_they_pick_in_pytorch(think):
    generator = random.Random(0)
    compare(think, [random_case(generator) for _ in range(6000)])


@settings(derandomize=True, deadline=None, max_examples=30, suppress_health_check=SHARED)
@given(st.lists(st.integers(0, 2**32), min_size=1, max_size=60))
def test_any_expressions_pick_what_they_pick_in_pytorch(think, seeds):
    compare(think, [random_case(random.Random(seed)) for seed in seeds])


@settings(derandomize=True, deadline=None, max_examples=60, suppress_health_check=SHARED)
@given(st.lists(st.lists(st.sampled_from(TOKENS), max_size=9), min_size=1, max_size=60))
def test_whatever_is_typed_is_refused_or_answered_as_by_pytorch(think, texts):
    compare(think, [[[2, 3], f"x[{' '.join(tokens)}]"] for tokens in texts], may_refuse=True)


def test_masks_that_python_would_need_the_truth_of_are_explained(think):
    logic = ["x > 0 and x < 3", "x or 1", "not x", "0 <= x < 2", "x > 0 & x < 3", "x == 1 | x == 2"]
    logic += ["not x > 1", "x[0] and 1", "x < 1 or x > 2", "1 < x[:, 0] < 2 and not x"]
    compare(think, [[shape, f"x[{each}]"] for shape in ([2, 3], [0, 3], [3, 0]) for each in logic])


def test_large_tensors_have_shapes_but_no_list_of_elements(think):
    parts = ["5:", "None, -7:", "::1000, ::9", "..., None", "[0, -1]", "1:9, [[1], [2]]"]
    cases = [[[2**30, 2**9, 999], f"x[{part}]"] for part in parts] + [[[2, 5000], "x[[0]][:, 1:]"]]
    for (shape, code), found in zip(cases, think("index", "index", cases), strict=True):
        expected = eval(code, {"x": torch.empty(shape, device="meta")})
        assert found["shape"] == list(expected.shape) and "elements" not in found, code
        if found["view"]:
            assert found["strides"] == list(expected.stride())
            assert found["offset"] == expected.storage_offset()


def test_of_many_indices_out_of_bounds_any_may_be_named(think):
    few = [[[10, 1000], "x[[1, 20, 20, 2]]"], [[10, 500], "x[[1, 20, 30, 2]]"]]
    compare(think, few)
    (found,) = think("index", "index", [[[10, 1000], "x[[1, 20, 30, 2]]"]])
    assert list(found) == ["undefined"]  # each thread has a part of the result


def test_what_the_module_does_not_know_is_refused_at_once(think):
    codes = (
        "|x[|x[]|x[0|x]|x[0,,1]|x[,]|x[,0]|x[0 1]|y[0]|x[y]|x.T|x[0].T|x[x.T]|x[0] + 1|x[0]x|x x"
    )
    codes += "|x[..., ...]|x[1.5]|x[[0.5]]|x['a']|x[x > 2.5]|x[1e3]|x[01]|x[0x1]|x[len(x)]|x[+1]"
    codes += "|x[[[True, False]],]|x[[0, [1]],]|x[[[0], 1],]|x[[None],]|x[[x, 0],]|x[*x]|x[x = 1]"
    codes += "|x[torch.tensor([])]|x[torch.tensor(x)]|x[torch.tensor()]|x[torch.arange(-1)]|x[(:)]"
    codes += (
        "|x[torch.tensor(None)]|x[torch.zeros(2)]|x[x < [1]]|x[x == None]|x[-[[0], []]]|x[~None]"
    )
    codes += "|x[x[0]:]|x[[0]:]|x[True:]|x[1 + 1]|x[[0, 1][0]]|x[(x > 1) - 1]|x[-(x > 1)]|x[: :: :]"
    codes += "|x[x + 4294967296 > 0]|x[9999999999999999]|x[::9007199254740991]|x[not 1]|x[1 < 2]"
    codes += (
        "|x[constructor]|x[__proto__]|x[None[0]]|x[...[0]]|x[1[0]]|x[x for x in x]|x[lambda: 0]"
    )
    long = [
        f"x[{text * 9999}]" for text in ("[", "(", "-", "~", "not ", "x[", "0,", "1", " ", "x+")
    ]
    long += [*(f"x[{text * 99}0]" for text in ("[", "(", "-", "~", "x[")), 5, None, {}]
    shapes = [[10**18], [2**40, 2**40, 0], [-1], ["2"], [1.5], [1] * 65, [None], [[2]], None, {}]
    cases = [[[2, 3], code] for code in [*codes.split("|"), *long]]
    cases += [*([shape, "x[0]"] for shape in shapes), [[5000], "x[x > 5]"], [[2**40], "x[x]"]]
    cases += [[[64, 64], f"x[{'x ^ ' * 240}1 and 1 < 2 < 3 and x[2.5]]"], [[64, 65], "x[x[0], x]"]]
    started = time.monotonic()
    for case, found in zip(cases, think("index", "index", cases), strict=True):
        assert found["ours"] is True and found["error"].startswith("Type an index"), case
    assert time.monotonic() - started < 5
