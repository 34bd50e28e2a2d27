"""Which of some stems the words of a text hold.

Words repeat, within a text and from one text to the next: what a word holds is worked out once and
kept, so that a text costs a look-up for each of its words, however many stems there are.
"""

from collections.abc import Iterable, Set
from typing import Final

_START: Final = 2
_KEPT: Final = 20_000
_KEPT_LENGTH: Final = 40
"""What so many words of at most this length hold is remembered; then it is forgotten."""


class Stems:
    """Some stems, of two letters at least and without blanks."""

    def __init__(self, stems: Iterable[str]) -> None:
        self._by_start: dict[str, list[str]] = {}
        for stem in dict.fromkeys(stems):
            self._by_start.setdefault(stem[:_START], []).append(stem)
        self._known: dict[bytes, frozenset[str]] = {}
        self._empty: set[bytes] = set()
        """Words that hold no stem: most of them."""

    def within(self, words: Set[bytes]) -> set[str]:
        """The stems that stand in one of some words in Latin-1, perhaps as part of it."""
        held: set[str] = set()
        known = self._known
        for word in words - self._empty:
            stems = known.get(word)
            held.update(self._learn(word) if stems is None else stems)
        return held

    def _learn(self, word: bytes) -> frozenset[str]:
        text = word.decode("latin-1")
        held = frozenset(
            stem
            for place in range(len(text) - _START + 1)
            for stem in self._by_start.get(text[place : place + _START], ())
            if text.startswith(stem, place)
        )
        if len(word) <= _KEPT_LENGTH:
            if len(self._known) + len(self._empty) >= _KEPT:
                self._known.clear()
                self._empty.clear()
            if held:
                self._known[word] = held
            else:
                self._empty.add(word)
        return held
