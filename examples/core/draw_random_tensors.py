"""
Draw random tensors and seed them
=================================

Fill tensors with random numbers, and get the same numbers again when you need them.

**Time:** 15 minutes. **You need:** Create tensors, Read and match shapes.
"""

import matplotlib.pyplot as plt
import torch

device = torch.accelerator.current_accelerator(check_available=True) or torch.device("cpu")
torch.set_default_device(device)
print(f"PyTorch {torch.__version__} on {device.type}")

# %%
# Warm up
# -------
# Before you start, two quick questions about the first two lessons, to bring them back.
#
# .. question::
#    :section: core/create_tensors#count-in-steps
#
#    What does this print, and why? ::
#
#       torch.arange(2, 8, 2)
#
#    - [ ] ``tensor([2, 4, 6, 8])``
#
#      Most people expect the end to be there, but ``arange`` stops before it.
#
#      :if: ``torch.arange(2, 9, 2)``
#
#    - [x] ``tensor([2, 4, 6])``
#
#      It starts at 2 and goes up in steps of 2. The end isn't included, so there's no 8.
#
#    - [ ] ``tensor([0, 2, 4, 6])``
#
#      With a single number, ``arange`` starts at 0. Here the first number is the start.
#
#      :if: ``torch.arange(0, 8, 2)``
#
# .. question::
#    :section: core/read_and_match_shapes#add-tensors-that-match
#
#    What does this print, and why? ::
#
#       torch.ones(3) + 4
#
#    - [ ] ``tensor([1., 1., 1., 4.])``
#
#      To a list you can add one more thing at the end. With tensors, ``+`` adds numbers.
#
#      :if: ``torch.tensor([1.0, 1.0, 1.0, 4.0])``
#
#    - [ ] An error, because the shapes don't match
#
#      Two different lengths wouldn't match. But a single number has no lengths.
#
#      :if: ``torch.ones(3) + torch.ones(4)``
#
#    - [x] ``tensor([5., 5., 5.])``
#
#      A single number is repeated for every element.

# %%
# Draw your first random numbers
# ------------------------------
# A model that knows nothing yet has to start somewhere, and it starts with **random** numbers:
# numbers that come up by chance, as when you throw dice. Training then changes them, a little
# at a time, until they're useful. So nearly every program with PyTorch draws random numbers,
# and you'll want to know how to draw the same ones twice.
#
# ``rand`` fills a shape with numbers between 0 and 1. The first line, with ``manual_seed``, is
# explained further down.

torch.manual_seed(11)
print(torch.rand(2, 3))

# %%
# ``randn`` works in the same way, but its numbers are different. See if you can spot what sets
# them apart from those of ``rand``:

print(torch.randn(2, 3))

# %%
# Some of them are below 0. ``rand`` never goes below 0, and it never quite reaches 1.
#
# To ask for random numbers is to **draw** them, as you draw a card. Six numbers don't show much
# of a pattern, so let's draw 5000 from each. A **histogram** cuts their range into equal pieces
# and counts how many numbers fall into each piece.

fig, axes = plt.subplots(2, 1, figsize=(4.4, 4.4), layout="constrained")
fig.set_label(
    "Two histograms of 5000 numbers each. With rand, all bars between 0 and 1 are about "
    "equally high. With randn, the bars form a hill that is highest at 0, and almost "
    "nothing is left of it beyond -3 and 3."
)
fig.suptitle("rand is flat, randn makes a hill around 0")
for ax, name, x in zip(axes, ("rand", "randn"), (torch.rand(5000), torch.randn(5000))):
    ax.hist(x.tolist(), bins=20)
    ax.set(xlabel=f"number from {name}", ylabel="how many")
plt.show()

# %%
# With ``rand``, all the bars are about the same height, because all its numbers are equally
# likely. That is called a **uniform distribution**. With ``randn``, most numbers are close to
# 0, and the further from 0, the rarer they get. That hill is a **normal distribution**, which
# is what the n in ``randn`` stands for. You'll find it everywhere. If you measured how tall a
# thousand people are, you'd see it, too.
#
# Move the hill
# -------------
# The hill of ``randn`` has its middle, or **mean**, at 0. The **standard deviation** measures
# how wide it is. For ``randn``, it's 1. That isn't the whole width: about a third of the
# numbers are further away from the mean than that. Multiply to make the hill wider, and add to
# move it, with a single number each time. Here are five temperatures around 20 degrees, with a
# standard deviation of 5. (The first ``5`` is the standard deviation, and the ``5`` in brackets
# says how many numbers you want.)

