"""Zip archives that come out identical byte for byte, and their compilation to `.pyc`."""

import io
import os
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Mapping
from pathlib import Path

from publish.runtime.errors import RuntimeBuildError

# The earliest date a zip can hold: every entry has it, so that the clock leaves no trace.
_DATE = (1980, 1, 1, 0, 0, 0)
_MODE = 0o644 << 16

# `pyodide py-compile` without its siblings, whose imports take longer than compiling.
_COMMAND = "from pyodide_build.cli.py_compile import main; main()"


def zipped(entries: Mapping[str, bytes]) -> bytes:
    """A ZIP of `entries` in order of their names, uncompressed, without dates.

    Uncompressed because the web server (or the offline payload) compresses the whole file
    better than zip can, and because the interpreter then inflates nothing while importing.
    """
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(entries):
            info = zipfile.ZipInfo(name, _DATE)
            info.external_attr = _MODE
            info.create_system = 3
            archive.writestr(info, entries[name])
    return file.getvalue()


def read_zip(path: Path) -> dict[str, bytes]:
    """Every file of the archive by its name (folders have no entry)."""
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist() if name[-1] != "/"}


def compiled(entries: Mapping[str, bytes], *, optimize: int = 0) -> dict[str, bytes]:
    """`entries` with each `x.py` compiled to `x.pyc` by `pyodide py-compile`; the rest as it was.

    `optimize`: as Python's `-O` counts; 2 leaves docstrings and assertions out. Raises
    `RuntimeBuildError` when pyodide-build is missing (its last words say so) or a file does not
    compile.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "modules.zip"
        path.write_bytes(zipped(entries))
        _py_compile(path, optimize)
        done = read_zip(path)
    if sources := [name for name in done if name.endswith(".py")]:
        raise RuntimeBuildError(f"`pyodide py-compile` left {sources[0]} uncompiled.")
    return done


def _py_compile(path: Path, optimize: int) -> None:
    # With a source date set, py_compile writes hashes into the .pyc instead of a date; the
    # interpreter checks such a hash only against a source that lies beside it, and none does. How
    # a string is written depends on what else the process knows: always the same, so no chance.
    environment = {
        **os.environ,
        "PYTHONHASHSEED": "0",
        # Lines are kept, columns are not: what only underlines parts of a line in a traceback is a
        # quarter of the library as it is sent.
        "PYTHONNODEBUGRANGES": "1",
        "PYTHONOPTIMIZE": str(optimize or ""),
        "SOURCE_DATE_EPOCH": "315532800",
    }
    options: list[str | Path] = ["--silent", "--no-keep", "--compression-level", "0", path]
    done = subprocess.run(
        [sys.executable, "-c", _COMMAND, *options],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        said = (done.stdout + done.stderr).strip()
        raise RuntimeBuildError(f"`pyodide py-compile` failed: {said[-500:]}")
