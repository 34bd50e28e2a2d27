"""Secrets whose label does not stand directly before them.

Copied from a web page, label and value stand on lines of their own or in neighbouring cells;
in sentences and notes something stands between them (»Kennwort für Amazon = …«); in the protocol
of a mail or file server the label is the command of the protocol.
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

from .names import FIELDS, field_of, plain_name
from .stems import Stems
from .text import (
    MASK_BEGINS,
    Scan,
    Span,
    is_password,
    is_placeholder,
    looks_opaque,
    pattern,
    without_prefix,
    wrapped_end,
)
from .values import LWA_CODE

_LABEL_ENDS: Final = tuple(
    "secret key schlüssel geheimnis token passwort password kennwort passwd keystring id code client name".split()
)
_LAST_LETTERS: Final = frozenset((")", *(end[-1] for end in _LABEL_ENDS)))
_AFTER_LABEL: Final = ": \t*\r"
"""What labels of secrets end with, on the pages where merchants and developers find them."""

_USER_WORDS: Final = {  # and what makes the name of a field of them
    "benutzer": "benutzer(?:name|-id)(?= )",
    "benutzemame": "benutzemame(?= )",
    "user": "user(?:name|-id| id)?(?= )",
    "usemame": "usemame(?= )",
    "login": "login(?:name)?(?= )",
    "anmeldename": "anmeldename(?= )",
    "delisid": "delisid(?= )",
}
_USER: Final = (
    r"(?P<verb>[ ](?:ist|lautet|is|war|heißt))?[ ]?(?:\\{0,8}[\"'„»“](?P<quoted>[\w@.+-]{3,64})\\{0,8}[\"'“«”]"
    r"|(?<=[ ])(?P<bare>(?=[0-9]{0,8}[A-Za-z])[\w@+-]{2,40}(?:\.[\w@+-]{2,40}){0,2})(?=[ ,;]|\.?(?:\s|\Z)))"
)
_NO_USER: Final = (
    r"(?:o?auth|https?|tls|ssl|error|fehler|code|version|v|api|ipv|sha|utf|md|sql|windows|status|non|e)"
    r"[-_.]?(?:[0-9.]+|[a-z]+)"
)


def _is_user(value: str, is_named: bool) -> bool:
    """Whether a word behind »user« can be a name: with a digit; with a dot only after »username«."""
    if pattern(_NO_USER).fullmatch(value.lower()) or is_placeholder(value) or field_of(value):
        return False
    if pattern(r"[^0-9@]*[0-9@].*").fullmatch(value):
        return True
    return is_named and bool(pattern(r"[a-z]{2,}[.-][a-z]{2,}").fullmatch(value))


def users(scan: Scan) -> Iterator[Span]:
    """»der Benutzername ist "laden24"«, »Benutzername laden-24 Passwort …«."""
    text, held = scan.text, scan.held(_STEMS)
    for word, source in _USER_WORDS.items():
        if word not in held:
            continue
        for named in scan.matches_lower(source):
            found = pattern(_USER).match(text, named.end())
            if found is None or text[named.start() - 1 : named.start()].isalnum():
                continue
            group = "quoted" if found["quoted"] else "bare"
            is_named = "name" in named[0] or "mame" in named[0]
            if _is_user(found[group], is_named or bool(found["verb"])) or (
                not is_placeholder(found[group])
                and (is_named if found["quoted"] else _before_password(scan, *found.span(group)))
            ):
                yield *found.span(group), "user-name"


def _before_password(scan: Scan, start: int, end: int) -> bool:
    """»User wd-hermes PW: …«, but »Benutzername und Passwort«."""
    if not pattern(r"[a-z]+[-_.][a-z]+").fullmatch(scan.text, start, end):
        return False
    follows = r"[ ,;/]{1,3}(?:pw|pwd|passwor[dt]|kennwort)\b"
    return pattern(follows).match(scan.lower, end) is not None


_HEADING_END: Final = (  # Client Secret (neu):↵ value↵
    r"(?:[ ]?\([^()\r\n]{1,40}\))?[ \t*]{0,3}:?[ \t*]{0,3}(?:\r?\n[ \t>*-]{0,12}){1,2}"
    r"([^\s\u2039\u203a]{5,4096})[ \t]{0,8}(?=[\r\n]|\Z)"
)
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
    text = scan.text
    if scan.held(_STEMS).isdisjoint(_LABEL_ENDS):
        return
    ends = (end for line in _labelled_lines(scan.distinct_lower) for end in scan.everywhere(line))
    for label_end in ends:
        found = pattern(_HEADING_END).match(text, label_end)
        if found is None:
            continue
        start = scan.left(pattern(_HEADING_START), label_end)
        if start and text[start - 1] not in "\n>*":
            continue  # the end of a sentence or of another field
        kind = _kind_of(text[start:label_end])
        if kind and _fits(kind, found[1]):
            end = found.start(1) + len(found[1].rstrip(".,;"))
            first = without_prefix(text, found.start(1), end)
            yield first, end if kind == "password" else wrapped_end(text, first, end), kind


def _labelled_lines(lower: str) -> Iterator[int]:
    """Where labels end that their line ends with, »(…)« and a colon behind them left aside."""
    line_start = 0
    for line in lower.split("\n")[:-1]:
        label = line.rstrip(_AFTER_LABEL)
        if label[-1:] in _LAST_LETTERS:
            if label.endswith(")"):
                label = label[: max(0, label.rfind("(", -42))].rstrip(_AFTER_LABEL)
            if label.endswith(_LABEL_ENDS):
                yield line_start + len(label)
        line_start += len(line) + 1


_COOKIE_LINE: Final = (
    r"[ ]?:?[ \t]{0,3}\r?\n[ \t>]{0,8}([^\r\n\u2039\u203a]{1,64}=[^\r\n\u2039\u203a]{1,16384})"
)


def cookies(scan: Scan) -> Iterator[Span]:
    """Cookies below their name: so browsers copy the headers of a request."""
    if "cookie" in scan.vocabulary and "\n" in scan.text:
        for at in scan.places("cookie"):
            found = pattern(_COOKIE_LINE).match(scan.text, at + len("cookie"))
            start = scan.left(pattern(r"[\w-]{0,8}"), at)
            if found and (not start or scan.text[start - 1] in "\n >"):
                yield *found.span(1), "cookie"


def _kind_of(label: str) -> str | None:
    """The kind of the secret that a heading names, by its last words: »Neuer Client Secret«."""
    words = label.split()
    for count in range(min(3, len(words)), 0, -1):
        name = "".join(words[-count:])
        field = field_of(name) if count == 1 else FIELDS.get(plain_name(name))
        if field and (field.kind != "user-name" or "name" in field.plain):
            return field.kind if field.rule in {"secret", "password", "opaque"} else None
    return None


def _fits(kind: str, value: str) -> bool:
    """Whether a word alone on its line can be the secret of that kind."""
    if is_placeholder(value) or value.endswith((":", "=", "{", ">")) or "://" in value:
        return False
    if kind == "password":
        return is_password(value, quoted=False)
    if kind == "user-name":
        return bool(pattern(r"(?=[a-z][^0-9@_]*[0-9@_])[\w.@+-]{4,64}").fullmatch(value))
    return looks_opaque(value, 10) or bool(pattern(LWA_CODE).fullmatch(value))


def qualified(scan: Scan) -> Iterator[Span]:
    """»Kennwort für Amazon = …«, »Passwort (eBay): …«, »Client Secret (neu): …«."""
    text, held = scan.text, scan.held(_STEMS)
    for stem in _ROOT:
        if stem not in held:
            continue
        secret = stem not in {"passwort", "password", "kennwort"}
        for place in scan.matches_lower(stem + _QUALIFIER):
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


_WORD: Final = r"([A-Za-z0-9!#$%&*+§?~@_.-]{6,64})(?=[\s\"'“”»«)\],;\\]|\Z)"
_NEAR: Final = 90
_BEFORE_SENTENCE: Final = "passwort kennwort password zugang login anmeldedaten credentials".split()


def passwords_in_sentences(scan: Scan) -> Iterator[Span]:
    """»Das neue Kennwort hab ich auf Tulpe#47 gesetzt«, »Zugang eBay: laden24 Tulpe#47«."""
    text, held = scan.text, scan.held(_STEMS)
    for stem in _BEFORE_SENTENCE:
        if stem not in held:
            continue
        done = 0
        for at in scan.places(stem):
            if pattern(MASK_BEGINS).match(text, at - 1):
                continue
            end = min(len(text), at + len(stem) + _NEAR)
            mask = pattern(MASK_BEGINS).search(text, at, end)
            end = mask.start() if mask else end
            if "daten" not in text[at : at + len(stem) + 6] and stem != "credentials":
                line = text.find("\n", at, end)
                end = line if line >= 0 else end
            for found in pattern(r"(?<=[\s\"'„»(:/|])" + _WORD).finditer(text, max(at, done), end):
                done = found.end()
                value = found[1].rstrip(".,;?")
                if _is_strong(value):
                    yield found.start(1), found.start(1) + len(value), "password"


