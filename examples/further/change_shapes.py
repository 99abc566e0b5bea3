"""
Change shapes
=============

Give the same numbers another shape, see why that is cheap, join tensors and take them apart.

**Time:** 30 minutes. **You need:** Read and match shapes, Index and slice.
"""

import matplotlib.pyplot as plt
import torch

device = torch.accelerator.current_accelerator(check_available=True) or torch.device("cpu")
torch.set_default_device(device)
print(f"PyTorch {torch.__version__} on {device.type}")

# %%
# Put the same numbers into another shape
# ---------------------------------------
# Somebody counted steps, twice a day, for three days. The numbers came as one long list.
# ``reshape`` puts them into rows. What does -1 stand for?

steps = torch.tensor([10, 20, 30, 40, 50, 60])
print(steps.reshape(3, 2))
print(steps.reshape(2, -1))

# %%
# It stands for the length that fits: 6 numbers in 2 rows make 3 columns. The numbers stay in their
# order and fill row after row. What if nothing fits?

try:
    print(steps.reshape(4, -1))
except RuntimeError as error:
    print(error)

# %%
# Six numbers cannot fill four equal rows. The *input* in the message is your tensor.
#
# Make it flat
# ------------
# ``flatten`` makes one dimension of many. With a number, it starts at that dimension. Two pictures
# have 3 channels of 4 by 5 pixels. How many numbers has each picture?

pictures = torch.zeros(2, 3, 4, 5)
print(pictures.flatten().shape)
print(pictures.flatten(1).shape)

# %%
# Each picture has 60 numbers: 3 times 4 times 5. With ``flatten(1)``, dimension 0 stays, so each
# picture becomes a row. Many models want that.
#
# Add and remove a dimension of length 1
# --------------------------------------
# ``unsqueeze`` adds one at the position that you name. ``squeeze`` removes one. If its length is
# not 1, nothing happens. Methods that end in ``_`` change the tensor itself.

print(steps.unsqueeze(0).shape, steps.unsqueeze(1).shape, steps.unsqueeze(-1).shape)
print(steps.unsqueeze(0).squeeze(0).shape, steps.squeeze(0).shape)
print(steps.unsqueeze_(0).shape, steps.squeeze_(0).shape)

# %%
# In the last line, ``unsqueeze_`` changes ``steps`` itself, and ``squeeze_`` changes it back.
# Always name the dimension. ``squeeze()`` removes all of length 1. If a batch has only one picture,
# its first dimension is lost, too, and later code fails.
#
# Exchange dimensions
# -------------------
# ``T`` turns the rows of a matrix into columns. ``transpose`` exchanges two dimensions. ``permute``
# puts all of them into a new order. ``T`` is for one matrix. For a batch, ``mT`` exchanges the last
# two dimensions. ``pictures`` has shape ``(N, C, H, W)``. Which line gives ``(N, H, W, C)``?

table = steps.reshape(3, 2)
print(table.T)
print(pictures.transpose(1, 3).shape)
print(pictures.permute(0, 2, 3, 1).shape)
print(pictures.mT.shape)

# %%
# ``permute``. It takes the old dimensions in their new order, so ``0, 2, 3, 1`` puts channels last.
# ``transpose(1, 3)`` exchanges height and width, too, so each picture lies on its side. To exchange
# rows and columns you need ``T``. ``reshape`` would only fill the new rows in order:

print(table.reshape(2, 3))

# %%
# Join tensors
# ------------
# ``cat`` joins tensors along a dimension that they have. ``stack`` makes a new one. Predict the
# three shapes for two tables of shape ``(3, 2)``.

print(torch.cat([table, table], dim=0).shape)
print(torch.cat([table, table], dim=1).shape)
print(torch.stack([table, table], dim=0).shape)

# %%
# ``cat`` adds the lengths in the dimension that you name. All other lengths must be equal.
# ``stack`` wants equal shapes. Both copy the numbers.
#
# Take a tensor apart
# -------------------
# ``split`` takes the length of a part. ``chunk`` takes the number of parts. If they do not fit, you
# can get fewer. Five numbers do not divide by two. What happens to the rest?

days = torch.tensor([1, 2, 3, 4, 5])
print(days.split(2))
print(days.chunk(2))

# %%
# The last part is shorter. Both give a tuple of views: they share memory with ``days``.
#
# Look into memory
# ----------------
# Memory is one long row of numbers, whatever the shape. A **stride** says how many places to walk
# in memory to reach the next element of a dimension. Read the two strides of ``table``. Then
# predict those of ``table.T``.

print(table.shape, table.stride())
print(table.T.shape, table.T.stride())
print(table.data_ptr() == table.T.data_ptr())

# %%
# To the next row of ``table`` it is 2 places, to the next column 1. For ``table.T`` the strides are
# exchanged. ``data_ptr`` is the place where a tensor's memory starts. It is the same for both. So
# no number moved: ``T`` is a view that reads in another order. The picture shows, behind ``@``, the
# place of each number in memory.

fig, axes = plt.subplots(1, 2, figsize=(6, 2.2), width_ratios=(2, 3), layout="constrained")
fig.suptitle("Both read the same memory, in another order")
for ax, name, x in zip(axes, ("table", "table.T"), (table, table.T)):
    places = torch.arange(6).as_strided(x.shape, x.stride()).tolist()
    cells = [[f"{n}  @{p}" for n, p in zip(*pair)] for pair in zip(x.tolist(), places)]
    ax.table(cells, bbox=(0, 0, 1, 1), cellLoc="center")
    ax.set_title(f"{name}: strides {x.stride()}", fontsize=11)
    ax.axis("off")
plt.show()

# %%
# Meet a view that does not work
# ------------------------------
# ``reshape`` gives a view if it can, and a copy if it must. ``view`` never copies: it needs strides
# that fit. They always exist if a tensor is **contiguous**: its elements follow each other in
# memory, row after row. Is ``table.T`` contiguous?

print(table.is_contiguous(), table.T.is_contiguous())
try:
    print(table.T.view(6))
except RuntimeError as error:
    print(error)

# %%
# It is not. Its places in memory are 0, 2, 4, 1, 3, 5. One stride cannot give these steps. The
# message says the same in technical words, and tells you the way out: ``reshape`` makes a copy
# here. ``contiguous`` makes a copy in order, if the tensor is not in order yet.

print(table.T.reshape(6))
print(table.T.contiguous().view(6))

# %%
# Take ``reshape`` when you only want the shape. Take ``view`` when you want to be sure that no
# memory is copied.
#
# Look back
# ---------
# - ``reshape`` keeps the order of the numbers. ``permute`` and ``T`` exchange dimensions.
# - ``cat`` joins along a dimension that exists, ``stack`` along a new one.
# - A shape and its strides are a way to read memory. Most changes of shape copy nothing.
#
# **Try this:** make ``steps`` into one row of shape ``(1, 6)``, in three ways.
