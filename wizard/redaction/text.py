"""What the stages share: one prepared view of a text, and judgements about strings.

Everything here is linear in the text. Regular expressions are compiled on first use
(compiling costs milliseconds in WebAssembly) and stand behind a literal that must be
present, so that most of them never run.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence, Set
from functools import cache, cached_property
from itertools import islice

from wizard.lines import LONG, Lines, lowered, places_in

from .stems import Stems, held_by

type Span = tuple[int, int, str]
"""Start and end in code points of the text, and the kind of what stands there."""

MARKETPLACE_IDS = frozenset(
    # https://developer-docs.amazon.com/sp-api/docs/marketplace-ids (public constants, no secrets)
    "A2EUQ1WTGCTBG2 ATVPDKIKX0DER A1AM78C64UM0Y8 A2Q3Y263D00KWC A28R8C7NBKEWEA A1RKKUPIHCS9HS "
    "A1F83G8C2ARO7P A13V1IB3VIYZZH AMEN7PMS3EDWL A1805IZSGTT6HS A1PA6795UKMFR9 APJ6JRA9NG5V4 "
    "A2NODRKZP88ZB9 AE08WJ6YKNBMC A1C3SOZRARQ6R3 ARBP9OOSHTCHU A33AVAJ2PDY3EV A17E79C6D8DWNP "
    "A2VIGQ35RCS4UG A21TJRUUN4KGV A19VAU5U5O7RUS A39IBJ37TRP1C6 A1VC38T7YXB528 A2ZV50J4W1RKNI "
    "A1MQXOICRS2Z7M A3H6HPSLHAK3XG A2XZLSVIQ0F4JT A1HOS6GMJ1YWFJ".split()
)

OPEN_MARK, CLOSE_MARK = "\u2039", "\u203a"  # ‹ and ›: what masks begin and end with
MASK_BEGINS = f"{OPEN_MARK}(?=[A-Z])"
"""Where a mask begins. The marks alone say nothing: they are quotation marks as well."""


IGNORECASE = int(re.IGNORECASE)  # a plain number is quicker to look up than the enumeration


@cache
def pattern(source: str, flags: int = 0) -> re.Pattern[str]:
    """Compile a pattern on first use and keep it."""
    return re.compile(source, flags)


@cache
def pattern_b(source: bytes) -> re.Pattern[bytes]:
    """Compile a pattern for bytes on first use and keep it."""
    return re.compile(source)


def _vocabulary_table() -> bytes:
    """Latin-1 bytes to words: letters lowered, every digit a 0, all but - and _ a blank."""
    table = bytearray(b" " * 256)
    for byte in range(256):
        lowered = chr(byte).lower()
        if 48 <= byte <= 57:
            table[byte] = 48
        elif lowered.isalpha() or lowered in "_-":
            table[byte] = ord(lowered) if ord(lowered) < 256 else byte
    return bytes(table)


_VOCABULARY = _vocabulary_table()
_DIGITS = bytes(48 if 48 <= byte <= 57 else byte for byte in range(256))
_RUNS = bytes(
    120 if chr(byte).isascii() and (chr(byte).isalnum() or chr(byte) in "_-+=") else 32
    for byte in range(256)
)


_BLANKS = "\u00a0\u202f\u2007\u2009\u2002\u2003\u3000"

_RARE = 500
"""In texts from this length on, what stands there not more often than this is found by lines."""


_HERE = (0,)


class Scan:
    """One text, prepared for searching: lowered, reversed, as words, as classes of characters.

    All views have the length of the text, so that positions are the same in each of them.
    """

    def __init__(self, text: str) -> None:
        if not text.isascii():
            for blank in _BLANKS:
                text = text.replace(blank, " ")
        self.text = text
        """The text, with a plain blank for every other: web pages and word processors have many."""
        self.is_long = len(text) >= LONG
        """Whether what stands there seldom is looked at wherever it stands."""
        lines = Lines(text) if self.is_long else None
        self._lines = lines if lines and lines.are_worth_it else None
        self.distinct = text if self._lines is None else self._lines.distinct
        """Each different line once, digits as 0; of a short text all of it, as it is.

        What has neither digits nor newlines is in here or not in the text. """
        latin = self.distinct.encode("latin-1", "replace")
        words = set(latin.translate(_VOCABULARY).split())
        if (
            "\\" in self.distinct or "%" in self.distinct
        ):  # words that an escape (\\n, %26) is glued to
            glued = pattern_b(rb"(?:\\[nrt]|%[0-9A-Fa-f]{2})([A-Za-z0-9_-]+)").findall(latin)
            words.update(word.translate(_VOCABULARY) for word in set(glued))
        self.words = words
        """Each different word once, lowered, in Latin-1, digits as 0."""
        self.vocabulary = b" ".join(words).decode("latin-1")
        """The same as one string: what is not in here is not in the text."""

    def held(self, stems: Stems) -> Set[str]:
        """Those of some stems that the text's words hold."""
        return stems.among(self._held)

    @cached_property
    def _held(self) -> set[str]:
        """The stems of all stages that the text's words hold."""
        return held_by(self.words)

    @cached_property
    def lower(self) -> str:
        """The text in lower case, character by character."""
        return lowered(self.text)

    @cached_property
    def distinct_lower(self) -> str:
        """The different lines in lower case."""
        return self.lower if self._lines is None else self._lines.lowered

    @cached_property
    def reverse(self) -> str:
        """The lowered text backwards, to read what stands left of a place."""
        return self.lower[::-1]

    @cached_property
    def digits(self) -> str:
        """Every digit a 0, everything else as it is."""
        return self.text.encode("latin-1", "replace").translate(_DIGITS).decode("latin-1")

    @cached_property
    def runs(self) -> bytes:
        """Characters that opaque strings are made of as x, all others blank."""
        return self.text.encode("latin-1", "replace").translate(_RUNS)

    def has_run(self, length: int) -> bool:
        """Whether so many characters in a row are such as opaque strings are made of."""
        if self._lines is None:
            return b"x" * length in self.runs
        return b"x" * length in self.distinct.encode("latin-1", "replace").translate(_RUNS)

    def places(self, literal: str) -> Iterable[int]:
        """Where a literal in lower case stands, upper and lower case alike."""
        told = self._lines.spots(literal, len(self.text)) if self._lines else None
        return places_in(self.lower, literal) if told is None else told[0]

    def rare_places(self, literal: str) -> list[int] | None:
        """Where a literal stands in a long text, or None if that is too often."""
        if not self.is_long:
            return None
        told = self._lines.spots(literal, _RARE) if self._lines else None
        if told is not None:
            return told[0] if told[1] else None
        places = list(islice(places_in(self.lower, literal), _RARE + 1))
        return places if len(places) <= _RARE else None

    def digit_places(self, template: str) -> Iterable[int]:
        """Where digits stand as in a template of noughts (``000-0000000``), perhaps at a line's begin."""
        if self._lines is None:
            return places_in(self.digits, template)
        found = places_in(self.distinct, template)
        if template[0] == "\n":
            return sorted(at - 1 for hit in found for at in self.everywhere(hit + 1) if at)
        return sorted(at for hit in found for at in self.everywhere(hit))

    def shapes(self, source: str) -> Iterator[tuple[re.Match[str], Sequence[int]]]:
        """Where an expression holds in the different lines, in lower case.

        As what is found there, and by how much its places in the text differ from that one.
        """
        for found in pattern(source).finditer(self.distinct_lower):
            if self._lines is None:
                yield found, _HERE
            else:
                start = found.start()
                yield found, [at - start for at in self._lines.everywhere(start)]

    def everywhere(self, place: int) -> Sequence[int]:
        """All places in the text of what stands at a place of its different lines."""
        return (place,) if self._lines is None else self._lines.everywhere(place)

    def places_of(self, source: str) -> Iterator[int]:
        """Where an expression holds in the lowered text that reads one line and takes digits as one."""
        for found in pattern(source).finditer(self.distinct_lower):
            yield from self.everywhere(found.start())

    def matches(self, source: str) -> Iterator[re.Match[str]]:
        """Where an expression holds that reads one line and takes one digit for another."""
        found = pattern(source).finditer(self.distinct)
        return found if self._lines is None else self._again(source, self.text, found)

    def matches_lower(self, source: str) -> Iterator[re.Match[str]]:
        """The same in the lowered text."""
        found = pattern(source).finditer(self.distinct_lower)
        return found if self._lines is None else self._again(source, self.lower, found)

    def _again(
        self, source: str, text: str, found: Iterable[re.Match[str]]
    ) -> Iterator[re.Match[str]]:
        """What was found in the different lines, wherever it stands in the text."""
        match = pattern(source).match
        for hit in found:
            for place in self.everywhere(hit.start()):
                again = match(text, place)
                if again:
                    yield again

    def left(self, characters: re.Pattern[str], position: int) -> int:
        """Start of what ``characters`` matches directly left of a position (read backwards)."""
        found = characters.match(self.reverse, len(self.text) - position)
        return position - len(found[0]) if found else position


