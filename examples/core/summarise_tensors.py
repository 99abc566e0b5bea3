"""
Summarise tensors
=================

Describe a whole tensor with one number, or each of its rows or columns, and find out where the largest number is.

**Time:** 20 minutes. **You need:** Create tensors, Read and match shapes, Choose a dtype.
"""

import matplotlib.pyplot as plt
import torch

device = torch.accelerator.current_accelerator(check_available=True) or torch.device("cpu")
torch.set_default_device(device)
print(f"PyTorch {torch.__version__} on {device.type}")

# %%
# Warm up
# -------
# Two questions about earlier lessons, because you'll soon need the answers again.
#
# .. question::
#    :section: core/read_and_match_shapes#pick-rows-and-columns
#
#    What does this print, and why? ::
#
#       marks = torch.tensor([[3, 7, 5], [8, 4, 6]])
#       marks[:, 1]
#
#    - [ ] ``tensor([8, 4, 6])``
#
#      That's row 1. The colon before the comma stands for all the rows.
#
#      :if: ``marks[1]``
#
#    - [ ] ``tensor([3, 8])``
#
#      That's the first column, but positions are counted from 0, so the first is column 0.
#
#      :if: ``marks[:, 0]``
#
#    - [x] ``tensor([7, 4])``
#
#      From every row, it takes column 1, which is the second.
#
# .. question::
#    :section: core/choose_a_dtype#scale-the-pixels-of-a-photo
#
#    What does this print, and why? ::
#
#       torch.tensor([4, 6]) / 2
#
#    - [x] ``tensor([2., 3.])``
#
#      ``/`` always gives floats, whatever the numbers are.
#
#    - [ ] ``tensor([2, 3])``
#
#      Nothing has decimals here, but PyTorch doesn't look at the numbers before it chooses a
#      dtype.
#
#      :if: ``torch.tensor([4, 6]) // 2``
#
#    - [ ] ``tensor([0.5000, 0.3333])``
#
#      That's 2 divided by each number. The order matters: what stands on the left is divided.
#
#      :if: ``2 / torch.tensor([4, 6])``

# %%
# Turn many numbers into one
# --------------------------
# Nobody can look at a million numbers. So you describe them with a few: how much in all, how
# large on average, which is the largest? At the end of this lesson you'll do what a model does
# when it has to decide.
#
# Two people drank coffee on three days. Each row is a person, and each column is a day. Work
# out the sum of all the cups before you look.

cups = torch.tensor([[2, 11, 2], [6, 2, 1]])
print(cups.sum())

# %%
# The sum is 24. It's still a tensor: a scalar, with no dimensions. ``min`` and ``max`` find the
# smallest and the largest number, and ``prod`` multiplies all the numbers together.

print(cups.min())
print(cups.max())
print(cups.prod())

# %%
# Take the number out
# -------------------
# To get from a tensor back to a plain Python number, use ``item``. What if there are six
# numbers in the tensor?

print(cups.sum().item())
try:
    print(cups.item())
except RuntimeError as error:
    print(error)

# %%
# The tensor's six elements are too many for ``item``, because no single number can stand for
# six. If you want all of them, ``tolist`` gives you Python lists:

print(cups.tolist())

# %%
# Calculate a mean
# ----------------
# The mean is the sum divided by how many numbers there are. It ought to be easy. Can you see
# what's missing here?

try:
    print(cups.mean())
except RuntimeError as error:
    print(error)

# %%
# There's a lot in this message, but it's the end that helps. *Got: Long* means that your tensor
# holds ``int64`` numbers, because *Long* is another name for ``int64``. A mean usually has
# decimals, ``int64`` can't hold them, and PyTorch would rather stop than lose them. So convert
# first:

print(cups.float().mean())

# %%
# Measure the spread
# ------------------
# Two groups of students can have the same mean mark, and still be very different: in one, all
# are about equally good, and in the other, there are very good and very bad marks. The
# **standard deviation**, ``std``, measures that. It says how far numbers are spread out around
# their mean.

close = torch.tensor([49.0, 50.0, 51.0])
wide = torch.tensor([10.0, 50.0, 90.0])
print(close.mean(), close.std())
print(wide.mean(), wide.std())

# %%
# Both means are 50, but the marks of the second group are spread out 40 times as far. (You may
# have guessed that it's the average distance from the mean. It isn't, since large distances
# count for more. An aside below has the recipe.)
#
# Name the dimension that disappears
# ----------------------------------
# Often you don't want one number for everything, but one for each row, or one for each column.
# That's what ``dim=`` is for. It confuses nearly everyone at first, but this rule helps: **the
# dimension that you name is the one that disappears.**
#
# ``cups`` has the shape ``(2, 3)``: two people, three days. What is left if you name dimension
# 0, the people?

print(cups.sum(dim=0))

# %%
# The days are left, so you get three sums, one for each day: the cups of both people were added
# up. Now name dimension 1, the days:

