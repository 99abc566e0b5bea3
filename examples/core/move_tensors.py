"""
Move tensors to a GPU and to NumPy
==================================

Find out where a tensor is, move it to an accelerator and back, and hand it to NumPy.

**Time:** 15 minutes. **You need:** Create tensors, Choose a dtype.
"""

import numpy as np
import torch

device = torch.accelerator.current_accelerator(check_available=True) or torch.device("cpu")
torch.set_default_device(device)
print(f"PyTorch {torch.__version__} on {device.type}")

# %%
# Warm up
# -------
# Two quick questions about earlier lessons: one on devices, and one on dtypes.
#
# .. question::
#    :section: core/draw_random_tensors#see-when-the-same-seed-isn-t-enough
#
#    You and a friend set the same seed and draw three numbers. Your friend has a GPU, and you
#    don't. Your numbers are different. Why?
#
#    - [ ] A seed makes random numbers less random, but never the same.
#
#      On the same device, with the same version of PyTorch, they'd be exactly the same.
#
#    - [ ] A GPU rounds more roughly, so the digits differ.
#
#      Rounding would change the last digits only. Here, the numbers have nothing in common.
#
#    - [x] A GPU has a generator of its own, with another recipe.
#
#      The seed says where to start, but each recipe goes on in its own way. To agree, both of
#      you would draw on the CPU.
#
# .. question::
#    :section: core/choose_a_dtype#choose-one-yourself
#
#    What does this print, and why? ::
#
#       torch.tensor([1.5, 2.5]).double().float().dtype
#
#    - [ ] ``torch.float64``
#
#      That was so after ``double()``. But then ``float()`` converted once more.
#
#      :if: ``torch.tensor([1.5, 2.5]).double().dtype``
#
#    - [x] ``torch.float32``
#
#      ``float()`` always gives ``float32``, PyTorch's default for decimals, wherever you start.
#
#    - [ ] ``torch.float16``
#
#      ``float()`` doesn't mean half of what there was. For 16 bits, there's ``half()``.
#
#      :if: ``torch.tensor([1.5, 2.5]).half().dtype``

# %%
# See why it matters where a tensor is
# ------------------------------------
# A CPU does a few things at a time, each of them fast. A GPU does thousands of simple things at
# once, which is what large tensors need. Without it, training a large model would take years.
# But most GPUs have memory of their own, and can only calculate with what is in there. So
# somebody has to move the tensors, and in PyTorch that is you.
#
# If you don't have a GPU, this lesson still works, because it runs on whatever there is. Later,
# the same code will run unchanged on a computer that has a GPU.
#
# Ask where a tensor is
# ---------------------
# So far, the set-up has chosen the device for us. In plain PyTorch, which is what you'll write
# yourself, a new tensor is on the CPU unless you say otherwise. ``set_default_device`` is how
# the set-up chose. The first line here undoes that for the rest of this lesson, so that you see
# what plain PyTorch does.

torch.set_default_device("cpu")
temps = torch.tensor([18.5, 21.0, 19.25])
print(temps.device)

# %%
# The tensor is on the CPU, whatever the computer.
#
# Choose a device once
# --------------------
# Good code doesn't assume that there is a GPU. It asks, and takes the CPU if there isn't one.
# The set-up does the same in one line, with ``or``. Lines like these are near the top of most
# programs:

device = torch.accelerator.current_accelerator(check_available=True)
if device is None:
    device = torch.device("cpu")
print(device.type)

# %%
# ``current_accelerator`` gives you an accelerator of any kind, or ``None`` if there isn't one,
# and ``check_available=True`` makes it check whether the accelerator can be used. Its ``type``
# is ``cuda`` for NVIDIA and AMD, ``mps`` for Apple, and ``xpu`` for Intel. In older code you'll
# meet a question for each kind:

print(torch.cuda.is_available())

