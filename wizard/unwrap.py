r"""First stage: takes a pasted text out of the layers it arrived in.

Messages arrive escaped (JSON in JSON), as entities, URL-encoded, quoted in mails, with the
typographic quotes of a mail client. All these layers are undone *in place*: the result is one flat
text in the order of the original, together with a map that leads each position back to what the
user pasted. Nested layers of one kind (`\\\"`, `&amp;quot;`, `%2522`) collapse in one step; mixed
ones in at most :data:`ROUNDS` rounds. All work is linear in the text.
"""

from __future__ import annotations

import re
import sys
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence, Set
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

from .lines import LONG, Lines

LIMIT = 10_000_000
"""How many characters are looked at; of a longer text, the part with the newest entries."""

ROUNDS = 3
"""How often the layers are undone; deeper mixtures have not been seen in real messages."""

_BLURRED_LIMIT = 20_000
"""Up to which length a text is also read with the eyes half closed (see :meth:`Flat.blur`)."""


class _Map:
    """Leads positions of a rewritten text back; runs of equal length are one to one."""

    __slots__ = ("at", "to")

    def __init__(self, at: list[int], to: list[int]) -> None:
        self.at = at
        self.to = to

    def start(self, position: int) -> int:
        run = min(bisect_right(self.at, position) - 1, len(self.at) - 2)
        offset = position - self.at[run]
        if self._even(run):
            return self.to[run] + offset
        return self.to[run] if position < self.at[-1] else self.to[-1]

    def end(self, position: int) -> int:
        if position == 0:
            return 0
        run = min(bisect_right(self.at, position - 1) - 1, len(self.at) - 2)
        if self._even(run):
            return self.to[run] + position - self.at[run]
        return self.to[run + 1]

    def _even(self, run: int) -> bool:
        return self.at[run + 1] - self.at[run] == self.to[run + 1] - self.to[run]


@dataclass(frozen=True)
class Flat:
    """A text without its layers.

    `text`: as written, runs of white space collapsed to one (a newline if the run had one).
    `norm`: the same length in ASCII, lower case, umlauts and quotes folded, newlines as spaces;
    this is what literals and patterns are looked for in. `raw`: the same as bytes, newlines left
    in. `cut`: the original was too long; `offset` says where in it the part begins that was taken.
    """

    text: str
    norm: str
    raw: bytes
    maps: tuple[_Map, ...]
    offset: int = 0
    cut: bool = False

    def origin(self, start: int, end: int) -> tuple[int, int]:
        """The span of the pasted text from which `text[start:end]` came."""
        for one in reversed(self.maps):
            start, end = one.start(start), one.end(end)
        return start + self.offset, max(start, end) + self.offset

    @cached_property
    def lines(self) -> Lines | None:
        """The distinct lines, as in `norm`, of a text that is so long that they are worth it."""
        if len(self.raw) < LONG:
            return None
        lines = Lines(self.raw.translate(_SEARCHED_BY_LINES).decode("ascii"))
        return lines if lines.are_few or lines.are_worth_it else None

    @property
    def signs(self) -> str:
        """Whatever has neither digits nor blanks stands in here if it stands in `norm`."""
        return self.norm if self.lines is None else self.lines.distinct

    def blur(self) -> str:
        """The text as a screenshot reader may have seen it.

        Vowels, spaces and signs are left out and look-alikes made one, so that lost umlauts,
        O for 0, l for 1, rn for m and broken lines do not matter. Empty for long texts.
        """
        return _blurred(self.raw) if len(self.raw) <= _BLURRED_LIMIT else ""

    def unblur(self, start: int, end: int) -> tuple[int, int]:
        """The span of `text` from which a span of :meth:`blur` came."""
        seen = list(accumulate(self.raw.translate(_WIDTHS)))
        return bisect_right(seen, start), bisect_right(seen, end - 1) + 1


