"""What all parts of a build share: the knowledge as the sources have it, and the browser's Python."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from publish.lastbuild import Layout
from wizard.loading import load

if TYPE_CHECKING:
    from collections.abc import Callable

    from wizard.catalog import Knowledge

RUNTIME = Path(__file__).resolve().parent.parent / "build" / "runtime"
"""Where `publish.runtime` puts what it makes."""

_waits: list[Callable[[], object]] = []
_known: list[Knowledge] = []
_layouts: list[Layout] = []


def knowledge() -> Knowledge:
    """The knowledge, read once by each process.

    Raises KnowledgeError when something in it is wrong.
    """
    if not _known:
        _known.append(load())
    return _known[-1]


def known(knowledge: Knowledge) -> None:
    """Someone has read the knowledge before, from the same sources."""
    _known.append(knowledge)


def laid_out(layout: Layout) -> None:
    """All pages are read; called by the hook in mkdocs, which has no other way out."""
    _layouts.append(layout)


def layout() -> Layout:
    """The layout of the pages that were read last; an empty one where none were."""
    return _layouts[-1] if _layouts else Layout()


def runtime_comes(wait: Callable[[], object]) -> None:
    """The runtime is being made: whoever asks for it has to `wait` first."""
    _waits.append(wait)


def runtime() -> dict[str, Any]:
    """The runtime's manifest; empty where none was made. Waits for one that is being made.

    Raises what making it raises.
    """
    while _waits:
        _waits.pop()()
    manifest = RUNTIME / "manifest.json"
    return dict(json.loads(manifest.read_text("utf-8"))) if manifest.is_file() else {}
