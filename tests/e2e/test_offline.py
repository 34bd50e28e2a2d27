"""The offline edition as a visitor has it: unpacked or as one file, opened by double click.

Each engine has to do all of it in a private window, from a read-only folder whose name tries every
way of quoting addresses.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import stat
import zipfile
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from publish import checks
from publish.offline.single import anchor
from tests.e2e import assistant as messages
from tests.e2e.engines import NAMES, Assistant, Engine, PlaywrightEngine, start, wait
from tests.e2e.test_desk_batch import DROP
from tests.e2e.test_search import QUERIES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

    from tests.e2e.conftest import NewPage
    from wizard.catalog import Knowledge

ROOT = Path(__file__).resolve().parents[2]
BUILT = ROOT / "build" / "offline"
ODD_NAME = "Büro 100% #1 – Händler & Söhne"
MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class Edition:
    """The offline edition where a visitor put it."""

    folder: Path
    single: Path
    archive: Path

    def page(self, path: str) -> str:
        """The address of a page of the unpacked site."""
        return (self.folder / path).as_uri()


@pytest.fixture(scope="session")
def edition(tmp_path_factory: pytest.TempPathFactory) -> Edition:
    """Unpacked and made read-only, as on a network share."""
    archives = list(BUILT.glob("tokenhilfe-offline-*.zip"))
    if len(archives) != 1:
        pytest.fail("The offline edition is not built: run `make build` first.", pytrace=False)
    place = tmp_path_factory.mktemp("offline") / ODD_NAME
    with zipfile.ZipFile(archives[0]) as archive:
        archive.extractall(place / "Tokenhilfe")
    single = place / "assistent (Kopie) ü #2.html"
    shutil.copyfile(BUILT / "assistent.html", single)
    for path in [*place.rglob("*"), place]:
        path.chmod(path.stat().st_mode & ~(stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH))
    return Edition(place / "Tokenhilfe", single, archives[0])


@pytest.fixture(scope="module", params=NAMES)
def engine(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Engine]:
    """Each of the three engines in turn."""
    with ExitStack() as stack:
        yield start(request.param, browser, stack)


def unbroken(engine: Engine) -> list[str]:
    """What the page's policy forbade and what failed in its scripts since it was opened."""
    return list(engine.run("return window.broken"))


# ---- In each engine -------------------------------------------------------------------------


# How the page hands the runtime's files to the worker. Where the worker can load them by itself
# nothing of them passes through the page; else bytes change their owner, and nothing is copied.
HANDED = """
window.handed = [];
const kind = self.NativeWorker ?? Worker;
const post = kind.prototype.postMessage;
kind.prototype.postMessage = function (message, ...rest) {
  post.call(this, message, ...rest);
  if (message.type !== "file") return;
  window.handed.push(message.packed instanceof Uint8Array && message.packed.length === 0);
};"""


def test_messages_are_answered_and_lead_to_the_guide(engine: Engine, edition: Edition) -> None:
    engine.open(edition.page("index.html"))
    engine.run(HANDED)
    assistant = Assistant(engine)
    assistant.check(messages.EBAY_MESSAGE)
    assert assistant.place() == "eBay"
    assistant.check(messages.THROTTLED_MESSAGE)
    assert assistant.verdict() == "no"
    assistant.check(messages.AMAZON_MESSAGE)
    assert (assistant.place(), assistant.verdict()) == ("Amazon", "yes")
    assistant.check(messages.SOURCE_MESSAGE)
    assert assistant.place() == ""
    assistant.choose("amazon")
    assert assistant.place() == "Amazon"
    assert unbroken(engine) == []
    assert engine.run("return window.handed") == ([True] * 3 if engine.name == "chromium" else [])
    engine.click("[data-teil=einstieg]")
    wait(engine, "return location.href.endsWith('/anleitungen/amazon.html#schritt-1')")
    wait(engine, "return document.querySelector('#schritt-1') !== null")


