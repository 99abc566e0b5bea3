"""
Summarise tensors
=================

Describe a whole tensor, each row or each column with a few numbers, such as a sum or a mean.

**Time:** 20 minutes. **You need:** Create tensors, Read and match shapes, Choose a dtype.
"""

import matplotlib.pyplot as plt
import torch

device = torch.accelerator.current_accelerator(check_available=True) or torch.device("cpu")
torch.set_default_device(device)
print(f"PyTorch {torch.__version__} on {device.type}")

# %%
# Turn many numbers into one
# --------------------------
# Two people took photos on three days. Each row is a person, each column is a day. ``sum``
# adds, ``prod`` multiplies, ``min`` finds the smallest, ``max`` the largest. Work them out.
# ``item`` takes the number out of a tensor. What happens if there are six numbers in it?

photos = torch.tensor([[2, 11, 2], [6, 2, 1]])
print(photos.sum(), photos.prod(), photos.min(), photos.max())
print(photos.sum().item())
try:
    print(photos.item())
except RuntimeError as error:
    print(error)

# %%
# Each summary is a scalar, and still a tensor. ``item`` makes it a Python number. An
# **element** is one number in a tensor, and *a Tensor with 6 elements* has too many for
# ``item``. It *cannot be converted*, or changed, *to Scalar*: to a single number.
#
# Calculate a mean
# ----------------
# The **mean** is the sum divided by how many numbers there are. Of the three calls here, the
# first fails and two work. What is different?

try:
    print(photos.mean())
except RuntimeError as error:
    print(error)
print(photos.float().mean(), photos.mean(dtype=torch.float32))

# %%
# - *could not infer output dtype*: ``mean`` could not work out a dtype for its result.
# - *Input dtype must be either a floating point or complex dtype*: the input is your tensor.
#   Floating point numbers have decimals. Complex numbers have two parts.
# - *Got: Long*: your tensor holds ``int64`` numbers. ``Long`` is another name for them.
#
# A mean often has decimals, and ``int64`` cannot hold them. ``float()`` makes a ``float32``
# copy first. ``dtype=`` names the dtype to calculate in.
#
# Measure the spread
# ------------------
# The **standard deviation**, ``std``, says how far numbers lie from their mean. It squares
# each distance, adds the squares, divides, and takes the square root. It divides by what?

scores = torch.tensor([2.0, 4.0, 6.0])
print((scores - scores.mean()) ** 2)
print(scores.std(), scores.std(correction=0))

# %%
# The squares add up to 8. For n numbers, ``std`` divides by n - 1: here 8 / 2, root 2.
# ``correction``, by default 1, is what to take away from n. With 0 you divide by n, as
# NumPy does. Keep n - 1 if your numbers are a **sample**: a part of a larger group.
#
# Name the dimension that disappears
# ----------------------------------
# With ``dim=`` you name one dimension. **The dimension you name is the one that disappears.**
# Before you look, predict the shape of each sum. The corner of the picture is the total.

per_day, per_person = photos.sum(dim=0), photos.sum(dim=1)
print(photos.shape, per_day.shape, per_person.shape)
print(per_day, per_person)
fig, axes = plt.subplots(2, 2, figsize=(6, 2.6), width_ratios=(3, 1), layout="constrained")
fig.suptitle("dim=0 adds down each column, dim=1 adds along each row")
parts = (photos, per_person.reshape(2, 1), per_day, photos.sum())
for ax, name, x in zip(axes.flat, ("photos", "sum(dim=1)", "sum(dim=0)", "sum()"), parts):
    ax.table(torch.atleast_2d(x).tolist(), bbox=(0, 0, 1, 1), cellLoc="center")
    ax.set(title=name, xticks=[], yticks=[])
plt.show()

# %%
# Dimension 0 is the two people. Name it, and only the days are left: one sum a day.
# Dimension 1 is the three days. Name it, and only the people are left: one sum a person.
#
# Keep the dimension
# ------------------
# How far is each day from that person's mean? ``keepdim=True`` keeps the dimension you
# named, with length 1. Negative numbers will be days below the mean.

means = photos.mean(dim=1, keepdim=True, dtype=torch.float32)
print(means.shape)
print(photos - means)

# %%
# Shapes ``(2, 3)`` and ``(2, 1)`` match: each mean is used for its whole row. Without
# ``keepdim`` the shape is ``(2,)``. Shapes match from the last length, and 2 is not 3.
#
# Ask where and how often
# -----------------------
# ``argmin`` and ``argmax`` give the position of the smallest and the largest number.
# ``max(dim=1)`` gives both value and position, per row. ``unique`` lists each value once.

print(photos.argmin(), photos.argmax())
print(photos.max(dim=1))
print(photos.unique(return_counts=True))

# %%
# Positions count from 0, row after row. With ``dim=1``, ``indices`` are places in each row.
# ``unique`` gives values, then ``return_counts=True`` adds how often: 2 is there three times.
#
# Look back
# ---------
# - ``item`` needs one element. ``mean`` and ``std`` need floating point numbers.
# - The dimension you name with ``dim=`` disappears. ``keepdim=True`` keeps it, with length 1.
# - ``argmax`` says where the largest number is. ``unique`` says which values there are.
#
# **Try this:** subtract each day's mean from ``photos``. Which ``dim=`` do you need?
#
# **Next:** Multiply matrices.
