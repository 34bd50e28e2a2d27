"""What people choose: passwords of several words, and their names on marketplaces."""

from collections.abc import Iterator
from typing import Final

from .prose import is_nick, is_sentence, tells
from .stems import Stems
from .text import Scan, Span, is_password, is_placeholder, pattern

_WORD: Final = r"[\w'\u2019!?&+.-]{1,24}"
_PHRASE: Final = rf"{_WORD}(?:[ ]{_WORD}){{1,7}}"
_STOP: Final = r"[.][ ]|[ ][-+&?!]{1,2}[ ]"
_PHRASE_ENDS: Final = (
    r"[ \t]{0,8}(?:[\r\n,;|()<>\"\u201c\u201d\u00ab\u2013\u2014]|\\{1,8}[nr\"]|\Z)|[ ]{2}"
)


def phrase_end(text: str, start: int) -> int | None:
    """Where several words end that can be a password; None where there is one word, or a sentence.

    ``start``: where the first word stands, behind the label and without a quotation mark.
    """
    found = pattern(_PHRASE).match(text, start)
    if found is None:
        return None
    end = found.end()
    if text[end : end + 1] in {":", "="} or text[end : end + 2] == " =":  # the next field's name
        end = text.rfind(" ", start, end)
    elif not pattern(_PHRASE_ENDS).match(text, end):
        return None
    stop = pattern(_STOP).search(text, start, end)
    end = stop.start() if stop else end
    words = text[start:end].split()
    if len(words) < 2 or is_placeholder(" ".join(words)) or is_sentence(words):
        return None
    if not all(any(map(str.isalnum, word)) for word in words):
        return None
    return start + len(text[start:end].rstrip(" .,"))


_LABELS: Final = frozenset(("passwort", "kennwort", "password", "passphrase", "passwd"))
_ABOUT: Final = (
    r"(?:[ ](?:für|fuer|von|vom|zu|zum|zur|bei|beim|for|of)(?:[ ][\w.@+-]{1,40}){1,5}"
    r"|[ ]?\([^()\r\n]{1,40}\)|[ ](?:alt|neu|aktuell|bisher|old|new|current|[12]))"
)
_SAID: Final = (  # Kennwort für den Server lautet: …, Passwort (alt): …, Passwort → …
    rf"{_ABOUT}?(?:[ ](?:lautet|laute)[ ]?:?|[ ](?:ist|is|war|was|hei(?:ß|ss)t)[ ]?:)[ ]{{1,4}}(?=\w)"
    rf"|{_ABOUT}[ ]?[:=][ ]{{1,4}}(?=\w)|[ ]?(?:->|=>|\u2192)[ ]?(?=\w)"
)
_IS: Final = rf"{_ABOUT}[ ](?:ist|is|war|was)[ ]([^\s\u2039\u203a\"]{{4,64}})"
_QUOTED: Final = r"[ ](?:(?:ist|is|war|was|lautet)[ ])?[\"\u201e\u00bb\u201c](?=\w)"
_ONE_WORD: Final = r"([\w!?&+#$%-]{4,64})[.!]?(?=[ \t]{0,8}(?:[\r\n]|\Z))"
_USER_AND_PASSWORD: Final = (
    r"(?:benutzer|user|anmelde|login)(?:name|kennung)?[ :]{1,2}(?!und[ ]|oder[ ]|and[ ]|or[ ]|with[ ]|sowie[ ])"
    r"(?P<user>\w[\w@.+-]{2,63})(?:[ ]?[,;/|][ ]?|[ ](?:(?:und|mit|and|with)[ ])?)"
    r"(?:passwort|kennwort|password|passwd|pwd|pw)[ ](?P<password>[^\s,;\u2039\u203a\"]{4,64})(?=[\s,;.]|\Z)"
)


