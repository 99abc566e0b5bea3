"""
Copy, share and change in place
===============================

Tell which tensors use the same memory, so that no number changes behind your back.

**Time:** 20 minutes. **You need:** Index and slice, See shapes in memory.
"""

import matplotlib.pyplot as plt
import torch

device = torch.accelerator.current_accelerator(check_available=True) or torch.device("cpu")
torch.set_default_device(device)
print(f"PyTorch {torch.__version__} on {device.type}")

# %%
# Give one tensor two names
# -------------------------
# Sooner or later, a number in one of your tensors will change although you never touched that
# tensor. Nothing warns you, and you can spend hours looking for such a mistake. After this
# lesson, you'll know beforehand which tensors change together, and how to keep them apart. It
# starts with a plain ``=``.

prices = torch.tensor([5, 10, 15, 20])
sale = prices
sale[0] = 4
print(prices)

# %%
# We changed ``sale``, and ``prices`` changed. The reason lies in Python: a name is a label on
# an object, and ``=`` sticks one more label on the object that is there. So there are two names
# here, but only one tensor. When you aren't sure, ask with ``is``.

print(sale is prices)

# %%
# Make a copy
# -----------
# To keep the old numbers, ask for a copy. ``clone`` makes a second tensor in memory of its own.
# Here we make a copy of the prices before we lower another one.

old = prices.clone()
prices[1] = 8
print(prices)
print(old)

# %%
# ``old`` still has the 10, and whatever happens to ``prices`` from now on, ``old`` will keep
# it.
#
# Look through a view
# -------------------
# Between the second name and the copy there is a third case, and it is the one that surprises
# people. A view is a separate tensor, with its own shape, but it looks at the memory of another
# tensor. A slice is a view. What happens to ``prices`` when you write into one?

middle = prices[1:3]
middle[0] = 6
print(middle)
print(prices)

# %%
# The 6 shows up in both. ``middle`` begins at the second number of ``prices``. So the first
# number of ``middle`` and the second number of ``prices`` are in the same place in memory. Here
# are all four names, and the numbers that they look at.

fig, ax = plt.subplots(figsize=(4.4, 3.6), layout="constrained")
fig.set_label(
    "Two rows of four boxes with numbers. Above the first row, a line named prices and "
    "sale spans all its boxes, and a line named middle, a view, spans the second and the "
    "third. The line named old, a copy, spans the other row."
)
ax.set_title("A view shares memory, a copy has its own")
for top, x, colour in (0, prices, "C0"), (-3, old, "C1"):
    for place, number in enumerate(x.tolist()):
        ax.add_patch(plt.Rectangle((place, top), 1, 1, facecolor=colour, alpha=0.25))
        ax.add_patch(plt.Rectangle((place, top), 1, 1, fill=False, edgecolor=colour))
        ax.text(place + 0.5, top + 0.5, number, ha="center", va="center")
brackets = {"arrowstyle": "|-|, widthA=0.3, widthB=0.3", "shrinkA": 0, "shrinkB": 0}
names = {
    "prices and sale": (2.5, prices),
    "middle, a view": (1.3, middle),
    "old, a copy": (-1.7, old),
}
for name, (height, x) in names.items():
    start = x.storage_offset() + 0.05
    end = start + len(x) - 0.1
    ax.annotate("", (start, height), (end, height), arrowprops=brackets)
    ax.text((start + end) / 2, height + 0.2, name, ha="center", va="bottom")
ax.set(xlim=(-0.1, 4.1), ylim=(-3.1, 3.2))
ax.axis("off")
plt.show()

# %%
# ``prices`` and ``sale`` are one tensor, so one line stands for both. ``middle`` has a line of
# its own, above two of the same four numbers. ``old`` has numbers of its own, somewhere else.
#
# Views are there for a good reason. They cost nothing to make, even if the tensor behind them
# fills half of your computer's memory, and writing into a part of a tensor is often exactly
# what you want. But you have to know when you have one.
#
# Ask who shares
# --------------
# You can find out. A tensor keeps its numbers in a **storage**, which is a piece of memory, and
# a view uses the storage of the tensor that it looks at. ``untyped_storage`` hands you the
# storage, and the ``data_ptr`` of the storage gives you the address where it begins. If two
# storages begin at the same address, they are the same one. (There is one exception: if two
# tensors came from different slices of the same NumPy array, their storages can begin at
# different addresses although they share memory.)


def shares(a, b):
    one = a.untyped_storage()
    other = b.untyped_storage()
    return one.data_ptr() == other.data_ptr()


print(shares(prices, middle))
print(shares(prices, old))

