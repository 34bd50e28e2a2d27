"""One pattern of the knowledge made ready to be looked for: folded as the text is folded.

Its regular expression is compiled, and read for what it needs, when first asked for.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from .catalog import Pattern
from .unwrap import STRANGE, blurred, normalise

_BLURRED_MINIMUM = 12


class Needs(NamedTuple):
    """Strings without which an expression cannot match.

    `starts`: one of them begins every match; empty where that is not known. `factors`: of each, one
    string is in every match.
    """

    starts: Sequence[str] = ()
    factors: Sequence[Sequence[str]] = ()


@dataclass(slots=True, eq=False)
class Probe:
    """A pattern made ready: folded literals now, the regular expression when first needed.

    `number`: its place among all patterns of an :class:`Index`.
    """

    pattern: Pattern
    literals: tuple[str, ...]
    number: int = 0
    _compiled: re.Pattern[str] | None = None
    _needs: Needs | None = None
    _blurred: tuple[str, ...] | None = None

    @classmethod
    def of(cls, pattern: Pattern, number: int = 0) -> Probe:
        """Fold a pattern's literals as the text is folded."""
        return cls(pattern, tuple(map(_folded, pattern.literal)), number)

    @property
    def regex(self) -> re.Pattern[str]:
        """The compiled expression; the source is folded like the text unless case matters."""
        if self._compiled is None:
            self._compiled = re.compile(self._source())
        return self._compiled

    def _source(self) -> str:
        source = self.pattern.regex or re.escape(self.literals[0])
        if self.pattern.case:
            return source
        for sharp, folded in _FOLD_SOURCE:
            source = source.replace(sharp, folded)
        source = _SOURCE_STRANGE.sub(re.escape(STRANGE), source)
        # The text is lower case: so is the source, which is faster than IGNORECASE.
        return _SOURCE_CAPITAL.sub(_lower, source)

    def matches(self, text: str) -> bool:
        """Whether the expression alone matches somewhere in a normalised text."""
        starts, factors = self.needs
        if starts and not any(one in text for one in starts):
            return False
        if not all(any(one in text for one in factor) for factor in factors):
            return False
        return self.regex.search(text) is not None

    @property
    def needs(self) -> Needs:
        """What the expression needs of the normalised text."""
        if self._needs is None:
            if self.pattern.regex is None or self.pattern.case:
                self._needs = Needs()
            else:
                # The browser never takes this way: its knowledge brings along what is read here.
                from .factors import starts_and_factors  # noqa: PLC0415

                source = self._source()
                begin, found = starts_and_factors(source, self.literals)
                further = (
                    factor
                    for factor in found
                    if not begin or any(all(part not in one for part in factor) for one in begin)
                )
                self._needs = Needs(begin, tuple(further))
        return self._needs

    @needs.setter
    def needs(self, known: Needs) -> None:
        self._needs = known

    def lone_numbers(self) -> frozenset[str]:
        """Numbers of which one stands alone in every match; read when the knowledge is built."""
        if self.pattern.regex is None or self.pattern.case:
            return frozenset()
        from .lone_numbers import lone_numbers  # noqa: PLC0415

        return lone_numbers(self._source())

    @property
    def blurred(self) -> tuple[str, ...]:
        """The literals as a screenshot reader may show them; empty if too short to be sure."""
        if self._blurred is None:
            usable = self.pattern.regex is None and not self.pattern.case and self.literals
            shapes = tuple(blurred(text) for text in self.literals) if usable else ()
            long_enough = shapes and len(shapes[0]) >= _BLURRED_MINIMUM and all(shapes)
            self._blurred = shapes if long_enough else ()
        return self._blurred


_FOLD_SOURCE = (
    ("ä", "a"), ("ö", "o"), ("ü", "u"), ("Ä", "A"), ("Ö", "O"), ("Ü", "U"), ("ß", "s"),
    ("é", "e"), ("»", '"'), ("«", '"'), ("„", '"'), ("“", '"'), ("–", r"\-"), ("→", ">"),
)  # fmt: skip
_SOURCE_STRANGE = re.compile(r"[^\x00-\x7f]")


# Capitals of a regular expression, but not those of its escapes (\\S) and group names (?P<…>).
_SOURCE_CAPITAL = re.compile(r"\\.|\(\?P.|[A-Z]", re.DOTALL)


_PLAIN = re.compile("[!-@\\[-_{-~a-z ]+")
"""What is as it is when normalised."""


def _lower(match: re.Match[str]) -> str:
    found = match.group()
    return found.lower() if len(found) == 1 else found


def _folded(literal: str) -> str:
    """A literal as the text shows it: normalised, white space collapsed."""
    text = literal if _PLAIN.fullmatch(literal) else normalise(literal)
    return re.sub(" {2,}", " ", text) if "  " in text else text


class Hit(NamedTuple):
    """Where a pattern holds: spans of the flat text in order, and how often in all."""

    probe: Probe
    spans: tuple[tuple[int, int], ...]
    times: int