def next_of(places: list[int], start: int) -> int:
    """The first of some places from ``start`` on, -1 if there is none."""
    number = bisect_left(places, start)
    return places[number] if number < len(places) else -1


# --- What an opaque string is -------------------------------------------------------------

_ACRONYMS = frozenset(
    "http https ssl tls xml json api url uri mws lwa sku sql aws php sp id db ftp smtp dns rpc "
    "rest soap dto http2 html css utf gmbh csv pdf jtl ssh tcp vpn erp".split()
)


def _wordlike(part: str) -> bool:
    """Whether a run of letters is made of words: ``MissingAuthenticationToken``, not ``xqpCmqWHJ``."""
    pieces = pattern("[A-Z]?[a-z]+|[A-Z]+(?![a-z])|[A-Z]|[0-9]+").findall(part)
    if not pieces or len(part) / len(pieces) < (4 if len(part) >= 16 else 3):
        return False
    for piece in pieces:
        low = piece.lower()
        if low in _ACRONYMS or piece.isdigit():
            continue
        if len(piece) > 2 and not set(low) & set("aeiouy"):
            return False
        if len(piece) > 24:
            return False
    return True


def looks_opaque(value: str, least: int = 10) -> bool:
    """Whether a string looks made by a machine: a token, a key, a code; not a word or a number.

    Error codes (``woocommerce_rest_cannot_view``, ``MD5101``), class names, dates, versions
    and host names are not opaque: they are what helps in a ticket.
    """
    if len(value) < least or value in MARKETPLACE_IDS:
        return False
    for part in pattern("[^A-Za-z0-9]+").split(value[:512]):
        size = len(part)
        if size < 8 or pattern("(?:19|20)[0-9]{6}T?[0-9]*Z?|0x[0-9a-f]+").fullmatch(part):
            continue
        digits = sum(map(part.count, "0123456789"))
        if digits == size:
            continue
        if digits:
            stem = part.rstrip("0123456789")
            if size - len(stem) == digits and _wordlike(stem):
                continue  # a word with a number: PROJECT2026
            return True
        if size >= 10 and not _wordlike(part) and not part.isupper():
            return True
        if size >= 16 and part.isupper() and not _wordlike(part.capitalize()):
            return True
    return False


