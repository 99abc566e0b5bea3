"""
Let PyTorch track gradients
===========================

Find out how a result changes when you change a number that went into it.

**Time:** 20 minutes. **You need:** Do maths on tensors, Summarise tensors, Move tensors to a GPU and to NumPy.
"""

import warnings

import matplotlib.pyplot as plt
import torch

device = torch.accelerator.current_accelerator(check_available=True) or torch.device("cpu")
torch.set_default_device(device)
print(f"PyTorch {torch.__version__} on {device.type}")

# %%
# Take smaller and smaller steps
# ------------------------------
# A program that learns changes its numbers a little, again and again, and each time in the
# direction that makes its answers better. PyTorch can tell the program which direction that is.
# By the end of this lesson, you'll have seen a price find its own best value in this way. (Are
# you only skimming for now? Then read the first three sections and the last one, *Walk uphill*.
# That takes ten minutes, and tells you the whole story.)
#
# You sell lemonade. If a cup costs 1, five people an hour buy one. If it costs 2, four people
# do, and so on: the more you charge, the fewer people buy. So the number of buyers is 6 minus
# the price, and what you earn in an hour is the price times the number of buyers. Today you
# charge 1. How much more would you earn if you charged 2?


def earned(price):
    return price * (6 - price)


price = torch.tensor(1.0)
print(earned(price))
print(earned(price + 1))

# %%
# You'd earn 8 instead of 5, so charging 1 more brings you 3 more. That is a large step, though,
# and it passes over everything in between. Here are smaller ones. A small step brings a small
# gain, so divide each gain by its step to compare them.

for step in (1, 0.1, 0.01):
    gain = earned(price + step) - earned(price)
    print(step, round((gain / step).item(), 2))

# %%
# The smaller the step, the closer you get to 4. This 4 is called the **slope** at a price of 1.
# It says how fast your earnings change there: raise the price by a tiny amount, and your
# earnings go up by about 4 times that amount. The whole step brought only 3, because the gain
# gets smaller as the price goes up.
#
# Let PyTorch find the slope
# --------------------------
# PyTorch finds slopes without trying a second price. To do that, it has to remember how a
# result was calculated, and ``requires_grad=True`` asks it to.

price = torch.tensor(1.0, requires_grad=True)
money = earned(price)
print(money)

# %%
# You still earn 5, but now the tensor carries a note. ``grad_fn`` names the last calculation,
# and *Mul* is short for multiplication. From there, PyTorch knows the way back to the price.
# ``backward`` goes that way, and leaves the slope in ``price.grad``.

money.backward()
print(price.grad)

# %%
# That is the 4 that the small steps were heading for. The slopes of a result, one for each
# number that you asked about, are called its **gradient**. Here you asked about one number, so
# the gradient is a single slope.
#
# Find the way uphill
# -------------------
# What will the slope be at other prices?

slopes = {}
for start in (1.0, 3.0, 4.5):
    price = torch.tensor(start, requires_grad=True)
    earned(price).backward()
    slopes[start] = price.grad.item()
print(slopes)

# %%
fig, ax = plt.subplots(figsize=(4.4, 3.4), layout="constrained")
fig.set_label(
    "What you earn, against the price: a hill from 0 up to its top at a price of 3 and "
    "down again. Three straight lines touch it: one rises, on the left, one is level, at "
    "the top, and one falls, on the right."
)
curve = torch.linspace(0, 6, 50)
ax.plot(curve.tolist(), earned(curve).tolist(), color="C0")
places = ("left", 8), ("center", 0), ("right", -8)
for (at, slope), color, (side, shift) in zip(slopes.items(), ("C1", "C2", "C3"), places):
    y = earned(at)
    ax.plot([at - 0.8, at + 0.8], [y - 0.8 * slope, y + 0.8 * slope], color=color, linewidth=2)
    ax.plot(at, y, "o", color=color)
    ax.annotate(f"slope {slope:g}", (at, y), (shift, -20), textcoords="offset points", ha=side)
