"""What is read of that which hangs on a mail."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from desk.sources.encoding import decode

MOST_MAILS: Final = 10
"""Mails within mails that are opened; deeper ones are loops of auto-replies."""
_SUFFIXES: Final = (".txt", ".log", ".json", ".xml", ".csv")
_LIMIT: Final = 200_000
"""Characters taken from one attachment: error logs are wanted, archives are not."""


def attached_text(name: str | None, content: bytes) -> Iterator[str]:
    """The text of an attached file, if its name says that it is one."""
    if (name or "").lower().endswith(_SUFFIXES):
        yield decode(content)[:_LIMIT]
