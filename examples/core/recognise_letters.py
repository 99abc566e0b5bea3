"""
Recognise letters
=================

Put all the core lessons together: paint little pictures of letters, and let a matrix read them.

**Time:** 20 minutes. **You need:** Draw random tensors and seed them, Multiply matrices.
"""

import matplotlib.pyplot as plt
import torch

device = torch.accelerator.current_accelerator(check_available=True) or torch.device("cpu")
torch.set_default_device(device)
print(f"PyTorch {torch.__version__} on {device.type}")

# %%
# Warm up
# -------
# Two last questions about earlier lessons. The program below needs both answers.
#
# .. question::
#    :section: core/change_shapes#flatten-a-picture
#
#    Six pictures, each 4 by 4 pixels. What shape comes out, and why? ::
#
#       torch.zeros(6, 4, 4).flatten(1).shape
#
#    - [ ] ``torch.Size([96])``
#
#      Without the 1, all the pictures would end up in a single row.
#
#      :if: ``torch.zeros(6, 4, 4).flatten().shape``
#
#    - [x] ``torch.Size([6, 16])``
#
#      ``flatten(1)`` starts at dimension 1, so the pictures stay apart. Each is a row of 16.
#
#    - [ ] ``torch.Size([24, 4])``
#
#      This puts the pictures one below the other. ``flatten(1)`` leaves dimension 0 as it is.
#
#      :if: ``torch.zeros(6, 4, 4).reshape(24, 4).shape``
#
# .. question::
#    :section: core/summarise_tensors#ask-where-the-largest-number-is
#
#    What does this print, and why? ::
#
#       scores = torch.tensor([[0.2, 0.9], [0.7, 0.1], [0.3, 0.4]])
#       scores.argmax(dim=1)
#
#    - [ ] ``tensor([1, 0])``
#
#      That's the row with the largest number for each column. The dimension that you name is
#      the one that disappears, and ``dim=1`` is the columns.
#
#      :if: ``scores.argmax(dim=0)``
#
#    - [ ] ``tensor(1)``
#
#      That's the place of the largest number in the whole table. With ``dim=1``, there's an
#      answer for each row.
#
#      :if: ``scores.argmax()``
#
#    - [x] ``tensor([1, 0, 1])``
#
#      For each of the three rows, it says in which column the largest number is.

# %%
# Paint three letters
# -------------------
# In this lesson you'll build a small program that reads letters. Nearly everything in it is
# something that you know by now, and only one idea is new. Programs that read handwriting have
# many more steps, but their last one looks like this.
#
# Three letters are enough to begin with: T, L and X. Each has five by five pixels, from 0,
# where the paper is blank, to 255, where there's ink. (A camera counts light instead, so for a
# camera the paper would be 255.)

letter_t = torch.zeros(5, 5)
letter_t[0] = 255
letter_t[:, 2] = 255

letter_l = torch.zeros(5, 5)
letter_l[:, 0] = 255
letter_l[4] = 255

letter_x = torch.zeros(5, 5)
for i in range(5):
    letter_x[i, i] = 255
    letter_x[i, 4 - i] = 255
print(letter_x)

# %%
# The loop goes down the rows and paints both diagonals: in row ``i`` it puts ink in column
# ``i`` and in column ``4 - i``.
#
# Make a batch of messy pictures
# ------------------------------
# Reading perfect letters would be too easy. So let's make twelve pictures, four of each letter,
# and spoil them. First the clean ones. In Python, ``[...] * 4`` repeats a list four times, so
# these are T, L, X, T, L, X, and so on.

clean = torch.stack([letter_t, letter_l, letter_x] * 4)
print(clean.shape)

# %%
# Now for the mess. ``rand`` gives numbers from 0 to 1. Subtract a half and multiply by 500, and
# they are between -250 and 250. They are drawn on the CPU and then moved, so that all readers
# get the same pictures. They are added to the clean pictures. ``clamp`` keeps the sums between
# 0 and 255, and ``uint8`` is how pictures are stored.

torch.manual_seed(56)
noise = 500 * (torch.rand(12, 5, 5, device="cpu") - 0.5)
pictures = (clean + noise.to(device)).clamp(0, 255).to(torch.uint8)
print(pictures.dtype)

# %%
# Could you read them if nobody had told you the order? Some are easy, and some aren't.

fig, axes = plt.subplots(3, 4, figsize=(4.4, 3.9), layout="constrained")
fig.set_label(
    "Twelve small pictures, numbered from 0 to 11, each a letter of five by five dots "
    "under random spots. Some letters are easy to read, and others are nearly hidden."
)
fig.suptitle("Twelve pictures of T, L and X")
for i, ax in enumerate(axes.flat):
    ax.imshow(pictures[i].tolist(), cmap="Blues", vmin=-40, vmax=255)
    ax.set(title=f"{i}", xticks=[], yticks=[])
plt.show()

# %%
# Get the pictures ready
# ----------------------
# You know these steps from *Change shapes*. The pixels become floats between 0 and 1, and each
# picture becomes one row.

