r"""Peel one layer of encoding off a text, and know where each character came from.

Percent-encoding (``%7C``, UTF-8), JSON's ``\u007c`` and ``\n``, HTML's entities, quoted-printable, line
breaks of HTML and invisible characters are undone together; a text that was encoded twice is peeled twice. Escaped quotes (``\"``) stay:
the readers of fields understand them at any depth.
"""

import html
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from wizard.lines import LONG, NUMERALS

from .text import Span, pattern

# Each begins with a character of its own, so that the search may leap from one to the next.
_PERCENT = r"%[0-9A-Fa-f]{2}(?:%[0-9A-Fa-f]{2}){0,63}"
_UNICODE = r"\\\\{0,31}(?:u[0-9A-Fa-f]{4}|x[2-7][0-9A-Fa-f])"
_LINE_BREAK = r"\\\\{0,31}[nrt]"  # a line ends there for those who wrote it
_ENTITY = r"&(?:[a-zA-Z]{2,8}|\#[0-9]{2,6}|\#[xX][0-9A-Fa-f]{2,5});"
_INVISIBLE = (
    "\u200b\u200c\u200d\u2060\ufeff\u00ad"  # mail clients and web pages put them into long words
)
_PRINTABLE = r"=(?:[0-9A-F]{2}(?:=[0-9A-F]{2}){0,63}|\r?\n[> ]{0,4})"
_IN_PRINTABLE = (
    "=3D",
    "=C3=",
    "=C2=",
    "=C4=",
    "=C5=",
    "=E2=80=",
    "=20\n",
    "=20\r",
    "uoted-printable",
)
"""What tells that »=« is an escape here: hardly anything else has it."""
_BREAK = r"<w?br[ ]?/?>(?:\r?\n)?"  # a line ends there for those who see the page
_MAIL = 20_000
"""So long a mail may be that is read anew as a whole; of longer texts the lines with escapes are."""
_WHITE = {"n": "\n", "r": "\r", "t": "\t"}
MOST_LAYERS = 5
_LONGEST_BREAK = 8
"""So many characters behind the end of a line may belong to an escape that is the end of one."""


@dataclass(frozen=True, slots=True)
class Layer:
    """A text with one layer of encoding removed.

    ``places``: starts, in ``text``, of the pieces it is made of; ``origins``: their starts in the
    outer text; ``coded``: whether the piece was an escape (one character here, several there).
    """

    text: str
    places: list[int]
    origins: list[int]
    coded: list[bool]

    def outward(self, span: Span) -> Span:
        """The span of the outer text that a span of this text came from."""
        return self._origin(span[0]), self._origin(span[1] - 1, behind=True), span[2]

    def _origin(self, place: int, behind: bool = False) -> int:
        piece = bisect_right(self.places, place) - 1
        if not self.coded[piece]:
            return self.origins[piece] + place - self.places[piece] + behind
        return self.origins[piece + behind]


def peeled(text: str, distinct: str | None = None) -> Layer | None:
    """The text with one layer of encoding removed, or None if there is none.

    `distinct`: its different lines, which show quicker what it holds (:attr:`Scan.distinct`).
    """
    seen = text if distinct is None else distinct
    printable = (
        "=" in seen
        and any(sign in seen or sign.translate(NUMERALS) in seen for sign in _IN_PRINTABLE)
        and any(map(text.__contains__, _IN_PRINTABLE))
    )
    breaks = "<br" in seen or "<wbr" in seen
    escaped = "\\" in seen  # one sign is found much quicker than two
    kinds = [
        (source, signs)
        for source, signs, present in (
            (_PERCENT, "%", "%" in seen and pattern(_PERCENT).search(seen)),
            (_UNICODE, "\\", escaped and ("\\u" in seen or "\\x" in seen)),
            (_LINE_BREAK, "\\", escaped and ("\\n" in seen or "\\r" in seen)),
            (_ENTITY, "&", "&" in seen and ";" in seen),
            (_PRINTABLE, "=", printable),
            (_BREAK, "<", breaks),
            (
                f"[{_INVISIBLE}]",
                _INVISIBLE,
                not seen.isascii() and any(map(seen.__contains__, _INVISIBLE)),
            ),
        )
        if present
    ]
    if not kinds:
        return None
    escapes = pattern("|".join(source for source, _ in kinds))
    signs = {sign for _, signs in kinds for sign in signs}
    whole = (printable or breaks) and len(text) <= _MAIL
    parts: list[str] = []
    places: list[int] = []
    origins: list[int] = []
    coded: list[bool] = []
    place = last = 0

    def keep(start: int, end: int) -> None:
        nonlocal place
        if end > start:
            parts.append(text[start:end])
            places.append(place)
            origins.append(start)
            coded.append(False)
            place += end - start

    for found in escapes.finditer(text) if len(text) < LONG else _by_lines(escapes, text, signs):
        units = _decoded(found[0])
        if units is None:
            continue
        origin = found.start()
        line_end = text.find("\n", last, origin) + 1
        # Only lines with an escape in them need another look, but for texts that are such as a whole.
        if line_end and not whole:
            if parts:
                keep(last, line_end)
            last = text.rfind("\n", last, origin) + 1
        keep(last, origin)
        for characters, length in units:
            for character in characters:
                parts.append(character)
                places.append(place)
                origins.append(origin)
                coded.append(True)
                place += 1
            origin += length
        # The end of the escape, for spans that end with it.
        last = found.end()
    if not parts:
        return None
    line_end = -1 if whole else text.find("\n", last)
    places.append(place)
    origins.append(last)
    coded.append(False)
    parts.append(text[last : line_end if line_end >= 0 else len(text)])
    return Layer("".join(parts), places, origins, coded)


def _by_lines(escapes: re.Pattern[str], text: str, signs: Iterable[str]) -> Iterator[re.Match[str]]:
    """All escapes of a long text, read only in lines that hold a sign with which one begins."""
    ahead = dict.fromkeys(signs, -1)
    """Where each sign stands next."""
    low = 0
    while True:
        for sign, at in list(ahead.items()):
            if at < low:
                ahead[sign] = text.find(sign, low)
                if ahead[sign] < 0:
                    del ahead[sign]
        if not ahead:
            return
        first = min(ahead.values())
        end = text.find("\n", first)
        end = end if end >= 0 else len(text)
        # An escape may go on behind the end of its line.
        for found in escapes.finditer(text, first, end + _LONGEST_BREAK):
            if found.start() > end:
                break
            low = found.end()
            yield found
        low = max(low, end + 1)


def _decoded(escape: str) -> list[tuple[str, int]] | None:
    """What an escape stands for: characters, each with the length of what it was written as."""
    if escape[0] == "%" or (escape[0] == "=" and escape[1:2] not in "\r\n"):
        raw = bytes.fromhex(re.sub("[%=]", "", escape))
        if raw.isascii():
            return [(chr(byte), 3) for byte in raw]
        try:
            return [(character, 3 * len(character.encode())) for character in raw.decode()]
        except UnicodeDecodeError:
            return [(chr(byte), 3) for byte in raw]
    if escape[0] == "=" or escape[0] in _INVISIBLE:
        return [("", len(escape))]
    if escape[0] == "<":
        return [("" if escape[1] == "w" else "\n", len(escape))]
    if escape[0] == "\\" and escape[-1] in "nrt":
        return [(_WHITE[escape[-1]], len(escape))]
    if escape[0] == "\\":
        return [(chr(int(escape.lstrip("\\")[1:], 16)), len(escape))]
    character = html.unescape(escape)
    return None if character == escape or len(character) > 2 else [(character, len(escape))]
