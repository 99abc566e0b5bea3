"""
Index and slice
===============

Pick out exactly the numbers that you need, by position or by a condition, and write to them.

**Time:** 25 minutes. **You need:** Read and match shapes, Do maths on tensors.
"""

import matplotlib.pyplot as plt
import torch

device = torch.accelerator.current_accelerator(check_available=True) or torch.device("cpu")
torch.set_default_device(device)
print(f"PyTorch {torch.__version__} on {device.type}")

# %%
# Take one position
# -----------------
# You rarely want a whole tensor. You want one picture out of a batch, the last column of a
# table, or all the temperatures above 30. Square brackets give you all of these. It's worth
# knowing well what you can put in them, because you'll find lines such as ``x[:, 1:3]`` in
# nearly every program that you read.
#
# Here is a small cinema with three rows of four seats. Each seat has the number that is on its
# ticket: 14 is the fourth seat in the first row. To **index** a tensor means to name positions
# in square brackets. Positions are counted from 0, though, not from 1 as on the tickets. Which
# number will you get?

seats = torch.tensor([[11, 12, 13, 14], [21, 22, 23, 24], [31, 32, 33, 34]])
print(seats[1, 2])

# %%
# You get the 23, from row 1, which is the second row, and from column 2, which is the third.
# The result is a scalar tensor, so ``.item()`` would turn it into a Python number.
#
# If you name only one position, it belongs to dimension 0, the rows. A negative position counts
# from the end, so -1 is the last one.

print(seats[0])
print(seats[-1, -1])

# %%
# The first line is a whole row, and the second is the last seat of the last row. What happens
# if you ask for a row that isn't there?

try:
    print(seats[3])
except IndexError as error:
    print(error)

# %%
# The message tells you three things:
#
# - *index 3 is out of bounds*: there is no position 3.
# - *for dimension 0*: you were asking for a row.
# - *with size 3*: there are three rows, and since they are counted from 0, the last is row 2.
#
# Take a range
# ------------
# A **slice** is a range of positions, written with a colon between its start and its stop. As
# with Python's lists, the stop isn't included. Each dimension gets its own slice, with commas
# between them.

print(seats[0:2, 1:3])

# %%
# You get rows 0 and 1, and in them columns 1 and 2. What you leave out is filled in for you:
# without a start, a slice begins at 0, and without a stop, it goes to the end. So a colon by
# itself takes everything.

print(seats[:2])
print(seats[:, 1:3])

# %%
# The second line reads: all rows, and columns 1 and 2 of each. A second colon sets a step, as
# in ``::2``, which takes every second position:

print(seats[:, ::2])

# %%
# Slices are more forgiving than single positions. One that goes too far isn't an error:
# ``seats[:10]`` ends where the tensor ends.
#
# Crop and mirror a picture
# -------------------------
# With pictures, you can see what a slice does. This L has empty columns on both sides. To
# *crop* a picture means to cut off its edges. Which slice leaves only the letter?

letter = torch.tensor(
    [
        [0, 1, 0, 0, 0],
        [0, 1, 0, 0, 0],
        [0, 1, 0, 0, 0],
        [0, 1, 0, 0, 0],
        [0, 1, 1, 1, 0],
    ]
)
cropped = letter[:, 1:4]
print(cropped.shape)

# %%
# All the rows are kept, but only columns 1, 2 and 3, so the picture is now five pixels high and
# three wide. Next, you want to see the letter in a mirror, with its columns from right to left.
# A Python list can be reversed with ``[::-1]``. Can a tensor?

try:
    print(letter[:, ::-1])
except ValueError as error:
    print(error)

# %%
# It can't, because in a tensor a *step must be greater than zero*. ``flip`` does it instead.
# You name the dimension to reverse, which is 1 for the columns. The result is a new tensor.

mirrored = letter.flip(1)

# %%
fig, axes = plt.subplots(1, 3, figsize=(4.4, 1.9), layout="constrained")
fig.set_label(
    "Three pictures: the letter L, the same L without its first and last column, and the L "
    "in a mirror, which looks like a J."
)
fig.suptitle("A slice crops, and flip(1) mirrors")
for ax, name, x in zip(axes, ("letter", "cropped", "mirrored"), (letter, cropped, mirrored)):
    ax.imshow(x.tolist(), cmap="Blues", vmin=-0.2)
    ax.set(title=name, xticks=[], yticks=[], anchor="N")
plt.show()

