"""
Read and match shapes
=====================

Read what a shape tells you about a tensor, and check that two tensors fit together.

**Time:** 20 minutes. **You need:** Create tensors.
"""

import matplotlib.pyplot as plt
import torch

device = torch.accelerator.current_accelerator(check_available=True) or torch.device("cpu")
torch.set_default_device(device)
print(f"PyTorch {torch.__version__} on {device.type}")

# %%
# Ask for the shape
# -----------------
# Here are temperatures: each row is a city, each column is a day. ``shape`` and ``size()``
# give the shape. ``size(0)`` gives only its first length. Which number counts the days?

temps = torch.tensor([[18, 21, 19], [25, 27, 24]])
print(temps.shape)
print(temps.size())
print(temps.size(0), temps.size(1))

# %%
# Dimensions are numbered from 0. Dimension 0 is the rows, dimension 1 the columns: 3 days.
# ``size()`` is a method, so you write round brackets behind it. ``shape`` needs none. Both
# give a ``torch.Size``.
#
# Use the shape as a tuple
# ------------------------
# ``torch.Size`` is a kind of Python tuple. You can index it, ask for its ``len``, unpack it
# into names and compare it. Only one of the three comparisons is true. Which one?

cities, days = temps.shape
print(cities, days)
print(temps.shape[1], len(temps.shape))
print(temps.shape == (2, 3), temps.shape == (3, 2), temps.shape == [2, 3])

# %%
# The order matters. Compare with a tuple: in Python, a tuple never equals a list.
#
# Count dimensions and elements
# -----------------------------
# An **element** is one number in a tensor. ``numel`` counts them. A **batch** is many things
# of the same shape in one tensor, here four tables, still all zeros. Its first dimension
# counts the things. As in a list, -1 means the last. What will each line show?

batch = torch.zeros(4, 2, 3)
for x in (torch.tensor([18, 21, 19]), temps, batch):
    print(x.shape, x.ndim, x.numel(), x.size(-1))

# %%
# ``ndim`` counts the lengths: ``batch`` has 3. ``numel`` multiplies them: 4 times 2 times 3
# is 24. In these tensors the days are last, so -1 finds them, and -2 is the dimension before.
# As a tuple, the first shape is ``(3,)``, with a comma.
#
# Read the shape of pictures
# --------------------------
# A picture is a grid of dots, called **pixels**. Each pixel mixes red, green and blue light.
# The numbers for one colour are a **channel**. Batches often have shape ``(N, C, H, W)``:
#
# - ``N`` is the number of pictures, ``C`` the number of channels: red, green, blue.
# - ``H`` is the height in rows of pixels, ``W`` is the width in columns of pixels.
#
# Square brackets choose positions in this order, from 0. What you leave out at the end is
# taken whole. 0 is no light, 1 is full light. What does each line with ``= 1`` paint?

pictures = torch.zeros(2, 3, 4, 5)
pictures[0, 0, 1] = 1
pictures[0, 1, 3, 4] = 1
pictures[1, 2] = 1

# %%
fig, axes = plt.subplots(1, 2, figsize=(6, 3.2), layout="constrained")
n, c, h, w = pictures.shape
fig.suptitle(f"Shape {tuple(pictures.shape)}: {n} pictures with {c} channels")
for i, x in enumerate(pictures.movedim(1, -1)):
    axes[i].imshow(x.tolist())
    axes[i].set(title=f"Picture {i}: {tuple(x.shape)}", xlabel=f"W = {w}", ylabel=f"H = {h}")
plt.show()

# %%
# ``[0, 0, 1]`` is picture 0, red, row 1: the second row from the top. ``[0, 1, 3, 4]`` is one
# green pixel, in row 3 and column 4. ``[1, 2]`` makes all of picture 1 blue. No light is
# black. ``imshow`` draws one picture and wants its channels last, ``(H, W, C)``, so
# ``movedim(1, -1)`` moves dimension 1 to the end. The loop takes one picture at a time.
#
# Add tensors that match
# ----------------------
# Functions that end in ``_like`` keep the shape, so the result fits. ``+`` adds elements at
# the same position. Then you try a table with four days. What will go wrong?

print(temps + torch.full_like(temps, 10))
try:
    print(temps + torch.zeros(2, 4))
except RuntimeError as error:
    print(error)

# %%
# - *The size of tensor a (3)*: size is one length. On the left of ``+`` it is 3.
# - *must match the size of tensor b (4)*: it should be equal. On the right of ``+`` it is 4.
# - *at non-singleton dimension 1*: columns. A **singleton** dimension has length 1. Here
#   neither has.
#
# For now, add only tensors of the same shape. PyTorch can also repeat a singleton dimension
# until it fits. That is **broadcasting**, which has a lesson of its own later.
#
# Check shapes as you go
# ----------------------
# Print shapes while you write. Use ``assert`` for what must be true: if it is false, your
# program stops. After the comma you say what to show. Which of these two stops?

try:
    assert temps.shape == (2, 3), temps.shape
    assert batch.shape == (2, 3), batch.shape
except AssertionError as error:
    print(error)

# %%
# The second: ``batch`` has another shape, which it shows. A true ``assert`` shows nothing.
#
# Look back
# ---------
# - ``shape`` is a tuple of lengths. ``ndim`` counts them, ``numel`` multiplies them.
# - Dimensions are numbered from 0, and -1 is the last. A batch adds one in front.
# - To add two tensors, give them the same shape. Check it with ``assert``.
#
# **Try this:** in picture 1, set row 0 of channel 0 to 1, too. Which colour does that row
# have now?
