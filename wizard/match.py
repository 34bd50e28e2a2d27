"""Third stage: which patterns of the knowledge hold in a text, and where.

Most patterns never run. The distinct words of the text tell which patterns have a chance (see
:class:`wizard.vocabulary.Vocabulary`); of those, the literals and what the regular expression
cannot do without are looked for; and only where all are present the expression is compiled and
tried, in a window around the literal.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator

from .catalog import Clue, Finding
from .index import Index
from .lines import NUMERALS, without_overlaps
from .probe import Hit, Probe
from .read import codes, stands_alone
from .unwrap import Flat
from .vocabulary import ALONE

_SPOTS = 200
"""So many occurrences of a literal are looked at closely: half from the beginning, half from the end."""

_MOST_PLACES = 2_000
"""So many places of what an expression needs are remembered at most."""

_REGEX_WINDOW = 200
_LITERAL_WINDOW = 400
"""How far around the first literal the expression and further literals are looked for, usually."""

_UNLESS_RANGE = 3_000
"""How far around a match something that rules it out may stand."""


class Searcher:
    """Looks for patterns in one flat text. `steps` counts the work, for the tests of growth."""

    def __init__(self, flat: Flat, index: Index) -> None:
        self.flat = flat
        self.steps = len(flat.norm)
        self._lines = flat.lines
        self._present = index.vocabulary.present(flat.raw, self._lines)
        self._order = index.vocabulary.alive(self._present)
        self._alive = frozenset(self._order)
        """The numbers of the patterns that have a chance, in order and to look up."""
        self._index = index
        self._spots: dict[str, tuple[list[int], bool]] = {}
        self._everywhere: dict[str, list[int] | None] = {}
        self._codes: dict[str, dict[str, list[int]] | None] = {}
        self._found: dict[int, Hit | None] = {}
        self._blur: str | None = None
        self._seen: list[int] | None = None

    def clues(self, *, blurred: bool = False) -> Iterator[tuple[str, Clue, Hit]]:
        """The clues that hold, with the marketplace or service they speak of, in order.

        `blurred`: in the text as a screenshot reader may have seen it.
        """
        subjects = self._index.clue_subjects
        find = self.find_blurred if blurred else self.find
        for number in self._candidates(0, len(subjects), blurred):
            hit = find(number)
            if hit:
                yield subjects[number], self._index.clue(number), hit

    def findings(
        self,
        activity: Callable[[], str | None],
        *,
        blurred: bool = False,
        weights: range = range(101),
    ) -> Iterator[tuple[Finding, Hit]]:
        """The patterns that hold, in order, of findings whose weight is among `weights`.

        `activity` tells what the user was doing; few patterns ask.
        """
        wanted, first = self._index.wanted, len(self._index.clue_subjects)
        find = self.find_blurred if blurred else self.find
        for number in self._candidates(first, first + len(wanted), blurred):
            finding = wanted[number - first]
            if finding.weight in weights:
                hit = find(number)
                if hit:
                    wanted_activity = hit.probe.pattern.activity
                    if wanted_activity is None or wanted_activity == activity():
                        yield finding, hit

    def _candidates(self, low: int, high: int, blurred: bool) -> list[int]:
        """The patterns of a range that have a chance, in order."""
        numbers = self._unclear() if blurred else self._order
        return numbers[bisect_left(numbers, low) : bisect_left(numbers, high)]

    def _unclear(self) -> list[int]:
        """The patterns that may hold in the blurred text, in order."""
        if self._seen is None:
            self._seen = self._index.strides.within(self._blurred())
        return self._seen

    def _blurred(self) -> str:
        if self._blur is None:
            self._blur = self.flat.blur()
        return self._blur

    def find_all(self, numbers: range) -> Iterator[Hit]:
        """Where the patterns of a range of numbers hold, in order."""
        for number in self._candidates(numbers.start, numbers.stop, blurred=False):
            hit = self.find(number)
            if hit:
                yield hit

    def find(self, number: int) -> Hit | None:
        """All places where the pattern of a number holds, or None; remembered."""
        if number not in self._alive:
            return None
        found = self._found
        if number not in found:
            found[number] = self._find(self._index.probe(number))
        return found[number]

    def _find(self, probe: Probe) -> Hit | None:
        literals = probe.literals
        if not literals:
            return self._find_codes(probe)
        first = literals[0]
        if self._lines is not None and first.isdigit() and self._is_nowhere(probe):
            # Numbers are in every log, and a few digits take long to look for.
            return None
        known = self._spots.get(first)
        if known is None:
            known = self._spots[first] = self._look_for(first)
        spots, complete = known
        if not spots or (len(literals) > 1 and not all(map(self._may_hold, literals[1:]))):
            return None
        pattern = probe.pattern
        if pattern.regex is None and not pattern.case:
            length = len(first)
            spans = [(spot, spot + length) for spot in spots]
        else:
            spans = self._search(probe, spots)
        if len(literals) > 1 and spans:
            spans = [span for span in spans if self._others_near(probe, span)]
        if pattern.code and spans:
            allowed = self._find_codes(probe)
            spans = [
                span
                for span in spans
                if allowed
                and any(
                    abs(span[0] - low) <= (pattern.window or _LITERAL_WINDOW)
                    for low, _ in allowed.spans
                )
            ]
        if not spans:
            return None
        every = not complete and len(spans) >= len(spots)
        return Hit(probe, tuple(spans), self.flat.norm.count(first) if every else len(spans))

    def find_blurred(self, number: int) -> Hit | None:
        """The same for a text full of reading errors; only long literals without expressions."""
        text = self._blurred()
        probe = self._index.probe(number)
        shapes = probe.blurred
        if not shapes or not all(shape in text for shape in shapes):
            return None
        start = text.find(shapes[0])
        return Hit(probe, (self.flat.unblur(start, start + len(shapes[0])),), 1)

    def _find_codes(self, probe: Probe) -> Hit | None:
        spans: list[tuple[int, int]] = []
        for code in probe.pattern.code:
            folded = code.lower()
            if folded.isdigit() and len(folded) > 1 and ALONE + folded not in self._present:
                continue
            for span in codes(self.flat, folded, self._places_of_code(folded)):
                spans.append(span)
                if len(spans) >= _SPOTS:
                    break
        return Hit(probe, tuple(sorted(spans)), len(spans)) if spans else None

    def _places_of_code(self, code: str) -> list[int] | None:
        """Where a code can stand as one, or None if that is not quick to tell."""
        if self._lines is None:
            return None
        shape = code.translate(NUMERALS)
        if shape not in self._codes:
            size = len(shape)
            self._codes[shape] = self._lines.like(
                shape, lambda line, start: stands_alone(line, start, start + size)
            )
        known = self._codes[shape]
        return None if known is None else known.get(code, [])

    def _everywhere_of(self, string: str) -> list[int] | None:
        """All places of a string in a long text, or None if they are not quick to tell."""
        if string not in self._everywhere:
            lines = self._lines
            told = lines.spots(string, _MOST_PLACES) if lines and lines.are_few else None
            self._everywhere[string] = told[0] if told and told[1] else None
        return self._everywhere[string]

    def _is_nowhere(self, probe: Probe) -> bool:
        """Whether a long text holds nothing of what a pattern's expression must begin with or hold."""
        begins, needed = probe.needs
        return any(
            strings and all(self._everywhere_of(one) == [] for one in strings)
            for strings in (begins, *needed)
        )

    def _look_for(self, literal: str) -> tuple[list[int], bool]:
        """Where a literal stands (first and last places, if many), and whether these are all."""
        if self._lines is not None:
            told = self._lines.spots(literal, _SPOTS)
            if told is not None:
                places, complete = told
                return (without_overlaps(places, len(literal)) if complete else places), complete
        find, length = self.flat.norm.find, len(literal)
        spots: list[int] = []
        spot = find(literal)
        while spot >= 0 and len(spots) < _SPOTS:
            spots.append(spot)
            spot = find(literal, spot + length)
        if spot < 0:
            return spots, True
        half = _SPOTS // 2
        late: list[int] = []
        end = len(self.flat.norm)
        while len(late) < half:
            end = self.flat.norm.rfind(literal, spots[half - 1] + 1, end)
            late.append(end)
        return spots[:half] + late[::-1], False

    def _search(self, probe: Probe, spots: list[int]) -> list[tuple[int, int]]:
        pattern = probe.pattern
        text = self.flat.text if pattern.case else self.flat.norm
        # With further literals the expression is often about the last of them.
        usual = _LITERAL_WINDOW if len(probe.literals) > 1 else _REGEX_WINDOW
        window = pattern.window or usual
        spans: list[tuple[int, int]] = []
        begins, needed = probe.needs
        length = len(probe.literals[0])
        done = 0
        # In a long text, and where windows overlap, the whole is looked through once.
        near = self._begins(begins) if begins and self._lines is not None else None
        if near is not None:
            spots = _with_one_near(spots, near, window, length + window)
        elif begins and len(spots) > 1 and spots[-1] - spots[0] < len(spots) * window:
            near = self._places(begins, max(0, spots[0] - window), spots[-1] + length + window)
            if not near:
                self.steps += spots[-1] - spots[0]
                return spans
        for spot in spots:
            if spot < done:
                continue
            low = max(done, spot - window)
            high = min(spot + length + window, len(text))
            self.steps += high - low
            if begins:
                if near is None:
                    starts = self._places(begins, low, high)
                else:
                    starts = near[bisect_left(near, low) : bisect_left(near, high)]
                if not starts or not self._holds_all(needed, low, high):
                    continue
                match = _first(probe.regex, text, starts, high)
            elif self._holds_all(needed, low, high):
                match = probe.regex.search(text, low, high)
            else:
                continue
            if match and match.end() > match.start():
                spans.append(match.span())
                done = match.end()
        return spans

    def _begins(self, strings: Iterable[str]) -> list[int] | None:
        """Where one of some strings stands in a long text, in order, or None."""
        places: list[int] = []
        for one in strings:
            found = self._everywhere_of(one)
            if found is None:
                return None
            places += found
        places.sort()
        return places

    def _places(self, strings: Iterable[str], low: int, high: int) -> list[int]:
        """Where one of some strings stands in a part of the text, in order."""
        find = self.flat.norm.find
        places: list[int] = []
        for one in strings:
            at = find(one, low, high)
            while at >= 0:
                places.append(at)
                at = find(one, at + 1, high)
        places.sort()
        return places

    def _holds_all(self, needed: Iterable[Iterable[str]], low: int, high: int) -> bool:
        """Whether a part of the text holds one string of each factor."""
        find = self.flat.norm.find
        for factor in needed:
            for one in factor:
                if find(one, low, high) >= 0:
                    break
            else:
                return False
        return True

    def _may_hold(self, literal: str) -> bool:
        """Whether a literal can be in the text."""
        return literal in self.flat.norm if self._lines is None else self._lines.may_hold(literal)

    def _others_near(self, probe: Probe, span: tuple[int, int]) -> bool:
        window = probe.pattern.window or _LITERAL_WINDOW
        low = max(0, span[0] - window)
        high = span[1] + window
        self.steps += 1
        return all(self.flat.norm.find(text, low, high) >= 0 for text in probe.literals[1:])

    def ruled_out(self, numbers: Iterable[int], span: tuple[int, int]) -> bool:
        """Whether one of the `unless` patterns holds around a match."""
        low, high = span[0] - _UNLESS_RANGE, span[1] + _UNLESS_RANGE
        for number in numbers:
            hit = self.find(number) if number in self._alive else None
            if hit and any(low <= start <= high for start, _ in hit.spans):
                return True
        return False


def _with_one_near(spots: list[int], places: list[int], before: int, behind: int) -> list[int]:
    """Those of some spots around which one of some places is; both are in order."""
    near: list[int] = []
    if not places:
        return near
    for spot in spots:
        next_one = bisect_left(places, spot - before)
        if next_one < len(places) and places[next_one] < spot + behind:
            near.append(spot)
    return near


def _first(
    regex: re.Pattern[str], text: str, starts: Iterable[int], high: int
) -> re.Match[str] | None:
    """The first match that begins at one of some places: quicker than to search for the next one."""
    for start in starts:
        match = regex.match(text, start, high)
        if match:
            return match
    return None
