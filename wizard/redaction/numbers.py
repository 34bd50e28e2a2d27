"""Numbers that point at people or their business: orders, tickets, accounts, telephones."""

from collections.abc import Iterator

from .people import person_length
from .stems import Stems
from .text import MARKETPLACE_IDS, Scan, Span, pattern


def _digits(value: str) -> int:
    return sum(map(value.count, "0123456789"))


_EBAY_LEGACY = "0" * 12 + "-" + "0" * 13  # the item and the transaction


def order_numbers(scan: Scan) -> Iterator[Span]:
    """Order numbers of Amazon and eBay: known by how their digits are grouped."""
    words, text = scan.vocabulary, scan.text
    if "0000000-0000000" in words:  # Amazon: 305-1234567-1234567, digital D01-…
        amazon = pattern("(?:[0-9]{3}|[DSR][0-9]{2})-[0-9]{7}-[0-9]{7}(?![0-9])")
        for at in scan.digit_places("0000000-0000000"):
            found = amazon.match(text, max(0, at - 4))
            if found and not text[max(0, at - 5) : max(0, at - 4)].isdigit():
                yield *found.span(), "order-number"
                yield from _buyer(text, found.end())
    if "0000000" in words and ("\u2010" in text or "\u2011" in text or "\u2013" in text):
        dash = "[\u2010-\u2013]"  # as word processors write it
        spread = pattern(f"(?<![0-9])[0-9]{{3}}{dash}[0-9]{{7}}{dash}[0-9]{{7}}(?![0-9])")
        for found in spread.finditer(text):
            yield *found.span(), "order-number"
    if _EBAY_LEGACY in words:
        for at in scan.digit_places(_EBAY_LEGACY):
            end = at + len(_EBAY_LEGACY)
            if not (text[at - 1 : at].isalnum() or text[end : end + 1].isalnum()):
                yield at, end, "order-number"
    if "00-00000-00000" in words:  # eBay: 12-34567-12345
        for at in scan.digit_places("00-00000-00000"):
            if not pattern("[0-9-]").search(text[max(0, at - 1) : at] + text[at + 14 : at + 15]):
                yield at, at + 14, "order-number"
                yield from _buyer(text, at + 14)


_BUYER = r"[ ](?:von|für|an)[ ]([A-ZÄÖÜ][a-zäöüß-]{1,30}[ ][A-ZÄÖÜ][a-zäöüß-]{1,30})(?![\w-])"


def _buyer(text: str, place: int) -> Iterator[Span]:
    """The name behind the number of an order: »303-1234567-1234567 von Käthe Lüder«."""
    found = pattern(_BUYER).match(text, place)
    if found and person_length(found[1]) == len(found[1]):
        yield *found.span(1), "person-name"


def cards(scan: Scan) -> Iterator[Span]:
    """Numbers of credit cards."""
    text = scan.text
    for template in _CARDS:
        for at in scan.digit_places(template):
            end = at + len(template)
            around = text[max(0, at - 1) : at] + text[end : end + 1]
            if not pattern(r"[\w-]").search(around) and _is_card(text[at:end]):
                yield at, end, "card-number"


def shipments(scan: Scan) -> Iterator[Span]:
    """Parcels of DHL (20 digits that begin with 0034) and shipments to Amazon (FBA…)."""
    words, text = scan.vocabulary, scan.text
    if "0" * 20 in words:
        for at in scan.digit_places("0" * 20):
            if text.startswith("0034", at) and not text[at + 20 : at + 21].isalnum():
                yield at, at + 20, "shipment-number"
    if "fba" in words:
        for at in scan.places("fba"):
            found = pattern(r"\bFBA(?=[A-Z]{0,8}[0-9])[0-9A-Z]{7,12}\b").match(text, at)
            if found:
                yield *found.span(), "shipment-number"


_IBAN_LENGTHS = {
    # ISO 13616, registry of SWIFT
    "DE": 22, "AT": 20, "CH": 21, "LI": 21, "NL": 18, "BE": 16, "LU": 20, "FR": 27, "IT": 27,
    "ES": 24, "PT": 25, "PL": 28, "CZ": 24, "SK": 24, "HU": 28, "DK": 18, "SE": 24, "NO": 15,
    "FI": 18, "GB": 22, "IE": 22, "SI": 19, "HR": 21, "RO": 24, "BG": 22, "GR": 27, "EE": 20,
    "LV": 21, "LT": 20, "MT": 31, "CY": 28, "MC": 27, "SM": 27, "TR": 26,
}  # fmt: skip


