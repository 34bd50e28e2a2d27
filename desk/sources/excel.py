"""Excel workbooks (.xlsx, .xlsm), read row by row with openpyxl's read-only mode."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import openpyxl

from desk.sources.model import Cell, Loader, Row, SourceError


class ExcelSource:
    """One sheet of a workbook; formulas arrive as the value that Excel saved last."""

    text_columns: tuple[int, ...] | None = None
    loader: Loader | None = None
    delimiter = ";"

    def __init__(self, path: Path, *, sheet: str | None = None) -> None:
        """Reads the header. Raises SourceError for another kind of file or an unknown sheet."""
        self._path = path
        self._sheet = sheet
        self.size: int | None = None
        self.position = 0
        header = next(iter(self._records()), None)
        if header is None:
            raise SourceError(f"»{path.name}« ist leer: Es gibt keine Kopfzeile.")
        names = [str(value).strip() if value is not None else "" for value in header[1]]
        while len(names) > 1 and not names[-1]:
            names.pop()
        self.columns = tuple(
            name or f"Spalte {number}" for number, name in enumerate(names, start=1)
        )
        self.kept_columns = len(self.columns)

    def rows(self) -> Iterator[Row]:
        """All rows below the header that hold anything."""
        records = self._records()
        next(records, None)
        width = len(self.columns)
        for number, values in records:
            self.position = number
            cells = [_cell(value) for value in values[:width]]
            cells += [None] * (width - len(cells))
            surplus = [str(value) for value in values[width:] if value is not None]
            problem = None
            if surplus:
                problem = "Rechts der letzten benannten Spalte steht noch etwas."
                cells[-1] = " ".join(
                    [*([str(cells[-1])] if cells[-1] is not None else []), *surplus]
                )
            yield Row(number, cells, problem)

    def _records(self) -> Iterator[tuple[int, tuple[Any, ...]]]:
        # Opened here: the library leaves a file open that it cannot read.
        with self._path.open("rb") as file:
            try:
                book = openpyxl.load_workbook(
                    file, read_only=True, data_only=True, keep_links=False
                )
            except Exception as error:  # the library raises many kinds for damaged files
                raise SourceError(
                    f"»{self._path.name}« lässt sich nicht als Excel-Datei (.xlsx) lesen: {error}"
                ) from error
            try:
                sheet = self._choose(book)
                self.size = sheet.max_row
                # Some programs write a wrong size into the file; the rows themselves count.
                sheet.reset_dimensions()
                for number, values in enumerate(sheet.iter_rows(values_only=True), start=1):
                    if any(value is not None for value in values):
                        yield number, values
            except SourceError:
                raise
            except Exception as error:  # as above
                raise SourceError(f"»{self._path.name}« ist beschädigt: {error}") from error
            finally:
                book.close()

    def _choose(self, book: Any) -> Any:
        if self._sheet is None:
            return book.worksheets[0]
        if self._sheet not in book.sheetnames:
            known = ", ".join(f"»{name}«" for name in book.sheetnames)
            raise SourceError(f"Das Blatt »{self._sheet}« gibt es nicht. Vorhanden: {known}.")
        return book[self._sheet]


def _cell(value: Any) -> Cell:
    if value is None or isinstance(value, str | int | float | datetime):
        return value
    if isinstance(value, date):
        return datetime.combine(value, time())
    return str(value)
