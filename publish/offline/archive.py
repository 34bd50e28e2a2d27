"""The ZIP: the site as it is, without what only a web server needs."""

import fnmatch
import io
import zipfile
from collections.abc import Mapping
from datetime import date
from pathlib import Path, PurePosixPath

# The runtime as a server hands it out: offline its data scripts take its place
# (`publish.runtime.payload`). Pages for robots and for wrong addresses: there is no server.
LEFT_OUT = (
    "404.html",
    "_headers",
    "assets/assistent/desk.*.zip",
    "assets/assistent/engine.*.zip",
    "assets/assistent/outlook.*.zip",
    "assets/assistent/python.*.wasm",
    "assets/assistent/stdlib.*.zip",
    "assets/assistent/worker.*.js",
    "assets/vorschau.*",
    "downloads/*",
    "sitemap.*",
    "*.br",
    "*.gz",
    "*.map",
)


def files(site: Path) -> dict[str, bytes]:
    """The files of the offline edition by their path in the site, with slashes, in order."""
    return {
        path: (site / path).read_bytes()
        for path in sorted(p.relative_to(site).as_posix() for p in site.rglob("*") if p.is_file())
        if belongs(path)
    }


def belongs(path: str) -> bool:
    """Whether the site's file `path` is part of the offline edition."""
    return not any(fnmatch.fnmatchcase(path, pattern) for pattern in LEFT_OUT)


def zipped(entries: Mapping[str, bytes], day: date) -> bytes:
    """`entries` as a ZIP in which nothing tells when, where or by whom it was packed.

    Every entry is dated `day`. index.html comes first, then the read-me, then the rest by name.
    """
    # Years before 1980 do not fit into a ZIP.
    stamp = (max(day.year, 1980), day.month, day.day, 0, 0, 0)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name in sorted(entries, key=_rank):
            info = zipfile.ZipInfo(name, stamp)
            info.create_system = 3
            info.external_attr = 0o644 << 16
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, entries[name], compresslevel=9)
    return packed.getvalue()


def _rank(name: str) -> tuple[int, bool, str]:
    first = ("index.html", "LIESMICH.txt", "LIZENZ.txt")
    place = first.index(name) if name in first else len(first)
    return place, len(PurePosixPath(name).parts) > 1, name
