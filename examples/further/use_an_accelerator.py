"""
Use an accelerator
==================

Find out which devices your computer has, move tensors between them, and measure what it gains.

**Time:** 25 minutes. **You need:** Create tensors, Multiply matrices.
"""

import matplotlib.pyplot as plt
import torch
from torch.utils import benchmark

device = torch.accelerator.current_accelerator(check_available=True) or torch.device("cpu")
torch.set_default_device(device)
print(f"PyTorch {torch.__version__} on {device.type}")

# %%
# Know what an accelerator is
# ---------------------------
# A CPU has a few strong workers, called **cores**. Each can do anything. An **accelerator**, such
# as a **GPU**, has thousands of simple ones that all do the same at once. This is good for large
# matrices. An accelerator has memory of its own, so tensors must be moved there.
#
# This lesson runs on every computer. On this page you see what the computer had that built it. Run
# the notebook, and you see what yours has.
#
# Ask what is there
# -----------------
# ``torch.accelerator`` asks for any kind. It is the way to start in new code.

print(torch.accelerator.is_available())
print(torch.accelerator.current_accelerator(check_available=True))

# %%
# ``None`` means that there is none. Otherwise you see its type: ``cuda`` for NVIDIA and AMD,
# ``mps`` for Apple, ``xpu`` for Intel. Older code asks each kind by its name. You will meet these
# two lines in many programs:

print(torch.cuda.is_available())
print(torch.backends.mps.is_available())

# %%
# Try it before you trust it
# --------------------------
# Some computers report a GPU that is too old for their PyTorch, and fail at the first calculation.
# So let each device do a real one. ``RuntimeError`` and ``AssertionError`` are what PyTorch raises
# where it cannot.


def works(name):
    try:
        return (torch.ones(2, device=name) + 1).sum().item() == 4
    except (RuntimeError, AssertionError):
        return False


devices = ["cpu"]
accelerator = torch.accelerator.current_accelerator(check_available=True)
if accelerator and works(accelerator.type):
    devices.append(accelerator.type)
print(devices)

# %%
# These devices can be used here. The CPU is always among them. If your GPU is reported but fails,
# write ``device = torch.device("cpu")`` in the first lines.
#
# Make a tensor on a device, or move it there
# -------------------------------------------
# ``device=`` makes a tensor where you want it. ``to`` copies it to a device, and ``cpu`` copies it
# back. Without ``device=``, new tensors go to the default device, which the first lines of this
# lesson set.

x = torch.ones(2, 3, device="cpu")
y = x.to(device)
print(x.device.type, y.device.type, y.cpu().device.type)
print(torch.ones(2).device.type)

# %%
# If a tensor is already where you want it, ``to`` copies nothing and returns that same tensor.
#
# Read the device error
# ---------------------
# Tensors that you calculate with must be on the same device. Only a scalar on the CPU may join
# others. On a computer without an accelerator, the device ``meta`` takes its place. It knows
# shapes, but stores no numbers.

other = "meta" if device.type == "cpu" else "cpu"
try:
    print(torch.ones(2, device=device) + torch.ones(2, device=other))
except RuntimeError as error:
    print(error)

# %%
# The message names both devices. With a GPU it begins with *Expected all tensors to be on the same
# device*. Find out which of your tensors is on the wrong one, and move it with ``to``. Only
# ``meta`` has no numbers to move. PyTorch does not do it for you: moving takes time, and you should
# know about it.
#
# Plan without numbers
# --------------------
# ``meta`` is useful, too. You can ask for the shape of a result without any memory for it.

plan = torch.ones(100_000, 200_000, device="meta") @ torch.ones(200_000, 3, device="meta")
print(plan.shape)

# %%
# The first matrix would not fit into the memory of most computers.
#
# Wait for the result
# -------------------
# An accelerator works on its own. When you write ``a @ b``, Python only sends an order, and does
# not wait. This is called **asynchronous**. ``item``, ``print`` and ``cpu`` need numbers, so there
# Python waits. You can also wait for everything:

if torch.accelerator.is_available():
    torch.accelerator.synchronize()

# %%
# For measuring time, that matters. Without waiting, you measure only how fast Python sends orders.
#
# Measure honestly
# ----------------
# ``benchmark.Timer`` repeats a line for at least 0.05 seconds. First it warms up, since the first
# run is often slower. ``median`` is the time in the middle of all runs. Our line ends with
# ``item``, so that each run waits for its result. The line is a text, so ``globals`` says what
# ``a`` is. ``num_threads`` lets the CPU use all its cores. Times 1000 gives milliseconds. The times
# are measured where this page or notebook runs, so expect others on each computer.

sizes = [16, 64, 256, 1024]
times = {name: [] for name in devices}
for name in devices:
    for size in sizes:
        a = torch.ones(size, size, device=name)
        timer = benchmark.Timer(
            "(a @ a).sum().item()", globals={"a": a}, num_threads=torch.get_num_threads()
        )
        times[name].append(timer.blocked_autorange(min_run_time=0.05).median * 1000)

# %%
# The picture has one line for each device. Each step up is ten times longer. Each step to the right
# has four times as many rows.

fig, ax = plt.subplots(figsize=(6, 2.8), layout="constrained")
for name in devices:
    ax.plot(sizes, times[name], marker="o", label=name)
ax.set_xscale("log", base=4)
ax.set_yscale("log")
ax.set_xticks(sizes, [str(size) for size in sizes])
ax.set(
    title="Larger matrices take longer, small ones hardly differ",
    xlabel="rows",
    ylabel="milliseconds",
)
ax.legend()
plt.show()

# %%
# Each order to an accelerator costs a little time, whatever its size. For small matrices, that is
# more than the calculation itself, and the CPU wins. The same is true when you move data back and
# forth. So give an accelerator large pieces of work, and leave the results there.
#
# Write code that runs anywhere
# -----------------------------
# Choose the device once, at the top. Make tensors there. Move them to the CPU at the end, for NumPy
# and for plots. All lessons here do this, so they run on most computers without any change.

x = torch.ones(3, device=device)
print((x * 2).cpu().numpy())

# %%
# Look back
# ---------
# - ``torch.accelerator`` finds a device. A small calculation shows that it works.
# - Tensors that meet must be on one device. ``to`` and ``cpu`` move them.
# - Wait before you measure. Small work is often faster on the CPU.
#
# **Try this:** add 2048 to ``sizes``. Twice as many rows mean 8 times as many multiplications. Does
# it take 8 times as long?
