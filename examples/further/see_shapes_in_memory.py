"""
See shapes in memory
====================

Look beneath the shape, at the single row of numbers that PyTorch keeps in memory, and see how
PyTorch finds its way along that row.

**Time:** 20 minutes. **You need:** Change shapes.
"""

import matplotlib.pyplot as plt
import torch

device = torch.accelerator.current_accelerator(check_available=True) or torch.device("cpu")
torch.set_default_device(device)
print(f"PyTorch {torch.__version__} on {device.type}")

# %%
# Find the row behind the table
# -----------------------------
# A table has rows and columns, but a computer's memory has neither. It is one long row of
# places, and each place holds a number. In this lesson you'll see how PyTorch reads that one
# row in whatever shape you like. Once you've seen that, it makes sense that changing a shape is
# quick even with millions of numbers, and an error message that puzzles nearly everybody turns
# out to be readable.
#
# Somebody counted steps on three days, in the morning and in the evening. The numbers arrive in
# one row, and ``reshape`` turns them into a table.

steps = torch.tensor([10, 20, 30, 40, 50, 60])
table = steps.reshape(3, 2)
print(table)

# %%
# Did ``reshape`` copy the six numbers? ``data_ptr`` gives the address in memory at which a
# tensor's numbers begin. The address itself is a long number that means nothing to us, but we
# can compare two of them.

print(table.data_ptr() == steps.data_ptr())

# %%
# Both begin at the same address, so nothing was copied: there is one row of six numbers, and
# two tensors that read it. A tensor that reads the memory of another one is called a **view**.
# You notice it as soon as you change a number.

table[0, 0] = 15
print(steps)

# %%
# We wrote 15 into the table, and ``steps`` has it too, because it is the same place in memory.
#
# Count the places to walk
# ------------------------
# So ``table`` has to know where in memory its second and third rows begin. That is what strides
# are for. A **stride** says how many places to walk in memory to reach the next element along a
# dimension, and there is one stride for each dimension.

print(table.stride())

# %%
# To go one row down, walk 2 places, because each row has two numbers. To go one column to the
# right, walk 1 place. With these two strides, PyTorch can find every element. The one at ``[2,
# 1]`` is two rows down and one column to the right. Multiply each position by its stride, and
# add up: 2 rows of 2 places, and 1 column of 1 place.

place = 2 * 2 + 1 * 1
print(place)
print(table[2, 1], steps[place])

# %%
# It is at place 5 of the row in memory, counted from 0. Now put the same numbers into two rows
# of three. What will the strides be?

print(steps.reshape(2, 3).stride())

# %%
# A row has three numbers now, so the next row begins 3 places further on. The step to the next
# column is still 1. And that is all that ``reshape`` had to do here: make a note of a new shape
# and new strides, and leave the numbers where they are.
#
# Strides work for any number of dimensions. Here are two letters of five by five dots, both
# still blank. Work out the three strides from right to left, because the last one is the
# easiest.

letters = torch.zeros(2, 5, 5)
print(letters.stride())

# %%
# The next dot in a row is 1 place away, the next row 5 places, and the next letter 25, because
# a whole letter lies between.
#
# Turn the table on its side
# --------------------------
# ``T`` turns rows into columns. You might expect that this time, the numbers really do have to
# move. Guess the strides of ``table.T`` before you look.

print(table.T)
print(table.T.stride())
print(table.T.data_ptr() == table.data_ptr())

# %%
# Not a single number has moved. ``T`` exchanged the two strides, so the next row is now 1 place
# away and the next column 2. The picture has the memory in the middle. The arrows above it show
# how ``table`` walks through it, row after row, and those below how ``table.T`` does. A solid
# arrow stays within a row, and a dashed one goes on to the next.

fig, ax = plt.subplots(figsize=(4.4, 4.8), layout="constrained")
fig.set_label(
    "A row of six numbers, the memory. Arrows above it show the walk of table, one place "
    "at a time from left to right. Arrows below it show the walk of table.T: every other "
    "number, then back to the second one, and every other number from there."
)
ax.set_title("One row of memory, and two ways to walk it")
middle = {"ha": "center", "va": "center"}
for place, number in enumerate(steps.tolist()):
    ax.add_patch(plt.Rectangle((place, 0), 1, 1.4, fill=False))
    ax.text(place + 0.5, 0.95, number, weight="bold", **middle)
    ax.text(place + 0.5, 0.4, place, **middle)
