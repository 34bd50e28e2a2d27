"""Secrets and personal data that are recognised by their shape alone, wherever they stand.

The part of a shape that says what it is (``Atzr|``, ``v^1.1#``, ``amzn1.application-oa2-client.``)
is public, is the same for everyone and tells the marketplace: it stays.
Sources of the shapes: the services' own documentation, as named in each finding's sources.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from .stems import Stems
from .text import (
    BODY,
    IGNORECASE,
    Scan,
    Span,
    is_password,
    is_placeholder,
    looks_opaque,
    pattern,
    without_prefix,
    wrapped_end,
)

_EBAY_BODY = (
    r"(?:[A-Za-z0-9_\-+/=.~^#*]++|%(?!2[26Cc]|3[BbCcEe]|20|0[AaDd])[0-9A-Fa-f]{2}|\\{1,8}/)+"
)


_MISREAD = (  # as a screenshot reader takes »|IwEB…«: the bar for a letter, blanks in the token
    r"[ ]?[Il1!\u00a6][ ]?([Il1]wE[A-Za-z0-9_-]{4,}(?:[ ](?=[A-Za-z_-]{0,40}[0-9])[A-Za-z0-9_-]{8,})*)"
)


@dataclass(frozen=True, slots=True)
class Shape:
    """A token known by its beginning.

    ``stems``: beginnings as the vocabulary shows them (digits as 0). ``source``: the pattern from
    there; its first group is what is masked. ``wraps``: may be broken over lines. ``literal``:
    what is searched for in the lowered text, if not the stem.
    """

    kind: str
    stems: tuple[str, ...]
    source: str
    wraps: bool = True
    literal: str = ""


TOKENS = (
    Shape("access-token", ("atza",), rf"Atza(?:\|({BODY})|{_MISREAD})"),
    Shape("refresh-token", ("atzr",), rf"Atzr(?:\|({BODY})|{_MISREAD})"),
    Shape("authorization-code", ("atzc",), rf"Atzc\|({BODY})"),
    Shape(
        "client-id",
        ("amzn0",),
        r"amzn1\.(?!oa2-cs)(?:[a-z][a-z0-9_-]{1,40}\.){1,4}((?=[A-Za-z_-]{0,20}[0-9])[A-Za-z0-9_-]{6,}(?![A-Za-z0-9_-]|\.\u2039))",
        literal="amzn1.",
    ),
    Shape(
        "client-secret",
        ("oa0-cs",),
        r"amzn1\.oa2-cs\.(?:v[0-9]\.)?([A-Za-z0-9_-]{4,})",
        literal="amzn1.oa2-cs.",
    ),
    Shape("ebay-token", ("v",), rf"v\^1\.1#({_EBAY_BODY})", literal="v^1.1#"),
    Shape("ebay-token", ("agaaaa",), rf"AgAAAA\*\*({_EBAY_BODY})", literal="agaaaa**"),
    Shape(
        "client-secret",
        ("prd-", "sbx-"),
        r"(?:PRD|SBX)-([0-9a-f]{12}(?:-[0-9a-f]{4}){3,4})(?![0-9a-f])",
    ),
    Shape(
        "access-token",
        tuple(f"shp{kind}_" for kind in ("at", "ca", "ua", "pa", "tka", "rt")),
        r"shp(?:at|ca|ua|pa|tka|rt)_([A-Za-z0-9_]{6,})",
    ),
    Shape("client-secret", ("shpss_",), r"shpss_([A-Za-z0-9_]{6,})"),
    Shape("api-key", ("ck_", "cs_"), r"(?<![A-Za-z0-9])c[ks]_([0-9A-Fa-f]{8,}(?![A-Za-z_]))"),
    Shape(
        "aws-key",
        ("akia", "asia", "aroa", "aida", "abia", "acca"),
        r"(?<![A-Za-z0-9])(?:AKIA|ASIA|AROA|AIDA|ABIA|ACCA)([A-Z0-9]{12,})",
        wraps=False,
    ),
    Shape("access-token", ("amzn",), r"amzn\.mws\.([0-9a-f-]{16,})", literal="amzn.mws."),
    Shape("jwt", ("eyj",), r"eyJ(?<![\w-]eyJ)([A-Za-z0-9_=-]{14,}(?:\.[A-Za-z0-9_=-]*){0,4})"),
    Shape("access-token", ("ya00",), r"ya29\.([A-Za-z0-9_.-]{8,})", literal="ya29."),
    Shape("client-secret", ("gocspx-",), r"GOCSPX-([A-Za-z0-9_-]{8,})"),
    Shape("access-token", ("a00aa",), r"A21AA(?<![\w-]A21AA)([A-Za-z0-9_-]{16,})", literal="a21aa"),
    Shape(
        "api-key", ("sk_live_", "sk_test_", "rk_live_"), r"[sr]k_(?:live|test)_([A-Za-z0-9]{8,})"
    ),
    Shape(
        "api-key",
        ("ghp_", "gho_", "ghs_", "github_pat_"),
        r"(?:gh[pos]|github_pat)_([A-Za-z0-9_]{16,})",
    ),
    Shape(
        "api-key", ("xoxb-", "xoxp-", "xoxa-", "xapp-"), r"(?:xox[abp]|xapp)-([A-Za-z0-9-]{10,})"
    ),
    # Shopware: of an integration, of a user, of a sales channel
    Shape(
        "client-id",
        ("swia", "swua", "swsc"),
        r"SW(?:IA|UA|SC)(?<![A-Za-z0-9]SW..)([A-Z0-9]{20,24})(?![A-Za-z0-9])",
        wraps=False,
    ),
    Shape(
        "api-key",
        ("glpat-", "xkeysib-", "whsec_", "sk-ant-", "sk-proj-", "aiza"),
        r"(?<![A-Za-z0-9])(?:glpat-|xkeysib-|whsec_|sk-(?:ant|proj)-|AIza)((?=[A-Za-z_-]{0,40}[0-9])[A-Za-z0-9_-]{16,})",
    ),
    Shape(
        "api-key",
        ("npm_", "hf_"),
        r"(?<![A-Za-z0-9])(?:npm|hf)_([A-Za-z0-9]{30,})",
    ),
    Shape("api-key", ("key-",), r"key-(?<![\w-]key-)([0-9a-f]{32})(?![0-9A-Za-z])", wraps=False),
    Shape("api-key", ("sg",), r"SG\.(?<![\w.]SG.)([\w-]{16,}\.[\w-]{16,})", literal="sg."),
    Shape(
        "refresh-token", ("0",), r"1//0(?<!\w1//0)([A-Za-z0-9_-]{24,})", literal="1//0"
    ),  # Google
    # Whoever knows the address may write there.
    Shape(
        "url-credentials",
        ("hooks",),
        r"hooks\.slack\.com/(?:services|workflows|triggers)/([\w/-]{8,})",
        wraps=False,
    ),
    Shape(
        "url-credentials",
        ("webhooks",),
        r"webhooks/([0-9]{8,24}/[\w-]{20,})",
        wraps=False,
    ),
)


# A single letter (the v of v^1.1#) is in every text.
_STEMS = Stems(stem for shape in TOKENS for stem in shape.stems if len(stem) > 1)


def tokens(scan: Scan) -> Iterator[Span]:
    """Tokens and keys with a beginning of their own."""
    words, text = scan.vocabulary, scan.text
    held = scan.held(_STEMS)
    for shape in TOKENS:
        for stem in shape.stems:
            if stem not in held and len(stem) > 1:
                continue
            last = 0
            for at in scan.places(shape.literal or stem):
                found = pattern(shape.source, IGNORECASE).match(text, at) if at >= last else None
                if found is None:
                    continue
                start, end = found.span(found.lastindex or 1)
                while end - start > 1 and text[end - 1] in ".~":
                    end -= 1
                if shape.wraps:
                    end = wrapped_end(text, start, end)
                last = end
                yield start, end, shape.kind
    if "-prd-" in words or "-sbx-" in words:
        # eBay App ID: <name>-<application>-PRD-<9 hex>-<8 hex>
        for found in pattern(r"-(?:PRD|SBX)-[0-9a-f]{8,12}-[0-9a-f]{6,12}", IGNORECASE).finditer(
            text
        ):
            start = scan.left(pattern(r"[\w-]{1,64}"), found.start())
            yield start, found.end(), "client-id"


def schemes(scan: Scan) -> Iterator[Span]:
    """What follows ``Bearer`` or ``Basic``, where it is a token and not prose."""
    if "bearer" not in scan.vocabulary and "basic" not in scan.vocabulary:
        return
    text = scan.text
    source = rf"(bearer|basic)(?:[ \t\u00a0]{{1,4}}|\+|\\t|: ?|\r?\n[ \t>]{{0,8}}(?=\S{{20}}))[\"']?({BODY})"
    for at in (*scan.places("bearer"), *scan.places("basic")):
        found = pattern(source, IGNORECASE).match(text, at)
        if found is None:
            continue
        start, end = found.span(2)
        value = found[2].rstrip(".")
        if text[end : end + 1] in ('"', "\u201e") and value.endswith("="):
            continue  # a parameter of a challenge: Bearer error="invalid_token", Basic Realm="…"
        if not looks_opaque(value, 8) and not (len(value) >= 20 and re.search("[0-9]", value)):
            continue
        kind = "bearer-token" if found[1].lower() == "bearer" else "basic-credentials"
        yield start, wrapped_end(text, start, start + len(value)), kind


_AFTER_PASSWORD = (
    r"(?:[ ]{1,2}|: ?)(?:(?:ist|lautet|war|heißt|is|was|alt|neu|old|new)[ ]?:?[ ]{1,2})?"
    r"(?:\\{0,8}[„»\"'‚“]([^\s\\„“”»«\"'‘’‹›]{4,64})\\{0,8}[“”«\"'‘’]|([^\s„“”»«\"'‹›]{4,64}))"
)
_PAIR = r"(?:daten)?(?:[ ][\w.äöüÄÖÜß-]{1,24}){0,3}: ?([^\s/|‹›]{3,64}) ?[/|] ?([^\s/|‹›]{4,64})"


def passwords_in_prose(scan: Scan) -> Iterator[Span]:
    """»Das Passwort lautet Sommer2026!«, »Zugangsdaten: max / geheim1«."""
    text, words = scan.text, scan.vocabulary
    for stem in ("passwort", "kennwort", "password", "pwd", "pw"):
        if stem in words if len(stem) > 2 else stem.encode() in scan.words:
            for at in scan.places(stem):
                if len(stem) == 2 and text[at - 1 : at].isalnum():
                    continue
                found = pattern(_AFTER_PASSWORD).match(text, at + len(stem))
                group = 0 if not found else 1 if found[1] else 2
                if found and is_password(found[group], quoted=group == 1):
                    start = found.start(group)
                    yield start, start + len(found[group].rstrip(".,;")), "password"
    for stem in ("zugang", "login", "credentials", "anmelde"):
        if stem in words:
            for at in scan.places(stem):
                pair = pattern(_BARE_PAIR).match(text, at + len(stem))
                if pair and is_password(pair[2], quoted=False):
                    yield pair.start(1), pair.end(2), "url-credentials"
                found = pattern(_PAIR).match(text, at + len(stem)) or pattern("s" + _PAIR).match(
                    text, at + len(stem)
                )
                if found and is_password(found[2], quoted=False):
                    yield (
                        found.start(1),
                        found.start(2) + len(found[2].rstrip(".,;")),
                        "url-credentials",
                    )


_IN_GROUPS = (  # of WordPress and Google: App-Passwort: abcd efgh ijkl mnop
    r"(?:[ ][\w.-]{2,20}){0,2}[ ]?:?[ ]?\\{0,8}[\"'„»“]?"
    r"((?:[A-Za-z0-9]{4}[ ]){3,5}[A-Za-z0-9]{4})(?![A-Za-z0-9])"
)
_BEFORE_GROUPS = ("app", "application", "anwendungs")


def passwords_in_groups(scan: Scan) -> Iterator[Span]:
    """»App-Passwort: abcd efgh ijkl mnop«."""
    if "passwor" in scan.vocabulary:
        for at in scan.places("passwor"):
            if scan.lower[max(0, at - 12) : at].rstrip(" -").endswith(_BEFORE_GROUPS):
                found = pattern(_IN_GROUPS).match(scan.text, at + len("passwort"))
                if found:
                    yield *found.span(1), "password"


_BARE_PAIR = (  # »Login 2760001122 / geheim9«
    r"(?:daten)?[ ]((?=[\w.@-]{0,40}[0-9])[\w.@-]{3,64})[ ][/|][ ]((?=[a-z]{0,40}[0-9])[a-z][a-z0-9]{5,40})(?![\w/.-])"
)
_HEXADECIMAL = (
    r"[ ](?:(?:ist|lautet|war|heißt|is|was)[ ])?(?:\\{0,8}[\"'\u201c\u201e\u00bb])?"
    r"([0-9a-f]{24,128}|[0-9A-F]{24,128}|[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})(?![0-9A-Za-z-])"
)


_MIXED = (
    r"(?:[ ](?:(?:ist|lautet|war|heißt|is|was)[ ])?|[ ]?\()(?:\\{0,8}[\"'\u201c\u201e\u00bb])?"
    r"([A-Za-z0-9]{16,256}|[A-Z0-9]{4,6}(?:-[A-Z0-9]{4,6}){2,8})(?![\w.(:=/-]|\.\w)"
)


def _is_mixed(value: str) -> bool:
    """Whether letters and digits change as only chance makes them: no class, no word with a number."""
    if "-" in value:  # a licence key
        return any(map(str.isdigit, value)) and not value.replace("-", "").isdigit()
    pieces = len(pattern("[A-Za-z]+|[0-9]+").findall(value))
    return pieces >= 5 and pieces * 8 >= len(value) and looks_opaque(value, 16)


_ANOTHER = r"[^.\r\n\u2039]{0,80}?[ ](?:ist|lautet|war|is|was|zu|to|durch|by)" + _HEXADECIMAL


def keys_in_prose(scan: Scan) -> Iterator[Span]:
    """»Der API-Schlüssel lautet 0123456789abcdef…«: elsewhere such strings are request ids."""
    if not scan.has_run(19):
        return
    for stem in ("key", "schlüssel", "secret", "geheimnis", "token", "rungscode", "schaltcode"):
        if stem in scan.vocabulary:
            for at in scan.places(stem):
                if scan.text[at + len(stem) : at + len(stem) + 1] not in {" ", "("}:
                    continue
                found = pattern(_HEXADECIMAL).match(scan.text, at + len(stem))
                mixed = None if found else pattern(_MIXED).match(scan.text, at + len(stem))
                if mixed and _is_mixed(mixed[1]):
                    yield *mixed.span(1), "api-key"
                while found:  # … and »der neue ist …« in the same sentence
                    yield *found.span(1), "api-key"
                    found = pattern(_ANOTHER).match(scan.text, found.end())


_PUTTY = (
    r"Private-Lines: ?[0-9]{1,3}[\s>]{1,16}"
    r"([A-Za-z0-9+/=]{16,}(?:[\r\n> ]{1,16}[A-Za-z0-9+/=]{4,}(?![\w:-]))*(?:\s{1,16}Private-(?:MAC|Hash): ?[0-9a-f]{16,})?)"
)


def private_keys(scan: Scan) -> Iterator[Span]:
    """Private keys in PEM form, line breaks real or written as an escape."""
    if "private" not in scan.vocabulary:
        return
    text, last = scan.text, 0
    if "private-lines" in scan.vocabulary:  # PuTTY's form
        for found in pattern(_PUTTY).finditer(text):
            yield *found.span(1), "private-key"
    if "-----begin" not in scan.vocabulary:
        return
    begin = r"-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----"
    for found in pattern(begin).finditer(text):
        if found.start() < last:
            continue
        end = text.find("-----END", found.end(), found.end() + 20_000)
        if end >= 0:
            tail = pattern(r"-----END[A-Z0-9 ]{0,60}-----").match(text, end)
            last = tail.end() if tail else end + 8
        else:  # cut off: everything that can still belong to the key
            rest = pattern(r"[A-Za-z0-9+/=:,\s\\>-]{0,20000}").match(text, found.end())
            last = rest.end() if rest else found.end()
            last = found.start() + len(text[found.start() : last].rstrip())
        yield found.start(), last, "private-key"


def emails_and_credentials(scan: Scan) -> Iterator[Span]:
    """E-mail addresses, and user names with passwords in front of a host."""
    text = scan.text
    if "@" in scan.distinct:
        yield from _credentials(scan)
        yield from _emails(scan)
    for literal in ("(at)", "[at]", "{at}", "(ät)"):
        at = scan.lower.find(literal) if literal in scan.distinct_lower else -1
        while at >= 0:
            right = pattern(
                r"[ ]?[\w-]{1,63}(?:[ ]?(?:\.|[(\[{](?:dot|punkt)[)\]}])[ ]?[a-z0-9-]{2,63}){1,3}"
            ).match(scan.lower, at + 4)
            before = at - 1 if text[at - 1 : at] == " " else at
            start = scan.left(pattern(r"[\w.+-]{1,64}"), before)
            if right and start < before:
                yield start, right.end(), "email"
            at = scan.lower.find(literal, at + 4)
    lower = scan.distinct_lower
    if " at " in lower and (" punkt " in lower or " dot " in lower):
        spelled = (
            r"(?<![\w.+-])([\w.+-]{2,64} at [\w-]{1,63}(?: (?:punkt|dot) [a-z0-9-]{2,63}){1,3})"
        )
        for place in pattern(spelled).finditer(scan.lower):
            yield *place.span(1), "email"


def _credentials(scan: Scan) -> Iterator[Span]:
    source = r"://([^\s/@\"'<>\\\u2039\u203a:?#&]{0,128}(?::[^\s/@\"'<>\\\u2039\u203a]{0,256})?)@"
    if "://" in scan.distinct:
        for found in pattern(source).finditer(scan.text):
            start, end = found.span(1)
            if end > start and not is_placeholder(found[1].replace(":", "")):
                yield start, end, "url-credentials" if ":" in found[1] else "user-name"


def _in_url(text: str, start: int) -> bool:
    """Whether a password stands before a host here: https://user:password@host."""
    scheme = text.rfind("://", max(0, start - 200), start)
    return scheme >= 0 and not pattern(r"[\s/@\"'<>]").search(text, scheme + 3, start)


