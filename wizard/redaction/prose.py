"""Telling the words of a sentence from a secret or a name that somebody chose.

»Passwort: wurde gestern neu gesetzt« is a sentence, »Passwort: correct horse battery staple« is a
password of several words. No grammar tells them apart, but what people write about passwords and
user names does: there is hardly a sentence about them without one of these words.
"""

from typing import Final

from .text import pattern

_SAYS_SOMETHING: Final = frozenset(
    # German: verbs that carry a sentence, and what becomes of passwords
    "ist sind war waren wird werden wurde wurden worden sein hat haben hatte habe hatten muss müssen musste darf dürfen "
    "soll sollte sollten kann können konnte konnten könnte will wollte möchte bitte siehe steht stehen liegt liegen gibt "
    "geht gehen ging klappt passt stimmt fehlt fehlen läuft kommt kam bekommt lautet heißt gilt bleibt nicht nie noch nur "
    "auch schon wieder kein keine keinen keiner keines nein ja ich wir sie er es man uns mir ihnen ihr euch sich "
    "wie was wer wo wann warum wenn falls weil dass ob seit bereits eben gerade gestern heute morgen jetzt nun zuletzt "
    "anders ebenfalls folgt unten oben hier dort separat telefonisch mündlich schriftlich identisch gleich dasselbe "
    "unverändert unbekannt bekannt vorhanden leer falsch richtig ungültig gültig abgelaufen gesperrt erforderlich "
    "notwendig nötig vergessen verloren geändert gesetzt zurückgesetzt setzen ändern zurücksetzen eingeben eintragen "
    "prüfen beachten anfordern vergeben erneuern verwenden nutzen löschen anpassen wiederholen bestätigen wechseln "
    "lassen hinterlegt eingetragen gespeichert mitgeteilt geschickt gesendet aktuell aktiv inaktiv geheim "
    "neu neue neues neuen neuer alt alte altes alten alter korrekt aktuelles zu zeichen buchstaben ziffern zahlen mindestens maximal "
    "mindestlänge pflichtfeld angabe eingabe feld wert länge fehler fehlermeldung meldung code hinweis status anmeldung "
    "kunde kundin benutzer benutzername benutzernamen passwort passwörter kennwort kennwörter passworts kennworts token "
    "secret schlüssel zugang zugangsdaten login konto account support danke gruß grüße laut "
    "plattform marktplatz amazon ebay etsy kaufland otto shopify shopware woocommerce microtech büro "
    # English
    "is are was were be been being has have had must may might shall should will would can cannot could does do did "
    "not no yes please see enter reset change changed set unset required missing empty invalid incorrect wrong expired "
    "failed failure fails error errors denied rejected unknown unchanged mismatch match matches matched valid ok okay "
    "least characters character minimum maximum length too authentication authorization unauthorized forbidden "
    "protected encrypted hidden removed redacted optional default disabled enabled locked blank null none nil true "
    "false undefined field value string user username password passwords passphrase forgot forgotten your my their "
    "if else return new await and or not this self config settings env input get".split()
)
_OPENS: Final = frozenset(  # what somebody begins with who tells where it is, or how
    "im in am an auf aus bei beim mit nach von vom vor zum zur für über unter durch gegen ohne per der die das den dem "
    "des ein eine einen einem einer at by for from of on to with the an".split()
)
_SHOULD_END: Final = (  # participles, German and English: hinterlegt, eingetragen, rotated, missing
    r"(?:ge|be|er|ver|ent|zer|ein|aus|ab|an|auf|zu|vor|mit|zurück|nach|fest|um|un|über|unter|hinter|wieder|weiter)"
    r"[a-zäöüß]{3,24}(?:t|en)|[a-zäöüß]{3,24}(?:ieren?|iert|ing|ed|ig|lich|bar|isch|los|haft|sam)"
)
_STATES: Final = r"[a-zäöüß]{2,28}(?:t|en|em|er|es|te)"
_VERB: Final = r"[a-zäöüß]{2,9}(?:t|te|ten)"
_TECHNICAL: Final = frozenset(
    "api app auth oauth oauth2 token grant client server scope error code request response access denied invalid rate "
    "limit quota order orders id ids name names key keys secret http https status type version test sandbox prod "
    "production live central hub portal feed report import export sync job log file json xml csv url uri html b2b b2c "
    "utf iso sha md5 id1 v1 v2 v3 eu de en us uk na at ch fr it es pl nl sell buy seller buyer service account".split()
)


def is_sentence(words: list[str]) -> bool:
    """Whether several words behind »Passwort:« say something about it instead of being it."""
    plain = [word.lower().strip(".,;:!?'") for word in words]
    if plain[0] in _OPENS or not _SAYS_SOMETHING.isdisjoint(plain):
        return True
    return words[-1][:1].islower() and bool(pattern(_SHOULD_END).fullmatch(plain[-1]))


def tells(word: str) -> bool:
    """Whether one word tells what became of a password or a name: »falsch«, »hinterlegt«, »rotated«."""
    plain = word.lower().strip(".,;:!?'\"")
    if plain in _SAYS_SOMETHING or plain in _OPENS:
        return True
    return word[:1].islower() and bool(pattern(_SHOULD_END).fullmatch(plain))


def states(word: str) -> bool:
    """Whether one word behind the label of a key can tell its state, by how words of German end."""
    return tells(word) or bool(pattern(_STATES).fullmatch(word.lower()))


def is_nick(word: str, *, plainly: bool) -> bool:
    """Whether a word can be the name that somebody has on a marketplace.

    With a digit, a dot or a line between letters; ``plainly``: also one of small letters alone,
    where nothing but a name or a state can stand.
    """
    lower = word.lower()
    parts = pattern("[^a-z0-9äöüß]+|(?<=[a-zäöüß])(?=[0-9])").split(lower)
    if not parts[0] or any(part in _TECHNICAL or part in _SAYS_SOMETHING for part in parts):
        return False
    letters = sum(map(str.isalpha, lower))
    if letters < 2 or len(lower) < 4:
        return False
    if any(map(str.isdigit, lower)):
        return letters >= 3 and not pattern(r"[0-9]+[a-z]*|[a-z]*[0-9]+(?:\.[0-9]+)+").fullmatch(
            lower
        )
    if len(parts) > 1:
        return word == lower and all(part.isalpha() for part in parts if part)
    return plainly and word == lower and not (tells(word) or pattern(_VERB).fullmatch(lower))
