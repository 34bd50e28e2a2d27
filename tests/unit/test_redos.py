"""Which expressions are told to be dangerous, and that the engine's own ones are not."""

from __future__ import annotations

import re
import time

import pytest

from publish.redos import danger
from wizard import read, unwrap

DANGEROUS = [
    r"(?:a+)+(?:a+)+b",
    r"(x+x+)+y",
    r"(?:\w+\s?)*$",
    r"(a*)*b",
    r"(.*)*x",
    # Alternatives that begin alike, within a repetition.
    r"(?:a|aa)+$",
    r"(a|a)*b",
    r"(?:a|b|ab)*c",
    r"(?:(?:a?)?b)*c",
    r"(?:\d|\d\d){0,60}x",
    r"(?:.{0,50}){0,50}x",
    # Two alternatives read a full stop, and both may be right at once.
    r"will\b(?:[^.?!]|(?<=\d)\.|\.(?=\w)){0,60}\bneu",
    # Not understood, so not allowed.
    r"a++b",
    r"(?>a+)b",
]
HARMLESS = [
    r"client secrets? will expire",
    r"(?:\w+ ){0,20}x",
    r"(?:[^,]*,)+",
    r"(?:ab|ac)*d",
    r"(?:\w|\d)+",
    r"(?:\w-?)*x",
    r"(?:[^.?!]|\.(?!(?<!\d\.)(?!\w))){0,60}x",
    r"(?<![\w.])4\d\d(?![\w.]|-\d)",
    r"(?P<a>[a-z]{1,40})=(?P=a)",
]
# These run over whole texts, so they must be linear, not merely harmless.
WHOLE_TEXT = [
    pytest.param(value.pattern, id=name)
    for module in (unwrap, read)
    for name, value in vars(module).items()
    if isinstance(value, re.Pattern)
]


@pytest.mark.parametrize("source", DANGEROUS)
def test_a_dangerous_expression_is_told(source: str) -> None:
    assert danger(source)


@pytest.mark.parametrize("source", HARMLESS)
def test_a_harmless_expression_passes(source: str) -> None:
    assert danger(source) is None


@pytest.mark.parametrize("source", WHOLE_TEXT)
def test_no_expression_over_whole_texts_is_dangerous(source: str) -> None:
    assert danger(source) is None


def test_what_only_the_second_check_finds_really_doubles_the_work() -> None:
    def seconds(length: int) -> float:
        start = time.process_time()
        assert not re.match(r"(?:a|aa)+$", "a" * length + "b")
        return time.process_time() - start

    # Linear would be a third more.
    assert seconds(28) > 8 * seconds(20)
