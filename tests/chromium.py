"""Find Chromium for the tests, or install it.

The system's own is preferred. If there is none, it is installed from the system's packages, or else
by Playwright.
"""

import os
import shutil
import subprocess
import sys

OPTIONS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def find():
    """Return the path of the system's Chromium or Chrome, or None if there is none."""
    return next(filter(None, map(shutil.which, NAMES)), None)


def install():
    """Install Chromium, from the system's packages if this process is allowed to."""
    by = "the system's packages" if shutil.which("apt-get") and os.geteuid() == 0 else "Playwright"
    print(f"The tests need Chromium or Chrome, and there is none here. Installing it from {by}.")
    print(f"To choose one yourself, stop this, and install one of: {', '.join(NAMES)}.", flush=True)
    if shutil.which("apt-get") and os.geteuid() == 0:
        subprocess.run(["apt-get", "update", "--quiet"], check=False)
        subprocess.run(["apt-get", "install", "--quiet", "--yes", "chromium"], check=False)
    if not find():
        subprocess.run(
            [sys.executable, "-m", "playwright", "install", "--with-deps", "chromium"], check=True
        )


if __name__ == "__main__" and not find():
    install()
