"""Which expressions are told to be dangerous, and that the engine's own ones are not."""

from __future__ import annotations

import importlib
import pkgutil
import re
import time

import pytest

import desk
import wizard
from publish.redos import danger
from wizard import signs

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
    # Each has a bound, and together they try a million ways.
    r"(?:[ \t]{1,16}){0,6}=",
    r"(?:\"|[ \t]{1,16}){0,6}(?:,?\s{0,32}value)?[:=]",
    r"(?>(?:a{1,16}){0,6})b",
    r"(?:[a-z0-9]++|[a-z]{2})+",
    r"(?:\u2019c?|[\u2018-\u201f])*b",
    r"(?:\sc?|\u2009)*b",
    # Not understood, so not allowed.
    r"(?!)a",
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
    r"a++b",
    r"(?>a+)b",
    r"(?:a{1,16}){0,6}+b",
    r"(?:[^<>\"]{1,400}|\"[^\"]{0,400}\"){0,64}+>",
    r"(?:[a-z0-9]++|%[0-9a-f]{2})+",
    r"(?:['\u2019]?[^\W\d_]){1,30}",
    r"[ \t]{0,96}(?:\"[ \t]{0,96}){0,6}=",
]
# What engine and command compile while they are imported.
OWN = {
    value.pattern: f"{module.__name__}.{name}"
    for package in (desk, wizard)
    for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
    if found.name != "wizard.__main__"
    for module in [importlib.import_module(found.name)]
    for name, value in vars(module).items()
    if isinstance(value, re.Pattern)
}


@pytest.mark.parametrize("source", DANGEROUS)
def test_a_dangerous_expression_is_told(source: str) -> None:
    assert danger(source)


@pytest.mark.parametrize("source", HARMLESS)
def test_a_harmless_expression_passes(source: str) -> None:
    assert danger(source) is None


UNAMBIGUOUS = {
    # The check knows nothing of what stands around: words end at `\b` here, and 60 characters are read.
    "wizard.signs._BEFORE_HEAD",
}


@pytest.mark.parametrize("source", [one for one in OWN if OWN[one] not in UNAMBIGUOUS], ids=OWN.get)
def test_no_expression_of_our_own_is_dangerous(source: str | bytes) -> None:
    assert danger(source if isinstance(source, str) else source.decode("ascii")) is None


def test_what_only_the_second_check_finds_really_doubles_the_work() -> None:
    def seconds(length: int) -> float:
        start = time.process_time()
        assert not re.match(r"(?:a|aa)+$", "a" * length + "b")
        return time.process_time() - start

    # Linear would be a third more.
    assert seconds(28) > 8 * seconds(20)


@pytest.mark.parametrize(
    "unit", ["<t>", "</b>", "<info>", "info ", "t ", "sa ", "mär ", "< t>", "\n<t>"]
)
@pytest.mark.parametrize("last", ["x", "<", "ä", "<x"])
def test_what_cannot_be_checked_is_quick_all_the_same(unit: str, last: str) -> None:
    """The text before a name that is looked at has 60 characters; two ways for each would take minutes."""
    text = (unit * 60)[: signs._HEAD - len(last)] + last
    start = time.process_time()
    signs._BEFORE_HEAD.match(text)
    assert time.process_time() - start < 1
