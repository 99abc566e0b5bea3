"""
Copy, share and change in place
===============================

Know which tensors use the same memory, so that no number changes behind your back.

**Time:** 25 minutes. **You need:** Index and slice, Change shapes.
"""

import matplotlib.pyplot as plt
import torch

device = torch.accelerator.current_accelerator(check_available=True) or torch.device("cpu")
torch.set_default_device(device)
print(f"PyTorch {torch.__version__} on {device.type}")

# %%
# Give one tensor two names
# -------------------------
# A name in Python is a label on an object. Here one tensor gets two labels. Change it through one
# of them. What does the other show?

prices = torch.tensor([5, 10, 15, 20])
sale = prices
sale[0] = 1
print(prices)
print(sale is prices)

# %%
# It shows the change. ``=`` copied nothing: there is only one tensor. ``is`` tells you that both
# names stand for the same object.
#
# Make a copy
# -----------
# ``clone`` makes a new tensor with memory of its own, and copies the numbers into it.

copied = prices.clone()
copied[0] = 100
print(prices)
print(copied)

# %%
# ``prices`` stayed as it was. Use ``clone`` whenever you want to keep the old numbers.
#
# Share memory between tensors
# ----------------------------
# You know two cases: one tensor with two names, and a copy. A **view** lies between them. It is a
# tensor of its own, with its own shape, but it has no memory of its own. Slices are views, and so
# are most changes of shape.

middle = prices[1:3]
square = prices.view(2, 2)
middle[0] = 99
print(prices)
print(square)

# %%
# You wrote to one of three tensors, and all three changed. This is fast and saves memory. It is
# also how numbers change behind your back.
#
# Find out who shares
# -------------------
# Every tensor has a **storage**, the piece of memory that holds its numbers. ``untyped_storage``
# gives the whole storage, and its ``data_ptr`` is the place where it begins. If the places are
# equal, the memory is shared. The tensors themselves can begin at different places in it.


def shares(a, b):
    return a.untyped_storage().data_ptr() == b.untyped_storage().data_ptr()


for name, x in {"middle": middle, "square": square, "copied": copied}.items():
    print(name, shares(prices, x))

# %%
# Here is the same as a picture. Each column is one place in the memory of ``prices``. Blue cells
# are that memory, and the others are somewhere else.

fig, axes = plt.subplots(3, 1, figsize=(6, 2.4), layout="constrained")
fig.suptitle("A view looks at the same memory, a copy has its own")
for ax, name, x in zip(axes, ("prices", "middle, a view", "copied"), (prices, middle, copied)):
    start = x.storage_offset()
    cells = [""] * start + x.tolist() + [""] * (4 - start - len(x))
    colour = "#2f81c777" if shares(prices, x) else "#d2691e77"
    colours = [["none" if cell == "" else colour for cell in cells]]
    ax.table([cells], colours, bbox=(0, 0, 1, 1), cellLoc="center")
    ax.set_ylabel(name, rotation=0, ha="right", va="center")
    ax.set(xticks=[], yticks=[])
    ax.spines[:].set_visible(False)
plt.show()

# %%
# Know what copies
# ----------------
# Predict for each line whether it shares the memory of ``table``.

table = torch.arange(6).reshape(2, 3)
results = {
    "table.T": table.T,
    "table + 0": table + 0,
    "table[:, :2]": table[:, :2],
    "table[[0, 1]]": table[[0, 1]],
    "table.reshape(6)": table.reshape(6),
    "table.T.reshape(6)": table.T.reshape(6),
    "table.to(torch.int64)": table.to(torch.int64),
    "table.to(torch.float32)": table.to(torch.float32),
}
for name, x in results.items():
    print(f"{name:24}", shares(table, x))

# %%
# Calculations make new tensors. So do lists of positions, and masks. ``reshape`` copies only if no
# strides fit: to make the transposed table flat, it must. ``to`` copies only if something has to
# change. Here the dtype is ``int64`` already, so you get the same tensor. To be sure of a copy,
# write ``clone``.
#
# Change a tensor in place
# ------------------------
# A method that ends in ``_`` writes its result into the tensor. ``*=`` does the same. But
# ``a = a * 2`` makes a new tensor, and moves the name to it. Which of the three changes ``b``?

a = torch.tensor([1, 2, 3])
b = a
a.add_(10)
print(b)
a *= 2
print(b)
a = a * 2
print(b)

# %%
# ``add_`` and ``*=`` change ``b``. ``a = a * 2`` does not: now ``a`` is a new tensor, and ``b`` the
# old one. ``a * 2`` needs memory for that second tensor, in place needs none. But in place, the
# dtype stays. Can you add 0.5 to ints?

try:
    b.add_(0.5)
except RuntimeError as error:
    print(error)

# %%
# The result would have decimals, so its type is *Float*. *Long* is another name for ``int64``,
# which cannot hold decimals.
#
# Write into a tensor that you have
# ---------------------------------
# Many functions take ``out=``: a tensor that receives the result. ``copy_`` copies numbers from
# another tensor, ``fill_`` and ``zero_`` write one number everywhere.

total = torch.empty(3, dtype=torch.int64)
torch.add(a, b, out=total)
print(total)
print(total.copy_(b))
print(total.zero_())

# %%
# ``empty`` starts with numbers that mean nothing, and ``out=`` wrote ``a + b`` over them. Then
# ``copy_`` wrote ``b``, and ``zero_`` wrote 0. ``copy_`` converts without an error: from floats to
# ints, it cuts off decimals.
#
# Look out for functions that change their argument
# -------------------------------------------------
# A function gets the tensor itself, not a copy. What does ``scores`` hold after the call?


def to_percent(x):
    x /= x.max()
    return x * 100


scores = torch.tensor([2.0, 4.0, 5.0])
print(to_percent(scores))
print(scores)

# %%
# ``scores`` has changed, too: ``/=`` wrote into the caller's tensor.
#
# Step out of gradient tracking
# -----------------------------
# The next lesson is about tensors that remember how they were made. ``detach`` gives a tensor with
# the same numbers that remembers nothing. Does it share memory?

print(shares(scores, scores.detach()))
print(shares(scores, scores.detach().clone()))

# %%
# It does. For a copy that remembers nothing, write ``detach().clone()``.
#
# Look back
# ---------
# - ``=`` gives a name, a view shares memory, ``clone`` copies.
# - A method that ends in ``_``, ``*=``, ``out=`` and an index on the left of ``=`` write in place.
# - ``detach`` shares memory. ``detach().clone()`` does not.
#
# **Try this:** write ``to_percent`` so that the caller's tensor stays as it was.
