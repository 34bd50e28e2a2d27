"""The same thing said in many ways: who, what has happened to what, in German and English.

People describe a token that ran out in their own words. Single messages say little about that; all
combinations of the words do. They are judged in bulk, so that a failure names the wordings.
"""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest

from tests.support.judging import judged

SUPPORT = Path(__file__).parents[1] / "support"

MARKETS = {"Amazon": "amazon", "eBay": "ebay", "Otto": "otto", "Etsy": "etsy"}
PERMISSIONS = ("Token", "Freigabe", "Autorisierung", "Berechtigung", "Verknüpfung", "Anmeldung")
ENDED = ("ist abgelaufen", "ist ungültig", "wurde widerrufen", "wurde entzogen", "gilt nicht mehr")
SENTENCES = (
    "{m}: {w} {s}",
    "{w} für {m} {s}",
    "Bei {m} steht: {w} {s}.",
    "Seit heute {s} die {w} bei {m}, keine Bestellungen mehr",
)

ENGLISH = ("token", "access", "authorization", "connection", "login")
ENGLISH_ENDED = ("expired", "was revoked", "is no longer valid", "ran out", "must be reauthorized")
ENGLISH_SENTENCES = ("{m} {w} {s}", "Our {m} {w} {s}", "The {w} for {m} {s}")

GOODS = ("Bestellungen", "Vorgänge", "Bestände", "Preise", "Rechnungen", "Versandmeldungen")
STUCK = ("kommen nicht an", "fehlen", "hängen", "werden nicht übertragen", "stehen still")
STUCK_SENTENCES = ("{m}-{w} {s}", "Die {w} von {m} {s} seit gestern.", "Bei {m} {s} die {w}")

CODES = {
    "429": "no", "500": "no", "503": "no", "Timeout": "no", "SSL-Fehler": "no", "DNS-Fehler": "no",
    "Zertifikat abgelaufen": "no", "zu viele Anfragen": "no", "Uhrzeit falsch": "no",
    "Wartung": "no", "Störung": "no", "invalid_client": "no", "Client Secret abgelaufen": "no",
    "API-Key ungültig": "no", "401": "maybe", "403": "maybe", "access_denied": "maybe",
}  # fmt: skip
CODE_SENTENCES = ("{m}: {w}", "{m} meldet {w}", "{w} bei {m}", "Beim Abruf von {m} kommt {w}")

OTHER_MATTERS = (
    "Wie buche ich die {m}-Gebühren?",
    "Die {m}-Rechnung vom Oktober fehlt uns noch in der Buchhaltung.",
    "Wir möchten ab Januar auch bei {m} verkaufen. Was kostet das?",
    "Bitte senden Sie uns ein Angebot für die {m}-Schnittstelle.",
    "Gibt es eine Schulung zur {m}-Anbindung?",
    "Ich habe den Scanner bei {m} gekauft, er scannt nicht.",
    "Der Kunde von {m} hat die Ware nicht bezahlt.",
    "Danke, {m} läuft wieder.",
    "Hat sich erledigt, bei {m} ist jetzt alles da.",
    "Das Paket von {m} ist nicht angekommen.",
    "Wir kündigen das {m}-Modul zum Jahresende.",
)


@pytest.mark.parametrize("sentence", SENTENCES)
def test_whatever_ended_is_to_be_renewed(sentence: str) -> None:
    wrong = [
        text
        for name, what, ended in product(MARKETS, PERMISSIONS, ENDED)
        for text in [sentence.format(m=name, w=what, s=ended)]
        if judged(text) not in ((MARKETS[name], "yes"), (MARKETS[name], "maybe"))
    ]
    assert not wrong


def test_most_of_it_is_said_clearly_enough_for_a_yes() -> None:
    texts = [
        SENTENCES[0].format(m=name, w=what, s=ended)
        for name, what, ended in product(MARKETS, PERMISSIONS, ENDED)
    ]
    clear = sum(judged(text)[1] == "yes" for text in texts)
    assert clear >= 0.95 * len(texts)


@pytest.mark.parametrize("sentence", ENGLISH_SENTENCES)
def test_whatever_ended_is_to_be_renewed_in_english(sentence: str) -> None:
    wrong = [
        text
        for name, what, ended in product(MARKETS, ENGLISH, ENGLISH_ENDED)
        for text in [sentence.format(m=name, w=what, s=ended)]
        if judged(text) not in ((MARKETS[name], "yes"), (MARKETS[name], "maybe"))
    ]
    assert not wrong


@pytest.mark.parametrize("sentence", STUCK_SENTENCES)
def test_what_does_not_arrive_is_no_proof_of_a_dead_token(sentence: str) -> None:
    wrong = [
        text
        for name, what, stuck in product(MARKETS, GOODS, STUCK)
        for text in [sentence.format(m=name, w=what, s=stuck)]
        if judged(text) not in ((MARKETS[name], "maybe"), (MARKETS[name], "no"))
    ]
    assert not wrong


