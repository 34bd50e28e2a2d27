"""What is pasted stays in the page; pages without the assistant load nothing of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.e2e import assistant as a

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.e2e.conftest import Watch

SECRET = "Kundin-Müller-4711-geheim"


def test_browser_sends_what_is_typed_to_no_service_of_its_own(page: Page) -> None:
    """Checking spelling, proposing words, translating: some browsers do it elsewhere."""
    page.goto("assistent.html")
    for name in ("spellcheck", "writingsuggestions"):
        expect(a.field(page)).to_have_attribute(name, "false")
    # Nor is it kept on disk to fill the field after a restart.
    expect(a.field(page)).to_have_attribute("autocomplete", "off")
    a.check(page, a.SOURCE_MESSAGE)
    for shown in (a.field(page), a.answer(page).locator("[data-teil=text]")):
        expect(shown).to_have_attribute("translate", "no")


def test_python_error_says_nothing_of_the_text(page: Page) -> None:
    """Where the engine raises, with the text in its frames, nobody hears of the text."""
    said: list[str] = []
    page.context.on("console", lambda message: said.append(message.text))
    page.goto("assistent.html")
    a.check(page, f"{SECRET}\n{a.SOURCE_MESSAGE}")
    # A marketplace that does not exist is a ValueError.
    page.evaluate(
        "document.querySelector('[data-antwort=amazon]').dataset.antwort = 'gibt-es-nicht'"
    )
    a.choose(page, "Amazon")
    expect(a.heading(page)).to_have_text("Der Assistent ist abgebrochen")
    assert "4711" not in a.answer(page).inner_text()
    assert not [line for line in said if "4711" in line]


@pytest.mark.parametrize(
    "address", ["faq/token-abgelaufen.html", "anleitungen/amazon.html", "fehler/index.html"]
)
def test_other_pages_load_nothing_of_the_runtime(page: Page, watch: Watch, address: str) -> None:
    page.goto(address, wait_until="networkidle")
    assert not [url for url in watch.requests if "/assets/assistent/" in url]


def assistants(page: Page) -> list[str]:
    """The assistant's workers (the search has one of its own)."""
    return [worker.url for worker in page.workers if "/assets/assistent/" in worker.url]


def test_python_starts_on_intent_only(page: Page) -> None:
    page.goto("assistent.html", wait_until="networkidle")
    assert not assistants(page)
    a.field(page).focus()
    page.wait_for_function("() => !document.querySelector('[data-teil=fortschritt]').hidden")
    page.wait_for_function("() => document.querySelector('[data-teil=fortschritt]').hidden")
    assert len(assistants(page)) == 1
