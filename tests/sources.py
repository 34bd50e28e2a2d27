"""The project's sources at another place, to build there: for tests and measurements."""

from __future__ import annotations

import shutil
from pathlib import Path

from publish.build import SITE_INPUTS

ROOT = Path(__file__).resolve().parents[1]


def copy_sources(folder: Path) -> None:
    """All that a build reads, in `folder`, without its dates; npm's packages are those of this clone."""
    ignored = shutil.ignore_patterns("__pycache__")
    for name in SITE_INPUTS:
        source, target = ROOT / name, folder / name
        if source.is_dir():
            shutil.copytree(
                source, target, ignore=ignored, copy_function=shutil.copy, dirs_exist_ok=True
            )
        else:
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(source, target)
    (folder / "node_modules").symlink_to(ROOT / "node_modules", target_is_directory=True)
