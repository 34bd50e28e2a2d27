"""Judging a value: is it a secret, and which part of it?

The rules are those of ``wizard.redaction.names``.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from .chosen import phrase_end
from .names import FIELDS, Field, plain_name
from .people import person_length
from .prose import states, tells
from .text import (
    BODY,
    IGNORECASE,
    MASK_BEGINS,
    Span,
    is_placeholder,
    looks_opaque,
    pattern,
    without_prefix,
    wrapped_end,
)

LWA_CODE: Final = "AN[A-Za-z]{18}"
"""An authorisation code of Login with Amazon: may be letters alone."""

MERCHANT_TOKEN: Final = "A[0-9A-Z]{9,15}"
"""An Amazon seller's id, written like a marketplace's (which is no secret)."""

_MORE_HEADS: Final = frozenset(
    "ort land status datum zeit menge betrag preis bemerkung hinweis wert fehler typ nr. artikel titel versand".split()
)
"""Heads of columns that are no names of fields."""

VAGUE_NAMES: Final = frozenset("name contact kontakt von from an to cc bcc".split())
"""Labels that stand before much else than people."""

_NICK: Final = r"((?=\S*[0-9_])[\w.-]{4,40})(?:\Z|,?[ ]{1,4}[A-ZÄÖÜ][\w.-]{1,30}:)"

_COLONS = frozenset(":|\uff1a")


@dataclass(frozen=True, slots=True)
class Value:
    """Where a value stands, and in which dress.

    ``sure``: that the name before it is this value's name (not so in a list of strings).
    """

    start: int
    end: int
    quoted: bool
    separator: str
    spaced: bool
    sure: bool = True

    @property
    def in_prose(self) -> bool:
        """Whether it stands as in a sentence: »Passwort: wurde geändert«."""
        return not self.quoted and self.separator in _COLONS


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """The span without blanks at its ends."""
    piece = text[start:end]
    return start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip())


def judge(text: str, value: Value, field: Field) -> Span | None:
    """The span to mask, or None where the value is no secret."""
    start, end = trimmed(text, value.start, value.end)
    content = text[start:end]
    if not content or is_placeholder(content):
        return None
    return _RULES[field.rule](text, start, end, value, field)


def digits(content: str) -> int:
    """How many digits a string has."""
    return sum(map(content.count, "0123456789"))


def _number(text: str, start: int, end: int, value: Value, field: Field) -> Span | None:
    content = text[start:end]
    token = field.kind == "seller-id" and pattern(MERCHANT_TOKEN).fullmatch(content)
    if not token and (digits(content) < 3 or len(content) > 200):
        return None
    if field.kind == "ip-address" and not pattern("[0-9a-f:., ]*[.:][0-9a-f:., ]+").match(content):
        return None
    if not value.quoted:
        end = start + len(content.rstrip("."))
    return start, end, field.kind


def _line(text: str, start: int, end: int, value: Value, field: Field) -> Span | None:
    words = [word.strip("().,:!?„“»«").replace("-", "") for word in text[start:end].split()]
    if value.in_prose and len(words) > 1 and all(map(str.isalpha, words)):
        return None  # »Cookie: Bitte erlauben Sie Cookies«
    return start, end, field.kind


def _text(text: str, start: int, end: int, value: Value, field: Field) -> Span | None:
    content = text[start:end]
    if not value.sure and _is_head(content):
        return None
    if field.kind == "email" and "@" not in content:
        return None
    if field.kind == "phone" and digits(content) < 4:
        return None
    if not value.in_prose or field.kind == "address":
        return start, end, field.kind
    # A value that goes on behind a mask was longer when it was judged the first time.
    masked_before = pattern(rf"[ \t]{{0,8}}{MASK_BEGINS}").match(text, value.end)
    if masked_before or len(content) > 80:
        return None
    return start, end, field.kind


def _label(text: str, start: int, end: int, value: Value, field: Field) -> Span | None:
    vague = field.plain in VAGUE_NAMES
    if not vague and (value.quoted or "=" in value.separator):
        return start, end, field.kind
    content = text[start:end]
    length = person_length(content)
    if vague and " " not in content[:length]:
        return None  # »Name: Standardversand«
    # »Verkäufer: musterladen24«, also before the next field: »Käufer: berg_shop Name: …«
    nick = None if vague else pattern(_NICK).match(content)
    if nick:
        return start, start + nick.end(1), field.kind
    return (start, start + length, field.kind) if length else None


_NOUNS: Final = r"(?:[ ][A-ZÄÖÜ][a-zäöüß]{1,24}(?![\w:=])){1,4}"


def _password(text: str, start: int, end: int, value: Value, field: Field) -> Span | None:
    content = text[start:end]
    if not value.sure and (_is_name(content) or _plain_words(content)):
        return None
    if value.separator == "|" and _is_head(content):
        return None
    if field.kind == "password" and not value.quoted and _may_go_on(content, value):
        last = phrase_end(text, start)
        if last is not None and (value.in_prose or _ends_its_line(text, start, last)):
            return start, last, field.kind
    if value.in_prose and _prose_follows(text, content, end):
        return None
    if field.kind == "password" and value.in_prose and content.isalpha():
        nouns = pattern(_NOUNS).match(text, end)
        words = nouns[0].split() if nouns else []
        told = next((at for at, word in enumerate(words) if tells(word)), len(words))
        if words[:told]:  # »Passwort: Hund Katze Maus Fehler 401«
            end = text.index(words[told - 1], end) + len(words[told - 1])
    if field.kind == "user-name" and (len(content) < 3 or len(content.split()) > 1):
        return None
    return start, end, field.kind


def _may_go_on(content: str, value: Value) -> bool:
    """Whether a password can be the first of several words: of letters, behind a colon or » = «."""
    plain = content.rstrip("!?").replace("-", "").replace("'", "")
    return plain.isalpha() and (value.in_prose or (value.spaced and value.separator == "="))


def _ends_its_line(text: str, start: int, end: int) -> bool:
    """Whether three words or more, of letters alone, go to the end of a line: no expression of code."""
    words = text[start:end].split()
    return len(words) > 2 and all(map(str.isalpha, words)) and text[end : end + 1] in "\r\n"


def _opaque(text: str, start: int, end: int, value: Value, field: Field) -> Span | None:
    content = text[start:end]
    if _is_name(content) or len(content.split()) > 1 or "://" in content:
        return None
    code = field.kind == "authorization-code" and pattern(LWA_CODE).fullmatch(content)
    if not code and not looks_opaque(content, 16 if value.in_prose else 8):
        return None
    return _token(text, start, end, value, field)


def _secret(text: str, start: int, end: int, value: Value, field: Field) -> Span | None:
    content = text[start:end]
    if len(content) < 3 or _is_name(content):
        return None  # »grant_type=refresh_token«
    if not value.sure and _plain_words(content):
        return None
    parts = content.split()
    if len(parts) > 1:
        return _token(text, start, end, value, field) if _opaque_part(parts) else None
    if value.in_prose and value.spaced and not looks_opaque(content, 6) and not digits(content):
        follows = pattern(r"[ \t]{1,4}\w").match(text, end)
        if follows or (_plain_words(content) and not _only_letters(content, field)):
            return None
    if field.kind == "client-id" and content.startswith(("http://", "https://")):
        return None  # the audience of a token
    return _token(text, start, end, value, field)


_KEYS: Final = frozenset(("client-secret", "api-key", "access-token", "refresh-token"))


def _only_letters(content: str, field: Field) -> bool:
    """Whether small letters alone are a key: no state that somebody tells of it (»vorhanden«)."""
    small = pattern("[a-zäöüß]{8,64}").fullmatch(content)
    return small is not None and field.kind in _KEYS and not states(content)


def _opaque_part(parts: list[str]) -> bool:
    return any(looks_opaque(part, 12) for part in parts)


def _token(text: str, start: int, end: int, value: Value, field: Field) -> Span:
    if not value.quoted or text[end : end + 1] in ("", "\r", "\n"):
        end = wrapped_end(text, start, end)
    return without_prefix(text, start, end), end, field.kind


def _authorization(text: str, start: int, end: int, _value: Value, _field: Field) -> Span | None:
    schemes = r"(bearer|basic|token|iaf|digest|oauth|hmac|aws4-hmac-sha256|apikey|negotiate|ntlm)"
    scheme = pattern(schemes + r"(?:[ \t\u00a0:]{1,4}|\+)", IGNORECASE).match(text, start, end)
    name = scheme[1].lower() if scheme else ""
    if scheme:
        start = scheme.end()
        if name in {"digest", "oauth", "aws4-hmac-sha256"} and "=" in text[start:end]:
            return None  # parameters with names of their own
    run = pattern(rf"(?:{BODY})?[^\s\"'<>,;\\)\]}}\u2039\u203a]{{0,4096}}").match(text, start)
    if not run or not run[0] or is_placeholder(run[0]) or _is_name(run[0].strip("{}$%")):
        return None
    if not scheme and not looks_opaque(run[0], 8):
        return None
    if pattern("(?:realm|error|scope)=?").fullmatch(run[0].lower()):
        return None
    kind = "basic-credentials" if name == "basic" else "bearer-token"
    stop = wrapped_end(text, start, run.end())
    return without_prefix(text, start, stop), stop, kind


_RULES: Final[dict[str, Callable[[str, int, int, Value, Field], Span | None]]] = {
    "secret": _secret,
    "opaque": _opaque,
    "password": _password,
    "auth": _authorization,
    "line": _line,
    "text": _text,
    "label": _label,
    "number": _number,
}


def _is_name(content: str) -> bool:
    """Whether a value is itself the name of a field: a list of names, no secret."""
    return plain_name(content) in FIELDS


def _is_head(content: str) -> bool:
    """Whether a value is the head of the next column of a table."""
    return _is_name(content) or content.lower() in _MORE_HEADS


def _plain_words(content: str) -> bool:
    """Whether a value is a word of a language or of a programme, or several: no secret."""
    words = r"[A-Za-zÄÖÜ]?[a-zäöüß_]*|[A-Z_]+|(?s:.*\s.*)"
    return bool(pattern(words).fullmatch(content))


def _prose_follows(text: str, content: str, end: int) -> bool:
    """Whether »Passwort: wurde gestern geändert« is a sentence."""
    if pattern("[0-9!§$%&/()=?+*#@]").search(content.rstrip(".,!?)")):
        return False
    if tells(content) and pattern(r"[ \t]{1,4}\w").match(text, end):
        return True
    rest = r"[ \t]{1,4}[a-zäöüß]{2,}[ \t]{1,4}[A-Za-zÄÖÜäöüß]"
    return bool(pattern(rest).match(text, end))
