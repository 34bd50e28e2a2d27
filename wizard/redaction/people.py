"""People: their names in letters, their streets, their names in file paths."""

import re
from collections.abc import Iterator

from .text import (
    CLOSE_MARK,
    IGNORECASE,
    MASK_BEGINS,
    OPEN_MARK,
    Scan,
    Span,
    is_placeholder,
    looks_opaque,
    pattern,
)

_NO_NAMES = frozenset(
    "bei beim der die das den dem des ein eine einer seit nach im in am an auf um zu zum zur mit ohne ich wir "
    "es sie er hallo guten liebe lieber sehr kein keine bitte token amazon ebay fehler error otto kaufland "
    "shopify etsy wenn aber und oder nur noch heute gestern jetzt auch hat ist war warum wie was wo wer "
    "the this that we i my our your hello hi hey dear please when what why how since after there it is no "
    "not if und danke vielen nachricht meldung sobald bestellung kann können leider immer alle alles ja nein "
    "typeerror server client api http https invalid unknown fehlermeldung access request internal marketplace "
    "microtech büro erp support service system admin administrator unauthorized forbidden bad sandbox "
    "production none null name value string not-found validation order orders amazonorders ebayorders".split()
)


def person_length(content: str) -> int:
    """Length of the name of a person or firm that ``content`` begins with, 0 if there is none.

    One to five capitalised words that are not words a sentence begins with.
    """
    found = pattern(
        r"(?:(?:Herrn?|Frau|Dr\.|Prof\.|Mr\.?|Mrs\.?|Ms\.?|Firma|Fa\.)[ ]){0,3}"
        r"[A-ZÄÖÜ\u00c0-\u00de][\w'\u2019.-]{0,40}"
        r"(?:[ ](?:(?:von|van|de|der|den|zu|zur|und|la|di|da|del)[ ]){0,2}"
        r"(?:&[ ])?(?:[A-ZÄÖÜ\u00c0-\u00de][\w'\u2019.-]{0,40}|e\.[ ]?K\.)){0,5}"
    ).match(content)
    name = found[0].rstrip(".-'") if found else ""
    words = name.split()
    if not words or any(word.lower().strip(".") in _NO_NAMES for word in words[:2]):
        return 0
    code = pattern("[A-Z]{2,}.*_|[a-z][A-Z]").search
    if any(looks_opaque(word, 8) or code(word) for word in words):
        return 0
    if len(words) == 1:
        in_sentence = pattern(r"\s+[a-zäöüß]+").match(content, len(name))
        technical = pattern("Error|Exception|Service|Handler|Client").search(name)
        if in_sentence or technical or name.isupper():
            return 0
    return len(name)


_SMALL = frozenset(
    "von vom zu zum zur der die den de la le van und an am im in bei c/o str strasse straße "
    "rue avenue via du des les bis ter et".split()
)


def address_lines(text: str, start: int) -> Iterator[Span]:
    """An address below or beside its label: »Lieferadresse:« and up to seven lines."""
    place = start
    for number in range(8):
        stop = text.find("\n", place, place + 400)
        stop = stop if stop >= 0 else min(len(text), place + 400)
        quoting = pattern(r"[ \t>|*]{0,16}").match(text, place, stop)
        first = quoting.end() if quoting else place
        last = first + len(text[first:stop].rstrip())
        line = text[first:last]
        if not line and number == 0:
            place = stop + 1
            continue
        if not _address_line(line, number == 0):
            if pattern(_MASKED_LINE).fullmatch(line):
                place = stop + 1
                continue  # masked before: what follows may be the rest of the address
            return
        yield first, last, "address"
        place = stop + 1
        if place >= len(text):
            return


_ABROAD = (
    "livraison",
    "facturation",
    "spedizione",
    "fatturazione",
    "envío",
    "facturación",
    "verzendadres",
)


def addresses_abroad(scan: Scan) -> Iterator[Span]:
    """»Adresse de livraison :« and the lines below it, as marketplaces write to buyers there."""
    for word in _ABROAD:
        if word.encode("latin-1") not in scan.words:
            continue
        for at in scan.places(word):
            label = pattern(r"[ ]?:[ ]?").match(scan.text, at + len(word))
            if label:
                yield from address_lines(scan.text, label.end())


_MASKED_LINE = f"{MASK_BEGINS}[^{OPEN_MARK}{CLOSE_MARK}\n]{{1,40}}{CLOSE_MARK}[.,;]?"


