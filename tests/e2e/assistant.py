"""Driving the assistant: the messages the tests paste, and what a visitor does with them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from playwright.sync_api import Page, expect

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Locator, Route

# Python's start on a busy machine takes longer than Playwright's five seconds.
expect.set_options(timeout=30_000)

# The source's own example; it names no marketplace.
SOURCE_MESSAGE = """{
  "error": {
    "title": "ServerError",
    "message": "An error occurred while refreshing token.",
    "status": 400
  }
}"""
AMAZON_MESSAGE = (
    'POST https://api.amazon.com/auth/o2/token {"error_description":"The request has an invalid '
    "grant parameter : refresh_token. User may have revoked or didn't grant the permission.\","
    '"error":"invalid_grant"}'
)
EBAY_MESSAGE = (
    '2026-03-02 07:14:09 https://api.ebay.com/identity/v1/oauth2/token {"error":"invalid_grant",'
    '"error_description":"the provided authorization refresh token is invalid or was issued to '
    'another client"}'
)
THROTTLED_MESSAGE = (
    'https://sellingpartnerapi-eu.amazon.com/orders/v0/orders {"errors":[{"code":"QuotaExceeded",'
    '"message":"You exceeded your quota for the requested resource.","details":""}]}'
)
NO_ERROR = "Guten Tag, können Sie mir bitte die Rechnung vom letzten Monat noch einmal schicken?"


def answer(page: Page) -> Locator:
    """The answer, or what stands in its place."""
    return page.locator("[data-teil=antwort] article")


def heading(page: Page) -> Locator:
    """The answer's heading."""
    return answer(page).locator("h2")


def field(page: Page) -> Locator:
    """The field for the message."""
    return page.get_by_label("Fehlermeldung", exact=True)


def check(page: Page, text: str) -> None:
    """Type a message and wait for its answer."""
    before = page.evaluate("history.length")
    field(page).fill(text)
    page.get_by_role("button", name="Meldung prüfen").click()
    page.wait_for_function("(before) => history.length > before", arg=before)
    expect(heading(page)).to_be_visible()


def paste(page: Page, text: str) -> None:
    """Paste as a person does; the page's context needs the clipboard's permissions."""
    page.evaluate("text => navigator.clipboard.writeText(text)", text)
    field(page).click()
    page.keyboard.press("Control+V")


def place(page: Page) -> Locator:
    """The marketplace's name in the answer."""
    return answer(page).locator(".th-platz [data-teil=plattform]")


def verdict(page: Page) -> str:
    """The word that says whether renewing helps."""
    badge = answer(page).locator("[data-teil=marke] .th-renew").inner_text()
    return re.sub(r"^Erneuern hilft:\s*", "", badge)


def certainty(page: Page) -> str:
    """How sure the marketplace is."""
    return answer(page).locator("[data-teil=sicherheit]").inner_text()


def marks(page: Page) -> list[str]:
    """The highlighted words in the pasted text."""
    found: list[str] = (
        answer(page)
        .locator("[data-teil=text] mark")
        .evaluate_all("marks => marks.map(mark => mark.firstChild.textContent)")
    )
    return found


def choose(page: Page, label: str) -> None:
    """Answer the question on the page."""
    answer(page).locator(".th-frage").get_by_role("button", name=label).click()


def instead(script: str) -> Callable[[Route], None]:
    """A handler that lets the page see the sound worker script, and runs another one."""

    def give(route: Route) -> None:
        if route.request.resource_type == "fetch":
            route.continue_()
        else:
            route.fulfill(body=script, content_type="text/javascript")

    return give
