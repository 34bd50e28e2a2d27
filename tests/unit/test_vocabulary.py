"""Which patterns have a chance, told by words and numbers: one too few would lose a finding."""

from __future__ import annotations

import pytest

from wizard.unwrap import unwrap
from wizard.vocabulary import Tables, Vocabulary

type Wanted = tuple[tuple[str, ...], tuple[str, ...], tuple[tuple[str, ...], ...], tuple[str, ...]]
PATTERNS: tuple[Wanted, ...] = (
    (("error 401",), (), (), ()),
    (("401",), (), (), ()),
    (("(401)",), (), (), ()),
    ((), ("401", "932"), (), ()),
    ((), ("md5101",), (), ()),
    (("401", "token"), (), (), ()),
    (("token",), (), (("expired", "revoked"),), ()),
    (("401.1 unauth",), (), (), ()),
    (("4",), (), (), ("401", "932")),
)


@pytest.mark.parametrize(
    ("text", "alive"),
    [
        ("error 401", {0, 1, 2, 3, 8}),
        ("error 4010", {0, 1}),
        ("x140123", {1}),
        ("a932b", {3, 8}),
        ("9320", set()),
        ("MD5101", {4}),
        ("md51010", set()),
        ("Token 401", {1, 2, 3, 5, 8}),
        ("token", {5}),
        ("tokens expired", {5, 6}),
        ("HTTP 401.1 Unauthorized", {1, 2, 3, 7, 8}),
        ("http 0401.1 unauthorized", {1, 7}),
    ],
)
def test_what_may_hold(text: str, alive: set[int]) -> None:
    vocabulary = Vocabulary(Tables.of(PATTERNS))
    assert set(vocabulary.alive(vocabulary.present(unwrap(text).raw))) == alive
