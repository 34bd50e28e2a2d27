"""What each measure against the cold start brings, one after the other. ``python -m bench.cold``.

Each variant is a page whose worker starts Pyodide, from this machine's own server, in a new browser
context. All are measured in turn, several times; what counts is the ratio to stock Pyodide in the
same run. The assistant as a whole is measured by `bench.browser`.
"""

from __future__ import annotations

import argparse
import base64
import json
import shutil
import statistics
import tempfile
from contextlib import ExitStack
from pathlib import Path

import brotli
from playwright.sync_api import Browser, sync_playwright

from bench.browser import PYODIDE, STOCK_PAGE
from bench.table import ROOT, Row
from publish.runtime import archives, stdlib, versions
from publish.serve import running
from tests import browsers

RUNTIME = ROOT / "build" / "runtime"

# What each step adds to those before it.
VARIANTS = {
    "stock": "Pyodide, wie npm es bringt",
    "late": "dasselbe, WebAssembly erst nach dem Laden übersetzt",
    "compiled": "Standardbibliothek übersetzt (.pyc), unkomprimiert",
    "bare": "… ohne Docstrings",
    "reduced": "… ohne ungenutzte Module",
    "unlocked": "… ohne Anfrage nach der Lock-Datei",
}
# With the engine: until the first answer.
ANSWERS = {
    "answer": "dazu das Regelwerk, bis zur ersten Antwort",
    "eager": "… mit allen Mustern im Voraus übersetzt",
    "whole": "… mit allem importiert, was erst später gebraucht wird",
    "snapshot": "Speicherabbild mit geladenem Regelwerk, bis zur ersten Antwort",
}
OTHERS = {"micropython": "MicroPython, zum Vergleich: bis zur ersten Anweisung"}
WORKER = """const start = performance.now();
%s
importScripts("pyodide.js");
loadPyodide({ indexURL: new URL("./", location).href %s })
  .then(() => postMessage(performance.now() - start));
"""
BEFORE = {
    # As when a server sends another type: compiled in one go when all of it is there.
    "late": """WebAssembly.instantiateStreaming = async (response, imports) =>
      WebAssembly.instantiate(await (await response).arrayBuffer(), imports);""",
}
ENGINE = """import sys
sys.path[:] = ["/lib/engine.zip", *(path for path in sys.path if path.endswith(".zip"))]
import precompiled
precompiled.install()
"""
MORE = {
    "eager": """from wizard.browser.bridge import KNOWLEDGE
from wizard.index import Index
index = Index(KNOWLEDGE)
for probe in map(index.probe, range(len(index))):
    if probe.pattern.regex or probe.literals: probe.regex
""",
    "whole": """sys.path.append("/lib/desk.zip")
import wizard.browser
wizard.__path__.append("/lib/desk.zip/wizard")
wizard.browser.__path__.append("/lib/desk.zip/wizard/browser")
import wizard.browser.desk
""",
}
ANSWERING = """const start = performance.now();
importScripts("pyodide.js");
const load = async (name) => new Uint8Array(await (await fetch(name)).arrayBuffer());
const snapshot = %(snapshot)s;
(async () => {
  const archives = snapshot ? [] : ["engine.zip", "desk.zip"].map(load);
  const python = await loadPyodide({
    indexURL: new URL("./", location).href,
    lockFileContents: %(lock)s,
    ...(snapshot && { _loadSnapshot: load("snapshot.bin") }),
    ...(%(make)s && { _makeSnapshot: true }),
  });
  for (const [number, name] of ["engine.zip", "desk.zip"].entries()) {
    if (archives[number]) python.FS.writeFile(`/lib/${name}`, await archives[number]);
  }
  if (!snapshot) python.runPython(%(code)s);
  const answer = python.runPython(
    "import wizard.browser.bridge; wizard.browser.bridge.answer('error while refreshing token')",
  );
  if (!answer.startsWith("{")) throw new Error(answer);
  if (%(make)s) {
    // Nothing of this message stays: what it is about is in no later answer.
    const bytes = python.makeMemorySnapshot();
    let text = "";
    for (let at = 0; at < bytes.length; at += 32768) {
      text += String.fromCharCode(...bytes.subarray(at, at + 32768));
    }
    postMessage(btoa(text));
  } else postMessage(performance.now() - start);
})().catch((error) => postMessage(String(error.stack)));
"""
MICROPYTHON = """const start = performance.now();
import("./micropython.mjs").then(async ({ loadMicroPython }) => {
  const python = await loadMicroPython({ url: new URL("micropython.wasm", location).href });
  python.runPython("1 + 1");
  postMessage(performance.now() - start);
});
"""
YARDSTICK = ROOT / "tools" / "yardstick" / "node_modules" / "@micropython"