def _is_strong(value: str) -> bool:
    """Whether a word looks as nothing but a password does: letters, digits and a sign."""
    if "@" in value or pattern(r"v\^?1|.*[?&]\w+[=;]|.*&[a-z]{2,8}$|#[0-9]|%[0-9A-F]{2}").match(
        value
    ):
        return False
    return (
        bool(pattern(r".*[!#$%&*+§?~]").match(value[1:] + value[:1]))
        and any(map(str.isdigit, value))
        and any(map(str.isalpha, value))
    )


_CALLS: Final = tuple(
    (literal, call + r"([^()\r\n]{3,400})")  # what stands within or behind it
    for literal, call in (
        ("auth", r"auth\s{0,2}=\s{0,2}\("),
        ("login(", r"login\("),
        ("mysql", r"mysqli?(?:_connect|_real_connect)?\("),
        ("PDO(", r"PDO\("),
        ("SecureString", r"ConvertTo-SecureString[ ](?:-String[ ])?"),
        ("PSCredential", r"PSCredential[ ]{0,2}\("),
    )
)
_LITERAL: Final = r"\"([^\"\r\n\u2039]{4,128})\"|'([^'\r\n\u2039]{4,128})'"
_TOOLS: Final = (
    "sqlcmd", "osql", "isql", "bcp", "mysql", "mysqldump", "mariadb", "sshpass", "az login", "psexec", "docker login",
    "plink", "pscp", "winscp", "lftp", "ldapsearch",
)  # fmt: skip
_GLUED: Final = ("mysql", "mariadb")
_OPTION: Final = r"[ ]-[pPw][ ]?[\"']?([^\s\"'\u2039]{4,64})"


