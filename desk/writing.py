"""The output: CSV, Excel or JSON lines, written into a part file that survives an interruption.

The part file (`<output>.teil`) becomes the output when all rows are in it, so an output is always
whole. An Excel file cannot be gone on with, so its rows wait in the part file as JSON lines.
"""

from __future__ import annotations

import csv
import io
import json
import os
import re
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from itertools import chain, count, islice
from pathlib import Path
from typing import Any, Protocol

from desk.advice import COLUMNS, Answer
from desk.sources.model import Cell, Row, as_text
from desk.terminal import harmless, printable_json

FORMATS = (".csv", ".xlsx", ".jsonl")
_NUMBER = re.compile(r"[+-]?\d[\d.,]*\Z")
# What begins a formula, behind blanks and invisible signs that a spreadsheet may drop when it reads a cell.
_FORMULA = re.compile(
    "[ \n\x0b\x0c\x1c-\x1f\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
    "\xad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2060-\u206f\u3164\ufe00-\ufe0f"
    "\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e0fff]*[-=+@\t\r＝＋－＠﹦﹢﹣﹫]"
)
# XML 1.0, section 2.2; openpyxl's own expression leaves the last three kinds in, and the file broken.
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
EXCEL_ROWS = 1_048_576
"""Rows of a sheet, its heading among them."""
_EXCEL_CELL = 32_767
_WIDTHS = {
    "Tokenhilfe: Titel": 45,
    "Tokenhilfe: Rat": 60,
    "Tokenhilfe: Link": 30,
    "Tokenhilfe: Text maskiert": 60,
    "Tokenhilfe: Hinweis": 30,
}
_SHORTENED = " … [gekürzt: Eine Excel-Zelle fasst 32.767 Zeichen]"


def defuse(text: str) -> str:
    """A text that a spreadsheet will not run as a formula when it opens the CSV, nor a terminal obey.

    As OWASP advises (»CSV Injection«), an apostrophe is put before a text that begins with
    `=`, `+`, `-`, `@`, a tab or a carriage return, or with blanks, line feeds or invisible signs
    before one of these. Plain numbers such as -12,50 stay as they are.
    """
    text = harmless(text)
    if _FORMULA.match(text) and not _NUMBER.match(text):
        return f"'{text}"
    return text


def column_width(name: str) -> int:
    """Width of a sheet's column in characters: what is read has room, the rest does not take it."""
    return _WIDTHS.get(name, 16)


def excel_text(text: str) -> str:
    """The text as far as a cell of Excel holds it; what is cut off is said."""
    text = _NOT_XML.sub("\N{REPLACEMENT CHARACTER}", harmless(text))
    if len(text) <= _EXCEL_CELL:
        return text
    return text[: _EXCEL_CELL - len(_SHORTENED)] + _SHORTENED


class Format(Protocol):
    """Turns rows into the bytes of the part file, and the part file into the output."""

    def header(self) -> bytes:
        """What the part file begins with."""

    def encode(self, rows: Iterable[tuple[Row, Answer]]) -> bytes:
        """The rows in their order."""

    def finish(self, part: Path, output: Path) -> None:
        """Make the output of the whole part file, which is gone afterwards."""


class CsvFormat:
    """CSV in UTF-8 with a byte order mark, so that Excel shows umlauts rightly."""

    def __init__(self, columns: Sequence[str], *, delimiter: str = ";", guard: bool = True) -> None:
        """`guard`: whether texts are kept from being run as formulas, see :func:`defuse`."""
        self._columns = columns
        self._delimiter = delimiter
        self._safe: Callable[[str], str] = defuse if guard else str

    def header(self) -> bytes:
        """Byte order mark and headings; a line `sep=;` would make Excel ignore the mark."""
        return "\ufeff".encode() + self._lines([[*map(self._safe, self._columns), *COLUMNS]])

    def encode(self, rows: Iterable[tuple[Row, Answer]]) -> bytes:
        """Values of the row, then the added ones; keys that are no column follow as JSON."""
        return self.encode_values([*row.cells, *_added(row, answer)] for row, answer in rows)

    def encode_values(self, rows: Iterable[Sequence[Cell]]) -> bytes:
        """The same for rows that hold the added values already."""
        safe = self._safe
        return self._lines([safe(as_text(cell)) for cell in row] for row in rows)

    def finish(self, part: Path, output: Path) -> None:
        """The part file is the output."""
        part.replace(output)

    def _lines(self, lines: Iterable[Sequence[str]]) -> bytes:
        buffer = io.StringIO(newline="")
        csv.writer(buffer, delimiter=self._delimiter, lineterminator="\r\n").writerows(lines)
        return buffer.getvalue().encode("utf-8", "replace")


