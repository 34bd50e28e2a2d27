"""Zip archives that come out identical byte for byte, and their compilation to `.pyc`."""

import os
import subprocess
import sysconfig
import zipfile
from collections.abc import Mapping
from pathlib import Path

from publish.runtime.errors import RuntimeBuildError

# The earliest date a zip can hold: every entry has it, so that the clock leaves no trace.
_DATE = (1980, 1, 1, 0, 0, 0)
_MODE = 0o644 << 16


def write_zip(path: Path, entries: Mapping[str, bytes]) -> None:
    """Write `entries` in order of their names, uncompressed, without dates.

    Uncompressed because the web server (or the offline payload) compresses the whole file
    better than zip can, and because the interpreter then inflates nothing while importing.
    """
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(entries):
            info = zipfile.ZipInfo(name, _DATE)
            info.external_attr = _MODE
            info.create_system = 3
            archive.writestr(info, entries[name])


def read_zip(path: Path) -> dict[str, bytes]:
    """Every file of the archive by its name (folders have no entry)."""
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist() if name[-1] != "/"}


def py_compile_zips(folder: Path, *, optimize: int = 0) -> None:
    """Compile the Python files in every zip of `folder`, in place, with `pyodide py-compile`.

    `optimize`: as Python's `-O` counts; 2 leaves docstrings and assertions out. Afterwards the zips hold `.pyc` instead of `.py`, without dates. Raises
    `RuntimeBuildError` when pyodide-build is missing or a file does not compile.
    """
    command = Path(sysconfig.get_path("scripts")) / "pyodide"
    # With a source date set, py_compile writes hash-based .pyc: no time stamp inside. The
    # interpreter checks such a hash only against a source that lies beside it, and none does.
    environment = os.environ | {
        "SOURCE_DATE_EPOCH": "315532800",
        "PYTHONOPTIMIZE": str(optimize or ""),
    }
    try:
        done = subprocess.run(
            [command, "py-compile", "--silent", "--no-keep", "--compression-level", "0", folder],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
    except OSError as error:
        raise RuntimeBuildError(
            f"pyodide-build is not installed ({error.strerror}): run `make setup`."
        ) from error
    if done.returncode != 0:
        raise RuntimeBuildError(f"`pyodide py-compile` failed: {done.stderr.strip()[-500:]}")
    for path in sorted(folder.glob("*.zip")):
        entries = read_zip(path)
        if sources := [name for name in entries if name.endswith(".py")]:
            raise RuntimeBuildError(f"`pyodide py-compile` left {sources[0]} uncompiled.")
        write_zip(path, entries)
