"""
Change shapes
=============

Give the same numbers a new shape, put dimensions in a new order, and join many tensors into one.

**Time:** 20 minutes. **You need:** Choose a dtype, Do maths on tensors, Summarise tensors.
"""

import matplotlib.pyplot as plt
import torch

device = torch.accelerator.current_accelerator(check_available=True) or torch.device("cpu")
torch.set_default_device(device)
print(f"PyTorch {torch.__version__} on {device.type}")

# %%
# Warm up
# -------
# First, two short questions about earlier lessons. This one builds on both.
#
# .. question::
#    :section: core/do_math_on_tensors#let-a-shape-be-repeated
#
#    A table meets a column. What shape comes out, and why? ::
#
#       (torch.zeros(4, 3) + torch.zeros(4, 1)).shape
#
#    - [ ] ``torch.Size([4, 4])``
#
#      That would be the column beside the table. ``+`` adds numbers, and doesn't make a table
#      wider.
#
#      :if: ``torch.zeros(4, 4).shape``
#
#    - [x] ``torch.Size([4, 3])``
#
#      From the right, 3 meets 1, so the column is repeated, and then 4 meets 4.
#
#    - [ ] An error, because the last lengths aren't equal
#
#      The last lengths are 3 and 1. One of them is 1, and a length of 1 is repeated.
#
#      :if: ``torch.zeros(4, 3) + torch.zeros(4, 2)``
#
# .. question::
#    :section: core/read_and_match_shapes#put-many-pictures-into-one-tensor
#
#    What shape comes out, and why? ::
#
#       batch = torch.zeros(8, 3, 4, 6)
#       batch[0].shape
#
#    - [ ] ``torch.Size([8, 4, 6])``
#
#      These would be the red channels of all the pictures. But the first dimension of a batch
#      counts the pictures.
#
#      :if: ``batch[:, 0].shape``
#
#    - [ ] ``torch.Size([1, 3, 4, 6])``
#
#      If you pick a single position, its dimension is gone. It stays if you take a range of
#      positions, even a range of one.
#
#      :if: ``batch[:1].shape``
#
#    - [x] ``torch.Size([3, 4, 6])``
#
#      It's the first picture: three channels, four pixels high and six wide.

# %%
# Put the same numbers into a new shape
# -------------------------------------
# Your data hardly ever comes in the shape that a model wants. A camera delivers height, width,
# colour, and the model wants colour, height, width. Another model, one that reads letters,
# wants each picture as one long row. Changing shapes is a bit like packing: the things stay the
# same, but they have to fit into the box.
#
# Somebody counted their steps twice a day for three days, and wrote one long list. ``reshape``
# puts the numbers into rows.

steps = torch.tensor([10, 20, 30, 40, 50, 60])
print(steps.reshape(3, 2))

# %%
# The numbers stay in their order and fill one row after another. If you write -1 for one of the
# lengths, PyTorch works it out. (In square brackets, -1 means the last position. Here it means
# something else.) How many columns will this have?

print(steps.reshape(2, -1))

# %%
# Six numbers in two rows make three columns, so the -1 became 3. And if the numbers can't fill
# the shape?

try:
    print(steps.reshape(4, -1))
except RuntimeError as error:
    print(error)

# %%
# The *input* is your tensor, with its 6 numbers. Six numbers can't be split into four equal
# rows, so there's nothing that -1 could stand for.
#
# In other people's code, you'll see ``view(2, -1)`` as often as ``reshape(2, -1)``. ``view``
# does the same, but sometimes it refuses, so ``reshape`` is the one to learn.
#
# Flatten a picture
# -----------------
# Here is a T again, five by five. Many models, including the one at the end of the core
# lessons, take a picture as a single row of numbers. ``flatten`` makes that row.

letter = torch.zeros(5, 5)
letter[0] = 1
letter[:, 2] = 1
print(letter)
print(letter.flatten())

