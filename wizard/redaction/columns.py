"""Secrets whose label is the head of their column: a pasted table, an ``INSERT`` of a database."""

import re
from collections.abc import Iterator
from typing import Final

from .names import Field, field_of, plain_name
from .text import Scan, Span, pattern
from .values import Value, judge

_HEADS: Final = (
    "secret",
    "token",
    "key",
    "password",
    "passwort",
    "kennwort",
    "passwd",
    "pwd",
    "code",
    "client",
    "dev-name",
    "app-name",
    "cert-name",
    "id",
)
"""What the head of a column of secrets ends with."""
_PERSONAL_HEADS: Final = (
    "plz", "postleitzahl", "postal-code", "postal_code", "postcode", "zip", "straße", "strasse", "street", "address-1",
    "telefon", "phone", "phone-number", "handy", "mail", "käufer", "buyer-name", "empfänger", "kunde",
)  # fmt: skip
"""What one of the heads ends with in a table of buyers."""
_ANY_HEAD: Final = (*_HEADS, *_PERSONAL_HEADS)
_HEAD_SHAPES: Final = (*_ANY_HEAD, *(re.sub("[0-9]", "0", head) for head in _ANY_HEAD))
"""The same, also as the different lines of a long text show them."""
_ANY_HEADER: Final = r"\n([>\w \"'`\[\].\r-]{0,200}[;\t,|][>\w \t\"'`\[\].;,|\r-]{1,2000})(?=\n)"
"""A line of which every cell can be a head."""
_PERSONS: Final = {  # heads that are no names of fields elsewhere
    "ort": Field("ort", "address", "text"),
    "name": Field("name", "person-name", "text"),
    "kunde": Field("kunde", "person-name", "text"),
    "hausnr": Field("hausnr", "address", "text"),
    "shipaddress1": Field("shipaddress1", "address", "text"),
}
_OF_PEOPLE: Final = frozenset(("person-name", "address", "email", "phone"))

_HEAD: Final = r"[\s\"'`\[]{0,4}([A-Za-zÄÖÜäöü_][\wÄÖÜäöüß .-]{0,48}?)[\s\"'`\]]{0,4}"
_MOST_ROWS: Final = 256
_LONGEST_ROW: Final = 16_384

_INSERT: Final = (
    r"insert\s{1,8}(?:ignore\s{1,8})?into\s{1,8}[\w.\"'`\[\]]{1,128}\s{0,8}"
    r"\(([^()]{3,2000})\)\s{0,8}values?\s{0,8}"
)
_SQL_VALUE: Final = (
    r"\s{0,8}(?:N?'((?:[^'\\]|''|\\.){0,8192})'|\"([^\"]{0,8192})\"|([^,()'\"]{0,256}))\s{0,8}"
)


def inserted(scan: Scan) -> Iterator[Span]:
    """Values of an ``INSERT INTO … (columns) VALUES (…)``, as a database writes it to its log."""
    if not {b"insert", b"into", b"values"} <= scan.words:
        return
    text = scan.text
    for found in pattern(_INSERT).finditer(scan.lower):
        fields = [_field(name) for name in found[1].split(",")]
        place = found.end()
        for _ in range(_MOST_ROWS if any(fields) else 0):
            if text[place : place + 1] != "(":
                break
            place += 1
            for field in fields:
                value = pattern(_SQL_VALUE).match(text, place)
                if value is None:
                    break
                if field and value.lastindex:
                    yield from _judged(text, *value.span(value.lastindex), field)
                place = value.end() + (text[value.end() : value.end() + 1] == ",")
            tail = pattern(r"\)\s{0,8},\s{0,8}").match(text, place)
            if tail is None:
                break
            place = tail.end()


def columns(scan: Scan) -> Iterator[Span]:
    """Cells below a head such as ``client_secret``, in a table with ; , | or tabs between cells."""
    text, read_until = scan.text, 0
    if "\n" not in text or not any(head in scan.vocabulary for head in _ANY_HEAD):
        return
    for start in _headers(scan):
        end = text.find("\n", start)
        if start >= read_until and end >= 0 and _is_header(text[start:end], _ANY_HEAD):
            spans, read_until = _below(text, start, end)
            yield from spans


