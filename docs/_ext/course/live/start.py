"""Start the course on this computer: its pages open in a browser, and your Python runs their code.

    python start.py

The archive has this file beside ``index.html``, so it stands alone: it imports only the standard
library until it knows that the rest is there. It needs Python 3.10 or newer and what is in
requirements.txt. A Jupyter server then gives the pages at ``/static/live/`` and runs their code in
kernels. It answers only this computer, and only who has the address with the token in it. Jupyter's
settings of this user, and files in the folder that it was started in, count for nothing.
"""

import sys

if sys.version_info < (3, 10):  # noqa: UP036
    sys.exit("This is Python " + sys.version.split()[0] + ". The course needs 3.10 or newer.")
if __name__ == "__main__" and not getattr(sys.flags, "safe_path", sys.flags.isolated):
    del sys.path[0]  # this folder, where a file could have the name of a module

import argparse
import contextlib
import ctypes
import importlib.metadata
import os
import re
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
SERVER = ("jupyter_server>=2", "ipykernel", "psutil")  # what JupyterLab brings, and this file uses
PORT = 8930  # or one of the next: what browsers keep for a reader, they keep for a port
PAGES = "/static/live/"
SETTINGS = ("IPYTHON", "JPY_", "JUPYTER", "KERNEL_", "MPLBACKEND")  # how variables begin that count
REDIRECT = '<!doctype html><meta http-equiv="refresh" content="0; url={0}"><a href="{0}">Start</a>'
STARTED = """The course is running, and its code uses {} on this computer.
If your browser doesn't show it, open this address: {}
To end the course, press Ctrl+C here or close this window."""


def requirements():
    """Return the lines of requirements.txt. The library that the course is about comes first."""
    return (FOLDER / "requirements.txt").read_text(encoding="utf-8").split()


def installed(name):
    """Return the version of a package in this Python, or "" if it isn't there."""
    with contextlib.suppress(importlib.metadata.PackageNotFoundError):
        return importlib.metadata.version(name)
    return ""


def is_met(line):
    """Return whether a line such as ``torch>=2.8`` is met. Nothing is imported for that."""
    name, _, least = line.partition(">=")
    least, here = (re.findall(r"\d+", version)[:2] for version in (least, installed(name)))
    return bool(here) and [int(part) for part in here] >= [int(part) for part in least]


def problem():
    """Return a sentence on what keeps the course from starting, or ""."""
    if not all((FOLDER / name).is_file() for name in ("index.html", "requirements.txt")):
        return "Unpack the whole archive, and run the start.py in the folder that it makes."
    missing = [line for line in (*requirements(), *SERVER) if not is_met(line)]
    if not missing:
        return ""
    pip = [sys.executable, "-m", "pip", "install", "-r", str(FOLDER / "requirements.txt")]
    said = f"To install what is missing here ({', '.join(missing)}), run this command:"
    return f"{said}\n{subprocess.list2cmdline(pip)}"


def listen():
    """Return a socket that listens on this computer alone, on the first free port."""
    for port in range(PORT, PORT + 1000):
        with contextlib.suppress(OSError):
            return socket.create_server(("127.0.0.1", port), backlog=128)
    sys.exit("No port is free for the course. Restart this computer, and try again.")


def clean(folder):
    """Let this process and all that it starts work in an empty folder, with settings of our own."""
    for name in [name for name in os.environ if name.startswith(SETTINGS)]:
        del os.environ[name]
    for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR"):
        os.environ[name] = str(folder / "jupyter")
    os.environ["JUPYTER_SERVER_ALLOW_UNAUTHENTICATED_ACCESS"] = "no"  # not all versions know it
    (folder / "work").mkdir()
    os.chdir(folder / "work")


def open_browser(address, folder):
    """Open the address, and wait until that isn't a matter of this process any more.

    A file leads there, because all users of this computer can see the arguments of a command.
    The browser mustn't stay below this process, or the end of the course would be its end, too.
    """
    page = folder / "start.html"
    page.write_text(REDIRECT.format(address), encoding="utf-8")
    without = {name: value for name, value in os.environ.items() if name != "TERM"}  # none in here
    command = [sys.executable, "-m", "webbrowser", "-t", page.as_uri()]
    quiet = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.DEVNULL)
    with contextlib.suppress(subprocess.TimeoutExpired):
        subprocess.run(command, env=without, start_new_session=True, timeout=10, **quiet)