def chosen(scan: Scan) -> Iterator[Span]:
    """All that people choose and that stands behind a word for it."""
    held = scan.held(_STEMS)
    if not held:
        return
    labels = held & _LABELS
    for stem in labels:
        yield from _phrases(scan, stem)
    if labels:
        for word in held & _USER_WORDS:
            yield from _pairs(scan, word)
    if _DATA in held:
        yield from _in_data(scan)
    members = held & _MEMBER.keys()
    if not scan.words.isdisjoint(_MEMBER_WORDS):
        for word in members:
            yield from _members(scan, word)
    if "(" in scan.text:
        for shop in members & _SHOPS:
            yield from _in_brackets(scan, shop)
    for trader in held & _TRADERS:
        yield from _traders(scan, trader)


_AFTER_LABEL: Final = frozenset(" (-=\u2192")


def _phrases(scan: Scan, stem: str) -> Iterator[Span]:
    """»Das Kennwort lautet: mein Hund heisst Bello«."""
    for at in scan.places(stem):
        end = at + len(stem)
        if scan.text[end : end + 1] not in _AFTER_LABEL:
            continue
        plain = pattern(_IS).match(scan.text, end)
        if plain and is_password(plain[1], quoted=False):
            yield plain.start(1), plain.start(1) + len(plain[1].rstrip(".,;:!?)")), "password"
            continue
        said = pattern(_SAID).match(scan.lower, end) or pattern(_QUOTED).match(scan.lower, end)
        if said is None:
            continue
        start = said.end()
        last = phrase_end(scan.text, start)
        if last is not None:
            yield start, last, "password"
            continue
        word = pattern(_ONE_WORD).match(scan.text, start)
        if word and not (is_placeholder(word[1]) or tells(word[1])):
            yield *word.span(1), "password"


def _pairs(scan: Scan, word: str) -> Iterator[Span]:
    """»Benutzername schmidt, Passwort sommer«: with a word for each of them and no colon."""
    for at in scan.places(word):
        pair = pattern(_USER_AND_PASSWORD).match(scan.lower, at)
        if pair is None or scan.lower[at - 1 : at].isalnum():
            continue
        values = (pair["user"], pair["password"].rstrip("."))
        if any(is_placeholder(one) or tells(one) for one in values):
            continue
        yield *pair.span("user"), "user-name"
        start = pair.start("password")
        yield start, start + len(values[1]), "password"


_DATA: Final = "daten"
_IN_DATA: Final = (  # Zugangsdaten eBay: schmidt / sommer
    r"daten(?<=zugangsdaten|anmeldedaten)(?:[ ][\w.-]{1,24}){0,3}:[ ]?(?P<user>\w[\w@.+-]{2,63})[ ]?[/|][ ]?"
    r"(?P<password>[^\s/|\u2039\u203a]{4,64})(?=[\s,;.]|\Z)"
)


def _in_data(scan: Scan) -> Iterator[Span]:
    """»Zugangsdaten: schmidt / sommer«."""
    for at in scan.places(_DATA):
        pair = pattern(_IN_DATA).match(scan.lower, at)
        if pair and not (tells(pair["user"]) or tells(pair["password"])):
            yield (
                pair.start("user"),
                pair.start("password") + len(pair["password"].rstrip(".,")),
                "url-credentials",
            )