_IBAN_BEGIN = r" ([a-z]{2})00(?=(?:[a-z]{4})?0{6}[a-z0]*[ ]| |[a-z]{4} |-)"  # DE00, DE000000…


def accounts(scan: Scan) -> Iterator[Span]:
    """International bank account numbers, grouped or not."""
    text, last = scan.text, 0
    begins = pattern(_IBAN_BEGIN).findall(f" {scan.vocabulary} ")
    starts = (
        (at, _IBAN_LENGTHS[country])
        for country in {begin.upper() for begin in begins} & _IBAN_LENGTHS.keys()
        for spelling in (country, country.lower())
        for at in scan.digit_places(f"{spelling}00")
    )
    for start, length in sorted(starts):
        if start < last or text[start - 1 : start].isalnum():
            continue
        end = _account_end(text, start, length)
        if end is not None:
            last = end
            yield start, end, "iban"


_AFTER_IBAN = r"[-. ]{0,2}(?:nr|nummer|no)?\.?[ ]?[:=]?[ ]?([a-z]{2}[ -]?[0-9](?:[ -]?[0-9]){12,32})(?![0-9a-z])"
_AFTER_BIC = r"(?:[ ]?[:=][ ]?|[ ])([A-Z]{6}[A-Z0-9]{2}(?:[A-Z0-9]{3})?)(?![A-Za-z0-9])"
_TAX_WORDS = ("steuer-nr", "steuernr", "steuernummer", "vat", "ust-id", "mwst-nr", "uid-nr")
_AFTER_TAX = (
    r"(?:-?(?:nr|nummer|id|no|number|ident))?(?:[ -]?(?:nr|nummer|no|number))?\.?[ ]?[:=]?[ ]?"
    r"((?:[a-z]{2}[ u]?)?[0-9](?:[ ./-]?[0-9]){7,13})(?![\w:])"
)


def labelled_accounts(scan: Scan) -> Iterator[Span]:
    """Accounts after »IBAN« and »BIC«, tax numbers after their names, grouped as their owners like."""
    words, text = scan.words, scan.text
    if b"iban" in words:
        for at in scan.places("iban"):
            found = pattern(_AFTER_IBAN).match(scan.lower, at + 4)
            if found and _digits(found[1]) >= 10:
                yield *found.span(1), "iban"
    if b"bic" in words or b"swift" in words:
        for word in ("bic", "swift"):
            for at in scan.places(word):
                code = pattern(_AFTER_BIC).match(text, at + len(word))
                if code and code[1] != "UNBEKANNT":
                    yield *code.span(1), "iban"
    held = scan.held(_PROSE_STEMS)
    for word in _TAX_WORDS:
        if word not in held:
            continue
        for at in scan.places(word):
            number = pattern(_AFTER_TAX).match(scan.lower, at + len(word))
            if number and not scan.lower[at - 1 : at].isalnum():
                yield *number.span(1), "tax-number"


def _account_end(text: str, start: int, length: int) -> int | None:
    """Where an IBAN of so many characters ends, blanks between its groups not counted."""
    blanks = " \u00a0\u202f-"
    place, taken, numerals = start + 4, 4, 2
    while taken < length and place < len(text):
        character = text[place]
        if character.isascii() and character.isalnum():
            taken += 1
            numerals += character.isdigit()
        elif character not in blanks or text[place - 1] in blanks:
            return None
        place += 1
    if taken < length or text[place : place + 1].isalnum() or numerals < length * 0.7:
        return None
    return place


_CARDS = (
    "0000000000000000",
    "0000 0000 0000 0000",
    "0000-0000-0000-0000",
    "000000000000000",
    "0000 000000 00000",
)


