"""What is fuzzed: for each target a function that takes any bytes and fails when something is wrong.

Wrong is what the functions' documentation rules out: an exception that it does not name, a span
outside the text, an answer that leads nowhere, a secret that shows.
"""

from __future__ import annotations

import io
import json
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from functools import cache
from pathlib import Path
from typing import Any

from desk.advice import Adviser
from desk.columns import find_date_column, find_text_columns, month_of, text_of
from desk.judge import judge
from desk.sources.encoding import decode
from desk.sources.mail import read_mail
from desk.sources.model import Cell, Row, SourceError
from desk.sources.opening import open_source
from desk.writing import FORMATS, output_format
from tests.support import outlook
from tests.support.masks import are_kept, with_masks
from tests.support.secrets_generator import messages
from wizard import Diagnosis, diagnose, load_knowledge
from wizard.catalog import OTHER, UNKNOWN, Knowledge
from wizard.redact import redact
from wizard.unwrap import unwrap

SEEDS_OF_A_KIND = 120


@dataclass(frozen=True, slots=True)
class Target:
    """`check` raises for a fault; `seeds` are inputs to begin with; `limit` counts bytes."""

    check: Callable[[bytes], None]
    seeds: Callable[[], Iterator[bytes]]
    limit: int = 4096


class FaultError(AssertionError):
    """Something that must hold does not."""


def need(good: object, what: str) -> None:
    """Raise FaultError unless `good`."""
    if not good:
        raise FaultError(what)


@cache
def knowledge() -> Knowledge:
    """The package's knowledge, loaded once."""
    return load_knowledge()


def as_text(data: bytes) -> str:
    """Any bytes as a text; those that are no UTF-8 become lone surrogates, the worst there is."""
    return data.decode("utf-8", "surrogateescape")


# --- the engine -------------------------------------------------------------------------------


def check_diagnose(data: bytes) -> None:
    """Any text with any answers gives a whole answer, the same each time, that leads somewhere."""
    marketplaces = (None, None, None, OTHER, UNKNOWN, *knowledge().marketplaces)
    activities = (None, None, *(one.id for one in knowledge().questions["activity"].choices))
    marketplace = marketplaces[data[0] % len(marketplaces)] if data else None
    activity = activities[data[1] % len(activities)] if len(data) > 1 else None
    text = as_text(data[2:])
    answer = diagnose(text, marketplace=marketplace, activity=activity)
    _check_answer(answer, len(text))
    again = diagnose(text, marketplace=marketplace, activity=activity)
    need(answer == again, "another answer to the same text")
    plain = json.loads(json.dumps(answer.to_dict()))
    need(Diagnosis.from_dict(plain) == answer, "JSON loses something")


def _check_answer(answer: Diagnosis, length: int) -> None:
    known = knowledge()
    need(answer.findings, "no finding")
    place = answer.marketplace
    need(
        (place.id in known.marketplaces) == (place.certainty in {"recognised", "given"}),
        f"certainty {place.certainty} with {place.id}",
    )
    spans = [*place.evidence, *place.against]
    for finding in answer.findings:
        need(finding.id in known.findings, f"no finding {finding.id}")
        need(finding.renew in {"yes", "no", "maybe"}, f"renew {finding.renew}")
        need(finding.count > 0, "counted nothing")
        spans += finding.evidence
    for span in spans:
        need(0 <= span.start < span.end <= length, f"evidence {span.start}:{span.end} of {length}")
        need(span.why.strip(), "evidence without a reason")
    for note in answer.notes:
        need(note in known.notes, f"no note {note}")
    way = answer.next
    guide = known.guide
    if way.type == "guide":
        steps = {step.id for step in guide.steps} if guide else set()
        need(guide and way.guide in guide.variants and way.step in steps, "guide leads nowhere")
        need(answer.findings[0].renew != "no", "renews although it does not help")
    elif way.type == "question":
        need(way.question in known.questions and way.choices, "question without choices")
    else:
        need(way.type == "handover" and way.finding in known.findings, "no way on")


def check_unwrap(data: bytes) -> None:
    """Views have one length, and every position leads back into the text, in order."""
    text = as_text(data)
    flat = unwrap(text)
    length = len(flat.text)
    need(len(flat.norm) == length == len(flat.raw), "views of different lengths")
    need(flat.norm.isascii(), "normalised text is not ASCII")
    before = 0
    for at in range(length):
        start, end = flat.origin(at, at + 1)
        need(0 <= start <= end <= len(text), f"{at} comes from {start}:{end} of {len(text)}")
        need(start >= before, f"{at} comes from before {at - 1}")
        before = start
    blurred = flat.blur()
    if blurred:
        low, high = flat.unblur(0, len(blurred))
        need(0 <= low < high <= length, "blurred text leads outside")


