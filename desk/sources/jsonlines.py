"""JSON lines: one object a line, as ticket systems and log stores export it.

A file that is one JSON array of objects, as programming interfaces answer, is read as well, object
after object.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from io import BufferedReader, TextIOWrapper
from pathlib import Path
from typing import TextIO

from desk.sources.encoding import FALLBACK, sniff
from desk.sources.model import Cell, Loader, Row, SourceError

_HEADER_ROWS = 1000
_PIECE = 1 << 16


class JsonLinesSource:
    """Columns are the keys of the first thousand objects; later keys stay with their row."""

    text_columns: tuple[int, ...] | None = None
    loader: Loader | None = None
    delimiter = ";"
    note = ""

    def __init__(self, path: Path, *, encoding: str | None = None) -> None:
        """Reads the keys. Raises SourceError when no line holds an object."""
        self._path = path
        self._encoding = encoding or sniff(path)
        self._bytes: BufferedReader | None = None
        self._is_array = _begins_an_array(path, self._encoding)
        self.size: int | None = path.stat().st_size
        names: dict[str, None] = {}
        for seen, (_, value) in enumerate(self._values()):
            if seen >= _HEADER_ROWS:
                break
            if isinstance(value, dict):
                names.update(dict.fromkeys(value))
        if not names:
            raise SourceError(
                f"»{path.name}« enthält keine JSON-Zeilen: Je Zeile wird ein Objekt {{…}} erwartet."
            )
        self.columns = tuple(names)
        self.kept_columns = len(self.columns)

    @property
    def position(self) -> int:
        """Bytes read so far."""
        return 0 if self._bytes is None or self._bytes.closed else self._bytes.tell()

    def rows(self) -> Iterator[Row]:
        """All lines that are not blank; a line that is no object is kept as its text."""
        for number, value in self._values():
            if isinstance(value, dict):
                cells = [_cell(value.get(name)) for name in self.columns]
                extra = {key: part for key, part in value.items() if key not in self.columns}
                yield Row(number, cells, None, extra or None)
            else:
                cells = [None] * len(self.columns)
                text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
                problem = "Die Zeile ist kein JSON-Objekt; sie steht unverändert unter »zeile«."
                yield Row(number, cells, problem, {"zeile": text})

    def _values(self) -> Iterator[tuple[int, object]]:
        errors = FALLBACK if self._encoding.startswith("utf-8") else "replace"
        self._bytes = self._path.open("rb")
        with TextIOWrapper(self._bytes, encoding=self._encoding, errors=errors) as file:
            number = 0
            if self._is_array:
                yield from _array(file)
                return
            while line := file.readline():
                number += 1
                if not line.strip():
                    continue
                try:
                    yield number, json.loads(line)
                except (ValueError, RecursionError):
                    yield number, line.rstrip("\r\n")


def _begins_an_array(path: Path, encoding: str) -> bool:
    """Whether the file is one array: it opens with a bracket, and its first line is not all of it."""
    with path.open(encoding=encoding, errors="replace") as file:
        begin = file.read(_PIECE).lstrip()
    if not begin.startswith("["):
        return False
    inner = begin[1:].lstrip()
    return inner.startswith("{")


def _array(file: TextIO) -> Iterator[tuple[int, object]]:
    """The members of one JSON array; what stands behind a broken one is kept as its text."""
    decoder = json.JSONDecoder()
    text = file.read(_PIECE).lstrip()[1:]
    number = 0
    while True:
        text = text.lstrip(" \t\r\n,")
        if text.startswith("]"):
            return
        try:
            value, end = decoder.raw_decode(text)
        except (ValueError, RecursionError):
            more = file.read(max(_PIECE, len(text)))
            if not more:
                if text:
                    yield number + 1, text
                return
            text += more
            continue
        number += 1
        yield number, value
        text = text[end:]


def _cell(value: object) -> Cell:
    if value is None or isinstance(value, str | int | float):
        return value
    return json.dumps(value, ensure_ascii=False)
