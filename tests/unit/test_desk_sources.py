"""Exports as Excel, help desks and mail programs write them, read row by row."""

from __future__ import annotations

import csv
import json
import time
import zipfile
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.columns import find_date_column, find_text_columns, month_of, named_columns
from desk.sources.delimited import DELIMITERS, DelimitedSource
from desk.sources.encoding import decode, sniff
from desk.sources.folder import load_file
from desk.sources.mail import parse_eml, read_mail
from desk.sources.markup import strip_html
from desk.sources.model import Row, Source, SourceError
from desk.sources.opening import Reading, open_source
from tests.support import outlook

TABLE = (
    "Ticket;Eröffnet;Beschreibung\r\n"
    '1;24.11.2026;"Fehler beim Abruf:\r\n{""title"": ""ServerError""}"\r\n'
    "2;25.11.2026;Größe fehlt\r\n"
)


def write(path: Path, text: str, encoding: str) -> Path:
    path.write_bytes(text.encode(encoding))
    return path


def cells(source: Source) -> list[list[object]]:
    return [list(row.cells) for row in source.rows()]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le"])
def test_reads_a_german_excel_export_in_every_encoding(tmp_path: Path, encoding: str) -> None:
    source = open_source(write(tmp_path / "export.csv", TABLE, encoding))

    assert source.columns == ("Ticket", "Eröffnet", "Beschreibung")
    assert cells(source) == [
        ["1", "24.11.2026", 'Fehler beim Abruf:\r\n{"title": "ServerError"}'],
        ["2", "25.11.2026", "Größe fehlt"],
    ]


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_finds_the_delimiter_although_texts_hold_others(tmp_path: Path, delimiter: str) -> None:
    rows = [["Nr", "Text", "Status"], ["1", '"a, b; c | d\te"', "neu"], ["2", '"x; y, z"', "zu"]]
    text = "".join(delimiter.join(row) + "\n" for row in rows)
    source = open_source(write(tmp_path / "export.csv", text, "utf-8"))

    assert source.columns == ("Nr", "Text", "Status")
    assert cells(source)[0] == ["1", "a, b; c | d\te", "neu"]


def test_obeys_the_line_with_which_excel_names_the_delimiter(tmp_path: Path) -> None:
    text = "sep=;\r\nNr;Text, lang\r\n1;eins, zwei\r\n"
    source = open_source(write(tmp_path / "export.csv", text, "cp1252"))

    assert source.columns == ("Nr", "Text, lang")
    assert cells(source) == [["1", "eins, zwei"]]


@pytest.mark.parametrize("told", ["", '"', "\\", "a"])
def test_a_delimiter_that_cannot_be_one_is_found_instead(tmp_path: Path, told: str) -> None:
    path = write(tmp_path / "export.csv", f"sep={told}\nNr|Text\n1|eins\n", "utf-8")

    assert cells(open_source(path)) == [["1", "eins"]]


def test_reads_quotes_escaped_by_backslashes(tmp_path: Path) -> None:
    text = (
        'id,message,state\n1,"{\\"title\\": \\"ServerError\\", \\"a\\": 1}",open\n2,"ok",closed\n'
    )
    source = open_source(write(tmp_path / "export.csv", text, "utf-8"))

    assert cells(source)[0] == ["1", '{"title": "ServerError", "a": 1}', "open"]


def test_a_column_of_texts_alone_stays_one_column(tmp_path: Path) -> None:
    source = open_source(write(tmp_path / "export.csv", "Text\neins, zwei\ndrei\n", "utf-8"))

    assert cells(source) == [["eins, zwei"], ["drei"]]


def test_a_row_that_is_too_long_or_too_short_loses_nothing(tmp_path: Path) -> None:
    text = "Nr;Status;Text\n1;neu;halb; und halb\n2;neu\n3;neu;gut\n"
    rows = list(open_source(write(tmp_path / "export.csv", text, "utf-8")).rows())

    assert [row.cells for row in rows] == [
        ["1", "neu", "halb; und halb"],
        ["2", "neu", ""],
        ["3", "neu", "gut"],
    ]
    assert [row.problem for row in rows] == [
        "Die Zeile hat 4 statt 3 Spalten.",
        "Die Zeile hat 2 statt 3 Spalten.",
        None,
    ]


