"""The site in a real browser: access, steps, filter, search, print, and life without scripts.

Links, pictures, hosts and facts are looked at by every build (`publish.checks`), valid HTML by
`make check`. Tests that store nothing share a page (`visit`); the others have one of their own.
"""

from __future__ import annotations

import re
import shutil
from typing import TYPE_CHECKING, Literal

import pytest
from playwright.sync_api import expect

from publish.checks import parse
from tests.e2e import clipboard

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page, Route

    from tests.e2e.conftest import Axe, NewPage, Visit

# One of each kind of page.
KINDS = (
    "index.html",
    "assistent.html",
    "anleitungen/index.html",
    "anleitungen/amazon.html",
    "anleitungen/ebay.html",
    "anleitungen/andere.html",
    "anleitungen/kaufland.html",
    "faq/index.html",
    "faq/token-abgelaufen.html",
    "fehler/index.html",
    "fehler/token-erneuerung-fehlgeschlagen.html",
    "fehler/amazon-refresh-token-abgelaufen.html",
    "support/index.html",
    "support/stapel.html",
    "support/befehl.html",
    "erinnerung.html",
    "glossar.html",
    "datenschutz.html",
    "wissen-pflegen.html",
    "404.html",
)
# The other guides and findings have the same templates.
TEMPLATES = tuple(
    kind
    for kind in KINDS
    if kind not in {"anleitungen/ebay.html", "anleitungen/andere.html"}
    and "token-erneuerung" not in kind
)
SCHEMES: tuple[Literal["light"], Literal["dark"]] = ("light", "dark")
GUIDES = ("amazon", "ebay", "otto", "shopify", "etsy", "andere")
STEPS = 5

# The name of the element that has the focus and does not show it, in a list; else an empty list.
FOCUS_IS_HIDDEN = """() => {
  const at = document.activeElement;
  if (!at || at === document.body) return [];
  const shows = (one) => one && parseFloat(getComputedStyle(one).outlineWidth) >= 2
    && getComputedStyle(one).outlineStyle !== "none";
  const name = `${at.tagName}.${at.className} ${at.textContent.trim().slice(0, 30)}`;
  return shows(at) || shows(at.nextElementSibling) || at.matches(".md-skip") ? [] : [name];
}"""
# The beginnings of the tables of which a part is out of sight.
WIDE_TABLES = """() => [...document.querySelectorAll(".md-typeset table")]
  .filter((table) => table.offsetParent && table.clientWidth > table.closest("article").clientWidth)
  .map((table) => table.textContent.trim().slice(0, 40))"""
PHONE = 390
DENY_STORAGE = """for (const name of ["localStorage", "sessionStorage"]) {
  Object.defineProperty(window, name, {
    get() { throw new DOMException("The operation is insecure.", "SecurityError"); },
  });
}"""


# ------------------------------------------------------------------------------ Access


def open_everything(page: Page) -> None:
    """What is folded up must be right as well; the page for unknown addresses opens the search."""
    if page.url.endswith("404.html"):
        page.locator("[data-md-component='search-query']").press("Escape")
    page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")


def wear(page: Page, scheme: Literal["light", "dark"]) -> None:
    """The system asks for another scheme while the page is open."""
    page.emulate_media(color_scheme=scheme)
    worn = {"light": "default", "dark": "slate"}[scheme]
    expect(page.locator("body")).to_have_attribute("data-md-color-scheme", worn)


@pytest.mark.parametrize("address", TEMPLATES)
def test_axe_finds_nothing(visit: Visit, axe: Axe, address: str) -> None:
    page = visit(address)
    open_everything(page)
    wear(page, "light")
    axe(page)
    # The same page in other colours: whatever depends on them once more.
    wear(page, "dark")
    axe(page, rules=["cat.color"])


def test_axe_finds_nothing_in_the_open_search_and_menu(visit: Visit, axe: Axe) -> None:
    page = visit("faq/index.html", viewport={"width": 390, "height": 844})
    page.get_by_role("button", name="Navigation öffnen").press("Enter")
    for scheme in SCHEMES:
        wear(page, scheme)
        axe(page)
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Suche öffnen").press("Enter")
    page.locator("[data-md-component='search-query']").press_sequentially("Token")
    expect(page.locator(".md-search-result__item").first).to_be_visible()
    for scheme in SCHEMES:
        wear(page, scheme)
        axe(page)


