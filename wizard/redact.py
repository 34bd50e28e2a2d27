"""Redaction: take secrets and personal data out of a text, leave what helps.

``redact(text)`` masks tokens, keys, passwords, cookies, e-mail addresses, names, addresses and
numbers of orders, customers and tickets, also within escaped and encoded layers. Error codes,
descriptions, hosts, HTTP status, times and request ids stay, and so does the public beginning
of a token (``Atzr|``): it tells the marketplace and no secret.

It is a filter for texts that people copy into tickets. It cannot know every secret: a short
password in the middle of a sentence looks like a word.
"""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from operator import itemgetter
from typing import Final

from .redaction import apart, chosen, columns, fields, numbers, people, tokens
from .redaction.layers import MOST_LAYERS, Layer, peeled
from .redaction.text import CLOSE_MARK, MARKETPLACE_IDS, OPEN_MARK, Scan, Span

LABELS: Final[dict[str, str]] = {
    # kind (stable, part of the schema) → what the mask says
    "access-token": "Zugriffstoken",
    "refresh-token": "Refresh-Token",
    "bearer-token": "Bearer-Token",
    "ebay-token": "eBay-Token",
    "jwt": "JWT",
    "authorization-code": "Autorisierungscode",
    "client-id": "Client-ID",
    "client-secret": "Client-Secret",
    "api-key": "API-Schlüssel",
    "aws-key": "AWS-Schlüssel",
    "basic-credentials": "Zugangsdaten",
    "url-credentials": "Zugangsdaten",
    "password": "Kennwort",
    "private-key": "Privater Schlüssel",
    "signature": "Signatur",
    "cookie": "Cookie",
    "session-id": "Sitzungskennung",
    "opaque": "Zeichenfolge",
    "email": "E-Mail-Adresse",
    "phone": "Telefonnummer",
    "person-name": "Name",
    "address": "Adresse",
    "birth-date": "Geburtsdatum",
    "user-name": "Benutzername",
    "ip-address": "IP-Adresse",
    "iban": "Bankverbindung",
    "card-number": "Kartennummer",
    "tax-number": "Steuernummer",
    "seller-id": "Verkäufer-ID",
    "order-number": "Bestellnummer",
    "shipment-number": "Sendungsnummer",
    "ticket-number": "Ticketnummer",
    "customer-number": "Kundennummer",
}


@dataclass(frozen=True, slots=True)
class Masked:
    """How many places of one kind were masked."""

    kind: str
    count: int


@dataclass(frozen=True, slots=True)
class Redaction:
    """A text without its secrets.

    ``text``: with masks such as ``‹Zugriffstoken entfernt›``. ``masked``: kinds with counts, in
    the order of their first place. ``spans``: what was masked, as code points of the text that
    was given, in order and without overlap.
    """

    text: str
    masked: tuple[Masked, ...]
    spans: tuple[Span, ...]


def mask(kind: str) -> str:
    """What stands in place of a secret. Raises KeyError for a kind that is not in LABELS."""
    return _MASKS[kind]


_MASKS_END: Final = f" entfernt{CLOSE_MARK}"
_MASKS: Final = {kind: f"{OPEN_MARK}{label}{_MASKS_END}" for kind, label in LABELS.items()}
_MASK: Final = re.compile(
    f"{OPEN_MARK}(?:{'|'.join(map(re.escape, set(LABELS.values())))}){_MASKS_END}"
)
"""A mask of our own. The marks alone say nothing: they are quotation marks as well."""


def redact(text: str) -> Redaction:
    """Mask secrets and personal data. Never raises for any text; linear in its length.

    Redacting what was redacted leaves its masks as they are. It changes nothing else in what
    people and programs write; in garbled text it may mask more, since a line that a mask shortened
    can read otherwise.
    """
    spans = find(text)
    if not spans:
        return Redaction(text, (), ())
    masked = _masked(text, spans)
    for _ in range(_AGAIN):
        if not _reads_otherwise(text, spans):
            break
        further = list(_before_masking(spans, find(masked)))
        if not further:
            break
        spans = sorted([*spans, *further])
        masked = _masked(text, spans)
    counts = Counter(kind for _, _, kind in spans)
    return Redaction(
        masked, tuple(Masked(kind, count) for kind, count in counts.items()), tuple(spans)
    )


_AGAIN: Final = 3
"""So often a masked text is read again."""
_SHORT: Final = 20_000
_SHORTER: Final = 20
"""A text of at most so many characters is read again when a mask makes it so much shorter."""


def _reads_otherwise(text: str, spans: list[Span]) -> bool:
    """Whether what stands around masks may be read otherwise than before: then it is worth the time.

    What a secret ran into begins anew behind the mask: the end of a word may now be the name of a
    field (»0171 5551code«). In a line that became shorter, a word may now be a name.
    """
    if any(text[end : end + 1].isalnum() for _, end, _ in spans):
        return True
    if len(text) > _SHORT:
        return False
    return any(end - start - len(_MASKS[kind]) > _SHORTER for start, end, kind in spans)


def _masked(text: str, spans: list[Span]) -> str:
    parts: list[str] = []
    place = 0
    for start, end, kind in spans:
        parts.append(text[place:start])
        parts.append(_MASKS[kind])
        place = end
    parts.append(text[place:])
    return "".join(parts)


