"""
Broadcast across shapes
=======================

Calculate with tensors of different shapes, and know beforehand whether they fit together.

**Time:** 20 minutes. **You need:** Do maths on tensors, Change shapes.
"""

import matplotlib.pyplot as plt
import torch

device = torch.accelerator.current_accelerator(check_available=True) or torch.device("cpu")
torch.set_default_device(device)
print(f"PyTorch {torch.__version__} on {device.type}")

# %%
# Correct a whole table at once
# -----------------------------
# Until now, the tensors that you added mostly had the same shape. Often they won't: you may
# have a whole table of temperatures, and one row of corrections that belongs to every row of
# the table. PyTorch can add, subtract or multiply the two without a loop, and nearly every
# PyTorch program relies on this. When you've read this lesson, you'll be able to tell from two
# shapes whether they fit and what will come out, and you'll recognise the case in which PyTorch
# quietly calculates something that you never wanted.
#
# Each row here is a city, and each column is a day. The thermometer was wrong by a different
# amount each day: it showed 1 degree too much on the first day, and 2 too little on the last.
# So there are three corrections to subtract.

temps = torch.tensor([[18, 21, 19], [25, 27, 24]])
wrong_by = torch.tensor([1, 0, -2])
print(temps - wrong_by)

# %%
# PyTorch corrected both cities, as if you had written the three corrections twice, one row
# below the other. Repeating a tensor like this, so that its shape fits another one, is called
# **broadcasting**. You know the smallest case already: in ``temps + 10``, a single number is
# repeated for all the elements.
#
# Line the shapes up from the right
# ---------------------------------
# How did PyTorch know that the corrections belong to the days, and not to the cities? It looks
# only at the shapes. Write them one below the other, so that they line up on the right.

print("temps     ", tuple(temps.shape))
print("wrong_by     ", tuple(wrong_by.shape))

# %%
# Then go from right to left, and compare the two lengths in each column. There are only three
# ways to fit:
#
# - The two lengths are equal. The result has this length, too.
# - One of them is 1. This dimension is repeated, and the result has the other length.
# - One of them is missing on the left. It counts as 1, so it's repeated as well.
#
# Any other pair of lengths is an error.
#
# In our table, 3 meets 3, which is equal, and 2 meets nothing, so the row of corrections is
# repeated. The result has the shape ``(2, 3)``.
#
# Repeat only what has length 1
# -----------------------------
# Suppose that a tensor of four numbers meets a tensor of two. You could write the two numbers
# down a second time, and then they'd fit. Will PyTorch do that?

prices = torch.tensor([5, 10, 15, 20])
try:
    print(prices + torch.tensor([1, 2]))
except RuntimeError as error:
    print(error)

# %%
# PyTorch refuses, because it repeats a length of 1 and no other. With two numbers it would have
# to guess the order that you want: 1, 2, 1, 2 or 1, 1, 2, 2? The message says so in its own
# words:
#
# - *The size of tensor a (4)*: size means length, and tensor a is the one on the left of ``+``.
# - *must match the size of tensor b (2)*: tensor b is on the right, and its 2 should be a 4.
# - *at non-singleton dimension 0*: this is where they met. *Singleton* means of length 1, and
#   neither length is 1, so nothing can be repeated.
#
# Ask for the shape of the result
# -------------------------------
# You can practise this without any numbers: ``broadcast_shapes`` takes shapes, and gives the
# shape of the result. The lonely comma in ``(4,)`` is Python's way of writing a tuple with only
# one element. Predict each line.

print(torch.broadcast_shapes((2, 3), (2, 1)))
print(torch.broadcast_shapes((3, 1), (4,)))
print(torch.broadcast_shapes((5, 1, 4), (3, 1)))

# %%
# In the first line, only the 1 of the second shape is repeated. In the second line, both
# tensors are repeated: the 1 of (3, 1) becomes 4, and (4,) gets the length of 3 that it is
# missing. The third has more dimensions, but the steps are the same. From the right, 4 meets 1
# and gives 4, then 1 meets 3 and gives 3, and the 5 meets nothing and stays.
#
# .. explorer:: broadcast?a=3,1&b=4
#
#    Try your own shapes
#
# Make shapes fit
# ---------------
# Now suppose that each city has a thermometer of its own, which is wrong by the same amount
# every day. There are two corrections, one for each city. Line up the shapes in your head. What
# will happen?

by_city = torch.tensor([1, -2])
try:
    print(temps - by_city)
except RuntimeError as error:
    print(error)

# %%
# From the right, 3 meets 2, so it fails. The cities are the rows of the table, so each
# correction needs a row of its own. That makes a column of shape ``(2, 1)``. You know
# ``unsqueeze`` from *Change shapes*: it adds a dimension of length 1 at the position that you
# name.

