"""Search words as data: what people type beside what the pages say.

The theme's search finds beginnings of words only; its German stemmer makes »Token« and
»Händler« unfindable. So each page carries its words, their inflections, the tails of
compounds, common misspellings and the spellings without umlauts as `tags` (weighted by
`mkdocs.yml`), and shows the finding's own ones under »Suchwörter«.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_FOLD = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"})

# Each line is one family: a page that has one of its words is found by all of them. A search for
# a beginning finds the longer word as well, so only words that begin differently, or that are
# longer than the page's own, have to stand here.
FAMILIES: tuple[tuple[str, ...], ...] = (
    (
        "Token",
        "Tokens",
        "Tocken",
        "Tocken",
        "Tokken",
        "Tokem",
        "Toke",
        "Zugriffstoken",
        "Zugangstoken",
    ),
    (
        "abgelaufen",
        "abgelaufene",
        "abgelaufenes",
        "abgelaufener",
        "abgelaufenen",
        "läuft ab",
        "Ablauf",
        "ablaufen",
    ),
    ("ungültig", "ungültige", "ungültiges", "ungültiger", "ungültigen"),
    (
        "erneuern",
        "erneuert",
        "erneuere",
        "Erneuerung",
        "Erneuerungen",
        "verlängern",
        "Verlängerung",
    ),
    (
        "anmelden",
        "Anmeldung",
        "Anmeldungen",
        "angemeldet",
        "neu anmelden",
        "einloggen",
        "Login",
        "Anmelde",
        "Neuanmeldung",
        "Wiederanmeldung",
    ),
    ("abmelden", "abgemeldet", "Abmeldung", "ausloggen", "Logout"),
    (
        "Bestellung",
        "Bestellungen",
        "Bestelungen",
        "Bestellabruf",
        "Auftrag",
        "Aufträge",
        "Aufträgen",
        "Auftragsabruf",
    ),
    ("Vorgangsabruf", "Vorgang", "Vorgänge", "Vorgängen", "Abruf", "abrufen"),
    (
        "Versandlabel",
        "Versandlabels",
        "Label",
        "Labels",
        "Lable",
        "Lables",
        "Etikett",
        "Etiketten",
        "Versandetikett",
    ),
    ("drucken", "druckt", "gedruckt", "Druck", "Ausdruck"),
    ("Marktplatz", "Marktplätze", "Marktplätzen", "Marktplatzes", "Marketplace"),
    ("Händler", "Händlers", "Händlern", "Verkäufer", "Verkäufers", "Verkäufern"),
    ("Verkäuferkonto", "Verkäuferkontos", "Konto", "Konten", "Kontos", "Account", "Accounts"),
    (
        "Zustimmung",
        "Zustimmungen",
        "Consent",
        "Berechtigung",
        "Berechtigungen",
        "Autorisierung",
        "autorisieren",
    ),
    ("Zugangsdaten", "Zugangsdatei", "Zugriff", "Zugriffs", "Credentials"),
    ("Plattform", "Plattformen", "Platform"),
    ("Schnittstelle", "Schnittstellen", "API", "Interface"),
    ("Fehlermeldung", "Fehlermeldungen", "Fehler", "Fehlers", "Meldung", "Meldungen"),
    ("Kennzeichen", "Aktivkennzeichen", "Häkchen", "Haken"),
    ("gültig", "Gültigkeit", "Gültigkeitsdauer", "Laufzeit", "Lebensdauer", "wie lange"),
    ("Datenschutz", "Datenschutzes", "DSGVO"),
    ("Drosselung", "gedrosselt", "Limit", "Limits", "Ratelimit", "Throttling", "429"),
    ("Cookie", "Cookies", "Cookys"),
)

_WORD = re.compile(r"\w+", re.UNICODE)


def fold(word: str) -> str:
    """`word` without umlauts and ß, as people type on a foreign keyboard: »Händler« → »Haendler«."""
    return word.translate(_FOLD)


def expand(words: Iterable[str], *, families: bool = True) -> list[str]:
    """All spellings under which a page with these `words` is to be found, each once, in order.

    Adds the spellings without umlauts and, with `families`, the words of :data:`FAMILIES` that one
    of them belongs to. The result holds what came in first.
    """
    given = list(dict.fromkeys(word.strip() for word in words if word.strip()))
    present = {part.casefold() for word in given for part in _WORD.findall(word)}
    found = dict.fromkeys(given)
    for family in FAMILIES if families else ():
        if any(word.casefold() in present for word in family):
            found.update(dict.fromkeys(_without_beginnings(family)))
    for word in list(found):
        found.setdefault(fold(word))
    return list(found)


def _without_beginnings(family: tuple[str, ...]) -> list[str]:
    """The family without words that begin another: a search for the shorter finds the longer."""
    folded = {word.casefold() for word in family}
    return [
        word
        for word in family
        if not any(
            other != word.casefold() and other.startswith(word.casefold()) for other in folded
        )
    ]
