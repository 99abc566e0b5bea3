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
# Read the lengths
# ----------------
# If you ask people what goes wrong most often in PyTorch, most will say shapes. The good news
# is that a shape tells you nearly everything, once you can read it. Here are some temperatures,
# where each row is a city and each column is a day. Which number in the shape counts the days?

temps = torch.tensor([[18, 21, 19], [25, 27, 24]])
print(temps.shape)

# %%
# The 3 counts the days, because a shape goes from the outer brackets to the inner ones: first
# how many rows there are, then how long each row is. Dimensions are numbered from 0, so
# dimension 0 is the cities and dimension 1 is the days.
#
# To get a single length, use square brackets, as you would with a list. The position -1 means
# the last one.

print(temps.shape[0])
print(temps.shape[-1])

# %%
# Count dimensions and elements
# -----------------------------
# The single numbers in a tensor are called its **elements**. ``ndim`` counts the dimensions,
# and ``numel()`` the elements. (``numel`` is a method, a function that belongs to the tensor,
# so you call it with round brackets. ``shape``, ``dtype`` and ``ndim`` are written without.)
# What will they say about ``temps``?

print(temps.ndim)
print(temps.numel())

# %%
# There are two dimensions, and 2 times 3 makes 6 elements. In other people's code you may see
# ``dim()``, which gives the same number as ``ndim``.
#
# Pick rows and columns
# ---------------------
# You can pick out parts of a tensor with square brackets. Here is the T again. To get one row,
# name its position, counted from 0.

letter = torch.tensor(
    [
        [1, 1, 1, 1, 1],
        [0, 0, 1, 0, 0],
        [0, 0, 1, 0, 0],
        [0, 0, 1, 0, 0],
        [0, 0, 1, 0, 0],
    ]
)
print(letter[0])

# %%
# That is the bar of the T. With two positions you get a single element: first the row, then the
# column. And what if you want a whole column? A colon stands for *everything in this
# dimension*:

print(letter[1, 2])
print(letter[:, 2])

# %%
# ``letter[:, 2]`` means: from every row, take column 2. It is the stem of the T, although it is
# printed lying down, because a tensor with one dimension is always printed as a row. As with
# lists, ``:3`` takes the first three:

print(letter[:3].shape)

# %%
# Three rows of five are left. There's much more that you can put into the brackets, and *Index
# and slice* is all about it. For now, this is enough.
#
# Look at a picture in colour
# ---------------------------
# A picture is a grid of dots, called **pixels**. Each pixel of a colour picture mixes red,
# green and blue light, so it needs three numbers. PyTorch keeps the three colours apart, in one
# grid for red, one for green and one for blue. Each of these grids is a **channel**. A colour
# picture that is 4 pixels high and 5 pixels wide has the shape ``(3, 4, 5)``, which stands for
# channels, height and width, or C, H, W for short.
#
# Start with a dark picture, one in which no light is on:

picture = torch.zeros(3, 4, 5)

# %%
# Now switch some lights on. In front of ``=``, square brackets say where to write. Here they
# name a channel and a row. So what does this line paint?

picture[0, 1] = 1

# %%
# Channel 0 is red and row 1 is the second from the top. No column is named, so the whole row
# becomes red. Here are two more: one green pixel, and a blue column.

picture[1, 3, 4] = 1
picture[2, :, 0] = 1

# %%
fig, axes = plt.subplots(2, 2, figsize=(4.4, 4), layout="constrained")
fig.set_label(
    "Four black pictures of four rows and five columns. In the red channel the second row "
    "is lit, in the green one the pixel at the bottom right, in the blue one the left "
    "column. The fourth picture has all three lights, and is pink where the row crosses "
    "the column."
)
fig.suptitle("Three channels make one picture")
light = torch.zeros(4, 4, 5, 3)
for i in range(3):
    light[i, :, :, i] = picture[i]
