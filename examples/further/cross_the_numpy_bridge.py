"""
Cross the NumPy bridge
======================

Move numbers between NumPy and PyTorch without surprises: know what they share, which dtype
arrives, and what can't cross.

**Time:** 20 minutes. **You need:** Choose a dtype, Move tensors to a GPU and to NumPy.
"""

import io

import numpy as np
import torch

device = torch.accelerator.current_accelerator(check_available=True) or torch.device("cpu")
torch.set_default_device(device)
print(f"PyTorch {torch.__version__} on {device.type}")

# %%
# Change one, and look at the other
# ---------------------------------
# Tables, pictures and measurements often reach you as NumPy **arrays**, which are to NumPy what
# tensors are to PyTorch. Crossing over takes one short line, and that line hides a few things
# that cost people hours: numbers that change behind your back, a dtype that nobody asked for,
# and names that are the same in both libraries but mean different things. This lesson shows you
# each of them, so that you can see them coming.
#
# Here are three heights in metres. We make two tensors from them, both on the CPU, and then
# change the array. (``from_numpy`` always stays on the CPU, where the array is, and
# ``torch.tensor`` needs ``device="cpu"`` for that.) Which of the tensors changes with it?

heights = np.array([1.62, 1.75, 1.81])
shared = torch.from_numpy(heights)
copied = torch.tensor(heights, device="cpu")
heights[0] = 1.99
print(shared)
print(copied)

# %%
# The first tensor follows the array. ``from_numpy`` copies nothing: the tensor and the array
# are two names for the same memory. ``torch.tensor`` always copies, so the second tensor keeps
# its 1.62.
#
# The same is true on the way back. ``numpy()`` shares memory, so a change in the array shows in
# the tensor:

steps = torch.tensor([10, 20, 30], device="cpu")
array = steps.numpy()
array[0] = 0
print(steps)

# %%
# Sharing is fast, and needs no second copy of a large data set. It's only a problem if you
# don't know about it.
#
# Ask who shares
# --------------
# NumPy can tell you whether two arrays share memory. To ask about a tensor, turn it into an
# array first, which copies nothing. Here are four ways across. One of them, ``as_tensor``, is
# new: it copies only if it must. Which of them share memory with ``heights``?

ways = {
    "from_numpy": torch.from_numpy(heights),
    "as_tensor": torch.as_tensor(heights, device="cpu"),
    "tensor": torch.tensor(heights, device="cpu"),
    "from_numpy, float": torch.from_numpy(heights).float(),
}
for way, tensor in ways.items():
    print(f"{way:18}", np.shares_memory(heights, tensor.numpy()))

# %%
# The first two share, and the others have copied. ``as_tensor`` had no reason to copy. The last
# line converts the numbers to float32, and numbers of a different dtype need memory of their
# own.
#
# Next, take a tensor that may be on a GPU. ``cpu()`` brings it back, because NumPy can only
# read the CPU's memory. Does a change in the array reach the tensor this time?

scores = torch.ones(3)
array = scores.cpu().numpy()
array[0] = 5
print(scores)

# %%
# That depends on the computer. If the tensor was on a GPU, ``cpu()`` had to copy it, so the
# array shares nothing with it, and the tensor still has three ones. If it was on the CPU all
# along, ``cpu()`` had nothing to do, and the 5 is in the tensor as well. A program that behaves
# differently on different computers is hard to fix, so when you want to change the array, make
# a copy first:

scores = torch.ones(3)
array = scores.cpu().numpy().copy()
array[0] = 5
print(scores.cpu())

# %%
# Now the tensor keeps its ones on every computer.
#
# Check the dtype on arrival
# --------------------------
# Make the same numbers in both libraries. Do you get the same dtypes?

print(np.zeros(3).dtype, torch.zeros(3).dtype)
print(np.array([1.5, 2.5]).dtype, torch.tensor([1.5, 2.5]).dtype)
print(np.array([1, 2]).dtype, torch.tensor([1, 2]).dtype)

# %%
# For whole numbers, the two agree. For numbers with decimals, NumPy chooses ``float64`` and
# PyTorch ``float32``. An array keeps its dtype when it crosses, so our tensor ``shared`` is
# float64, and at some point it meets a tensor that isn't:

try:
    print(shared @ torch.ones(3, device="cpu"))
except RuntimeError as error:
    print(error)

