"""
Multiply matrices
=================

Combine whole tables of numbers in one step, and read the shapes before you do.

**Time:** 20 minutes. **You need:** Read and match shapes, Do math on tensors.
"""

import matplotlib.pyplot as plt
import numpy as np
import torch

device = torch.accelerator.current_accelerator(check_available=True) or torch.device("cpu")
torch.set_default_device(device)
print(f"PyTorch {torch.__version__} on {device.type}")

# %%
# Start from a shopping list
# --------------------------
# Two people buy apples, bread and milk, in that order. Each row of ``amounts`` is a person.
# Two shops have different prices. Each row of ``prices`` is a product, each column a shop.

amounts = torch.tensor([[2.0, 1.0, 3.0], [4.0, 0.0, 1.0]])
prices = torch.tensor([[0.5, 1.0], [3.0, 2.0], [1.0, 1.5]])
print(amounts.shape, prices.shape)

# %%
# What does the first person pay in the first shop? You multiply each amount by its price, and
# add the results. This is the **dot product** of a row and a column. ``torch.dot`` takes two
# vectors of the same length and gives one number. Work it out before you look.

print(amounts[0])
print(prices[:, 0])
print(torch.dot(amounts[0], prices[:, 0]))

# %%
# ``amounts[0]`` is the first row. In ``prices[:, 0]``, the colon means *every row*, so this
# is the first column. The sum is 2 times 0.5, plus 1 times 3, plus 3 times 1.
#
# Multiply every row by every column
# ----------------------------------
# The **matrix product** does this for each person and each shop at once. You write ``@``. How
# many rows and columns will the result have?

costs = amounts @ prices
print(costs)
print(torch.equal(costs, torch.matmul(amounts, prices)))
print(torch.equal(costs, torch.mm(amounts, prices)))

# %%
# One row for each person, one column for each shop. ``torch.equal`` says that all three give
# the same: ``matmul`` is the function behind ``@``, and ``mm`` accepts only matrices. In the
# picture, find the row and the column that give each cost.

fig, axes = plt.subplots(1, 3, figsize=(6, 1.9), layout="constrained")
fig.suptitle("Each row meets each column")
for ax, name, x in zip(axes, ("amounts", "prices", "costs"), (amounts, prices, costs)):
    ax.table(x.tolist(), loc="center", cellLoc="center").scale(1, 1.5)
    ax.set_title(f"{name} {tuple(x.shape)}", fontsize=11)
    ax.axis("off")
plt.show()

# %%
# Compare ``@`` with ``*``
# ------------------------
# ``*`` multiplies numbers at the same place. ``@`` multiplies rows by columns. A **square**
# matrix has as many rows as columns. With it, both work. Do they give the same?

square = torch.tensor([[1.0, 2.0], [3.0, 4.0]])
print(square * square)
print(square @ square)

# %%
# No. With square matrices, the wrong sign gives a wrong answer and no error.
#
# Match the inner sizes
# ---------------------
# A row of the left matrix must be as long as a column of the right one. What happens if it is
# not?

try:
    print(amounts @ amounts)
except RuntimeError as error:
    print(error)

# %%
# ``mat1`` is the left matrix and ``mat2`` the right one. Read the two shapes side by side:
# 2x3 and 2x3. The two sizes in the middle, 3 and 2, must be equal. The **transpose** ``.T``
# turns rows into columns. Predict the two shapes.

print((amounts @ amounts.T).shape)
print((amounts.T @ amounts).shape)

# %%
# The sizes in the middle match and disappear. The outer sizes give the shape of the result.
#
# Multiply a whole batch
# ----------------------
# A **batch** is many matrices of one shape in one tensor. ``stack`` makes one from three
# matrices: the shopping lists of three weeks. What shape do the costs have?

weeks = torch.stack([amounts, 2 * amounts, 3 * amounts])
print(weeks.shape, (weeks @ prices).shape)

# %%
# The first dimension counts the weeks. All weeks have the same prices, so ``@`` uses that
# matrix three times.
#
# Solve for what you do not know
# ------------------------------
# ``torch.linalg`` holds the tools of **linear algebra**, the mathematics of matrices. Two
# apples and one bread cost 4. One apple and three breads cost 7. Each row of ``baskets`` is
# one purchase: apples, then breads. ``solve`` finds both prices. Some accelerators lack parts
# of ``linalg``, so here the CPU does the work.

baskets = torch.tensor([[2.0, 1.0], [1.0, 3.0]], device="cpu")
paid = torch.tensor([4.0, 7.0], device="cpu")
found = torch.linalg.solve(baskets, paid)
print(found)
print(torch.allclose(baskets @ found, paid))

# %%
# An apple costs 1, a bread 2. ``allclose`` works like ``equal``, but it allows tiny rounding
# errors.
#
# Measure, and find a right angle
# -------------------------------
# Walk 3 steps east and 4 north. ``norm`` gives the length of a vector, so it says how far you
# are from the start. ``cross`` takes two vectors of three numbers each. It gives a third
# vector, at right angles to both.

print(torch.linalg.norm(torch.tensor([3.0, 4.0])))
print(torch.linalg.cross(torch.tensor([1.0, 0.0, 0.0]), torch.tensor([0.0, 1.0, 0.0])))

# %%
# You are 5 steps away. East crossed with north points up: the third number is 1.
#
# Take a matrix apart
# -------------------
# ``svd``, the *singular value decomposition*, writes a matrix as a product of three. They are
# called ``u``, ``s`` and ``vh``. The middle one is 0 outside its diagonal, so ``s`` is only
# that diagonal, and ``diag`` makes a matrix of it. Does the product give ``amounts`` again?

u, s, vh = torch.linalg.svd(amounts.cpu(), full_matrices=False)
print(s)
print(torch.allclose(u @ torch.diag(s) @ vh, amounts.cpu(), atol=1e-5))

# %%
# Yes. ``atol`` adds some room for errors. The numbers in ``s`` are **singular values**. A
# large one marks a part that matters. People keep only these parts to make data smaller.
#
# Get the same from NumPy
# -----------------------
# NumPy is an older library for tables of numbers. It has the same ``@``. ``numpy()`` turns a
# tensor on the CPU into a NumPy array.

print(np.allclose(amounts.cpu().numpy() @ prices.cpu().numpy(), costs.cpu().numpy()))

# %%
# Both libraries give the same costs.
#
# Look back
# ---------
# - ``@`` multiplies rows by columns. ``*`` multiplies numbers at the same place.
# - The inner sizes must match and disappear. The outer sizes stay.
# - ``torch.linalg`` solves, measures and takes matrices apart.
#
# **Try this:** add a third shop to ``prices``. Predict the shape of the costs first.
#
# You have finished the core lessons. Now try one of them again with data of your own.