def _is_card(number: str) -> bool:
    """Whether digits can be a card's: the issuer's beginning (ISO/IEC 7812) and the check digit."""
    plain = number.replace(" ", "").replace("-", "")
    issuer = r"(?:4|5[1-5]|2[2-7]|6)[0-9]*" if len(plain) == 16 else "3[47][0-9]*"
    return bool(pattern(issuer).fullmatch(plain)) and _luhn(plain)


def _luhn(number: str) -> bool:
    total = 0
    for position, digit in enumerate(map(int, reversed(number))):
        doubled = digit * 2 if position % 2 else digit
        total += doubled - 9 if doubled > 9 else doubled
    return total % 10 == 0


_COUNTRY = (  # ITU-T E.164 country codes
    r"(?:1|7|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58]|[2-9][0-9]{2})"
)
_TELEPHONE = r"[0-9](?:[ \u00a0()/.\u2013-]{0,3}[0-9]){5,13}"
_INTERNATIONAL = rf"\+(?<![\w+=]\+){_COUNTRY}[ \u00a0/.(-]{{0,3}}{_TELEPHONE}(?![0-9:])"
_DOTTED = r"(?!(?:19|20)[0-9]{2}(?![0-9]))[0-9]{2,8}"
_NATIONAL = (
    r"0(?<![\w.,:;+/%=#$-]0)(?:"
    rf"0(?:49|43|41|31|33|39|48|45|44|32|352|34|42[01])[ \u00a0/.(-]{{0,3}}{_TELEPHONE}(?![0-9:])"
    r"|1[567][0-9]{8,10}(?![\w.:-])"
    r"|[1-9][0-9]{1,4}\)?(?:[ \u00a0]?[/\u2013-][ \u00a0]?|[ \u00a0])[0-9]{2,}"
    r"(?:[ \u00a0/-][0-9]{1,}){0,5}(?![\w.:])"
    # 0201.55.66.778; a year is no part of it
    rf"|[1-9][0-9]{{1,4}}(?:\.|\)[ ]?|\)?[ ]?[/-][ ]?){_DOTTED}(?:\.{_DOTTED}){{1,4}}(?![\w:]|[.,-][0-9])"
    r"|[1-9][0-9]{1,4}\.[0-9]{5,8}(?![\w:]|[.,-][0-9]))"
)
_PHONE_WORDS = (
    "tel tél telefon fon phone handy fax mobil durchwahl rückruf rueckruf hotline zurückrufen"
).split()
_PHONE_STEMS = Stems(_PHONE_WORDS)
_LABELLED = (
    r"[a-zäöü-]{0,12}(?:[ ]?nr)?\.?(?:[ ](?:unter|an|ist|lautet|number|no))?\.?[ \t]?[:=]?[ \t]{0,3}"
    r"([+(]{0,2}[0-9](?:[ \u00a0()/.\u2013-]{0,3}[0-9]){5,15})(?![\w:])"
)
_NO_TELEPHONE = r"(?:19|20)[0-9]{2}-[0-9]{2}-[0-9]{2}.*|[0-9]{1,3}(?:\.[0-9]{1,3}){3}"


def telephones(scan: Scan) -> Iterator[Span]:
    """Telephone numbers: international, German with an area code, and after a word for it."""
    text, words = scan.text, scan.vocabulary
    if "+" in scan.distinct:
        for found in pattern(_INTERNATIONAL).finditer(text):
            if _digits(found[0]) <= 16:
                yield *found.span(), "phone"
    if "00" in words:
        for found in pattern(_NATIONAL).finditer(text):
            end = _at_most(found[0], 13)
            if _digits(found[0][:end]) >= 7 and not pattern(_NO_TELEPHONE).fullmatch(found[0]):
                yield found.start(), found.start() + end, "phone"
    for stem in scan.held(_PHONE_STEMS):
        for at in scan.places(stem):
            after = pattern(_LABELLED).match(scan.lower, at + len(stem))
            if after and not pattern(_NO_TELEPHONE).fullmatch(after[1]):
                yield *after.span(1), "phone"


def _at_most(number: str, most: int) -> int:
    """Length of the part of a number, cut between its groups, that has at most so many digits."""
    if _digits(number) <= most:
        return len(number)
    cut, digits = 0, 0
    for position, character in enumerate(number):
        if character.isdigit():
            digits += 1
            if digits > most:
                break
        elif number[position - 1].isdigit():
            cut = position
    return cut


