"""Third stage: which patterns of the knowledge hold in a text, and where.

Most patterns never run: first all literals are looked for, and only where one is present its
regular expression is compiled and tried, in a window around it. In long texts the literals are
looked for among the *distinct* words first, so that a log of a megabyte costs one pass.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from .catalog import Clue, Finding, Knowledge, Pattern, Signal
from .read import clause_span, codes, sentence_span
from .unwrap import STRANGE, Flat, blurred, normalise, words

_LONG = 20_000
"""From this length on the distinct words are gathered first."""

_SPOTS = 200
"""So many occurrences of a literal are looked at closely: half from the beginning, half from the end."""

_REGEX_WINDOW = 200
_LITERAL_WINDOW = 400
"""How far around the first literal the expression and further literals are looked for, usually."""

_UNLESS_RANGE = 3_000
"""How far around a match something that rules it out may stand."""

_BLURRED_MINIMUM = 12

_WORD = re.compile(r"[a-z_]{2,}")


@dataclass(slots=True)
class Probe:
    """A pattern made ready: folded literals now, the regular expression when first needed.

    `keys`: words or codes of which one must be in the text for the pattern to have a chance; none
    where there is no such word.
    """

    pattern: Pattern
    literals: tuple[str, ...]
    keys: tuple[str, ...]
    _compiled: re.Pattern[str] | None = None
    _blurred: tuple[str, ...] | None = None

    @classmethod
    def of(cls, pattern: Pattern) -> Probe:
        """Fold a pattern's literals as the text is folded."""
        literals = tuple(map(_folded, pattern.literal))
        key = ""
        for text in literals:
            for word in _WORD.findall(text):
                if len(word) > len(key):
                    key = word
        if key:
            return cls(pattern, literals, (key,))
        return cls(pattern, literals, tuple(code.lower() for code in pattern.code))

    @property
    def regex(self) -> re.Pattern[str]:
        """The compiled expression; the source is folded like the text unless case matters."""
        if self._compiled is None:
            source = self.pattern.regex or re.escape(self.literals[0])
            if self.pattern.case:
                self._compiled = re.compile(source)
            else:
                for sharp, folded in _FOLD_SOURCE:
                    source = source.replace(sharp, folded)
                source = _SOURCE_STRANGE.sub(re.escape(STRANGE), source)
                # The text is lower case: so is the source, which is faster than IGNORECASE.
                self._compiled = re.compile(_SOURCE_CAPITAL.sub(_lower, source))
        return self._compiled

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


def _lower(match: re.Match[str]) -> str:
    found = match.group()
    return found.lower() if len(found) == 1 else found


def _folded(literal: str) -> str:
    """A literal as the text shows it: normalised, white space collapsed."""
    text = normalise(literal)
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
    keyless: list[Probe] = field(default_factory=list)
    by_key: dict[str, list[Probe]] = field(default_factory=dict)
    words: list[str] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, knowledge: Knowledge) -> Index:
        """Make all patterns ready; cheap, since nothing is compiled yet."""
        index = cls(knowledge)
        for market in knowledge.marketplaces.values():
            for clue in market.clues:
                index.clues.append((market.id, clue, Probe.of(clue.pattern)))
        for service in knowledge.services.values():
            for clue in service.clues:
                index.clues.append((service.id, clue, Probe.of(clue.pattern)))
        for finding in knowledge.findings.values():
            index.findings.append((finding, _probes(finding.patterns), _probes(finding.unless)))
        for signal in knowledge.signals:
            index.signals.append((signal, _probes(signal.patterns)))
        for choice in knowledge.questions["activity"].choices:
            index.activities.append((choice.id, _probes(choice.patterns)))
        index._sort_by_key()
        return index

    def _sort_by_key(self) -> None:
        groups: list[tuple[Probe, ...]] = [(probe,) for _, _, probe in self.clues]
        groups += [probes for _, wanted, unless in self.findings for probes in (wanted, unless)]
        groups += [probes for _, probes in [*self.signals, *self.activities]]
        for probes in groups:
            for probe in probes:
                if not probe.keys:
                    self.keyless.append(probe)
                for key in probe.keys:
                    self.by_key.setdefault(key, []).append(probe)
        for key in self.by_key:
            (self.words if _WORD.fullmatch(key) else self.codes).append(key)


def _probes(patterns: Iterable[Pattern]) -> tuple[Probe, ...]:
    return tuple(Probe.of(pattern) for pattern in patterns)


type Find = Callable[[Probe], Hit | None]
"""Tells where a pattern holds."""


class Searcher:
    """Looks for patterns in one flat text. `steps` counts the work, for the tests of growth."""

    def __init__(self, flat: Flat, index: Index) -> None:
        self.flat = flat
        self.steps = len(flat.norm)
        self._spots: dict[str, tuple[list[int], int]] = {}
        self._found: dict[int, Hit | None] = {}
        norm = flat.norm
        known = words(flat) if len(norm) > _LONG else norm
        by_key = index.by_key
        present = [key for key in index.words if key in known]
        present += [key for key in index.codes if key in norm]
        self.alive = set(map(id, index.keyless))
        """The patterns that have a chance, by their identity."""
        for key in present:
            self.alive.update(map(id, by_key[key]))
        self._blur: tuple[str, list[int]] | None = None

    def find(self, probe: Probe) -> Hit | None:
        """All places where the pattern holds, or None; remembered."""
        key = id(probe)
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
            spans = self._search(probe, spots)
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
        if self._blur is None:
            self._blur = self.flat.blur()
        text, positions = self._blur
        shapes = probe.blurred
        if not shapes or not all(shape in text for shape in shapes):
            return None
        start = text.find(shapes[0])
        span = positions[start], positions[start + len(shapes[0]) - 1] + 1
        return Hit(probe, (span,), 1)

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
        done = 0
        for spot in spots:
            if spot < done:
                continue
            low = max(done, spot - window)
            high = spot + len(probe.literals[0]) + window
            self.steps += high - low
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
        return any(probe.regex.search(before) for probe in self._guesses)

    def is_fine(self, position: int) -> bool:
        """Whether the clause around says that something works."""
        fine = self.signals("fine")
        if not fine:
            return False
        low, high = clause_span(self._flat, position)
        if not any(low <= start < high for start, _ in fine):
            return False
        return not any(low <= start < high for start, _ in self.signals("failing"))
