"""
Fit a line with nothing but tensors
===================================

Teach two numbers to describe noisy data, with everything you know so far, and watch them learn.

**Time:** 30 minutes. **You need:** all core lessons, Let PyTorch track gradients.
"""

import matplotlib.pyplot as plt
import torch

device = torch.accelerator.current_accelerator(check_available=True) or torch.device("cpu")
torch.set_default_device(device)
print(f"PyTorch {torch.__version__} on {device.type}")

# %%
# Make data whose answer you know
# -------------------------------
# A taxi takes 3 to start and 2 for each kilometre. Drivers round, and some roads are slow, so real
# prices differ a bit. This difference is called **noise**. You make 40 such rides. Because you know
# the answer, you can check at the end whether you found it.

torch.manual_seed(7)
distance = 10 * torch.rand(40)
price = 3 + 2 * distance + torch.randn(40)
print(distance.shape, price.shape)
print(price[:5])

# %%
# From here on, forget the 3 and the 2. You see only the 40 rides. Your random numbers can differ
# from these on another device, even with the same seed.
#
# Guess
# -----
# A straight line has two numbers: where it starts, and how steep it is. In machine learning they
# are called the **bias** and the **weight**. A **model** is a calculation in which some numbers
# still have to be found. Start with a guess: 0 for both.

weight = torch.zeros((), requires_grad=True)
bias = torch.zeros((), requires_grad=True)


def model(distance):
    return weight * distance + bias


print(model(distance)[:5])

# %%
# The guess says that each ride is free. Broadcasting used one weight for 40 distances. *Slice* is
# there because ``[:5]`` was the last calculation.
#
# Measure how wrong the guess is
# ------------------------------
# You need one number that says how wrong the model is. Take each difference, square it, and take
# the mean. Without squares, differences of 5 and -5 would add up to 0. Such a number is called the
# **loss**.


def loss():
    return ((model(distance) - price) ** 2).mean()


print(loss().item())

# %%
# It is large. Even the true line has a loss: ``randn`` has a spread of 1, so the squares of the
# noise have a mean of about 1.
#
# Look before you walk
# --------------------
# There are only two numbers, so you can calculate the loss for a whole table of guesses at once.
# The shapes are ``(41, 1, 1)`` for weights, ``(49, 1)`` for biases and ``(40,)`` for distances.
# What does broadcasting make of them?

weights = torch.linspace(0, 4, 41)
biases = torch.linspace(-4, 8, 49)
guesses = weights[:, None, None] * distance + biases[:, None]
losses = ((guesses - price) ** 2).mean(dim=-1)
print(guesses.shape, losses.shape)
best = losses.argmin().item()
print(weights[best // 49].item(), biases[best % 49].item())

# %%
# ``argmin`` counts through all rows. Each row has 49 losses, so ``// 49`` gives the row and
# ``% 49`` the column. The best pair is close to the truth, as far as the steps of the table allow.
# But for ten numbers instead of two, such a table would need more memory than any computer has. So
# you walk.
#
# Step downhill
# -------------
# ``backward`` finds two slopes: how the loss changes with the weight, and with the bias. You want a
# smaller loss, so you step against the slope. The **learning rate** says how far. Repeat this, and
# you have **gradient descent**.

path = []
for step in range(1001):
    weight.grad = bias.grad = None
    wrong = loss()
    wrong.backward()
    path.append((weight.item(), bias.item(), wrong.item()))
    if step % 200 == 0:
        print(
            f"step {step:4}  loss {wrong.item():.2f}  weight {weight.item():.2f}  bias {bias.item():.2f}"
        )
    with torch.no_grad():
        weight -= 0.01 * weight.grad
        bias -= 0.01 * bias.grad

# %%
# The loss falls fast, and then slowly. The weight comes close to 2 soon, the bias needs longer. The
# loss can end below 1, because 40 rides are few. Each round has the same four parts: forget old
# slopes, measure the loss, find the slopes, step.
#
# Watch the line move
# -------------------
# Each line is the model after some steps. Where do the first steps go?

fig, ax = plt.subplots(figsize=(6, 3), layout="constrained")
ax.scatter(distance.tolist(), price.tolist(), s=14, color="C2", label="rides")
ends = torch.tensor([0.0, 10.0])
for step, strength in ((0, 0.3), (1, 0.6), (1000, 1.0)):
    w, b, _ = path[step]
    ax.plot(ends.tolist(), (w * ends + b).tolist(), color="C0", alpha=strength)
    ax.annotate(f"step {step}", (10, w * 10 + b), (4, 0), textcoords="offset points", va="center")
ax.set(
    title="The line turns towards the rides, then fits them",
    xlabel="kilometres",
    ylabel="price",
    xlim=(0, 11.8),
)
plt.show()

# %%
# The first steps turn the line: at the start, the loss changes much more with the weight than with
# the bias. Now the same walk, on the table of losses. Dark is high, light is low.

fig, ax = plt.subplots(figsize=(6, 3), layout="constrained")
ax.imshow(
    losses.log10().tolist(), extent=(-4, 8, 0, 4), origin="lower", aspect="auto", cmap="Blues"
)
ax.plot([b for _, b, _ in path], [w for w, _, _ in path], color="C1", marker=".")
ax.set(title="The walk drops into the valley, then follows it", xlabel="bias", ylabel="weight")
plt.show()

# %%
# Compare with an exact answer
# ----------------------------
# For a straight line, there is a formula. ``lstsq``, *least squares*, finds the smallest loss at
# once. Its matrix has a column for each number: distances for the weight, ones for the bias.
# ``solution`` holds the answer. Like other parts of ``linalg``, it is not on all accelerators, so
# the CPU does it.

columns = torch.stack([distance, torch.ones(40)], dim=1).cpu()
exact = torch.linalg.lstsq(columns, price.cpu()[:, None]).solution.squeeze(1)
print(exact)
print(weight.item(), bias.item())

# %%
# They are close, and more steps would bring you closer. Neither is exactly 2 and 3. With 40 noisy
# rides, another line has the smallest loss, and only more rides would help. Here the formula wins.
# But few models have a formula, and walking works for almost all of them.
#
# See where it leads
# ------------------
# You have trained a model. Deep learning does the same with millions of weights, and with models
# that are not straight lines. PyTorch has ready parts for it: ``torch.nn`` for models,
# ``torch.optim`` for the step. You know now what they do.
#
# Look back
# ---------
# - A model is a calculation with numbers to be found. The loss says how wrong they are.
# - Each round: forget old slopes, measure the loss, find the slopes, step against them.
# - Make data with a known answer first. Then you can tell whether your code is right.
#
# **Try this:** start again from the guess, with a learning rate of 0.05, and print the loss of the
# first six steps. Why does it grow?