_IN_PATH = tuple(
    (name, name + r"s?\\{0,8}/([a-z0-9_-]{4,64})(?![a-z0-9_-]|\.[0-9])", kind)
    for kind, names in (
        ("order-number", "order order-unit receipt return transaction fulfillment_order"),
        ("customer-number", "customer buyer user"),
        ("seller-id", "shop seller merchant"),
        ("shipment-number", "shipment parcel"),
        ("ticket-number", "ticket"),
    )
    for name in names.split()
)
_PATH_NAMES = Stems(name for name, _, _ in _IN_PATH)
_DATE = r"(?:19|20)[0-9]{2}-[0-9]{2}(?:-[0-9]{2})?(?:t.*)?"
_LIKE_A_DATE = r"[0-9]{4}-[0-9]{2}(?:-[0-9]{2})?(?:t.*)?"


def path_ids(scan: Scan) -> Iterator[Span]:
    """Numbers of orders, customers, sellers … as part of a request's path."""
    if "/" not in scan.distinct:
        return
    held = scan.held(_PATH_NAMES)
    for name, source, kind in _IN_PATH:
        if name not in held:
            continue
        for found in scan.matches_lower(source):
            if scan.lower[found.start() - 1 : found.start()] != "/":
                continue
            value = found[1]
            if _digits(value) >= 4 and not pattern(_DATE).fullmatch(value):
                yield *found.span(1), kind


_NUMBER_AFTER_WORD = (
    r"(?P<no>[ -]?(?:nr|no|nummer|number|id|num|token)\b\.?)?[ ]?(?P<sign>[:#=]|nr\.?)?[ ]?\#?"
    r"(?P<value>[a-z]{0,4}[-_]?[0-9][\w-]{2,40}(?:/[0-9]{1,12}){0,2})(?![\w:.]*[=:(]\w)"
)
_PROSE_NUMBERS = tuple(
    # A word begins there: asked behind the stem, so that the search can leap to the next one.
    (stem, rf"{stem}(?<![^\W_]{stem})" + endings + _NUMBER_AFTER_WORD, kind)
    for stem, endings, kind in (
        ("bestell", "(?:ungen|ung)?", "order-number"),
        ("best", r"\.-?", "order-number"),
        ("auftr", "(?:ags|ag|äge)", "order-number"),
        ("vorgang", "s?", "order-number"),
        ("order", "s?", "order-number"),
        ("rechnung", "s?", "order-number"),
        ("invoice", "", "order-number"),
        ("beleg", "s?", "order-number"),
        ("re-nr", r"\.?", "order-number"),
        ("rg-nr", r"\.?", "order-number"),
        ("lieferschein", "s?", "order-number"),
        ("ticket", "s?", "ticket-number"),
        ("case", "s?", "ticket-number"),
        ("supportfall", "", "ticket-number"),
        ("support-fall", "", "ticket-number"),
        ("incident", "", "ticket-number"),
        ("kunde", "n?", "customer-number"),
        ("customer", "", "customer-number"),
        ("kd", r"\.?-?", "customer-number"),
        ("mandant", "(?:en)?", "customer-number"),
        ("ekp", "", "customer-number"),
        ("abrechnung", "s", "customer-number"),
        ("teilnahme", "", "customer-number"),
        ("kontonummer", "", "iban"),
        ("konto-nr", r"\.?", "iban"),
        ("blz", "", "iban"),
        ("bankleitzahl", "", "iban"),
        ("eori", "", "tax-number"),
        ("händler", "", "seller-id"),
        ("verkäufer", "", "seller-id"),
        ("ust", r"[-. ]?id(?:ent)?(?:[-.]?nr)?\.?", "tax-number"),
        ("steuer", "", "tax-number"),
        ("seller", "", "seller-id"),
        ("merchant", "", "seller-id"),
        ("sendung", "s?", "shipment-number"),
        ("paket", "s?", "shipment-number"),
        ("tracking", "", "shipment-number"),
        ("shipment", "", "shipment-number"),
    )
)


