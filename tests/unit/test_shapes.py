"""Every shape in which a message arrives leads to the same answer, with evidence in the original."""

from __future__ import annotations

import html
import json
import urllib.parse
from collections.abc import Callable

import pytest

from wizard import diagnose

MESSAGES = {
    "unknown": "An error occurred while refreshing token.",
    "amazon": '{"error_description":"The request has an invalid grant parameter : refresh_token. User may have revoked or didn\'t grant the permission.","error":"invalid_grant"}',
    "ebay": '{"error":"invalid_grant","error_description":"the provided authorization refresh token is invalid or was issued to another client"}',
}

SHAPES: dict[str, Callable[[str], str]] = {
    "plain": lambda m: m,
    "upper case": str.upper,
    "JSON in JSON": lambda m: json.dumps({"body": m}),
    "JSON escaped twice": lambda m: json.dumps({"payload": json.dumps({"body": m})}),
    "JSON escaped four times": lambda m: json.dumps(json.dumps(json.dumps(json.dumps(m)))),
    "pretty JSON": lambda m: json.dumps({"a": {"status": 400, "detail": m}}, indent=4),
    "typographic quotes": lambda m: m.replace('"', "“").replace("'", "’"),
    "HTML": lambda m: f"<html><body><p>{html.escape(m)}</p></body></html>",
    "HTML escaped twice": lambda m: html.escape(html.escape(m)),
    "XML": lambda m: f"<soap:Fault><faultstring>{html.escape(m)}</faultstring></soap:Fault>",
    "CDATA": lambda m: f"<detail><![CDATA[{m}]]></detail>",
    "URL-encoded": urllib.parse.quote,
    "form body": lambda m: f"status=400&body={urllib.parse.quote_plus(m)}",
    "URL-encoded twice": lambda m: urllib.parse.quote(urllib.parse.quote(m)),
    "quoted mail": lambda m: "\n".join(f"> {line}" for line in m.replace(",", ",\n").split("\n")),
    "mail quoted twice, wrapped": lambda m: ">> " + m.replace(" ", "\n>> "),
    "syslog": lambda m: f"Mar  2 07:14:09 server erp[312]: {m}",
    "Windows log": lambda m: f"02.03.2026 07:14:09;Fehler;Vorgangsabruf;{m}",
    "ISO log": lambda m: f"2026-03-02T07:14:09.000Z ERROR [worker-1] {m}",
    "HTTP dump": lambda m: (
        f"HTTP/1.1 400 Bad Request\r\nContent-Type: application/json\r\nX-Request-Id: 1\r\n\r\n{m}"
    ),
    "Python trace": lambda m: (
        f'Traceback (most recent call last):\n  File "/app/x.py", line 3, in run\n    raise ApiError(body)\nApiError: {m!r}'
    ),
    "Java trace": lambda m: (
        f"java.lang.RuntimeException: {m}\n\tat com.example.Sync.run(Sync.java:42)\n\t... 12 more"
    ),
    ".NET trace": lambda m: (
        f"System.Exception: {m}\r\n   bei Erp.Sync.Run() in C:\\src\\new\\Sync.cs:Zeile 42."
    ),
    "PHP trace": lambda m: (
        f"PHP Fatal error:  Uncaught Exception: {m} in /var/www/sync.php:42\nStack trace:\n#0 {{main}}"
    ),
    "Node trace": lambda m: f"Error: {m}\n    at run (C:\\app\\node_modules\\x\\index.js:4:1)",
    "print_r": lambda m: f"Array\n(\n    [status] => 400\n    [body] => {m}\n)",
    "prose around": lambda m: (
        f"Guten Morgen,\nseit heute kommt beim Vorgangsabruf das hier:\n\n{m}\n\nViele Grüße\nMax"
    ),
    "soft hyphens": lambda m: m.replace("r", "r\u00ad"),
    "hard spaces": lambda m: m.replace(" ", "\u00a0"),
    "screenshot reader": lambda m: m.replace("o", "0").replace("l", "1"),
    "broken lines": lambda m: "\n".join(m[at : at + 30] for at in range(0, len(m), 30)),
}


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("market", MESSAGES)
def test_shape(shape: str, market: str) -> None:
    pasted = SHAPES[shape](MESSAGES[market])
    answer = diagnose(pasted)
    assert (answer.marketplace.id or answer.marketplace.certainty) == market
    first = answer.findings[0]
    assert (first.kind, first.renew) == ("refresh-token-expired-or-revoked", "yes")
    assert first.evidence
    for piece in first.evidence:
        assert pasted[piece.start : piece.end].strip()


@pytest.mark.parametrize("length", range(40, 47))
def test_a_truncated_message_is_enough(length: int) -> None:
    assert diagnose(MESSAGES["unknown"][:length]).findings[0].renew == "yes"


def test_lost_umlauts() -> None:
    german = "Die Validierung des Authentifizierungs-Tokens in der API-Anfrage ist fehlgeschlagen."
    assert diagnose(german.replace("l", "1")).marketplace.id == "ebay"
    assert (
        diagnose("Beim Abruf der Vorgnge kommt ein Fehler mit dem Token").findings[0].renew
        == "maybe"
    )


def test_repeated_errors_are_counted_with_first_and_last_time() -> None:
    log = "\n".join(
        f"2026-03-02 07:{minute:02}:00 [ERROR] An error occurred while refreshing token."
        for minute in range(30)
    )
    first = diagnose(log).findings[0]
    assert (first.count, first.first_seen, first.last_seen) == (
        30,
        "2026-03-02 07:00:00",
        "2026-03-02 07:29:00",
    )


def test_many_errors_are_counted_too() -> None:
    line = "An error occurred while refreshing token.\n"
    assert diagnose(line * 5000).findings[0].count == 5000


def test_a_single_error_has_one_time_and_no_evidence_twice() -> None:
    first = diagnose(f"2026-03-02 07:00:00 {MESSAGES['amazon']}").findings[0]
    assert (first.count, first.first_seen, first.last_seen) == (1, "2026-03-02 07:00:00", None)
    starts = [piece.start for piece in first.evidence]
    assert len(starts) == len(set(starts))
