"""From an export to the output: read, judge on all cores, write in order, keep a checkpoint."""

from __future__ import annotations

import os
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path

from desk import journal
from desk.advice import Adviser
from desk.columns import (
    find_date_column,
    find_text_columns,
    month_of,
    named_columns,
    text_of,
)
from desk.crew import Crew
from desk.judge import Judgement, own_engine, own_knowledge
from desk.sources.model import Row, Source
from desk.sources.opening import Reading, open_source
from desk.summary import Summary
from desk.worker import set_up, work
from desk.writing import PartFile, output_format
from wizard import compiled
from wizard.catalog import Knowledge

_BATCH_ROWS = 200
_BATCH_CHARACTERS = 500_000
_SAMPLE_ROWS = 200
_CHECKPOINT_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class Job:
    """What the user asked for. `columns`, `date`: names of columns, else they are detected.

    `keep_text`: whether the text columns stay in the output as they are (they hold what was not
    masked). `guard`: see :func:`desk.writing.defuse`. `jobs`: number of processes.
    """

    export: Path
    output: Path
    reading: Reading = field(default_factory=Reading)
    columns: tuple[str, ...] = ()
    date: str | None = None
    marketplace: str | None = None
    activity: str | None = None
    base: str = ""
    keep_text: bool = True
    guard: bool = True
    jobs: int = os.cpu_count() or 1
    resume: bool = False
    replace: bool = False

    @property
    def part(self) -> Path:
        """Where rows are collected until all are done."""
        return self.output.with_name(self.output.name + ".teil")

    @property
    def checkpoint(self) -> Path:
        """Where the state of the run is kept meanwhile."""
        return self.output.with_name(self.output.name + ".stand.json")

    def options(self) -> dict[str, object]:
        """What must be the same for a run to be gone on with."""
        return {
            "output": self.output.suffix.lower(),
            "columns": list(self.columns),
            "date": self.date,
            "marketplace": self.marketplace,
            "activity": self.activity,
            "base": self.base,
            "keep_text": self.keep_text,
            "guard": self.guard,
            "encoding": self.reading.encoding,
            "delimiter": self.reading.delimiter,
            "sheet": self.reading.sheet,
        }


@dataclass(frozen=True, slots=True)
class Progress:
    """State of a run: rows written, and how much of the export's `size` has been read."""

    rows: int
    position: int
    size: int | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """End of a run; `finished` is False when it was interrupted and can be gone on with.

    `text_columns`: the names of the columns that were diagnosed. `resumed_at`: rows taken over.
    `note`: what is to be said of how the export was read, see :class:`desk.sources.model.Source`.
    """

    summary: Summary
    finished: bool
    text_columns: tuple[str, ...]
    resumed_at: int = 0
    note: str = ""


class OutputExists(Exception):  # noqa: N818 - not a fault, but a question to the user
    """The output, or the part file of an interrupted run, is there already; German message."""


