"""Host Python and the runtime's Python must match, or the compiled modules are useless.

`pyodide py-compile` compiles with the Python it runs on. A `.pyc` of another minor version is
refused by the interpreter in the browser, far from the cause; so it is refused here.
"""

import importlib.util
import json
import re
import sys
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from publish.runtime.errors import RuntimeBuildError

_MAGIC = re.compile(rb"^MAGIC_NUMBER = \((\d+)\)\.to_bytes\(2, 'little'\)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class RuntimeVersions:
    """What npm's `pyodide` package is made of."""

    pyodide: str
    """Pyodide's own version, `0.29.5`."""
    python: str
    """Its CPython, `3.13.2`."""
    magic: int
    """The number in the head of each `.pyc` that this CPython accepts."""
    lock: Mapping[str, object]
    """Pyodide's lock without its packages: what `loadPyodide` wants to read, and no more."""


def runtime_versions(package: Path) -> RuntimeVersions:
    """Read the versions from the installed npm package.

    Raises `RuntimeBuildError` when the package is not there or looks different.
    """
    try:
        pyodide = json.loads((package / "package.json").read_text(encoding="utf-8"))["version"]
        lock = json.loads((package / "pyodide-lock.json").read_text(encoding="utf-8"))
        with zipfile.ZipFile(package / "python_stdlib.zip") as stdlib:
            source = stdlib.read("importlib/_bootstrap_external.py")
    except (OSError, KeyError, ValueError) as error:
        raise RuntimeBuildError(
            f"npm's package pyodide is missing or incomplete in {package.name}/ ({error}): "
            "run `make setup`."
        ) from error
    magic = _MAGIC.search(source)
    if magic is None:
        raise RuntimeBuildError(
            "The standard library of npm's package pyodide does not say its .pyc magic number."
        )
    return RuntimeVersions(
        str(pyodide),
        str(lock["info"]["python"]),
        int(magic[1]),
        {"info": lock["info"], "packages": {}},
    )


def check_host(runtime: RuntimeVersions) -> None:
    """Raise `RuntimeBuildError` unless this very Python can compile for the runtime."""
    host_magic = int.from_bytes(importlib.util.MAGIC_NUMBER[:2], "little")
    host = sys.version_info
    same_minor = runtime.python.split(".")[:2] == [str(host.major), str(host.minor)]
    if sys.implementation.name == "cpython" and same_minor and host_magic == runtime.magic:
        return
    minor = ".".join(runtime.python.split(".")[:2])
    raise RuntimeBuildError(
        f"This is Python {host.major}.{host.minor}.{host.micro} (.pyc magic {host_magic}), but "
        f"Pyodide {runtime.pyodide} runs Python {runtime.python} (.pyc magic {runtime.magic}): "
        f"build with CPython {minor}."
    )
