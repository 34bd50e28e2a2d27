"""Brotli and gzip beside each file of the site, for servers that send what lies ready.

Runs when everything else is in the site. `page.html` gets
`page.html.br` and `page.html.gz` beside it; a server chooses by what the browser accepts. What was
compressed once is kept by its content, so that a build compresses only what changed.
"""

from __future__ import annotations

import contextlib
import fnmatch
import hashlib
import os
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import brotli
import deflate

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
_BROTLI_WINDOWS = range(16, 25)


def _brotli(data: bytes) -> bytes:
    # No larger than the data: for each file the compressor lays out tables of the window's size,
    # which took longer than compressing a page.
    fitting = (len(data) + 16).bit_length()
    window = min(max(fitting, _BROTLI_WINDOWS[0]), _BROTLI_WINDOWS[-1])
    packed: bytes = brotli.compress(data, quality=_BROTLI_QUALITY, lgwin=window)
    return packed


# libdeflate is quicker than zlib and makes less of the same. Its most thorough level takes ten times as
# long for a thirtieth less: worth it for what is large and seldom changes.
_GZIP_LEVEL = 9
_THOROUGH_GZIP_LEVEL = 12
HASHED_FOLDER = "assets/assistent/"
"""The runtime's place in the site, where each name holds a hash: compressed as far as it goes."""


def _gzip(data: bytes, level: int = _GZIP_LEVEL) -> bytes:
    # Tells no time and no name: the same data, the same bytes.
    return bytes(deflate.gzip_compress(data, level))


ENCODINGS = {"br": ".br", "gzip": ".gz"}
"""By the name in `Accept-Encoding`, the preferred one first: suffix of the file."""

type _Way = tuple[str, Callable[[bytes], bytes]]
# Part of the name under which a result is kept: other settings give other results.
_WAYS: list[_Way] = [
    (f"{_BROTLI_QUALITY}-{_BROTLI_WINDOWS[-1]}-{brotli.__version__}{ENCODINGS['br']}", _brotli),
    (f"{_GZIP_LEVEL}-{version('deflate')}{ENCODINGS['gzip']}", _gzip),
]
_THOROUGH_GZIP: _Way = (
    f"{_THOROUGH_GZIP_LEVEL}-{version('deflate')}{ENCODINGS['gzip']}",
    partial(_gzip, level=_THOROUGH_GZIP_LEVEL),
)
_THOROUGH_WAYS = [_WAYS[0], _THOROUGH_GZIP]


@dataclass(frozen=True, slots=True)
class Result:
    """What a run did: files looked at, compressed ones written, of these newly compressed."""

    files: int
    written: int
    fresh: int


def compressible(site: Path, place: str = "") -> Iterator[Path]:
    """The files of the site that get compressed ones beside them, in order of their names.

    `place`: where in the site the folder will be, with a slash at the end.
    """
    for path in sorted(site.rglob("*")):
        name = place + path.relative_to(site).as_posix()
        if (
            path.suffix in TYPES
            and path.is_file()
            and path.stat().st_size > LEAST
            and not any(fnmatch.fnmatchcase(name, pattern) for pattern in LEFT_OUT)
        ):
            yield path


def prepare(folder: Path, place: str, cache: Path = CACHE) -> None:
    """Compress what will be at `place` in the site, while other work goes on.

    `compress` then finds it in `cache`.
    """
    cache.mkdir(parents=True, exist_ok=True)
    for path in compressible(folder, place):
        data = path.read_bytes()
        for name, pack in _named(_ways(place), data):
            if not (cache / name).exists():
                _write(cache / name, _if_worth(pack(data), data))


def gzipped(data: bytes, *, keep: bool = True, cache: Path = CACHE) -> bytes:
    """`data` as gzip.

    What is kept `compress` finds again for the runtime's files, compressed as far
    as it goes; what is not, since it is another at each build, is compressed quickly.
    """
    if not keep:
        return _gzip(data)
    ((name, pack),) = _named([_THOROUGH_GZIP], data)
    with contextlib.suppress(FileNotFoundError):
        if kept := (cache / name).read_bytes():
            return kept
    packed = pack(data)
    cache.mkdir(parents=True, exist_ok=True)
    _write(cache / name, _if_worth(packed, data))
    return packed


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
        for names, count in pool.map(
            lambda path: _beside(path, _ways(path.relative_to(site).as_posix()), cache, kept),
            compressible(site),
        ):
            used |= names
            written += count
    for name in kept - used:
        (cache / name).unlink(missing_ok=True)
    return Result(len(used) // len(ENCODINGS), written, len(used - kept))


def _beside(path: Path, ways: list[_Way], cache: Path, kept: set[str]) -> tuple[set[str], int]:
    """Write the files beside `path`; gives their names in the cache and how many are worth it."""
    data = path.read_bytes()
    stat = path.stat()
    names: set[str] = set()
    written = 0
    for name, pack in _named(ways, data):
        names.add(name)
        if name in kept:
            packed = (cache / name).read_bytes()
        else:
            packed = _if_worth(pack(data), data)
            _write(cache / name, packed)
        if packed:
            target = path.with_name(path.name + Path(name).suffix)
            target.write_bytes(packed)
            os.utime(target, ns=(stat.st_atime_ns, stat.st_mtime_ns))
            written += 1
    return names, written


def _ways(place: str) -> list[_Way]:
    """How a file is compressed whose path in the site begins with `place`."""
    return _THOROUGH_WAYS if place.startswith(HASHED_FOLDER) else _WAYS


def _named(ways: list[_Way], data: bytes) -> list[_Way]:
    """Each compression of `data`: its name in the cache, which ends in the suffix; what makes it."""
    digest = hashlib.sha256(data).hexdigest()
    return [(f"{digest[:32]}-{settings}", pack) for settings, pack in ways]


def _if_worth(packed: bytes, data: bytes) -> bytes:
    """`packed`, or nothing, which in the cache says that it is not worth it."""
    return packed if len(packed) <= WORTH * len(data) else b""


def _write(path: Path, data: bytes) -> None:
    """Write in one go, so that an interrupted build leaves no half file to be used later."""
    unfinished = path.with_name(f"{path.name}.{threading.get_ident()}")
    unfinished.write_bytes(data)
    unfinished.replace(path)