# %%
# Between two vectors, ``@`` multiplies number by number and adds up the products, which is
# called *dot* here. *Double* is another name for ``float64``, and *Float* is ``float32``. So
# ``@`` was given two dtypes, and unlike ``+`` it doesn't look for a common one. The remedy is
# to convert numbers as soon as they arrive:

arrived = torch.from_numpy(heights).float()
print(arrived.dtype)
print(arrived @ torch.ones(3, device="cpu"))

# %%
# That also saves half the memory. And for an Apple GPU you have no choice, because it has no
# float64: convert first, then move.
#
# Leave the record behind
# -----------------------
# The weights of a model have something that a NumPy array can't have. While a model learns,
# PyTorch keeps a record of what was calculated with its weights, so that it can work out how to
# improve them. ``requires_grad=True`` asks for that record. What happens when you take such a
# tensor across?

weights = torch.tensor([0.5, 1.5], requires_grad=True)
try:
    print(weights.cpu().numpy())
except RuntimeError as error:
    print(error)

# %%
# PyTorch refuses, because changes in the array would be missing from the record, and it names
# the way out: ``detach()`` gives you the same numbers without the record. You'll see these
# three calls in a row in many programs:

print(weights.detach().cpu().numpy())

# %%
# ``detach`` and ``cpu`` change nothing where there's nothing to do, so this line works for
# tensors with and without a record, on any device. ``numpy`` can also take care of all that
# itself:

print(weights.numpy(force=True))

# %%
# ``force=True`` detaches, moves to the CPU, and does a little more that only complex numbers
# need, a kind of number that you won't meet in this course. Like the three calls, it copies
# only if it must, so add ``copy()`` before you change the array.
#
# Convert what can't cross
# ------------------------
# Large models often use ``bfloat16``, a short kind of float that NumPy doesn't have:

small = torch.tensor([0.5, 1.5], dtype=torch.bfloat16, device="cpu")
try:
    print(small.numpy())
except TypeError as error:
    print(error)
print(small.float().numpy())

# %%
# *ScalarType* is an internal name for dtype. Convert to one that both libraries have, such as
# float32, and the numbers can cross.
#
# On the way to PyTorch, there's another obstacle. ``heights[::-1]`` is the array from its end
# to its start. People mirror pictures in this way, for example. NumPy does it without a copy,
# by walking backwards through memory. Can PyTorch do that?

try:
    print(torch.from_numpy(heights[::-1]))
except ValueError as error:
    print(str(error).strip())
print(torch.from_numpy(heights[::-1].copy()))

# %%
# It can't. A *stride* is the size of the step from one number to the next in memory, and it's
# negative if you walk backwards. The message suggests ``copy``, which writes the numbers down
# in their new order, and that array can cross.
#
# Watch for false friends
# -----------------------
# Most names are the same in both libraries, although NumPy's ``axis`` is called ``dim`` in
# PyTorch. Those that differ are easy to look up: the page *From NumPy to PyTorch* has them in
# tables. The names that you find in both, but with different meanings, are more dangerous. Here
# is the first, ``std``, the standard deviation, which says how far numbers lie from their mean:

a = np.array([2.0, 4.0, 6.0, 8.0])
t = torch.from_numpy(a)
print(a.std())
print(t.std().item())

# %%
# To find it, both add up the squared distances from the mean and divide, before they take the
# root. NumPy divides by how many numbers there are, and PyTorch by one less.
# ``t.std(correction=0)`` gives NumPy's answer. Next, what is the 2 in ``split``?

a, t = np.arange(6), torch.arange(6, device="cpu")
print(np.split(a, 2))
print(torch.split(t, 2))

# %%
# NumPy's 2 is the number of parts, so you get two parts of three. PyTorch's 2 is the length of
# a part, so you get three parts of two. (With four numbers, both would give two parts of two,
# which is why people notice so late.)
#
# The third is ``size``. In NumPy it is the number of elements, but in PyTorch it is a method
# that gives the shape. PyTorch's word for the number of elements is ``numel()``:

print(a.size)
print(t.size())
print(t.numel())

# %%
# One more warning is about ``axis``. Most of PyTorch's functions accept ``axis=`` in place of
# ``dim=``, but not all: ``split``, ``flip``, ``roll`` and ``unique`` don't. If you always write
# ``dim=``, you need to remember only two exceptions: ``flip`` and ``roll`` want ``dims=``,
# because they accept several dimensions at once.
#
# Aside: the same seed in both
# ----------------------------
# If you give both libraries the same seed, do they draw the same numbers? They almost never do.
# Here are NumPy's newer generator, its older one, and PyTorch on the CPU, each tossing a coin
# ten times:

