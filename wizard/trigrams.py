"""A text in which thousands of strings are looked for: it notes where each three letters stand.

Most strings hold three letters that are nowhere in the text, or in few places: only these are looked at.
"""

from __future__ import annotations

from collections import defaultdict

_SIZE = 3
_RARE = 1
"""So many places are looked at rather than to look for three letters that are rarer still."""
_FEW = 150
"""After so many strings the table is made."""
LONGEST = 300_000
"""A longer text is searched as it is: the table would take too much memory."""


class Trigrams:
    """The places of strings in one text."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._asked = 0
        self._table: dict[str, list[int]] | None = None

    def places(self, string: str, most: int) -> list[int]:
        """Where a string stands, in order, one perhaps beginning within another; some beyond `most`."""
        self._asked += 1
        if self._asked == _FEW and len(self._text) <= LONGEST:
            self._table = self._noted()
        text, table = self._text, self._table
        last = len(string) - _SIZE
        if table is None or last < 0:
            return _found_in(text, string, most)
        offset, rarest = 0, table.get(string[:_SIZE], ())
        for start in (*range(_SIZE, last, _SIZE), last):
            if len(rarest) <= _RARE:
                break
            places = table.get(string[start : start + _SIZE], ())
            if len(places) < len(rarest):
                offset, rarest = start, places
        if last == 0:
            return list(rarest)
        return [
            place - offset
            for place in rarest
            if place >= offset and text.startswith(string, place - offset)
        ]

    def _noted(self) -> dict[str, list[int]]:
        table: dict[str, list[int]] = defaultdict(list)
        for place in range(len(self._text) - _SIZE + 1):
            table[self._text[place : place + _SIZE]].append(place)
        return table


def _found_in(text: str, string: str, most: int) -> list[int]:
    places: list[int] = []
    at = text.find(string)
    while at >= 0 and len(places) <= most:
        places.append(at)
        at = text.find(string, at + 1)
    return places
