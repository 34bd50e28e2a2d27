"""When Python does not come or does not answer: say so, keep the text, offer another try."""

from __future__ import annotations

import re
import shutil
import socketserver
import threading
from typing import TYPE_CHECKING, override

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


# What a browser says that has no memory left: at the start, and when WebAssembly wants more.
NO_MEMORY = """const { instantiate } = WebAssembly;
WebAssembly.instantiate = async (code, imports) => {
  if (!(code instanceof WebAssembly.Module)) return instantiate.call(WebAssembly, code, imports);
  throw new RangeError("WebAssembly.instantiate(): Out of memory: Cannot allocate Wasm memory");
};"""
NO_MORE_MEMORY = """WebAssembly.Memory.prototype.grow = () => {
  throw new RangeError("WebAssembly.Memory.grow(): Maximum memory size exceeded");
};"""


def before(script: str) -> Callable[[Route], None]:
    """A handler that runs something before the worker's own script."""

    def give(route: Route) -> None:
        response = route.fetch()
        if route.request.resource_type == "fetch":
            route.fulfill(response=response)
        else:
            route.fulfill(response=response, body=f"{script}\n{response.text()}")

    return give


def ask(page: Page) -> None:
    """Ask about the source's message, whatever comes."""
    a.field(page).fill(a.SOURCE_MESSAGE)
    page.get_by_role("button", name="Meldung prüfen").click()


def expect_failure(page: Page, title: str, text: str = a.SOURCE_MESSAGE) -> None:
    """The failure is told, the text is kept, the marketplaces' guides are at hand."""
    expect(a.heading(page)).to_have_text(title)
    expect(a.heading(page)).to_be_focused()
    assert a.field(page).input_value() == text
    expect(page.get_by_role("status").first).to_have_text("Die Prüfung hat nicht geklappt.")
    expect(page.locator("#plattform-waehlen").get_by_role("link", name="eBay")).to_be_visible()


def expect_answer(page: Page) -> None:
    """The source's message is answered: by a question."""
    expect(page.get_by_role("heading", name="Welche Plattform ist betroffen?")).to_be_visible()


def expect_failure_then_retry(page: Page, title: str) -> None:
    """The failure is told, and a second try, undisturbed, answers."""
    expect_failure(page, title)
    page.unroute_all()
    page.get_by_role("button", name="Erneut versuchen").click()
    expect_answer(page)


@pytest.mark.allow_errors("boom")
def test_worker_that_dies(page: Page) -> None:
    page.route(WORKER, a.instead(DIES))
    page.goto("assistent.html")
    ask(page)
    expect_failure_then_retry(page, "Der Assistent ist abgebrochen")


def test_worker_that_hangs_is_ended(page: Page) -> None:
    page.clock.install()
    page.route(WORKER, a.instead(HANGS))
    page.goto("assistent.html")
    ask(page)
    expect(page.get_by_text("Die Meldung wird geprüft …")).to_be_visible()
    page.clock.fast_forward(31_000)
    expect_failure_then_retry(page, "Der Assistent antwortet nicht")


def test_loading_that_stalls(page: Page) -> None:
    page.clock.install()
    page.route(WORKER, a.instead(NEVER_STARTS))
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
    page.route(WORKER, a.instead(HANGS))
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


