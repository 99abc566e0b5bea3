"""
Let PyTorch track gradients
===========================

Find out how a result changes when you change a number that went into it.

**Time:** 30 minutes. **You need:** Do math on tensors, Summarise tensors, Copy, share and change in place.
"""

import matplotlib.pyplot as plt
import torch

device = torch.accelerator.current_accelerator(check_available=True) or torch.device("cpu")
torch.set_default_device(device)
print(f"PyTorch {torch.__version__} on {device.type}")

# %%
# Ask for a slope
# ---------------
# You sell lemonade. A price of 3 earns most: below, each cup brings little, and above, fewer people
# buy. The function says what you earn. You charge 1. Would a bit more help, and how much?


def earned(price):
    return 9 - (price - 3) ** 2


price = torch.tensor(1.0)
print(earned(price))
print((earned(price + 0.01) - earned(price)) / 0.01)

# %%
# The second ``print`` raises the price by 0.01 and divides the gain by 0.01. This is the **slope**:
# about 4 more earned for each 1 more charged. It falls a little on the way. PyTorch can find slopes
# exactly, without trying a second price.
#
# Let PyTorch remember
# --------------------
# ``requires_grad=True`` asks PyTorch to remember each calculation with this tensor. ``backward``
# then walks through these calculations, from the last to the first. It leaves the slope in
# ``grad``. A slope found in this way is called a **gradient**.

price = torch.tensor(1.0, requires_grad=True)
money = earned(price)
print(money)
money.backward()
print(price.grad)

# %%
# Exactly 4. ``grad_fn`` in the first line names the last calculation that PyTorch remembers:
# ``Rsub`` is a subtraction. The numbers are the same as before.
#
# See the slopes
# --------------
# One call can find many slopes. Here are five prices. ``backward`` needs a single number to start
# from, so you add up what they earn. Each price changes only its own part of the sum.

prices = torch.linspace(0, 6, 5, requires_grad=True)
earned(prices).sum().backward()
print(prices.tolist())
print(prices.grad)

# %%
# To the left of 3 the slope is positive: charge more. To the right it is negative: charge less. At
# 3 it is 0, and that is the best price. PyTorch shows ``-0.``, since it multiplied 0 by -2. That
# equals 0.

fig, ax = plt.subplots(figsize=(6, 2.6), layout="constrained")
x = torch.linspace(0, 6, 50)
ax.plot(x.tolist(), earned(x).tolist())
for at, slope in zip(prices.tolist(), prices.grad.tolist()):
    y = earned(at)
    ax.plot([at - 0.6, at + 0.6], [y - 0.6 * slope, y + 0.6 * slope], color="C1")
ax.set(title="The slope points uphill, and is 0 at the top", xlabel="price", ylabel="earned")
plt.show()

# %%
# Read the errors of a first try
# ------------------------------
# Three things go wrong again and again. A ``lambda`` is a function in one line, without a name.
# Guess what is wrong in each.

tries = {
    "ints": lambda: torch.tensor([1, 2], requires_grad=True),
    "many results": lambda: earned(torch.ones(2, requires_grad=True)).backward(),
    "nothing remembered": lambda: earned(torch.tensor(1.0)).backward(),
}
for name, attempt in tries.items():
    try:
        attempt()
    except RuntimeError as error:
        print(f"{name}: {error}")

# %%
# - Between two ints there is nothing, so there is no slope. Write 1.0 instead of 1.
# - *Scalar outputs* are single numbers. *Implicitly* means without being told how. Call
#   ``sum`` or ``mean`` before ``backward``.
# - Here ``requires_grad=True`` was forgotten.
#
# Empty the slope between two rounds
# ----------------------------------
# Ask twice for the same slope. What stands in ``grad`` after the second time?

price = torch.tensor(1.0, requires_grad=True)
for _ in range(2):
    earned(price).backward()
    print(price.grad)
price.grad = None
earned(price).backward()
print(price.grad)

# %%
# ``backward`` adds to what is there. Sometimes you want this sum. Usually you do not, so set
# ``grad`` to ``None`` before each round.
#
# Ask once for each calculation
# -----------------------------
# For a power, PyTorch keeps the old number. After ``backward``, it forgets such values. Can you ask
# again?

money = earned(price)
money.backward()
try:
    money.backward()
except RuntimeError as error:
    print(str(error).partition(" Saved")[0])

# %%
# The message is longer: ``partition`` cut it after its first sentence. The **graph** is the list of
# calculations that PyTorch remembers.
#
# Change a number without being watched
# -------------------------------------
# A **leaf** is a tensor that you made yourself, not the result of a calculation. If it requires a
# gradient, PyTorch does not let you change it in place. Why not?

try:
    price += 0.5
except RuntimeError as error:
    print(error)
with torch.no_grad():
    price += 0.5
print(price)

# %%
# ``grad`` belongs to a leaf. After the change, ``price`` would be the result of a calculation, and
# no leaf any more. Inside ``with torch.no_grad()`` nothing is remembered, so the change is allowed.
# Write ``+=`` there: ``price = price + 0.5`` would make a new tensor that remembers nothing.
#
# Take the numbers out
# --------------------
# NumPy knows nothing about gradients, so it wants a tensor without them.

money = earned(price)
print(money.requires_grad, money.detach().requires_grad)
try:
    price.cpu().numpy()
except RuntimeError as error:
    print(error)
print(price.detach().cpu().numpy())

# %%
# ``detach`` gives the same numbers, without the graph. It shares memory with the first tensor.
# ``item`` and ``tolist`` need no ``detach``.
#
# Walk uphill
# -----------
# Now let the slope find the best price. Each round asks for the slope, and takes a step of 0.3
# times the slope. Where does the price end?

price = torch.tensor(0.5, requires_grad=True)
for step in range(5):
    price.grad = None
    earned(price).backward()
    with torch.no_grad():
        price += 0.3 * price.grad
    print(round(price.item(), 3))

# %%
# It comes close to 3, with smaller steps where the slope is smaller. A program that learns has
# millions of numbers instead of one price. One result says how wrong it is, and it walks downhill
# to make that small.
#
# Look back
# ---------
# - ``requires_grad=True`` remembers, ``backward`` finds slopes, ``grad`` holds them.
# - ``grad`` adds up. Set it to ``None`` before each round.
# - Change leaves inside ``no_grad``. Take numbers out with ``detach``.
#
# **Try this:** start at a price of 6. Does the walk still come close to 3, and from which side?
