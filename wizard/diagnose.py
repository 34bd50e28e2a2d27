"""The engine's one question: what does this text mean, and does renewing the token help?"""

from __future__ import annotations

from dataclasses import replace

from .catalog import OTHER, UNKNOWN, Knowledge
from .compiled import load_knowledge
from .decide import Decision, decide
from .hosts import Suspicion, masked, suspicions
from .index import Index
from .model import Diagnosis, Masked
from .redact import redact
from .unwrap import LIMIT, Flat, unwrap

_INDEXES: dict[int, Index] = {}
"""The index of the package's own knowledge under 0, that of the last other one under its id."""


def diagnose(
    text: str,
    *,
    marketplace: str | None = None,
    activity: str | None = None,
    knowledge: Knowledge | None = None,
) -> Diagnosis:
    """Tell what a pasted text means.

    `marketplace`: a marketplace's id, `andere`, `unbekannt` (»Weiß ich nicht«) or None (not asked
    yet). `activity`: the id of an activity (`orders`, `labels`, …), `unbekannt` or None. They are
    the answers to the questions: asking again is calling again. `knowledge`: the one that comes
    with the package unless given.

    Pure and deterministic; the time grows linearly with the text, of which at most
    :data:`wizard.unwrap.LIMIT` characters are read. Raises ValueError for an unknown marketplace
    or activity, never for a text.
    """
    index = _index(knowledge)
    _check(index.knowledge, marketplace, activity)
    flat, warnings = laid_open(text)
    decision = decide(flat, index, marketplace, activity)
    return _assemble(text, flat, decision, index.knowledge, warnings)


def laid_open(text: str) -> tuple[Flat, tuple[str, ...]]:
    """A text without its layers, as it is judged, and the notes that warn of addresses in it.

    Pretended addresses are covered: they prove no marketplace.
    """
    flat = unwrap(text)
    suspicious = suspicions(flat.text, flat.signs)
    return _covered(flat, suspicious), tuple(
        dict.fromkeys(one.note for one in suspicious if one.note)
    )


def _covered(flat: Flat, suspicious: list[Suspicion]) -> Flat:
    if not suspicious:
        return flat
    return replace(
        flat,
        text=masked(flat.text, suspicious),
        norm=masked(flat.norm, suspicious),
        raw=masked(flat.raw.decode("ascii"), suspicious).encode("ascii"),
    )


def _assemble(
    text: str, flat: Flat, decision: Decision, knowledge: Knowledge, warnings: tuple[str, ...]
) -> Diagnosis:
    notes = (*warnings, *decision.notes)
    if flat.cut:
        notes = ("gekuerzt", *notes)
        text = text[flat.offset : flat.offset + LIMIT]
    safe = redact(text)
    return Diagnosis(
        knowledge=knowledge.version,
        marketplace=decision.marketplace,
        findings=decision.findings,
        verdicts=decision.verdicts,
        next=decision.next,
        notes=notes,
        redacted=safe.text,
        masked=tuple(Masked(one.kind, one.count) for one in safe.masked),
        hidden=tuple((flat.offset + start, flat.offset + end) for start, end, _ in safe.spans),
    )


def _index(knowledge: Knowledge | None) -> Index:
    """A knowledge made ready; the package's own is kept, and the last other one."""
    key = 0 if knowledge is None else id(knowledge)
    index = _INDEXES.get(key)
    if index is None or (knowledge is not None and index.knowledge is not knowledge):
        index = Index(load_knowledge() if knowledge is None else knowledge)
        for other in [other for other in _INDEXES if other and key]:
            del _INDEXES[other]
        _INDEXES[key] = index
    return index


def _check(knowledge: Knowledge, marketplace: str | None, activity: str | None) -> None:
    if marketplace not in (None, OTHER, UNKNOWN, *knowledge.marketplaces):
        raise ValueError(f"unknown marketplace: {marketplace!r}")
    activities = [choice.id for choice in knowledge.questions["activity"].choices]
    if activity not in (None, *activities):
        raise ValueError(f"unknown activity: {activity!r}")