def unwrap(text: str) -> Flat:
    """Undo all layers of a pasted text; never fails, whatever the text is."""
    offset = 0
    cut = len(text) > LIMIT
    if cut:
        offset = _newest_part(text)
        text = text[offset : offset + LIMIT]
    maps: list[_Map] = []
    foreign = _foreign(text)
    for _ in range(ROUNDS):
        before = len(maps)
        for signs, parts, pattern, replacement in _LAYERS:
            if _shows(text, signs, foreign):
                within = _parts_with(text, parts) if parts else _WHOLE
                text, added = _rewrite(text, within, pattern, replacement, maps)
                foreign |= _foreign(added)
        if len(maps) == before:
            break
    text, _ = _rewrite(text, _runs_of_blanks(text, foreign), _SPACE, _space, maps)
    if "-\n" in text:
        text, _ = _rewrite(text, _WHOLE, _WRAPPED, _nothing, maps)
    if not text.isascii():
        for blank in _ODD_BLANKS:
            if blank <= "\xff" or blank in foreign:
                text = text.replace(blank, " ")
    raw = _folded(text, foreign)
    norm = raw.translate(_SEARCHED).decode("ascii")
    return Flat(text=text, norm=norm, raw=raw, maps=tuple(maps), offset=offset, cut=cut)


def normalise(text: str) -> str:
    """Lower case, umlauts and quotes folded, white space as spaces; the length stays the same.

    The result is plain ASCII, which is what makes searching it fast: other letters become
    :data:`STRANGE`.
    """
    return _folded(text, _foreign(text)).translate(_SEARCHED).decode("ascii")


def _folded(text: str, foreign: Set[str]) -> bytes:
    """The same with newlines left in; `foreign`: what of the text is beyond Latin-1."""
    if text.isascii():
        return text.encode("ascii").lower()
    for char in foreign & _FOLD.keys():
        text = text.replace(char, _FOLD[char])
    return text.encode("latin-1", "replace").translate(_FOLD_LATIN)


STRANGE = "?"
"""What a letter that is neither ASCII nor folded looks like in normalised text."""


def blurred(literal: str) -> str:
    """A literal as :meth:`Flat.blur` would show it."""
    return _blurred(_folded(literal, _foreign(literal)))


def _blurred(raw: bytes) -> str:
    seen = raw.translate(_LOOKALIKES, _UNSEEN)
    # One letter becomes two, not the reverse, so that a literal is found whatever stands around.
    for letter, pair in _PAIRS:
        seen = seen.replace(letter, pair)
    return seen.decode("ascii")


def _foreign(text: str) -> set[str]:
    """The characters of a text that are beyond Latin-1, and perhaps some more.

    Told once, since it takes long to look for each of them in a long text.
    """
    if text.isascii():
        return set()
    try:
        text.encode("latin-1")
    except UnicodeEncodeError:
        written = text.encode("latin-1", "xmlcharrefreplace")
        return {chr(int(number)) for number in set(_REFERENCE.findall(written))}
    return set()


_REFERENCE = re.compile(rb"&#([0-9]{3,6});")


def _shows(text: str, signs: Sequence[str] | re.Pattern[str], foreign: Set[str]) -> bool:
    """Whether one of some signs is in a text."""
    if isinstance(signs, re.Pattern):
        return signs.search(text) is not None
    return any(sign in text for sign in signs if sign[-1] <= "\xff" or sign[-1] in foreign)


type _Parts = Iterable[tuple[int, int]]

_WHOLE: _Parts = ((0, sys.maxsize),)


def _parts_with(text: str, sign: str) -> _Parts:
    """The parts of a text between blanks that hold a sign, in order.

    Nothing that these layers undo holds a blank, so the rest of the text need not be read.
    """
    high = 0
    at = text.find(sign)
    while at >= 0:
        low = max(text.rfind(" ", high, at), text.rfind("\n", high, at), high - 1) + 1
        blank = _BLANK.search(text, at)
        high = blank.start() if blank else len(text)
        yield low, high
        at = text.find(sign, high)


