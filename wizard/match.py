"""Third stage: which patterns of the knowledge hold in a text, and where.

Most patterns never run. The distinct words of the text tell which patterns have a chance (see
:class:`wizard.vocabulary.Vocabulary`); of those, the literals and what the regular expression
cannot do without are looked for; and only where all are present the expression is compiled and
tried, in a window around the literal.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, fields

from .catalog import Clue, Finding, Knowledge, Pattern, Ready, Signal
from .factors import factors
from .lines import Lines
from .read import clause_span, codes, sentence_span
from .unwrap import STRANGE, Flat, blurred, normalise
from .vocabulary import Tables, Vocabulary

_LONG = 20_000
"""From this length on a text is read by its distinct lines."""

_SPOTS = 200
"""So many occurrences of a literal are looked at closely: half from the beginning, half from the end."""

_REGEX_WINDOW = 200
_LITERAL_WINDOW = 400
"""How far around the first literal the expression and further literals are looked for, usually."""

_UNLESS_RANGE = 3_000
"""How far around a match something that rules it out may stand."""

_BLURRED_MINIMUM = 12

_WHOSE = re.compile(
    r"\W*(?:\w+,? )?(?:ist|sind|war|liegt|hat|hangt|konnte|kann es|kommt|is|are|was|could|does|has|oder)\b"
)
"""How a question begins that guesses whose error it is."""


@dataclass(slots=True, eq=False)
class Probe:
    """A pattern made ready: folded literals now, the regular expression when first needed.

    `number`: its place among all patterns of an :class:`Index`.
    """

    pattern: Pattern
    literals: tuple[str, ...]
    number: int = 0
    _compiled: re.Pattern[str] | None = None
    _factors: Sequence[Sequence[str]] | None = None
    _blurred: tuple[str, ...] | None = None

    @classmethod
    def of(cls, pattern: Pattern, number: int = 0) -> Probe:
        """Fold a pattern's literals as the text is folded."""
        return cls(pattern, tuple(map(_folded, pattern.literal)), number)

    @property
    def regex(self) -> re.Pattern[str]:
        """The compiled expression; the source is folded like the text unless case matters."""
        if self._compiled is None:
            self._compiled = re.compile(self._source())
        return self._compiled

    def _source(self) -> str:
        source = self.pattern.regex or re.escape(self.literals[0])
        if self.pattern.case:
            return source
        for sharp, folded in _FOLD_SOURCE:
            source = source.replace(sharp, folded)
        source = _SOURCE_STRANGE.sub(re.escape(STRANGE), source)
        # The text is lower case: so is the source, which is faster than IGNORECASE.
        return _SOURCE_CAPITAL.sub(_lower, source)

    @property
    def factors(self) -> Sequence[Sequence[str]]:
        """Strings without which the expression cannot match in the normalised text."""
        if self._factors is None:
            if self.pattern.regex is None or self.pattern.case:
                self._factors = ()
            else:
                # What a literal holds is there already.
                self._factors = tuple(
                    one
                    for one in factors(self._source())
                    if not any(part in text for text in self.literals for part in one)
                )
        return self._factors

    @factors.setter
    def factors(self, known: Sequence[Sequence[str]]) -> None:
        self._factors = known

    @property
    def blurred(self) -> tuple[str, ...]:
        """The literals as a screenshot reader may show them; empty if too short to be sure."""
        if self._blurred is None:
            usable = self.pattern.regex is None and not self.pattern.case and self.literals
            shapes = tuple(blurred(text) for text in self.literals) if usable else ()
            long_enough = shapes and len(shapes[0]) >= _BLURRED_MINIMUM and all(shapes)
            self._blurred = shapes if long_enough else ()
        return self._blurred


_FOLD_SOURCE = (
    ("ä", "a"), ("ö", "o"), ("ü", "u"), ("Ä", "A"), ("Ö", "O"), ("Ü", "U"), ("ß", "s"),
    ("é", "e"), ("»", '"'), ("«", '"'), ("„", '"'), ("“", '"'), ("–", r"\-"), ("→", ">"),
)  # fmt: skip
_SOURCE_STRANGE = re.compile(r"[^\x00-\x7f]")


# Capitals of a regular expression, but not those of its escapes (\\S) and group names (?P<…>).
_SOURCE_CAPITAL = re.compile(r"\\.|\(\?P.|[A-Z]", re.DOTALL)


