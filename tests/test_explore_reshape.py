"""The shapes and strides that reshape.js gives are those of PyTorch, and so are its messages.

Compared with torch: each small shape reshaped to each other, in any order in memory; each method
with dimensions and sizes around those that are right; and random tensors, with gaps and repeats in
memory, and chains of methods. The address of its memory tells whether a result is a view.

Left out are copies that fit the memory of some computers only, where the module has to say
{undefined}, and negative sizes beside a size of 0, of which PyTorch makes tensors with negative
sizes, where the module has to refuse.
"""

import itertools
import math
import random

import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

pytestmark = pytest.mark.filterwarnings("ignore:.*deprecated")  # x.T if it isn't a matrix
SHARED = [HealthCheck.function_scoped_fixture, HealthCheck.large_base_example]
MEMORY = torch.arange(4096)
ONES, PAIRS = ([list(dims) for dims in itertools.product(range(-4, 4), repeat=n)] for n in (1, 2))
LISTS = [[list(dims)] for n in range(4) for dims in itertools.product(range(-3, 3), repeat=n)]
LISTS = LISTS[:43] + LISTS[43::3]
HUGE = [[2**32, 2**31], [2**52, 1], [10**15, 3], [2**50, 2**50], [-5, 1], [3, -9, 1]]
ARGUMENTS = {"transpose": PAIRS, "unsqueeze": ONES, "permute": LISTS, "reshape": LISTS}
ARGUMENTS |= {"flatten": [*PAIRS, *ONES, [], [None, None]], "squeeze": [*LISTS, *ONES, [], [None]]}
ARGUMENTS["expand"] = [*LISTS, *([sizes] for sizes in HUGE)]


def strides_of(shape):
    return list(torch.empty(shape).stride())


def describe(tensor, memory, view="view"):
    is_view = tensor.untyped_storage().data_ptr() == memory.untyped_storage().data_ptr()
    return {"shape": list(tensor.shape), "strides": list(tensor.stride()), view: is_view}


def attempt(method, *arguments):
    """Return what a method gives, and the message of its error."""
    try:
        return method(*arguments), None
    except (RuntimeError, IndexError) as error:
        return None, str(error)


def expect(name, shape, strides, *arguments):
    """Return what the module has to say of a method: a result, or the message of an error."""
    tensor = MEMORY.as_strided(shape, strides)
    arguments = [each for each in arguments if each is not None]
    found, error = attempt(getattr(tensor, name), *arguments)
    answer = {} if error else describe(found, MEMORY)
    if name == "reshape" and not error:
        _, error = attempt(tensor.view, *arguments)
    return answer | ({"error": error} if error else {})


def compare(think, name, cases):
    for case, found in zip(cases, think("reshape", name, cases), strict=True):
        expected = expect(name, *case)
        numbers = [0, *case[0], *expected.get("shape", case[-1] if name == "expand" else [])]
        is_refused = found.get("ours") and min(numbers) < 0 and numbers.count(0) > 1
        assert is_refused or found == expected, case


@pytest.mark.parametrize("name", ARGUMENTS)
def test_methods_do_what_they_do_in_pytorch(think, name):
    shapes = [list(each) for rank in range(3) for each in itertools.product([0, 1, 3], repeat=rank)]
    shapes += [[2, 3, 4], [2, 1, 3], [1, 0, 2], [1, 1, 1], [2, 2, 2]]
    tensors = [(shape, strides_of(shape)) for shape in shapes]
    tensors += [(shape[::-1], strides[::-1]) for shape, strides in tensors]
    compare(think, name, [[*each, *values] for each in tensors for values in ARGUMENTS[name]])


def factorisations(number, rank):
    sizes = [size for size in range(1, number + 1) if number % size == 0]
    shapes = [list(shape) for shape in itertools.product(sizes, repeat=rank)]
    return [shape for shape in shapes if math.prod(shape) == number]


@pytest.mark.parametrize("number", [1, 4, 12])
def test_each_shape_is_reshaped_to_each_other(think, number):
    shapes = [shape for rank in range(4) for shape in factorisations(number, rank)]
    orders = {rank: list(itertools.permutations(range(rank))) for rank in range(4)}
    turned = [torch.empty(shape).permute(order) for shape in shapes for order in orders[len(shape)]]
    sizes = [*shapes, *([-1, *shape[1:]] for shape in shapes if shape)]
    compare(think, "reshape", [[[*x.shape], [*x.stride()], each] for x in turned for each in sizes])


def random_sizes(generator, shape):
    """Return a shape with as many elements, or sometimes with another number of them."""
    sizes = [*generator.choice(factorisations(math.prod(shape), 3) or [shape])]
    if sizes and generator.random() < 0.3:
        sizes[generator.randrange(len(sizes))] = generator.choice([-2, -1, -1, 0, 2])
    return generator.choice([sizes, sizes, sizes, [*shape, 1], [1, *shape]])


def random_shape(generator):
    return generator.choices([0, 1, 1, 2, 2, 3, 4], k=generator.randrange(5))


def random_reshape(generator):
    shape = random_shape(generator)
    sizes, strides = random_sizes(generator, shape), strides_of(shape)
    gaps = [generator.choice([stride, stride, 0, 1, 2, 3, 4, 6, 8]) for stride in strides]
    return [shape, generator.choice([gaps, gaps, strides]), sizes]


