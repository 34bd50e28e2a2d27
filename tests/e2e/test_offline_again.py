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


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("anderswo") / "eine andere Stelle"
    folder.mkdir()
    copy_sources(folder)
    return folder


def build(copy: Path) -> str:
    """Build there; gives what was said."""
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
    return done.stdout


@pytest.mark.timeout(300)
def test_two_builds_are_identical(site: Path, copy: Path) -> None:
    build(copy)
    assert digests(copy / "build" / "site") == digests(site)
    assert digests(copy / "build" / "runtime") == digests(ROOT / "build" / "runtime")
    assert digests(copy / "build" / "offline") == digests(ROOT / "build" / "offline")
    for path in (copy / "build" / "offline").iterdir():
        assert str(copy).encode() not in path.read_bytes()


@pytest.mark.timeout(300)
def test_a_changed_page_gives_what_the_whole_build_would(copy: Path) -> None:
    if not (copy / "build" / "site").exists():
        build(copy)
    for name in ("datenschutz.md", "support/offline.md"):
        page = copy / "docs" / name
        page.write_text(page.read_text("utf-8") + "\nEin neuer Satz.\n", "utf-8")
    assert "changed pages" in build(copy)
    again = {folder: digests(copy / "build" / folder) for folder in ("site", "offline", "pages")}
    (copy / "build" / "cache" / "last-build").unlink()
    (copy / "build" / "stamps" / "site").unlink()
    assert "changed pages" not in build(copy)
    for folder, found in again.items():
        assert digests(copy / "build" / folder) == found, folder


@pytest.mark.timeout(300)
def test_a_page_that_is_wrong_fails_and_leaves_the_last_site(copy: Path) -> None:
    if not (copy / "build" / "site").exists():
        build(copy)
    before = digests(copy / "build" / "site")
    page = copy / "docs" / "datenschutz.md"
    text = page.read_text("utf-8")
    page.write_text(text + "\n[dort](index.md#gibt-es-nicht)\n", "utf-8")
    with pytest.raises(AssertionError, match="gibt-es-nicht"):
        build(copy)
    assert digests(copy / "build" / "site") == before
    page.write_text(text, "utf-8")