def _address_line(line: str, beside: bool) -> bool:
    """Whether a line can belong to an address: short, no sentence, no field, no code."""
    if not line or len(line) > (160 if beside else 60) or OPEN_MARK in line:
        return False
    code = r"://|[{}<>=\[\]?!]|^\d{4}-\d\d-\d\d|\.\w{2,4}$|\w:(?:\s|$)"
    sentence = r"\.\s+[A-ZÄÖÜ]\w+\s+[a-zäöü]+\s"
    if pattern(code).search(line) or pattern(sentence).search(line) or is_placeholder(line):
        return False
    if not pattern(r"[A-ZÄÖÜ0-9\u00c0-\u00de]").match(line):
        return False
    if len(line) > 40 and line.endswith((".", ",")):
        return False
    words = line.split()
    small = sum(1 for word in words if word[0].islower() and word not in _SMALL)
    return small <= len(words) / 4 and (not beside or len(words) > 1)


_NAME = r"[A-ZÄÖÜ][a-zäöüß]{1,30}(?:-[A-ZÄÖÜ][a-zäöüß]{1,30})?"
# After a form of address it is a name however it is written: McAllister, O'Brien, LÜDER, Núñez.
_LETTERS = r"[A-ZÀ-ÖØ-Þ](?:['\u2019]?[^\W\d_]){1,30}"
_WHOLE_NAME = rf"{_LETTERS}(?:-{_LETTERS})?"
_TITLED = (
    r"(?:Herrn?|Frau|Mr\.?|Mrs\.?|Ms\.?)[ ](?:(?:Dr|Prof)\.[ ]){0,2}"
    rf"(?!(?:Dr|Prof)\.)({_WHOLE_NAME}(?:[ ]{_WHOLE_NAME}(?=[ ]?[,.!?\r\n]|$))?)"
)
_TITLES = ("herr", "herrn", "frau", "mr", "mrs", "ms")
_GREETINGS = (
    "grüßen grüße gruß gruss grüsse grüssen gruesse gruessen mfg regards greetings cheers sincerely"
).split()
_AFTER_GREETING = r"[^\n\w]{0,8}[a-z \t]{0,24}[,.!]?[ \t]{0,16}(?:\r?\n[ \t>]{0,16}){1,3}(?:(?:i\.[ ]?[av]\.|ppa\.)[ ]{1,2})?"
_SIGNATURE = (
    r"(?P<name>[A-ZÄÖÜ][\w.-]{1,30}(?:[ ](?:von[ ]|i\.[ ]?[AV]\.[ ])?[A-ZÄÖÜ][\w.-]{1,30}){0,3})"
    r"(?=[ \t]{0,16}(?:[\r\n,]|$))"
)


def people(scan: Scan) -> Iterator[Span]:
    """Names after a form of address and above a quoted mail."""
    text, lower, words = scan.text, scan.lower, scan.words
    for title in _TITLES:
        if title.encode() in words:
            for at in scan.places(title):
                found = pattern(_TITLED).match(text, at)
                if found and not lower[at - 1 : at].isalnum():
                    yield *found.span(1), "person-name"
    for verb in ("schrieb", "wrote"):
        if verb.encode() in words:
            yield from _quoted_authors(scan, verb)


_BESIDE_GREETING = (
    rf",?[ ](?!Ihr |Ihre |Euer |Dein |Team |The |Aus )(?P<name>{_NAME}[ ]{_NAME}(?:[ ]{_NAME})?)"
    r"(?=[ \t.,]{0,16}(?:[\r\n]|$))"
)

_BESIDE_THANKS = (  # »Danke, Käthe Lüder«, also on the line below
    rf"(?:,[ ]|[,.!]?[ ]{{0,2}}\r?\n[ >]{{0,4}})(?P<name>{_NAME}[ ]{_NAME})(?=[ \t.]{{0,4}}(?:[\r\n]|$))"
)