_BLANK = re.compile("[ \n]")


def _runs_of_blanks(text: str, foreign: Set[str]) -> _Parts:
    """The parts of a text in which blanks (or signs of quoted mails) follow each other."""
    if not foreign.isdisjoint(_FURTHER_BLANKS):
        yield from _WHOLE
        return
    classes = text.encode("latin-1", "replace").translate(_BLANKS)
    high = len(classes) - len(classes.lstrip(b" "))
    yield 0, high
    at = classes.find(b"  ", high)
    while at >= 0:
        high = classes.find(b"x", at)
        high = high if high >= 0 else len(text)
        yield at, high
        at = classes.find(b"  ", high)


_FURTHER_BLANKS = "\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000"
"""All that is white space beyond Latin-1."""
_ODD_BLANKS = f"\x85\xa0{_FURTHER_BLANKS}"
"""The expressions that are looked for in the text as written know one blank."""
_BLANKS = bytes(32 if chr(byte).isspace() or byte == ord(">") else 120 for byte in range(256))


def _rewrite(
    text: str,
    parts: _Parts,
    pattern: re.Pattern[str],
    replacement: Callable[[re.Match[str]], str | None],
    maps: list[_Map],
) -> tuple[str, str]:
    """A text with parts of it replaced, and all that came into it; the map is added to `maps`."""
    pieces: list[str] = []
    at = [0]
    to = [0]
    done = 0
    length = 0
    changed = False
    for match in (match for part in parts for match in pattern.finditer(text, *part)):
        new = replacement(match)
        if new is None:
            continue
        start, end = match.span()
        changed = True
        pieces.append(text[done:start])
        pieces.append(new)
        length += start - done
        if len(new) != end - start:
            at.append(length)
            to.append(start)
            at.append(length + len(new))
            to.append(end)
        length += len(new)
        done = end
    if not changed:
        return text, ""
    added = "".join(pieces[1::2])
    pieces.append(text[done:])
    if len(at) > 1:
        at.append(length + len(text) - done)
        to.append(len(text))
        maps.append(_Map(at, to))
    return "".join(pieces), added


# --- the layers -------------------------------------------------------------------------------

_ESCAPE = re.compile(
    r"(?P<path>(?<![A-Za-z0-9])[A-Za-z]:\\+[^\s\"'<>|*?,;]+)"
    r"|\\+u(?P<high>[dD][89abAB][0-9a-fA-F]{2})\\+u(?P<low>[dD][c-fC-F][0-9a-fA-F]{2})"
    r"|\\+u(?P<hex>[0-9a-fA-F]{4})"
    r"|\\+(?P<char>[\"'/nrt])"
    r"|\\{2,}"
)


def _escape(match: re.Match[str]) -> str | None:
    kind = match.lastgroup
    if kind is None:
        return "\\"
    if kind == "char":
        char = match["char"]
        return _CONTROL.get(char, char)
    if kind == "hex":
        return _character(int(match["hex"], 16))
    if kind == "low":
        high, low = int(match["high"], 16), int(match["low"], 16)
        return _character(0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00))
    return None  # a Windows path keeps its backslashes


_CONTROL = {"n": "\n", "r": "\n", "t": "\t"}

_ENTITY = re.compile(
    r"&(?:amp;)*(?:(?P<name>[A-Za-z]{2,6});|#(?P<number>[0-9]{1,7});|#[xX](?P<hex>[0-9a-fA-F]{1,6});)"
)
# The names that occur in error pages and mails; a full table would cost start-up time.
_NAMES = {
    "quot": '"', "amp": "&", "lt": "<", "gt": ">", "apos": "'", "nbsp": " ",
    "auml": "ä", "ouml": "ö", "uuml": "ü", "Auml": "Ä", "Ouml": "Ö", "Uuml": "Ü", "szlig": "ß",
    "eacute": "é", "egrave": "è", "euro": "€", "copy": "©", "hellip": "…",
    "ndash": "-", "mdash": "-", "lsquo": "'", "rsquo": "'", "sbquo": "'",
    "ldquo": '"', "rdquo": '"', "bdquo": '"', "laquo": '"', "raquo": '"',
}  # fmt: skip