def command_credentials(scan: Scan) -> Iterator[Span]:
    """``curl -u user:password``."""
    if " -u" in scan.distinct or "--user" in scan.distinct:
        source = (
            r"(?:[ ]-u|--user)(?:[ ]{1,3}|=)?[\"']?([^\s\"':\u2039]{1,128}:[^\s\"'\u2039]{1,256})"
        )
        for found in pattern(source).finditer(scan.text):
            yield *found.span(1), "url-credentials"


def _emails(scan: Scan) -> Iterator[Span]:
    text = scan.text
    host = (  # also with the hyphens of word processors
        r"[A-Za-z0-9\u00c0-\u024f\u2010\u2011-]{1,63}(?:\.[A-Za-z0-9\u00c0-\u024f\u2010\u2011-]{1,63}){0,6}"
        r"\.(?:[A-Za-z]{2,24})(?![A-Za-z0-9])"
    )
    for at in scan.places("@"):
        right = pattern(host).match(text, at + 1)
        if not right:
            continue
        start = scan.left(pattern(r"[\w.+!#$*~-]{1,128}"), at)
        if start and text[start - 1] == "\\" and text[start] in "nrt":
            start += 1
        if start < at and not _in_url(text, start):
            yield start, right.end(), "email"
            if text[start - 1 : start] == "<":  # Name <address>
                before = text[max(0, start - 80) : start - 1].rstrip(" \"'")
                name = pattern(r"[A-ZÄÖÜ][\w.'-]{0,30}(?:,?[ ][A-ZÄÖÜ][\w.'-]{0,30}){0,3}$").search(
                    before
                )
                if name:
                    first = max(0, start - 80) + name.start()
                    yield first, first + len(name[0]), "person-name"


