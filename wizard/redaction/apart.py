"""Secrets whose label does not stand directly before them.

Copied from a web page, label and value stand on lines of their own or in neighbouring cells;
in sentences and notes something stands between them (»Kennwort für Amazon = …«); in the protocol
of a mail or file server the label is the command of the protocol.
"""

from collections.abc import Iterator
from typing import Final

from .names import FIELDS, field_of, plain_name
from .text import (
    Scan,
    Span,
    is_placeholder,
    looks_opaque,
    pattern,
    without_prefix,
    wrapped_end,
)
from .values import LWA_CODE

_LABEL_ENDS: Final = "secret key schlüssel geheimnis token passwort password kennwort passwd id code client name".split()
"""What labels of secrets end with, on the pages where merchants and developers find them."""

_HEADING_END: Final = (  # Client Secret (neu):↵ value↵
    r"(?:[ ]?\([^()\r\n]{1,40}\))?[ \t*]{0,3}:?[ \t*]{0,3}(?:\r?\n[ \t>*-]{0,12}){1,2}"
    r"([^\s\u2039\u203a]{6,4096})[ \t]{0,8}(?=[\r\n]|\Z)"
)
_LINE_ENDS: Final = r"(?=[: \t*]{0,6}(?:\([^()\r\n]{1,40}\)[: \t*]{0,6})?\r?\n)"
_HEADING_START: Final = r"[\w äöüÄÖÜß()./-]{0,40}"

_QUALIFIER: Final = (  # Kennwort für Amazon = …, Passwort (eBay): …, Kennwort neu: …
    r"(?:[ ]?\([^()\r\n]{1,40}\)"
    r"|[ ](?:für|fuer|von|vom|zu|zum|zur|bei|beim|im|in|des|der|for|of|at|on)(?:[ ][\w.@+-]{1,40}){1,5}"
    r"|[ ](?:alt|neu|aktuell|bisher|old|new|current|[12]))[ ]?[:=]"
)
_QUALIFIED: Final = r"[^:=\r\n]{1,250}[:=][ ]?(?:[„»\"'‚“](?=\S))?([^\s„“”»«\"'‘’‹›]{4,256})"

_ROOT: Final = ("passwort", "password", "kennwort", "secret", "schlüssel", "key", "geheimnis")


def headings(scan: Scan) -> Iterator[Span]:
    """A label on a line of its own, and its value alone on the next: copied from a page."""
    if "\n" not in scan.text:
        return
    text, held = scan.text, scan.vocabulary
    for stem in _LABEL_ENDS:
        if stem not in held:
            continue
        for place in pattern(stem + _LINE_ENDS).finditer(scan.lower):
            at = place.start()
            found = pattern(_HEADING_END).match(text, at + len(stem))
            if found is None:
                continue
            start = scan.left(pattern(_HEADING_START), at)
            if start and text[start - 1] not in "\n>*":
                continue  # the end of a sentence or of another field
            label = text[start : at + len(stem)]
            kind = _kind_of(label)
            if kind and _fits(kind, found[1]):
                end = found.start(1) + len(found[1].rstrip(".,;"))
                first = without_prefix(text, found.start(1), end)
                yield first, end if kind == "password" else wrapped_end(text, first, end), kind


def _kind_of(label: str) -> str | None:
    """The kind of the secret that a heading names, by its last words: »Neuer Client Secret«."""
    words = label.split()
    for count in range(min(3, len(words)), 0, -1):
        name = "".join(words[-count:])
        field = field_of(name) if count == 1 else FIELDS.get(plain_name(name))
        if field and field.kind != "user-name":
            return field.kind if field.rule in {"secret", "password", "opaque"} else None
    return None


def _fits(kind: str, value: str) -> bool:
    """Whether a word alone on its line can be the secret of that kind."""
    if is_placeholder(value) or value.endswith((":", "=", "{", ">")) or "://" in value:
        return False
    if kind == "password":
        return is_password(value, quoted=False)
    return looks_opaque(value, 10) or bool(pattern(LWA_CODE).fullmatch(value))