@pytest.mark.parametrize("address", KINDS)
def test_nothing_scrolls_sideways(visit: Visit, address: str) -> None:
    """320 pixels are what is left of 1280 at 400 % zoom, 640 at 200 %."""
    page = visit(address)
    open_everything(page)
    for width in (1280, 640, 390, 320):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        # Nor within: on a phone a table shows all its columns.
        if width <= PHONE:
            assert page.evaluate(WIDE_TABLES) == []


def test_the_keyboard_starts_with_the_way_to_the_content(visit: Visit) -> None:
    page = visit("anleitungen/amazon.html")
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text(re.compile("Zum Inhalt"))


def test_focus_is_always_visible(visit: Visit) -> None:
    """Every element that the keyboard reaches shows it, by an outline of its own or its label's."""
    page = visit("anleitungen/amazon.html")
    unseen = []
    for _ in range(60):
        page.keyboard.press("Tab")
        unseen += page.evaluate(FOCUS_IS_HIDDEN)
    assert unseen == []


def test_headings_are_read_without_the_sign_of_their_address(visit: Visit) -> None:
    page = visit("anleitungen/amazon.html")
    for start in ("Amazon: Token erneuern", "Die fünf Schritte", "Schritt 3"):
        heading = page.get_by_role("heading", name=start).first
        expect(heading).to_have_accessible_name(re.compile(rf"^{start}[^¶]*$"))


def test_the_navigation_says_where_the_reader_is(visit: Visit) -> None:
    for address, current in (
        ("anleitungen/amazon.html", "Anleitungen"),
        # Findings are too many for the navigation; the catalogue is their place.
        ("fehler/amazon-refresh-token-abgelaufen.html", "Fehlerkatalog"),
    ):
        page = visit(address)
        expect(page.locator(".md-tabs [aria-current]")).to_have_text([current])


def test_the_menu_of_small_windows_works_by_keyboard(visit: Visit) -> None:
    page = visit("index.html", viewport={"width": 390, "height": 844})
    menu = page.get_by_role("button", name="Navigation öffnen")
    menu.focus()
    page.keyboard.press("Enter")
    opened = page.get_by_role("button", name=re.compile("^Navigation"))
    expect(opened).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("Escape")
    expect(opened).to_have_attribute("aria-expanded", "false")
    expect(opened).to_be_focused()


def test_forced_colours_keep_what_matters(visit: Visit) -> None:
    page = visit("fehler/index.html", forced_colors="active")
    badge = page.locator(".th-renew").first
    assert badge.inner_text().strip() in {"Ja", "Nein", "Möglicherweise"}
    assert badge.evaluate("(one) => getComputedStyle(one).borderStyle") == "solid"


def test_nothing_moves_for_those_who_asked_for_rest(visit: Visit) -> None:
    page = visit("faq/index.html", reduced_motion="reduce")
    seconds = page.evaluate(
        """Math.max(...[...document.querySelectorAll('*')].flatMap((one) =>
          getComputedStyle(one).transitionDuration.split(',').map(parseFloat)))"""
    )
    assert seconds <= 0.001


def test_every_page_says_what_it_is(site: Path) -> None:
    titles: dict[str, str] = {}
    for file in site.rglob("*.html"):
        name = file.relative_to(site).as_posix()
        html = file.read_text("utf-8")
        if 'http-equiv="refresh"' in html:
            continue
        description = re.search(r'<meta name="description" content="([^"]{15,})"', html)
        assert description, name
        title = parse(name, html).title
        assert title not in titles, f"{name} has the title of {titles.get(title)}"
        titles[title] = name


