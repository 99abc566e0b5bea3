"""
Meet the three common errors
============================

Read shape, dtype and device errors word by word, and mend each of them without guessing.

**Time:** 25 minutes. **You need:** Broadcast across shapes, Choose a dtype, Use an accelerator.
"""

import traceback

import matplotlib.pyplot as plt
import torch

device = torch.accelerator.current_accelerator(check_available=True) or torch.device("cpu")
torch.set_default_device(device)
print(f"PyTorch {torch.__version__} on {device.type}")

# %%
# Ask three questions
# -------------------
# Most errors with tensors are about one of three things: the shape, the dtype, or the device. So
# the first step is always the same. Look at all three. This small function prints them. ``:9`` and
# ``!s:8`` add spaces, so that the columns line up.


def describe(name, x):
    print(f"{name:9} shape {tuple(x.shape)!s:8} {x.dtype} on {x.device.type}")


photos = torch.rand(5, 4, generator=torch.Generator(device).manual_seed(1))
describe("photos", photos)

# %%
# Five photos, each described by four numbers. In this lesson you want one score for each photo.
#
# Meet a shape error
# ------------------
# You multiply each photo's numbers by weights, and add them up. The weights are four numbers, in a
# matrix. Read the two shapes in the message before you read on.

weights = torch.tensor([[0.1, 0.2, 0.3, 0.4]])
try:
    scores = photos @ weights
except RuntimeError as error:
    print(error)
describe("photos", photos)
describe("weights", weights)

# %%
# *mat1* is left of ``@``, *mat2* is right of it. The message gives their shapes: 5x4 and 1x4. The
# two sizes in the middle must be equal, but 4 meets 1.
#
# You want each row of four numbers to meet a column of four. So ``weights`` must be a column.

scores = photos @ weights.T
describe("scores", scores)

# %%
# One score for each photo. The picture shows the sizes that meet. Outer sizes stay, inner sizes
# must be equal.

fig, axes = plt.subplots(1, 2, figsize=(6, 1.4), layout="constrained")
fig.suptitle("The sizes in the middle must be equal")
for ax, right in zip(axes, (weights, weights.T)):
    sizes = [*photos.shape, *right.shape]
    fits = sizes[1] == sizes[2]
    colours = [["none", *["#2f9e6e77" if fits else "#d2691e77"] * 2, "none"]]
    ax.table([sizes], colours, bbox=(0, 0, 1, 1), cellLoc="center")
    ax.set_title("fits" if fits else "does not fit", fontsize=11)
    ax.axis("off")
plt.show()

# %%
# Meet a wrong shape without an error
# -----------------------------------
# People gave each photo a mark. You want to know how far your scores are from the marks. Which
# shape should the difference have?

marks = torch.tensor([1.0, 0.0, 1.0, 0.0, 1.0])
describe("wrong", scores - marks)
describe("right", scores.squeeze(1) - marks)

# %%
# You want five differences, but the first line is a table of twenty-five. Python shows no error
# here, so write down what must be true. Then the program stops where the mistake is:

try:
    assert scores.shape == marks.shape, f"scores {tuple(scores.shape)}, marks {tuple(marks.shape)}"
except AssertionError as error:
    print(error)

# %%
# Meet a dtype error
# ------------------
# Somebody stored weights as whole numbers. What does PyTorch say?

whole = torch.tensor([[1], [2], [3], [4]])
try:
    photos @ whole
except RuntimeError as error:
    print(error)
describe("photos", photos)
describe("whole", whole)

# %%
# *m1* and *m2* are *mat1* and *mat2*, left and right. The message wants equal dtypes, and names
# those it got. PyTorch is partly written in C++, so it uses that language's names: *float* is
# ``float32``, *double* is ``float64``, and *long* is ``int64``. Which one should change? Convert
# towards decimals, or you lose them.

print((photos @ whole.float()).shape)

# %%
# A second form of the same error: the function needs decimals, and gets none.

try:
    whole.mean()
except RuntimeError as error:
    print(error)
print(whole.float().mean())

# %%
# *Got: Long* is the word to look for.
#
# Meet a device error
# -------------------
# Two tensors live on different devices. Where there is no accelerator, ``meta`` plays the second
# device: it knows shapes, but no numbers.

elsewhere = torch.ones(5, device="meta" if device.type == "cpu" else "cpu")
try:
    marks + elsewhere
except RuntimeError as error:
    print(error)
describe("marks", marks)
describe("elsewhere", elsewhere)

# %%
# The message names both devices. Find out with ``describe`` which tensor is where it should not be.
# A tensor on ``cpu`` or on a GPU moves with ``to``. Take the device from the other tensor, and the
# code is right on every computer. On ``meta`` there are no numbers to move, so there you make a new
# one.

moved = torch.ones(5, device="cpu").to(marks.device)
again = torch.ones(5, device=marks.device)
print((marks + moved).equal(marks + again))

# %%
# Read a long message from the end
# --------------------------------
# In a real program, Python prints more than the message: a **traceback**, the lines that led to the
# error. You see it here without the names of files. Which line called which?


def score(photos, weights):
    return photos @ weights


try:
    score(photos, weights)
except RuntimeError as error:
    for step in traceback.extract_tb(error.__traceback__):
        print(step.line)
    print(f"{type(error).__name__}: {error}")

# %%
# Each line called the one below it. Start at the end: there stand the kind of error and the
# message. Then go up until you find a line that you wrote, and look at what it was given. Lines
# that you did not write belong to PyTorch. The mistake is almost never there.
#
# Use this list for any new error
# -------------------------------
# - Read the message. Does it speak of sizes, of types or of devices?
# - From there, go up. Stop at the first line that you wrote.
# - Print shape, dtype and device of each tensor in that line.
# - Say what you wanted. Change one thing, and run again.
# - Search for a piece of the message that has no numbers in it.
#
# Look back
# ---------
# - Every tensor has a shape, a dtype and a device. Most errors are about one of them.
# - Messages name what did not fit. Check which tensor each name belongs to.
# - Some mistakes raise nothing. ``assert`` finds them.
#
# **Try this:** add ``torch.ones(4, 1)`` to ``marks``. Say what happens before you run it.
