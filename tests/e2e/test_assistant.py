"""The assistant on the built site: from the pasted message to the way on."""

from __future__ import annotations

import re
from email.message import EmailMessage
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.e2e import assistant as a
from tests.e2e import clipboard
from tests.support import outlook

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.e2e.conftest import NewPage, Watch


def test_source_message_from_paste_to_guide(new_page: NewPage) -> None:
    page = new_page(permissions=clipboard.PERMISSIONS)
    page.goto("index.html")
    a.paste(page, a.SOURCE_MESSAGE)

    # Pasting is asking: no button needed. The message names no marketplace, so it is asked.
    question = a.answer(page).locator(".th-frage")
    expect(question.get_by_role("heading")).to_have_text("Welche Plattform ist betroffen?")
    assert a.certainty(page) == "noch offen"
    assert a.verdict(page) == "Ja"
    assert any("refreshing token" in mark for mark in a.marks(page))
    for choice in ("Amazon", "eBay", "Eine andere Plattform", "Weiß ich nicht"):
        expect(question.get_by_role("button", name=choice)).to_be_visible()

    a.choose(page, "Amazon")
    guide = page.get_by_role("link", name="Zur Anleitung, ab Schritt 1")
    expect(guide).to_be_visible()
    assert a.certainty(page) == "von Ihnen angegeben"
    expect(a.answer(page).locator(".th-schritte li")).to_have_count(5)
    expect(a.answer(page).locator(".th-schritte [aria-current=step]")).to_have_count(1)
    guide.click()
    expect(page).to_have_url(re.compile(r"anleitungen/amazon\.html#schritt-1$"))


def test_another_marketplace_leads_to_the_general_guide(page: Page) -> None:
    guide = re.compile(r"anleitungen/andere\.html#schritt-1$")
    link = page.get_by_role("link", name=re.compile("^Zur Anleitung"))

    page.goto("assistent.html")
    a.check(
        page, 'https://allegro.pl/auth/oauth/token {"error":"invalid_grant"} Invalid refresh token'
    )
    expect(a.place(page)).to_have_text("Allegro")
    assert (a.certainty(page), a.verdict(page)) == ("ein anderer Marktplatz", "Ja")
    expect(link).to_have_attribute("href", guide)

    # The same by a link, before Python runs.
    page.goto("assistent.html#fehler=allegro-zustimmung-ungueltig")
    page.reload()
    expect(a.place(page)).to_have_text("Allegro")
    expect(link).to_have_attribute("href", guide)


def test_recognises_the_marketplace_and_warns_of_useless_renewal(page: Page) -> None:
    page.goto("assistent.html")

    a.check(page, a.AMAZON_MESSAGE)
    expect(a.place(page)).to_have_text("Amazon")
    assert (a.certainty(page), a.verdict(page)) == ("im Text erkannt", "Ja")
    link = page.get_by_role("link", name=re.compile("^Zur Anleitung"))
    assert re.search(r"anleitungen/amazon\.html#schritt-\d$", link.get_attribute("href") or "")

    a.check(page, a.EBAY_MESSAGE)
    expect(a.place(page)).to_have_text("eBay")
    assert (a.certainty(page), a.verdict(page)) == ("im Text erkannt", "Ja")
    link = page.get_by_role("link", name=re.compile("^Zur Anleitung"))
    assert re.search(r"anleitungen/ebay\.html#schritt-\d$", link.get_attribute("href") or "")

    # Renewing does not mend throttling: no guide is offered, but a ticket is ready.
    a.check(page, a.THROTTLED_MESSAGE)
    assert (a.certainty(page), a.verdict(page)) == ("im Text erkannt", "Nein")
    expect(page.get_by_role("link", name=re.compile("^Zur Anleitung"))).to_have_count(0)
    ticket = page.get_by_label("Text für das Ticket")
    expect(ticket).to_have_value(re.compile("Marktplatz: Amazon"))
    expect(ticket).to_have_value(re.compile("QuotaExceeded"))

    a.check(page, a.NO_ERROR)
    assert a.certainty(page) == "keine Marktplatz-Meldung"
    assert a.verdict(page) == "Nein"
    expect(page.get_by_label("Text für das Ticket")).to_be_visible()


def test_empty_field_is_answered_kindly(page: Page) -> None:
    page.goto("assistent.html")
    a.check(page, "  \n ")
    expect(a.heading(page)).to_be_visible()
    expect(page.get_by_text("Woran wir das erkennen")).to_have_count(0)


