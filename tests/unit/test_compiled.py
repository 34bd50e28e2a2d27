"""The engine's part for the browser gives the same answers as the TOML."""

from __future__ import annotations

import json

import pytest

from wizard import compiled, diagnose
from wizard.catalog import Knowledge

TEXTS = [
    "An error occurred while refreshing token.",
    "eBay Fehler 16110",
    "Amazon orders are fine. eBay: Auth token is hard expired.",
    "AADSTS700082: The refresh token has expired. Ist das der eBay-Token?",
    "",
    "Es geht um die Rechnung.",
    "HTTP 429",
]


@pytest.mark.parametrize("text", TEXTS)
def test_same_answers(knowledge: Knowledge, text: str) -> None:
    browser = compiled.read(compiled.write(knowledge))
    assert diagnose(text, knowledge=browser) == diagnose(text, knowledge=knowledge)


def test_the_file_holds_no_page_prose(knowledge: Knowledge) -> None:
    text = compiled.write(knowledge)
    for finding in knowledge.findings.values():
        assert finding.renew_why not in text
    assert len(text) < 900_000


def test_writing_again_gives_the_same(knowledge: Knowledge) -> None:
    text = compiled.write(knowledge)
    assert compiled.write(compiled.read(text)) == text


def test_another_format_is_refused() -> None:
    with pytest.raises(ValueError, match="format"):
        compiled.read(json.dumps({"format": 0}))
