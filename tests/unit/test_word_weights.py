"""Messages whose cause no finding tells are judged by their words, carefully."""

from __future__ import annotations

import dataclasses
import re

import pytest

from publish import word_weights as learning
from wizard import diagnose, load_knowledge
from wizard.catalog import UNKNOWN_ERROR, UNRELATED, UNRELATED_ERROR, UNRELATED_REFUSAL, WordWeights
from wizard.loading import DIRECTORY
from wizard.unwrap import unwrap
from wizard.word_weights import terms, unrelated

LEARNED = WordWeights(
    "So.",
    50,
    120,
    ("auth", "consent"),
    {"feed": 40, "feed document": 30, "upload": 20, "token": -90, "@ 0000": 5, "artik-": 60},
)


def test_terms_are_words_stems_and_pairs_with_their_first_place() -> None:
    found = terms("upload of feed, upload of 12345 by amazon, 2 times 404")

    assert found["upload"] == 0
    assert found["uploa-"] == 0
    assert "feed-" not in found
    assert "amazo-" not in found
    assert found["upload of"] == 0
    assert found["feed upload"] == 10
    assert found["of 0000"] == 23
    assert found["by @"] == 32
    assert found["times 404"] == 45
    assert "amazon" not in found
    assert "2" not in found
    assert "12345" not in found


@pytest.mark.parametrize(
    ("text", "says_no"),
    [
        ("ERROR: upload of feed document stopped", True),
        ("ERROR: upload stopped", False),
        ("ERROR: upload of feed document stopped, token", False),
        ("ERROR: Artikelmenge", True),
        # Cut off within a word: too little to judge by.
        ('{"error":"Artikelmenge', False),
        ('{"error":"Artikelmenge"}', True),
        ("ERROR: upload of feed document stopped, not authorised", False),
        ("ERROR: upload of feed document stopped, not authorised, Artikelmenge", True),
        ("", False),
        ("ERROR", False),
    ],
)
def test_the_sum_decides(text: str, says_no: bool) -> None:
    assert (unrelated(unwrap(text), 0, LEARNED) is not None) == says_no


def test_without_any_known_word_nothing_is_said() -> None:
    assert unrelated(unwrap("kaputt"), 0, LEARNED._replace(needed=-10)) is None


def test_the_place_is_the_line_that_weighs_most_in_whole_words() -> None:
    text = f"Guten Tag, der upload geht nicht\n{'x' * 90} {'y' * 60} upload of feed document {'z' * 120}"
    flat = unwrap(text)

    place = unrelated(flat, 0, LEARNED)

    assert place is not None
    shown = flat.text[slice(*place)]
    assert "feed document" in shown
    assert "Guten Tag" not in shown
    assert len(shown) <= 200
    assert re.fullmatch(r"[\w ]+", shown)
    assert flat.text[place[0] - 1].isspace()
    assert flat.text[place[1] : place[1] + 1] in ("", " ")


def test_only_what_stands_near_the_error_counts() -> None:
    text = "upload of feed document " + "nichts besonderes " * 400 + " es geht nicht"

    assert unrelated(unwrap(text), len(text) - 20, LEARNED) is None


def test_what_was_learned_is_of_the_messages_that_are_here() -> None:
    written = (DIRECTORY / learning.FILE).read_text("utf-8")

    assert f'learned_from = "{learning.fingerprint(learning.rows())}"' in written, "run: make learn"
    assert learning.written(load_knowledge().word_weights, learning.rows()) == written


def test_no_held_out_message_is_learned_from() -> None:
    held_out = (learning.CORPUS / "held-out.txt").read_text("utf-8").split()

    assert held_out
    lines = (learning.CORPUS / "messages.jsonl").read_text("utf-8").splitlines()
    more = (learning.CORPUS / "more.jsonl").read_text("utf-8").splitlines()
    learned_from = learning.rows()
    of_the_first = [row for row in learned_from if row.counts == 1][: -len(more)]
    assert len(of_the_first) == len(lines) - len(held_out)


def test_an_unknown_message_says_why_and_where() -> None:
    text = "Guten Tag,\n[worker 3] ERROR upload of feed document failed, retry 2 of 5"

    answer = diagnose(text)

    first = answer.findings[0]
    assert (first.id, first.renew) == (UNRELATED_ERROR, "no")
    (evidence,) = first.evidence
    assert "feed document" in text[evidence.start : evidence.end]
    assert evidence.why == load_knowledge().word_weights.why


def test_a_refusal_without_a_cause_is_judged_by_its_words_too() -> None:
    text = (
        "POST /notifications/v1/subscriptions -> 403 Unauthorized (x-amz-access-token: grant_type=client_credentials, "
        "scope=sellingpartnerapi::notifications, same call with the seller token 200)"
    )

    first = diagnose(text).findings[0]

    assert (first.id, first.renew) == (UNRELATED_REFUSAL, "no")
    assert diagnose("HTTP 403 seit heute früh bei allen Abrufen").findings[0].renew == "maybe"


def test_without_weights_it_stays_unknown() -> None:
    knowledge = dataclasses.replace(load_knowledge(), word_weights=WordWeights())

    answer = diagnose("[worker 3] ERROR upload of feed document failed", knowledge=knowledge)

    assert answer.findings[0].id == UNKNOWN_ERROR


@pytest.mark.parametrize(
    "text", (learning.CORPUS / "descriptions.txt").read_text("utf-8").splitlines()
)
def test_a_description_without_a_message_is_not_dismissed(text: str) -> None:
    """Whoever has no message at hand may well have to renew."""
    assert diagnose(text).findings[0].id not in UNRELATED.values()