ax.set(title="The slope is 0 at the top of the hill", xlabel="price", ylabel="earned", ylim=(0, 10))
plt.show()

# %%
# Each straight line is as steep as the curve is at its dot, and the label below it says how
# steep. At 1 the slope is positive, so you earn more if you raise the price. At 4.5 it is
# negative, so you earn more if you lower it. At 3 the slope is 0, because the curve is flat at
# its top: this is the best price.
#
# Aside: ask for many slopes at once
# ----------------------------------
# You don't need a loop. ``backward`` has to start from a single number, so you put five prices
# into one tensor and add up what they earn. Each price changes only its own part of the sum,
# which is why each gets its own slope.

prices = torch.linspace(0, 6, 5, requires_grad=True)
earned(prices).sum().backward()
print(prices.tolist())
print(prices.grad)

# %%
# Below a price of 3 the slopes are positive, and above it they are negative.
#
# Aside: read the errors of a first try
# -------------------------------------
# Three mistakes are so common that you'll probably make each of them. (A lambda is a function
# without a name, written in one line.) Can you tell what is wrong with each of these three?

tries = {
    "ints": lambda: torch.tensor([1, 2], requires_grad=True),
    "two results": lambda: earned(torch.ones(2, requires_grad=True)).backward(),
    "nothing remembered": lambda: earned(torch.tensor(1.0)).backward(),
}
for name, attempt in tries.items():
    try:
        attempt()
    except RuntimeError as error:
        print(f"{name}: {error}")

# %%
# - *Only Tensors of floating point*: a slope needs room for tiny changes, and ints jump
#   straight from 1 to 2. Write 1.0 instead of 1. (*Complex* numbers are a kind that you won't
#   need here.)
# - *can be implicitly created only for scalar outputs*: implicitly means without being told,
#   and a scalar output is a result that is a single number. Unless you tell it more,
#   ``backward`` can start only from one of those. Call ``sum`` or ``mean`` first.
# - *does not require grad and does not have a grad_fn*: PyTorch remembered nothing, because
#   nobody wrote ``requires_grad=True``. *Element 0 of tensors* is the tensor that you called
#   ``backward`` on.
#
# Empty grad before each round
# ----------------------------
# Here you ask for the same slope twice. What will ``grad`` be the second time?

price = torch.tensor(1.0, requires_grad=True)
for _ in range(2):
    earned(price).backward()
    print(price.grad)

# %%
# It is 8, although the slope is still 4, because ``backward`` adds to whatever ``grad`` holds.
# That helps people who have to work through their data in parts. Whenever you want a fresh
# slope, set ``grad`` to ``None`` first.

price.grad = None
earned(price).backward()
print(price.grad)

# %%
# It is easy to forget this, because no error tells you: the slopes are wrong, and that is all.
# PyTorch also has **optimisers**, which are ready-made parts that change the numbers of a
# program for you. Their method ``zero_grad`` does the same as ``price.grad = None``, in spite
# of its name: it sets each ``grad`` to None.
#
# Aside: call backward twice
# --------------------------
# The calculations that PyTorch remembers are called the **graph**. ``backward`` uses it up. Can
# you ask the same result for its slope again?

money = earned(price)
money.backward()
try:
    money.backward()
except RuntimeError as error:
    print(str(error).partition(" Saved")[0])

# %%
# You can't. To find the slope of a multiplication, PyTorch keeps the numbers that were
# multiplied (*saved tensors*), and it drops them after the first ``backward`` to save memory
# (*freed*). Calculate ``earned(price)`` again, and you get a new graph. The full message goes
# on for longer, and ``partition`` cut it off here.
#
# Change a number without being watched
# -------------------------------------
# Now that you know the slope, you want to raise the price. ``+=`` changes the tensor itself: it
# works in place. PyTorch doesn't allow that here:

try:
    price += 0.5
except RuntimeError as error:
    print(error)

