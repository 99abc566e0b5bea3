"""
Index and slice
===============

Pick out numbers, rows, columns or everything that meets a condition, and write to them.

**Time:** 30 minutes. **You need:** Read and match shapes, Do math on tensors.
"""

import matplotlib.pyplot as plt
import torch

device = torch.accelerator.current_accelerator(check_available=True) or torch.device("cpu")
torch.set_default_device(device)
print(f"PyTorch {torch.__version__} on {device.type}")

# %%
# Take one position
# -----------------
# A small cinema has three rows of four seats. The number 23 is on the third seat of the second row.
# To **index** a tensor means to name positions in square brackets. Positions count from 0, so the
# first one is 0. The last one is -1. Which seats do you get?

seats = torch.tensor([[11, 12, 13, 14], [21, 22, 23, 24], [31, 32, 33, 34]])
print(seats[1, 2])
print(seats[0])
print(seats[-1, -1].item())
try:
    print(seats[3])
except IndexError as error:
    print(error)

# %%
# One number chooses along the first dimension, so ``seats[0]`` is a whole row. There are three
# rows, at positions 0, 1 and 2. So 3 is *out of bounds*, which means beyond the end.
#
# Take a range
# ------------
# A **slice** is a range of positions: start, stop and step, with colons between them. The stop is
# not included. Without a start, the slice begins at position 0. Without a stop, it goes to the end.

print(seats[:2])
print(seats[:, 1:3])
print(seats[:, ::2])

# %%
# A colon alone takes everything, so ``[:, 1:3]`` means: all rows, two columns. ``::2`` takes every
# second column. A stop beyond the end gives no error: the slice ends where the tensor ends.
#
# A list in Python can be turned around with ``[::-1]``. Can a tensor?

try:
    print(seats[:, ::-1])
except ValueError as error:
    print(error)
print(seats.flip(1))

# %%
# No, a step must be above zero. ``flip`` turns a dimension around, and makes a copy.
#
# Keep or lose a dimension
# ------------------------
# The position 1 and the range ``1:2`` name the same row. Is the shape the same?

print(seats[1].shape, seats[1:2].shape)

# %%
# A position removes its dimension. A range keeps it, even with length 1.
#
# Skip dimensions, or add one
# ---------------------------
# ``...`` stands for all dimensions that you do not name. ``None`` adds a dimension of length 1.
# Three cinemas of this kind have shape ``(3, 3, 4)``.

cinemas = torch.stack([seats, seats + 100, seats + 200])
print(cinemas[..., 0])
print(cinemas[None].shape, seats[:, None].shape)

# %%
# ``[..., 0]`` takes the first seat of every row, in every cinema. ``None`` stands where the new
# dimension goes: first, or second.
#
# Choose by a condition
# ---------------------
# A comparison gives a bool for each element. Used as an index, it is called a **mask**. Which shape
# does the result have?

late = seats > 22
print(late)
print(seats[late])

# %%
# It is a vector. The chosen elements may not form a rectangle, so the result has one dimension.
# Here are four ways to choose, in one picture.

fig, axes = plt.subplots(2, 2, figsize=(6, 3.2), layout="constrained")
fig.suptitle("Coloured seats are chosen")
choices = {
    "[1, 2]": seats[1, 2],
    "[:, 1:3]": seats[:, 1:3],
    "[..., ::2]": seats[..., ::2],
    "[seats > 22]": seats[late],
}
for ax, (name, x) in zip(axes.flat, choices.items()):
    chosen = torch.isin(seats, x.flatten())
    colours = [["#2f81c777" if cell else "none" for cell in row] for row in chosen.tolist()]
    ax.table(seats.tolist(), colours, bbox=(0, 0, 1, 1), cellLoc="center")
    ax.set_title(f"seats{name}", fontsize=11)
    ax.axis("off")
plt.show()

# %%
# Keep the shape, and exchange what is left out
# ---------------------------------------------
# ``where`` takes a mask, and then two things to choose from. Where the mask is true, it takes the
# number from ``seats``, elsewhere it takes 0. Which shape do you get?

print(torch.where(late, seats, 0))

# %%
# The shape of ``seats``. Elements that are not chosen became 0.
#
# Choose with a tensor of positions
# ---------------------------------
# An **index tensor** holds positions. They may come in any order, and more than once. The second
# line has two index tensors. Does it give four seats or two?

rows = torch.tensor([2, 0])
columns = torch.tensor([3, 1])
print(seats[rows])
print(seats[rows, columns])

# %%
# The first line gives whole rows, those at positions 2 and 0, in that order. The second gives two
# seats, because the tensors are read in pairs: positions 2 and 3, then positions 0 and 1.
#
# Take one from each row
# ----------------------
# In each row, one seat is sold. It is at a different position in each row. ``gather`` takes, along
# a dimension, the positions that you name. Its index has as many dimensions as the tensor, and each
# inner list names the positions for one row.

sold = torch.tensor([[3], [0], [2]])
print(seats.gather(1, sold))

# %%
# Dimension 1 runs along a row. You get position 3 of the first row, then 0, then 2. The result has
# the shape of the index.
#
# Write through an index
# ----------------------
# An index on the left of ``=`` says where to write. How many elements change in each line?

free = torch.ones(3, 4, dtype=torch.int64)
free[0, 1] = 0
free[:, 3] = 5
free[late] += 10
print(free)

# %%
# The first line changes one element, the second a column of three, the third the six that the mask
# chose. 15 is the 5 from the second line, plus 10.
#
# Know a view from a copy
# -----------------------
# You take a row in two ways, and change it. Does the first tensor change, too?

a = torch.tensor([[1, 2], [3, 4]])
a[0].mul_(10)
print(a)
a[torch.tensor([1])].mul_(10)
print(a)

# %%
# ``mul_`` multiplies in place. A position or a slice gives a **view**: it looks at the same memory,
# so the first tensor changes. A mask or an index tensor gives a **copy**: a new tensor in memory of
# its own, and ``mul_`` changed only this copy. With ``=`` or ``+=`` after the brackets, PyTorch
# writes into the first tensor, whatever stands in them.
#
# Look back
# ---------
# - A position removes its dimension, a slice keeps it. ``...`` means all that you do not name.
# - A mask chooses by a condition, an index tensor by a list of positions.
# - Positions and slices give views. Masks and index tensors give copies.
#
# **Try this:** set every second seat of the last row to 0, in one line.