def qualified(scan: Scan) -> Iterator[Span]:
    """»Kennwort für Amazon = …«, »Passwort (eBay): …«, »Client Secret (neu): …«."""
    text, held = scan.text, scan.vocabulary
    for stem in _ROOT:
        if stem not in held:
            continue
        secret = stem not in {"passwort", "password", "kennwort"}
        for place in pattern(stem + _QUALIFIER).finditer(scan.lower):
            found = pattern(_QUALIFIED).match(text, place.start() + len(stem))
            if found is None:
                continue
            value = found[1].rstrip(".,;)")
            if "://" in value:
                continue
            if looks_opaque(value, 12) if secret else is_password(value, quoted=False):
                start = found.start(1)
                end = start + len(value)
                kind = "api-key" if secret else "password"
                yield without_prefix(text, start, end), end, kind


def is_password(value: str, *, quoted: bool) -> bool:
    """Whether a word after »Passwort« can be one: a letter with a digit or a sign."""
    if is_placeholder(value):
        return False
    mixed = pattern(r"(?=.*[A-Za-z])(?=.*[0-9!$%&#*+@§]).{4,}").fullmatch(value.rstrip(".,;:!?)"))
    signed = pattern(r"[A-Za-z]+[0-9]+[!?]|\w+[!$#*]").fullmatch(value)
    return bool(mixed or signed) or (quoted and not value.islower())


_CODE_WORDS: Final = (
    "2fa mfa otp tan sms sicherheits bestätigungs bestaetigungs einmal verifizierungs freigabe "
    "verification security one-time"
).split()
_ONE_TIME_CODE: Final = (
    r"[ -]?(?:code|kennwort|passwort|pin|tan)?(?:[ ](?:ist|lautet|is|war|was))?[ ]?[:=]?[ ]?"
    r"([0-9]{3}[ -]?[0-9]{3,5})(?![0-9a-z-])"
)


def one_time_codes(scan: Scan) -> Iterator[Span]:
    """»2FA-Code 482911«, »Sicherheitscode: 913 204«, »TAN 829104«."""
    lower, held = scan.lower, scan.vocabulary
    for word in _CODE_WORDS:
        if word.replace("2", "0") in held:
            for found in pattern(word + _ONE_TIME_CODE).finditer(lower):
                if not lower[found.start() - 1 : found.start()].isalpha():
                    yield *found.span(1), "password"


# What stands before a command in a protocol: the time, »C:«, »>«.
_PROMPT: Final = r"[\w.:>\[\] -]{0,40}"
_IN_PROTOCOLS: Final = (
    # word that must be there, what is searched for, kind: FTP, POP3; IMAP; AUTH LOGIN; curl in PHP
    ("PASS ", r"PASS[ ]([^\s\u2039\u203a]{4,128})[ \t]{0,4}(?=[\r\n]|\Z)", "password"),
    (
        "LOGIN ",
        r"LOGIN[ ](?:\"[^\"\r\n]{3,128}\"|[^\s\"]{1,64}@\S{3,128})[ ]\"?([^\s\"\u2039\u203a]{4,128})\"?(?=[ \t]{0,4}(?:[\r\n]|\Z))",
        "password",
    ),
    *(
        (
            challenge,  # »Username:« and »Password:« in base64
            rf"{challenge}[\"']?\s{{1,4}}(?:{_PROMPT}[ >])?([A-Za-z0-9+/]{{4,400}}={{0,2}})(?=[\s\"']|\Z)",
            "basic-credentials",
        )
        for challenge in ("VXNlcm5hbWU6", "UGFzc3dvcmQ6")
    ),
    (
        "USERPWD",
        r"USERPWD[\"']?\s{0,4}(?:,|=>|=|:)\s{0,4}[\"']([^\"':\u2039\r\n]{1,128}:[^\"'\u2039\r\n]{1,256})[\"']",
        "url-credentials",
    ),
)


def in_protocols(scan: Scan) -> Iterator[Span]:
    """Passwords in what a program says to a mail or file server, and in its settings."""
    text = scan.text
    for word, source, kind in _IN_PROTOCOLS:
        if word not in text:
            continue
        for found in pattern(source).finditer(text):
            if word == "PASS ":
                start = scan.left(pattern(_PROMPT), found.start())
                if start and text[start - 1] != "\n":
                    continue  # in a sentence
            if not is_placeholder(found[1]):
                yield *found.span(1), kind
