"""What the explorer of dtypes says a tensor keeps of a number, compared with what PyTorch keeps.

Numbers typed as in Python are stored with each dtype, and what is kept is converted to each dtype.
Every field of the answer has to follow from ``torch.tensor`` and ``Tensor.to``, and every error has
to be theirs. Where an integer dtype can't hold a float, C++ leaves open what comes out, so there
the explorer has to say that.
"""

import itertools
import math
from decimal import ROUND_HALF_UP, Context, Decimal, localcontext
from fractions import Fraction

import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

FLOATS = ["float64", "float32", "bfloat16", "float16", "float8_e5m2", "float8_e4m3fn"]
INTEGERS = [f"{sign}int{size}" for sign in ("", "u") for size in (8, 16, 32, 64)]
DTYPES = [*FLOATS, *INTEGERS, "bool"]
PATTERNS = {1: torch.uint8, 2: torch.int16, 4: torch.int32, 8: torch.int64}
NAMES = {"math": math, "torch": torch, "inf": math.inf, "nan": math.nan}
TINY = Decimal("1e-25")
SHARED = [HealthCheck.function_scoped_fixture]
SHORTENED = Context(prec=20, rounding=ROUND_HALF_UP)
TYPED = [
    *["True", "False", "-True", "0", "-0", "0.0", "-0.0", "00", "1_000", "1_0.0_5", "2.7", "-1.5"],
    *["1.", ".1", "-.5e1", "1E5", "007.5", "1e400", "-1e400", "1e-400", "0e999", "+5", "- 5"],
    *["0xff", "-0XFF", "0b101", "2**31", "-2**63", "2**63", "2 ** 64", "10**400", "-10**400"],
    *["inf", "-inf", "nan", "-nan", "math.inf", "-math.nan", "torch.inf", "torch.nan", "--5"],
    *['float("inf")', '-float("nan")', "float('-inf')", "-float( '-nan' )", " 3 "],
    *["9007199254740993.0", "9007199791611905"],  # rounded once or twice, that differs
]
NO_NUMBERS = [
    *["", " ", "-", "one", "1 2", "1,5", "007", "1__0", "1_", "_1", "1e", ".", "e5", "0x", "0xfg"],
    *["1j", "None", "'3'", "[1]", "2**", "2**-1", "2**99999", 'float("inf")1', "float(inf)"],
    *["9" * 10_000, "1e" * 5000, "-" * 10_000, " " * 10_000, "1_" * 500, "0" * 999 + "1"],
    *[5, None, [], {}, True],
]


def floats_of(patterns, name):
    dtype = getattr(torch, name)
    return torch.tensor(patterns, dtype=PATTERNS[dtype.itemsize]).view(dtype).tolist()


def integers_around(name):
    """List the ends of a dtype's range and what is next to them, as ints and as floats."""
    info = torch.iinfo(getattr(torch, name))
    near = [end + step for end in (info.min, info.max, -info.max) for step in (-1, 0, 1)]
    return [*map(str, near), *(repr(n + half) for n in near for half in (-0.5, 0.0, 0.5))]


def floats_around(name):
    """List floats of a dtype, what is halfway between two of them, and what is next to these."""
    dtype = getattr(torch, name)
    info = torch.finfo(dtype)
    corners = torch.tensor([0, info.tiny, 1, 2.0**60, info.max], dtype=dtype)
    corners = corners.view(PATTERNS[dtype.itemsize]).tolist()
    texts = []
    for pattern in sorted({corner + step for corner in corners for step in (-2, -1, 0, 1)}):
        if not 1 <= pattern <= corners[-1]:
            continue
        with localcontext(prec=2000):
            below, low, high = map(Decimal, floats_of(range(pattern - 1, pattern + 2), name))
            half = (high - low if high.is_finite() else low - below) / 2
            for middle in (low, low + half):
                near = [middle * (1 + tiny) for tiny in (-TINY, 0, TINY)]
                texts += [f"{number:e}" for number in near]
                texts += [repr(math.nextafter(float(middle), end)) for end in (0, math.inf)]
                texts += [str(int(middle) + step) for step in (-1, 0, 1)]
    signs = itertools.cycle(["", "-", "-"])  # 8 texts at a time get them in turn
    return [sign + text for sign, text in zip(signs, texts, strict=False)]


POWERS = [2**power for power in (*range(70), 127, 128, 1023, 1024)]
POWERS = [str(power + step) for power in POWERS for step in (-1, 0, 1)]
AROUND = [*map(integers_around, INTEGERS), *map(floats_around, FLOATS), TYPED, POWERS]
AROUND = list(dict.fromkeys(itertools.chain(*AROUND)))


