"""Fourth stage: weighs what was found, and chooses the answer, the question or the hand-over.

The rules, in order:

1. Signs of a marketplace or service count by strength: a proof (a host, a namespace) before a
   strong sign (its own wording, a library) before a mention. A guess (»Ist das der eBay-Token?«)
   and a clause that says all is well (»Amazon orders are fine«) are no signs.
2. A finding of a marketplace holds only where that marketplace is recognised, or where its pattern
   identifies it and nothing stronger speaks for another service.
3. The heavier finding decides: weights are set so that the deepest error of a chain wins
   (access token expired < throttled < refresh token refused). What a later success in the text
   has healed is resolved and no longer decides.
4. Failures of two marketplaces give two verdicts, and a question.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from .catalog import ANY, NONE, OTHER, UNKNOWN, Finding, Knowledge
from .match import Hit, Index, Probe, Searcher, Sentences
from .model import Evidence, FindingAnswer, MarketplaceAnswer, Next, Verdict
from .read import event_span, is_log_line, line_span, time_near
from .unwrap import Flat

NO_TEXT = "text-leer"
NO_ERROR = "kein-fehler-erkannt"
UNKNOWN_ERROR = "fehler-unbekannt"
OTHER_SERVICE = "anderer-dienst"
RESOLVED = "ablauf-wieder-erfolgreich"
FALLBACKS = (NO_TEXT, NO_ERROR, UNKNOWN_ERROR, OTHER_SERVICE, RESOLVED)
"""Findings that the engine itself chooses; the knowledge must have them."""

_LEVELS = {"mention": 1, "strong": 2, "proof": 3}
_EVIDENCE = 6
_NEAR = 800
_SLIGHT = 10
"""Up to this weight a finding is only a description, no message."""

_BARE = 30
"""Up to this weight a finding is a bare status (401, 403) or people's words without a message."""

# What heals an error: a later success of any call, or only a newly issued access token.
_HEALED_BY_SUCCESS = frozenset({"throttled", "network", "service-outage", "clock-or-signature"})
_HEALED_BY_TOKEN = frozenset(
    {"refresh-token-expired-or-revoked", "authorization-missing-or-role", "app-credentials-wrong"}
)


@dataclass(frozen=True, slots=True)
class Sign:
    """A clue that was found: whose it is, how strong, where, and why it counts."""

    subject: str
    level: int
    start: int
    end: int
    why: str


@dataclass(slots=True)
class Case:
    """One finding about one subject, with all its places in the text."""

    finding: Finding
    subject: str | None
    weight: int
    places: list[tuple[int, int, str]] = field(default_factory=list)
    count: int = 0
    state: str = "also"

    @property
    def last(self) -> int:
        """Where the finding shows for the last time."""
        return max(place[0] for place in self.places)


@dataclass(frozen=True, slots=True)
class Decision:
    """What the text means; see :class:`wizard.model.Diagnosis` for the parts."""

    marketplace: MarketplaceAnswer
    findings: tuple[FindingAnswer, ...]
    verdicts: tuple[Verdict, ...]
    next: Next
    notes: tuple[str, ...]


def decide(
    flat: Flat, index: Index, marketplace: str | None = None, activity: str | None = None
) -> Decision:
    """Weigh everything that the knowledge finds in a flat text.

    `marketplace` and `activity` are the answers to the questions, see :func:`wizard.diagnose`.
    """
    return _Judge(flat, index, marketplace, activity).decide()


