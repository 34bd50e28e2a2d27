"""What kind of sentence something stands in: a guess, an aside, a clause that says all is well."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from .index import Index
from .match import Searcher
from .read import clause_span, sentence_span

_WHOSE = re.compile(
    r"\W*(?:\w+,? )?(?:ist|sind|war|liegt|hat|hangt|konnte|kann es|kommt|is|are|was|could|does|has|oder)\b"
)
"""How a question begins that guesses whose error it is."""

_CONTRAST = re.compile(
    r"\b(?:aber|but|jedoch|trotzdem|obwohl|allerdings|however|yet|nur dass|nur (?:der|die|das|nachts)|sobald|solange"
    r"|as soon as|(?:when|if) i|manually|von hand|ohne (?:vpn|proxy|firewall|virenscanner))\b"
)

_CONNECTION = re.compile(
    r"token|abruf|oauth|autoris|authori|connect|verbunden|angemeldet|anmelde|zustimm|sandbox|\bsync|\bapi\b|_env\b"
)
"""What a text says that is about the connection to a marketplace, not about its bills or parcels."""

_WINDOW = 400
"""A signal is no longer than what is searched around its literal."""


class Sentences:
    """What kind of sentence something stands in: a guess, a clause that says all is well."""

    def __init__(self, searcher: Searcher, index: Index) -> None:
        self._searcher = searcher
        self._flat = searcher.flat
        self._index = index
        self._spans: dict[str, list[tuple[int, int]]] = {}
        self._guesses: dict[int, bool] = {}

    def signals(self, means: str) -> list[tuple[int, int]]:
        """Where signals of a meaning stand, in order."""
        spans = self._spans.get(means)
        if spans is None:
            spans = self._spans[means] = sorted(
                span
                for numbers in self._ranges(means)
                for hit in self._searcher.find_all(numbers)
                for span in hit.spans
            )
        return spans

    def _ranges(self, means: str) -> Sequence[range]:
        """The patterns of signals of a meaning."""
        return self._index.signals.get(means, ())

    def is_guess(self, position: int) -> bool:
        """Whether the position stands in a question that guesses (»Ist das der eBay-Token?«)."""
        if "?" not in self._flat.norm:
            return False
        known = self._guesses.get(position)
        if known is None:
            known = self._guesses[position] = self._guesses_at(position)
        return known

    def _guesses_at(self, position: int) -> bool:
        low, high = sentence_span(self._flat, position)
        if self._flat.text[high - 1 : high] != "?":
            return False
        before = self._flat.norm[low : position + 1].lstrip()
        if not _WHOSE.match(before) and not self._others(low, high):
            # »Muss ich nach dem neuen eBay-Passwort etwas tun?« is the matter, not a guess at it.
            return False
        return any(
            self._index.probe(number).matches(before)
            for numbers in self._ranges("guess")
            for number in numbers
        )

    def _others(self, low: int, high: int) -> bool:
        """Whether the text has more than one sentence."""
        return bool(self._flat.text[:low].strip() or self._flat.text[high:].strip())

    def is_aside(self, position: int) -> bool:
        """Whether a name is only denied, supposed or compared with (»nicht Amazon«)."""
        return any(low <= position < high for low, high in self.signals("aside"))

    def tells_of_connection(self) -> bool:
        """Whether the text tells something of a connection, and does not only ask."""
        norm = self._flat.norm
        return "?" not in norm and _CONNECTION.search(norm) is not None

    def is_foreign(self, start: int, end: int) -> bool:
        """Whether words are about another permission than a platform's (»Freigabe der Rechnung«)."""
        found = self.signals("foreign")
        first = bisect_left(found, (start - _WINDOW, 0))
        return any(start < high for _, high in found[first : bisect_left(found, (end, 0))])

    def demands_consent(self) -> bool:
        """Whether the text asks somebody to sign in, to consent or to connect once more."""
        return any(not self.is_foreign(start, end) for start, end in self.signals("demand"))

    def contrast(self) -> bool:
        """Whether the text goes on with what fails (»…, aber«)."""
        return _CONTRAST.search(self._flat.norm) is not None

    def is_fine(self, position: int) -> bool:
        """Whether the clause around says that something works."""
        fine = self.signals("fine")
        if not fine:
            return False
        low, high = clause_span(self._flat, position)
        if not any(low <= start < high for start, _ in fine):
            return False
        return not any(low <= start < high for start, _ in self.signals("failing"))
