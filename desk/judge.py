"""One ticket's text to the few facts that triage keeps; runs in the worker processes."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from wizard import compiled, diagnose, load_knowledge
from wizard.catalog import Knowledge
from wizard.hosts import WARNINGS


@cache
def own_knowledge() -> Knowledge:
    """The knowledge that comes with the package, loaded once in each process."""
    return load_knowledge()


@cache
def own_engine() -> str:
    """The same compiled (:mod:`wizard.compiled`); the wheel brings it along."""
    return compiled.shipped() or compiled.write(own_knowledge())


@cache
def quick_knowledge() -> Knowledge:
    """The same for many texts: without prose, and with what compiling it works out."""
    return compiled.read(own_engine())


class Judgement(NamedTuple):
    """What a row of the output says, by ids; German words are added by :mod:`desk.advice`.

    `problem` is a German sentence when the text could not be diagnosed; `finding` is then empty.
    `warnings`: the notes that warn of addresses in the text.
    """

    marketplace: str | None
    certainty: str
    finding: str
    renew: str
    redacted: str
    first_seen: str | None = None
    problem: str | None = None
    warnings: tuple[str, ...] = ()


def judge(
    text: str,
    *,
    marketplace: str | None = None,
    activity: str | None = None,
    knowledge: Knowledge | None = None,
) -> Judgement:
    """The judgement of one text. Never raises: a fault becomes the row's `problem`."""
    try:
        diagnosis = diagnose(text, marketplace=marketplace, activity=activity, knowledge=knowledge)
    except Exception as error:  # noqa: BLE001 - one bad row must not end the run of a million
        # The text itself is not repeated: it may hold what must be masked.
        return Judgement(
            None, "", "", "", "", None, f"Auswertung fehlgeschlagen: {type(error).__name__}."
        )
    first = diagnosis.findings[0]
    return Judgement(
        diagnosis.marketplace.id,
        diagnosis.marketplace.certainty,
        first.id,
        first.renew,
        diagnosis.redacted,
        first.first_seen,
        warnings=tuple(note for note in diagnosis.notes if note in WARNINGS),
    )