print(np.random.default_rng(1).integers(0, 2, 10))
print(np.random.RandomState(1).randint(0, 2, 10))
torch.manual_seed(1)
print(torch.randint(0, 2, (10,), device="cpu").numpy())

# %%
# The last two are the same. PyTorch on the CPU and the older part of NumPy make random bits by
# the same method, called the Mersenne Twister, and each of them uses one bit for one toss of
# the coin. But they don't make decimals from these bits in the same way:

print(np.random.RandomState(1).random_sample(3))
torch.manual_seed(1)
print(torch.rand(3, dtype=torch.float64, device="cpu").numpy())

# %%
# So don't rely on the two being equal. If both libraries need the same random numbers, draw
# them once, and take them across the bridge.
#
# Aside: save a tensor
# --------------------
# You don't need NumPy to put a tensor into a file. ``torch.save`` writes it, and ``torch.load``
# reads it. Usually you give them the name of a file, such as ``"weights.pt"``. Our lessons
# leave no files behind, so this one writes into a ``BytesIO``, which behaves like a file but
# lives in memory.

file = io.BytesIO()
torch.save(arrived, file)
file.seek(0)  # back to the beginning, as if the file were opened again
print(torch.load(file))

# %%
# Files from strangers could once run programs of their own when you loaded them. Today
# ``torch.load`` reads only tensors and a few other harmless things, unless you allow more with
# ``weights_only=False``. Don't do that with a file that you don't trust. And if the tensors in
# a file come from a GPU and your computer has none, add ``map_location="cpu"``.
#
# Look back
# ---------
# - ``from_numpy`` and ``numpy()`` share memory, and ``torch.tensor`` copies. If ``cpu()`` had
#   to copy from a GPU, nothing is shared. ``copy()`` is the safe choice before you change an
#   array.
# - Arrays with decimals arrive as ``float64``. Convert them with ``float()`` at once.
# - ``detach().cpu().numpy()`` takes any tensor back to NumPy, as long as NumPy has its dtype.
#
# **Try this:** convert ``heights`` to float32 with ``heights.astype(np.float32)``, before you
# take it across. Does the tensor share memory with ``heights``? Does it share memory with
# anything?
#
# One answer
# ----------
# The tensor shares nothing with ``heights``, because ``astype`` has made a new array. Its
# memory is that of the new array.

lighter = heights.astype(np.float32)
tensor = torch.from_numpy(lighter)
print(tensor.dtype)
print(np.shares_memory(heights, tensor.numpy()))
print(np.shares_memory(lighter, tensor.numpy()))

# %%
# Check yourself
# --------------
# .. question::
#    :section: change-one-and-look-at-the-other
#
#    What does this give, and why? ::
#
#       import numpy as np
#       array = np.zeros(2)
#       x = torch.from_numpy(array).float()
#       array[0] = 5
#       x
#
#    - [ ] ``tensor([5., 0.])``, because ``from_numpy`` shares memory
#
#      It does. But then ``float()`` had to convert, and a converted tensor has memory of its
#      own.
#
#      :if: ``torch.from_numpy(np.array([5.0, 0.0])).float()``
#
#    - [x] ``tensor([0., 0.])``, because ``float()`` has made a copy
#
#      The array is ``float64``, so ``float()`` has to convert, and it does that in new memory.
#
#    - [ ] ``tensor([5., 0.], dtype=torch.float64)``, because NumPy has 64 bits
#
#      Without ``float()``, that's what you'd see.
#
#      :if: ``torch.from_numpy(array)``
#
# .. question::
#    :section: leave-the-record-behind
#
#    Why does this fail? ::
#
#       w = torch.ones(2, requires_grad=True)
#       w.numpy()
#
#    - [ ] The tensor is on a GPU.
#
#      Nothing has moved it there. For a GPU, the cure would be ``cpu()``.
#
#    - [ ] Its dtype can't cross.
#
#      ``float32`` exists in both libraries.
#
#    - [x] PyTorch keeps a record of what is calculated with it, and NumPy can't.
#
#      ``detach()`` leaves the record behind.
