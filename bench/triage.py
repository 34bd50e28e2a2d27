"""How fast a ticket export is triaged, and how much memory it takes: ``python -m bench.triage``.

Tickets have about 2 KB, as mails with a log excerpt do. Each size runs in a process of its own, so
that its peak of memory is its own. A flat memory and a level rate mean: linear in the rows.
``--rows 1000000`` measures a million (minutes).
"""

from __future__ import annotations

import argparse
import csv
import itertools
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.engine import log_lines
from desk.triage import Job, triage
from wizard import diagnose, load_knowledge

TICKET = 2_000
"""Characters of one ticket."""


def tickets() -> list[str]:
    """A few hundred different tickets: a greeting, the finding's message, lines of a log."""
    knowledge = load_knowledge()
    lines = log_lines(knowledge)
    messages = [
        example.text for finding in knowledge.findings.values() for example in finding.examples
    ]
    result = []
    for message in messages:
        text = f"Guten Tag,\n\nseit heute kommt diese Meldung:\n\n{message[:TICKET]}\n\n"
        while len(text) < TICKET:
            text += next(lines)
        result.append(text[: max(TICKET, len(message))])
    return result


def write_export(path: Path, rows: int, texts: list[str]) -> None:
    """A semicolon export as Excel writes it."""
    with path.open("w", encoding="cp1252", errors="replace", newline="") as file:
        lines = csv.writer(file, delimiter=";", lineterminator="\r\n")
        lines.writerow(["Ticket", "Eröffnet", "Betreff", "Beschreibung"])
        for number, text in zip(range(rows), itertools.cycle(texts), strict=False):
            day = f"{number % 28 + 1:02}.{number % 12 + 1:02}.2026 08:15"
            lines.writerow([number, day, "Abruf geht nicht", text])


def measure_engine(texts: list[str]) -> float:
    """Tickets per second of processor time of one core, the engine alone."""
    knowledge = load_knowledge()
    for text in texts:
        diagnose(text, knowledge=knowledge)
    started = time.process_time()
    for text in texts:
        diagnose(text, knowledge=knowledge)
    return len(texts) / (time.process_time() - started)


def measure_run(export: Path, jobs: int) -> dict[str, float]:
    """One triage in this process: seconds on the clock and of the processor, and memory in MB."""
    output = export.with_name("ergebnis.csv")
    started = time.perf_counter()
    outcome = triage(Job(export, output, jobs=jobs, replace=True))
    seconds = time.perf_counter() - started
    own = resource.getrusage(resource.RUSAGE_SELF)
    workers = resource.getrusage(resource.RUSAGE_CHILDREN)
    output.unlink()
    return {
        "rows": outcome.summary.rows,
        "seconds": seconds,
        "processor": own.ru_utime + own.ru_stime + workers.ru_utime + workers.ru_stime,
        "memory": own.ru_maxrss / 1024,
        "worker_memory": workers.ru_maxrss / 1024 if jobs > 1 else 0.0,
    }


def main(arguments: list[str]) -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, nargs="*", default=[1_000, 10_000])
    parser.add_argument("--jobs", type=int, nargs="*", default=[1, os.cpu_count() or 1])
    parser.add_argument("--run", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args(arguments)
    if given.run:
        print(json.dumps(measure_run(given.run, given.jobs[0])))
        return
    texts = tickets()
    size = sum(map(len, texts)) / len(texts)
    print(f"{len(texts)} different tickets of {size:,.0f} characters on average")
    print(f"engine alone: {measure_engine(texts):,.0f} tickets per second of a core")
    print(
        f"{'rows':>10} {'jobs':>5} {'s':>8} {'rows/s':>8} {'per core s':>11} {'MB':>6} {'MB/worker':>10}"
    )
    for rows in given.rows:
        with tempfile.TemporaryDirectory() as folder:
            export = Path(folder) / "export.csv"
            write_export(export, rows, texts)
            for jobs in given.jobs:
                call = [sys.executable, "-m", "bench.triage", "--run", str(export)]
                answer = subprocess.run(
                    [*call, "--jobs", str(jobs)], capture_output=True, text=True, check=True
                )
                run = json.loads(answer.stdout)
                print(
                    f"{rows:>10,} {jobs:>5} {run['seconds']:>8.1f} {rows / run['seconds']:>8,.0f} "
                    f"{rows / run['processor']:>11,.0f} {run['memory']:>6.0f} {run['worker_memory']:>10.0f}"
                )


if __name__ == "__main__":
    main(sys.argv[1:])