def _entity(match: re.Match[str]) -> str | None:
    name = match["name"]
    if name is not None:
        return _NAMES.get(name)
    if match["number"] is not None:
        return _character(int(match["number"]))
    return _character(int(match["hex"], 16))


# A run that is URL-encoded as a whole: there, too, + stands for a space.
_ENCODED_RUN = re.compile(r"[^\s\"'<>]{6,}")
_ENCODED_SIGN = re.compile(r"%[0-9A-Fa-f]{2}")


def _encoded_run(match: re.Match[str]) -> str | None:
    run = match.group()
    return run.replace("+", " ") if "+" in run and _ENCODED_SIGN.search(run) else None


_PERCENT = re.compile(r"(?:%(?:25)*[89A-Fa-f][0-9A-Fa-f])+|%(?:25)*(?P<ascii>[0-7][0-9A-Fa-f])")
_PERCENT_BYTE = re.compile(r"%(?:25)*([0-9A-Fa-f]{2})")


def _percent(match: re.Match[str]) -> str | None:
    plain = match["ascii"]
    if plain is not None:
        return _character(int(plain, 16))
    raw = bytes(int(part, 16) for part in _PERCENT_BYTE.findall(match.group()))
    return _text(raw)


# A form body: name=value, where + stands for a space; or at least three words joined by it.
_FORM = re.compile(
    r"(?<![\w+.])[\w.]+=[\w.%:+'*~-]+|(?<![A-Za-z+])[A-Za-z']{1,40}(?:\+[A-Za-z:_']{1,40}){2,}"
)


def _form(match: re.Match[str]) -> str | None:
    body = match.group()
    return body.replace("+", " ") if "+" in body else None


# Both begin with one fixed sign, which is what makes them fast.
_IS_QUOTED_PRINTABLE = re.compile(r"=(?:3D|C3=|\r?\n)")
_QUOTED_PRINTABLE = re.compile(
    r"=(?:\r?\n|[89A-F][0-9A-F](?:=[89A-F][0-9A-F])*|(?P<ascii>3D|20|22|27|3C|3E|26|7B|7D|5C|5F|2E))"
)


def _quoted_printable(match: re.Match[str]) -> str | None:
    if match["ascii"] is not None:
        return _character(int(match["ascii"], 16))
    body = match.group()
    if body.endswith("\n"):
        return ""
    return _text(bytes.fromhex(body.replace("=", "")))


# UTF-8 read as Latin-1 or Windows-1252, as old programs do.
_MOJIBAKE = re.compile("Ã[¤¶¼Ÿ\x9f„–œ\x84\x96\x9c©]|â€[œžŸ™˜“”\x9d\x9c\x9e\x99]|Â(?=[ \xa0»«°§])")
_MOJIBAKE_CHARS = {
    "Ã¤": "ä", "Ã¶": "ö", "Ã¼": "ü", "ÃŸ": "ß", "Ã\x9f": "ß", "Ã„": "Ä", "Ã\x84": "Ä",
    "Ã–": "Ö", "Ã\x96": "Ö", "Ãœ": "Ü", "Ã\x9c": "Ü", "Ã©": "é", "â€™": "'", "â€˜": "'",
    "â€\x99": "'", "Â": "",
}  # fmt: skip


def _mojibake(match: re.Match[str]) -> str | None:
    return _MOJIBAKE_CHARS.get(match.group(), '"')


_INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff\u00ad\x00-\x08]+")


def _nothing(_match: re.Match[str]) -> str | None:
    return ""


# A run of white space, with the signs of quoted mails in it.
_SPACE = re.compile(r"\s[\s>]+|\A>[\s>]*")


def _space(match: re.Match[str]) -> str | None:
    return "\n" if "\n" in match.group() else " "