# %%
# The mirrored L looks like a J. Programs that learn from photos use this trick to get a second
# picture from each one, because a cat in a mirror is still a cat. With letters, as you can see,
# it's a bad idea.
#
# Keep or lose a dimension
# ------------------------
# The position 1 and the slice ``1:2`` both mean the second row. Do they give you the same
# thing?

print(seats[1].shape)
print(seats[1:2].shape)

# %%
# The numbers are the same, but the shapes aren't. A position removes its dimension, while a
# slice keeps it, even if there's only one row in it. So if the next step needs a table, take a
# slice.
#
# A loop over a tensor uses positions: it gives you ``seats[0]``, then ``seats[1]`` and so on,
# along dimension 0.

for row in seats:
    print(row)

# %%
# Write to a position
# -------------------
# Everything that you can pick out, you can also write to. Put the brackets on the left of
# ``=``. Here 1 means a free seat, and 0 one that is sold. How many seats does each of the two
# lines that end in ``= 0`` sell?

free = torch.ones(3, 4, dtype=torch.int64)
free[0, 1] = 0
free[:, 3] = 0
print(free)

# %%
# ``free[0, 1] = 0`` sells one seat, and ``free[:, 3] = 0`` sells a whole column of three.
#
# Skip dimensions, or add one
# ---------------------------
# With many dimensions, colons pile up. Three dots stand for all the dimensions that you don't
# name. This tensor holds two cinemas with three rows of four seats each, and you want the last
# seat of every row.

cinemas = torch.zeros(2, 3, 4, dtype=torch.int64)
cinemas[0] = seats
cinemas[1] = seats + 100
print(cinemas[:, :, -1])
print(cinemas[..., -1])

# %%
# Both lines do the same thing, but the second works for any number of dimensions. You may see
# ``None`` in brackets, too. It doesn't pick anything, but adds a dimension of length 1 at its
# place in the brackets.

print(seats[None].shape)
print(seats[:, None].shape)

# %%
# In the first line the new dimension comes first, which makes a batch of one. In the second it
# comes after the rows.
#
# Choose by a condition
# ---------------------
# Often you don't know the positions, but you know what you're looking for. A comparison gives a
# bool for each element:

high = seats > 22
print(high)

# %%
# A tensor of bools that you use as an index is called a **mask**. It picks the elements where
# it is ``True``. What shape will the result have?

print(seats[high])

# %%
# It's a vector of six numbers. Two seats in one row and four in the next don't form a
# rectangle, so PyTorch gives you the chosen ones in a single row, one after the other. Here are
# four ways to choose, with a dot in each seat that is chosen.

fig, axes = plt.subplots(2, 2, figsize=(4.4, 3.6), layout="constrained")
fig.set_label(
    "The table of seats four times, with dots in what an index chooses. [1, 2] chooses one "
    "seat, [:, 1:3] the two middle columns, [:, ::2] every other column, and [seats > 22] "
    "the last two seats of the second row and the whole third row."
)
fig.suptitle("Dots mark the seats that are chosen")
choices = {
    "[1, 2]": seats[1, 2],
    "[:, 1:3]": seats[:, 1:3],
    "[:, ::2]": seats[:, ::2],
    "[seats > 22]": seats[high],
}
for ax, (name, chosen) in zip(axes.flat, choices.items()):
    for i, row in enumerate(seats.tolist()):
        for j, number in enumerate(row):
            ax.add_patch(plt.Rectangle((j, -i), 0.9, 0.9, facecolor="none", edgecolor="C0"))
            ax.text(j + 0.45, 0.55 - i, number, ha="center", va="center")
            if number in chosen.flatten().tolist():
                ax.plot(j + 0.45, 0.16 - i, "o", color="C1")
    ax.set(title=name, xlim=(-0.1, 4), ylim=(-2.1, 1))
    ax.axis("off")
plt.show()

# %%
# .. explorer:: index?shape=3,4&expression=x[:, 1:3]
#
#    Try your own index
#
# You can write through a mask as well. This line sells all the seats with high numbers.

free[high] = 0
print(free)

# %%
# Keep the shape, and replace the rest
# ------------------------------------
# Sometimes you want to keep the table, and replace only some of its numbers. ``masked_fill``
# takes a mask and a number, and puts the number wherever the mask is ``True``.

print(seats.masked_fill(high, 0))

# %%
# ``where`` also takes a mask, and then two things to choose from: the first for ``True``, the
# second for ``False``. Which seats become 0 this time?

print(torch.where(high, seats, 0))