_PLACEHOLDERS = frozenset(
    "null none nil true false undefined nan removed redacted hidden masked entfernt geheim anonym "
    "empty leer string array object value wert here example beispiel test unknown unbekannt n/a "
    "ok yes no ja nein optional required missing invalid expired revoked falsch abgelaufen "
    "ungültig fehlt gültig valid korrekt richtig geändert zurückgesetzt vergessen vorhanden "
    "bitte nicht keine keiner kein der die das ein eine ist is was wird wurde war hat has the a an "
    "user you your please check must may not cannot could error failed failure success denied "
    "wrong incorrect malformed unauthorized forbidden neu alt new old siehe see "
    "fehlgeschlagen erfolgreich gesperrt erforderlich abgelehnt verweigert widerrufen unverändert "
    "aktiv inaktiv deaktiviert angemeldet abgemeldet muss sind filtered protected sensitive "
    "concealed encrypted maskiert geschwärzt verborgen ausgeblendet geschützt".split()
)


_SENTENCES = tuple(
    f"{word} "
    for word in "is are must should has have can cannot may the this ist sind muss darf wird wurde hat kann field".split()
)


_MISSING = tuple(
    f" {word}"
    for word in "removed redacted entfernt fehlt leer ungültig erforderlich missing".split()
)
_FIELD_WORDS = (
    "(?:token|secret|key|pass|passwor[dt]|kennwort|pwd|user|username|id|login|code|here|hier)"
)
_NAMED = (  # what a program puts the value in place of: ${TOKEN}, $DB_PASSWORD, process.env.TOKEN
    r"(?:[$%#]\{|\{\{)[ ]?[a-z_][\w.: -]{0,60}\}{0,2}"
    rf"|[$%{{][a-z_]{{0,40}}{_FIELD_WORDS}[%}}]?"
    r"|(?:process\.env|os\.environ|os\.getenv|getenv|env|config|settings|self|this)[.\[(][\w.\"'\[\]()]{2,80};?"
    r"|!(?:vault|secret|ref|env|sub|getatt|include)"
    rf"|(?:your|ihre?|deine?)[_-][a-z_-]{{0,40}}{_FIELD_WORDS}"
)
_NAMED_FIRST = frozenset("$%#{!pogecstydi")


_PART_OF_A_MASK = f"{MASK_BEGINS}|[a-z]{CLOSE_MARK}"
"""The beginning or end of a mask; a mark alone may be part of a password."""


