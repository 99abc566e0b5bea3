"""Serve the site on this machine, and show each page again when a file changed.

Goes in: PORT, in the environment. Comes out: ``build/live/html``, built again after each change
below ``docs/`` or ``examples/``, and served. In the browser, a page loads itself again after each
build. After one that failed, it shows what the build said instead, which is in ``build/live/log``.

Below ``/static/live/``, the same pages can run their code, if there is a Python for it (see
``kernels.py``).

Importing takes longer than all the rest. So this process imports what is slow to import, runs none
of it, and each build is a fork of this process. Watching and reloading are sphinx-autobuild's.
"""

import html
import importlib
import multiprocessing
import os
import shlex
import shutil
import signal
import sys
from pathlib import Path

import psutil
import uvicorn
from sphinx_autobuild.filter import IgnoreFilter
from sphinx_autobuild.middleware import JavascriptInjectorMiddleware
from sphinx_autobuild.server import RebuildServer
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.responses import HTMLResponse, Response
from starlette.routing import Mount, WebSocketRoute
from starlette.staticfiles import StaticFiles

from course import library
from course.command import refuse_links
from course.make import kernels
from course.make.watch import SECONDS, end
from course.processes import adopt_orphans, die_with_parent
from course.settings import LESSONS, ROOT

LIVE = ROOT / "build" / "live"
SPHINX = ["-q", "--fail-on-warning", "--keep-going", "-c", ".", "-d", "build/live/doctrees"]
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
SLOW = "furo matplotlib.pyplot myst_parser.sphinx_ext.main nbformat sphinx_markdown_builder.builder"
HOSTS = ["127.0.0.1", "localhost"]  # a page at another name that leads here gets nothing
WORKER = "registration.unregister();"  # pages come from their files, and requests have to arrive
NO_KERNELS = "To run the code of pages, too, stop this, and run it again after make {}"
FAILED = Path(__file__).with_name("failed.html").read_text(encoding="utf-8")


class Pages(StaticFiles):
    """The pages of the last build, or what it said if it failed."""

    async def get_response(self, path, scope):
        said = (LIVE / "log").read_text(encoding="utf-8")
        if said and path.endswith((".html", ".")):
            return HTMLResponse(FAILED.replace("{said}", html.escape(said)))
        if path == "worker.js":
            return Response(WORKER, media_type="text/javascript")
        response = await super().get_response(path, scope)
        response.headers["Content-Security-Policy"] = "frame-ancestors 'self'"  # as Jupyter does
        return response


def run_sphinx():
    """Run Sphinx in this process, and let it say what is wrong in ``build/live/log``."""
    die_with_parent()
    for number in SIGNALS:
        signal.signal(number, signal.SIG_DFL)
    with (LIVE / "log").open("wb") as log:
        os.dup2(log.fileno(), 2)
    for name in [name for name in sys.modules if name.partition(".")[0] == "course"]:
        del sys.modules[name]  # its files may have changed
    importlib.import_module("course.settings").course()  # Sphinx would hide its mistakes
    from sphinx.cmd.build import build_main

    # The policy of pages doesn't allow the script that loads them again.
    sys.exit(build_main([*SPHINX, "-A", "live=1", "docs", "build/live/html"]))


def kill():
    """Kill what this process has started, and what that has left.

    In a fork that builds, that is never the server that runs the code of pages.
    """
    kernels.stop()
    end(psutil.Process().children(recursive=True))


def stop(number, frame):
    """End this process, and what it has started."""
    kill()
    if not multiprocessing.parent_process():
        print("Stopped.", flush=True)
    os._exit(1)  # at once, whatever is going on


class Server(uvicorn.Server):
    """End as ``stop`` does, whatever browsers have open.

    Uvicorn would wait for requests, and for connections that come after it has begun to close them.
    """

    handle_exit = staticmethod(stop)


def build(changed_paths):
    """Build the site in a process of its own, and say how that went."""
    adopt_orphans()
    process = multiprocessing.Process(target=run_sphinx)
    process.start()
    log = LIVE / "log"
    problem = ""
    try:  # join() would also wait for what a block has left
        if psutil.Process(process.pid).wait(SECONDS) and not log.stat().st_size:
            problem = "A lesson has ended the build, with os._exit or a signal. Take that out."
    except psutil.TimeoutExpired:
        problem = f"The build took more than {SECONDS} seconds."
    kill()
    if problem:
        shutil.rmtree(LIVE / "doctrees", ignore_errors=True)  # it may be half a page
        log.write_text(problem, encoding="utf-8")
    print(log.read_text(encoding="utf-8") or "Built.", flush=True)


def main():
    """Build and serve until somebody presses Ctrl+C."""
    refuse_links(ROOT / "build", LIVE, LIVE / "html", kernels.FOLDER, ROOT / "docs" / LESSONS)
    (LIVE / "html").mkdir(parents=True, exist_ok=True)
    if os.environ.get("DEVICE"):
        os.environ.update(library.HIDDEN)
    multiprocessing.set_start_method("fork")
    for number in SIGNALS:
        signal.signal(number, stop)
    print("Building.", flush=True)
    for name in (*library.IMPORTS, *SLOW.split()):
        importlib.import_module(name)
    build(())
    ignored = IgnoreFilter([ROOT / "docs" / LESSONS], ["__pycache__"])
    watcher = RebuildServer([ROOT / "docs", ROOT / "examples"], ignored, change_callback=build)
    address = f"127.0.0.1:{os.environ.get('PORT', 8000)}"
    pages = Pages(directory=LIVE / "html", html=True)
    routes = [WebSocketRoute("/websocket-reload", watcher)]
    if server := kernels.start():
        routes += [*kernels.routes(server), Mount("/static/live", pages)]
        start = f"http://{address}/login?next=/static/live/index.html&token={server.token}"
        print(f"To run the code of pages, too, open {start}")
    else:
        print(NO_KERNELS.format(shlex.quote(str(kernels.BINDER / "ready"))))
    routes.append(Mount("/", pages))
    guard = Middleware(TrustedHostMiddleware, allowed_hosts=HOSTS)
    script = Middleware(JavascriptInjectorMiddleware, ws_url=address)
    app = Starlette(routes=routes, middleware=[guard, script], lifespan=watcher.lifespan)
    print(f"Serving http://{address}/ until you press Ctrl+C.", flush=True)
    try:
        host, _, port = address.partition(":")
        Server(uvicorn.Config(app, host, int(port), log_level="warning")).run()
    finally:
        kill()


if __name__ == "__main__":
    main()
