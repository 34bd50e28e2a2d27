"""One shape for everything that is measured, how it is printed, and the file that remembers it."""

from __future__ import annotations

import json
import platform
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

ROOT = Path(__file__).resolve().parents[1]
HISTORY = Path(__file__).with_name("history.jsonl")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table; `met` is None where there is no budget to meet.

    `ratio` compares with the yardstick of the same run: times on another or busier machine say
    little, ratios something. Only ratios and sizes are remembered.
    """

    what: str
    value: str
    budget: str = ""
    met: bool | None = None
    ratio: float | None = None


def show(parts: Iterable[tuple[str, list[Row]]]) -> None:
    """Print the table of all parts."""
    signs = {True: "ja", False: "NEIN", None: ""}
    print("| Teil | was | gemessen | Ziel | erreicht |\n| --- | --- | --- | --- | --- |")
    for part, rows in parts:
        for row in rows:
            print(f"| {part} | {row.what} | {row.value} | {row.budget} | {signs[row.met]} |")


def remember(parts: Iterable[tuple[str, list[Row]]], path: Path = HISTORY) -> None:
    """Append one line for this run: date, commit, and the ratio of each row that has one."""
    ratios = {
        f"{part}: {row.what}": round(row.ratio, 3)
        for part, rows in parts
        for row in rows
        if row.ratio is not None
    }
    if not ratios:
        return
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    ).stdout.strip()
    line = {
        "day": time.strftime("%Y-%m-%d"),
        "commit": commit,
        "machine": platform.machine(),
        "ratios": ratios,
    }
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps(line, ensure_ascii=False) + "\n")
