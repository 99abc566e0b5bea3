"""
Multiply matrices
=================

Combine whole tables of numbers in one step, and recognise that step at the heart of every model.

**Time:** 20 minutes. **You need:** Do maths on tensors, Summarise tensors, Change shapes, Move tensors to a GPU and to NumPy.
"""

import matplotlib.pyplot as plt
import numpy as np
import torch

device = torch.accelerator.current_accelerator(check_available=True) or torch.device("cpu")
torch.set_default_device(device)
print(f"PyTorch {torch.__version__} on {device.type}")

# %%
# Warm up
# -------
# Two short questions first. You'll need both answers on this page.
#
# .. question::
#    :section: core/do_math_on_tensors#calculate-with-two-tensors
#
#    You buy 1, 2 and 3 of something, at 4, 0 and 1 each. What does this print, and why? ::
#
#       (torch.tensor([1, 2, 3]) * torch.tensor([4, 0, 1])).sum()
#
#    - [ ] ``tensor([4, 0, 3])``
#
#      That's what each product costs. ``sum`` then adds the three up.
#
#      :if: ``torch.tensor([1, 2, 3]) * torch.tensor([4, 0, 1])``
#
#    - [x] ``tensor(7)``
#
#      First with first, second with second: 4, 0 and 3, which add up to 7.
#
#    - [ ] ``tensor(30)``
#
#      This adds up first, and then multiplies 6 by 5. The brackets say that it's the other way
#      round.
#
#      :if: ``torch.tensor([1, 2, 3]).sum() * torch.tensor([4, 0, 1]).sum()``
#
# .. question::
#    :section: core/change_shapes#put-channels-first
#
#    What does this print, and why? ::
#
#       table = torch.tensor([[5, 1, 8], [2, 9, 4]])
#       table.T[0]
#
#    - [x] ``tensor([5, 2])``
#
#      ``T`` turns rows into columns, so the first row is now what was the first column.
#
#    - [ ] ``tensor([5, 1])``
#
#      That's what ``reshape`` would give, which fills new rows in the old order.
#
#      :if: ``table.reshape(3, 2)[0]``
#
#    - [ ] ``tensor([5, 1, 8])``
#
#      That was the first row before ``T`` turned it into a column.
#
#      :if: ``table[0]``

# %%
# Start with a shopping list
# --------------------------
# If you look inside a large model, most of what it does all day is multiply matrices. GPUs are
# famous because they do that so fast. The calculation itself is one that every shop does at the
# checkout.
#
# Two people buy apples, bread and milk, so each row of ``amounts`` is a person, and each column
# is a product. Two shops charge different prices, so each row of ``prices`` is a product, and
# each column is a shop.

amounts = torch.tensor([[2.0, 1.0, 3.0], [4.0, 0.0, 1.0]])
prices = torch.tensor([[0.5, 1.0], [3.0, 2.0], [1.0, 1.5]])
print(amounts.shape)
print(prices.shape)

# %%
# What does the first person pay in the first shop? You multiply each amount by its price, and
# add up the results. The first row of ``amounts`` meets the first column of ``prices``.

print(amounts[0])
print(prices[:, 0])
print((amounts[0] * prices[:, 0]).sum())

# %%
# The bill is 7: two apples at 0.5 each, one loaf of bread at 3, and three cartons of milk at 1
# each. If you multiply two vectors number by number and add up the results, you get their **dot
# product**, and ``torch.dot`` does that in one go.

print(torch.dot(amounts[0], prices[:, 0]))

# %%
# Multiply every row by every column
# ----------------------------------
# There are two people and two shops, so there are four bills. The **matrix product** works them
# all out at once, and in Python it's written as ``@``. How many rows and columns will the
# result have?

costs = amounts @ prices
print(costs)

# %%
# There's a row for each person and a column for each shop. Our 7 is in the top left corner,
# where the first person meets the first shop. The picture shows where another of the four comes
# from.

