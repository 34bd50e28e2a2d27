"""The browser's prose gives the same texts and days as the TOML files, and so do its functions."""

from __future__ import annotations

import json
from datetime import date

import pytest

from wizard import compiled, compiled_prose
from wizard.browser import desk
from wizard.compiled_prose import Prose
from wizard.diagnose import diagnose
from wizard.loading import load
from wizard.model import Diagnosis
from wizard.reminder import load_calendar, remind
from wizard.texts import customer_reply, internal_note, load_texts, portal_ticket

KNOWLEDGE = load()
MESSAGES = [
    '{"error":"invalid_grant","error_description":"User may have revoked"} api.amazon.com/auth/o2',
    "An error occurred while refreshing token.",
    "QuotaExceeded sellingpartnerapi-eu.amazon.com",
    "Guten Tag, wo ist meine Rechnung?",
    "",
]


@pytest.fixture(scope="module")
def prose() -> Prose:
    text = compiled_prose.write(KNOWLEDGE, load_texts(), load_calendar())
    return compiled_prose.read(text, compiled.read(compiled.write(KNOWLEDGE)))


@pytest.mark.parametrize("text", MESSAGES)
@pytest.mark.parametrize("marketplace", [None, "amazon"])
def test_texts_are_the_same(prose: Prose, text: str, marketplace: str | None) -> None:
    told = diagnose(text, marketplace=marketplace, knowledge=KNOWLEDGE)
    ours, base = prose.knowledge, "https://hilfe.example.com/"
    assert customer_reply(told, ours, base=base, texts=prose.texts) == customer_reply(
        told, KNOWLEDGE, base=base
    )
    assert internal_note(told, text, ours, texts=prose.texts) == internal_note(
        told, text, KNOWLEDGE
    )
    assert portal_ticket(told, ours, texts=prose.texts) == portal_ticket(told, KNOWLEDGE)


def test_days_are_the_same(prose: Prose) -> None:
    for place in ("amazon", "ebay", "andere"):
        ours = remind(place, date(2026, 11, 25), prose.knowledge, calendar=prose.calendar)
        assert ours == remind(place, date(2026, 11, 25), KNOWLEDGE)


def test_another_format_is_refused() -> None:
    with pytest.raises(ValueError, match="format"):
        compiled_prose.read('{"format": 0}', KNOWLEDGE)


@pytest.mark.parametrize("text", MESSAGES)
def test_a_diagnosis_comes_back_from_its_json(text: str) -> None:
    told = diagnose(text, knowledge=KNOWLEDGE)
    assert Diagnosis.from_dict(json.loads(json.dumps(told.to_dict()))) == told


def test_another_schema_is_refused() -> None:
    with pytest.raises(ValueError, match="schema"):
        Diagnosis.from_dict({"schema": 99})


def test_the_page_gets_text_and_html() -> None:
    told = diagnose(MESSAGES[0], knowledge=KNOWLEDGE)
    request = {
        "kind": "note",
        "diagnosis": told.to_dict(),
        "text": MESSAGES[0],
        "base": "",
    }
    made = json.loads(desk.text(json.dumps(request)))
    assert made["plain"] == internal_note(told, MESSAGES[0], KNOWLEDGE).plain()
    assert made["html"].startswith("<p>")


def test_a_long_message_is_shortened_in_what_people_read() -> None:
    told = diagnose("x\n" * 20_000 + MESSAGES[0], knowledge=KNOWLEDGE)
    ticket = portal_ticket(told, KNOWLEDGE).plain()
    assert len(ticket) < 14_000
    assert "Zeichen ausgelassen" in ticket
    assert "invalid_grant" in ticket