_USER_WORDS: Final = frozenset(("benutzer", "user", "anmelde", "login"))
_SHOPS: Final = frozenset(("ebay", "etsy"))
_OWNERS: Final = (
    "user",
    "mitglied",
    "mitglieds",
    "nutzer",
    "benutzer",
    "käufer",
    "verkäufer",
    "konto",
)
_NAMES: Final = (*_OWNERS, *(f"{owner}name" for owner in _OWNERS), "name")
_MEMBER: Final = {
    # a word, what makes the label of a member's name of it, and what a plain word can stand behind
    "mitglied": ("mitglieds?(?:name|konto)", "mitglieds?name"),
    "nick": ("nick(?:name)?", "nick(?:name)?"),
    **{
        shop: (
            rf"{shop}[- ](?:{'|'.join(sorted(_NAMES, key=len, reverse=True))})(?![a-zäöüß])",
            f"{shop}.*name",
        )
        for shop in _SHOPS
    },
}
_MEMBER_WORDS: Final = frozenset(
    word.encode("latin-1")
    for word in (
        *("mitgliedsname", "mitgliedname", "mitgliedskonto", "mitgliedkonto", "nick", "nickname"),
        *_NAMES,
        *(f"{shop}-{name}" for shop in _SHOPS for name in _NAMES),
    )
)
_NAMED: Final = (
    r"(?:[ ]?:)?[ ](?P<verb>(?:ist|lautet|hei(?:ß|ss)t|is|war)[ ])?[\"'\u201e\u201c\u00bb]?"
    r"(?P<nick>\w[\w.*-]{2,39})"
)
_BRACKETS: Final = r"(?P<named>-(?:name|nutzer|mitglied|käufer))?:?[ ](?P<nick>\w[\w.*-]{2,39})\)"
_PERSON_BEFORE: Final = r"[A-ZÄÖÜ][\w.-]{1,30}[ ]$"
_TRADERS: Final = frozenset(("seller", "buyer", "verkäufer", "käufer", "nutzer", "member"))
_TRADERS_HERE: Final = frozenset(("verkäufer", "käufer", "nutzer"))
_WITH_LINE: Final = r"(?:in)?[ ](?P<nick>[a-zäöüß]{2,20}_[a-zäöüß_]{2,20})(?![\w.-])"
_TRADER: Final = (
    r"(?:in)?[ ](?P<nick>(?=[a-z_.-]{0,30}[0-9])[a-z][\w.*-]{3,39})(?=[\s,;:!?)\"'\u201c\u00ab]|\Z)"
)
_STEMS: Final = Stems((*_LABELS, *_USER_WORDS, *_MEMBER, *_TRADERS, _DATA))


def _members(scan: Scan, word: str) -> Iterator[Span]:
    """»Mitgliedsname sammlerherz«, »eBay-Name: laden_24«."""
    label_of, plain = _MEMBER[word]
    for at in scan.places(word):
        label = pattern(label_of).match(scan.lower, at)
        if label is None or scan.lower[at - 1 : at].isalnum():
            continue
        found = pattern(_NAMED).match(scan.text, label.end())
        if found:
            plainly = bool(found["verb"]) or pattern(plain).fullmatch(label[0]) is not None
            yield from _nick(scan.text, *found.span("nick"), plainly=plainly)


def _in_brackets(scan: Scan, shop: str) -> Iterator[Span]:
    """»(eBay: laden_24)«; a plain word only behind what can be a name: »Max Muster (eBay: sonne)«."""
    for at in scan.places(f"({shop}"):
        found = pattern(_BRACKETS).match(scan.lower, at + 1 + len(shop))
        if found:
            person = pattern(_PERSON_BEFORE).search(scan.text[max(0, at - 40) : at])
            plainly = person is not None or found["named"] is not None
            yield from _nick(scan.text, *found.span("nick"), plainly=plainly)


def _traders(scan: Scan, trader: str) -> Iterator[Span]:
    """»seller laden24 not found«, »Käufer sonne-99«."""
    for at in scan.places(trader):
        end = at + len(trader)
        if scan.text[end : end + 1] in {" ", "i"} and not scan.lower[at - 1 : at].isalnum():
            found = pattern(_TRADER).match(scan.text, end)
            if found is None and trader in _TRADERS_HERE:
                found = pattern(_WITH_LINE).match(scan.text, end)
            if found:
                yield from _nick(scan.text, *found.span("nick"), plainly=False)


def _nick(text: str, start: int, end: int, *, plainly: bool) -> Iterator[Span]:
    nick = text[start:end].rstrip(".-*")
    if not is_placeholder(nick) and is_nick(nick, plainly=plainly):
        yield start, start + len(nick), "user-name"
