"""A ticket export judged in the browser: the same readers, judgement and CSV as the command's.

The page lays the files into the interpreter's own memory and asks for one piece after the other, so
that it can show how far it is, and stop. Answers are JSON; problems are German sentences in them.
"""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from desk.advice import Adviser, Answer
from desk.columns import find_text_columns, text_of
from desk.judge import judge
from desk.sources.folder import FolderSource
from desk.sources.mail import SUFFIXES
from desk.sources.model import Row, Source, SourceError
from desk.sources.opening import open_source
from desk.writing import CsvFormat
from wizard.browser.desk import PROSE

_SAMPLE = 200
_PIECE = 0.25
"""Seconds after which a piece goes back to the page."""
_SHOWN = 600
"""Characters of a text in the page's table; the CSV holds it whole."""


@dataclass(slots=True)
class _Batch:
    source: Source
    places: tuple[int, ...]
    adviser: Adviser
    form: CsvFormat
    rows: Iterator[Row]
    told: set[str] = field(default_factory=set)
    csv: list[bytes] = field(default_factory=list)


_open: dict[str, _Batch] = {}
_NAME = "batch"


def start(request: str) -> str:
    """Open the files in a folder: one export, or any number of single tickets.

    `request`: `folder`, `base` (the site's address), and `columns` (positions of the text's columns,
    or null to find them). The answer: `columns` (names), `places` (positions of the text's), or
    `problem`.
    """
    asked = json.loads(request)
    _open.clear()
    try:
        source = _source(Path(asked["folder"]))
    except SourceError as error:
        return json.dumps({"problem": str(error)})
    columns = source.columns[: source.kept_columns]
    chosen = asked["columns"]
    if chosen is not None:
        places = tuple(chosen)
    elif source.text_columns is not None:
        places = source.text_columns
    else:
        places = find_text_columns(source.columns, list(islice(source.rows(), _SAMPLE)))
    form = CsvFormat(columns, delimiter=source.delimiter)
    batch = _Batch(
        source, places, Adviser(PROSE.knowledge, asked["base"]), form, iter(source.rows())
    )
    batch.csv.append(form.header())
    _open[_NAME] = batch
    return json.dumps({"columns": source.columns, "places": places})


def piece() -> str:
    """The next rows, as many as a quarter of a second brings.

    The answer: `rows`, `told` (title and advice of each finding that is new), `position` of `size`
    (or null), `done`, and `problem` when the file breaks off.
    A row: number, marketplace, certainty, finding, renewing (id), link, masked text, problem.
    """
    batch = _open[_NAME]
    rows: list[list[object]] = []
    told: dict[str, list[str]] = {}
    read: list[tuple[Row, Answer]] = []
    done, problem = False, ""
    until = time.monotonic() + _PIECE
    while time.monotonic() < until:
        try:
            row = next(batch.rows, None)
        except SourceError as error:
            done, problem = True, str(error)
            break
        if row is None:
            done = True
            break
        if batch.source.loader is not None:
            row = batch.source.loader(row)
        judgement = judge(text_of(row, batch.places), knowledge=PROSE.knowledge)
        answer = batch.adviser.answer(judgement, row.problem)
        kept = Row(row.number, row.cells[: batch.source.kept_columns], row.problem, row.extra)
        read.append((kept, answer))
        if answer.finding not in batch.told:
            batch.told.add(answer.finding)
            told[answer.finding] = [answer.title, answer.advice]
        rows.append(
            [
                row.number,
                answer.marketplace,
                answer.certainty,
                answer.finding,
                judgement.renew,
                answer.link,
                answer.redacted[:_SHOWN],
                answer.problem,
            ]
        )
    batch.csv.append(batch.form.encode(read))
    return json.dumps(
        {
            "rows": rows,
            "told": told,
            "position": batch.source.position,
            "size": batch.source.size,
            "done": done,
            "problem": problem,
        }
    )


def csv() -> bytes:
    """All rows so far as CSV, each with the export's own columns and the added ones."""
    return b"".join(_open[_NAME].csv)


def close(folder: str) -> None:
    """Forget the export."""
    _open.clear()
    shutil.rmtree(folder, ignore_errors=True)


def _source(folder: Path) -> Source:
    files = sorted(folder.iterdir())
    tickets = [file for file in files if file.suffix.lower() in SUFFIXES]
    for file in tickets:
        if file.suffix.lower() == ".msg":
            raise SourceError(
                "Outlook-Dateien (.msg) liest nur der Befehl »tokenhilfe«. Speichern Sie die "
                "Nachricht in Outlook als Text (.txt)."
            )
    if len(tickets) == len(files):
        return FolderSource(folder)
    if len(files) > 1:
        raise SourceError(
            "Bitte wählen Sie einen Export (CSV oder JSON-Zeilen) oder einzelne Tickets als .txt und .eml."
        )
    return open_source(files[0])
