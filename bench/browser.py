"""The assistant in the browser: cold start, warm answers, bytes. ``python -m bench.browser``.

Cold start: a new browser context each time (empty cache), the site on this machine, from the paste
to the answer on the page. Its yardstick is what stock Pyodide of the same version needs to finish
`loadPyodide` in a worker, measured in turn with ours: times on a busy machine say little, their
ratio says something.
"""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import sync_playwright

from bench.table import Row
from publish.serve import running
from tests import browsers

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Browser, BrowserType, Page, Request

ROOT = Path(__file__).resolve().parents[1]
SITE = ROOT / "build" / "site"
PYODIDE = ROOT / "node_modules" / "pyodide"

MESSAGE = """{
  "error": {
    "title": "ServerError",
    "message": "An error occurred while refreshing token.",
    "status": 400
  }
}"""
# Some 2 KB, as much as a person pastes: the message within lines of a log.
LOG = "\n".join(
    f"2026-03-02 07:14:{second:02d} INFO  Vorgangsabruf, Seite {second}, 25 Bestellungen gelesen"
    for second in range(24)
)
WARM = f"{LOG}\n{MESSAGE}\n"

STOCK_PAGE = """<!doctype html><meta charset="utf-8"><title>Stock Pyodide</title>
<script>
const worker = new Worker("worker.js");
worker.onmessage = ({ data }) => { window.milliseconds = data; };
</script>"""
STOCK_WORKER = """const start = performance.now();
importScripts("pyodide.js");
loadPyodide({ indexURL: new URL("./", location).href })
  .then(() => postMessage(performance.now() - start));
"""

# In the page: paste, and wait until an answer other than the one before is painted.
ASK = """(text) => new Promise((resolve) => {
  const field = document.querySelector("#meldung");
  const place = document.querySelector("[data-teil=antwort]");
  field.value = "";
  const start = performance.now();
  new MutationObserver((_, observer) => {
    if (!place.querySelector("h2")) return;
    observer.disconnect();
    requestAnimationFrame(() => resolve(performance.now() - start));
  }).observe(place, { childList: true });
  field.dispatchEvent(new ClipboardEvent("paste", { bubbles: true }));
  field.value = text;
})"""


def measure(runs: int = 5) -> list[Row]:
    """Measure everything; `runs` is how often each start is measured."""
    with ExitStack() as stack:
        playwright = stack.enter_context(sync_playwright())
        site = stack.enter_context(running(SITE))
        stock = stack.enter_context(running(_stock_site(stack), headers={}))
        browser = playwright.chromium.launch(
            executable_path=browsers.chromium(playwright.chromium.executable_path),
            args=browsers.chromium_arguments(),
        )
        stack.callback(browser.close)
        stock_times, at_once, preloaded = [], [], []
        for _ in range(runs):
            stock_times.append(_in_new_page(browser, _stock_start(stock)))
            at_once.append(_in_new_page(browser, _cold_start(site, wait=False)))
            preloaded.append(_in_new_page(browser, _cold_start(site, wait=True)))
        warm = _in_new_page(browser, _warm(site))
        sizes, repeated = _transferred(playwright.chromium, site)
    yardstick = statistics.median(stock_times)
    rows = [Row("Stock Pyodide, loadPyodide allein", _ms(yardstick), "", None)]
    for what, times in (("beim Öffnen der Seite", at_once), ("nach dem Vorladen", preloaded)):
        value = statistics.median(times)
        ratio = value / yardstick
        rows.append(
            Row(
                f"Einfügen bis Antwort, {what}",
                f"{_ms(value)} = {ratio:.2f} × Stock",
                "≤ 0.50 ×",
                ratio <= 0.5,
                ratio,
            )
        )
    rows.append(Row("Zweite Meldung, 2 KB", _ms(warm), "≤ 50 ms", warm <= 50, warm / yardstick))
    for how, size in sizes.items():
        limit = 4.5e6 if how != "unverändert" else None
        rows.append(
            Row(
                f"Dateien des Assistenten, {how}",
                f"{size / 1e6:.2f} MB",
                "≤ 4.50 MB" if limit else "",
                size <= limit if limit else None,
                size / limit if limit else None,
            )
        )
    rows.append(Row("Doppelt geladene Dateien", str(repeated), "0", repeated == 0))
    return rows