# %%
# It is one row, although ``print`` needs two lines for it. The first five numbers are the top
# row of the picture, the next five are the second row, and so on. All the ink is still there,
# in 25 numbers.
#
# Most of the time you have a batch, and then the pictures must stay apart. Give ``flatten`` the
# dimension to start from. Two pictures with three channels, four rows and five columns become
# two rows of how many numbers?

batch = torch.zeros(2, 3, 4, 5)
print(batch.flatten(1).shape)

# %%
# Each row has 60 numbers, 3 times 4 times 5, and dimension 0 still counts the pictures.
#
# Make a batch of one
# -------------------
# Code that was written for a batch takes dimension 0 to be the examples. You've seen such code:
# ``argmax(dim=1)`` chooses a class for each row of a table of scores. Now suppose that you have
# the scores of a single picture.

scores = torch.tensor([0.3, 2.4, 0.1])
try:
    print(scores.argmax(dim=1))
except IndexError as error:
    print(error)

# %%
# *Dimension out of range* says that there is no dimension 1. (``[-1, 0]`` means that you may
# say -1 or 0. With one dimension, both are the same one, because -1 is the last.) The tensor
# has only one dimension, 0, and so the code can't tell that this is meant to be one example.
# You have to say so, by adding a dimension of length 1 in front. ``unsqueeze`` adds one at the
# position that you name.

one = scores.unsqueeze(0)
print(one)
print(one.argmax(dim=1))

# %%
# That's a batch of one: one row, three columns, and one answer. That's also why models want a
# batch even for a single picture. Otherwise they'd take the picture's first dimension, its
# channels or its height, for the number of pictures. Compare the three forms that the same
# numbers can have, and look at the brackets:

print(scores.shape)
print(scores.unsqueeze(0).shape)
print(scores.unsqueeze(1))

# %%
# ``(3,)`` is neither a row nor a column. ``(1, 3)`` is one row, and ``(3, 1)`` is a column. The
# letter has only height and width. A model that wants (N, C, H, W) needs two more dimensions in
# front, so unsqueeze twice:

batch_of_one = letter.unsqueeze(0).unsqueeze(0)
print(batch_of_one.shape)

# %%
# The letter is 5 by 5, has one channel, and is one picture. ``squeeze`` goes the other way and
# removes a dimension of length 1:

print(batch_of_one.squeeze(0).shape)

# %%
# Always name the dimension. ``squeeze()`` without a number removes every dimension of length 1,
# so one day, when there's a single picture in your batch, it will remove the batch as well. (If
# the dimension that you name isn't of length 1, ``squeeze`` leaves it there, and says nothing.)
#
# Put channels first
# ------------------
# Cameras and most programs store a photo as height, width, channels. PyTorch wants the channels
# first. Give ``permute`` the positions of the old dimensions, in the order in which you want
# them. Here dimension 2, the channels, comes first:

photo = torch.zeros(4, 5, 3, dtype=torch.uint8)
print(photo.permute(2, 0, 1).shape)

# %%
# ``reshape(3, 4, 5)`` would give the same shape, and nonsense. It fills the new shape with the
# numbers in their old order, and takes no notice of which of them are red. Compare the two on
# something small, a table of two rows:

table = torch.tensor([[1, 2, 3], [4, 5, 6]])
print(table.permute(1, 0))
print(table.reshape(3, 2))

# %%
# ``permute`` turned the rows into columns, so 1, 2 and 3 are now one below the other.
# ``reshape`` filled new rows in the old order.

