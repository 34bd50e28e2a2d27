"""Looking for many strings by strides finds what looking for each of them finds."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from wizard.catalog import Knowledge
from wizard.index import Index
from wizard.strides import Strides

LETTERS = st.text("ab", max_size=60)


@given(st.lists(st.text("ab", min_size=12, max_size=20), max_size=8), LETTERS)
def test_nothing_is_missed_and_nothing_made_up(strings: list[str], text: str) -> None:
    numbered = list(zip(strings, range(len(strings)), strict=True))
    found = [number for string, number in numbered if string in text]
    assert Strides(numbered).within(text) == found


def test_each_blurred_literal_is_found_wherever_it_begins(knowledge: Knowledge) -> None:
    index = Index(knowledge)
    assert index.unclear
    for shape, number in index.unclear:
        for before in range(6):
            assert number in index.strides.within("x" * before + shape + "y")
