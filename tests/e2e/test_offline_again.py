"""Building again gives the same bytes: in another folder, at another time, with other chance."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.sources import ROOT, copy_sources


def digests(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.mark.timeout(300)
def test_two_builds_are_identical(site: Path, tmp_path: Path) -> None:
    copy = tmp_path / "eine andere Stelle"
    copy.mkdir()
    copy_sources(copy)
    environment = os.environ | {
        "PYTHONHASHSEED": "4711",
        "PYTHONPATH": str(copy),
        "TZ": "Pacific/Auckland",
        "LC_ALL": "C.UTF-8",
        "NO_MKDOCS_2_WARNING": "1",
    }
    done = subprocess.run(
        [sys.executable, "-m", "publish.build"],
        cwd=copy,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert digests(copy / "build" / "site") == digests(site)
    assert digests(copy / "build" / "runtime") == digests(ROOT / "build" / "runtime")
    assert digests(copy / "build" / "offline") == digests(ROOT / "build" / "offline")
    for path in (copy / "build" / "offline").iterdir():
        assert str(copy).encode() not in path.read_bytes()
