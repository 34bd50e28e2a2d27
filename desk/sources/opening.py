"""From a path to the source that reads it."""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from pathlib import Path

from desk.sources.delimited import DelimitedSource
from desk.sources.folder import FolderSource
from desk.sources.jsonlines import JsonLinesSource
from desk.sources.model import Source, SourceError

_OLD_FORMATS = {".xls", ".xlsb", ".ods", ".numbers"}
# Read as a table, each of their lines would be a ticket.
_SINGLE = {".eml", ".msg"}


@dataclass(frozen=True, slots=True)
class Reading:
    """What the user said about the export; None where it is to be detected."""

    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None


def open_source(path: Path, reading: Reading | None = None) -> Source:
    """The source for `path`, by its suffix: a folder, .xlsx, JSON lines, else CSV.

    Raises SourceError with a German sentence when it cannot be read.
    """
    reading = reading or Reading()
    suffix = path.suffix.lower()
    try:
        if reading.encoding:
            codecs.lookup(reading.encoding)
        if path.is_dir():
            return FolderSource(path)
        if suffix in _OLD_FORMATS:
            raise SourceError(
                f"Dateien der Art »{suffix}« werden nicht gelesen. Bitte öffnen Sie die Datei in Excel "
                "und speichern Sie sie als .xlsx oder als CSV."
            )
        if suffix in _SINGLE:
            raise SourceError(
                f"»{path.name}« ist eine einzelne Nachricht: Die wertet »tokenhilfe diagnose« aus. "
                "Mehrere legen Sie in einen Ordner und geben diesen an."
            )
        if suffix in (".xlsx", ".xlsm"):
            # Imported here: the library takes longer to load than a small CSV takes to read.
            from desk.sources.excel import ExcelSource

            return ExcelSource(path, sheet=reading.sheet)
        if suffix in (".jsonl", ".ndjson", ".json"):
            return JsonLinesSource(path, encoding=reading.encoding)
        return DelimitedSource(path, encoding=reading.encoding, delimiter=reading.delimiter)
    except OSError as error:
        reason = error.strerror or str(error)
        raise SourceError(f"»{path}« lässt sich nicht öffnen: {reason}") from error
    except LookupError as error:
        raise SourceError(f"Den Zeichensatz »{reading.encoding}« gibt es nicht.") from error