def is_placeholder(value: str) -> bool:
    """Whether a value says that nothing stands there: ``null``, ``<removed>``, ``***``, a mask."""
    bare = value.strip(" \t\r\n\"'`.,;:<>[](){}*#-_„“”‚‘’…!?").lower()
    return (
        not bare
        or _holds_part_of_a_mask(value)
        or bare in _PLACEHOLDERS
        or bare.strip("x") == ""
        or bare.endswith(_MISSING)
        or bare.startswith(_SENTENCES)
        or (
            value[:1].lower() in _NAMED_FIRST
            and pattern(_NAMED, IGNORECASE).fullmatch(value) is not None
        )
    )


def _holds_part_of_a_mask(value: str) -> bool:
    # Hardly a value has one of the marks, which is told much quicker.
    marked = OPEN_MARK in value or CLOSE_MARK in value
    return marked and pattern(_PART_OF_A_MASK).search(value) is not None


def is_password(value: str, *, quoted: bool) -> bool:
    """Whether a word after »Passwort« can be one: a letter with a digit or a sign."""
    if is_placeholder(value) or "\\u" in value:  # f\u00fcr: a word of a layer that is still encoded
        return False
    mixed = pattern(r"(?=.*[A-Za-z])(?=.*[0-9!$%&#*+@§]).{4,}").fullmatch(value.rstrip(".,;:!?)"))
    signed = pattern(r"[A-Za-z]+[0-9]+[!?]|\w+[!$#*]").fullmatch(value)
    return bool(mixed or signed) or (quoted and not value.islower())


# --- Bodies of tokens ---------------------------------------------------------------------

BODY = (
    r"(?:[A-Za-z0-9_\-+/=.~]++|%(?!2[26Cc]|3[BbCcEe]|20|0[AaDd]|[57][Dd])[0-9A-Fa-f]{2}|\\{1,8}/)+"
)

_BREAK = r"(?:(?:=|\\)?\r?\n[ \t>|]{0,12}|<w?br[ ]?/?>(?:\r?\n[ \t]{0,12})?)"


def wrapped_end(text: str, start: int, end: int) -> int:
    """Where a token ends that a mail client or console broke over lines.

    The next line continues the token when it starts with a long opaque run, or consists of
    nothing but a short one. Only tokens that fill their line are looked at.
    """
    while end - max(start, text.rfind("\n", start, end) + 1) >= 16:
        gap = pattern(_BREAK).match(text, end)
        if not gap:
            return end
        run = pattern(r"[A-Za-z0-9_\-+/=.~^#%*]{1,4096}").match(text, gap.end())
        if not run or pattern(r"[A-Za-z_-]{2,40}=[^=\s]").match(run[0]):
            return end
        value, stop = run[0], run.end()
        after = text[stop : stop + 1]
        alone = after in ("", "\n", "\r", '"', "'", "&", ",", "<", ";", "}", ")", "\\")
        word = pattern("[A-Za-zÄÖÜäöü]?[a-zäöüß_-]*[.]*|[-=.]+").fullmatch(value)
        closed = after in ('"', "'", "\\") or value.endswith("=")
        filled = end - text.rfind("\n", start, end) > 56  # the line before was full
        long_run = len(value) >= 20 and looks_opaque(value)
        short_run = alone and (closed or not (word or _plain(value, filled)))
        if not (long_run or short_run):
            return end
        end = stop
    return end


def _plain(value: str, filled: bool) -> bool:
    """Whether a line of its own reads as a word, a date, a number or a host, not as a token."""
    if pattern(r"[0-9.:TZ+-]+|[a-z0-9-]+(?:\.[a-z0-9-]+)+").fullmatch(value):
        return True
    return not filled and _wordlike(value)


_PREFIX = (
    r"Atz[arc](?:\||%(?:25){0,4}7[Cc])|amzn1\.oa2-cs\.(?:v[0-9]\.)?"
    r"|amzn1\.(?:[a-z][a-z0-9_-]{1,40}\.){1,4}|AgAAAA\*\*"
    r"|v(?:\^|%(?:25){0,4}5[Ee])1\.1(?:\#|%(?:25){0,4}23)"
    r"|shp(?:at|ca|ua|pa|ss|tka|rt)_|c[ks]_(?=[0-9a-f])|(?:PRD|SBX)-(?=[0-9a-f]{12}-)"
)


def without_prefix(text: str, start: int, end: int) -> int:
    """Start of a token without its public beginning: it tells the marketplace and no secret."""
    prefix = pattern(_PREFIX).match(text, start, end)
    return prefix.end() if prefix and prefix.end() < end else start
