"""The text of a mail that is written in HTML.

Not by the standard library's parser: its time grows with the square of what an unfinished tag or
comment is followed by, and who writes a mail decides on that. Only the text is wanted.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import Final

_NAME: Final = re.compile(r"/?([A-Za-z][A-Za-z0-9]{0,31})(?![A-Za-z0-9])")
_TAG_END: Final = re.compile(r"(?:[^<>\"']{1,4096}|\"[^\"]{0,4096}\"|'[^']{0,4096}'){0,64}+>")
_LONGEST_TAG: Final = 4096
"""So far a tag's end is looked for with its quotes minded; further on the next bracket ends it."""
_HIDDEN: Final = frozenset(("script", "style", "title"))
_BLOCKS: Final = frozenset(
    ("p", "div", "br", "tr", "li", "h1", "h2", "h3", "pre", "table", "blockquote", "dt", "dd")
)
_CELLS: Final = frozenset(("td", "th"))


def strip_html(markup: str) -> str:
    """The text of an HTML mail: a line break where a block ends, a tab between the cells of a table.

    Takes any text, broken markup too; its time grows with the length only.
    """
    lines = "".join(_pieces(markup)).splitlines()
    cells = ((" ".join(cell.split()) for cell in line.split("\t")) for line in lines)
    rows = ("\t".join(line).strip() for line in cells)
    return "\n".join(row for row in rows if row)


def _pieces(markup: str) -> Iterator[str]:
    """The text between the tags, and what stands for a tag in it."""
    find = _Finder(markup)
    place = 0
    while (at := find(place, "<")) >= 0:
        yield _text(markup[place:at])
        name, end = _tag(find, markup, at)
        if end < 0:
            yield "<"
            end = at + 1
        elif name in _HIDDEN:
            closing = find(end, f"</{name}")
            end = closing if closing >= 0 else len(markup)
        elif name in _BLOCKS:
            yield "\n"
        elif name in _CELLS:
            yield "\t"
        place = end
    yield _text(markup[place:])


def _text(piece: str) -> str:
    """The characters that a piece between two tags stands for; line breaks stay, as logs have them."""
    return html.unescape(piece).replace("\t", " ")


class _Finder:
    """Finds signs in a text without looking in vain twice: what is not there is remembered."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._lower = text.replace("\u0130", "I").lower()  # the one letter that becomes two
        self._absent: dict[str, int] = {}

    def __call__(self, start: int, sign: str) -> int:
        """Where `sign` (in small letters) stands from `start` on; -1: nowhere."""
        if start >= self._absent.get(sign, len(self._text) + 1):
            return -1
        found = self._lower.find(sign, start)
        if found < 0:
            self._absent[sign] = start
        return found


def _tag(find: _Finder, markup: str, at: int) -> tuple[str, int]:
    """The name of the tag that begins at a bracket (of an end tag none but a block's), and its end.

    The end is -1 where no tag begins.
    """
    if markup.startswith("<!--", at):
        end = find(at + 4, "-->")
        return "", end + 3 if end >= 0 else at + 4
    if markup[at + 1 : at + 2] in {"!", "?"}:
        return "", find(at, ">") + 1 or -1
    name = _NAME.match(markup, at + 1)
    if name is None:
        return "", -1
    closed = _TAG_END.match(markup, name.end(), name.end() + _LONGEST_TAG)
    end = closed.end() if closed else find(name.end(), ">") + 1
    plain = name[1].lower()
    if markup[at + 1] == "/" and plain in _HIDDEN | _CELLS:
        plain = ""
    return plain, end or -1