def senders(scan: Scan) -> Iterator[Span]:
    """Names below a closing formula, or beside it: »Gruß Käthe Lüder«, »Danke, Käthe Lüder«."""
    text = scan.text
    for greeting in _GREETINGS:
        if greeting.encode("latin-1") in scan.words:
            for at in scan.places(greeting):
                end = pattern(_AFTER_GREETING).match(scan.lower, at + len(greeting))
                name = pattern(_SIGNATURE).match(text, end.end()) if end else None
                name = name or pattern(_BESIDE_GREETING).match(text, at + len(greeting))
                for person in _person(name):
                    yield person
                    yield from _below_name(text, person)
    for thanks in ("danke", "dank", "thanks"):
        if thanks.encode() in scan.words:
            for at in scan.places(thanks):
                yield from _person(pattern(_BESIDE_THANKS).match(text, at + len(thanks)))


def _person(found: re.Match[str] | None) -> Iterator[Span]:
    if found and person_length(found["name"]):
        yield *found.span("name"), "person-name"


_STREET_LINE = r"[A-ZÄÖÜ0-9][\w.'-]{0,30}(?:[ ][\w.'-]{1,30}){0,4}[ ][0-9]{1,4}[ ]?[a-zA-Z]?"
_OFFICES = frozenset(
    "leitung leiter leiterin geschäftsführer geschäftsführerin geschäftsführung geschäftsleitung inhaber inhaberin vertrieb "
    "einkauf verkauf kundenservice kundendienst service support team abteilung buchhaltung it edv e-commerce ecommerce "
    "online onlinehandel manager managerin head sales marketing assistenz assistentin assistent sekretariat versand lager logistik "
    "administration administrator technik techniker entwicklung entwickler consultant ceo cto cfo director prokurist "
    "prokuristin sachbearbeiter sachbearbeiterin auszubildende auszubildender of for im in am und für anhang mail "
    "von meinem iphone android gesendet siehe".split()
)
_CAPITALS = r"[A-ZÄÖÜ0-9][\w'\u2019.-]{0,30}"
_FIRM_LINE = rf"{_CAPITALS}(?:[ ](?:&[ ]|\+[ ]|und[ ])?{_CAPITALS}){{0,5}}"
_REACHED = (  # a line that tells how, or where, somebody is reached
    r"(?i:tel|fon|phone|fax|mobil|handy|e-?mail|www\.)|[^\n]{0,60}@"
    rf"|{_STREET_LINE}(?=[ \t,]|\Z)|(?:[A-Z]{{1,2}}-)?[0-9]{{4,5}}[ ][A-ZÄÖÜ]"
)
_LINES_BELOW = 6


def _below_name(text: str, person: Span) -> Iterator[Span]:
    """The firm below a name in a signature, or the name below the firm.

    One that has the person's name in it, or one above lines that tell how it is reached: what else
    stands below a name may be a position, or what the mail goes on with.
    """
    name = {word for word in text[person[0] : person[1]].split() if len(word) > 3}
    lines: list[tuple[int, str]] = []
    place = text.find("\n", person[1], person[1] + 80) + 1
    while place and len(lines) < _LINES_BELOW:
        stop = text.find("\n", place, place + 200)
        line = text[place : stop if stop >= 0 else place + 200]
        if line.strip(" >|\t\r"):
            lines.append((place + len(line) - len(line.lstrip(" >|\t")), line.strip(" >|\t\r")))
        place = stop + 1
    reached = next((at for at, (_, line) in enumerate(lines) if pattern(_REACHED).match(line)), 0)
    for number, (start, line) in enumerate(lines[:3]):
        if len(line) > 60 or not pattern(_FIRM_LINE).fullmatch(line):
            return
        words = [word.lower().strip(".") for word in line.split()]
        if not _OFFICES.isdisjoint(words):
            continue  # »Leitung Einkauf«
        if any(word in _NO_NAMES or word in _KNOWN_FIRMS for word in words):
            return
        if number < reached or not name.isdisjoint(line.split()):
            yield start, start + len(line), "person-name"


_ROLES = ("kunde", "kundin", "käufer", "käuferin", "besteller", "bestellerin")
_AFTER_ROLE = rf"[ ]({_NAME}(?:[ ]{_NAME}){{1,2}})(?![\w-])"


def customers(scan: Scan) -> Iterator[Span]:
    """Names of customers in a sentence: »Kunde Max Mustermann wartet«; two words at least."""
    for role in _ROLES:
        if role.encode("latin-1") in scan.words:
            for at in scan.places(role):
                found = pattern(_AFTER_ROLE).match(scan.text, at + len(role))
                if found and not scan.lower[at - 1 : at].isalnum():
                    length = person_length(found[1])
                    if length and length == len(found[1]):
                        yield *found.span(1), "person-name"


