"""From the ids of a judgement to the words that stand in the output's added columns."""

from __future__ import annotations

from typing import NamedTuple

from desk.judge import Judgement
from wizard.advice import advice
from wizard.catalog import Knowledge
from wizard.links import answer_link

COLUMNS = (
    "Tokenhilfe: Marktplatz",
    "Tokenhilfe: Sicherheit",
    "Tokenhilfe: Befund",
    "Tokenhilfe: Titel",
    "Tokenhilfe: Erneuern hilft",
    "Tokenhilfe: Rat",
    "Tokenhilfe: Link",
    "Tokenhilfe: Text maskiert",
    "Tokenhilfe: Hinweis",
)
"""Headings of the added columns, in the order of :class:`Answer`."""

CERTAINTY = {
    "recognised": "erkannt",
    "given": "angegeben",
    "unknown": "unbekannt, bitte erfragen",
    "none": "kein Marktplatz",
}
RENEW = {"yes": "ja", "no": "nein", "maybe": "möglicherweise"}


class Answer(NamedTuple):
    """One row's added values under :data:`COLUMNS`; empty texts where there is nothing to say."""

    marketplace: str
    certainty: str
    finding: str
    title: str
    renew: str
    advice: str
    link: str
    redacted: str
    problem: str


class Adviser:
    """Looks up titles and advice; what belongs to a finding is put together once."""

    def __init__(self, knowledge: Knowledge, base: str = "") -> None:
        """`base`: address of the help site, put before every link; links are relative without it."""
        self._knowledge = knowledge
        self._base = base
        self._known: dict[tuple[str, str, str | None], tuple[str, str, str]] = {}

    def answer(self, judgement: Judgement, problem: str | None = None) -> Answer:
        """The added values; `problem` is what reading the row had to say."""
        marketplace = judgement.marketplace
        title, advice, link = self._of_finding(judgement.finding, judgement.renew, marketplace)
        known = self._knowledge.marketplaces.get(marketplace or "")
        return Answer(
            marketplace=known.name if known else marketplace or "",
            certainty=CERTAINTY.get(judgement.certainty, judgement.certainty),
            finding=judgement.finding,
            title=title,
            renew=RENEW.get(judgement.renew, judgement.renew),
            advice=advice,
            link=link,
            redacted=judgement.redacted,
            problem=" ".join(
                filter(
                    None,
                    (
                        problem,
                        judgement.problem,
                        *(self._knowledge.notes[note] for note in judgement.warnings),
                    ),
                )
            ),
        )

    def _of_finding(
        self, finding_id: str, renew: str, marketplace: str | None
    ) -> tuple[str, str, str]:
        key = (finding_id, renew, marketplace)
        if key not in self._known:
            finding = self._knowledge.findings.get(finding_id)
            if finding is None:
                self._known[key] = ("", "", "")
            else:
                what, _, action = advice(finding, renew, self._knowledge, marketplace)
                words = " ".join((what, *action))
                link = answer_link(finding.id, marketplace, base=self._base)
                plain = words.replace("**", "").replace("`", "")
                self._known[key] = (finding.title, plain, link)
        return self._known[key]
