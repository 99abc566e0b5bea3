"""
Fit a line with nothing but tensors
===================================

Teach two numbers to describe noisy data, watch them learn, and then let a program learn letters.

**Time:** 30 minutes. **You need:** all core lessons, Broadcast across shapes, Let PyTorch track gradients.
"""

import matplotlib.pyplot as plt
import torch

device = torch.accelerator.current_accelerator(check_available=True) or torch.device("cpu")
torch.set_default_device(device)
print(f"PyTorch {torch.__version__} on {device.type}")

# %%
# Make data whose answer you know
# -------------------------------
# In this lesson, you'll write a program that learns from examples. It begins small, with two
# numbers that describe a line, and at the end it learns to read letters. Large programs learn
# in the same way. You'll see every part of it, because it is made of nothing but tensors.
#
# The examples are taxi rides. A ride costs 3 to start with, and 2 for each kilometre. Drivers
# round the price, though, and some roads are slow, so what people pay differs a little from
# that. Such random differences are called **noise**. Here are 40 rides. Because you make them
# yourself, you know the right answer, and at the end you can check whether your program found
# it.

torch.manual_seed(7)
distance = 10 * torch.rand(40)
price = 3 + 2 * distance + torch.randn(40)
print(distance.shape, price.shape)
print(price[:5])

# %%
# From here on, pretend that you have never heard of the 3 and the 2. You see only the 40 rides,
# as your program does. (On another device, the same seed can give different rides, so don't be
# surprised if your numbers differ from the ones here.)
#
# Start with a guess
# ------------------
# If you draw the price against the distance, the rides lie close to a straight line. So that is
# what your program looks for, and a straight line needs only two numbers. The weight says how
# steep it is, which here is the price of a kilometre, and the **bias** says where it starts. A
# calculation with such numbers, which still have to be found, is called a **model**. It has to
# start somewhere, so let both numbers be 0.

weight = torch.tensor(0.0, requires_grad=True)
bias = torch.tensor(0.0, requires_grad=True)


def model(distance):
    return weight * distance + bias


print(model(distance)[:5])

# %%
# According to this guess, every ride is free. Broadcasting used the same weight and the same
# bias for all 40 distances. (The last calculation was ``[:5]``, which is why ``grad_fn`` says
# *Slice*.)
#
# Measure how wrong the guess is
# ------------------------------
# To improve the guess, you need one number that says how wrong it is. Take the difference
# between each guess and the real price, square it, and take the mean. This number is called the
# **loss**. Why the squares? Without them, a guess that is 5 too high and another that is 5 too
# low would add up to 0, as if both were right.


def loss():
    return ((model(distance) - price) ** 2).mean()


print(f"{loss().item():.2f}")

# %%
# That is a lot. How small could it get? It can't reach 0, because no straight line runs through
# all 40 noisy rides. The noise came from ``randn``: most of its numbers are less than 1 away
# from 0, but some are further away, and their squares are about 1 on average. Expect a loss of
# about 1 for a good line.
#
# Try every guess in a table
# --------------------------
# With only two numbers, you can afford to try out lots of guesses: 41 weights, each of them
# with 49 biases. Broadcasting does it without a loop, if weights, biases and distances each get
# a dimension of their own. What shapes will ``guesses`` and ``losses`` have?

weights = torch.linspace(0, 4, 41)
biases = torch.linspace(-4, 8, 49)
guesses = weights.reshape(41, 1, 1) * distance + biases.reshape(49, 1)
losses = ((guesses - price) ** 2).mean(dim=-1)
print(guesses.shape)
print(losses.shape)

# %%
# (41, 1, 1) and (40,) make (41, 1, 40), and this and (49, 1) make (41, 49, 40), so there is a
# guess for every combination of a weight, a bias and a ride. The mean over the rides, the last
# dimension, leaves a table of losses with a row for each weight and a column for each bias.
# Where is the smallest?

row, column = divmod(losses.argmin().item(), 49)
print(f"weight {weights[row].item():.2f}  bias {biases[column].item():.2f}")

