"""Puts the pieces together: `build/runtime/` with every file the assistant needs."""

import shutil
import tempfile
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

from publish.runtime import answers, archives, engine, known, payload, scripts, stdlib, versions
from publish.runtime.errors import RuntimeBuildError
from publish.runtime.manifest import Manifest
from wizard.catalog import Knowledge

ROOT = Path(__file__).resolve().parents[2]
BROWSER = ROOT / "wizard" / "browser"

# Scripts and styles of pages: the assistant's, then those of pages beside it.
PAGE_FILES = (
    "assistant.js",
    "assistant.css",
    "support/support.css",
    "support/verweise.js",
    "support/erinnerung.js",
    "support/stapel.js",
)
# By what they are called in the site.
NAMES = {"assistant.js": "assistent.js", "assistant.css": "assistent.css"}


def build(
    knowledge: Knowledge,
    out: Path = ROOT / "build" / "runtime",
    node_modules: Path = ROOT / "node_modules",
) -> dict[str, Any]:
    """Build everything into `out` (emptied first) and return the manifest.

    Raises `RuntimeBuildError` when the host's Python does not match the runtime's, when a
    tool is missing or fails, or when the reduced standard library lacks a needed module.
    """
    pyodide = node_modules / "pyodide"
    runtime = versions.runtime_versions(pyodide)
    known.verify(pyodide)
    versions.check_host(runtime)
    # Compilers are processes of their own, and packing lets others work: all of it at once.
    with ThreadPoolExecutor() as pool:
        pages = pool.submit(scripts.bundle, node_modules, BROWSER, PAGE_FILES)
        own_worker = pool.submit(
            scripts.bundle, node_modules, BROWSER, ("worker.js",), {"LOCK_FILE": runtime.lock}
        )
        wasm = (pyodide / "pyodide.asm.wasm").read_bytes()
        python = {"python.wasm": wasm} | _python_archives(pyodide, knowledge, pool)
        worker = scripts.worker_script(pyodide, own_worker.result()["worker.js"])
        python = {"worker.js": worker} | python
        offline = dict(
            zip(python, pool.map(payload.as_script, python, python.values()), strict=True)
        )
        bundled = pages.result()

    # Built beside and moved into place, so that a server never sees half of it.
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out.parent) as folder:
        fresh = Path(folder) / "runtime"
        fresh.mkdir()
        manifest = Manifest(fresh)
        for entry, data in bundled.items():
            manifest.add(NAMES.get(entry, entry.rpartition("/")[2]), data)
        manifest.add("antworten.js", answers.as_script(knowledge))
        for name, data in python.items():
            manifest.add(name, data)
            manifest.add(f"offline/{name}.js", offline[name])
        content = manifest.write(pyodide=runtime.pyodide, python=runtime.python)
        shutil.rmtree(out, ignore_errors=True)
        fresh.rename(out)
    return content


def _python_archives(
    pyodide: Path, knowledge: Knowledge, pool: ThreadPoolExecutor
) -> dict[str, bytes]:
    """The reduced standard library, the engine, the desk's part, Outlook's messages: all compiled."""
    whole = archives.read_zip(pyodide / "python_stdlib.zip")

    def compiled(entries: dict[str, bytes], optimize: int) -> Future[bytes]:
        return pool.submit(lambda: archives.zipped(archives.compiled(entries, optimize=optimize)))

    # Without docstrings the library is a sixth smaller; the engine keeps its own, since a
    # dataclass without one works out its signature, which takes longer than reading it.
    library = compiled(stdlib.reduce(whole), 2)
    desk = engine.desk_entries(knowledge)
    desk |= stdlib.supplement(whole, _sources(desk))
    desk_zip = compiled(desk, 2)
    outlook = engine.outlook_entries()
    needed = stdlib.supplement(whole, outlook).items()
    outlook_zip = compiled(outlook | {name: data for name, data in needed if name not in desk}, 2)
    entries = engine.engine_entries(knowledge)
    engine_zip = compiled(entries, 0)
    for module, user in stdlib.missing_modules(whole, _sources(entries)).items():
        raise RuntimeBuildError(
            f"{user} imports {module}, which publish/runtime/stdlib.py leaves out of the "
            "browser's standard library."
        )
    return {
        "stdlib.zip": library.result(),
        "engine.zip": engine_zip.result(),
        "desk.zip": desk_zip.result(),
        "outlook.zip": outlook_zip.result(),
    }


def _sources(entries: dict[str, bytes]) -> dict[str, bytes]:
    return {name: data for name, data in entries.items() if name.endswith(".py")}