# %%
# *Variable* is an old name for a tensor, and *requires grad* is what you asked for. A **leaf**
# is a tensor such as our ``price``: PyTorch remembers no calculation that it came from, so the
# way back ends there, and there the slope goes into ``grad``. If PyTorch remembered this
# addition, ``price`` would be a result and no longer a leaf. So you have to say that the change
# isn't part of the calculation:

with torch.no_grad():
    price += 0.5
print(price)

# %%
# Inside ``with torch.no_grad()``, nothing is remembered, so the change is allowed. Keep the
# ``+=``, because ``price = price + 0.5`` would make a new tensor, and that one wouldn't require
# a gradient.
#
# You'll also see ``no_grad`` in programs that have finished learning and are now only being
# used. Using a program in this way is called **inference**. Nobody needs slopes then, and
# remembering would cost time and memory.
#
# Aside: use inference mode
# -------------------------
# For inference there is also ``torch.inference_mode``. It does less bookkeeping than
# ``no_grad``, which makes it faster. It is stricter, too: if a tensor was made inside it,
# PyTorch can't keep that tensor to find slopes later.

with torch.inference_mode():
    money = earned(price)
print(money)
try:
    money * price
except RuntimeError as error:
    print(str(error).partition(". ")[0])

# %%
# There is no ``grad_fn``, as with ``no_grad``. The error comes from ``money * price``: its
# slope for ``price`` depends on ``money``, so PyTorch would have to keep ``money`` for
# ``backward`` (*saved for backward*). If you aren't sure whether you'll need slopes later, use
# ``no_grad``.
#
# Aside: find out which tensors are leaves
# ----------------------------------------
# Let's say you want to start with three small random numbers, and find their slopes. This looks
# right, but something goes wrong, and PyTorch only warns you. ``catch_warnings`` collects the
# warning so that you can read the beginning of it.

torch.manual_seed(0)
small = torch.rand(3, requires_grad=True) * 0.1
small.sum().backward()
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    print(small.grad)
print(str(caught[0].message).partition(". ")[0])
print(small.is_leaf)

# %%
# There is no slope, because ``small`` isn't a leaf. The leaf is the tensor that ``rand`` made,
# and it has no name by which you could ask it for its ``grad``. ``small`` is the result of
# multiplying it. The way out is to finish your tensor first, and then ask PyTorch to remember,
# with ``requires_grad_()``:

small = torch.rand(3) * 0.1
print(small.is_leaf)
small.requires_grad_()
small.sum().backward()
print(small.grad)

# %%
# This time, ``small`` was calculated, too, and yet it is a leaf. When it was multiplied,
# nothing in the calculation required a gradient, so there was nothing to remember. (Each slope
# is 1, because raising one of the numbers raises the sum by the same amount.)
#
# Take the numbers out
# --------------------
# Sooner or later you want to hand your numbers to something that knows nothing about slopes,
# such as NumPy. ``cpu`` brings the tensor to the CPU's memory, if it isn't there already,
# because NumPy can't read any other. Will this work?

try:
    price.cpu().numpy()
except RuntimeError as error:
    print(error)

# %%
# It doesn't work. NumPy can't remember calculations, so PyTorch wants you to say that they may
# be forgotten. The message names the remedy: ``detach`` gives you the same numbers in a tensor
# that doesn't require a gradient.

print(price.detach())
print(price.detach().cpu().numpy())

# %%
# ``detach`` doesn't copy: what it gives you shares its memory with ``price``, so a change to
# one shows in both. ``item`` and ``tolist`` don't need it, because they make plain Python
# numbers.
#
# Walk uphill
# -----------
# Now you have everything you need to let the price find its best value. Each round empties
# ``grad``, asks for the slope, and changes the price by 0.3 times the slope. (The 0.3 is our
# choice: a larger number would make larger steps.) A positive slope raises it, and a negative
# one lowers it. Where will it end?

