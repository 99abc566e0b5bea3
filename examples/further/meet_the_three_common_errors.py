"""
Meet the three common errors
============================

Read shape, dtype and device errors phrase by phrase, and fix each of them without guessing.

**Time:** 20 minutes. **You need:** Multiply matrices, Broadcast across shapes.
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
# Everybody who works with tensors gets errors, and keeps getting them. Most are about one of
# three things: the shape, the dtype or the device. PyTorch's messages look unfriendly, but they
# nearly always tell you what didn't fit. After this lesson you'll know where to look in a
# message, and you'll have a routine for the ones that you've never seen before.
#
# The routine begins with three questions. What is the shape, what is the dtype, and where is
# the tensor? Here are four grades for each of five photos, and a small function that answers
# all three at once.


def describe(name, x):
    print(name, tuple(x.shape), x.dtype, x.device.type)


photos = torch.tensor(
    [
        [0.9, 0.8, 0.7, 0.9],
        [0.4, 0.9, 0.2, 0.3],
        [0.8, 0.6, 0.9, 0.7],
        [0.1, 0.5, 0.3, 0.2],
        [0.7, 0.9, 0.8, 0.6],
    ]
)
describe("photos", photos)

# %%
# Each row is a photo, and its four numbers say how sharp, bright, colourful and interesting it
# is.
#
# Meet a shape error
# ------------------
# You'd like a single score for each photo. Being interesting matters most, so it gets the
# largest weight: you multiply the four grades by four weights and add up the results. For all
# five photos at once, that is a matrix product. Read the message, and see whether you can tell
# what is wrong.

weights = torch.tensor([[0.1, 0.2, 0.3, 0.4]])
try:
    scores = photos @ weights
except RuntimeError as error:
    print(error)
describe("photos", photos)
describe("weights", weights)

# %%
# Take the message piece by piece:
#
# - *mat1 and mat2* are the two matrices. The first is on the left of ``@``, so it is
#   ``photos``, and the second is ``weights``.
# - *shapes cannot be multiplied* tells you which of the three questions to ask.
# - *(5x4 and 1x4)* are the two shapes. The numbers in the middle, 4 and 1, have to be equal,
#   and they aren't.
#
# A row of ``photos`` has four numbers, so it needs a column of four to meet. ``weights`` is a
# row, but its transpose is a column.

scores = photos @ weights.T
describe("weights.T", weights.T)
describe("scores", scores)

# %%
# Now there is one score for each photo. The picture shows the shapes of both attempts, the
# failed one above and the successful one below, and a line joins the two sizes that meet.

fig, axes = plt.subplots(2, 1, figsize=(4.4, 4.2), layout="constrained")
fig.set_label(
    "The shapes of photos and of weights, side by side: the two sizes in the middle aren't "
    "equal, so they don't fit. Below, the shapes of photos and of weights.T: the two sizes "
    "in the middle are equal, and fit."
)
fig.suptitle("The two sizes that meet must be equal")
for ax, name, right in zip(axes, ("weights", "weights.T"), (weights, weights.T)):
    fits = photos.shape[1] == right.shape[0]
    for left, size in zip((0, 1, 3, 4), (*photos.shape, *right.shape)):
        inner = left in (1, 3)
        face = (("C2", 0.4) if fits else ("C1", 0.4)) if inner else "none"
        ax.add_patch(plt.Rectangle((left, 0), 1, 1, facecolor=face, edgecolor="C0"))
        ax.text(left + 0.5, 0.5, size, ha="center", va="center", size=15)
    ax.text(1, 1.2, "photos", ha="center")
    ax.text(2.5, 0.5, "@", ha="center", va="center", size=15)
    ax.text(4, 1.2, name, ha="center")
    ax.plot([1.5, 1.5, 3.5, 3.5], [-0.1, -0.3, -0.3, -0.1], color="C0")
    sign, verdict = ("=", "fits") if fits else ("≠", "doesn't fit")
    middle = f"{photos.shape[1]} {sign} {right.shape[0]}: {verdict}"
    ax.text(2.5, -0.5, middle, ha="center", va="top")
    ax.set(xlim=(-0.1, 5.1), ylim=(-1, 1.6), aspect="equal")
    ax.axis("off")
plt.show()

# %%
# Meet a wrong shape without an error
# -----------------------------------
# Some mistakes with shapes are worse, because nothing stops you. A judge looked at the photos,
# too, and gave a 1 to the good ones and a 0 to the others. You want to know how far your scores
# are from those marks. What shape should the differences have?

marks = torch.tensor([1.0, 0.0, 1.0, 0.0, 1.0])
describe("scores", scores)
describe("marks", marks)
describe("differences", scores - marks)

# %%
# There should be five differences, one for each photo, but you got 25. ``scores`` is a column
# and ``marks`` counts as a row, so PyTorch broadcast them and subtracted every mark from every
# score. It had no reason to complain: a table might have been what you wanted.
#
# So say what you want. ``assert`` stops your program if something isn't true, and prints what
# you write after the comma.

try:
    assert scores.shape == marks.shape, f"{tuple(scores.shape)} and {tuple(marks.shape)} differ"
except AssertionError as error:
    print(error)

# %%
# The program now stops at the mistake, and not somewhere later, with numbers that make no
# sense. ``squeeze(1)`` removes dimension 1 from ``scores``, because its length is 1, and now
# the two shapes agree.

scores = scores.squeeze(1)
assert scores.shape == marks.shape
describe("differences", scores - marks)

# %%
# Meet a dtype error
# ------------------
# A friend sends you a different set of weights. They are in a column already, so the shapes
# fit. What else could go wrong?

whole = torch.tensor([[1], [2], [3], [4]])
try:
    photos @ whole
except RuntimeError as error:
    print(error)
describe("photos", photos)
describe("whole", whole)

# %%
# Your friend wrote whole numbers, so ``whole`` holds ints. ``+`` and ``*`` would find a common
# dtype for you, but ``@`` doesn't. Again, take the message piece by piece:
#
# - *expected m1 and m2 to have the same dtype*: these are the left and the right matrix again.
#   On an accelerator, they're called *mat1* and *mat2* here, too.
# - *float != long int*: the left one has dtype *float*, and the right one *long int*, or *long
#   long* on a Mac. In Python, ``!=`` means "is not equal to".
#
# ``describe`` prints these dtypes with different names, ``torch.float32`` and ``torch.int64``.
# Much of PyTorch is written in another language, C++, which has other names for the same
# things: *float* is ``float32``, *double* is ``float64``, and *long*, *long int* and *long
# long* are all ``int64``.
#
# Now you know what is wrong, but which of the two should change? Turn ints into floats, and not
# the other way round: as ints, all the grades would become 0.

describe("scores", photos @ whole.float())

# %%
# A second kind of dtype error needs only one tensor. You ask for a mean, which usually has
# decimals, but the tensor holds ints.

try:
    whole.mean()
except RuntimeError as error:
    print(error)
print(whole.float().mean())

# %%
# This message is long, and its end tells you most. *Got: Long* is what you gave, and *must be
# either a floating point or complex dtype* is what ``mean`` needs. Floating point dtypes are
# those with *float* in their names. (Complex numbers are for other kinds of mathematics. You
# can skip that word.)
#
# Meet a device error
# -------------------
# The third kind of error appears when you use an accelerator. The CPU and a GPU each have
# memory of their own, so a calculation needs all its tensors in the same place. To let you see
# this error on any computer, the next block uses a second device: the CPU if you have an
# accelerator, and otherwise ``meta``. That is a pretend device, which knows the shape and the
# dtype of its tensors but keeps no numbers.

elsewhere = torch.ones(5, device="meta" if device.type == "cpu" else "cpu")
try:
    marks + elsewhere
except RuntimeError as error:
    print(error)
describe("marks", marks)
describe("elsewhere", elsewhere)

# %%
# Whatever your devices are called, the message names two of them, because your tensors are
# spread over both and should all be on the same one. It doesn't say which tensor is where, but
# ``describe`` does.
#
# You can fix this with the method ``to``. Take the device from the other tensor rather than
# writing its name, and your code is right on every computer.

bonus = torch.ones(5, device="cpu")
describe("sum", marks + bonus.to(marks.device))

# %%
# A new tensor, ``bonus``, stands in for ``elsewhere``, because a tensor on ``meta`` has no
# numbers that could be moved. (On a computer without an accelerator, ``bonus`` is in the right
# place already, so ``to`` has nothing to do in that case.)
#
# Read a long message from the bottom
# -----------------------------------
# So far you've seen only the last line of each error. In a real program, Python prints a
# **traceback** above it: the calls that led to the error, one after another. A long one can
# fill the screen, which is when many people stop reading. Here is a short one, without the
# names of files. Which of these lines did you write?


def score(photos, weights):
    return photos @ weights


try:
    score(photos, weights)
except RuntimeError as error:
    for step in traceback.extract_tb(error.__traceback__):
        print(step.line)
    print(f"{type(error).__name__}: {error}")

# %%
# Start at the bottom, where you'll find the kind of error and the message. Then go up, line by
# line, until you come to a line that you wrote. Here that is ``return photos @ weights``. The
# line below it, ``return func(*args, **kwargs)``, isn't yours: it belongs to PyTorch. (It's
# there because of our set-up. In your own programs, you may see different lines of PyTorch, or
# none.) Pass over such lines, since the mistake is almost never there.
#
# The line you've found is where Python noticed the problem. The mistake itself may be further
# up, in the line that passed the wrong tensor. In this example, ``score`` is fine: it was
# called with ``weights``, and needed ``weights.T``.
#
# Use this list for any new error
# -------------------------------
# One day you'll see a message that isn't in any lesson. These steps will get you through most
# of them:
#
# - Read the last line. Is it about sizes, about types or about devices?
# - Go up from there until you come to a line that you wrote.
# - Print the shape, the dtype and the device of each tensor in that line.
# - Say in words what you wanted, then change one thing and run it again.
# - If you're still stuck, search for a piece of the message that has no numbers in it.
#
# Look back
# ---------
# - Every tensor has a shape, a dtype and a device, and most errors are about one of them.
# - A message says what didn't fit. Find out which of your tensors each name in it stands for.
# - Some mistakes raise no error. ``assert`` can stop your program where they happen.
#
# **Try this:** ``photos @ torch.tensor([[1, 2, 3, 4]])`` has two mistakes. Run it, fix the one
# that PyTorch reports, and do that again until it works.
#
# One answer
# ----------
# PyTorch stops at the first problem it finds. Only when the shapes fit do you hear about the
# dtypes, so a new message is often a sign that you've made progress.

row = torch.tensor([[1, 2, 3, 4]])
for attempt in (row, row.T, row.T.float()):
    try:
        describe("scores", photos @ attempt)
    except RuntimeError as error:
        print(error)

# %%
# Check yourself
# --------------
# .. question::
#    :section: meet-a-shape-error
#
#    Which kind of error is this, and why? ::
#
#       torch.zeros(4, 5) @ torch.zeros(4, 5)
#
#    - [ ] A dtype error, because the two are of different kinds.
#
#      Both are ``float32``.
#
#    - [x] A shape error, because the inner sizes, 5 and 4, differ.
#
#      The message shows both shapes. The transpose of one of them would help.
#
#    - [ ] A device error, because the two can't meet.
#
#      Both are on the same device. Otherwise the message would name two of them.
#
# .. question::
#    :section: meet-a-wrong-shape-without-an-error
#
#    No error appears, but a sum of differences is far too large. What is the first thing to
#    look at?
#
#    - [ ] The seed
#
#      Another seed gives other numbers, but not a sum of another size.
#
#    - [x] The shapes of the two tensors that are subtracted
#
#      If one of them is a column and the other a row, every number meets every other.
#
#    - [ ] The version of PyTorch
#
#      Versions rarely differ in such things. Look at your own code first: a shape is printed at
#      once.
