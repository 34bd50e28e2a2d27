"""Which of many long strings stand in a text, quicker than to look for one after the other.

A string of twice a stride's length holds a whole stride wherever it begins: so of the text only every
stride need be looked up, and only what shares one with it is looked for.
"""

from __future__ import annotations

from collections.abc import Iterable

_STRIDE = 6


class Strides:
    """Some strings, each of at least twice :data:`_STRIDE`, with their numbers."""

    def __init__(self, strings: Iterable[tuple[str, int]]) -> None:
        self._by_stride: dict[str, list[tuple[str, int]]] = {}
        for string in strings:
            for place in range(_STRIDE):
                stride = string[0][place : place + _STRIDE]
                self._by_stride.setdefault(stride, []).append(string)

    def within(self, text: str) -> list[int]:
        """The numbers of the strings that stand in a text, in order."""
        strides = {text[place : place + _STRIDE] for place in range(0, len(text), _STRIDE)}
        return sorted(
            {
                number
                for stride in strides & self._by_stride.keys()
                for string, number in self._by_stride[stride]
                if string in text
            }
        )
