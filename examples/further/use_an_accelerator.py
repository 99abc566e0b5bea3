"""
Use an accelerator
==================

Find out which accelerator your computer has, write code that runs on any other computer too,
and see when many workers pay off.

**Time:** 20 minutes. **You need:** Move tensors to a GPU and to NumPy, Multiply matrices.
"""

from time import perf_counter

import matplotlib.pyplot as plt
import numpy as np
import torch
from torch.utils import benchmark

device = torch.accelerator.current_accelerator(check_available=True) or torch.device("cpu")
torch.set_default_device(device)
print(f"PyTorch {torch.__version__} on {device.type}")

# %%
# Ask what your computer has
# --------------------------
# A CPU has a few strong workers, called **cores**, and each can do a different job. A GPU has
# thousands of simpler ones that all do the same thing at once, each with different numbers.
# That suits a matrix product, because no element of the result has to wait for another one.
# Training a model is mostly matrix products, so people train on GPUs. After this lesson you'll
# be able to read how other people's programs choose a device, write programs that run on any
# computer, and tell when the CPU is the better choice.
#
# You don't need a GPU for that. This page shows what the computer that built it had, and if you
# run the notebook, you'll see what yours has. Here are three questions to ask: is there an
# accelerator, how many are there, and of what kind?

print(torch.accelerator.is_available())
print(torch.accelerator.device_count())
print(torch.accelerator.current_accelerator(check_available=True))

# %%
# Without an accelerator, the answers are ``False``, 0 and ``None``. With one, the last line is
# its type: ``cuda`` for GPUs from NVIDIA and also from AMD, ``mps`` for Apple's, and ``xpu``
# for Intel's.
#
# Sometimes a computer reports a GPU that this version of PyTorch can't use, often because the
# GPU is too old. You'll notice when the first calculation raises an error. Until you have a
# version of PyTorch that suits the GPU, write ``device = torch.device("cpu")`` in place of
# every line that looks for an accelerator, in the set-up too, and run everything again.
#
# Read older code
# ---------------
# ``torch.accelerator`` is fairly new, and many programs were written for NVIDIA's GPUs and
# nothing else. So you'll often meet questions like these:

print(torch.cuda.is_available())
print(torch.cuda.device_count())
print(torch.backends.mps.is_available())

# %%
# They ask about one kind of accelerator, by its name. Older programs also name it when they
# move tensors, with ``.to("cuda")`` or, shorter, ``.cuda()``. What happens if you run such a
# line on your computer?

try:
    print(torch.ones(2).cuda().device)
except (AssertionError, RuntimeError) as error:
    print(error)

# %%
# With a GPU from NVIDIA or AMD, this prints ``cuda:0``, and everywhere else it fails. *Torch
# not compiled with CUDA enabled* means that your PyTorch was built without the part that talks
# to those GPUs. That's the case on every Mac, and wherever somebody has installed the smaller
# version for CPUs, or the one for Intel's GPUs. If you see *Found no NVIDIA driver* instead,
# PyTorch has that part, but the computer has no such GPU, or lacks the software that drives it.
# The remedy is the same for both: write ``.to(device)`` in place of ``.cuda()``, and the
# program runs anywhere.
#
# The number in ``cuda:0`` matters on computers with several GPUs. They are counted from 0, so
# this is how to name the second one, whether you have it or not:

second = torch.device("cuda:1")
print(second.type, second.index)

# %%
# Plain ``"cuda"`` means the current GPU, and that is ``cuda:0`` unless a program has chosen
# another one.
#
# Keep tensors together
# ---------------------
# Tensors that meet in a calculation must be on the same device. Let's break that rule, to see
# what PyTorch says. We need two devices for it, so on a computer without an accelerator,
# ``meta`` plays its part. That's a pretend device: it knows the shapes of its tensors, but
# stores no numbers.

other = "meta" if device.type == "cpu" else "cpu"
try:
    print(torch.ones(2, device=device) + torch.ones(2, device=other))
except RuntimeError as error:
    print(error)

# %%
# The message names both devices. With a GPU it begins with *Expected all tensors to be on the
# same device*. Print the ``device`` of each tensor in that line of your program, and move the
# stray one: ``b.to(a.device)`` takes ``b`` to wherever ``a`` is.
#
# Why doesn't PyTorch do that by itself? An accelerator usually has memory of its own, and
# carrying numbers there and back can take longer than calculating with them. PyTorch would
# rather stop than slow you down without telling you. Apple's chips are a special case, because
# their CPU and GPU share the same memory. PyTorch still treats ``cpu`` and ``mps`` as two
# places, so you have to move tensors there as well.
#
# Two kinds of tensor may stay behind on the CPU. Here are both:

prices = torch.tensor([5.0, 10.0, 15.0], device=device)
print(prices * torch.tensor(2.0, device="cpu"))
print(prices[torch.tensor([2, 0], device="cpu")])

