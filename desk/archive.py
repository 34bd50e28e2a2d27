"""An archive too big for one machine: Dask over partitioned Parquet, with the same judgement per row.

Dask plans, distributes and retries; here is only what happens to one partition. The output has the
archive's columns and the ids of the judgement, for programs: words are looked up by id.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import dask.dataframe as dd
import pandas as pd
from dask.distributed import Client, LocalCluster

from desk.columns import month_of
from desk.judge import Judgement, judge, own_knowledge
from desk.sources.model import SourceError
from desk.summary import Summary

PREFIX = "tokenhilfe_"
ADDED = (*(f"{PREFIX}{name}" for name in Judgement._fields), f"{PREFIX}month")
"""The added columns: those of :class:`desk.judge.Judgement`, and the month of the date column."""

_COUNTED = ("marketplace", "certainty", "finding", "renew", "month", "problem")


@dataclass(frozen=True, slots=True)
class Archive:
    """`source`, `target`: a path or an address that Dask can open. `columns`: those with the text."""

    source: str
    target: str
    columns: tuple[str, ...]
    date: str | None = None
    marketplace: str | None = None
    activity: str | None = None


def diagnose_archive(
    archive: Archive, *, scheduler: str | None = None, workers: int = 1
) -> Summary:
    """Diagnose every row, write the parts below `target`, and count them.

    `scheduler`: address of a running cluster; without it one with `workers` processes is started
    here. Raises SourceError when there is no such archive or column.
    """
    try:
        frame = dd.read_parquet(archive.source)
    except (OSError, ValueError, IndexError) as error:
        raise SourceError(f"»{archive.source}« lässt sich nicht als Parquet lesen.") from error
    for name in (*archive.columns, *([archive.date] if archive.date else [])):
        if name not in frame.columns:
            known = ", ".join(f"»{column}«" for column in frame.columns)
            raise SourceError(f"Die Spalte »{name}« gibt es nicht. Vorhanden: {known}.")
    empty = diagnose_frame(frame._meta, archive)  # noqa: SLF001 - Dask documents it
    with _client(scheduler, workers):
        frame.map_partitions(diagnose_frame, archive, meta=empty).to_parquet(
            archive.target, write_index=False
        )
        # A second pass over a few narrow columns costs little, and keeps the first one plain.
        counted = dd.read_parquet(archive.target, columns=[f"{PREFIX}{name}" for name in _COUNTED])
        groups = counted.fillna("").groupby(list(counted.columns)).size().compute()
    return _summary(groups)


def diagnose_frame(frame: pd.DataFrame, archive: Archive) -> pd.DataFrame:
    """One partition with the added columns; an empty frame gives their types."""
    knowledge = own_knowledge()
    texts = frame[list(archive.columns)].astype("string").fillna("")
    judgements = [
        judge(
            "\n".join(filter(None, row)),
            marketplace=archive.marketplace,
            activity=archive.activity,
            knowledge=knowledge,
        )
        for row in texts.itertuples(index=False, name=None)
    ]
    months = [month_of(_plain(day)) for day in frame[archive.date]] if archive.date else None
    added: dict[str, Any] = {
        f"{PREFIX}{name}": [getattr(judgement, name) for judgement in judgements]
        for name in Judgement._fields
    }
    added[f"{PREFIX}month"] = months or [month_of(judgement.first_seen) for judgement in judgements]
    series = {
        name: pd.Series(values, index=frame.index, dtype="str") for name, values in added.items()
    }
    return frame.assign(**series)


def _plain(day: Any) -> Any:
    return day.to_pydatetime() if isinstance(day, pd.Timestamp) else day


def _summary(groups: pd.Series[int]) -> Summary:
    summary = Summary()
    for (marketplace, certainty, finding, renew, month, problem), count in groups.items():
        judgement = Judgement(marketplace or None, certainty, finding, renew, "")
        summary.add_many(judgement, month or None, int(count), bad=bool(problem))
    return summary


@contextmanager
def _client(scheduler: str | None, workers: int) -> Iterator[None]:
    if scheduler:
        with Client(scheduler):
            yield
        return
    with (
        # Any free port, and for this machine only: several runs may be under way.
        LocalCluster(
            n_workers=workers, threads_per_worker=1, processes=True, dashboard_address="127.0.0.1:0"
        ) as cluster,
        Client(cluster),
    ):
        yield