print(20 + 5 * torch.randn(5))

# %%
# Here, about two thirds of such numbers are between 15 and 25. With only five of them, don't
# expect it to be exact.
#
# Throw a dice
# ------------
# ``randint`` draws whole numbers. It takes a start, an end, and the shape as a tuple. Here a
# dice is thrown ten times. Why is the end 7?

print(torch.randint(1, 7, (10,)))

# %%
# The end is 7 because it isn't included, as with ``arange``: a 6 can come up, and a 7 can't.
# The shape ``(10,)`` has a comma, since Python would take ``(10)`` for the number 10.
#
# ``randperm`` shuffles. ``randperm(5)`` gives the numbers 0 to 4, each exactly once, in a
# random order. That is how the examples in a data set are shuffled before training.

print(torch.randperm(5))

# %%
# Get the same numbers again
# --------------------------
# The numbers only look random. A **generator** calculates them, one after another, by a fixed
# recipe. Where the generator starts is up to you: ``manual_seed`` sets it to a **seed**, which
# can be nearly any whole number. What happens if you set the same seed twice?

torch.manual_seed(7)
first = torch.rand(3)
second = torch.rand(3)
torch.manual_seed(7)
again = torch.rand(3)

print(first)
print(second)
print(again)

# %%
# ``again`` is the same as ``first``, since the seed took the generator back to the same start.
# ``second`` is different, because each draw moves the generator on. ``torch.equal`` compares
# two tensors and gives one answer: are they the same from the first number to the last?

print(torch.equal(first, again))
print(torch.equal(first, second))

# %%
# Set a seed at the start of your program, and you and your colleagues will be talking about the
# same numbers. The order of the draws matters as well: add one more ``rand`` somewhere, and
# every number after it changes. (NumPy and Python's own ``random`` have generators of their
# own, and need their own seeds.)
#
# See when the same seed isn't enough
# -----------------------------------
# Don't count on the same numbers everywhere: another kind of chip or another version of PyTorch
# may draw different ones. A GPU has a generator of its own, with another recipe, so a GPU and a
# CPU with the same seed draw different numbers. If your numbers differ from the ones on this
# page, that is why, and nothing is wrong.
#
# When you need the same numbers everywhere, draw them on the CPU, which every computer has, by
# writing ``device="cpu"``. Then ``.to(device)`` moves them to the chip that the set-up found,
# since ``device`` is the set-up's name for that chip. (So the word stands twice in the line:
# ``device="cpu"`` says where to draw, and ``.to(device)`` says where to go.)

torch.manual_seed(7)
everywhere = torch.rand(3, device="cpu").to(device)
print(everywhere)

# %%
# These three are the same on every device. :doc:`/reference/where_outputs_differ` tells you
# what else a device can change.
#
# Aside: read the error when you forget the shape
# -----------------------------------------------
# Sooner or later, everyone forgets the shape of ``randint``:

try:
    print(torch.randint(1, 7))
except TypeError as error:
    print(error)

# %%
# *size* is what PyTorch calls the shape here, and **argument** is the word for what you hand to
# a function. So PyTorch took your 7 for the shape, and complained that an *int* isn't a *tuple
# of ints*.
#
# Aside: make a generator of your own
# -----------------------------------
# All draws on a device share one generator, so any code that you call can move it on. If that
# worries you, make a generator of your own, on the device where you draw. Does it leave the
# shared one alone?

mine = torch.Generator(device=device).manual_seed(3)
torch.manual_seed(7)
print(torch.rand(3, generator=mine))
print(torch.equal(torch.rand(3), first))

# %%
# It does: drawing from ``mine`` didn't move the shared generator, which went on to give the
# numbers of ``first``.
#
# Aside: two more ways to draw
# ----------------------------
# ``rand_like`` and ``randn_like`` take their shape from another tensor. ``normal`` takes the
# mean and the standard deviation. Unlike all the others, it draws on the CPU unless you name a
# device.

