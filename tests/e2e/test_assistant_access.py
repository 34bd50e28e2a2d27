"""The assistant for everybody: keyboard, screen reader, both schemes, small screens."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

import pytest
from playwright.sync_api import expect

from tests.e2e import assistant as a

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.e2e.conftest import Axe, NewPage


def tab_to(page: Page, name: str) -> None:
    """Press Tab until the element with that accessible name has the focus."""
    for _ in range(60):
        page.keyboard.press("Tab")
        focused = page.evaluate(
            """() => {
              const { activeElement } = document;
              return activeElement.labels?.[0]?.innerText ?? activeElement.innerText ?? "";
            }"""
        )
        if focused.strip().startswith(name):
            return
    pytest.fail(f"Tab never reached »{name}«")


def test_keyboard_alone(page: Page) -> None:
    page.goto("assistent.html")
    tab_to(page, "Fehlermeldung")
    page.keyboard.insert_text(a.SOURCE_MESSAGE)
    tab_to(page, "Meldung prüfen")
    page.keyboard.press("Enter")
    expect(a.heading(page)).to_be_focused()
    tab_to(page, "Amazon")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name=re.compile("^Zur Anleitung"))).to_be_visible()
    expect(a.heading(page)).to_be_focused()
    tab_to(page, "Zur Anleitung")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"anleitungen/amazon\.html#schritt-1$"))


def test_control_enter_asks(page: Page) -> None:
    page.goto("assistent.html")
    a.field(page).fill(a.NO_ERROR)
    a.field(page).press("Control+Enter")
    expect(a.heading(page)).to_be_focused()


def test_states_are_announced(page: Page) -> None:
    page.goto("assistent.html")
    a.field(page).fill(a.SOURCE_MESSAGE)
    page.get_by_role("button", name="Meldung prüfen").click()
    status = page.get_by_role("status").first
    expect(status).to_have_text(
        "Das Ergebnis ist da. Es fehlt noch eine Angabe von Ihnen.", timeout=30_000
    )
    a.choose(page, "Amazon")
    expect(status).to_have_text("Das Ergebnis ist da.")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_in_every_state(new_page: NewPage, axe: Axe, scheme: Literal["light", "dark"]) -> None:
    page = new_page(color_scheme=scheme)
    page.goto("assistent.html")
    axe(page)
    for message in (a.SOURCE_MESSAGE, a.AMAZON_MESSAGE, a.THROTTLED_MESSAGE, a.NO_ERROR):
        a.check(page, message)
        for summary in a.answer(page).locator("summary").all():
            summary.click()
        axe(page)
    page.goto("assistent.html#fehler=gibt-es-nicht")
    expect(a.heading(page)).to_be_visible()
    axe(page)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_on_a_failure(new_page: NewPage, axe: Axe, scheme: Literal["light", "dark"]) -> None:
    page = new_page(color_scheme=scheme)
    page.route(
        re.compile(r"/worker\.[0-9a-f]+\.js$"),
        a.instead("onmessage = () => {};"),
    )
    page.goto("assistent.html")
    a.field(page).fill(a.SOURCE_MESSAGE)
    page.get_by_role("button", name="Meldung prüfen").click()
    expect(page.get_by_role("progressbar")).to_be_visible()
    axe(page)
    page.get_by_role("button", name="Abbrechen").click()
    expect(a.heading(page)).to_be_visible()
    axe(page)


def test_phone_needs_no_sideways_scrolling(new_page: NewPage) -> None:
    page = new_page(viewport={"width": 320, "height": 640})
    page.goto("assistent.html")
    a.check(page, a.THROTTLED_MESSAGE + "x" * 300)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_answer_is_still_told_apart_in_forced_colours(new_page: NewPage) -> None:
    page = new_page(forced_colors="active")
    page.goto("assistent.html")
    a.check(page, a.THROTTLED_MESSAGE)
    badge = a.answer(page).locator("[data-teil=marke] .th-renew")
    expect(badge).to_contain_text("Nein")
    sign = badge.evaluate("element => getComputedStyle(element, '::before').content")
    assert "✕" in sign
