"""Excel workbooks (.xlsx, .xlsm) by the standard library alone, for the browser.

A workbook is a ZIP archive of XML files (ECMA-376, parts 1 and 2). Sheets are read as a stream, row by
row; only the table of shared texts is held. The command reads with openpyxl, and a test holds the two
against each other.
"""

from __future__ import annotations

import posixpath
import re
import struct
import zlib
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO, Any, Literal, override
from xml.etree.ElementTree import Element, ParseError, iterparse
from zipfile import BadZipFile, ZipFile

from desk.sources.model import SourceError
from desk.sources.sheet import Record, SheetInfo, SheetSource

_FAULTS = (
    *(BadZipFile, ParseError, KeyError, ValueError, IndexError, EOFError),
    *(NotImplementedError, RuntimeError, struct.error, zlib.error),
)
"""What the libraries raise for a damaged file; a member's name that is no UTF-8 is a ValueError."""
_LARGEST = 2_000_000_000
"""Bytes that a workbook may hold unpacked; more is no export, but a trap for whoever unpacks it."""
_HEAD = 4096
_OLE = b"\xd0\xcf\x11\xe0"
_EPOCH_1900 = datetime(1899, 12, 30)  # noqa: DTZ001 - a cell has no zone
_EPOCH_1904 = datetime(1904, 1, 1)  # noqa: DTZ001
# The number formats that are built in and show days or times (ECMA-376, part 1, 18.8.30).
_DAY_FORMATS = frozenset((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)))
_LITERAL = re.compile(r'"[^"]*"|\[(?!hh?\]|mm?\]|ss?\])[^\]]*\]|\\.')
_DAY_LETTER = re.compile(r"[dmhys]", re.IGNORECASE)
_DURATION = re.compile(r"\[(hh?|mm?|ss?)\]", re.IGNORECASE)
_COLUMN = re.compile(r"[A-Z]+")


def sheets_of(path: Path) -> tuple[SheetInfo, ...]:
    """The worksheets of a workbook. Raises SourceError when it is none, OSError when not readable."""
    with _package(path) as package, _faults(path):
        return _sheets(package)


class WorkbookSource(SheetSource):
    """One sheet of a workbook; formulas arrive as the value that Excel saved last."""

    _tables: tuple[list[str], _Styles] | None = None
    """The shared texts and the styles: the same for every reading."""

    @override
    def find_sheets(self) -> tuple[SheetInfo, ...]:
        return sheets_of(self.path)

    @override
    def records(self) -> Iterator[Record]:
        with _package(self.path) as package, _faults(self.path):
            if self._tables is None:
                self._tables = _shared_texts(package), _Styles(package)
                self.size = _last_row(package, self.sheet.part)
            with package.open(self.sheet.part) as part:
                yield from _rows(part, *self._tables)


class _faults:  # noqa: N801 - reads as what it does
    """What the libraries raise for a damaged file becomes a SourceError."""

    def __init__(self, path: Path) -> None:
        self._name = path.name

    def __enter__(self) -> None:
        pass

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: Any
    ) -> None:
        if isinstance(error, _FAULTS):
            raise SourceError(f"»{self._name}« ist beschädigt oder keine Excel-Datei.") from error


def _package(path: Path) -> ZipFile:
    try:
        package = ZipFile(path)
    except _FAULTS as error:
        with path.open("rb") as file:
            old = file.read(4) == _OLE
        reason = (
            "Sie ist mit einem Kennwort geschützt oder in einem alten Format gespeichert. "
            "Speichern Sie sie in Excel als .xlsx ohne Kennwort."
            if old
            else "Sie ist keine Excel-Datei (.xlsx)."
        )
        raise SourceError(f"»{path.name}« lässt sich nicht lesen. {reason}") from error
    if sum(entry.file_size for entry in package.infolist()) > _LARGEST:
        package.close()
        raise SourceError(f"»{path.name}« ist entpackt größer als 2 GB. Nehmen Sie bitte CSV.")
    return package


def _sheets(package: ZipFile) -> tuple[SheetInfo, ...]:
    """The sheets that hold cells; charts are none."""
    book = _target(package, "", "officeDocument") or "xl/workbook.xml"
    targets = _targets(package, book)
    sizes = {entry.filename: entry.file_size for entry in package.infolist()}
    found = []
    for sheet in _all(package, book, "sheet"):
        relation = next((v for k, v in sheet.items() if _local(k) == "id" and k != "id"), "")
        part = targets.get(relation, "")
        if part in sizes and "chartsheets" not in part:
            shown = sheet.get("state", "visible") == "visible"
            found.append(SheetInfo(sheet.get("name", ""), part, shown, sizes[part]))
    if not found:
        raise KeyError(book)
    return tuple(found)


def _targets(package: ZipFile, part: str) -> dict[str, str]:
    """Where the relationships of `part` lead, by their ids."""
    folder, name = posixpath.split(part)
    relations = posixpath.join(folder, "_rels", f"{name}.rels")
    return {
        one.get("Id", ""): posixpath.normpath(
            posixpath.join("/", folder, one.get("Target", ""))
        ).lstrip("/")
        for one in _all(package, relations, "Relationship")
    }


def _target(package: ZipFile, part: str, kind: str) -> str | None:
    folder, name = posixpath.split(part)
    relations = posixpath.join(folder, "_rels", f"{name}.rels")
    if relations not in package.namelist():
        return None
    for one in _all(package, relations, "Relationship"):
        if one.get("Type", "").endswith(f"/{kind}"):
            return posixpath.normpath(posixpath.join("/", folder, one.get("Target", ""))).lstrip(
                "/"
            )
    return None


