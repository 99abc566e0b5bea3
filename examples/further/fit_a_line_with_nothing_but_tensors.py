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
# are called the **bias** and the **weight**. A calculation with numbers to be found is a **model**.
# Start with a guess: 0 for both.

weight = torch.zeros((), requires_grad=True)
bias = torch.zeros((), requires_grad=True)


def model(distance):
    return weight * distance + bias


print(model(distance)[:5])

# %%
# The guess says that each ride is free. Broadcasting used one weight for 40 distances.
#
# Measure how wrong the guess is
# ------------------------------
# You need one number that says how wrong the model is. Take each difference, square it, and take
# the mean. Squares are never negative, so differences cannot hide each other. Such a number is
# called the **loss**.

def loss():
    return ((model(distance) - price) ** 2).mean()


print(loss().item())

# %%
# It is large. A perfect line would still have a loss of about 1, because of the noise.
#
# Look before you walk
# --------------------
# There are only two numbers, so you can calculate the loss for a whole table of guesses at once. A
# column of weights meets a row of biases: that is broadcasting. Then each pair meets 40 rides.

weights = torch.linspace(0, 4, 41)
biases = torch.linspace(-4, 8, 49)
guesses = weights[:, None, None] * distance + biases[:, None]
losses = ((guesses - price) ** 2).mean(dim=-1)
print(guesses.shape, losses.shape)
best = losses.argmin().item()
print(weights[best // 49].item(), biases[best % 49].item())

# %%
# The best pair of this table is already close. But this way ends soon: for ten numbers instead of
# two, the table would need more memory than any computer has. So you walk instead.
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
        print(f"step {step:4}  loss {wrong.item():.2f}  weight {weight.item():.2f}  bias {bias.item():.2f}")
    with torch.no_grad():
        weight -= 0.01 * weight.grad
        bias -= 0.01 * bias.grad

# %%
# The loss falls fast, and then slowly. The weight is close to 2 soon, the bias needs longer. Each
# round has the same four parts: forget old slopes, measure the loss, find the slopes, step.
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
ax.set(title="The line turns towards the rides, then fits them", xlabel="kilometres", ylabel="price", xlim=(0, 11.8))
plt.show()

# %%
# The first steps turn the line, since the weight has the steeper slope. Now the same walk, on the
# table of losses. Dark is high, light is low.

fig, ax = plt.subplots(figsize=(6, 3), layout="constrained")
ax.imshow(losses.log10().tolist(), extent=(-4, 8, 0, 4), origin="lower", aspect="auto", cmap="Blues")
ax.plot([b for _, b, _ in path], [w for w, _, _ in path], color="C1", marker=".")
ax.set(title="The walk drops into the valley, then follows it", xlabel="bias", ylabel="weight")
plt.show()

# %%
# Compare with an exact answer
# ----------------------------
# For a straight line, there is a formula. ``lstsq`` finds the line with the smallest loss at once.
# Its matrix has a column for each number to be found. Like other parts of ``linalg``, it is not on
# all accelerators, so the CPU does it.

columns = torch.stack([distance, torch.ones(40)], dim=1).cpu()
exact = torch.linalg.lstsq(columns, price.cpu()[:, None]).solution.squeeze(1)
print(exact)
print(weight.item(), bias.item())

# %%
# They are close. Neither is exactly 2 and 3: with 40 noisy rides, nobody can do better than this
# line. More rides would help, more steps would not. Here the formula wins. But few models have a
# formula, and walking works for almost all of them.
#
# See where it leads
# ------------------
# You have trained a model. Deep learning does the same with millions of weights, and with models
# that bend. PyTorch has ready parts for it: ``torch.nn`` for models, ``torch.optim`` for the step.
# You know now what they do.
#
# Look back
# ---------
# - A model is a calculation with numbers to be found. The loss says how wrong they are.
# - Each round: forget old slopes, measure the loss, find the slopes, step against them.
# - Make data with a known answer first. Then you can tell whether your code is right.
#
# **Try this:** set the learning rate to 0.05. What happens to the loss, and why?
#
# **Next:** Cheat sheet.