# %%
# This time the low numbers become 0. ``where`` took the high ones from ``seats``, and 0 for all
# the others, whereas ``masked_fill`` had replaced the high ones. Both give a new tensor of the
# same shape, and ``seats`` itself stays as it was.
#
# Choose with a list of positions
# -------------------------------
# An **index tensor** holds positions, in any order, and it may hold the same one more than
# once. A Python list in the brackets, as in ``seats[[2, 0, 0]]``, does the same. Which rows are
# these?

print(seats[torch.tensor([2, 0, 0])])

# %%
# They are row 2 once, and then row 0 twice. Now give two index tensors, one for the rows and
# one for the columns. Do you get four seats or two?

rows = torch.tensor([2, 0])
columns = torch.tensor([3, 1])
print(seats[rows, columns])

# %%
# You get two seats, because the tensors are read in pairs: row 2 with column 3, then row 0 with
# column 1. Two slices would have given every row with every column.
#
# Make sure that the positions exist. On the CPU, you get the error that you saw at the
# beginning. On a GPU, the message can be hard to read, and on some there's none at all.
#
# Know a view from a copy
# -----------------------
# Suppose you pick out a row, give it a name, and change it. Does the table that it came from
# change, too? It depends on how you picked it out. ``mul_`` multiplies in place.

table = torch.tensor([[1, 2], [3, 4], [5, 6]])
first = table[0]
first.mul_(10)
print(table)

# %%
# The table has changed. A position or a slice gives a **view**, which has no numbers of its
# own: it looks at the memory of ``table``. That costs nothing, but whatever you write to a
# view, you also write to the tensor behind it. Now do the same with the last row, but pick it
# out with an index tensor:

last = table[torch.tensor([2])]
last.mul_(10)
print(last)
print(table)

# %%
# This time, ``last`` has changed and ``table`` hasn't. An index tensor or a mask gives a
# **copy**, a new tensor in memory of its own, because the numbers that it picks can be
# scattered anywhere in memory, and a view can only follow a regular pattern. (The next lesson
# shows you that pattern.)
#
# One case is easy to get wrong. If the index tensor is a scalar, such as the one that
# ``argmax`` gives you, it counts as a plain position, and the result is a view.

second = table[torch.tensor(1)]
second.mul_(10)
print(table)

# %%
# The middle row has changed in ``table`` as well. If you need to be sure of a copy, however you
# picked, write ``.clone()`` after the brackets.
#
# All of this is about picking something out and changing it later. With ``=`` or ``+=`` after
# the brackets, as in ``free[high] = 0``, you always write to the tensor itself, whatever is in
# the brackets.
#
# Cut into parts
# --------------
# An aisle runs through the middle of the cinema, and you want the left and right halves. You
# could write two slices, or let ``split`` do it. It takes the length of each part, and the
# dimension to cut along.

left, right = seats.split(2, dim=1)
print(left)
print(right)

# %%
# ``chunk`` takes the number of parts instead. Three rows can't be cut into two equal parts.
# What happens?

for part in seats.chunk(2):
    print(part)

# %%
# Without ``dim=``, ``split`` and ``chunk`` both cut along dimension 0. Here the last part is
# shorter, because ``chunk`` makes all the others equally long. For the same reason, you can
# even get fewer parts than you asked for:

print(torch.arange(6).chunk(4))

# %%
# Six numbers in four parts would mean one and a half in each. ``chunk`` rounds that up to 2,
# and after three parts there's nothing left. So when the number of parts matters, check it with
# ``len``. Both ``split`` and ``chunk`` give you views, so writing to ``left`` would change
# ``seats``.
#
# Aside: take one from each row
# -----------------------------
# In each row, one seat has won a prize, each time in a different column. ``gather`` goes along
# a dimension and picks the positions that you name. The positions are a tensor with as many
# dimensions as ``seats``: for each row of ``seats``, it has a row of positions, here with one
# position in it.

winners = torch.tensor([[3], [0], [2]])
print(seats.gather(1, winners))

# %%
# Along dimension 1, you get position 3 of the first row, 0 of the second and 2 of the third.
# The result has the shape of ``winners``. People use this to look up, for each picture in a
# batch, the score that a model gave to the right answer.
#
# Aside: count with positions that repeat
# ---------------------------------------
# Three visitors come in through doors 0, 0 and 1, and you want to count them at each door. This
# looks right, doesn't it?

