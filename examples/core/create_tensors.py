"""
Create tensors
==============

Turn your numbers into tensors, the form in which PyTorch works with them, and learn to read what it prints.

**Time:** 15 minutes. **You need:** Python lists, loops and functions.
"""

import matplotlib.pyplot as plt
import torch

device = torch.accelerator.current_accelerator(check_available=True) or torch.device("cpu")
torch.set_default_device(device)
print(f"PyTorch {torch.__version__} on {device.type}")

# %%
# Make your first tensor
# ----------------------
# A photo, a sentence, a table of prices: before PyTorch can do anything with them, they have to
# become tensors. A **tensor** is a block of numbers that all have the same type, and the
# quickest way to make one is to hand ``torch.tensor`` a Python list. Here are three
# temperatures. (The line at the top of the page, with PyTorch's version, comes from the
# *set-up*. You'll read about it in a minute.)

print(torch.tensor([18.5, 21, 19.25]))

# %%
# You see the word ``tensor``, and then your numbers in square brackets, as in a list. One thing
# has changed: 21 is now 21.0000. All the numbers in a tensor have the same type, so when one of
# them has decimals, they all do. (``print`` rounds to four decimals, but the tensor itself is
# more exact.)
#
# Ask what you have
# -----------------
# Every tensor can tell you three things about itself. You'll ask for them all the time, most of
# all when something goes wrong. The first is its **shape**, which says how many numbers it has
# in each direction.

temps = torch.tensor([18.5, 21, 19.25])
print(temps.shape)

# %%
# The shape is ``[3]``, because there are three numbers in a row, and no other direction.
# PyTorch calls it ``torch.Size``, since shape and size mean the same. Next comes its **dtype**,
# short for data type, which says what kind of numbers it holds.

print(temps.dtype)

# %%
# *Float* means that the numbers have decimals. The 32 says how much memory each of them takes,
# and a later lesson is all about that. The last of the three is the **device**, the chip that
# holds the tensor and calculates with it.

print(temps.device)

# %%
# If this says ``cpu``, the tensor is on the **CPU**, the main processor that every computer
# has. If it says something else, such as ``cuda:0``, it is on an **accelerator**: a second
# chip, such as a **GPU**, that does many calculations at once.
#
# Which one you see depends on the computer that ran this page. The *set-up*, which is folded at
# the top of every lesson, looks for an accelerator and puts new tensors there if it finds one.
# Then it prints the version of PyTorch and the device that it found. Plain PyTorch doesn't
# look: without the set-up, every tensor starts on the CPU. The set-up also loads PyTorch with
# ``import torch``, since in Python PyTorch is called ``torch``. So in a notebook, run the
# set-up first, and in a program of your own, put ``import torch`` at the top. You can ignore
# its other lines until the lesson *Move tensors to a GPU and to NumPy*.
#
# Make a single number
# --------------------
# A tensor can also hold a single number. What might the shape of such a tensor be?

scalar = torch.tensor(7)
print(scalar)
print(scalar.shape)

# %%
# Its shape is ``[]``, with nothing in it, because there is no row and so no length. A tensor
# like this is called a **scalar**. You'll see scalars often: when you add up all the numbers in
# a tensor, the sum is a scalar.
#
# Make a picture
# --------------
# A list of lists gives rows and columns. This one is a little picture, five dots high and five
# dots wide, where 1 is ink and 0 is paper. Before you go on, guess two things: which letter is
# it, and what is its shape?

letter = torch.tensor(
    [
        [1, 1, 1, 1, 1],
        [0, 0, 1, 0, 0],
        [0, 0, 1, 0, 0],
        [0, 0, 1, 0, 0],
        [0, 0, 1, 0, 0],
    ]
)
print(letter.shape)

# %%
fig, ax = plt.subplots(figsize=(2.2, 2.4), layout="constrained")
fig.set_label(
    "The letter T on a grid of five by five dots: a dark bar along the top, and a dark "
    "stem down the middle."
)
ax.imshow(letter.tolist(), cmap="Blues", vmin=-0.2)
ax.set(title="A tensor as a picture", xticks=[], yticks=[])
plt.show()

# %%
# The letter is a T, and the shape is ``[5, 5]``: five rows, with five numbers in each. You'll
# see letters like this one throughout the course. By the end of the core lessons, you'll have a
# program that can read them.
#
# Count the brackets
# ------------------
# Rows and columns are two **dimensions**. A tensor can have more, or fewer: each level of
# square brackets is one dimension, and ``ndim`` counts them for you. How many dimensions does
# this tensor have?

cube = torch.tensor(
    [
        [[1, 2, 3], [4, 5, 6]],
        [[7, 8, 9], [10, 11, 12]],
    ]
)
print(cube)
print(cube.ndim)

