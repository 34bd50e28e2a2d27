r"""The numbers that stand alone in every match of a regular expression: `\b401\b`, not `401\d`.

Codes are short numbers, and the order numbers of a log hold each of them somewhere. Which numbers
stand between other signs is told at once, however; so the expression's source is read, when the
knowledge is built, for those of which one must. Whatever is not understood here is left out: that
costs time later, never a match.
"""

from __future__ import annotations

from collections.abc import Iterable
from re import _constants as op  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from typing import Any, NamedTuple

_MOST = 16
"""More numbers than these tell little."""

type _Item = tuple[Any, Any]

_DIGIT_CLASSES = frozenset({op.CATEGORY_DIGIT, op.CATEGORY_WORD, op.CATEGORY_NOT_SPACE})
"""The classes that all digits belong to."""
_OTHER_CLASSES = frozenset({op.CATEGORY_NOT_DIGIT, op.CATEGORY_NOT_WORD, op.CATEGORY_SPACE})
"""The classes that no digit belongs to."""


def lone_numbers(source: str) -> frozenset[str]:
    """Numbers of two digits and more of which one stands alone in every match; empty if unknown."""
    return _of_sequence([], _inlined(_parser.parse(source)), [])


def _inlined(parsed: Iterable[_Item]) -> list[_Item]:
    """A sequence with groups that are not repeated as part of it."""
    items: list[_Item] = []
    for code, argument in parsed:
        if code is op.SUBPATTERN:
            items += _inlined(argument[3])
        else:
            items.append((code, argument))
    return items


def _of_sequence(before: list[_Item], items: list[_Item], behind: list[_Item]) -> frozenset[str]:
    """The numbers of a sequence that stands between others."""
    found: list[frozenset[str]] = []
    at = 0
    while at < len(items):
        numbers, end = _digits_from(items, at)
        left, right = [*before, *items[:at]], [*items[max(end, at + 1) :], *behind]
        if end > at:
            if _guarded(left[::-1], -1) and _guarded(right, 1):
                found.append(numbers)
        elif items[at][0] is op.BRANCH:
            ways = [_of_sequence(left, _inlined(way), right) for way in items[at][1][1]]
            if all(ways):
                found.append(frozenset[str]().union(*ways))
        at = max(end, at + 1)
    usable = [one for one in found if len(one) <= _MOST and min(map(len, one)) > 1]
    return min(usable, key=len, default=frozenset())


def _digits_from(items: list[_Item], at: int) -> tuple[frozenset[str], int]:
    """The numbers that parts from one on spell, and where they end."""
    numbers = frozenset({""})
    while at < len(items):
        digits = _one_digit(*items[at])
        if not digits or len(numbers) * len(digits) > _MOST:
            break
        numbers = frozenset(number + digit for number in numbers for digit in digits)
        at += 1
    return numbers, at


def _one_digit(code: Any, argument: Any) -> frozenset[str]:
    """The digits of which a part is one; empty if it may be something else."""
    if code is op.LITERAL:
        signs = [chr(argument)]
    elif code is op.IN:
        signs = []
        for kind, value in argument:
            if kind is op.LITERAL:
                signs.append(chr(value))
            elif kind is op.RANGE and value[1] - value[0] < _MOST:
                signs += map(chr, range(value[0], value[1] + 1))
            else:
                return frozenset()
    else:
        return frozenset()
    return frozenset(signs) if all("0" <= sign <= "9" for sign in signs) else frozenset()


def _guarded(items: list[_Item], direction: int) -> bool:
    """Whether no digit can stand next to a number, told by what follows it in a direction."""
    for code, argument in items:
        if code is op.AT:
            if argument in (op.AT_BOUNDARY, op.AT_BEGINNING_STRING, op.AT_END_STRING):
                return True
        elif code is op.ASSERT_NOT:
            if argument[0] == direction and _refuses_digits(argument[1]):
                return True
        elif code is not op.ASSERT:
            edge = _edge(code, argument, direction)
            if edge.may_be_digit:
                return False
            if not edge.may_be_empty:
                return True
    return False


def _refuses_digits(parsed: Any) -> bool:
    """Whether a negative look refuses each digit: one of its ways is a class with all of them."""
    items = list(parsed)
    if len(items) == 1 and items[0][0] is op.BRANCH:
        return any(map(_refuses_digits, items[0][1][1]))
    return len(items) == 1 and _holds_all_digits(*items[0])


def _holds_all_digits(code: Any, argument: Any) -> bool:
    if code is op.IN:
        plain = argument[0][0] is not op.NEGATE
        return plain and any(
            (kind is op.CATEGORY and value in _DIGIT_CLASSES)
            or (kind is op.RANGE and value[0] <= ord("0") and ord("9") <= value[1])
            for kind, value in argument
        )
    return code is op.CATEGORY and argument in _DIGIT_CLASSES


class _Edge(NamedTuple):
    """What a part can end with, or begin with, read in one direction."""

    may_be_digit: bool
    may_be_empty: bool


def _edge(code: Any, argument: Any, direction: int) -> _Edge:
    if code is op.LITERAL:
        return _Edge("0" <= chr(argument) <= "9", may_be_empty=False)
    if code is op.IN:
        return _Edge(_may_be_digit(argument), may_be_empty=False)
    if code in (op.AT, op.ASSERT, op.ASSERT_NOT):
        return _Edge(may_be_digit=False, may_be_empty=True)
    if code is op.SUBPATTERN:
        return _edge_of_sequence(argument[3], direction)
    if code in (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT):
        inside = _edge_of_sequence(argument[2], direction)
        return _Edge(inside.may_be_digit, inside.may_be_empty or argument[0] == 0)
    if code is op.BRANCH:
        ways = [_edge_of_sequence(way, direction) for way in argument[1]]
        return _Edge(any(way.may_be_digit for way in ways), any(way.may_be_empty for way in ways))
    return _Edge(may_be_digit=True, may_be_empty=True)


def _edge_of_sequence(parsed: Any, direction: int) -> _Edge:
    for code, argument in list(parsed)[::direction]:
        edge = _edge(code, argument, direction)
        if edge.may_be_digit or not edge.may_be_empty:
            return edge
    return _Edge(may_be_digit=False, may_be_empty=True)


def _may_be_digit(members: Any) -> bool:
    for kind, value in members:
        if kind is op.NEGATE:
            return True
        if kind is op.LITERAL and "0" <= chr(value) <= "9":
            return True
        if kind is op.RANGE and value[0] <= ord("9") and ord("0") <= value[1]:
            return True
        if kind is op.CATEGORY and value not in _OTHER_CLASSES:
            return True
    return False