_INTRODUCED = (
    ("mein name ist ", b"name"),
    ("my name is ", b"name"),
    ("ich heiße ", "heiße".encode("latin-1")),
    ("ich heisse ", b"heisse"),
)
_INTRODUCED_NAME = rf"{_NAME}(?:[ ]{_NAME}){{1,2}}(?![\w-])"


def introduced(scan: Scan) -> Iterator[Span]:
    """»Mein Name ist Käthe Lüder«, »ich heiße Käthe Lüder«; two words at least."""
    for words, sign in _INTRODUCED:
        if sign in scan.words:
            for at in scan.places(words):
                found = pattern(_INTRODUCED_NAME).match(scan.text, at + len(words))
                if found and person_length(found[0]) == len(found[0]):
                    yield *found.span(), "person-name"


_FIRM = (
    r"[ ]((?P<name>(?:[A-ZÄÖÜ][\w'.-]{0,30}[ ](?:&[ ]|und[ ])?){1,4})"
    r"(?:GmbH|AG|KG|OHG|UG|GbR|SE|e\.[ ]?K(?:fr|fm)?\.?)(?![\w-]))"
)


_BEFORE_FIRMS = frozenset(
    "und für firma fa kunde kundin händler verkäufer käufer tag morgen".split()
)
# Of firms, in the words of a text: how they are written; what stands before is looked at afterwards.
_FORMS = {
    b"gmbh": r"GmbH(?<![\w-]GmbH)(?:[ ]&[ ]Co\.?[ ]?(?:KG|OHG)(?:aA)?)?(?![\w-])",
    b"ohg": r"OHG(?<![\w-]OHG)(?![\w-])",
    b"gbr": r"GbR(?<![\w-]GbR)(?![\w-])",
    b"ug": r"UG(?<![\w-]UG)(?:[ ]\(haftungsbeschränkt\))?(?![\w-])",
    b"ag": r"AG(?<![\w-]AG)(?![\w-])",
    b"k": r"e\.(?<!\we\.)[ ]?K(?:fr|fm)?\.(?!\w)",
    b"kg": r"&[ ]Co\.?[ ]?KG(?![\w-])",
}
_BEFORE_FORM = r"(?<![\w.-])(?:[A-ZÄÖÜ0-9][\w'+.-]{0,30}[ ](?:&[ ]|und[ ])?){1,4}$"
_LONGEST_FIRM = 140
_KNOWN_FIRMS = frozenset(
    "amazon ebay otto kaufland shopify shopware etsy microtech dhl dpd gls hermes ups fedex deutsche post paypal "
    "google microsoft adobe sap aws ionos strato telekom jtl baur limango zalando billbee plentymarkets".split()
)


def firms(scan: Scan) -> Iterator[Span]:
    """Names of firms: »Rechnung an Firma Vogelsang AG«, »Vogelsang Feinkost GmbH« by its legal form.

    The marketplaces, carriers and makers of programs stay: they tell what the message is about.
    """
    text = scan.text
    for word in ("firma", "fa"):
        if word.encode() in scan.words:
            for at in scan.places(word):
                dot = text[at + len(word) : at + len(word) + 1] == "."
                found = pattern(_FIRM).match(text, at + len(word) + dot)
                if found and not scan.lower[at - 1 : at].isalnum() and person_length(found["name"]):
                    yield *found.span(1), "person-name"
    for form, source in _FORMS.items():
        if form in scan.words:
            for found in pattern(source).finditer(text):
                yield from _firm_before(text, *found.span())


def _firm_before(text: str, form: int, end: int) -> Iterator[Span]:
    """The name of a firm before its legal form, without what a sentence begins with."""
    name = pattern(_BEFORE_FORM).search(text[max(0, form - _LONGEST_FIRM) : form])
    words = name[0].split() if name else []
    if any(word.lower() in _KNOWN_FIRMS for word in words):
        return
    while words and words[0].lower().strip(".,") in _NO_NAMES | _BEFORE_FIRMS | {"&"}:
        words = words[1:]
    if words:
        yield text.rindex(" ".join(words), 0, form), end, "person-name"