_MERCHANT_AFTER_WORD = (
    r"[ -]?(?:ID|Id|id|[Tt]oken|Nr|Nummer|[Nn]umber)?\.?[ ]?[:=#(]?[ ]?(?:ist[ ]|lautet[ ]|is[ ])?"
    r"[\"'\u201e\u00bb]?(A(?=[A-Z]{0,12}[0-9])[0-9A-Z]{9,14})(?![\w-])"
)


_PROSE_STEMS = Stems((*(stem for stem, _, _ in _PROSE_NUMBERS), *_TAX_WORDS))
_SELLER_STEMS = Stems(("händler", "verkäufer", "seller", "merchant", "partner"))


def merchant_tokens(scan: Scan) -> Iterator[Span]:
    """An Amazon seller's id in a sentence: »Verkäufer-ID A2EXAMPLESELL1«."""
    for stem in scan.held(_SELLER_STEMS):
        for at in scan.places(stem):
            found = pattern(_MERCHANT_AFTER_WORD).match(scan.text, at + len(stem))
            if found and found[1] not in MARKETPLACE_IDS:
                yield *found.span(1), "seller-id"


def _is_number(scan: Scan, start: int, end: int, kind: str, *, counts: bool) -> bool:
    """Whether what stands behind a word is its number, and not a date; `counts`: long enough."""
    if kind == "seller-id" and _is_merchant_token(scan.text[start:end]):
        return True
    return counts and pattern(_DATE).fullmatch(scan.lower, start, end) is None


def _is_merchant_token(value: str) -> bool:
    return value not in MARKETPLACE_IDS and bool(pattern("A[0-9][0-9A-Z]{9,13}").fullmatch(value))


def prose_numbers(scan: Scan) -> Iterator[Span]:
    """Numbers after a word of prose: »Bestellung Nr. 4711-0815«, »Ticket #123456«."""
    held = scan.held(_PROSE_STEMS)
    for stem, source, kind in _PROSE_NUMBERS:
        if stem not in held:
            continue
        for found, shifts in scan.shapes(source):
            start, end = found.span("value")
            value = found["value"]
            told_by_digits = False  # whether it matters which digits these are
            if value.isdecimal():
                numerals = end - start
            else:
                value = value.rstrip("-/")
                end = start + len(value)
                numerals = _digits(value)
                told_by_digits = (
                    kind == "seller-id" or pattern(_LIKE_A_DATE).match(value) is not None
                )
            # A number this short needs a sign that it is one.
            counts = numerals >= 5 or (
                numerals >= 3 and (bool(found["no"] or found["sign"]) or "#" in found[0])
            )
            if told_by_digits:
                yield from (
                    (start + shift, end + shift, kind)
                    for shift in shifts
                    if _is_number(scan, start + shift, end + shift, kind, counts=counts)
                )
            elif counts:
                for shift in shifts:
                    yield start + shift, end + shift, kind
    if "#" in scan.distinct:
        for found in pattern(r"\[#?[A-Z]{0,6}[-#]?#([0-9]{4,12})\]|\[#([0-9]{4,12})\]").finditer(
            scan.text
        ):
            group = 1 if found[1] else 2
            yield *found.span(group), "ticket-number"


def visitors(scan: Scan) -> Iterator[Span]:
    """Addresses of visitors in the log of a web server: ``84.12.13.14 - - [02/Mar/2026…``."""
    at = scan.text.find(" - - [") if " - - [" in scan.distinct else -1
    while at >= 0:
        start = scan.left(pattern("[0-9a-f:.]{3,45}"), at)
        if start < at:
            yield start, at, "ip-address"
        at = scan.text.find(" - - [", at + 6)


def birth_dates(scan: Scan) -> Iterator[Span]:
    """»geb. 03.04.1961«, »geboren am 3. April 1961«."""
    if "geb" in scan.vocabulary:
        source = (
            r"geb(?:oren|urtstag|urtsdatum)?\.?(?:-dat(?:um|\.))?(?:[ ]am)?:?[ ]?"
            r"([0-9]{1,2}[./-][ ]?(?:[0-9]{1,2}[./-][ ]?|[a-zäö]{3,9}[ ])(?:[0-9]{2}){1,2})(?![0-9])"
        )
        for found in scan.matches_lower(source):
            if not scan.lower[found.start() - 1 : found.start()].isalpha():
                yield *found.span(1), "birth-date"
