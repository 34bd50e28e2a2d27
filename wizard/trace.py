"""How an answer came about, stage by stage: for whoever keeps the knowledge.

The answer itself comes from :func:`wizard.diagnose`; here the same stages are run again one by one
and looked at, so that a finding that does not win can be told from one that does not match. Not
part of the browser's engine.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from .cases import Case, Docket
from .catalog import ANY, NONE, Finding, Knowledge, Pattern
from .diagnose import diagnose, laid_open
from .index import Index
from .match import Searcher
from .model import Diagnosis
from .probe import Hit, Probe
from .read import codes, line_span, time_near
from .sentences import Sentences
from .signs import Sign, Signs
from .unwrap import Flat

COUNTS, WEAKER, OTHER_SUBJECT, RULED_OUT, GUESSED = (
    "counts",
    "weaker",
    "other-subject",
    "ruled-out",
    "guessed",
)
"""What becomes of a pattern that holds; see :class:`Match`."""

_PLACES = 3


@dataclass(frozen=True, slots=True)
class Change:
    """A place that is written otherwise than it is read.

    `start`, `end`: in the pasted text. `low`, `high`: in the flat one.
    """

    start: int
    end: int
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Match:
    """A finding's pattern that holds, and what becomes of it.

    `start`, `end`: its first place in the pasted text. `fate`: `counts`; `weaker` (another finding says it more
    exactly); `other-subject` (the finding is about another marketplace than `subject`, whose the
    text is); `ruled-out` (`by`: the literal of the `unless` that stands there); `guessed` (only
    somebody's supposition).
    """

    finding: Finding
    pattern: Pattern
    start: int
    end: int
    count: int
    fate: str
    subject: str | None = None
    by: str = ""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One pattern of a finding that somebody expects, tried.

    `missing`: literals or codes that the text does not hold. `regex_fails`: the literals are there,
    but the expression does not match near the first of them. `activity`: holds only while doing
    this. None of the three: it holds.
    """

    pattern: Pattern
    missing: tuple[str, ...] = ()
    regex_fails: bool = False
    activity: str | None = None

    @property
    def holds(self) -> bool:
        """Whether the pattern holds."""
        return not (self.missing or self.regex_fails or self.activity)


@dataclass(frozen=True, slots=True)
class Trace:
    """All stages of one diagnosis.

    `changes`: what unwrapping undid, in order. `lines`, `times`: of the flat text, first
    and last time. `signs`, `against`: clues of marketplaces and services, with their place in
    the pasted text. `matches`: patterns of
    findings that hold. `cases`: what was left, the decisive one first. `diagnosis`: the answer. `demands_consent`: whether the text
    asks for a new sign-in, so that words alone do not tell »no«.
    """

    flat: Flat
    changes: tuple[Change, ...]
    lines: int
    times: tuple[str, ...]
    signs: tuple[tuple[Sign, int, int], ...]
    against: tuple[tuple[Sign, int, int], ...]
    matches: tuple[Match, ...]
    cases: tuple[Case, ...]
    diagnosis: Diagnosis
    demands_consent: bool


def trace(
    text: str,
    knowledge: Knowledge,
    *,
    marketplace: str | None = None,
    activity: str | None = None,
) -> Trace:
    """Run all stages over a text; the arguments are those of :func:`wizard.diagnose`.

    Raises ValueError for an unknown marketplace or activity.
    """
    diagnosis = diagnose(text, marketplace=marketplace, activity=activity, knowledge=knowledge)
    index = Index(knowledge)
    flat, _ = laid_open(text)
    searcher = Searcher(flat, index)
    sentences = Sentences(searcher, index)
    given = marketplace if marketplace in knowledge.marketplaces else None
    signs = Signs(flat, index, sentences, given)
    docket = Docket(flat, index, searcher, sentences, signs)
    cases = docket.cases(lambda: activity)
    stages = _Stages(index, searcher, sentences, signs)
    return Trace(
        flat=flat,
        changes=tuple(_changes(text, flat)),
        lines=len(flat.text.splitlines()),
        times=_times(flat),
        signs=tuple((sign, *flat.origin(sign.start, sign.end)) for sign in signs.found),
        against=tuple((sign, *flat.origin(sign.start, sign.end)) for sign in signs.against),
        matches=tuple(
            stages.match(finding, hit, cases)
            for finding, hit in searcher.findings(lambda: activity)
        ),
        cases=tuple(cases),
        diagnosis=diagnosis,
        demands_consent=sentences.demands_consent(),
    )


def attempts(
    text: str, finding: Finding, knowledge: Knowledge, activity: str | None = None
) -> list[Attempt]:
    """Each pattern of a finding, and why it does not hold in a text."""
    index = Index(knowledge)
    searcher = Searcher(laid_open(text)[0], index)
    first = len(index.clue_subjects)
    numbers = [n for n, owner in enumerate(index.wanted, first) if owner.id == finding.id]
    return [_attempt(index.probe(number), searcher, activity) for number in numbers]


def _attempt(probe: Probe, searcher: Searcher, activity: str | None) -> Attempt:
    pattern = probe.pattern
    if pattern.activity not in (None, activity):
        return Attempt(pattern, activity=pattern.activity)
    if searcher.find(probe.number):
        return Attempt(pattern)
    missing = [
        written
        for written, folded in zip(pattern.literal, probe.literals, strict=True)
        if folded not in searcher.flat.norm
    ]
    if pattern.code and not any(any(codes(searcher.flat, code)) for code in pattern.code):
        missing += pattern.code
    return Attempt(pattern, tuple(missing), regex_fails=not missing)


@dataclass(frozen=True, slots=True)
class _Stages:
    """The engine's stages over one text, made ready."""

    index: Index
    searcher: Searcher
    sentences: Sentences
    signs: Signs

    def match(self, finding: Finding, hit: Hit, cases: list[Case]) -> Match:
        """A pattern that holds, and what becomes of it."""
        pattern = hit.probe.pattern
        start, end = hit.spans[0]
        subject = self.signs.subject_at(start)
        fate, by = WEAKER, ""
        if any(case.finding.id == finding.id for case in cases):
            fate = COUNTS
        elif pattern.prose and self.sentences.is_guess(start):
            fate = GUESSED
        elif finding.marketplace != ANY and _owner(finding) not in (None, subject):
            fate = OTHER_SUBJECT
        else:
            for number in self.index.unless[finding.id]:
                if self.searcher.ruled_out((number,), (start, end)):
                    fate = RULED_OUT
                    probe = self.index.probe(number)
                    by = " … ".join(probe.pattern.literal or probe.pattern.code)
                    break
        place = self.searcher.flat.origin(start, end)
        return Match(finding, pattern, *place, hit.times, fate, subject, by)


def _owner(finding: Finding) -> str | None:
    return finding.service if finding.marketplace == NONE else finding.marketplace


def _changes(text: str, flat: Flat) -> Iterator[Change]:
    """Where the pasted text is written otherwise than it is read; white space alone is passed over."""
    position = 0
    while position < len(flat.text):
        start, end = flat.origin(position, position + 1)
        first = position
        # Several letters may have come of the same place (a run of bytes that are one letter each).
        while position + 1 < len(flat.text) and flat.origin(position + 1, position + 2)[0] < end:
            position += 1
            end = max(end, flat.origin(position, position + 1)[1])
        position += 1
        written, read = text[start:end], flat.text[first:position]
        if written != read and (written.strip(" \t\r\n>") or ">" in written):
            yield Change(start, end, first, position)


def _times(flat: Flat) -> tuple[str, ...]:
    """The first and the last time written in the text, as far as its first and last lines tell."""
    length = len(flat.text)
    found: list[str] = []
    low = 0
    for _ in range(200):
        if low >= length:
            break
        high = line_span(flat, low)[1]
        seen = time_near(flat, low)
        if seen:
            found.append(seen)
            break
        low = high + 1
    last = time_near(flat, max(0, length - 1))
    if last and last not in found:
        found.append(last)
    return tuple(found)
