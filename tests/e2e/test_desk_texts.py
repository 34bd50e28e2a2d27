"""Texts to copy from an answer: written by Python, redacted, changed by the reader, copied."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.e2e import assistant as a
from tests.e2e import clipboard

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

    from tests.e2e.conftest import Axe, NewPage, Watch

SECRET = "Atzr|IwEBIJ9fG3hK2lM5nP8qR1sT4uV7wX0yZ"
REPLY, NOTE, TICKET = "Antwort an den Kunden", "Interne Notiz", "Ticket für das Serviceportal"


@pytest.fixture
def page(new_page: NewPage) -> Page:
    return new_page(permissions=clipboard.PERMISSIONS)


def box(page: Page, title: str) -> Locator:
    """The folded part with one text."""
    return page.locator("details", has=page.locator("summary", has_text=title))


def open_text(page: Page, title: str) -> Locator:
    """Open a text and wait until it is written."""
    box(page, title).locator("summary").click()
    field = box(page, title).locator("textarea")
    expect(field).to_have_value(re.compile("Tokenhilfe|Guten Tag"))
    return field


def test_reply_note_and_ticket_of_one_answer(page: Page, base_url: str) -> None:
    page.goto("assistent.html")
    a.check(page, f"{a.AMAZON_MESSAGE}\nrefresh_token={SECRET}\nkunde@example.com")

    reply = open_text(page, REPLY).input_value()
    assert "Betroffen ist Ihre Anbindung an Amazon." in reply
    assert re.search(r"^1\. .*\n2\. ", reply, re.MULTILINE)
    assert f"{base_url}anleitungen/amazon.html#schritt-1" in reply

    note = open_text(page, NOTE).input_value()
    assert "Befund: amazon-refresh-token-abgelaufen" in note
    assert "»invalid grant parameter : refresh_token«" in note
    assert re.search(r"Stand des Wissens: \d{4}\.", note)

    ticket = open_text(page, TICKET).input_value()
    assert ticket.startswith("Betreff: Amazon")
    assert "invalid_grant" in ticket

    for text in (reply, note, ticket):
        assert SECRET not in text
        assert "kunde@example.com" not in text


def test_text_is_changed_and_copied_as_text_and_with_formatting(page: Page) -> None:
    page.goto("assistent.html")
    a.check(page, a.EBAY_MESSAGE)
    field = open_text(page, REPLY)
    part = box(page, REPLY)
    with_formatting = part.get_by_role("button", name="Mit Formatierung kopieren")

    rich = clipboard.copy(with_formatting)["text/html"]
    expect(part.get_by_role("status")).to_have_text("Mit Formatierung kopiert.")
    assert "<ol>" in rich
    assert "<strong>" in rich
    assert re.search(r'<a href="http[^"]+anleitungen/ebay\.html', rich)

    field.fill("Sehr geehrte Frau Beispiel <b>,\n\n" + field.input_value())
    plain = clipboard.copy(part.get_by_role("button", name="Als Text kopieren"))["text/plain"]
    expect(part.get_by_role("status")).to_have_text("Kopiert.")
    assert plain.startswith("Sehr geehrte Frau Beispiel <b>,")

    rich = clipboard.copy(with_formatting)["text/html"]
    expect(part.get_by_role("status")).to_have_text("Mit Formatierung kopiert.")
    assert "Sehr geehrte Frau Beispiel &lt;b&gt;," in rich
    assert re.search(r'<a href="http[^"]+anleitungen/ebay\.html', rich)


def test_answer_by_address_writes_its_texts_when_asked(page: Page, base_url: str) -> None:
    page.goto("assistent.html#fehler=amazon-refresh-token-abgelaufen&markt=amazon")
    expect(a.heading(page)).to_be_visible()
    assert not [worker for worker in page.workers if "/assets/assistent/" in worker.url]
    reply = open_text(page, REPLY).input_value()
    assert f"{base_url}anleitungen/amazon.html#schritt-1" in reply
    note = open_text(page, NOTE).input_value()
    assert "Befund: amazon-refresh-token-abgelaufen (Art: " in note
    assert re.search(r"Stand des Wissens: \d{4}\.", note)
    assert "(bitte die Fehlermeldung einfügen)" in open_text(page, TICKET).input_value()


def test_question_and_unknown_have_their_replies(page: Page) -> None:
    page.goto("assistent.html")
    a.check(page, a.SOURCE_MESSAGE)
    assert "um welchen Marktplatz es geht" in open_text(page, REPLY).input_value()
    a.check(page, a.NO_ERROR)
    assert "vollständigen Text der Meldung" in open_text(page, REPLY).input_value()


@pytest.mark.allow_errors("ERR_FAILED", "Failed to load")
def test_without_python_the_ticket_is_a_form_to_fill_in(page: Page) -> None:
    page.route(re.compile(r"/worker\.[0-9a-f]+\.js"), lambda route: route.abort())
    page.goto("assistent.html#fehler=kein-fehler-erkannt")
    box(page, TICKET).locator("summary").click()
    field = page.get_by_label("Text für das Ticket")
    expect(field).to_have_value(re.compile("Fehlermeldung \\(ohne Geheimnisse\\)"))
    expect(page.get_by_text("Ergänzen Sie diese Vorlage selbst")).to_be_visible()
    # The reply needs Python: it says so, and another try works.
    box(page, REPLY).locator("summary").click()
    expect(page.get_by_text("Der Text konnte nicht geschrieben werden.")).to_be_visible()
    page.unroute_all()
    box(page, REPLY).get_by_role("button", name="Erneut versuchen").click()
    expect(box(page, REPLY).locator("textarea")).to_have_value(re.compile("Guten Tag"))


def test_clipboard_refused_marks_the_text(new_page: NewPage) -> None:
    page = new_page()
    page.add_init_script(
        """Object.defineProperty(navigator, "clipboard", { value: undefined });
        document.execCommand = () => false;"""
    )
    page.goto("assistent.html")
    a.check(page, a.EBAY_MESSAGE)
    field = open_text(page, REPLY)
    for name in ("Als Text kopieren", "Mit Formatierung kopieren"):
        box(page, REPLY).get_by_role("button", name=name).click()
        expect(box(page, REPLY).get_by_role("status")).to_contain_text("Der Text ist markiert")
        expect(field).to_be_focused()
        assert field.evaluate("one => one.selectionEnd === one.value.length")


def test_where_only_the_copy_command_is_left_formatting_is_kept(page: Page) -> None:
    page.add_init_script(
        """Object.defineProperty(navigator.clipboard, "write", { value: undefined });
        window.copied = {};
        document.addEventListener("copy", (event) => {
          for (const type of event.clipboardData.types) copied[type] = event.clipboardData.getData(type);
        });"""
    )
    page.goto("assistent.html")
    a.check(page, a.EBAY_MESSAGE)
    open_text(page, REPLY)
    box(page, REPLY).get_by_role("button", name="Mit Formatierung kopieren").click()
    expect(box(page, REPLY).get_by_role("status")).to_have_text("Mit Formatierung kopiert.")
    assert "<ol>" in page.evaluate("copied['text/html']")


def test_texts_reach_nothing_else(page: Page, watch: Watch) -> None:
    page.goto("assistent.html", wait_until="networkidle")
    a.check(page, f"{a.EBAY_MESSAGE}\nKundin Müller-4711")
    # Their part of Python is fetched for the first of them, and once.
    assert not [url for url in watch.requests if "/desk." in url]
    for title in (REPLY, NOTE, TICKET):
        open_text(page, title)
    stored = page.evaluate(
        """async () => JSON.stringify([location.href, document.title, history.state,
          {...localStorage}, {...sessionStorage}, document.cookie])"""
    )
    assert "4711" not in stored
    assert not [url for url in watch.requests if "4711" in url]
    assert len([url for url in watch.requests if "/desk." in url]) == 1


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_open_texts(new_page: NewPage, axe: Axe, scheme: str) -> None:
    page = new_page(color_scheme=scheme)
    page.goto("assistent.html")
    a.check(page, a.EBAY_MESSAGE)
    for title in (REPLY, NOTE, TICKET):
        open_text(page, title)
    axe(page)


def test_keyboard_opens_and_copies(page: Page) -> None:
    page.goto("assistent.html")
    a.check(page, a.EBAY_MESSAGE)
    box(page, REPLY).locator("summary").focus()
    page.keyboard.press("Enter")
    field = box(page, REPLY).locator("textarea")
    expect(field).to_have_value(re.compile("Guten Tag"))
    page.keyboard.press("Tab")
    expect(field).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(box(page, REPLY).get_by_role("status")).to_have_text("Kopiert.")
