"""The offline edition against the page online: time to the answer, jank, sizes. ``python -m bench.offline``.

A start is measured from the opening of the page to the answer painted on it, with the message
pasted as soon as the page takes it. Online is this machine's own server, so that no network counts;
the three ways are measured in turn, as times on a busy machine say little and their ratio something.
"""

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
import zipfile
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import sync_playwright

from bench.browser import MESSAGE
from bench.table import Row
from publish.serve import running
from tests import browsers

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Browser
    from selenium.webdriver.remote.webdriver import WebDriver

ROOT = Path(__file__).resolve().parents[1]
SITE = ROOT / "build" / "site"
OFFLINE = ROOT / "build" / "offline"
ONLINE = "online"
LIMIT = 1.3
# A blocked page is felt from here on, in milliseconds (RAIL).
JANK = 100
SIZES = {"tokenhilfe-offline-*.zip": 9e6, "assistent.html": 10e6}

# In the page, once it is loaded: paste; gives the time since the page was opened, and how long it
# was blocked at worst (only Chromium tells).
ASK = """
const [text, done] = [arguments[0], arguments[arguments.length - 1]];
const field = document.querySelector("#meldung");
const place = document.querySelector("[data-teil=antwort]");
let longest = 0;
try {
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) longest = Math.max(longest, entry.duration);
  }).observe({ type: "longtask" });
} catch {}
new MutationObserver((_, observer) => {
  if (!place.querySelector("h2")) return;
  observer.disconnect();
  requestAnimationFrame(() => {
    const time = performance.now();
    setTimeout(() => done([time, longest]), 50);
  });
}).observe(place, { childList: true });
field.dispatchEvent(new ClipboardEvent("paste", { bubbles: true }));
field.value = text;
"""
PROMISE = f"(text) => new Promise((done) => (function () {{ {ASK} }})(text, done))"

type Start = Callable[[str], tuple[float, float]]


def measure(runs: int = 5) -> list[Row]:
    """Measure everything; `runs` is how often each start is measured, in each browser."""
    rows = []
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        with zipfile.ZipFile(next(OFFLINE.glob("*.zip"))) as archive:
            archive.extractall(folder)
        ways = {
            ONLINE: f"{stack.enter_context(running(SITE))}assistent.html",
            "Ordner": (folder / "assistent.html").as_uri(),
            "Einzeldatei": (OFFLINE / "assistent.html").as_uri(),
        }
        playwright = stack.enter_context(sync_playwright())
        chromium = playwright.chromium.launch(
            executable_path=browsers.chromium(playwright.chromium.executable_path),
            args=browsers.chromium_arguments(),
        )
        stack.callback(chromium.close)
        rows += _compared("Chromium", _in_chromium(chromium), ways, runs)
        with suppress(browsers.BrowserMissingError):
            rows += _compared("Firefox", _in(stack.enter_context(browsers.firefox())), ways, runs)
        with suppress(browsers.BrowserMissingError):
            rows += _compared("WebKit", _in(stack.enter_context(browsers.webkit())), ways, runs)
    for pattern, limit in SIZES.items():
        size = next(OFFLINE.glob(pattern)).stat().st_size
        rows.append(Row(pattern, f"{size / 1e6:.2f} MB", f"≤ {limit / 1e6:.0f} MB", size <= limit))
    return rows


def _compared(name: str, start: Start, ways: dict[str, str], runs: int) -> list[Row]:
    """Rows for one browser. The first start of each way is not counted: it reads from the disk."""
    times: dict[str, list[float]] = {way: [] for way in ways}
    blocked: dict[str, list[float]] = {way: [] for way in ways}
    for turn in range(runs + 1):
        for way, address in ways.items():
            time, longest = start(address)
            if turn:
                times[way].append(time)
                blocked[way].append(longest)
    yardstick = statistics.median(times[ONLINE])
    rows = []
    for way in ways:
        value = statistics.median(times[way])
        ratio = value / yardstick
        compared = way != ONLINE
        rows.append(
            Row(
                f"{name}, {way}: Öffnen bis Antwort",
                f"{value:.0f} ms" + (f" = {ratio:.2f} × online" if compared else ""),
                f"≤ {LIMIT:.2f} ×" if compared else "",
                ratio <= LIMIT if compared else None,
                ratio if compared else None,
            )
        )
        longest = statistics.median(blocked[way])
        # On a busy machine each page is blocked for longer than that: then online says how long.
        limit = max(JANK, statistics.median(blocked[ONLINE]))
        if longest:
            rows.append(
                Row(
                    f"{name}, {way}: Seite am Stück blockiert",
                    f"{longest:.0f} ms",
                    f"≤ {limit:.0f} ms" if compared else "",
                    longest <= limit if compared else None,
                )
            )
    return rows


def _in_chromium(browser: Browser) -> Start:
    def start(address: str) -> tuple[float, float]:
        # A new context: nothing cached, nothing shared.
        context = browser.new_context(locale="de-DE", reduced_motion="reduce")
        try:
            page = context.new_page()
            page.goto(address)
            time, longest = page.evaluate(PROMISE, MESSAGE)
            return float(time), float(longest)
        finally:
            context.close()

    return start


def _in(driver: WebDriver) -> Start:
    driver.set_script_timeout(120)

    def start(address: str) -> tuple[float, float]:
        driver.get("about:blank")
        driver.get(address)
        time, longest = driver.execute_async_script(ASK, MESSAGE)
        return float(time), float(longest)

    return start


def main(arguments: list[str] | None = None) -> None:
    """Print the table; with `--json` the rows as JSON."""
    parser = argparse.ArgumentParser(prog="python -m bench.offline", description=__doc__)
    parser.add_argument("--runs", type=int, default=5, help="starts of each kind (%(default)s)")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    rows = measure(options.runs)
    if options.json:
        print(json.dumps([[row.what, row.value, row.budget, row.met] for row in rows]))
        return
    signs = {True: "ja", False: "NEIN", None: ""}
    print("| Offline | gemessen | Ziel | erreicht |\n| --- | --- | --- | --- |")
    for row in rows:
        print(f"| {row.what} | {row.value} | {row.budget} | {signs[row.met]} |")


if __name__ == "__main__":
    main()