# %%
# ``argmin`` counts through the whole table, row after row. ``divmod`` divides this position by
# 49, because there are 49 losses in each row: the result is the number of the row, and what is
# left over is the number of the column. The best pair in the table is near the truth, so you
# could stop here. But this works only for very few numbers. With ten of them instead of two,
# and 40 values for each, the table would have more entries than any computer has memory for.
# There has to be another way.
#
# Step downhill
# -------------
# You can't look everywhere, but you can find out which way is downhill from where you are.
# ``backward`` gives you two slopes: how the loss changes with the weight, and how it changes
# with the bias. You want the loss to shrink, so you take a step against each slope: if the
# slope is positive, you make the number smaller, and if it's negative, larger. The **learning
# rate**, here 0.01, is what you multiply the slope by, so it says how large your steps are.
# Doing this again and again is called **gradient descent**.

path = []
print("step    loss  weight  bias")
for step in range(1001):
    weight.grad = None
    bias.grad = None
    wrong = loss()
    wrong.backward()
    w, b = weight.item(), bias.item()
    path.append((w, b))
    if step % 200 == 0:
        print(f"{step:4}  {wrong.item():6.2f}  {w:6.2f}  {b:4.2f}")
    with torch.no_grad():
        weight -= 0.01 * weight.grad
        bias -= 0.01 * bias.grad

# %%
# At first the loss falls fast, and then hardly at all. The weight is soon near 2, while the
# bias takes longer to get near 3. (Don't be surprised if the loss ends a little below 1: these
# 40 rides may have less noise than others would, and the line fits itself to some of it.)
#
# Every round has the same four parts: empty the slopes, measure the loss, find the slopes, and
# step against them. This is called **training**, and programs with millions of numbers are
# trained in the same way, round after round.
#
# Watch the line move
# -------------------
# Each line below is the model at one step of the walk. Where does the first step take it?

fig, ax = plt.subplots(figsize=(4.4, 3.6), layout="constrained")
fig.set_label(
    "Dots for the rides rise from left to right, price against kilometres. The line of "
    "step 0 lies flat at 0. The line of step 1 is nearly as steep as the dots, but runs "
    "below them. The line of step 1000 runs through them."
)
ax.scatter(distance.tolist(), price.tolist(), s=14, color="C2")
for step, color in ((0, "C3"), (1, "C1"), (1000, "C0")):
    w, b = path[step]
    ax.plot([0, 10], [b, w * 10 + b], color=color)
    ax.annotate(f"step {step}", (10, w * 10 + b), (4, 0), textcoords="offset points", va="center")
ax.set(
    title="The line turns first, and moves up later",
    xlabel="kilometres",
    ylabel="price",
    xlim=(0, 13),
)
ax.set_xticks([0, 5, 10])
plt.show()

# %%
# The first step turns the line a long way, and hardly lifts it. A change in the weight counts
# for more than the same change in the bias, because the weight is multiplied by the distance.
# So the loss is steeper in the direction of the weight, and the step there is longer.
#
# Look at the whole walk
# ----------------------
# Here is the same walk on your table of losses. The bar next to it tells you which colours
# stand for small losses and which for large ones.

fig, ax = plt.subplots(figsize=(4.4, 3.8), layout="constrained")
fig.set_label(
    "A map of the losses, with the bias from left to right and the weight upwards. A "
    "valley of small losses slopes down from the top left to the bottom right. The walk "
    "goes from start straight up into the valley in a few long steps, and then along it to "
    "end, in many short ones."
)
table = biases.tolist(), weights.tolist(), losses.tolist()
colours = ax.pcolormesh(*table, cmap="Blues", norm="log", rasterized=True)
fig.colorbar(colours, label="loss", ticks=[1, 10, 100], format="%g")
ax.plot([b for _, b in path], [w for w, _ in path], color="C1", marker=".")
for name, (w, b) in (("start", path[0]), ("end", path[-1])):
    ax.plot(b, w, "o", color="C1", markersize=9)
    box = {"facecolor": ax.get_facecolor(), "edgecolor": "C1"}
    ax.annotate(name, (b, w), (12, 10), textcoords="offset points", bbox=box)
ax.set_xticks(range(-4, 9, 2))
ax.set(title="Down into a valley, then along it", xlabel="bias", ylabel="weight")
plt.show()

