"""What the page calls for an export: pieces until it is done, the same CSV as the command's."""

from __future__ import annotations

import csv
import io
import json
from datetime import datetime
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from desk import browser
from desk.workbook import workbook
from tests.support import outlook

if TYPE_CHECKING:
    from pathlib import Path

    from desk.sources.model import Cell

EBAY = "https://api.ebay.com/identity/v1/oauth2/token invalid_grant refresh token is invalid"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "stapel"
    made.mkdir()
    return made


def start(
    folder: Path, columns: list[int] | None = None, sheet: str | None = None
) -> dict[str, Any]:
    request = {
        "folder": str(folder),
        "base": "https://h.example.com/",
        "columns": columns,
        "sheet": sheet,
    }
    opened: dict[str, Any] = json.loads(browser.start(json.dumps(request)))
    return opened


def rows() -> list[list[Any]]:
    found: list[list[Any]] = []
    while True:
        piece = json.loads(browser.piece())
        found += piece["rows"]
        if piece["done"]:
            return found


def test_an_export_comes_in_pieces(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(browser, "_PIECE", 0.0001)
    text = "".join(f"{i};{EBAY}\r\n" for i in range(30))
    (folder / "a.csv").write_bytes(f"Nr;Größe und Text\r\n{text}".encode("cp1252"))
    opened = start(folder)
    assert opened == {
        "columns": ["Nr", "Größe und Text"],
        "places": [1],
        "sheets": [],
        "sheet": None,
        "note": "",
    }
    found = rows()
    assert [row[0] for row in found] == list(range(2, 32))
    assert {row[1] for row in found} == {"eBay"}
    written = csv.DictReader(io.StringIO(browser.csv().decode("utf-8-sig")), delimiter=";")
    assert [row["Nr"] for row in written] == [str(i) for i in range(30)]


def test_single_tickets_of_any_number(folder: Path) -> None:
    (folder / "b.txt").write_text(EBAY, "utf-16")
    (folder / "a.eml").write_text(f"Subject: Fehler\n\n{EBAY}\n", "utf-8")
    start(folder)
    assert [row[1] for row in rows()] == ["eBay", "eBay"]
    # The text is not copied into the file beside the masked one.
    assert "Text;" not in browser.csv().decode("utf-8-sig").splitlines()[0].split("Tokenhilfe")[0]


def test_problems_are_sentences(folder: Path) -> None:
    (folder / "a.csv").write_text("", "utf-8")
    assert "leer" in start(folder)["problem"]
    (folder / "b.csv").write_text("a;b\n", "utf-8")
    assert "einen Export" in start(folder)["problem"]
    for file in folder.iterdir():
        file.unlink()
    (folder / "c.msg").write_bytes(b"x")
    start(folder)
    ((*_, problem),) = rows()
    assert "Outlook-Nachricht nicht lesbar" in problem


def test_one_saved_message_is_read_and_removed(folder: Path) -> None:
    path = folder / "a.msg"
    path.write_bytes(outlook.message("Störung", EBAY))
    assert json.loads(browser.message(str(path))) == {"text": f"Störung\n\n{EBAY}"}
    assert not path.exists()
    path.write_bytes(b"x")
    assert "nicht lesbar" in json.loads(browser.message(str(path)))["problem"]
    assert not path.exists()


def test_chosen_columns_are_the_only_ones(folder: Path) -> None:
    (folder / "a.csv").write_text(f"Nr;Text\n1;{EBAY}\n", "utf-8")
    start(folder, [0])
    assert rows()[0][1] == ""


def test_a_workbook_comes_back_as_csv_and_as_a_workbook(folder: Path) -> None:
    book = openpyxl.Workbook()
    cover = book.active
    assert cover is not None
    cover.title = "Info"
    cover.append(["Stand", "heute"])
    sheet = book.create_sheet("Tickets")
    sheet.append(["Nr", "Eröffnet", "Beschreibung"])
    for number in range(40):
        day = datetime(2026, 11, 24, 8, 30, number)
        sheet.append([number, day, f"=1+1 Größe <&> {EBAY}"])
        sheet.cell(number + 2, 3).data_type = "s"
    book.save(folder / "Müller.xlsx")

    opened = start(folder)
    assert (opened["sheet"], opened["sheets"]) == ("Tickets", ["Info", "Tickets"])
    assert "»Tickets«, nicht »Info«" in opened["note"]
    assert len(rows()) == 40

    written = list(csv.DictReader(io.StringIO(browser.csv().decode("utf-8-sig")), delimiter=";"))
    assert written[3]["Eröffnet"] == "2026-11-24 08:30:03"
    assert written[3]["Beschreibung"].startswith("'=1+1 Größe <&>")
    again = openpyxl.load_workbook(io.BytesIO(browser.excel()))["Tickets"]
    table = list(again.iter_rows(values_only=True))
    assert table[0][:4] == ("Nr", "Eröffnet", "Beschreibung", "Tokenhilfe: Marktplatz")
    assert table[4][:4] == (3, datetime(2026, 11, 24, 8, 30, 3), f"=1+1 Größe <&> {EBAY}", "eBay")
    assert again["C5"].data_type == "s"
    assert again.freeze_panes == "A2"
    assert again.auto_filter.ref == "A1:L41"
    assert again.column_dimensions["I"].width == 60

    assert start(folder, sheet="Info")["columns"] == ["Stand", "heute"]


def test_a_workbook_holds_what_excel_can_hold() -> None:
    values: list[Cell] = [
        "a\x00b\x1b\ud800",
        "x" * 40_000,
        True,
        12.5,
        float("nan"),
        datetime(1899, 5, 1),
        None,
        " zwei\nZeilen ",
    ]
    book = openpyxl.load_workbook(io.BytesIO(workbook([f"S{at}" for at in range(8)], [values])))
    row = [cell.value for cell in book["Tickets"][2]]
    assert row[0] == "a\ufffdb\ufffd\ufffd"
    assert len(str(row[1])) == 32_767
    assert str(row[1]).endswith("gekürzt: Eine Excel-Zelle fasst 32.767 Zeichen]")
    assert row[2:] == [True, 12.5, "nan", "1899-05-01 00:00:00", None, " zwei\nZeilen "]


def test_more_rows_than_a_sheet_holds_go_on_in_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("desk.workbook.EXCEL_ROWS", 3)
    book = openpyxl.load_workbook(io.BytesIO(workbook(["Nr"], [[at] for at in range(5)])))
    assert book.sheetnames == ["Tickets", "Tickets 2", "Tickets 3"]
    assert [cell.value for cell in book["Tickets 2"]["A"]] == ["Nr", 2, 3]
    assert openpyxl.load_workbook(io.BytesIO(workbook(["Nr"], []))).sheetnames == ["Tickets"]


def test_closing_leaves_nothing(folder: Path) -> None:
    (folder / "a.csv").write_text("a;b\n1;2\n", "utf-8")
    start(folder)
    browser.close(str(folder))
    assert not folder.exists()
