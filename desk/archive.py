"""An archive too big for one machine: Dask over partitioned Parquet, with the same judgement per row.

Dask plans, distributes and retries; here is only what happens to one partition. The output has the
archive's columns and the ids of the judgement, for programs: words are looked up by id.

A part is written beside its place and moved there when it is whole, so what lies there is done: an
interrupted run goes on with the parts that are missing.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import Any

import dask.dataframe as dd
import fsspec
import pandas as pd
from dask.delayed import delayed
from dask.distributed import Client, LocalCluster, as_completed

from desk.columns import month_of
from desk.judge import Judgement, judge, quick_knowledge
from desk.sources.model import SourceError
from desk.summary import Summary

PREFIX = "tokenhilfe_"
ADDED = (*(f"{PREFIX}{name}" for name in Judgement._fields), f"{PREFIX}month")
"""The added columns: those of :class:`desk.judge.Judgement`, and the month of the date column."""

RUN_FILE = "tokenhilfe-lauf.json"
"""Says in the target which run its parts belong to."""
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


class TargetExists(Exception):  # noqa: N818 - not a fault, but a question to the user
    """The target holds parts already, of this run or of another; German message."""


def diagnose_archive(  # noqa: PLR0913 - all but one have defaults
    archive: Archive,
    *,
    scheduler: str | None = None,
    workers: int = 1,
    resume: bool = False,
    replace: bool = False,
    progress: Callable[[int, int], None] = lambda *_: None,
) -> Summary:
    """Diagnose every row, write the parts below `target`, and count them.

    `scheduler`: address of a running cluster; without it one with `workers` processes is started
    here. `resume`: keep the parts of the same run that are there. `replace`: begin anew although
    some are. `progress` is called with the number of parts done and of all. Raises SourceError when
    there is no such archive or column, and TargetExists.
    """
    try:
        frame = dd.read_parquet(archive.source)
    except (OSError, ValueError, IndexError) as error:
        raise SourceError(f"»{archive.source}« lässt sich nicht als Parquet lesen.") from error
    for name in (*archive.columns, *([archive.date] if archive.date else [])):
        if name not in frame.columns:
            known = ", ".join(f"»{column}«" for column in frame.columns)
            raise SourceError(f"Die Spalte »{name}« gibt es nicht. Vorhanden: {known}.")
    parts = frame.to_delayed()
    done = _prepare(archive, len(parts), resume=resume, replace=replace)
    progress(len(done), len(parts))
    with _client(scheduler, workers) as client:
        # A part's graph is small; what it holds is read and written by the workers, and not kept.
        write = delayed(_write_part, pure=False)
        missing = [write(part, archive, at) for at, part in enumerate(parts) if at not in done]
        futures = client.compute(missing)
        for number, future in enumerate(as_completed(futures), start=len(done) + 1):
            future.result()
            progress(number, len(parts))
        # A second pass over a few narrow columns costs little, and keeps the first one plain.
        counted = dd.read_parquet(
            f"{archive.target}/part.*.parquet", columns=[f"{PREFIX}{name}" for name in _COUNTED]
        )
        groups = counted.fillna("").groupby(list(counted.columns)).size().compute()
    return _summary(groups)


def _prepare(archive: Archive, parts: int, *, resume: bool, replace: bool) -> set[int]:
    """Which parts are done already. Raises TargetExists when that must be asked."""
    files, target = fsspec.core.url_to_fs(archive.target)
    run = {**asdict(archive), "parts": parts, "knowledge": quick_knowledge().version}
    run["columns"] = list(archive.columns)
    path = f"{target}/{RUN_FILE}"
    there = {path.rpartition("/")[2] for path in files.glob(f"{target}/part.*.parquet")}
    if there and not replace:
        same = files.exists(path) and json.loads(files.cat_file(path)) == run
        if not resume:
            raise TargetExists(
                f"In »{archive.target}« liegen schon Teile. Mit --fortsetzen werden die fehlenden "
                "ergänzt, mit --neu beginnt die Auswertung von vorn."
            )
        if not same:
            raise TargetExists(
                f"Die Teile in »{archive.target}« stammen von einem anderen Aufruf, einem anderen "
                "Archiv oder einer anderen Version des Wissens. Mit --neu beginnt die Auswertung "
                "von vorn."
            )
    else:
        for name in there:
            files.rm(f"{target}/{name}")
        there = set()
    files.makedirs(target, exist_ok=True)
    files.pipe_file(path, json.dumps(run).encode())
    return {at for at in range(parts) if _part_name(at) in there}


def _part_name(at: int) -> str:
    return f"part.{at}.parquet"


def _write_part(frame: pd.DataFrame, archive: Archive, at: int) -> None:
    files, target = fsspec.core.url_to_fs(archive.target)
    # A name of its own: a part that was given to two workers is written by each, and moved whole.
    draft = f"{target}/.{at}.{uuid.uuid4().hex}.neu"
    with files.open(draft, "wb") as file:
        diagnose_frame(frame, archive).to_parquet(file, index=False)
    files.mv(draft, f"{target}/{_part_name(at)}")


def diagnose_frame(frame: pd.DataFrame, archive: Archive) -> pd.DataFrame:
    """One partition with the added columns; an empty frame gives their types."""
    knowledge = quick_knowledge()
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
def _client(scheduler: str | None, workers: int) -> Iterator[Client]:
    if scheduler:
        with Client(scheduler) as client:
            yield client
        return
    with (
        # Any free port, and for this machine only: several runs may be under way.
        LocalCluster(
            n_workers=workers, threads_per_worker=1, processes=True, dashboard_address="127.0.0.1:0"
        ) as cluster,
        Client(cluster) as client,
    ):
        yield client
