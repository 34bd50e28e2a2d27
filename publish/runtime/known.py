"""The files that npm brings and browsers run must be the ones that were looked at.

npm checks them once, while installing; here each build checks that nothing changed them since. Another
version has other hashes: look at it (and at `publish/licences/components.toml`), then take over what
the error names.
"""

from pathlib import Path

from publish.hashes import sha256_of
from publish.runtime.errors import RuntimeBuildError

KNOWN = {
    # Pyodide 0.29.5
    "pyodide.asm.js": "356c42f69e1695397e9d8670bd3c2e678248cde76e18bdae1731e848537b47d7",
    "pyodide.js": "7f832a350240263d9946a9c3c877f7bcdab6c37d6dc65f72cd3be5905dca62dd",
    "pyodide.asm.wasm": "54309a5a2cfd757b1f0fdbc9093c92503f7b341500110329d932487183912718",
    "python_stdlib.zip": "831fd1e535084b972f87c6a35275de3d236efd5166f5e77ce89497710635e73c",
    "pyodide-lock.json": "14d2c2dba101277999e17135e653d8f15389ad1437f53eae213bf0c3cdff723d",
}
"""SHA-256 of each file of npm's package `pyodide` that goes into the runtime."""


def verify(package: Path) -> None:
    """Raise `RuntimeBuildError` unless every file of the package is the known one."""
    for name, expected in KNOWN.items():
        try:
            found = sha256_of(package / name)
        except OSError as error:
            raise RuntimeBuildError(
                f"{package.name}/{name} is missing ({error.strerror}): run `make setup`."
            ) from error
        if found != expected:
            raise RuntimeBuildError(
                f"{package.name}/{name} is not the known file: its SHA-256 is {found}, "
                f"expected is {expected} (publish/runtime/known.py)."
            )
