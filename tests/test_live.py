"""An author sees each change in the browser while editing."""

import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
import time


@contextlib.contextmanager
def live(project):
    """Run ``make live`` for a project in the environment of this test, and give its address."""
    command = ["make", "live", "PORT=0", f"VENV={sys.prefix}", "--old-file", f"{sys.prefix}/site"]
    options = {
        "text": True,
        "stdout": subprocess.PIPE,
        "stderr": subprocess.STDOUT,
        "start_new_session": True,
    }
    server = subprocess.Popen(
        command, cwd=project.path, env=os.environ | {"PYTHONUNBUFFERED": "1"}, **options
    )
    said = ""
    try:
        while "Waiting to detect changes" not in said and (line := server.stdout.readline()):
            said += line
        address = re.search(r"http://127\.0\.0\.1:\d+", said)[0]
        for _ in range(100):  # the server says that it is ready before it listens
            with contextlib.suppress(ConnectionRefusedError):
                socket.create_connection(("127.0.0.1", int(address.rpartition(":")[2]))).close()
                break
            time.sleep(0.1)
        yield address
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.communicate()


def replace(page, old, new):
    """Replace ``old`` in a file, where it has to occur, with ``new``."""
    text = page.read_text(encoding="utf-8")
    assert old in text
    page.write_text(text.replace(old, new), encoding="utf-8")


def test_edited_page_is_shown_without_a_reload(small_project, browser):
    with live(small_project) as address:
        page = browser.new_page()
        page.goto(f"{address}/guide/start_here.html")
        replace(
            small_project.path / "docs" / "guide" / "start_here.md", "# Start here", "# Start now"
        )
        page.get_by_role("heading", name="Start now").wait_for()
        page.goto(f"{address}/lessons/core/create_tensors.html")
        replace(
            small_project.path / "examples" / "core" / "create_tensors.py",
            "# Look back\n# ---------\n",
            "# Look behind\n# -----------\n",
        )
        page.get_by_role("heading", name="Look behind").wait_for()
        page.close()
