"""What words hold, remembered.

Words repeat, within a text and from one text to the next: what a word holds is worked out once and
kept, so that a text costs a look-up for each of its words, however much is looked for.
"""

from collections.abc import Callable, Set
from typing import Final

_KEPT: Final = 20_000
_KEPT_LENGTH: Final = 40
"""What so many words of at most this length hold is remembered; then it is forgotten."""


class Remembered:
    """The answers of `held`, which tells what one word holds."""

    def __init__(self, held: Callable[[bytes], frozenset[str]]) -> None:
        self._held = held
        self._known: dict[bytes, frozenset[str]] = {}
        self._empty: set[bytes] = set()
        """Words that hold nothing: most of them."""

    def within(self, words: Set[bytes]) -> set[str]:
        """What some words hold, taken together."""
        found: set[str] = set()
        known = self._known
        for word in words - self._empty:
            held = known.get(word)
            found.update(self._learn(word) if held is None else held)
        return found

    def _learn(self, word: bytes) -> frozenset[str]:
        held = self._held(word)
        if len(word) <= _KEPT_LENGTH:
            if len(self._known) + len(self._empty) >= _KEPT:
                self._known.clear()
                self._empty.clear()
            if held:
                self._known[word] = held
            else:
                self._empty.add(word)
        return held