# %%
# If you see ``False``, there's no NVIDIA or AMD card that PyTorch can use, and code that
# insists on ``cuda`` will fail on this computer.
#
# Move a tensor there and back
# ----------------------------
# ``.to(device)`` gives you the tensor on the device that you name, and ``.cpu()`` brings it
# back. The old tensor stays where it is, so give the new one a name.

moved = temps.to(device)
print(temps.device.type)
print(moved.device.type)
print(moved.cpu().device.type)

# %%
# The second line shows the device that was found above. With an NVIDIA card it says ``cuda``,
# and then ``moved`` is a copy on the card. If there's only the CPU, nothing had to be moved,
# and ``moved`` is the very tensor that you had. So you can write ``.to(device)`` everywhere,
# and it costs nothing where it isn't needed. In older code you'll see ``temps.cuda()``, which
# only works with an NVIDIA or AMD card.
#
# You can also make a tensor where you want it, and save yourself the move:

print(torch.zeros(3, device=device).device.type)

# %%
# Keep tensors on the same device
# -------------------------------
# Tensors that meet in a calculation have to be on the same device. PyTorch won't move one of
# them for you, because moving takes time, and you ought to know when it happens. Here is what
# you see if you forget. Your computer may have no second device, so we use one that is always
# there. It's called ``meta``, and it's a pretend device: a tensor on it has a shape and a
# dtype, but PyTorch doesn't store any numbers for it.

elsewhere = torch.zeros(3, device="meta")
try:
    print(temps + elsewhere)
except RuntimeError as error:
    print(error)

# %%
# The message names both devices. With a GPU, it says *Expected all tensors to be on the same
# device*, followed by the two. Find out which tensor is in the wrong place, and move that one
# with ``to``.
#
# Hand a tensor to NumPy
# ----------------------
# **NumPy** is the library that most Python programs use for numbers. It's older than PyTorch,
# and libraries for plotting, statistics and tables all use it. Its blocks of numbers are called
# **arrays**. ``numpy()`` turns a tensor into one:

array = temps.numpy()
print(array)
print(type(array))
print(array.dtype)

# %%
# NumPy calls its type ``ndarray``, and prints numbers without commas. Arrays have a shape and a
# dtype, too. But NumPy knows nothing about GPUs, and reads only the CPU's memory. So what if
# the tensor is somewhere else?

try:
    print(elsewhere.numpy())
except TypeError as error:
    print(error)

# %%
# The message even tells you what to do. (The *host* is the computer that the GPU is built into,
# so host memory is the memory of the CPU.) That's why you see ``.cpu().numpy()`` so often, and
# always in this order: first to the CPU, then to NumPy. On a tensor that's on the CPU already,
# ``cpu()`` does nothing, so it never hurts.

print(moved.cpu().numpy())

# %%
# Bring an array to PyTorch
# -------------------------
# ``from_numpy`` goes the other way. (``np`` is the short name that everybody gives to NumPy.
# The set-up of this lesson has ``import numpy as np``.) But look at the dtype of the result:

heights = np.array([1.62, 1.75, 1.81])
print(torch.from_numpy(heights).dtype)

# %%
# It's ``float64``, because that is what NumPy uses for decimals, and ``from_numpy`` keeps it.
# Nearly everything in PyTorch is ``float32``, so convert as soon as the numbers arrive, or an
# error will remind you later. Here is the whole way from an array to your device:

print(torch.from_numpy(heights).float().to(device).dtype)

# %%
# Remember that they share memory
# -------------------------------
# One more thing may surprise you. ``numpy()`` and ``from_numpy`` don't copy any numbers: the
# tensor and the array use the same memory. If you change one of them, what happens to the
# other?

array[0] = 99
print(temps)

