"""
Choose a dtype
==============

Decide how a tensor stores its numbers, convert between dtypes, and see what gets lost on the way.

**Time:** 20 minutes. **You need:** Create tensors.
"""

import math

import matplotlib.pyplot as plt
import torch

device = torch.accelerator.current_accelerator(check_available=True) or torch.device("cpu")
torch.set_default_device(device)
print(f"PyTorch {torch.__version__} on {device.type}")

# %%
# Warm up
# -------
# Two short questions about earlier lessons, to bring them back.
#
# .. question::
#    :section: core/create_tensors#count-in-steps
#
#    What does this print, and why? ::
#
#       torch.linspace(0, 4, 3)
#
#    - [ ] ``tensor([0, 2, 4])``
#
#      The three numbers are right, but ``linspace`` always gives floats. Without the dots, they
#      would be whole numbers.
#
#      :if: ``torch.arange(0, 5, 2)``
#
#    - [ ] ``tensor([0, 3])``
#
#      This takes the 3 for a step, as ``arange`` does. For ``linspace``, it's how many numbers
#      you want.
#
#      :if: ``torch.arange(0, 4, 3)``
#
#    - [x] ``tensor([0., 2., 4.])``
#
#      Three numbers, evenly spread, and the end is included. The dots say that they are floats.
#
# .. question::
#    :section: core/read_and_match_shapes#count-dimensions-and-elements
#
#    How many numbers does it take to store this picture? What does the code say? ::
#
#       torch.zeros(3, 10, 10).numel()
#
#    - [ ] ``3``
#
#      That's how many dimensions there are: channels, height and width.
#
#      :if: ``torch.zeros(3, 10, 10).ndim``
#
#    - [x] ``300``
#
#      Each of the 3 channels has 10 rows of 10 numbers, and 3 times 10 times 10 makes 300.
#
#    - [ ] ``100``
#
#      That's how many pixels there are. In a colour picture, each of them needs three numbers.
#
#      :if: ``torch.zeros(10, 10).numel()``

# %%
# See what PyTorch chose
# ----------------------
# You make a photo a little brighter, and its brightest dots turn black. Nothing is broken, and
# there's no error message. What happened is a matter of dtypes, and by the end of this lesson
# you'll have done it yourself, on purpose.
#
# All numbers in a tensor have to be stored in the same way, so that millions of them can lie
# side by side in memory. The way in which they are stored is the tensor's dtype. It decides
# which numbers fit, and how exact they are.
#
# If you don't name a dtype, PyTorch looks at your data. You've met ``float32``. What will it
# choose for whole numbers, and for true and false?

print(torch.tensor([18, 21]).dtype)
print(torch.tensor([18.5, 21.0]).dtype)
print(torch.tensor([True, False]).dtype)

# %%
# A whole number becomes an **int**, a number with decimals becomes a **float**, and true or
# false becomes a **bool**. The 64 and the 32 say how many **bits** each number gets. A bit is
# the smallest piece of memory, and holds a zero or a one.
#
# What if a list is mixed?

print(torch.tensor([18, 21.5]).dtype)
print(torch.tensor([True, 21]).dtype)

# %%
# The float wins over the int, and the int wins over the bool. This way the decimals are kept:
# 18 can be written as 18.0, but there's no whole number that means 21.5. ``float32`` is
# PyTorch's **default dtype**, the one that it takes for decimals if nobody names another. 64
# bits would be more exact, but they need twice the memory, and 32 are enough for nearly
# everything.
#
# Choose one yourself
# -------------------
# ``dtype=`` names the dtype of a new tensor. If you have a tensor already, ``.to(...)``
# converts it. (You may have seen ``.to(...)`` move a tensor to a device. It does both,
# depending on what you give it.) What happens to the decimals when floats become ints?

temps = torch.tensor([2.7, -2.7, 0.4])
print(torch.zeros(3, dtype=torch.int64))
print(temps.to(torch.int64))

# %%
# The decimals are cut off, which is called **truncation**. So 2.7 becomes 2, not 3, and -2.7
# becomes -2. If you want the nearest whole number, call ``round`` first:

print(temps.round().to(torch.int64))

