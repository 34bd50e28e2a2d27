"""Puts the pieces together: `build/runtime/` with every file the assistant needs."""

import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from publish.runtime import answers, archives, engine, known, payload, scripts, stdlib, versions
from publish.runtime.errors import RuntimeBuildError
from publish.runtime.manifest import Manifest
from wizard.loading import load

ROOT = Path(__file__).resolve().parents[2]
BROWSER = ROOT / "wizard" / "browser"

# Scripts of pages beside the assistant's.
PAGE_SCRIPTS = ("verweise", "erinnerung", "stapel")


def build(
    out: Path = ROOT / "build" / "runtime", node_modules: Path = ROOT / "node_modules"
) -> dict[str, Any]:
    """Build everything into `out` (emptied first) and return the manifest.

    Raises `RuntimeBuildError` when the host's Python does not match the runtime's, when a
    tool is missing or fails, or when the reduced standard library lacks a needed module.
    """
    pyodide = node_modules / "pyodide"
    runtime = versions.runtime_versions(pyodide)
    known.verify(pyodide)
    versions.check_host(runtime)
    library, engine_zip, desk_zip = _python_archives(pyodide)
    own_worker = scripts.bundle(node_modules, BROWSER / "worker.js", {"LOCK_FILE": runtime.lock})
    worker = scripts.worker_script(pyodide, own_worker)
    page = scripts.bundle(node_modules, BROWSER / "assistant.js")
    styles = scripts.bundle(node_modules, BROWSER / "assistant.css")

    # Built beside and moved into place, so that a server never sees half of it.
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out.parent) as folder:
        fresh = Path(folder) / "runtime"
        fresh.mkdir()
        manifest = Manifest(fresh)
        manifest.add("assistent.js", page)
        manifest.add("assistent.css", styles)
        manifest.add("antworten.js", answers.as_script(load()))
        manifest.add(
            "support.css", scripts.bundle(node_modules, BROWSER / "support" / "support.css")
        )
        for name in PAGE_SCRIPTS:
            manifest.add(
                f"{name}.js", scripts.bundle(node_modules, BROWSER / "support" / f"{name}.js")
            )
        python = {
            "worker.js": worker,
            "python.wasm": (pyodide / "pyodide.asm.wasm").read_bytes(),
            "stdlib.zip": library,
            "engine.zip": engine_zip,
            "desk.zip": desk_zip,
        }
        for name, data in python.items():
            manifest.add(name, data)
            manifest.add(f"offline/{name}.js", payload.as_script(name, data))
        content = manifest.write(pyodide=runtime.pyodide, python=runtime.python)
        shutil.rmtree(out, ignore_errors=True)
        fresh.rename(out)
    return content


def _python_archives(pyodide: Path) -> tuple[bytes, bytes, bytes]:
    """The reduced standard library, the engine, and the desk's part, all compiled."""
    whole = archives.read_zip(pyodide / "python_stdlib.zip")
    entries = engine.engine_entries()
    sources = {name: data for name, data in entries.items() if name.endswith(".py")}
    for module, user in stdlib.missing_modules(whole, sources).items():
        raise RuntimeBuildError(
            f"{user} imports {module}, which publish/runtime/stdlib.py leaves out of the "
            "browser's standard library."
        )
    desk = engine.desk_entries()
    desk |= stdlib.supplement(whole, {n: data for n, data in desk.items() if n.endswith(".py")})
    # Without docstrings the library is a sixth smaller; the engine keeps its own, since a
    # dataclass without one works out its signature, which takes longer than reading it.
    return (
        _compiled("stdlib.zip", stdlib.reduce(whole), optimize=2),
        _compiled("engine.zip", entries, optimize=0),
        _compiled("desk.zip", desk, optimize=2),
    )


def _compiled(name: str, entries: Mapping[str, bytes], *, optimize: int) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        archives.write_zip(path, entries)
        archives.py_compile_zips(path.parent, optimize=optimize)
        return path.read_bytes()
