"""
Create tensors
==============

Make tensors from Python data, by shape and by example, and read what PyTorch prints.

**Time:** 15 minutes. **You need:** Python lists and loops.
"""

import matplotlib.pyplot as plt
import torch

device = torch.accelerator.current_accelerator(check_available=True) or torch.device("cpu")
torch.set_default_device(device)
print(f"PyTorch {torch.__version__} on {device.type}")

# %%
# The first lines load PyTorch, which is called ``torch``, and Matplotlib, which draws
# pictures. The next lines stand in every lesson. They look for an **accelerator**: a chip,
# such as a GPU, that does many calculations at once. If there is none, they take the **CPU**,
# the main processor that every computer has. From here on, new tensors live on that
# **device**.
#
# Start from a Python list
# ------------------------
# A **tensor** is a block of numbers that all have the same type. You can make one from a list
# or from a tuple. Look at how the numbers are printed.

print(torch.tensor([18.5, 21, 19.25]))
print(torch.tensor((18.5, 21, 19.25)))

# %%
# Both give the same tensor. Two numbers have a decimal point, so all of them are stored with
# one. Here ``print`` shows four decimals, and makes all numbers equally wide. If you see
# ``device=`` at the end, your tensor is on an accelerator. For the CPU, nothing is shown.
#
# Put lists inside lists
# ----------------------
# A list of lists makes rows and columns. Each level of brackets is one **dimension**.
# ``ndim`` counts the dimensions, and the **shape** gives the length of each. Before you look,
# guess both for each of the four tensors.

scalar = torch.tensor(7)
vector = torch.tensor([1, 2, 3])
matrix = torch.tensor([[1, 2, 3], [4, 5, 6]])
cube = torch.tensor([[[1, 2, 3], [4, 5, 6]], [[7, 8, 9], [10, 11, 12]]])
for x in (scalar, vector, matrix, cube):
    print(x.ndim, x.shape)
print(cube)

# %%
# A tensor without dimensions is a **scalar**, a single number. With one dimension it is a
# **vector**, with two a **matrix**. For three dimensions or more, people say tensor. The
# blank line in ``cube`` separates its two matrices.

fig, axes = plt.subplots(1, 3, figsize=(6, 1.8), layout="constrained")
fig.suptitle("Each level of brackets adds a dimension")
for ax, name, x in zip(axes, ("scalar", "vector", "matrix"), (scalar, vector, matrix)):
    ax.table(torch.atleast_2d(x).tolist(), loc="center", cellLoc="center").scale(1, 1.5)
    ax.set_title(f"{name}: ndim {x.ndim}", y=0.75, fontsize=11)
    ax.axis("off")
plt.show()

# %%
# Check that ``torch.tensor`` copies
# ----------------------------------
# Change the list after you made the tensor. Does the tensor change too?

prices = [5, 10, 15]
copied = torch.tensor(prices)
prices[0] = 999
print(prices, copied)

# %%
# It does not. ``torch.tensor`` always copies your data into memory of its own.
#
# Fill a shape
# ------------
# Often you know the shape before you know the numbers. Name it, and choose what fills it.

print(torch.zeros(2, 3))
print(torch.ones(4))
print(torch.full((2, 3), 8))
print(torch.eye(3))

# %%
# ``full`` takes the shape as a tuple, then the value. ``eye`` makes the identity matrix: ones
# on the diagonal, zeros elsewhere. The dot in ``0.`` says that the type can have decimals,
# and that there are none here. ``full`` takes its type from your value, so 8 has no dot.
#
# There is also ``empty``. It takes a piece of memory and does not clear it, so its values
# mean nothing. Read its shape, and write into it before you use it.

print(torch.empty(2, 3).shape)

# %%
# Count in steps
# --------------
# ``arange`` takes a start, an end and a step. ``linspace`` takes a start, an end and how many
# numbers you want. One of them includes the end. Which one?

print(torch.arange(0, 10, 2))
print(torch.linspace(0, 10, 5))

# %%
# ``arange`` stops before the end, like Python's ``range``. ``linspace`` includes it.
#
# Match another tensor
# --------------------
# Functions that end in ``_like`` take the shape and the type from another tensor. Methods
# that start with ``new_`` take the type only, and you give the shape or the numbers.

print(torch.full_like(matrix, 9))
print(matrix.new_ones(2, 2))
print(matrix.new_tensor([3.7, 4.2]))

# %%
# ``matrix`` holds whole numbers, so the new tensor does too. The decimals are cut off, not
# rounded: 3.7 becomes 3.
#
# Look back
# ---------
# - ``torch.tensor`` copies Python data. Levels of brackets become dimensions.
# - ``zeros``, ``ones``, ``full`` and ``eye`` fill a shape. ``arange`` and ``linspace`` count.
# - ``_like`` and ``new_`` make a tensor that fits one you have.
#
# **Try this:** make a tensor of shape ``(2, 2, 5)`` that holds only the number 3.
