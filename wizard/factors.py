"""What a regular expression cannot do without: strings of which one must be in the text.

Looking for a few strings is much quicker than trying an expression, and compiling one costs a
browser milliseconds. So the expression's source is read once, when the knowledge is built, for the
strings that every match must hold (`client secrets? will expire` → `client secret`, ` will expire`)
and for those that it must begin with, since the expression need be tried only where one stands.
Whatever is not understood here is left out: that costs time later, never a match.
"""

from __future__ import annotations

from collections.abc import Collection
from re import _constants as op  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from typing import Any

type Factor = tuple[str, ...]
"""Strings of which at least one stands in every match."""

_SHORTEST = 3
_MOST = 80
"""A factor of more strings, or of shorter ones, would cost more than it spares."""
_MOST_JOINED = 16
"""So many strings are made of parts that follow each other; rather fewer and shorter ones."""
_KEPT = 2
_SMALL_SET = 4

type _Strings = frozenset[str]
_NOTHING: _Strings = frozenset({""})


def starts_and_factors(
    source: str, given: tuple[str, ...] = ()
) -> tuple[Factor, tuple[Factor, ...]]:
    """What every match of an expression begins with, and what it holds.

    The first are strings one of which every match begins with, none of them the beginning of
    another; empty where a match can begin with too much. Conditions on what stands before or behind
    have no length and so no part in it. The second are factors, the most telling first; none where
    nothing is sure. `given`: literals that are in the text anyway; what is part of one tells nothing.
    """
    parsed, reader = _parser.parse(source), _Reader(given)
    return _starts(reader, parsed), _factors(reader, parsed)


def _factors(reader: _Reader, parsed: Any) -> tuple[Factor, ...]:
    exact, needed = reader.sequence(parsed)
    candidates = {strings for strings in (*needed, exact or _NOTHING) if reader.tells(strings)}
    ranked = sorted(candidates, key=lambda one: (-min(map(len, one)), len(one), sorted(one)))
    return tuple(tuple(sorted(_fewest(one))) for one in ranked[:_KEPT])


def _starts(reader: _Reader, parsed: Any) -> Factor:
    strings = reader.beginnings(parsed)
    shortest = [one for one in strings if not any(one.startswith(two) for two in strings - {one})]
    telling = len(shortest) <= _MOST and all(map(_is_start, shortest))
    return tuple(sorted(shortest)) if telling else ()


def _is_start(string: str) -> bool:
    """Whether a string is rare enough to leap from one to the next: two letters, or a sign."""
    return len(string) > 1 or not (string.isalnum() or string.isspace() or not string)


class _Reader:
    """Reads a parsed expression; `given`: see :func:`starts_and_factors`."""

    def __init__(self, given: tuple[str, ...]) -> None:
        self._given = given
        self._read: dict[int, tuple[_Strings | None, list[_Strings]]] = {}
        """What was read of the parts that hold others, by the identity of their arguments."""

    def tells(self, strings: _Strings) -> bool:
        """Whether it is worth the time to look whether one of some strings is there."""
        if len(strings) > _MOST or min(map(len, strings)) < _SHORTEST:
            return False
        return not any(one in literal for literal in self._given for one in strings)

    def sequence(self, parsed: Any) -> tuple[_Strings | None, list[_Strings]]:
        """What a sequence is, if it is nothing but a few strings, and the factors found within."""
        needed: list[_Strings] = []
        current, whole = _NOTHING, True
        literal = ""
        for code, argument in parsed:
            if code is op.LITERAL:
                literal += chr(argument)
                continue
            if literal:
                current, literal = frozenset(left + literal for left in current), ""
            exact, inner = self._item(code, argument)
            needed += inner
            if exact is not None and _few(current, exact):
                current = frozenset(left + right for left in current for right in exact)
                continue
            whole = False
            needed.append(current)
            current = exact if exact is not None and len(exact) <= _MOST else _NOTHING
        if literal:
            current = frozenset(left + literal for left in current)
        if whole:
            return current, needed
        needed.append(current)
        return None, needed

    def beginnings(self, parsed: Any) -> _Strings:
        """Strings one of which every match begins with, perhaps the empty one."""
        current = _NOTHING
        for code, argument in parsed:
            exact, _ = self._item(code, argument)
            more = self._beginnings_of_item(code, argument) if exact is None else exact
            if not _few(current, more):
                return current
            current = frozenset(left + right for left in current for right in more)
            if exact is None:
                return current
        return current

    def _beginnings_of_item(self, code: Any, argument: Any) -> _Strings:
        if code is op.SUBPATTERN:
            return self.beginnings(argument[3])
        if code is op.BRANCH:
            return frozenset[str]().union(*map(self.beginnings, argument[1]))
        if code in (op.MAX_REPEAT, op.MIN_REPEAT) and argument[0]:
            return self.beginnings(argument[2])
        return _NOTHING

    def _item(self, code: Any, argument: Any) -> tuple[_Strings | None, list[_Strings]]:
        if code is op.LITERAL:
            return frozenset({chr(argument)}), []
        if code is op.IN:
            return _set(argument), []
        if code in (op.AT, op.ASSERT, op.ASSERT_NOT):
            return _NOTHING, []
        read = self._read.get(id(argument))
        if read is None:
            read = self._read[id(argument)] = self._compound(code, argument)
        return read

    def _compound(self, code: Any, argument: Any) -> tuple[_Strings | None, list[_Strings]]:
        if code is op.SUBPATTERN:
            return self.sequence(argument[3])
        if code is op.BRANCH:
            return self._branch([self.sequence(one) for one in argument[1]])
        if code in (op.MAX_REPEAT, op.MIN_REPEAT):
            least, most, inside = argument
            exact, needed = self.sequence(inside)
            if (least, most) == (0, 1) and exact is not None:
                return exact | _NOTHING, []
            return None, [*needed, exact or _NOTHING] if least else []
        return None, []

    def _branch(
        self, alternatives: list[tuple[_Strings | None, list[_Strings]]]
    ) -> tuple[_Strings | None, list[_Strings]]:
        """One of several: all of their strings, or a factor made of the best one of each."""
        if all(exact is not None for exact, _ in alternatives):
            strings = frozenset[str]().union(*(exact or _NOTHING for exact, _ in alternatives))
            return (strings, []) if len(strings) <= _MOST else (None, [_fewest(strings)])
        best: set[str] = set()
        for exact, needed in alternatives:
            telling = [one for one in (*needed, exact or _NOTHING) if self.tells(one)]
            if not telling:
                return None, []
            best |= max(telling, key=lambda one: (min(map(len, one)), -len(one)))
        return None, [_fewest(best)]


def _fewest(strings: Collection[str]) -> _Strings:
    """The same without strings that hold another one of them."""
    return frozenset(one for one in strings if not any(two in one for two in strings if two != one))


def _few(left: _Strings, right: _Strings) -> bool:
    """Whether what two parts make together is no more than one of them, or little enough."""
    together = len(left) * len(right)
    return together <= max(_MOST_JOINED, len(left), len(right))


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
