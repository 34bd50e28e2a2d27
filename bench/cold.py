"""What each measure against the cold start brings, one after the other. ``python -m bench.cold``.

Each variant is a page whose worker starts Pyodide, from this machine's own server, in a new browser
context. All are measured in turn, several times; what counts is the ratio to stock Pyodide in the
same run. The assistant as a whole is measured by `bench.browser`.
"""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
import tempfile
from contextlib import ExitStack
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from bench.browser import PYODIDE, STOCK_PAGE
from bench.table import Row
from publish.runtime import archives, stdlib, versions
from publish.serve import running
from tests import browsers

# What each step adds to those before it.
VARIANTS = {
    "stock": "Pyodide, wie npm es bringt",
    "compiled": "Standardbibliothek übersetzt (.pyc), unkomprimiert",
    "bare": "… ohne Docstrings",
    "reduced": "… ohne ungenutzte Module",
    "unlocked": "… ohne Anfrage nach der Lock-Datei",
}
WORKER = """const start = performance.now();
importScripts("pyodide.js");
loadPyodide({ indexURL: new URL("./", location).href %s })
  .then(() => postMessage(performance.now() - start));
"""


def measure(runs: int = 5) -> list[Row]:
    """The rows, the first of which is the yardstick."""
    times: dict[str, list[float]] = {name: [] for name in VARIANTS}
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        _write(folder)
        address = stack.enter_context(running(folder))
        playwright = stack.enter_context(sync_playwright())
        browser = playwright.chromium.launch(
            executable_path=browsers.chromium(playwright.chromium.executable_path),
            args=browsers.chromium_arguments(),
        )
        stack.callback(browser.close)
        for _ in range(runs):
            for name, found in times.items():
                found.append(_start(browser, f"{address}{name}/"))
    yardstick = statistics.median(times["stock"])
    rows = []
    for name, found in times.items():
        value = statistics.median(found)
        ratio = value / yardstick
        rows.append(
            Row(f"loadPyodide: {VARIANTS[name]}", f"{value:.0f} ms = {ratio:.2f} ×", ratio=ratio)
        )
    return rows


def _write(folder: Path) -> None:
    """One folder for each variant, with all that its page asks for."""
    whole = archives.read_zip(PYODIDE / "python_stdlib.zip")
    # As a literal of JavaScript that holds JSON.
    lock = json.dumps(json.dumps(versions.runtime_versions(PYODIDE).lock))
    made = {
        "compiled": _compiled(whole, 0),
        "bare": _compiled(whole, 2),
        "reduced": _compiled(stdlib.reduce(whole), 2),
    }
    made["unlocked"] = made["reduced"]
    for name in VARIANTS:
        place = folder / name
        place.mkdir()
        for file in ("pyodide.js", "pyodide.asm.js", "pyodide.asm.wasm", "pyodide-lock.json"):
            shutil.copyfile(PYODIDE / file, place / file)
        if name in made:
            (place / "python_stdlib.zip").write_bytes(made[name])
        else:
            shutil.copyfile(PYODIDE / "python_stdlib.zip", place / "python_stdlib.zip")
        more = f", lockFileContents: {lock}" if name == "unlocked" else ""
        (place / "worker.js").write_text(WORKER % more, "utf-8")
        (place / "index.html").write_text(STOCK_PAGE, "utf-8")


def _compiled(entries: dict[str, bytes], optimize: int) -> bytes:
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "stdlib.zip"
        archives.write_zip(path, entries)
        archives.py_compile_zips(path.parent, optimize=optimize)
        return path.read_bytes()


def _start(browser: Browser, address: str) -> float:
    context = browser.new_context()
    try:
        page = context.new_page()
        page.goto(address)
        return float(
            page.wait_for_function("() => window.milliseconds", timeout=120_000).json_value()
        )
    finally:
        context.close()


def main(arguments: list[str] | None = None) -> None:
    """Print the rows alone."""
    parser = argparse.ArgumentParser(prog="python -m bench.cold", description=__doc__)
    parser.add_argument("--runs", type=int, default=5, help="starts of each kind (%(default)s)")
    for row in measure(parser.parse_args(arguments).runs):
        print(f"{row.what}: {row.value}", flush=True)


if __name__ == "__main__":
    main()
