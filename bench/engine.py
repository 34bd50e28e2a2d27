"""How long the engine takes, by the size of the text. A linear engine's last column stays level."""

from __future__ import annotations

import gc
import itertools
import statistics
import time
from functools import partial
from typing import TYPE_CHECKING

from wizard import diagnose, load_knowledge

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from wizard.catalog import Knowledge

SIZES = (1_000, 10_000, 100_000, 1_000_000)
"""Characters."""


def median_seconds(action: Callable[[], object], *, at_least: float = 1.0) -> float:
    """Repeats an action for some seconds, three times at least, and gives the median duration."""
    gc.collect()
    durations: list[float] = []
    while len(durations) < 3 or sum(durations) < at_least:
        started = time.perf_counter()
        action()
        durations.append(time.perf_counter() - started)
    return statistics.median(durations)


def log_lines(knowledge: Knowledge) -> Iterator[str]:
    """Endless lines as a busy shop's log has them: mostly unremarkable, now and then an error."""
    errors = itertools.cycle(
        " ".join(example.text.split())
        for finding in knowledge.findings.values()
        for example in finding.examples
    )
    for number in itertools.count():
        stamp = f"2026-03-{number // 1440 % 28 + 1:02} {number // 60 % 24:02}:{number % 60:02}:00"
        if number % 50 == 49:
            yield f"{stamp} ERROR {next(errors)}\n"
        else:
            yield f"{stamp} INFO Vorgangsabruf: Auftrag {100_000 + number} übernommen, 3 Positionen\n"


def log(knowledge: Knowledge, size: int) -> str:
    """A log of so many characters."""
    lines = log_lines(knowledge)
    text = ""
    while len(text) < size:
        text += "".join(itertools.islice(lines, 100))
    return text[:size]


def main(_arguments: list[str] | None = None) -> None:
    """Prints the table."""
    knowledge = load_knowledge()
    print(f"load_knowledge: {median_seconds(load_knowledge) * 1000:.0f} ms")
    print(f"{'characters':>12} {'ms':>10} {'ns per character':>18}")
    for size in SIZES:
        text = log(knowledge, size)
        seconds = median_seconds(partial(diagnose, text, knowledge=knowledge))
        print(f"{size:>12,} {seconds * 1000:>10.2f} {seconds / size * 1e9:>18.0f}")


if __name__ == "__main__":
    main()
