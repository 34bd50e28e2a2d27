"""CSV with any delimiter and encoding, as Excel and help desks write it.

Understands a first line `sep=;`, quoted line breaks, both ways of escaping quotes, rows of another
length than the header, and a quote that is never closed (which would otherwise swallow the rest).
"""

from __future__ import annotations

import csv
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass
from io import BufferedReader, TextIOWrapper
from itertools import islice
from pathlib import Path
from typing import TextIO

from desk.sources.encoding import FALLBACK, sniff
from desk.sources.header import SAMPLE_ROWS, find_header
from desk.sources.model import Cell, Loader, Row, SourceError

DELIMITERS = (";", ",", "\t", "|")
_SAMPLE = 1 << 17
_FIELD_LIMIT = 8_000_000
"""Longest cell in characters; beyond it a quote was surely not closed."""


def can_delimit(sign: str) -> bool:
    """Whether a character can stand between cells: no part of a word, no quote, no line break."""
    return len(sign) == 1 and not sign.isalnum() and sign not in '"\\\r\n'


@dataclass(frozen=True, slots=True)
class Dialect:
    """How cells are told apart: the delimiter, and whether a backslash escapes quotes."""

    delimiter: str
    backslash: bool

    def reader(self, lines: Iterator[str]) -> Iterator[list[str]]:
        """A csv reader in this dialect; raises csv.Error for a cell beyond the limit."""
        if self.backslash:
            return csv.reader(
                lines, delimiter=self.delimiter, doublequote=False, escapechar="\\", strict=False
            )
        return csv.reader(lines, delimiter=self.delimiter, strict=False)


def find_dialect(sample: str) -> Dialect:
    """The dialect under which most records of `sample` have as many cells as the first one.

    A text of one column only (or an empty one) gets the semicolon of German Excel.
    """
    best, best_score = Dialect(";", False), (0.0, 0)
    escapes = (False, True) if '\\"' in sample else (False,)
    for backslash in escapes:
        for delimiter in DELIMITERS:
            score = _score(sample, Dialect(delimiter, backslash))
            if score > best_score:
                best, best_score = Dialect(delimiter, backslash), score
    return best


def _score(sample: str, dialect: Dialect) -> tuple[float, int]:
    try:
        records = [r for r in dialect.reader(iter(sample.splitlines(keepends=True))) if r]
    except csv.Error:
        return 0.0, 0
    if len(sample) >= _SAMPLE - 1 and len(records) > 1:
        records.pop()  # cut off by the sample's end
    if not records:
        return 0.0, 0
    width = len(records[0])
    if width < 2:
        # A title above the table: what most of the records have is the table's width.
        width = Counter(map(len, records)).most_common(1)[0][0]
    if width < 2:
        return 0.0, 0
    same = sum(len(record) == width for record in records) / len(records)
    return round(same, 2), width


class _Lines:
    """Lines of a file that remembers those of the record being read, so that they can be given back."""

    def __init__(self, file: TextIO) -> None:
        self._file = file
        self._again: deque[str] = deque()
        self.record: list[str] = []
        self.ended_inside = False

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = self._again.popleft() if self._again else self._file.readline()
        if not line:
            # The reader only asks for a further line within a record when a quote is still open.
            self.ended_inside = bool(self.record)
            raise StopIteration
        self.record.append(line)
        return line

    def give_back(self, lines: list[str]) -> None:
        self._again.extendleft(reversed(lines))
        self.ended_inside = False


class DelimitedSource:
    """A CSV export; see the module's docstring."""

    text_columns: tuple[int, ...] | None = None
    loader: Loader | None = None

    def __init__(
        self, path: Path, *, encoding: str | None = None, delimiter: str | None = None
    ) -> None:
        """Reads encoding, dialect and header. Raises SourceError when there is no header row."""
        self._path = path
        self._encoding = encoding or sniff(path)
        self._bytes: BufferedReader | None = None
        self.size: int | None = path.stat().st_size
        csv.field_size_limit(_FIELD_LIMIT)
        with self._open() as file:
            first = file.readline()
            self._skip = 1 if first.lower().startswith("sep=") else 0
            told = first[4:5] if self._skip and can_delimit(first[4:5]) else ""
            sample = ("" if self._skip else first) + file.read(_SAMPLE)
        self._dialect = find_dialect(sample)
        if delimiter or told:
            self._dialect = Dialect(delimiter or told, self._dialect.backslash)
        self.delimiter = self._dialect.delimiter
        first_rows = list(islice((row for row in self._records() if row[1]), SAMPLE_ROWS))
        if not first_rows:
            raise SourceError(f"»{path.name}« ist leer: Es gibt keine Kopfzeile.")
        self._above = find_header([record for _, record, _ in first_rows])
        number, header, _ = first_rows[self._above]
        self.note = f"Die Spaltennamen stehen in Zeile {number}." if self._above else ""
        self.columns = tuple(
            name.strip() or f"Spalte {at}" for at, name in enumerate(header, start=1)
        )
        self.kept_columns = len(self.columns)

    @property
    def position(self) -> int:
        """Bytes read so far."""
        return 0 if self._bytes is None or self._bytes.closed else self._bytes.tell()

    def rows(self) -> Iterator[Row]:
        """All rows below the header; blank lines count as rows of the sheet, but give none."""
        records = (record for record in self._records() if record[1])
        for number, record, problem in islice(records, self._above + 1, None):
            # Excel writes rows that look blank as delimiters alone.
            if any(record):
                yield self._row(number, record, problem)

    def _row(self, number: int, record: list[str], problem: str | None) -> Row:
        width = len(self.columns)
        found = len(record)
        if found != width and problem is None:
            problem = f"Die Zeile hat {found} statt {width} Spalten."
        if found > width:
            # Mostly an unquoted delimiter in the text at the end; nothing may be lost.
            record[width - 1 :] = [self._dialect.delimiter.join(record[width - 1 :])]
        cells: list[Cell] = [*record, *[""] * (width - len(record))]
        return Row(number, cells, problem)

    def _records(self) -> Iterator[tuple[int, list[str], str | None]]:
        with self._open() as file:
            for _ in range(self._skip):
                file.readline()
            lines = _Lines(file)
            reader = self._dialect.reader(lines)
            number = 0
            while True:
                lines.record.clear()
                problem = None
                try:
                    record = next(reader, None)
                    broken = lines.ended_inside
                except csv.Error:
                    record, broken = [], True
                if record is None:
                    return
                number += 1
                if broken and lines.record:
                    taken = list(lines.record)
                    lines.give_back(taken[1:])
                    reader = self._dialect.reader(lines)
                    record = taken[0].rstrip("\r\n").split(self._dialect.delimiter)
                    problem = "Ein Anführungszeichen wird geöffnet, aber nicht geschlossen."
                yield number, record, problem

    def _open(self) -> TextIOWrapper:
        errors = FALLBACK if self._encoding.startswith("utf-8") else "replace"
        self._bytes = self._path.open("rb")
        return TextIOWrapper(self._bytes, encoding=self._encoding, errors=errors, newline="")