def test_dont_know_is_an_answer_and_leads_on(page: Page) -> None:
    page.goto("assistent.html")
    a.check(page, a.SOURCE_MESSAGE)
    a.choose(page, "Weiß ich nicht")
    expect(page.get_by_role("heading", name="Wobei tritt der Fehler auf?")).to_be_visible()
    a.choose(page, "SFP-Versandlabel drucken")
    expect(a.place(page)).to_have_text("Amazon")
    expect(page.get_by_role("link", name=re.compile("^Zur Anleitung"))).to_be_visible()


def test_recognised_marketplace_can_be_put_right(page: Page) -> None:
    page.goto("assistent.html")
    a.check(page, a.SOURCE_MESSAGE)
    a.choose(page, "eBay")
    expect(a.place(page)).to_have_text("eBay")
    page.get_by_role("button", name="Andere Plattform wählen").click()
    a.choose(page, "Amazon")
    expect(a.place(page)).to_have_text("Amazon")


def test_evidence_stands_where_it_was_pasted(page: Page) -> None:
    """Python counts code points, the page UTF-16 units: characters beyond U+FFFF tell."""
    page.goto("assistent.html")
    a.check(page, f"😀😀 Grüße 𝔘 <b>fett</b>\n{a.SOURCE_MESSAGE}")
    found = a.marks(page)
    assert found
    assert all("😀" not in mark and "<b>" not in mark for mark in found)
    assert any(mark.startswith(("An error", "refreshing", "error occurred")) for mark in found)
    shown = a.answer(page).locator("[data-teil=text]")
    expect(shown).to_contain_text("😀😀 Grüße 𝔘 <b>fett</b>")
    assert shown.locator("b").count() == 0  # pasted text never becomes HTML
    reasons = a.answer(page).locator("[data-teil=gruende] li")
    assert reasons.count() == len({*found}) or reasons.count() >= 1
    reasons.first.get_by_role("button").click()
    assert page.evaluate("document.activeElement.tagName") == "MARK"