price = torch.tensor(0.5, requires_grad=True)
for _ in range(6):
    price.grad = None
    earned(price).backward()
    with torch.no_grad():
        price += 0.3 * price.grad
    print(round(price.item(), 3))

# %%
# The price comes closer and closer to 3. Its steps get smaller by themselves, because the slope
# does. Programs that learn do the same, with two differences. They have thousands or millions
# of numbers instead of one price. And their result says how wrong they are, so they walk
# downhill.
#
# Look back
# ---------
# - A slope says how fast a result changes when a number that went into it changes by a tiny
#   amount. With ``requires_grad=True``, ``backward`` finds it and leaves it in ``grad``.
# - ``backward`` adds to ``grad``, so set it to ``None`` before each round.
# - Change a number inside ``no_grad``, and take numbers out with ``detach``.
#
# **Try this:** let the walk start at a price of 6. Does it still come close to 3, and from
# which side?
#
# One answer
# ----------
# It does, and it comes from above: at 6 the slope is negative, so each step lowers the price.

price = torch.tensor(6.0, requires_grad=True)
for _ in range(6):
    price.grad = None
    earned(price).backward()
    with torch.no_grad():
        price += 0.3 * price.grad
    print(round(price.item(), 3))

# %%
# Check yourself
# --------------
# Decide first, and then open the answer. It says why.
#
# .. question::
#    :section: let-pytorch-find-the-slope
#
#    What does ``x.grad`` hold? ::
#
#       x = torch.tensor(3.0, requires_grad=True)
#       y = x * (x + 2)
#       y.backward()
#       x.grad
#
#    - [ ] ``tensor(15.)``
#
#      That's the result itself, 3 times 5. ``grad`` holds how fast it changes.
#
#      :if: ``y.detach()``
#
#    - [ ] ``tensor(9.)``
#
#      That's what a whole step from 3 to 4 brings. On the way the slope grows, so it is more
#      than the slope at 3.
#
#      :if: ``4 * (torch.tensor(4.0) + 2) - y.detach()``
#
#    - [x] ``tensor(8.)``
#
#      That's the slope at 3. A step of 0.01 takes the result from 15 to 15.0801, so the gain
#      is about 8 times the step.
#
#    - [ ] ``None``
#
#      ``grad`` is empty only until ``backward`` has been called.
#
#      :if: ``torch.tensor(3.0, requires_grad=True).grad``
#
# .. question::
#    :section: empty-grad-before-each-round
#
#    What does ``x.grad`` hold? ::
#
#       x = torch.tensor(2.0, requires_grad=True)
#       for _ in range(3):
#           (5 * x).backward()
#       x.grad
#
#    - [ ] ``tensor(5.)``
#
#      The slope of ``5 * x`` is 5 in each round. But ``backward`` doesn't replace what
#      ``grad`` holds.
#
#      :if: ``x.grad = None; (5 * x).backward(); x.grad``
#
#    - [x] ``tensor(15.)``
#
#      Nobody has emptied ``grad``, so the slopes of the three rounds have been added up.
#
#    - [ ] ``tensor(10.)``
#
#      10 is what ``5 * x`` gives. Its slope doesn't depend on ``x``.
#
#      :if: ``5 * x.detach()``
#
# .. question::
#    :section: change-a-number-without-being-watched
#
#    Why does this fail? ::
#
#       w = torch.tensor([1.0, 2.0], requires_grad=True)
#       w *= 0.5
#
#    - [ ] First, ``backward`` has to be called, so that ``w`` has slopes.
#
#      This change doesn't use the slopes, and it would fail after ``backward`` as well.
#
#    - [x] The change is in place, on a leaf, and PyTorch is watching.
#
#      If PyTorch remembered the change, ``w`` would be a result and no longer a leaf. Inside
#      ``torch.no_grad()``, nothing is remembered, so there it is allowed.
#
#    - [ ] A tensor with ``requires_grad=True`` can't be changed any more, so you need a new
#      one.
#
#      Programs that learn change such tensors all the time. They do it inside
#      ``torch.no_grad()``.
