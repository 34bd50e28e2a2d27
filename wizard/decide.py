"""Fourth stage: chooses the answer, the question or the hand-over.

Weights are set so that the deepest error of a chain wins: access token expired < throttled <
refresh token refused. Failures of two marketplaces give two verdicts, and a question.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property

from .cases import Case, Docket
from .catalog import (
    ANY,
    NO_ERROR,
    NO_TEXT,
    OTHER,
    RESOLVED,
    UNKNOWN,
    UNKNOWN_ERROR,
    UNRELATED,
    Finding,
    Knowledge,
)
from .index import Index
from .match import Searcher
from .model import Evidence, FindingAnswer, MarketplaceAnswer, Next, Verdict
from .read import time_near
from .sentences import Sentences
from .signs import MENTION, STRONG, Sign, Signs
from .unwrap import Flat
from .word_weights import unrelated

_EVIDENCE = 6
"""So many pieces of evidence are shown at most, the strongest or first ones."""


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
        self.signs = Signs(flat, index, self.sentences, self.given)
        self.notes: list[str] = []

    def decide(self) -> Decision:
        if not self.flat.norm.strip():
            return self._fallback(NO_TEXT)
        docket = Docket(self.flat, self.index, self.searcher, self.sentences, self.signs)
        cases = [self._by_its_words(case) for case in docket.cases(lambda: self.activity)]
        if docket.blurred:
            self._note("unscharf-gelesen")
        guessed = docket.guessed or self.signs.guessed
        if guessed:
            self._note("vermutung")
        if not cases and guessed and not self.signs.found:
            # Somebody who asks whether the token ran out has seen something, but not said what.
            finding = self.knowledge.findings[UNKNOWN_ERROR]
            cases = [Case(finding, self.given, finding.weight, count=1)]
        return self._answer(cases) if cases else self._fallback(NO_ERROR)

    def _by_its_words(self, case: Case) -> Case:
        """An error that no finding knows, or whose cause it does not tell, judged by its words."""
        if case.finding.id not in UNRELATED:
            return case
        learned = self.knowledge.word_weights
        place = unrelated(self.flat, case.last, learned)
        if place is None or self.sentences.demands_consent():
            return case
        finding = self.knowledge.findings[UNRELATED[case.finding.id]]
        return replace(case, finding=finding, places=[(*place, learned.why)])

    @cached_property
    def activity(self) -> str | None:
        """What the user was doing: as answered, else as the text says."""
        if self.asked_activity not in (None, UNKNOWN):
            return self.asked_activity
        # The order of the question is that of frequency; the rarer activity says more.
        for name, numbers in reversed(self.index.activities):
            for hit in self.searcher.find_all(numbers):
                if not all(self.sentences.is_fine(start) for start, _ in hit.spans[:4]):
                    return name
        return None

    # --- the answer ----------------------------------------------------------------------

    def _answer(self, cases: list[Case]) -> Decision:
        first = cases[0]
        if first.subject in self.knowledge.services:
            return self._other_service(cases)
        if first.resolved:
            return self._all_resolved(cases)
        verdicts = self._verdicts(cases)
        if len(verdicts) > 1 and self.given is not None:
            # Who was asked which of two marketplaces is meant gets that one's answer.
            cases = sorted(cases, key=lambda case: case.subject != self.given)
            first = cases[0]
        answer = self._marketplace(first, verdicts)
        findings = self._findings(cases, answer.id)
        return Decision(
            marketplace=answer,
            findings=findings,
            verdicts=verdicts,
            next=self._next(first.finding, findings[0].renew, answer),
            notes=tuple(self.notes),
        )

    def _fallback(self, name: str) -> Decision:
        """An answer without anything found in the text."""
        finding = self.knowledge.findings[name]
        market = self._named_for_sure()
        answer = FindingAnswer(finding.id, finding.kind, finding.renew, market.id, state="decisive")
        return Decision(
            marketplace=market,
            findings=(answer,),
            verdicts=(),
            next=_handover(finding),
            notes=tuple(self.notes),
        )

    def _named_for_sure(self) -> MarketplaceAnswer:
        """Whose text it is though nothing was found in it.

        A mere mention (»die Rechnung von Amazon«) says nothing about the connection, unless the text
        does (»Amazon token refreshed«).
        """
        level, owners = self.signs.subjects(0, len(self.flat.norm) + 1)
        subject = next(iter(owners)) if len(owners) == 1 else None
        sure = level >= STRONG or (level == MENTION and self.sentences.tells_of_connection())
        if not sure or subject not in self.knowledge.marketplaces:
            return MarketplaceAnswer(None, "none")
        evidence = self._evidence(self.signs.of(subject))
        return MarketplaceAnswer(subject, "recognised", None, evidence, (), (str(subject),))

    def _all_resolved(self, cases: list[Case]) -> Decision:
        """Every error of the text was followed by a success."""
        finding = self.knowledge.findings[RESOLVED]
        self._note("danach-erfolgreich")
        answer = self._marketplace(cases[0], ())
        head = FindingAnswer(finding.id, finding.kind, finding.renew, answer.id, state="decisive")
        return Decision(
            marketplace=answer,
            findings=(head, *self._findings(cases, answer.id)),
            verdicts=(Verdict(answer.id, finding.id),) if answer.id else (),
            next=_handover(finding),
            notes=tuple(self.notes),
        )

    def _other_service(self, cases: list[Case]) -> Decision:
        """An error of a service that is none of our marketplaces."""
        service = str(cases[0].subject)
        consent = self.knowledge.services[service].consent
        self._note("anderer-marktplatz" if consent else "anderer-dienst")
        findings = self._findings(cases, None)
        foreign = [sign for sign in self.signs.found if sign.subject != service]
        own = self._evidence(self.signs.of(service))
        against = self._evidence([*self.signs.against, *foreign])
        return Decision(
            marketplace=MarketplaceAnswer(None, "none", service, own, against),
            findings=findings,
            verdicts=(),
            next=self._next_elsewhere(cases[0].finding) if consent else _handover(cases[0].finding),
            notes=tuple(self.notes),
        )

    # --- the marketplace -----------------------------------------------------------------

    def _verdicts(self, cases: list[Case]) -> tuple[Verdict, ...]:
        """The heaviest open finding of each marketplace."""
        seen: dict[str, str] = {}
        for case in cases:
            if case.subject in self.knowledge.marketplaces and not case.resolved:
                seen.setdefault(str(case.subject), case.finding.id)
        return tuple(Verdict(market, finding) for market, finding in seen.items())

    def _marketplace(self, first: Case, verdicts: tuple[Verdict, ...]) -> MarketplaceAnswer:
        if len(verdicts) > 1:
            return self._several(tuple(verdict.marketplace for verdict in verdicts))
        strongest = sorted(self.signs.found, key=lambda sign: -sign.level)
        named = dict.fromkeys(sign.subject for sign in strongest)
        candidates = tuple(name for name in named if name in self.knowledge.marketplaces)
        subject = first.subject
        own = self.signs.of(subject)
        foreign = [sign for sign in self.signs.found if sign.subject != subject]
        against = self._evidence([*self.signs.against, *foreign])
        if subject is not None and own:
            if self.asked_marketplace not in (None, UNKNOWN, subject):
                self._note("angabe-widerspricht")
            evidence = self._evidence(own)
            return MarketplaceAnswer(subject, "recognised", None, evidence, against, candidates)
        if subject is None and len(candidates) > 1:
            self._note("mehrere-genannt")
        given = subject or self.given or self._marketplace_of_activity()
        certainty = "given" if given else "unknown"
        return MarketplaceAnswer(given, certainty, None, (), against, candidates)

    def _several(self, named: tuple[str, ...]) -> MarketplaceAnswer:
        self._note("mehrere-marktplaetze")
        if self.given in named:
            return MarketplaceAnswer(self.given, "given", candidates=named)
        evidence = self._evidence(sign for sign in self.signs.found if sign.subject in named)
        return MarketplaceAnswer(None, "unknown", None, evidence, (), named)

    def _marketplace_of_activity(self) -> str | None:
        for choice in self.knowledge.questions["activity"].choices:
            if choice.id == self.asked_activity:
                return choice.marketplace
        return None

    def _evidence(self, signs: Iterable[Sign]) -> tuple[Evidence, ...]:
        """The strongest signs first; no words and no reason twice."""
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

    # --- the findings --------------------------------------------------------------------

    def _findings(self, cases: list[Case], market: str | None) -> tuple[FindingAnswer, ...]:
        """The cases as answers; `market` is the one decided on for the first."""
        answers = []
        for number, case in enumerate(cases):
            state = "resolved" if case.resolved else "also" if number else "decisive"
            answers.append(self._finding(case, state, None if number else market))
        return tuple(answers)

    def _finding(self, case: Case, state: str, market: str | None) -> FindingAnswer:
        places = sorted(case.places, key=lambda place: (place[0], -place[1]))
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
            first_seen=time_near(self.flat, places[0][0]) if places else None,
            last_seen=time_near(self.flat, places[-1][0]) if case.count > 1 else None,
            state=state,
        )

    def _renew(self, finding: Finding, market: str | None) -> str:
        """Where a marketplace works with keys there is no consent that could be renewed."""
        keys = market is not None and self.knowledge.marketplaces[market].sign_in == "keys"
        if keys and finding.marketplace == ANY and finding.renew != "no":
            self._note("schluessel-statt-zustimmung")
            return finding.renew if finding.id == UNKNOWN_ERROR else "no"
        return finding.renew

    # --- the way on ----------------------------------------------------------------------

    def _next(self, finding: Finding, renew: str, answer: MarketplaceAnswer) -> Next:
        if renew == "no" or finding.step is None:
            return _handover(finding)
        question = self._open_question(finding, answer)
        if question is not None:
            return self._ask(question, answer.candidates)
        guide = OTHER if self.asked_marketplace == OTHER else None
        if answer.id is not None:
            market = self.knowledge.marketplaces[answer.id]
            guide = None if market.sign_in == "keys" else market.guide
        if guide is None:
            return _handover(finding)
        return Next("guide", guide=guide, step=finding.step)

    def _next_elsewhere(self, finding: Finding) -> Next:
        """With a marketplace that has no guide of its own."""
        if finding.renew == "no" or finding.step is None:
            return _handover(finding)
        return Next("guide", guide=OTHER, step=finding.step)

    def _open_question(self, finding: Finding, answer: MarketplaceAnswer) -> str | None:
        """The question on whose answer the way on depends, if it was not asked yet."""
        if answer.id is not None:
            unasked = self.activity is None and self.asked_activity is None
            return finding.asks if finding.asks == "activity" and unasked else None
        if self.asked_marketplace is None:
            return "marketplace"
        if self.asked_marketplace == UNKNOWN and self.asked_activity is None:
            return "activity"
        return None

    def _ask(self, question: str, likely: tuple[str, ...]) -> Next:
        """A question; marketplaces that the text names come first."""
        choices = [choice.id for choice in self.knowledge.questions[question].choices]
        choices.sort(key=lambda choice: likely.index(choice) if choice in likely else len(likely))
        return Next("question", question=question, choices=tuple(choices))

    def _note(self, name: str) -> None:
        if name not in self.notes:
            self.notes.append(name)


def _handover(finding: Finding) -> Next:
    """To somebody who can help."""
    return Next("handover", finding=finding.id)
