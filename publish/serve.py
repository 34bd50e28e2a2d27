"""Serves the built site on this machine and builds it again when its sources change.

Run as ``python -m publish.serve`` (``make serve``). Tests use :func:`create_app` and
:func:`running`, so that they see the same types and caching headers.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import socket
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, override

import uvicorn
from starlette.applications import Starlette
from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware import Middleware
from starlette.responses import FileResponse, Response
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles
from watchfiles import DefaultFilter, awatch

from publish.compressed import ENCODINGS
from publish.policy import HEADERS
from publish.served import CACHE_BUT_ASK, cache_control, content_type

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

ROOT = Path(__file__).resolve().parent.parent
SITE = ROOT / "build" / "site"
WATCHED = ("docs", "overrides", "wizard", "desk", "publish", "hosting", "mkdocs.yml")
HOST = "127.0.0.1"
PORT = 8000


def accepted_encodings(header: str) -> list[str]:
    """Gives the encodings that lie ready and that the `Accept-Encoding` allows, best first.

    What is not named is not accepted; the server's own order decides, as the client's is seldom
    meant (RFC 9110, 12.5.3).
    """
    weights: dict[str, str] = {}
    for item in header.split(","):
        name, *parameters = (part.strip().casefold() for part in item.split(";"))
        weights[name] = next((part[2:] for part in parameters if part.startswith("q=")), "1")
    # A weight of 0, 0.0 … refuses.
    return [name for name in ENCODINGS if weights.get(name, weights.get("*", "0")).strip("0.")]


class SiteFiles(StaticFiles):
    """The site's files with types and caching headers that do not depend on the machine.

    What `publish.compressed` has put beside a file is sent in its place.
    """

    @override
    def file_response(
        self,
        full_path: str | os.PathLike[str],
        stat_result: os.stat_result,
        scope: Scope,
        status_code: int = 200,
    ) -> Response:
        request_headers = Headers(scope=scope)
        for name in accepted_encodings(request_headers.get("accept-encoding", "")):
            packed = Path(f"{os.fspath(full_path)}{ENCODINGS[name]}")
            # An older one belongs to another build.
            if packed.is_file() and packed.stat().st_mtime_ns >= stat_result.st_mtime_ns:
                response = super().file_response(packed, packed.stat(), scope, status_code)
                if isinstance(response, FileResponse):
                    response.headers["content-encoding"] = name
                break
        else:
            response = super().file_response(full_path, stat_result, scope, status_code)
        response.headers["vary"] = "accept-encoding"
        if isinstance(response, FileResponse):
            # By the name of what was asked for, not of the compressed file.
            response.headers["content-type"] = content_type(full_path)
        return response

    @override
    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        headers = response.headers
        if isinstance(response, FileResponse) and "vary" not in headers:
            headers["content-type"] = content_type(response.path)
        found = response.status_code < 400
        headers["cache-control"] = (
            cache_control(path.replace(os.sep, "/")) if found else CACHE_BUT_ASK
        )
        return response

    @override
    def is_not_modified(self, response_headers: Headers, request_headers: Headers) -> bool:
        # A page that was built again within the same second has the same date: only the ETag,
        # made from size and exact time, tells them apart.
        return "if-none-match" in request_headers and super().is_not_modified(
            response_headers, request_headers
        )


class WithHeaders:
    """Gives every answer the same headers, also those that Starlette makes by itself."""

    def __init__(self, app: ASGIApp, always: Mapping[str, str]) -> None:
        self._app = app
        self._always = always

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers as the application does, with the headers on the answer's first message."""

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(self._always)
            await send(message)

        await self._app(scope, receive, send_with_headers)


def create_app(
    site_dir: str | os.PathLike[str] = SITE,
    prefix: str = "/",
    headers: Mapping[str, str] = HEADERS,
) -> Starlette:
    """Makes the ASGI application that serves a built site.

    Args:
        site_dir: The built site. It is read anew at each request, so it may be built again.
        prefix: The address of the site's folder, with a slash at both ends. Nothing else is served.
        headers: What every answer carries: the site's policy, unless something else is served.

    Raises:
        RuntimeError: The directory is not there.
    """
    return Starlette(
        routes=[Mount(prefix, app=SiteFiles(directory=site_dir, html=True))],
        middleware=[Middleware(WithHeaders, always=headers)],
    )


def listen(host: str = HOST, port: int = PORT) -> socket.socket:
    """Opens the port asked for or, if another program has it, a free one."""
    for wanted in (port, 0):
        candidate = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        if os.name == "posix":
            # Otherwise the port stays taken for a minute after the last server ended.
            candidate.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            candidate.bind((host, wanted))
            candidate.listen(128)
        except OSError:
            candidate.close()
            if wanted == 0:
                raise
        else:
            return candidate
    raise AssertionError


def address(listening: socket.socket) -> str:
    """Gives the address under which a browser on this machine reaches the socket."""
    host, port = listening.getsockname()
    return f"http://{'127.0.0.1' if host == '0.0.0.0' else host}:{port}/"  # noqa: S104 (compared)


def server_for(
    site_dir: str | os.PathLike[str], prefix: str = "/", headers: Mapping[str, str] = HEADERS
) -> uvicorn.Server:
    """Makes a quiet server for a built site below a prefix."""
    return uvicorn.Server(
        uvicorn.Config(
            create_app(site_dir, prefix, headers),
            log_level="warning",
            lifespan="off",
            server_header=False,
            timeout_graceful_shutdown=1,
        )
    )


