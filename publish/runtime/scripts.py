"""Page script, worker and styles: bundled by esbuild into classic scripts.

Classic, because on `file://` browsers run no module scripts and no module workers. One worker script holds Pyodide too: a worker
made from a `blob:` can load nothing beside itself.
"""

import json
import os
import subprocess
import sysconfig
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from publish.runtime.errors import RuntimeBuildError

# Browsers of the last years; all have `DecompressionStream` and streaming compilation.
_TARGET = "chrome111,firefox115,safari16.4"


def bundle(
    node_modules: Path,
    folder: Path,
    entries: Sequence[str],
    constants: Mapping[str, object] | None = None,
) -> dict[str, bytes]:
    """Each of the `entries` (scripts or styles in `folder`) and all it imports as one minified file.

    `constants`: names that the scripts use and the values that take their place.

    Raises `RuntimeBuildError` with esbuild's own words when it fails.
    """
    with tempfile.TemporaryDirectory() as out:
        command: list[str | Path] = [
            node_modules / ".bin" / "esbuild",
            *(folder / entry for entry in entries),
            "--bundle",
            "--minify",
            "--charset=utf8",
            "--format=iife",
            f"--target={_TARGET}",
            "--legal-comments=none",
            "--log-level=warning",
            f"--outbase={folder}",
            f"--outdir={out}",
        ]
        command += [
            f"--define:{name}={json.dumps(value)}" for name, value in (constants or {}).items()
        ]
        # esbuild's launcher is a Node script, and Node may only be in the virtual environment.
        path = os.pathsep.join([sysconfig.get_path("scripts"), os.environ.get("PATH", "")])
        try:
            done = subprocess.run(
                command, capture_output=True, check=False, env=os.environ | {"PATH": path}
            )
        except OSError as error:
            raise RuntimeBuildError(
                f"esbuild is not installed ({error.strerror}): run `make setup`."
            ) from error
        if done.returncode != 0:
            raise RuntimeBuildError(f"esbuild failed: {done.stderr.decode(errors='replace')}")
        return {entry: (Path(out) / entry).read_bytes() for entry in entries}


def worker_script(pyodide: Path, worker: bytes) -> bytes:
    """Pyodide's two scripts and our bundled worker in one classic script.

    `loadPyodide` finds the interpreter's factory already there and loads no script of its own.
    """
    parts = [b"/* Pyodide, Mozilla Public License 2.0 */"]
    for name in ("pyodide.asm.js", "pyodide.js"):
        lines = (pyodide / name).read_bytes().splitlines()
        parts.append(b"\n".join(ln for ln in lines if not ln.startswith(b"//# sourceMappingURL=")))
    return b"\n;\n".join([*parts, worker])
