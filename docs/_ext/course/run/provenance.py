"""Say what code ran on.

``facts()`` is asked in the process that runs the code, after it has chosen its device. Which commit
was built is said by ``course.settings``: it is a fact of the build, whenever the code ran.
"""

import platform
import re
import subprocess
import sys
from functools import cache
from pathlib import Path


@cache
def cpu_name():
    """Return the processor's name as the system knows it."""
    if sys.platform == "darwin":
        command = ["sysctl", "-n", "machdep.cpu.brand_string"]
        return subprocess.check_output(command, text=True).strip()
    cpuinfo = Path("/proc/cpuinfo")
    text = cpuinfo.read_text(encoding="utf-8") if cpuinfo.exists() else ""
    found = re.search(r"^model name\s*:(.*)", text, re.MULTILINE)
    return found[1].strip() if found else platform.processor() or platform.machine()


def device_name(device):
    """Return the name of a torch.device: a GPU's own, else the processor's."""
    import torch

    name = getattr(torch.get_device_module(device), "get_device_name", None)
    return name(device) if name else cpu_name()


def facts():
    """Return what code runs on here, after it has chosen its device."""
    import numpy
    import torch

    device = torch.empty(0).device  # get_default_device fails in 2.8 where none is set
    return {
        "device": {"type": device.type, "name": device_name(device)},
        "torch": str(torch.__version__),  # its own class would import torch in later builds
        "python": platform.python_version(),
        "numpy": numpy.__version__,
        "platform": f"{platform.system()} {platform.machine()}",
    }