_PLANTED = (
    # a line as programs and people write it, and what of it must not show
    ("Atzr|IwEBIQ7f3kQz9wX2mB8rT5vY1cN6pL4sD0gH", "IwEBIQ7f3kQz9wX2mB8rT5vY1cN6pL4sD0gH"),
    ('{"refresh_token": "q7Zk3vXw9TbR2mYc8LpN5sDg"}', "q7Zk3vXw9TbR2mYc8LpN5sDg"),
    ("Authorization: Bearer q7Zk3vXw9TbR2mYc8LpN5sDg", "q7Zk3vXw9TbR2mYc8LpN5sDg"),
    ("client_secret=amzn1.oa2-cs.v1.0f3b9ac47d218e65", "0f3b9ac47d218e65"),
    ("v^1.1#i^1#p^3#f^0#r^1#I^3#t^Ul4xMF84OkQ3RjZCOEE1", "Ul4xMF84OkQ3RjZCOEE1"),
    ("Passwort: Xk7!pQ2zR9", "Xk7!pQ2zR9"),
    ("erika.mustermann@haendler-nord.de", "erika.mustermann"),
    ("IBAN DE89 3704 0044 0532 0130 00", "3704 0044 0532"),
)


def check_redact(data: bytes) -> None:
    """Spans make the answer; reading it again leaves its masks; a secret on a line of its own is masked."""
    line, secret = _PLANTED[data[0] % len(_PLANTED) if data else 0]
    text = as_text(data[1:])
    answer = redact(text)
    need(with_masks(text, answer) == answer.text, "spans and text differ")
    need(sum(one.count for one in answer.masked) == len(answer.spans), "counts and spans differ")
    need(are_kept(answer, redact(answer.text)), "redacting again cuts a mask")
    half = len(text) // 2
    around = f"{text[:half]}\n\n{line}\n\n{text[half:]}"
    need(secret not in redact(around).text, f"a secret shows: {line}")


# --- the readers ------------------------------------------------------------------------------


def reading(suffix: str) -> Callable[[bytes], None]:
    """A check that an export with this suffix is read, or refused in German."""

    def check(data: bytes) -> None:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / f"export{suffix}"
            path.write_bytes(data)
            try:
                _read_all(path)
            except SourceError as error:
                need(str(error).strip(), "refused without a word")

    return check


def _read_all(path: Path) -> None:
    source = open_source(path)
    need(source.columns, "no columns")
    need(0 < source.kept_columns <= len(source.columns), "keeps columns that are not there")
    rows: list[Row] = []
    number = 0
    for row in source.rows():
        need(row.number > number, "rows out of order")
        number = row.number
        need(len(row.cells) == len(source.columns), "a row of another length")
        if len(rows) < 20:
            rows.append(row)
    places = source.text_columns or find_text_columns(source.columns, rows)
    when = find_date_column(source.columns, rows)
    for row in rows:
        if when is not None:
            month_of(row.cells[when])
        text_of(row, places)


def check_writing(data: bytes) -> None:
    """Whatever a row holds is judged and written in every format, and can be read again."""
    cells: list[Cell] = [_cell(part) for part in data.split(b"\0")[:6]] or [None]
    columns = tuple(as_text(data[at : at + 9]) for at in range(len(cells)))
    row = Row(2, cells, None, {as_text(data[:5]): as_text(data[5:40])} if len(data) % 2 else None)
    judgement = judge(text_of(row, tuple(range(len(cells)))))
    need(judgement.finding, str(judgement.problem))
    answer = Adviser(knowledge()).answer(judgement, row.problem)
    with tempfile.TemporaryDirectory() as folder:
        for suffix in FORMATS:
            form = output_format(suffix, columns)
            part, output = Path(folder) / "part", Path(folder) / f"out{suffix}"
            part.write_bytes(form.header() + form.encode([(row, answer)]))
            form.finish(part, output)
            again = list(open_source(output).rows())
            need(len(again) == 1, f"{suffix} holds {len(again)} rows")


def _cell(data: bytes) -> Cell:
    if data[:1] == b"#":
        try:
            return float(data[1:])
        except ValueError:
            return datetime.fromtimestamp(int.from_bytes(data[1:5]), UTC).replace(tzinfo=None)
    return as_text(data) if data else None


def check_workbook(data: bytes) -> None:
    """The first byte says which part of a workbook is replaced by the rest: no checksum in the way."""
    members = _workbook()
    names = sorted(members)
    name = names[data[0] % len(names)] if data else names[0]
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for each, content in (members | {name: data[1:]}).items():
            archive.writestr(each, content)
    reading(".xlsx")(packed.getvalue())


def mailing(suffix: str) -> Callable[[bytes], None]:
    """A check that a ticket kept as one file is read, or refused in German."""

    def check(data: bytes) -> None:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / f"ticket{suffix}"
            path.write_bytes(data)
            try:
                mail = read_mail(path)
            except SourceError as error:
                need(str(error).strip(), "refused without a word")
                return
        need(isinstance(mail.subject, str), "the subject is no text")
        need(isinstance(mail.text, str), "the text is no text")
        need(mail.date is None or mail.date.tzinfo is None, "the date has a zone")
        f"{mail.subject}\n{mail.text}".encode("utf-8", "replace")

    return check


