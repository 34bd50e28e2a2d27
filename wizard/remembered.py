"""What words hold, remembered.

Words repeat, within a text and from one text to the next: what a word holds is worked out once and
kept, so that a text costs a look-up for each of its words, however much is looked for.
"""

from collections.abc import Callable, Mapping, Sequence, Set
from typing import Final

_KEPT: Final = 20_000
_KEPT_LENGTH: Final = 40
"""What so many words of at most this length hold is remembered; then it is forgotten."""


class Remembered:
    """The answers of `held`, which tells what each of some words holds; it leaves out those without."""

    def __init__(self, held: Callable[[Sequence[bytes]], Mapping[bytes, Set[str]]]) -> None:
        self._held = held
        self._known: dict[bytes, Set[str]] = {}
        self._empty: set[bytes] = set()
        """Words that hold nothing: most of them."""

    def within(self, words: Set[bytes]) -> set[str]:
        """What some words hold, taken together."""
        found: set[str] = set()
        new: list[bytes] = []
        known = self._known
        for word in words - self._empty:
            held = known.get(word)
            if held is None:
                new.append(word)
            else:
                found.update(held)
        if new:
            answers = self._held(new)
            found.update(*answers.values())
            self._keep(new, answers)
        return found

    def forget(self) -> None:
        """Forget the answers: `held` would give others now."""
        self._known.clear()
        self._empty.clear()

    def _keep(self, words: Sequence[bytes], answers: Mapping[bytes, Set[str]]) -> None:
        if len(self._known) + len(self._empty) + len(words) > _KEPT:
            self.forget()
        for word in words[:_KEPT]:
            if len(word) <= _KEPT_LENGTH:
                if word in answers:
                    self._known[word] = answers[word]
                else:
                    self._empty.add(word)