_PLAIN = re.compile("[!-@\\[-_{-~a-z ]+")
"""What is as it is when normalised."""


def _lower(match: re.Match[str]) -> str:
    found = match.group()
    return found.lower() if len(found) == 1 else found


def _folded(literal: str) -> str:
    """A literal as the text shows it: normalised, white space collapsed."""
    text = literal if _PLAIN.fullmatch(literal) else normalise(literal)
    return re.sub(" {2,}", " ", text) if "  " in text else text


@dataclass(frozen=True, slots=True)
class Hit:
    """Where a pattern holds: spans of the flat text in order, and how often in all."""

    probe: Probe
    spans: tuple[tuple[int, int], ...]
    count: int


@dataclass(slots=True)
class Index:
    """The knowledge with its patterns made ready."""

    knowledge: Knowledge
    clues: list[tuple[str, Clue, Probe]] = field(default_factory=list)
    findings: list[tuple[Finding, tuple[Probe, ...], tuple[Probe, ...]]] = field(
        default_factory=list
    )
    signals: list[tuple[Signal, tuple[Probe, ...]]] = field(default_factory=list)
    activities: list[tuple[str, tuple[Probe, ...]]] = field(default_factory=list)
    probes: list[Probe] = field(default_factory=list)
    """All patterns in order: first those of clues, then those that findings want, then the rest."""
    wanted: list[tuple[Finding, Probe]] = field(default_factory=list)
    unless: dict[str, tuple[Probe, ...]] = field(default_factory=dict)
    """What rules a finding out, by the finding's id."""
    tables: Tables = field(default_factory=Tables)
    vocabulary: Vocabulary = field(default_factory=lambda: Vocabulary(Tables()))
    _unclear: list[tuple[str, Probe]] | None = None

    @classmethod
    def of(cls, knowledge: Knowledge) -> Index:
        """Make all patterns ready; cheap, since nothing is compiled yet."""
        index = cls(knowledge)
        for market in knowledge.marketplaces.values():
            index._add_clues(market.id, market.clues)
        for service in knowledge.services.values():
            index._add_clues(service.id, service.clues)
        for finding in knowledge.findings.values():
            wanted = index._probes(finding.patterns)
            index.wanted += [(finding, probe) for probe in wanted]
            index.findings.append((finding, wanted, ()))
        for number, (finding, wanted, _) in enumerate(index.findings):
            unless = index._probes(finding.unless)
            index.findings[number] = finding, wanted, unless
            index.unless[finding.id] = unless
        for signal in knowledge.signals:
            index.signals.append((signal, index._probes(signal.patterns)))
        for choice in knowledge.questions["activity"].choices:
            index.activities.append((choice.id, index._probes(choice.patterns)))
        ready = knowledge.ready
        if ready is None:
            index.tables = Tables.of(
                (probe.literals, tuple(code.lower() for code in probe.pattern.code))
                for probe in index.probes
            )
        else:
            index.tables = Tables(*ready.tables)
            for number, found in ready.factors:
                index.probes[number].factors = found
        index.vocabulary = Vocabulary(index.tables)
        return index

    def ready(self) -> Ready:
        """What :meth:`of` works out, for a knowledge that brings it along."""
        tables = self.tables
        factors = [(probe.number, probe.factors) for probe in self.probes if probe.pattern.regex]
        return Ready(tuple(getattr(tables, each.name) for each in fields(tables)), factors)

    def _add_clues(self, owner: str, clues: Iterable[Clue]) -> None:
        self.clues += [(owner, clue, self._probe(clue.pattern)) for clue in clues]

    def _probe(self, pattern: Pattern) -> Probe:
        probe = Probe.of(pattern, len(self.probes))
        self.probes.append(probe)
        return probe

    def _probes(self, patterns: Iterable[Pattern]) -> tuple[Probe, ...]:
        return tuple(map(self._probe, patterns))

    @property
    def unclear(self) -> list[tuple[str, Probe]]:
        """The patterns that also hold in a blurred text, with the first thing that must be there."""
        if self._unclear is None:
            last = len(self.clues) + len(self.wanted)
            self._unclear = [
                (probe.blurred[0], probe) for probe in self.probes[:last] if probe.blurred
            ]
        return self._unclear


type Find = Callable[[Probe], Hit | None]
"""Tells where a pattern holds."""