def test_the_scheme_can_be_chosen_and_is_remembered(new_page: NewPage) -> None:
    page = new_page(color_scheme="light")
    page.goto("index.html")
    body = page.locator("body")
    expect(body).to_have_attribute("data-md-color-scheme", "default")
    page.locator("label[title^='Farbschema wie im System']").click()
    page.locator("label[title^='Helles Farbschema']").click()
    expect(body).to_have_attribute("data-md-color-scheme", "slate")
    page.goto("glossar.html")
    expect(body).to_have_attribute("data-md-color-scheme", "slate")


def test_the_system_decides_until_somebody_chooses(new_page: NewPage) -> None:
    page = new_page(color_scheme="dark")
    page.goto("index.html")
    expect(page.locator("body")).to_have_attribute("data-md-color-scheme", "slate")


def test_terms_lead_to_the_glossary(visit: Visit) -> None:
    page = visit("anleitungen/amazon.html")
    term = page.locator("a.th-term").first
    assert term.get_attribute("title")
    term.click()
    expect(page).to_have_url(re.compile(r"glossar\.html#"))


def test_a_block_of_text_can_be_copied(new_page: NewPage) -> None:
    page = new_page(permissions=clipboard.PERMISSIONS)
    page.goto("support/index.html")
    block = page.locator(".highlight", has_text="Guten Tag,").first
    copied = clipboard.copy(block.get_by_role("button", name="Kopieren"))["text/plain"]
    expect(page.get_by_text("In die Zwischenablage kopiert.")).to_be_attached()
    assert copied.startswith("Guten Tag,")
    assert copied.strip() == block.locator("code").inner_text().strip()


def test_where_copying_is_not_allowed_the_text_is_marked(new_page: NewPage) -> None:
    page = new_page()
    page.add_init_script("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    page.goto("support/index.html")
    block = page.locator(".highlight", has_text="Guten Tag,").first
    block.get_by_role("button", name="Kopieren").click()
    expect(page.get_by_text("Kopieren Sie ihn mit Strg + C")).to_be_attached()
    assert page.evaluate("getSelection().toString()").startswith("Guten Tag,")


# ------------------------------------------------------------------------------ Guides


@pytest.mark.parametrize("guide", GUIDES)
def test_a_guide_prints_on_two_pages(visit: Visit, guide: str) -> None:
    page = visit(f"anleitungen/{guide}.html")
    pdf = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) == 2
    page.emulate_media(media="print")
    for mark in page.locator(".th-step figcaption:visible").all():
        assert mark.inner_text() == "Schematische Darstellung"
    millimetres = page.locator(".th-step .pic-figure:visible").evaluate_all(
        "(all) => all.map((one) => one.getBoundingClientRect().width * 25.4 / 96)"
    )
    # Enough to read what stands in them; the last is but a list.
    assert min(millimetres[:-1]) >= 51.9
    page.emulate_media(media="null")


def test_each_step_has_an_address(visit: Visit) -> None:
    for step in range(1, STEPS + 1):
        page = visit(f"anleitungen/amazon.html#schritt-{step}")
        expect(page.locator(f"#schritt-{step}")).to_be_in_viewport()


def test_who_uses_keys_is_told_from_the_start_that_nothing_is_to_be_renewed(visit: Visit) -> None:
    page = visit("index.html", java_script_enabled=False)
    page.get_by_role("link", name="Kaufland").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("Kaufland: kein Token"))
    expect(page.get_by_text("Nein, Erneuern hilft nicht.")).to_be_visible()


def test_ticks_are_remembered_and_can_be_cleared(page: Page) -> None:
    page.goto("anleitungen/amazon.html")
    page.get_by_label("Schritt 1 ist erledigt").check()
    page.get_by_label("Schritt 3 ist erledigt").check()
    expect(page.get_by_text("2 von 5 Schritten erledigt")).to_be_visible()
    page.reload()
    expect(page.get_by_label("Schritt 1 ist erledigt")).to_be_checked()
    expect(page.get_by_label("Schritt 2 ist erledigt")).not_to_be_checked()
    expect(page.get_by_label("Schritt 3 ist erledigt")).to_be_checked()
    page.get_by_role("button", name="Haken entfernen").click()
    expect(page.get_by_text("0 von 5 Schritten erledigt")).to_be_visible()
    expect(page.get_by_label("Schritt 1 ist erledigt")).to_be_focused()
    page.reload()
    expect(page.get_by_label("Schritt 1 ist erledigt")).not_to_be_checked()


