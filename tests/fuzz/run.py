"""Hands one target to Atheris: `python -m tests.fuzz.run TARGET FOLDER [libFuzzer's options]`.

A process of its own for each target: libFuzzer never returns.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Callable
from pathlib import Path

import atheris

# Loaded under instrumentation: only code that reports what it reached guides the fuzzer.
with atheris.instrument_imports(
    include=["wizard", "desk", "openpyxl", "oxmsg", "olefile", "email", "html", "json", "zipfile"]
):
    import openpyxl  # noqa: F401
    import oxmsg  # noqa: F401

    import desk.sources.excel  # noqa: F401
    from tests.fuzz import targets


def keeping(target: targets.Target, folder: Path) -> Callable[[bytes], None]:
    """The target's check, which lays an input that fails into `folder`.

    libFuzzer writes it as well, but not when the machine is so slow that its own alarm comes first.
    """
    under_way = folder / "under-way"

    def check(data: bytes) -> None:
        # What ends the process, or never ends, is known by this.
        under_way.write_bytes(data)
        try:
            target.check(data)
        except Exception:
            name = hashlib.sha1(data, usedforsecurity=False).hexdigest()
            (folder / f"crash-{name}").write_bytes(data)
            raise

    return check


if __name__ == "__main__":
    name, folder = sys.argv[1:3]
    target = targets.TARGETS[name]
    # Loading the knowledge takes seconds, which are not the first input's.
    target.check(next(target.seeds()))
    atheris.Setup([sys.argv[0], *sys.argv[3:]], keeping(target, Path(folder)))
    atheris.Fuzz()
