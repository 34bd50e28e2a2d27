"""``python -m bench [browser] [build] …`` (``make bench``): the measurements named, or all.

All come into one table, each beside its budget, and their ratios into `bench/history.jsonl`. Never
part of a test run.
"""

from __future__ import annotations

import importlib
import pkgutil
import sys
import time
import traceback

import bench
from bench.table import Row, remember, show

# Not measurements but what they share.
HELPERS = {"__main__", "stopwatch", "table"}


def main(names: list[str]) -> int:
    """Runs measurements by the names of their modules, each with its usual settings.

    Gives 1 when one of them could not be done; the table then says why, and holds the others.
    """
    found = [module.name for module in pkgutil.iter_modules(bench.__path__)]
    parts: list[tuple[str, list[Row]]] = []
    failed = False
    for name in names or [name for name in found if name not in HELPERS]:
        started = time.monotonic()
        module = importlib.import_module(f"bench.{name}")
        try:
            parts.append((name, module.measure()))
        except Exception as error:  # noqa: BLE001 (what was measured until then shall not be lost)
            failed = True
            said = (str(error).strip() or type(error).__name__).splitlines()[0]
            parts.append((name, [Row("nicht gemessen", said, met=False)]))
            traceback.print_exc()
        print(f"{name}: {time.monotonic() - started:.0f} s", file=sys.stderr, flush=True)
    show(parts)
    remember(parts)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
