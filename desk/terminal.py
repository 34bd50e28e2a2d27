"""Others' text on its way to a terminal or a table: it gives no orders and deceives no eyes."""

from __future__ import annotations

import re
from typing import TextIO

# Controls of writing direction, which turn words around (Unicode annex 9).
_BIDI = (0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A))
_DIRECTION = re.compile(f"[{''.join(map(chr, _BIDI))}]")
_CONTROL = {
    code: "\N{REPLACEMENT CHARACTER}"
    for code in (*range(32), 127, *range(128, 160), *_BIDI, *range(0xD800, 0xE000))
    if code not in (9, 10)
}
# What `type` and `cat` would hand on to the terminal; tab, line feed and carriage return stay.
_CONTROL_IN_FILES = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_ESCAPED = {
    code: f"\\u{code:04x}" for code in (127, *range(128, 160), *_BIDI, *range(0xD800, 0xE000))
}


def printable(text: str) -> str:
    """The text without control characters, which a terminal would obey; the length stays."""
    return text.translate(_CONTROL)


def legible(text: str) -> str:
    """The text with controls of writing direction written out, as in `[U+202E]`."""
    if text.isascii():
        return text
    return _DIRECTION.sub(lambda sign: f"[U+{ord(sign[0]):04X}]", text)


def harmless(text: str) -> str:
    """The text for a file that others open: no control but tab and line ends, no turned direction."""
    if text.isascii() and text.isprintable():
        return text
    return _CONTROL_IN_FILES.sub("\N{REPLACEMENT CHARACTER}", legible(text))


def printable_json(text: str) -> str:
    """JSON whose strings hold no such character in the raw: escaped, it means the same."""
    return text.translate(_ESCAPED)


def say(text: str, stream: TextIO | None = None, *, end: str = "\n") -> None:
    """Print a text that may hold names of files and columns: those are others' words, too."""
    print(printable(text), file=stream, end=end)