class _Judge:
    def __init__(
        self, flat: Flat, index: Index, marketplace: str | None, activity: str | None
    ) -> None:
        self.flat = flat
        self.index = index
        self.knowledge: Knowledge = index.knowledge
        self.asked_marketplace = marketplace
        self.asked_activity = activity
        self.given = marketplace if marketplace in self.knowledge.marketplaces else None
        self.searcher = Searcher(flat, index)
        self.sentences = Sentences(self.searcher, index)
        self.signs: list[Sign] = []
        self.against: list[Sign] = []
        self.notes: list[str] = []
        self._lines: dict[int, tuple[bool, str | None]] = {}
        self.activity = self._activity()

    # --- the way -------------------------------------------------------------------------

    def decide(self) -> Decision:
        if not self.flat.norm.strip():
            return self._fallback(NO_TEXT)
        hits = self._hits(self.searcher.find)
        self._read_signs(self.searcher.find)
        self._signs_of_hits(hits)
        cases = self._cases(hits)
        if not any(case.weight > _SLIGHT for case in cases):
            blurred = self._blurred()
            if blurred:
                cases = blurred
        self._resolve(cases)
        cases = self._ranked(cases)
        if not cases:
            return self._fallback(NO_ERROR)
        return self._answer(cases)

    def _activity(self) -> str | None:
        """What the user was doing: as answered, else as the text says."""
        if self.asked_activity not in (None, UNKNOWN):
            return self.asked_activity
        # The order of the question is that of frequency; the rarer activity says more.
        for name, probes in reversed(self.index.activities):
            for probe in probes:
                hit = self.searcher.find(probe)
                if hit and not all(self.sentences.is_fine(start) for start, _ in hit.spans[:4]):
                    return name
        return None

    # --- signs ---------------------------------------------------------------------------

    def _read_signs(self, find: _Find) -> None:
        denied: list[Sign] = []
        for subject, _service, clue, probe in self.index.clues:
            hit = find(probe)
            if hit is None:
                continue
            for start, end in _sample(hit.spans):
                if clue.strength == "against":
                    denied.append(Sign(subject, 0, start, end, clue.pattern.why))
                    continue
                sign = Sign(subject, _LEVELS[clue.strength], start, end, clue.pattern.why)
                if sign.level == 1 and self.sentences.is_guess(start):
                    self.against.append(sign)
                    self._note("vermutung")
                elif sign.level == 1 and self.sentences.is_fine(start):
                    self.against.append(sign)
                else:
                    self.signs.append(sign)
        refuted = {sign.subject for sign in denied}
        self.signs = [s for s in self.signs if s.level > 1 or s.subject not in refuted]
        self.against.extend(denied)
        self._lines.clear()

    def _signs_of_hits(self, hits: list[tuple[Finding, Hit]]) -> None:
        """A pattern that identifies its marketplace is a strong sign where it stands."""
        for finding, hit in hits:
            if hit.probe.pattern.identifies:
                subject = finding.service if finding.marketplace == NONE else finding.marketplace
                if subject and subject != ANY:
                    for start, end in _sample(hit.spans):
                        why = hit.probe.pattern.why
                        self.signs.append(Sign(subject, 2, start, end, why))
        self._lines.clear()

    def subjects(self, low: int, high: int) -> tuple[int, set[str]]:
        """The strongest signs within a span: their level, and whose they are."""
        level = 0
        found: set[str] = set()
        for sign in self.signs:
            if low <= sign.start < high and sign.level >= level:
                if sign.level > level:
                    level, found = sign.level, set()
                found.add(sign.subject)
        return level, found

    def subject_at(self, position: int) -> str | None:
        """Whose error stands at a position; None where the text does not tell."""
        if not self.signs:
            return self.given
        low, high = line_span(self.flat, position)
        if low not in self._lines:
            self._lines[low] = self._subject_of_line(low, high, position)
        certain, subject = self._lines[low]
        if certain:
            return subject
        return self._nearest_before(position) or subject

    def _subject_of_line(self, low: int, high: int, position: int) -> tuple[bool, str | None]:
        """Whether the line (or the text) settles the subject, and the best guess else."""
        if len({sign.subject for sign in self.signs}) == 1:
            return True, self.signs[0].subject
        _, everywhere = self.subjects(0, len(self.flat.norm) + 1)
        alone = next(iter(everywhere)) if len(everywhere) == 1 else None
        level, here = self.subjects(low, high)
        if len(here) == 1 and (level >= 2 or alone is None or is_log_line(self.flat, position)):
            return True, next(iter(here))
        event = event_span(self.flat, position)
        if event:
            _, there = self.subjects(*event)
            if len(there) == 1:
                return True, next(iter(there))
        if alone is not None:
            return True, alone
        return False, self.given if self.given in everywhere else None

    def _nearest_before(self, position: int) -> str | None:
        """The subject named last before a position, if what stands between is short."""
        best: Sign | None = None
        for sign in self.signs:
            near = position - _NEAR <= sign.start <= position
            if near and sign.level >= 2 and (best is None or sign.start > best.start):
                best = sign
        return best.subject if best else None

    # --- findings ------------------------------------------------------------------------

    def _hits(self, find: _Find) -> list[tuple[Finding, Hit]]:
        hits = []
        for finding, probes, _unless in self.index.findings:
            for probe in probes:
                if probe.pattern.activity not in (None, self.activity):
                    continue
                hit = find(probe)
                if hit:
                    hits.append((finding, hit))
        return hits

    def _cases(self, hits: Iterable[tuple[Finding, Hit]]) -> list[Case]:
        unless = {finding.id: probes for finding, _, probes in self.index.findings}
        cases: dict[tuple[str, str | None], Case] = {}
        for finding, hit in hits:
            pattern = hit.probe.pattern
            weight = finding.weight if pattern.weight is None else pattern.weight
            counts: dict[tuple[str, str | None], int] = {}
            for start, end in _sample(hit.spans):
                if pattern.prose and self.sentences.is_guess(start):
                    self._note("vermutung")
                    continue
                accepted, subject = self._accept(finding, hit.probe, start)
                if not accepted or self.searcher.ruled_out(unless[finding.id], (start, end)):
                    continue
                key = finding.id, subject
                case = cases.setdefault(key, Case(finding, subject, weight))
                case.weight = max(case.weight, weight)
                case.places.append((start, end, pattern.why))
                counts[key] = counts.get(key, 0) + 1
            for key, seen in counts.items():
                every = hit.count if len(counts) == 1 and seen == len(_sample(hit.spans)) else seen
                cases[key].count = max(cases[key].count, every)
        return list(cases.values())

    def _accept(self, finding: Finding, probe: Probe, start: int) -> tuple[bool, str | None]:
        """Whether a finding holds at a position, and for whom."""
        subject = self.subject_at(start)
        service = subject in self.knowledge.services
        if finding.marketplace == ANY:
            if service:
                return finding.renew == "no" or finding.id == UNKNOWN_ERROR, subject
            return True, subject
        if finding.marketplace == NONE:
            if finding.service is None:
                return True, subject if service else None
            return subject == finding.service, finding.service
        return subject == finding.marketplace, finding.marketplace

    def _blurred(self) -> list[Case]:
        """Read again with the eyes half closed, for texts full of reading errors."""
        hits = self._hits(self.searcher.find_blurred)
        hits = [(finding, hit) for finding, hit in hits if finding.weight > _SLIGHT]
        if not hits:
            return []
        self._read_signs(self.searcher.find_blurred)
        self._signs_of_hits(hits)
        cases = self._cases(hits)
        if cases:
            self._note("unscharf-gelesen")
        return cases

    # --- what came of it -----------------------------------------------------------------

    def _resolve(self, cases: list[Case]) -> None:
        renewed = self.sentences.signals("renewed")
        success = self.sentences.signals("success")
        if not renewed and not success:
            return
        for case in cases:
            kind = case.finding.kind
            if kind in _HEALED_BY_SUCCESS:
                healers = success
            elif kind in _HEALED_BY_TOKEN:
                healers = renewed
            elif kind == "access-token-expired":
                healers = sorted([*renewed, *success])
            else:
                continue
            last_line = line_span(self.flat, case.last)[1]
            if any(start > last_line and self._concerns(start, case.subject) for start, _ in healers):
                case.state = "resolved"

    def _concerns(self, position: int, subject: str | None) -> bool:
        """Whether a success belongs to the subject, as far as its line tells."""
        _, here = self.subjects(*line_span(self.flat, position))
        return not here or subject in here

    def _ranked(self, cases: list[Case]) -> list[Case]:
        """Heavier first, then later first.

        What says the same less exactly is left out: a description where a message speaks, a bare
        status where its reason is known, a general finding beside the marketplace's own.
        """
        heaviest = max((case.weight for case in cases), default=0)
        floor = _BARE if heaviest >= _BARE + 10 else _SLIGHT if heaviest > _SLIGHT else -1
        own = {(c.finding.kind, c.subject) for c in cases if c.finding.marketplace != ANY}
        kept = [
            case
            for case in cases
            if case.weight > floor
            and not (case.finding.marketplace == ANY and (case.finding.kind, case.subject) in own)
        ]
        return sorted(
            kept,
            key=lambda case: (case.state != "resolved", case.weight, case.last, case.finding.id),
            reverse=True,
        )

    # --- the answer ----------------------------------------------------------------------

    def _answer(self, cases: list[Case]) -> Decision:
        open_cases = [case for case in cases if case.state != "resolved"]
        if not open_cases:
            return self._all_resolved(cases)
        first = open_cases[0]
        if first.subject in self.knowledge.services:
            return self._other_service(cases)
        verdicts = self._verdicts(open_cases)
        answer = self._marketplace(first, verdicts)
        findings = self._answers(cases, answer.id)
        return Decision(
            marketplace=answer,
            findings=findings,
            verdicts=verdicts,
            next=self._next(first.finding, findings[0].renew, answer),
            notes=tuple(self.notes),
        )

    def _verdicts(self, cases: list[Case]) -> tuple[Verdict, ...]:
        seen: dict[str, str] = {}
        for case in cases:
            market = case.subject
            if market in self.knowledge.marketplaces and market not in seen:
                seen[market] = case.finding.id
        return tuple(Verdict(market, finding) for market, finding in seen.items())

    def _marketplace(self, first: Case, verdicts: tuple[Verdict, ...]) -> MarketplaceAnswer:
        subject = first.subject
        markets = self.knowledge.marketplaces
        candidates = tuple(dict.fromkeys(
            sign.subject for sign in sorted(self.signs, key=lambda one: -one.level)
            if sign.subject in markets
        ))  # fmt: skip
        against = self._evidence(
            [*self.against, *(sign for sign in self.signs if sign.subject != subject)]
        )
        if len(verdicts) > 1:
            self._note("mehrere-marktplaetze")
            named = tuple(verdict.marketplace for verdict in verdicts)
            if self.given in named:
                return MarketplaceAnswer(self.given, "given", candidates=named)
            evidence = self._evidence([sign for sign in self.signs if sign.subject in named])
            return MarketplaceAnswer(None, "unknown", None, evidence, (), named)
        if subject is None:
            if len(candidates) > 1:
                self._note("mehrere-genannt")
            if self.given:
                return MarketplaceAnswer(self.given, "given", None, (), against, candidates)
            by_activity = self._marketplace_of_activity()
            if by_activity:
                return MarketplaceAnswer(by_activity, "given", None, (), against, candidates)
            return MarketplaceAnswer(None, "unknown", None, (), against, candidates)
        own = [sign for sign in self.signs if sign.subject == subject]
        if not own:
            return MarketplaceAnswer(subject, "given", None, (), against, candidates)
        if self.asked_marketplace not in (None, UNKNOWN, subject):
            self._note("angabe-widerspricht")
        return MarketplaceAnswer(
            subject, "recognised", None, self._evidence(own), against, candidates
        )

    def _marketplace_of_activity(self) -> str | None:
        for choice in self.knowledge.questions["activity"].choices:
            if choice.id == self.asked_activity:
                return choice.marketplace
        return None

    def _evidence(self, signs: Iterable[Sign]) -> tuple[Evidence, ...]:
        """The strongest signs first; none twice for the same words."""
        chosen: dict[tuple[int, int], Evidence] = {}
        reasons: set[str] = set()
        for sign in sorted(signs, key=lambda one: (-one.level, one.start, -one.end)):
            span = self.flat.origin(sign.start, sign.end)
            inside = any(low <= span[0] and span[1] <= high for low, high in chosen)
            if inside or sign.why in reasons:
                continue
            chosen[span] = Evidence(*span, sign.why)
            reasons.add(sign.why)
            if len(chosen) == _EVIDENCE:
                break
        return tuple(chosen.values())

    def _answers(self, cases: list[Case], market: str | None) -> tuple[FindingAnswer, ...]:
        answers = []
        decisive = True
        for case in cases:
            state = case.state
            if state != "resolved" and decisive:
                state, decisive = "decisive", False
            answers.append(self._finding(case, state, market if case is cases[0] else None))
        return tuple(answers)

    def _finding(self, case: Case, state: str, market: str | None) -> FindingAnswer:
        places = sorted(case.places)
        evidence: dict[tuple[int, int], Evidence] = {}
        for start, end, why in places:
            span = self.flat.origin(start, end)
            if not any(low <= span[0] and span[1] <= high for low, high in evidence):
                evidence[span] = Evidence(*span, why)
            if len(evidence) == _EVIDENCE:
                break
        subject = case.subject if case.subject in self.knowledge.marketplaces else market
        return FindingAnswer(
            id=case.finding.id,
            kind=case.finding.kind,
            renew=self._renew(case.finding, subject),
            marketplace=subject,
            evidence=tuple(evidence.values()),
            count=case.count,
            first_seen=time_near(self.flat, places[0][0]),
            last_seen=time_near(self.flat, places[-1][0]) if len(places) > 1 else None,
            state=state,
        )

    def _renew(self, finding: Finding, market: str | None) -> str:
        """Where a marketplace works with keys there is no consent that could be renewed."""
        if market and finding.renew != "no" and finding.marketplace == ANY:
            if self.knowledge.marketplaces[market].sign_in == "keys":
                self._note("schluessel-statt-zustimmung")
                return "no" if finding.id != UNKNOWN_ERROR else finding.renew
        return finding.renew

    def _next(self, finding: Finding, renew: str, answer: MarketplaceAnswer) -> Next:
        handover = Next("handover", finding=finding.id)
        if renew == "no" or finding.step is None:
            return handover
        if answer.id is not None:
            if finding.asks == "activity" and self.activity is None and self.asked_activity is None:
                return self._ask("activity")
            market = self.knowledge.marketplaces[answer.id]
            if market.sign_in == "keys":
                return handover
            return Next("guide", guide=market.guide, step=finding.step)
        if answer.certainty == "none":
            return handover
        if self.asked_marketplace == OTHER:
            return Next("guide", guide=OTHER, step=finding.step)
        if self.asked_marketplace is None:
            return self._ask("marketplace", answer.candidates)
        if self.asked_activity is None:
            return self._ask("activity")
        return handover

    def _ask(self, question: str, likely: tuple[str, ...] = ()) -> Next:
        """A question; marketplaces that the text names come first."""
        choices = [choice.id for choice in self.knowledge.questions[question].choices]
        choices.sort(key=lambda choice: likely.index(choice) if choice in likely else len(likely))
        return Next("question", question=question, choices=tuple(choices))

    # --- answers without a failing finding -----------------------------------------------

    def _fallback(self, name: str) -> Decision:
        finding = self.knowledge.findings[name]
        answer = FindingAnswer(finding.id, finding.kind, finding.renew, None, state="decisive")
        return Decision(
            marketplace=MarketplaceAnswer(None, "none"),
            findings=(answer,),
            verdicts=(),
            next=Next("handover", finding=finding.id),
            notes=tuple(self.notes),
        )

    def _all_resolved(self, cases: list[Case]) -> Decision:
        finding = self.knowledge.findings[RESOLVED]
        subject = cases[0].subject
        if subject in self.knowledge.services:
            return self._other_service(cases)
        self._note("danach-erfolgreich")
        answer = self._marketplace(cases[0], ())
        head = FindingAnswer(
            finding.id, finding.kind, finding.renew, answer.id, state="decisive"
        )
        rest = tuple(self._finding(case, "resolved", answer.id) for case in cases)
        return Decision(
            marketplace=answer,
            findings=(head, *rest),
            verdicts=(Verdict(answer.id, finding.id),) if answer.id else (),
            next=Next("handover", finding=finding.id),
            notes=tuple(self.notes),
        )

    def _other_service(self, cases: list[Case]) -> Decision:
        """An error of a service that is no marketplace; renewing never helps there."""
        service = cases[0].subject
        self._note("anderer-dienst")
        own = [sign for sign in self.signs if sign.subject == service]
        others = [sign for sign in self.signs if sign.subject != service]
        answers = list(self._answers(cases, None))
        if cases[0].finding.id == UNKNOWN_ERROR:
            finding = self.knowledge.findings[OTHER_SERVICE]
            answers[0] = FindingAnswer(
                finding.id, finding.kind, finding.renew, None, answers[0].evidence,
                state="decisive",
            )  # fmt: skip
        return Decision(
            marketplace=MarketplaceAnswer(
                None, "none", service, self._evidence(own),
                self._evidence([*self.against, *others]),
            ),  # fmt: skip
            findings=tuple(answers),
            verdicts=(),
            next=Next("handover", finding=answers[0].id),
            notes=tuple(self.notes),
        )

    def _note(self, name: str) -> None:
        if name not in self.notes:
            self.notes.append(name)


type _Find = Callable[[Probe], Hit | None]


def _sample(spans: tuple[tuple[int, int], ...]) -> tuple[tuple[int, int], ...]:
    """Enough places to judge by: all of a few, else the first and the last ones."""
    return spans if len(spans) <= 24 else spans[:12] + spans[-12:]
