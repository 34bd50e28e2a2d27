"""What is pasted stays in the page; pages without the assistant load nothing of it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.e2e import assistant as a

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.e2e.conftest import NewPage, Watch

SECRET = "Kundin-Müller-4711-geheim"

STORED = """async () => JSON.stringify([
  location.href, document.title, document.cookie, window.name, history.state,
  { ...localStorage }, { ...sessionStorage },
  await indexedDB.databases(), "caches" in window ? await caches.keys() : [],
  performance.getEntries().map((entry) => entry.name),
])"""


def test_pasted_text_reaches_nothing(new_page: NewPage) -> None:
    page = new_page(permissions=["clipboard-read", "clipboard-write"])
    said: list[str] = []
    sent: list[str] = []
    page.context.on("console", lambda message: said.append(message.text))
    page.context.on("request", lambda request: sent.append(f"{request.url} {request.post_data}"))
    page.goto("assistent.html")
    a.paste(page, f"{SECRET}\n{a.SOURCE_MESSAGE}\n{SECRET}")
    a.choose(page, "Amazon")
    expect(page.get_by_role("link", name=re.compile("^Zur Anleitung"))).to_be_visible()
    part = re.compile(r"M(ü|%C3%BC)ller|4711", re.IGNORECASE)
    assert not part.search(page.evaluate(STORED))
    assert not [line for line in said if part.search(line)]
    assert not [line for line in sent if part.search(line)]


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
