"""Second stage: the structure of a flat text, found where it is asked for.

Lines, sentences, times and error codes are looked up around a position, so that the work grows
with what was found and not with the length of the log.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from .lines import places_in
from .unwrap import Flat

_LINE_LIMIT = 4_000
_EVENT_LINES = 40

_TIME = re.compile(
    r"(?P<iso>\b20\d\d[-/.]\d\d[-/.]\d\d[T ]\d\d:\d\d(?::\d\d)?)"
    r"|(?P<german>\b\d\d\.\d\d\.(?:20)?\d\d,? \d\d:\d\d(?::\d\d)?)"
    r"|(?P<dashed>\b\d\d-\d\d-20\d\d \d\d:\d\d(?::\d\d)?)"
    r"|(?P<syslog>\b(?:Jan|Feb|M[aä]r|Apr|Ma[iy]|Jun|Jul|Aug|Sep|O[ck]t|Nov|De[cz])\w* {1,2}\d{1,2} \d\d:\d\d:\d\d)"
    r"|(?P<clock>(?<![\d:.])\d\d:\d\d:\d\d)"
)

# What every time holds: quicker to look for.
_CLOCK = re.compile(r"\d\d:\d\d")

# Where a line of a log begins: a time at its start, after brackets or a level at most.
_LOG_LINE = re.compile(
    r"[\s\[(<\"'|]{0,3}(?:[\w.-]{1,20}[ \]:|]{1,3}){0,2}[\[(]?"
    + f"(?:{_TIME.pattern})".replace("?P<", "?P<_")
)

# What stands before the words of such a line: »Nov 29 10:22:11 srv01 connector[2211]: «.
_LOG_HEAD = re.compile(
    f"{_LOG_LINE.pattern}[^\n]{{0,80}}?"
    r"(?:[:|\]-](?=[ \n]|$)|\b(?i:err(?:or)?|fehler|warn(?:ing|ung)?|info|debug|fatal|critical)(?=[ \n]|$))"
)

# Where a line ends, but not where a sentence goes on in lower case on the next one: mails are wrapped.
_BREAK = r"(?<![a-zäöüß,])\n|\n(?![a-zäöüß]+[ ,.])"
_SENTENCE_END = re.compile(rf"[.!?](?=[\s\"')\]]|$)|{_BREAK}")
_CLAUSE_END = re.compile(
    rf"[.!?;](?=[\"'»“”)]{{0,2}}(?:\s|$))|{_BREAK}"
    r"|,? (?:aber|but|jedoch|während|while|nur) |,\s|: | [/|] "
)

_BEFORE_CODE = re.compile(
    r"(?:error|fehler|err|code|errorid|error_id|errno|nr\.?|nummer|number|meldung|status)"
    r"[\w]{0,8}[\"'\]>)\s:=#.(\[-]{0,8}$|[>(\[]\s?$|=> ?[\"']?$"
)
_AFTER_CODE = re.compile(
    r"\s?(?:[:=)\]-]|\s-\s)\s?[\"'a-z]|[<)\]]| (?:auth|invalid|token|expired|access)"
)
_BEFORE_LIMIT = 32
_DATE_LIMIT = 40
_NARROW, _WIDE = 25, 120
"""So long are lines of a mail that was wrapped, from a telephone's to a wide window's."""


def line_span(flat: Flat, position: int) -> tuple[int, int]:
    """The line around a position, at most some thousand characters to either side."""
    low = flat.text.rfind("\n", max(0, position - _LINE_LIMIT), position) + 1
    low = max(low, position - _LINE_LIMIT, 0)
    high = flat.text.find("\n", position, position + _LINE_LIMIT)
    return low, high if high >= 0 else min(len(flat.text), position + _LINE_LIMIT)


def event_span(flat: Flat, position: int) -> tuple[int, int] | None:
    """The log entry around a position: a line with a time and those that follow without.

    Some programs write what stands before an entry anew on each of its lines. None where the text
    around does not look like a log.
    """
    low, high = line_span(flat, position)
    for _ in range(_EVENT_LINES):
        if _LOG_LINE.match(flat.text, low):
            break
        if low == 0:
            return None
        low, _unused = line_span(flat, low - 1)
    else:
        return None
    head = _log_head(flat, low)
    for _ in range(_EVENT_LINES):
        before = line_span(flat, low - 1)[0] if low and head else low
        if before == low or _log_head(flat, before) != head:
            break
        low = before
    for _ in range(_EVENT_LINES):
        if high >= len(flat.text):
            break
        begins = _LOG_LINE.match(flat.text, high + 1)
        if begins and not (head and _log_head(flat, high + 1) == head):
            break
        _unused, high = line_span(flat, high + 1)
    return low, high


def _log_head(flat: Flat, low: int) -> str | None:
    """What stands before the words of a line of a log that begins at `low`."""
    head = _LOG_HEAD.match(flat.text, low)
    return head.group() if head else None


def sentence_span(flat: Flat, position: int) -> tuple[int, int]:
    """The sentence around a position; its end includes the full stop or question mark."""
    return _span(flat, position, _SENTENCE_END)


def clause_span(flat: Flat, position: int) -> tuple[int, int]:
    """The part of a sentence around a position, between commas, colons and »aber«."""
    return _span(flat, position, _CLAUSE_END)


def lines_between(flat: Flat, start: int, end: int) -> int:
    """How many lines end in a span; those do not count that are full and go on with a word."""
    text = flat.text
    count = 0
    at = text.find("\n", start, end)
    while at >= 0:
        begin = text.rfind("\n", max(0, at - _WIDE), at) + 1
        full = at - max(begin, at - _WIDE) >= _NARROW
        goes_on = text[at - 1].isalpha() or text[at - 1] == ","
        count += not (full and goes_on and text[at + 1 : at + 2].isalpha())
        at = text.find("\n", at + 1, end)
    return count


def _span(flat: Flat, position: int, ends: re.Pattern[str]) -> tuple[int, int]:
    floor = max(0, position - 300)
    low = floor
    for match in ends.finditer(flat.text, floor, position):
        low = match.end()
    end = ends.search(flat.text, position, position + 300)
    return low, end.end() if end else min(len(flat.text), position + 300)


def time_near(flat: Flat, position: int) -> str | None:
    """The time written on the line of a position, or on one of the lines just before it."""
    low, high = line_span(flat, position)
    for _ in range(8):
        end = min(high, low + 200)
        clock = _CLOCK.search(flat.text, low, end)
        match = (
            _TIME.search(flat.text, _before_clock(flat, low, clock.start()), end) if clock else None
        )
        if match:
            return match.group().replace("T", " ")
        if low == 0:
            return None
        low, high = line_span(flat, low - 1)
    return None


def _before_clock(flat: Flat, low: int, clock: int) -> int:
    """Where a time can begin whose hours and minutes are the first ones behind a place."""
    start = max(low, clock - _DATE_LIMIT)
    # Only the name of a month has no limit.
    return low if flat.text[start : start + _DATE_LIMIT // 2].replace("_", "x").isalnum() else start


def codes(flat: Flat, code: str, places: Iterable[int] | None = None) -> Iterator[tuple[int, int]]:
    """Where an error code stands *as a code*, not as part of a number, an amount or a time.

    Numbers of five digits and more, and codes with letters, need no sign around them. `places`:
    where it stands at all, if that is known.
    """
    text = flat.norm
    code = code.lower()
    distinct = len(code) >= 5 or not code.replace(".", "").isdigit()
    for start in places_in(text, code) if places is None else places:
        end = start + len(code)
        if stands_alone(text, start, end) and (
            distinct
            or _BEFORE_CODE.search(text, max(0, start - _BEFORE_LIMIT), start)
            or _AFTER_CODE.match(text, end)
        ):
            yield start, end


def stands_alone(text: str, start: int, end: int) -> bool:
    """Whether a code is no part of a number, an amount, a time or a longer word.

    Which digits stand there does not matter.
    """
    before = text[start - 1] if start else " "
    after = text[end : end + 2]
    if before.isalnum() or before in ".,-_:" or after[:1].isalnum() or after[:1] in ("_", "-"):
        return (
            before == ":"
            and not text[max(0, start - 2) : start - 1].isdigit()
            and not after[:1].isalnum()
        )
    return not (after[:1] in (".", ",", ":") and after[1:].isdigit())
