"""A whole export judged in the browser: the table, the CSV, stopping, and nothing leaves."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from compressed_rtf import compress
from playwright.sync_api import expect

from tests.e2e import assistant as a
from tests.support import outlook

if TYPE_CHECKING:
    from playwright.sync_api import FilePayload, Locator, Page

    from tests.e2e.conftest import Axe, NewPage, Watch

MESSAGES = (a.AMAZON_MESSAGE, a.EBAY_MESSAGE, a.THROTTLED_MESSAGE, a.NO_ERROR)


def export(rows: list[list[str]], encoding: str = "windows-1252") -> bytes:
    """As Excel writes it here: semicolons, quoted line breaks."""
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=";").writerows(rows)
    return text.getvalue().encode(encoding)


def file(name: str, data: bytes) -> FilePayload:
    return {"name": name, "mimeType": "application/octet-stream", "buffer": data}


def tickets(number: int) -> list[list[str]]:
    head = ["Nr", "Betreff", "Beschreibung"]
    return [head, *([str(i), "Störung", MESSAGES[i % 4]] for i in range(number))]


def give(page: Page, *files: FilePayload) -> None:
    page.locator("input[type=file]").set_input_files(list(files))


def rows(page: Page) -> Locator:
    return page.locator("[data-teil=zeilen] tr")


def message(page: Page) -> Locator:
    return page.locator("[data-teil=meldung]")


def saved(page: Page) -> list[dict[str, str]]:
    with page.expect_download() as download:
        page.get_by_role("button", name="Als CSV speichern").click()
    text = Path(download.value.path()).read_text("utf-8-sig", newline="")
    return list(csv.DictReader(io.StringIO(text), delimiter=";"))


def test_export_to_table_and_csv(page: Page, base_url: str, watch: Watch) -> None:
    page.goto("support/stapel.html")
    lines = tickets(119)
    lines.append(
        ["119", "=HYPERLINK(1)", "Störung\r\nKunde kunde-4711@example.com\r\n" + MESSAGES[1]]
    )
    give(page, file("Export Müller-4711.csv", export(lines)))
    expect(message(page)).to_have_text("Fertig: 120 Tickets ausgewertet.")

    # Fifty at a time; the number is that of the row in Excel.
    expect(rows(page)).to_have_count(50)
    first = rows(page).first
    expect(first.locator("th")).to_have_text("2")
    expect(first).to_contain_text("Amazon")
    expect(first.get_by_role("link")).to_have_attribute(
        "href", f"{base_url}assistent.html#fehler=amazon-refresh-token-abgelaufen&markt=amazon"
    )
    page.get_by_role("button", name="Weiter").click()
    page.get_by_role("button", name="Weiter").click()
    expect(page.get_by_text("Zeile 101 bis 120 von 120")).to_be_visible()
    expect(page.get_by_role("button", name="Weiter")).to_be_disabled()
    expect(rows(page).last).to_contain_text("entfernt")
    expect(rows(page).last).not_to_contain_text("kunde-4711@example.com")

    page.get_by_label("Erneuern hilft", exact=True).select_option(label="Ja")
    expect(page.get_by_text("von 61")).to_be_visible()
    page.get_by_label("Befund", exact=True).select_option(index=1)
    assert rows(page).count() <= 50

    found = saved(page)
    assert [row["Nr"] for row in found] == [str(i) for i in range(120)]
    assert found[1]["Tokenhilfe: Marktplatz"] == "eBay"
    assert found[2]["Tokenhilfe: Erneuern hilft"] == "nein"
    assert found[0]["Tokenhilfe: Link"].startswith(base_url)
    assert found[0]["Beschreibung"] == a.AMAZON_MESSAGE
    assert found[119]["Betreff"] == "'=HYPERLINK(1)"
    assert "kunde-4711@example.com" not in found[119]["Tokenhilfe: Text maskiert"]

    # The columns can be chosen, and only they are judged.
    page.locator("summary", has_text="Ausgewertete Spalten").click()
    expect(page.get_by_label("Beschreibung")).to_be_checked()
    page.get_by_label("Beschreibung").uncheck()
    page.get_by_role("button", name="neu auswerten").click()
    expect(message(page)).to_have_text("Fertig: 120 Tickets ausgewertet.")
    assert {row["Tokenhilfe: Marktplatz"] for row in saved(page)} == {""}

    stored = page.evaluate(
        """async () => JSON.stringify([location.href, document.title, history.state,
          {...localStorage}, {...sessionStorage}, document.cookie,
          (await indexedDB.databases()).length])"""
    )
    assert "4711" not in stored
    assert not [url for url in watch.requests if "4711" in url]


def test_other_kinds_of_files(page: Page) -> None:
    page.goto("support/stapel.html")
    eml = (
        "From: a@example.com\r\nSubject: Fehler\r\nDate: Mon, 02 Mar 2026 07:14:09 +0100\r\n"
        'Content-Type: text/plain; charset="utf-8"\r\nContent-Transfer-Encoding: 8bit\r\n\r\n'
        f"\u202eStörung\r\n{a.EBAY_MESSAGE}\r\n"
    )
    give(
        page,
        file("b.eml", eml.encode()),
        file("a.txt", a.AMAZON_MESSAGE.encode("utf-16")),
    )
    expect(message(page)).to_have_text("Fertig: 2 Tickets ausgewertet.")
    expect(rows(page).nth(0)).to_contain_text("Amazon")
    expect(rows(page).nth(1)).to_contain_text("eBay")
    expect(rows(page).nth(1)).to_contain_text("[U+202E]Störung")
    assert [row["Datei"] for row in saved(page)] == ["a.txt", "b.eml"]

    lines = '{"id": 1, "text": "' + a.NO_ERROR + '"}\nkaputt\n'
    give(page, file("log.jsonl", lines.encode()))
    expect(message(page)).to_have_text("Fertig: 2 Tickets ausgewertet.")
    expect(rows(page).nth(1)).to_contain_text("kein JSON-Objekt")

    give(page, file("leer.csv", b""))
    expect(message(page)).to_contain_text("ist leer")
    give(page, file("mappe.xlsx", b"PK"))
    expect(message(page)).to_contain_text("keine Excel-Datei")
    give(page, file("mappe.xls", b"PK"))
    expect(message(page)).to_contain_text("speichern Sie sie als .xlsx")
    give(page, file("a.csv", b"a;b\n1;2\n"), file("b.csv", b"a;b\n1;2\n"))
    expect(message(page)).to_contain_text("einen Export")


def test_saved_messages_of_outlook(page: Page, watch: Watch) -> None:
    page.goto("support/stapel.html")
    give(page, file("a.txt", a.AMAZON_MESSAGE.encode()))
    expect(message(page)).to_have_text("Fertig: 1 Ticket ausgewertet.")
    # Their reader comes only when it is needed.
    assert not [url for url in watch.requests if "outlook" in url]
    rtf = compress(
        rb"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0 Arial;}}\f0 " + a.EBAY_MESSAGE.encode() + b"}"
    )
    give(
        page,
        file("1.msg", outlook.message("Störung", a.AMAZON_MESSAGE, datetime(2026, 3, 2, 7, 14))),
        file("2.msg", outlook.message("Formatiert", "", packed_rtf=rtf)),
        file("3.msg", b"x"),
    )
    expect(message(page)).to_have_text("Fertig: 3 Tickets ausgewertet.")
    expect(rows(page).nth(0)).to_contain_text("Amazon")
    expect(rows(page).nth(1)).to_contain_text("eBay")
    expect(rows(page).nth(2)).to_contain_text("Outlook-Nachricht nicht lesbar")
    found = saved(page)
    assert [row["Betreff"] for row in found] == ["Störung", "Formatiert", ""]
    assert found[0]["Datum"].startswith("2026-03-02")
    assert len([url for url in watch.requests if "outlook" in url]) == 1


def test_excel_in_and_out(page: Page, watch: Watch) -> None:
    book = openpyxl.Workbook()
    cover = book.active
    assert cover is not None
    cover.title = "Info"
    cover.append(["Stand", "November"])
    sheet = book.create_sheet("Tickets")
    sheet.append(["Ticketexport November"])
    sheet.append(["Nr", "Eröffnet", "Beschreibung"])
    for number in range(60):
        sheet.append([number, datetime(2026, 11, 24, 8, number), MESSAGES[number % 4]])
    made = io.BytesIO()
    book.save(made)

    page.goto("support/stapel.html")
    give(page, file("Export Müller-4711.xlsx", made.getvalue()))
    expect(message(page)).to_have_text("Fertig: 60 Tickets ausgewertet.")
    expect(page.get_by_text("Gelesen wird das Blatt »Tickets«, nicht »Info«.")).to_be_visible()
    expect(rows(page).first.locator("th")).to_have_text("3")
    expect(rows(page).first).to_contain_text("Amazon")
    assert saved(page)[1]["Tokenhilfe: Marktplatz"] == "eBay"
    with page.expect_download() as download:
        page.get_by_role("button", name="Als Excel speichern").click()
    assert download.value.suggested_filename == "Export Müller-4711-tokenhilfe.xlsx"
    table = list(
        openpyxl.load_workbook(io.BytesIO(Path(download.value.path()).read_bytes()))[
            "Tickets"
        ].iter_rows(values_only=True)
    )
    assert table[0][:4] == ("Nr", "Eröffnet", "Beschreibung", "Tokenhilfe: Marktplatz")
    assert table[2][:4] == (1, datetime(2026, 11, 24, 8, 1), MESSAGES[1], "eBay")
    assert len(table) == 61

    page.get_by_label("Blatt", exact=True).select_option("Info")
    expect(message(page)).to_have_text("In der Datei steht kein Ticket.")
    assert not [url for url in watch.requests if "4711" in url]


def test_stopping_keeps_what_is_there(page: Page) -> None:
    page.goto("support/stapel.html")
    give(page, file("viel.csv", export(tickets(4000))))
    expect(page.get_by_text(re.compile(r"[1-9]\d* Tickets ausgewertet …"))).to_be_visible()
    page.get_by_role("button", name="Abbrechen").click()
    expect(message(page)).to_contain_text("Abgebrochen nach")
    expect(rows(page).first).to_be_visible()
    assert 0 < len(saved(page)) < 4000
    # The next export starts anew.
    give(page, file("wenig.csv", export(tickets(3))))
    expect(message(page)).to_have_text("Fertig: 3 Tickets ausgewertet.")


def test_ten_thousand_rows_stay_usable(page: Page) -> None:
    """The table holds one page of them; the worker's answers are played, not reckoned."""
    piece: dict[str, Any] = {
        "rows": [
            [i, "eBay", "erkannt", f"befund-{i % 7}", "yes", "assistent.html", "x" * 600, ""]
            for i in range(10_000)
        ],
        "told": {f"befund-{i}": [f"Titel {i}", "Rat"] for i in range(7)},
        "position": 1,
        "size": 1,
        "done": True,
        "problem": "",
    }
    script = """const answers = {
      close: "", piece: PIECE, start: JSON.stringify(
        { columns: ["Text"], places: [0], sheets: [], sheet: null, note: "" }) };
    onmessage = ({ data }) => postMessage(data.type === "start" ? { type: "ready" }
      : { type: "result", id: data.id, value: answers[data.call.name] });"""
    body = script.replace("PIECE", json.dumps(json.dumps(piece)))
    page.route(
        re.compile(r"/worker\.[0-9a-f]+\.js$"),
        a.instead(body),
    )
    page.goto("support/stapel.html")
    give(page, file("a.csv", b"Text\nx\n"))
    expect(message(page)).to_have_text("Fertig: 10.000 Tickets ausgewertet.")
    expect(rows(page)).to_have_count(50)
    took = page.evaluate(
        """async () => {
          const start = performance.now();
          document.querySelector("[data-teil=vor]").click();
          document.querySelector("[data-teil=hilft]").dispatchEvent(new Event("change"));
          await new Promise(requestAnimationFrame);
          return performance.now() - start;
        }"""
    )
    assert took < 1000


