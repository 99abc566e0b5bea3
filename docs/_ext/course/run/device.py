"""Choose what lessons run on: an accelerator that works, or else the CPU.

Goes in: the accelerator that torch reports, and ``DEVICE=cpu`` in the environment, which forces the
CPU. Comes out: a line in the log that says what was chosen and why, and a torch that reports no
accelerator but the chosen one. Some accelerators report themselves and then fail at the first
operation (https://github.com/Kaggle/docker-python/issues/1546).
"""

import logging as python_logging
import os
from functools import cache

from sphinx.errors import ConfigError
from sphinx.util import logging

logger = logging.getLogger(__name__)


def check(app, config):
    """Refuse a DEVICE that can't be forced, and hide GPUs from torch, which isn't imported yet."""
    if forced := os.environ.get("DEVICE"):
        if forced != "cpu":
            problem = f"DEVICE={forced}: only the CPU can be forced."
            raise ConfigError(f"{problem} Say DEVICE=cpu, or leave it out.")
        os.environ["CUDA_VISIBLE_DEVICES"] = ""


def problem(accelerator):
    """Return why lessons can't run on a torch.device, or None if they can.

    ``accelerator`` is None if torch finds no accelerator.
    """
    import torch

    if os.environ.get("DEVICE"):
        return "DEVICE=cpu was asked for"
    if accelerator is None:
        return "torch finds no accelerator"
    try:
        # If the build was stopped here: make html DEVICE=cpu
        ones = torch.ones(8, 8, device=accelerator)
        if (ones @ ones).sum().item() != 512:
            return f"{accelerator.type} calculates a wrong result"
    except Exception as error:  # each kind of device has exceptions of its own
        reason = str(error).strip().partition("\n")[0]
        return f"{accelerator.type} is there, but doesn't work ({type(error).__name__}: {reason})"


def hide():
    """Let torch report no accelerator, however it is asked."""
    import torch

    torch.accelerator.current_accelerator = lambda check_available=False: None
    torch.accelerator.device_count = lambda: 0
    for module in (torch.accelerator, torch.cuda, torch.backends.mps, torch.xpu):
        module.is_available = lambda: False


@cache
def choose():
    """Let lessons find an accelerator only if a real operation on it succeeded."""
    import torch

    # With CUDA's compiler but no GPU, this logger would write that into a lesson's output.
    python_logging.getLogger("torch.utils.cpp_extension").setLevel("ERROR")
    accelerator = torch.accelerator.current_accelerator(check_available=True)
    if why := problem(accelerator):
        hide()
        logger.info("Lessons run on the CPU: %s.", why)
    else:
        logger.info("Lessons run on %s: an operation on it succeeded.", accelerator.type)


def setup(app):
    app.connect("config-inited", check)
