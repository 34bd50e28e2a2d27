"""What all sources have in common: a row, where it stands, and what went wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

Cell = str | int | float | bool | datetime | None
"""A value as the export holds it; nested JSON values arrive as JSON text."""


class SourceError(Exception):
    """An export cannot be read at all; the message is German and meant for the user."""


@dataclass(frozen=True, slots=True)
class Mail:
    """What is read of a ticket kept as a file.

    `date` is naive local time as written, None when not given.
    """

    date: datetime | None
    subject: str
    text: str

    @property
    def whole(self) -> str:
        """Subject and text as one, as they are diagnosed."""
        return "\n\n".join(filter(None, (self.subject, self.text)))


@dataclass(slots=True)
class Row:
    """One ticket of the export.

    `number`: where a person finds it (the row in Excel, the line of JSON lines, the n-th file).
    `cells`: one value per column of the source. `extra`: keys of a JSON object that are no column.
    `problem`: a German sentence when the row could not be read as it should; it is kept all the same.
    """

    number: int
    cells: list[Cell]
    problem: str | None = None
    extra: Mapping[str, object] | None = None


Loader = Callable[[Row], Row]
"""Completes a row in a worker process (a folder's row names its file only); must be picklable."""


class Source(Protocol):
    """An opened export. `rows()` may be called again and then starts anew."""

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of the columns, in their order."""

    @property
    def text_columns(self) -> tuple[int, ...] | None:
        """Columns that hold the text by the kind of source, or None where it must be detected."""

    @property
    def kept_columns(self) -> int:
        """How many of the columns, from the left, belong into the output."""

    @property
    def loader(self) -> Loader | None:
        """What completes a row in the worker, if anything."""

    @property
    def note(self) -> str:
        """German sentences on how it is read, where the user could expect it otherwise; else empty."""

    @property
    def delimiter(self) -> str:
        """The delimiter of a CSV export, `;` for all other kinds."""

    @property
    def size(self) -> int | None:
        """How much there is to read (bytes, or rows), None when unknown."""

    @property
    def position(self) -> int:
        """How much of `size` has been read."""

    def rows(self) -> Iterator[Row]:
        """All rows in their order. Raises SourceError when the file breaks off."""


def as_text(cell: Cell) -> str:
    """A cell as a person would read it; an empty cell is an empty text."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ")
    if isinstance(cell, bool):
        return "ja" if cell else "nein"
    return str(cell)