# %%
# That is what the picture shows, too. Why ask for the storage, when every tensor has a
# ``data_ptr`` of its own? A tensor may begin further on than its storage does. ``middle``
# begins one place after ``prices``, so the two have different addresses, although they share
# the same memory.
#
# Know which indexes copy
# -----------------------
# With ``shares``, you can test all the ways of picking numbers. Before you look, decide for
# each line whether it shares the memory of ``table``. ``best`` is a scalar that holds the
# position of the row with the largest sum.

table = torch.tensor([[5, 10], [15, 20], [25, 30]])
best = table.sum(dim=1).argmax()
picks = {
    "table[2]": table[2],
    "table[:, :1]": table[:, :1],
    "table[best]": table[best],
    "table[[2]]": table[[2]],
    "table[table > 12]": table[table > 12],
}
for name, x in picks.items():
    print(f"{name:18}", shares(table, x))

# %%
# A position and a slice give views. So does ``table[best]``, because a scalar that holds an int
# counts as a plain position. A list of positions copies, even if there is only one in it, and
# so does a mask. The reason is that a view has to walk through memory with fixed strides. A
# list or a mask may pick from anywhere, so PyTorch always copies what it picks.
#
# This is about reading. On the left of ``=``, all five would write into ``table`` itself.
#
# Know what else copies
# ---------------------
# Now for the things that you do with a whole tensor, such as changing its shape, calculating
# with it or converting it. ``table`` has the dtype ``int64``. Which lines share this time?

results = {
    "table.T": table.T,
    "table.reshape(6)": table.reshape(6),
    "table.T.reshape(6)": table.T.reshape(6),
    "table + 0": table + 0,
    "table.to(torch.int64)": table.to(torch.int64),
    "table.to(torch.float32)": table.to(torch.float32),
}
for name, x in results.items():
    print(f"{name:24}", shares(table, x))

# %%
# A calculation always makes a new tensor, even if it adds 0. ``reshape`` copies only when no
# strides could describe the new shape, which is the case for the transposed table. The method
# ``to`` copies only when something has to change: this table is ``int64`` already, so
# ``to(torch.int64)`` gave back the very same tensor.
#
# With ``reshape`` and ``to``, then, it depends on the tensor that comes in. When you are going
# to write into the result and the original must stay as it is, add ``clone()``.
#
# Change a tensor in place
# ------------------------
# So far, we've written single numbers. A method that ends in ``_`` changes a whole tensor in
# place: it writes the result into the memory that the tensor has, over the old numbers.

a = torch.tensor([1, 2, 3])
b = a
a.add_(10)
print(b)

# %%
# ``b`` shows the new numbers, since it is another name for the tensor that ``add_`` has written
# into. ``*=`` works in place, too:

a *= 2
print(b)

# %%
# But what does this line do? It looks like the same thing written out.

a = a * 2
print(a)
print(b)

# %%
# Here ``b`` has stayed as it was. ``a * 2`` makes a new tensor, and ``=`` moves the name ``a``
# over to it, so now there are two tensors. Working in place saves the memory of the second one,
# which matters when tensors are huge. Otherwise a new tensor is the safer choice, because it
# never changes the numbers behind another name.
#
# Meet the error about Float and Long
# -----------------------------------
# Working in place has a limit. ``b`` holds ints. Can you add a half to it?

try:
    b.add_(0.5)
except RuntimeError as error:
    print(error)

# %%
# You can't, and the message says why:
#
# - *result type Float*: ints plus 0.5 have decimals, so the result is a float.
# - *can't be cast to*: to cast is to convert. PyTorch won't do it here, because the decimals
#   would be lost without a word.
# - *the desired output type Long*: the output is the tensor that you write into, which is
#   ``b``. Long is another name for ``int64``, the dtype that ``b`` has and has to keep.
#
# ``b += 0.5`` fails in the same way. Make a new tensor instead, because that can have a
# different dtype:

print(b + 0.5)

# %%
# Look out for functions that change their argument
# -------------------------------------------------
# The argument of a function is what you hand to it in the brackets. If you hand it a tensor,
# the function gets that very tensor, not a copy, and the argument is one more name for it. This
# function turns scores into percentages of the best score. What is in ``scores`` after the
# call?


def to_percent(x):
    x /= x.max()
    return x * 100


scores = torch.tensor([2.0, 4.0, 5.0])
print(to_percent(scores))
print(scores)

# %%
# The percentages are right, but the scores are gone. ``x /= x.max()`` is in place, and ``x`` is
# another name for ``scores``. If you write a function that is meant to change its argument, let
# its name end in ``_`` as PyTorch does, so that nobody is caught out.
#
# Aside: write into a tensor that you have
# ----------------------------------------
# Programs that repeat the same calculation many times sometimes keep one tensor for the result
# and use it again and again. Many functions have an argument called ``out`` for that.

