"""Which columns of an export hold the ticket's text, and which its date.

Names that help desks use decide first; where none is known, the column with the longest texts is it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime

from desk.sources.model import Cell, Row, SourceError, as_text

_TEXT_NAMES = re.compile(
    r"beschreibung|nachricht|meldung|fehlertext|inhalt|problem|anfrage|kommentar|notiz|verlauf|text|"
    r"description|message|body|content|comment|details?\b|error",
    re.IGNORECASE,
)
_SUBJECT_NAMES = re.compile(r"betreff|titel|thema|subject|title|summary|headline", re.IGNORECASE)
_DATE_NAMES = re.compile(
    r"erstellt|angelegt|eingang|eröffnet|datum|created|opened|received|date|zeitpunkt|timestamp",
    re.IGNORECASE,
)
_NOT_TEXT = re.compile(r"(^|[ _-])(id|nr|nummer|number|typ|type|anzahl|count|art)$", re.IGNORECASE)
OWN = "Tokenhilfe: "
"""How the names of the added columns begin: an output that is read again holds them already."""
_LONG = 40
"""Average length in characters from which a column of an unknown name is taken for text."""

_GERMAN_DATE = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4}|\d{2})\b")
_ISO_DATE = re.compile(r"(\d{4})-(\d{2})(?:-(\d{2}))?")


def named_columns(columns: Sequence[str], wanted: Sequence[str]) -> tuple[int, ...]:
    """Positions of the columns that the user named (upper and lower case do not matter).

    Raises SourceError when one does not exist; the message lists those that do.
    """
    places = {name.casefold(): at for at, name in reversed(list(enumerate(columns)))}
    for name in wanted:
        if name.casefold() not in places:
            known = ", ".join(f"»{column}«" for column in columns)
            raise SourceError(f"Die Spalte »{name}« gibt es nicht. Vorhanden: {known}.")
    return tuple(places[name.casefold()] for name in wanted)


def find_text_columns(columns: Sequence[str], sample: Sequence[Row]) -> tuple[int, ...]:
    """Positions of the columns to diagnose, subject before text; all columns when nothing stands out."""
    lengths = [
        0.0 if name.startswith(OWN) else _average_length(sample, at)
        for at, name in enumerate(columns)
    ]
    texts = [
        at
        for at, name in enumerate(columns)
        if not name.startswith(OWN)
        and _TEXT_NAMES.search(name)
        and not _NOT_TEXT.search(name)
        and not _SUBJECT_NAMES.search(name)
    ]
    # A column of the right name may be empty or hold short codes, while the text stands elsewhere.
    texts = [at for at in texts if lengths[at] >= _LONG] or [at for at in texts if lengths[at] > 0]
    if not texts and lengths and max(lengths) >= _LONG:
        texts = [lengths.index(max(lengths))]
    subjects = [
        at
        for at, name in enumerate(columns)
        if _SUBJECT_NAMES.search(name) and at not in texts and not name.startswith(OWN)
    ]
    return tuple(subjects + texts) or tuple(range(len(columns)))


def find_date_column(columns: Sequence[str], sample: Sequence[Row]) -> int | None:
    """Position of the column with the day the ticket came in, None when there is none."""
    best: tuple[float, int] | None = None
    for at, name in enumerate(columns):
        cells = [row.cells[at] for row in sample if at < len(row.cells) and as_text(row.cells[at])]
        if not cells:
            continue
        share = sum(month_of(cell) is not None for cell in cells) / len(cells)
        told = 1.0 if _DATE_NAMES.search(name) else 0.0
        # An unnamed column counts only when it holds nothing but dates.
        if share >= (0.5 if told else 1.0) and (best is None or told + share > best[0]):
            best = (told + share, at)
    return None if best is None else best[1]


def month_of(cell: Cell) -> str | None:
    """The month as `2026-11` of a date cell or of a text that begins with a German or ISO date."""
    if isinstance(cell, datetime):
        return f"{cell:%Y-%m}"
    if not isinstance(cell, str):
        return None
    text = cell.strip()[:40]
    if found := _ISO_DATE.match(text):
        year, month, day = int(found[1]), int(found[2]), int(found[3] or 1)
    elif found := _GERMAN_DATE.match(text):
        year, month, day = int(found[3]), int(found[2]), int(found[1])
        year += 2000 if year < 100 else 0
    else:
        return None
    try:
        return f"{date(year, month, day):%Y-%m}"
    except ValueError:
        return None


def text_of(row: Row, places: Sequence[int]) -> str:
    """The text to diagnose: the cells of the text columns, one below the other."""
    cells = row.cells
    return "\n".join(filter(None, (as_text(cells[at]) for at in places if at < len(cells))))


def _average_length(sample: Sequence[Row], at: int) -> float:
    lengths = [
        len(cell)
        for row in sample
        if at < len(row.cells) and isinstance(cell := row.cells[at], str) and cell
    ]
    return sum(lengths) / len(lengths) if lengths else 0.0