# %%
# The tensor has changed, too. Sharing saves time and memory, but you have to know about it. If
# you don't want it, make a copy: ``temps.clone()`` copies a tensor, and ``array.copy()`` copies
# an array. Between a GPU and NumPy nothing is shared, because ``cpu()`` has already made a
# copy.
#
# Look back
# ---------
# - Plain PyTorch starts on the CPU. In your own programs, choose a device once, near the top,
#   and move your tensors there with ``to(device)``.
# - Tensors in the same calculation must be on the same device.
# - ``cpu().numpy()`` is the way to NumPy, and ``from_numpy(…).float()`` the way back. On the
#   CPU, ``numpy()`` and ``from_numpy`` share memory, and ``float()`` makes a copy if it has to
#   convert.
#
# **Try this:** make an array of three whole numbers, bring it to your device as floats,
# multiply it by 2 there, and print the result as an array.
#
# One answer
# ----------
# Each step does one thing, so you can read the line from left to right.

counts = np.array([3, 1, 2])
doubled = torch.from_numpy(counts).float().to(device) * 2
print(doubled.cpu().numpy())

# %%
# Check yourself
# --------------
# .. question::
#    :section: move-a-tensor-there-and-back
#
#    On which device is ``a`` at the end, and why? ::
#
#       a = torch.zeros(2)
#       b = a.to("meta")
#       a.device.type
#
#    - [ ] ``meta``, because ``to`` has moved it there
#
#      ``to`` gives you a tensor on the other device, and you have to give it a name. The old
#      one stays.
#
#      :if: ``torch.zeros(2).to("meta").device.type``
#
#    - [x] ``cpu``, because the old tensor stays where it is
#
#      ``b`` is the one on the other device.
#
#    - [ ] An error, because ``a`` isn't there any more
#
#      Nothing is taken away. Two tensors on different devices give an error only when they
#      meet.
#
#      :if: ``a + b``
#
# .. question::
#    :section: keep-tensors-on-the-same-device
#
#    Why does this fail? ::
#
#       x = torch.ones(3)
#       y = torch.ones(3, device="meta")
#       x * y
#
#    - [ ] The shapes don't match.
#
#      Both have the shape ``(3,)``.
#
#    - [ ] PyTorch has to be told to which of the two devices the result should go.
#
#      There is no such choice in a multiplication. You move one of the tensors beforehand.
#
#    - [x] The tensors are on different devices, and PyTorch moves neither of them.
#
#      Moving takes time, so it should happen only when you say so.
#
# .. question::
#    :section: bring-an-array-to-pytorch
#
#    Which dtype does this tensor have, and why? ::
#
#       import numpy as np
#       torch.from_numpy(np.array([0.5, 1.5])).dtype
#
#    - [ ] ``torch.float32``, because that's PyTorch's default dtype
#
#      It's the default for tensors that you make from Python numbers. ``from_numpy`` keeps what
#      the array has.
#
#      :if: ``torch.tensor([0.5, 1.5]).dtype``
#
#    - [x] ``torch.float64``, because NumPy uses 64 bits for decimals
#
#      ``from_numpy`` copies nothing and changes nothing, so convert with ``float()``.
#
#    - [ ] ``torch.int64``, because NumPy stores everything in 64 bits
#
#      The 64 is right, but decimals make floats, in NumPy as well.
#
#      :if: ``torch.from_numpy(np.array([1, 2])).dtype``
#
# .. question::
#    :section: remember-that-they-share-memory
#
#    What does this give, and why? ::
#
#       x = torch.zeros(2)
#       array = x.numpy()
#       array[1] = 7
#       x
#
#    - [x] ``tensor([0., 7.])``, because the array uses the memory of the tensor
#
#      ``numpy()`` copies nothing. If you want a copy, write ``x.clone().numpy()``.
#
#    - [ ] ``tensor([0., 0.])``, because only the array was changed
#
#      That would be so if ``array`` had numbers of its own, as a copy has.
#
#      :if: ``y = torch.zeros(2); y.clone().numpy()[1] = 7; y``
#
#    - [ ] An error, because an array that came from a tensor can't be changed
#
#      It can, and that's what makes it dangerous. What fails is handing over a tensor that
#      isn't in the CPU's memory.
#
#      :if: ``torch.zeros(2, device="meta").numpy()``
