"""The answer of :func:`wizard.diagnose`: frozen records that go to JSON.

The shape is versioned by :data:`SCHEMA`; the page, the command and the batch all read it.
Spans count characters (code points) of the pasted text, `end` exclusive.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Self

SCHEMA = 1
"""Raised whenever a reader of the JSON would have to change."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Words of the pasted text, and a German sentence on why they count."""

    start: int
    end: int
    why: str


@dataclass(frozen=True, slots=True)
class MarketplaceAnswer:
    """Which marketplace the text is about.

    `certainty`: `recognised` (the text tells), `given` (the user said), `unknown` (must be
    asked) or `none` (another service, or no error at all); `id` is None for the last two.
    `against`: words that speak for something else. `candidates`: marketplaces the text names.
    """

    id: str | None
    certainty: str
    service: str | None = None
    evidence: tuple[Evidence, ...] = ()
    against: tuple[Evidence, ...] = ()
    candidates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FindingAnswer:
    """A finding of this text. `state`: `decisive`, `also` or `resolved` (later calls worked)."""

    id: str
    kind: str
    renew: str
    marketplace: str | None
    evidence: tuple[Evidence, ...] = ()
    count: int = 1
    first_seen: str | None = None
    last_seen: str | None = None
    state: str = "also"


@dataclass(frozen=True, slots=True)
class Verdict:
    """The decisive finding of one marketplace."""

    marketplace: str
    finding: str


@dataclass(frozen=True, slots=True)
class Masked:
    """How often something of one kind was taken out of the redacted text."""

    kind: str
    count: int


@dataclass(frozen=True, slots=True)
class Next:
    """The way on. `type`: `guide` (guide, step), `question` (question, choices), `handover`."""

    type: str
    guide: str | None = None
    step: str | None = None
    question: str | None = None
    choices: tuple[str, ...] = ()
    finding: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """Only the keys that belong to the type."""
        if self.type == "guide":
            return {"type": self.type, "guide": self.guide, "step": self.step}
        if self.type == "question":
            return {"type": self.type, "question": self.question, "choices": list(self.choices)}
        return {"type": self.type, "finding": self.finding}


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """All that is said of one pasted text; the first finding is the answer.

    `hidden`: where in the text something is that :mod:`wizard.redact` masks. For whoever shows the
    text itself; no part of the JSON.
    """

    knowledge: str
    marketplace: MarketplaceAnswer
    findings: tuple[FindingAnswer, ...]
    verdicts: tuple[Verdict, ...]
    next: Next
    notes: tuple[str, ...]
    redacted: str
    masked: tuple[Masked, ...]
    hidden: tuple[tuple[int, int], ...] = field(default=(), compare=False, repr=False)

    def to_dict(self) -> dict[str, Any]:
        """The documented JSON shape, schema :data:`SCHEMA`; only lists, dicts, strings, numbers."""
        return {
            "schema": SCHEMA,
            "knowledge": self.knowledge,
            "marketplace": _plain(self.marketplace),
            "findings": [_plain(finding) for finding in self.findings],
            "verdicts": [_plain(verdict) for verdict in self.verdicts],
            "next": self.next.to_dict(),
            "notes": list(self.notes),
            "redacted": self.redacted,
            "masked": [_plain(masked) for masked in self.masked],
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """The record behind what :meth:`to_dict` gave; unknown keys are passed over.

        Raises ValueError for another schema, and KeyError where a key is missing.
        """
        if data["schema"] != SCHEMA:
            raise ValueError(f"schema {data['schema']} is not {SCHEMA}")
        place, way = data["marketplace"], data["next"]
        return cls(
            knowledge=data["knowledge"],
            marketplace=MarketplaceAnswer(
                place["id"],
                place["certainty"],
                place["service"],
                _evidence(place["evidence"]),
                _evidence(place["against"]),
                tuple(place["candidates"]),
            ),
            findings=tuple(
                FindingAnswer(
                    one["id"],
                    one["kind"],
                    one["renew"],
                    one["marketplace"],
                    _evidence(one["evidence"]),
                    one["count"],
                    one["first_seen"],
                    one["last_seen"],
                    one["state"],
                )
                for one in data["findings"]
            ),
            verdicts=tuple(Verdict(one["marketplace"], one["finding"]) for one in data["verdicts"]),
            next=Next(
                way["type"],
                guide=way.get("guide"),
                step=way.get("step"),
                question=way.get("question"),
                choices=tuple(way.get("choices", ())),
                finding=way.get("finding"),
            ),
            notes=tuple(data["notes"]),
            redacted=data["redacted"],
            masked=tuple(Masked(one["kind"], one["count"]) for one in data["masked"]),
        )


def _evidence(spans: list[Mapping[str, Any]]) -> tuple[Evidence, ...]:
    return tuple(Evidence(span["start"], span["end"], span["why"]) for span in spans)


def _plain(record: Any) -> Any:
    def lists(value: Any) -> Any:
        if isinstance(value, tuple):
            return [lists(part) for part in value]
        if isinstance(value, dict):
            return {key: lists(part) for key, part in value.items()}
        return value

    return lists(asdict(record))
