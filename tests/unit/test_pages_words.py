"""Search words: families of inflections, and spellings without umlauts."""

from __future__ import annotations

import pytest

from publish.words import FAMILIES, expand, fold


@pytest.mark.parametrize(
    ("word", "folded"),
    [("Händler", "Haendler"), ("ungültig", "ungueltig"), ("Öffnen", "Oeffnen"), ("groß", "gross")],
)
def test_umlauts_are_written_out(word: str, folded: str) -> None:
    assert fold(word) == folded


def test_what_was_given_comes_first_and_once() -> None:
    assert expand(["Proxy", "407", "Proxy"])[:2] == ["Proxy", "407"]
    assert expand(["Proxy", "407", "Proxy"]).count("Proxy") == 1


def test_a_word_brings_its_family() -> None:
    words = expand(["Token erneuern"])
    assert {"Tocken", "Erneuerungen", "verlängern", "verlaengern"} <= set(words)
    assert "Händler" not in words


def test_a_word_that_begins_another_is_left_out() -> None:
    words = expand(["Versandlabel"])
    assert "Lables" in words
    assert "Lable" not in words


def test_case_does_not_matter() -> None:
    assert "Tocken" in expand(["TOKEN"])


def test_no_word_is_in_two_families() -> None:
    seen: dict[str, tuple[str, ...]] = {}
    for family in FAMILIES:
        for word in dict.fromkeys(family):
            assert seen.get(word.casefold()) in {None, family}, word
            seen[word.casefold()] = family
