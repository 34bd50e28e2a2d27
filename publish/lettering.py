"""How wide text will be, and where to break it, when no font can be measured.

Pictures name no font file, so each reader sees the system's own. The estimate follows DejaVu
Sans, the widest of the common ones (Segoe UI, Roboto, Arial and Liberation Sans are all
narrower): what fits by this count fits everywhere.
"""

from __future__ import annotations

from math import ceil

# Advance widths of DejaVu Sans in thousandths of the font size, by groups of like letters.
_GROUPS = {
    "ijlI.,:;|!'’": 340,
    " ftr-()/[]": 440,
    "sz": 530,
    "ckvxy»«": 595,
    "m": 980,
    "w": 820,
    "W%": 1000,
    "M": 870,
    "OQGNHUDÖÜ&": 790,
}
_ADVANCES = {letter: width for letters, width in _GROUPS.items() for letter in letters}
_OTHER_UPPER = 690
_OTHER = 640
_BOLD = 1.13


def width(text: str, size: float = 14, *, bold: bool = False) -> int:
    """The width of `text` in the drawing's units, rounded up, for a font of `size` units."""
    total = sum(_ADVANCES.get(c, _OTHER_UPPER if c.isupper() else _OTHER) for c in text)
    return ceil(total / 1000 * size * (_BOLD if bold else 1))


def wrap(text: str, limit: float, size: float = 14, *, bold: bool = False) -> list[str]:
    """`text` in lines of at most `limit` units, broken at spaces only.

    Raises ValueError when a single word is wider than that.
    """
    rows: list[str] = []
    for word in text.split():
        if width(word, size, bold=bold) > limit:
            raise ValueError(f"»{word}« is wider than {limit:g} units")
        longer = f"{rows[-1]} {word}" if rows else word
        if rows and width(longer, size, bold=bold) <= limit:
            rows[-1] = longer
        else:
            rows.append(word)
    return rows