# %%
# The first is a scalar, because a single number is quickly handed over. The second is a tensor
# of positions in square brackets: it picked the numbers at positions 2 and 0. Both lines work
# wherever ``prices`` is, and both results are on the same device as ``prices``. It doesn't work
# the other way round: positions on a GPU can't pick from a tensor on the CPU. The error then
# says *indices should be either on cpu or on the same device as the indexed tensor*, where
# indices is another word for the positions.
#
# Choose the place yourself
# -------------------------
# Our lessons call ``torch.set_default_device`` in their set-up, so that new tensors land on the
# accelerator. That keeps lessons short. For your own programs we advise against it, for three
# reasons. The first is that not every function follows the default. Here ``meta`` is the
# default for the length of one block, so that you can see on any computer which functions
# follow it:

with torch.device("meta"):
    print(torch.ones(2).device)
    print(torch.from_numpy(np.ones(2)).device)
    print(torch.normal(0.0, 1.0, (2,)).device)

# %%
# ``ones`` follows, and so do most functions that make tensors. ``from_numpy`` doesn't, because
# it uses the array's own memory, which belongs to the CPU. Neither does ``normal``, when all
# you give it is numbers.
#
# The second reason is speed. Once you've set a default device, PyTorch does a little extra work
# for every call, whatever the function. You won't notice that with large tensors, but you may
# in a loop with many small ones.
#
# The third reason is that other code may not expect it. When you train a model, the examples
# usually come from a ``DataLoader``, a part of PyTorch that hands them out in random order. It
# draws that order with a generator on the CPU, and if a GPU is your default device, it can stop
# with *Expected a 'cuda' device type for generator but found 'cpu'*.
#
# So name the place with ``device=``. Setting the default device to ``None`` switches it off
# again, and from here on this lesson works like plain PyTorch:

torch.set_default_device(None)
print(torch.ones(2).device)

# %%
# Now tensors start on the CPU, on every computer. Here is a small program of the kind that we
# recommend:

