"""Measures the engine on labelled messages; behind `make evaluate`.

How an answer is counted is said in `tests/corpus/README.md`: a recognised marketplace equal to the
label is right; `unknown` where the label names one is asked; any recognised marketplace that
differs is wrong. Advice is right when equal; `maybe` for `yes` or `no` is cautious; `yes` for `no`
is the costliest mistake.
"""

from __future__ import annotations

import argparse
import json
import sys
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


_MARKETPLACE_WORDS = {
    "right": "richtig",
    "right (none/unknown)": "richtig (keiner/unbekannt)",
    "asked": "nachgefragt",
    "not named": "nicht genannt",
    "wrong": "falsch behauptet",
}
_ADVICE_WORDS = {"yes": "ja", "no": "nein", "maybe": "möglich"}


def report(figures: Figures, show: bool) -> str:
    """The figures as a table to read, in German: support staff run this while keeping the knowledge."""
    rows = max(figures.rows, 1)
    lines = [f"Meldungen: {figures.rows}", "", "Marktplatz"]
    for name, words in _MARKETPLACE_WORDS.items():
        count = figures.marketplace[name]
        lines.append(f"  {words:<28}{count:>5}  {_percent(count, rows):>6} %")
    asked = figures.marketplace["asked"] + figures.marketplace["not named"]
    share = _percent(asked, max(figures.told, 1))
    words = "nachgefragt oder nicht genannt, obwohl der Text ihn nennt"
    lines += [
        f"  {words}: {asked} von {figures.told} ({share} %)",
        "",
        "Hilft Erneuern? Zeile: so ist es beurteilt, Spalte: so lautet die Antwort",
        "           " + "".join(f"{_ADVICE_WORDS[said]:>9}" for said in _ADVICE),
    ]
    for label in _ADVICE:
        cells = "".join(f"{figures.advice[label, said]:>9}" for said in _ADVICE)
        lines.append(f"  {_ADVICE_WORDS[label]:<9}{cells}")
    lines += [
        f"  richtig: {figures.advice_right} ({_percent(figures.advice_right, rows)} %)",
        f"  »ja« statt »nein« (der teuerste Fehler): {figures.yes_for_no}",
        f"  »nein« statt »ja«: {figures.no_for_yes}",
        "",
        f"Art des Fehlers richtig: {figures.kind_right} ({_percent(figures.kind_right, rows)} %)",
        f"Meldungen, die abweichen: {len(figures.differing)}",
    ]
    if show:
        lines += ["", *figures.differing]
    return "\n".join(lines)


def _percent(count: int, whole: int) -> str:
    return f"{100 * count / whole:.1f}".replace(".", ",")


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


def variations(path: Path) -> list[tuple[str, str, str]]:
    """Terse and colloquial messages: marketplace, advice that is right (parted by blanks), text."""
    lines = path.read_text(encoding="utf-8").splitlines()[1:]
    rows = [line.split("\t", 2) for line in lines]
    return [(market, advice, text.replace("\\n", "\n")) for market, advice, text in rows]


def main(arguments: list[str] | None = None) -> int:
    """`python -m wizard.evaluate`: prints the figures; 1 where a marketplace was asserted wrongly.

    Also 1 where renewing was advised though it does not help.
    """
    parser = argparse.ArgumentParser(
        prog="python -m wizard.evaluate",
        usage=argparse.SUPPRESS,
        description="Aufruf: python -m wizard.evaluate [Datei] [--part TEIL] [--show]. Vergleicht die Antworten des Assistenten mit beurteilten Meldungen und zählt, "
        "wie oft Marktplatz und Rat stimmen. »falsch behauptet« und »ja statt nein« müssen 0 sein.",
        add_help=False,
    )
    options = parser.add_argument_group("Angaben")
    options.add_argument(
        "corpus",
        nargs="?",
        type=Path,
        default=CORPUS,
        metavar="Datei",
        help="beurteilte Meldungen, je Zeile eine im JSON-Format (sonst: %(default)s)",
    )
    options.add_argument("-h", "--help", action="help", help="zeigt diese Hilfe")
    options.add_argument(
        "--part",
        choices=("all", "visible", "held-out"),
        default="all",
        help="all: alle; visible: nur die, die beim Schreiben der Regeln bekannt waren; "
        "held-out: nur die zurückgehaltenen",
    )
    options.add_argument(
        "--held-out",
        type=Path,
        default=HELD_OUT,
        metavar="Datei",
        help="Liste der zurückgehaltenen Meldungen (sonst: %(default)s)",
    )
    options.add_argument(
        "--show",
        action="store_true",
        help="zeigt die abweichenden Meldungen; bei »visible« geschieht das immer",
    )
    chosen = parser.parse_args(arguments)
    try:
        rows = select(chosen.corpus, chosen.part, chosen.held_out)
    except OSError as error:
        print(f"Die Datei »{error.filename}« lässt sich nicht lesen.", file=sys.stderr)
        return 2
    figures = measure(rows)
    print(report(figures, show=chosen.show or chosen.part == "visible"))
    return 1 if figures.marketplace["wrong"] or figures.yes_for_no else 0


if __name__ == "__main__":
    raise SystemExit(main())
