"""What the course teaches: all that this package knows about PyTorch.

A course on another library changes this file, the lessons and the pages. What is installed for it
stands in ``pyproject.toml``. This file is imported outside Sphinx as well, and in builds that run
no code, so it imports the library only where it is used.
"""

import logging
from functools import cache
from importlib import metadata

NAME = "PyTorch"  # as readers know it
MODULE = "torch"  # as it is imported, and its key in provenance.json and versions.json
PACKAGE = "torch"  # as it is installed
IMPORTS = (  # what lessons import, or the library does for them, and takes its time
    "torch",
    "torch.fx.experimental.symbolic_shapes",
    "torch._dynamo",
)
ADVICE = (  # in the archive of all lessons, on what to install
    "On Linux, a computer without an NVIDIA graphics card is better served by PyTorch's CPU build. "
    "PyTorch's installation page shows the command for it: "
    "https://pytorch.org/get-started/locally/"
)
DOCUMENTATION = {  # for each file in docs/_inventories, the address of what it lists
    "torch": "https://docs.pytorch.org/docs/stable",
    "numpy": "https://numpy.org/doc/stable",
    "matplotlib": "https://matplotlib.org/stable",
    "python": "https://docs.python.org/3",
}
LINKED = ("torch", "numpy")  # modules of which each name that lessons use has to be linked
PRACTICE = "import numpy as np\nimport torch\n"  # what exercises and questions find imported
SET_UP = """\
device = torch.accelerator.current_accelerator(check_available=True) or "cpu"
device = torch.device(device)
torch.set_default_device(device)
print(f"PyTorch {torch.__version__} on {device.type}")
"""  # what exercises run after that
ARRAYS = ("torch.Tensor", "numpy.ndarray")  # what calculating with one of these gives
RETURNED = "Tensor"  # the class in MODULE that docstrings name after "->"
HIDDEN = {"CUDA_VISIBLE_DEVICES": ""}  # hides accelerators, if it is set before the import


@cache
def version():
    """Return the version that is installed."""
    return metadata.version(PACKAGE)


def named(facts):
    """Return the library's name and version from the facts of a ``provenance.json``."""
    return f"{NAME} {facts[MODULE].partition('+')[0]}"


def find_accelerator():
    """Return the kind of accelerator that the library finds, or None if it finds none."""
    import torch

    # With CUDA's compiler but no GPU, this logger would write that into a lesson's output.
    logging.getLogger("torch.utils.cpp_extension").setLevel("ERROR")
    found = torch.accelerator.current_accelerator(check_available=True)
    return found.type if found else None


def calculates(accelerator):
    """Tell whether an accelerator of this kind calculates right. One that is broken may raise."""
    import torch

    # If the build was stopped here: make html DEVICE=cpu
    ones = torch.ones(8, 8, device=accelerator)
    return (ones @ ones).sum().item() == 512


def hide_accelerators():
    """Let the library report no accelerator, however it is asked."""
    import torch

    torch.accelerator.current_accelerator = lambda check_available=False: None
    torch.accelerator.device_count = lambda: 0
    for module in (torch.accelerator, torch.cuda, torch.backends.mps, torch.xpu):
        module.is_available = lambda: False


def device():
    """Return the kind of device that code runs on now, and its name, or None for the CPU's."""
    import torch

    current = torch.empty(0).device  # get_default_device fails in 2.8 where none is set
    name = getattr(torch.get_device_module(current), "get_device_name", None)
    return current.type, name(current) if name else None


@cache
def threads():
    """Return how many threads the first lesson finds."""
    import torch

    return torch.get_num_threads()


def reset():
    """Undo what a lesson may have set, and forget the seeds that it chose."""
    import torch

    torch.set_default_device(None)
    torch.set_default_dtype(torch.float32)
    torch.set_printoptions(profile="default")
    torch.set_grad_enabled(True)
    if torch.are_deterministic_algorithms_enabled():  # setting it takes a second
        torch.use_deterministic_algorithms(False)
    torch.set_num_threads(threads())
    torch.seed()