def test_files_can_be_dropped(page: Page) -> None:
    page.goto("support/stapel.html")
    page.evaluate(
        """text => {
          const data = new DataTransfer();
          data.items.add(new File([text], "a.csv"));
          const zone = document.querySelector("[data-teil=eingabe]");
          for (const type of ["dragover", "drop"]) {
            zone.dispatchEvent(new DragEvent(type, { dataTransfer: data, bubbles: true, cancelable: true }));
          }
        }""",
        export(tickets(2), "utf-8").decode(),
    )
    expect(message(page)).to_have_text("Fertig: 2 Tickets ausgewertet.")


def test_a_name_that_turns_itself_around_is_saved_as_it_ends(page: Page) -> None:
    page.goto("support/stapel.html")
    name = "Tickets\u202egnp\u200b.csv"
    page.evaluate(DROP, [name, list(export(tickets(1), "utf-8"))])
    expect(message(page)).to_have_text("Fertig: 1 Ticket ausgewertet.")
    # What the page asks for; browsers change names by themselves, too, and each in its way.
    page.evaluate(
        """() => {
          HTMLAnchorElement.prototype.click = function () {
            document.documentElement.dataset.name = this.download;
          };
        }"""
    )
    page.locator("[data-teil=laden]").click()
    expect(page.locator("html")).to_have_attribute("data-name", "Ticketsgnp-tokenhilfe.csv")


