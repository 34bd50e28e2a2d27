"""Exports as they really come: titles above the table, several sheets, mails within mails."""

from __future__ import annotations

import json
import zipfile
from datetime import date, datetime, time, timedelta
from email.message import EmailMessage
from pathlib import Path

import compressed_rtf
import openpyxl
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont

from desk.sources.excel import ExcelSource
from desk.sources.folder import load_file
from desk.sources.header import find_header
from desk.sources.mail import parse_eml, read_mail
from desk.sources.model import Row, Source, SourceError
from desk.sources.opening import Reading, open_source
from desk.sources.sheet import SheetSource
from desk.sources.workbook import WorkbookSource
from tests.support import outlook

READERS = [ExcelSource, WorkbookSource]


def cells(source: Source) -> list[list[object]]:
    return [list(row.cells) for row in source.rows()]


# ---- Delimited ------------------------------------------------------------------------------


def test_reads_what_excel_saves_as_unicode_text(tmp_path: Path) -> None:
    path = tmp_path / "Übersicht Händler.txt.csv"
    text = (
        'Nr\tBetreff\tBeschreibung\r\n1\tGröße\t"Zeile 1\r\nZeile 2"\r\n\t\t\r\n2\t\t"a ""b"""\r\n'
    )
    path.write_bytes(text.encode("utf-16"))
    source = open_source(path)
    assert source.delimiter == "\t"
    assert [(row.number, row.cells) for row in source.rows()] == [
        (2, ["1", "Größe", "Zeile 1\r\nZeile 2"]),
        (4, ["2", "", 'a "b"']),
    ]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252"])
