"""Which patterns have a chance in a text, told by its distinct words.

Every word of a pattern's literals must be in the text, perhaps as part of a longer word. The words
of a text repeat, within it and from one text to the next, so what a word holds is worked out once
and kept; a text then costs one look-up for each of its distinct words, however many patterns the
knowledge has.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from .lines import Lines

_KEPT = 20_000
_KEPT_LENGTH = 40
"""What so many words of at most this length hold is remembered; then it is forgotten."""

_TOKEN = re.compile("[a-z_]{2,}|[0-9]{2,}")
_LETTERS = b"abcdefghijklmnopqrstuvwxyz_"
_ONLY_WORDS = bytes(byte if byte in _LETTERS else 32 for byte in range(256))
_STEM = 3
_NUMBER = re.compile(rb"[0-9][0-9][0-9]+")


class Vocabulary:
    """The words of all patterns, and which pattern needs which of them."""

    def __init__(self) -> None:
        self._always: list[int] = []
        self._numbers: list[bytes] = []
        self._number_pairs: list[bytes] = []
        self._pairs: set[bytes] = set()
        self._stems: dict[bytes, list[bytes]] = {}
        self._alone: dict[bytes, list[int]] = {}
        self._together: dict[bytes, list[tuple[frozenset[bytes], int]]] = {}
        self._known: dict[bytes, frozenset[bytes]] = {}

    def learn(self, patterns: Iterable[tuple[tuple[str, ...], tuple[str, ...]]]) -> None:
        """Take in patterns, numbered in this order: literals that are all needed, else codes.

        Of the codes of a pattern without literals one suffices.
        """
        needs: list[tuple[int, frozenset[bytes]]] = []
        for number, (literals, codes) in enumerate(patterns):
            ways = (" ".join(literals),) if literals else codes
            needs += [(number, frozenset(map(str.encode, _TOKEN.findall(way)))) for way in ways]
        often = Counter(word for _, words in needs for word in words)
        for number, words in needs:
            if not words:
                self._always.append(number)
                continue
            # The word that the fewest patterns need spares the most work.
            key = min(words, key=lambda word: (often[word], -len(word), word))
            if len(words) == 1:
                self._alone.setdefault(key, []).append(number)
            else:
                self._together.setdefault(key, []).append((words, number))
        for word in often:
            if word.isdigit():
                (self._numbers if len(word) >= _STEM else self._number_pairs).append(word)
            elif len(word) < _STEM:
                self._pairs.add(word)
            else:
                self._stems.setdefault(word[:_STEM], []).append(word)

    def alive(self, raw: bytes, lines: Lines | None = None) -> set[int]:
        """The numbers of the patterns whose words are all in a folded text.

        `lines`: its distinct lines, where the text is so long that they are worth it.
        """
        present = self._present(raw, lines)
        alive = set(self._always)
        for word in present & self._alone.keys():
            alive.update(self._alone[word])
        for word in present & self._together.keys():
            alive.update(number for words, number in self._together[word] if words <= present)
        return alive

    def _present(self, raw: bytes, lines: Lines | None) -> set[bytes]:
        """The words of patterns that are in a text."""
        words = set((raw if lines is None else lines.distinct).translate(_ONLY_WORDS).split())
        numbers = raw if lines is None else b" ".join(set(_NUMBER.findall(raw)))
        known = self._known
        present: set[bytes] = {number for number in self._numbers if number in numbers}
        present.update(pair for pair in self._number_pairs if pair in raw)
        for word in words.difference(known):
            held = self._held(word)
            if len(word) > _KEPT_LENGTH:
                words.remove(word)
                present.update(held)
            else:
                if len(known) >= _KEPT:
                    present.update(*[known[word] for word in words if word in known])
                    known.clear()
                known[word] = held
        return present.union(*[known[word] for word in words if word in known])

    def _held(self, word: bytes) -> frozenset[bytes]:
        """The words of patterns that a word of a text holds."""
        stems = self._stems
        held = {pair for pair in self._pairs if pair in word}
        for place in range(len(word) - _STEM + 1):
            for candidate in stems.get(word[place : place + _STEM], ()):
                if word.startswith(candidate, place):
                    held.add(candidate)
        return frozenset(held)