def test_each_guide_remembers_its_own_ticks(page: Page) -> None:
    page.goto("anleitungen/amazon.html")
    page.get_by_label("Schritt 1 ist erledigt").check()
    page.goto("anleitungen/ebay.html")
    expect(page.get_by_text("0 von 5 Schritten erledigt")).to_be_visible()


def test_ticks_work_where_nothing_may_be_stored(new_page: NewPage) -> None:
    page = new_page()
    page.add_init_script(DENY_STORAGE)
    page.goto("anleitungen/amazon.html")
    page.get_by_label("Schritt 1 ist erledigt").check()
    expect(page.get_by_text("1 von 5 Schritten erledigt")).to_be_visible()
    expect(page.get_by_text("Ihr Browser speichert die Haken nicht")).to_be_visible()
    page.locator("label[title^='Farbschema wie im System']").click()
    page.locator("label[title^='Helles Farbschema']").click()
    expect(page.locator("body")).to_have_attribute("data-md-color-scheme", "slate")


def test_spoilt_ticks_are_forgotten(page: Page) -> None:
    page.goto("anleitungen/amazon.html")
    for stored, done in (("kein JSON", 0), ("{}", 0), ('["9", 1]', 1), ("null", 0)):
        page.evaluate("(text) => localStorage.setItem('tokenhilfe.schritte.amazon', text)", stored)
        page.reload(wait_until="domcontentloaded")
        expect(page.get_by_text(f"{done} von 5 Schritten erledigt")).to_be_visible()


# ------------------------------------------------------------------------------ Catalogue


def rows(page: Page) -> list[str]:
    """The ids of the rows that are shown."""
    return [
        str(name)
        for name in page.locator(".th-catalogue tbody tr:visible").evaluate_all(
            "(rows) => rows.map((row) => row.id)"
        )
    ]


def test_the_catalogue_filters_as_you_type(visit: Visit) -> None:
    page = visit("fehler/index.html")
    everything = len(rows(page))
    field = page.get_by_label("Code oder Wort")
    field.fill("refreshing token")
    assert "token-erneuerung-fehlgeschlagen" in rows(page)
    assert len(rows(page)) < everything
    expect(page.get_by_role("status")).to_contain_text(f"{len(rows(page))} von {everything}")
    field.fill("INVALID grant amazon")
    assert "amazon-refresh-token-abgelaufen" in rows(page)
    page.get_by_role("button", name="Filter zurücksetzen").click()
    assert len(rows(page)) == everything
    expect(field).to_be_focused()


def test_a_catalogue_of_thousands_shows_some_hundred_at_once(page: Page, site: Path) -> None:
    def longer(route: Route) -> None:
        whole = (site / "fehler" / "index.html").read_text("utf-8")
        before, body, after = re.split(r"(?<=<tbody>)|(?=</tbody>)", whole)
        route.fulfill(body=before + body * 6 + after, content_type="text/html; charset=utf-8")

    page.route("**/fehler/index.html", longer)
    page.goto("fehler/index.html")
    assert len(rows(page)) == 300
    expect(page.get_by_role("status")).to_contain_text("Zu sehen sind die ersten 300.")
    page.get_by_label("Code oder Wort").fill("refreshing token")
    assert 0 < len(rows(page)) < 300
    page.get_by_role("button", name="Filter zurücksetzen").click()
    page.get_by_role("button", name="Alle zeigen").click()
    assert len(rows(page)) > 600


def test_the_catalogue_filters_by_marketplace_and_advice(visit: Visit) -> None:
    page = visit("fehler/index.html")
    page.get_by_label("Plattform").select_option(label="Amazon")
    amazon = rows(page)
    assert amazon
    places = page.locator(".th-catalogue tbody tr:visible").evaluate_all(
        "(rows) => rows.map((row) => row.dataset.place)"
    )
    assert set(places) == {"amazon"}
    page.get_by_label("Hilft Erneuern?").select_option(label="Ja")
    assert set(rows(page)) < set(amazon)
    assert "amazon-refresh-token-abgelaufen" in rows(page)


