"""How each file of the site is sent: its type, and how long it may be kept.

For our own server, and for the configuration of others.
"""

from __future__ import annotations

import os
import re
from pathlib import PurePath

from publish.compressed import HASHED_FOLDER

# The platform's own table differs from machine to machine (Windows' registry can even call
# JavaScript text/plain), and browsers compile WebAssembly while loading only under this type.
TYPES = {
    ".css": "text/css; charset=utf-8",
    ".csv": "text/csv; charset=utf-8",
    ".gz": "application/gzip",
    ".html": "text/html; charset=utf-8",
    ".ico": "image/vnd.microsoft.icon",
    ".ics": "text/calendar; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".map": "application/json",
    ".md": "text/markdown; charset=utf-8",
    ".mjs": "text/javascript; charset=utf-8",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".svg": "image/svg+xml; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".wasm": "application/wasm",
    ".webmanifest": "application/manifest+json",
    ".webp": "image/webp",
    ".whl": "application/zip",
    ".woff2": "font/woff2",
    ".xml": "application/xml; charset=utf-8",
    ".zip": "application/zip",
}
UNKNOWN_TYPE = "application/octet-stream"

# The assistant's files carry a hash of their content in the name: a changed file has another name.
HASHED_NAME = re.compile(r"[._-][0-9a-f]{8,64}(?=[._-])")
CACHE_FOR_EVER = "public, max-age=31536000, immutable"
CACHE_BUT_ASK = "no-cache"


def content_type(path: str | os.PathLike[str]) -> str:
    """Gives the Content-Type of a file by its name."""
    return TYPES.get(PurePath(path).suffix.lower(), UNKNOWN_TYPE)


def cache_control(path: str) -> str:
    """Gives the Cache-Control of a file by its path inside the site (with slashes)."""
    hashed = path.startswith(HASHED_FOLDER) and HASHED_NAME.search(PurePath(path).name)
    return CACHE_FOR_EVER if hashed else CACHE_BUT_ASK
