"""
Broadcast across shapes
=======================

Combine tensors of different shapes, and know before you run it whether they fit.

**Time:** 25 minutes. **You need:** Do math on tensors, Summarise tensors.
"""

import matplotlib.pyplot as plt
import torch

device = torch.accelerator.current_accelerator(check_available=True) or torch.device("cpu")
torch.set_default_device(device)
print(f"PyTorch {torch.__version__} on {device.type}")

# %%
# Stretch a smaller tensor
# ------------------------
# Two cities have temperatures for three days. Each day, the thermometer was wrong by a different
# amount. You want to correct both cities at once. The shapes differ. Does PyTorch raise an error?

temps = torch.tensor([[18, 21, 19], [25, 27, 24]])
wrong_by = torch.tensor([1, 0, -2])
print(temps.shape, wrong_by.shape)
print(temps - wrong_by)

# %%
# No. PyTorch used ``wrong_by`` for each row. To use a smaller tensor again and again until it fits
# is called **broadcasting**. ``temps + 10`` is broadcasting, too: one number meets every element.
#
# Line the shapes up from the right
# ---------------------------------
# To know whether two shapes fit, write one below the other. Start from the right.

for name, x in {"temps": temps, "wrong_by": wrong_by}.items():
    print(f"{name:8}" + "".join(f"{length:4}" for length in x.shape).rjust(8))

# %%
# Now compare the lengths in each column. These are all the rules:
#
# - Two lengths fit if they are equal, or if one of them is 1.
# - Where a length is missing on the left, it counts as 1.
# - If they are equal, the result keeps that length. If one is 1, the result takes the other.
#
# Here 3 meets 3, and 2 meets nothing. So the shapes fit, and the result has shape ``(2, 3)``.
#
# Ask for the shape of the result
# -------------------------------
# ``broadcast_shapes`` needs only shapes, no tensors. Predict each result. ``()`` is the shape of a
# scalar.

print(torch.broadcast_shapes((2, 3), ()))
print(torch.broadcast_shapes((2, 3), (2, 1)))
print(torch.broadcast_shapes((3, 1), (4,)))
print(torch.broadcast_shapes((5, 1, 4), (3, 1)))

# %%
# In the third line, both tensors are stretched. In the last one, the shapes are ``5 1 4`` and
# ``3 1``. From the right: 4 and 1 give 4, then 1 and 3 give 3. 5 meets nothing, so it stays.
#
# Read the error
# --------------
# Now each city has a thermometer of its own, and each is wrong by its own amount. Line up the
# shapes first. Does the subtraction work?

by_city = torch.tensor([1, -2])
try:
    print(temps - by_city)
except RuntimeError as error:
    print(error)

# %%
# No. From the right, 3 meets 2. They are not equal, and neither is 1. The message calls the first
# tensor a, and the second one b. *Dimension 1* is where you find the 3.
#
# Add a dimension
# ---------------
# You want 2 to meet 2, so the amounts must stand in a column of shape ``(2, 1)``. ``unsqueeze``
# adds a dimension of length 1 at the position that you name. You can also write ``None`` in square
# brackets: the colon keeps the old dimension, and ``None`` adds a new one after it.

print(by_city.unsqueeze(1))
print(by_city[:, None].shape)
print(temps - by_city.unsqueeze(1))

# %%
# Now each city has its own correction. If you are not sure where a dimension goes, print the shape
# first.
#
# Let a column meet a row
# -----------------------
# A museum has three kinds of ticket. Each has a price, and each of four tours adds an extra amount.
# You want the total for each pair. Which shape does the table of totals have?

tickets = torch.tensor([[10], [5], [7]])
tours = torch.tensor([0, 2, 4, 8])
print((tickets + tours).shape)

# %%
# Three tickets and four tours make a table of shape ``(3, 4)``. The picture shows both tensors as
# they are stretched. Coloured cells are repeated.

fig, axes = plt.subplots(1, 3, figsize=(6, 1.9), layout="constrained")
fig.suptitle("The column is repeated to the right, the row downwards")
shape = torch.broadcast_shapes(tickets.shape, tours.shape)
for ax, name, x in zip(axes, ("tickets", "tours", "sum"), (tickets, tours, tickets + tours)):
    repeated = torch.ones(shape)
    repeated[tuple(slice(length) for length in torch.atleast_2d(x).shape)] = 0
    colours = [["#2f81c755" if cell else "none" for cell in row] for row in repeated.tolist()]
    ax.table(x.expand(shape).tolist(), colours, bbox=(0, 0, 1, 1), cellLoc="center")
    ax.set_title(f"{name} {tuple(x.shape)}", fontsize=11)
    ax.axis("off")
plt.show()

# %%
# Each ticket meets each tour. No loop was needed.
#
# Stretch a tensor yourself
# -------------------------
# ``expand`` does what broadcasting does, without any calculation. ``-1`` means to leave a length as
# it is. ``untyped_storage()`` is the block of memory behind a tensor, and ``nbytes()`` counts its
# bytes. Does the block grow?

wide = tickets.expand(-1, 4)
print(wide)
print(tickets.untyped_storage().nbytes(), wide.untyped_storage().nbytes())
try:
    tours.expand(3, 5)
except RuntimeError as error:
    print(error)

# %%
# No: 3 numbers of 8 bytes stay 24. Each price is in memory once, and PyTorch reads the same price
# for all four columns. The error says that a length must *match the existing size*, unless it is 1.
# *Target sizes* is the shape you asked for.
#
# Change a tensor in place
# ------------------------
# ``+=`` writes the result into the tensor on the left. Can that tensor grow?

try:
    tours += tickets
except RuntimeError as error:
    print(error)

# %%
# No. Its shape is ``[4]``, and the result needs ``[3, 4]``. With ``+=``, only the tensor on the
# right can be stretched.
#
# Find the table you did not want
# -------------------------------
# Here is the mistake that costs most time, since there is no error. You guessed three prices, and
# compare them with the true ones. All guesses are right. What should the differences be?

guesses = torch.tensor([10.0, 20.0, 30.0])
truth = torch.tensor([[10.0], [20.0], [30.0]])
print(guesses - truth)
print(guesses - truth.squeeze(1))

# %%
# They should be three zeros. But the shapes are ``(3,)`` and ``(3, 1)``. From the right, 3 meets 1,
# and then nothing meets 3. So the result is a table: each guess met each true price. ``squeeze``
# removes a dimension of length 1. Before you compare tensors, make their shapes equal.
#
# Broadcast with nothing
# ----------------------
# A length can be 0. Such a tensor has no elements. ``torch.rand(0)`` is one: its shape is ``(0,)``.
# Do the rules hold?

print((torch.ones(3, 1) * torch.rand(0)).shape)

# %%
# They do. From the right, 1 meets 0, and the result takes the other length: 0. 3 meets nothing, so
# it stays.
#
# Look back
# ---------
# - Line shapes up from the right. Lengths fit if they are equal, or if one of them is 1.
# - ``unsqueeze`` adds a dimension of length 1, ``squeeze`` removes it.
# - A row and a column give a table, wanted or not. Check shapes before you subtract.
#
# **Try this:** subtract from each row of ``temps`` its smallest number. Take
# ``amin(dim=1, keepdim=True)``, which gives only the numbers.
