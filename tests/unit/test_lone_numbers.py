"""Which numbers stand alone in every match is read rightly: one too many would lose a match."""

from __future__ import annotations

import pytest

from wizard.lone_numbers import lone_numbers

NUMBERS = {
    r"\b401\b": {"401"},
    r"\b401": set(),
    r"401\b": set(),
    r"(?<![\w.,-])404(?:er)?(?![\w%-]|[.,]\d)": {"404"},
    r"(?<!nr\. )404\b": set(),
    r"(?:http|code|\()\W{0,4}12029\b": {"12029"},
    r"(?:http(?:/[\d.]+)?|code)\W{0,4}405\b": set(),
    r"\b50[0234]\b": {"500", "502", "503", "504"},
    r"\b219(?:1[5-9]|2[0-9])\d{3,4}\b": set(),
    r"\btoken\b.{0,12}\b932\b|\b932\b.{0,12}\btoken\b": {"932"},
    r"\b403\b.{0,9}forbidden|forbidden": set(),
    r"\b(?:401|403) ": {"401", "403"},
    r"\b20\.1\.\d\b": {"20"},
    r"(?:\b401\b)?": set(),
    r"\b7\b": set(),
    r"md5101\b": {"5101"},
    r"[^a]401\b": set(),
    r"\D401\D": {"401"},
    r"\A\W*400\W*\Z": {"400"},
    r"(?!\d)401\b": set(),
}


@pytest.mark.parametrize("source", NUMBERS)
def test_a_number_that_must_stand_alone(source: str) -> None:
    assert lone_numbers(source) == NUMBERS[source]