device = torch.accelerator.current_accelerator(check_available=True) or torch.device("cpu")
weights = torch.ones(3, 2, device=device)
batch = torch.tensor([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
result = batch.to(device) @ weights
print(result.cpu())

# %%
# It chooses the device once, at the top. The weights are made where they'll be used, and stay
# there. The batch stands for data from a file, such as a photo or a table, which arrives on the
# CPU, so it is moved before it meets the weights. Only the result comes back. No line says
# ``cuda``, so nothing has to change when you run it on another computer.
#
# See when many workers pay off
# -----------------------------
# Do many workers always beat a few? You can find out even without an accelerator, because a CPU
# lets you choose how many of its cores take part. We multiply square matrices of four sizes:
# with one core, with all cores, and with the accelerator if there is one. Python doesn't wait
# until an accelerator has finished, so our ``clock`` first waits for the accelerator and then
# reads the time. You needn't follow every line of this.


def clock():
    if torch.accelerator.is_available():
        torch.accelerator.synchronize()
    return perf_counter()


workers = {"CPU, one core": ("cpu", 1), "CPU, all cores": ("cpu", torch.get_num_threads())}
if device.type != "cpu":
    workers[device.type] = (device, 1)
sizes = [16, 64, 256, 1024]
times = {name: [] for name in workers}
for name, (place, threads) in workers.items():
    for size in sizes:
        a = torch.ones(size, size, device=place)
        timer = benchmark.Timer("a @ a", timer=clock, globals={"a": a}, num_threads=threads)
        runs = timer.blocked_autorange(min_run_time=0.05)
        times[name].append(min(runs.times) * 1000)

# %%
# ``Timer`` runs the line in quotes again and again. We keep the shortest time, because anything
# else that the computer does meanwhile can only make it longer. In the picture, each step to
# the right means a matrix with four times as many rows, and each step up means ten times as
# long.

# %%
fig, ax = plt.subplots(figsize=(4.4, 3.6), layout="constrained")
fig.set_label(
    "A line for each worker shows the milliseconds that it needs for matrices of four "
    "sizes. All lines rise steeply from left to right. The scales of both axes multiply "
    "from mark to mark."
)
for (name, measured), marker in zip(times.items(), "osD"):
    ax.plot(sizes, measured, marker=marker, label=name)
ax.set_xscale("log", base=4)
ax.set_yscale("log")
ax.set_xticks(sizes, [str(size) for size in sizes])
ax.yaxis.set_major_formatter("{x:g}")
ax.set(
    title="Many workers need large matrices",
    xlabel="rows and columns",
    ylabel="milliseconds",
)
ax.legend()
plt.show()

# %%
# The times were measured when this page was built, or when you ran the notebook, so they're
# different on each computer. What you'll find nearly everywhere is that many workers gain you
# nothing on the left of the picture, and the most on the right. Sharing out work takes time,
# too, and for a small matrix that can take longer than the work itself. An accelerator takes
# even longer to get started, so for the smallest matrices the CPU tends to win.
#
# If a line jumps up and down, the computer was busy with something else. If the two CPU lines
# lie on top of each other everywhere, PyTorch could use only one core there, or its library for
# matrices decides by itself how many to use, as Apple's does.
#
# What this means for your programs: give an accelerator large pieces of work, and don't carry
# every small result back to the CPU. And if all your tensors are small, you may not need one.
#
# Aside: why the clock waits
# --------------------------
# When you write ``a @ a`` for an accelerator, Python places an order and goes on without
# waiting for the result. That is called **asynchronous**. As soon as Python needs the numbers,
# for ``print``, ``item`` or ``cpu``, it waits until they're there. A clock needs no numbers, so
# if it doesn't wait, it measures only how long it takes to place the order.
#
# ``torch.accelerator.synchronize`` waits until all orders are done. That's better than ending
# the line in quotes with ``.sum().item()``, which you may see elsewhere: then you measure the
# sum and the journey to the CPU as well. ``Timer`` can also wait by itself, but in PyTorch 2.8
# it didn't do so for Apple's GPUs, which is why we gave it our own clock.
#
# ``Timer`` has two more good habits. It runs the line a few times before it measures, since the
# first run is often slower, and it uses one core unless ``num_threads`` allows more. (A thread
# is one line of work, and each keeps one core busy.) ``torch.get_num_threads()`` says how many
# PyTorch would use without ``Timer``.
#
# Aside: plan without numbers
# ---------------------------
# The pretend device ``meta`` has a use of its own. You can ask for the shape of a result
# without needing any memory for it:

plan = torch.ones(100_000, 200_000, device="meta") @ torch.ones(200_000, 3, device="meta")
print(plan.shape)

# %%
# The first of these matrices, with actual numbers in it, wouldn't fit into the memory of most
# computers.
#
# Look back
# ---------
# - ``torch.accelerator`` finds any kind of accelerator. Older code asks for ``cuda`` by name,
#   and fails without it.
# - Choose the device once, pass ``device=``, and move data with ``to`` when it arrives. A
#   scalar or a tensor of positions may stay on the CPU.
# - Many workers pay off when they get large pieces of work.
#
# **Try this:** make ``scores`` of shape ``(4, 3)`` on the CPU, and multiply it by ``weights``
# without naming a device. Let the weights tell you where they are.
#
# One answer
# ----------
# ``weights.device`` works whatever the device is, and even in a function that doesn't know
# which one it is.

scores = torch.ones(4, 3)
print((scores.to(weights.device) @ weights).cpu())

# %%
# Check yourself
# --------------
# Decide first, and then open the answer. It says why.
#
# .. question::
#    :section: keep-tensors-together
#
#    On which device is the result? ::
#
#       price = torch.tensor(2.0, device="cpu")
#       amounts = torch.ones(3, device="meta")
#       (price * amounts).device
#
#    - [ ] ``cpu``
#
#      The scalar comes first, but that doesn't decide. It is handed over to the device of the
#      larger tensor.
#
#      :if: ``(price * torch.ones(3, device="cpu")).device``
#
#    - [x] ``meta``
#
#      A scalar may stay on the CPU. It is quickly handed over, and the result is where the
#      other tensor is.
#
#    - [ ] An error, because the two are on different devices
#
#      That's the rule, but a scalar on the CPU is one of its two exceptions.
#
#      :if: ``price.reshape(1) * amounts``
#
# .. question::
#    :section: choose-the-place-yourself
#
#    Why does the last line fail? (Let ``meta`` be your GPU.) ::
#
#       means = torch.ones(3, device="meta")
#       batch = torch.ones(4, 3, device="cpu")
#       batch.to("meta")
#       batch - means
#
#    - [ ] The shapes don't match.
#
#      They do: compared from the right, 3 meets 3, and the means are repeated for each row.
#
#    - [x] The batch is still on the CPU.
#
#      ``to`` leaves the old tensor where it is and returns a new one, which needs a name:
#      ``batch = batch.to("meta")``.
#
#    - [ ] The means were made on the GPU, but they should be moved there with ``to``.
#
#      It doesn't matter how a tensor got to its device. To make it there saves the move.
#
# .. question::
#    :section: see-when-many-workers-pay-off
#
#    A program multiplies thousands of pairs of 4 by 4 matrices, one pair after the other. On
#    a GPU, it takes longer than on the CPU. Why?
#
#    - [ ] A GPU has fewer workers than a CPU.
#
#      It's the other way round: a GPU has thousands, but each is simpler than a core of the
#      CPU.
#
#    - [ ] A matrix product has to be done step by step, so more workers can't help.
#
#      No element of a matrix product has to wait for another one. That's why GPUs are so good
#      at large products.
#
#    - [x] Each piece of work is so small that getting started takes most of the time.
#
#      A GPU takes a while to get started with each product, however small. Large pieces of
#      work make up for that.