class JsonLinesFormat:
    """One object a line: the row's own keys, and the added values together under `tokenhilfe`."""

    def __init__(self, columns: Sequence[str]) -> None:
        names: list[str] = []
        for column in columns:
            name, count = column, 2
            while name in names:
                name, count = f"{column} ({count})", count + 1
            names.append(name)
        self._names = names
        self._own = "tokenhilfe" if "tokenhilfe" not in names else "tokenhilfe_ergebnis"

    def header(self) -> bytes:
        """JSON lines have none."""
        return b""

    def encode(self, rows: Iterable[tuple[Row, Answer]]) -> bytes:
        """One line per row."""
        lines = []
        for row, answer in rows:
            values: dict[str, Any] = {
                name: cell.isoformat() if isinstance(cell, datetime) else cell
                for name, cell in zip(self._names, row.cells, strict=True)
            }
            values.update(row.extra or {})
            values[self._own] = {
                "marketplace": answer.marketplace,
                "certainty": answer.certainty,
                "finding": answer.finding,
                "title": answer.title,
                "renew": answer.renew,
                "advice": answer.advice,
                "link": answer.link,
                "redacted": answer.redacted,
                "problem": answer.problem,
            }
            lines.append(printable_json(json.dumps(values, ensure_ascii=False)) + "\n")
        return "".join(lines).encode("utf-8", "replace")

    def finish(self, part: Path, output: Path) -> None:
        """The part file is the output."""
        part.replace(output)


class ExcelFormat:
    """An .xlsx of one sheet, or of more where a million rows do not suffice."""

    def __init__(self, columns: Sequence[str]) -> None:
        self._columns = columns

    def header(self) -> bytes:
        """The part file holds rows only."""
        return b""

    def encode(self, rows: Iterable[tuple[Row, Answer]]) -> bytes:
        """Rows as JSON lists; a day is marked, since JSON knows none."""
        lines = (
            json.dumps([*map(_tagged, row.cells), *_added(row, answer)], ensure_ascii=False) + "\n"
            for row, answer in rows
        )
        return "".join(lines).encode("utf-8", "replace")

    def finish(self, part: Path, output: Path) -> None:
        """Write the workbook row by row. Texts are stored as texts, so none is run as a formula."""
        from openpyxl import Workbook
        from openpyxl.cell import WriteOnlyCell
        from openpyxl.utils import get_column_letter

        book = Workbook(write_only=True)

        def cell(sheet: Any, value: Any) -> Any:
            value = untagged(value)
            if isinstance(value, datetime):
                return WriteOnlyCell(sheet, value)
            if not isinstance(value, str):
                return value
            result = WriteOnlyCell(sheet, excel_text(value))
            result.data_type = "s"
            return result

        with part.open(encoding="utf-8") as lines:
            rows = map(json.loads, lines)
            for number in count(1):
                first = next(rows, None)
                if first is None and number > 1:
                    break
                sheet = book.create_sheet("Tickets" if number == 1 else f"Tickets {number}")
                sheet.freeze_panes = "A2"
                heading = (*self._columns, *COLUMNS)
                for at, name in enumerate(heading, start=1):
                    sheet.column_dimensions[get_column_letter(at)].width = column_width(name)
                sheet.append([cell(sheet, name) for name in heading])
                ahead = [] if first is None else [first]
                last = 1
                for values in islice(chain(ahead, rows), EXCEL_ROWS - 1):
                    sheet.append([cell(sheet, value) for value in values])
                    last += 1
                sheet.auto_filter.ref = f"A1:{get_column_letter(len(heading))}{last}"
        draft = output.with_name(output.name + ".neu")
        book.save(draft)
        draft.replace(output)
        part.unlink()


class PartFile:
    """The part file: appended to, and flushed to the disk before a checkpoint names its length."""

    def __init__(self, path: Path, form: Format, *, length: int | None = None) -> None:
        """Starts anew, or goes on after `length` bytes (what stands behind is cut off).

        Raises OSError when it cannot be written, ValueError when it is shorter than `length`.
        """
        self._form = form
        self._file = path.open("wb" if length is None else "r+b")
        if length is None:
            header = form.header()
            self._file.write(header)
            self._length = len(header)
            return
        if self._file.seek(0, os.SEEK_END) < length:
            self._file.close()
            raise ValueError(length)
        self._file.truncate(length)
        self._file.seek(length)
        self._length = length

    def write(self, rows: Iterable[tuple[Row, Answer]]) -> None:
        """Append rows."""
        data = self._form.encode(rows)
        self._file.write(data)
        self._length += len(data)

    def sync(self) -> int:
        """Bring everything to the disk; returns how many bytes of whole batches there are."""
        self._file.flush()
        os.fsync(self._file.fileno())
        return self._length

    def close(self) -> None:
        """Close the file; it stays."""
        self._file.close()


def output_format(
    suffix: str, columns: Sequence[str], *, delimiter: str = ";", guard: bool = True
) -> Format:
    """The format for an output's suffix (one of :data:`FORMATS`). Raises KeyError for others."""
    if suffix == ".csv":
        return CsvFormat(columns, delimiter=delimiter, guard=guard)
    if suffix == ".jsonl":
        return JsonLinesFormat(columns)
    if suffix == ".xlsx":
        return ExcelFormat(columns)
    raise KeyError(suffix)


def _added(row: Row, answer: Answer) -> list[str]:
    cells = list(answer)
    if row.extra:
        extra = json.dumps(row.extra, ensure_ascii=False)
        cells[-1] = f"{cells[-1]} Weitere Felder: {extra}".strip()
    return cells


def untagged(value: Any) -> Cell:
    """A value of :class:`ExcelFormat`'s lines as it was."""
    return datetime.fromisoformat(value["day"]) if isinstance(value, dict) else value


def _tagged(cell: Cell) -> Any:
    return {"day": cell.isoformat()} if isinstance(cell, datetime) else cell
