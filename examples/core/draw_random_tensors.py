"""
Draw random tensors and seed them
=================================

Fill tensors with random numbers, and get the same numbers again when you need them.

**Time:** 20 minutes. **You need:** Create tensors.
"""

import matplotlib.pyplot as plt
import torch

device = torch.accelerator.current_accelerator(check_available=True) or torch.device("cpu")
torch.set_default_device(device)
print(f"PyTorch {torch.__version__} on {device.type}")

# %%
# Draw by chance
# --------------
# **Random** numbers come by chance, as when you throw dice. To **draw** is to ask for such
# numbers. ``rand`` and ``randn`` fill a shape with them. Which one gives numbers below 0?
# Later sections explain ``manual_seed``, and why your device may give other numbers.

torch.manual_seed(11)
print(torch.rand(2, 3))
print(torch.randn(2, 3))

# %%
# ``randn`` does: its numbers lie on both sides of 0. ``rand`` can give 0, but nothing below
# it, and it never gives 1. With thousands of draws you see more. A **histogram** cuts their
# range into equal pieces. Each bar counts the draws in one piece. Which bars are equally
# high?

fig, axes = plt.subplots(1, 2, figsize=(6, 2.6), layout="constrained")
fig.suptitle("rand is flat from 0 to 1, randn makes a hill around 0")
for ax, name, x in zip(axes, ("rand", "randn"), (torch.rand(5000), torch.randn(5000))):
    ax.hist(x.tolist(), bins=20)
    ax.set(title=f"{len(x)} draws from {name}", xlabel="value", ylabel="how many")
plt.show()

# %%
# The bars of ``rand`` are nearly equal. All its values are equally likely: a **uniform
# distribution**. With ``randn``, values near 0 are likely, and values far away are rare: a
# **normal distribution**.
#
# Choose the centre and the spread
# --------------------------------
# The picture of ``randn`` looks like a hill. With ``normal`` you choose its centre, called
# the **mean**, and how wide it spreads, the **standard deviation**. Which line of
# temperatures will spread more?

print(torch.normal(20.0, 0.5, size=(5,), device=device))
print(torch.normal(20.0, 5.0, size=(5,), device=device))

# %%
# The second line: its standard deviation is 5, not 0.5. ``normal`` is an exception: it draws
# on the CPU unless you name a device.
#
# Draw whole numbers
# ------------------
# ``randint`` takes a start, an end and the shape as a tuple. Throw a dice ten times. Why is
# the end 7? ``randperm`` draws an order, for example for five photos. Does it repeat a
# number?

print(torch.randint(1, 7, (10,)))
print(torch.randperm(5))

# %%
# As in ``arange``, the end is not included: 6 can come, 7 cannot. ``randperm(5)`` gives each
# number from 0 to 4 once. What if you forget the shape?

try:
    print(torch.randint(1, 7))
except TypeError as error:
    print(error)

# %%
# An **argument** is what you give to a function. *size* is the shape, and here PyTorch takes
# the 7 for it. A shape *must be tuple of ints*, such as ``(10,)``, and 7 is only one *int*.
#
# Seed the generator
# ------------------
# The numbers only look random. A **generator** calculates them, one after another. The
# **seed** is a whole number that says where it starts. Which two of these three tensors are
# equal?

torch.manual_seed(7)
first, second = torch.rand(5), torch.rand(5)
torch.manual_seed(7)
again = torch.rand(5)
print(first)
print(second)
print(again)
print(torch.equal(first, second), torch.equal(first, again))

# %%
# Each call moves the generator on, so ``second`` differs from ``first``. The same seed takes
# it back to the same start, so ``again`` is equal. ``torch.equal`` gives one answer: are all
# numbers the same?
#
# Make a generator of your own
# ----------------------------
# All calls so far share one **global** generator. Any code you call can move it on. You can
# make a generator of your own, on the device where you draw. Does drawing from ``mine`` move
# the global generator?

mine = torch.Generator(device=device).manual_seed(3)
torch.manual_seed(7)
print(torch.rand(5, generator=mine))
print(torch.equal(torch.rand(5), first))

# %%
# It does not. The global generator still started at seed 7, so it gave the numbers of
# ``first``.
#
# Start equal on every device
# ---------------------------
# ``manual_seed`` seeds all devices, but each has a global generator of its own. Now draw on
# the CPU with the seed of ``first``. ``to`` brings the numbers to your device. Are they
# equal?

source = torch.Generator(device="cpu").manual_seed(7)
start = torch.rand(5, generator=source, device="cpu").to(device)
print(start)
print(torch.equal(start, first))

# %%
# True if your device is the CPU. False on an accelerator, where the same seed gives other
# numbers. To get equal numbers on every device, draw them on the CPU and move them, as for
# ``start``. :doc:`/reference/where_outputs_differ` tells you what else a device can change.
#
# The same seed gives the same numbers on the same model of device, with the same PyTorch
# release. The calls and their order must be the same too. If one of these changes, the
# numbers can change too.
#
# Look back
# ---------
# - ``rand``, ``randn``, ``normal``, ``randint`` and ``randperm`` draw random tensors.
# - A seed sets the start of a generator. Each call moves it on.
# - To start equal on every device, draw on the CPU and use ``to(device)``.
#
# **Try this:** give ``mine`` the seed 3 again. Does it give the same five numbers again?