def settings(token):
    """Return all settings of the server that aren't Jupyter's defaults.

    Its secret for cookies is new, because the folder is where Jupyter would keep one.
    """
    server = {
        "ip": "127.0.0.1",
        "allow_root": True,
        "default_url": f"/login?next={PAGES}index.html",  # keeps the token out of pages' addresses
        "extra_static_paths": [str(FOLDER)],
        "log_level": "CRITICAL",
        "open_browser": False,
        "tornado_settings": {"static_url_prefix": PAGES},
    }
    # Kernels that have lost their page end after minutes, busy or not.
    kernels = {"buffer_offline_messages": False, "cull_busy": True, "cull_idle_timeout": 300}
    # A port is chosen before the kernel takes it, so another process can be faster. A socket in the
    # folder is the kernel's own, but its path can have 103 bytes, and 50 of them are its name's.
    has_room = os.name == "posix" and len(os.environb[b"JUPYTER_RUNTIME_DIR"]) <= 53
    return {
        "ServerApp": server,
        "IdentityProvider": {"token": token, "cookie_options": {"samesite": "Strict"}},
        "KernelManager": {"transport": "ipc" if has_room else "tcp"},
        "MappingKernelManager": kernels,
    }


def serve(listening, token):
    """Serve pages and run code until a signal ends this process."""
    from jupyter_server.base.handlers import APIHandler
    from jupyter_server.serverapp import ServerApp
    from tornado import httpserver, ioloop, web
    from traitlets.config import Config

    class Lab(APIHandler):
        """Answers a page that asks for its XSRF cookie, where other servers have JupyterLab."""

        @web.authenticated
        def get(self):
            self.finish(self.xsrf_token[:0])

    class Course(ServerApp):
        default_services = ("auth", "api", "kernels", "kernelspecs")  # no files, no terminals

        def initialize(self, argv=None):
            super().initialize([], find_extensions=False, new_httpserver=False)
            self.kernel_spec_manager.kernel_dirs = []  # so that there is only this Python's own
            self.web_app.add_handlers(".*", [("/lab", Lab)])
            # Requests are small, in bytes: code comes through a WebSocket.
            server = httpserver.HTTPServer(self.web_app, max_body_size=2**20)
            listening.setblocking(False)
            server.add_sockets([listening])
            # Windows tells Python of Ctrl+C only when there is something to do.
            ioloop.PeriodicCallback(lambda: None, 300).start()

        def load_config_file(self, *arguments):
            """Leave the user's settings alone."""

        def init_signal(self):
            """Leave signals to this file: Jupyter would ask a question."""

    Course.launch_instance([], config=Config(settings(token)))


def make_end(folder):
    """Return a function that kills everything below this process, and removes the folder."""
    import psutil  # now, because the function may have to act at any time

    def end():
        for _ in range(5):  # one that starts others can be faster once
            below = psutil.Process().children(recursive=True)
            for process in below:
                with contextlib.suppress(psutil.Error):
                    process.kill()
            psutil.wait_procs(below, timeout=1)
        os.chdir(FOLDER)  # Windows removes no folder that somebody works in
        shutil.rmtree(folder, ignore_errors=True)

    return end


def main():
    """Serve the course until somebody ends it."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--no-browser", action="store_true", help="only print the address")
    options = parser.parse_args()
    if said := problem():
        sys.exit(said)
    # Browsers that come as a snap can't read the temporary folders of others.
    folder = Path(tempfile.mkdtemp(prefix="course-", dir=shutil.which("snap") and Path.home()))
    end = make_end(folder)

    def stop(*signal_and_frame):
        end()
        os._exit(0)  # at once, whatever is going on

    # Those that the system has
    for name in {"SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK"}.intersection(dir(signal)):
        signal.signal(getattr(signal, name), stop)
    try:
        clean(folder)
        token = secrets.token_hex(16)
        listening = listen()
        address = f"http://127.0.0.1:{listening.getsockname()[1]}/?token={token}"
        if not options.no_browser:
            open_browser(address, folder)
        if sys.platform == "linux":  # what a kernel leaves behind becomes a child of this process
            # PR_SET_CHILD_SUBREAPER, https://man7.org/linux/man-pages/man2/prctl.2.html
            ctypes.CDLL(None).prctl(36, 1)
        library = requirements()[0].partition(">=")[0]
        print(STARTED.format(f"{library} {installed(library)}", address), flush=True)
        # Kernels write to standard error what would frighten readers. This process keeps its own.
        sys.stderr = os.fdopen(os.dup(2), "w")
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
        serve(listening, token)
    finally:
        end()


if __name__ == "__main__":
    main()