fig, axes = plt.subplots(3, 1, figsize=(4.4, 5.4), height_ratios=(2, 3, 3), layout="constrained")
fig.set_label(
    "Three tables. The first, called table, has the rows 1, 2, 3 and 4, 5, 6. permute "
    "turns these rows into columns. reshape fills three rows of two with the numbers in "
    "their old order."
)
fig.suptitle("permute turns the table, reshape refills it")
shown = {
    "table": table,
    "table.permute(1, 0)": table.permute(1, 0),
    "table.reshape(3, 2)": table.reshape(3, 2),
}
for ax, (name, x) in zip(axes, shown.items()):
    for r, row in enumerate(x.tolist()):
        for c, number in enumerate(row):
            colour = "C0" if number < 4 else "C1"
            ax.add_patch(
                plt.Rectangle((c, -r), 1, 1, facecolor=colour, edgecolor=colour, alpha=0.3)
            )
            ax.text(c + 0.5, 0.5 - r, number, ha="center", va="center")
    ax.set(xlim=(-0.1, 3.1), ylim=(0.9 - len(x), 1.1), aspect="equal")
    ax.set_title(name)
    ax.axis("off")
plt.show()

# %%
# Turning rows into columns is so common that the result has a name, the **transpose**, and a
# short form, ``T``. The method ``transpose`` swaps any two dimensions:

print(table.T)
print(batch.transpose(2, 3).shape)

# %%
# ``T`` is for a single matrix, because with more dimensions it would reverse all of them.
# ``transpose(2, 3)`` exchanged height and width, and left the pictures and the channels where
# they were.
#
# .. explorer:: reshape?shape=2,3&code=x.permute(1, 0)
#
#    Try your own shapes
#
# Join many tensors into one
# --------------------------
# To get a batch, you put pictures of the same shape on top of each other. ``stack`` does that,
# and adds the new dimension for you.

blank = torch.zeros(5, 5)
print(torch.stack([letter, blank, letter]).shape)

# %%
# ``cat``, short for *concatenate*, joins tensors along a dimension that they have already, as
# you'd glue two tables together. Which of these makes the table longer, and which makes it
# wider?

print(torch.cat([table, table], dim=0).shape)
print(torch.cat([table, table], dim=1).shape)

# %%
# ``dim=0`` put one below the other, so there are four rows, and ``dim=1`` put them side by
# side. If you remember only one thing, let it be this: ``cat`` makes a dimension longer, and
# ``stack`` makes a new one.
#
# Get a photo ready for a model
# -----------------------------
# Now you can do what programs do with every photo before a model sees it. Take one as it comes
# from a camera: height by width by channels, in ``uint8``. To keep things small, this one has
# four pixels.

photo = torch.tensor(
    [
        [[0, 255, 51], [51, 255, 51]],
        [[102, 255, 51], [153, 255, 0]],
    ],
    dtype=torch.uint8,
)
print(photo.shape)

# %%
# Start by putting the channels first, and scale to numbers between 0 and 1. The red channel now
# looks like this:

x = photo.permute(2, 0, 1) / 255
print(x.shape)
print(x[0])

# %%
# Models work best with numbers around 0. So each channel is **normalised**: you subtract a mean
# from it, and divide by a standard deviation. Here is the red channel with its own mean and
# standard deviation:

red = x[0]
print((red - red.mean()) / red.std())

# %%
# Half of the numbers are below 0 now, and half are above. In practice, people don't use the
# mean and standard deviation of a single photo. They use those of all the photos that the model
# learned from, because every photo has to be treated in the same way. There's one mean and one
# standard deviation for each channel. (The numbers below are made up.) Both need the shape
# ``(3, 1, 1)``: compared from the right with (3, 2, 2), each 1 is repeated, over width and
# height, and 3 meets 3.

mean = torch.tensor([0.5, 0.4, 0.3]).reshape(3, 1, 1)
std = torch.tensor([0.2, 0.3, 0.3]).reshape(3, 1, 1)
x = (x - mean) / std
x = x.unsqueeze(0)
print(x.shape)

# %%
# The last step has made it a batch of one, ``(N, C, H, W)``. The photo is ready.
#
# Look back
# ---------
# - ``reshape`` and ``flatten`` keep the order of the numbers. ``permute`` and ``T`` change the
#   order of the dimensions.
# - ``unsqueeze(0)`` makes a batch of one, and ``squeeze(0)`` undoes that.
# - ``stack`` makes a new dimension, and ``cat`` makes an existing one longer.
#
# **Try this:** make a batch of three pictures of letters, each with one channel, so that its
# shape is ``(3, 1, 5, 5)``. Then turn it into three rows of 25 numbers.
#
# One answer
# ----------
# Any letters will do. In ``(3, 5, 5)``, the channel belongs between the number of pictures and
# the height, at position 1.

