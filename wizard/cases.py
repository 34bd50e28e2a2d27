"""Which findings hold in a text, about whom, and what came of them.

A finding of a marketplace holds only where that marketplace is recognised, or where its pattern
identifies it and nothing stronger speaks for another service. What a later success in the text has
healed is resolved and no longer decides.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable
from dataclasses import dataclass, field, replace

from .catalog import ANY, NONE, OTHER_SERVICE, Finding
from .index import Index
from .match import Searcher
from .probe import Hit
from .read import line_span, lines_between
from .sentences import Sentences
from .signs import Signs, sample
from .unwrap import Flat

SLIGHT = 10
"""Up to this weight a finding is only a description, no message."""

BARE = 30
"""Up to this weight a finding is a bare status (401, 403) or people's words without a message."""

CLEAR = 40
"""From this weight on a finding rests on a message that says its cause."""

CERTAIN = 50
"""Below this weight, or without a sign of whose error it is, the text is read again."""

_ARROWS = ("->", "=>", "→")
_NEXT = (
    *_ARROWS,
    " danach",
    " seither",
    " seitdem",
    " since then",
    " dann ",
    " nach ",
    " then ",
    " after ",
    " afterwards",
    " jetzt ",
    " nun ",
    " inzwischen ",
)
"""What says that something came next."""

_NEAR = 30
"""How many characters of what heals are read for such a sign."""

_STEPS, _WRAPPED = 160, 2
"""How many characters and further lines the steps take that lead from an error to what worked."""

# What heals an error: a later success of any call, or only a newly issued access token.
_HEALED_BY_SUCCESS = frozenset({"throttled", "network", "service-outage", "clock-or-signature"})
_HEALED_BY_TOKEN = frozenset(
    {"refresh-token-expired-or-revoked", "authorization-missing-or-role", "app-credentials-wrong"}
)
_HEALED_BY_EITHER = frozenset({"access-token-expired", "unclear"})


@dataclass(slots=True)
class Case:
    """One finding about one subject (a marketplace, a service, or None), with all its places."""

    finding: Finding
    subject: str | None
    weight: int
    places: list[tuple[int, int, str]] = field(default_factory=list)
    count: int = 0
    resolved: bool = False

    @property
    def last(self) -> int:
        """Where the finding shows for the last time."""
        return self.last_span[0]

    @property
    def last_span(self) -> tuple[int, int]:
        """From where to where it shows for the last time."""
        return max((place[:2] for place in self.places), default=(0, 0))


