"""The knowledge's patterns, numbered, and made ready when first needed.

A text has a chance with a few dozen of them (see :class:`wizard.vocabulary.Vocabulary`); making all
ready would take longer than a first answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from .catalog import Clue, Finding, Knowledge, Pattern, Ready
from .probe import Needs, Probe
from .strides import Strides
from .vocabulary import Tables, Vocabulary


class Index:
    """Which number means what, and the patterns by their number.

    First come the patterns of clues, then those that findings want, what rules findings out,
    signals and activities. `clue_subjects`: the marketplace or service of each clue. `wanted`: the
    finding of each pattern that one wants. `unless`, `signals` (by what they mean),
    `activities`: ranges of numbers.
    """

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge
        self.clue_subjects: list[str] = []
        self.wanted: list[Finding] = []
        self.unless: dict[str, range] = {}
        self.signals: dict[str, list[range]] = {}
        self.activities: list[tuple[str, range]] = []
        self._clues: list[tuple[Sequence[Clue], int]] = []
        self._made: dict[int, Clue] = {}
        self._patterns: list[tuple[Sequence[Pattern], int]] = []
        self._number_all()
        self._probes: list[Probe | None] = [None] * len(self)
        ready = knowledge.ready
        if ready is None:
            tables = self._tables()
            self._unclear: Sequence[tuple[str, int]] | None = None
        else:
            tables = Tables.read(ready.tables, ready.lists)
            self._unclear = ready.unclear
        self._strides: Strides | None = None
        self.vocabulary = Vocabulary(tables)

    def _number_all(self) -> None:
        knowledge = self.knowledge
        for market in knowledge.marketplaces.values():
            self._number_clues(market.id, market.clues)
        for service in knowledge.services.values():
            self._number_clues(service.id, service.clues)
        for finding in knowledge.findings.values():
            self.wanted += [finding] * len(self._number(finding.patterns))
        for finding in knowledge.findings.values():
            self.unless[finding.id] = self._number(finding.unless)
        for signal in knowledge.signals:
            self.signals.setdefault(signal.means, []).append(self._number(signal.patterns))
        for choice in knowledge.questions["activity"].choices:
            self.activities.append((choice.id, self._number(choice.patterns)))

    def _number_clues(self, subject: str, clues: Sequence[Clue]) -> None:
        self.clue_subjects += [subject] * len(clues)
        self._clues += [(clues, place) for place in range(len(clues))]

    def _number(self, patterns: Sequence[Pattern]) -> range:
        first = len(self)
        self._patterns += [(patterns, place) for place in range(len(patterns))]
        return range(first, len(self))

    def __len__(self) -> int:
        """How many patterns there are."""
        return len(self._clues) + len(self._patterns)

    def clue(self, number: int) -> Clue:
        """The clue of a number; kept."""
        clue = self._made.get(number)
        if clue is None:
            clues, place = self._clues[number]
            clue = self._made[number] = clues[place]
        return clue

    def probe(self, number: int) -> Probe:
        """The pattern of a number, made ready; kept."""
        probe = self._probes[number]
        if probe is None:
            probe = self._probes[number] = Probe.of(self._pattern(number), number)
            ready = self.knowledge.ready
            if ready is not None:
                first, further = ready.needs.get(number, (None, ()))
                lists = ready.lists
                begin = () if first is None else lists[first]
                probe.needs = Needs(begin, [lists[one] for one in further])
        return probe

    def _pattern(self, number: int) -> Pattern:
        if number < len(self._clues):
            return self.clue(number).pattern
        patterns, place = self._patterns[number - len(self._clues)]
        return patterns[place]

    @property
    def unclear(self) -> Sequence[tuple[str, int]]:
        """The patterns that also hold in a blurred text, with the first thing that must be there."""
        if self._unclear is None:
            last = len(self._clues) + len(self.wanted)
            self._unclear = [
                (shapes[0], number)
                for number in range(last)
                if (shapes := self.probe(number).blurred)
            ]
        return self._unclear

    @property
    def strides(self) -> Strides:
        """The same, made ready to be looked for together."""
        if self._strides is None:
            self._strides = Strides(self.unclear)
        return self._strides

    def ready(self) -> Ready:
        """What is worked out of the patterns, for a knowledge that brings it along."""
        numbers: dict[tuple[str, ...], int] = {}

        def number_of(strings: Iterable[str]) -> int:
            return numbers.setdefault(tuple(strings), len(numbers))

        tables = self._tables(thorough=True).write(number_of)
        needs = {
            number: (number_of(needs.starts), [number_of(one) for one in needs.factors])
            for number in range(len(self))
            if any(needs := self.probe(number).needs)
        }
        return Ready(tables, needs, self.unclear, [list(strings) for strings in numbers])

    def _tables(self, *, thorough: bool = False) -> Tables:
        """What the vocabulary looks up; `thorough`: expressions are read for it, which takes time."""
        probes = map(self.probe, range(len(self)))
        return Tables.of(
            (
                probe.literals,
                tuple(code.lower() for code in probe.pattern.code),
                (probe.needs.starts, *probe.needs.factors) if thorough else (),
                probe.lone_numbers() if thorough else (),
            )
            for probe in probes
        )
