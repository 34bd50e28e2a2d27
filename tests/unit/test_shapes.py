"""The shape in which a message arrives changes nothing about what it means."""

from __future__ import annotations

import html
import json
import quopri
import textwrap
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.support.judging import judged
from wizard import diagnose
from wizard.evaluate import select

CORPUS = Path(__file__).parents[1] / "corpus"
EVERY = 4
"""Of the messages collected later, every so many are tried: all of them take a minute."""


def messages() -> dict[str, str]:
    """Labelled messages by their id."""
    held_out = CORPUS / "held-out.txt"
    rows: list[dict[str, Any]] = [
        *select(CORPUS / "messages.jsonl", "visible", held_out),
        *list(select(CORPUS / "more.jsonl", "all", held_out))[::EVERY],
    ]
    return {f"{row['id']}, {row['source']}": row["text"] for row in rows}


MESSAGES = messages()


def typographic(text: str) -> str:
    """As a mail client writes quotation marks."""
    parts = text.split('"')
    return "".join(f"{part}{'„“'[number % 2]}" for number, part in enumerate(parts))[:-1]


def wrapped(width: int) -> Callable[[str], str]:
    """As a mail client breaks long lines."""

    def wrap(text: str) -> str:
        lines = (
            textwrap.fill(line, width, break_long_words=False, replace_whitespace=False)
            for line in text.split("\n")
        )
        return "\n".join(lines)

    return wrap


def every_line(before: str) -> Callable[[str], str]:
    """Something before each line."""
    return lambda text: "\n".join(f"{before}{line}" for line in text.split("\n"))


SHAPES: dict[str, Callable[[str], str]] = {
    "quoted": every_line("> "),
    "quoted twice": every_line(">> "),
    "indented": every_line("    "),
    "HTML": lambda text: f"<html><body><pre>{html.escape(text)}</pre></body></html>",
    "HTML with breaks": lambda text: "<p>" + html.escape(text).replace("\n", "<br>\n") + "</p>",
    "typographic": typographic,
    "wrapped at 76": wrapped(76),
    "wrapped at 40": wrapped(40),
    "code block": lambda text: f"```\n{text}\n```",
    "quoted-printable": lambda text: quopri.encodestring(text.encode()).decode("ascii"),
    "Windows": lambda text: text.replace("\n", "\r\n"),
    "blanks of a web page": lambda text: text.replace(" ", "\u00a0"),
    "JSON as text": lambda text: json.dumps(json.dumps(text)),
}
# What a word broken at its hyphen, or a text with »=20« in it, hides.
LOST = {"wrapped at 40": 1, "quoted-printable": 1}


@pytest.fixture(scope="module")
def plain() -> dict[str, tuple[str | None, str]]:
    return {name: judged(text) for name, text in MESSAGES.items()}


@pytest.mark.parametrize("shape", SHAPES)
def test_a_message_means_the_same_in_every_shape(
    shape: str, plain: dict[str, tuple[str | None, str]]
) -> None:
    other = {
        name: (plain[name], found)
        for name, text in MESSAGES.items()
        if (found := judged(SHAPES[shape](text))) != plain[name]
    }
    assert len(other) <= LOST.get(shape, 0), other


LOG = "Nov 29 10:22:11 srv01 connector[2211]: "
AWS = (
    "com.amazonaws.AmazonServiceException: The security token included in the request is expired "
    "(Service: AmazonSQS; Status Code: 403; Error Code: ExpiredToken)\n"
    "\tat com.amazonaws.services.sqs.AmazonSQSClient.receiveMessage(AmazonSQSClient.java:1130)"
)


@pytest.mark.parametrize(
    "before",
    ["", LOG, "2026-11-29 10:22:11 ERROR ", "app-1  | 2026-11-29T10:22:11Z ERROR ", "[10:22:11] "],
)
def test_lines_with_one_and_the_same_head_are_one_entry(before: str) -> None:
    assert judged(every_line(before)(AWS)) == (None, "no")


def test_lines_with_other_heads_are_entries_of_their_own() -> None:
    text = (
        "2026-11-29 10:22:11 ERROR eBay: 932 Auth token is hard expired\n"
        "2026-11-29 10:22:11 ERROR Amazon: QuotaExceeded\n"
        "2026-11-29 10:22:12 ERROR Amazon: QuotaExceeded"
    )
    answer = diagnose(text)
    assert {one.marketplace for one in answer.verdicts} == {"ebay", "amazon"}


def test_the_name_of_a_logging_program_says_nothing() -> None:
    text = f"{LOG}eBay FileTransfer: 214 Angebote abgeglichen, 0 Fehler"
    assert judged(text) == judged(text.removeprefix(LOG)) == ("ebay", "no")


@pytest.mark.parametrize(
    "text",
    [
        "Kaufland-Bestellungen fehlen, sonst geht alles",
        "Unser Shopify-Shop überträgt seit Donnerstag keine Kunden mehr in die Warenwirtschaft.",
        "Amazon geht nicht.",
        "Es kommt eine Fehlermeldung beim Abruf der Vorgänge. Was soll ich machen?",
        "Versandetiketten über Amazon lassen sich nicht mehr drucken.",
    ],
)
def test_what_a_person_writes_stays_that_in_an_export(text: str) -> None:
    """A field called »message« is no message of a program when a ticket system wrote it."""
    assert judged(text)[1] == "maybe"
    assert judged(json.dumps({"id": 7, "message": text}))[1] == "maybe"
    assert judged(f"<ticket><message>{text}</message></ticket>")[1] == "maybe"


def test_a_clause_goes_on_in_the_next_line_of_a_wrapped_mail() -> None:
    text = (
        "Seit Freitag werden die Bestandsmeldungen an eBay abgelehnt. Amazon und\n"
        "der Shop laufen normal weiter. Was müssen wir tun?"
    )
    assert judged(text)[0] == "ebay"