class Searcher:
    """Looks for patterns in one flat text. `steps` counts the work, for the tests of growth."""

    def __init__(self, flat: Flat, index: Index) -> None:
        self.flat = flat
        self.steps = len(flat.norm)
        self._lines = Lines(flat.raw) if len(flat.raw) >= _LONG else None
        self.alive = index.vocabulary.alive(flat.raw, self._lines)
        """The numbers of the patterns that have a chance."""
        self._index = index
        self._spots: dict[str, tuple[list[int], int]] = {}
        self._found: dict[int, Hit | None] = {}
        self._order = sorted(self.alive)
        self._blur: str | None = None

    def clues(self, *, blurred: bool = False) -> Iterator[tuple[str, Clue, Hit]]:
        """The clues that hold, with the marketplace or service they speak of, in order.

        `blurred`: in the text as a screenshot reader may have seen it.
        """
        clues = self._index.clues
        find = self.find_blurred if blurred else self.find
        for number in self._candidates(0, len(clues), blurred):
            subject, clue, probe = clues[number]
            hit = find(probe)
            if hit:
                yield subject, clue, hit

    def findings(
        self, activity: str | None, *, blurred: bool = False, weights: range = range(101)
    ) -> Iterator[tuple[Finding, Hit]]:
        """The patterns that hold, in order, of findings whose weight is among `weights`.

        `activity` is what the user was doing.
        """
        wanted, first = self._index.wanted, len(self._index.clues)
        find = self.find_blurred if blurred else self.find
        for number in self._candidates(first, first + len(wanted), blurred):
            finding, probe = wanted[number - first]
            if finding.weight in weights and probe.pattern.activity in (None, activity):
                hit = find(probe)
                if hit:
                    yield finding, hit

    def _candidates(self, low: int, high: int, blurred: bool) -> list[int]:
        """The patterns of a range that have a chance, in order."""
        if blurred:
            text = self._blurred()
            numbers = [probe.number for shape, probe in self._index.unclear if shape in text]
        else:
            numbers = self._order
        return numbers[bisect_left(numbers, low) : bisect_left(numbers, high)]

    def _blurred(self) -> str:
        if self._blur is None:
            self._blur = self.flat.blur()
        return self._blur

    def find(self, probe: Probe) -> Hit | None:
        """All places where the pattern holds, or None; remembered."""
        key = probe.number
        if key not in self.alive:
            return None
        if key not in self._found:
            self._found[key] = self._find(probe)
        return self._found[key]

    def _find(self, probe: Probe) -> Hit | None:
        if not probe.literals:
            return self._find_codes(probe)
        spots, total = self._occurrences(probe.literals[0])
        if not all(self._occurrences(other)[1] for other in probe.literals[1:] if spots):
            return None
        pattern = probe.pattern
        if pattern.regex is None and not pattern.case:
            length = len(probe.literals[0])
            spans = [(spot, spot + length) for spot in spots]
        else:
            spans = self._search(probe, spots) if spots else []
        if len(probe.literals) > 1 and spans:
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
        complete = len(spots) == total
        count = len(spans) if complete or len(spans) < len(spots) else total
        return Hit(probe, tuple(spans), count)

    def find_blurred(self, probe: Probe) -> Hit | None:
        """The same for a text full of reading errors; only long literals without expressions."""
        text = self._blurred()
        shapes = probe.blurred
        if not shapes or not all(shape in text for shape in shapes):
            return None
        start = text.find(shapes[0])
        return Hit(probe, (self.flat.unblur(start, start + len(shapes[0])),), 1)

    def _find_codes(self, probe: Probe) -> Hit | None:
        spans: list[tuple[int, int]] = []
        for code in probe.pattern.code:
            folded = code.lower()
            for span in codes(self.flat, folded):
                spans.append(span)
                if len(spans) >= _SPOTS:
                    break
        return Hit(probe, tuple(sorted(spans)), len(spans)) if spans else None

    def _occurrences(self, literal: str) -> tuple[list[int], int]:
        """Where a literal stands (first and last places, if many), and how often; remembered."""
        known = self._spots.get(literal)
        if known is None:
            known = self._spots[literal] = self._look_for(literal)
        return known

    def _look_for(self, literal: str) -> tuple[list[int], int]:
        if self._lines is not None:
            places = self._lines.places(literal, _SPOTS)
            if places is not None:
                return places, len(places)
        norm = self.flat.norm
        spots: list[int] = []
        spot = norm.find(literal)
        while spot >= 0 and len(spots) < _SPOTS:
            spots.append(spot)
            spot = norm.find(literal, spot + len(literal))
        if spot < 0:
            return spots, len(spots)
        half = _SPOTS // 2
        late: list[int] = []
        end = len(norm)
        while len(late) < half:
            end = norm.rfind(literal, spots[half - 1] + 1, end)
            late.append(end)
        return spots[:half] + late[::-1], norm.count(literal)

    def _search(self, probe: Probe, spots: list[int]) -> list[tuple[int, int]]:
        pattern = probe.pattern
        text = self.flat.text if pattern.case else self.flat.norm
        # With further literals the expression is often about the last of them.
        usual = _LITERAL_WINDOW if len(probe.literals) > 1 else _REGEX_WINDOW
        window = pattern.window or usual
        spans: list[tuple[int, int]] = []
        norm = self.flat.norm
        present = norm.__contains__ if self._lines is None else self._lines.may_hold
        needed: list[list[str]] = []
        for factor in probe.factors:
            needed.append(list(filter(present, factor)))
            if not needed[-1]:
                return spans
        done = 0
        for spot in spots:
            if spot < done:
                continue
            low = max(done, spot - window)
            high = spot + len(probe.literals[0]) + window
            self.steps += high - low
            if not all(any(norm.find(one, low, high) >= 0 for one in some) for some in needed):
                continue
            match = probe.regex.search(text, low, min(high, len(text)))
            if match and match.end() > match.start():
                spans.append(match.span())
                done = match.end()
        return spans

    def _others_near(self, probe: Probe, span: tuple[int, int]) -> bool:
        window = probe.pattern.window or _LITERAL_WINDOW
        low = max(0, span[0] - window)
        high = span[1] + window
        self.steps += 1
        return all(self.flat.norm.find(text, low, high) >= 0 for text in probe.literals[1:])

    def ruled_out(self, probes: Iterable[Probe], span: tuple[int, int]) -> bool:
        """Whether one of the `unless` patterns holds around a match."""
        low, high = span[0] - _UNLESS_RANGE, span[1] + _UNLESS_RANGE
        for probe in probes:
            hit = self.find(probe)
            if hit and any(low <= start <= high for start, _ in hit.spans):
                return True
        return False


