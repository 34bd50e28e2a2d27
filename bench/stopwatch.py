"""What is measured of the engine, the same in CPython and in Pyodide; needs nothing but `wizard`.

Run as a file it reads the texts as JSON from the path given and prints the seconds as JSON.
"""

from __future__ import annotations

import gc
import json
import time
from importlib import resources
from typing import TYPE_CHECKING, Any

from wizard import compiled
from wizard.decide import decide
from wizard.diagnose import diagnose
from wizard.index import Index
from wizard.redact import redact
from wizard.unwrap import unwrap

if TYPE_CHECKING:
    from collections.abc import Callable

    from wizard.catalog import Knowledge

ROUNDS = 5
"""The best of so many counts: what else the machine does only makes a round longer."""

ENOUGH = 0.5
"""Seconds after which an action is not repeated any more."""


clock: Callable[[], float] = time.process_time
"""Seconds of the processor; in WebAssembly Python's own tells the time of day."""


def seconds(action: Callable[[], object], rounds: int = ROUNDS) -> float:
    """The shortest of several runs, in seconds of the processor."""
    gc.collect()
    best, spent = float("inf"), 0.0
    for turn in range(rounds):
        started = clock()
        action()
        took = clock() - started
        best, spent = min(best, took), spent + took
        if turn and spent > ENOUGH * rounds:
            break
    return best


def measure(
    engine: str, messages: list[str], logs: dict[str, str], repeated: str
) -> dict[str, Any]:
    """Seconds by what was measured.

    `engine`: the compiled knowledge. `messages`: of some 2 KB each; the seconds are those of one
    on average. `logs`: by their size, as text since JSON has no other keys. `repeated`: a log that
    says the same again and again.
    """
    loading = seconds(lambda: Index(compiled.read(engine)))
    knowledge = compiled.read(engine)
    first = seconds(lambda: diagnose(messages[0], knowledge=knowledge), 1)
    result: dict[str, Any] = {"loading": loading, "first": first}
    result["message"] = seconds(lambda: _all(messages, knowledge)) / len(messages)
    result["stages"] = _stages(messages, Index(knowledge))
    result["logs"] = {
        size: seconds(lambda text=text: diagnose(text, knowledge=knowledge), 3)  # type: ignore[misc]
        for size, text in logs.items()
    }
    result["repeated"] = seconds(lambda: diagnose(repeated, knowledge=knowledge), 3)
    return result


def _all(messages: list[str], knowledge: Knowledge) -> None:
    for message in messages:
        diagnose(message, knowledge=knowledge)


def _stages(messages: list[str], index: Index) -> dict[str, float]:
    """Seconds of each stage for one message on average."""
    flats = [unwrap(message) for message in messages]
    return {
        "unwrap": seconds(lambda: [unwrap(message) for message in messages]) / len(messages),
        "decide": seconds(lambda: [decide(flat, index) for flat in flats]) / len(messages),
        "redact": seconds(lambda: [redact(message) for message in messages]) / len(messages),
    }


def engine_beside() -> str:
    """The compiled knowledge that lies beside the engine in the browser's archive."""
    return resources.files("wizard").joinpath(compiled.FILE_NAME).read_text(encoding="utf-8")


def run(path: str, processor: Callable[[], float]) -> str:
    """The measurements as JSON, of the texts in a JSON file: `messages` and `logs`."""
    global clock  # noqa: PLW0603 (set once, before anything is measured)
    clock = processor
    with open(path, encoding="utf-8") as file:  # noqa: PTH123 (nothing else needs pathlib here)
        texts = json.load(file)
    return json.dumps(measure(texts.get("engine") or engine_beside(), **texts["texts"]))