doors = torch.tensor([0, 0, 1])
visitors = torch.zeros(3)
visitors[doors] += 1
print(visitors)

# %%
# Door 0 should have two. The line first picks out a copy, ``[0, 0, 0]``, then adds 1 to get
# ``[1, 1, 1]``, and writes this back to positions 0, 0 and 1. So position 0 is written twice,
# with a 1 both times. ``index_add_`` really adds once for every position. You name the
# dimension first, then the positions, and last how much to add for each of them:

visitors = torch.zeros(3)
visitors.index_add_(0, doors, torch.ones(3))
print(visitors)

# %%
# If you only want to count, ``bincount`` does it without any zeros to start from. ``minlength``
# makes room for doors that nobody used.

print(doors.bincount(minlength=3))

# %%
# Aside: turn labels into rows
# ----------------------------
# Suppose that you number the letters T, L and X as 0, 1 and 2. Such a number, which says what a
# picture shows, is called a label. A model sometimes wants a label as a row of zeros, with a 1
# at the label's position. That is called *one-hot*. The identity matrix has exactly these rows,
# so you only have to pick them:

labels = torch.tensor([2, 0, 1, 1])
print(torch.eye(3)[labels])

# %%
# Label 2 has become the row with the 1 at the end. There's a function for it, which gives ints:

print(torch.nn.functional.one_hot(labels, num_classes=3))

# %%
# Name ``num_classes`` yourself. Without it, PyTorch goes by the largest label that it sees, so
# a batch without an X would get shorter rows.
#
# Look back
# ---------
# - A position removes its dimension, and a slice keeps it. Three dots stand for all the
#   dimensions that you don't name.
# - A mask chooses by a condition, and an index tensor by a list of positions. ``where`` and
#   ``masked_fill`` keep the shape.
# - Positions, slices and parts are views of the same memory. Masks and index tensors give
#   copies.
#
# **Try this:** take only the foot of ``letter``, the three pixels of ink in its lowest row. Set
# the first and the third of them to 5, in one line, and print ``letter``. Has it changed?
#
# One answer
# ----------
# The letter has changed, because positions and slices give views.

foot = letter[-1, 1:4]
foot[::2] = 5
print(letter)

# %%
# Check yourself
# --------------
# .. question::
#    :section: take-a-range
#
#    What shape does this have, and why? ::
#
#       torch.zeros(6, 8)[1:4, 0].shape
#
#    - [ ] ``torch.Size([3, 1])``, because there are three rows and one column
#
#      A single position takes its dimension away. A slice of length 1 would keep it.
#
#      :if: ``torch.zeros(6, 8)[1:4, 0:1].shape``
#
#    - [x] ``torch.Size([3])``, because rows 1, 2 and 3 give one number each
#
#      The stop isn't included, and the single position takes the columns away.
#
#    - [ ] ``torch.Size([4])``, because the rows go from 1 to 4
#
#      As in Python's lists, the stop isn't included.
#
#      :if: ``torch.zeros(6, 8)[1:5, 0].shape``
#
# .. question::
#    :section: know-a-view-from-a-copy
#
#    What does this give, and why? ::
#
#       x = torch.tensor([[1, 2], [3, 4]])
#       y = x[torch.tensor([1])]
#       y[0, 0] = 9
#       x[1, 0]
#
#    - [ ] ``tensor(9)``, because ``y`` looks at the memory of ``x``
#
#      With the slice ``x[1:2]`` it would. An index tensor makes a copy, so only ``y`` changes.
#
#      :if: ``y[0, 0]``
#
#    - [x] ``tensor(3)``, because an index tensor makes a copy
#
#      The rows that it picks can be anywhere, and a view can only follow a regular pattern.
#
#    - [ ] An error, because the row in ``y`` is row 1, so there is no ``y[0, 0]``
#
#      It was row 1 in ``x``. In ``y`` it is the only row, so it's row 0, and there is no row 1.
#
#      :if: ``y[1, 0]``
#
# .. question::
#    :section: choose-by-a-condition
#
#    Why has the result of ``x[x > 0]`` only one dimension, even if ``x`` is a table?
#
#    - [ ] A comparison always makes a vector.
#
#      A comparison keeps the shape: there is one bool for each element.
#
#    - [x] The chosen elements needn't form a rectangle, so they are put in one row.
#
#      One row of the table may give two of them, and the next one none.
#
#    - [ ] PyTorch wants to save memory.
#
#      The memory is the same. If you want to keep the shape, use ``where`` or ``masked_fill``.
