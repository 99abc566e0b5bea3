"""
Do math on tensors
==================

Calculate with all the numbers of a tensor at once, then round, compare and combine them.

**Time:** 25 minutes. **You need:** Create tensors, Read and match shapes, Choose a dtype.
"""

import matplotlib.pyplot as plt
import torch

device = torch.accelerator.current_accelerator(check_available=True) or torch.device("cpu")
torch.set_default_device(device)
print(f"PyTorch {torch.__version__} on {device.type}")

# %%
# Calculate with one number
# -------------------------
# A shop sells three drinks. An **operator** is a sign such as ``+`` or ``*``. Between a
# tensor and one number, it works on every element. Which of these lines changes ``prices``?

prices = torch.tensor([2.5, 4.0, 3.0])
print(prices + 0.5)
print(10 - prices)
print(prices)

# %%
# None of them. Each result is a new tensor, and ``prices`` stays as it is.
#
# Each operator also has a function and a method. Do they give the same?

print(torch.add(prices, 0.5))
print(prices.add(0.5))

# %%
# Yes. ``-``, ``*``, ``/`` and ``**`` are ``sub``, ``mul``, ``div`` and ``pow``. A method that
# ends in ``_``, such as ``add_``, changes the tensor itself. That is called **in place**, and
# a later lesson explains when it is safe.
#
# Calculate with two tensors
# --------------------------
# With two tensors of the same shape, PyTorch works **element-wise**: it pairs the elements at
# the same position. ``//`` divides and rounds down. ``%`` gives the rest. How many boxes of 6
# can you fill?

sold = torch.tensor([10, 5, 20])
print(prices * sold)
print(sold // 6)
print(sold % 6)

# %%
# The first line is the money for each drink. Ten bottles fill 1 box, and 4 bottles are left.
# ``*`` does not add the results up. For that, there is the lesson *Multiply matrices*.
#
# Read the shape error
# --------------------
# What happens if one tensor has three elements, and the other has four?

try:
    print(prices * torch.tensor([10, 5, 20, 8]))
except RuntimeError as error:
    print(error)

# %%
# Tensor a is on the left of ``*`` and has 3 elements. Tensor b is on the right and has 4.
# *Dimension 0* says where they differ. *Non-singleton* means that neither length is 1.
#
# Take powers and roots
# ---------------------
# ``x**2`` multiplies each element by itself. ``sqrt`` finds the **square root**: the number
# that, times itself, gives the element. From an area, you get the side of a square. The -4 is
# a typing mistake. What will its square root be?

areas = torch.tensor([9.0, 2.0, -4.0])
print(areas**2)
print(areas.sqrt())
print(areas.sqrt().isnan())

# %%
# No float times itself is -4. You get ``nan``, which means *not a number*. There is no error,
# so look for it yourself: ``isnan`` is true where an element is ``nan``.
#
# Round, and keep within limits
# -----------------------------
# ``round`` goes to the nearest whole number, ``floor`` goes down and ``ceil`` goes up.
# ``clamp`` takes a lowest and a highest value. What happens to 2.5 in each line?

temps = torch.tensor([1.5, 2.5, 2.7, -2.7])
print(temps.round())
print(temps.floor())
print(temps.ceil())
print(temps.clamp(0, 2))

# %%
# 2.5 lies halfway between 2 and 3. Halfway, ``round`` takes the even number, so 1.5 and 2.5
# both give 2. ``floor`` goes down, so -2.7 becomes -3. ``clamp`` turns everything above 2
# into 2, and everything below 0 into 0.
#
# Draw sine and cosine
# --------------------
# You sit on a wheel of radius 1 that turns once. You start on the right, and go up. From the
# centre, **sine** says how high you are, and **cosine** how far to the right. Angles are in
# **radians**: a whole turn is 2 times pi, and pi is about 3.14.

angles = torch.linspace(0, 2 * torch.pi, 100)

# %%
fig, ax = plt.subplots(figsize=(6, 2.4), layout="constrained")
ax.plot(angles.tolist(), angles.sin().tolist(), label="sin")
ax.plot(angles.tolist(), angles.cos().tolist(), label="cos")
ax.set_xticks(torch.linspace(0, 2 * torch.pi, 5).tolist(), ["0", "1/4", "1/2", "3/4", "1"])
ax.set(title="sin starts at 0, cos at 1: one wave, a quarter turn apart", xlabel="turns")
ax.legend()
plt.show()

# %%
# You start on the right, where ``cos`` is 1. A quarter turn later you are at the top, and
# ``sin`` is 1. Each method worked on 100 angles, without a loop.
#
# Compare, and combine the answers
# --------------------------------
# A comparison gives one bool per element. ``&`` means and: both must be true. ``|`` means or:
# one is enough. ``~`` means not. Does Python's own ``and`` work too?

warm, cool = temps > 0, temps < 2.6
print(warm & cool)
print(torch.logical_and(warm, cool))
print(warm | cool)
print(~warm)
try:
    print(warm and cool)
except RuntimeError as error:
    print(error)

# %%
# No. ``and`` wants one *Boolean value*, one true or false, for the whole tensor. With *more
# than one value* that is *ambiguous*, which means not clear. ``logical_and`` does what ``&``
# does. In one line, put each comparison in brackets, ``(temps > 0) & (temps < 2.6)``. Without
# them, Python calculates ``0 & temps`` first.
#
# Switch bits on and off
# ----------------------
# A computer writes ints in **bits**: ones and zeros. For ints, the same operators work on
# each bit. ``item`` takes the number out of a tensor. In an f-string, ``:04b`` shows four
# bits. Which bits stay 1 for the new operator, ``^``?

a, b = torch.tensor(12), torch.tensor(10)
for name, x in (("a", a), ("b", b), ("a & b", a & b), ("a | b", a | b), ("a ^ b", a ^ b)):
    print(f"{name:5}  {x.item():04b}  {x.item()}")

# %%
# Those that are 1 in only one of the two numbers. Operators on bits are called **bitwise**.
#
# Look back
# ---------
# - Operators work element-wise, with one number or a tensor of the same shape.
# - Halfway, ``round`` takes the even number. ``sqrt`` of a negative number is ``nan``.
# - Comparisons give bools. Combine them with ``&``, ``|`` and ``~``, not with ``and``.
#
# **Try this:** which ``prices`` are over 2.6 and under 3.5? Ask with one line of code.
