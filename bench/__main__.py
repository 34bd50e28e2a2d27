"""``python -m bench [engine] [browser]`` (``make bench``): the measurements named, or all."""

from __future__ import annotations

import importlib
import pkgutil
import sys

import bench


def main(names: list[str]) -> None:
    """Runs measurements by the names of their modules, each with its usual settings."""
    for name in names or [found.name for found in pkgutil.iter_modules(bench.__path__)]:
        if name != "__main__":
            importlib.import_module(f"bench.{name}").main([])


if __name__ == "__main__":
    main(sys.argv[1:])
