"""What a process does that judges rows, and no more: each one holds all that is imported here."""

from __future__ import annotations

from dataclasses import dataclass

from desk.columns import text_of
from desk.judge import Judgement, judge
from desk.sources.model import Loader, Row
from wizard import compiled
from wizard.catalog import Knowledge


@dataclass(slots=True)
class _Worker:
    """What a worker process needs for every row; set once per process."""

    places: tuple[int, ...] = ()
    loader: Loader | None = None
    marketplace: str | None = None
    activity: str | None = None
    knowledge: Knowledge | None = None


_worker = _Worker()


def set_up(
    places: tuple[int, ...],
    loader: Loader | None,
    marketplace: str | None,
    activity: str | None,
    engine: str,
) -> None:
    """Prepare this process. `engine`: the compiled knowledge; the others see :class:`_Worker`."""
    _worker.places = places
    _worker.loader = loader
    _worker.marketplace = marketplace
    _worker.activity = activity
    _worker.knowledge = compiled.read(engine)


def work(batch: list[Row | str]) -> list[tuple[Row | None, Judgement]]:
    """The judgements of a batch, in order, each with the row that was loaded for it."""
    results: list[tuple[Row | None, Judgement]] = []
    for given in batch:
        row = None
        if isinstance(given, str):
            text = given
        else:
            row = _worker.loader(given) if _worker.loader else given
            text = text_of(row, _worker.places)
        judgement = judge(
            text,
            marketplace=_worker.marketplace,
            activity=_worker.activity,
            knowledge=_worker.knowledge,
        )
        results.append((row, judgement))
    return results