x = (pictures / 255).flatten(1)
print(x.shape)
print(x.dtype)

# %%
# There are twelve rows, one for each picture, with 25 numbers in each.
#
# Say what a letter looks like
# ----------------------------
# Here is the new idea. How do you recognise a T? There is ink in the right places, and there's
# none in the wrong ones. Say it with one number for each pixel: 1 where the letter has ink, and
# -1 where it doesn't. Such a pattern is called a **template**. To turn 0 and 255 into -1 and 1,
# scale them:

letters = torch.stack([letter_t, letter_l, letter_x])
templates = letters / 255 * 2 - 1
print(templates[0])

# %%
# Now take the dot product of a picture with a template: multiply pixel by pixel, and add up.
# Ink in the right places makes the sum larger, and ink in the wrong places makes it smaller. So
# the sum says **how alike the two are.** Try it with a clean T and a clean L, each with the
# template of the T:

print((letter_t / 255 * templates[0]).sum())
print((letter_l / 255 * templates[0]).sum())

# %%
# The T has nine pixels of ink, all in the right places, so it gets 9. Of the nine pixels of the
# L, only two are where a T has ink, and the other seven are subtracted: that makes -5. You
# don't need more than that to read.
#
# Compare every picture with every template
# -----------------------------------------
# Twelve pictures and three templates make 36 dot products. You know how to get them all at
# once: the templates are weights, and the pictures are multiplied by them. What shape will the
# scores have?

weights = templates.flatten(1)
scores = x @ weights.T
print(scores.shape)
print(scores[:3])

# %%
# ``(12, 25)`` times ``(25, 3)`` gives ``(12, 3)``: one row for each picture, one column for
# each letter. The first picture has its highest score in the column of the T, so the program
# takes it for a T.
#
# Let the program answer
# ----------------------
# In each row, the highest score wins. 0 means T, 1 means L and 2 means X. ``truth`` is what a
# person would say.

guesses = scores.argmax(dim=1)
truth = torch.tensor([0, 1, 2] * 4)
print(guesses)
print(truth)

# %%
# How many of the answers are right?

print((guesses == truth).float().mean())

# %%
# Eleven out of twelve, which is about 92 per cent. And that's the moment to be curious, because
# one mistake often tells you more than eleven successes.
#
# Look at the mistake
# -------------------
# Which picture was it? ``!=`` means *not equal*, and ``nonzero`` gives the positions of
# everything that is true: one row for each, so there are two pairs of brackets.

print((guesses != truth).nonzero())
print(scores[11])

# %%
# It was number 11, an X. T has the highest score, and X comes second. Go back to the picture:
# most of its upper edge happens to be dark, and so is the middle, and that is what a T looks
# like. The program doesn't know anything about strokes. It adds up pixels, and here the ink
# really is where a T would have it.
#
# Ask how good it really is
# -------------------------
# Twelve pictures aren't many. (To be honest, we tried many seeds to find one with a mistake to
# look at. Most have none.) Let's make 1200 more in the same way, and this time get them ready
# in a single line:

many = torch.stack([letter_t, letter_l, letter_x] * 400)
noise = 500 * (torch.rand(1200, 5, 5, device="cpu") - 0.5)
x = ((many + noise.to(device)).clamp(0, 255) / 255).flatten(1)
truth = torch.tensor([0, 1, 2] * 400)
print(((x @ weights.T).argmax(dim=1) == truth).float().mean())

# %%
# It's right nearly every time. But how good is that? Compare it with a program that knows
# nothing, one whose weights are random:

torch.manual_seed(3)
random_weights = torch.randn(3, 25, device="cpu").to(device)
print(((x @ random_weights.T).argmax(dim=1) == truth).float().mean())

# %%
# With three letters to choose from, a program that only guesses is right about one time in
# three, and with random weights it can be better or worse than that. So the templates make all
# the difference.
#
# Add a letter with less ink
# --------------------------
# What if you want to read an I as well? It's a stroke from top to bottom. Give the program a
# clean picture of each letter, and see how it does.

letter_i = torch.zeros(5, 5)
letter_i[:, 2] = 255
letters = torch.stack([letter_t, letter_l, letter_x, letter_i])
weights = (letters / 255 * 2 - 1).flatten(1)
x = (letters / 255).flatten(1)
print(x @ weights.T)

# %%
# The last row is the clean I. It gets 5 for I, as much as an I can get, because it has only
# five pixels of ink. But it gets 5 for T, too, since all of its ink is where a T has ink. It's
# a tie, and that isn't fair: letters with more ink have more chances to score.
#
# So make it fair: from each column, subtract the number of ink pixels in that letter's
# template. A number that is added to a whole column is what you know as a bias. How much ink
# does each template have?

b = -(weights > 0).sum(dim=1)
print(b)
print(x @ weights.T + b)

# %%
# Now a perfect picture scores 0, and whatever is missing, or shouldn't be there, is subtracted.
# Each row has its highest score in the right column. And look at the last line of the code: it
# is ``x @ W.T + b``, the linear layer from the previous lesson, with weights and biases that
# mean something.
#
# See what you have built
# -----------------------
# Here's how the program reads, from pictures to answers. The weights and ``b`` are those from
# above, and the pictures are the four clean letters:

