r"""Whether a regular expression can backtrack catastrophically.

Two checks that complement each other, since a single pattern would hold up every message:

* Regexploit finds repetitions that follow or hold each other (`\w+\s*\w+…`, `(?:\w+\s?)*`). It
  takes those with a bound for harmless, which six times up to sixteen blanks are not
  (`(?:[ \t]{1,16}){0,6}`): so it gets to see them as endless ones;
* what it does not look at is a repetition whose alternatives begin alike (`(?:a|aa)+`). There a
  text has exponentially many readings exactly if the automaton of the repeated part has two ways
  from a state back to itself that read the same letters (Weber and Seidl, »On the degree of
  ambiguity of finite automata«, 1991).
"""

from __future__ import annotations

import warnings
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from re import _constants as op  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from typing import Any

with warnings.catch_warnings():
    # Regexploit imports a module of the standard library by its old name.
    warnings.simplefilter("ignore", DeprecationWarning)
    from regexploit.ast.sre import SreOpParser
    from regexploit.redos import find

SERIOUS = 3
"""Regexploit's stars: cubic growth. Quadratic growth stays harmless within a pattern's window."""

_SEVERAL = 4
"""From so often on, repetitions within or behind each other add up as endless ones do."""

_MANY = 10
"""A repetition that may go on as often is taken for an endless one."""

_FEW = 8
"""A repetition of exactly so many is read as if it were written out."""

_ASCII = 128
_LETTER, _SIGN = 1 << _ASCII, 1 << _ASCII + 1
"""Letters that are told apart: ASCII, all others that belong to words, and all further signs."""
_OTHERS = _LETTER | _SIGN
_ALL = (1 << _ASCII) - 1 | _OTHERS


def danger(source: str) -> str | None:
    """A German clause on why the expression is dangerous, or None.

    Raises re.error for a source that is no expression.
    """
    parsed = _parser.parse(source)
    try:
        found = find(SreOpParser().sequence_or_singleton(_endless(parsed)))
    except Exception:  # noqa: BLE001 -- it names no exceptions for what it does not know
        return "er enthält etwas, das sich nicht prüfen lässt"
    if any(one.starriness > SERIOUS for one in found):
        return "mehrere Wiederholungen folgen aufeinander oder stehen ineinander"
    for body in _loops(parsed):
        if _ambiguous(body):
            return "in einer Wiederholung lässt sich dieselbe Stelle auf mehrere Arten lesen"
    return None


def _endless(parsed: Any) -> list[tuple[Any, Any]]:
    """The same with repetitions that may go on for long as endless ones.

    Regexploit knows neither possessive ones nor atomic groups, which only backtrack less.
    """
    elements: list[tuple[Any, Any]] = []
    for kind, value in parsed:
        if kind in _REPEATS:
            low, high, body = value
            if kind is op.POSSESSIVE_REPEAT:
                # It takes what is there and gives nothing back: one way, however long it is.
                low, high = min(low, 1), 1
            high = op.MAXREPEAT if high >= _SEVERAL else high
            elements.append((op.MAX_REPEAT, (low, high, _endless(body))))
        elif kind is op.BRANCH:
            elements.append((kind, (value[0], list(map(_endless, value[1])))))
        elif kind is op.SUBPATTERN:
            elements.append((kind, (*value[:3], _endless(value[3]))))
        elif kind is op.ATOMIC_GROUP:
            elements.append((op.SUBPATTERN, (None, 0, 0, _endless(value))))
        elif kind in (op.ASSERT, op.ASSERT_NOT):
            elements.append((kind, (value[0], _endless(value[1]))))
        else:
            elements.append((kind, value))
    return elements


def _loops(parsed: Any) -> Iterator[Any]:
    """The bodies of repetitions that may go on endlessly, the outermost ones."""
    for kind, value in parsed:
        if kind in _REPEATS and value[1] >= _MANY and kind is not op.POSSESSIVE_REPEAT:
            yield value[2]
        else:
            for part in _parts(kind, value):
                yield from _loops(part)


_REPEATS = (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT)


def _parts(kind: Any, value: Any) -> list[Any]:
    """What an element of a parsed expression holds."""
    if kind in _REPEATS:
        return [value[2]]
    if kind is op.BRANCH:
        return list(value[1])
    if kind is op.SUBPATTERN:
        return [value[3]]
    if kind is op.ATOMIC_GROUP:
        return [value]
    if kind in (op.ASSERT, op.ASSERT_NOT):
        return [value[1]]
    if kind is op.GROUPREF_EXISTS:
        return [part for part in value[1:] if part is not None]
    return []


@dataclass(slots=True)
class _Piece:
    """Part of a Glushkov automaton: where it can begin and end, and whether it can be empty."""

    first: list[int] = field(default_factory=list)
    last: list[int] = field(default_factory=list)
    empty: bool = True


