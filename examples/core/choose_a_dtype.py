"""
Choose a dtype
==============

Decide how a tensor stores its numbers, and see what each choice can and cannot hold.

**Time:** 25 minutes. **You need:** Create tensors, Read and match shapes.
"""

import matplotlib.pyplot as plt
import torch

device = torch.accelerator.current_accelerator(check_available=True) or torch.device("cpu")
torch.set_default_device(device)
print(f"PyTorch {torch.__version__} on {device.type}")

# %%
# Read the dtype
# --------------
# The **dtype**, or data type, says how elements are stored. If you name none, PyTorch chooses
# one that fits your data. Predict it for each list. The last two lists are mixed.

for data in ([18, 21], [18.5, 21.0], [True, False], [True, 21], [18, 21.5]):
    print(data, torch.tensor(data).dtype)
print(torch.get_default_dtype())

# %%
# An **int** is a whole number, a **float** has decimals, a **bool** is true or false. In mixed
# data, ints win over bools, and floats win over both. The number in a name counts **bits**,
# zeros and ones in memory. The last line is the **default dtype**: floats get it.
#
# Name a dtype, or convert to one
# -------------------------------
# For a new tensor, use ``dtype=``. ``to`` converts. So does ``type``, in older code. ``int``
# converts to ``int32``, and ``float`` to ``float32``. What happens to the decimals?

temps = torch.tensor([2.7, -2.7, 0.4])
print(torch.ones(3, dtype=torch.int32), temps.to(torch.int64), sep="\n")
print(temps.type(torch.int64), temps.int(), temps.round().int(), temps.int().float(), sep="\n")

# %%
# They are cut off, towards zero: **truncation**. For the nearest int, ``round`` first. What is
# cut off does not come back with ``float``, but ``temps`` itself has not changed. ``print``
# leaves out the dtypes that PyTorch chose above, and names all others.
#
# Divide ints
# -----------
# One bus is 90 minutes late, one 90 minutes early. Each line gives hours. Which are ints?

minutes = torch.tensor([90, -90])
print(minutes / 60, minutes // 60, (minutes / 60).int(), sep="\n")

# %%
# ``/`` gives floats. ``//`` keeps ints and rounds down, -1.5 to -2. Truncation gives -1.
#
# Watch an int overflow
# ---------------------
# Photos often use ``uint8``: ints of 8 bits, never below 0. ``iinfo`` shows the limits of an
# int dtype. Make three pixels brighter by 10. Which one goes wrong?

pixels = torch.tensor([100, 200, 250], dtype=torch.uint8)
print(torch.iinfo(torch.uint8), pixels + 10, pixels.int() + 10, sep="\n")

# %%
# The last: an **overflow**. After 255 it **wraps around** to 0, with no error. Convert first.
#
# Weigh range against precision
# -----------------------------
# ``finfo`` has the limits of a float dtype. ``max`` is its largest number: the **range**.
# ``eps`` is the gap from 1 to the next number: the **precision**. Which dtypes hold 70000?
# Which hold 0.1? Some accelerators, such as Apple's (``mps``), have no ``float64``, so the
# CPU does this. ``e+04`` means times 10, four times. ``e-04`` divides by 10, four times.

floats = (torch.float16, torch.bfloat16, torch.float32, torch.float64)
limits = [torch.finfo(dtype) for dtype in floats]
for dtype, limit in zip(floats, limits):
    print(f"{dtype}: max {limit.max:.1e}, eps {limit.eps:.1e}")
    print(torch.tensor([70000, 0.1], dtype=dtype, device="cpu").tolist())
digits = torch.tensor([1 / limit.eps for limit in limits]).log10().int()
fig, ax = plt.subplots(figsize=(6, 2.6), layout="constrained")
ax.barh([f"{limit.dtype}\nup to {limit.max:.1e}" for limit in limits], digits.tolist())
ax.set(title="bfloat16 has float32's range, but fewer digits", xlabel="digits to trust")
plt.show()

# %%
# ``float16`` ends below 70000: you get ``inf``, infinity. ``bfloat16`` rounds. None holds 0.1:
# in bits it never ends, as 1/3 never ends in decimals. ``float64`` is so close that Python
# shows 0.1. The bars count digits with ``log10``, which turns 1000 into 3.
#
# Count with bools
# ----------------
# A comparison gives one bool per element. What is their sum? Is 3 times 0.1 equal to 0.3?

passed = torch.tensor([48, 75, 50, 91]) >= 50
print(passed, passed.sum(), torch.tensor(0.1, dtype=torch.float64, device="cpu") * 3 == 0.3)

# %%
# ``True`` counts as 1, so three passed. 0.1 is not exact: do not compare floats with ``==``.
#
# Mix dtypes
# ----------
# For ``int + float``, PyTorch finds one dtype for both: **promotion**. ``result_type`` names
# it for tensors and numbers, ``promote_types`` for two dtypes. Predict each.

print(minutes + 0.5, torch.result_type(minutes, 0.5), torch.result_type(pixels, 10))
print(torch.promote_types(torch.int64, torch.float16))

# %%
# Floats win over ints, even with fewer bits. The Python int 10 does not change ``uint8``.
#
# Work out the memory
# -------------------
# ``element_size`` gives the **bytes** (8 bits) per element. How much more is ``float32``?

photo = torch.zeros(3, 1000, 1000, dtype=torch.uint8)
print(photo.element_size() * photo.numel(), photo.float().element_size() * photo.numel())

# %%
# 4 times as much. Start with ``float32`` for calculations, ``int64`` for counts, ``uint8`` for
# photos. Use 16 bits to save memory, and ``float64`` when you need its digits.
#
# Look back
# ---------
# - The dtype comes from your data, or from ``dtype=``. ``to`` converts, and cuts off decimals.
# - Ints wrap around when they overflow. Floats round, and overflow to ``inf``.
# - Floats win over ints, and ints win over bools. More bits take more memory.
#
# **Try this:** convert 0.4, 0.6 and -0.6 to ``int64``, with and without ``round``.
#
# **Next:** Do math on tensors.
