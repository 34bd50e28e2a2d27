"""A ticket export judged in the browser: the same readers, judgement and output as the command's.

Only workbooks are read and written without openpyxl, which would be more than all the rest to load.

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

from desk.advice import COLUMNS, Adviser, Answer
from desk.columns import find_text_columns, text_of
from desk.judge import judge
from desk.sources.folder import FolderSource
from desk.sources.mail import SUFFIXES, read_mail
from desk.sources.model import Cell, Row, Source, SourceError
from desk.sources.opening import open_source
from desk.sources.workbook import WorkbookSource
from desk.workbook import workbook
from desk.writing import CsvFormat, ExcelFormat, untagged
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
    rows: Iterator[Row]
    form: ExcelFormat
    told: set[str] = field(default_factory=set)
    lines: list[bytes] = field(default_factory=list)
    """The rows so far with the added values: the least that any kind of output is made of."""

    @property
    def columns(self) -> tuple[str, ...]:
        """The export's own columns."""
        return self.source.columns[: self.source.kept_columns]

    def values(self) -> Iterator[list[Cell]]:
        """The rows so far."""
        for some in self.lines:
            for line in some.splitlines():
                yield [untagged(value) for value in json.loads(line)]


_open: dict[str, _Batch] = {}
_NAME = "batch"


def start(request: str) -> str:
    """Open the files in a folder: one export, or any number of single tickets.

    `request`: `folder`, `base` (the site's address), `columns` (positions of the text's columns, or
    null to find them), and `sheet` (of a workbook, or null). The answer: `columns` (names), `places`
    (positions of the text's), `sheets` (names) and `sheet` of a workbook, `note` (how it is read,
    German); or `problem`.
    """
    asked = json.loads(request)
    _open.clear()
    try:
        source = _source(Path(asked["folder"]), asked["sheet"])
    except SourceError as error:
        return json.dumps({"problem": str(error)})
    chosen = asked["columns"]
    if chosen is not None:
        places = tuple(chosen)
    elif source.text_columns is not None:
        places = source.text_columns
    else:
        places = find_text_columns(source.columns, list(islice(source.rows(), _SAMPLE)))
    form = ExcelFormat(source.columns[: source.kept_columns])
    adviser = Adviser(PROSE.knowledge, asked["base"])
    _open[_NAME] = _Batch(source, places, adviser, iter(source.rows()), form)
    book = source if isinstance(source, WorkbookSource) else None
    return json.dumps(
        {
            "columns": source.columns,
            "places": places,
            "sheets": [sheet.name for sheet in book.sheets if sheet.visible] if book else [],
            "sheet": book.sheet.name if book else None,
            "note": source.note,
        }
    )


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
    batch.lines.append(batch.form.encode(read))
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
    batch = _open[_NAME]
    form = CsvFormat(batch.columns, delimiter=batch.source.delimiter)
    return form.header() + form.encode_values(batch.values())


def excel() -> bytes:
    """The same as a workbook."""
    batch = _open[_NAME]
    return workbook((*batch.columns, *COLUMNS), batch.values())


def close(folder: str) -> None:
    """Forget the export."""
    _open.clear()
    shutil.rmtree(folder, ignore_errors=True)


def message(path: str) -> str:
    """One saved message of a mail program (.eml, .msg), as `{"text": …}`; or `problem` (German).

    The file is gone afterwards.
    """
    file = Path(path)
    try:
        text = read_mail(file).whole
    except SourceError as error:
        return json.dumps({"problem": str(error)})
    finally:
        file.unlink()
    return json.dumps({"text": text})


def _source(folder: Path, sheet: str | None) -> Source:
    files = sorted(folder.iterdir())
    tickets = [file for file in files if file.suffix.lower() in SUFFIXES]
    if len(tickets) == len(files):
        return FolderSource(folder)
    if len(files) > 1:
        raise SourceError(
            "Bitte wählen Sie einen Export (Excel, CSV oder JSON) oder einzelne Tickets als .txt, .eml und .msg."
        )
    if files[0].suffix.lower() in (".xlsx", ".xlsm"):
        return WorkbookSource(files[0], sheet=sheet)
    return open_source(files[0])