def _stock_site(stack: ExitStack) -> Path:
    """A folder with Pyodide as npm brings it, and the smallest page that starts it."""
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
    for name in (
        "pyodide.js",
        "pyodide.asm.js",
        "pyodide.asm.wasm",
        "python_stdlib.zip",
        "pyodide-lock.json",
    ):
        shutil.copyfile(PYODIDE / name, folder / name)
    (folder / "index.html").write_text(STOCK_PAGE, encoding="utf-8")
    (folder / "worker.js").write_text(STOCK_WORKER, encoding="utf-8")
    return folder


def _in_new_page(browser: Browser, run: Callable[[Page], float]) -> float:
    """Run something in a page of a new context: nothing cached, nothing shared."""
    context = browser.new_context(locale="de-DE", reduced_motion="reduce")
    try:
        return run(context.new_page())
    finally:
        context.close()


def _stock_start(address: str) -> Callable[[Page], float]:
    def run(page: Page) -> float:
        page.goto(f"{address}index.html")
        return float(page.wait_for_function("() => window.milliseconds").json_value())

    return run


def _cold_start(address: str, *, wait: bool) -> Callable[[Page], float]:
    """`wait`: until the page has loaded the runtime's files ahead, as while somebody reads it."""

    def run(page: Page) -> float:
        page.goto(f"{address}assistent.html", wait_until="networkidle" if wait else "load")
        return float(page.evaluate(ASK, MESSAGE))

    return run


def _warm(address: str) -> Callable[[Page], float]:
    def run(page: Page) -> float:
        page.goto(f"{address}assistent.html")
        page.evaluate(ASK, MESSAGE)
        return statistics.median(float(page.evaluate(ASK, f"{WARM}{turn}")) for turn in range(15))

    return run


def _transferred(chromium: BrowserType, address: str) -> tuple[dict[str, int], int]:
    """Sizes of the assistant's files that one visit asks for, by compression; how many twice.

    In a profile on disk: the small cache of a private window does not hold the runtime unpacked,
    as the server for trying things out sends it.
    """
    asked: list[Request] = []
    from_network: list[str] = []

    def run(page: Page) -> None:
        page.context.on("requestfinished", lambda request: asked.append(request))  # noqa: PLW0108 (Playwright marks the handler)
        page.goto(f"{address}assistent.html", wait_until="networkidle")
        page.evaluate(ASK, MESSAGE)
        from_network.extend(
            request.url
            for request in asked
            if "assets/assistent/" in request.url and request.sizes()["responseBodySize"] > 0
        )

    with tempfile.TemporaryDirectory() as profile:
        context = chromium.launch_persistent_context(
            profile,
            executable_path=browsers.chromium(chromium.executable_path),
            args=browsers.chromium_arguments(),
        )
        run(context.new_page())
        context.close()
    files = [SITE / url.removeprefix(address) for url in set(from_network)]
    sizes = {
        "unverändert": sum(path.stat().st_size for path in files),
        # As it lies ready beside each of them.
        "gzip": sum(Path(f"{path}.gz").stat().st_size for path in files),
        "brotli": sum(Path(f"{path}.br").stat().st_size for path in files),
    }
    return sizes, len(from_network) - len(set(from_network))


def _ms(value: float) -> str:
    return f"{value:.0f} ms"


def main(arguments: list[str] | None = None) -> None:
    """Print the table; with `--json` the rows as JSON."""
    parser = argparse.ArgumentParser(prog="python -m bench.browser", description=__doc__)
    parser.add_argument("--runs", type=int, default=5, help="starts of each kind (%(default)s)")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    rows = measure(options.runs)
    if options.json:
        print(json.dumps([[row.what, row.value, row.budget, row.met] for row in rows]))
        return
    signs = {True: "ja", False: "NEIN", None: ""}
    print("| Browser | gemessen | Ziel | erreicht |\n| --- | --- | --- | --- |")
    for row in rows:
        print(f"| {row.what} | {row.value} | {row.budget} | {signs[row.met]} |")


if __name__ == "__main__":
    main()
