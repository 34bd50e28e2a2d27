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
    """`entries` with each `x.py` compiled to `x.pyc`; everything else as it was.

    `optimize`: as Python's `-O` counts; 2 leaves docstrings and assertions out. Raises
    `RuntimeBuildError` when a file does not compile.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for entry, data in entries.items():
            path = folder / entry
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        _compile(folder, optimize)
        done = {entry: data for entry, data in entries.items() if not entry.endswith(".py")}
        for entry in entries.keys() - done.keys():
            done[f"{entry}c"] = (folder / f"{entry}c").read_bytes()
    return done


def _compile(folder: Path, optimize: int) -> None:
    # In a process that has imported nothing else: how a string is written depends on who else
    # knows it. Hashes instead of dates: the interpreter checks them only against a source that
    # lies beside, and none does.
    command: list[str | Path] = [sys.executable, "-I", "-m", "compileall", "-q", "-b"]
    command += ["-o", str(optimize), "--invalidation-mode", "checked-hash", "-s", folder, folder]
    done = subprocess.run(
        command,
        env={**os.environ, "PYTHONHASHSEED": "0"},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        said = (done.stdout + done.stderr).strip()
        raise RuntimeBuildError(f"A Python file does not compile: {said[-500:]}")