# %%
# There are three brackets at the start, so it has three dimensions: it holds two tables, each
# has two rows, and each row has three numbers. The blank line separates the two tables. In the
# picture, you can compare it with tensors of fewer dimensions.

fig, ax = plt.subplots(figsize=(4.4, 4.8), layout="constrained")
fig.set_label(
    "A scalar is a single box, a vector a row of boxes, a matrix a table of boxes, and "
    "with three dimensions, one table stands behind another. Beside each is what print shows, "
    "with one level of brackets more each time."
)
ax.set_title("Each level of brackets adds a dimension")
kinds = {"scalar": scalar, "vector": cube[0, 0], "matrix": cube[0], "three dimensions": cube}
for top, (name, x) in zip((0, -2.1, -4.2, -8.5), kinds.items()):
    tables = x.reshape((1,) * (3 - x.ndim) + x.shape).tolist()
    for behind, table in reversed(list(enumerate(tables))):
        for row, numbers in enumerate(table):
            for column, number in enumerate(numbers):
                at = column + 0.8 * behind, top - row + 1.2 * behind
                face = ("C0", 0.25) if behind else ax.get_facecolor()
                cell = plt.Rectangle(at, 1, 1, facecolor=face, edgecolor="C0", zorder=-behind)
                ax.add_patch(cell)
                middle = at[0] + 0.5, at[1] + 0.5
                ax.text(*middle, number, ha="center", va="center", zorder=-behind)
    ax.text(0, top + 1.2 * len(tables) - 0.05, name)
    ax.text(4.4, top + len(tables) - 0.2, x, family="monospace", va="top", linespacing=1.5)
ax.set(xlim=(-0.1, 9.4), ylim=(-9.6, 1.6), aspect="equal")
ax.axis("off")
plt.show()

# %%
# A number by itself is a scalar. With one dimension you have a **vector**, and with two a
# **matrix**. From three dimensions on, people just say tensor, although all four are tensors.
#
# Change the list, and look at the tensor
# ---------------------------------------
# You made a tensor from a list. Suppose the list changes afterwards: does the tensor change
# with it?

prices = [5, 10, 15]
copied = torch.tensor(prices)
prices[0] = 999
print(prices)
print(copied)

# %%
# No: the tensor still has its 5. ``torch.tensor`` copies your numbers into memory of its own,
# so nothing that happens to the list can reach them.
#
# Fill a shape
# ------------
# Often you know the shape you need before you know the numbers. In that case, you name the
# shape and choose what to fill it with. ``zeros`` makes blank paper for a picture of two rows
# and three columns:

print(torch.zeros(2, 3))

# %%
# The dot in ``0.`` is all that is left of 0.0000: it tells you that these numbers are floats,
# even though none of them needs decimals. ``ones`` works in the same way, and ``full`` lets you
# choose the number. What you hand to a function is called an argument. The first argument of
# ``full`` is the shape, in round brackets of its own, so that the number can come after it.
# (Such brackets make a **tuple**, which is like a list that can't be changed.)

print(torch.full((2, 3), 8))

# %%
# Here the 8 has no dot, since you gave a whole number. ``eye`` makes the **identity matrix**,
# which has ones on its diagonal and zeros everywhere else. Mathematicians call it *I*, and the
# English word *eye* sounds like the letter I.

print(torch.eye(3))

# %%
# Count in steps
# --------------
# Given one number, ``arange`` counts like Python's ``range``: it starts at 0 and stops before
# that number.

print(torch.arange(5))

# %%
# You can also give a start, an end and a step. What is the last number here?

print(torch.arange(0, 10, 2))

# %%
# The last number is 8, because the end is never included. When you'd rather say how many
# numbers you want, use ``linspace``, which spreads them evenly. Does it include its end?

print(torch.linspace(0, 8, 5))

# %%
# Yes, ``linspace`` ends at exactly 8. The dots are there because ``linspace`` always gives
# floats, while ``arange`` gives whole numbers if you give it whole numbers. For steps with
# decimals, ``linspace`` is also the safer choice. Computers round decimals, and because of that
# ``arange`` can go one step too far:

print(torch.arange(1, 1.3, 0.1))

# %%
# The 1.3 shouldn't be there, since the end isn't included. With ``linspace`` this can't happen,
# because you say yourself how many numbers you want.
#
# Match another tensor
# --------------------
# Sometimes you need a tensor that fits one you have: blank paper, as large as the letter.
# Functions whose names end in ``_like`` take everything from another tensor, except its
# numbers.

print(torch.zeros_like(letter))

# %%
# The shape is that of ``letter``. The dtype is the same too, which is why these zeros have no
# dots, and so is the device. ``ones_like`` and ``full_like`` do the same with other numbers.
#
# Aside: other ways that you'll come across
# -----------------------------------------
# ``empty`` takes a piece of memory and doesn't clear it, so the tensor holds whatever was there
# before. People use ``empty`` when they are about to overwrite every number anyway.
# ``empty_like`` does the same for the shape of another tensor. Only the shape is worth
# printing:

