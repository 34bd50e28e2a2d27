"""The distinct lines of a long text tell what the text itself would tell."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wizard import diagnose, lines, trigrams, unwrap
from wizard.lines import Lines, lowered, without_overlaps
from wizard.redaction import text as scanned
from wizard.trigrams import Trigrams

CORPUS = Path(__file__).parents[1] / "corpus" / "messages.jsonl"
WORDS = st.sampled_from(["token", "Token", "the", "ebay 21917053", "401", "40", "expired", "Größe"])
TEXTS = st.lists(st.one_of(WORDS, st.sampled_from([" ", "\n", "\n", "7"])), max_size=40).map(
    "".join
)
LITERALS = st.lists(WORDS, min_size=1, max_size=3).map(" ".join).map(str.lower)
EVERY = 10_000


def _all_places(text: str, literal: str) -> list[int]:
    return [at for at in range(len(text)) if text.startswith(literal, at)]


@given(TEXTS, LITERALS)
def test_a_literal_is_found_where_it_stands(text: str, literal: str) -> None:
    places = _all_places(text.lower().replace("\n", " "), literal)
    read = Lines(text)
    told = read.spots(literal, EVERY)
    assert told is None or told == (places, True)
    assert read.may_hold(literal) or not places


@given(TEXTS, LITERALS)
def test_of_many_places_the_first_and_the_last_are_told(text: str, literal: str) -> None:
    places = _all_places(text.lower(), literal)
    told = Lines(text).spots(literal, 4)
    if told is not None and len(places) > 4:
        assert told == (places[:2] + places[-2:], False)


@given(TEXTS)
def test_what_is_like_a_shape_is_told_with_its_places(text: str) -> None:
    told = Lines(text).like("000", lambda _line, _at: True)
    expected: dict[str, list[int]] = {}
    for at in range(len(text) - 2):
        if text[at : at + 3].isdecimal():
            expected.setdefault(text[at : at + 3], []).append(at)
    assert told == expected


@given(TEXTS)
def test_each_place_of_a_line_is_a_place_of_all_its_like(text: str) -> None:
    read = Lines(text)
    found = sorted(
        place
        for at, sign in enumerate(read.distinct[1:-1], start=1)
        if sign != "\n"
        for place in read.everywhere(at)
    )
    assert found == [at for at, sign in enumerate(text) if sign != "\n"]


def test_a_literal_across_the_end_of_a_line_is_told() -> None:
    read = Lines("an access\ntoken is missing\nanother line")
    assert read.spots("access token", EVERY) is None
    assert read.may_hold("access token")
    assert read.spots("token is", EVERY) == ([10], True)
    assert not read.may_hold("another token")


def test_lines_are_told_apart_by_letters_beyond_latin() -> None:
    read = Lines("заказ 1\n„ok“ 2\nзаказ 7")
    assert read.known == ["заказ 0", "„ok“ 0"]
    assert read.spots("заказ", EVERY) == ([0, 15], True)


@pytest.mark.parametrize(
    ("text", "lower"), [("ÄB", "äb"), ("\u0130Ł", "ił"), ("A\u0130", "ai"), ("ß", "ß")]
)
def test_lower_case_keeps_the_length(text: str, lower: str) -> None:
    assert lowered(text) == lower


def test_places_that_overlap_are_left_out() -> None:
    assert without_overlaps([0, 2, 4, 5], 3) == [0, 4]


@given(st.text("ab ", max_size=60), st.text("ab ", min_size=1, max_size=8))
def test_three_letters_lead_to_every_place(text: str, string: str) -> None:
    read = Trigrams(text)
    for _ in range(trigrams._FEW + 1):
        assert read.places(string, EVERY) == _all_places(text, string)


def test_too_much_to_look_at_is_left_to_the_text() -> None:
    assert Lines("a 12345\n" * (lines._MOST_CHECKED + 1)).spots("12345", EVERY) is None
    assert Lines("\n".join(f"{'x' * at} token" for at in range(1200))).spots("token", 9) is None


def test_messages_read_the_same_by_their_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [json.loads(row)["text"] for row in CORPUS.read_text("utf-8").splitlines()[::4]]
    before = [diagnose(text) for text in texts]
    # By lines are read only long texts, otherwise.
    monkeypatch.setattr(unwrap, "LONG", 0)
    monkeypatch.setattr(scanned, "LONG", 0)
    assert [diagnose(text) for text in texts] == before


def test_what_does_not_repeat_itself_is_read_as_it_is() -> None:
    different = "\n".join(f"{'abcdefgh'[at % 8] * (at // 8 + 1)} token" for at in range(400))
    assert not Lines(different).are_worth_it
    assert Lines("an order 1\n" * 400).are_worth_it
