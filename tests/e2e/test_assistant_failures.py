"""When Python does not come or does not answer: say so, keep the text, offer another try."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.e2e import assistant as a

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page, Route

WORKER = re.compile(r"/assets/assistent/worker\.[0-9a-f]+\.js$")
WASM = re.compile(r"/assets/assistent/python\.[0-9a-f]+\.wasm$")

DIES = """onmessage = ({ data }) => {
  if (data.type === "start") postMessage({ type: "ready" });
  else setTimeout(() => { throw new Error("boom"); });
};"""
HANGS = """onmessage = ({ data }) => {
  if (data.type === "start") postMessage({ type: "ready" });
  else for (;;);
};"""
NEVER_STARTS = "onmessage = () => {};"


def instead(script: str) -> Callable[[Route], None]:
    """A handler that gives another worker script."""
    return lambda route: route.fulfill(body=script, content_type="text/javascript")


def ask(page: Page) -> None:
    """Ask about the source's message, whatever comes."""
    a.field(page).fill(a.SOURCE_MESSAGE)
    page.get_by_role("button", name="Meldung prüfen").click()


def expect_failure_then_retry(page: Page, title: str) -> None:
    """The failure is told, the text is kept, and a second try, undisturbed, answers."""
    expect(a.heading(page)).to_have_text(title)
    expect(a.heading(page)).to_be_focused()
    assert a.field(page).input_value() == a.SOURCE_MESSAGE
    expect(page.get_by_role("status").first).to_have_text("Die Prüfung hat nicht geklappt.")
    expect(page.locator("#plattform-waehlen").get_by_role("link", name="eBay")).to_be_visible()
    page.unroute_all()
    page.get_by_role("button", name="Erneut versuchen").click()
    expect(page.get_by_role("heading", name="Welche Plattform ist betroffen?")).to_be_visible()


@pytest.mark.allow_errors("boom")
def test_worker_that_dies(page: Page) -> None:
    page.route(WORKER, instead(DIES))
    page.goto("assistent.html")
    ask(page)
    expect_failure_then_retry(page, "Der Assistent ist abgebrochen")


def test_worker_that_hangs_is_ended(page: Page) -> None:
    page.clock.install()
    page.route(WORKER, instead(HANGS))
    page.goto("assistent.html")
    ask(page)
    expect(page.get_by_text("Die Meldung wird geprüft …")).to_be_visible()
    page.clock.fast_forward(31_000)
    expect_failure_then_retry(page, "Der Assistent antwortet nicht")


def test_loading_that_stalls(page: Page) -> None:
    page.clock.install()
    page.route(WORKER, instead(NEVER_STARTS))
    page.goto("assistent.html")
    ask(page)
    page.clock.fast_forward(46_000)
    expect_failure_then_retry(page, "Das Laden dauert zu lange")


@pytest.mark.allow_errors("404")
@pytest.mark.parametrize("file", [WORKER, WASM], ids=["worker", "wasm"])
def test_file_that_is_missing(page: Page, file: re.Pattern[str]) -> None:
    page.route(file, lambda route: route.fulfill(status=404, body="fehlt"))
    page.goto("assistent.html")
    ask(page)
    expect_failure_then_retry(page, "Eine Datei fehlt")


@pytest.mark.allow_errors("Content Security Policy", "WebAssembly")
def test_webassembly_that_is_forbidden(page: Page) -> None:
    def forbid(route: Route) -> None:
        response = route.fetch()
        headers = {**response.headers, "content-security-policy": "script-src 'self'"}
        route.fulfill(response=response, headers=headers)

    page.route(WORKER, forbid)
    page.goto("assistent.html")
    ask(page)
    expect_failure_then_retry(page, "Der Browser lässt den Assistenten nicht zu")


def test_check_can_be_stopped(page: Page) -> None:
    page.route(WORKER, instead(HANGS))
    page.goto("assistent.html")
    ask(page)
    page.get_by_role("button", name="Abbrechen").click()
    expect_failure_then_retry(page, "Prüfung abgebrochen")