print(torch.empty(2, 3).shape)

# %%
# Functions whose names begin with ``new_`` belong to a tensor. They take the dtype and the
# device from a tensor, but you choose the shape, or the numbers:

print(letter.new_ones(2, 2))
print(letter.new_tensor([3.7, 4.2]))

# %%
# ``letter`` holds whole numbers, so the new tensors do too, and 3.7 has become 3.
#
# In older code you'll find ``torch.Tensor``, with a capital T. Don't use it: if you give it the
# number 3, it makes a tensor of three numbers that mean nothing.

print(torch.tensor(3).shape)
print(torch.Tensor(3).shape)

# %%
# One last thing: if you have a tensor and want a copy of it, write ``x.clone()``.
# ``torch.tensor(x)`` copies it, too, but gives you a warning.
#
# Look back
# ---------
# - ``torch.tensor`` copies Python numbers. Each level of square brackets becomes a dimension.
# - Every tensor has a shape, a dtype and a device. Print them whenever you're unsure.
# - ``zeros``, ``ones``, ``full`` and ``eye`` fill a shape, ``arange`` and ``linspace`` count,
#   and functions whose names end in ``_like`` copy the shape, dtype and device of another
#   tensor.
#
# **Try this:** make a tensor that is a picture of an L, as you did for the T, and print its
# shape. Then make a tensor of shape ``(2, 2, 5)`` that holds only the number 3.
#
# One answer
# ----------
# Any L will do, as long as all rows have the same length.

corner = torch.tensor([[1, 0, 0], [1, 0, 0], [1, 1, 1]])
print(corner.shape)
print(torch.full((2, 2, 5), 3).shape)

# %%
# Check yourself
# --------------
# .. question::
#    :section: count-the-brackets
#
#    How many dimensions does this tensor have, and why? ::
#
#       torch.tensor([[4, 5, 6, 7]]).ndim
#
#    - [ ] ``1``, because there is one row
#
#      One row is still a row of a table. A vector has no rows: it has a single pair of brackets.
#
#      :if: ``torch.tensor([4, 5, 6, 7]).ndim``
#
#    - [ ] ``4``, because there are four numbers
#
#      That's the number of elements. A dimension is a direction, and each level of brackets makes
#      one.
#
#      :if: ``torch.tensor([[[[4]]]]).ndim``
#
#    - [x] ``2``, because there are two brackets at the start
#
#      It's a matrix with one row and four columns. The brackets at the start count the dimensions.
#
# .. question::
#    :section: make-your-first-tensor
#
#    What does this print, and why? ::
#
#       print(torch.tensor([1, 2.5]))
#
#    - [x] ``tensor([1.0000, 2.5000])``, because all numbers have the same type
#
#      2.5 has decimals, so the 1 has to have them, too.
#
#    - [ ] ``tensor([1, 2])``, because the first number decides
#
#      The order doesn't matter. One number with decimals is enough to make all of them floats.
#
#      :if: ``torch.tensor([1, 2])``
#
#    - [ ] An error, because the numbers are of two types
#
#      You may mix whole numbers and decimals in a list. What has to be equal is the length of all
#      the rows.
#
#      :if: ``torch.tensor([[1, 2], [3]])``
#
# .. question::
#    :section: count-in-steps
#
#    Which numbers does this give? ::
#
#       torch.arange(1, 7, 3)
#
#    - [ ] ``tensor([1, 4, 7])``, because it goes from 1 to 7
#
#      ``arange`` never includes its end. An end of 8 would have let the 7 in.
#
#      :if: ``torch.arange(1, 8, 3)``
#
#    - [x] ``tensor([1, 4])``, because 7 is the end
#
#      After 4 would come 7, but ``arange`` stops before its end.
#
#    - [ ] ``tensor([1., 4., 7.])``, three numbers from 1 to 7
#
#      This is how ``linspace`` reads the three numbers: a start, an end that is included, and how
#      many.
#
#      :if: ``torch.linspace(1, 7, 3)``
#
# .. question::
#    :section: fill-a-shape
#    :gives: torch.Size([2, 3])
#
#    Which of these has two rows and three columns?
#
#    - [ ] ``torch.tensor([2, 3]).shape``
#
#      This is a vector that holds the two numbers 2 and 3. Functions such as ``zeros`` read the
#      numbers as a shape, and ``torch.tensor`` keeps them as they are.
#
#    - [ ] ``torch.zeros(3, 2).shape``
#
#      These are three rows and two columns: in a shape, the rows come first.
#
#    - [x] ``torch.full((2, 3), 5).shape``
#
#      The first argument of ``full`` is the shape, with the number of rows first, and the second
#      is the number that fills it.