def in_code(scan: Scan) -> Iterator[Span]:
    """Passwords that a line of code or a command carries without naming them."""
    text = scan.text
    for word, source in _CALLS:
        if word not in scan.distinct:
            continue
        for call in scan.matches(source):
            for literal in pattern(_LITERAL).finditer(text, *call.span(1)):
                group = literal.lastindex or 1
                if is_password(literal[group], quoted=False) and "://" not in literal[group]:
                    yield *literal.span(group), "password"


def in_commands(scan: Scan) -> Iterator[Span]:
    """Passwords behind an option that other programs have other uses for: ``sqlcmd -P …``."""
    text, held = scan.text, scan.held(_STEMS)
    for tool in _TOOLS:
        if tool.partition(" ")[0] not in held:
            continue
        for at in scan.places(tool):
            line = text.find("\n", at, at + 240)
            end = line if line >= 0 else min(len(text), at + 240)
            for found in pattern(_OPTION).finditer(text, at + len(tool), end):
                glued = tool.startswith(_GLUED) and text[found.start(1) - 1] == "p"  # -psommer
                if (glued or is_password(found[1], quoted=False)) and "/" not in found[1]:
                    yield *found.span(1), "password"
    if "/user:" in scan.distinct_lower:
        for found in pattern(r"/user:\S{1,64}[ ]([^\s/\u2039]{4,64})").finditer(text):
            if is_password(found[1], quoted=False):
                yield *found.span(1), "password"