fig, ax = plt.subplots(figsize=(4.4, 2.4), layout="constrained")
fig.set_label(
    "amounts @ prices = costs, as three tables. Coloured are row 1 of amounts, column 0 of "
    "prices, and the number in row 1 and column 0 of costs."
)
ax.set_title("Row 1 and column 0 meet in row 1, column 0")
for left, name, x in ((0, "amounts", amounts), (4, "prices", prices), (7, "costs", costs)):
    top = len(x) / 2
    ax.text(left, top + 0.2, name)
    for r, row in enumerate(x.tolist()):
        for c, number in enumerate(row):
            meets = (r == 1 or name == "prices") and (c == 0 or name == "amounts")
            corner = (left + c, top - r - 1)
            ax.add_patch(
                plt.Rectangle(corner, 1, 1, facecolor="C1" if meets else "none", alpha=0.35)
            )
            ax.add_patch(plt.Rectangle(corner, 1, 1, facecolor="none", edgecolor="C0"))
            ax.text(left + c + 0.5, top - r - 0.5, f"{number:g}", ha="center", va="center")
ax.text(3.5, 0, "@", ha="center", va="center")
ax.text(6.5, 0, "=", ha="center", va="center")
ax.set(xlim=(-0.1, 9.1), ylim=(-1.6, 2.1), aspect="equal")
ax.axis("off")
plt.show()

# %%
# The second row of ``amounts`` meets the first column of ``prices``. Their dot product is what the
# second person pays in the first shop, and stands in that row and that column of ``costs``.
#
# You may also see the product written as ``torch.matmul(amounts, prices)``, which is the
# function behind ``@``.
#
# .. explorer:: matmul?a=2,3&b=3,2
#
#    Try your own shapes
#
# Don't mix up ``@`` and ``*``
# ----------------------------
# The sign ``*`` multiplies numbers in the same place, and ``@`` multiplies rows by columns. If
# both matrices are **square**, with as many rows as columns, both signs work, so PyTorch can't
# warn you. Do they give the same result?

square = torch.tensor([[1.0, 2.0], [3.0, 4.0]])
print(square * square)
print(square @ square)

# %%
# The two results don't even agree on the first number. If your results look strange and your
# matrices are square, check whether you wrote the sign that you meant.
#
# Match the inner sizes
# ---------------------
# A row of the left matrix has to be as long as a column of the right one, or some number would
# have no partner. What if it isn't?

try:
    print(amounts @ amounts)
except RuntimeError as error:
    print(error)

# %%
# *mat1* is the left matrix and *mat2* the right one. Write their shapes next to each other, 2x3
# and 2x3, and look at the two numbers in the middle. They have to be equal, but one is a 3 and
# the other a 2.
#
# The transpose helps, because it turns the 2x3 into a 3x2. Before you look: what shape will the
# product have?

print((amounts @ amounts.T).shape)

# %%
# 2x3 and 3x2 match in the middle, and the two outer numbers are left: 2x2. That is the whole
# rule: **the inner sizes must match, and they disappear. The outer sizes stay.**
#
# Match the dtypes, too
# ---------------------
# With ``+`` and ``*``, PyTorch finds a common dtype for you. With ``@`` it doesn't:

whole = torch.tensor([[1, 2], [3, 4], [5, 6]])
try:
    print(amounts @ whole)
except RuntimeError as error:
    print(error)
print((amounts @ whole.float()).shape)

# %%
# The two names at the beginning, *m1* and *m2* or *mat1* and *mat2*, are the left and the right
# matrix again. *float* is ``float32``. *long*, with one or two more words after it, means
# ``int64``. (PyTorch is partly written in another language, C++, and these are its names.)
# Convert the ints, and it works. Do so even if both matrices hold ints: the CPU can multiply
# those, but most GPUs can't.
#
# Check one library against the other
# -----------------------------------
# NumPy has the same ``@``. It's a good habit to do an important calculation in two ways and
# compare the results. But remember that floats are rounded, so two right answers can differ in
# their last digits. ``allclose`` allows for a small difference, which is called the tolerance:
# is every pair of numbers nearly equal?