# %%
# Once they're gone, decimals don't come back. Converting ints to floats adds ``.0``, and that's
# all, up to about 16 million. Above that, ``float32`` no longer has every whole number, so some
# are rounded to the nearest one that it has.
#
# Because people convert all the time, there is a short method, a function that belongs to the
# tensor, for each common dtype. You'll read these in everybody's code:
#
# - ``float()`` gives ``float32``, ``double()`` gives ``float64``, which has twice the bits, and
#   ``half()`` gives ``float16``, which has half of them.
# - ``int()`` gives ``int32``, and ``long()`` gives ``int64``, the longer one.
# - ``bool()`` gives bools.

print(temps.int().dtype)
print(temps.long().dtype)
print(temps.cpu().double().dtype)
print(torch.tensor([0, 1, 5]).bool())

# %%
# In the last line, you see that ``bool()`` turns every number except 0 into ``True``.
# (``cpu()`` is there because Apple's GPUs, and some of Intel's, have no ``float64``.)
#
# Scale the pixels of a photo
# ---------------------------
# Photos nearly always come as ``uint8``: ints of 8 bits, where u stands for *unsigned*, which
# means without a minus sign. Eight zeros and ones can be combined in 256 ways, so there's room
# for the numbers from 0, no light, to 255, full light. Models would rather have floats between
# 0 and 1. So this line stands at the beginning of many programs:

pixels = torch.tensor([0, 51, 255], dtype=torch.uint8)
print(pixels / 255)

# %%
# ``/`` always gives floats, so you didn't have to convert first.
#
# Watch a number wrap around
# --------------------------
# Now suppose you make three pixels brighter, and forget that they are ``uint8``. Which one goes
# wrong?

pixels = torch.tensor([100, 200, 250], dtype=torch.uint8)
print(pixels + 10)

# %%
# The pixel that started at 250 goes wrong. Adding 10 took it past 255, where a ``uint8``
# **wraps around** and goes on from 0, like a clock after 12: 255, 0, 1, 2, 3, 4. So a bright
# dot turned nearly black. A result that doesn't fit into its dtype is called an **overflow**,
# and with ints, PyTorch doesn't warn you. It happens at the other end, too: 5 minus 10 becomes
# 251. (Why is ``dtype=torch.uint8`` printed here? ``print`` shows the dtype whenever PyTorch
# wouldn't have chosen it by itself.)
#
# Convert before you calculate, and there's room:

print(pixels.int() + 10)

# %%
# At least PyTorch refuses a 300 that you put in by hand:

try:
    print(torch.tensor([300], dtype=torch.uint8))
except RuntimeError as error:
    print(error)

# %%
# .. explorer:: store?number=300&dtype=uint8
#
#    Try your own number
#
# Don't trust the last digit
# --------------------------
# Floats are rounded. You can see it when you take 0.1 out of its tensor with ``item``, which
# gives you a plain Python number with all its digits.

print(torch.tensor(0.1).item())

# %%
# You know that 1/3 never ends when you write it with decimals: 0.3333, and so on. When a number
# is written with zeros and ones only, the same happens to 0.1. So ``float32`` stores the
# nearest number that it has. That's nearly always good enough, unless you compare with ``==``.
# Is 0.1 plus 0.6 equal to 0.7?

total = torch.tensor(0.1) + torch.tensor(0.6)
print(total == 0.7)
print(torch.isclose(total, torch.tensor(0.7)))

# %%
# The sum is a tiny bit more than 0.7, so ``==`` says ``False``. ``isclose`` allows for such a
# difference, and that is how you should compare floats.
#
# Mix dtypes
# ----------
# When an int tensor meets a float tensor, PyTorch finds one dtype for both. This is called
# **promotion**, and its rule is the one you know: floats win over ints, ints win over bools. If
# one of the two is a plain Python number, the tensor keeps its dtype, unless the number is of a
# stronger kind: a number with decimals turns ints into floats.

counts = torch.tensor([3, 4])
print((counts + torch.tensor([0.5, 0.5])).dtype)
print((counts + 0.5).dtype)
print((pixels + 10).dtype)