# %%
# The first steps lead straight down into a long, narrow valley. (Down means towards smaller
# losses, although in the picture the line goes upwards, towards larger weights.) From there on,
# the walk follows the valley floor. Hardly any slope is left there, so the steps get smaller
# and smaller, and that is why the bias takes so long.
#
# Aside: compare with the exact answer
# ------------------------------------
# For a straight line, there is a formula that finds the smallest loss at once. It is called
# *least squares*, and ``lstsq`` calculates it. It wants a matrix with a column for each number
# that you're looking for: the distances for the weight, and ones for the bias. Not all
# accelerators can do this, so the CPU does it here.

columns = torch.stack([distance, torch.ones(40)], dim=1).cpu()
exact = torch.linalg.lstsq(columns, price.cpu().unsqueeze(1)).solution.squeeze(1)
print(f"exact   weight {exact[0].item():.2f}  bias {exact[1].item():.2f}")
print(f"walked  weight {weight.item():.2f}  bias {bias.item():.2f}")

# %%
# The two are close, and more steps would bring them closer. Neither is exactly 2 and 3, because
# for these 40 noisy rides, a slightly different line has the smallest loss. A longer walk
# wouldn't help with that, but more rides would. For a straight line, the formula is the better
# way. Few models have one, though, and walking downhill works for almost all of them.
#
# Let a program learn the letters
# -------------------------------
# Do you remember the program from *Recognise letters*? Its weights were templates that you made
# by hand, because you know what a T looks like. Now let it find out for itself. Here are the
# three letters again, T, L and X, and a function that makes messy pictures of them.

letters = torch.zeros(3, 5, 5)
letters[0, 0] = 1
letters[0, :, 2] = 1
letters[1, :, 0] = 1
letters[1, 4] = 1
for i in range(5):
    letters[2, i, i] = 1
    letters[2, i, 4 - i] = 1


def make_pictures(copies):
    clean = torch.cat([letters] * copies)
    noise = 2 * (torch.rand(clean.shape, device="cpu") - 0.5)
    return (clean + noise.to(device)).clamp(0, 1).flatten(1)


torch.manual_seed(5)
pictures = make_pictures(100)
truth = torch.tensor([0, 1, 2] * 100)
print(pictures.shape)

# %%
# There are 300 pictures with 25 pixels each, and ``truth`` says which letter each of them
# shows. What should the scores be? Let's ask for 1 in the column of the right letter, and for 0
# in the others. With ``dim=1``, ``stack`` makes each tensor a column.

right = torch.stack([truth == 0, truth == 1, truth == 2], dim=1).float()
print(right[:3])

# %%
# The rest is what you did with the line: start with zeros, measure the loss, find the slopes,
# and step against them. Only now there are 75 weights instead of two numbers, no bias, because
# it works without one here, and a learning rate of 0.1.

weights = torch.zeros(3, 25, requires_grad=True)
for step in range(201):
    weights.grad = None
    wrong = ((pictures @ weights.T - right) ** 2).mean()
    wrong.backward()
    if step % 50 == 0:
        print(f"step {step:3}  loss {wrong.item():.3f}")
    with torch.no_grad():
        weights -= 0.1 * weights.grad

# %%
# To find out whether it has learned letters, and not only these 300 pictures, test it with new
# ones:

fresh = make_pictures(400)
guesses = (fresh @ weights.T).argmax(dim=1)
print((guesses == torch.tensor([0, 1, 2] * 400)).float().mean())

# %%
# It reads nearly all of them, about as many as your templates did. But nobody has told it what
# the letters look like. What has it learned? Put each row of weights back into five by five:

fig, axes = plt.subplots(1, 3, figsize=(4.4, 2.1), layout="constrained")
fig.set_label(
    "The weights of T, L and X, each as five by five squares: blue for numbers above 0, "
    "red for numbers below, darker the further they are from 0."
)
fig.suptitle("What the weights have learned")
for ax, name, x in zip(axes, "TLX", weights.detach().reshape(3, 5, 5).tolist()):
    ax.imshow(x, cmap="RdBu", vmin=-0.3, vmax=0.3)
    ax.set(title=name, xticks=[], yticks=[])
plt.show()

