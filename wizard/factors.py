"""What a regular expression cannot do without: strings of which one must be in the text.

Looking for a few strings is much quicker than trying an expression, and compiling one costs a
browser milliseconds. So the expression's source is read once, when the knowledge is built, for the
strings that every match must hold (`client secrets? will expire` → `client secret`, ` will expire`).
Whatever is not understood here is left out: that costs time later, never a match.
"""

from __future__ import annotations

from re import _constants as op  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from typing import Any

type Factor = tuple[str, ...]
"""Strings of which at least one stands in every match."""

_SHORTEST = 3
_MOST = 24
"""A factor of more strings, or of shorter ones, would cost more than it spares."""
_KEPT = 2
_SMALL_SET = 4

type _Strings = frozenset[str]
_NOTHING: _Strings = frozenset({""})


def factors(source: str) -> tuple[Factor, ...]:
    """The factors of an expression, the most telling first; none where nothing is sure."""
    exact, needed = _sequence(_parser.parse(source))
    candidates = {strings for strings in (*needed, exact or _NOTHING) if _tells(strings)}
    ranked = sorted(candidates, key=lambda one: (-min(map(len, one)), len(one), sorted(one)))
    return tuple(tuple(sorted(one)) for one in ranked[:_KEPT])


def _tells(strings: _Strings) -> bool:
    return len(strings) <= _MOST and min(map(len, strings)) >= _SHORTEST


def _sequence(parsed: Any) -> tuple[_Strings | None, list[_Strings]]:
    """What a sequence is, if it is nothing but a few strings, and the factors found within."""
    needed: list[_Strings] = []
    current, whole = _NOTHING, True
    for code, argument in parsed:
        exact, inner = _item(code, argument)
        needed += inner
        if exact is not None and len(current) * len(exact) <= _MOST:
            current = frozenset(left + right for left in current for right in exact)
            continue
        whole = False
        needed.append(current)
        current = exact if exact is not None and len(exact) <= _MOST else _NOTHING
    if whole:
        return current, needed
    needed.append(current)
    return None, needed


def _item(code: Any, argument: Any) -> tuple[_Strings | None, list[_Strings]]:
    if code is op.LITERAL:
        return frozenset({chr(argument)}), []
    if code is op.IN:
        return _set(argument), []
    if code in (op.AT, op.ASSERT, op.ASSERT_NOT):
        return _NOTHING, []
    if code is op.SUBPATTERN:
        return _sequence(argument[3])
    if code is op.BRANCH:
        return _branch([_sequence(one) for one in argument[1]])
    if code in (op.MAX_REPEAT, op.MIN_REPEAT):
        least, most, inside = argument
        exact, needed = _sequence(inside)
        if (least, most) == (0, 1) and exact is not None:
            return exact | _NOTHING, []
        return None, [*needed, exact or _NOTHING] if least else []
    return None, []


def _set(members: Any) -> _Strings | None:
    """A small set of characters."""
    chars: set[str] = set()
    for code, argument in members:
        if code is op.LITERAL:
            chars.add(chr(argument))
        elif code is op.RANGE and argument[1] - argument[0] < _SMALL_SET:
            chars.update(map(chr, range(argument[0], argument[1] + 1)))
        else:
            return None
    return frozenset(chars) if len(chars) <= _SMALL_SET else None


def _branch(
    alternatives: list[tuple[_Strings | None, list[_Strings]]],
) -> tuple[_Strings | None, list[_Strings]]:
    """One of several: all of their strings, or a factor made of the best one of each."""
    if all(exact is not None for exact, _ in alternatives):
        strings = frozenset[str]().union(*(exact or _NOTHING for exact, _ in alternatives))
        return (strings, []) if len(strings) <= _MOST else (None, [])
    best: set[str] = set()
    for exact, needed in alternatives:
        telling = [one for one in (*needed, exact or _NOTHING) if _tells(one)]
        if not telling:
            return None, []
        best |= max(telling, key=lambda one: (min(map(len, one)), -len(one)))
    return None, [frozenset(best)]