def test_half_unpacked_folder_says_so(engine: Engine, edition: Edition, tmp_path: Path) -> None:
    lost = shutil.ignore_patterns("offline-stdlib*")
    shutil.copytree(edition.folder / "assets", tmp_path / "assets", ignore=lost)
    shutil.copyfile(edition.folder / "assistent.html", tmp_path / "assistent.html")
    engine.open((tmp_path / "assistent.html").as_uri())
    assert Assistant(engine).check(messages.SOURCE_MESSAGE) == "Eine Datei fehlt"


def test_search_finds_a_code(engine: Engine, edition: Edition) -> None:
    engine.open(edition.page("glossar.html"))
    query = "[data-md-component=search-query]"
    wait(engine, "return typeof window.component$ === 'object'")
    engine.type(query, "invalid_grant")
    found = wait(
        engine,
        "const first = document.querySelector('.md-search-result__item a');"
        "return first && first.getAttribute('href')",
    )
    assert "/fehler/" in found
    assert "invalid-grant" in found
    assert unbroken(engine) == []


def test_steps_of_a_guide_are_remembered(engine: Engine, edition: Edition) -> None:
    address = edition.page("anleitungen/amazon.html")
    engine.open(address)
    wait(engine, "return document.querySelector('.th-tick') !== null")
    engine.click("[data-step='1'] .th-tick")
    engine.open(address)
    assert engine.run("return document.querySelectorAll('.th-tick input:checked').length") == 1
    engine.run("document.querySelector('.th-progress .th-button').click()")


def test_single_file_answers_and_shows_its_guide(engine: Engine, edition: Edition) -> None:
    engine.open(edition.single.as_uri())
    assistant = Assistant(engine)
    assistant.check(messages.SOURCE_MESSAGE)
    assistant.choose("amazon")
    engine.click("[data-teil=einstieg]")
    wait(engine, "return location.hash === '#anleitungen/amazon:schritt-1'")
    assert shown_parts(engine) == ["anleitungen/amazon"]
    wait(engine, "return document.title.startsWith('Amazon')")
    engine.run("history.back()")
    wait(engine, "return location.hash.startsWith('#fehler=')")
    assert shown_parts(engine) == ["start"]
    assistant.check(messages.EBAY_MESSAGE)
    assert assistant.place() == "eBay"
    assert unbroken(engine) == []


def test_single_file_is_searched_and_remembers_steps(engine: Engine, edition: Edition) -> None:
    engine.open(edition.single.as_uri())
    engine.type("[data-suche] input", "invalid_grant")
    wait(
        engine,
        "const first = document.querySelector('.th-treffer a');"
        "return first && first.hash === '#fehler/invalid-grant-ohne-angabe'",
    )
    assert shown_parts(engine) == ["suche"]
    engine.click(".th-treffer a")
    wait(engine, "return location.hash === '#fehler/invalid-grant-ohne-angabe'")
    assert shown_parts(engine) == ["fehler/invalid-grant-ohne-angabe"]
    assert unbroken(engine) == []

    address = f"{edition.single.as_uri()}#anleitungen/amazon"
    engine.open(address)
    engine.click("[id='anleitungen/amazon'] [data-step='2'] .th-tick")
    engine.open(address)
    ticked = "return document.querySelectorAll('.th-tick input:checked').length"
    assert engine.run(ticked) == 1
    engine.click("[id='anleitungen/amazon'] .th-progress .th-button")
    assert engine.run(ticked) == 0


def test_single_file_opens_at_an_address(engine: Engine, edition: Edition) -> None:
    engine.open(f"{edition.single.as_uri()}#fehler/invalid-grant-ohne-angabe")
    assert shown_parts(engine) == ["fehler/invalid-grant-ohne-angabe"]
    engine.open(f"{edition.single.as_uri()}#fehler=amazon-refresh-token-abgelaufen&markt=amazon")
    assert shown_parts(engine) == ["start"]
    assert Assistant(engine).place() == "Amazon"