def test_the_list_of_platforms_is_in_groups(visit: Visit) -> None:
    page = visit("fehler/index.html")
    place = page.get_by_label("Plattform")
    expect(place.locator("optgroup")).to_have_count(2)
    shown: dict[str, set[str]] = {}
    for choice in ("Amazon", "Microsoft", "Bei jeder Plattform möglich", "Alle anderen Dienste"):
        place.select_option(label=choice)
        shown[choice] = set(rows(page))
        assert shown[choice], choice
    assert shown["Microsoft"] < shown["Alle anderen Dienste"]
    # Whoever chose a marketplace is told of the messages that name none.
    anywhere = len(shown["Bei jeder Plattform möglich"])
    place.select_option(label="Amazon")
    expect(page.get_by_role("status")).to_contain_text(f"{anywhere} weitere unter »Bei jeder")


def test_umlauts_do_not_matter_to_the_filter(visit: Visit) -> None:
    page = visit("fehler/index.html")
    field = page.get_by_label("Code oder Wort")
    field.fill("ungültig")
    with_umlaut = rows(page)
    field.fill("ungueltig")
    assert rows(page) == with_umlaut != []


def test_where_nothing_fits_the_catalogue_says_how_to_go_on(visit: Visit, axe: Axe) -> None:
    page = visit("fehler/index.html")
    page.get_by_label("Code oder Wort").fill("xyzzy")
    assert rows(page) == []
    expect(page.get_by_role("status")).to_contain_text("Kein Fehler passt")
    axe(page)


def test_a_row_leads_to_its_page(visit: Visit) -> None:
    page = visit("fehler/index.html")
    page.locator("#amazon-refresh-token-abgelaufen a").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Amazon")
    page.get_by_role("link", name="Fehlerkatalog").first.click()
    expect(page).to_have_url(re.compile(r"fehler/index\.html$"))


# ------------------------------------------------------------------------------ Without help


def test_pages_work_without_scripts(visit: Visit) -> None:
    for address in TEMPLATES:
        page = visit(address, java_script_enabled=False)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        expect(page.get_by_role("navigation", name="Hauptnavigation")).to_be_visible()


def test_without_scripts_the_catalogue_is_a_plain_table(visit: Visit) -> None:
    page = visit("fehler/index.html", java_script_enabled=False)
    assert (
        page.locator(".th-catalogue tbody tr").count()
        == page.locator(".th-catalogue tbody tr:visible").count()
    )
    expect(page.locator("#filter")).to_be_hidden()


def test_without_scripts_a_guide_shows_every_step_and_its_troubles(visit: Visit) -> None:
    page = visit("anleitungen/amazon.html", java_script_enabled=False)
    assert page.locator(".th-step:visible").count() == STEPS
    page.locator(".th-step summary").first.click()
    expect(page.locator(".th-step dd").first).to_be_visible()


@pytest.mark.allow_errors("404")
def test_an_unknown_address_opens_the_search_with_its_words(page: Page) -> None:
    answer = page.goto("fehler/invalid-grant.html")
    assert answer
    assert answer.status == 404
    expect(page.get_by_role("heading", level=1)).to_have_text("Diese Seite gibt es nicht")
    field = page.locator("[data-md-component='search-query']")
    expect(field).to_be_focused()
    expect(field).to_have_value("invalid grant")
    expect(page.locator(".md-search-result__item").first).to_be_visible()


def test_the_search_works_from_a_folder(
    new_page: NewPage, offline_archive: Path, tmp_path: Path
) -> None:
    """By double click, from a path with spaces and umlauts."""
    folder = tmp_path / "Größe & Maß (Kopie)"
    shutil.unpack_archive(offline_archive, folder)
    page = new_page()
    page.goto((folder / "index.html").as_uri())
    page.locator("[data-md-component='search-query']").click()
    page.locator("[data-md-component='search-query']").press_sequentially("Label druckt nicht")
    first = page.locator(".md-search-result__item a").first
    first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("abgelaufen"))
    assert page.url.startswith("file:")
