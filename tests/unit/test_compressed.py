"""Compressed files beside those of the site: which, the same at any time, each made once."""

from __future__ import annotations

import gzip
import os
from pathlib import Path

import brotli
import pytest

from publish.compressed import compress
from publish.offline import archive

TEXT = "Das Token ist abgelaufen, und die Vorgänge bleiben aus.\n" * 60


@pytest.fixture
def site(tmp_path: Path) -> Path:
    files = {
        "index.html": TEXT.encode(),
        "kurz.html": b"<title>kurz</title>",
        "bild.png": TEXT.encode(),
        "zufall.js": os.urandom(4000),
        "assets/assistent/stdlib.0123456789abcdef.zip": TEXT.encode() * 2,
        "assets/assistent/offline-stdlib.zip.0123456789abcdef.js": TEXT.encode(),
        "downloads/assistent.html": TEXT.encode(),
    }
    for name, data in files.items():
        path = tmp_path / "site" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return tmp_path / "site"


def beside(site: Path) -> dict[str, bytes]:
    return {
        path.relative_to(site).as_posix(): path.read_bytes()
        for path in site.rglob("*")
        if path.suffix in {".br", ".gz"}
    }


def test_compressible_files_get_both_beside_them(site: Path, tmp_path: Path) -> None:
    compress(site, tmp_path / "cache")
    packed = beside(site)
    assert set(packed) == {
        "index.html.br",
        "index.html.gz",
        "assets/assistent/stdlib.0123456789abcdef.zip.br",
        "assets/assistent/stdlib.0123456789abcdef.zip.gz",
    }
    assert brotli.decompress(packed["index.html.br"]) == TEXT.encode()
    assert gzip.decompress(packed["index.html.gz"]) == TEXT.encode()


def test_the_same_site_gives_the_same_files_with_the_originals_dates(
    site: Path, tmp_path: Path
) -> None:
    compress(site, tmp_path / "cache")
    first = beside(site)
    os.utime(site / "index.html", (1_000_000_000, 1_000_000_000))
    compress(site, tmp_path / "another")
    assert beside(site) == first
    assert (site / "index.html.br").stat().st_mtime == 1_000_000_000


def test_only_what_changed_is_compressed_again(site: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    # What is not worth it is remembered as well: three files, two encodings.
    assert compress(site, cache).fresh == 6
    assert compress(site, cache).fresh == 0
    (site / "index.html").write_text(TEXT + "Neu.", "utf-8")
    assert compress(site, cache).fresh == 2
    assert brotli.decompress((site / "index.html.br").read_bytes()).endswith(b"Neu.")


def test_the_cache_keeps_only_what_the_site_has(site: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    compress(site, cache)
    (site / "zufall.js").unlink()
    compress(site, cache)
    assert len(list(cache.iterdir())) == 4


def test_a_folder_without_a_site_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="make build"):
        compress(tmp_path, tmp_path / "cache")


def test_the_offline_edition_carries_no_compressed_files(site: Path, tmp_path: Path) -> None:
    before = set(archive.files(site))
    compress(site, tmp_path / "cache")
    assert set(archive.files(site)) == before
