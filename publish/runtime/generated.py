"""The code that `dataclasses` writes for the engine's classes, compiled beforehand.

`publish.runtime.recorder` makes it, in a process in which nothing of the engine is imported yet;
`publish.runtime.precompiled` uses it, in the browser.
"""

import os
import subprocess
import sys
from pathlib import Path

from publish.runtime.errors import RuntimeBuildError

_RECORDER = Path(__file__).with_name("recorder.py")


def dataclass_code(entry: str, root: Path) -> bytes:
    """The marshalled table for all that importing the module `entry` (below `root`) defines.

    Raises `RuntimeBuildError` when the import fails or defines nothing.
    """
    done = subprocess.run(
        # Without columns, as `publish.runtime.archives` compiles.
        [sys.executable, "-P", "-X", "no_debug_ranges", _RECORDER, entry],
        capture_output=True,
        check=False,
        env=os.environ | {"PYTHONPATH": str(root), "PYTHONHASHSEED": "0"},
    )
    if done.returncode != 0:
        raise RuntimeBuildError(f"{entry} cannot be imported: {done.stderr.decode()[-500:]}")
    return done.stdout
