"""Signs of marketplaces and services in a text: whose error stands where.

Signs count by strength: a proof (a host, a namespace) before a strong sign (its own wording, a
library) before a mention before a wording that others use, too. A guess (»Ist das der eBay-Token?«), a name that is only denied or
compared with (»nicht Amazon«, »anders als bei eBay«) and a clause that says all is well (»Amazon
orders are fine«) are no signs; they are kept as what speaks against.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable
from typing import NamedTuple

from .catalog import ANY, NONE, Clue, Finding
from .index import Index
from .probe import Hit
from .read import event_span, line_span, sentence_span
from .sentences import Sentences
from .unwrap import Flat

WORDING, MENTION, STRONG, PROOF = 1, 2, 3, 4
_LEVELS = {"wording": WORDING, "mention": MENTION, "strong": STRONG, "proof": PROOF}

_BEFORE_HEAD = re.compile(
    r"(?:.*(?P<begin>\n|[.!?;] | [/|] ))?"
    r"(?:[^a-z<]|<(?!/?[a-z])|</?[a-z][^<>\n]{0,40}>"
    r"|\b(?:t|z|utc|gmt|mon?|tue?|wed|thu|fri?|sat?|sun|die?|mit?|don?|jan|feb|m(?:ar|är)|apr"
    r"|ma[iy]|jun|jul|aug|sep|o[ck]t|nov|de[cz]|err(?:or)?|warn(?:ing)?|info|debug|notice|fatal|critical"
    r"|fehler|warnung|hinweis|betreff|betr|meldung|plattform|marktplatz|schnittstellen?|konto|account|shop"
    r"|\w{0,7}bericht|status|report|abruf|abgleich|import|export|postfach|nachricht|e-?mail|antwort)\b){0,60}\Z",
    re.DOTALL,
)
_AFTER_HEAD = re.compile(
    r"(?:[-_. ]{1,2}(?!(?:und|oder|and|or|wie|statt)\b)[\w-]{1,20}){0,2}(?: \([\w .-]{1,24}\))? ?(?:[:\])|>]|-{1,2} |\u2013 )"
)
_HEADING = re.compile(r"[ =#*_:-]{0,20}(?=\n|\Z)")
_HEAD = 60
"""A name that heads its line (»Amazon: …«, »[ebay-import] …«) says whose line it is: so far into it."""

_PATH = re.compile(
    r"(?:(?<![a-z0-9])[a-z]:[\\/]|(?<![\w:])\\{1,2}[\w.$-]+\\|~/|/(?:var|home|srv|opt|usr|tmp|etc|mnt|root|users|data|volumes)/)[^\s\"'<>|]*\Z"
)
_CODE = re.compile(
    r"\A[^\s\"'<>|]*\.(?:php|py|js|ts|mjs|cjs|java|rb|cs|vb|go|pl|phtml|dll|exe|jar)\b"
    r"|\A[^\s\"'<>|]*(?:node_modules|vendor|site-packages|modules|plugins|extensions|packages)[\\/]"
)
_PATH_LENGTH = 160

_SENTENCE = 20
"""A further sentence has so many characters at least."""

_NEAR = 800
"""So far before an error its marketplace may be named where the text names several."""


class Sign(NamedTuple):
    """A clue that was found: whose it is, how strong, where, and why it counts."""

    subject: str
    level: int
    start: int
    end: int
    why: str
    head: bool = False
    """Whether it names a marketplace at the head of its line."""


class Signs:
    """All signs of one text, and the judgement whose error stands at a position.

    `given` is the marketplace that the user named, or None; it counts where the text is silent.
    """

    def __init__(self, flat: Flat, index: Index, sentences: Sentences, given: str | None) -> None:
        self._found: list[Sign] = []
        self._starts: list[int] = []
        self._everywhere: set[str] = set()
        self.against: list[Sign] = []
        self.guessed = False
        self._flat = flat
        self._index = index
        self._sentences = sentences
        self._given = given
        self._lines: dict[int, tuple[bool, str | None]] = {}

    @property
    def found(self) -> list[Sign]:
        """All signs in the order of the text."""
        return self._found

    @found.setter
    def found(self, signs: Iterable[Sign]) -> None:
        self._found = sorted(signs, key=lambda sign: sign.start)
        self._starts = [sign.start for sign in self._found]
        self._lines.clear()
        _, self._everywhere = self.subjects(0, len(self._flat.norm) + 1)

    def read(self, clues: Iterable[tuple[str, Clue, Hit]]) -> None:
        """Take in the clues that hold in the text, with whom they speak of."""
        refuted: set[str] = set()
        working: list[Sign] = []
        found = list(self.found)
        silent: dict[tuple[str, int], list[Sign]] = {}
        for subject, clue, hit in clues:
            level = _LEVELS.get(clue.strength, 0)
            for start, end in sample(hit.spans):
                sign = Sign(subject, level, start, end, clue.pattern.why)
                body = self._heads_a_line(start, end) if level == MENTION else None
                if body is not None:
                    sign = Sign(subject, STRONG, start, end, clue.pattern.why, head=True)
                if level == 0:
                    refuted.add(subject)
                    self.against.append(sign)
                elif level == MENTION and self._is_no_sign(start):
                    self.against.append(sign)
                    silent[subject, start] = self.against
                elif level == MENTION and (
                    self._sentences.is_fine(start) or (body and self._sentences.is_fine(body))
                ):
                    working.append(sign)
                    silent[subject, start] = working
                else:
                    found.append(sign)
        if silent:
            # »Amazon liefert weiterhin« says no more than the name alone.
            spoken = [s for s in found if s.level == STRONG and (s.subject, s.start) in silent]
            for sign in spoken:
                found.remove(sign)
                silent[sign.subject, sign.start].append(sign)
        alone = not found and len({s.subject for s in working}) == 1
        if alone and (self._sentences.contrast() or any(map(self._goes_on, working))):
            # »Der Abruf bei eBay läuft, aber es kommt nichts an«: eBay it is, nevertheless.
            found, working = working, []
        self.against += working
        self.found = [s for s in found if s.level > MENTION or s.subject not in refuted]

    def _is_no_sign(self, position: int) -> bool:
        if self._sentences.is_guess(position):
            self.guessed = True
            return True
        return self._sentences.is_aside(position) or self._in_a_path(position)

    def _heads_a_line(self, start: int, end: int) -> int | None:
        """Where the line or sentence goes on that a name is the head of; None if it is not.

        There may be a time, a level or the like before the name, and a word or two behind it.
        """
        # A clue may hold the colon behind the name.
        end -= self._flat.norm[end - 1] in ":])"
        after = _AFTER_HEAD.match(self._flat.norm, end) or _HEADING.match(self._flat.text, end)
        if after is None:
            return None
        before = _BEFORE_HEAD.match(self._flat.text[max(0, start - _HEAD) : start].lower())
        begins = start <= _HEAD
        if before is None or not (begins or before["begin"]):
            return None
        body = after.end()
        while body < len(self._flat.text) and self._flat.text[body] in " :)]|>\"'":
            body += 1
        return body

    def _goes_on(self, sign: Sign) -> bool:
        """Whether a line that a name is the head of goes on behind the sentence that says all is well.

        »eBay: Bestellungen laufen. Seit dem Update fehlt …« is about eBay.
        """
        if not sign.head:
            return False
        _, end = sentence_span(self._flat, sign.end + 1)
        return line_span(self._flat, sign.start)[1] - end >= _SENTENCE

    def _in_a_path(self, position: int) -> bool:
        """Whether a name is but that of a folder or a file, as in a path to an export.

        What runs there tells more: the name of a program's own file says whose program it is.
        """
        norm = self._flat.norm
        if not _PATH.search(norm, max(0, position - _PATH_LENGTH), position):
            return False
        return _CODE.match(norm[position : position + _PATH_LENGTH]) is None

    def add(self, hits: Iterable[tuple[Finding, Hit]]) -> None:
        """A pattern that identifies its marketplace is a strong sign where it stands."""
        found = list(self.found)
        for finding, hit in hits:
            pattern = hit.probe.pattern
            owner = finding.service if finding.marketplace == NONE else finding.marketplace
            if pattern.identifies and owner and owner != ANY:
                for start, end in sample(hit.spans):
                    found.append(Sign(owner, STRONG, start, end, pattern.why))
        self.found = found

    def of(self, subject: str | None) -> list[Sign]:
        """The signs of one marketplace or service."""
        return [sign for sign in self.found if sign.subject == subject]

    def subjects(self, low: int, high: int) -> tuple[int, set[str]]:
        """The strongest signs within a span: their level, and whose they are."""
        level = 0
        owners: set[str] = set()
        for sign in self._found[bisect_left(self._starts, low) : bisect_left(self._starts, high)]:
            if sign.level >= level:
                if sign.level > level:
                    level, owners = sign.level, set()
                owners.add(sign.subject)
        return level, owners

    def subject_at(self, position: int) -> str | None:
        """Whose error stands at a position; None where the text does not tell."""
        if not self.found:
            return self._given
        low, high = line_span(self._flat, position)
        if low not in self._lines:
            self._lines[low] = self._subject_of_line(low, high, position)
        certain, subject = self._lines[low]
        return subject if certain else self._named_before(position) or subject

    def _subject_of_line(self, low: int, high: int, position: int) -> tuple[bool, str | None]:
        """Whether the line, its log entry or the text settles the subject; else the best guess."""
        if len({sign.subject for sign in self.found}) == 1:
            return True, self.found[0].subject
        everywhere = self._everywhere
        alone = next(iter(everywhere)) if len(everywhere) == 1 else None
        level, here = self.subjects(low, high)
        if len(here) > 1:
            here = self._heading(low, high) or here
        if len(here) == 1 and level >= STRONG:
            return True, next(iter(here))
        event = event_span(self._flat, position)
        if event:
            # What its other lines say more surely counts for a line of a log.
            _, here = self.subjects(*event)
        if len(here) == 1 and (event or alone is None):
            return True, next(iter(here))
        if alone is not None:
            return True, alone
        if all(name in self._index.knowledge.services for name in everywhere):
            # Whichever service it is, it is no marketplace.
            first = max(self.found, key=lambda sign: (sign.level, -sign.start))
            return True, first.subject
        return False, self._given if self._given in everywhere else None

    def _heading(self, low: int, high: int) -> set[str] | None:
        """Whom a line is headed with, where all that speaks otherwise is the wording of an error.

        »Amazon: Auth token is hard expired« is about Amazon, though only eBay says it like that. A shop
        that works with keys is but where the program runs if the line names the other one, too.
        """
        first, last = bisect_left(self._starts, low), bisect_left(self._starts, high)
        signs = [sign for sign in self._found[first:last] if sign.level >= STRONG]
        heads = {sign.subject for sign in signs if sign.head}
        norm = self._flat.norm
        others = [sign for sign in signs if sign.subject not in heads]
        if len(heads) == 1 and all(" " in norm[sign.start : sign.end] for sign in others):
            named = {sign.subject for sign in self._found[first:last] if sign.level == MENTION}
            elsewhere = any(sign.subject in named for sign in others)
            return None if elsewhere and all(map(self._has_keys, heads)) else heads
        return None

    def _has_keys(self, subject: str) -> bool:
        market = self._index.knowledge.marketplaces.get(subject)
        return market is not None and market.sign_in == "keys"

    def _named_before(self, position: int) -> str | None:
        """The subject of the last strong sign before a position, if it is near."""
        first = bisect_left(self._starts, position - _NEAR)
        last = bisect_left(self._starts, position + 1)
        near = [sign for sign in self._found[first:last] if sign.level >= STRONG]
        return max(near, key=lambda sign: (sign.start, sign.level)).subject if near else None


def sample(spans: tuple[tuple[int, int], ...]) -> tuple[tuple[int, int], ...]:
    """Enough places to judge by: all of a few, else the first and the last ones."""
    return spans if len(spans) <= 24 else spans[:12] + spans[-12:]
