"""The engine as a whole: questions, guides, the JSON shape, any input, growth."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wizard import SCHEMA, diagnose, load_knowledge
from wizard.decide import decide
from wizard.index import Index
from wizard.match import Searcher
from wizard.unwrap import LIMIT, unwrap

GENERIC = "An error occurred while refreshing token."
DENIED = '{"errors":[{"message":"Access to requested resource is denied.","code":"Unauthorized","details":""}]}'
INDEX = Index(load_knowledge())


# --- the way on -------------------------------------------------------------------------------


def test_the_source_s_message_asks_for_the_marketplace() -> None:
    answer = diagnose(GENERIC)
    assert answer.marketplace.certainty == "unknown"
    assert answer.next.question == "marketplace"
    assert answer.next.choices[0] == "amazon"
    assert answer.next.choices[-2:] == ("andere", "unbekannt")


@pytest.mark.parametrize(
    ("market", "guide"), [("amazon", "amazon"), ("ebay", "ebay"), ("otto", "otto")]
)
def test_the_answer_leads_to_the_guide(market: str, guide: str) -> None:
    answer = diagnose(GENERIC, marketplace=market)
    assert (answer.marketplace.id, answer.marketplace.certainty) == (market, "given")
    assert answer.next.to_dict() == {"type": "guide", "guide": guide, "step": "1"}


def test_another_marketplace_has_a_guide_too() -> None:
    answer = diagnose(GENERIC, marketplace="andere")
    assert (answer.marketplace.id, answer.next.guide) == (None, "andere")


def test_who_does_not_know_is_asked_what_they_were_doing() -> None:
    assert diagnose(GENERIC, marketplace="unbekannt").next.question == "activity"


def test_sfp_labels_exist_at_amazon_only() -> None:
    answer = diagnose(GENERIC, marketplace="unbekannt", activity="labels")
    assert (answer.marketplace.id, answer.next.guide) == ("amazon", "amazon")


@pytest.mark.parametrize("activity", ["orders", "listings", "sign-in", "unbekannt"])
def test_who_knows_neither_gets_a_ticket(activity: str) -> None:
    assert diagnose(GENERIC, marketplace="unbekannt", activity=activity).next.type == "handover"


def test_the_activity_is_asked_where_it_changes_the_answer() -> None:
    assert diagnose(DENIED).next.question == "activity"
    assert diagnose(DENIED, activity="labels").findings[0].id == "amazon-versandlabel-berechtigung"
    assert diagnose(DENIED, activity="unbekannt").next.type == "guide"


def test_nothing_is_asked_where_renewing_does_not_help() -> None:
    assert diagnose("HTTP 429 Too Many Requests").next.type == "handover"


def test_a_sign_in_that_broke_off_is_entered_where_it_starts() -> None:
    answer = diagnose('{"error_description":"The request has an invalid grant parameter : code"}')
    assert answer.next.to_dict() == {"type": "guide", "guide": "amazon", "step": "3"}


def test_the_text_is_trusted_before_the_user_s_choice() -> None:
    answer = diagnose("eBay: Auth token is hard expired.", marketplace="amazon")
    assert (answer.marketplace.id, answer.marketplace.certainty) == ("ebay", "recognised")
    assert "angabe-widerspricht" in answer.notes


@pytest.mark.parametrize("empty", ["", " \n\t ", "\u200b\ufeff", ">"])
def test_no_text(empty: str) -> None:
    answer = diagnose(empty)
    assert (answer.findings[0].id, answer.marketplace.certainty) == ("text-leer", "none")


def test_text_without_an_error_names_no_marketplace() -> None:
    answer = diagnose("Hallo, ich habe eine Frage zu den Amazon-Gebühren.")
    assert (answer.findings[0].id, answer.marketplace.id) == ("kein-fehler-erkannt", None)


@pytest.mark.parametrize("wrong", [{"marketplace": "quelle"}, {"activity": "schlafen"}])
def test_unknown_answers_to_questions_are_refused(wrong: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="unknown"):
        diagnose(GENERIC, **wrong)  # type: ignore[arg-type]


# --- the shape --------------------------------------------------------------------------------


def test_the_answer_goes_to_json() -> None:
    plain = diagnose(f"2026-03-02 07:14:09 Amazon SFP: {GENERIC}").to_dict()
    assert json.loads(json.dumps(plain)) == plain
    assert plain["schema"] == SCHEMA
    assert set(plain) == {
        "schema", "knowledge", "marketplace", "findings", "verdicts", "next", "notes", "redacted", "masked",
    }  # fmt: skip
    assert set(plain["findings"][0]) == {
        "id", "kind", "renew", "marketplace", "evidence", "count", "first_seen", "last_seen", "state",
    }  # fmt: skip
    assert plain["findings"][0]["first_seen"] == "2026-03-02 07:14:09"
    assert plain["verdicts"] == [{"marketplace": "amazon", "finding": plain["findings"][0]["id"]}]


def test_evidence_says_why_in_a_german_sentence() -> None:
    answer = diagnose(f"Druck Amazon SFP Versandlabel: {GENERIC}")
    for piece in (*answer.findings[0].evidence, *answer.marketplace.evidence):
        assert piece.why.endswith(".")
        assert piece.end > piece.start


def test_secrets_are_not_in_the_redacted_text() -> None:
    answer = diagnose(f"refresh_token=Atzr|IwEBIExampleSecretSecretSecret {GENERIC}")
    assert "SecretSecret" not in answer.redacted
    assert GENERIC in answer.redacted


# --- any input --------------------------------------------------------------------------------

PIECES = st.sampled_from(
    [
        GENERIC, DENIED, "invalid_grant", "eBay ", "Amazon ", "932", "\n", "?", "Ist das ", " läuft", "\\\"",
        "&quot;", "%3A", "> ", "<ErrorCode>", "2026-03-01 08:00:00 ", " -> 200", "the provided authorization ",
        "429", "{", "}", "\u200b", "\ud800", "🙂", "token", " abgelaufen", "expires_in=3600",
    ]
)  # fmt: skip


@given(st.lists(st.one_of(PIECES, st.text(max_size=8)), max_size=30).map("".join))
def test_any_text_gets_an_answer_with_evidence_inside_it(text: str) -> None:
    answer = diagnose(text)
    assert answer.findings
    assert answer.findings[0].state == "decisive"
    assert (answer.marketplace.id is None) == (answer.marketplace.certainty in ("unknown", "none"))
    evidence = [*answer.marketplace.evidence, *answer.marketplace.against]
    evidence += [piece for finding in answer.findings for piece in finding.evidence]
    for piece in evidence:
        assert 0 <= piece.start <= piece.end <= len(text)
        assert piece.why


@given(st.lists(PIECES, max_size=12).map("".join))
def test_the_same_text_gets_the_same_answer(text: str) -> None:
    assert diagnose(text) == diagnose(text)


@given(st.binary(max_size=200))
def test_any_bytes_read_as_text_get_an_answer(raw: bytes) -> None:
    assert diagnose(raw.decode("latin-1")).findings


def test_a_text_that_is_too_long_is_cut_and_the_answer_says_so() -> None:
    answer = diagnose("x y\n" * (LIMIT // 4 + 1) + GENERIC)
    assert answer.notes[0] == "gekuerzt"
    assert answer.findings[0].id == "token-erneuerung-fehlgeschlagen"
    piece = answer.findings[0].evidence[0]
    assert piece.start > LIMIT


# --- growth -----------------------------------------------------------------------------------

HARD = {
    "near misses": "token refresh failed error access token the provided authorization ",
    "brackets": "[[[{{{(((",
    "one character": "a",
    "quotes": '\\"',
    "error lines": "2026-03-01 08:00:00 eBay 401 errorId 1001 Invalid access token ?\n",
    "two marketplaces": "Amazon 403 Access to requested resource is denied. eBay 932 hard expired. ",
    "question marks": "Ist das der eBay-Token? ",
    "numbers": "931 932 1001 429 500 ",
    "codes": '"errorId": 1001, ',
    "spaces": " ",
}


@pytest.mark.parametrize("unit", HARD.values(), ids=list(HARD))
def test_the_work_grows_with_the_text_and_no_faster(unit: str) -> None:
    def work(size: int) -> int:
        flat = unwrap(unit * (size // len(unit)))
        searcher = Searcher(flat, INDEX)
        for number in range(len(INDEX)):
            searcher.find(number)
        return searcher.steps

    assert work(80_000) <= 4 * work(40_000) / 2 * 1.5


@pytest.mark.parametrize("unit", HARD.values(), ids=list(HARD))
def test_adversarial_repetition_ends(unit: str) -> None:
    assert decide(unwrap(unit * (300_000 // len(unit))), INDEX).findings
