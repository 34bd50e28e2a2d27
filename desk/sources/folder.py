"""A folder of tickets kept as single files (.eml, .msg, .txt, .log), with its subfolders."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from desk.sources.mail import SUFFIXES, read_mail
from desk.sources.model import Loader, Row, SourceError


class FolderSource:
    """One row per file, in the order of names; the files are read in the worker processes."""

    columns: tuple[str, ...] = ("Datei", "Datum", "Betreff", "Text")
    text_columns: tuple[int, ...] | None = (2, 3)
    # The text stays in its file: copied into the output it would be there unmasked.
    kept_columns = 3
    delimiter = ";"
    note = ""

    def __init__(self, path: Path) -> None:
        """Raises SourceError when the folder holds no ticket."""
        self._path = path
        self.position = 0
        self.size: int | None = sum(1 for _ in self._files(path))
        self.loader: Loader | None = partial(load_file, path)
        if not self.size:
            kinds = ", ".join(SUFFIXES)
            raise SourceError(f"Im Ordner »{path}« liegt keine Datei der Arten {kinds}.")

    def rows(self) -> Iterator[Row]:
        """Rows that name their file only; :func:`load_file` brings the rest."""
        for number, file in enumerate(self._files(self._path), start=1):
            self.position = number
            name = file.relative_to(self._path).as_posix()
            yield Row(number, [name, None, None, None])

    def _files(self, folder: Path) -> Iterator[Path]:
        with os.scandir(folder) as entries:
            found = sorted(entries, key=lambda entry: entry.name)
        for entry in found:
            if entry.is_dir(follow_symlinks=False):
                yield from self._files(folder / entry.name)
            elif entry.name.lower().endswith(SUFFIXES):
                yield folder / entry.name


def load_file(folder: Path, row: Row) -> Row:
    """The row with the file's date, subject and text; a file that cannot be read is a problem."""
    name = str(row.cells[0])
    try:
        mail = read_mail(folder / name)
    except (OSError, SourceError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        return Row(row.number, row.cells, f"Die Datei ist nicht lesbar: {reason}")
    except Exception as error:  # noqa: BLE001 - of broken mails the library fails in many ways
        # What it says may repeat the mail.
        return Row(row.number, row.cells, f"Die Datei ist nicht lesbar: {type(error).__name__}.")
    return Row(row.number, [name, mail.date, mail.subject, mail.text])
