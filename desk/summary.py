"""How many tickets per finding, marketplace and month: counted in passing, in constant memory."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from desk.advice import RENEW
from desk.judge import Judgement
from wizard.catalog import Knowledge

NO_MARKETPLACE = "–"
NO_MONTH = "ohne Datum"
_PROBLEMS_KEPT = 200
"""Bad rows listed by number; beyond it they are only counted (each stands in the output)."""


@dataclass(slots=True)
class Summary:
    """Counts by id. `problems`: row number and German sentence of the first bad rows."""

    rows: int = 0
    bad_rows: int = 0
    findings: Counter[str] = field(default_factory=Counter)
    marketplaces: Counter[str] = field(default_factory=Counter)
    renew: Counter[str] = field(default_factory=Counter)
    months: dict[str, Counter[str]] = field(default_factory=dict)
    problems: list[tuple[int, str]] = field(default_factory=list)

    def add(self, number: int, judgement: Judgement, month: str | None, problem: str) -> None:
        """Count one row; `problem` is not empty when the row was bad."""
        self.add_many(judgement, month, 1, bad=bool(problem))
        if problem and len(self.problems) < _PROBLEMS_KEPT:
            self.problems.append((number, problem))

    def add_many(self, judgement: Judgement, month: str | None, count: int, *, bad: bool) -> None:
        """Count `count` rows of the same judgement and month."""
        marketplace = judgement.marketplace or _without_marketplace(judgement.certainty)
        self.rows += count
        self.bad_rows += count if bad else 0
        self.findings[judgement.finding] += count
        self.marketplaces[marketplace] += count
        self.renew[judgement.renew] += count
        month = month or NO_MONTH
        if month not in self.months:
            self.months[month] = Counter()
        self.months[month][marketplace] += count

    def to_state(self) -> dict[str, Any]:
        """For the checkpoint."""
        return {
            "rows": self.rows,
            "bad_rows": self.bad_rows,
            "findings": dict(self.findings),
            "marketplaces": dict(self.marketplaces),
            "renew": dict(self.renew),
            "months": {month: dict(counts) for month, counts in self.months.items()},
            "problems": self.problems,
        }

    @classmethod
    def from_state(cls, state: dict[str, Any]) -> Summary:
        """The reverse of :meth:`to_state`."""
        return cls(
            state["rows"],
            state["bad_rows"],
            Counter(state["findings"]),
            Counter(state["marketplaces"]),
            Counter(state["renew"]),
            {month: Counter(counts) for month, counts in state["months"].items()},
            [(number, problem) for number, problem in state["problems"]],
        )


@dataclass(frozen=True, slots=True)
class Count:
    """A line of the summary: id, German label, number of tickets, and (findings) its advice."""

    id: str
    label: str
    count: int
    renew: str = ""


@dataclass(frozen=True, slots=True)
class Overview:
    """A summary in German words, most frequent first; what text, JSON and HTML are written from.

    `months` maps each month to the counts by marketplace label, in the order of time.
    """

    export: str
    knowledge: str
    rows: int
    bad_rows: int
    findings: tuple[Count, ...]
    marketplaces: tuple[Count, ...]
    renew: tuple[Count, ...]
    months: dict[str, dict[str, int]]
    problems: tuple[tuple[int, str], ...]

    def to_dict(self) -> dict[str, Any]:
        """The documented JSON of the summary."""

        def counts(lines: tuple[Count, ...]) -> list[dict[str, Any]]:
            return [{"id": line.id, "label": line.label, "count": line.count} for line in lines]

        return {
            "schema": 1,
            "export": self.export,
            "knowledge": self.knowledge,
            "rows": self.rows,
            "bad_rows": self.bad_rows,
            "findings": counts(self.findings),
            "marketplaces": counts(self.marketplaces),
            "renew": counts(self.renew),
            "months": self.months,
            "problems": [{"row": number, "problem": text} for number, text in self.problems],
        }


def overview(summary: Summary, knowledge: Knowledge, export: str) -> Overview:
    """The summary with the knowledge's names."""
    findings = []
    for finding_id, count in summary.findings.most_common():
        finding = knowledge.findings.get(finding_id)
        label = finding.title if finding else finding_id or "nicht auswertbar"
        findings.append(
            Count(finding_id, label, count, RENEW.get(finding.renew, "") if finding else "")
        )
    labels = {
        key: knowledge.marketplaces[key].name
        if key in knowledge.marketplaces
        else _LABELS.get(key, key)
        for key in summary.marketplaces
    }
    marketplaces = [
        Count(key, labels[key], count) for key, count in summary.marketplaces.most_common()
    ]
    renew = [
        Count(key, RENEW.get(key, "nicht auswertbar"), count)
        for key, count in summary.renew.most_common()
    ]
    months = {
        month: {labels[key]: count for key, count in summary.months[month].most_common()}
        for month in sorted(summary.months, key=lambda month: (month == NO_MONTH, month))
    }
    return Overview(
        export,
        knowledge.version,
        summary.rows,
        summary.bad_rows,
        tuple(findings),
        tuple(marketplaces),
        tuple(renew),
        months,
        tuple(summary.problems),
    )


_LABELS = {
    "unknown": "unbekannt",
    "none": "kein Marktplatz",
    "andere": "anderer Marktplatz",
    NO_MARKETPLACE: "nicht auswertbar",
}


def _without_marketplace(certainty: str) -> str:
    return certainty if certainty in ("unknown", "none") else NO_MARKETPLACE