@contextlib.contextmanager
def running(
    site_dir: str | os.PathLike[str], prefix: str = "/", headers: Mapping[str, str] = HEADERS
) -> Iterator[str]:
    """Serves a built site in a thread, on a free port, and gives its address (ends with "/")."""
    listening = listen(port=0)
    server = server_for(site_dir, prefix, headers)
    thread = threading.Thread(
        target=server.run, kwargs={"sockets": [listening]}, name="site", daemon=True
    )
    thread.start()
    try:
        while not server.started:
            if not thread.is_alive():
                message = "The server ended while starting."
                raise RuntimeError(message)
            time.sleep(0.01)
        yield address(listening).rstrip("/") + prefix
    finally:
        server.should_exit = True
        thread.join(timeout=10)
        listening.close()


async def build_again() -> bool:
    """Runs ``make build``; its errors go to the terminal. Gives whether it succeeded."""
    # Started from make: what it hands to its children does not concern a build of its own.
    environment = {key: value for key, value in os.environ.items() if not key.startswith("MAKE")}
    environment.pop("MFLAGS", None)
    process = await asyncio.create_subprocess_exec(
        "make", "--silent", "build", cwd=ROOT, env=environment, stdin=asyncio.subprocess.DEVNULL
    )
    try:
        return await process.wait() == 0
    except asyncio.CancelledError:
        with contextlib.suppress(ProcessLookupError):
            process.terminate()
        await process.wait()
        raise


class Previewer:
    """`publish.preview` in a process beside the server: a changed page shows before all is built."""

    def __init__(self) -> None:
        self._process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        """Start the process, or start it anew, when it knows an older state of the sources."""
        await self.stop()
        self._process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "publish.preview",
            cwd=ROOT,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
        )

    async def show(self, paths: Iterable[Path]) -> list[str] | None:
        """The pages rendered anew; None when only the whole build can show what changed."""
        process = self._process
        if process is None or process.stdin is None or process.stdout is None:
            return None
        try:
            process.stdin.write(json.dumps([str(path) for path in paths]).encode() + b"\n")
            await process.stdin.drain()
            answer = await process.stdout.readline()
        except OSError:
            answer = b""
        if not answer:
            self._process = None
            return None
        shown: list[str] | None = json.loads(answer)["pages"]
        return shown

    async def stop(self) -> None:
        """End the process, if there is one."""
        process, self._process = self._process, None
        if process is not None:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()


async def rebuild_on_change() -> None:
    """Show each changed page at once, and build everything again behind it.

    A failed build leaves the old site; a change during a build begins it anew.
    """
    paths = [ROOT / name for name in WATCHED if (ROOT / name).exists()]
    previewer = Previewer()
    await previewer.start()
    building: asyncio.Task[bool] | None = None
    # Whether something changed since the last whole build that the previewer does not know.
    behind = False
    try:
        async for changes in awatch(*paths, watch_filter=DefaultFilter(), debounce=400):
            started = time.monotonic()
            if building is not None:
                behind = await _end(building, otherwise=behind)
            changed = sorted({Path(path) for _, path in changes})
            shown = None if behind else await previewer.show(changed)
            behind = shown is None
            if shown:
                print(
                    f"Geändert: {_names(shown)}. Zu sehen nach {time.monotonic() - started:.1f} s, "
                    "alles Übrige wird gebaut …",
                    flush=True,
                )
            else:
                names = [str(path.relative_to(ROOT)) for path in changed]
                print(f"Geändert: {_names(names)}. Die Seite wird neu gebaut …", flush=True)
            building = asyncio.create_task(_build_whole(previewer, behind=behind))
    finally:
        if building is not None:
            await _end(building, otherwise=behind)
        await previewer.stop()


async def _build_whole(previewer: Previewer, *, behind: bool) -> bool:
    """Build; a previewer that is behind starts anew then. Gives whether it still is."""
    started = time.monotonic()
    if not await build_again():
        print(
            "Der Bau ist fehlgeschlagen, der Grund steht oben. "
            "Bis zur nächsten Änderung bleibt die letzte Fassung stehen.",
            file=sys.stderr,
            flush=True,
        )
        return behind
    print(f"Fertig nach {time.monotonic() - started:.1f} s.", flush=True)
    if behind:
        await previewer.start()
    return False


async def _end(building: asyncio.Task[bool], *, otherwise: bool) -> bool:
    """End a build that is under way; what a finished one gave, or `otherwise`."""
    if not building.done():
        building.cancel()
    try:
        return await building
    except asyncio.CancelledError:
        return otherwise


def _names(names: list[str]) -> str:
    more = f" und {len(names) - 1} weitere" if len(names) > 1 else ""
    return f"{names[0]}{more}"


async def serve(host: str, port: int, *, watch: bool) -> None:
    """Serves the built site until interrupted."""
    listening = listen(host, port)
    server = server_for(SITE)
    print(
        f"Die Seite steht bereit: {address(listening)} (beenden mit Strg+C)",
        flush=True,
    )
    watching = asyncio.create_task(rebuild_on_change()) if watch else None
    try:
        await server.serve(sockets=[listening])
    finally:
        if watching is not None:
            watching.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await watching
        listening.close()


def main(arguments: list[str] | None = None) -> int:
    """The command. Gives the exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m publish.serve", description="Zeigt die gebaute Seite auf diesem Rechner."
    )
    parser.add_argument("--host", default=HOST, help="Adresse, an der gelauscht wird (%(default)s)")
    parser.add_argument(
        "--port",
        type=int,
        default=PORT,
        help="gewünschter Port (%(default)s); ist er belegt, wird ein freier genommen",
    )
    parser.add_argument("--no-watch", action="store_true", help="bei Änderungen nicht neu bauen")
    options = parser.parse_args(arguments)
    if not (SITE / "index.html").is_file():
        print("Die Seite ist noch nicht gebaut: make build", file=sys.stderr)
        return 1
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(serve(options.host, options.port, watch=not options.no_watch))
    return 0


if __name__ == "__main__":
    sys.exit(main())
