"""What an expression cannot do without is read rightly: a string too many would lose a match."""

from __future__ import annotations

import re

import pytest

from wizard.factors import starts_and_factors

STARTS = {
    r"\b(?:ab|abc|x?yz)\d": ("ab", "xyz", "yz"),
    r"(?<!\w)401\b": ("401",),
    r"(?:foo|bar)+ baz": ("bar", "foo"),
    r"#\d|\(foo": ("#", "(foo"),
    r"[ab]c*": (),
    r"a?b": (),
    r"foo|": (),
    r"\w+ foo": (),
    r"": (),
}


@pytest.mark.parametrize("source", STARTS)
def test_what_a_match_begins_with(source: str) -> None:
    assert starts_and_factors(source)[0] == STARTS[source]


FACTORS = {
    r"client secrets? will expire": (("client secret will expire", "client secrets will expire"),),
    r"token (?:\w+ ){0,3}(?:expired|revoked)": (("expired", "revoked"), ("token ",)),
    r"(?:artikel|artikelnummer) \d+": (("artikel ", "artikelnummer "),),
    r"\w*foobar\w*|\d+": (),
}


@pytest.mark.parametrize("source", FACTORS)
def test_what_a_match_holds(source: str) -> None:
    assert starts_and_factors(source)[1] == FACTORS[source]


def test_what_is_there_already_tells_nothing() -> None:
    alternatives = r"\binvalid (?:sku|ean)\b|\b(?:sku|ean)\W+invalid"
    _, factors = starts_and_factors(alternatives, ("invalid",))
    assert factors == (("ean", "sku"),)


@pytest.mark.parametrize(
    ("source", "text"),
    [
        (r"\b(?:error|code)\W{0,4}8[05]\d\d", "(error: 8512)"),
        (r"(?:access|refresh)[ _-]?tokens? (?:\w+ ){0,2}expired", "refresh_token has expired"),
    ],
)
def test_each_match_holds_what_was_read(source: str, text: str) -> None:
    match = re.search(source, text)
    assert match
    starts, factors = starts_and_factors(source)
    assert match[0].startswith(starts)
    assert all(any(one in match[0] for one in factor) for factor in factors)
