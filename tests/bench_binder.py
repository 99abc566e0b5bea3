"""Measure what Binder must hold: the size of the environment, and the most memory that work takes.

Work is to run a notebook, or to have the server and two pages that run their code. Run this with
the environment that is made from ``.binder``, after ``make html``.
"""

import contextlib
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

import nbformat
import psutil
from jupyter_client.session import Session
from jupyter_server.serverapp import list_running_servers
from nbclient import NotebookClient
from websocket import create_connection

ROOT = Path(__file__).parents[1]
LIMIT = 2  # GB: https://mybinder.readthedocs.io/en/latest/about/user-guidelines.html
PAGES = 2
POLL = 0.1


def size(folder):
    """Return how many bytes all files in a folder take on the disk."""
    return sum(
        os.lstat(Path(place, name)).st_blocks * 512
        for place, _, names in os.walk(folder)
        for name in names
    )


def peak(notebook):
    """Return the peak memory of running a notebook, its kernel included, in bytes."""
    code = f"import bench_binder; bench_binder.run({str(notebook)!r})"
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=Path(__file__).parent,
        check=True,
        capture_output=True,
        text=True,
    )
    return int(done.stdout)


def run(notebook):
    """Run a notebook, and print the peak memory of the largest process in bytes."""
    with tempfile.TemporaryDirectory() as folder:
        NotebookClient(
            nbformat.read(notebook, as_version=4), resources={"metadata": {"path": folder}}
        ).execute()
    print(
        resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
        * (1 if sys.platform == "darwin" else 1024)
    )


def memory(process):
    """Return the memory of a process and its children in bytes. What they share counts once."""
    members = [process, *process.children(recursive=True)]
    return sum(getattr(member.memory_full_info(), "pss", 0) for member in members)


@contextlib.contextmanager
def server():
    """Run JupyterLab as Binder does, and give its process, its address and its token."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root"]
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        places = {"JUPYTER_CONFIG_DIR": folder, "JUPYTER_RUNTIME_DIR": folder}
        process = psutil.Popen(command, cwd=folder, env={**os.environ, **places}, **quiet)
        while not (facts := next(list_running_servers(folder), None)):
            time.sleep(POLL)
        yield process, facts["url"], facts["token"]
        process.terminate()
        process.wait()


def execute(socket, code):
    """Run code in the kernel at the other end, and wait until it has finished."""
    message = Session().msg("execute_request", {"code": code})
    socket.send(json.dumps(message | {"channel": "shell"}, default=str))
    while True:
        answer = json.loads(socket.recv())
        if answer["parent_header"].get("msg_id") != message["msg_id"]:
            continue
        if answer["msg_type"] == "error":
            raise SystemExit(answer["content"]["evalue"])
        if answer["content"].get("execution_state") == "idle":
            return


def pages(notebook):
    """Return the peak memory of a server and of the kernels of pages that run a notebook's code."""
    cells = nbformat.read(notebook, as_version=4).cells
    found = 0
    with server() as (process, address, token):
        kernels = f"{address}api/kernels"
        for _ in range(PAGES):
            request = urllib.request.Request(f"{kernels}?token={token}", method="POST")
            with urllib.request.urlopen(request) as answer:
                kernel = json.load(answer)["id"]
            at = f"{kernels.replace('http', 'ws', 1)}/{kernel}/channels?token={token}"
            socket = create_connection(at)
            for cell in cells:
                if cell.cell_type == "code":
                    execute(socket, cell.source)
                    found = max(found, memory(process))
    return found


def main():
    print(f"\nBinder's environment: {size(sys.prefix) / 1e9:.2f} GB")
    notebooks = sorted((ROOT / "build" / "html" / "notebooks").rglob("*.ipynb"))
    needed = {notebook.stem: peak(notebook) for notebook in notebooks}
    hungriest = max(needed, key=needed.get)
    print(f"most memory: {needed[hungriest] / 1e9:.2f} GB, for {hungriest}")
    notebook = next(notebook for notebook in notebooks if notebook.stem == hungriest)
    print(f"server and {PAGES} live pages: {pages(notebook) / 1e9:.2f} GB of {LIMIT}")


if __name__ == "__main__":
    main()
