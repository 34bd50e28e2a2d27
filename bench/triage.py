"""How fast a ticket export is triaged, and how much memory it takes: ``python -m bench.triage``.

Tickets have about 2 KB, as mails with a log excerpt do, and no two are the same. Each size runs in a
process of its own, so that its peak of memory is its own. A flat memory and a level rate mean:
linear in the rows. ``--rows 1000000`` measures a million (minutes); ``--length`` makes them shorter.
Everything counts that a run does: reading, judging, masking, writing.
"""

from __future__ import annotations

import argparse
import contextlib
import csv
import itertools
import json
import os
import resource
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Self

from bench.engine import log_lines
from bench.table import Row
from desk.triage import Job, triage
from wizard import compiled, diagnose, load_knowledge

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

TICKET = 2_000
"""Characters of one ticket."""

TARGETS = {"rate": 3_000, "growth": 1.1, "memory": 300}
"""Rows per second of a core, time for ten times the rows over ten times the time, MB."""


def tickets(length: int = TICKET) -> Iterator[str]:
    """Endless different tickets: a greeting, a finding's message, the next lines of a log."""
    knowledge = load_knowledge()
    lines = log_lines(knowledge)
    messages = [
        example.text for finding in knowledge.findings.values() for example in finding.examples
    ]
    for message in itertools.cycle(messages):
        text = f"Guten Tag,\n\nseit heute kommt diese Meldung:\n\n{message[:length]}\n\n"
        while len(text) < length:
            text += next(lines)
        yield text[: max(length, len(message))]


def write_export(path: Path, rows: int, texts: Iterable[str]) -> None:
    """A semicolon export as Excel writes it."""
    with path.open("w", encoding="cp1252", errors="replace", newline="") as file:
        lines = csv.writer(file, delimiter=";", lineterminator="\r\n")
        lines.writerow(["Ticket", "Eröffnet", "Betreff", "Beschreibung"])
        for number, text in zip(range(rows), texts, strict=False):
            day = f"{number % 28 + 1:02}.{number % 12 + 1:02}.2026 08:15"
            lines.writerow([number, day, "Abruf geht nicht", text])


def measure_engine(texts: list[str]) -> float:
    """Tickets per second of processor time of one core, the engine alone."""
    knowledge = compiled.read(compiled.write(load_knowledge()))
    for text in texts:
        diagnose(text, knowledge=knowledge)
    started = time.process_time()
    for text in texts:
        diagnose(text, knowledge=knowledge)
    return len(texts) / (time.process_time() - started)


def measure_run(export: Path, jobs: int) -> dict[str, float]:
    """One triage: seconds on the clock and of the processor, and MB of all its processes."""
    output = export.with_name("ergebnis.csv")
    started = time.perf_counter()
    with Memory() as memory:
        outcome = triage(Job(export, output, jobs=jobs, replace=True))
    seconds = time.perf_counter() - started
    own = resource.getrusage(resource.RUSAGE_SELF)
    workers = resource.getrusage(resource.RUSAGE_CHILDREN)
    output.unlink()
    return {
        "rows": outcome.summary.rows,
        "seconds": seconds,
        "processor": own.ru_utime + own.ru_stime + workers.ru_utime + workers.ru_stime,
        "memory": memory.peak / 1e6,
    }


class Memory:
    """Looks now and then what this process and its workers hold together, on Linux.

    What processes share counts once. The system's own peak of a worker will not do: it begins with
    what the process held that started it.
    """

    def __init__(self) -> None:
        self.peak = 0
        """Bytes; 0 where the system does not tell."""
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._ended.wait(0.25):
            self.peak = max(self.peak, sum(map(_held, _family(os.getpid()))))


def _family(process: int) -> list[int]:
    """A process and all that it started."""
    found = [process]
    for one in found:
        with contextlib.suppress(OSError):
            for thread in Path(f"/proc/{one}/task").iterdir():
                found += map(int, (thread / "children").read_text().split())
    return found


def _held(process: int) -> int:
    """Bytes of a process; what it shares with others in parts."""
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{process}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    return 0


def measure() -> list[Row]:
    """The rows: what was to be reached."""
    jobs = sorted({1, os.cpu_count() or 1})
    return list(verdicts(dict(measured([1_000, 10_000], jobs, TICKET))))


def measured(
    counts: Iterable[int], jobs: Iterable[int], length: int
) -> Iterator[tuple[tuple[int, int], dict[str, float]]]:
    """What `measure_run` finds for each number of rows and jobs, in a process of its own."""
    for rows in counts:
        with tempfile.TemporaryDirectory() as folder:
            export = Path(folder) / "export.csv"
            write_export(export, rows, tickets(length))
            for number in jobs:
                call = [sys.executable, "-m", "bench.triage", "--run", str(export)]
                answer = subprocess.run(
                    [*call, "--jobs", str(number)], capture_output=True, text=True, check=True
                )
                yield (rows, number), json.loads(answer.stdout)


def main(arguments: list[str]) -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, nargs="*", default=[1_000, 10_000])
    parser.add_argument("--jobs", type=int, nargs="*", default=[1, os.cpu_count() or 1])
    parser.add_argument("--length", type=int, default=TICKET, help="characters of a ticket")
    parser.add_argument("--run", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args(arguments)
    if given.run:
        print(json.dumps(measure_run(given.run, given.jobs[0])))
        return
    some = list(itertools.islice(tickets(given.length), 300))
    size = sum(map(len, some)) / len(some)
    print(f"different tickets of {size:,.0f} characters on average")
    print(f"engine alone: {measure_engine(some):,.0f} tickets per second of a core")
    print(f"{'rows':>10} {'jobs':>5} {'s':>8} {'rows/s':>8} {'per core s':>11} {'MB':>6}")
    spent: dict[tuple[int, int], dict[str, float]] = {}
    for (rows, jobs), run in measured(given.rows, given.jobs, given.length):
        spent[rows, jobs] = run
        print(
            f"{rows:>10,} {jobs:>5} {run['seconds']:>8.1f} {rows / run['seconds']:>8,.0f} "
            f"{rows / run['processor']:>11,.0f} {run['memory']:>6.0f}"
        )
    for row in verdicts(spent):
        print(f"{row.what}: {row.value} ({row.budget}: {'ja' if row.met else 'NEIN'})")


def verdicts(spent: dict[tuple[int, int], dict[str, float]]) -> Iterator[Row]:
    """What was to be reached, and whether it was."""
    best = max(run["rows"] / run["processor"] for run in spent.values())
    memory = max(run["memory"] for run in spent.values())
    rate, most, limit = TARGETS["rate"], TARGETS["memory"], TARGETS["growth"]
    yield Row(
        "Tickets je Sekunde und Kern", f"{best:,.0f}", f"≥ {rate:,}", best >= rate, best / rate
    )
    yield Row("Speicher aller Prozesse", f"{memory:.0f} MB", f"≤ {most} MB", memory <= most)
    for (rows, jobs), run in spent.items():
        if (10 * rows, jobs) in spent:
            # What starting takes is in both; so the growth is a little less than linear.
            growth = spent[10 * rows, jobs]["processor"] / run["processor"] / 10
            what = f"Zeit je Ticket bei {10 * rows:,} gegen {rows:,}, {jobs} Prozesse"
            yield Row(what, f"{growth:.2f} ×", f"≤ {limit} ×", growth <= limit, growth)


if __name__ == "__main__":
    main(sys.argv[1:])
