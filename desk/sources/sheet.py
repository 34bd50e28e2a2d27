"""What Excel workbooks have in common, whoever reads the file: sheets, header, rows, odd cells."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import islice
from pathlib import Path
from typing import Any

from desk.sources.header import SAMPLE_ROWS, find_header
from desk.sources.model import Cell, Loader, Row, SourceError

# How Excel writes characters into its files that XML has no room for, `_x000D_` for a line's end.
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_TINY = 10
"""A first sheet that many times smaller than the largest is a cover page."""

Record = tuple[int, tuple[Any, ...]]
"""Number of a row in the sheet, and its values from the first column on."""


@dataclass(frozen=True, slots=True)
class SheetInfo:
    """A worksheet: its name, its file in the package, whether it is shown, and how large it is."""

    name: str
    part: str
    visible: bool
    size: int


def choose(sheets: Sequence[SheetInfo], wanted: str | None) -> SheetInfo:
    """The sheet with the tickets: the one asked for, else the first one shown that is no cover page.

    Raises SourceError when there is none of that name; the message lists those that there are.
    """
    for sheet in sheets:
        if sheet.name == wanted:
            return sheet
    if wanted is not None or not sheets:
        known = ", ".join(f"»{sheet.name}«" for sheet in sheets) or "keine"
        raise SourceError(f"Das Blatt »{wanted or ''}« gibt es nicht. Vorhanden: {known}.")
    shown = [sheet for sheet in sheets if sheet.visible] or list(sheets)
    largest = max(sheet.size for sheet in shown)
    return next(sheet for sheet in shown if sheet.size * _TINY >= largest)


class SheetSource:
    """One sheet of a workbook. What reads the file gives `sheets` and `records`."""

    text_columns: tuple[int, ...] | None = None
    loader: Loader | None = None
    delimiter = ";"

    def __init__(self, path: Path, *, sheet: str | None = None) -> None:
        """Reads the header. Raises SourceError for another kind of file or an unknown sheet."""
        self.path = path
        self.size: int | None = None
        self.position = 0
        self.sheets = self.find_sheets()
        self.sheet = choose(self.sheets, sheet)
        sample = list(islice(self.records(), SAMPLE_ROWS))
        if not sample:
            raise SourceError(f"»{path.name}« ist leer: Es gibt keine Kopfzeile.")
        self._skipped = find_header([values for _, values in sample])
        self._header_row, header = sample[self._skipped]
        names = [str(value).strip() if value is not None else "" for value in header]
        while len(names) > 1 and not names[-1]:
            names.pop()
        self.columns = tuple(
            name or f"Spalte {number}" for number, name in enumerate(names, start=1)
        )
        self.kept_columns = len(self.columns)

    def find_sheets(self) -> tuple[SheetInfo, ...]:
        """The worksheets in their order. Raises SourceError for another kind of file."""
        raise NotImplementedError

    def records(self) -> Iterator[Record]:
        """All rows of the chosen sheet that hold anything. Raises SourceError when it breaks off."""
        raise NotImplementedError

    @property
    def note(self) -> str:
        """Which sheet is read, and where its header stands, where that is not plain."""
        sentences = []
        others = [one.name for one in self.sheets if one.visible and one.name != self.sheet.name]
        if others:
            names = ", ".join(f"»{name}«" for name in others)
            sentences.append(f"Gelesen wird das Blatt »{self.sheet.name}«, nicht {names}.")
        if self._skipped:
            sentences.append(f"Die Spaltennamen stehen in Zeile {self._header_row}.")
        return " ".join(sentences)

    def rows(self) -> Iterator[Row]:
        """All rows below the header that hold anything."""
        width = len(self.columns)
        for number, values in islice(self.records(), self._skipped + 1, None):
            self.position = number
            cells = [as_cell(value) for value in values[:width]]
            cells += [None] * (width - len(cells))
            surplus = [str(as_cell(value)) for value in values[width:] if value is not None]
            problem = None
            if surplus:
                problem = "Rechts der letzten benannten Spalte steht noch etwas."
                cells[-1] = " ".join(
                    [*([str(cells[-1])] if cells[-1] is not None else []), *surplus]
                )
            yield Row(number, cells, problem)


def as_cell(value: Any) -> Cell:
    """A workbook's value as triage knows it."""
    if isinstance(value, str):
        if "_x" not in value:
            return value
        return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), value).replace("\r\n", "\n")
    if value is None or isinstance(value, int | float | datetime):
        return value
    if isinstance(value, date):
        return datetime.combine(value, time())
    return str(value)