def test_rows_are_numbered_as_excel_shows_them(tmp_path: Path) -> None:
    text = 'Nr;Text\n1;"zwei\nZeilen"\n\n2;danach\n'
    rows = list(open_source(write(tmp_path / "export.csv", text, "utf-8")).rows())

    assert [(row.number, row.cells[0]) for row in rows] == [(2, "1"), (4, "2")]


def test_a_quote_that_is_never_closed_takes_one_row_only(tmp_path: Path) -> None:
    text = 'Nr;Text\n1;"offen\n2;gut\n3;auch gut\n'
    rows = list(open_source(write(tmp_path / "export.csv", text, "utf-8")).rows())

    assert [row.cells for row in rows] == [["1", '"offen'], ["2", "gut"], ["3", "auch gut"]]
    assert [row.problem is not None for row in rows] == [True, False, False]


def test_a_quote_closed_millions_of_characters_later_takes_one_row_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desk.sources.delimited._FIELD_LIMIT", 1000)
    many = "".join(f"{number};Text {number}\n" for number in range(2, 500))
    text = f'Nr;Text\n1;"offen\n{many}500;"Ende"\n'
    rows = list(open_source(write(tmp_path / "export.csv", text, "utf-8")).rows())

    assert [row.cells[0] for row in rows] == [str(number) for number in range(1, 501)]
    assert [row.number for row in rows if row.problem] == [2]