def shown_parts(engine: Engine) -> list[str]:
    """Which pages of the single file are to be seen."""
    return list(
        engine.run(
            "return [...document.querySelectorAll('#start, .th-view')]"
            ".filter((part) => part.getClientRects().length > 0).map((part) => part.id)"
        )
    )


# ---- In one engine --------------------------------------------------------------------------


ASK_ALL = """async (queries) => {
  const field = document.querySelector("[data-suche] input");
  const list = document.querySelector(".th-treffer");
  const status = document.querySelector("[data-suche-stand]");
  const type = (text) => { field.value = text; field.dispatchEvent(new Event("input")); };
  const settled = () => list.querySelector("a") || status.textContent === status.dataset.keine;
  const found = [];
  for (const query of queries) {
    type("");
    type(query);
    while (!settled()) await new Promise((done) => setTimeout(done, 5));
    found.push(list.querySelector("a")?.hash ?? "");
  }
  return found;
}"""


def test_single_file_finds_the_same_as_the_site(page: Page, edition: Edition) -> None:
    page.goto(edition.single.as_uri())
    found = page.evaluate(ASK_ALL, [query for query, _ in QUERIES])
    wrong = [
        (query, first)
        for (query, pages), first in zip(QUERIES, found, strict=True)
        if first not in {f"#{'start' if p == 'assistent.html' else anchor(p)}" for p in pages}
    ]
    assert wrong == []


def test_single_file_has_the_tools(page: Page, edition: Edition) -> None:
    address = edition.single.as_uri()
    page.goto(f"{address}#support")
    links = page.locator("[data-werkzeug=verweise]")
    made = links.get_by_label("Adresse", exact=True)
    expect(made).to_have_value(f"{address}#fehler=token-erneuerung-fehlgeschlagen")
    links.get_by_label("Seite im Fehlerkatalog").check()
    expect(made).to_have_value(f"{address}#fehler/token-erneuerung-fehlgeschlagen")
    links.get_by_label("Anleitung oder einzelner Schritt").check()
    links.get_by_label("Schritt", exact=True).select_option("2")
    expect(made).to_have_value(f"{address}#anleitungen/amazon:schritt-2")
    links.get_by_label("Adresse der Hilfeseite").fill("https://hilfe.example.com/th")
    expect(made).to_have_value("https://hilfe.example.com/th/anleitungen/amazon.html#schritt-2")

    page.goto(f"{address}#erinnerung")
    page.get_by_role("button", name="Termine berechnen").click()
    expect(page.locator("[data-teil=termine] tr")).to_contain_text("365 Tage")

    page.goto(f"{address}#support/stapel")
    export = f"Nummer;Text\n1;{messages.EBAY_MESSAGE.replace('"', '')}\n"
    page.locator("[data-werkzeug=stapel] input[type=file]").set_input_files(
        {"name": "export.csv", "mimeType": "text/csv", "buffer": export.encode()}
    )
    row = page.locator("[data-werkzeug=stapel] [data-teil=zeilen] tr")
    expect(row).to_contain_text("eBay")
    expect(row.get_by_role("link")).to_have_attribute(
        "href", re.compile(r"#fehler=[\w-]+&markt=ebay")
    )

    # What is dropped where one message is asked for goes to the tool for many.
    page.goto(f"{address}#start")
    two = f"Nummer;Text\n1;{messages.EBAY_MESSAGE.replace('"', '')}\n2;-\n"
    page.evaluate(DROP, ["export.csv", list(two.encode())])
    page.get_by_role("button", name="Alle Tickets auswerten").click()
    expect(page.locator("[data-werkzeug=stapel] [data-teil=meldung]")).to_have_text(
        "Fertig: 2 Tickets ausgewertet."
    )
    expect(row.first).to_be_visible()
    assert page.url == f"{address}#support/stapel"


