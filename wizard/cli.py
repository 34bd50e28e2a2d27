"""A small command over the engine: `python -m wizard diagnose [--json] [DATEI|-]`.

Support's own command, with ticket exports and colours, is the package `desk`; this one needs
nothing but the engine.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, override

from .advice import advice
from .catalog import OTHER, UNKNOWN
from .compiled import load_knowledge
from .diagnose import diagnose
from .loading import KnowledgeError

if TYPE_CHECKING:
    from .catalog import Knowledge
    from .model import Diagnosis

_RENEW = {
    "yes": "ja",
    "no": "nein",
    "maybe": "möglicherweise",
}
_CERTAINTY = {
    "unknown": "geht aus dem Text nicht hervor",
    "none": "keiner",
}


def main(arguments: list[str] | None = None) -> int:
    """Run the command; 0 when done, 2 for a wrong call or file, 4 for faulty knowledge."""
    try:
        knowledge = load_knowledge()
    except KnowledgeError as error:
        print(f"Das Wissen ist fehlerhaft: {error}", file=sys.stderr)
        return 4
    chosen = _parser(knowledge).parse_args(arguments)
    try:
        text = _read(chosen.source)
    except OSError as error:
        print(f"{_printable(chosen.source)}: {error.strerror}", file=sys.stderr)
        return 2
    answer = diagnose(
        text, marketplace=chosen.marketplace, activity=chosen.activity, knowledge=knowledge
    )
    if chosen.json:
        # Escaped throughout, so that no control character of the text reaches the terminal.
        print(json.dumps(answer.to_dict(), indent=2))
    else:
        print(describe(answer, knowledge))
    return 0


class _Parser(argparse.ArgumentParser):
    @override
    def error(self, message: str) -> NoReturn:
        super().error(_printable(message))


def _printable(text: str) -> str:
    """Names of files may hold what orders a terminal about."""
    return "".join(sign if sign.isprintable() else "\ufffd" for sign in text)


def _parser(knowledge: Knowledge) -> argparse.ArgumentParser:
    parser = _Parser(
        prog="python -m wizard", description="Erkennt, was eine Fehlermeldung bedeutet."
    )
    commands = parser.add_subparsers(required=True, metavar="BEFEHL")
    command = commands.add_parser("diagnose", help="eine Meldung auswerten")
    command.add_argument(
        "source", nargs="?", default="-", metavar="DATEI", help="»-« liest die Eingabe"
    )
    command.add_argument("--json", action="store_true", help="das Ergebnis als JSON ausgeben")
    command.add_argument(
        "--marketplace",
        choices=[*knowledge.marketplaces, OTHER, UNKNOWN],
        help="Plattform, wenn bekannt",
    )
    activities = [choice.id for choice in knowledge.questions["activity"].choices]
    command.add_argument("--activity", choices=activities, help="wobei der Fehler auftritt")
    return parser


def _read(source: str) -> str:
    raw = sys.stdin.buffer.read() if source == "-" else Path(source).read_bytes()
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace")


def describe(answer: Diagnosis, knowledge: Knowledge) -> str:
    """The answer in German sentences, for reading in a terminal."""
    first = answer.findings[0]
    finding = knowledge.findings[first.id]
    market = answer.marketplace
    what, why, action = advice(finding, first.renew, knowledge, market.id)
    if market.id is not None:
        name = knowledge.marketplaces[market.id].name
    elif market.service is not None:
        name = f"keiner ({knowledge.services[market.service].name})"
    else:
        name = _CERTAINTY[market.certainty]
    lines = [
        finding.title,
        what,
        "",
        f"Marktplatz: {name}",
        f"Hilft Erneuern? {_RENEW[first.renew]}. {why}".rstrip(),
        "",
        *(f"{number}. {action}" for number, action in enumerate(action, 1)),
    ]
    others = [knowledge.findings[other.id].title for other in answer.findings[1:]]
    if others:
        lines += ["", "Außerdem im Text:", *(f"- {title}" for title in others)]
    if answer.next.type == "question" and answer.next.question is not None:
        question = knowledge.questions[answer.next.question]
        lines += ["", f"Offene Frage: {question.text}"]
    if answer.notes:
        lines += ["", *(knowledge.notes[note] for note in answer.notes)]
    return "\n".join(lines)
