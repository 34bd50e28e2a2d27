"""``python -m bench [browser] [build] …`` (``make bench``): the measurements named, or all.

Those that give rows come into one table, each beside its budget, and their ratios into
`bench/history.jsonl`; the others print their own. Never part of a test run.
"""

from __future__ import annotations

import importlib
import pkgutil
import sys

import bench
from bench.table import remember, show

# Not measurements but what they share.
HELPERS = {"__main__", "stopwatch", "table"}


def main(names: list[str]) -> None:
    """Runs measurements by the names of their modules, each with its usual settings."""
    found = [module.name for module in pkgutil.iter_modules(bench.__path__)]
    parts = []
    for name in names or [name for name in found if name not in HELPERS]:
        module = importlib.import_module(f"bench.{name}")
        if hasattr(module, "measure"):
            print(f"{name} …", file=sys.stderr, flush=True)
            parts.append((name, module.measure()))
        else:
            module.main([])
            print()
    if parts:
        show(parts)
        remember(parts)


if __name__ == "__main__":
    main(sys.argv[1:])
