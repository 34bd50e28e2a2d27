"""The distinct lines of a long text: a log repeats itself, so that they are much shorter than it.

Lines that differ in digits only count as one. What is looked for is looked for in these, and only
where it stands in one of them its places in the whole text are worked out.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator
from functools import cached_property
from itertools import accumulate

from .trigrams import LONGEST, Trigrams

LONG = 20_000
"""From this length on a text is read by its distinct lines."""

_FOLDED = bytes.maketrans(b"123456789", b"000000000")
NUMERALS = str.maketrans("123456789", "000000000")
"""Each digit as 0."""
_MOST_HITS = 1_000
"""In so many distinct lines at most something is looked up by lines."""
_DIGITS = frozenset("0123456789")
_SHORT_NUMBER = 5
"""What is shorter and holds digits looks like too much else when these are all 0."""
_MOST_CHECKED = 2_000
"""So many places at most are looked at one by one, since only they tell which digits stand there."""


class Lines:
    """The lines of a text that end with newlines; upper and lower case count as one when searched."""

    def __init__(self, text: str) -> None:
        self._text = text
        folded = text.encode("utf-8", "surrogatepass").translate(_FOLDED).split(b"\n")
        numbers: dict[bytes, int] = {}
        self._order = [numbers.setdefault(line, len(numbers)) for line in folded]
        self.known = [line.decode("utf-8", "surrogatepass") for line in numbers]
        """Each distinct line, digits as 0."""
        self.distinct = "\n".join(("", *self.known, ""))
        """The same as one text, with a newline before and after each."""

    @property
    def are_worth_it(self) -> bool:
        """Whether the text repeats itself: otherwise it is read as quickly itself."""
        return 2 * len(self.distinct) <= len(self._text)

    @property
    def are_few(self) -> bool:
        """Whether they are so few that thousands of strings are quickly looked for in them."""
        return len(self.distinct) <= LONGEST

    @cached_property
    def lowered(self) -> str:
        """The distinct lines as one text in lower case, of the same length."""
        return lowered(self.distinct)

    def may_hold(self, literal: str) -> bool:
        """Whether a literal without newlines can be in the text, its blanks perhaps line breaks."""
        folded = literal.translate(NUMERALS)
        return folded in self.lowered or self._crosses(folded)

    def spots(self, literal: str, most: int) -> tuple[list[int], bool] | None:
        """Where a literal in lower case stands, in order, and whether these are all places.

        If there are more than `most`, half of it from either end. None where the text itself must be
        searched: a blank of the literal may be the end of a line, or there is too much to look at.
        """
        has_digits = not _DIGITS.isdisjoint(literal)
        if has_digits and len(literal) < _SHORT_NUMBER:
            return None
        hits = self._hits(literal.translate(NUMERALS) if has_digits else literal)
        if not hits:
            return None if hits is None else ([], True)
        starts = self.starts
        count = sum(len(starts[number]) for number, _ in hits)
        half = most // 2
        if has_digits:
            if count > _MOST_CHECKED:
                return None
            every = (start + offset for number, offset in hits for start in starts[number])
            places = [place for place in every if self._stands_at(literal, place)]
        elif count > most:
            first = [start + offset for number, offset in hits for start in starts[number][:half]]
            last = [start + offset for number, offset in hits for start in starts[number][-half:]]
            return sorted(first)[:half] + sorted(last)[-half:], False
        else:
            places = [start + offset for number, offset in hits for start in starts[number]]
        places.sort()
        if len(places) > most:
            return places[:half] + places[-half:], False
        return places, True

    def like(self, shape: str, fits: Callable[[str, int], bool]) -> dict[str, list[int]] | None:
        """What stands in the text that is like a shape, which has a 0 for each digit, and where.

        `fits`: tells of a distinct line and a place in it whether it counts. None as with `spots`.
        """
        hits = self._hits(shape)
        if hits is None:
            return None
        fitting = [(number, at) for number, at in hits if fits(self.known[number], at)]
        if sum(len(self.starts[number]) for number, _ in fitting) > _MOST_CHECKED:
            return None
        found: dict[str, list[int]] = {}
        for place in sorted(start + at for number, at in fitting for start in self.starts[number]):
            found.setdefault(lowered(self._text[place : place + len(shape)]), []).append(place)
        return found

    def everywhere(self, place: int) -> list[int]:
        """All places in the text of what stands at a place of the distinct lines, in order."""
        number = bisect_right(self._begins, place) - 1
        offset = place - self._begins[number]
        return [start + offset for start in self.starts[number]]

    def _hits(self, folded: str) -> list[tuple[int, int]] | None:
        """The distinct lines that hold something, and where in them."""
        if "\n" in folded:
            return None
        places = self._trigrams.places(folded, _MOST_HITS)
        if " " in folded and self._crosses(folded):
            at_end = folded[:-1]
            if not folded.endswith(" ") or self._crosses(at_end) or self._ends_with(at_end):
                return None
            places = sorted([*places, *self._trigrams.places(f"{at_end}\n", _MOST_HITS)])
        if len(places) > _MOST_HITS:
            return None
        begins, hits = self._begins, []
        for place in places:
            number = bisect_right(begins, place) - 1
            hits.append((number, place - begins[number]))
        return hits

    @cached_property
    def starts(self) -> list[array[int]]:
        """Where each of the distinct lines begins in the text, in order."""
        starts = [array("I") for _ in self.known]
        lengths = [len(line) + 1 for line in self.known]
        at = 0
        for number in self._order:
            starts[number].append(at)
            at += lengths[number]
        return starts

    @cached_property
    def _begins(self) -> list[int]:
        """Where each of the distinct lines begins among them."""
        return list(accumulate((len(line) + 1 for line in self.known[:-1]), initial=1))

    @cached_property
    def _trigrams(self) -> Trigrams:
        return Trigrams(self.lowered)

    def _crosses(self, folded: str) -> bool:
        """Whether a literal may stand across the end of a line."""
        cut = folded.find(" ")
        while cut >= 0:
            after = folded[cut + 1 :].partition(" ")[0]
            # What stands before the first end of a line is the end of one, as a whole.
            if _one_begins(self._sorted, after) and _one_begins(self._mirrored, folded[:cut][::-1]):
                return True
            cut = folded.find(" ", cut + 1)
        return False

    def _ends_with(self, folded: str) -> bool:
        """Whether the text ends with something, without a newline behind it."""
        return lowered(self._text[-len(folded) :]).translate(NUMERALS) == folded

    @cached_property
    def _sorted(self) -> list[str]:
        return sorted(self.lowered.split("\n")[1:-1])

    @cached_property
    def _mirrored(self) -> list[str]:
        """The distinct lines read from their ends, sorted."""
        return sorted(line[::-1] for line in self._sorted)

    @cached_property
    def _has_capitals(self) -> bool:
        return self.lowered != self.distinct

    def _stands_at(self, literal: str, place: int) -> bool:
        if self._text.startswith(literal, place):
            return True
        return self._has_capitals and lowered(self._text[place : place + len(literal)]) == literal


def lowered(text: str) -> str:
    """A text in lower case, character by character: the length stays the same."""
    if not text.isascii():
        try:
            # Quicker than `lower`, which looks each character up.
            return text.encode("latin-1").translate(_LOWER).decode("latin-1")
        except UnicodeEncodeError:
            # U+0130 is the only character whose lower case is longer than itself.
            return text.replace("\u0130", "I").lower()
    return text.lower()


_LOWER = "".join(map(chr, range(256))).lower().encode("latin-1")


def places_in(text: str, string: str) -> Iterator[int]:
    """Where a string stands in a text, each behind the end of the one before."""
    at = text.find(string)
    while at >= 0:
        yield at
        at = text.find(string, at + len(string))


def without_overlaps(places: list[int], length: int) -> list[int]:
    """Places in order without those before the end of the one before."""
    kept: list[int] = []
    end = -1
    for place in places:
        if place >= end:
            kept.append(place)
            end = place + length
    return kept


def _one_begins(strings: list[str], beginning: str) -> bool:
    """Whether one of some sorted strings begins with another one."""
    place = bisect_left(strings, beginning)
    return place < len(strings) and strings[place].startswith(beginning)
