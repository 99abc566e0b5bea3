"""
Choose a dtype
==============

Decide how a tensor stores its numbers, and see what each choice can and cannot hold.

**Time:** 25 minutes. **You need:** Create tensors, Read and match shapes.
"""

import math

import matplotlib.pyplot as plt
import torch

device = torch.accelerator.current_accelerator(check_available=True) or torch.device("cpu")
torch.set_default_device(device)
print(f"PyTorch {torch.__version__} on {device.type}")

# %%
# Read the dtype
# --------------
# The **dtype**, or data type, says how a tensor stores its elements. An **int** is a whole
# number. A **float** can have decimals. A **bool** is true or false. If you name no dtype,
# PyTorch looks at your data. Predict the dtype for each list. The last two lists are mixed.

for data in ([18, 21], [18.5, 21.0], [True, False], [True, 21], [18, 21.5]):
    print(data, torch.tensor(data).dtype)
print(torch.get_default_dtype())

# %%
# In mixed data, ints win over bools, and floats win over both. The number in a name counts
# the **bits** of each element: the zeros and ones in memory. The last line is the **default
# dtype**, which PyTorch takes for Python floats.
#
# Name a dtype, or convert to one
# -------------------------------
# ``dtype=`` names the dtype of a new tensor. ``to`` converts one you have. If nothing has to
# change, it gives you that same tensor. In older code you will see ``type`` for that. What
# happens to the decimals?

temps = torch.tensor([2.7, -2.7, 0.4])
print(torch.ones(3, dtype=torch.int32))
print(temps.to(torch.int64))
print(temps.type(torch.int64))

# %%
# Decimals are cut off. This is called **truncation**. ``print`` names ``int32``, but not
# ``int64``: it leaves out the dtypes that PyTorch chooses by itself.
#
# The methods ``int()`` and ``float()`` are short ways to ``int32`` and ``float32``. Do
# decimals come back?

print(temps.round().int())
print(temps.int().float())

# %%
# No. What was cut off is lost. For the nearest whole number, call ``round`` first.
#
# Divide ints
# -----------
# One bus is 90 minutes late, the other 90 minutes early. Turn the minutes into hours in three
# ways. Which lines give ints?