ax.text(-0.2, 0.95, "memory", ha="right", va="center")
ax.text(-0.2, 0.4, "place", ha="right", va="center")
for name, x, top, edge, side in ("table", table, 4.5, 1.5, -1), ("table.T", table.T, -2.5, -0.1, 1):
    ax.text(-1.9, top + 1, f"{name}\nstrides {x.stride()}", va="top", linespacing=1.5)
    for row, numbers in enumerate(x.tolist()):
        for column, number in enumerate(numbers):
            at = 3 + column, top - row
            ax.add_patch(plt.Rectangle(at, 1, 1, facecolor=f"C{row}", alpha=0.25))
            ax.text(at[0] + 0.5, at[1] + 0.5, number, **middle)
    walk = torch.arange(6).as_strided(x.shape, x.stride()).flatten().tolist()
    for step in range(1, 6):
        start, end = walk[step - 1], walk[step]
        row, column = divmod(step, x.shape[1])
        bend = side * (0.5 if column else 0.8)
        arrow = {
            "arrowstyle": "-|>",
            "connectionstyle": f"arc3,rad={bend if end > start else -bend}",
            "color": f"C{row}",
            "linestyle": "-" if column else "--",
            "linewidth": 2,
        }
        ax.annotate("", (end + 0.5, edge), (start + 0.5, edge), arrowprops=arrow)
ax.set(xlim=(-2, 6.1), ylim=(-3.6, 5.6), aspect="equal")
ax.axis("off")
plt.show()

# %%
# ``table`` takes the places one after the other. ``table.T`` takes every other place, goes back to
# place 1, and then takes the ones that it left out.
#
# ``transpose`` and ``permute`` do the same with more dimensions: they put the strides into a
# different order. This line swaps the rows and the columns of both letters.

print(letters.transpose(1, 2).stride())

# %%
# The last two strides have changed places, and the 50 numbers have stayed in theirs.
#
# Ask whether the walk is straight
# --------------------------------
# Look at the arrows above the memory again: they never skip a place and never turn back. A
# tensor like that, whose elements follow each other in memory, row after row, is called
# **contiguous**. Every tensor that you make from a list is contiguous. What about these two?

print(table.is_contiguous())
print(table.T.is_contiguous())

# %%
# ``table`` is contiguous. ``table.T`` isn't, because its walk goes through the places 0, 2, 4
# and then back to 1, 3, 5. Most of the time you needn't care, since PyTorch calculates
# correctly with both. But one method does care, and you'll often meet it.
#
# Change a shape with view
# ------------------------
# In other people's code you'll often find ``view`` where you would have written ``reshape``. It
# takes the same arguments, and -1 stands for the length that fits, as always.

print(steps.view(-1, 3))

# %%
# The difference is a promise: ``view`` never copies. ``reshape`` gives you a view if it can,
# and a copy if it must. So what does ``view`` do when a copy can't be avoided? Ask it for all
# six numbers of ``table.T`` in one row.

try:
    print(table.T.view(6))
except RuntimeError as error:
    print(error)

# %%
# It refuses, in a message that sounds worse than it is. Take it phrase by phrase:
#
# - *view size* is the shape that you asked for, here 6. PyTorch uses size as another word for
#   shape.
# - *is not compatible with input tensor's size and stride*: the input tensor is the one before
#   the dot, ``table.T``. With its shape and its strides, it can't be read in the way that you
#   want.
# - *at least one dimension spans across two contiguous subspaces* is the reason. To span across
#   something means to stretch over it. The contiguous subspaces are pieces of memory that can
#   each be walked with a single stride, here a stride of 2. Your one dimension has to run
#   through both rows of ``table.T``. Within a row the walk goes 2 places forward each time, but
#   from the first row to the second it goes 3 places back. A dimension has only one stride, and
#   no single stride does both.
# - *Use .reshape(...) instead* is the way out.
#
# Allow a copy
# ------------
# So do what the message says, and then look where the result begins.

flat = table.T.reshape(6)
print(flat)
print(flat.data_ptr() == table.data_ptr())

# %%
# The numbers are in the order of ``table.T``, and this time they are at a different address.
# ``reshape`` had to copy them, because they can lie in this order only in a new row of memory.
# ``contiguous`` makes that copy as a separate step. After that, ``view`` works:

print(table.T.contiguous().view(6))

# %%
# You'll see ``.contiguous().view(...)`` in a lot of code. It gives the same shape as
# ``reshape``, but it copies every tensor that isn't contiguous, even where ``reshape`` would
# find strides that fit, as in ``table[:, :1].reshape(3)``. If a tensor is contiguous already,
# ``contiguous`` copies nothing and gives you the same tensor back.
#
# Which one should you write? Use ``reshape`` when all you want is the shape. Use ``view`` when
# you must not get a copy, for example because you are going to write into the result and the
# original tensor should change with it. If a copy is needed, ``view`` stops with an error.
#
# Aside: a stride of 0
# --------------------
# ``expand`` shows you one row as many times as you like. How many numbers are there in memory?