column = by_city.unsqueeze(1)
print(column)
print(temps - column)

# %%
# Now 3 meets 1 and 2 meets 2. The first city is one degree lower on each day, and the second is
# two degrees higher, because subtracting -2 means adding 2.
#
# In other people's code you may see ``by_city[:, None]``, which does the same. The colon keeps
# the dimension that is there, and ``None`` adds a new one after it.

print(by_city[:, None].shape)

# %%
# Let a column meet a row
# -----------------------
# A museum sells three kinds of ticket, each at its own price. There are also four tours, which
# cost up to 8 extra, and the first of them is free. What do you pay for each ticket with each
# tour? The tickets are a column and the tours are a row. What shape will the sum have?

tickets = torch.tensor([[10], [5], [7]])
tours = torch.tensor([0, 2, 4, 8])
print(tickets + tours)

# %%
# The sum is a table of shape ``(3, 4)``: every ticket with every tour. Both tensors were
# repeated to get there, the column to the right and the row downwards. In the picture, repeated
# cells have dashed lines, and the shapes next to the names are the ones from before anything
# was repeated.

fig, ax = plt.subplots(figsize=(4.4, 6), layout="constrained")
fig.set_label(
    "Three tables of three rows and four columns, as a sum. tickets is a column whose "
    "numbers are repeated to the right. tours is a row that is repeated downwards. The "
    "third table adds the two, cell by cell."
)
ax.set_title("The column and the row are repeated, then added")
total = tickets + tours
parts = {"tickets {}, to the right": tickets, "tours {}, downwards": tours, "sum {}": total}
for sign, top, (label, x) in zip(" +=", (0, -4.3, -8.6), parts.items()):
    height, width = torch.atleast_2d(x).shape
    for i, row in enumerate(x.expand(total.shape).tolist()):
        for j, number in enumerate(row):
            look = {"edgecolor": "C0", "linewidth": 1.5}
            if i >= height or j >= width:
                look = {"edgecolor": "C1", "linestyle": "--"}
            at = 1.5 * j + 0.05, top - i + 0.05
            ax.add_patch(plt.Rectangle(at, 1.4, 0.9, facecolor="none", **look))
            ax.text(1.5 * j + 0.75, top - i + 0.5, number, ha="center", va="center")
    ax.text(0, top + 1.2, label.format(tuple(x.shape)))
    ax.text(-0.7, top - 0.5, sign, fontsize=20, ha="center", va="center")
for tail, tip in (((1.6, -2.3), (5.9, -2.3)), ((6.3, -4.4), (6.3, -6.2))):
    ax.annotate("", tip, tail, arrowprops={"arrowstyle": "->", "color": "C1"})
ax.set(xlim=(-1.2, 6.6), ylim=(-10.7, 1.9), aspect="equal")
ax.axis("off")
plt.show()

# %%
# Find the table that you didn't want
# -----------------------------------
# Here is the case that costs people the most time, because there's no error. You guessed three
# prices, and all your guesses are right. The true prices are a column, since they come from a
# table. What should the differences be?

guesses = torch.tensor([10.0, 20.0, 30.0])
truth = torch.tensor([[10.0], [20.0], [30.0]])
print(guesses - truth)

# %%
# You'd expect three zeros, and you got nine numbers. The shapes explain it: 3 meets 1, then
# nothing meets 3, so every guess met every true price, just as every ticket met every tour.
# Suppose that the next line of your program adds up the squares of all the differences, to
# measure how wrong the guesses were. It gets a large number where there should be a 0, and no
# error tells you why.
#
# The cure is to make the shapes equal. ``squeeze(1)`` is the opposite of ``unsqueeze(1)`` and
# removes the dimension of length 1, and an ``assert`` makes your program stop if the shapes
# still differ.

truth = truth.squeeze(1)
assert guesses.shape == truth.shape
print(guesses - truth)

# %%
# Whenever you subtract one tensor from another and their elements belong together in pairs,
# compare the shapes first.
#
# Aside: repeat a tensor yourself
# -------------------------------
# ``expand`` does the repeating without any calculation. You name the shape that you want, and
# -1 leaves a length as it is.

wide = tickets.expand(-1, 4)
print(wide)

# %%
# Does this cost memory? ``untyped_storage()`` is the block of memory behind a tensor, and
# ``nbytes()`` counts its bytes.

print(tickets.untyped_storage().nbytes())
print(wide.untyped_storage().nbytes())