class Docket:
    """Finds the cases of one text."""

    def __init__(
        self, flat: Flat, index: Index, searcher: Searcher, sentences: Sentences, signs: Signs
    ) -> None:
        self.guessed = False
        self.blurred = False
        self._flat = flat
        self._index = index
        self._searcher = searcher
        self._sentences = sentences
        self._signs = signs

    def cases(self, activity: Callable[[], str | None]) -> list[Case]:
        """All cases, the decisive one first. `activity` tells what the user was doing, or None."""
        hits = list(self._searcher.findings(activity, weights=range(SLIGHT + 1, 101)))
        self._signs.read(self._searcher.clues())
        self._signs.add(hits)
        cases = self._judge(hits)
        if _heaviest(cases) <= SLIGHT:
            # What only says that something is wrong is looked for where nothing else was found.
            hits += self._searcher.findings(activity, weights=range(SLIGHT + 1))
            cases = self._judge(hits)
        if _heaviest(cases) < CERTAIN or not self._signs.found:
            cases = self._read_again(cases, activity)
        self._resolve(cases)
        return _ranked(cases, self._index.knowledge.services)

    def _judge(self, hits: Iterable[tuple[Finding, Hit]]) -> list[Case]:
        unless = self._index.unless
        cases: dict[tuple[str, str | None], Case] = {}
        for finding, hit in hits:
            pattern = hit.probe.pattern
            weight = finding.weight if pattern.weight is None else pattern.weight
            looked_at = sample(hit.spans)
            seen: dict[tuple[str, str | None], int] = {}
            for start, end in looked_at:
                if pattern.prose and lines_between(self._flat, start, end) > 1:
                    # A sentence may be wrapped, but does not run over several lines.
                    continue
                if pattern.prose and self._sentences.is_guess(start):
                    self.guessed = True
                    continue
                if pattern.prose and self._sentences.is_foreign(start, end):
                    continue
                holds, subject = self._holds(finding, start)
                if not holds or self._searcher.ruled_out(unless[finding.id], (start, end)):
                    continue
                meant = self._of_service(finding, subject)
                key = meant.id, subject
                case = cases.setdefault(key, Case(meant, subject, weight))
                if weight > case.weight:
                    case.finding, case.weight = meant, weight
                case.places.append((start, end, pattern.why))
                seen[key] = seen.get(key, 0) + 1
            for key, number in seen.items():
                every = len(seen) == 1 and number == len(looked_at)
                cases[key].count = max(cases[key].count, hit.times if every else number)
        return list(cases.values())

    def _holds(self, finding: Finding, position: int) -> tuple[bool, str | None]:
        """Whether a finding holds at a position, and for whom."""
        subject = self._signs.subject_at(position)
        if finding.marketplace == ANY:
            return True, subject
        if finding.marketplace != NONE:
            return subject == finding.marketplace, finding.marketplace
        if finding.service is None:
            return True, subject if subject in self._index.knowledge.services else None
        return subject == finding.service, finding.service

    def _of_service(self, finding: Finding, subject: str | None) -> Finding:
        """A general finding as it applies to a subject: with another service renewing never helps.

        Whose error it is says more than a mere description of it. Another marketplace that works with
        a consent is like one of ours.
        """
        knowledge = self._index.knowledge
        general = finding.marketplace == ANY
        helpful = general and (finding.renew != "no" or finding.weight <= SLIGHT)
        service = knowledge.services.get(subject or "")
        if not helpful or service is None or service.consent:
            return finding
        return replace(knowledge.findings[OTHER_SERVICE], kind=finding.kind)

    def _read_again(self, cases: list[Case], activity: Callable[[], str | None]) -> list[Case]:
        """Read with the eyes half closed, for texts full of reading errors."""
        clear = range(CLEAR, 101)
        hits = list(self._searcher.findings(activity, blurred=True, weights=clear))
        if not hits:
            return cases
        signs = self._signs.found
        self._signs.read(self._searcher.clues(blurred=True))
        self._signs.add(hits)
        seen = self._judge(hits)
        if _heaviest(seen) <= _heaviest(cases):
            self._signs.found = signs
            return cases
        self.blurred = True
        return seen

    def _resolve(self, cases: list[Case]) -> None:
        renewed = self._sentences.signals("renewed")
        success = self._sentences.signals("success")
        for case in cases:
            kind = case.finding.kind
            healers: list[tuple[int, int]] = []
            if kind in _HEALED_BY_TOKEN | _HEALED_BY_EITHER:
                healers += renewed
            if kind in _HEALED_BY_SUCCESS | _HEALED_BY_EITHER:
                healers += success
            if healers:
                case.resolved = any(
                    self._comes_after(span, case) and self._concerns(span[0], case.subject)
                    for span in healers
                )
            if kind in _HEALED_BY_TOKEN and not case.resolved:
                case.resolved = any(self._ends_well(case, start) for start, _ in success)

    def _ends_well(self, case: Case, position: int) -> bool:
        """Whether a line tells step by step how an error was mended, up to a call that worked.

        »932 hard expired -> neu angemeldet -> GetOrders Success«.
        """
        end = case.last_span[1]
        if not end <= position < end + _STEPS or not self._concerns(position, case.subject):
            return False
        # The line may be wrapped, behind the first arrow.
        first, *further = self._flat.text[end : position + 2].split("\n")
        if len(further) > _WRAPPED or not any(arrow in first for arrow in _ARROWS):
            return False
        high = line_span(self._flat, position)[1]
        return not any(end <= start < high for start, _ in self._sentences.signals("failing"))

    def _comes_after(self, healer: tuple[int, int], case: Case) -> bool:
        """Whether a success stands on a later line, or behind a sign of what came next.

        »401 -> new token ok«, »Token expired. refreshToken() danach: 200«.
        """
        position, healed = healer
        start, end = case.last_span
        # The error's words may run on into what heals it: »refreshing token ... ok«.
        if start <= position < end or position > line_span(self._flat, start)[1]:
            return True
        if position <= start:
            return False
        # What heals may itself hold the word: »refreshToken() danach: 200«.
        between = self._flat.text[start : max(healed, position + _NEAR)].lower()
        return any(sign in between for sign in _NEXT)

    def _concerns(self, position: int, subject: str | None) -> bool:
        """Whether a success belongs to the subject, as far as its line tells."""
        _, here = self._signs.subjects(*line_span(self._flat, position))
        return not here or subject in here


def _heaviest(cases: list[Case]) -> int:
    return max((case.weight for case in cases), default=0)


def _ranked(cases: list[Case], services: Container[str]) -> list[Case]:
    """Open before resolved, heavier first, then later first.

    The message of a marketplace comes before that of another service, whatever their weights: it
    is what the reader came for.
    What says the same less exactly is left out: a description where a message speaks, a bare
    status where its reason is known, a general finding beside the marketplace's own, unless it
    weighs more (»I removed the app« beside what the marketplace says since).
    """
    heavier: dict[tuple[str, str | None], int] = {}
    own: dict[tuple[str, str | None], int] = {}
    for case in cases:
        key = case.finding.kind, case.subject
        heavier[key] = max(heavier.get(key, 0), case.weight)
        if case.finding.marketplace != ANY:
            own[key] = max(own.get(key, 0), case.weight)

    def says_more(case: Case) -> bool:
        key = case.finding.kind, case.subject
        if case.finding.marketplace != ANY:
            return True
        return case.weight > own.get(key, 0) and (
            case.weight >= CLEAR or case.weight == heavier[key]
        )

    def of_a_marketplace(case: Case) -> bool:
        return case.weight >= CLEAR and case.subject is not None and case.subject not in services

    anywhere = _heaviest(cases)
    open_ones = _heaviest([case for case in cases if not case.resolved])
    of_subject: dict[str | None, int] = {}
    for case in cases:
        of_subject[case.subject] = max(of_subject.get(case.subject, 0), case.weight)

    def is_told(case: Case) -> bool:
        # What was mended at one marketplace tells nothing of a status of another one.
        beside = max(open_ones, of_subject.get(None, 0), of_subject[case.subject])
        heaviest = anywhere if case.subject is None else beside
        return case.weight > (BARE if heaviest >= CLEAR else SLIGHT if heaviest > SLIGHT else -1)

    kept = [case for case in cases if is_told(case) and says_more(case)]
    return sorted(
        kept,
        key=lambda case: (
            not case.resolved,
            of_a_marketplace(case),
            case.weight,
            case.last,
            case.finding.id,
        ),
        reverse=True,
    )