DENY_STORAGE = """for (const name of ["localStorage", "sessionStorage", "indexedDB"]) {
  Object.defineProperty(window, name, {
    get() { throw new DOMException("denied", "SecurityError"); } });
}"""


def test_single_file_asks_for_nothing_and_needs_no_storage(
    browser: Browser, edition: Edition
) -> None:
    engine = PlaywrightEngine(browser, first=DENY_STORAGE)
    try:
        engine.open(edition.single.as_uri())
        assistant = Assistant(engine)
        assistant.check(messages.AMAZON_MESSAGE)
        assert assistant.place() == "Amazon"
        engine.click(".th-single a[href='#fehler']")
        wait(engine, "return document.querySelector('#filter input') !== null")
        assert unbroken(engine) == []
    finally:
        engine.context.close()
    elsewhere = [url for url in engine.requests if not url.startswith(("about:", "blob:", "data:"))]
    assert elsewhere == [edition.single.as_uri()]


def test_folder_on_a_share_by_its_host_and_without_storage(
    browser: Browser, edition: Edition
) -> None:
    engine = PlaywrightEngine(browser, first=DENY_STORAGE)
    try:
        engine.open(edition.page("assistent.html").replace("file:///", "file://localhost/"))
        assistant = Assistant(engine)
        assistant.check(messages.AMAZON_MESSAGE)
        assert assistant.place() == "Amazon"
        engine.open(edition.page("anleitungen/ebay.html"))
        engine.click("[data-step='1'] .th-tick")
        assert unbroken(engine) == []
    finally:
        engine.context.close()
    assert all(url.startswith(("about:", "blob:", "data:", "file:")) for url in engine.requests)


def test_editions_may_ask_no_host_for_anything(browser: Browser, edition: Edition) -> None:
    engine = PlaywrightEngine(browser)
    try:
        for address in (edition.single.as_uri(), edition.page("assistent.html")):
            engine.open(address)
            engine.run(
                "fetch(arguments[0]).catch(() => {});"
                # Trusted types refuse the address of a foreign script before the policy is asked.
                "const script = document.createElement('script');"
                "try { script.src = arguments[0]; window.admitted = true; } catch {}"
                "for (const kind of ['img', 'iframe']) {"
                "  const element = document.createElement(kind);"
                "  element.src = arguments[0] + kind;"
                "  document.body.append(element);"
                "}"
                "const style = document.createElement('link');"
                "style.rel = 'stylesheet'; style.href = arguments[0] + 'css';"
                "document.body.append(style);",
                "http://127.0.0.1:9/",
            )
            wait(engine, "return window.broken.filter((one) => one.includes('127.0')).length >= 4")
            assert engine.run("return window.admitted") is None
            kinds = {"connect-src", "img-src", "frame-src", "style-src-elem"}
            assert kinds <= {text.partition(":")[0] for text in unbroken(engine)}
    finally:
        engine.context.close()


def test_without_scripts(new_page: NewPage, edition: Edition) -> None:
    page = new_page(java_script_enabled=False)
    page.goto(edition.page("index.html"))
    page.get_by_role("navigation", name="Ohne Fehlermeldung weiter").get_by_role(
        "link", name="eBay"
    ).first.click()
    assert page.url.endswith("/anleitungen/ebay.html")
    assert page.locator("#schritt-5").is_visible()
    assert page.locator("footer").get_by_text("Offline-Ausgabe 20").is_visible()

    page.goto(edition.single.as_uri())
    page.get_by_role("navigation", name="Ohne Fehlermeldung weiter").get_by_role(
        "link", name="eBay"
    ).first.click()
    assert page.locator("[id='anleitungen/ebay:schritt-5']").is_visible()
    assert not page.locator("#meldung").is_visible()
    page.get_by_role("link", name="Assistent", exact=True).first.click()
    assert page.locator("#meldung").is_visible()