print(cups.sum(dim=1))

# %%
# The people are left: 15 cups for the first, 9 for the second. ``mean``, ``std``, ``any`` and
# ``all`` take ``dim=`` in the same way, and ``dim=(0, 1)`` names two dimensions at once. Follow
# the arrows in the picture, and you'll see which way the adding goes.

fig, ax = plt.subplots(figsize=(4.4, 2.7), layout="constrained")
fig.set_label(
    "A table of two rows and three columns. Arrows lead down each column to the three sums "
    "below, labelled sum(dim=0), and along each row to the two sums on the right, labelled "
    "sum(dim=1)."
)
ax.set_title("dim=0 adds downwards, dim=1 to the right")
per_day = cups.sum(dim=0).tolist()
per_person = cups.sum(dim=1).tolist()
cells = {(c, 1 - r): cups[r, c].item() for r in range(2) for c in range(3)}
cells |= {(c, -1.7): per_day[c] for c in range(3)} | {(4, 1 - r): per_person[r] for r in range(2)}
for (x, y), number in cells.items():
    colour = "C0" if y >= 0 and x < 3 else "C1"
    ax.add_patch(plt.Rectangle((x, y), 1, 1, facecolor=colour, edgecolor=colour, alpha=0.25))
    ax.text(x + 0.5, y + 0.5, number, ha="center", va="center")
for c in range(3):
    ax.annotate(
        "", (c + 0.5, -0.65), (c + 0.5, -0.05), arrowprops={"arrowstyle": "->", "color": "C1"}
    )
for r in range(2):
    ax.annotate(
        "", (3.95, r + 0.5), (3.05, r + 0.5), arrowprops={"arrowstyle": "->", "color": "C1"}
    )
ax.text(3.2, -1.2, "sum(dim=0)", va="center")
ax.text(5.1, 1, "sum(dim=1)", va="center")
ax.set(xlim=(-0.1, 7.4), ylim=(-1.9, 2.1), aspect="equal")
ax.axis("off")
plt.show()

# %%
# .. explorer:: reduce?shape=2,3&operation=sum&dims=0
#
#    Try your own dim
#
# Keep the dimension
# ------------------
# One of the two people drinks more than the other. So let's compare each person's days with
# that person's own mean. You need one mean for each row, and then subtract it from all the
# numbers in the row. ``keepdim=True`` makes that easy, because the dimension that you name
# doesn't disappear: it stays, with length 1.

means = cups.float().mean(dim=1, keepdim=True)
print(means)
print(means.shape)

# %%
# The means are a column now, of shape ``(2, 1)``. Remember the exception for a length of 1:
# PyTorch repeats each mean along its row, until the lengths fit.

print(cups - means)

# %%
# Negative numbers are days with fewer cups than usual. Without ``keepdim``, the means would
# have the shape ``(2,)``, and the subtraction would fail.
#
# Ask where the largest number is
# -------------------------------
# ``max`` tells you what the largest number is, and ``argmax`` tells you where it is. Here's why
# you'd want to know. A model that reads letters doesn't say "this is a T". It gives a score to
# each letter that it knows, and the letter with the highest score is its answer. The possible
# answers are called **classes**. In this table, each row is a picture, and each column is a
# class: T, L or X.

scores = torch.tensor([[2.1, 0.3, 0.5], [0.2, 0.1, 3.0], [1.0, 1.8, 0.4], [0.1, 2.2, 2.0]])
print(scores.argmax(dim=1))

# %%
# Dimension 1, the letters, has disappeared, and what's left is one answer for each picture.
# It's an int, since it is the position of a column. The first picture's highest score is in
# column 0, so it is a T. The second is an X, from column 2. The last two are Ls.
#
# This is worth remembering: rows are examples, columns are classes, and ``argmax(dim=1)`` is
# the model's choice for each example. You'll meet it in every program that decides which class
# something belongs to.
#
# ``max`` with a dimension gives you both, the highest score and its place. It returns two
# tensors, so give them two names:

highest, place = scores.max(dim=1)
print(highest)
print(place)

# %%
# Without ``dim``, ``argmax`` counts through the whole table, row after row, and so it can
# answer with a number that no column has:

print(scores.argmax())

# %%
# The highest score of all is 3.0. It's in the second row, and if you count from 0, it's number
# 5. If two numbers are equally large, ``argmax`` gives the place of the first.
#
# Find the best few
# -----------------
# ``sort`` puts numbers in order, and ``topk(2)`` gives you only the two largest. Both return
# the values and their places, as ``max`` does. With ``sort`` and ``topk``, ``dim=1`` means:
# look along each row. Here the dimension that you name doesn't disappear. With ``topk(2)`` it
# has two numbers left, one for each of the two best. Which two letters does the last picture
# look most like?

highest, place = scores.topk(2, dim=1)
print(highest[3])
print(place[3])

