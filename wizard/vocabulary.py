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
from dataclasses import dataclass, field

from .lines import Lines

_KEPT = 20_000
_KEPT_LENGTH = 40
"""What so many words of at most this length hold is remembered; then it is forgotten."""

_TOKEN = re.compile("[a-z_]{2,}|[0-9]{2,}")
_LETTERS = b"abcdefghijklmnopqrstuvwxyz_"
_ONLY_WORDS = bytes(byte if byte in _LETTERS else 32 for byte in range(256))
_STEM = 3
_NUMBER = re.compile(r"[0-9][0-9][0-9]+")


@dataclass(frozen=True, slots=True)
class Tables:
    """What a vocabulary looks up; only what JSON has, so that a browser need not work it out.

    `always`: patterns without a word. `alone`, `together`: patterns by the rarest of their words,
    with one word and with several. `numbers`, `number_pairs`, `pairs`, `stems`: all words, as they
    are looked for: numbers, numbers of two digits, words of two letters, others by their beginning.
    """

    always: list[int] = field(default_factory=list)
    alone: dict[str, list[int]] = field(default_factory=dict)
    together: dict[str, list[tuple[list[str], int]]] = field(default_factory=dict)
    numbers: list[str] = field(default_factory=list)
    number_pairs: list[str] = field(default_factory=list)
    pairs: list[str] = field(default_factory=list)
    stems: dict[str, list[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, patterns: Iterable[tuple[tuple[str, ...], tuple[str, ...]]]) -> Tables:
        """Of patterns, numbered in this order: literals that are all needed, else codes.

        Of the codes of a pattern without literals one suffices.
        """
        tables = cls()
        needs: list[tuple[int, list[str]]] = []
        for number, (literals, codes) in enumerate(patterns):
            ways = (" ".join(literals),) if literals else codes
            needs += [(number, sorted(set(_TOKEN.findall(way)))) for way in ways]
        often = Counter(word for _, words in needs for word in words)
        for number, words in needs:
            if not words:
                tables.always.append(number)
                continue
            # The word that the fewest patterns need spares the most work.
            key = min(words, key=lambda word: (often[word], -len(word), word))
            if len(words) == 1:
                tables.alone.setdefault(key, []).append(number)
            else:
                tables.together.setdefault(key, []).append((words, number))
        for word in often:
            if word.isdigit():
                (tables.numbers if len(word) >= _STEM else tables.number_pairs).append(word)
            elif len(word) < _STEM:
                tables.pairs.append(word)
            else:
                tables.stems.setdefault(word[:_STEM], []).append(word)
        return tables


class Vocabulary:
    """The words of all patterns, and which pattern needs which of them."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self._known: dict[str, frozenset[str]] = {}

    def alive(self, raw: bytes, lines: Lines | None = None) -> set[int]:
        """The numbers of the patterns whose words are all in a folded text.

        `lines`: its distinct lines, where the text is so long that they are worth it.
        """
        present = self._present(raw, lines)
        alone, together = self._tables.alone, self._tables.together
        alive = set(self._tables.always)
        for word in present & alone.keys():
            alive.update(alone[word])
        for word in present & together.keys():
            alive.update(number for words, number in together[word] if present.issuperset(words))
        return alive

    def _present(self, raw: bytes, lines: Lines | None) -> set[str]:
        """The words of patterns that are in a text."""
        source = raw if lines is None else lines.distinct
        words = set(source.translate(_ONLY_WORDS).decode("ascii").split())
        text = raw.decode("ascii")
        numbers = text if lines is None else " ".join(set(_NUMBER.findall(text)))
        known = self._known
        present = {number for number in self._tables.numbers if number in numbers}
        present.update(pair for pair in self._tables.number_pairs if pair in text)
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

    def _held(self, word: str) -> frozenset[str]:
        """The words of patterns that a word of a text holds."""
        stems = self._tables.stems
        held = {pair for pair in self._tables.pairs if pair in word}
        for place in range(len(word) - _STEM + 1):
            for candidate in stems.get(word[place : place + _STEM], ()):
                if word.startswith(candidate, place):
                    held.add(candidate)
        return frozenset(held)
