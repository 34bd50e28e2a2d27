"""»Für den Support«: a link to any answer, page, guide or step, put together without Python."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.e2e import clipboard

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Locator, Page

    from tests.e2e.conftest import Axe, NewPage, Watch

TICKET = "TK-4711-Müller"


def result(page: Page, name: str) -> Locator:
    """The field with the link in one of its forms."""
    return page.get_by_label(name, exact=True)


def copy_button(page: Page, name: str) -> Locator:
    return page.get_by_role("button", name=re.compile(f"^Kopieren ?: {name}$"))


def copy(page: Page, name: str) -> str:
    return clipboard.copy(copy_button(page, name))["text/plain"]


@pytest.fixture
def page(new_page: NewPage) -> Page:
    return new_page(permissions=clipboard.PERMISSIONS)


def test_link_to_an_answer_opens_that_answer(page: Page, base_url: str) -> None:
    page.goto("support/index.html")
    page.get_by_label("Fehler suchen").fill("invalid_grant amazon")
    page.get_by_label("Fehler", exact=True).select_option("amazon-refresh-token-abgelaufen")
    wanted = f"{base_url}assistent.html#fehler=amazon-refresh-token-abgelaufen&markt=amazon"
    expect(result(page, "Adresse")).to_have_value(wanted)
    assert copy(page, "Adresse") == wanted
    expect(page.get_by_text("Kopiert.")).to_be_visible()
    page.get_by_role("link", name="Link ausprobieren").click()
    expect(page.locator("[data-teil=antwort] h2")).to_contain_text("Amazon")


def test_every_answer_and_page_can_be_linked(page: Page, site: Path) -> None:
    page.goto("support/index.html")
    ids = page.locator("#link-fehler option").evaluate_all("all => all.map(one => one.value)")
    assert len(ids) == len(set(ids)) > 100
    assert all((site / "fehler" / f"{one}.html").is_file() for one in ids)
    answers = next(site.glob("assets/assistent/antworten.*.js")).read_text("utf-8")
    assert all(f'"{one}":' in answers for one in ids)


def test_platform_is_asked_only_where_it_is_open(page: Page, base_url: str) -> None:
    page.goto("support/index.html")
    finding = page.get_by_label("Fehler", exact=True)
    platform = page.get_by_label("Plattform", exact=True)
    finding.select_option("token-erneuerung-fehlgeschlagen")
    platform.select_option("ebay")
    expect(result(page, "Adresse")).to_have_value(re.compile(r"-fehlgeschlagen&markt=ebay$"))
    finding.select_option("amazon-refresh-token-abgelaufen")
    expect(platform).to_be_disabled()
    expect(result(page, "Adresse")).to_have_value(re.compile(r"&markt=amazon$"))


def test_link_to_a_step_of_a_guide(page: Page, base_url: str) -> None:
    page.goto("support/index.html")
    page.get_by_label("Anleitung oder einzelner Schritt").check()
    page.get_by_label("Anleitung", exact=True).select_option("ebay")
    expect(result(page, "Adresse")).to_have_value(f"{base_url}anleitungen/ebay.html")
    page.get_by_label("Schritt", exact=True).select_option("4")
    wanted = f"{base_url}anleitungen/ebay.html#schritt-4"
    expect(result(page, "Adresse")).to_have_value(wanted)
    page.get_by_role("link", name="Link ausprobieren").click()
    expect(page.locator("#schritt-4")).to_be_in_viewport()


def test_forms_for_help_desks(page: Page, base_url: str) -> None:
    page.goto("support/index.html")
    page.get_by_label("Seite im Fehlerkatalog").check()
    page.get_by_label("Fehler", exact=True).select_option("amazon-refresh-token-abgelaufen")
    title = "Amazon: Zustimmung abgelaufen oder widerrufen (invalid_grant)"
    url = f"{base_url}fehler/amazon-refresh-token-abgelaufen.html"
    assert copy(page, "Markdown") == f"[{title.replace('_', chr(92) + '_')}]({url})"
    assert copy(page, "HTML") == f'<a href="{url}">{title}</a>'
    assert copy(page, "Wiki-Auszeichnung") == f"[{title}|{url}]"
    assert copy(page, "Satz für ein Makro").endswith(f"tun können: {url}")
    rich = clipboard.copy(page.get_by_role("button", name="Formatiert kopieren"))
    expect(page.get_by_text("Mit Formatierung kopiert.")).to_be_visible()
    assert f'href="{url}"' in rich["text/html"]


def test_ticket_number_stays_on_the_page(page: Page, watch: Watch) -> None:
    page.goto("support/index.html")
    page.get_by_label("Ticketnummer").fill(TICKET)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name=f"Ihr Link für Ticket {TICKET}")).to_be_visible()
    for name in ("Adresse", "Markdown", "HTML", "Wiki-Auszeichnung"):
        assert "4711" not in result(page, name).input_value()
    stored = page.evaluate(
        """async () => JSON.stringify([location.href, document.title, history.state,
          {...localStorage}, {...sessionStorage}, document.cookie])"""
    )
    assert "4711" not in stored
    assert not [url for url in watch.requests if "4711" in url]
    page.reload()
    expect(page.get_by_label("Ticketnummer")).to_have_value("")


def test_other_address_of_the_site(page: Page) -> None:
    page.goto("support/index.html")
    page.get_by_label("Assistent, um eine Meldung").check()
    address = page.get_by_label("Adresse der Hilfeseite")
    address.fill("https://hilfe.example.com/tokenhilfe")
    expect(result(page, "Adresse")).to_have_value(
        "https://hilfe.example.com/tokenhilfe/assistent.html"
    )
    # What is no address of a page does not become a link.
    address.fill("javascript:alert(1)")
    expect(page.get_by_role("link", name="Link ausprobieren")).not_to_have_attribute(
        "href", re.compile("^javascript")
    )


def test_where_copying_is_refused_the_text_is_marked(new_page: NewPage) -> None:
    page = new_page()
    page.add_init_script(
        """Object.defineProperty(navigator, "clipboard", { value: undefined });
        document.execCommand = () => false;"""
    )
    page.goto("support/index.html")
    copy_button(page, "Adresse").click()
    expect(page.get_by_text("Der Text ist markiert")).to_be_visible()
    field = result(page, "Adresse")
    expect(field).to_be_focused()
    assert field.evaluate("one => one.selectionEnd - one.selectionStart === one.value.length")


def test_no_python_is_loaded(page: Page, watch: Watch) -> None:
    page.goto("support/index.html", wait_until="networkidle")
    page.get_by_label("Fehler suchen").fill("token")
    assert not [url for url in watch.requests if re.search(r"/worker\.|\.wasm|\.zip", url)]


def test_by_keyboard_alone(page: Page) -> None:
    page.goto("support/index.html")
    page.get_by_label("Antwort im Assistenten").focus()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_label("Seite im Fehlerkatalog")).to_be_checked()
    page.keyboard.press("Tab")
    page.keyboard.type("quotaexceeded")
    expect(page.get_by_label("Fehler", exact=True)).to_have_value(re.compile("amazon"))
    page.keyboard.press("Tab")
    expect(page.get_by_label("Fehler", exact=True)).to_be_focused()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_all_its_states(new_page: NewPage, axe: Axe, scheme: str) -> None:
    page = new_page(color_scheme=scheme)
    page.goto("support/index.html")
    axe(page)
    page.get_by_label("Anleitung oder einzelner Schritt").check()
    axe(page, include="[data-werkzeug]")
    page.get_by_label("Seite im Fehlerkatalog").check()
    page.get_by_label("Fehler suchen").fill("xyzzy")
    expect(page.get_by_text("Kein Fehler passt")).to_be_visible()
    axe(page, include="[data-werkzeug]")


def test_permanent_addresses_are_pages(site: Path) -> None:
    """What tests/unit/permanent-addresses.txt lists is there in the built site, anchors too."""
    written = (
        (site.parents[1] / "tests" / "unit" / "permanent-addresses.txt").read_text("utf-8").split()
    )
    for address in written:
        path, _, name = address.partition("#")
        page = site / path
        assert page.is_file(), address
        if name:
            assert f'id="{name}"' in page.read_text("utf-8"), address