def opaque_runs(scan: Scan) -> Iterator[Span]:
    """Long strings that only a machine makes, whatever they are: better hidden than shown.

    At least 32 characters of mixed case with digits, or 48 and more hexadecimal ones; shorter
    hexadecimal strings and UUIDs are request ids in most logs and help in a ticket.
    """
    if not scan.has_run(32):
        return
    text, runs, place = scan.text, scan.runs, 0
    core = b"x" * 32
    while (at := runs.find(core, place)) >= 0:
        stop = runs.find(b" ", at)
        stop = len(text) if stop < 0 else stop
        place = stop
        if text[at - 1 : at] == "%":  # the end of a percent code is not the beginning of a run
            at = pattern("(?:25){0,4}[0-9A-Fa-f]{2}|").match(text, at).end()  # type: ignore[union-attr]
        run = text[at:stop]
        key = pattern(r"[A-Za-z_][A-Za-z_-]{0,40}=(?=[^=])").match(run)
        if key:
            at, run = at + key.end(), run[key.end() :]
        sample = run[:512]
        size = len(sample)
        digits = sum(map(sample.count, "0123456789"))
        lower = sum(c.islower() for c in sample)
        upper = sum(c.isupper() for c in sample)
        hexadecimal = (
            size >= 48
            and digits >= 8
            and pattern("([A-Za-z]{1,8}(?:_[A-Za-z0-9]{1,8}){0,2}[_-])?[0-9a-fA-F]{48,}").fullmatch(
                sample
            )
        )
        pieces = len(pattern("[A-Z]+|[a-z]+|[0-9]+|[_+=-]+").findall(sample))
        mixed = size >= 32 and digits >= 2 and lower >= 3 and upper >= 3 and pieces * 5 >= size
        if not (hexadecimal or mixed):
            continue
        stop = _extend(text, stop)
        start = at + (hexadecimal.end(1) if hexadecimal and hexadecimal[1] else 0)
        if text[at - 1 : at] == ".":
            start = scan.left(pattern(r"\.[0-9]{4,20}"), at)  # Etsy: <user id>.<token>
        start = without_prefix(text, start, stop)
        end = wrapped_end(text, start, stop)
        yield start, end, "opaque"
        # The lines it was broken over are covered; only the last may go on beyond what was read.
        place = max(place, stop, end - 4096, text.rfind("\n", stop, end))


def _extend(text: str, stop: int) -> int:
    """Go on through the slashes of base64 as long as what follows is no word."""
    while part := pattern(r"[/.~]([A-Za-z0-9_+=-]{1,4096})").match(text, stop):
        value = part[1]
        if len(value) >= 4 and not looks_opaque(value, 4) and value.isalpha() and value.islower():
            return stop
        if pattern("[A-Za-z]?[a-z]+|[0-9.]+").fullmatch(value) and len(value) > 3:
            return stop
        stop = part.end()
    return stop
