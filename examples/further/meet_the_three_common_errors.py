"""
Meet the three common errors
============================

Read shape, dtype and device errors line by line, and mend each of them without guessing.

**Time:** 25 minutes. **You need:** Broadcast across shapes, Choose a dtype, Use an accelerator.
"""

import matplotlib.pyplot as plt
import torch

device = torch.accelerator.current_accelerator(check_available=True) or torch.device("cpu")
torch.set_default_device(device)
print(f"PyTorch {torch.__version__} on {device.type}")

# %%
# Ask three questions
# -------------------
# Most errors with tensors are about one of three things: the shape, the dtype, or the device. So
# the first step is always the same. Look at all three. This small function prints them.

def describe(name, x):
    print(f"{name:8} shape {tuple(x.shape)!s:8} {x.dtype} on {x.device.type}")


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
# What did you want? Rows of four against columns of four. So ``weights`` must be a column.

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
# Meet the shape error that is none
# ---------------------------------
# People gave each photo a mark. You want to know how far your scores are from the marks. Nothing is
# raised here. Which shape should the difference have?

marks = torch.tensor([1.0, 0.0, 1.0, 0.0, 1.0])
describe("wrong", scores - marks)
describe("right", scores.squeeze(1) - marks)

# %%
# You want five differences, not a table of twenty-five. No message comes for this one, so write
# down what must be true. Then the program stops where the mistake is:

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
    print(str(error).splitlines()[0])
describe("photos", photos)
describe("whole", whole)

# %%
# The message wants two equal dtypes, and names them. Names from another language stand in many
# messages: *float* is ``float32``, *double* is ``float64``, *long* is ``int64``, *half* is
# ``float16``. Which one should change? Convert towards decimals, or you lose them.

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
describe("other", elsewhere)

# %%
# The message names both devices. Move one tensor with ``to``. If you take the device from the other
# tensor, the code stays right on every computer.

mended = torch.ones(5, device="cpu").to(marks.device)
print((marks + mended).shape)

# %%
# Read a long message from the end
# --------------------------------
# In a real program, Python prints many lines above the message. They say which function called
# which. Start with the last line: it has the kind of error, and the message. Then go up until you
# find a line that you wrote, and look at what that line was given. The lines between belong to
# PyTorch. The mistake is almost never there.
#
# Use this list for any new error
# -------------------------------
# - Read the last line. Does it speak of sizes, of types or of devices?
# - Go up to the first line that is yours.
# - Print shape, dtype and device of each tensor in that line.
# - Say what you wanted. Change one thing, and run again.
# - Search for a piece of the message that has no numbers in it.
#
# Look back
# ---------
# - Every tensor has a shape, a dtype and a device. Most errors are about one of them.
# - Messages name both sides. Left comes first.
# - Some mistakes raise nothing. ``assert`` finds them.
#
# **Try this:** add ``torch.ones(4, 1)`` to ``marks``. Say what happens before you run it.
#
# **Next:** Fit a line with nothing but tensors.