minutes = torch.tensor([90, -90])
print(minutes / 60)
print(minutes // 60)
print((minutes / 60).int())

# %%
# ``/`` always gives floats. ``//`` keeps ints and rounds down, so -1.5 becomes -2. Truncation
# goes towards zero, so -1.5 becomes -1.
#
# Watch an int overflow
# ---------------------
# Photos often use ``uint8``: ints of 8 bits. The u means unsigned, so they are never below 0.
# ``iinfo`` shows the limits of an int dtype. Make three pixels brighter by 10. Which one goes
# wrong?

pixels = torch.tensor([100, 200, 250], dtype=torch.uint8)
print(torch.iinfo(torch.uint8))
print(pixels + 10)
print(pixels.int() + 10)

# %%
# The pixel with 250. A number that is too large for its dtype is an **overflow**. Ints **wrap
# around**: after 255 comes 0, so 260 becomes 4. No error tells you. If you convert first, the
# sum is right.
#
# Compare four float dtypes
# -------------------------
# Store 70000 and 0.1 in each float dtype. Which dtypes can hold them? Some accelerators, such
# as Apple's (``mps``), have no ``float64``. That is why this section uses the CPU.

floats = (torch.float16, torch.bfloat16, torch.float32, torch.float64)
for dtype in floats:
    print(dtype, torch.tensor([70000, 0.1], dtype=dtype, device="cpu").tolist())

# %%
# 70000 is too large for ``float16``. You get ``inf``, infinity. ``bfloat16`` holds it, but
# not exactly. No dtype holds 0.1 exactly, because in bits it never ends, as 1/3 never ends in
# decimals. ``float64`` comes so close that Python shows 0.1. So do not compare floats with
# ``==``. ``torch.isclose`` allows a small error.
#
# Weigh range against precision
# -----------------------------
# ``finfo`` describes a float dtype. Here you use two of its numbers. ``max`` is the largest
# number: the **range**. ``eps`` is the gap from 1 to the next number: the **precision**.
# ``e+04`` means times 10, four times. ``e-04`` means divided by 10, four times. Which dtype
# has range, but little precision?

for limit in [torch.finfo(dtype) for dtype in floats]:
    print(f"{limit.dtype:9} up to {limit.max:.1e}, gap {limit.eps:.1e}")

# %%
# ``bfloat16``. Deep learning often uses it: there, range matters more. Look at the bits to
# see why. Each square is a bit of the number 0.1: dark for one, light for zero.

fig, axes = plt.subplots(3, 1, figsize=(6, 2.6), layout="constrained")
fig.suptitle("bfloat16 spends its bits on range, float16 on precision")
for ax, dtype, whole in zip(axes, floats, (torch.int16, torch.int16, torch.int32)):
    bits = torch.iinfo(whole).bits
    number = torch.tensor(0.1, dtype=dtype, device="cpu").view(whole)
    ones = (number >> torch.arange(bits - 1, -1, -1, device="cpu")) & 1
    fraction = round(-math.log2(torch.finfo(dtype).eps))
    parts = ["C3"] + ["C1"] * (bits - 1 - fraction) + ["C0"] * fraction
    ax.bar(range(bits), 1, color=[(part, 1 if one else 0.3) for part, one in zip(parts, ones)])
    ax.set(xlim=(-0.6, 31.6), yticks=[], xticks=[])
    ax.set_title(
        f"{torch.finfo(dtype).dtype}: sign 1, exponent {parts.count('C1')}, fraction {fraction}",
        loc="left",
        fontsize=10,
    )
    ax.spines[:].set_visible(False)
plt.show()

# %%
# The first bit is the **sign**, plus or minus. Next comes the **exponent**: it says how large
# the number is, so it makes the range. The **fraction** holds the digits, so it makes the
# precision.
#
# Count with bools
# ----------------
# A comparison such as ``>=`` gives one bool for each element. What is their sum?

passed = torch.tensor([48, 75, 50, 91]) >= 50
print(passed)
print(passed.sum())

# %%
# ``True`` counts as 1 and ``False`` as 0, so the sum says how many passed.
#
# Mix dtypes
# ----------
# When you add an int and a float, PyTorch finds one dtype for both. This is **promotion**.
# ``result_type`` names it for tensors and numbers, ``promote_types`` for two dtypes.

print(minutes + 0.5)
print(torch.result_type(minutes, 0.5))
print(torch.result_type(pixels, 10))
print(torch.promote_types(torch.int64, torch.float16))

# %%
# Floats win over ints, even with fewer bits. The Python number 0.5 names no dtype, so with
# ints it makes the default dtype. The Python int 10 leaves ``uint8`` as it is.
#
# Work out the memory
# -------------------
# A **byte** is 8 bits. ``element_size`` gives the bytes of one element. How much more memory
# does this photo need as ``float32``?

photo = torch.zeros(3, 1000, 1000, dtype=torch.uint8)
print(photo.element_size() * photo.numel())
print(photo.float().element_size() * photo.numel())

# %%
# 4 times as much. Start with ``float32`` for calculations, ``int64`` for counts and ``uint8``
# for photos. Take ``float16`` or ``bfloat16`` to save memory, and ``float64`` when you need
# more digits.
#
# Look back
# ---------
# - The dtype comes from your data, or from ``dtype=``. ``to`` converts, and cuts off
#   decimals.
# - Ints wrap around when they overflow. Floats round, and overflow to ``inf``.
# - Floats win over ints, and ints win over bools. More bits take more memory.
#
# **Try this:** convert 0.4, 0.6 and -0.6 to ``int64``, with and without ``round``.