def _quoted_authors(scan: Scan, verb: str) -> Iterator[Span]:
    """»Am 02.03.2026 um 07:14 schrieb Käthe Lüder:«, »On Monday Jane Doe wrote:«."""
    text = scan.text
    for at in scan.places(verb):
        after = pattern(
            r"[ ]([A-ZÄÖÜ][^\s:<\u2039]{0,30}(?:[ ][A-ZÄÖÜ][^\s:<\u2039]{0,30}){0,3})[ ]?[:<]"
        ).match(text, at + len(verb))
        if after:
            yield *after.span(1), "person-name"
        before = pattern(r"([A-Z][\w.'-]{0,30}(?:[ ][A-Z][\w.'-]{0,30}){1,3})[ ]$").search(
            text, max(0, at - 80), at
        )
        if before and text[at + len(verb) : at + len(verb) + 1] == ":":
            yield *before.span(1), "person-name"


def streets(scan: Scan) -> Iterator[Span]:
    """Streets with a number, and the town behind them."""
    for stem in ("straße", "strasse", "str", "allee", "gasse"):
        if stem in scan.vocabulary:
            yield from _streets(scan, stem)


_TOWN = r"(?:D-[ ]?)?[0-9]{5}[ ][A-ZÄÖÜ][\w-]{1,30}"
_TOWN_LINE = _TOWN + r"(?:[ ][\w./()-]{1,20}){0,3}(?=[ \t]{0,8}(?:[\r\n,]|$))"


def towns(scan: Scan) -> Iterator[Span]:
    """An address by its form: a line with a number, below it a postcode and a town."""
    if b"00000" not in scan.words and b"d-00000" not in scan.words:
        return
    text = scan.text
    for at in _postcodes(scan):
        start = at - 2 if text[max(0, at - 2) : at] == "D-" else at
        in_sentence = text[max(0, start - 2) : start] == ", "
        town = pattern(_TOWN_LINE).match(text, start) or (
            pattern(_TOWN).match(text, start) if in_sentence else None
        )
        if town:
            yield from _with_town(text, start, town.end(), _STREET_LINE)


def _with_town(text: str, start: int, end_of_town: int, street: str) -> Iterator[Span]:
    """A town, the street above or before it and the name above that, if it is a street."""
    above = pattern(r"[ \t>|]{0,16}\n\r?|[ ]?,?").match(text[max(0, start - 20) : start][::-1])
    end = start - (above.end() if above else 0)
    first = max(text.rfind("\n", 0, end), text.rfind(",", 0, end), end - 80) + 1
    line = text[first:end].rstrip(" ,\r")
    lead = len(line) - len(line.lstrip(" >|\t"))
    if not pattern(street).fullmatch(line[lead:]):
        return
    yield first + lead, first + len(line), "address"
    yield start, end_of_town, "address"
    name_end = first - 1
    name_start = text.rfind("\n", max(0, name_end - 80), max(0, name_end)) + 1
    name = text[name_start:name_end].strip(" >|\t\r")
    if name and person_length(name) == len(name):
        place = text.index(name, name_start)
        yield place, place + len(name), "person-name"


_FOUR_DIGITS = (
    r"[0-9]{4}[ ][A-ZÄÖÜ][a-zäöüß]{1,30}(?:[ -][\w./()-]{1,20}){0,3}(?=[ \t]{0,8}(?:[\r\n,]|$))"
)
_STREET_BY_NAME = (
    r"(?:[A-ZÄÖÜ][\w.'-]{0,30}[ ]){0,4}[\w.'-]{0,30}?"
    r"(?i:straße|strasse|str\.|gasse|platz|allee|graben|weg|ring|ufer)"
    r"[ ][0-9]{1,4}[\w/-]{0,8}"
)


def towns_abroad(scan: Scan) -> Iterator[Span]:
    """»A-1010 Wien«, »CH-8001 Zürich«; without the country only below a street."""
    text = scan.text
    for country in ("a", "at", "ch"):
        if f"{country}-0000".encode() in scan.words:
            source = country.upper() + r"-[0-9]{4}[ ][A-ZÄÖÜ][a-zäöüß]{1,30}"
            for found in pattern(source).finditer(text):
                if not text[found.start() - 1 : found.start()].isalnum():
                    yield *found.span(), "address"
                    yield from _with_town(text, *found.span(), _STREET_LINE)
    if b"0000" in scan.words and "\n" in text:
        for template in ("\n0000 ", "> 0000 "):
            for at in scan.digit_places(template):
                start = at + len(template) - 5
                town = pattern(_FOUR_DIGITS).match(text, start)
                if town:
                    yield from _with_town(text, start, town.end(), _STREET_BY_NAME)


