"""Addresses that pretend to belong to a marketplace: look-alikes, and sign-in links from elsewhere.

Fraudsters send merchants exactly what this software reads: »Ihr Token ist abgelaufen, melden Sie
sich hier an«. Such an address must never count as a sign of the marketplace, and the user is warned
of it. What is recognised: letters of other scripts and digits in the place of letters
(Unicode TR 39, »confusables«; punycode included), the marketplace's whole name before a foreign one
(`api.ebay.com.example.net`), before an `@`, and sign-in links of hosts that contain its name or one
that is a slip of the pen away, or that have the name in their path where the text invites to open them.

An address of theirs within somebody else's (`https://example.net/?next=https://sellercentral.amazon.de/`)
leads to that somebody: it counts for nothing either, and whoever is invited to sign in there is warned.

A false alarm is harmful too: it frightens, and takes a true sign away. So what ends an address in
prose (a comma, a bracket, a quote) is no part of the host, hosts of one's own network are let be,
and Shopware and WooCommerce, which run under each merchant's own name, have no foreign hosts.

Which hosts are genuine stands here and not in the knowledge: who edits texts must not be able to
vouch for an address by accident.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from urllib.parse import unquote

from .lines import places_in

LOOK_ALIKE = "nachgemachte-adresse"
SIGN_IN_ELSEWHERE = "fremder-anmelde-link"
"""The notes (`knowledge/notes.toml`) that warn."""
WARNINGS = (LOOK_ALIKE, SIGN_IN_ELSEWHERE)
"""What whoever hears of the answer must hear, too: the customer, and the reader of an export."""

# Where each marketplace itself has its sites (its own country pages).
_DOMAINS = {
    "amazon": r"com(?:\.(?:au|be|br|mx|tr))?|co\.(?:jp|uk|za)|ae|ca|cn|de|eg|es|fr|ie|in|it|nl|pl|sa|se|sg",
    "ebay": r"com(?:\.(?:au|cn|hk|my|sg|tw))?|co\.(?:jp|kr|uk|th)|at|be|ca|ch|cn|de|es|fr|ie|in|it|nl|ph|pl|vn",
    "etsy": r"com|de",
    "kaufland": r"at|bg|com|cz|de|fr|hr|it|pl|ro|sk",
    "otto": r"de|market",
    "shopify": r"com|de|dev|io",
    "shopware": r"com|de|store",
    "woocommerce": r"com|net",
}
_BRANDS = tuple(_DOMAINS)
_DOTTED = tuple(f"{brand}." for brand in _BRANDS)
_KELVIN = "\u212a"
# Names that are common words or stand in many other ones: not looked for within longer labels.
_SHORT = frozenset({"otto", "etsy"})
# Software that each merchant runs under a name of their own.
_SELF_HOSTED = frozenset({"shopware", "woocommerce"})
# One letter away from a name, and a name of its own.
_OTHER_NAMES = frozenset({"amazone", "amazonas"})

_OWN = rf"(?:{'|'.join(rf'{brand}\.(?:{ends})' for brand, ends in _DOMAINS.items())})"
# Further hosts of theirs whose names contain the marketplace's.
_FURTHER = (
    r"amazonaws\.(?:com|com\.cn|eu)|amazonservices\.(?:com|de|eu|co\.uk|fr|it|es|jp|in|ca)|"
    r"(?:media|ssl-images|images|m\.media)-amazon\.com|amazon-adsystem\.com|amazonpay\.com|"
    r"(?:about|sell)?amazon\.(?:dev|jobs|science|eu|com|de)|amazontrust\.com|amazoncognito\.com|"
    r"ebay(?:img|static|desc|inc|partnernetwork|rtm|cdn)\.(?:com|net)|ebay-kleinanzeigen\.de|"
    r"kaufland-marktplatz\.de|kauflandglobalmarketplace\.com|"
    r"shopify(?:cdn|svc|preview|cs)?\.(?:com|dev|io)|myshopify\.(?:com|io)|etsystatic\.com"
)
_GENUINE = re.compile(rf"(?:.*\.)?(?:{_OWN}|{_FURTHER})")
_OWN_THEN_MORE = re.compile(rf"(?:^|[.-]){_OWN}[.-][a-z0-9-]+")
_OWN_WHOLE = re.compile(rf"{_OWN}(?![a-z0-9-])")
# Hosts that only one's own network knows.
_INTERNAL = re.compile(r"(?:.*\.)?(?:corp|home|intern|internal|intra|lan|local|localdomain)")

# The part of an address that says where it leads. Begins with one fixed sign, which is what makes
# it fast.
_AUTHORITY = re.compile(r""":(?:\\{0,8}/){2}([^\s/\\?#"'<>]{1,300})""")
_SCHEME = re.compile(r"[A-Za-z]{2,8}\Z")
# Without a scheme, »www.« says that an address follows.
_WWW = re.compile(r"""(?<![\w@/.-])(www\.[^\s/\\?#"'<>]{1,300})""", re.IGNORECASE)
_MAIL_HOST = re.compile(r"@((?:[\w-]{1,63}\.){1,8}[A-Za-z]{2,24})(?![\w.-]*[@:/])")
_MAIL_USER = re.compile(r"[\w.+-]{1,64}\Z")
# How people write an address that nobody shall open by accident; length and places stay.
_DEFANGED = re.compile(r"\[\.\]|\(\.\)|\{\.\}")
_LABELS_BEFORE = re.compile(r"(?:[a-z0-9-]{1,63}\.){1,8}\Z", re.IGNORECASE)
_REST = re.compile(r"""[^\s"'<>]{0,2000}""")
_WORD = re.compile(r"[\w.-]{4,300}")
# Of the signs in front of a slash, those that can belong to a host; the rest is prose.
_HOST = re.compile(r"[\w.-]+")
# The marketplace's name with more behind it, without a scheme; what follows tells an address
# from a file (`amazon.de.log`) or a module (`ebay.com.orders`).
_BARE = re.compile(rf"(?<![a-z0-9]){_OWN}((?:\.[a-z0-9-]{{1,63}}){{1,9}})(:\d|/)?")
_COMMON_ENDS = frozenset(
    "at biz ch cn com de dev eu example info io net online org ru shop site store tk top xyz".split()
)
# Scripts whose letters look like Latin ones: Greek, Cyrillic, Armenian, Cherokee, full width, mathematical.
_FOREIGN_LETTERS = re.compile(
    "[\u0370-\u058f\u13a0-\u13ff\u2c80-\u2cff\ua4d0-\ua4ff\uff21-\uff5a\U0001d400-\U0001d7ff]"
)
# Full stops of other scripts are ours to browsers (Unicode TR 46), some signs nothing; what only
# looks like a slash ends no host.
_AS_BROWSERS_READ = str.maketrans(
    "\u3002\uff0e\uff61\u2024\ufe52\uff0f\u2044\u2215\u29f8",
    ".....----",
    "\x00\xad\u180e\u200b\u200c\u200d\u2060\ufeff",
)
_SIGN_IN = re.compile(
    r"log-?in|sign-?in|anmeld|verif|sicherheit|secur|best(?:ae|ä)tig|pass(?:wor[dt])|reaktiv|freischalt",
    re.IGNORECASE,
)
# Addresses of interfaces hold these words as well: they count in the name of the host only.
_SIGN_IN_HOST = re.compile(r"konto|account|update|confirm|oauth|consent|support|service")

# A page to sign in to, with the marketplace's name in the path of somebody else's host. Helpful pages
# are about signing in (`/hilfe/amazon-anmeldung`), these are it; and somebody asks to go there.
_BRAND_SEGMENT = re.compile(rf"/(?:{'|'.join(_BRANDS)})(?:\.[a-z.]{{2,6}})?(?=/)", re.IGNORECASE)
_SIGN_IN_SEGMENT = re.compile(
    r"/(?:sign-?in|log-?in|einloggen|anmelden|verif(?:y|ication|izieren)|best(?:ae|ä)tigen|secure|confirm)"
    r"(?:\.[a-z]{2,5})?(?=[/?#]|\Z)",
    re.IGNORECASE,
)
_INVITES = re.compile(
    r"hier|klick|click|melden sie|anmelden|einloggen|sign in|verify|bestätigen|folgen",
    re.IGNORECASE,
)
_INVITED_WITHIN = 200
# Where anybody puts up a page or shortens an address.
_ANYBODYS = frozenset(
    "docs.google.com sites.google.com forms.google.com forms.gle forms.office.com storage.googleapis.com "
    "bit.ly tinyurl.com t.ly cutt.ly rebrand.ly is.gd linktr.ee telegra.ph".split()
)
_BRAND_IN_PATH = re.compile(rf"/[^\s?#]{{0,80}}(?:{'|'.join(_BRANDS)})", re.IGNORECASE)
# An address of theirs as part of another one: with a scheme, a first label or a path of its own.
_NESTED = re.compile(
    rf"/(?<=[/\\]/)(?:{_OWN}|{_FURTHER})(?![a-z0-9-])|\.(?:{_OWN}|{_FURTHER})(?![a-z0-9-])|[/=](?!{'|'.join(sorted(_SELF_HOSTED))}){_OWN}(?=\\?/)",
    re.IGNORECASE,
)
_NEXT_IN_LIST = re.compile(r"[,;|)\]}]{1,3}[a-z]{2,8}:\\?/", re.IGNORECASE)
# A host without a scheme that an address within it begins with; no file of one's own server.
_BARE_OUTER = re.compile(
    r"(?:[a-z0-9-]{1,63}\.){1,8}(?!(?:php|html?|aspx?|jsp|py|js|cgi|dll|json|xml)[/?#])[a-z]{2,24}(?::\d{1,5})?[/?#]"
    r"[^\s\"'<>]{0,300}\Z",
    re.IGNORECASE,
)
_OUTER_WITHIN = 300
# Mail programs and search engines lead every address through theirs: what counts is where they lead to.
_PASSES_ON = re.compile(
    r"(?:.*\.)?(?:safelinks\.protection\.outlook\.com|urldefense(?:\.proofpoint)?\.com|mimecast\.com"
    r"|linkprotect\.cudasvc\.com|secure-web\.cisco\.com|teams\.cdn\.office\.net|web\.archive\.org)"
    r"|www\.google\.(?:com|de|at|ch)"
)
_PRIVATE = re.compile(
    r"(?:10|127|192\.168|172\.(?:1[6-9]|2[0-9]|3[01]))\..*|(?!\[)[^.]*|\[(?:::1|f[cde].*)\]"
)

_LATIN = str.maketrans(
    {
        **dict(zip("авеёкмнорстухіїјѕһԁӏԛԝьгпъ", "abeekmhopctyxiijshdlqwbrnb", strict=True)),
        **dict(zip("αβεηικνορτυχγωϲϳ", "abeniknoptyxywcj", strict=True)),
        **dict(zip("օսոցզհյքаɑɡıǀⅼ", "ounqqhjqaagill", strict=True)),
        "т": "t",
        "у": "y",
    }
)
_DIGITS = str.maketrans("0134578", "oleastb")


@dataclass(frozen=True, slots=True)
class Suspicion:
    """An address in a text that is not what it seems: its span, and the note that warns of it.

    The note is None where nobody needs a warning; the address counts for nothing all the same.
    """

    start: int
    end: int
    note: str | None


def suspicions(text: str, signs: str | None = None) -> list[Suspicion]:
    """All addresses in a text that pretend to be a marketplace's, in order; linear in the text.

    `text`: without its layers (:func:`wizard.unwrap.unwrap`), which would hide an address. `signs`: what
    shows quicker than the text that something cannot be in it (:attr:`wizard.unwrap.Flat.signs`).
    """
    found: list[Suspicion] = []
    signs = text.lower() if signs is None else signs
    if any(dot in signs for dot in ("[.]", "(.)", "{.}")):
        text = _DEFANGED.sub(".\u200b\u200b", text)
        signs = text.lower()
    read = _Read(text, signs)
    kinds = {name: _kind(name) for name in {match[1] for match in read.addresses}}
    if any(kinds.values()):
        done = 0
        for match in read.addresses:
            note = kinds.get(match[1])
            if not note or match.start() < done:
                continue
            scheme = _SCHEME.search(text[max(match.start() - 8, 0) : match.start()])
            start = match.start() - (len(scheme[0]) if scheme else 0)
            rest = _REST.match(text, match.start())
            end = rest.end() if rest else match.end()
            done = end
            if (
                note == LOOK_ALIKE
                or _SIGN_IN.search(text, match.start(1), end)
                or _SIGN_IN_HOST.search(_host(match[1])[1])
            ):
                found.append(Suspicion(start, end, note))
    foreign = {name for name, note in kinds.items() if note is None}
    if foreign:
        found += _in_paths(read.without(found), foreign)
    if kinds:
        found += _nested(read.without(found), kinds)
    found += _bare(read.without(found))
    if "@" in signs:
        found += _mails(read.without(found).text)
    return sorted(found, key=lambda one: one.start)


class _Read:
    """A text with its addresses; `signs`: see :func:`suspicions`."""

    def __init__(self, text: str, signs: str) -> None:
        self.text = text
        self.signs = signs

    def without(self, found: Sequence[Suspicion]) -> _Read:
        """The same, those addresses masked."""
        return _Read(masked(self.text, found), self.signs) if found else self

    @cached_property
    def with_scheme(self) -> list[re.Match[str]]:
        """Addresses with a scheme, in order."""
        return list(_authorities(self.text))

    @cached_property
    def addresses(self) -> list[re.Match[str]]:
        """All addresses, in order."""
        further = _without_scheme(self.text) if "www." in self.signs else ()
        return sorted((*self.with_scheme, *further), key=lambda address: address.start())


def _in_paths(read: _Read, foreign: set[str]) -> Iterator[Suspicion]:
    """Sign-in links of foreign hosts that only have a marketplace's name in their path."""
    text = read.text
    named = any(f"/{name}" in read.signs for name in _BRANDS)
    if not named and _ANYBODYS.isdisjoint(foreign):
        return
    done = 0
    for match in read.with_scheme:
        if match.start() < done or match[1] not in foreign:
            continue
        rest = _REST.match(text, match.end())
        done = rest.end() if rest else match.end()
        path = text[match.end() : done].partition("?")[0]
        if match[1] in _ANYBODYS:
            sign_in = bool(_BRAND_IN_PATH.match(path) and _SIGN_IN.search(path))
        else:
            before = text[max(0, match.start() - _INVITED_WITHIN) : match.start()]
            brand = _BRAND_SEGMENT.search(path)
            imitated = brand and "." in brand[0]  # https://host/amazon.de/ap/signin
            sign_in = _SIGN_IN_SEGMENT.search(path) is not None and bool(
                imitated or (brand and _INVITES.search(before))
            )
        if sign_in and not _PRIVATE.fullmatch(_host(match[1])[1]):
            scheme = _SCHEME.search(text[max(match.start() - 8, 0) : match.start()])
            start = match.start() - (len(scheme[0]) if scheme else 0)
            yield Suspicion(start, done, SIGN_IN_ELSEWHERE)


def _nested(read: _Read, kinds: dict[str, str | None]) -> Iterator[Suspicion]:
    """Addresses of theirs within addresses of others."""
    text = read.text
    outer = {name for name, note in kinds.items() if note != _FINE and _leads_on(name)}
    done = 0
    for match in read.addresses:
        start = match.start()
        if start < done or not (match[1] in outer or _begins_within(text, start)):
            continue
        rest = _REST.match(text, match.end())
        done = rest.end() if rest else match.end()
        following = _NEXT_IN_LIST.search(text, match.end(), done)
        done = following.start() if following else done
        if match[1] not in outer:
            yield Suspicion(start, done, None)
        elif within := _NESTED.search(text, match.end(), done):
            yield _leading_on(text, start, within.start() + 1, done)


def _leading_on(text: str, start: int, within: int, end: int) -> Suspicion:
    """What of an address counts for nothing that has one of theirs within it, and whether that is told."""
    before = max(0, start - _INVITED_WITHIN)
    if _INVITES.search(text, before, start) and _SIGN_IN.search(text, before, end):
        scheme = _SCHEME.search(text[max(start - 8, 0) : start])
        return Suspicion(start - (len(scheme[0]) if scheme else 0), end, SIGN_IN_ELSEWHERE)
    return Suspicion(_first_label(text, within), end, None)


def _leads_on(authority: str) -> bool:
    """Whether a foreign host is somebody's of whom nobody knows where they lead to."""
    host = _host(authority)[1]
    return bool(host) and not (_PASSES_ON.fullmatch(host) or _PRIVATE.fullmatch(host))


def _begins_within(text: str, start: int) -> bool:
    """Whether an address begins within one that has no scheme: `example.net/?next=https://…`."""
    before = text[max(start - _OUTER_WITHIN, 0) : start]
    scheme = _SCHEME.search(before)
    if scheme is None or before[scheme.start() - 1 : scheme.start()] not in {
        "=",
        "/",
        "#",
        "?",
        "&",
    }:
        return False
    outer = _BARE_OUTER.search(before[: scheme.start()].rpartition(" ")[2])
    if outer is None:
        return False
    host = outer[0].partition("/")[0].partition("?")[0].partition("#")[0].lower()
    return not _GENUINE.fullmatch(host) and not _INTERNAL.fullmatch(host) and _leads_on(host)


def _authorities(text: str) -> Iterator[re.Match[str]]:
    """Addresses with a scheme, in order; logs have too many colons to try the expression at each."""
    done = 0
    for at in sorted(at for sign in (":/", ":\\") for at in places_in(text, sign)):
        match = _AUTHORITY.match(text, at) if at >= done else None
        if match:
            done = match.end()
            yield match


def _without_scheme(text: str) -> Iterator[re.Match[str]]:
    """Addresses that begin with »www.«, which is looked for first: much quicker in long texts."""
    for sign in ("www.", "WWW.", "Www."):
        yield from filter(None, (_WWW.match(text, at) for at in places_in(text, sign)))


def _mails(text: str) -> Iterator[Suspicion]:
    """Mail addresses at hosts that pretend to be a marketplace's."""
    for match in _MAIL_HOST.finditer(text):
        kind = _kind(match[1])
        if kind == LOOK_ALIKE or (kind and _SIGN_IN.search(match[1])):
            user = _MAIL_USER.search(text[max(match.start() - 64, 0) : match.start()])
            yield Suspicion(match.start() - (len(user[0]) if user else 0), match.end(), LOOK_ALIKE)


def masked(text: str, found: Sequence[Suspicion]) -> str:
    """The text of the same length in which those addresses say nothing."""
    pieces: list[str] = []
    done = 0
    for one in found:
        start = max(one.start, done)
        pieces += (text[done:start], "x" * (one.end - start))
        done = max(done, one.end)
    return "".join([*pieces, text[done:]])


def _bare(read: _Read) -> list[Suspicion]:
    """Look-alike hosts without a scheme, or the bare name with a foreign letter in it."""
    found: list[Suspicion] = []
    text = read.text
    # The Kelvin sign is the only other one whose small letter is a Latin one.
    names = [name for name in _DOTTED if name in read.signs or _KELVIN in text]
    if names:
        lower = text.replace(_KELVIN, "k").encode("latin-1", "replace").lower()
        found = _longer_names(lower.decode("latin-1"), names)
    # Nothing within Latin-1 looks like one of their names.
    if _may_hold_foreign_letters(text) and _FOREIGN_LETTERS.search(text):
        found += [
            Suspicion(*match.span(), LOOK_ALIKE)
            for match in _WORD.finditer(text)
            if _FOREIGN_LETTERS.search(match[0]) and _imitated(match[0].strip(".").lower())
        ]
    return found


def _may_hold_foreign_letters(text: str) -> bool:
    """Whether a text has characters of the blocks they are in: quicker to tell."""
    if text.isascii():
        return False
    try:
        text.encode("latin-1")
    except UnicodeEncodeError:
        return bool(
            text.encode("utf-16-le", "surrogatepass")[1::2].translate(None, _HARMLESS_BLOCKS)
        )
    return False


# By the higher byte of their code: Latin and what is written with it, from signs to pictograms.
_HARMLESS_BLOCKS = bytes((0, 1, 2, *range(0x1E, 0x2C)))


def _longer_names(lower: str, names: Iterable[str]) -> list[Suspicion]:
    """Hosts that begin with one of some names and are not theirs; `lower`: in small letters."""
    return [
        Suspicion(_first_label(lower, match.start()), match.end(), LOOK_ALIKE)
        for name in names
        for at in places_in(lower, name)
        if (match := _BARE.match(lower, at))
        and (match[2] or match[1].rpartition(".")[2] in _COMMON_ENDS)
        and not _GENUINE.fullmatch(match[0].rstrip(":/0123456789"))
    ]


def _first_label(lower: str, start: int) -> int:
    """Where a host begins whose name stands at ``start``: `sellercentral.` belongs to it."""
    before = _LABELS_BEFORE.search(lower[max(start - 300, 0) : start])
    return start - len(before[0]) if before else start


_FINE = ""


def _kind(authority: str) -> str | None:
    """What is wrong with the part of an address between `//` and the next slash.

    `_FINE`: nothing; None: nothing as far as the host goes, which is a foreign one.
    """
    user, host = _host(authority)
    genuine = _GENUINE.fullmatch(host) is not None
    if not genuine and user and _OWN_WHOLE.search(user):
        return LOOK_ALIKE
    if genuine or _INTERNAL.fullmatch(host):
        return _FINE
    if _OWN_THEN_MORE.search(host) or _imitated(host):
        return LOOK_ALIKE
    return SIGN_IN_ELSEWHERE if _names_brand(host, nearly=True) else None


def _host(authority: str) -> tuple[str, str]:
    """What stands before the `@`, and the host as a browser reads it, without port and prose."""
    plain = unquote(authority).lower().translate(_AS_BROWSERS_READ).partition("/")[0]
    user, _, rest = plain.rpartition("@")
    if rest.startswith("["):  # IPv6
        return user, rest.partition("]")[0] + "]"
    host = _HOST.match(rest)
    return user, host[0].rstrip(".-_") if host else ""


@lru_cache(maxsize=4096)
def _imitated(host: str) -> bool:
    """Whether a host looks like a marketplace's name but is spelt with other signs."""
    labels = [_decoded(label) for label in host.split(".")]
    shown = ".".join(labels)
    if not shown.isascii():
        latin = _latin(shown)
        return latin != shown and _names_brand(latin) and not _names_brand(shown)
    for part in re.split(r"[.-]", shown):
        plain = part.translate(_DIGITS).replace("rn", "m").replace("vv", "w")
        if plain != part and plain in _BRANDS:
            return True
    return False


def _names_brand(host: str, *, nearly: bool = False) -> bool:
    """Whether a host contains a marketplace's name.

    `nearly`: only of those that have hosts of their own, but also one that is a letter off.
    """
    parts = [part for part in re.split(r"[.-]", host) if part not in _OTHER_NAMES]
    for brand in _BRANDS:
        if nearly and brand in _SELF_HOSTED:
            continue
        if brand in parts or (brand not in _SHORT and any(brand in part for part in parts)):
            return True
        if nearly and len(brand) > 5 and any(_one_off(part, brand) for part in parts):
            return True
        if nearly and brand == "ebay" and any(_once(part) == brand for part in parts):
            return True
    return False


def _one_off(word: str, name: str) -> bool:
    """Whether a word is a name with one letter too many, missing, other, or two exchanged."""
    if abs(len(word) - len(name)) > 1:
        return False
    start = 0
    while start < min(len(word), len(name)) and word[start] == name[start]:
        start += 1
    a, b = word[start:], name[start:]
    return a[1:] == b[1:] or a[1:] == b or a == b[1:] or (a[:2] == b[1::-1] and a[2:] == b[2:])


def _once(word: str) -> str:
    """A word in which no letter follows itself: `ebaay` is read as `ebay`."""
    return "".join(sign for sign, before in zip(word, f" {word}", strict=False) if sign != before)


def _latin(text: str) -> str:
    """Letters of other scripts as the Latin ones they look like, without accents."""
    plain = unicodedata.normalize("NFKD", text.translate(_LATIN))
    return "".join(sign for sign in plain if not unicodedata.combining(sign)).translate(_LATIN)


def _decoded(label: str) -> str:
    """A label as a browser may show it: punycode undone."""
    if not label.startswith("xn--"):
        return label
    try:
        return label[4:].encode("ascii").decode("punycode")
    except (ValueError, OverflowError):  # no punycode
        return label
