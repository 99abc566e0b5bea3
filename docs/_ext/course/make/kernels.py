"""Let pages run their code while they are edited, as ``start.py`` lets readers do it.

Goes in: BINDER, in the environment: the folder with the Python that runs the code. Comes out:
``start.py``, running below ``make live``, and the routes that pass on to it what live pages ask of
a Jupyter server, so that pages and kernels have one origin. Whom it lets in stays its decision,
because Host, Origin and Cookie arrive unchanged.
"""

import asyncio
import os
import re
import shutil
import signal
import subprocess
import sys
import types
from contextlib import suppress
from pathlib import Path

import psutil
from starlette.responses import Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocketDisconnect
from tornado.httpclient import AsyncHTTPClient, HTTPError, HTTPRequest
from tornado.websocket import WebSocketClosedError, websocket_connect

from course import library
from course.command import without_course
from course.processes import die_with_parent
from course.settings import ROOT

START = ROOT / "docs" / "_ext" / "course" / "live" / "start.py"
FOLDER = ROOT / "build" / "live" / "server"
BINDER = Path(os.environ.get("BINDER", f"{sys.prefix}-binder"))
SECONDS = 60  # to wait for what the server answers at once, or ends at once
LARGEST = 2**20  # bytes of a request, as in start.py
LONGEST = 2**28  # bytes of a message from a kernel
OWN = {"connection", "content-length", "date", "expect", "server", "transfer-encoding"}


def start():
    """Start the server. Return its process, address and token, or None where there is no BINDER.

    It works on a folder that has no page: it runs code, and pages come from ``make live``.
    """
    if not (ROOT / BINDER / "ready").exists():
        return None
    FOLDER.mkdir(exist_ok=True)
    shutil.copyfile(START, FOLDER / "start.py")
    (FOLDER / "requirements.txt").write_text(library.PACKAGE, encoding="utf-8")
    (FOLDER / "index.html").touch()
    command = [ROOT / BINDER / "bin" / "python", FOLDER / "start.py", "--no-browser"]
    pipes = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "text": True}
    apart = {"start_new_session": True, "env": without_course(os.environ)}  # Ctrl+C is for stop()
    last = {"preexec_fn": lambda: die_with_parent(signal.SIGTERM)}
    process = subprocess.Popen(command, **pipes, **apart, **last)
    for line in process.stdout:
        if found := re.search(r"(http://\S+)/\?token=(\S+)", line):
            return types.SimpleNamespace(process=process, address=found[1], token=found[2])
    return None  # it has said why


def stop():
    """Let the server, if this process has started it, end its kernels and remove its files."""
    for process in psutil.Process().children():
        with suppress(psutil.Error):
            if str(FOLDER / "start.py") in process.cmdline():
                process.terminate()
                process.wait(SECONDS)


def routes(server):
    """Return the routes of what goes to the server."""

    def pass_on(asked, base, names, **options):
        """Return a request to the server, with each byte of the address as it was sent."""
        path, query = (asked.scope[name].decode() for name in ("raw_path", "query_string"))
        headers = {name: asked.headers[name] for name in names if name in asked.headers}
        return HTTPRequest(f"{base}{path}?{query}", headers=headers, **options)

    async def ask(request):
        body = b""
        async for part in request.stream():
            body += part
            if len(body) > LARGEST:
                return Response(status_code=413)
        options = {"method": request.method, "body": body or None, "request_timeout": SECONDS}
        options |= {"follow_redirects": False, "allow_nonstandard_methods": True}
        try:
            asked = pass_on(request, server.address, {*request.headers} - OWN, **options)
            answer = await AsyncHTTPClient().fetch(asked, raise_error=False)
        except (OSError, HTTPError):
            return Response(status_code=502)
        response = Response(answer.body, answer.code)
        for name, value in answer.headers.get_all():
            if name.lower() not in OWN:
                response.headers.append(name, value)
        return response

    async def talk(socket):
        asked = pass_on(socket, f"ws{server.address[4:]}", ("cookie", "host", "origin"))
        try:
            kernel = await websocket_connect(asked, max_message_size=LONGEST)
        except (OSError, HTTPError):
            return await socket.close()  # before it is accepted, that is 403
        await socket.accept()

        async def listen():
            with suppress(RuntimeError, WebSocketDisconnect):  # the browser has gone
                while (said := await kernel.read_message()) is not None:
                    await (socket.send_text if isinstance(said, str) else socket.send_bytes)(said)
                await socket.close()

        listening = asyncio.create_task(listen())
        with suppress(WebSocketClosedError):  # the kernel has gone
            async for said in socket.iter_text():
                await kernel.write_message(said)
        listening.cancel()
        kernel.close()

    paths, methods = ("/api/{path:path}", "/lab", "/login"), ["DELETE", "GET", "POST"]
    there = [Route(path, ask, methods=methods) for path in paths]
    return [WebSocketRoute("/api/kernels/{path:path}", talk), *there]