class _Automaton:
    """The automaton of a repeated body.

    `letters`: what each state reads. `edges`: how many ways lead from one state to another.
    `doubled`: something within can be nothing in two ways.
    """

    def __init__(self, body: Any) -> None:
        self.letters: list[int] = []
        self.edges: Counter[tuple[int, int]] = Counter()
        self.doubled = False
        self._loop(self._sequence(body))

    def _loop(self, piece: _Piece) -> None:
        for end in piece.last:
            for begin in piece.first:
                self.edges[end, begin] += 1

    def _sequence(self, parsed: Any) -> _Piece:
        whole = _Piece()
        for kind, value in parsed:
            part = self._element(kind, value)
            for end in whole.last:
                for begin in part.first:
                    self.edges[end, begin] += 1
            whole = _Piece(
                whole.first + part.first if whole.empty else whole.first,
                whole.last + part.last if part.empty else part.last,
                whole.empty and part.empty,
            )
        return whole

    def _element(self, kind: Any, value: Any) -> _Piece:
        if kind in _REPEATS:
            low, high, body = value
            if low == high <= _FEW:
                return self._sequence([*body] * low)
            piece = self._sequence(body)
            if kind is op.POSSESSIVE_REPEAT:
                # It takes all that is there, so that only one way leads on.
                return _Piece(piece.first, piece.last, piece.empty or low == 0)
            # Nothing at all, or one time nothing: two ways.
            self.doubled |= piece.empty and (low == 0 or high > 1)
            if high > 1:
                self._loop(piece)
            return _Piece(piece.first, piece.last, piece.empty or low == 0)
        if kind is op.BRANCH:
            choices = [self._sequence(part) for part in value[1]]
            self.doubled |= sum(one.empty for one in choices) > 1
            return _Piece(
                [at for one in choices for at in one.first],
                [at for one in choices for at in one.last],
                any(one.empty for one in choices),
            )
        if kind in (op.SUBPATTERN, op.ATOMIC_GROUP):
            return self._sequence(_parts(kind, value)[0])
        letters = _letters(kind, value)
        if letters is None:  # what stands between letters: an anchor, a look around
            return _Piece()
        self.letters.append(letters)
        at = len(self.letters) - 1
        return _Piece([at], [at], False)


def _ambiguous(body: Any) -> bool:
    """Whether the repeated body has two ways from a state to itself that read the same."""
    automaton = _Automaton(body)
    return automaton.doubled or _parts_and_meets(
        tuple(automaton.letters), tuple(automaton.edges.items())
    )


# Many expressions of the knowledge hold the same repetition.
@cache
def _parts_and_meets(
    letters: tuple[int, ...], edges: tuple[tuple[tuple[int, int], int], ...]
) -> bool:
    """Whether two ways part in a state, read the same, and meet in it again; see `_Automaton`."""
    after: dict[int, list[int]] = {}
    for (begin, end), ways in edges:
        # All states lie within the loop, so that twice the same edge is two ways back.
        if ways > 1:
            return True
        after.setdefault(begin, []).append(end)

    @cache
    def together(pair: tuple[int, int]) -> tuple[tuple[int, int], ...]:
        return tuple(
            (left, right)
            for left in after.get(pair[0], ())
            for right in after.get(pair[1], ())
            if letters[left] & letters[right]
        )

    for state in range(len(letters)):
        waiting: list[tuple[tuple[int, int], bool]] = [((state, state), False)]
        seen = set(waiting)
        while waiting:
            pair, parted = waiting.pop()
            for following in together(pair):
                apart = parted or following[0] != following[1]
                if apart and following == (state, state):
                    return True
                if (following, apart) not in seen:
                    seen.add((following, apart))
                    waiting.append((following, apart))
    return False


def _letters(kind: Any, value: Any) -> int | None:
    """The letters that an element reads, as bits; None for what reads none."""
    if kind is op.LITERAL:
        return _bit(value)
    if kind is op.NOT_LITERAL:
        return _ALL & ~_bit(value) | _OTHERS
    if kind is op.ANY:
        return _ALL & ~_bit(ord("\n"))
    if kind is op.IN:
        return _set(value)
    if kind is op.GROUPREF:
        return _ALL
    return None


def _bit(code: int) -> int:
    if code < _ASCII:
        return 1 << code
    return _LETTER if _is_word(chr(code)) else _SIGN


def _is_word(char: str) -> bool:
    return char.isalnum() or char == "_"


def _set(items: Any) -> int:
    """What a set may read: of the letters beyond ASCII it often holds a part only."""
    some = every = 0
    negated = False
    for kind, value in items:
        if kind is op.NEGATE:
            negated = True
        elif kind is op.CATEGORY:
            may, must = _category(str(value))
            some, every = some | may, every | must
        elif kind in (op.LITERAL, op.RANGE):
            low, high = (value, value) if kind is op.LITERAL else value
            ascii_part = sum(1 << code for code in range(low, min(high, _ASCII - 1) + 1))
            beyond = (_bit(high) | _bit(max(low, _ASCII))) if high >= _ASCII else 0
            beyond = _OTHERS if high - max(low, _ASCII) > 1 else beyond
            some, every = some | ascii_part | beyond, every | ascii_part
    return _ALL & ~every if negated else some


_CATEGORIES = {
    # what it may read and what it always reads beyond ASCII, and its opposite
    "DIGIT": (str.isdigit, _LETTER, 0),
    "WORD": (_is_word, _LETTER, _LETTER),
    "SPACE": (str.isspace, _SIGN, 0),
}


@cache
def _category(name: str) -> tuple[int, int]:
    r"""What `\d`, `\w`, `\s` and their opposites may read, and what they always read."""
    test, may, must = next(one for word, one in _CATEGORIES.items() if name.endswith(word))
    bits = sum(1 << code for code in range(_ASCII) if test(chr(code)))
    some, every = bits | may, bits | must
    return (_ALL & ~every, _ALL & ~some) if "NOT" in name else (some, every)