def triage(
    job: Job,
    *,
    knowledge: Knowledge | None = None,
    progress: Callable[[Progress], None] = lambda _: None,
    stopped: Callable[[], bool] = lambda: False,
) -> Outcome:
    """Diagnose every row of the export and write the output, in order.

    `progress` is called after each batch; when `stopped` says so, the run ends cleanly after the
    batches under way. Raises SourceError (export), JournalError (checkpoint), OutputExists, and
    OSError (output).
    """
    knowledge = knowledge or own_knowledge()
    # Compiled, a worker has it in milliseconds, and it judges faster.
    engine = own_engine() if knowledge is own_knowledge() else compiled.write(knowledge)
    run = journal.run_identity(job.export, job.options(), knowledge.version)
    before = _checkpoint(job, run)
    source = open_source(job.export, job.reading)
    places, date_place = _places(source, job)
    columns = source.columns[: source.kept_columns]
    form = output_format(
        job.output.suffix.lower(), columns, delimiter=source.delimiter, guard=job.guard
    )
    summary = Summary.from_state(before.summary) if before else Summary()
    done = before.rows if before else 0
    try:
        part = PartFile(job.part, form, length=before.length if before else None)
    except ValueError as error:
        raise journal.JournalError("Der Zwischenstand passt nicht zur Datei .teil.") from error
    adviser = Adviser(knowledge, job.base)
    hidden = () if job.keep_text else tuple(at for at in places if at < len(columns))

    def pack(row: Row) -> Row | str:
        return row if source.loader else text_of(row, places)

    crew = Crew[Row, Row | str, tuple[Row | None, Judgement]](
        job.jobs,
        work,
        pack=pack,
        setup=set_up,
        arguments=(places, source.loader, job.marketplace, job.activity, engine),
        failed=_failed,
    )

    def save() -> None:
        state = journal.Checkpoint(run, summary.rows, part.sync(), summary.to_state())
        journal.save(job.checkpoint, state)

    finished = True
    saved = time.monotonic()
    try:
        batches = _until(stopped, _batches(islice(source.rows(), done, None)))
        # Reading is ahead of the results by the batches under way.
        read: deque[int] = deque()
        batches = _noting(batches, source, read)
        for batch, results in crew.run(batches):
            written = []
            for given, (loaded, judgement) in zip(batch, results, strict=True):
                row = loaded or given
                answer = adviser.answer(judgement, row.problem)
                written.append((_output_row(row, len(columns), hidden), answer))
            part.write(written)
            for given, (loaded, judgement) in zip(batch, results, strict=True):
                row = loaded or given
                month = month_of(row.cells[date_place]) if date_place is not None else None
                problem = " ".join(filter(None, (row.problem, judgement.problem)))
                summary.add(row.number, judgement, month or month_of(judgement.first_seen), problem)
            progress(Progress(summary.rows, read.popleft(), source.size))
            if time.monotonic() - saved > _CHECKPOINT_SECONDS:
                save()
                saved = time.monotonic()
        finished = not stopped()
    finally:
        # Also when the export breaks off or a second Ctrl-C comes: what is done stays done.
        save()
        part.close()
    if finished:
        form.finish(job.part, job.output)
        job.checkpoint.unlink()
    names = tuple(source.columns[at] for at in places)
    return Outcome(summary, finished, names, done, source.note)


def _checkpoint(job: Job, run: dict[str, object]) -> journal.Checkpoint | None:
    if job.resume and job.checkpoint.exists():
        if not job.part.exists():
            raise journal.JournalError(f"Zum Zwischenstand fehlt die Datei »{job.part.name}«.")
        return journal.load(job.checkpoint, run)
    if not job.replace:
        if job.checkpoint.exists():
            raise OutputExists(
                "Ein früherer Lauf wurde unterbrochen. Setzen Sie ihn mit --fortsetzen fort, "
                "oder beginnen Sie mit --neu von vorn."
            )
        if job.output.exists():
            raise OutputExists(f"»{job.output}« gibt es schon. Mit --neu wird die Datei ersetzt.")
    return None


def _places(source: Source, job: Job) -> tuple[tuple[int, ...], int | None]:
    sample: list[Row] = []
    if source.loader is None:
        sample = list(islice(source.rows(), _SAMPLE_ROWS))
    if job.columns:
        texts = named_columns(source.columns, job.columns)
    else:
        texts = source.text_columns or find_text_columns(source.columns, sample)
    if job.date is not None:
        return texts, named_columns(source.columns, (job.date,))[0]
    if source.loader is not None:
        return texts, source.columns.index("Datum")
    return texts, find_date_column(source.columns, sample)


def _output_row(row: Row, width: int, hidden: Sequence[int]) -> Row:
    cells = row.cells[:width]
    for at in hidden:
        cells[at] = None
    return replace(row, cells=cells)


def _batches(rows: Iterator[Row]) -> Iterator[list[Row]]:
    batch: list[Row] = []
    characters = 0
    for row in rows:
        batch.append(row)
        characters += sum(len(cell) for cell in row.cells if isinstance(cell, str))
        if len(batch) >= _BATCH_ROWS or characters >= _BATCH_CHARACTERS:
            yield batch
            batch, characters = [], 0
    if batch:
        yield batch


def _until(stopped: Callable[[], bool], batches: Iterator[list[Row]]) -> Iterator[list[Row]]:
    for batch in batches:
        if stopped():
            return
        yield batch


def _noting(batches: Iterator[list[Row]], source: Source, read: deque[int]) -> Iterator[list[Row]]:
    for batch in batches:
        read.append(source.position)
        yield batch


def _failed(_: Row) -> tuple[Row | None, Judgement]:
    problem = "Die Auswertung dieser Zeile hat den Rechenprozess beendet (zu wenig Speicher?)."
    return None, Judgement(None, "", "", "", "", None, problem)