def measure(runs: int = 5) -> list[Row]:
    """The rows, the first of which is the yardstick."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        micropython = YARDSTICK.is_dir()
        _write(folder)
        address = stack.enter_context(running(folder, headers={}))
        playwright = stack.enter_context(sync_playwright())
        browser = playwright.chromium.launch(
            executable_path=browsers.chromium(playwright.chromium.executable_path),
            args=browsers.chromium_arguments(),
        )
        stack.callback(browser.close)
        snapshot = base64.b64decode(str(_start(browser, f"{address}making/")))
        (folder / "snapshot" / "snapshot.bin").write_bytes(snapshot)
        names = VARIANTS | ANSWERS | (OTHERS if micropython else {})
        times: dict[str, list[float]] = {name: [] for name in names}
        for _ in range(runs):
            for name, found in times.items():
                found.append(float(str(_start(browser, f"{address}{name}/"))))
    yardstick = statistics.median(times["stock"])
    rows = []
    for name, found in times.items():
        value = statistics.median(found)
        ratio = value / yardstick
        title = f"loadPyodide: {names[name]}" if name in VARIANTS else names[name]
        rows.append(Row(title, f"{value:.0f} ms = {ratio:.2f} ×", ratio=ratio))
    packed = len(brotli.compress(snapshot, quality=9, lgwin=24))
    rows.append(
        Row(
            "Größe des Speicherabbilds, neben dem WebAssembly",
            f"{len(snapshot) / 1e6:.1f} MB, brotli {packed / 1e6:.2f} MB",
        )
    )
    if not micropython:
        rows.append(Row(OTHERS["micropython"], "nicht gemessen: npm ci --prefix tools/yardstick"))
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
        place = _place(folder, name)
        if name in made:
            (place / "python_stdlib.zip").write_bytes(made[name])
        more = f", lockFileContents: {lock}" if name == "unlocked" else ""
        (place / "worker.js").write_text(WORKER % (BEFORE.get(name, ""), more), "utf-8")
    for name in (*ANSWERS, "making"):
        place = _place(folder, name)
        (place / "python_stdlib.zip").write_bytes(made["reduced"])
        for archive in ("engine", "desk"):
            shutil.copyfile(next(RUNTIME.glob(f"{archive}.*.zip")), place / f"{archive}.zip")
        script = ANSWERING % {
            "snapshot": json.dumps(name == "snapshot"),
            "make": json.dumps(name == "making"),
            "lock": lock,
            "code": json.dumps(ENGINE + MORE.get(name, "")),
        }
        (place / "worker.js").write_text(script, "utf-8")
    if YARDSTICK.is_dir():
        place = folder / "micropython"
        place.mkdir()
        for file in ("micropython.mjs", "micropython.wasm"):
            shutil.copyfile(next(YARDSTICK.glob(f"*/{file}")), place / file)
        (place / "worker.js").write_text(MICROPYTHON, "utf-8")
        (place / "index.html").write_text(STOCK_PAGE, "utf-8")


def _place(folder: Path, name: str) -> Path:
    """A folder with stock Pyodide and the page that starts it."""
    place = folder / name
    place.mkdir()
    for file in (
        "pyodide.js",
        "pyodide.asm.js",
        "pyodide.asm.wasm",
        "pyodide-lock.json",
        "python_stdlib.zip",
    ):
        shutil.copyfile(PYODIDE / file, place / file)
    (place / "index.html").write_text(STOCK_PAGE, "utf-8")
    return place


def _compiled(entries: dict[str, bytes], optimize: int) -> bytes:
    return archives.zipped(archives.compiled(entries, optimize=optimize))


def _start(browser: Browser, address: str) -> object:
    """What the worker says: the milliseconds, or the snapshot."""
    context = browser.new_context()
    try:
        page = context.new_page()
        page.goto(address)
        said = page.wait_for_function("() => window.milliseconds", timeout=120_000).json_value()
        if isinstance(said, str) and " " in said:
            raise RuntimeError(said)
        return said
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