def test_a_title_above_the_table_is_not_its_header(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "export.csv"
    path.write_bytes(
        "Ticketexport November 2026\r\n\r\n"
        "Nr;Eröffnet;Beschreibung\r\n1;24.11.2026;Größe, Farbe, Menge\r\n2;;x\r\n".encode(encoding)
    )
    source = open_source(path)
    assert source.columns == ("Nr", "Eröffnet", "Beschreibung")
    assert source.note == "Die Spaltennamen stehen in Zeile 3."
    assert [row.number for row in source.rows()] == [4, 5]


def test_names_of_columns_may_repeat_or_be_missing(tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    path.write_text("Nr;Text;Text;\n1;a;b;c\n", encoding="utf-8")
    source = open_source(path)
    assert source.columns == ("Nr", "Text", "Text", "Spalte 4")
    assert cells(source) == [["1", "a", "b", "c"]]
    assert source.note == ""


@pytest.mark.parametrize(
    ("rows", "header"),
    [
        ([["Text"], ["a"], ["b"]], 0),
        ([["Nr", "Text", ""], ["1", "a", "b"], ["2", "c", "d"]], 0),
        # An unquoted delimiter in every text makes the rows longer than the header.
        ([["Nr", "Text"], ["1", "a", "b", "c", "d"], ["2", "e", "f", "g", "h"]], 0),
        ([["Export"], ["Nr", "Text", "Stand"], ["1", "a", "neu"]], 1),
        # Groups over several columns, in merged cells.
        ([["Ticket", None, "Kunde", None], ["Nr", "Text", "Name", "Ort"], [1, "a", "b", "c"]], 1),
        ([["Bericht", None], [None, None], ["Stand", "heute"], ["Nr", "Text"], [1, "a"]], 2),
        ([], 0),
    ],
)
def test_finds_the_header(rows: list[list[object]], header: int) -> None:
    assert find_header(rows) == header


# ---- Excel ----------------------------------------------------------------------------------


def book(path: Path) -> Path:
    """A workbook with a cover, a hidden sheet, a title, merged cells and every kind of value."""
    made = openpyxl.Workbook()
    cover = made.active
    assert cover is not None
    cover.title = "Deckblatt"
    cover["A1"] = "Auswertung"
    hidden = made.create_sheet("Listen")
    hidden.sheet_state = "hidden"
    sheet = made.create_sheet("Tickets 2026")
    sheet["A1"] = "Ticketexport November"
    sheet.merge_cells("A1:H1")
    sheet.append([])
    sheet.append(["Nr", "Eröffnet", "Uhrzeit", "Dauer", "Beschreibung", "Text", "Text", "Erledigt"])
    rich = CellRichText("Fehler ", TextBlock(InlineFont(b=True), "400"), " beim Abruf")
    sheet.append(
        [
            7,
            datetime(2026, 11, 24, 8, 30, 15),
            time(8, 15),
            timedelta(hours=30),
            "=1+1 ist ein Text",
            rich,
            "Größe\nZeile 2 <&>",
            True,
        ]
    )
    sheet["E4"].data_type = "s"
    sheet.append([8.5, date(2026, 1, 2), None, None, " führt ein Leerzeichen", None, "x" * 32_767])
    sheet.append([])
    sheet.append([-3, None, None, None, "_x0041_ und\ttab", "#N/A", None, False, "übrig"])
    sheet["B5"].number_format = "dd.mm.yyyy"
    sheet["A5"].number_format = '0.00 "Tage"'
    for row in range(8, 60):
        sheet.append([row, datetime(2026, 2, 1), None, None, "Text mit Inhalt", f"Zeile {row}"])
    made.save(path)
    return path


def test_both_readers_of_workbooks_read_the_same(tmp_path: Path) -> None:
    path = book(tmp_path / "Export Müller.xlsx")
    one, other = (reader(path) for reader in READERS)
    assert one.columns == other.columns
    assert one.note == other.note
    assert [row.number for row in one.rows()] == [row.number for row in other.rows()]
    assert cells(one) == cells(other)
    assert other.size == other.position


@pytest.mark.parametrize("reader", READERS)
def test_reads_the_sheet_with_the_tickets(tmp_path: Path, reader: type[SheetSource]) -> None:
    source = reader(book(tmp_path / "export.xlsx"))
    assert source.columns[:3] == ("Nr", "Eröffnet", "Uhrzeit")
    assert source.note == (
        "Gelesen wird das Blatt »Tickets 2026«, nicht »Deckblatt«. "
        "Die Spaltennamen stehen in Zeile 3."
    )
    rows = list(source.rows())
    assert rows[0].number == 4
    assert rows[0].cells == [
        7,
        datetime(2026, 11, 24, 8, 30, 15),
        "08:15:00",
        "1 day, 6:00:00",
        "=1+1 ist ein Text",
        "Fehler 400 beim Abruf",
        "Größe\nZeile 2 <&>",
        True,
    ]
    assert rows[1].cells[:2] == [8.5, datetime(2026, 1, 2)]
    assert rows[2].cells[4] == "A und\ttab"
    assert rows[2].problem is not None
    assert reader(source.path, sheet="Deckblatt").columns == ("Auswertung",)
    with pytest.raises(SourceError, match="»Deckblatt«, »Listen«, »Tickets 2026«"):
        reader(source.path, sheet="Nein")


def package(path: Path, sheet: str, *, shared: str = "", strict: bool = False) -> Path:
    """The least that Excel opens, as other programs write it."""
    main = (
        "http://purl.oclc.org/ooxml/spreadsheetml/main"
        if strict
        else "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    )
    relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    rels = "http://schemas.openxmlformats.org/package/2006/relationships"
    head = '<?xml version="1.0" encoding="UTF-8"?>'
    parts = {
        "_rels/.rels": f'<Relationships xmlns="{rels}"><Relationship Id="r" Type="{relations}/officeDocument" Target="/xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{relations}"><sheets><sheet name="A" sheetId="1" r:id="s"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{rels}"><Relationship Id="s" Type="{relations}/worksheet" Target="/xl/worksheets/a.xml"/><Relationship Id="t" Type="{relations}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
        "xl/worksheets/a.xml": f'{sheet if sheet.startswith("<!") else ""}<worksheet xmlns="{main}"><sheetData>{sheet}</sheetData></worksheet>',
        "xl/sharedStrings.xml": f'<sst xmlns="{main}">{shared}</sst>',
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, head + content)
    return path


@pytest.mark.parametrize("strict", [False, True])
def test_reads_workbooks_of_other_programs(tmp_path: Path, *, strict: bool) -> None:
    sheet = (
        "<row><c t='inlineStr'><is><t>Nr</t></is></c><c t='inlineStr'><is><t>Text</t></is></c></row>"
        "<row r='5'><c><v>1</v></c><c t='s'><v>0</v></c></row>"
        "<row r='6'><c r='B6' t='str'><f>A1</f><v>Formel</v></c></row>"
    )
    shared = "<si><r><t>Fehler</t></r><r><t xml:space='preserve'> 400</t></r><rPh sb='0' eb='1'><t>x</t></rPh></si>"
    source = WorkbookSource(package(tmp_path / "a.xlsx", sheet, shared=shared, strict=strict))
    assert source.columns == ("Nr", "Text")
    assert [(row.number, row.cells) for row in source.rows()] == [
        (5, [1, "Fehler 400"]),
        (6, [None, "Formel"]),
    ]


@pytest.mark.parametrize(
    "sheet",
    [
        "<row><c t='s'><v>99</v></c></row>",
        "<row><c><v>keine Zahl</v></c></row>",
        "<row><c r='ZZZZZ1'><v>1</v></c></row>",
        "<row><c><v>1</v>",
        '<!DOCTYPE a [<!ENTITY b "ccc">]>',
    ],
)
def test_a_damaged_workbook_is_a_sentence(tmp_path: Path, sheet: str) -> None:
    path = package(tmp_path / "a.xlsx", sheet)
    with pytest.raises(SourceError, match=r"»a\.xlsx« ist beschädigt"):
        cells(WorkbookSource(path))
    with pytest.raises(SourceError, match=r"»a\.xlsx« .*beschädigt[^:]*\Z"):
        cells(ExcelSource(path))


@pytest.mark.parametrize("reader", READERS)
def test_what_is_no_workbook_says_why(tmp_path: Path, reader: type[SheetSource]) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"\xd0\xcf\x11\xe0" + b"\0" * 600)
    with pytest.raises(SourceError, match="mit einem Kennwort"):
        reader(path)
    path.write_text("Nr;Text", encoding="utf-8")
    with pytest.raises(SourceError, match="keine Excel-Datei"):
        reader(path)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.txt", "x")
    with pytest.raises(SourceError, match="keine Excel-Datei"):
        reader(path)


# ---- JSON -----------------------------------------------------------------------------------


def test_reads_one_array_of_objects_piece_by_piece(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desk.sources.jsonlines._PIECE", 7)
    tickets = [{"id": i, "ticket": {"text": f"Größe {i}\n[]{{}}"}} for i in range(40)]
    path = tmp_path / "export.json"
    path.write_text(json.dumps(tickets, indent=2, ensure_ascii=False), encoding="utf-8")
    source = open_source(path)
    assert source.columns == ("id", "ticket")
    rows = list(source.rows())
    assert [row.number for row in rows] == list(range(1, 41))
    assert json.loads(str(rows[3].cells[1])) == {"text": "Größe 3\n[]{}"}


def test_an_array_that_breaks_off_keeps_the_rest_as_text(tmp_path: Path) -> None:
    path = tmp_path / "export.json"
    path.write_text('[{"id": 1},\n{"id": 2},\n{"id": 3', encoding="utf-8")
    rows = list(open_source(path).rows())
    assert [row.cells for row in rows[:2]] == [[1], [2]]
    assert rows[2].extra == {"zeile": '{"id": 3'}
    assert rows[2].problem


# ---- Mails ----------------------------------------------------------------------------------


def mail(text: str, subject: str = "Frage") -> EmailMessage:
    message = EmailMessage()
    message["Subject"] = subject
    message.set_content(text)
    return message


def test_mails_within_mails_are_read_with_their_subjects() -> None:
    innermost = mail("An error occurred while refreshing token.", "Fehlerbericht Größe")
    inner = mail("siehe Anhang", "WG: Fehler")
    inner.add_attachment(innermost)
    outer = mail("bitte prüfen", "WG: WG: Fehler")
    outer.add_attachment(inner)
    read = parse_eml(outer.as_bytes())
    assert read.subject == "WG: WG: Fehler"
    assert [line for line in read.text.splitlines() if line] == [
        "bitte prüfen",
        "WG: Fehler",
        "siehe Anhang",
        "Fehlerbericht Größe",
        "An error occurred while refreshing token.",
    ]


def test_a_hundred_mails_within_each_other_are_no_trap() -> None:
    message = mail("innen")
    for _ in range(100):
        outer = mail("außen")
        outer.add_attachment(message)
        message = outer
    assert parse_eml(message.as_bytes()).text.count("außen") == 11


def test_the_html_counts_where_the_plain_text_is_blank() -> None:
    message = mail("\n \n")
    message.add_alternative("<p>Fehler &amp; Größe</p>", subtype="html")
    assert parse_eml(message.as_bytes()).text == "Fehler & Größe"


@pytest.mark.parametrize(
    ("charset", "encoding", "text"),
    [
        ("utf-8", "quoted-printable", "Größe über 75 Zeichen " * 12),
        ("utf-8", "base64", "Größe"),
        ("iso-8859-15", "quoted-printable", "Größe 5 €"),
        ("iso-2022-jp", "7bit", "エラーが発生しました invalid_grant"),
        ("windows-1252", "8bit", "»Größe«"),
    ],
)
def test_reads_every_way_of_writing_letters(charset: str, encoding: str, text: str) -> None:
    message = EmailMessage()
    message["Subject"] = "Größe"
    message.set_content(text, charset=charset, cte=encoding)
    read = parse_eml(message.as_bytes())
    assert read.subject == "Größe"
    assert read.text.strip() == text.strip()


@pytest.mark.parametrize("charset", ["punycode", "Punycode", "idna", "unicode_escape"])
def test_a_charset_that_is_none_is_not_used(charset: str) -> None:
    """Python has it for names of hosts; of a megabyte it reads for half an hour."""
    data = f"Content-Type: text/plain; charset={charset}\n\ninvalid_grant-{'9' * 1_000_000}"
    assert parse_eml(data.encode()).text.startswith("invalid_grant-999")


def test_a_report_of_a_mail_server_gives_the_mail_it_is_about() -> None:
    data = (
        b"Subject: Undelivered\r\nMIME-Version: 1.0\r\n"
        b'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        b"--b\r\nContent-Type: text/plain\r\n\r\nNicht zustellbar\r\n"
        b"--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; x\r\n\r\nAction: failed\r\n\r\n"
        b"--b\r\nContent-Type: message/rfc822\r\n\r\nSubject: Abruf\r\n\r\ninvalid_grant\r\n--b--\r\n"
    )
    text = parse_eml(data).text
    assert "Nicht zustellbar" in text
    assert "Abruf" in text
    assert "invalid_grant" in text


@pytest.mark.parametrize(
    "head",
    [
        b"Date: gestern",
        b"Date: Mon, 99 Foo 2026 99:99:99 +9999",
        b"Subject: =?utf-8?q?=FF=FE?= =?x?z?y?=",
        b"Content-Type: multipart/mixed",
        b"Content-Type: text/plain; charset*0*=utf-8''%",
        b"Content-Type: /; ;;=",
        b"Content-Transfer-Encoding: base64",
        b"Content-Disposition: attachment; filename*=",
        b"From: <<<<@>>>",
    ],
)
def test_broken_headers_cost_no_text(head: bytes) -> None:
    read = parse_eml(head + b"\r\nX: y\r\n\r\ninvalid_grant G=\r\n")
    assert isinstance(read.text, str)


def test_a_mail_that_the_library_fails_on_is_a_row_with_a_problem(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise AttributeError("geheim@example.org")

    monkeypatch.setattr("desk.sources.folder.read_mail", broken)
    (tmp_path / "a.eml").write_bytes(b"x")
    row = load_file(tmp_path, Row(1, ["a.eml", None, None, None]))
    assert row.problem == "Die Datei ist nicht lesbar: AttributeError."


@pytest.mark.parametrize(
    ("rtf", "text"),
    [
        (
            rb"{\rtf1\ansi\ansicpg1252\deff0 Gr\'f6\'dfe: invalid_grant\par zweite}",
            "Größe: invalid_grant\nzweite",
        ),
        (
            rb"{\rtf1\ansi\ansicpg1252\fromhtml1 \deff0{\*\htmltag64 <p>}\htmlrtf {\htmlrtf0 Fehler 400"
            rb"{\*\htmltag72 </p>}\htmlrtf\par}\htmlrtf0 }",
            "Fehler 400",
        ),
    ],
)
def test_reads_an_outlook_message_of_rich_text_only(tmp_path: Path, rtf: bytes, text: str) -> None:
    path = tmp_path / "ticket.msg"
    packed = compressed_rtf.compress(rtf, compressed=True)
    path.write_bytes(outlook.message("Frage", "", packed_rtf=packed))
    assert read_mail(path).text == text


def test_the_sheet_can_be_named(tmp_path: Path) -> None:
    source = open_source(book(tmp_path / "export.xlsx"), Reading(sheet="Deckblatt"))
    assert source.columns == ("Auswertung",)