light[3] = picture.permute(1, 2, 0)
for ax, name, x in zip(axes.flat, ("0: red", "1: green", "2: blue", "all three"), light.tolist()):
    ax.imshow(x, extent=(0, 5, 4, 0))
    ax.set(title=name, xticks=[], yticks=[])
    for i in range(1, 5):
        ax.plot([i, i], [0, 4], color="#808080", linewidth=0.5)
        ax.plot([0, 5], [i, i], color="#808080", linewidth=0.5)
plt.show()

# %%
# Look at the pixel where the red row crosses the blue column. Both lights are on there, and red
# and blue together make pink.
#
# Put many pictures into one tensor
# ---------------------------------
# A model hardly ever gets one picture at a time, because a chip that can do thousands of
# calculations at once would have too little to do. Instead, many things of the same shape go
# into one tensor, which is called a **batch**. The first dimension of a batch counts the things
# in it. Ten pictures like the one above make this:

batch = torch.zeros(10, 3, 4, 5)
print(batch.shape)
print(batch.numel())

# %%
# People write this shape as ``(N, C, H, W)``: number of pictures, channels, height, width.
# You'll meet it wherever PyTorch works with pictures.
#
# A loop over a tensor goes along its first dimension, so a loop over a batch gives you one
# picture after another. Here is a loop over the temperatures, city by city:

for city in temps:
    print(city)

# %%
# Add tensors that match
# ----------------------
# The ``+`` sign adds the numbers that are in the same place, so it needs two tensors of the
# same shape. Here, every temperature gets a correction:

print(temps + torch.tensor([[0, 0, 1], [-1, 0, 0]]))

# %%
# What if one of them has a fourth day? PyTorch stops with an error. Normally that would end the
# program. ``try`` and ``except`` are Python's way of catching an error and carrying on. After
# ``except`` comes the kind of error to catch, here ``RuntimeError``, and ``error`` is our name
# for it, so that we can print its message and read it:

try:
    print(temps + torch.zeros(2, 4))
except RuntimeError as error:
    print(error)

# %%
# It won't be long before you meet this message in your own work, so it's worth a minute. Take
# it piece by piece:
#
# - *The size of tensor a (3)*: tensor a is the one on the left of ``+``, and one of its lengths
#   is 3.
# - *must match the size of tensor b (4)*: tensor b is on the right, and there the length is 4.
# - *at non-singleton dimension 1*: it happened in dimension 1, the days. **Singleton** means of
#   length 1, and neither of these lengths is 1.
#
# Why does it mention a length of 1? Because there is an exception. If one of the two lengths is
# 1, PyTorch repeats what is there until the lengths are equal. This is called **broadcasting**.
# A single number, which has no lengths at all, is the simplest case, because it is repeated for
# every element:

print(temps + 10)

# %%
# *Do maths on tensors* shows how that works. Until then, remember this much: equal shapes
# always fit, and so does a single number.
#
# Say what must be true
# ---------------------
# You can let your program check its shapes, so that it stops where the mistake is, and not ten
# lines later. ``assert`` does nothing if the comparison after it is true. If it's false, the
# program stops with an ``AssertionError``, and shows what you wrote after the comma. Write the
# shape in round brackets, as a tuple, although PyTorch prints it in square ones: a comparison
# with ``[2, 3]`` is always false.

assert temps.shape == (2, 3), temps.shape
try:
    assert batch.shape == (10, 4, 5, 3), batch.shape
except AssertionError as error:
    print(error)

# %%
# The first check printed nothing, because it was true. The second one failed, and showed us the
# real shape of ``batch``: the channels come before height and width.
#
# Aside: shapes are tuples
# ------------------------
# ``size()`` gives the same thing as ``shape``. It is a **method**, a function that belongs to
# the tensor, so it needs round brackets. A shape is a kind of tuple. So you can give each
# length a name, which makes code easier to read:

cities, days = temps.size()
print(cities)
print(days)

# %%
# You can also compare it, but only with another tuple. PyTorch prints it with square brackets,
# and yet one of these is false:

print(temps.shape == (2, 3))
print(temps.shape == [2, 3])

# %%
# In Python, a tuple never equals a list, whatever is in it.
#
# Look back
# ---------
# - A shape goes from the outer brackets to the inner ones. Dimensions are numbered from 0, and
#   -1 is the last.
# - A batch of pictures has the shape ``(N, C, H, W)``, and its first dimension counts the
#   pictures.
# - ``+`` wants equal shapes, or a single number. If shapes don't fit, the error names both
#   lengths and the dimension.
#
# **Try this:** a video is many pictures, one after another. What is the shape of 30 colour
# pictures that are 64 pixels high and 48 wide? Make such a tensor, full of zeros, and count its
# elements.
#
# One answer
# ----------
# The video is a batch in which each picture is a moment in time.

video = torch.zeros(30, 3, 64, 48)
print(video.shape)
print(video.numel())

# %%
# Check yourself
# --------------
# .. question::
#    :section: put-many-pictures-into-one-tensor
#
#    What does this print, and what does it stand for? ::
#
#       batch = torch.zeros(8, 3, 32, 64)
#       print(batch.shape[-1])
#
#    - [ ] ``8``, the number of pictures
#
#      The pictures are counted by the first dimension, which is at position 0.
#
#      :if: ``torch.zeros(8, 3, 32, 64).shape[0]``
#
#    - [x] ``64``, the width of each picture
#
#      The position -1 means the last one, and the order is N, C, H, W: the width comes last.
#
#    - [ ] ``3``, the number of channels
#
#      In many programs the channels come last, but PyTorch puts them before the height.
#
#      :if: ``torch.zeros(8, 3, 32, 64).shape[1]``
#
# .. question::
#    :section: pick-rows-and-columns
#
#    What shape does this have, and why? ::
#
#       torch.zeros(4, 6)[:, 2].shape
#
#    - [ ] ``torch.Size([6])``, because row 2 has six numbers
#
#      That would be a row. Here the 2 comes after the comma, so it names a column.
#
#      :if: ``torch.zeros(4, 6)[2].shape``
#
#    - [ ] ``torch.Size([4, 2])``, because two columns are left
#
#      For the first two columns you'd write a colon in front of the 2.
#
#      :if: ``torch.zeros(4, 6)[:, :2].shape``
#
#    - [x] ``torch.Size([4])``, because each of the four rows gives one number
#
#      The colon takes every row, and the 2 takes one number from each.
#
# .. question::
#    :section: add-tensors-that-match
#
#    Why does this fail? ::
#
#       torch.zeros(3, 4) + torch.zeros(3, 5)
#
#    - [ ] The two tensors have different numbers of elements, and that's what PyTorch compares.
#
#      PyTorch compares the lengths of each dimension. Two tensors with the same number of elements
#      fail just as well, if their shapes are ``(2, 3)`` and ``(3, 2)``.
#
#    - [x] The lengths 4 and 5 in dimension 1 differ, and neither of them is 1.
#
#      Numbers in the same place are added, and there is no partner for the fifth column.
#
#    - [ ] Only single numbers can be added with ``+``.
#
#      Tensors can be added, too, number by number, if their shapes match.
#
# .. question::
#    :section: count-dimensions-and-elements
#
#    How many elements does this tensor have? ::
#
#       torch.ones(2, 3, 4).numel()
#
#    - [ ] ``9``, because 2, 3 and 4 make 9
#
#      Adding the lengths doesn't count anything. Two tables with three rows of four numbers each:
#      that calls for multiplying.
#
#      :if: ``torch.ones(9).numel()``
#
#    - [x] ``24``, because 2 times 3 times 4 is 24
#
#      Each of the 2 tables has 3 rows, and each row has 4 numbers.
#
#    - [ ] ``3``, because the shape has three numbers
#
#      That's how many dimensions there are, which ``ndim`` counts.
#
#      :if: ``torch.ones(2, 3, 4).ndim``
