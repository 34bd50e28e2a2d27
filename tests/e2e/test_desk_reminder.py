"""The reminder: from the day of the sign-in to the day to renew, and a calendar file."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import icalendar
import pytest
from playwright.sync_api import expect

from tests.e2e import assistant as a  # noqa: F401 -- its patience holds here as well
from tests.e2e.test_site import DENY_STORAGE

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

    from tests.e2e.conftest import Axe, NewPage, Watch

KEY = "tokenhilfe.erinnerung"


def account(page: Page, number: int) -> Locator:
    return page.get_by_role("group", name=f"Konto {number}", exact=True)


def enter(page: Page, number: int, place: str, day: str, name: str = "") -> None:
    box = account(page, number)
    box.get_by_label("Plattform").select_option(label=place)
    box.get_by_label("Letzte Anmeldung").fill(day)
    box.get_by_label("Name des Kontos").fill(name)


def reckon(page: Page) -> list[list[str]]:
    """The rows of the result."""
    page.get_by_role("button", name="Termine berechnen").click()
    rows = page.locator("[data-teil=termine] tr")
    expect(rows.first).to_be_visible()
    return [row.locator("th, td").all_inner_texts() for row in rows.all()]


def calendar(page: Page) -> list[Any]:
    with page.expect_download() as download:
        page.get_by_role("button", name="Kalenderdatei speichern").click()
    assert download.value.suggested_filename == "token-erneuern.ics"
    read = icalendar.Calendar.from_ical(Path(download.value.path()).read_bytes())
    return list(read.walk("VEVENT"))


def test_several_accounts_at_once(page: Page, base_url: str, watch: Watch) -> None:
    page.goto("erinnerung.html")
    enter(page, 1, "Amazon", "2026-11-25", "Shop Süd")
    page.get_by_role("button", name="Weiteres Konto").click()
    enter(page, 2, "eBay", "2026-11-25")
    page.get_by_role("button", name="Weiteres Konto").click()
    # Works with keys: nothing runs out, and it says so.
    enter(page, 3, "WooCommerce", "2026-11-25")
    rows = reckon(page)
    # 25.11.2027 less four weeks is a Thursday; 25.05.2028 less four weeks too.
    assert rows[0][:3] == ["Amazon (Shop Süd)", "28.10.2027", "25.11.2027"]
    assert rows[1][:3] == ["eBay", "27.04.2028", "25.05.2028"]
    assert rows[2][1] == "kein Termin nötig"
    expect(page.locator("[data-teil=termine] a").first).to_have_attribute(
        "href", re.compile("^https://developer-docs.amazon.com/")
    )

    events = calendar(page)
    assert [event["DTSTART"].dt for event in events] == [date(2027, 10, 28), date(2028, 4, 27)]
    assert "Amazon (Shop Süd)" in events[0]["SUMMARY"]
    assert events[0]["URL"] == f"{base_url}anleitungen/amazon.html#schritt-1"
    assert len(events[0].walk("VALARM")) == 1

    page.get_by_label("Vorlauf in Tagen").fill("14")
    assert reckon(page)[0][1] == "11.11.2027"
    account(page, 2).get_by_role("button", name="Entfernen").click()
    expect(account(page, 3)).to_have_count(0)
    assert len(reckon(page)) == 2

    # Nobody asked for it to be remembered.
    assert page.evaluate(f"localStorage.getItem('{KEY}')") is None
    assert not [url for url in watch.requests if "Shop" in url or "2026-11-25" in url]


def test_remembered_only_when_asked_for_and_forgotten_again(page: Page) -> None:
    page.goto("erinnerung.html")
    enter(page, 1, "eBay", "2026-03-02", "Zweitshop")
    page.reload()
    expect(account(page, 1).get_by_label("Name des Kontos")).to_have_value("")

    enter(page, 1, "eBay", "2026-03-02", "Zweitshop")
    page.get_by_label("Auf diesem Gerät merken").check()
    expect(page.get_by_text("Gemerkt.")).to_be_visible()
    page.reload()
    expect(account(page, 1).get_by_label("Name des Kontos")).to_have_value("Zweitshop")
    expect(account(page, 1).get_by_label("Letzte Anmeldung")).to_have_value("2026-03-02")
    expect(page.get_by_label("Auf diesem Gerät merken")).to_be_checked()

    page.get_by_role("button", name="Gemerktes löschen").click()
    expect(page.get_by_text("nichts mehr gemerkt")).to_be_visible()
    assert page.evaluate(f"localStorage.getItem('{KEY}')") is None
    page.reload()
    expect(account(page, 1).get_by_label("Name des Kontos")).to_have_value("")


def test_where_nothing_may_be_stored_it_says_so(new_page: NewPage) -> None:
    page = new_page()
    page.add_init_script(DENY_STORAGE)
    page.goto("erinnerung.html")
    page.get_by_label("Auf diesem Gerät merken").click()
    expect(page.get_by_text("Ihr Browser erlaubt das Merken hier nicht")).to_be_visible()
    expect(page.get_by_label("Auf diesem Gerät merken")).not_to_be_checked()


@pytest.mark.parametrize("stored", ["kein JSON", "{}", "[1, null]", '[{"marketplace": 1}]'])
def test_spoilt_memory_is_passed_over(page: Page, stored: str) -> None:
    page.goto("erinnerung.html")
    page.evaluate("([key, text]) => localStorage.setItem(key, text)", [KEY, stored])
    page.reload()
    expect(account(page, 1)).to_be_visible()


def test_without_scripts_the_table_of_lifetimes_is_there(new_page: NewPage) -> None:
    page = new_page(java_script_enabled=False)
    page.goto("erinnerung.html")
    expect(page.get_by_text("alle 365 Tage")).to_be_visible()
    expect(page.get_by_role("link", name="developer.ebay.com")).to_be_visible()
    expect(page.get_by_role("button", name="Termine berechnen")).to_have_count(0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_a_result(new_page: NewPage, axe: Axe, scheme: str) -> None:
    page = new_page(color_scheme=scheme)
    page.goto("erinnerung.html")
    page.get_by_role("button", name="Weiteres Konto").click()
    reckon(page)
    axe(page)


def test_guides_lead_to_the_reminder(page: Page) -> None:
    page.goto("anleitungen/amazon.html")
    page.get_by_role("link", name="Termin in den Kalender eintragen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("erinnern"))
