"""The wheel of command and library, as the site offers it and a release holds it.

The same bytes from the same sources: the only date in it is the knowledge's day.
"""

import os
import subprocess
import sys
import tempfile
from datetime import date
from pathlib import Path

from publish.days import seconds_of
from publish.errors import BuildError

ROOT = Path(__file__).resolve().parent.parent
_EARLIEST = date(1980, 1, 1)
"""What a ZIP can hold at the earliest."""


class WheelError(BuildError):
    """The wheel cannot be built; the message holds the builder's own words."""


def wheel(day: date, knowledge: str | None = None) -> tuple[str, bytes]:
    """Name and content of the wheel, every file in it dated `day`.

    `knowledge`: the compiled knowledge, where it is there already; working it out takes most of the
    time. Raises WheelError.
    """
    environment = os.environ | {"SOURCE_DATE_EPOCH": str(seconds_of(max(day, _EARLIEST)))}
    with tempfile.TemporaryDirectory() as folder:
        if knowledge is not None:
            from publish.compiled_knowledge import READY  # noqa: PLC0415 (brings Hatchling along)

            ready = Path(folder) / "knowledge.json"
            ready.write_text(knowledge, "utf-8", newline="")
            environment[READY] = str(ready)
        done = subprocess.run(
            [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "-d", folder],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            raise WheelError(f"The wheel cannot be built: {done.stderr.strip()[-800:]}")
        (made,) = Path(folder).glob("*.whl")
        return made.name, made.read_bytes()