# %%
# It costs none: three numbers of 8 bytes make 24, before and after. Each price is in memory
# once, and PyTorch reads it four times. When you add a column and a row, PyTorch repeats them
# in this way too, without using more memory for them. But don't change such a tensor. Most
# attempts are refused:

try:
    wide += 1
except RuntimeError as error:
    print(error)

# %%
# *More than one element ... refers to a single memory location* says that four elements are the
# same number in memory, so a change to one would change all four. Don't rely on the error,
# though: ``wide[0, 0] = 1`` goes through, and changes the whole row. ``clone()`` makes a real
# copy, with twelve numbers, that you can write to.
#
# The rule about lengths of 1 holds here as well:

try:
    tours.expand(3, 5)
except RuntimeError as error:
    print(error)

# %%
# The *existing size* is 4, the length that ``tours`` has, and it isn't 1. *Target sizes* is the
# shape that you asked for.
#
# Aside: add to a tensor in place
# -------------------------------
# ``+=`` doesn't make a new tensor. It writes the result into the tensor on its left. But what
# if the result is larger than that tensor?

try:
    tours += tickets
except RuntimeError as error:
    print(error)

# %%
# The *output* is ``tours``, with its four places, and the *broadcast shape* is that of the
# result. Twelve numbers don't fit into four places, and a tensor can't grow. So with ``+=``,
# only the tensor on the right may be repeated. Write ``tours + tickets`` if you want the table.
#
# Aside: broadcast with nothing
# -----------------------------
# A length can be 0. Such a tensor has no elements at all, like an empty list, and you get one
# when you look for something and find nothing. Do the rules hold for it?

print((torch.ones(3, 1) * torch.ones(0)).shape)

# %%
# The rules hold: first 1 meets 0, and the result takes the other length, which is 0 here. Then
# 3 meets nothing and stays.
#
# Look back
# ---------
# - Line shapes up from the right. Two lengths fit if they are equal, or if one of them is 1 or
#   missing. No other length is repeated.
# - If two shapes don't fit, ``unsqueeze`` can often add the length of 1 that is missing.
# - A column and a row make a table, whether you wanted one or not. Compare shapes before you
#   subtract.
#
# **Try this:** four stations of a railway are at 0, 12, 30 and 45 km. Make a table of the
# distances between all of them, without a loop. ``abs()`` removes the minus signs.
#
# One answer
# ----------
# The same positions, once as a column and once as a row, give every difference.

stations = torch.tensor([0, 12, 30, 45])
print((stations.unsqueeze(1) - stations).abs())

# %%
# Check yourself
# --------------
# .. question::
#    :section: line-the-shapes-up-from-the-right
#
#    Why does this fail? ::
#
#       torch.zeros(3, 2, 4) + torch.zeros(3, 4)
#
#    - [ ] The two tensors have different numbers of dimensions.
#
#      That's no problem: a length that is missing on the left counts as 1.
#
#    - [ ] The 4 would have to be a 1.
#
#      4 meets 4, and equal lengths fit.
#
#    - [x] Lined up from the right, the 2 meets the 3.
#
#      They aren't equal, and neither is 1. The 3 on the left meets nothing.
#
# .. question::
#    :section: find-the-table-that-you-didn-t-want
#
#    Four guesses are compared with four right answers. How many numbers come out, and why? ::
#
#       guesses = torch.zeros(4)
#       answers = torch.zeros(4, 1)
#       (guesses - answers).numel()
#
#    - [ ] ``4``, because there are four pairs
#
#      There would be, if both had the same shape.
#
#      :if: ``(torch.zeros(4) - torch.zeros(4)).numel()``
#
#    - [x] ``16``, because a row meets a column
#
#      ``(4,)`` and ``(4, 1)`` are both repeated, to ``(4, 4)``. No error tells you.
#
#    - [ ] ``8``, because two tensors of four are put together
#
#      That's what ``cat`` does. A subtraction never does that.
#
#      :if: ``torch.cat([torch.zeros(4), torch.zeros(4)]).numel()``
#
# .. question::
#    :section: make-shapes-fit
#    :gives: torch.Size([5, 3])
#
#    Five shops have a discount each, and ``prices`` has the shape ``(5, 3)``. Which of these
#    gives each shop its own discount? ::
#
#       prices = torch.ones(5, 3)
#       discount = torch.ones(5)
#
#    - [ ] ``(prices * discount).shape``
#
#      From the right, the 3 meets the 5, so this fails.
#
#    - [ ] ``(prices * discount.unsqueeze(0)).shape``
#
#      A row of shape ``(1, 5)`` fails in the same way: 3 meets 5.
#
#    - [x] ``(prices * discount.unsqueeze(1)).shape``
#
#      As a column of shape ``(5, 1)``, each discount has a row of its own.
