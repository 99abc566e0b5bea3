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
# A shop sells three drinks. An **operator** is a sign such as ``+``. With one number, it works
# on every element. ``+`` also has a function and a method. Does any of this change ``prices``?

prices = torch.tensor([2.5, 4.0, 3.0])
print(prices + 0.5, torch.add(prices, 0.5), prices.add(0.5), 10 - prices, prices, sep="\n")

# %%
# No: each result is a new tensor. The first three are equal, the fourth is your change from a
# 10 note. ``-``, ``*``, ``/`` and ``**`` are ``sub``, ``mul``, ``div`` and ``pow``. A method
# that ends in ``_``, as ``add_``, changes the tensor itself, **in place**: a topic for later.
#
# Calculate with two tensors
# --------------------------
# Elements at the same position meet. This is called **element-wise**. ``%`` is what ``//``
# leaves over. Predict the money per drink, the full boxes of 6, and the rest. What fails?

sold = torch.tensor([10, 5, 20])
print(prices * sold, sold // 6, sold % 6, sep="\n")
try:
    print(prices * torch.tensor([10, 5, 20, 8]))
except RuntimeError as error:
    print(error)

# %%
# Ten bottles fill 1 box, and 4 are left. ``*`` is not the **matrix product**: see the lesson
# Multiply matrices. In the error, *size* is a length: 3 on the left of ``*``, 4 on the right.
# They *must match*. *Non-singleton dimension 0* is the first one, and not of length 1.
#
# Take powers and roots
# ---------------------
# ``**2`` multiplies each element by itself. ``sqrt`` takes the **square root**: which number,
# times itself, gives this one? The -4 is a typing mistake. What will come out of it?

areas = torch.tensor([9.0, 2.0, -4.0])
print(areas**2, areas.sqrt(), areas.sqrt().isnan(), sep="\n")

# %%
# No float times itself is -4. You get ``nan``, *not a number*, no error. ``isnan`` finds it.
#
# Round, and keep within limits
# -----------------------------
# Here are temperatures. ``floor`` rounds down, ``ceil`` up, ``trunc`` towards zero. ``clamp``
# takes a lowest and a highest value. What happens to 2.5 in each line?

temps = torch.tensor([1.5, 2.5, 2.7, -2.7])
print(temps.round(), temps.floor(), temps.ceil(), temps.trunc(), temps.clamp(0, 2), sep="\n")

# %%
# ``round`` takes the nearest whole number. Halfway, it takes the even one: 1.5 and 2.5 both
# give 2. The dots say: still floats. ``clamp`` turns what is below 0 into 0, above 2 into 2.
#
# Draw sine and cosine
# --------------------
# Seen from the centre of a big wheel, **sine** is how high you are, **cosine** how far right.
# Angles are in **radians**: half a turn is ``torch.pi``. Where is each line after a quarter?

angles = torch.linspace(0, 2 * torch.pi, 100)
fig, ax = plt.subplots(figsize=(6, 2.4), layout="constrained")
ax.plot(angles.tolist(), angles.sin().tolist(), label="sin")
ax.plot(angles.tolist(), angles.cos().tolist(), label="cos")
ax.set_xticks(torch.linspace(0, 2 * torch.pi, 5).tolist(), ["0", "1/4", "1/2", "3/4", "1"])
ax.set(title="sin starts at 0, cos at 1: one wave, a quarter turn apart", xlabel="turns")
ax.legend()
plt.show()

# %%
# You start on the right. A quarter turn takes you to the top: ``sin`` is 1, ``cos`` is 0.
#
# Compare, and combine the answers
# --------------------------------
# A comparison gives one bool per element. ``&`` means and, ``~`` means not. ``|`` means or: at
# least one is true. Predict each line. Can you write ``and`` instead of ``&``?

mild, dry = (temps > 0) & (temps < 2.6), torch.tensor([True, False, True, False])
print(temps < 2.6, mild, mild & dry, torch.logical_and(mild, dry), mild | dry, ~mild, sep="\n")
try:
    print(mild and dry)
except RuntimeError as error:
    print(error)

# %%
# ``&`` and ``logical_and`` agree. ``and`` wants one *Boolean value*, true or false, for all of
# ``mild``. In a *Tensor with more than one value*, that is *ambiguous*: not clear. Keep the
# brackets around each comparison, because Python does ``&`` before ``<``.
#
# Switch bits on and off
# ----------------------
# For ints, these operators are **bitwise**: they work on bits. Think of four lamps: 1 is on.
# In an f-string, ``04b`` shows four bits. Which lamps does ``^`` leave on?

a, b = torch.tensor(12), torch.tensor(10)
for name, x in (("a", a), ("b", b), ("a & b", a & b), ("a | b", a | b), ("a ^ b", a ^ b)):
    print(f"{int(x):04b} is {int(x):2}: {name}")

# %%
# Lamps that are on in only one of the two. ``&`` needs both, and for ``|`` one is enough.
#
# Look back
# ---------
# - Operators are element-wise. Shapes must match, and the result is a new tensor.
# - Halfway, ``round`` takes the even number. ``sqrt`` of a negative number is ``nan``.
# - Comparisons give bools. Combine them with ``&``, ``|`` and ``~``, not with ``and``.
#
# **Try this:** which ``prices`` are over 2.6 and under 3.5? Ask with one line of code.
#
# **Next:** Summarise tensors.