# A line that was broken behind a hyphen: »re-⏎authorize«, »api.ebay.com/post-⏎order«.
_WRAPPED = re.compile(r"(?<=[^\W_]-)\n(?=[^\W\d_])")

# The signs of which one must be there, the one to which the parts belong that need be read if not
# all must, what is looked for and what it becomes.
_LAYERS: tuple[
    tuple[
        Sequence[str] | re.Pattern[str], str, re.Pattern[str], Callable[[re.Match[str]], str | None]
    ],
    ...,
] = (
    ("\\", "\\", _ESCAPE, _escape),
    ("&", "&", _ENTITY, _entity),
    ("+", "+", _ENCODED_RUN, _encoded_run),
    ("%", "%", _PERCENT, _percent),
    (_IS_QUOTED_PRINTABLE, "", _QUOTED_PRINTABLE, _quoted_printable),
    (("Ã", "â€", "Â"), "", _MOJIBAKE, _mojibake),
    ("+", "+", _FORM, _form),
    (
        "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u00ad\x00",
        "",
        _INVISIBLE,
        _nothing,
    ),
)


def _character(number: int) -> str:
    if 0xD800 <= number <= 0xDFFF or number > 0x10FFFF:
        return "\ufffd"
    return chr(number)


def _text(raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace")


# --- folding ----------------------------------------------------------------------------------

_FOLD = {
    "ä": "a", "ö": "o", "ü": "u", "ß": "s", "Ä": "a", "Ö": "o", "Ü": "u", "é": "e", "è": "e",
    "„": '"', "“": '"', "”": '"', "‟": '"', "″": '"', "«": '"', "»": '"', "＂": '"',
    "‚": "'", "‘": "'", "’": "'", "‛": "'", "′": "'", "´": "'", "‹": "'", "›": "'",
    "–": "-", "—": "-", "‑": "-", "‐": "-", "−": "-", "→": ">",
    "\x85": " ", "\xa0": " ", "\u2028": " ", "\u2029": " ", "\u202f": " ", "\u2009": " ",
    "\u3000": " ",
}  # fmt: skip
# What is not Latin-1 is replaced letter by letter, the rest in one go and in lower case.
_FOLD_LATIN = bytes(
    byte if byte < 128 else ord(_FOLD.get(chr(byte), STRANGE)) for byte in range(256)
).lower()
_SEARCHED = bytes.maketrans(b"\n\r\t\v\f\x1c\x1d\x1e\x1f`", b"         '")
_SEARCHED_BY_LINES = bytes.maketrans(b"\r\t\v\f\x1c\x1d\x1e\x1f`", b"        '")

_SEEN = b"bcdfghjklmnpqrstvwxyz23456789i1|!"
_UNSEEN = bytes(byte for byte in range(256) if byte not in _SEEN)
_LOOKALIKES = bytes.maketrans(b"i1|!", b"llll")
_PAIRS = ((b"m", b"rn"), (b"w", b"vv"))
"""Letters that a screenshot reader takes for two others."""
_WIDE = b"".join(letter for letter, _ in _PAIRS)
_WIDTHS = bytes(0 if byte in _UNSEEN else 2 if byte in _WIDE else 1 for byte in range(256))
"""How many letters of a blurred text each one becomes."""


# --- very long texts --------------------------------------------------------------------------

_YEAR_FIRST = re.compile(r"\b(20\d\d-\d\d-\d\d[T ]\d\d:\d\d:\d\d)")


def _newest_part(text: str) -> int:
    """Where to begin so that :data:`LIMIT` characters hold the newest entries.

    Logs grow at the end; only where dates show that the newest entries come first, the beginning
    is kept.
    """
    first = _YEAR_FIRST.search(text, 0, 20_000)
    times = _YEAR_FIRST.findall(text, len(text) - 20_000)
    if first and times and first[1] > times[-1]:
        return 0
    return len(text) - LIMIT
