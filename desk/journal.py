"""The checkpoint beside the output, from which an interrupted run goes on.

Only what is on the disk counts: the output is flushed to it before the checkpoint names its length,
and on going on whatever was written after that is cut off. So no row is lost or doubled, even when
the machine was switched off.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from desk.sources.mail import SUFFIXES

_VERSION = 1


class JournalError(Exception):
    """A checkpoint does not fit the run; the message is German."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """State of a run: `rows` done, `length` of the part file in bytes, and the counts so far.

    `run` identifies export, options and knowledge: going on with other ones would mix results.
    """

    run: dict[str, Any]
    rows: int
    length: int
    summary: dict[str, Any]


def run_identity(export: Path, options: dict[str, Any], knowledge: str) -> dict[str, Any]:
    """What must be the same for a run to go on: the files' state, the options, the knowledge.

    Raises OSError when the export is not there.
    """
    if export.is_dir():
        # A file more or less would shift all that follow it.
        tickets = (path for path in export.rglob("*") if path.suffix.lower() in SUFFIXES)
        states = [path.stat() for path in tickets]
    else:
        states = [export.stat()]
    return {
        "export": export.name,
        "files": len(states),
        "size": sum(state.st_size for state in states),
        "changed": max((state.st_mtime_ns for state in states), default=0),
        "options": options,
        "knowledge": knowledge,
    }


def save(path: Path, checkpoint: Checkpoint) -> None:
    """Replace the checkpoint in one step, so that there is always a whole one."""
    draft = path.with_name(path.name + ".neu")
    with draft.open("w", encoding="utf-8") as file:
        json.dump({"version": _VERSION, **asdict(checkpoint)}, file)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


def load(path: Path, run: dict[str, Any]) -> Checkpoint:
    """The checkpoint of the same run.

    Raises JournalError when it is damaged, or when export, options or knowledge have changed.
    """
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        if data.pop("version") != _VERSION:
            raise JournalError("Der Zwischenstand stammt von einer anderen Version.")
        checkpoint = Checkpoint(**data)
    except (ValueError, TypeError, KeyError) as error:
        raise JournalError("Der Zwischenstand ist beschädigt.") from error
    for key, what in (
        ("export", "eine andere Datei"),
        ("files", "einen anderen Inhalt des Ordners"),
        ("size", "eine andere Fassung der Datei"),
        ("changed", "eine andere Fassung der Datei"),
        ("options", "andere Angaben im Aufruf"),
        ("knowledge", "eine andere Version des Wissens"),
    ):
        if checkpoint.run.get(key) != run[key]:
            raise JournalError(f"Der Zwischenstand gilt für {what}.")
    return checkpoint