total = torch.zeros(3, dtype=torch.int64)
torch.add(a, b, out=total)
print(total)

# %%
# ``total`` held zeros, and now it holds ``a + b``. ``copy_`` fills a tensor with the numbers of
# another one, and ``zero_`` clears it.

print(total.copy_(torch.tensor([1.9, 2.9, 3.9])))
print(total.zero_())

# %%
# Be careful with ``copy_``: unlike ``add_``, it converts without an error. ``total`` holds
# ints, so it lost all the decimals.
#
# Aside: detach shares, too
# -------------------------
# A tensor can remember how it was calculated, which is what the lesson *Let PyTorch track
# gradients* is about. ``detach`` gives you a tensor with the same numbers that remembers
# nothing. You'll see it often. Is it a copy?

print(shares(scores, scores.detach()))
print(shares(scores, scores.detach().clone()))

# %%
# ``detach`` by itself doesn't copy, so writing into its result changes ``scores``. For a copy
# that remembers nothing, write ``detach().clone()``.
#
# Look back
# ---------
# - ``=`` adds a name, a view shares memory, and ``clone`` copies.
# - Positions and slices give views. Lists, masks and calculations make new tensors. ``reshape``
#   and ``to`` may do either.
# - A method that ends in ``_``, ``*=`` and an index on the left of ``=`` write in place, and
#   every tensor that shares the memory shows the change.
#
# **Try this:** rewrite ``to_percent`` so that the scores that you give it stay as they are, and
# print them to show it.
#
# One answer
# ----------
# Without ``/=``, every step makes a new tensor.


def to_percent(x):
    return x / x.max() * 100


scores = torch.tensor([2.0, 4.0, 5.0])
print(to_percent(scores))
print(scores)

# %%
# Check yourself
# --------------
# Decide first, and then open the answer. It says why.
#
# .. question::
#    :section: look-through-a-view
#
#    What is in ``a`` at the end? ::
#
#       a = torch.tensor([1, 2, 3, 4])
#       b = a[2:]
#       b[0] = 9
#       a
#
#    - [ ] ``tensor([1, 2, 3, 4])``
#
#      A slice of a Python list is a copy, so this is what you'd expect from a list. A slice
#      of a tensor is a view.
#
#      :if: ``a = torch.tensor([1, 2, 3, 4]); b = a[2:].clone(); b[0] = 9; a``
#
#    - [ ] ``tensor([9, 2, 3, 4])``
#
#      ``b`` does look at the memory of ``a``, but it doesn't begin where ``a`` begins. Its
#      first number is the third one of ``a``.
#
#      :if: ``a = torch.tensor([1, 2, 3, 4]); b = a[:2]; b[0] = 9; a``
#
#    - [x] ``tensor([1, 2, 9, 4])``
#
#      ``b`` is a view that begins at the third number of ``a``, and both look at the same
#      place.
#
# .. question::
#    :section: change-a-tensor-in-place
#
#    What is in ``x`` at the end? ::
#
#       x = torch.tensor([1, 2])
#       y = x
#       x = x + 1
#       y += 10
#       x
#
#    - [x] ``tensor([2, 3])``
#
#      ``x + 1`` makes a new tensor, and ``x`` becomes its name. ``y`` still belongs to the
#      old one, so the 10 goes there.
#
#    - [ ] ``tensor([12, 13])``
#
#      This takes ``x = x + 1`` for a change in place. But after that line, ``x`` and ``y``
#      are two tensors.
#
#      :if: ``x = torch.tensor([1, 2]); y = x; x += 1; y += 10; x``
#
#    - [ ] ``tensor([11, 12])``
#
#      That's the old tensor. ``x`` was its name at first, and only ``y`` is now.
#
#      :if: ``y``
#
# .. question::
#    :section: know-what-else-copies
#    :gives: True
#    :several:
#
#    Which of these give ``True``, because they share the memory of ``t``? ::
#
#       t = torch.zeros(2, 3)
#
#       def address(x):
#           return x.untyped_storage().data_ptr()
#
#    - [ ] ``address(t[[1]]) == address(t)``
#
#      There's only one position, but it is in a list, and a list always copies what it picks.
#
#    - [x] ``address(t.float()) == address(t)``
#
#      ``t`` holds ``float32`` already, so there's nothing to convert, and you get the same
#      tensor back.
#
#    - [ ] ``address(t * 1) == address(t)``
#
#      The numbers are the same as before, but a calculation always makes a new tensor.
#
#    - [x] ``address(t[1]) == address(t)``
#
#      A single position gives a view. It begins further on, but in the same storage.