DROP = """([name, bytes]) => {
  const data = new DataTransfer();
  data.items.add(new File([Uint8Array.from(bytes)], name));
  const zone = document.querySelector("[data-teil=eingabe]");
  zone.dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true }));
}"""


def test_an_export_dropped_on_the_assistant_is_handed_over(page: Page, watch: Watch) -> None:
    page.goto("assistent.html")
    data = export(tickets(3))
    page.evaluate(DROP, ["Export-4711.csv", list(data)])
    offer = page.locator("[data-teil=export]")
    expect(offer).to_contain_text("»Export-4711.csv« enthält offenbar viele Tickets.")
    expect(page.locator("[data-teil=antwort]")).to_be_hidden()
    with page.context.expect_page() as opened:
        page.get_by_role("button", name="Alle Tickets auswerten").click()
    expect(message(opened.value)).to_have_text("Fertig: 3 Tickets ausgewertet.")
    assert opened.value.url.endswith("support/stapel.html")
    assert not [url for url in watch.requests if "4711" in url]

    # A text may be one message all the same.
    page.get_by_role("button", name="Als eine Meldung prüfen").click()
    expect(a.heading(page)).to_be_visible()
    expect(offer).to_be_hidden()
    page.evaluate(DROP, ["mappe.xlsx", [80, 75]])
    expect(offer).to_be_visible()
    expect(page.get_by_role("button", name="Als eine Meldung prüfen")).to_be_hidden()


def test_a_window_that_does_not_open_is_told(page: Page) -> None:
    page.add_init_script("window.open = () => null")
    page.goto("assistent.html")
    page.evaluate(DROP, ["Export.csv", list(export(tickets(3)))])
    page.get_by_role("button", name="Alle Tickets auswerten").click()
    offer = page.locator("[data-teil=export]")
    expect(offer).to_contain_text("noch einmal hinein")
    expect(offer.get_by_role("link", name="Viele Meldungen auswerten")).to_be_visible()
    expect(page.get_by_role("button", name="Alle Tickets auswerten")).to_be_hidden()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_a_result(new_page: NewPage, axe: Axe, scheme: str) -> None:
    page = new_page(color_scheme=scheme)
    page.goto("support/stapel.html")
    give(page, file("a.csv", export(tickets(60))))
    expect(message(page)).to_have_text("Fertig: 60 Tickets ausgewertet.")
    page.locator("summary", has_text="Ausgewertete Spalten").click()
    axe(page)
    for width in (1280, 640, 320):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
