"""The site's search finds what people type: the page that must come first, per query.

Runs the theme's own search in the browser. Inflections, compound tails, misspellings and
spellings without umlauts come from `publish/words.py` and the findings' search words.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.e2e.conftest import PATIENCE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

FAQ = "faq/token-abgelaufen.html"
QUESTIONS = "faq/index.html"
AMAZON = "anleitungen/amazon.html"
EBAY = "anleitungen/ebay.html"
OTTO = "anleitungen/otto.html"
SHOPIFY = "anleitungen/shopify.html"
ETSY = "anleitungen/etsy.html"
KAUFLAND = "anleitungen/kaufland.html"
WOOCOMMERCE = "anleitungen/woocommerce.html"
SHOPWARE = "anleitungen/shopware.html"
OTHERS = "anleitungen/andere.html"
REMINDER = "erinnerung.html"
COMMAND = "support/befehl.html"
BATCH = "support/stapel.html"
EMBEDDING = "support/einbetten.html"
OFFLINE = "support/offline.html"
GUIDES = "anleitungen/index.html"
CATALOGUE = "fehler/index.html"
SUPPORT = "support/index.html"
GLOSSARY = "glossar.html"
PRIVACY = "datenschutz.html"
UPKEEP = "wissen-pflegen.html"
ASSISTANT = "assistent.html"


def finding(name: str) -> str:
    return f"fehler/{name}.html"


REFRESHING = finding("token-erneuerung-fehlgeschlagen")
AMAZON_CONSENT = finding("amazon-refresh-token-abgelaufen")

# What is typed, and the page whose result must be the first. Where two pages answer equally well,
# either may come first.
QUERIES: tuple[tuple[str, tuple[str, ...]], ...] = (
    # The symptom, in the words of the source and in people's own
    ("Token abgelaufen", (FAQ,)),
    ("Tocken abgelaufen", (FAQ,)),
    ("tokken abgelaufen", (FAQ,)),
    ("token abgelaufn", (FAQ,)),
    ("abgelaufenes Token", (FAQ,)),
    ("abgelaufener Token", (FAQ,)),
    ("Token ungültig", (FAQ,)),
    ("Token ungueltig", (FAQ,)),
    ("ungültiges Token", (FAQ,)),
    ("refreshing token", (FAQ, REFRESHING)),
    ("An error occurred while refreshing token", (FAQ, REFRESHING)),
    ("error occurred", (FAQ, REFRESHING)),
    ("ServerError", (FAQ, REFRESHING)),
    ("ServerError 400", (FAQ, REFRESHING)),
    ("consent-flow", (FAQ, GLOSSARY)),
    ("Label druckt nicht", (FAQ,)),
    ("Labels drucken nicht", (FAQ,)),
    ("Versandlabel druckt nicht", (FAQ,)),
    ("Versandetikett drucken", (FAQ,)),
    ("SFP Label", (FAQ,)),
    ("SFP-Versandlabels", (FAQ,)),
    ("Vorgangsabruf geht nicht", (FAQ, REFRESHING)),
    ("Bestellungen kommen nicht", (FAQ,)),
    ("keine Bestellungen", (FAQ, QUESTIONS)),
    # The way
    ("Amazon Token erneuern", (AMAZON,)),
    ("Amazon Tokens erneuern", (AMAZON,)),
    ("Amazon neu anmelden", (AMAZON,)),
    ("Amazon Anmeldung", (AMAZON,)),
    ("Seller Central", (AMAZON, GLOSSARY)),
    ("Sellercentral", (AMAZON, GLOSSARY)),
    ("eBay Token erneuern", (EBAY,)),
    ("ebay erneuerung", (EBAY,)),
    ("eBay neu anmelden", (EBAY,)),
    ("eBay Anleitung", (EBAY,)),
    ("Authentifizierung OAuth Integrierte Lösung", (EBAY,)),
    ("Authentifizierung OAuth Integrierte Loesung", (EBAY,)),
    ("OTTO Token", (OTTO,)),
    ("otto anmelden", (OTTO,)),
    ("Shopify", (SHOPIFY,)),
    ("Shopify Token erneuern", (SHOPIFY,)),
    ("Etsy anmelden", (ETSY,)),
    ("Kaufland", (KAUFLAND,)),
    ("Kaufland Token", (KAUFLAND,)),
    ("WooCommerce Schlüssel", (WOOCOMMERCE, finding("woocommerce-schluessel-ungueltig"))),
    ("Shopware", (SHOPWARE,)),
    ("Neuanmeldung", (AMAZON, EBAY)),
    ("eBay neu verbinden", (EBAY,)),
    ("Amazon verbindet nicht mehr", (AMAZON,)),
    ("microtech autorisieren", (AMAZON,)),
    ("SPEICHERN & SCHLIEßEN", (FAQ, AMAZON)),
    ("E-COMMERCE - STAMMDATEN - PLATTFORMEN", (GUIDES,)),
    # Misspelt in ways that nobody wrote down beforehand
    ("Tokn abgelaufn", (FAQ,)),
    ("Toeken abgelaufen", (FAQ,)),
    ("amzon", (AMAZON,)),
    ("Amazn token", (AMAZON,)),
    ("Kauflnad", (KAUFLAND,)),
    ("Anmeldng", (AMAZON, EBAY)),
    ("Versandlabl", (FAQ,)),
    ("Bestelungen", (FAQ,)),
    ("Glosar", (GLOSSARY,)),
    ("Datenschuzt", (PRIVACY,)),
    # Two words written as one
    ("refreshtoken", (GLOSSARY, FAQ, finding("refresh-token-abgelehnt"))),
    ("accesstoken", (GLOSSARY,)),
    ("invalidgrant", (finding("invalid-grant-ohne-angabe"), AMAZON_CONSENT)),
    ("Serverfehler", (FAQ, REFRESHING, finding("stoerung-beim-anbieter"))),
    # As support types: terse, a name and little else
    ("amazon fehler", (AMAZON,)),
    ("ebay fehler", (EBAY,)),
    ("shopify fehler", (SHOPIFY,)),
    ("token expired", (FAQ,)),
    ("sp-api", (AMAZON,)),
    ("mfa", (GLOSSARY, finding("microsoft-zustimmung-fehlt"))),
    ("aktiv haken", (GLOSSARY, FAQ)),
    ("labeldruck", (FAQ,)),
    ("bestellimport", (FAQ,)),
    ("makro", (SUPPORT, EMBEDDING)),
    ("kunde anschreiben", (SUPPORT,)),
    ("antwort an kunden", (SUPPORT,)),
    ("msg", (BATCH, COMMAND)),
    ("amazon 403", (finding("amazon-zugriff-verweigert"),)),
    ("ups label", (finding("ups-anmeldung-abgelehnt"),)),
    ("lwa", (finding("amazon-geheimnis-wechsel"), finding("amazon-anwendung-abgewiesen"))),
    # Only similar: what else runs out, and what no renewal mends
    ("Zertifikat abgelaufen", (finding("netzwerk-zertifikat-abgelaufen"),)),
    ("Uhrzeit falsch", (finding("uhrzeit-falsch"),)),
    ("Timeout", (finding("netzwerk-zeitueberschreitung"),)),
    ("Proxy", (finding("netzwerk-proxy-anmeldung"),)),
    ("429", (finding("zu-viele-abrufe"),)),
    (
        "zu viele Anfragen",
        (
            finding("zu-viele-abrufe"),
            finding("kaufland-anfragelimit"),
            finding("otto-anfragelimit"),
        ),
    ),
    ("AADSTS700082", (finding("microsoft-anmeldung-abgelaufen"),)),
    ("Access to requested resource is denied", (finding("amazon-zugriff-verweigert"),)),
    ("invalid_scope", (finding("berechtigungsumfang-abgelehnt"),)),
    ("Passwort geändert", (finding("ebay-token-nach-kontoaenderung"),)),
    ("anderer Marktplatz", (OTHERS,)),
    ("andere Marktplätze", (OTHERS,)),
    ("andere Marktplaetze", (OTHERS,)),
    ("Anleitung", (GUIDES, AMAZON, EBAY, OTHERS)),
    ("Anleitungen", (GUIDES,)),
    ("welche Plattform", (GUIDES,)),
    ("Aktiv-Kennzeichen", (FAQ, AMAZON, EBAY, OTHERS, GLOSSARY)),
    ("Aktivkennzeichen", (GLOSSARY, AMAZON, EBAY, OTHERS)),
    # Questions
    ("Wie lange ist ein Token gültig", (QUESTIONS, finding("frage-zur-laufzeit"))),
    ("Gültigkeit", (QUESTIONS,)),
    ("Gueltigkeit", (QUESTIONS,)),
    ("Gültigkeitsdauer Token", (QUESTIONS, FAQ)),
    ("Token Laufzeit", (QUESTIONS, FAQ)),
    ("18 Monate", (QUESTIONS, FAQ)),
    ("Warum muss ich mich neu anmelden", (QUESTIONS,)),
    ("Gehen Bestellungen verloren", (QUESTIONS,)),
    ("Bestellung verloren", (QUESTIONS,)),
    ("mehrere Konten", (QUESTIONS,)),
    ("mehrere Accounts", (QUESTIONS,)),
    ("Worauf hat microtech Zugriff", (QUESTIONS, FAQ)),
    ("Zustimmung zurücknehmen", (QUESTIONS,)),
    ("Zustimmung widerrufen", (QUESTIONS, AMAZON_CONSENT)),
    ("falsches Konto", (finding("falsches-konto-angemeldet"), QUESTIONS)),
    ("Inkognito", (QUESTIONS,)),
    ("privates Fenster", (QUESTIONS, AMAZON)),
    ("wann läuft mein Token ab", (FAQ, REMINDER)),
    ("Erinnerung", (REMINDER,)),
    ("Kalender", (REMINDER,)),
    ("Bestellungen werden nicht abgerufen", (FAQ,)),
    ("Aufträge kommen nicht an", (FAQ,)),
    ("Cookies löschen", (QUESTIONS, GLOSSARY, AMAZON, EBAY, OTHERS)),
    # Codes
    ("invalid_grant", (finding("invalid-grant-ohne-angabe"), AMAZON_CONSENT)),
    ("Amazon invalid_grant", (AMAZON_CONSENT,)),
    ("User may have revoked", (AMAZON_CONSENT,)),
    (
        "932",
        (finding("ebay-token-hart-abgelaufen"), finding("ebay-oauth-zugriffstoken-abgelaufen")),
    ),
    (
        "eBay 932",
        (finding("ebay-token-hart-abgelaufen"), finding("ebay-oauth-zugriffstoken-abgelaufen")),
    ),
    ("Auth token is hard expired", (finding("ebay-token-hart-abgelaufen"),)),
    ("931", (finding("ebay-token-nicht-erkannt"), finding("ebay-oauth-token-im-falschen-feld"))),
    ("Fehler 16110", (finding("ebay-zugriff-widerrufen"),)),
    ("21916984", (finding("ebay-iaf-token-ungueltig"),)),
    (
        "Expired IAF token",
        (finding("ebay-iaf-token-abgelaufen"), finding("ebay-iaf-token-ungueltig")),
    ),
    ("17470", (finding("ebay-bitte-neu-anmelden"),)),
    ("QuotaExceeded", (finding("amazon-zu-viele-abrufe"),)),
    ("MD5110", (finding("amazon-zustimmung-md5110"),)),
    (
        "MissingAuthenticationToken",
        (
            finding("amazon-anfrage-ohne-anmeldung"),
            finding("anfrage-ohne-anmeldung"),
        ),
    ),
    (
        "invalid_client",
        (
            finding("anwendung-abgewiesen"),
            finding("amazon-anwendung-abgewiesen"),
            finding("ebay-anwendung-abgewiesen"),
        ),
    ),
    ("Fehlercodes", (CATALOGUE,)),
    ("Fehlerkatalog", (CATALOGUE,)),
    # Everything else
    ("Refresh-Token", (GLOSSARY, finding("refresh-token-abgelehnt"))),
    ("Access-Token", (GLOSSARY,)),
    ("Was ist OAuth", (GLOSSARY,)),
    ("Glossar", (GLOSSARY,)),
    ("Datenschutz", (PRIVACY,)),
    ("DSGVO", (PRIVACY,)),
    ("Textbausteine", (SUPPORT,)),
    ("Händler", (SUPPORT,)),
    ("Haendler", (SUPPORT,)),
    ("Händlern helfen", (SUPPORT,)),
    ("Helpdesk", (SUPPORT,)),
    ("einbetten", (EMBEDDING,)),
    ("iframe", (EMBEDDING,)),
    ("Ticket-Export", (BATCH,)),
    ("CSV", (COMMAND, BATCH)),
    ("offline", (OFFLINE,)),
    ("Download", (OFFLINE,)),
    ("2FA", (GLOSSARY,)),
    ("Wissen pflegen", (UPKEEP,)),
    ("neuen Fehler ergänzen", (UPKEEP,)),
    ("neuen Fehler ergaenzen", (UPKEEP,)),
    ("Fehlermeldung prüfen", (ASSISTANT,)),
    ("Fehlermeldung pruefen", (ASSISTANT,)),
)

SETTLED = """(query) => {
  const meta = document.querySelector(".md-search-result__meta").textContent;
  const first = document.querySelector(".md-search-result__item a");
  if (!query) return meta.includes("Suchbegriff") && !first;
  return first ? new URL(first.href).pathname.slice(1) : meta.includes("Keine") && meta;
}"""


@pytest.fixture(scope="module")
def search(browser: Browser, base_url: str) -> Iterator[Page]:
    """One page with the search open; the index is built once for all queries."""
    context = browser.new_context(base_url=base_url, locale="de-DE")
    page = context.new_page()
    page.goto("glossar.html")
    page.locator("[data-md-component='search-query']").click()
    page.wait_for_function(SETTLED, arg="")
    yield page
    context.close()


def first_result(page: Page, query: str) -> str:
    """The page of the first result for `query`, relative to the site; else what the search says."""
    field = page.locator("[data-md-component='search-query']")
    # The field is emptied first, so that no result of the query before is taken for this one's.
    for typed in ("", query):
        field.fill(typed)
        field.dispatch_event("keyup")
        settled = page.wait_for_function(SETTLED, arg=typed, timeout=PATIENCE)
    return str(settled.json_value()).split("#", 1)[0]


def test_there_are_enough_queries() -> None:
    assert len({query for query, _ in QUERIES}) >= 60


@pytest.mark.parametrize(("query", "pages"), QUERIES, ids=[query for query, _ in QUERIES])
def test_the_right_page_comes_first(search: Page, query: str, pages: tuple[str, ...]) -> None:
    assert first_result(search, query) in pages
