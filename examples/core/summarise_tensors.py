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
# adds all elements, ``prod`` multiplies them. ``min`` finds the smallest, ``max`` the
# largest. Work them out before you look.

photos = torch.tensor([[2, 11, 2], [6, 2, 1]])
print(photos.sum())
print(photos.prod())
print(photos.min(), photos.max())

# %%
# Each result is a scalar: a tensor with one number and no dimension.
#
# Take the number out
# -------------------
# ``item`` turns a tensor with one element into a Python number. What if there are six?

print(photos.sum().item())
try:
    print(photos.item())
except RuntimeError as error:
    print(error)

# %%
# *A Tensor with 6 elements* has too many for ``item``. It *cannot be converted to Scalar*: no
# single number can stand for all six.
#
# Calculate a mean
# ----------------
# The **mean** is the sum divided by how many numbers there are. Which of these three calls
# fails?

try:
    print(photos.mean())
except RuntimeError as error:
    print(error)
print(photos.float().mean())
print(photos.mean(dtype=torch.float32))

# %%
# - *could not infer output dtype*: ``mean`` could not work out a dtype for its result.
# - *Input dtype must be either a floating point or complex dtype*: the input is your tensor.
#   Floating point numbers have decimals. You do not need complex numbers here.
# - *Got: Long*: your tensor holds ``int64`` numbers. ``Long`` is another name for them.
#
# A mean often has decimals, and ``int64`` cannot hold them. ``float()`` makes a ``float32``
# copy first. ``dtype=`` names the dtype to calculate in.
#
# Measure the spread
# ------------------
# The **standard deviation**, ``std``, says how far numbers lie from their mean. First, square
# each distance from the mean, and add the squares. Then divide, and take the square root. But
# divide by what? Here are the squares, then two answers.

scores = torch.tensor([2.0, 4.0, 6.0])
print((scores - scores.mean()) ** 2)
print(scores.std())
print(scores.std(correction=0))

# %%
# The squares add up to 8. ``correction`` is subtracted from how many there are. It is 1
# unless you name it, so ``std`` divides by 2: 8 / 2 is 4, and its square root is 2. That
# suits a **sample**, a part of a larger group. With 0 you divide by three, as NumPy does.
#
# Name the dimension that disappears
# ----------------------------------
# With ``dim=`` you name one dimension. **The dimension you name is the one that disappears.**
# Predict the shape of each sum. In the picture, the corner is the sum of everything.

per_day, per_person = photos.sum(dim=0), photos.sum(dim=1)
print(per_day, per_day.shape)
print(per_person, per_person.shape)

# %%
fig, axes = plt.subplots(2, 2, figsize=(6, 2.6), width_ratios=(3, 1), layout="constrained")
fig.suptitle("dim=0 adds down each column, dim=1 adds along each row")
parts = (photos, per_person.reshape(2, 1), per_day, photos.sum())
for ax, name, x in zip(axes.flat, ("photos", "sum(dim=1)", "sum(dim=0)", "sum()"), parts):
    ax.table(torch.atleast_2d(x).tolist(), bbox=(0, 0, 1, 1), cellLoc="center")
    ax.set(title=name, xticks=[], yticks=[])
plt.show()

# %%
# Dimension 0 is the two people. Name it, and only the days are left: one sum a day. Dimension
# 1 is the three days. Name it, and only the people are left: one sum a person.
#
# Keep the dimension
# ------------------
# How far is each day from that person's mean? ``keepdim=True`` keeps the dimension you named,
# with length 1. Negative numbers will be days below the mean.

means = photos.mean(dim=1, keepdim=True, dtype=torch.float32)
print(means.shape)
print(photos - means)

# %%
# Dimension 1 of ``means`` has length 1, so PyTorch repeats each mean along its row. Without
# ``keepdim``, this subtraction fails. With a square table it does not fail, but its numbers
# are wrong.
#
# Ask where
# ---------
# ``argmin`` and ``argmax`` give the position of the smallest and of the largest number.
# ``max(dim=1)`` gives both the value and the position, for each row. Where is the 11?

print(photos.argmin(), photos.argmax())
print(photos.max(dim=1))

# %%
# ``max(dim=1)`` gives two tensors. ``values, indices = photos.max(dim=1)`` takes them apart.
# Without ``dim``, positions count from 0 through all rows: 11 has position 1, the last number
# has 5. With ``dim=1``, ``indices`` counts from 0 in each row.
#
# Ask which values, and how often
# -------------------------------
# ``unique`` lists each value once, from the smallest to the largest. How often is the 2
# there?

values, counts = photos.unique(return_counts=True)
print(values)
print(counts)

# %%
# Three times. ``return_counts=True`` asks for the second tensor: how often each value
# appears.
#
# Look back
# ---------
# - ``item`` needs one element. ``mean`` and ``std`` need floating point numbers.
# - The dimension you name with ``dim=`` disappears. ``keepdim=True`` keeps it, with length 1.
# - ``argmax`` says where the largest number is. ``unique`` says which values there are.
#
# **Try this:** subtract each day's mean from ``photos``. Which ``dim=`` do you need?
