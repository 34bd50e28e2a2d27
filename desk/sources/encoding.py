"""Which encoding a text file has, decided by its bytes; no guess between single-byte code pages.

Exports for German Excel come as UTF-8 with or without a byte order mark, as UTF-16 (»Unicode-Text«)
or as Windows-1252. Some mix the last with UTF-8, since old rows were imported: there, single bytes that
are no UTF-8 are read as Windows-1252, as browsers do, and nothing is lost.
"""

from __future__ import annotations

import codecs
import re
from pathlib import Path

FALLBACK = "tokenhilfe-cp1252"
"""Name of the error handler that reads bytes which are not UTF-8 as Windows-1252."""

_BLOCK = 1 << 20
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")
_BROKEN = re.compile(r"[\udc80-\udcff]")
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def _as_windows_1252(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    broken = error.object[error.start : error.end]
    # Five bytes mean nothing in Windows-1252; Latin-1 gives them the control character browsers use.
    text = "".join(bytes((byte,)).decode("cp1252", "ignore") or chr(byte) for byte in broken)
    return text, error.end


codecs.register_error(FALLBACK, _as_windows_1252)


def sniff(path: Path) -> str:
    """The encoding of `path`, by reading it once through (fast: no text is kept).

    Decode with `errors=FALLBACK`. Raises OSError when the file cannot be read.
    """
    with path.open("rb") as file:
        head = file.read(4096)
        known = _by_head(head)
        if known:
            return known
        decoder = codecs.getincrementaldecoder("utf-8")()
        block, start = head, 0
        while block:
            try:
                decoder.decode(block)
            except UnicodeDecodeError as error:
                file.seek(max(0, start + error.start - _BLOCK // 2))
                return _mixed_or_single_byte(file.read(_BLOCK))
            start += len(block)
            block = file.read(_BLOCK)
    return "utf-8"


def decode(data: bytes) -> str:
    """The text of bytes in an unknown encoding, without its byte order mark."""
    encoding = _by_head(data[:4096])
    if encoding is None:
        try:
            return data.decode("utf-8")
        except UnicodeDecodeError:
            encoding = _mixed_or_single_byte(data[:_BLOCK])
    return data.decode(encoding, FALLBACK if encoding.startswith("utf-8") else "replace")


def _by_head(head: bytes) -> str | None:
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return encoding
    # UTF-16 without a mark: of mostly western letters every second byte is zero.
    half = len(head) // 2
    if half and head[1::2].count(0) > 0.4 * half and head[0::2].count(0) < 0.1 * half:
        return "utf-16-le"
    if half and head[0::2].count(0) > 0.4 * half and head[1::2].count(0) < 0.1 * half:
        return "utf-16-be"
    return None


def _mixed_or_single_byte(window: bytes) -> str:
    text = window.decode("utf-8", "surrogateescape")
    broken = len(_BROKEN.findall(text))
    whole = len(_BEYOND_ASCII.findall(text)) - broken
    return "utf-8" if whole > broken else "cp1252"