# %%
# The two scores are close: 2.2 for column 1, the L, and 2.0 for column 2, the X. So the model
# isn't sure, which is something that ``argmax`` alone would never tell you.
#
# Aside: which values are there?
# ------------------------------
# ``unique`` lists each value once, from the smallest to the largest, and can also say how often
# each of them occurs.

values, counts = cups.unique(return_counts=True)
print(values)
print(counts)

# %%
# The 2 is there three times. ``argsort`` gives only the places that ``sort`` would give, and
# ``cumsum`` gives all the sums along the way: of the first number, of the first two, and so on.
#
# Aside: what the standard deviation divides by
# ---------------------------------------------
# To get the standard deviation, you square each distance from the mean, take a kind of mean of
# the squares, and then take the square root. Libraries differ in what kind of mean they take.
# PyTorch adds the squares up and divides by one less than the number of values, which is right
# for a **sample**, a part of a larger group. NumPy divides by the number of values itself, and
# ``correction=0`` does the same in PyTorch.

print(wide.std())
print(wide.std(correction=0))

# %%
# Look back
# ---------
# - ``sum``, ``mean``, ``std``, ``min`` and ``max`` turn many numbers into one. ``mean`` and
#   ``std`` need floats.
# - The dimension that you name with ``dim=`` disappears. ``keepdim=True`` keeps it, with length
#   1.
# - ``argmax(dim=1)`` gives the chosen class of each example. ``item`` and ``tolist`` take
#   numbers out of a tensor.
#
# **Try this:** on which day did each person drink the most cups? And if you subtract from every
# number the mean of its column, what do you get?
#
# One answer
# ----------
# The first needs ``dim=1``, because the days should disappear and one answer for each person
# should be left. A column's mean needs ``dim=0``, because there the people disappear.

print(cups.argmax(dim=1))
print(cups - cups.float().mean(dim=0, keepdim=True))

# %%
# Check yourself
# --------------
# .. question::
#    :section: name-the-dimension-that-disappears
#
#    What shape does the sum have, and why? ::
#
#       torch.ones(5, 2, 3).sum(dim=1).shape
#
#    - [ ] ``torch.Size([2])``, because dimension 1 has length 2
#
#      The dimension that you name is the one that disappears. It isn't the one that is left.
#
#      :if: ``torch.ones(5, 2, 3).sum(dim=(0, 2)).shape``
#
#    - [ ] ``torch.Size([2, 3])``, because the first dimension disappears
#
#      That would be right if dimensions were counted from 1. They are counted from 0.
#
#      :if: ``torch.ones(5, 2, 3).sum(dim=0).shape``
#
#    - [x] ``torch.Size([5, 3])``, because the 2 disappears
#
#      Dimension 1 is the one in the middle, and all the others are left.
#
# .. question::
#    :section: calculate-a-mean
#
#    Why does this fail? ::
#
#       torch.tensor([[2, 4], [6, 8]]).mean(dim=0)
#
#    - [ ] There are two rows, and ``dim=0`` needs one.
#
#      ``dim=0`` is what makes the rows disappear, however many there are.
#
#    - [x] The numbers are ints, and a mean usually has decimals.
#
#      PyTorch would rather stop than lose them. Call ``float()`` first.
#
#    - [ ] The mean has to be taken before a dimension is named.
#
#      ``mean(dim=0)`` is how it's written. With floats it works.
#
# .. question::
#    :section: keep-the-dimension
#
#    What shape does this have, and why? ::
#
#       torch.ones(4, 3).mean(dim=1, keepdim=True).shape
#
#    - [x] ``torch.Size([4, 1])``, because dimension 1 stays
#
#      It stays with length 1. So the means are a column, and fit the rows of the table.
#
#    - [ ] ``torch.Size([4])``, because dimension 1 disappears
#
#      Without ``keepdim=True`` it does.
#
#      :if: ``torch.ones(4, 3).mean(dim=1).shape``
#
#    - [ ] ``torch.Size([1, 3])``, because each column has one mean
#
#      These would be the means of the columns, for which dimension 0 has to be named.
#
#      :if: ``torch.ones(4, 3).mean(dim=0, keepdim=True).shape``
#
# .. question::
#    :section: ask-where-the-largest-number-is
#
#    What does this give, and why? ::
#
#       torch.tensor([[1, 9], [8, 2]]).argmax()
#
#    - [ ] ``tensor([1, 0])``, because these are the best columns of the two rows
#
#      Without ``dim``, ``argmax`` doesn't answer row by row.
#
#      :if: ``torch.tensor([[1, 9], [8, 2]]).argmax(dim=1)``
#
#    - [x] ``tensor(1)``, because the 9 is number 1 of all four
#
#      Without ``dim``, it counts through the whole table, row after row, from 0.
#
#    - [ ] ``tensor(9)``, because 9 is the largest
#
#      That's what ``max`` says. ``argmax`` says where it is.
#
#      :if: ``torch.tensor([[1, 9], [8, 2]]).max()``