def random_step(generator, tensor):
    """Write a method that mostly works for a tensor, with lists in any form that Python knows."""

    def write(numbers):
        text = ", ".join(map(str, numbers))
        forms = [f"[{text}]", f"({text},)" if len(numbers) == 1 else f"({text})", text]
        return generator.choice(forms if numbers else forms[:2])

    dims, shape = range(tensor.dim()), list(tensor.shape)
    some = generator.sample(dims, generator.choice([0, len(dims), len(dims) // 2]))
    order = generator.choice([generator.sample(dims, len(dims)), some])
    one, other = generator.choices([*dims, -1, len(dims)], k=2)
    wider = [generator.choice([1, -1, 2]) if size == 1 else size for size in shape]
    sizes = random_sizes(generator, shape)
    wider = generator.choice([wider, wider, [2, *wider], sizes])
    steps = [f"view({write(sizes)})", f"reshape({write(sizes)})", f"permute({write(order)})"]
    steps += [f"expand({write(wider)})", "squeeze()", f"squeeze({one})", f"squeeze({write(some)})"]
    steps += ["flatten()", f"flatten({one})", f"flatten({one}, {other})", f"unsqueeze({one})"]
    steps += [f"transpose({one}, {other})", "T", "mT", "t()", "contiguous()", "contiguous()"]
    return f".{generator.choice(steps)}"


def random_chain(generator):
    """Return a shape, code, and what the module has to say of it."""
    shape = random_shape(generator)
    memory = torch.arange(math.prod(shape))
    tensor, code, steps = memory.reshape(shape), "x", []
    for _ in range(generator.randrange(5)):
        step = random_step(generator, tensor)
        code += step.replace(", ", generator.choice([",", ", ", " , "]))
        tensor, error = attempt(eval, f"x{step}", {"x": tensor})
        if error:
            return shape, code, {"error": error, "at": step}
        steps.append({"code": step} | describe(tensor, memory, "shares"))
    facts = {"contiguous": tensor.is_contiguous(), "elements": tensor.flatten().tolist()}
    return shape, code, describe(tensor, memory, "shares") | facts | {"steps": steps}


def compare_random(think, generator, count):
    reshapes = [random_reshape(generator) for _ in range(count)]
    compare(think, "reshape", reshapes)
    tensors = [MEMORY.as_strided(shape, strides) for shape, strides, _ in reshapes]
    expected = {"elements": [x.flatten().tolist() for x in tensors]}
    expected["isContiguous"] = [x.is_contiguous() for x in tensors]
    for name, values in expected.items():
        assert think("reshape", name, [case[:2] for case in reshapes]) == values
    strides = think("reshape", "contiguousStrides", [case[:1] for case in reshapes])
    assert strides == [strides_of(x.shape) for x in tensors]
    chains = [random_chain(generator) for _ in range(count)]
    answers = think("reshape", "chain", [chain[:2] for chain in chains])
    for (shape, code, answer), found in zip(chains, answers, strict=True):
        assert found == answer, (shape, code)


def test_random_tensors_and_chains_are_as_in_pytorch(think):
    compare_random(think, random.Random(0), 2000)


@settings(derandomize=True, deadline=None, max_examples=20, suppress_health_check=SHARED)
@given(st.randoms(use_true_random=False))
def test_any_tensors_and_chains_are_as_in_pytorch(think, generator):
    compare_random(think, generator, 20)


def test_large_tensors_have_shapes_but_no_list_of_elements(think):
    cases = [[[5000], "x.reshape(50, -1).T"], [[2**40, 2**9], "x.T.expand(3, -1, -1)"]]
    for (shape, code), found in zip(cases, think("reshape", "chain", cases), strict=True):
        tensor = eval(code, {"x": torch.empty(shape, device="meta")})
        assert (found["shape"], found["strides"]) == (list(tensor.shape), list(tensor.stride()))
        assert "elements" not in found
    (found,) = think("reshape", "chain", [[[1, 2**30], "x.expand(2, -1).T.flatten()"]])
    assert list(found) == ["undefined", "at"]


def test_what_the_module_does_not_know_is_refused_at_once(think):
    codes = "|y.T|x.foo()|x.T()|x.view|x.view()|x.view(2 3)|x.view(2,,3)|xT|x.view((2, 3)|x.mT(2)"
    codes += f"|x.view([2, 3))|x.view(1e3)|x.view(2.0)|x.view({10**20})|x.constructor()|x.__proto__"
    codes += "|x.toString()|x.flatten((0,))|x.unsqueeze()|x.transpose(0)|x.flatten(0, 1, 2)|x.t"
    long = ["." * 10_000, "x" + ".T" * 5000, "x.view(" + "9," * 5000, "x" + ".unsqueeze(0)" * 66]
    shapes = [[10**18], [2**40, 2**40, 0], [-1], ["2"], [1.5], [1] * 65, [None], [[2]], None, {}]
    cases = [[[2, 3], code] for code in [*codes.split("|"), *long, " " * 10_000, 5, None, {}]]
    answers = think("reshape", "chain", [*cases, *([shape, "x.T"] for shape in shapes)])
    for name in [*ARGUMENTS, "contiguousStrides", "elements"]:
        answers += think("reshape", name, [[shape, shape, [0]] for shape in shapes])
    for name in ARGUMENTS:
        answers += think("reshape", name, [[[2], [1], value, value] for value in ["0", 1.5, {}]])
    for found in [*answers, *think("reshape", "elements", [[[5000], [1]]])]:
        assert found["ours"] is True and found["error"].startswith("This knows"), found