x = (letters / 255).flatten(1)
scores = x @ weights.T + b
guesses = scores.argmax(dim=1)
print(guesses)

# %%
# A batch of pictures is scaled and flattened, a linear layer compares it with what it knows,
# and ``argmax`` chooses. If you open somebody's code for recognising digits, you'll find these
# lines in it.
#
# Only one thing is missing. We knew what a T looks like, so we could write the weights
# ourselves. Nobody can write down the weights for a cat. They have to be *learned*: start with
# random ones, measure how wrong the answers are, and change each weight a little, in the
# direction that makes them less wrong. You can find out how that works in two further lessons,
# *Let PyTorch track gradients* and *Fit a line with nothing but tensors*.
#
# Look back
# ---------
# - A picture becomes a row of numbers, and a batch of pictures becomes a matrix.
# - A dot product says how alike two rows are. One matrix product compares every picture with
#   every template.
# - Look at what went wrong, and compare with a program that knows nothing. Then you know what
#   yours can do.
#
# **Try this:** add a fifth letter of your own. Does the program read a clean picture of each of
# the five?
#
# One answer
# ----------
# Here it's an H. Thanks to the bias, each letter is read correctly.

letter_h = torch.zeros(5, 5)
letter_h[:, 0] = 255
letter_h[:, 4] = 255
letter_h[2] = 255
letters = torch.stack([letter_t, letter_l, letter_x, letter_i, letter_h])
weights = (letters / 255 * 2 - 1).flatten(1)
b = -(weights > 0).sum(dim=1)
print(((letters / 255).flatten(1) @ weights.T + b).argmax(dim=1))

# %%
# Check yourself
# --------------
# .. question::
#    :section: compare-every-picture-with-every-template
#
#    You compare 20 pictures of 8 by 8 pixels with 10 templates. What shape do the scores have,
#    and why? ::
#
#       images = torch.zeros(20, 8, 8)
#       templates = torch.zeros(10, 8, 8)
#       (images.flatten(1) @ templates.flatten(1).T).shape
#
#    - [ ] ``torch.Size([20, 64])``, because each picture has 64 pixels
#
#      That's the shape of the pictures once they are flattened. In the product, the 64 meets
#      the 64 and disappears.
#
#      :if: ``torch.zeros(20, 8, 8).flatten(1).shape``
#
#    - [x] ``torch.Size([20, 10])``, because each picture gets a score for each template
#
#      The inner sizes, 64 and 64, disappear, and the outer ones are left.
#
#    - [ ] ``torch.Size([10, 20])``, because the templates are the weights
#
#      They are, but they stand on the right. The rows of the result are the rows of the left
#      matrix.
#
#      :if: ``(templates.flatten(1) @ images.flatten(1).T).shape``
#
# .. question::
#    :section: say-what-a-letter-looks-like
#
#    Why does a template have -1, and not 0, where there should be no ink?
#
#    - [ ] Because a matrix product needs numbers on both sides of 0.
#
#      It works with any numbers. With zeros you'd get scores, too, but worse ones.
#
#    - [x] So that ink in the wrong place makes the score smaller.
#
#      With a 0 it would make no difference, and a picture that's all ink would match every
#      letter.
#
#    - [ ] Because the pixels go from -1 to 1.
#
#      The pixels go from 0 to 1. Only the template has a -1.
#
# .. question::
#    :section: say-what-a-letter-looks-like
#
#    A template and a picture, both with five pixels. What is their score, and why? ::
#
#       template = torch.tensor([1.0, -1.0, 1.0, 1.0, -1.0])
#       picture = torch.tensor([1.0, 1.0, 0.0, 1.0, 0.0])
#       (picture * template).sum()
#
#    - [ ] ``tensor(2.)``, because two pixels of ink are where they should be
#
#      They are. But the picture has ink in a third place, where the template has none.
#
#      :if: ``(picture * (template > 0)).sum()``
#
#    - [x] ``tensor(1.)``, because two pixels of ink are right and one is wrong
#
#      The ink in the wrong place meets a -1, so it is subtracted: 2 - 1.
#
#    - [ ] ``tensor(0.)``, because the ink that is missing is subtracted as well
#
#      Where the picture has no ink it has a 0, and 0 times anything adds nothing.
#
#      :if: ``(picture * template).sum() - ((picture == 0) & (template > 0)).sum()``
#
# .. question::
#    :section: ask-how-good-it-really-is
#
#    A program reads 90 of 100 letters right. In which of these cases should you be
#    disappointed?
#
#    - [x] 90 of the 100 letters are a T.
#
#      A program that always says T, and never looks at a picture, is just as good.
#
#    - [ ] The letters were painted on another computer.
#
#      Where a letter was painted doesn't make it any easier to read, so 90 is still worth
#      something.
#
#    - [ ] There are 26 kinds of letters.
#
#      Then guessing would give about 4 of 100, so 90 is good.
