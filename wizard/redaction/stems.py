"""Which of some stems the words of a text hold.

Every stage has stems of its own, but a text's words are asked once for the stems of all of them:
that costs little more than asking for those of one.
"""

from collections.abc import Iterable, Mapping, Sequence, Set
from typing import Final

from wizard.remembered import Remembered

_BETWEEN: Final = b"\n"
"""What is in no word and in no stem."""

_all: dict[bytes, str] = {}
"""The stems of all stages, in Latin-1 and as they are; complete once the stages are imported."""


class Stems:
    """Some stems, without blanks."""

    def __init__(self, stems: Iterable[str]) -> None:
        self._stems = frozenset(stems)
        _all.update({stem.encode("latin-1"): stem for stem in self._stems})
        _words.forget()

    def among(self, held: Set[str]) -> Set[str]:
        """Those of these stems that are among what a text holds."""
        return self._stems & held


def held_by(words: Set[bytes]) -> set[str]:
    """The stems of all stages that stand in one of some words in Latin-1, perhaps as part of it."""
    return _words.within(words)


def _held(words: Sequence[bytes]) -> Mapping[bytes, Set[str]]:
    # Most stems are in none of the words: that shows at once where these stand behind each other.
    together = _BETWEEN.join((b"", *words, b""))
    held: dict[bytes, set[str]] = {}
    for raw, stem in _all.items():
        at = together.find(raw)
        while at >= 0:
            end = together.find(_BETWEEN, at)
            word = together[together.rfind(_BETWEEN, 0, at) + 1 : end]
            held.setdefault(word, set()).add(stem)
            at = together.find(raw, end)
    return held


_words: Final = Remembered(_held)
