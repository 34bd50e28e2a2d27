"""Lines, sentences, times and codes around a position."""

from __future__ import annotations

import pytest

from wizard.read import (
    clause_span,
    codes,
    event_span,
    line_span,
    sentence_span,
    time_near,
)
from wizard.unwrap import unwrap


@pytest.mark.parametrize(
    "text",
    [
        "<ErrorCode>931</ErrorCode>",
        '"errorId": 931,',
        '"ErrorCode": "931"',
        "[ErrorCode] => 931",
        "ErrorCode=931",
        "Code: 931, The text",
        "eBay Error (931): Auth token",
        "Fehler 931",
        "Fehlernummer: 931",
        "931: Auth token is invalid",
        "Errors: 931 Auth token is invalid.",
    ],
)
def test_a_code_is_found_where_a_code_stands(text: str) -> None:
    assert list(codes(unwrap(text), "931"))


@pytest.mark.parametrize(
    "text",
    [
        "931 Artikel übertragen",
        "Bestellung 931",
        "1.931,00 EUR",
        "09:31:931",
        "Fehler 9310",
        "ID-931-7",
        "v931",
        "931.5",
    ],
)
def test_other_numbers_are_no_codes(text: str) -> None:
    assert not list(codes(unwrap(text), "931"))


def test_long_codes_need_no_sign_around_them() -> None:
    assert list(codes(unwrap("ReviseItem 21917053 IAF"), "21917053"))
    assert not list(codes(unwrap("ReviseItem 121917053"), "21917053"))


def test_a_log_entry_reaches_to_the_next_time() -> None:
    text = "2026-03-01 08:00:00 eins\n  mehr dazu\n2026-03-01 08:00:05 zwei\n"
    flat = unwrap(text)
    span = event_span(flat, flat.norm.index("mehr"))
    assert span is not None
    assert flat.norm[slice(*span)] == "2026-03-01 08:00:00 eins mehr dazu"


def test_prose_has_no_log_entries() -> None:
    flat = unwrap("Guten Tag,\nes geht nicht.\nGruß")
    assert event_span(flat, 15) is None


@pytest.mark.parametrize(
    ("line", "time"),
    [
        ("2026-03-02 07:14:09 [ERROR] x", "2026-03-02 07:14:09"),
        ("2026-03-02T07:14:09.123Z x", "2026-03-02 07:14:09"),
        ("[02.03.2026 07:14] x", "02.03.2026 07:14"),
        ("Mar  2 07:14:09 host app: x", "Mar 2 07:14:09"),
        ("[09:41:07] POST x", "09:41:07"),
        ("ohne Zeit x", None),
    ],
)
def test_times_of_common_logs(line: str, time: str | None) -> None:
    flat = unwrap(line)
    assert time_near(flat, len(flat.text) - 1) == time


def test_a_sentence_does_not_end_within_a_date_or_number() -> None:
    flat = unwrap("Das Token läuft am 14.03. ab. Und nun?")
    low, high = sentence_span(flat, flat.norm.index("und"))
    assert flat.norm[low:high].strip() == "und nun?"


def test_clauses_end_at_but() -> None:
    flat = unwrap("Amazon läuft, aber eBay nicht.")
    low, high = clause_span(flat, 0)
    assert flat.norm[low:high].startswith("amazon lauft")
    assert "ebay" not in flat.norm[low:high]


def test_lines() -> None:
    flat = unwrap("eins\nzwei\ndrei")
    assert flat.text[slice(*line_span(flat, 6))] == "zwei"
