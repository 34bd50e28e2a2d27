"""The distinct lines of a long text: a log repeats itself, so that they are much shorter than it.

Lines that differ in digits only count as one. What is looked for is looked for in these, and only
where it stands in one of them its places in the whole text are worked out.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from itertools import accumulate

_FOLDED = bytes.maketrans(b"123456789\r\t\v\f\x1c\x1d\x1e\x1f`", b"000000000        '")
_SEARCHED = bytes.maketrans(b"\r\t\v\f\x1c\x1d\x1e\x1f`", b"        '")
_DIGITS = frozenset("0123456789")


class Lines:
    """The lines of a text as Latin-1 bytes in lower case, with newlines.

    Blanks and apostrophes count as one each, as in :attr:`wizard.unwrap.Flat.norm`.
    """

    def __init__(self, raw: bytes) -> None:
        self._raw = raw
        self._all = raw.translate(_FOLDED).split(b"\n")
        self._count = Counter(self._all)
        self.distinct = b"\n".join((b"", *self._count, b""))
        """Each line once, digits as 0, with a newline before and after each."""
        self._known = list(self._count)
        self._begins = list(accumulate((len(line) + 1 for line in self._known), initial=1))
        self._starts: dict[bytes, list[int]] | None = None
        self._sorted: list[bytes] = []

    def may_hold(self, literal: str) -> bool:
        """Whether a literal without newlines can be in the text, its blanks perhaps line breaks."""
        folded = literal.encode("latin-1").translate(_FOLDED)
        return folded in self.distinct or self._crosses(folded)

    def places(self, literal: str, most: int) -> list[int] | None:
        """Where a literal begins in the text, in order, each behind the end of the one before.

        None where there may be more places than `most`, or where they may not be in one line each:
        then the text itself must be searched.
        """
        exact = literal.encode("latin-1")
        folded = exact.translate(_FOLDED)
        if self._crosses(folded):
            return None
        places: list[int] = []
        distinct = self.distinct
        numeric = not _DIGITS.isdisjoint(literal)
        step = 1 if numeric else len(folded)
        at = distinct.find(folded)
        while at >= 0:
            number = bisect_right(self._begins, at) - 1
            line = self._known[number]
            if self._count[line] > most:
                return None
            offset = at - self._begins[number]
            found = [start + offset for start in self._starts_of(line, most)]
            if numeric:
                found = [place for place in found if self._is(exact, place)]
            places += found
            if len(places) > most:
                return None
            at = distinct.find(folded, at + step)
        places.sort()
        if numeric:
            _drop_overlaps(places, len(exact))
        return places

    def _crosses(self, folded: bytes) -> bool:
        """Whether a literal may stand across the end of a line."""
        cut = folded.find(b" ")
        while cut >= 0:
            after = folded[cut + 1 :].partition(b" ")[0]
            if self._begins_with(after) and folded[:cut] + b"\n" in self.distinct:
                return True
            cut = folded.find(b" ", cut + 1)
        return False

    def _begins_with(self, string: bytes) -> bool:
        """Whether a line begins with a string."""
        if not self._sorted:
            self._sorted = sorted(self._known)
        place = bisect_left(self._sorted, string)
        return place < len(self._sorted) and self._sorted[place].startswith(string)

    def _is(self, literal: bytes, place: int) -> bool:
        found = self._raw[place : place + len(literal)]
        return found == literal or found.translate(_SEARCHED) == literal

    def _starts_of(self, line: bytes, most: int) -> list[int]:
        if self._starts is None:
            self._starts = {line: [] for line, count in self._count.items() if count <= most}
            start = 0
            for each in self._all:
                if each in self._starts:
                    self._starts[each].append(start)
                start += len(each) + 1
        return self._starts[line]


def _drop_overlaps(places: list[int], length: int) -> None:
    """Leave out places before the end of the one before."""
    kept, end = 0, -1
    for place in places:
        if place >= end:
            places[kept] = place
            kept, end = kept + 1, place + length
    del places[kept:]
