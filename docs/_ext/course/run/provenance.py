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

from course import library


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


def facts():
    """Return what code runs on here, after it has chosen its device."""
    import numpy

    kind, name = library.device()
    return {
        "device": {"type": kind, "name": name or cpu_name()},
        library.MODULE: library.version(),
        "python": platform.python_version(),
        "numpy": numpy.__version__,
        "platform": f"{platform.system()} {platform.machine()}",
    }