def test_one_megabyte_of_log(new_page: NewPage) -> None:
    page = new_page(permissions=clipboard.PERMISSIONS)
    page.goto("assistent.html")
    line = "2026-03-02 07:14:09 INFO Vorgangsabruf, 25 Bestellungen gelesen, alles in Ordnung\n"
    half = line * (500_000 // len(line))
    a.paste(page, f"{half}2026-03-02 07:15:00 ERROR {a.AMAZON_MESSAGE}\n{half}")
    expect(
        page.get_by_text(re.compile(r"^Eingefügter Text mit [\d.]{7,9} Zeichen"))
    ).to_be_visible()
    expect(a.place(page)).to_have_text("Amazon")
    shown = a.answer(page).locator("[data-teil=text]")
    assert len(shown.inner_text()) < 20_000  # the lines around, not the whole log
    expect(shown.locator(".th-gap").first).to_contain_text("Zeichen ausgelassen")


def test_text_file_is_read_here(page: Page, watch: Watch) -> None:
    page.goto("assistent.html")
    body = "Störung beim Abruf\r\n" + a.EBAY_MESSAGE
    page.locator("input[type=file]").set_input_files(
        {"name": "büro.log", "mimeType": "text/plain", "buffer": body.encode("windows-1252")}
    )
    expect(a.place(page)).to_have_text("eBay")
    expect(a.answer(page).locator("[data-teil=text]")).to_contain_text("Störung beim Abruf")
    assert all("büro.log" not in address for address in watch.requests)


@pytest.mark.parametrize("kind", ["eml", "msg"])
def test_a_saved_message_is_read_here(page: Page, watch: Watch, kind: str) -> None:
    """A mail as the mail program saved it: encoded, or in Outlook's own format."""
    page.goto("assistent.html")
    if kind == "msg":
        data = outlook.message("Störung", f"Guten Tag,\n{a.EBAY_MESSAGE}")
    else:
        mail = EmailMessage()
        mail["Subject"] = "Störung"
        mail.set_content(f"Guten Tag,\n{a.EBAY_MESSAGE}", cte="base64")
        data = mail.as_bytes()
    chooser = page.locator("input[type=file]")
    chooser.set_input_files(
        {"name": f"büro.{kind}", "mimeType": "application/octet-stream", "buffer": data}
    )
    expect(a.place(page)).to_have_text("eBay")
    expect(a.field(page)).to_have_value(re.compile(r"^Störung\n\nGuten Tag,"))

    chooser.set_input_files(
        {"name": "kaputt.msg", "mimeType": "application/octet-stream", "buffer": b"x"}
    )
    expect(page.get_by_text("»kaputt.msg« lässt sich nicht lesen.")).to_be_visible()
    expect(a.field(page)).to_have_value("")
    assert all("b%C3%BCro" not in address for address in watch.requests)


def test_copies_hold_no_secrets(new_page: NewPage) -> None:
    page = new_page(permissions=clipboard.PERMISSIONS)
    page.goto("assistent.html")
    secret = "Atzr|IwEBIJ9fG3hK2lM5nP8qR1sT4uV7wX0yZ"
    a.check(page, f"{a.AMAZON_MESSAGE}\nrefresh_token={secret}\nkunde@example.com")
    page.get_by_text("Text ohne Geheimnisse", exact=True).click()
    button = page.get_by_role("button", name="Text ohne Geheimnisse kopieren")
    copied = clipboard.copy(button)["text/plain"]
    expect(page.get_by_text("Kopiert.")).to_be_visible()
    assert "invalid_grant" in copied
    assert secret not in copied
    assert "kunde@example.com" not in copied


def test_address_opens_an_answer_without_python(page: Page) -> None:
    page.goto("assistent.html")
    a.check(page, a.SOURCE_MESSAGE)
    slug = re.search(r"#fehler=([\w-]+)$", page.url)
    assert slug
    title = a.heading(page).inner_text()

    page.goto("about:blank")
    page.goto(f"assistent.html#fehler={slug[1]}&markt=ebay")
    expect(a.heading(page)).to_have_text(title)
    assert a.certainty(page) == "laut Adresse"
    guide = page.get_by_role("link", name=re.compile("^Zur Anleitung"))
    expect(guide).to_have_attribute("href", re.compile(r"anleitungen/ebay\.html#schritt-1$"))
    assert not [worker for worker in page.workers if "/assets/assistent/" in worker.url]

    # Without a marketplace it asks, and the answer is an address again.
    page.goto("about:blank")
    page.goto(f"assistent.html#fehler={slug[1]}")
    a.choose(page, "Amazon")
    expect(page).to_have_url(re.compile(rf"#fehler={slug[1]}&markt=amazon$"))
    expect(page.get_by_role("link", name=re.compile("^Zur Anleitung"))).to_be_visible()


def test_unknown_address_leads_on(page: Page) -> None:
    page.goto("assistent.html#fehler=gibt-es-nicht")
    expect(a.heading(page)).to_have_text("Diese Antwort gibt es nicht")
    expect(a.answer(page).get_by_role("link", name="Fehlerkatalog")).to_be_visible()
    expect(page.locator("#plattform-waehlen").get_by_role("link", name="eBay")).to_be_visible()


def test_back_and_forward(page: Page) -> None:
    page.goto("assistent.html")
    a.check(page, a.AMAZON_MESSAGE)
    first = a.heading(page).inner_text()
    a.check(page, a.THROTTLED_MESSAGE)
    second = a.heading(page).inner_text()
    assert first != second
    page.go_back()
    expect(a.heading(page)).to_have_text(first)
    assert a.marks(page)  # the evidence too, from this page's memory
    page.go_forward()
    expect(a.heading(page)).to_have_text(second)
    page.go_back()
    page.go_back()
    expect(a.answer(page)).to_have_count(0)
    assert a.field(page).input_value() == a.THROTTLED_MESSAGE  # what was typed stays


def test_an_address_that_names_no_answer_leaves_none_of_another(page: Page) -> None:
    page.goto("assistent.html#fehler=amazon-refresh-token-abgelaufen&markt=amazon")
    expect(a.answer(page)).to_have_count(1)
    page.evaluate("location.hash = '#markt=ebay'")
    expect(a.answer(page)).to_have_count(0)
    page.go_back()
    expect(a.answer(page)).to_have_count(1)


def test_place_on_the_page_keeps_the_answer(page: Page) -> None:
    page.goto("assistent.html")
    a.check(page, a.THROTTLED_MESSAGE)
    title = a.heading(page).inner_text()
    page.evaluate("location.hash = '#pruefen'")  # as »Zum Inhalt« does
    page.wait_for_timeout(100)
    expect(a.heading(page)).to_have_text(title)


def test_clear_empties_field_and_answer(page: Page) -> None:
    page.goto("assistent.html")
    a.check(page, a.SOURCE_MESSAGE)
    page.get_by_role("button", name="Leeren").click()
    expect(a.answer(page)).to_have_count(0)
    assert a.field(page).input_value() == ""
    assert "#" not in page.url
    expect(a.field(page)).to_be_focused()
    # Going back shows the answer as its address says it, and nothing of what was pasted.
    page.go_back()
    expect(page.get_by_role("heading", name="Welche Plattform ist betroffen?")).to_be_visible()
    expect(a.answer(page).locator("[data-teil=text]")).to_have_count(0)


def test_links_answer_the_questions_without_javascript(new_page: NewPage) -> None:
    page = new_page(java_script_enabled=False)
    page.goto("index.html")
    page.locator("#plattform-waehlen").get_by_role("link", name="eBay", exact=True).click()
    expect(page).to_have_url(re.compile(r"anleitungen/ebay\.html$"))
