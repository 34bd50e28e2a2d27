"""How long the engine takes, in CPython and in the browser's Python: ``python -m bench.engine``.

The texts: messages of 2 KB as tickets hold them, and logs of 1 KB to 10 MB in which one line of
fifty is an error, each of the knowledge's examples in turn (the worst case); and one of 1 MB that
repeats five of them, as real logs do.
All times are of the processor, the best of some runs. For Pyodide the archive in `build/runtime` is
run under Node.
"""

from __future__ import annotations

import argparse
import itertools
import json
import platform
import subprocess
import sysconfig
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench import stopwatch
from bench.stopwatch import seconds
from bench.table import Row
from wizard import compiled, load_knowledge

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wizard.catalog import Knowledge

ROOT = Path(__file__).resolve().parents[1]
RUNTIME = ROOT / "build" / "runtime"
PYODIDE = ROOT / "node_modules" / "pyodide"

SIZES = (1_000, 10_000, 100_000, 1_000_000, 10_000_000)
"""Characters of the logs."""

MESSAGE = 2_000
"""Characters of a message."""

TARGETS = {  # milliseconds: what to reach in CPython and in the browser
    "message": (2.0, 20.0),
    "log": (100.0, 600.0),
    "loading": (None, 30.0),
}
MEGABYTE = "1000000"
GROWTH = 12
"""Of the time for ten times the length."""


def measure() -> list[Row]:
    """The rows: what has an aim, in either Python."""
    native, texts = _in_cpython(SIZES[-1])
    pair = {"CPython": native, "Pyodide": in_pyodide(texts)}
    result = []
    for what, path, aim in (
        ("Wissen bereit", ("loading",), TARGETS["loading"]),
        ("Meldung von 2 KB", ("message",), TARGETS["message"]),
        ("Protokoll von 1 MB", ("logs", MEGABYTE), TARGETS["log"]),
        ("Protokoll von 1 MB, fünf Fehler immer wieder", ("repeated",), TARGETS["log"]),
    ):
        first: float | None = None
        for (name, found), limit in zip(pair.items(), aim, strict=True):
            value: Any = found
            for key in path:
                value = value[key]
            milliseconds = value * 1000
            first = first or milliseconds
            result.append(
                Row(
                    f"{what}, {name}",
                    f"{milliseconds:.1f} ms",
                    f"≤ {limit:g} ms" if limit else "",
                    milliseconds <= limit if limit else None,
                    milliseconds / first if milliseconds != first else None,
                )
            )
    for name, found in pair.items():
        growth = max(_growths(found))
        result.append(
            Row(
                f"Protokoll zehnmal so lang, {name}",
                f"{growth:.1f} ×",
                f"≤ {GROWTH} ×",
                growth <= GROWTH,
                growth,
            )
        )
    return result


def _in_cpython(largest: int) -> tuple[dict[str, Any], dict[str, Any]]:
    """What was measured, and the texts that it was measured with."""
    knowledge = load_knowledge()
    some = messages(knowledge)[::3]
    logs = {str(size): log(knowledge, size) for size in SIZES if size <= largest}
    repeated = log(knowledge, int(MEGABYTE), _REPEATED)
    texts: dict[str, Any] = {"messages": some, "logs": logs, "repeated": repeated}
    return stopwatch.measure(compiled.write(knowledge), **texts), texts


_REPEATED = 5