def check_decode(data: bytes) -> None:
    """Any bytes are a text without lone surrogates."""
    decode(data).encode("utf-8")


# --- seeds ------------------------------------------------------------------------------------


def _texts() -> Iterator[str]:
    for finding in knowledge().findings.values():
        for example in finding.examples:
            yield example.text
    for planted in messages(SEEDS_OF_A_KIND, seed=7):
        yield planted.text


def _plain() -> Iterator[bytes]:
    for text in _texts():
        yield text.encode("utf-8", "replace")


def _asked() -> Iterator[bytes]:
    for number, data in enumerate(_plain()):
        yield bytes((number % 5 * (number % 2), 0)) + data


def _chosen() -> Iterator[bytes]:
    for number, data in enumerate(_plain()):
        yield bytes((number % len(_PLANTED),)) + data


def _some_texts(count: int = 24) -> list[str]:
    every = list(_texts())
    return every[:: max(1, len(every) // count)]


def _csv_seeds() -> Iterator[bytes]:
    for delimiter in ";,\t|":
        for text in _some_texts(6):
            quoted = text.replace('"', '""')
            table = f'Nr{delimiter}Datum{delimiter}Text\r\n1{delimiter}24.11.2026{delimiter}"{quoted}"\r\n'
            yield table.encode()
            yield table.encode("utf-16")
            yield f"sep={delimiter}\r\n{table}".encode("cp1252", "replace")


def _jsonl_seeds() -> Iterator[bytes]:
    for number, text in enumerate(_some_texts()):
        row = {"id": number, "created": "2026-11-24T10:00:00Z", "text": text, "more": [text, {}]}
        yield (json.dumps(row, ensure_ascii=number % 2 == 0) + "\n").encode() * 2


def _row_seeds() -> Iterator[bytes]:
    yield b"=1+1\0#-12.5\0#\x68\x00\x00\x00\0\xff\xfe\0+cmd|' /C calc'!A0\0"
    yield "\0".join(_some_texts(5)).encode("utf-8", "replace")


def _mail_seeds() -> Iterator[bytes]:
    for number, text in enumerate(_some_texts()):
        mail = EmailMessage()
        mail["Subject"] = "Störung beim Abruf"
        mail["From"] = "Anna <anna@example.com>"
        mail["Date"] = "Tue, 24 Nov 2026 10:00:00 +0100"
        mail.set_content(text.replace("\r", ""), cte="quoted-printable")
        if number % 3 == 1:
            mail.add_alternative(f"<p>{text}</p>", subtype="html", cte="base64")
        if number % 3 == 2:
            mail.add_attachment(text.encode("utf-8", "replace"), "text", "plain", filename="a.log")
        yield mail.as_bytes()


def _outlook_seeds() -> Iterator[bytes]:
    for text in _some_texts(6):
        yield outlook.message("Störung", text[:500])


@cache
def _workbook() -> dict[str, bytes]:
    """The parts of a small workbook."""
    import openpyxl  # noqa: PLC0415 -- so that the fuzzer can instrument it before it is loaded

    book = openpyxl.Workbook()
    sheet = book.active
    need(sheet is not None, "a new workbook has a sheet")
    rows: list[list[Any]] = [
        ["Nr", "Datum", "Text"],
        [1, "24.11.2026", "An error occurred while refreshing token."],
        [2.5, True, "=1+1"],
    ]
    for row in rows:
        sheet.append(row)  # type: ignore[union-attr]
    packed = io.BytesIO()
    book.save(packed)
    with zipfile.ZipFile(packed) as archive:
        return {name: archive.read(name) for name in sorted(archive.namelist())}


def _workbook_seeds() -> Iterator[bytes]:
    for number, (_, content) in enumerate(sorted(_workbook().items())):
        yield bytes((number,)) + content


def _packed_seeds() -> Iterator[bytes]:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in _workbook().items():
            archive.writestr(name, content)
    yield packed.getvalue()


TARGETS: dict[str, Target] = {
    "diagnose": Target(check_diagnose, _asked),
    "redact": Target(check_redact, _chosen),
    "unwrap": Target(check_unwrap, _plain),
    "csv": Target(reading(".csv"), _csv_seeds),
    "jsonl": Target(reading(".jsonl"), _jsonl_seeds),
    "xlsx": Target(check_workbook, _workbook_seeds),
    "xlsx-file": Target(reading(".xlsx"), _packed_seeds, 16384),
    "writing": Target(check_writing, _row_seeds),
    "eml": Target(mailing(".eml"), _mail_seeds),
    "msg": Target(mailing(".msg"), _outlook_seeds, 16384),
    "decode": Target(check_decode, _csv_seeds),
}