array = amounts.cpu().numpy() @ prices.cpu().numpy()
print(array)
print(np.allclose(array, costs.cpu().numpy()))
print(torch.allclose(torch.from_numpy(array).to(device), costs))

# %%
# Both libraries agree. The tolerance is a hundred-thousandth of the number, plus a tiny bit
# more for numbers near 0. If your numbers are the result of many calculations, allow a larger
# difference, for example with ``atol=0.001``. ``torch.allclose`` wants both tensors to have the
# same dtype and to be on the same device.
#
# Meet the line that models are made of
# -------------------------------------
# Now for the reason why this lesson is in the core. Think of a shop again, but with opinions
# instead of prices. Three numbers describe a film: how funny it is, how loud, and how long.
# Each row of ``x`` is a film. Each row of ``W`` is a person, with one **weight** for each of
# the three numbers: above 0 if the person likes it, below 0 if not. And ``b`` has one more
# number for each person, the **bias**, which is added whatever the film is like, because some
# people like every film a little.

x = torch.tensor([[1.0, 0.0, 2.0], [0.0, 3.0, 1.0]])
W = torch.tensor([[0.5, -1.0, 1.0], [0.0, 1.0, -0.5]])
b = torch.tensor([0.1, 0.2])

# %%
# How much will each person like each film? Both ``x`` and ``W`` have three columns, so ``W``
# has to be transposed for the inner sizes to match.

print(x @ W.T)
print(x @ W.T + b)

# %%
# ``(2, 3)`` times ``(3, 2)`` gives ``(2, 2)``: one row for each film, one column for each
# person. The bias of shape ``(2,)`` was repeated for both rows, so 0.1 was added to the first
# column and 0.2 to the second. If the columns were classes instead of people, ``argmax(dim=1)``
# would now choose one for each row.
#
# ``x @ W.T + b`` is called a **linear layer**, and it's all that you need for the next lesson.
# So if you're tired, stop here and come back another day for the rest. PyTorch has the linear
# layer ready-made, as ``torch.nn.Linear``, and most models contain many of them. You don't have
# to take our word for it. Make one that takes three numbers for each film and gives two scores.
# It comes with its own weights and biases, which are random at first. You can use ``layer``
# like a function: ``layer(x)`` hands it the films.

torch.manual_seed(0)
layer = torch.nn.Linear(3, 2)
print(layer.weight.shape)
by_hand = x @ layer.weight.T + layer.bias
print(torch.allclose(layer(x), by_hand))

# %%
# ``layer(x)`` is the calculation that you know. You wrote ``Linear(3, 2)`` and see the shape
# (2, 3), the other way round, because there's one row of weights for each score, as in ``W``.
# If you print the result, you see something new at the end:

print(by_hand)

# %%
# The weights of a layer are there to be learned, so PyTorch takes notes of what is calculated
# with them, and ``grad_fn`` stands for these notes. NumPy can't keep notes. To hand the numbers
# over, leave the notes behind with ``detach()``:

print(np.allclose(layer(x).detach().cpu().numpy(), by_hand.detach().cpu().numpy()))

# %%
# You can also give a layer weights of your own. ``copy_`` writes them over the ones that the
# layer has. ``with torch.no_grad():`` means that PyTorch takes no notes of the indented lines
# below it:

with torch.no_grad():
    layer.weight.copy_(W)
    layer.bias.copy_(b)
print(layer(x).detach())

# %%
# These are the numbers that you calculated by hand above. Now you've seen all that a linear
# layer does. Where good weights come from is another story, and two further lessons tell it.
#
# Aside: why models don't only stack such layers
# ----------------------------------------------
# If one layer is good, are two in a row better? Put the result of one product into the next,
# and compare with a single product:

A = torch.tensor([[1.0, 2.0], [0.0, 1.0], [3.0, 0.0]])
B = torch.tensor([[2.0, 0.0], [1.0, 1.0]])
print(torch.allclose((x @ A) @ B, x @ (A @ B)))

# %%
# Two products in a row are the same as one with ``A @ B``, so nothing is gained. That's why
# something else stands between two layers, such as ``relu``, which sets everything below 0 to
# 0. With it, two layers can do what one can't.
#
# Aside: how near is near enough
# ------------------------------
# ``allclose`` has two tolerances. ``rtol`` is a fraction of the number, and ``atol`` is the
# tiny bit more. For very small numbers, that bit is too generous. One of these is five times
# the other. ``1e-9`` is 1 divided by 10, nine times.

print(torch.allclose(torch.tensor(1e-9), torch.tensor(5e-9)))
print(torch.allclose(torch.tensor(1e-9), torch.tensor(5e-9), atol=0))

# %%
# ``allclose`` also repeats dimensions of length 1, as ``+`` does. So compare the shapes, too,
# if they might differ.
#
# Aside: multiply a whole batch
# -----------------------------
# ``@`` accepts batches. Three weeks of shopping lists make a tensor of shape ``(3, 2, 3)``, and
# the same prices are used for each week. ``bmm`` is stricter: it wants two batches with the
# same number of matrices.

weeks = torch.stack([amounts, 2 * amounts, 3 * amounts])
print((weeks @ prices).shape)
print(torch.bmm(weeks, weeks.transpose(1, 2)).shape)

# %%
# Some people like to name the dimensions instead of transposing. In ``einsum``, letters stand
# for dimensions, and if a letter is missing on the right of the arrow, its dimension is summed
# over. Here p is a person, i is an item and s is a shop.

print(torch.einsum("pi,is->ps", amounts, prices).shape)

# %%
# Aside: solve for what you don't know
# ------------------------------------
# ``torch.linalg`` has the tools of **linear algebra**, which is the mathematics of matrices.
# Two apples and one loaf cost 4. One apple and three loaves cost 7. ``solve`` finds both
# prices. Some accelerators lack parts of ``linalg``, so here the CPU does the work.

baskets = torch.tensor([[2.0, 1.0], [1.0, 3.0]], device="cpu")
paid = torch.tensor([4.0, 7.0], device="cpu")
print(torch.linalg.solve(baskets, paid))

# %%
# An apple costs 1 and a loaf 2: two apples and one loaf make 4.
#
# Aside: lengths and right angles
# -------------------------------
# Walk 3 steps east and 4 north. ``norm`` gives the length of a vector, so it says how far you
# are from your starting point. ``cross`` takes two vectors of three numbers each, and gives a
# third at right angles to both.

print(torch.linalg.norm(torch.tensor([3.0, 4.0])))
print(torch.linalg.cross(torch.tensor([1.0, 0.0, 0.0]), torch.tensor([0.0, 1.0, 0.0])))

# %%
# You're 5 steps away. East crossed with north points up: the third number says how far up, and
# it is 1.
#
# Aside: take a matrix apart
# --------------------------
# ``svd``, the *singular value decomposition*, writes a matrix as a product of three. They're
# called ``u``, ``s`` and ``vh``. The middle one has numbers only on its diagonal, so ``s`` is
# that diagonal, and ``diag`` makes a matrix of it again.

u, s, vh = torch.linalg.svd(amounts.cpu(), full_matrices=False)
print(s)
print(torch.allclose(u @ torch.diag(s) @ vh, amounts.cpu(), atol=1e-5))