@pytest.mark.parametrize(("days", "old"), [(360, False), (370, True)])
def test_says_when_it_has_become_old(
    new_page: NewPage, edition: Edition, days: int, *, old: bool
) -> None:
    made = json.loads((BUILT / "ausgabe.json").read_text("utf-8"))["date"]
    page = new_page()
    for address in (edition.page("faq/index.html"), edition.single.as_uri()):
        page.clock.install(time=f"{made}T08:00:00")
        page.clock.fast_forward(days * 86_400_000)
        page.goto(address)
        note = page.get_by_text("Diese Offline-Ausgabe ist älter als ein Jahr.")
        assert note.is_visible() == old


# ---- What is in it --------------------------------------------------------------------------


def test_every_page_says_version_and_day(edition: Edition, knowledge: Knowledge) -> None:
    pages = [
        path
        for path in edition.folder.rglob("*.html")
        if 'http-equiv="refresh"' not in path.read_text("utf-8")
    ]
    assert len(pages) > len(knowledge.findings)
    said = re.compile(rf"Offline-Ausgabe {re.escape(knowledge.version)} vom \d\d\.\d\d\.\d{{4}}")
    for path in [*pages, edition.single]:
        assert said.search(path.read_text("utf-8")), path.name


def test_every_page_has_the_policy(edition: Edition) -> None:
    for path in [*edition.folder.rglob("*.html"), edition.single]:
        head = path.read_text("utf-8").partition("<script")[0]
        assert "default-src 'none'" in head, path.name


def test_unpacked_site_is_sound(edition: Edition, knowledge: Knowledge) -> None:
    assert checks.check(edition.folder, knowledge) == []


def test_every_link_within_the_single_file_leads_somewhere(edition: Edition) -> None:
    document = checks.parse("assistent.html", edition.single.read_text("utf-8"))
    inside = {link[1:] for link in document.links if link.startswith("#") and "=" not in link}
    assert inside - set(document.ids) == set()
    outside = {link for link in document.links if not link.startswith("#")}
    assert all(link.startswith(("https://", "mailto:")) for link in outside), outside
    assert all(address.startswith("data:") for address in document.loads), document.loads


def test_single_file_holds_every_finding_and_guide(edition: Edition, knowledge: Knowledge) -> None:
    document = checks.parse("assistent.html", edition.single.read_text("utf-8"))
    ids = set(document.ids)
    assert {f"fehler/{name}" for name in knowledge.findings} <= ids
    assert knowledge.guide is not None
    for name in knowledge.guide.variants:
        assert f"anleitungen/{name}:schritt-5" in ids


def test_sizes(edition: Edition) -> None:
    assert edition.archive.stat().st_size <= 9 * MEGABYTE
    assert edition.single.stat().st_size <= 10 * MEGABYTE


def test_web_offers_what_was_built(site: Path, edition: Edition) -> None:
    about = json.loads((BUILT / "ausgabe.json").read_text("utf-8"))
    told = about["downloads"]
    editions = {"zip", "einzeldatei"}
    assert set(told) == {*editions, "paket"}
    day = date.fromisoformat(about["date"])
    for name, offered in (("index", editions), ("offline", editions), ("befehl", {"paket"})):
        page = (site / "support" / f"{name}.html").read_text("utf-8")
        assert offered == {"paket"} or f"Stand: {day:%d.%m.%Y}" in page
        for file in (told[one] for one in offered):
            data = (site / "downloads" / file["name"]).read_bytes()
            assert file["name"] in page
            assert len(data) == file["size"]
            assert f"{file['size'] / 1e6:.1f}&nbsp;MB".replace(".", ",") in page
            assert hashlib.sha256(data).hexdigest() == file["sha256"]
            assert file["sha256"] in page
        assert "[[zip" not in page
    for path in site.rglob("*.html"):
        if "downloads" not in path.parts:
            assert "Offline-Ausgabe 20" not in path.read_text("utf-8"), path