def test_single_rows_in_windows_1252_within_utf_8_keep_their_umlauts(tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    lines = [
        b"Nr;Text\n",
        *(f"{number};Größe, Maß und Öl\n".encode() for number in range(50)),
    ]
    lines[20] = "19;Größe – alt\n".encode("cp1252")
    path.write_bytes(b"".join(lines))

    rows = cells(open_source(path))

    assert rows[19] == ["19", "Größe – alt"]
    assert rows[20] == ["20", "Größe, Maß und Öl"]


def test_the_only_umlaut_behind_a_megabyte_is_read(tmp_path: Path) -> None:
    text = "Nr;Text\n" + "1;nur ASCII\n" * 100_000 + "2;Größe\n"
    path = write(tmp_path / "export.csv", text, "cp1252")

    assert sniff(path) == "cp1252"
    assert cells(open_source(path))[-1] == ["2", "Größe"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-be"])
def test_decodes_a_message_in_every_encoding(encoding: str) -> None:
    assert decode("Größe: 5 € – gut".encode(encoding)) == "Größe: 5 € – gut"


CELL = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=30)


@given(
    rows=st.lists(st.tuples(CELL, CELL, CELL).filter(any), min_size=1, max_size=8),
    delimiter=st.sampled_from(DELIMITERS),
    encoding=st.sampled_from(["utf-8-sig", "utf-16", "utf-32"]),
    end=st.sampled_from(["\r\n", "\n"]),
)
def test_whatever_was_written_is_read(
    rows: list[tuple[str, str, str]],
    delimiter: str,
    encoding: str,
    end: str,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    path = tmp_path_factory.mktemp("csv") / "export.csv"
    with path.open("w", encoding=encoding, newline="") as file:
        lines = csv.writer(file, delimiter=delimiter, lineterminator=end)
        lines.writerows([("Nr", "Betreff", "Text"), *rows])
    source = DelimitedSource(path, delimiter=delimiter)
    read = list(source.rows())

    assert source.columns == ("Nr", "Betreff", "Text")
    assert [tuple(row.cells) for row in read] == rows
    assert not any(row.problem for row in read)


@given(data=st.binary(max_size=400))
def test_no_bytes_stop_the_reading(data: bytes, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("csv") / "export.csv"
    path.write_bytes(b"Nr;Text\n" + data)
    source = open_source(path)
    assert all(len(row.cells) == len(source.columns) for row in source.rows())


def test_an_empty_file_says_so(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="Kopfzeile"):
        open_source(write(tmp_path / "leer.csv", "", "utf-8"))


def test_an_unknown_encoding_says_so(tmp_path: Path) -> None:
    path = write(tmp_path / "export.csv", TABLE, "utf-8")
    with pytest.raises(SourceError, match="klingonisch"):
        open_source(path, Reading(encoding="klingonisch"))


def test_a_missing_file_says_so(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"fehlt\.csv"):
        open_source(tmp_path / "fehlt.csv")


def test_the_position_reaches_the_size(tmp_path: Path) -> None:
    source = DelimitedSource(write(tmp_path / "export.csv", TABLE, "utf-8"))
    seen = [source.position for _ in source.rows()]

    assert source.size == len(TABLE.encode())
    assert seen[-1] == source.size


def workbook(path: Path) -> Path:
    book = openpyxl.Workbook()
    other = book.active
    assert other is not None
    other.title = "Tickets"
    other.append(["Nr", "Eröffnet", "Beschreibung", None])
    other.append([7, datetime(2026, 11, 24, 8, 30), "=1+1 ist kein Text", None])
    other.append([8.5, None, "Größe", "übrig"])
    other.append([None, None, None, None])
    other.append([9, None, "Ende", None])
    book.create_sheet("Leer")
    book.save(path)
    return path


def test_reads_a_workbook_with_days_numbers_and_gaps(tmp_path: Path) -> None:
    source = open_source(workbook(tmp_path / "export.xlsx"))
    rows = list(source.rows())

    assert source.columns == ("Nr", "Eröffnet", "Beschreibung")
    assert rows[0].cells[:2] == [7, datetime(2026, 11, 24, 8, 30)]
    assert rows[1].cells == [8.5, None, "Größe übrig"]
    assert rows[1].problem is not None
    assert [row.number for row in rows] == [2, 3, 5]


def test_an_unknown_sheet_names_the_known_ones(tmp_path: Path) -> None:
    path = workbook(tmp_path / "export.xlsx")
    with pytest.raises(SourceError, match="»Tickets«, »Leer«"):
        open_source(path, Reading(sheet="Nein"))


def test_a_file_that_is_no_workbook_says_so(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="Excel"):
        open_source(write(tmp_path / "export.xlsx", TABLE, "utf-8"))


@pytest.mark.parametrize("name", ["ticket.eml", "Ticket.MSG"])
def test_a_single_message_is_no_table(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("From: a@b.example\nSubject: x\n\ninvalid_grant\n", "utf-8")
    with pytest.raises(SourceError, match="tokenhilfe diagnose"):
        open_source(tmp_path / name)


def test_an_old_workbook_is_refused_with_advice(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="speichern Sie sie als"):
        open_source(write(tmp_path / "export.xls", "x", "utf-8"))


def test_reads_json_lines_and_keeps_what_is_no_object(tmp_path: Path) -> None:
    lines = [
        json.dumps({"id": 1, "text": "Größe", "tags": ["a"]}, ensure_ascii=False),
        "kein JSON {",
        "",
        json.dumps({"id": 2, "text": None}),
    ]
    source = open_source(write(tmp_path / "export.jsonl", "\n".join(lines), "utf-8-sig"))
    rows = list(source.rows())

    assert source.columns == ("id", "text", "tags")
    assert rows[0].cells == [1, "Größe", '["a"]']
    assert rows[1].extra == {"zeile": "kein JSON {"}
    assert rows[1].number == 2
    assert rows[1].problem is not None
    assert rows[2].cells == [2, None, None]
    assert rows[2].number == 4


def mail() -> EmailMessage:
    message = EmailMessage()
    message["Subject"] = "Abruf geht nicht – bitte prüfen"
    message["Date"] = "Tue, 24 Nov 2026 08:15:00 +0100"
    message["From"] = "kundin@example.org"
    message.set_content("Guten Tag,\nFehler 400 beim Abruf.\n", charset="iso-8859-1")
    message.add_alternative("<p>Guten <b>Tag</b></p>", subtype="html")
    message.add_attachment("2026 Größe\n".encode("cp1252"), "text", "plain", filename="fehler.log")
    return message


def test_a_mail_gives_subject_text_and_its_log_attachments() -> None:
    read = parse_eml(mail().as_bytes())

    assert read.subject == "Abruf geht nicht – bitte prüfen"
    assert read.date == datetime(2026, 11, 24, 8, 15)
    assert "Fehler 400 beim Abruf." in read.text
    assert "2026 Größe" in read.text
    assert "<p>" not in read.text


def test_a_mail_of_html_only_is_read_without_tags() -> None:
    message = EmailMessage()
    message.set_content(
        "<style>p{}</style><p>Fehler&nbsp;&amp; Größe</p><p>zweite<br>dritte</p>", subtype="html"
    )
    assert parse_eml(message.as_bytes()).text.split("\n") == ["Fehler & Größe", "zweite", "dritte"]


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ('<td>Secret</td><td class="x">ab&lt;c</td>', "Secret\tab<c"),
        ("<pre>eins\n  zwei</pre>drei", "eins\nzwei\ndrei"),
        ("<a title=\"a>b\" href='c>d'>Weg</a> 3 < 4", "Weg 3 < 4"),
        ("a<!-- <p>b</p> -->c<!-- kein Ende <b>d", "ac kein Ende d"),
        ("<!DOCTYPE html><?xml?><TITLE>x</TITLE><Script>y</SCRIPT>z", "z"),
        ("<style>kein Ende", ""),
        ('<img src="kein Ende>Text', "Text"),
        ("kein Ende <a href=", "kein Ende <a href="),
        ("<o:p>&nbsp;</o:p>İ<STYLE>a</STYLE>b", "İb"),
    ],
)
def test_markup_is_taken_off(markup: str, text: str) -> None:
    assert strip_html(markup) == text


@pytest.mark.parametrize(
    "unit",
    [
        "<",
        "<!--",
        "<!",
        "<?",
        "</",
        '<a b="',
        "<a b='",
        "<a \"<a '",
        "<p ",
        "<style>",
        "<![CDATA[",
        "&#",
        "<td>",
    ],
)
def test_markup_of_any_kind_is_read_in_one_go(unit: str) -> None:
    """Anybody writes mails: the library's parser takes minutes for 100 KB of unfinished tags."""
    start = time.process_time()
    strip_html(unit * (500_000 // len(unit)))
    assert time.process_time() - start < 5


@pytest.mark.parametrize("name", ["Subject", "Content-Type", "Date", "To"])
def test_a_long_header_takes_no_longer_than_it_must(name: str) -> None:
    data = f"{name}: {'=?utf-8?q?a?= ' * 20_000}\n\ninvalid_grant\n".encode()
    start = time.process_time()
    assert "invalid_grant" in parse_eml(data).text
    assert time.process_time() - start < 2


def test_a_mail_in_an_unknown_charset_is_read_all_the_same() -> None:
    data = b"Subject: x\r\nContent-Type: text/plain; charset=gibtsnicht\r\n\r\nGr\xf6\xdfe\r\n"
    assert "Größe" in parse_eml(data).text


@pytest.mark.parametrize("table", [0x2C, 0x40, 0x48], ids=["FAT", "mini FAT", "DIFAT"])
def test_a_table_that_claims_to_be_larger_than_the_file_is_not_read(
    tmp_path: Path, table: int
) -> None:
    """A chain of sectors that leads back to itself would be followed for gigabytes."""
    data = bytearray(outlook.message("Token", "Fehler 932"))
    data[table : table + 4] = (0x00FF_FFFF).to_bytes(4, "little")
    path = tmp_path / "ticket.msg"
    path.write_bytes(data)

    with pytest.raises(SourceError, match="Größenangaben falsch"):
        read_mail(path)


def test_reads_an_outlook_message(tmp_path: Path) -> None:
    path = tmp_path / "ticket.msg"
    body = "Größe: Der Abruf bricht ab.\r\n" * 200
    path.write_bytes(outlook.message("Token – Frage", body, datetime(2026, 11, 24, 9, 0)))

    read = read_mail(path)

    assert read.subject == "Token – Frage"
    assert read.text == body
    assert read.date == datetime(2026, 11, 24, 9, 0)


def test_reads_what_is_attached_to_an_outlook_message(tmp_path: Path) -> None:
    """Who forwards a ticket as an attachment writes nothing, or »siehe unten«."""
    innermost = outlook.Note("Störung", "invalid_grant", files=[("abruf.log", b"Fehler 932")])
    inner = outlook.Note("AW: Störung", "siehe Anhang", mails=[innermost])
    files = [("a.TXT", "Größe 400".encode()), ("bild.png", b"\x89PNG")]
    path = tmp_path / "ticket.msg"
    path.write_bytes(outlook.file_of(outlook.Note("WG: Störung", "", files=files, mails=[inner])))

    read = read_mail(path)

    assert read.subject == "WG: Störung"
    assert read.text.split("\n\n") == [
        "Größe 400",
        "AW: Störung",
        "siehe Anhang",
        "Störung",
        "invalid_grant",
        "Fehler 932",
    ]


def test_outlook_messages_within_each_other_end(tmp_path: Path) -> None:
    note = outlook.Note("innen", "Fehler 932")
    for _ in range(15):
        note = outlook.Note("außen", "", mails=[note])
    path = tmp_path / "ticket.msg"
    path.write_bytes(outlook.file_of(note))

    assert read_mail(path).text.split("\n\n") == ["außen"] * 10


def test_a_broken_attachment_costs_that_attachment_only(tmp_path: Path) -> None:
    note = outlook.Note("Frage", "Fehler 400", mails=[outlook.Note("innen", "Fehler 932")])
    path = tmp_path / "ticket.msg"
    data = outlook.file_of(note)
    name = "__substg1.0_1000001F".encode("utf-16-le")
    assert data.count(name) == 2
    outer, _, inner = data.rpartition(name)
    # The text of the inner message is nowhere.
    path.write_bytes(outer + name.replace(b"1\0F", b"2\0F") + inner)

    assert read_mail(path).text == "Fehler 400"


@pytest.mark.parametrize(
    ("dates", "expected"),
    [
        ({outlook.CREATED: datetime(2026, 11, 23, 7)}, datetime(2026, 11, 23, 7)),
        (
            {outlook.CREATED: datetime(2026, 11, 23, 7), outlook.SENT: datetime(2026, 11, 24, 9)},
            datetime(2026, 11, 24, 9),
        ),
        ({outlook.SENT: datetime(1601, 1, 1)}, None),
        ({}, None),
    ],
)
def test_a_draft_has_the_date_when_it_was_written(
    tmp_path: Path, dates: dict[int, datetime], expected: datetime | None
) -> None:
    path = tmp_path / "ticket.msg"
    path.write_bytes(outlook.file_of(outlook.Note("Frage", "Fehler 400", dates)))
    assert read_mail(path).date == expected


def test_reads_a_folder_in_the_order_of_names_with_its_subfolders(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / "a.txt").write_bytes("Größe".encode("cp1252"))
    (tmp_path / "b" / "c.EML").write_bytes(mail().as_bytes())
    (tmp_path / "d.msg").write_bytes(b"kein Outlook")
    (tmp_path / "bild.png").write_bytes(b"x")
    source = open_source(tmp_path)
    rows = [load_file(tmp_path, row) for row in source.rows()]

    assert source.size == 3
    assert [row.cells[0] for row in rows] == ["a.txt", "b/c.EML", "d.msg"]
    assert rows[0].cells[3] == "Größe"
    assert rows[1].cells[2] == "Abruf geht nicht – bitte prüfen"
    assert rows[2].problem is not None


def sample(*rows: list[str]) -> list[Row]:
    return [Row(number, list(row)) for number, row in enumerate(rows, start=2)]


def test_finds_subject_and_text_by_name_but_no_codes() -> None:
    columns = ["Nachricht-ID", "Betreff", "Status", "Fehlermeldung", "Kategorie"]
    rows = sample(["77", "Abruf", "neu", "An error occurred " * 5, "x" * 60])

    assert find_text_columns(columns, rows) == (1, 3)


def test_finds_the_longest_column_where_names_say_nothing() -> None:
    columns = ["A", "B", "C"]
    rows = sample(["1", "kurz", "An error occurred while refreshing token. " * 3])

    assert find_text_columns(columns, rows) == (2,)


def test_the_added_columns_of_an_earlier_run_are_no_text() -> None:
    columns = ["Nr", "Nachricht", "Tokenhilfe: Titel", "Tokenhilfe: Text maskiert"]
    assert find_text_columns(columns, sample(["1", "kurz", "x" * 60, "y" * 90])) == (1,)


def test_takes_all_columns_where_nothing_stands_out() -> None:
    columns = ["A", "B"]
    assert find_text_columns(columns, sample(["x", "y"])) == (0, 1)


def test_an_unknown_column_names_the_known_ones() -> None:
    with pytest.raises(SourceError, match="»Nr«, »Text«"):
        named_columns(["Nr", "Text"], ["Inhalt"])
    assert named_columns(["Nr", "Text"], ["text"]) == (1,)


def test_finds_the_date_by_name_before_others() -> None:
    columns = ["Geändert", "Erstellt am", "Nr"]
    rows = sample(["01.12.2026", "24.11.2026 08:15", "1"])

    assert find_date_column(columns, rows) == 1
    assert find_date_column(["Nr"], sample(["2026"])) is None


@pytest.mark.parametrize(
    ("cell", "month"),
    [
        ("24.11.2026 08:15", "2026-11"),
        ("3.2.26", "2026-02"),
        ("2026-11-24T08:15:00Z", "2026-11"),
        ("2026-11", "2026-11"),
        (datetime(2026, 1, 5), "2026-01"),
        ("31.02.2026", None),
        ("2026", None),
        ("morgen", None),
        (None, None),
        (12, None),
    ],
)
def test_reads_months(cell: str | datetime | int | None, month: str | None) -> None:
    assert month_of(cell) == month


@pytest.mark.parametrize(
    "header", ["Date: Tue, 24 Nov 2-026 10:00:00 +0100", "Date: =?x?q?=", "Date: 1 Jan 99999"]
)
def test_a_mail_with_a_date_out_of_form_keeps_its_text(header: str) -> None:
    mail = parse_eml(f"Subject: Fehler\n{header}\n\ninvalid_grant\n".encode())
    assert (mail.date, mail.subject, mail.text) == (None, "Fehler", "invalid_grant\n")


def test_a_mail_that_the_library_cannot_take_apart_is_read_as_it_stands(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise IndexError

    monkeypatch.setattr("email.message_from_bytes", broken)
    assert parse_eml(b"Subject: x\n\ninvalid_grant").text == "Subject: x\n\ninvalid_grant"


def test_a_damaged_workbook_is_refused_and_not_kept_open(tmp_path: Path) -> None:
    path = tmp_path / "export.xlsx"
    book = openpyxl.Workbook()
    book.save(path)
    data = path.read_bytes()
    # Damaged in the middle: the parts are found, but cannot be inflated.
    path.write_bytes(data[:300] + b"\xff" * 40 + data[340:])
    with pytest.raises(SourceError, match=r"Excel|beschädigt"):
        list(open_source(path).rows())


def test_a_row_that_claims_to_be_far_away_is_refused_soon(tmp_path: Path) -> None:
    """The library would make every row up to it, for hours."""
    good, bad = tmp_path / "good.xlsx", tmp_path / "bad.xlsx"
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["Nr", "Text"])
    sheet.append([1, "Fehler"])
    book.save(good)
    with zipfile.ZipFile(good) as source, zipfile.ZipFile(bad, "w") as target:
        for name in source.namelist():
            data = source.read(name).replace(b'<row r="2"', b'<row r="2000000000"')
            target.writestr(name, data)
    with pytest.raises(SourceError, match="mehr Zeilen, als Excel kennt"):
        list(open_source(bad).rows())