def typed(text):
    """Return what a text means, which isn't always the float that Python makes of it."""
    number = eval(text, NAMES)
    digits = text.replace(" ", "").replace("--", "")
    return Fraction(digits) if isinstance(number, float) and digits[-1] in "0123456789." else number


def bits_of(tensor):
    size = tensor.dtype.itemsize * 8
    if tensor.dtype == torch.bool:
        return f"{tensor:d}"
    digits = f"{tensor.view(PATTERNS[tensor.dtype.itemsize]).item() % 2**size:0{size}b}"
    if not tensor.is_floating_point():
        return digits
    fraction = size + round(math.log2(torch.finfo(tensor.dtype).eps))
    return f"{digits[0]} {digits[1:fraction]} {digits[fraction:]}"


def describe(tensor, given):
    """Say what a tensor keeps of the number that it was given."""
    kept = tensor.item()
    exact = f"{Decimal(kept):f}" if math.isfinite(kept) else repr(kept)
    if len(exact.lstrip("-")) >= 60:
        exact = f"≈ {SHORTENED.create_decimal(kept)}".lower()
    return {
        "value": repr(kept),
        "exact": exact,
        "bits": bits_of(tensor),
        "lost": kept != given and (kept == kept or given == given),
        "overflow": math.isinf(kept) and kept != given,
    }


def cast(text, name, other):
    """Return what is right, or None if nothing is."""
    number = eval(text, NAMES)
    if name == "int64" and isinstance(number, float) and number == 2**63:
        return None
    try:
        tensor = torch.tensor(number, dtype=getattr(torch, name))
    except (RuntimeError, ValueError, OverflowError, TypeError) as error:
        return {"error": str(error)}
    if name in FLOATS and other in INTEGERS:
        ends = torch.iinfo(getattr(torch, other))
        kept = tensor.item()
        if not (math.isfinite(kept) and ends.min <= math.trunc(kept) <= ends.max):
            return None
    answer = describe(tensor.to(getattr(torch, other)), typed(text))
    if name != other and answer["value"] == "nan":
        del answer["bits"]
    return answer


def store(text, name):
    return cast(text, name, name)


def compare(think, function, cases):
    for case, answer in zip(cases, think("store", function.__name__, cases), strict=True):
        right = function(*case)
        assert answer == right if right else list(answer) == ["undefined"], case


def test_numbers_at_the_edges_of_each_dtype_are_stored_as_by_pytorch(think):
    compare(think, store, [[text, name] for text in AROUND for name in DTYPES])


def test_numbers_at_the_edges_of_each_dtype_are_converted_as_by_pytorch(think):
    for start, name in enumerate(DTYPES):
        texts = [*TYPED, *AROUND[start::50]]
        texts = [text for text in texts if "error" not in (store(text, name) or {})]
        compare(think, cast, [[text, name, to] for text in texts for to in DTYPES])


@pytest.mark.parametrize("name", ["float8_e5m2", "float8_e4m3fn"])
def test_every_float_of_8_bits_is_converted_as_by_pytorch(think, name):
    texts = map(repr, floats_of(range(256), name))
    compare(think, cast, [[text, name, to] for text in texts for to in ("float32", "int8")])


NUMBERS = st.one_of(
    st.floats().map(repr),
    *(st.floats(width=width).map(repr) for width in (16, 32)),
    st.integers(-(2**63), 2**63 - 1).map(lambda bits: repr(*floats_of([bits], "float64"))),
    st.integers(-(2**65), 2**65).map(str),
    st.integers(-(10**200), 10**200).map(str),
    st.builds("-{}.{}e{}".format, *[st.integers(0, 10**20)] * 2, st.integers(-330, 320)),
)


@settings(derandomize=True, deadline=None, max_examples=40, suppress_health_check=SHARED)
@given(texts=st.lists(NUMBERS, min_size=40, max_size=80))
def test_any_number_is_stored_and_converted_as_by_pytorch(think, texts):
    compare(think, store, [[text, name] for text in texts for name in DTYPES])
    pairs = itertools.product(DTYPES, repeat=2)
    compare(think, cast, [[text, *pair] for text, pair in zip(itertools.cycle(texts), pairs)])


def test_what_is_no_number_or_no_dtype_gets_one_sentence(think):
    cases = [[text, "int8"] for text in NO_NUMBERS] + [["1", name] for name in ("", "int7", None)]
    for case, answer in zip(cases, think("store", "store", cases), strict=True):
        assert sorted(answer) == ["error", "ours"] and answer["error"].endswith("."), case