_CODE_WORDS: Final = (
    "2fa mfa otp tan sms sicherheits bestätigungs bestaetigungs einmal verifizierungs freigabe "
    "verification security one-time"
).split()
_ONE_TIME_CODE: Final = (
    r"[ -]?(?:code|kennwort|passwort|pin|tan)?(?:[ ](?:ist|lautet|is|war|was))?[ ]?[:=]?[ ]?"
    r"([0-9]{3}[ -]?[0-9]{3,5})(?![0-9a-z-])"
)


_CARD_CODES: Final = ("cvc", "cvv", "prüfziffer", "kartenprüfnummer", "puk")
_CARD_CODE: Final = (
    r"[0-9]?(?:[-/ ](?:code|cvv|nummer|nr\.?))?(?:[ ]?[:=])?[ ]([0-9]{3,8})(?![0-9a-z.,-]\w)"
)


def one_time_codes(scan: Scan) -> Iterator[Span]:
    """»2FA-Code 482911«, »Sicherheitscode: 913 204«, »TAN 829104«, »CVC 737«."""
    lower, held = scan.lower, scan.held(_STEMS)
    for word in _CARD_CODES:
        if word in held:
            for found in pattern(word + _CARD_CODE).finditer(lower):
                if not lower[found.start() - 1 : found.start()].isalnum():
                    yield *found.span(1), "password"
    for word in _CODE_WORDS:
        if _as_stem(word) in held:
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
        "AUTH ",
        r"AUTH (?:PLAIN|LOGIN|XOAUTH2)[ ]([A-Za-z0-9+/]{8,400}={0,2})(?![\w+/])",
        "basic-credentials",
    ),
    ("PWD", r"U[Ii][Dd]=([^\s;\"'<>]{3,64});[ ]?(?=PWD=)", "user-name"),
    ("Digest ", r"response=\\{0,8}\"?([0-9a-f]{32,64})(?![0-9a-f])", "signature"),
    (
        "USERPWD",
        r"USERPWD[\"']?\s{0,4}(?:,|=>|=|:)\s{0,4}[\"']([^\"':\u2039\r\n]{1,128}:[^\"'\u2039\r\n]{1,256})[\"']",
        "url-credentials",
    ),
)


@cache
def _as_stem(word: str) -> str:
    """A word as the words of a text are kept: in lower case, digits as 0."""
    return re.sub("[0-9]", "0", word.strip().lower())


# All that is looked for here, so that a text is asked once.
_STEMS: Final = Stems(
    _as_stem(word.partition(" ")[0])
    for word in (
        *_LABEL_ENDS,
        *_ROOT,
        *_BEFORE_SENTENCE,
        *_TOOLS,
        *_CODE_WORDS,
        *_CARD_CODES,
        *_USER_WORDS,
        *(word for word, _, _ in _IN_PROTOCOLS),
    )
)


def in_protocols(scan: Scan) -> Iterator[Span]:
    """Passwords in what a program says to a mail or file server, and in its settings."""
    text, held = scan.text, scan.held(_STEMS)
    for word, source, kind in _IN_PROTOCOLS:
        if _as_stem(word) not in held or word not in scan.distinct:
            continue
        for found in pattern(source).finditer(text):
            if word == "PASS ":
                start = scan.left(pattern(_PROMPT), found.start())
                if start and text[start - 1] != "\n":
                    continue  # in a sentence
            if not is_placeholder(found[1]):
                yield *found.span(1), kind
