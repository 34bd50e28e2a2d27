"""Brotli and gzip beside each file of the site, for servers that send what lies ready.

`python -m publish.compressed <site>` runs when everything else is in the site. `page.html` gets
`page.html.br` and `page.html.gz` beside it; a server chooses by what the browser accepts. What was
compressed once is kept by its content, so that a build compresses only what changed.
"""

from __future__ import annotations

import argparse
import fnmatch
import gzip
import hashlib
import os
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import brotli

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT = Path(__file__).resolve().parent.parent
CACHE = ROOT / "build" / "cache" / "compressed"

TYPES = frozenset(
    {".css", ".csv", ".html", ".ics", ".js", ".json", ".map", ".md", ".mjs", ".svg"}
    | {".txt", ".wasm", ".webmanifest", ".xml"}
    # The runtime's archives are stored: the server's compression is the only one.
    | {".zip"}
)
"""Suffixes of what compresses; pictures and fonts are compressed by themselves."""

LEFT_OUT = (
    # Only for file://; no browser asks a server for them.
    "assets/assistent/offline-*",
    # Fetched once to be kept: not worth the time of every build.
    "downloads/*",
)

LEAST = 1024
"""Bytes below which a file fits into the answer's first packet anyway."""

WORTH = 0.95
"""A compressed file larger than this part of the original is left out."""

# 9 and not 10: on the WebAssembly file 10 saves a tenth (2.20 for 2.45 MB) and takes five times as long.
_BROTLI_QUALITY = 9
_BROTLI_WINDOW = 24


def _brotli(data: bytes) -> bytes:
    packed: bytes = brotli.compress(data, quality=_BROTLI_QUALITY, lgwin=_BROTLI_WINDOW)
    return packed


def _gzip(data: bytes) -> bytes:
    return gzip.compress(data, 9, mtime=0)


ENCODINGS: dict[str, tuple[str, Callable[[bytes], bytes]]] = {
    "br": (".br", _brotli),
    "gzip": (".gz", _gzip),
}
"""By the name in `Accept-Encoding`, the preferred one first: suffix of the file, compression."""

# Part of the name under which a result is kept: other settings give other results.
_SETTINGS = f"{_BROTLI_QUALITY}-{_BROTLI_WINDOW}-{brotli.__version__}"


@dataclass(frozen=True, slots=True)
class Result:
    """What a run did: files looked at, compressed ones written, of these newly compressed."""

    files: int
    written: int
    fresh: int


def compressible(site: Path) -> Iterator[Path]:
    """The files of the site that get compressed ones beside them, in order of their names."""
    for path in sorted(site.rglob("*")):
        name = path.relative_to(site).as_posix()
        if (
            path.suffix in TYPES
            and path.is_file()
            and path.stat().st_size > LEAST
            and not any(fnmatch.fnmatchcase(name, pattern) for pattern in LEFT_OUT)
        ):
            yield path


def compress(site: Path, cache: Path = CACHE) -> Result:
    """Write the compressed files beside those of `site`; keep each in `cache`, drop unused ones.

    The same file gives the same bytes at any time. A compressed file has the original's date, as
    some servers compare them. Raises FileNotFoundError when there is no site.
    """
    if not (site / "index.html").is_file():
        raise FileNotFoundError(f"{site}: no site there; run `make build`.")
    cache.mkdir(parents=True, exist_ok=True)
    kept = {entry.name for entry in cache.iterdir()}
    used: set[str] = set()
    written = 0
    # Both compressions leave Python's lock to others while they work.
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for names, count in pool.map(lambda path: _beside(path, cache, kept), compressible(site)):
            used |= names
            written += count
    for name in kept - used:
        (cache / name).unlink(missing_ok=True)
    return Result(len(used) // len(ENCODINGS), written, len(used - kept))


def _beside(path: Path, cache: Path, kept: set[str]) -> tuple[set[str], int]:
    """Write the files beside `path`; gives their names in the cache and how many are worth it."""
    data = path.read_bytes()
    digest = hashlib.sha256(data).hexdigest()
    stat = path.stat()
    names: set[str] = set()
    written = 0
    for suffix, pack in ENCODINGS.values():
        name = f"{digest[:32]}-{_SETTINGS}{suffix}"
        names.add(name)
        if name in kept:
            packed = (cache / name).read_bytes()
        else:
            packed = pack(data)
            # An empty one remembers that it is not worth it.
            packed = packed if len(packed) <= WORTH * len(data) else b""
            _write(cache / name, packed)
        if packed:
            target = path.with_name(path.name + suffix)
            target.write_bytes(packed)
            os.utime(target, ns=(stat.st_atime_ns, stat.st_mtime_ns))
            written += 1
    return names, written


def _write(path: Path, data: bytes) -> None:
    """Write in one go, so that an interrupted build leaves no half file to be used later."""
    unfinished = path.with_name(f"{path.name}.{threading.get_ident()}")
    unfinished.write_bytes(data)
    unfinished.replace(path)


def main(arguments: list[str] | None = None) -> int:
    """The command; gives the exit status."""
    parser = argparse.ArgumentParser(prog="python -m publish.compressed", description=__doc__)
    parser.add_argument("site", type=Path, help="the finished site")
    parser.add_argument("--cache", type=Path, default=CACHE)
    options = parser.parse_args(arguments)
    try:
        done = compress(options.site, options.cache)
    except FileNotFoundError as error:
        print(f"publish.compressed: {error}", file=sys.stderr)
        return 1
    print(
        f"{done.files} files compressible, {done.written} compressed ones beside them, "
        f"{done.fresh} of them new."
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