row = torch.tensor([1, 2, 3])
repeated = row.expand(4, 3)
print(repeated)
print(repeated.stride())

# %%
# There are still only three. The first stride is 0, so the walk to the next row is no walk at
# all: you arrive at the same three numbers again. So ``expand`` costs nothing, however many
# rows you ask for, and broadcasting uses the same trick. It also means that all four rows
# change at once:

row[0] = 9
print(repeated)

# %%
# Look back
# ---------
# - Memory is one row of numbers. The shape and the strides say how to read it.
# - ``T``, ``transpose`` and ``permute`` only reorder strides, so they copy nothing.
# - ``view`` never copies. ``reshape`` copies only when no strides could describe the new shape.
#
# **Try this:** a colour picture has shape ``(3, 4, 5)``, with its three channels first. Move
# them to the end with ``permute(1, 2, 0)``. Predict the strides before and after, and whether
# ``view(60)`` works on the result.
#
# One answer
# ----------
# A channel has 20 numbers and a row 5, so the strides are 20, 5 and 1 at first. ``permute(1, 2,
# 0)`` puts the strides into the same order as the dimensions, which makes 5, 1 and 20.

picture = torch.zeros(3, 4, 5)
moved = picture.permute(1, 2, 0)
print(picture.stride())
print(moved.stride())
try:
    print(moved.view(60).shape)
except RuntimeError as error:
    print(error)

# %%
# ``view(60)`` doesn't work. The walk through one dot's channels goes 20 places forward each
# time, and then it has to come back to the next dot, so no single stride will do.
# ``reshape(60)`` works, and makes a copy.

# %%
# Check yourself
# --------------
# Decide first, and then open the answer. It says why.
#
# .. question::
#    :section: count-the-places-to-walk
#
#    What are the strides? ::
#
#       torch.zeros(3, 4, 2).stride()
#
#    - [ ] ``(3, 4, 2)``
#
#      These are the lengths of the dimensions. A stride says how far it is in memory from one
#      position to the next.
#
#      :if: ``tuple(torch.zeros(3, 4, 2).shape)``
#
#    - [ ] ``(24, 8, 2)``
#
#      Here each stride counts one length too many. A stride is made of the lengths to its
#      right, and its own isn't one of them.
#
#      :if: ``torch.zeros(9, 3, 4, 2).stride()[:3]``
#
#    - [x] ``(8, 2, 1)``
#
#      Work from right to left: the next column is 1 place away, the next row 2, and the next
#      table 4 times 2.
#
#    - [ ] ``(1, 2, 8)``
#
#      The numbers are right, but the neighbours in memory differ in the last position, not in
#      the first. So the 1 comes last.
#
#      :if: ``torch.zeros(3, 4, 2).permute(2, 1, 0).stride()``
#
# .. question::
#    :section: allow-a-copy
#
#    What is in ``x[0, 0]`` at the end? ::
#
#       x = torch.zeros(2, 3)
#       y = x.T.reshape(6)
#       y[0] = 50
#       x[0, 0]
#
#    - [ ] ``tensor(50.)``
#
#      ``reshape`` gives a view where it can. But no single stride leads through the six
#      numbers of ``x.T``, so here it had to copy.
#
#      :if: ``x.reshape(6)[0] = 50; x[0, 0]``
#
#    - [x] ``tensor(0.)``
#
#      ``x.T`` looks at the memory of ``x``, but ``reshape`` had to copy its numbers. The 50
#      went into the copy.
#
#    - [ ] An error, because ``x.T`` isn't contiguous
#
#      That is where ``view`` stops. ``reshape`` copies instead.
#
#      :if: ``x.T.view(6)``
#
# .. question::
#    :section: change-a-shape-with-view
#
#    Why does this fail? ::
#
#       torch.zeros(4, 3).T.view(2, 6)
#
#    - [ ] Twelve numbers don't fill two rows of six.
#
#      They do: 2 times 6 is 12. It isn't the number of elements that ``view`` complains
#      about, but the way to them.
#
#    - [ ] Transposing has moved the numbers, and ``view`` looks in the old places.
#
#      ``T`` moves nothing. It exchanges the two strides, and ``view`` knows them.
#
#    - [x] A row of six would need two kinds of steps, but it has one stride.
#
#      ``T`` has made rows of four. A row of six runs through one of them and into the next,
#      and the step between the two is a different one from those within a row.