# %%
# In the last line, the 10 is a whole number, so the pixels stay ``uint8``. That is how the
# overflow above came about. The page :doc:`/reference/dtypes` has a table of all pairs.
#
# .. explorer:: promote?one=a tensor of uint8&other=the Python number 10
#
#    Try other dtypes
#
# So which dtype should you choose? Use ``float32`` for calculations, ``int64`` for counting and
# for positions, ``uint8`` for storing pictures, and bool for yes or no. Those four will take
# you a long way.
#
# Aside: numbers that don't fit when you convert
# ----------------------------------------------
# When an int gets too large, it wraps around. But what if you convert a float that is too
# large, or that isn't a number at all? PyTorch promises nothing: what you get depends on the
# processor. So look before you convert. ``iinfo`` knows the limits of an int dtype, and
# ``isfinite`` is false for ``nan``, which stands for *not a number*, and for infinity.

readings = torch.tensor([300.0, -1.0, 51.0, float("nan")])
limits = torch.iinfo(torch.uint8)
fits = readings.isfinite() & (readings >= limits.min) & (readings <= limits.max)
print(fits)

# %%
# Only the 51 fits into ``uint8``. (For ``int32`` and ``int64`` this check isn't exact, because
# their limits have more digits than a ``float32`` can hold. There, stay well below them.) ``&``
# means that all three conditions must be true, as the next lesson explains.
#
# Aside: range against precision
# ------------------------------
# There are smaller floats, for when memory is short. ``float16`` and ``bfloat16`` have 16 bits
# each, and spend them differently. Here is what becomes of 70000 and of 0.1. This part runs on
# the CPU, because some accelerators, such as Apple's, have no ``float64``.

floats = (torch.float16, torch.bfloat16, torch.float32, torch.float64)
for dtype in floats:
    print(dtype, torch.tensor([70000, 0.1], dtype=dtype, device="cpu").tolist())

# %%
# 70000 is too large for ``float16``, so it becomes infinity. ``bfloat16`` can hold it, though
# only roughly. ``finfo`` tells you why. Its ``max`` is the largest number that a dtype can
# hold, and so its **range**. Its ``eps`` is the gap between 1 and the next larger number, and
# so its **precision**. Read ``e+04`` as *multiplied by 10 four times*, and ``e-04`` as *divided
# by 10 four times*.

for dtype in floats:
    limits = torch.finfo(dtype)
    print(f"{limits.dtype:9} up to {limits.max:.1e}, gap {limits.eps:.1e}")

# %%
# ``bfloat16`` has nearly the range of ``float32``, but little precision. Deep learning gets
# along well with that, so you'll see ``bfloat16`` often. The picture shows the bits of 0.1 in
# three dtypes. The first bit is the **sign**. The **exponent** says how large the number is, so
# it decides the range. The **fraction** holds the digits, so it decides the precision.

fig, axes = plt.subplots(3, 1, figsize=(4.4, 3.4), layout="constrained")
fig.suptitle("bfloat16 has range, float16 has precision")
strips = []
for ax, dtype, whole in zip(axes, floats, (torch.int16, torch.int16, torch.int32)):
    bits = torch.iinfo(whole).bits
    number = torch.tensor(0.1, dtype=dtype, device="cpu").view(whole)
    fraction = round(-math.log2(torch.finfo(dtype).eps))
    colours = ["C3"] + ["C1"] * (bits - 1 - fraction) + ["C0"] * fraction
    for place, colour in enumerate(colours):
        bit = (number.item() >> (bits - 1 - place)) & 1
        ax.add_patch(plt.Rectangle((place, 0), 1, 1, facecolor=colour, alpha=0.3))
        ax.text(place + 0.5, 0.42, bit, ha="center", va="center")
    ax.set(xlim=(0, 32), ylim=(0, 1))
    name = torch.finfo(dtype).dtype
    strips.append(f"{name}: sign 1, exponent {bits - 1 - fraction}, fraction {fraction}")
    ax.set_title(strips[-1], loc="left")
    ax.axis("off")
fig.set_label(f"The bits of 0.1 in three strips, with how many each part has. {'; '.join(strips)}.")
plt.show()

# %%
# ``bfloat16`` has as many bits for the exponent as ``float32`` has, and so its range. ``float16``
# has fewer for the exponent and more for the fraction, and so more precision.

# %%
# Aside: count the memory
# -----------------------
# A **byte** is 8 bits, and ``element_size`` says how many bytes one element takes. Here is a
# photo as ``uint8`` and as ``float32``.

photo = torch.zeros(3, 1000, 1000, dtype=torch.uint8)
print(photo.element_size() * photo.numel())
print(photo.float().element_size() * photo.numel())