def _shared_texts(package: ZipFile) -> list[str]:
    book = _target(package, "", "officeDocument") or "xl/workbook.xml"
    part = _target(package, book, "sharedStrings")
    if part is None or part not in package.namelist():
        return []
    texts: list[str] = []
    table: Element | None = None
    with package.open(part) as file:
        for event, element in _parsed(file, "start", "end"):
            if event == "start":
                table = element if table is None else table
            elif _local(element.tag) == "si":
                texts.append(_text(element))
                if table is not None:
                    table.clear()
    return texts


class _Styles:
    """Which of the cells' styles show days, times or durations, and from which day is counted."""

    def __init__(self, package: ZipFile) -> None:
        book = _target(package, "", "officeDocument") or "xl/workbook.xml"
        properties = next(_all(package, book, "workbookPr"), None)
        counts_1904 = properties is not None and properties.get("date1904") in ("1", "true")
        self._epoch = _EPOCH_1904 if counts_1904 else _EPOCH_1900
        self._days: set[int] = set()
        self._durations: set[int] = set()
        part = _target(package, book, "styles")
        if part is None or part not in package.namelist():
            return
        own = {
            int(one.get("numFmtId", "0")): one.get("formatCode", "")
            for one in _all(package, part, "numFmt")
        }
        cells = next(_all(package, part, "cellXfs"), None)
        for number, style in enumerate(cells if cells is not None else ()):
            name = int(style.get("numFmtId", "0"))
            code = _LITERAL.sub("", own.get(name, "").partition(";")[0])
            if name in _DAY_FORMATS or _DAY_LETTER.search(code):
                self._days.add(number)
            if _DURATION.search(code) or name == 46:
                self._durations.add(number)

    def value(self, number: str, style: int) -> Any:
        """The cell's number, as a day or time where its style says so."""
        plain = float(number) if any(sign in number for sign in ".eE") else int(number)
        if style not in self._days:
            return plain
        if style in self._durations:
            return timedelta(seconds=round(plain * 86_400))
        day, part = divmod(plain, 1)
        try:
            passed = timedelta(milliseconds=round(part * 86_400_000))
            if 0 <= plain < 1 and not passed.days:
                return (self._epoch + passed).time()
            # Excel counts a 29 February 1900 that there never was.
            missing = 1 if 0 < plain < 60 and self._epoch == _EPOCH_1900 else 0
            return self._epoch + timedelta(days=day + missing) + passed
        except OverflowError:
            return plain


def _rows(part: IO[bytes], texts: list[str], styles: _Styles) -> Iterator[Record]:
    number = 0
    data: Element | None = None
    for event, element in _parsed(part, "start", "end"):
        name = _local(element.tag)
        if event == "start":
            if name == "sheetData":
                data = element
        elif name == "row":
            number = int(element.get("r", number + 1))
            values = _values(element, texts, styles)
            if any(value is not None for value in values):
                yield number, tuple(values)
            if data is not None:
                data.clear()
        elif name == "sheetData":
            return


def _values(row: Element, texts: list[str], styles: _Styles) -> list[Any]:
    values: list[Any] = []
    for cell in row:
        place = _COLUMN.match(cell.get("r", ""))
        # A cell that does not say where it stands follows the one before it.
        column = _column(place[0]) if place else len(values)
        if column > 16_384:
            raise ValueError(column)
        values += [None] * (column - len(values))
        values.append(_value(cell, texts, styles))
    return values


def _value(cell: Element, texts: list[str], styles: _Styles) -> Any:
    kind = cell.get("t", "n")
    if kind == "inlineStr":
        return next((_text(one) for one in cell if _local(one.tag) == "is"), None)
    text = next((one.text for one in cell if _local(one.tag) == "v"), None)
    if not text:
        return None
    match kind:
        case "s":
            return texts[int(text)]
        case "b":
            return text.strip() == "1"
        case "n":
            return styles.value(text.strip(), int(cell.get("s", "0")))
        case "d":
            try:
                return datetime.fromisoformat(text)
            except ValueError:
                return text
        case _:
            return text


def _text(element: Element) -> str:
    """The text of runs with and without formatting; reading aids above it are left out."""
    parts = []
    for one in element:
        name = _local(one.tag)
        if name == "t":
            parts.append(one.text or "")
        elif name == "r":
            parts += [inner.text or "" for inner in one if _local(inner.tag) == "t"]
    return "".join(parts)


def _last_row(package: ZipFile, part: str) -> int | None:
    """What the sheet itself says of its size, near its beginning; only progress is told by it."""
    with package.open(part) as file:
        found = re.search(
            rb'<(?:\w+:)?dimension [^>]*ref="[A-Z]+\d+:[A-Z]+(\d+)"', file.read(_HEAD)
        )
    return int(found[1]) if found else None


def _all(package: ZipFile, part: str, name: str) -> Iterator[Element]:
    with package.open(part) as file:
        for _, element in _parsed(file, "end"):
            if _local(element.tag) == name:
                yield element


def _parsed(file: IO[bytes], *events: Literal["start", "end"]) -> Iterator[tuple[str, Element]]:
    """Events of the parser. Refuses a DTD, which no workbook has: without one there are no entities."""
    if b"<!DOCTYPE" in file.read(_HEAD):
        raise ValueError(_HEAD)
    file.seek(0)
    yield from iterparse(file, events)  # noqa: S314 - see above


def _column(letters: str) -> int:
    """`A` is 0, `AB` is 27."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def _local(tag: str) -> str:
    """The name without its namespace: there are two for the same (transitional and strict)."""
    return tag.rpartition("}")[2]
