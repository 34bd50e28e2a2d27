"""The distinct lines of a long text tell what the text itself would tell."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from wizard.lines import Lines

WORDS = st.sampled_from(["token", "the", "ebay 21917053", "401", "40", "expired", "a b"])
TEXTS = st.lists(st.one_of(WORDS, st.sampled_from([" ", "\n", "\n", "7", "`"])), max_size=40)
LITERALS = st.lists(WORDS, min_size=1, max_size=3).map(" ".join)
EVERY = 10_000


@given(TEXTS, LITERALS)
def test_a_literal_is_found_where_it_stands(parts: list[str], literal: str) -> None:
    raw = "".join(parts)
    text = raw.replace("\n", " ").replace("`", "'")
    places, at = [], text.find(literal)
    while at >= 0:
        places.append(at)
        at = text.find(literal, at + len(literal))
    lines = Lines(raw.encode("ascii"))
    told = lines.places(literal, EVERY)
    assert told is None or told == places
    assert lines.may_hold(literal) or not places


def test_a_literal_across_the_end_of_a_line_is_told() -> None:
    lines = Lines(b"an access\ntoken is missing\nanother line")
    assert lines.places("access token", EVERY) is None
    assert lines.may_hold("access token")
    assert lines.places("token is", EVERY) == [10]
    assert not lines.may_hold("another token")
