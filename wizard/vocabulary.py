"""Which patterns have a chance in a text, told by its distinct words.

Every word of a pattern's literals must be in the text, perhaps as part of a longer word, and so must
one of the words that its expression has to choose from. What a word holds is remembered, so that a
text costs one look-up for each of its distinct words, however many patterns the knowledge has.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field, fields
from typing import Any

from .lines import Lines
from .remembered import Remembered

_TOKEN = re.compile("[a-z_]{2,}|[0-9]{2,}")
_LETTERS = b"abcdefghijklmnopqrstuvwxyz_"
_NUMERALS = b"0123456789"
_ONLY_WORDS = bytes(byte if byte in _LETTERS else 32 for byte in range(256))
_ONLY_NUMBERS = bytes(byte if byte in _NUMERALS else 32 for byte in range(256))
_STEM = 3
ALONE = "="
"""What a number begins with that must stand alone."""


@dataclass(frozen=True, slots=True)
class Tables:
    """What a vocabulary looks up; only what JSON has, so that a browser need not work it out.

    `always`: patterns without a word. `alone`, `together`: patterns by the rarest of their words,
    with one word and with several. `choices`: patterns, each with words of which one must be there.
    `whole`, `numbers`, `pairs`, `stems`: all words, as they are looked for: numbers that stand
    alone (as keys they begin with :data:`ALONE`), those that may be part of a longer one, words of
    two letters, others by their beginning.
    """

    always: list[int] = field(default_factory=list)
    alone: dict[str, list[int]] = field(default_factory=dict)
    together: dict[str, list[tuple[list[str], int]]] = field(default_factory=dict)
    choices: dict[int, list[Sequence[str]]] = field(default_factory=dict)
    whole: list[str] = field(default_factory=list)
    numbers: list[str] = field(default_factory=list)
    pairs: list[str] = field(default_factory=list)
    stems: dict[str, list[str]] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        patterns: Iterable[
            tuple[tuple[str, ...], tuple[str, ...], Sequence[Sequence[str]], Collection[str]]
        ],
    ) -> Tables:
        """Of patterns, numbered in this order: literals that are all needed, else codes; factors; numbers.

        Of the codes of a pattern without literals one suffices, and one string of each factor. Of the
        numbers, if there are some, one must stand alone.
        """
        tables = cls()
        needs: list[tuple[int, list[str]]] = []
        for number, (literals, codes, factors, alone) in enumerate(patterns):
            ways = (
                [_words_in(literals)] if literals else [_words_in((f" {one} ",)) for one in codes]
            )
            needs += [(number, _telling(words)) for words in ways]
            chosen: list[Sequence[str]] = [sorted(map(ALONE.__add__, alone))] if alone else []
            for factor in factors:
                choice = _words_of(factor)
                told = any(word in literal for literal in literals for word in choice)
                if choice and not told and choice not in chosen:
                    chosen.append(choice)
            if chosen:
                tables.choices[number] = chosen
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
        further = {word for chosen in tables.choices.values() for words in chosen for word in words}
        for word in (*often, *sorted(further - often.keys())):
            if word.startswith(ALONE):
                tables.whole.append(word.removeprefix(ALONE))
            elif word.isdigit():
                tables.numbers.append(word)
            elif len(word) < _STEM:
                tables.pairs.append(word)
            else:
                tables.stems.setdefault(word[:_STEM], []).append(word)
        return tables

    def write(self, number_of: Callable[[Sequence[str]], int]) -> list[Any]:
        """For JSON; `number_of` gives lists that occur again and again a number."""
        values = {each.name: getattr(self, each.name) for each in fields(self)}
        values["choices"] = [
            (number, [number_of(words) for words in chosen])
            for number, chosen in self.choices.items()
        ]
        return list(values.values())

    @classmethod
    def read(cls, values: Sequence[Any], lists: Sequence[Sequence[str]]) -> Tables:
        """The reverse of :meth:`write`, with the lists that were numbered."""
        named = {each.name: value for each, value in zip(fields(cls), values, strict=True)}
        named["choices"] = {
            number: [lists[one] for one in chosen] for number, chosen in named["choices"]
        }
        return cls(**named)


def _words_in(strings: Iterable[str]) -> set[str]:
    """The words of some strings that are all needed.

    A number with other signs on both sides is no part of a longer one: it is marked as such.
    """
    return {
        ALONE + found[0]
        if found[0].isdigit() and found.start() > 0 and found.end() < len(string)
        else found[0]
        for string in strings
        for found in _TOKEN.finditer(string)
    }


def _telling(words: set[str]) -> list[str]:
    """Those of some words that are worth a look.

    What may be part of a longer number is looked for one by one, and found too often.
    """
    quick = sorted(word for word in words if not word.isdigit())
    return quick or sorted(words)


def _words_of(factor: Sequence[str]) -> list[str]:
    """For each string of a factor its longest word; none where one of them has no telling word."""
    longest = {max(_TOKEN.findall(one), key=len, default="") for one in factor}
    if min(map(len, longest), default=0) < _STEM or any(map(str.isdigit, longest)):
        return []
    return sorted(longest)


class Vocabulary:
    """The words of all patterns, and which pattern needs which of them."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self._words = Remembered(self._held)
        self._choices: dict[int, Sequence[frozenset[str]]] = {}
        """Of patterns, sets of words of which one each must be there; made when first needed."""
        self._whole = {number.encode("ascii"): ALONE + number for number in tables.whole}

    def alive(self, present: set[str]) -> list[int]:
        """The numbers of the patterns whose words are all present, in order; see :meth:`present`."""
        alone, together = self._tables.alone, self._tables.together
        alive = set(self._tables.always)
        for word in present & alone.keys():
            alive.update(alone[word])
        for word in present & together.keys():
            for words, number in together[word]:
                if present.issuperset(words):
                    alive.add(number)
        choices, disjoint = self._choices, present.isdisjoint
        for number in alive & self._tables.choices.keys():
            chosen = choices.get(number)
            if chosen is None:
                chosen = choices[number] = list(map(frozenset, self._tables.choices[number]))
            for choice in chosen:
                if disjoint(choice):
                    alive.discard(number)
                    break
        return sorted(alive)

    def present(self, raw: bytes, lines: Lines | None = None) -> set[str]:
        """The words of patterns that are in a folded text.

        `lines`: its distinct lines, where the text is so long that they are worth it.
        """
        source = raw if lines is None else lines.distinct.encode("ascii")
        present = self._words.within(set(source.translate(_ONLY_WORDS).split()))
        numbers = set(raw.translate(_ONLY_NUMBERS).split())
        whole = self._whole
        present.update(whole[number] for number in numbers & whole.keys())
        together = b" ".join(numbers).decode("ascii")
        present.update(filter(together.__contains__, self._tables.numbers))
        return present

    def _held(self, words: Sequence[bytes]) -> Mapping[bytes, Set[str]]:
        """The words of patterns that words of a text hold."""
        return {word: held for word in words if (held := self._held_by(word))}

    def _held_by(self, raw: bytes) -> set[str]:
        word = raw.decode("ascii")
        stems = self._tables.stems
        held = {pair for pair in self._tables.pairs if pair in word}
        for place in range(len(word) - _STEM + 1):
            for candidate in stems.get(word[place : place + _STEM], ()):
                if word.startswith(candidate, place):
                    held.add(candidate)
        return held