def _postcodes(scan: Scan) -> Iterator[int]:
    """Where five digits stand before a word with a capital."""
    last = 0
    for at in sorted(found.start() for found in scan.matches(r"[0-9]{5}[ ](?=[A-ZÄÖÜ])")):
        # Of a longer number the last five count only where fives come out even.
        first = scan.left(pattern("[0-9]{1,64}"), at)
        if (at - first) % 5 == 0 and first >= last:
            last = at + 5
            yield at


def _streets(scan: Scan, stem: str) -> Iterator[Span]:
    """»Am Alten Markt« needs a field; »Lange Straße 5« and »Goethestr. 7b, 30159 Hannover« do not."""
    text = scan.text
    house = pattern(r"\.?[ ]?[0-9]{1,4}[ ]?[a-z]?(?![\w:])(?:[ ]?-[ ]?[0-9]{1,4}(?!\w))?")
    town = pattern(
        r",?[ ]{0,2}(?:\r?\n[ \t>]{0,16})?((?:D-?[ ]?)?[0-9]{5}[ ][A-ZÄÖÜ][a-zäöüß-]{2,30}"
        r"(?:[ ](?:am|an|der|im|bei|ob)[ ][A-ZÄÖÜ][a-zäöüß-]{2,30})?)"
    )
    for at in scan.places(stem):
        found = house.match(scan.lower, at + len(stem))
        if not found:
            continue
        start = scan.left(pattern(r"[\w.-]{1,40}"), at)
        if start == at:
            if text[at - 1 : at] != " " or not text[at].isupper():
                continue
            start = scan.left(pattern(r"[\w.-]{1,40}"), at - 1)
        if not text[start].isupper():
            continue
        yield start, found.end(), "address"
        if text[start - 2 : start] == ", ":  # »für Käthe Lüder, Norderstr. 5«
            name = pattern(rf"({_NAME}[ ]{_NAME})$").search(text, max(0, start - 70), start - 2)
            if name and person_length(name[1]) == len(name[1]):
                yield *name.span(1), "person-name"
        place = town.match(text, found.end())
        if place:
            yield *place.span(1), "address"


_COMMON_USERS = frozenset(
    "public default administrator admin all defaultuser runner root vagrant ubuntu node app www "
    "www-data runneradmin containeradministrator site dev deploy user username users default.migrated".split()
)


_LOGINS = ("benutzer", "benutzername", "anwender", "user", "username", "login", "account", "konto")
_IN_DOMAIN = (  # FIRMA\mmueller, but not the end of a line written as \n
    r"[ ][\"'\u201e\u00bb]?([A-Z][A-Z0-9-]{1,15}\\{1,4}(?!n[A-Z]|r\\)([A-Za-z][\w.-]{1,40}))(?![\\\w])"
)


def logins(scan: Scan) -> Iterator[Span]:
    r"""Names of users with their Windows domain: »Benutzer FIRMA\mmueller«."""
    if "\\" not in scan.distinct:
        return
    for word in _LOGINS:
        if word.encode() in scan.words:
            for at in scan.places(word):
                found = pattern(_IN_DOMAIN).match(scan.text, at + len(word))
                if found and found[2].lower() not in _COMMON_USERS | {"system"}:
                    yield found.start(1), found.start(1) + len(found[1].rstrip(".")), "user-name"


def user_paths(scan: Scan) -> Iterator[Span]:
    r"""Names of users in file paths: ``C:\Users\<name>``, ``/home/<name>``."""
    words, text = scan.vocabulary, scan.text
    slash = r"\\{1,8}"
    name = r"([^\\/:*?\"'<>|%\r\n\u2039]{1,48}(?=\\)|[\w.-]{1,48})"
    places = (
        ("users", rf"{slash}users{slash}{name}"),
        ("users", r"(?-i:/Users)/([\w.-]{1,48})"),
        ("home", r"/home/([\w.-]{1,48})(?=/)"),
        ("dokumente", rf".Dokumente und Einstellungen{slash}{name}"),
        ("documents", rf".Documents and Settings{slash}{name}"),
    )
    for stem, source in places:
        if stem not in words:
            continue
        for at in scan.places(stem):
            found = pattern(source, IGNORECASE).match(text, max(0, at - 1))
            if found and found[1].lower() not in _COMMON_USERS:
                yield *found.span(1), "user-name"