def truncated(data: bytes) -> bytes:
    """The first half."""
    return data[: len(data) // 2]


def portal(_: bytes) -> bytes:
    """What a hotel's or a firm's sign-in page answers in place of everything."""
    return b"<!doctype html><h1>Anmelden</h1>"


DAMAGES = [
    (WASM, truncated),
    (WASM, flipped),
    (STDLIB, flipped),
    (ENGINE, truncated),
    (ENGINE, flipped),
    (ENGINE, lambda _: b""),
    (WORKER, truncated),
    (re.compile("/assets/assistent/"), portal),
]


def test_files_that_are_damaged(page: Page) -> None:
    """Each is found out before anything of it is used; none keeps the next try from working."""
    page.goto("assistent.html")
    for number, (file, change) in enumerate(DAMAGES):
        page.route(file, altered(change))
        if number == 0:
            ask(page)
        else:
            a.heading(page).evaluate("(one) => { one.textContent = 'die vorige'; }")
            page.get_by_role("button", name="Erneut versuchen").click()
        expect_failure(page, "Eine Datei ist beschädigt")
        page.unroute_all()
    page.get_by_role("button", name="Erneut versuchen").click()
    expect_answer(page)


def test_memory_that_does_not_suffice_for_the_start(page: Page) -> None:
    page.route(WORKER, before(NO_MEMORY))
    page.goto("assistent.html")
    ask(page)
    expect_failure_then_retry(page, "Der Speicher reicht nicht")


def test_memory_that_does_not_suffice_for_the_text(page: Page) -> None:
    page.route(WORKER, before(NO_MORE_MEMORY))
    page.goto("assistent.html")
    log = f"{'alles in Ordnung ' * 250_000}\n{a.EBAY_MESSAGE}".encode()
    page.locator("[data-teil=datei]").set_input_files(
        {"name": "log.txt", "mimeType": "text/plain", "buffer": log}
    )
    expect(a.heading(page)).to_have_text("Der Speicher reicht nicht")
    expect(page.get_by_text("log.txt")).to_be_visible()
    page.unroute_all()
    page.get_by_role("button", name="Erneut versuchen").click()
    expect(a.place(page)).to_have_text("eBay")


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


class HalfAFile(socketserver.StreamRequestHandler):
    """Promises a file, sends its beginning, and is gone."""

    @override
    def handle(self) -> None:
        while self.rfile.readline().strip():
            pass
        self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 3000000\r\n\r\n" + bytes(500_000))


@pytest.mark.allow_errors("ERR_CONTENT_LENGTH_MISMATCH", "ERR_INTERNET_DISCONNECTED")
def test_connection_that_breaks_in_the_middle(page: Page) -> None:
    page.goto("assistent.html")
    with socketserver.TCPServer(("127.0.0.1", 0), HalfAFile) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        half = f"http://127.0.0.1:{server.server_address[1]}/"
        page.route(STDLIB, lambda route: route.continue_(url=half))
        ask(page)
        expect_failure(page, "Eine Datei fehlt")
        server.shutdown()
    # Not back yet: nothing at all arrives.
    page.context.set_offline(True)
    a.heading(page).evaluate("(one) => { one.textContent = 'die vorige'; }")
    page.get_by_role("button", name="Erneut versuchen").click()
    expect_failure(page, "Eine Datei fehlt")
    page.context.set_offline(False)
    expect_failure_then_retry(page, "Eine Datei fehlt")


@pytest.mark.parametrize(
    "change",
    [
        "self.tokenhilfeAntworten = {}",
        "document.getElementById('wissen').content.textContent = '2020.01.01'",
    ],
    ids=["finding", "version"],
)
def test_knowledge_of_another_version_than_the_page(page: Page, change: str) -> None:
    """The site was built anew while the page was open: it says so and answers nothing wrong."""
    page.goto("assistent.html")
    page.evaluate(change)
    ask(page)
    expect_failure(page, "Die Tokenhilfe wurde erneuert")


@pytest.mark.allow_errors("Private field", "ERR_FAILED")
@pytest.mark.parametrize("kind", ["missing", "too new"])
def test_page_script_that_does_not_run(page: Page, kind: str) -> None:
    """An old browser stops at the first word it does not know; the page says so by itself."""
    script = re.compile(r"/assets/assistent/assistent\.[0-9a-f]+\.js$")
    if kind == "missing":
        page.route(script, lambda route: route.abort())
    else:
        page.route(script, a.instead("let neu = ein?.#wort;"))
    page.goto("assistent.html")
    expect(page.get_by_text("Der Assistent startet nicht.")).to_be_visible()
    expect(page.locator("#plattform-waehlen").get_by_role("link", name="eBay")).to_be_visible()


def test_page_whose_script_runs_does_not_say_it_does_not(page: Page) -> None:
    page.goto("assistent.html")
    expect(page.locator("[data-assistent][data-bereit]")).to_be_visible()
    expect(page.get_by_text("Der Assistent startet nicht.")).to_be_hidden()


def test_browser_without_webassembly(page: Page) -> None:
    """Too old, or switched off, as by Apple's lockdown mode."""
    page.route(WORKER, before("delete self.WebAssembly;"))
    page.goto("assistent.html")
    ask(page)
    expect_failure(page, "Der Browser lässt den Assistenten nicht zu")


def test_browser_that_cannot_unpack(page: Page, offline_archive: Path, tmp_path: Path) -> None:
    """The offline edition unpacks by itself; a server leaves that to any browser."""
    shutil.unpack_archive(offline_archive, tmp_path)
    page.add_init_script("delete self.DecompressionStream;")
    page.goto((tmp_path / "assistent.html").as_uri())
    ask(page)
    expect_failure(page, "Der Browser lässt den Assistenten nicht zu")
    page.goto("assistent.html")
    ask(page)
    expect_answer(page)


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
