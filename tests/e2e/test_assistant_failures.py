"""When Python does not come or does not answer: say so, keep the text, offer another try."""

from __future__ import annotations

import re
import shutil
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.e2e import assistant as a

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Page, Route

WORKER = re.compile(r"/assets/assistent/worker\.[0-9a-f]+\.js$")
ENGINE = re.compile(r"/assets/assistent/engine\.[0-9a-f]+\.zip$")
STDLIB = re.compile(r"/assets/assistent/stdlib\.[0-9a-f]+\.zip$")
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


def altered(change: Callable[[bytes], bytes]) -> Callable[[Route], None]:
    """A handler that gives the file with other bytes."""

    def give(route: Route) -> None:
        response = route.fetch()
        route.fulfill(response=response, body=change(response.body()))

    return give


def flipped(data: bytes) -> bytes:
    """The file with a few bits turned in its middle, as a bad connection or disk does."""
    middle = len(data) // 2
    return (
        data[:middle]
        + bytes(byte ^ 0x55 for byte in data[middle : middle + 64])
        + data[middle + 64 :]
    )


@pytest.mark.parametrize("file", [WASM, STDLIB, ENGINE], ids=["wasm", "stdlib", "engine"])
@pytest.mark.parametrize(
    "change", [lambda data: data[: len(data) // 2], flipped, lambda _: b""],
    ids=["truncated", "corrupted", "empty"],
)  # fmt: skip
def test_file_that_is_damaged(
    page: Page, file: re.Pattern[str], change: Callable[[bytes], bytes]
) -> None:
    page.route(file, altered(change))
    page.goto("assistent.html")
    ask(page)
    expect_failure_then_retry(page, "Eine Datei ist beschädigt")


def test_page_of_a_portal_in_place_of_a_file(page: Page) -> None:
    """A hotel's or a firm's sign-in page answers everything with its own HTML."""
    page.route(
        re.compile(r"/assets/assistent/.*\.(wasm|zip)$"),
        lambda route: route.fulfill(body="<h1>Anmelden</h1>", content_type="text/html"),
    )
    page.goto("assistent.html")
    ask(page)
    expect_failure_then_retry(page, "Eine Datei ist beschädigt")


def test_wrong_type_of_the_wasm_file_does_no_harm(page: Page) -> None:
    """Servers that do not know .wasm call it application/octet-stream."""

    def give(route: Route) -> None:
        response = route.fetch()
        headers = {**response.headers, "content-type": "application/octet-stream"}
        route.fulfill(response=response, headers=headers)

    page.route(WASM, give)
    page.goto("assistent.html")
    a.check(page, a.SOURCE_MESSAGE)
    expect(page.get_by_role("heading", name="Welche Plattform ist betroffen?")).to_be_visible()


@pytest.mark.allow_errors("ERR_")
def test_connection_that_breaks_while_loading(page: Page) -> None:
    page.route(STDLIB, lambda route: route.abort("connectionreset"))
    page.goto("assistent.html")
    ask(page)
    expect_failure_then_retry(page, "Eine Datei fehlt")


def test_finding_that_the_page_does_not_know(page: Page) -> None:
    """Python's files newer than the page: the answer still says where to go on."""
    page.goto("assistent.html")
    page.evaluate("self.tokenhilfeAntworten = {}")
    ask(page)
    expect_way_on(page, "Die Tokenhilfe wurde erneuert")


@pytest.mark.allow_errors("Private field", "ERR_FAILED")
@pytest.mark.parametrize("kind", ["missing", "too new"])
def test_page_script_that_does_not_run(page: Page, kind: str) -> None:
    """An old browser stops at the first word it does not know; the page says so by itself."""
    script = re.compile(r"/assets/assistent/assistent\.[0-9a-f]+\.js$")
    if kind == "missing":
        page.route(script, lambda route: route.abort())
    else:
        page.route(script, instead("let neu = ein?.#wort;"))
    page.goto("assistent.html")
    expect(page.get_by_text("Der Assistent startet nicht.")).to_be_visible()
    expect(page.locator("#plattform-waehlen").get_by_role("link", name="eBay")).to_be_visible()


def test_page_whose_script_runs_does_not_say_it_does_not(page: Page) -> None:
    page.goto("assistent.html")
    expect(page.locator("[data-assistent][data-bereit]")).to_be_visible()
    expect(page.get_by_text("Der Assistent startet nicht.")).to_be_hidden()


@pytest.mark.parametrize("change", ["delete self.DecompressionStream"])
def test_old_browser_with_the_offline_edition(
    page: Page, offline_archive: Path, tmp_path: Path, change: str
) -> None:
    shutil.unpack_archive(offline_archive, tmp_path)
    page.add_init_script(change)
    page.goto((tmp_path / "assistent.html").as_uri())
    ask(page)
    expect_way_on(page, "Der Browser lässt den Assistenten nicht zu")


def expect_way_on(page: Page, title: str) -> None:
    """The failure is told, the text is kept, the marketplaces' guides are at hand."""
    expect(a.heading(page)).to_have_text(title)
    assert a.field(page).input_value() == a.SOURCE_MESSAGE
    expect(page.locator("#plattform-waehlen").get_by_role("link", name="eBay")).to_be_visible()


DENY_STORAGE = """for (const name of ["localStorage", "sessionStorage", "indexedDB", "caches"]) {
  Object.defineProperty(window, name, {
    get() { throw new DOMException("The operation is insecure.", "SecurityError"); },
  });
}"""


def test_storage_that_is_denied_is_not_missed(page: Page) -> None:
    page.add_init_script(DENY_STORAGE)
    page.goto("index.html")
    a.check(page, a.EBAY_MESSAGE)
    expect(a.place(page)).to_have_text("eBay")


def test_two_tabs_answer_each_for_itself(page: Page) -> None:
    page.goto("assistent.html")
    other = page.context.new_page()
    other.goto("assistent.html")
    a.check(page, a.EBAY_MESSAGE)
    a.check(other, a.AMAZON_MESSAGE)
    expect(a.place(page)).to_have_text("eBay")
    expect(a.place(other)).to_have_text("Amazon")
    assert a.field(page).input_value() == a.EBAY_MESSAGE


def test_reload_during_the_start_begins_anew(page: Page) -> None:
    page.goto("assistent.html")
    ask(page)
    page.reload()
    a.check(page, a.EBAY_MESSAGE)
    expect(a.place(page)).to_have_text("eBay")


def test_leaving_during_the_start_and_coming_back(page: Page) -> None:
    page.goto("assistent.html")
    ask(page)
    page.goto("glossar.html")
    page.go_back()
    ask(page)
    expect(page.get_by_role("heading", name="Welche Plattform ist betroffen?")).to_be_visible()
    a.check(page, a.EBAY_MESSAGE)
    expect(a.place(page)).to_have_text("eBay")