letter_l = torch.zeros(5, 5)
letter_l[:, 0] = 1
letter_l[4] = 1
letters = torch.stack([letter, letter_l, letter.T]).unsqueeze(1)
print(letters.shape)
print(letters.flatten(1).shape)

# %%
# Check yourself
# --------------
# .. question::
#    :section: make-a-batch-of-one
#
#    What shape does this have, and why? ::
#
#       torch.zeros(4, 5).unsqueeze(1).shape
#
#    - [x] ``torch.Size([4, 1, 5])``, because the new dimension stands at position 1
#
#      ``unsqueeze`` adds a length of 1 at the position that you name, and the others move up.
#
#    - [ ] ``torch.Size([1, 4, 5])``, because a batch of one has its 1 in front
#
#      It does, and for that you name position 0.
#
#      :if: ``torch.zeros(4, 5).unsqueeze(0).shape``
#
#    - [ ] ``torch.Size([4, 5, 1])``, because the new dimension comes after the others
#
#      Position 1 is the second place. The last place is -1.
#
#      :if: ``torch.zeros(4, 5).unsqueeze(-1).shape``
#
# .. question::
#    :section: put-channels-first
#
#    Which number is in row 0 and column 1, and why? ::
#
#       torch.tensor([[1, 2, 3], [4, 5, 6]]).permute(1, 0)[0, 1]
#
#    - [ ] ``tensor(2)``, because 1, 2, 3, 4, 5, 6 fill the new rows in this order
#
#      That is what ``reshape`` does.
#
#      :if: ``torch.tensor([[1, 2, 3], [4, 5, 6]]).reshape(3, 2)[0, 1]``
#
#    - [x] ``tensor(4)``, because rows became columns
#
#      1 and 4 were below each other, and now they're next to each other.
#
#    - [ ] ``tensor(1)``, because the table is turned by a quarter, like a photo
#
#      A quarter turn to the right would put the bottom row, 4, 5, 6, on the left. ``permute``
#      doesn't turn the table: the top row, 1, 2, 3, becomes the left column.
#
#      :if: ``torch.tensor([[4, 1], [5, 2], [6, 3]])[0, 1]``
#
# .. question::
#    :section: put-the-same-numbers-into-a-new-shape
#
#    Why does this fail? ::
#
#       torch.zeros(3, 5).reshape(2, -1)
#
#    - [ ] There are three rows, and ``reshape`` can change only the number of columns.
#
#      Rows and columns may both change, as long as the same numbers fill the new shape.
#
#    - [ ] A length says how many positions there are, so it can't be less than 0.
#
#      It can't, but in ``reshape``, -1 isn't a length: it stands for the one that PyTorch works
#      out.
#
#    - [x] There are 15 numbers, and two equal rows would need an even number.
#
#      So there's nothing that -1 could stand for.
#
# .. question::
#    :section: join-many-tensors-into-one
#
#    What shape does this have, and why? ::
#
#       a = torch.zeros(2, 3)
#       torch.stack([a, a, a, a]).shape
#
#    - [ ] ``torch.Size([8, 3])``, because four tables are put below each other
#
#      This is gluing, which ``cat`` does. It makes a dimension longer that is there already.
#
#      :if: ``torch.cat([a, a, a, a]).shape``
#
#    - [x] ``torch.Size([4, 2, 3])``, because a new dimension counts the tables
#
#      ``stack`` makes a new dimension in front.
#
#    - [ ] ``torch.Size([2, 12])``, because the rows become longer
#
#      With ``cat`` and ``dim=1`` they would.
#
#      :if: ``torch.cat([a, a, a, a], dim=1).shape``