# %%
# The floats need four times as much memory. That's why pictures are stored as ``uint8``, and
# scaled only when they are used.
#
# Look back
# ---------
# - The dtype comes from your data or from ``dtype=``. You convert with ``to()``, ``float()`` or
#   ``long()``, and converting to an int dtype cuts decimals off.
# - Ints wrap around without a word, and floats are rounded. Compare floats with ``isclose``.
# - Floats win over ints, and ints win over bools.
#
# **Try this:** a scanner gives you ``torch.tensor([0, 128, 255], dtype=torch.uint8)``, where 0
# is black. Swap black and white, so that black becomes 255, and then scale to floats between 0
# and 1.
#
# One answer
# ----------
# 255 minus a pixel is never below 0 and never above 255, so nothing can wrap around.

scan = torch.tensor([0, 128, 255], dtype=torch.uint8)
print((255 - scan) / 255)

# %%
# Check yourself
# --------------
# .. question::
#    :section: watch-a-number-wrap-around
#
#    What does this give, and why? ::
#
#       torch.tensor(250, dtype=torch.uint8) + 9
#
#    - [ ] ``tensor(259)``, because 250 and 9 make 259
#
#      There's room for 259 only in a larger dtype, such as ``int64``.
#
#      :if: ``torch.tensor(250) + 9``
#
#    - [x] ``tensor(3, dtype=torch.uint8)``, because it wraps around after 255
#
#      251, 252, 253, 254, 255, 0, 1, 2, 3: the ninth step ends at 3.
#
#    - [ ] ``tensor(255, dtype=torch.uint8)``, because 255 is the largest number
#
#      Some programs stop at the largest number, but PyTorch's ints go on from 0.
#
#      :if: ``torch.tensor(250, dtype=torch.uint8) + 5``
#
# .. question::
#    :section: choose-one-yourself
#
#    What does this give, and why? ::
#
#       torch.tensor([1.9, -1.9]).long()
#
#    - [ ] ``tensor([ 2, -2])``, because these are the nearest whole numbers
#
#      Converting doesn't round. For that, there is ``round``.
#
#      :if: ``torch.tensor([1.9, -1.9]).round().long()``
#
#    - [ ] ``tensor([ 1, -2])``, because numbers are rounded down
#
#      Rounding down would make -1.9 smaller, but the decimals are only cut off.
#
#      :if: ``torch.tensor([1.9, -1.9]).floor().long()``
#
#    - [x] ``tensor([ 1, -1])``, because the decimals are cut off
#
#      What stands before the point stays, on both sides of 0.
#
# .. question::
#    :section: mix-dtypes
#
#    Which dtype does the sum have, and why? ::
#
#       (torch.tensor([True, False]) + 2).dtype
#
#    - [x] ``torch.int64``, because ints win over bools
#
#      The 2 is of a stronger kind than true and false, so the result is of that kind.
#
#    - [ ] ``torch.bool``, because a plain number never changes a tensor's dtype
#
#      A plain number leaves the dtype as it is only if its kind isn't stronger than the
#      tensor's.
#
#      :if: ``(torch.tensor([True, False]) + True).dtype``
#
#    - [ ] ``torch.float32``, because that is the default dtype
#
#      The default dtype is for numbers with decimals, and there are none here.
#
#      :if: ``(torch.tensor([True, False]) + 2.0).dtype``
#
# .. question::
#    :section: don-t-trust-the-last-digit
#
#    What does this give, and why? ::
#
#       torch.tensor(0.3) + torch.tensor(0.6) == 0.9
#
#    - [ ] ``tensor(True)``, because 0.3 and 0.6 make 0.9
#
#      On paper they do. But written with zeros and ones, none of the three ever ends, so each
#      is rounded. With 0.5 and 0.25, nothing needs to be rounded.
#
#      :if: ``torch.tensor(0.5) + torch.tensor(0.25) == 0.75``
#
#    - [ ] An error, because a tensor can't be compared with a plain number
#
#      A plain number goes with any shape. Two different lengths don't.
#
#      :if: ``torch.ones(2) == torch.ones(3)``
#
#    - [x] ``tensor(False)``, because floats are rounded
#
#      The sum is a tiny bit away from 0.9, and ``==`` compares every digit. ``isclose`` allows
#      for that.