class Sentences:
    """What kind of sentence something stands in: a guess, a clause that says all is well."""

    def __init__(self, searcher: Searcher, index: Index) -> None:
        self._searcher = searcher
        self._flat = searcher.flat
        self._spans: dict[str, list[tuple[int, int]]] = {}
        self._guesses: list[Probe] = []
        for signal, probes in index.signals:
            if signal.means == "guess":
                self._guesses.extend(probes)
                continue
            for probe in probes:
                hit = searcher.find(probe)
                if hit:
                    self._spans.setdefault(signal.means, []).extend(hit.spans)
        for spans in self._spans.values():
            spans.sort()

    def signals(self, means: str) -> list[tuple[int, int]]:
        """Where signals of a meaning stand, in order."""
        return self._spans.get(means, [])

    def is_guess(self, position: int) -> bool:
        """Whether the position stands in a question that guesses (»Ist das der eBay-Token?«)."""
        if "?" not in self._flat.norm:
            return False
        low, high = sentence_span(self._flat, position)
        if self._flat.text[high - 1 : high] != "?":
            return False
        before = self._flat.norm[low : position + 1].lstrip()
        if not _WHOSE.match(before) and not self._others(low, high):
            # »Muss ich nach dem neuen eBay-Passwort etwas tun?« is the matter, not a guess at it.
            return False
        return any(probe.regex.search(before) for probe in self._guesses)

    def _others(self, low: int, high: int) -> bool:
        """Whether the text has more than one sentence."""
        return bool(self._flat.text[:low].strip() or self._flat.text[high:].strip())

    def is_aside(self, position: int) -> bool:
        """Whether a name is only denied, supposed or compared with (»nicht Amazon«)."""
        return any(low <= position < high for low, high in self.signals("aside"))

    def is_fine(self, position: int) -> bool:
        """Whether the clause around says that something works."""
        fine = self.signals("fine")
        if not fine:
            return False
        low, high = clause_span(self._flat, position)
        if not any(low <= start < high for start, _ in fine):
            return False
        return not any(low <= start < high for start, _ in self.signals("failing"))
