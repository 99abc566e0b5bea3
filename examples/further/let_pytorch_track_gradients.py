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
# The second line raises the price by a cent and divides the gain by that cent. This is the
# **slope**: about 4 more earned for each 1 more charged. PyTorch can find slopes exactly, without
# trying a second price.
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
print(prices.grad)

# %%
# To the left of 3 the slope is positive: charge more. To the right it is negative: charge less. At
# 3 it is 0, which PyTorch shows as ``-0.``, and that is the best price.

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
# - Between two ints there is nothing, so there is no slope: use *floating point*.
# - *Scalar outputs* are single numbers. Call ``sum`` or ``mean`` before ``backward``.
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
# ``backward`` adds to what is there. That is useful when a result comes in parts, and a mistake
# everywhere else. So set ``grad`` to ``None`` before each round.
#
# Ask once for each calculation
# -----------------------------
# After ``backward``, PyTorch forgets the values that it kept. Calculate again before you ask again.

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
# PyTorch would need the old number to find slopes, and you would write over it. Inside
# ``with torch.no_grad()`` nothing is remembered, so the change is allowed.
#
# Take the numbers out
# --------------------
# For NumPy, or for a plot, you want numbers without memory of their past.

money = earned(price)
print(money.requires_grad, money.detach().requires_grad)
try:
    price.cpu().numpy()
except RuntimeError as error:
    print(error)

# %%
# ``detach`` gives the same numbers, without the graph. It shares memory with the first tensor.
#
# Walk uphill
# -----------
# Now let the slope find the best price. Each round asks for the slope, and takes a small step in
# its direction. Where does the price end?

price = torch.tensor(0.5, requires_grad=True)
for step in range(5):
    price.grad = None
    earned(price).backward()
    with torch.no_grad():
        price += 0.3 * price.grad
    print(round(price.item(), 3))

# %%
# It comes close to 3, with smaller steps where the slope is smaller. Programs learn in the same
# way. They have millions of numbers instead of one price, and walk downhill on a number that says
# how wrong they are.
#
# Look back
# ---------
# - ``requires_grad=True`` remembers, ``backward`` finds slopes, ``grad`` holds them.
# - ``grad`` adds up. Set it to ``None`` before each round.
# - Change leaves inside ``no_grad``. Take numbers out with ``detach``.
#
# **Try this:** start at a price of 6. Does the walk still end at 3?
#
# **Next:** Use an accelerator.
