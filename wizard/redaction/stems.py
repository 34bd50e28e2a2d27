"""Which of some stems the words of a text hold."""

from collections.abc import Iterable, Set
from typing import Final

from wizard.remembered import Remembered

_START: Final = 2


class Stems:
    """Some stems, of two letters at least and without blanks."""

    def __init__(self, stems: Iterable[str]) -> None:
        self._by_start: dict[str, list[str]] = {}
        for stem in dict.fromkeys(stems):
            self._by_start.setdefault(stem[:_START], []).append(stem)
        self._words = Remembered(self._held)

    def within(self, words: Set[bytes]) -> set[str]:
        """The stems that stand in one of some words in Latin-1, perhaps as part of it."""
        return self._words.within(words)

    def _held(self, word: bytes) -> frozenset[str]:
        text = word.decode("latin-1")
        return frozenset(
            stem
            for place in range(len(text) - _START + 1)
            for stem in self._by_start.get(text[place : place + _START], ())
            if text.startswith(stem, place)
        )
