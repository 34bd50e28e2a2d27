"""The distinct lines of a long text: a log repeats itself, so that they are much shorter than it.

Lines that differ in digits only count as one. What is looked for is looked for in these, and only
where it stands in one of them its places in the whole text are worked out.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from itertools import accumulate

_FOLDED = bytes.maketrans(b"123456789\r\t\v\f\x1c\x1d\x1e\x1f`", b"000000000        '")
_DIGITS = frozenset("0123456789")


class Lines:
    """The lines of a folded text, newlines left in (:attr:`wizard.unwrap.Flat.raw`)."""

    def __init__(self, raw: bytes) -> None:
        self._all = raw.translate(_FOLDED).split(b"\n")
        self._count = Counter(self._all)
        self.distinct = b"\n".join((b"", *self._count, b""))
        """Each line once, digits as 0, with a newline before and after each."""
        self._known = list(self._count)
        self._begins = list(accumulate((len(line) + 1 for line in self._known), initial=1))
        self._starts: dict[bytes, list[int]] | None = None

    def may_hold(self, literal: str) -> bool:
        """Whether a literal without newlines can be in the text, its blanks perhaps line breaks."""
        folded = literal.encode().translate(_FOLDED)
        return folded in self.distinct or self._crosses(folded)

    def places(self, literal: str, most: int) -> list[int] | None:
        """Where a literal begins in the text, in order.

        None where there are more places than `most`, where they are not in one line each, or where
        digits are in question: then the text itself must be searched.
        """
        folded = literal.encode().translate(_FOLDED)
        if self._crosses(folded):
            return None
        places: list[int] = []
        distinct = self.distinct
        at = distinct.find(folded)
        if at >= 0 and not _DIGITS.isdisjoint(literal):
            return None
        while at >= 0:
            number = bisect_right(self._begins, at) - 1
            line = self._known[number]
            if len(places) + self._count[line] > most:
                return None
            offset = at - self._begins[number]
            places += [start + offset for start in self._starts_of(line, most)]
            at = distinct.find(folded, at + len(folded))
        return sorted(places)

    def _crosses(self, folded: bytes) -> bool:
        """Whether a literal may stand across the end of a line."""
        cut = folded.find(b" ")
        while cut >= 0:
            after = folded[cut + 1 :].partition(b" ")[0]
            if folded[:cut] + b"\n" in self.distinct and b"\n" + after in self.distinct:
                return True
            cut = folded.find(b" ", cut + 1)
        return False

    def _starts_of(self, line: bytes, most: int) -> list[int]:
        if self._starts is None:
            self._starts = {line: [] for line, count in self._count.items() if count <= most}
            start = 0
            for each in self._all:
                if each in self._starts:
                    self._starts[each].append(start)
                start += len(each) + 1
        return self._starts[line]
