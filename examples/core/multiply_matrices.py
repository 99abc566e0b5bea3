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
# Two people buy apples, bread and milk. Two shops have different prices. Each row of
# ``amounts`` is a person. Each column of ``prices`` is a shop.

amounts = torch.tensor([[2.0, 1.0, 3.0], [4.0, 0.0, 1.0]])
prices = torch.tensor([[0.5, 1.0], [3.0, 2.0], [1.0, 1.5]])
print(amounts.shape, prices.shape)

# %%
# What does the first person pay in the first shop? You multiply each amount by its price,
# and add the results. This is the **dot product** of a row and a column. ``torch.dot``
# takes two vectors of the same length and gives one number.

print(amounts[0])
print(prices[:, 0])
print(torch.dot(amounts[0], prices[:, 0]))

# %%
# ``amounts[0]`` is the first row, and ``prices[:, 0]`` is the first column. The sum is
# 2 times 0.5, plus 1 times 3, plus 3 times 1.
#
# Multiply every row by every column
# ----------------------------------
# The **matrix product** does this for each person and each shop at once. You write ``@``.

costs = amounts @ prices
print(costs)
print(torch.equal(costs, torch.matmul(amounts, prices)))
print(torch.equal(costs, torch.mm(amounts, prices)))

# %%
# One row for each person, one column for each shop. ``matmul`` is the function behind
# ``@``. ``mm`` does the same, and accepts only matrices. In the picture, find the row and
# the column that give each cost.

fig, axes = plt.subplots(1, 3, figsize=(6, 1.9))
fig.suptitle("Each row meets each column")
for ax, name, x in zip(axes, ("amounts", "prices", "costs"), (amounts, prices, costs)):
    ax.table(x.tolist(), loc="center", cellLoc="center").scale(1, 1.5)
    ax.set_title(f"{name} {tuple(x.shape)}", fontsize=11)
    ax.axis("off")
plt.show()

# %%
# Compare ``@`` with ``*``
# ------------------------
# ``*`` multiplies numbers at the same place. ``@`` multiplies rows by columns. Square
# matrices accept both, so the wrong one gives a wrong answer and no error.

square = torch.tensor([[1, 2], [3, 4]]).float()
print(square * square)
print(square @ square)

# %%
# Match the inner sizes
# ---------------------
# A row of the left matrix must be as long as a column of the right one. What happens if
# it is not?

try:
    print(amounts @ amounts)
except RuntimeError as error:
    print(error)

# %%
# ``mat1`` is the left matrix and ``mat2`` the right one. Read the two shapes side by side:
# the two sizes in the middle must be equal, and they are not. The **transpose** ``.T``
# exchanges rows and columns, so the sizes in the middle match.

print((amounts @ amounts.T).shape)
print((amounts.T @ amounts).shape)

# %%
# The sizes in the middle disappear. The outer sizes stay and give the shape of the result.
#
# Multiply a whole batch
# ----------------------
# A **batch** is many matrices of one shape in one tensor. ``@`` multiplies them pair by
# pair. The first dimension counts the pairs.

weeks = torch.stack([amounts, 2 * amounts, 3 * amounts])
print(weeks.shape, (weeks @ prices).shape)

# %%
# ``stack`` puts three matrices into one tensor. There is only one ``prices``, so ``@``
# uses it for each week.
#
# Ask ``torch.linalg`` for more
# -----------------------------
# ``torch.linalg`` holds the tools of **linear algebra**, the mathematics of matrices.
# ``solve`` goes backwards: it finds the prices that lead to these costs. ``norm`` is the
# length of a vector. ``cross`` gives a vector at right angles to two others. ``svd`` takes
# a matrix apart into three simpler ones. Some accelerators lack it, so it runs on the CPU.

baskets, paid = torch.tensor([[2.0, 1.0], [1.0, 3.0]]).cpu(), torch.tensor([4.0, 7.0]).cpu()
found = torch.linalg.solve(baskets, paid)
print(found, torch.allclose(baskets @ found, paid))
print(torch.linalg.norm(torch.tensor([3.0, 4.0])))
print(torch.linalg.cross(torch.tensor([1.0, 0.0, 0.0]), torch.tensor([0.0, 1.0, 0.0])))
u, s, vh = torch.linalg.svd(amounts.cpu(), full_matrices=False)
print(s, torch.allclose(u @ torch.diag(s) @ vh, amounts.cpu(), atol=1e-5))

# %%
# Numbers with decimals are rounded a little, so ``allclose`` accepts tiny differences.
# ``atol`` says how tiny. Both checks are true: multiplied back, the parts give what you
# started from. The numbers in ``s`` are the **singular values**, the largest first.
#
# Get the same from NumPy
# -----------------------
# NumPy writes the matrix product in the same way.

print(np.allclose(amounts.cpu().numpy() @ prices.cpu().numpy(), costs.cpu().numpy()))

# %%
# Look back
# ---------
# - ``@`` multiplies rows by columns. ``*`` multiplies numbers at the same place.
# - The inner sizes must match and disappear. The outer sizes stay.
# - ``torch.linalg`` solves, measures and takes matrices apart.
#
# **Try this:** add a third shop to ``prices``. Predict the shape of the costs first.
#
# **Next:** You have finished the core lessons. Choose your own data, and repeat one lesson with it.
