"""What many patterns have in common, written once: groups of their expressions, and why they count.

Word lists are written out in every expression that uses them, and one `why` serves many patterns; the
file that a browser loads would be a fifth longer. Expressions are put together again one by one, when a
pattern is asked for.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

_SIGN = "§"
"""Stands for a group in an expression: `§12;`. No expression holds the sign itself."""
_SHORTEST = 24
"""A shorter group is not worth it."""
_GROUP = "(?:"
_BETWEEN = "\0"


def taken_out(sources: Sequence[str]) -> tuple[list[str], list[str]]:
    """Expressions with signs for the groups that stand in several of them, and these groups.

    Raises ValueError where an expression holds the sign.
    """
    if any(_SIGN in source for source in sources):
        raise ValueError(f"an expression holds {_SIGN}")
    found = Counter(group for source in sources for group in _groups(source))
    parts: list[str] = []
    rest = _BETWEEN.join(sources)
    for group in sorted((one for one, times in found.items() if times > 1), key=_longest):
        if rest.count(group) > 1:
            rest = rest.replace(group, f"{_SIGN}{len(parts)};")
            parts.append(group)
    return rest.split(_BETWEEN), parts


class Parts:
    """Puts expressions together again; `groups` as :func:`taken_out` gave them."""

    def __init__(self, groups: Sequence[str]) -> None:
        self._groups = groups
        self._sign = re.compile(rf"{_SIGN}(\d+);")

    def written_out(self, source: str) -> str:
        """An expression with its groups."""
        if _SIGN not in source:
            return source
        return self._sign.sub(lambda sign: self._groups[int(sign[1])], source)


def _longest(group: str) -> tuple[int, str]:
    return -len(group), group


def _groups(source: str) -> Iterator[str]:
    """The groups of an expression that capture nothing, outer and inner ones."""
    open_at: list[int] = []
    at = 0
    while at < len(source):
        sign = source[at]
        if sign == "\\":
            at += 2
            continue
        if sign == "[":
            at = _end_of_set(source, at)
        elif sign == "(":
            open_at.append(at)
        elif sign == ")":
            start = open_at.pop()
            if source.startswith(_GROUP, start) and at + 1 - start >= _SHORTEST:
                yield source[start : at + 1]
        at += 1


def _end_of_set(source: str, at: int) -> int:
    """Where the set of characters ends that begins at a place; a bracket right behind is part of it."""
    at += 2 if source.startswith("[^", at) else 1
    at += source.startswith("]", at)
    while source[at] != "]":
        at += 2 if source[at] == "\\" else 1
    return at