def _headers(scan: Scan) -> list[int]:
    """Where lines begin that may be those of heads, but for the digits in them."""
    distinct = scan.distinct if scan.is_long else f"\n{scan.text}"
    lines = (found.span(1) for found in pattern(_ANY_HEADER).finditer(distinct))
    headers = [start for start, end in lines if _is_header(distinct[start:end], _HEAD_SHAPES)]
    if not scan.is_long:
        return [start - 1 for start in headers]
    return sorted(place for start in headers for place in scan.everywhere(start))


def _is_header(line: str, heads: tuple[str, ...]) -> bool:
    """Whether a line can be that of the heads: one of its cells ends as one of these does."""
    between = max(";\t,|", key=line.count)
    cells = line.lower().split(between) if between in line else ()
    return any(cell.rstrip(" \t\r\"'`[]").endswith(heads) for cell in cells)


def _below(text: str, start: int, end: int) -> tuple[list[Span], int]:
    """The secrets in the rows below a line of heads, and where these rows end."""
    spans: list[Span] = []
    header = text[start:end].lstrip("> ")
    between = max(";\t,|", key=header.count)
    heads = [pattern(_HEAD).fullmatch(cell) for cell in header.strip("\r|").split(between)]
    fields = [_field(head[1]) if head else None for head in heads]
    secrets = any(field and field.rule in {"secret", "password"} for field in fields)
    if len(heads) < 2 or not all(heads):
        return spans, end
    people = [_of_people(head[1]) if head else None for head in heads]
    buyers = (
        len({field.kind for field in people if field}) > 1 and len(list(filter(None, people))) > 2
    )
    if buyers:
        fields = [person or field for person, field in zip(people, fields, strict=True)]
    elif not secrets:
        return spans, end
    place = end + 1
    for _ in range(_MOST_ROWS):
        stop = text.find("\n", place, place + _LONGEST_ROW)
        stop = stop if stop >= 0 else min(len(text), place + _LONGEST_ROW)
        cells = list(_cells(text, place, stop, between))
        if len(cells) != len(fields):
            break
        for (first, last), field in zip(cells, fields, strict=True):
            if field:
                spans += _judged(text, first, last, field)
        place = stop + 1
    return spans, place


def _cells(text: str, start: int, end: int, between: str) -> Iterator[tuple[int, int]]:
    """Where the cells of a row stand, without their quotes."""
    while end > start and text[end - 1] in "\r|":
        end -= 1
    while start < end and text[start] in (" |>" if between == "|" else ">"):
        start += 1
    quoted = pattern(rf"[ ]?\"((?:[^\"\n]|\"\"){{0,8192}})\"[ ]?(?=[{between}]|\Z)")
    while True:
        cell = quoted.match(text, start, end)
        stop = cell.end() if cell else text.find(between, start, end)
        stop = stop if stop >= 0 else end
        yield cell.span(1) if cell else (start, stop)
        if stop >= end:
            return
        start = stop + 1


def _field(head: str) -> Field | None:
    """What a column of that head holds, if that is to be hidden."""
    field = field_of(head.strip(" \t\r\n\"'`[]"))
    return field if field and field.rule not in {"auth", "line", "block"} else None


def _of_people(head: str) -> Field | None:
    """What a column of a table of buyers holds of them."""
    bare = head.strip(" \t\r\n\"'`[]")
    field = _PERSONS.get(plain_name(bare)) or _field(bare)
    return field if field and field.kind in _OF_PEOPLE else None


def _judged(text: str, start: int, end: int, field: Field) -> Iterator[Span]:
    span = judge(text, Value(start, end, True, ",", False), field)
    if span:
        yield min(max(span[0], start), end), min(span[1], end), span[2]
