"""
Cross the NumPy bridge
======================

Move numbers between NumPy and PyTorch, and know when both use the same memory.

**Time:** 20 minutes. **You need:** Choose a dtype, Let PyTorch track gradients, Use an accelerator.
"""

import matplotlib.pyplot as plt
import numpy as np
import torch

device = torch.accelerator.current_accelerator(check_available=True) or torch.device("cpu")
torch.set_default_device(device)
print(f"PyTorch {torch.__version__} on {device.type}")

# %%
# Bring an array to PyTorch
# -------------------------
# NumPy calls its blocks of numbers **arrays**. You can bring one over in two ways. Both give the
# same numbers. Then you change the array. Which of the tensors changes?

heights = np.array([1.62, 1.75, 1.81])
shared = torch.from_numpy(heights)
copied = torch.tensor(heights, device="cpu")
heights[0] = 1.99
print(shared)
print(copied)

# %%
# ``from_numpy`` shares memory with the array: no number is copied. ``torch.tensor`` always copies.
# ``torch.as_tensor`` shares where it can, and copies where it must.
#
# Take a tensor to NumPy
# ----------------------
# ``numpy()`` goes back, and shares, too. Change the array, and look at the tensor.

steps = torch.tensor([10, 20, 30], device="cpu")
array = steps.numpy()
array[0] = 0
print(steps)
print(type(array), array.dtype)

# %%
# A change on either side shows on the other side. If you do not want that, make a copy: ``clone``
# in PyTorch, ``copy`` in NumPy.
#
# See what is shared
# ------------------
# ``shares_memory`` compares two arrays, so ``numpy()`` turns each tensor into one first. Which of
# the four share memory with ``heights``?

pairs = {
    "from_numpy": torch.from_numpy(heights),
    "as_tensor": torch.as_tensor(heights, device="cpu"),
    "tensor": torch.tensor(heights, device="cpu"),
    "from_numpy,\nthen float": torch.from_numpy(heights).float(),
}
answers = [bool(np.shares_memory(heights, x.numpy())) for x in pairs.values()]
print(answers)

# %%
# Only the first two. The last one converts to ``float32``, and a new dtype needs new memory. If the
# dtype is right already, ``float`` copies nothing.

fig, ax = plt.subplots(figsize=(6, 1.8), layout="constrained")
ax.set_title("The first two share the array's memory, the others copy")
colours = [["#2f81c777" if answer else "#d2691e77" for answer in answers]]
words = ["shared" if answer else "copied" for answer in answers]
ax.table([words], colours, colLabels=list(pairs), bbox=(0, 0, 1, 1), cellLoc="center")
ax.axis("off")
plt.show()

# %%
# Look at the dtype
# -----------------
# Make the same numbers in both libraries. Which dtypes do you get?

print(np.array([1.5, 2.5]).dtype, torch.tensor([1.5, 2.5]).dtype)
print(np.array([1, 2]).dtype, torch.tensor([1, 2]).dtype)
print(shared.dtype)

# %%
# For decimals, NumPy takes ``float64`` and PyTorch ``float32``. ``from_numpy`` keeps the array's
# dtype, so ``shared`` is ``float64``. That is the most common surprise on this bridge:

try:
    print(shared @ torch.ones(3, device="cpu"))
except RuntimeError as error:
    print(error)
print(shared.float() @ torch.ones(3, device="cpu"))

# %%
# Between two vectors, ``@`` calculates the dot product, so the message begins with *dot*. *Double*
# is another name for ``float64``, and *Float* for ``float32``. Convert with ``float()`` as soon as
# the numbers arrive. Element-wise operators such as ``+`` find a common dtype by themselves, but
# ``@`` does not.
#
# Convert what NumPy lacks
# ------------------------
# NumPy has no ``bfloat16``. What is the way out?

small = torch.ones(2, dtype=torch.bfloat16, device="cpu")
try:
    small.numpy()
except TypeError as error:
    print(error)
print(small.float().numpy())

# %%
# *ScalarType* means dtype. Convert to one that both libraries have.
#
# Come from an accelerator, or from a graph
# -----------------------------------------
# NumPy works only with the CPU's memory, and knows nothing about gradients. So a tensor in training
# needs two steps first. ``cpu`` copies it to the CPU, if it is elsewhere. ``detach`` gives the
# numbers without the graph. What if you forget it?

weights = torch.tensor([0.5, 1.5], requires_grad=True)
try:
    weights.cpu().numpy()
except RuntimeError as error:
    print(error)
print(weights.detach().cpu().numpy())

# %%
# With both steps it works for all tensors in these lessons whose dtype NumPy has. A step that is
# not needed does nothing. Then the array shares memory with the tensor, so add ``copy()`` before
# you change it.
#
# Copy an array that runs backwards
# ---------------------------------
# ``heights[::-1]`` reads the array from its end to its start. NumPy does that without a copy. What
# does PyTorch say?

try:
    torch.from_numpy(heights[::-1])
except ValueError as error:
    print(str(error).strip())
print(torch.from_numpy(heights[::-1].copy()))

# %%
# The *stride* is how far to walk in memory to the next number. Backwards, it is negative. The
# message names the way out: ``copy``.
#
# Translate the names
# -------------------
# Most names are the same in both. The names below differ. Each line shows NumPy's code, PyTorch's
# code, and whether the results are equal.

a = np.array([[3.0, 1.0], [2.0, 4.0]])
t = torch.tensor(a, device="cpu")
same = {
    "a.sum(axis=0)": (a.sum(axis=0), "t.sum(dim=0)", t.sum(dim=0)),
    "np.concatenate([a, a])": (np.concatenate([a, a]), "torch.cat([t, t])", torch.cat([t, t])),
    "a.astype(int)": (a.astype(int), "t.to(torch.int64)", t.to(torch.int64)),
    "a.copy()": (a.copy(), "t.clone()", t.clone()),
    "a.size": (a.size, "t.numel()", t.numel()),
    "a.transpose(1, 0)": (a.transpose(1, 0), "t.permute(1, 0)", t.permute(1, 0)),
    "np.expand_dims(a, 0)": (np.expand_dims(a, 0), "t.unsqueeze(0)", t.unsqueeze(0)),
}
for numpy_code, (array, torch_code, tensor) in same.items():
    print(f"{numpy_code:24}{torch_code:20}{np.array_equal(array, np.asarray(tensor))}")

# %%
# All are equal. Two traps stay. ``a.size`` is a number in NumPy, but ``t.size()`` is the shape. And
# ``std`` has the same name in both, but does not give the same:

print(a.std(), t.std().item())
print(a.std(), t.std(correction=0).item())

# %%
# NumPy divides by how many numbers there are, PyTorch by one less. ``correction=0`` makes them
# equal.
#
# Look back
# ---------
# - ``from_numpy`` and ``numpy()`` share memory. ``torch.tensor`` copies.
# - An array keeps its dtype, and that is often ``float64``. Convert it with ``float()``.
# - ``detach().cpu().numpy()`` is the way back. Add ``copy()`` before you change the array.
#
# **Try this:** convert the array of ``heights`` to ``float32`` before it crosses the bridge.
