"""Measures the engine on labelled messages; behind `make evaluate`.

How an answer is counted is said in `tests/corpus/README.md`: a recognised marketplace equal to the
label is right; `unknown` where the label names one is asked; any recognised marketplace that
differs is wrong. Advice is right when equal; `maybe` for `yes` or `no` is cautious; `yes` for `no`
is the costliest mistake.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .diagnose import diagnose
from .model import Diagnosis

CORPUS = Path("tests/corpus/messages.jsonl")
HELD_OUT = Path("tests/corpus/held-out.txt")

_ADVICE = ("yes", "no", "maybe")


@dataclass(slots=True)
class Figures:
    """What was counted over some labelled messages; `differing` holds the rows to look at."""

    rows: int = 0
    marketplace: Counter[str] = field(default_factory=Counter)
    told: int = 0
    advice: Counter[tuple[str, str]] = field(default_factory=Counter)
    advice_right: int = 0
    yes_for_no: int = 0
    no_for_yes: int = 0
    kind_right: int = 0
    differing: list[str] = field(default_factory=list)


def measure(rows: Iterable[dict[str, Any]]) -> Figures:
    """Diagnose each row's text and count the answers against its labels."""
    figures = Figures()
    for row in rows:
        _count(row, diagnose(row["text"]), figures)
    return figures


def _count(row: dict[str, Any], answer: Diagnosis, figures: Figures) -> None:
    figures.rows += 1
    first = answer.findings[0]
    market = judge_marketplace(row["marketplace"], answer)
    figures.marketplace[market] += 1
    figures.told += row["marketplace"] not in ("unknown", "none", "other-marketplace")

    label = row["renew_fixes"]
    allowed = {label, *row.get("renew_also", [])}
    right = first.renew in allowed
    figures.advice_right += right
    figures.advice[label, label if right else first.renew] += 1
    yes_for_no = first.renew == "yes" and not right and label == "no"
    no_for_yes = first.renew == "no" and not right and label == "yes"
    figures.yes_for_no += yes_for_no
    figures.no_for_yes += no_for_yes

    kind = first.kind in {row["kind"], *row.get("also", [])}
    figures.kind_right += kind
    if market in ("asked", "wrong", "not named") or not right or not kind:
        said = answer.marketplace
        figures.differing.append(
            f"{row['id']}: {row['marketplace']}/{row['kind']}/{label}"
            f"  ->  {said.id or said.certainty}/{first.kind}/{first.renew}  ({first.id})\n"
            f"    {' '.join(row['text'].split())[:160]}"
        )


def judge_marketplace(label: str, answer: Diagnosis) -> str:
    """`right`, `asked`, `not named` (none where the label names one) or `wrong`."""
    said = answer.marketplace
    if said.id is not None:
        return "right" if said.id == label else "wrong"
    if label == "other-marketplace":
        return "right"
    if label in ("unknown", "none"):
        return "right" if said.certainty == label else "right (none/unknown)"
    return "asked" if said.certainty == "unknown" else "not named"


def report(figures: Figures, show: bool) -> str:
    """The figures as a table to read."""
    rows = max(figures.rows, 1)
    lines = [f"messages: {figures.rows}", "", "marketplace"]
    for name in ("right", "right (none/unknown)", "asked", "not named", "wrong"):
        count = figures.marketplace[name]
        lines.append(f"  {name:<22}{count:>5}  {100 * count / rows:5.1f} %")
    asked = figures.marketplace["asked"] + figures.marketplace["not named"]
    told = max(figures.told, 1)
    lines.append(
        f"  asked though told     {asked:>5}  {100 * asked / told:5.1f} % of {figures.told}"
    )
    lines += [
        "",
        "renewing helps: label (down), answer (across)",
        "         " + "".join(f"{a:>7}" for a in _ADVICE),
    ]
    for label in _ADVICE:
        cells = "".join(f"{figures.advice[label, said]:>7}" for said in _ADVICE)
        lines.append(f"  {label:<7}{cells}")
    share = 100 * figures.advice_right / rows
    mistakes = f"yes for no {figures.yes_for_no}, no for yes {figures.no_for_yes}"
    lines += [
        f"  right {figures.advice_right} ({share:.1f} %), {mistakes}",
        "",
        f"kind right {figures.kind_right} ({100 * figures.kind_right / rows:.1f} %)",
        f"rows that differ: {len(figures.differing)}",
    ]
    if show:
        lines += ["", *figures.differing]
    return "\n".join(lines)


def select(path: Path, part: str, held_out: Path) -> list[dict[str, Any]]:
    """The labelled messages of a part: `all`, `visible` or `held-out`.

    Raises OSError where a file is missing.
    """
    lines = path.read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines if line.strip()]
    if part == "all":
        return rows
    hidden = set(held_out.read_text(encoding="utf-8").split())
    return [row for row in rows if (row["id"] in hidden) == (part == "held-out")]


def main(arguments: list[str] | None = None) -> int:
    """`python -m wizard.evaluate`: prints the figures; 1 where a marketplace was asserted wrongly."""
    parser = argparse.ArgumentParser(prog="python -m wizard.evaluate", description=__doc__)
    parser.add_argument("corpus", nargs="?", type=Path, default=CORPUS)
    parser.add_argument("--part", choices=("all", "visible", "held-out"), default="all")
    parser.add_argument("--held-out", type=Path, default=HELD_OUT)
    parser.add_argument("--show", action="store_true", help="print rows of the held-out part too")
    chosen = parser.parse_args(arguments)
    figures = measure(select(chosen.corpus, chosen.part, chosen.held_out))
    print(report(figures, show=chosen.show or chosen.part == "visible"))
    return 1 if figures.marketplace["wrong"] or figures.yes_for_no else 0


if __name__ == "__main__":
    raise SystemExit(main())
