"""One question after the other: what comes late, or is written besides, disturbs no newer one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.e2e import assistant as a

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page, Route

DESK = re.compile(r"/assets/assistent/desk\.[0-9a-f]+\.zip$")
ENGINE = re.compile(r"/assets/assistent/engine\.[0-9a-f]+\.zip$")
WORDS = re.compile(r"/assets/assistent/antworten\.[0-9a-f]+\.js$")
WORKER = re.compile(r"/assets/assistent/worker\.[0-9a-f]+\.js$")

LARGE = 5_000_000
HANGS_AT_LARGE = """onmessage = ({ data }) => {
  if (data.type === "start") postMessage({ type: "ready" });
  else for (;;);
};"""


def ask(page: Page, text: str) -> None:
    """Ask, and do not wait for the answer."""
    a.field(page).fill(text)
    page.get_by_role("button", name="Meldung prüfen").click()


def hold(page: Page, address: re.Pattern[str]) -> Callable[[], None]:
    """Hold back what is asked for at an address, until the given function is called."""
    held: list[Route] = []

    def keep(route: Route) -> None:
        if released:
            route.continue_()
        else:
            held.append(route)

    def let_go() -> None:
        released.append(True)
        for route in held:
            route.continue_()

    released: list[bool] = []
    page.route(address, keep)
    return let_go


def paste_large(page: Page) -> None:
    """Paste a text that is too long for the field."""
    page.evaluate(
        """length => {
          const field = document.querySelector("[data-teil=meldung]");
          const clipboardData = new DataTransfer();
          clipboardData.setData("text/plain", "x y z\\n".repeat(length / 6));
          field.focus();
          field.dispatchEvent(
            new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }),
          );
        }""",
        LARGE,
    )


def test_texts_that_wait_to_be_written_drop_no_newer_question(page: Page) -> None:
    let_go = hold(page, DESK)
    page.goto("assistent.html")
    a.check(page, a.THROTTLED_MESSAGE)  # its ticket is written at once, and is held up
    for title in ("Antwort an den Kunden", "Interne Notiz"):
        page.locator("summary", has_text=title).click()  # these wait behind it
    ask(page, a.AMAZON_MESSAGE)
    expect(a.heading(page)).to_contain_text("invalid_grant")
    let_go()
    expect(a.heading(page)).to_contain_text("invalid_grant")
    page.locator("summary", has_text="Interne Notiz").click()
    expect(page.locator("details[open] textarea").first).to_have_value(
        re.compile("amazon-refresh-token-abgelaufen")
    )


def test_a_text_that_is_opened_while_something_is_asked_drops_no_question(page: Page) -> None:
    page.goto("assistent.html")
    a.check(page, a.AMAZON_MESSAGE)
    page.evaluate(
        """message => {
          document.querySelector("[data-teil=meldung]").value = message;
          document.querySelector("[data-teil=pruefen]").click();
          for (const box of document.querySelectorAll("[data-teil=weitergeben] details"))
            box.open = true;
        }""",
        a.SOURCE_MESSAGE,
    )
    expect(page.get_by_role("heading", name="Welche Plattform ist betroffen?")).to_be_visible()


def test_what_was_asked_before_all_was_emptied_is_not_shown(page: Page) -> None:
    let_go = hold(page, ENGINE)
    page.goto("assistent.html")
    ask(page, a.AMAZON_MESSAGE)
    expect(page.get_by_role("button", name="Abbrechen")).to_be_visible()
    page.get_by_role("button", name="Leeren").click()
    expect(page.get_by_role("button", name="Abbrechen")).to_be_hidden()
    let_go()
    expect(page.locator("[data-teil=fortschritt]")).to_be_hidden()  # Python has started
    page.wait_for_timeout(500)
    expect(a.answer(page)).to_have_count(0)
    assert "#" not in page.url
    a.check(page, a.EBAY_MESSAGE)
    expect(a.place(page)).to_have_text("eBay")


def test_an_older_answer_that_waited_for_its_words_is_not_shown(page: Page) -> None:
    let_go = hold(page, WORDS)
    page.goto("assistent.html")
    ask(page, a.AMAZON_MESSAGE)
    expect(page.get_by_text("Die Meldung wird geprüft …")).to_be_visible()
    page.wait_for_timeout(1000)  # Python has answered, the words have not come
    before = page.evaluate("history.length")
    ask(page, a.EBAY_MESSAGE)
    let_go()
    expect(a.place(page)).to_have_text("eBay")
    assert page.evaluate("history.length") == before + 1


def test_patience_grows_with_what_is_asked_about(page: Page) -> None:
    page.clock.install()
    page.route(WORKER, a.instead(HANGS_AT_LARGE))
    page.goto("assistent.html")
    paste_large(page)
    expect(page.get_by_text("Die Meldung wird geprüft …")).to_be_visible()
    page.clock.fast_forward(90_000)
    expect(a.heading(page)).to_have_count(0)
    page.clock.fast_forward(30_000)
    expect(a.heading(page)).to_have_text("Der Assistent antwortet nicht")


def test_a_question_waits_for_the_one_that_was_dropped_before_it(page: Page) -> None:
    page.clock.install()
    page.route(WORKER, a.instead(HANGS_AT_LARGE))
    page.goto("assistent.html")
    paste_large(page)
    expect(page.get_by_text("Die Meldung wird geprüft …")).to_be_visible()
    ask(page, a.SOURCE_MESSAGE)
    page.clock.fast_forward(120_000)
    expect(a.heading(page)).to_have_count(0)
    page.clock.fast_forward(30_000)
    expect(a.heading(page)).to_have_text("Der Assistent antwortet nicht")


def test_long_pastes_of_before_are_forgotten_at_last(page: Page) -> None:
    page.add_init_script(
        """const { postMessage } = Worker.prototype;  // what Python reads does not matter here
        Worker.prototype.postMessage = function (message, ...rest) {
          const text = "invalid_grant";
          postMessage.call(this, message.type === "diagnose" ? { ...message, text } : message, ...rest);
        };"""
    )
    page.goto("assistent.html")
    for _ in range(5):
        before = page.evaluate("history.length")
        paste_large(page)
        page.wait_for_function("before => history.length > before", arg=before)
    shown = a.answer(page).locator("[data-teil=text]")
    for _ in range(3):
        page.go_back()
        expect(shown).to_have_count(1)
    page.go_back()
    expect(shown).to_have_count(0)
    expect(page.get_by_role("heading", name="Welche Plattform ist betroffen?")).to_be_visible()
