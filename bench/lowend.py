"""The assistant on slow machines and networks: when the page can be used, when the answer comes.

Slow processor: all of the page's processes are stopped three quarters of the time (4 ×) or five
sixths (6 ×); the browser's own throttling slows the page, but not the worker that Python runs in.
Slow network: the server sends no more than so many bytes per second in all, and answers late;
browsers' own throttling does not reach the worker either. Linux only. ``python -m bench.lowend``.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

import uvicorn
from playwright.sync_api import sync_playwright

from bench.browser import MESSAGE
from bench.table import ROOT, Row
from publish.serve import create_app, listen
from tests import browsers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

SITE = ROOT / "build" / "site"
SLICE = 0.01
PATIENCE = 120_000
# Name, bytes per second, seconds until the first byte: the browsers' own presets.
NETWORKS: tuple[tuple[str, float, float], ...] = (
    ("4G langsam (9 Mbit/s)", 9e6 / 8, 0.17),
    ("3G (1,6 Mbit/s)", 1.6e6 / 8, 0.56),
)

# From the opening of the page: when the assistant is ready for a paste, when the answer is there,
# and whether what was said of progress only ever grew and ended at what it promised.
WATCH = """(text) => new Promise((resolve) => {
  const field = document.querySelector("#meldung");
  const place = document.querySelector("[data-teil=antwort]");
  const bar = document.querySelector("[data-teil=balken]");
  const seen = [];
  const look = setInterval(() => { if (bar.hasAttribute("value")) seen.push(bar.value / bar.max); }, 20);
  const usable = performance.now();
  new MutationObserver((_, observer) => {
    if (!place.querySelector("h2")) return;
    observer.disconnect();
    clearInterval(look);
    requestAnimationFrame(() => resolve({
      usable,
      answer: performance.now(),
      failed: place.querySelector(".th-ergebnis--stoerung") !== null,
      steps: seen.length,
      grows: seen.every((value, at) => at === 0 || value >= seen[at - 1]) && Math.max(0, ...seen) <= 1,
    }));
  }).observe(place, { childList: true });
  field.dispatchEvent(new ClipboardEvent("paste", { bubbles: true }));
  field.value = text;
})"""


def measure() -> list[Row]:
    """The rows; the yardstick is the same visit at full speed."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=browsers.chromium(playwright.chromium.executable_path),
            args=browsers.chromium_arguments(),
        )
        with serving(None, 0) as address:
            fast = visit(browser, address)
            rows = [_row("volle Geschwindigkeit", fast, fast["answer"])]
            for factor in (4, 6):
                with slowed(factor):
                    seen = visit(browser, address)
                rows.append(_row(f"Prozessor {factor} × langsamer", seen, fast["answer"]))
        for name, rate, latency in NETWORKS:
            with serving(rate, latency) as address:
                rows.append(_row(name, visit(browser, address), fast["answer"]))
        browser.close()
    return rows


def _row(what: str, seen: dict[str, float], yardstick: float) -> Row:
    sound = bool(seen["grows"]) and not seen["failed"]
    return Row(
        what,
        f"bedienbar {seen['usable'] / 1000:.1f} s, Antwort {seen['answer'] / 1000:.1f} s, "
        f"{seen['steps']:.0f} Stände des Fortschritts",
        "Antwort kommt, Fortschritt wächst",
        sound,
        seen["answer"] / yardstick,
    )


def visit(browser: Browser, address: str) -> dict[str, float]:
    """Opens the assistant with nothing cached, pastes as soon as it takes a message."""
    context = browser.new_context(locale="de-DE", reduced_motion="reduce")
    context.set_default_timeout(PATIENCE)
    try:
        page = context.new_page()
        page.goto(f"{address}assistent.html", wait_until="commit")
        page.wait_for_selector("[data-assistent][data-bereit]")
        seen: dict[str, float] = page.evaluate(WATCH, MESSAGE)
        return seen
    finally:
        context.close()


@contextlib.contextmanager
def slowed(factor: int) -> Iterator[None]:
    """Let this process's browser pages run only one part in `factor` of the time."""
    done = threading.Event()

    def tick() -> None:
        while not done.is_set():
            for pid in renderers():
                _signal(pid, signal.SIGSTOP)
            done.wait(SLICE * (factor - 1))
            for pid in renderers():
                _signal(pid, signal.SIGCONT)
            time.sleep(SLICE)

    thread = threading.Thread(target=tick, daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


def renderers() -> list[int]:
    """The processes of pages that descend from this process."""
    parents: dict[int, int] = {}
    pages: list[int] = []
    for folder in Path("/proc").iterdir():
        if not folder.name.isdigit():
            continue
        try:
            # After the name in parentheses: state, parent.
            parents[int(folder.name)] = int(
                (folder / "stat").read_text("utf-8").rpartition(")")[2].split()[1]
            )
            if b"--type=renderer" in (folder / "cmdline").read_bytes():
                pages.append(int(folder.name))
        except OSError:
            continue

    def ours(pid: int) -> bool:
        while pid in parents and pid != os.getpid():
            pid = parents[pid]
        return pid == os.getpid()

    return [pid for pid in pages if ours(pid)]


def _signal(pid: int, number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, number)


@contextlib.contextmanager
def serving(rate: float | None, latency: float) -> Iterator[str]:
    """The site from a server that sends `rate` bytes per second in all, each answer `latency` late."""
    listening = listen(port=0)
    app: ASGIApp = create_app(SITE)
    server = uvicorn.Server(
        uvicorn.Config(
            _slow(app, rate, latency) if rate else app,
            log_level="warning",
            lifespan="off",
            timeout_graceful_shutdown=1,
        )
    )
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/"
    finally:
        server.should_exit = True
        thread.join(timeout=10)
        listening.close()


def _slow(app: ASGIApp, rate: float, latency: float) -> ASGIApp:
    line = asyncio.Lock()
    piece = 8192

    async def slow(scope: Scope, receive: Receive, send: Send) -> None:
        async def late(message: Message) -> None:
            if message["type"] != "http.response.body":
                await send(message)
                return
            body = message.get("body", b"")
            for start in range(0, len(body), piece):
                part = body[start : start + piece]
                # One wire for all answers.
                async with line:
                    await asyncio.sleep(len(part) / rate)
                await send({"type": message["type"], "body": part, "more_body": True})
            await send({**message, "body": b""})

        await asyncio.sleep(latency)
        await app(scope, receive, late)

    return slow


def main(_arguments: list[str] | None = None) -> None:
    """Print the rows alone."""
    for row in measure():
        print(f"{row.what}: {row.value} ({'ja' if row.met else 'NEIN'})", flush=True)


if __name__ == "__main__":
    main()