print(torch.rand_like(first).shape)
print(torch.normal(20.0, 5.0, size=(5,), device=device).shape)

# %%
# Look back
# ---------
# - ``rand`` draws evenly between 0 and 1, and ``randn`` draws in a hill around 0. ``randint``
#   draws whole numbers, and ``randperm`` draws an order.
# - ``manual_seed`` sets where the generator starts. Each draw moves it on.
# - The same seed gives different numbers on a different device. Draw on the CPU and move the
#   numbers if they have to agree.
#
# **Try this:** throw two dice ten times, and add the two throws up. Then do it again, so that
# you get the same ten sums.
#
# One answer
# ----------
# Two draws of the same shape can be added, and the same seed gives the same throws. The sums
# are between 2 and 12, and most of them are in the middle, because more pairs add up to 7 than
# to 2 or 12.

for _ in range(2):
    torch.manual_seed(1)
    print(torch.randint(1, 7, (10,)) + torch.randint(1, 7, (10,)))

# %%
# Check yourself
# --------------
# .. question::
#    :section: get-the-same-numbers-again
#
#    What does the last line give, and why? ::
#
#       torch.manual_seed(3)
#       a, b = torch.rand(2), torch.rand(2)
#       torch.manual_seed(3)
#       torch.equal(b, torch.rand(2))
#
#    - [ ] ``True``, because the seed is the same
#
#      The same seed brings back the same start, and what was drawn first from there is ``a``.
#
#      :if: ``torch.manual_seed(3); torch.equal(a, torch.rand(2))``
#
#    - [ ] ``tensor([False, False])``, because there are two numbers to compare
#
#      ``==`` compares number by number. ``torch.equal`` gives one answer for the whole tensor.
#
#      :if: ``a == b``
#
#    - [x] ``False``, because ``b`` was the second draw
#
#      After the seed, the generator begins again, so it gives the numbers of ``a``. Those of
#      ``b`` would come next.
#
# .. question::
#    :section: throw-a-dice
#
#    What shape does this have, and why? ::
#
#       torch.randint(0, 10, (4,)).shape
#
#    - [x] ``torch.Size([4])``, because the tuple is the shape
#
#      The first two numbers are the start and the end. The tuple ``(4,)`` asks for four
#      numbers.
#
#    - [ ] ``torch.Size([0, 10, 4])``, because all the numbers are lengths
#
#      That is how ``rand`` reads its numbers. ``randint`` needs a start and an end first.
#
#      :if: ``torch.rand(0, 10, 4).shape``
#
#    - [ ] ``torch.Size([10])``, because ten numbers are drawn
#
#      10 is the end, which isn't included: the numbers go from 0 to 9.
#
#      :if: ``torch.randint(0, 4, (10,)).shape``
#
# .. question::
#    :section: move-the-hill
#
#    You want exam marks around 60, and about two thirds of them between 50 and 70. Which line
#    gives them?
#
#    - [ ] ``50 + 20 * torch.rand(1000)``
#
#      This spreads the marks evenly from 50 to 70, and nobody is ever outside.
#
#    - [ ] ``60 + 20 * torch.randn(1000)``
#
#      The distance from 50 to 70 is 20. But a standard deviation is measured from the middle,
#      and from 60 it's only 10 to either side.
#
#    - [x] ``60 + 10 * torch.randn(1000)``
#
#      The middle is 60. About two thirds of the numbers are no further from it than one
#      standard deviation, which is 10.
#
# .. question::
#    :section: see-when-the-same-seed-isn-t-enough
#    :several:
#
#    Your program sets a seed in its first line, and then draws. A friend runs it, and gets
#    other numbers than you. Which of these can be the reason?
#
#    - [x] Her computer draws on a GPU, and yours on the CPU.
#
#      A GPU has a generator of its own, with another recipe. Draw on the CPU and move the
#      numbers if they have to agree.
#
#    - [ ] She ran the program twice, so the generator had moved on.
#
#      Even if it had, the first line takes it back to its start whenever the program runs.
#
#    - [x] She added a ``rand`` of her own between the seed and your draws.
#
#      Each draw moves the generator on, so every number after hers changes.
#
#    - [ ] She ran it in a notebook, and you ran it as a script.
#
#      The generator belongs to PyTorch, and it doesn't matter what starts your code.
