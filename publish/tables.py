"""Tables that a narrow window can show without scrolling sideways.

The style sheet turns each row into a block there; a cell then needs its column's name beside it.
"""

from __future__ import annotations

import html
import re

_TABLE = re.compile(r"<table>.*?</table>", re.DOTALL)
_HEADING = re.compile(r"<th\b[^>]*>(.*?)</th>", re.DOTALL)
_ROW = re.compile(r"<tr>.*?</tr>", re.DOTALL)
_CELL = re.compile(r"<td(?=[ >])")


def label_cells(page: str) -> str:
    """`page` (HTML) with plain tables of three and more columns labelled cell by cell.

    A table of two columns is a name and what belongs to it: there the order says it all. Tables
    with attributes of their own, and rows that span columns, are left alone.
    """
    return _TABLE.sub(lambda found: _labelled(found[0]), page)


def _labelled(table: str) -> str:
    names = [
        " ".join(html.unescape(re.sub(r"<[^>]+>", "", name)).split())
        for name in _HEADING.findall(table.split("</thead>", 1)[0])
    ]
    if "colspan" in table or "rowspan" in table:
        return table
    if len(names) > 2:
        table = _ROW.sub(lambda found: _row(found[0], names), table)
    return table.replace("<table>", '<table data-stack="">', 1)


def _row(row: str, names: list[str]) -> str:
    columns = iter(names)
    # The first cell names the row.
    next(columns)
    return _CELL.sub(
        lambda found: (
            "<td"
            if found.start() == row.find("<td")
            else f'<td data-label="{html.escape(next(columns, ""), quote=True)}"'
        ),
        row,
    )