def _before_masking(spans: list[Span], found: list[Span]) -> Iterator[Span]:
    """Where in a text spans stand that were found between the masks of others; all are in order."""
    masks = iter(spans)
    mask = next(masks, None)
    longer = 0
    for start, end, kind in found:
        while mask and mask[0] + longer < start:
            longer += len(_MASKS[mask[2]]) - (mask[1] - mask[0])
            mask = next(masks, None)
        yield start - longer, end - longer, kind


def find(text: str) -> list[Span]:
    """What ``redact`` masks: spans in order, without overlap."""
    scan = Scan(text)
    spans = _found(scan)
    layers: list[Layer] = []
    outer = text
    while len(layers) < MOST_LAYERS and (layer := peeled(outer, scan.distinct)):
        layers.append(layer)
        outer = layer.text
        scan = Scan(outer)
        spans += [_outward(layers, span) for span in _found(scan)]
    spans = _merged(text, spans)
    elsewhere = _elsewhere(text, spans)
    return _merged(text, [*spans, *elsewhere]) if elsewhere else spans


_CREDENTIALS: Final = frozenset(
    "access-token refresh-token bearer-token ebay-token jwt authorization-code client-id client-secret api-key "
    "aws-key basic-credentials password session-id opaque".split()
)
_MOST_VALUES: Final = 32
"""So many secrets are looked for elsewhere in the text, each of them in one go."""


def _elsewhere(text: str, spans: list[Span]) -> list[Span]:
    """Where a secret that is named once stands again without its name: »mit Tulpe#4711 geht es nicht«."""
    kinds: dict[str, str] = {}
    for start, end, kind in spans:
        if kind in _CREDENTIALS and _LEAST <= end - start <= _LONGEST:
            value = text[start:end]
            if any(map(str.isdigit, value)) and any(map(str.isalpha, value)):
                kinds.setdefault(value, kind)
                if len(kinds) == _MOST_VALUES:
                    break
    if not kinds:
        return []
    masked = {start for start, _, _ in spans}
    return [
        (at, at + len(value), kind)
        for value, kind in kinds.items()
        for at in _words(text, value)
        if at not in masked
    ]


_LEAST, _LONGEST = 8, 4096
"""Lengths of the secrets that are looked for: a shorter one may be a word."""


def _words(text: str, value: str) -> Iterator[int]:
    """Where a value stands that is no part of a longer word."""
    at = text.find(value)
    while at >= 0:
        end = at + len(value)
        if not (text[at - 1 : at].isalnum() or text[end : end + 1].isalnum()):
            yield at
        at = text.find(value, end)


def _outward(layers: list[Layer], span: Span) -> Span:
    """The span in the text that was given, of a span in the innermost layer."""
    for layer in reversed(layers):
        span = layer.outward(span)
    return span


_STAGES: Final = (
    tokens.private_keys,
    tokens.tokens,
    tokens.schemes,
    tokens.emails_and_credentials,
    tokens.command_credentials,
    tokens.passwords_in_prose,
    tokens.passwords_in_groups,
    tokens.keys_in_prose,
    apart.headings,
    apart.users,
    apart.cookies,
    apart.passwords_in_sentences,
    apart.in_code,
    apart.in_commands,
    apart.qualified,
    apart.one_time_codes,
    apart.in_protocols,
    chosen.chosen,
    columns.inserted,
    columns.columns,
    numbers.birth_dates,
    numbers.order_numbers,
    numbers.accounts,
    numbers.labelled_accounts,
    numbers.cards,
    numbers.shipments,
    numbers.telephones,
    numbers.path_ids,
    numbers.prose_numbers,
    numbers.merchant_tokens,
    numbers.visitors,
    people.user_paths,
    people.logins,
    people.people,
    people.senders,
    people.customers,
    people.introduced,
    people.firms,
    people.streets,
    people.towns,
    people.towns_abroad,
    people.addresses_abroad,
    fields.fields,
    tokens.opaque_runs,
)


def _found(scan: Scan) -> list[Span]:
    """What all stages find in a text as it stands; spans may overlap."""
    return [span for stage in _STAGES for span in stage(scan)]


_LENGTHS_OF_IDS: Final = frozenset(map(len, MARKETPLACE_IDS))
_RANK: Final = {kind: rank for rank, kind in enumerate(LABELS)}


def _merged(text: str, spans: list[Span]) -> list[Span]:
    """Join spans that overlap; the kind that says most wins. Masks in the text are never masked."""
    merged: list[Span] = []
    masks = [mask.span() for mask in _MASK.finditer(text)] if _MASKS_END in text else []
    for start, end, kind in sorted(spans):
        if start >= end:
            continue
        if end - start in _LENGTHS_OF_IDS and text[start:end] in MARKETPLACE_IDS:
            continue
        if masks and _touches(masks, start, end):
            continue
        if merged and start < merged[-1][1]:
            first, last, other = merged[-1]
            if other == "opaque" or (
                kind != "opaque" and (first - last, _RANK[other]) > (start - end, _RANK[kind])
            ):
                other = kind
            merged[-1] = (first, max(last, end), other)
        else:
            merged.append((start, end, kind))
    return merged


def _touches(masks: list[tuple[int, int]], start: int, end: int) -> bool:
    """Whether a span holds or touches one of some masks: it was redacted before."""
    after = bisect_right(masks, end, key=itemgetter(0))
    return after > 0 and masks[after - 1][1] >= start
