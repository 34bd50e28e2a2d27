"""Which of some stems the words of a text hold."""

from collections.abc import Iterable, Mapping, Sequence, Set
from typing import Final

from wizard.remembered import Remembered

_BETWEEN: Final = b"\n"
"""What is in no word and in no stem."""


class Stems:
    """Some stems, without blanks."""

    def __init__(self, stems: Iterable[str]) -> None:
        self._stems = {stem.encode("latin-1"): stem for stem in stems}
        self._words = Remembered(self._held)

    def within(self, words: Set[bytes]) -> set[str]:
        """The stems that stand in one of some words in Latin-1, perhaps as part of it."""
        return self._words.within(words)

    def _held(self, words: Sequence[bytes]) -> Mapping[bytes, Set[str]]:
        # Most stems are in none of the words: that shows at once where these stand behind each other.
        together = _BETWEEN.join(words)
        held: dict[bytes, set[str]] = {}
        for raw, stem in self._stems.items():
            if raw in together:
                for word in words:
                    if raw in word:
                        held.setdefault(word, set()).add(stem)
        return held
