"""Writes an Excel workbook by the standard library alone, for the browser.

One sheet with a frozen heading, or more where a million rows do not suffice. Texts are stored as texts
(inline strings), so none is run as a formula. ECMA-376, part 1; the command writes with openpyxl.
"""

from __future__ import annotations

import io
import math
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from html import escape
from itertools import islice

from desk.sources.model import Cell
from desk.writing import EXCEL_ROWS, column_width, excel_text

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 - a cell has no zone
_FIRST_DAY = datetime(1900, 3, 1)  # noqa: DTZ001 - before it Excel counts a day that there never was
# Style 1 shows a day with its time.
_STYLES = (
    f'<styleSheet xmlns="{_MAIN}">'
    '<numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd\\ hh:mm:ss"/></numFmts>'
    '<fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="2"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>'
    "</styleSheet>"
)
_FROZEN = (
    '<sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" '
    'activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
)


def workbook(heading: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """The bytes of an .xlsx with the heading above the rows."""
    names: list[str] = []
    made = io.BytesIO()
    left = iter(rows)
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as package:
        first: list[Sequence[Cell]] = list(islice(left, 1))
        while first or not names:
            names.append("Tickets" if not names else f"Tickets {len(names) + 1}")
            with package.open(f"xl/worksheets/sheet{len(names)}.xml", "w") as part:
                for piece in _sheet(heading, first, islice(left, EXCEL_ROWS - 1 - len(first))):
                    part.write(piece.encode())
            first = list(islice(left, 1))
        for name, content in _frame(names).items():
            package.writestr(name, _HEAD + content)
    return made.getvalue()


def _sheet(
    heading: Sequence[str], first: Iterable[Sequence[Cell]], rows: Iterable[Sequence[Cell]]
) -> Iterator[str]:
    widths = "".join(
        f'<col min="{at}" max="{at}" width="{column_width(name)}" customWidth="1"/>'
        for at, name in enumerate(heading, start=1)
    )
    yield f'{_HEAD}<worksheet xmlns="{_MAIN}">{_FROZEN}<cols>{widths}</cols><sheetData>'
    yield _row(heading)
    last = 1
    for some in (first, rows):
        for row in some:
            yield _row(row)
            last += 1
    yield f'</sheetData><autoFilter ref="A1:{_letters(len(heading))}{last}"/></worksheet>'


def _letters(column: int) -> str:
    """1 is `A`, 28 is `AB`."""
    letters = ""
    while column:
        column, letter = divmod(column - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return letters


def _row(cells: Sequence[Cell]) -> str:
    return f"<row>{''.join(map(_cell, cells))}</row>"


def _cell(value: Cell) -> str:
    if value is None or value == "":
        return "<c/>"
    if isinstance(value, bool):
        return f'<c t="b"><v>{int(value)}</v></c>'
    if isinstance(value, int | float) and math.isfinite(value):
        return f"<c><v>{value!r}</v></c>"
    if isinstance(value, datetime):
        if value >= _FIRST_DAY:
            return f'<c s="1"><v>{(value - _EPOCH).total_seconds() / 86_400!r}</v></c>'
        value = value.isoformat(sep=" ")
    text = escape(excel_text(str(value)), quote=False)
    return f'<c t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'


def _frame(names: Sequence[str]) -> dict[str, str]:
    """The parts around the sheets."""
    numbers = range(1, len(names) + 1)
    sheets = "".join(
        f'<sheet name="{name}" sheetId="{at}" r:id="s{at}"/>'
        for at, name in zip(numbers, names, strict=True)
    )
    parts = "".join(
        f'<Override PartName="/xl/worksheets/sheet{at}.xml" ContentType="{_TYPES}.worksheet+xml"/>'
        for at in numbers
    )
    targets = "".join(
        f'<Relationship Id="s{at}" Type="{_RELATIONS}/worksheet" Target="worksheets/sheet{at}.xml"/>'
        for at in numbers
    )
    return {
        "[Content_Types].xml": (
            f'<Types xmlns="{_PACKAGE}/content-types">'
            '<Default Extension="rels" '
            'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPES}.sheet.main+xml"/>'
            f'<Override PartName="/xl/styles.xml" ContentType="{_TYPES}.styles+xml"/>{parts}</Types>'
        ),
        "_rels/.rels": (
            f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="b" '
            f'Type="{_RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
        ),
        "xl/workbook.xml": (
            f'<workbook xmlns="{_MAIN}" xmlns:r="{_RELATIONS}"><sheets>{sheets}</sheets></workbook>'
        ),
        "xl/_rels/workbook.xml.rels": (
            f'<Relationships xmlns="{_PACKAGE}/relationships">{targets}<Relationship Id="f" '
            f'Type="{_RELATIONS}/styles" Target="styles.xml"/></Relationships>'
        ),
        "xl/styles.xml": _STYLES,
    }
