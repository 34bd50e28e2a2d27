"""Judges a message that no finding knows, or knows no cause of, by its words.

Whoever reads thousands of such messages sees at a glance that »invalid date range« is about a date and
»connection lost, please reconnect« may be about the consent, without knowing either. What stands for
that experience are weights of words and pairs of words, learned from labelled messages (`make learn`).
They decide one thing only: whether such a message still deserves »maybe«, or »no«. They never say
»yes«, and never which marketplace it is. Where a message speaks of access at all (a token, a refusal, a
connection), more is needed for »no«: among those are the ones that a new consent would mend.
"""

from __future__ import annotations

import re
from collections import Counter

from .catalog import WordWeights
from .read import line_span
from .unwrap import Flat

_TERM = re.compile("[a-z0-9]+")
_NAMES = frozenset("amazon ebay otto kaufland shopify shopware etsy woocommerce magento".split())
_NAME = "@"
"""What stands for a marketplace's name: whose message it is says nothing about what it means."""
_NUMBER = "0000"
"""What stands for a number of more digits: a code, an order, a time."""
_STATUS = 3
"""So many digits has the status of an answer (404, 503): these are words of their own."""
_STEM = 5
"""A longer word counts by its beginning, too: »Artikelnummer« says what »Artikel« says."""

_NEAR = 2_000
"""So many characters before and behind an error are read."""

_CUT_OFF = re.compile(r'[:=] ?"\w*\Z')
_MESSAGE_CUT_OFF = re.compile(r'(?:message|description)["\']?(?:>| ?[:=] ?["\'])\w{0,12}\Z')
"""What a text ends with whose message itself is missing."""
_ENDING = 40
"""It takes fewer characters than these: no more are read."""
_FEWEST = 3
"""So many different words must be known of what is cut off: »"error": {"code": "Unaut« is not harmless."""

_SHOWN = 100
"""So many characters before and behind the word that weighs most are shown as evidence."""


def terms(norm: str) -> dict[str, int]:
    """The words, stems and pairs of words of a normalised text (:attr:`wizard.unwrap.Flat.norm`).

    Each with its first place. A stem ends in a hyphen.
    """
    found: dict[str, int] = {}
    before: tuple[str, int] | None = None
    for match in _TERM.finditer(norm):
        word = match.group()
        if word in _NAMES:
            word = _NAME
        elif word.isdigit() and len(word) != _STATUS:
            if len(word) < _STATUS:
                # Of a day, an hour or an amount.
                before = None
                continue
            word = _NUMBER
        elif len(word) > _STEM:
            found.setdefault(f"{word[:_STEM]}-", match.start())
        found.setdefault(word, match.start())
        if before is not None:
            found.setdefault(f"{before[0]} {word}", before[1])
        before = word, match.start()
    return found


def known(flat: Flat, position: int, learned: WordWeights) -> dict[str, int]:
    """The terms near an error whose weights were learned, each with its first place in the flat text."""
    low = max(0, position - _NEAR)
    found = terms(flat.norm[low : position + _NEAR])
    return {term: low + start for term, start in found.items() if term in learned.weights}


def needed(flat: Flat, position: int, learned: WordWeights) -> int:
    """What the weights near an error must exceed: more where the text there speaks of access."""
    near = flat.norm[max(0, position - _NEAR) : position + _NEAR]
    speaks = any(stem in near for stem in learned.access)
    return learned.needed_of_access if speaks else learned.needed


def unrelated(flat: Flat, position: int, learned: WordWeights) -> tuple[int, int] | None:
    """Where a text shows that its error has nothing to do with signing in; None if it may have.

    `position`: where in the flat text the error stands. The place is the line, or the part of a long
    one, whose words weigh most.
    """
    weights = learned.weights
    places = known(flat, position, learned)
    if not places or sum(weights[term] for term in places) <= needed(flat, position, learned):
        return None
    if _MESSAGE_CUT_OFF.search(flat.norm, max(0, len(flat.norm) - _ENDING)):
        return None
    words = sum(" " not in term and not term.endswith("-") for term in places)
    if words < _FEWEST and _CUT_OFF.search(flat.norm):
        return None
    lines: Counter[tuple[int, int]] = Counter()
    for term, place in places.items():
        lines[line_span(flat, place)] += weights[term]
    (begin, end), _ = lines.most_common(1)[0]
    of_line = [term for term, place in places.items() if begin <= place < end]
    heaviest = max(of_line, key=lambda term: weights[term])
    return _words(flat.norm, begin, places[heaviest], end)


def _words(norm: str, begin: int, place: int, end: int) -> tuple[int, int]:
    """The whole words around a place, no more than are shown, within a line."""
    low, high = place - _SHOWN, place + _SHOWN
    if low > begin:
        begin = norm.find(" ", low, place) + 1 or low
    if high < end:
        blank = norm.rfind(" ", place, high)
        end = blank if blank > place else high
    return begin, end
