"""
Do maths on tensors
===================

Calculate with all the numbers in a tensor at once, compare tensors, and combine the answers.

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
# Two quick questions first, about things that you'll need on this page.
#
# .. question::
#    :section: core/read_and_match_shapes#add-tensors-that-match
#
#    Why does this fail? ::
#
#       torch.ones(2, 3) + torch.ones(3, 2)
#
#    - [ ] The two tensors don't have the same number of elements.
#
#      They do: both have six. What has to match are the shapes.
#
#    - [x] In the same place, one shape has a 3 and the other a 2.
#
#      Each length has to equal the one in the same place of the other shape, and neither of
#      these is the exception, a length of 1.
#
#    - [ ] PyTorch adds only tensors with one dimension.
#
#      Tensors with any number of dimensions can be added, if their shapes match.
#
# .. question::
#    :section: core/choose_a_dtype#mix-dtypes
#
#    Whole numbers meet numbers with decimals. What comes out, and why? ::
#
#       (torch.tensor([1, 2]) * torch.tensor([2.0, 5.0])).dtype
#
#    - [x] ``torch.float32``
#
#      Floats win over ints, so that no decimals are lost.
#
#    - [ ] ``torch.int64``
#
#      The results are 2 and 10, but PyTorch looks at the dtypes, and not at the numbers.
#
#      :if: ``(torch.tensor([1, 2]) * 2).dtype``
#
#    - [ ] ``torch.float64``
#
#      The numbers of ``int64`` have 64 bits, but that doesn't carry over to the floats.
#
#      :if: ``(torch.tensor([1, 2]).double() * 2).dtype``

# %%
# Calculate without a loop
# ------------------------
# With a Python list you would write a loop to add 0.5 to every price. With a tensor you write
# ``prices + 0.5``, and PyTorch does it for all numbers at once. That is shorter, and with a
# million numbers it is many times faster. Here are the prices of three drinks.

prices = torch.tensor([2.5, 4.0, 3.0])
print(prices + 0.5)

# %%
# Signs such as ``+`` are called **operators**, and all the usual ones work. The number can also
# come first:

print(10 - prices)

# %%
# Has any of this changed ``prices``?

print(prices)

# %%
# It hasn't. A calculation makes a new tensor and leaves the old one alone. Methods whose names
# end in ``_``, such as ``add_``, and signs such as ``+=`` are the exceptions. They write the
# result into the tensor itself, which is called working **in place**. You can do without them
# until the lesson *Copy, share and change in place*.
#
# Each operator also exists as a function and as a method: ``torch.mul(prices, 2)`` and
# ``prices.mul(2)`` both do the same as ``prices * 2``. The names for ``+``, ``-`` and ``/`` are
# ``add``, ``sub`` and ``div``. ``pow`` stands for ``**``, which takes a power: ``3**2`` is 3
# times 3.
#
# Calculate with two tensors
# --------------------------
# Between two tensors of the same shape, the calculation is **element-wise**: first with first,
# second with second, and so on. The shop has sold 10, 5 and 20 bottles, and packs them into
# boxes of six. ``//`` says how many boxes are full, and ``%`` how many bottles are left over.
# Work it out before you look.

sold = torch.tensor([10, 5, 20])
print(prices * sold)
print(sold // 6)
print(sold % 6)

# %%
# The first line is the money that each drink brought in. Then come the full boxes: 10 bottles
# fill one box, 5 fill none, and 20 fill three. The last line has the bottles that are left
# over.
#
# Let a shape be repeated
# -----------------------
# Now two shops sell these three drinks. There are two rows of sales, but only one row of
# prices. Can you multiply them?

sales = torch.tensor([[10, 5, 20], [8, 12, 6]])
print(sales * prices)

# %%
# You can: PyTorch used the same prices for both rows. This is called **broadcasting**. The rule
# looks at the two shapes, ``(2, 3)`` and ``(3,)``, and compares the lengths from the right. Two
# lengths fit if they are equal, or if one of them is 1, or if one shape has no more lengths. In
# the last two cases, the tensor is repeated in that direction.
#
# Here 3 meets 3, and then 2 meets nothing, so the row is repeated. What if there's one number
# for each shop, say, how many days it was open?

days = torch.tensor([5, 6])
try:
    print(sales / days)
except RuntimeError as error:
    print(error)

# %%
# From the right, the 3 of ``sales`` meets the 2 of ``days``. They aren't equal, and neither is
# 1. The days belong to the rows, so they have to be a column, of shape ``(2, 1)``. Then 3 meets
# 1, and 2 meets 2:

print(sales / torch.tensor([[5], [6]]))

# %%
# *Broadcast across shapes* has more on this. You'll need it when you work on your own, but not
# before.
#
# Take powers, roots and logarithms
# ---------------------------------
# Functions work on each element, too. ``abs`` drops the minus sign, ``**2`` multiplies each
# number by itself, and ``sqrt`` finds the **square root**: the number that, times itself, gives
# the element.

areas = torch.tensor([9.0, 2.0, -4.0])
print(areas.abs())
print(areas**2)

# %%
# If you know the area of a square, the square root of the area is the length of a side. But one
# of these areas is negative, which must be a mistake. Will PyTorch stop you?

print(areas.sqrt())

# %%
# PyTorch doesn't stop you. No number times itself is -4, so you get ``nan``, which means *not a
# number*, and your program carries on. Nearly everything that is calculated from a ``nan``
# becomes ``nan``, too, so one of them at the start can ruin everything after it. A comparison
# hides it: whether you ask if ``nan`` is larger, smaller or equal, the answer is always
# ``False``, even if you compare it with itself. ``isnan`` finds them, and ``isinf`` finds
# infinity, which you'll meet in a moment:

print(areas.sqrt().isnan())

# %%
# ``exp`` and ``log`` belong together. You'll see them wherever a model has to say how sure it
# is. ``exp`` of 0 is 1. Each time you add 1 to the number that goes in, what comes out is
# multiplied by about 2.718: ``exp`` of 1 is 2.718, and ``exp`` of 2 is 2.718 times 2.718. So it
# grows very fast.

print(torch.tensor([0.0, 1.0, 2.0, 10.0]).exp())

# %%
# When numbers are as different as these, ``print`` writes them with an e. ``e+00`` means as it
# is, and ``e+04`` means times 10, four times, so the last number is about 22026.
#
# ``log`` goes back: it asks which number you'd have to put into ``exp`` to get this one.

print(torch.tensor([1.0, 2.7183, 0.0]).log())

# %%
# The log of 1 is 0, since ``exp`` of 0 is 1. And which number gives 0? The further you go below
# 0, the closer ``exp`` comes to 0, but it never quite gets there. So the answer is ``-inf``,
# minus infinity. Division has such cases, too. In plain Python, dividing by zero is an error.
# And here?

print(torch.tensor([1.0, -1.0, 0.0]) / 0)

# %%
# A float divided by zero gives infinity, or minus infinity if the float is negative, and 0
# divided by 0 is ``nan``. Ints have no infinity, so there's no good answer for ``//`` and ``%``
# with a 0. The CPU stops with an error. A GPU goes on, with numbers that mean nothing.
#
# Round, and stay within limits
# -----------------------------
# ``round`` goes to the nearest whole number. What will it do with 1.5 and 2.5, which are
# halfway between two of them?

temps = torch.tensor([1.5, 2.5, 2.7, -2.7])
print(temps.round())

# %%
# Both became 2, because ``round`` takes the even number when it is halfway between two. That
# isn't what school taught you, but if halves were always rounded up, long sums would slowly
# become too large. ``floor`` always goes down, and ``ceil`` always goes up.
#
# ``clamp`` keeps numbers within limits. Suppose that you make a picture brighter, and its
# pixels must stay between 0 and 1:

pixels = torch.tensor([0.1, 0.5, 0.9])
print((pixels + 0.3).clamp(0, 1))

# %%
# The last pixel would have been 1.2, so it was set to 1.
#
# Compare, and count the matches
# ------------------------------
# A comparison gives one bool per element. Here are the letters that somebody guessed, and the
# letters that were really there, all written as numbers. How many guesses were right?

guesses = torch.tensor([0, 2, 1, 1, 0])
letters = torch.tensor([0, 2, 1, 2, 0])
print(guesses == letters)
print((guesses == letters).sum())

# %%
# Four were right, since ``True`` counts as 1. (In other people's code, you may see
# ``guesses.eq(letters)``, which is ``==`` written as a method.) How good is that? The **mean**,
# which is the sum divided by how many there are, turns the 4 into a share of all the guesses.
# It needs floats, so convert first:

print((guesses == letters).float().mean())

# %%
# The share is 0.8, or 80 per cent. This line is worth remembering, because it's how people
# measure a model. They call the result its **accuracy**, and you'll often see it written with
# ``truth`` for the right answers: ``(guesses == truth).float().mean()``.
#
# To ask about all the elements together, use ``any`` and ``all``. Was any guess right? Were all
# of them?

print((guesses == letters).any())
print((guesses == letters).all())

# %%
# Combine the answers
# -------------------
# ``&`` means *and*, ``|`` means *or*, and ``~`` means *not*. The temperatures were 1.5, 2.5,
# 2.7 and -2.7. Which of them are above 0 and below 2.6?

warm = temps > 0
mild = temps < 2.6
print(warm & mild)
print(warm | mild)
print(~warm)

# %%
# The first two temperatures are above 0 and below 2.6. If you write it in one line, put each
# comparison in brackets: ``(temps > 0) & (temps < 2.6)``. Without them, Python would work out
# ``0 & temps`` first, as it works out ``*`` before ``+``.
#
# A comparison can also choose. Put it in square brackets, and you get only the elements for
# which it is true:

print(temps[temps > 0])

# %%
# Three of the four temperatures are left.
#
# Why not the words ``and`` and ``or``, as in the rest of Python?

try:
    print(warm and mild)
except RuntimeError as error:
    print(error)

# %%
# The words don't work, because ``and`` wants one answer, true or false, and a tensor has many.
# *Ambiguous* means that it isn't clear which of them counts. You'll see the same message when
# you put a tensor after ``if``, and there ``any()`` or ``all()`` will help.
#
# Aside: what models do between the steps
# ---------------------------------------
# Three functions turn up in models everywhere. ``relu`` sets everything below 0 to 0.
# ``sigmoid`` squeezes any number into the range from 0 to 1. ``softmax`` turns a row of scores
# into probabilities, which add up to 1, and the highest score gets the largest one.

scores = torch.tensor([-1.0, 0.0, 3.0])
print(scores.relu())
print(scores.sigmoid())
print(scores.softmax(dim=0))

# %%
# Inside ``softmax``, each score goes through ``exp``, and then each result is divided by the
# sum of all the results.
#
# Aside: divide negative numbers
# ------------------------------
# One bus is 90 minutes late, the other 90 minutes early. How many hours is that?

minutes = torch.tensor([90, -90])
print(minutes / 60)
print(minutes // 60)
print((minutes / 60).int())

# %%
# ``/`` gives floats, even for ints. ``//`` rounds down, towards the smaller number, so -1.5
# became -2. ``int()`` cuts off decimals, so it goes towards zero, and -1.5 became -1. If it
# matters, try your code with a negative number.
#
# Aside: sine and cosine
# ----------------------
# Imagine that you're sitting on the rim of a wheel of radius 1 that turns once. You start on
# the right and go up. Measured from the centre of the wheel, the **sine** says how high you
# are, and the **cosine** says how far to the right. Angles are in **radians**, where a whole
# turn is 2 times pi.

angles = torch.linspace(0, 2 * torch.pi, 100)

# %%
fig, ax = plt.subplots(figsize=(4.4, 2.6), layout="constrained")
fig.set_label(
    "Two waves between -1 and 1, over one whole turn. The sine starts at 0 and goes up, "
    "the cosine starts at 1 and goes down. The cosine is always a quarter of a turn ahead."
)
ax.plot(angles.tolist(), angles.sin().tolist())
ax.plot(angles.tolist(), angles.cos().tolist())
ax.text(1.7, 1.05, "sin")
ax.text(5.3, 1.05, "cos")
ax.set_xticks(torch.linspace(0, 2 * torch.pi, 5).tolist(), ["0", "1/4", "1/2", "3/4", "1"])
ax.set(title="Two waves, a quarter turn apart", xlabel="turns", ylim=(-1.1, 1.4))
plt.show()

# %%
# ``asin`` and ``acos`` go back, ``asin`` from the height to the angle and ``acos`` from the
# distance to the right. (Two points on the wheel have the same height, and you get only one of
# the two.) All these functions work on every element, like the ones above.
#
# Aside: bits
# -----------
# For bools, ``&``, ``|`` and ``~`` mean and, or and not. For ints, they work on each bit by
# itself, which is what **bitwise** means. The ``^`` sign is new: it keeps the bits that are 1
# in only one of the two numbers. In the code, ``:04b`` shows a number as four bits.

a = torch.tensor(12)
b = torch.tensor(10)
for name, x in (("a", a), ("b", b), ("a & b", a & b), ("a | b", a | b), ("a ^ b", a ^ b)):
    print(f"{name:5}  {x.item():04b}  {x.item()}")

# %%
# As functions, they are ``bitwise_and``, ``bitwise_or`` and ``bitwise_xor``. ``logical_and`` is
# different: it gives True if both numbers are something other than 0, and False if not.
#
# Look back
# ---------
# - Operators and functions work element-wise, and make a new tensor. A length that is 1 or
#   missing is repeated.
# - Nothing stops at ``nan`` or ``inf``, so look for them with ``isnan`` and ``isinf``.
# - ``(a == b).float().mean()`` is the share of elements that are equal. Combine comparisons
#   with ``&`` and ``|``, and put each one in brackets.
#
# **Try this:** which ``prices`` are over 2.6 and under 3.5? Ask in one line, and then count
# them.
#
# One answer
# ----------
# Only the third drink is in between.

print((prices > 2.6) & (prices < 3.5))
print(((prices > 2.6) & (prices < 3.5)).sum())

# %%
# Check yourself
# --------------
# .. question::
#    :section: let-a-shape-be-repeated
#
#    What shape does the sum have, and why? ::
#
#       (torch.ones(4, 1) + torch.ones(3)).shape
#
#    - [ ] An error, because 4 and 3 differ
#
#      From the right, the 3 meets the 1, and then the 4 meets nothing. 4 and 3 never meet.
#
#      :if: ``torch.ones(4) + torch.ones(3)``
#
#    - [x] ``torch.Size([4, 3])``, because both are repeated
#
#      From the right, 1 meets 3, so the column is repeated. Then 4 meets nothing, so the row is
#      repeated as well.
#
#    - [ ] ``torch.Size([4, 1])``, because the first shape wins
#
#      No tensor wins. Each length of the result is the larger of the two that meet.
#
#      :if: ``(torch.ones(4, 1) + torch.ones(1)).shape``
#
# .. question::
#    :section: combine-the-answers
#
#    Why does this fail? ::
#
#       x = torch.tensor([1, 5, 9])
#       (x > 2) and (x < 8)
#
#    - [ ] The brackets around the comparisons are wrong.
#
#      They are right, and with ``&`` you need them.
#
#    - [x] The word wants one answer, true or false, and each comparison gives three.
#
#      Write ``&`` instead, which combines the answers element by element.
#
#    - [ ] The numbers are ints, and comparisons need floats.
#
#      Ints can be compared just as well.
#
# .. question::
#    :section: take-powers-roots-and-logarithms
#
#    What does this print, and why? ::
#
#       x = torch.tensor([float("nan"), 2.0])
#       x == x
#
#    - [ ] ``tensor([True, True])``, because it's the same tensor
#
#      That is what you'd expect of any number. But ``nan`` isn't a number.
#
#      :if: ``torch.tensor([1.0, 2.0]) == torch.tensor([1.0, 2.0])``
#
#    - [ ] An error, because ``nan`` can't be compared
#
#      Nothing stops you, and that makes ``nan`` dangerous. An error comes from shapes that
#      don't fit.
#
#      :if: ``torch.tensor([float("nan"), 2.0]) == torch.ones(3)``
#
#    - [x] ``tensor([False,  True])``, because ``nan`` isn't equal to ``nan``
#
#      ``nan`` isn't equal to anything. That's why you look for it with ``isnan``.
#
# .. question::
#    :section: compare-and-count-the-matches
#
#    What does this give, and why? ::
#
#       (torch.tensor([1, 0, 2, 2]) == torch.tensor([1, 1, 2, 0])).float().mean()
#
#    - [x] ``tensor(0.5000)``, because two of the four are equal
#
#      The comparison gives true, false, true, false. As floats, that's 1, 0, 1, 0, and their
#      mean is a half.
#
#    - [ ] ``tensor(2.)``, because two of them are equal
#
#      That's how many are equal. The mean divides it by 4.
#
#      :if: ``(torch.tensor([1, 0, 2, 2]) == torch.tensor([1, 1, 2, 0])).float().sum()``
#
#    - [ ] ``tensor(False)``, because not all of them are equal
#
#      One answer for all comes from ``all``.
#
#      :if: ``(torch.tensor([1, 0]) == torch.tensor([1, 1])).all()``