@pytest.mark.parametrize("sentence", CODE_SENTENCES)
def test_a_code_and_a_name_are_enough(sentence: str) -> None:
    wrong = [
        text
        for name, (code, advice) in product(MARKETS, CODES.items())
        for text in [sentence.format(m=name, w=code)]
        if judged(text) != (MARKETS[name], advice)
    ]
    assert not wrong


@pytest.mark.parametrize("name", ["Amazon", "eBay", "Kaufland"])
def test_other_matters_are_none_of_ours(name: str) -> None:
    texts = [text.format(m=name) for text in OTHER_MATTERS]
    assert [text for text in texts if judged(text) != (None, "no")] == []


# What a message says counts, not the shape in which it arrives.
MESSAGES = {
    "invalid_grant: refresh token expired": "yes",
    "User has revoked access": "yes",
    "Token has been revoked by the user": "yes",
    "The authorization has expired, please reauthorize": "yes",
    "Die Zustimmung ist nicht mehr gültig": "yes",
    "401 Unauthorized": "maybe",
    "403 Forbidden": "maybe",
    "Invalid token": "maybe",
    "Fehler beim Abruf der Bestellungen": "maybe",
    "client authentication failed": "no",
    "Client secret has expired": "no",
    "429 Too Many Requests": "no",
    "503 Service Unavailable": "no",
    "maintenance mode": "no",
    "Read timed out": "no",
    "certificate verify failed": "no",
    "Remotename konnte nicht aufgelöst werden": "no",
    "Invalid marketplace id": "no",
    "413 Payload Too Large": "no",
    "image could not be downloaded": "no",
    "The order has already been shipped": "no",
    "EAN ist ungültig": "no",
    "Unexpected end of JSON input": "no",
}
MESSAGE_SHAPES = (
    "{m}: {w}",
    "{w} ({m})",
    "2026-11-20 07:14:09 ERROR [{l}-import] {w}",
    "20.11.2026 07:14:09 | Fehler | {m} | {w}",
    '{{"channel":"{l}","status":"error","message":"{w}"}}',
    '{{"marketplace":"{m}","errors":[{{"detail":"{w}"}}]}}',
    "Hallo,\n\nseit heute früh kommt bei {m}:\n\n> {w}\n\nBitte um Hilfe.\nGrüße",
    'Beim Abruf von {m} kommt seit gestern die Meldung "{w}".',
    "Guten Tag, wir bekommen bei {m} folgenden Fehler: {w}. Was ist zu tun?",
    "{m}ApiException: {w}\n    at {m}Client.getOrders({m}Client.java:42)",
    '<result channel="{m}"><error><message>{w}</message></error></result>',
    "Betreff: {m} Fehler\n\n{w}",
)


CHANNELS = {"Amazon": "amazon", "eBay": "ebay", "OTTO": "otto", "Etsy": "etsy"}


@pytest.mark.parametrize("shape", MESSAGE_SHAPES)
def test_the_shape_of_a_message_changes_nothing(shape: str) -> None:
    wrong = [
        (text, judged(text))
        for name, (words, advice) in product(CHANNELS, MESSAGES.items())
        for text in [shape.format(m=name, l=name.lower(), w=words)]
        if judged(text) != (CHANNELS[name], advice)
    ]
    assert not wrong


@pytest.mark.parametrize(
    "wording", ["client authentication failed", "Token has been revoked by the user"]
)
def test_a_name_counts_more_than_a_wording_that_others_use_too(wording: str) -> None:
    alone = judged(f"Fehler: {wording}")
    assert alone[0] == "ebay"
    named = {judged(f'{{"source":"{name}","text":"{wording}"}}')[0] for name in ("amazon", "etsy")}
    assert named == {"amazon", "etsy"}
    assert judged(f"Klarna meldet {wording}")[0] is None


@pytest.mark.parametrize("text", (SUPPORT / "no_consent.txt").read_text("utf-8").splitlines())
def test_what_else_is_approved_connected_and_runs_out_is_no_consent(text: str) -> None:
    assert judged(text)[1] != "yes"


@pytest.mark.parametrize(
    ("text", "marketplace"),
    [
        ("eBay: Bitte verknüpfen Sie das Konto neu.", "ebay"),
        ("Amazon: Der Zugriff muss erneut bestätigt werden.", "amazon"),
        ("Seit dem Import der Artikel: eBay: Bitte verknüpfen Sie das Konto neu.", "ebay"),
        ("Die Bestellungen kommen nicht, die App muss neu autorisiert werden (eBay).", "ebay"),
        ("Etsy: Damit wieder Bestellungen kommen, muss der Shop erneut verbunden werden.", "etsy"),
        ("eBay-Konto 3: invalid_grant. Bitte im Kanal erneut verbinden.", "ebay"),
    ],
)
def test_a_consent_is_one_beside_articles_and_orders(text: str, marketplace: str) -> None:
    assert judged(text) == (marketplace, "yes")