def log_lines(knowledge: Knowledge, most: int | None = None) -> Iterator[str]:
    """Endless lines as a busy shop's log has them: mostly unremarkable, now and then an error.

    `most`: so many different errors, from all over the knowledge; otherwise all that it has.
    """
    every = [
        " ".join(example.text.split())
        for finding in knowledge.findings.values()
        for example in finding.examples
    ]
    errors = itertools.cycle(every if most is None else every[:: len(every) // most][:most])
    for number in itertools.count():
        stamp = f"2026-03-{number // 1440 % 28 + 1:02} {number // 60 % 24:02}:{number % 60:02}:00"
        if number % 50 == 49:
            yield f"{stamp} ERROR {next(errors)}\n"
        else:
            yield f"{stamp} INFO Vorgangsabruf: Auftrag {100_000 + number} übernommen, 3 Positionen\n"


def log(knowledge: Knowledge, size: int, most: int | None = None) -> str:
    """A log of so many characters; `most`: see :func:`log_lines`."""
    lines = log_lines(knowledge, most)
    parts: list[str] = []
    length = 0
    while length < size:
        parts.append(next(lines))
        length += len(parts[-1])
    return "".join(parts)[:size]


def messages(knowledge: Knowledge, size: int = MESSAGE) -> list[str]:
    """Tickets, one for each example of the knowledge: a greeting, the message, lines of a log."""
    lines = log_lines(knowledge)
    result = []
    for finding in knowledge.findings.values():
        for example in finding.examples:
            text = f"Guten Tag,\n\nseit heute kommt diese Meldung:\n\n{example.text[:size]}\n\n"
            while len(text) < size:
                text += next(lines)
            result.append(text[: max(size, len(example.text))])
    return result


def in_pyodide(texts: dict[str, Any]) -> dict[str, Any]:
    """The measurements in Pyodide, with the engine as `make build` packed it."""
    manifest = json.loads((RUNTIME / "manifest.json").read_text(encoding="utf-8"))
    engine = RUNTIME / manifest["files"]["engine.zip"]["name"]
    node = Path(sysconfig.get_path("scripts")) / "node"
    here = Path(__file__).parent
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "texts.json"
        path.write_text(json.dumps({"texts": texts}), encoding="utf-8")
        done = subprocess.run(
            [node, here / "pyodide.mjs", PYODIDE, engine, here / "stopwatch.py", path],
            capture_output=True,
            text=True,
            check=True,
        )
    result: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return result


def rows(native: dict[str, Any], browser: dict[str, Any] | None) -> Iterator[tuple[str, ...]]:
    """The lines of the table."""

    def pair(*path: str) -> list[float | None]:
        values: list[float | None] = []
        for measured in (native, browser):
            value: Any = measured
            for key in path:
                value = None if value is None else value.get(key)
            values.append(None if value is None else value * 1000)
        return values

    yield _row("Wissen bereit / knowledge ready", pair("loading"), TARGETS["loading"])
    yield _row("… mit Einlesen der Module / with imports", pair("ready"))
    yield _row("Erste Meldung 2 KB / first message", pair("first"))
    yield _row("Meldung 2 KB / message", pair("message"), TARGETS["message"])
    for stage in native["stages"]:
        yield _row(f"… davon/of it {stage}", pair("stages", stage))
    for size in native["logs"]:
        target = TARGETS["log"] if size == MEGABYTE else (None, None)
        times = pair("logs", size)
        rate = ", ".join(
            "–" if one is None else f"{int(size) / one / 1000:.1f} MB/s" for one in times
        )
        yield _row(f"Protokoll/log {int(size):,} ({rate})", times, target)
    yield _row(
        "… 1 MB, fünf Fehler immer wieder / five errors again and again",
        pair("repeated"),
        TARGETS["log"],
    )
    yield (
        "Wachstum je zehnfacher Länge / growth for ten times the length",
        *_growth(native),
        *_growth(browser),
    )


def _growth(measured: dict[str, Any] | None) -> tuple[str, str]:
    """By which factor the time grows when a log is ten times as long, from the second size on.

    The first ones are a few lines: what each call costs weighs most there.
    """
    if measured is None:
        return "–", ""
    factors = _growths(measured)
    if not factors:
        return "–", ""
    shown = ", ".join(f"{factor:.1f}" for factor in factors)
    met = "ja/yes" if max(factors) <= GROWTH else "NEIN/NO"
    return f"× {shown}", f"≤ {GROWTH}: {met}"


def _growths(measured: dict[str, Any]) -> list[float]:
    times = [measured["logs"][str(size)] for size in SIZES[1:] if str(size) in measured["logs"]]
    return [after / before for before, after in itertools.pairwise(times)]


def _row(
    what: str, times: list[float | None], targets: tuple[float | None, ...] = (None, None)
) -> tuple[str, ...]:
    cells = [what]
    for value, target in zip(times, targets, strict=True):
        cells.append("–" if value is None else f"{value:.2f} ms")
        if value is None or target is None:
            cells.append("")
        else:
            cells.append(f"≤ {target:g} ms: {'ja/yes' if value <= target else 'NEIN/NO'}")
    return tuple(cells)


def main(arguments: list[str] | None = None) -> None:
    """Prints the table; with `--json` the seconds as JSON."""
    parser = argparse.ArgumentParser(prog="python -m bench.engine", description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--no-pyodide", action="store_true", help="CPython only")
    parser.add_argument("--largest", type=int, default=SIZES[-1], help="largest log (%(default)s)")
    options = parser.parse_args(arguments)
    native, texts = _in_cpython(options.largest)
    browser = None if options.no_pyodide else in_pyodide(texts)
    if options.json:
        print(json.dumps({"cpython": native, "pyodide": browser}))
        return
    version = browser["version"] if browser else "–"
    print(f"TOML: {seconds(load_knowledge, 3) * 1000:.0f} ms (CPython)")
    print(f"| | CPython {platform.python_version()} | Ziel/aim | Pyodide {version} | Ziel/aim |")
    print("| --- | ---: | --- | ---: | --- |")
    for row in rows(native, browser):
        print(f"| {' | '.join(row)} |")


if __name__ == "__main__":
    main()