# %%
# The product gives ``amounts`` back, apart from rounding. Where ``amounts`` has a 0, the
# product has something like -0.0000002, which is why ``atol`` has to be larger here. The
# numbers in ``s`` are called **singular values**. A large one belongs to a part that matters,
# and keeping only the parts with large ones makes data smaller.
#
# Look back
# ---------
# - ``@`` multiplies rows by columns. The inner sizes must match, and they disappear. The outer
#   sizes stay.
# - Compare floats with ``allclose``, which allows for rounding.
# - ``x @ W.T + b`` is a linear layer: one row for each example, one column for each class.
#
# **Try this:** a third shop opens, with prices 0.8, 2.5 and 1.2. Add it to ``prices`` with
# ``cat``. Predict the shape of the costs. Then find out where each person should shop, with
# ``argmin``, which works like ``argmax`` but looks for the smallest number.
#
# One answer
# ----------
# The new prices have to be turned into a column before they can be joined to the others.

third = torch.tensor([0.8, 2.5, 1.2]).reshape(3, 1)
costs = amounts @ torch.cat([prices, third], dim=1)
print(costs)
print(costs.argmin(dim=1))

# %%
# Check yourself
# --------------
# .. question::
#    :section: match-the-inner-sizes
#
#    What shape does the product have, and why? ::
#
#       (torch.ones(2, 5) @ torch.ones(5, 7)).shape
#
#    - [ ] ``torch.Size([5, 5])``, because the numbers that match are kept
#
#      It's the other way round: the inner sizes have to match, and they disappear.
#
#      :if: ``(torch.ones(5, 2) @ torch.ones(2, 5)).shape``
#
#    - [x] ``torch.Size([2, 7])``, because the outer sizes stay
#
#      Each of the 2 rows meets each of the 7 columns, and a pair gives one number.
#
#    - [ ] An error, because 2 and 7 differ
#
#      Only the inner sizes, 5 and 5, have to be equal.
#
#      :if: ``torch.ones(2, 5) @ torch.ones(7, 5)``
#
# .. question::
#    :section: don-t-mix-up-and
#
#    ``A * B`` and ``A @ B`` give different numbers, even for square matrices. Why?
#
#    - [ ] ``*`` rounds, and ``@`` doesn't.
#
#      Both are as exact as floats allow.
#
#    - [x] ``*`` multiplies numbers in the same place, and ``@`` multiplies rows by columns and
#      adds up.
#
#      With square matrices both work, so you have to know which one you mean.
#
#    - [ ] ``@`` is for ints, and ``*`` is for floats.
#
#      Both work with floats. With ints, ``@`` even fails on most GPUs.
#
# .. question::
#    :section: match-the-dtypes-too
#
#    Why does this fail? ::
#
#       torch.ones(2, 3) @ torch.tensor([[1, 2], [3, 4], [5, 6]])
#
#    - [ ] The inner sizes don't match.
#
#      They do: the left matrix is 2x3, and the right one is 3x2.
#
#    - [x] One matrix holds floats and the other ints, and ``@`` finds no common dtype.
#
#      ``+`` and ``*`` would find one. Here you have to convert, with ``float()``.
#
#    - [ ] A list of lists can't be a matrix.
#
#      ``torch.tensor`` has made one of it.
#
# .. question::
#    :section: meet-the-line-that-models-are-made-of
#
#    A layer takes 6 numbers for each example and gives 4 scores. What shape do its weights
#    have, and why? ::
#
#       torch.nn.Linear(6, 4).weight.shape
#
#    - [ ] ``torch.Size([6, 4])``, because that's how the layer is written
#
#      In ``Linear(6, 4)``, what goes in stands first. The weights have a row for each score.
#
#      :if: ``torch.nn.Linear(4, 6).weight.shape``
#
#    - [ ] ``torch.Size([4])``, because there are four scores
#
#      That's the bias, which has one number for each score.
#
#      :if: ``torch.nn.Linear(6, 4).bias.shape``
#
#    - [x] ``torch.Size([4, 6])``, because each score has a row of weights
#
#      A row has one weight for each number of an example. That's why it's ``x @ W.T``.
