"""The PNG copies of drawings, for those who read no SVG: old browsers' icons, link previews.

`python -m publish.rasters` renews them with a local Chromium; they are committed, because the
build shall not need a browser. Each PNG carries the checksum of its drawing, so that a test
finds one that was forgotten.
"""

from __future__ import annotations

import hashlib
import shutil
import struct
import zlib
from pathlib import Path

ASSETS = Path(__file__).resolve().parent.parent / "docs" / "assets"

RASTERS = {
    "favicon.png": ("favicon.svg", 96, 96),
    "touch-icon.png": ("logo.svg", 180, 180),
    "vorschau.png": ("vorschau.svg", 1200, 630),
}
"""PNG file to drawing, width and height in pixels."""

_KEYWORD = b"Source SHA-256"
_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_HEADER_END = 8 + 25  # signature and IHDR, which always comes first


def checksum(drawing: Path) -> str:
    """The checksum of a drawing that its PNG must carry."""
    return hashlib.sha256(drawing.read_bytes()).hexdigest()


def read(png: bytes) -> tuple[int, int, str]:
    """Width, height and the drawing's checksum of a PNG; the checksum is empty if there is none.

    Raises ValueError for anything but a PNG.
    """
    if not png.startswith(_SIGNATURE):
        raise ValueError("not a PNG")
    width, height = struct.unpack(">II", png[16:24])
    position = 8
    while position < len(png):
        (length,) = struct.unpack(">I", png[position : position + 4])
        kind = png[position + 4 : position + 8]
        data = png[position + 8 : position + 8 + length]
        if kind == b"tEXt" and data.startswith(_KEYWORD + b"\0"):
            return width, height, data[len(_KEYWORD) + 1 :].decode("ascii")
        position += length + 12
    return width, height, ""


def stamp(png: bytes, digest: str) -> bytes:
    """The PNG with its drawing's checksum as a text chunk after the header."""
    body = b"tEXt" + _KEYWORD + b"\0" + digest.encode("ascii")
    chunk = struct.pack(">I", len(body) - 4) + body + struct.pack(">I", zlib.crc32(body))
    return png[:_HEADER_END] + chunk + png[_HEADER_END:]


def main() -> None:
    """Write all PNGs anew."""
    # Only this maintainers' command needs a browser; the site's build imports nothing of it.
    from playwright.sync_api import sync_playwright  # noqa: PLC0415

    with sync_playwright() as playwright:
        chromium = playwright.chromium
        own = Path(chromium.executable_path)
        browser = chromium.launch(
            executable_path=None if own.exists() else shutil.which("chromium"),
            args=["--no-sandbox"],
        )
        for name, (drawing, width, height) in RASTERS.items():
            page = browser.new_page(viewport={"width": width, "height": height})
            source = (ASSETS / drawing).read_text("utf-8")
            page.set_content(
                f"<style>body{{margin:0}}svg{{display:block;width:100%;height:100%}}</style>{source}"
            )
            png = page.screenshot(omit_background=True)
            (ASSETS / name).write_bytes(stamp(png, checksum(ASSETS / drawing)))
            page.close()
        browser.close()


if __name__ == "__main__":
    main()