# %%
# You can see the letters: where a letter has ink and the others don't, its weights are large,
# and the squares are dark blue. Where only the others have ink, the weights are below 0, and the
# squares are red. The program has made templates of its own, from nothing but examples.
#
# Deep learning, the kind of learning behind today's large models, works in that way, too. These
# models have many more weights, several layers one after the other, and other ways to measure a
# loss, but they take the same four steps in every round. PyTorch has ready-made parts for all
# this: ``torch.nn`` for models and losses, and ``torch.optim`` for the steps. Now you know what
# they do.
#
# Look back
# ---------
# - A model is a calculation with numbers to be found, and the loss is one number that says how
#   wrong they are.
# - Each round of training empties the slopes, measures the loss, finds the slopes, and steps
#   against them.
# - Try your code on data whose answer you know. Then you can tell whether it is right.
#
# **Try this:** go back to the line, start again from zeros, but with a learning rate of 0.05,
# and print the loss of the first six steps. What happens, and why?
#
# One answer
# ----------
# The loss grows with every step. The slope shows the right direction, but the steps are so long
# that they go past the bottom of the valley and end up higher on the other side. There the
# slope is even steeper, so the next step is longer still.

weight = torch.tensor(0.0, requires_grad=True)
bias = torch.tensor(0.0, requires_grad=True)
for _ in range(6):
    weight.grad = None
    bias.grad = None
    wrong = loss()
    wrong.backward()
    print(f"{wrong.item():.0f}")
    with torch.no_grad():
        weight -= 0.05 * weight.grad
        bias -= 0.05 * bias.grad

# %%
# Check yourself
# --------------
# Decide first, and then open the answer. It says why.
#
# .. question::
#    :section: measure-how-wrong-the-guess-is
#
#    What is the loss? ::
#
#       guesses = torch.tensor([4.0, 8.0])
#       prices = torch.tensor([6.0, 5.0])
#       ((guesses - prices) ** 2).mean()
#
#    - [x] ``tensor(6.5000)``
#
#      The first guess is 2 too low and the second 3 too high. The squares are 4 and 9, and
#      their mean is 6.5.
#
#    - [ ] ``tensor(0.5000)``
#
#      This is the mean of -2 and 3, where too low and too high nearly cancel each other out.
#      The squares prevent that.
#
#      :if: ``(guesses - prices).mean()``
#
#    - [ ] ``tensor(13.)``
#
#      This is the sum of the two squares. It would grow with the number of examples, even if
#      the guesses were no worse.
#
#      :if: ``((guesses - prices) ** 2).sum()``
#
#    - [ ] ``tensor(2.5000)``
#
#      This is the mean of 2 and 3. Without the minus sign they don't cancel each other out,
#      but they haven't been squared.
#
#      :if: ``(guesses - prices).abs().mean()``
#
# .. question::
#    :section: try-every-guess-in-a-table
#
#    You try seven weights and five biases on 30 rides. What shape do the losses have? ::
#
#       guesses = torch.zeros(7, 1, 1) * torch.zeros(30) + torch.zeros(5, 1)
#       (guesses**2).mean(dim=-1).shape
#
#    - [ ] ``torch.Size([7, 5, 30])``
#
#      That's the shape of the guesses, one for each combination. The mean makes the last
#      dimension disappear.
#
#      :if: ``guesses.shape``
#
#    - [ ] ``torch.Size([5, 30])``
#
#      This is what's left if dimension 0 disappears. ``dim=-1`` names the last one, which is
#      the rides.
#
#      :if: ``(guesses**2).mean(dim=0).shape``
#
#    - [x] ``torch.Size([7, 5])``
#
#      The guesses have shape (7, 5, 30), and the mean over the rides leaves one loss for each
#      pair of a weight and a bias.
#
# .. question::
#    :section: step-downhill
#
#    In one round of training, ``weight.grad`` is -6, and the learning rate is 0.01. What
#    happens to the weight?
#
#    - [ ] It gets smaller by 0.06, because the slope is negative.
#
#      A negative slope says that the loss falls when the weight grows. The step goes against
#      the slope.
#
#    - [x] It gets larger by 0.06.
#
#      The step is the slope times the learning rate, -0.06, and it is subtracted. To subtract
#      a negative number is to add.
#
#    - [ ] It becomes -0.06.
#
#      The step changes the weight that is there. It doesn't replace it.
