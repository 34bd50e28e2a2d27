"""The site's generated pages, as a plain function from knowledge to Markdown.

Free of mkdocs on purpose: Material for MkDocs ends in 2027, and whatever follows can call
:func:`pages` as well. The texts come from `wizard/knowledge`, their arrangement from the
templates in `overrides/generated`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from publish import pictures
from publish.prose import shielded
from publish.words import expand
from wizard.catalog import ANY, NONE, Finding, Guide, Knowledge, Marketplace, Source

TEMPLATES = Path(__file__).resolve().parent.parent / "overrides" / "generated"

RENEW_LABELS = {"yes": "Ja", "maybe": "Möglicherweise", "no": "Nein"}
"""Whether renewing helps, in one word: badges, table and filter. In the catalogue's order."""

RENEW_ANSWERS = {
    "yes": "Ja, Erneuern hilft.",
    "no": "Nein, Erneuern hilft nicht.",
    "maybe": "Möglicherweise. Prüfen Sie zuerst:",
}
"""The same as the first sentence of a finding's answer."""

SEARCH_BOOSTS = {"yes": 3.0, "maybe": 2.6, "no": 2.4}
"""How much more a finding counts in the search: what merchants can mend is asked for most."""

PLACE_BOOSTS = {ANY: 1.4, NONE: 0.8}
"""What concerns everybody counts more, what concerns no marketplace less."""

SIGN_IN_LABELS = {
    "oauth": "OAuth: Sie melden sich an",
    "keys": "Schlüssel: keine Anmeldung",
    "unclear": "je nach Einrichtung",
}

# What people type to get to a page, beside its own text. `publish.words` adds inflections.
PAGE_WORDS: Mapping[str, tuple[str, ...]] = {
    "anleitungen/index.md": (
        "Anleitung",
        "Anleitungen",
        "Schritt für Schritt",
        "welche Plattform",
        "E-COMMERCE STAMMDATEN PLATTFORMEN",
        "andere Plattform",
        "Plattformen",
    ),
    "anleitungen/amazon.md": (
        "Amazon",
        "Token erneuern",
        "Amazon anmelden",
        "Amazon Erneuerung",
        "Amazon verbinden",
        "Seller Central",
        "Sellercentral",
        "Seller-Central",
        "Anleitung",
        "consent flow",
        "autorisieren",
        "Amazon Konto neu verbinden",
        "SP-API",
        "SPAPI",
        "Selling Partner API",
    ),
    "anleitungen/ebay.md": (
        "eBay",
        "Token erneuern",
        "eBay anmelden",
        "eBay Erneuerung",
        "eBay Konto neu verbinden",
        "Anleitung",
        "Authentifizierung OAuth Integrierte Lösung",
    ),
    "anleitungen/otto.md": (
        "OTTO",
        "OTTO Market",
        "OPC",
        "Token erneuern",
        "OTTO anmelden",
        "Anleitung",
    ),
    "anleitungen/shopify.md": ("Shopify", "Token erneuern", "Shopify anmelden", "Anleitung"),
    "anleitungen/etsy.md": ("Etsy", "Token erneuern", "Etsy anmelden", "Anleitung"),
    "anleitungen/andere.md": (
        "anderer Marktplatz",
        "andere Marktplätze",
        "Anleitung",
        "Token erneuern",
    ),
    "fehler/index.md": (
        "Fehlerkatalog",
        "Fehlerliste",
        "Fehlercode",
        "Fehlercodes",
        "Fehlernummer",
        "alle Fehler",
        "Katalog",
    ),
    "glossar.md": (
        "Glossar",
        "Begriffe",
        "Begriff",
        "Erklärung",
        "Lexikon",
        "Wörterbuch",
        "was ist",
        "was bedeutet",
        "Access-Token",
        "Refresh-Token",
        "OAuth",
    ),
    "faq/token-abgelaufen.md": (
        "Token abgelaufen",
        "Token ungültig",
        "refreshing token",
        "An error occurred while refreshing token",
        "ServerError",
        "Label druckt nicht",
        "Versandlabel drucken",
        "SFP",
        "Vorgangsabruf",
        "keine Bestellungen",
        "Bestellungen kommen nicht",
        "consent-flow",
        "Erneuerung",
        "Token expired",
        "Labeldruck",
        "Bestellimport",
        "Auftragsimport",
    ),
}


@dataclass(frozen=True, slots=True)
class Way:
    """A link that leads on from a finding: its text and its target, relative to `fehler/`."""

    text: str
    target: str


def pages(knowledge: Knowledge) -> dict[str, str]:
    """All generated pages: path below the docs directory → Markdown with front matter.

    Pure: the same knowledge gives the same pages. Raises `publish.pictures.PictureError` when a
    step names a picture that does not exist, and `ValueError` when the knowledge has no guide.
    """
    if knowledge.guide is None:
        raise ValueError("guides/renewal.toml fehlt: Ohne Schritte gibt es keine Anleitungen.")
    return _Pages(knowledge, knowledge.guide).all()


def redirects(knowledge: Knowledge) -> dict[str, str]:
    """Pages of retired findings: path in the built site → HTML that leads to the new address.

    A link in an old ticket must not end nowhere, also without JavaScript and on `file://`.
    """
    return {
        f"fehler/{old}.html": _REDIRECT.format(target=f"{new}.html")
        for old, new in knowledge.retired.items()
    }


def place_label(knowledge: Knowledge, finding: Finding) -> str:
    """What a finding concerns, in words: a marketplace, another service, or every marketplace."""
    if finding.marketplace == ANY:
        return "Alle Plattformen"
    if finding.marketplace != NONE:
        return knowledge.marketplaces[finding.marketplace].name
    if finding.service:
        return knowledge.services[finding.service].name
    return "Keine Plattform"


def plain(text: str) -> str:
    """`text` without Markdown marks and line breaks, for attributes and descriptions."""
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", text)
    return " ".join(re.sub(r"[*`]", "", text).split())


def fenced(text: str) -> str:
    """`text` as a code block whose fence is longer than any run of backticks inside.

    An example is there to be compared, so it gets no button to copy it (`docs/assets/site.js`).
    """
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}{{ .text .th-example }}\n{text.strip()}\n{fence}"


def german_date(day: date | None) -> str:
    """`day` as people here write it: 25.11.2026."""
    return day.strftime("%d.%m.%Y") if day else "unbekannt"


class _Pages:
    """One run of :func:`pages`: the knowledge and the template environment for it."""

    def __init__(self, knowledge: Knowledge, guide: Guide) -> None:
        self.knowledge = knowledge
        self.guide = guide
        self.variants = {name: self._variant(name) for name in guide.variants}
        self.env = self._environment()

    def all(self) -> dict[str, str]:
        findings = sorted(self.knowledge.findings.values(), key=self._order)
        made = {
            "anleitungen/index.md": self._render(
                "guides.md.j2",
                "anleitungen/index.md",
                guides=list(self.variants.values()),
                marketplaces=sorted(
                    self.knowledge.marketplaces.values(), key=lambda place: place.name.casefold()
                ),
            ),
            "fehler/index.md": self._render(
                "catalogue.md.j2", "fehler/index.md", findings=findings
            ),
            "faq/token-abgelaufen.md": self._render(
                "faq-token.md.j2", "faq/token-abgelaufen.md", guide=self.variants["amazon"]
            ),
            "glossar.md": self._render(
                "glossary.md.j2",
                "glossar.md",
                terms=sorted(self.knowledge.glossary, key=lambda term: term.term.casefold()),
            ),
        }
        for name, view in self.variants.items():
            path = f"anleitungen/{name}.md"
            made[path] = self._render("guide.md.j2", path, guide=view)
        for place in self.knowledge.marketplaces.values():
            if place.sign_in == "keys":
                made[f"anleitungen/{place.id}.md"] = self._keys(place, findings)
        for finding in findings:
            made[f"fehler/{finding.id}.md"] = self._finding(finding)
        return made

    def _variant(self, name: str) -> dict[str, object]:
        filled = self.guide.for_variant(name)
        own = self.guide.variants[name]
        return {
            "variant": name,
            "title": own.title,
            "short_title": own.short_title,
            "lead": own.lead,
            "help_text": own.help_text,
            "help_title": own.help_title,
            "help_url": own.help_url,
            "words": own.words,
            "minutes": filled.minutes,
            "preparation": filled.preparation,
            "caution": filled.caution,
            "trap": filled.trap,
            "steps": filled.steps,
        }

    def _environment(self) -> Environment:
        # What is rendered is Markdown, not HTML: templates escape where HTML begins.
        env = Environment(  # noqa: S701
            loader=FileSystemLoader(TEMPLATES),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
        )
        env.filters.update(
            plain=plain,
            german_date=german_date,
            oneline=lambda text: shielded(" ".join(text.split())),
            prose=lambda text: shielded(text.strip()),
            yaml=lambda text: text.replace("\\", "\\\\").replace('"', '\\"'),
        )
        env.globals.update(
            labels=self.guide.labels,
            version=self.knowledge.version,
            fenced=fenced,
            figure=self._figure,
            guide_link=self._guide_link,
            kind_label=lambda kind: self.knowledge.kinds[kind],
            place_id=self._place_id,
            place_group=_place_group,
            place_label=lambda finding: place_label(self.knowledge, finding),
            renew_answer=RENEW_ANSWERS.__getitem__,
            renew_label=RENEW_LABELS.__getitem__,
            row_words=self._row_words,
            sign_in_label=SIGN_IN_LABELS.__getitem__,
            source_line=_source_line,
        )
        return env

    def _render(self, template: str, path: str, **values: object) -> str:
        search = expand(PAGE_WORDS.get(path, ()))
        return self.env.get_template(template).render(search=search, **values)

    def _keys(self, place: Marketplace, findings: Sequence[Finding]) -> str:
        """Where nobody signs in, nothing can be renewed: what to do instead."""
        return self.env.get_template("keys.md.j2").render(
            place=place,
            findings=[finding for finding in findings if finding.marketplace == place.id],
            search=expand((place.name, f"{place.name} Token", f"{place.name} Schlüssel")),
        )

    def _finding(self, finding: Finding) -> str:
        seen = dict.fromkeys(near.gives for near in finding.near_misses if near.gives != finding.id)
        confusions = [self.knowledge.findings[other] for other in seen]
        related = [self.knowledge.findings[other] for other in finding.related if other not in seen]
        return self.env.get_template("finding.md.j2").render(
            finding=finding,
            search=expand(
                (*finding.search, *finding.codes, *self._place_words(finding)), families=False
            ),
            boost=round(SEARCH_BOOSTS[finding.renew] * PLACE_BOOSTS.get(finding.marketplace, 1), 2),
            confusions=confusions,
            related=related,
            ways=self._ways(finding),
        )

    def _ways(self, finding: Finding) -> list[Way]:
        """Never a dead end: the guide at its step, the assistant, and the ticket at last."""
        ways = []
        if finding.renew in ("yes", "maybe"):
            anchor = f"#schritt-{finding.step}" if finding.step else ""
            if finding.marketplace in self.knowledge.marketplaces:
                place = self.knowledge.marketplaces[finding.marketplace]
                if place.sign_in != "keys":
                    title = self.guide.variants[place.guide].title
                    ways.append(
                        Way(f"Zur Anleitung »{title}«", f"../anleitungen/{place.guide}.md{anchor}")
                    )
            elif finding.marketplace == ANY:
                ways.append(Way("Zu den Anleitungen", "../anleitungen/index.md"))
        ways.append(Way("Meldung im Assistenten prüfen", "../assistent.md"))
        ways.append(Way("Ticket im microtech Serviceportal", str(self.guide.labels["ticket_url"])))
        return ways

    def _figure(self, picture: str, variant: str | None = None, place: str = "") -> str:
        """A picture for a page; its lettering is no text to be found by the search."""
        made = pictures.figure(self.knowledge, picture, variant, place=place)
        return f'<div class="th-picture" data-search-exclude="true">{made}</div>'

    def _guide_link(self, place: Marketplace) -> str:
        if place.sign_in == "keys":
            return f"[Kein Token: was Sie tun]({place.id}.md)"
        return f"[Anleitung]({place.guide}.md)"

    def _place_id(self, finding: Finding) -> str:
        if finding.marketplace in (ANY, NONE):
            return finding.service or finding.marketplace
        return finding.marketplace

    def _place_words(self, finding: Finding) -> tuple[str, ...]:
        return () if finding.marketplace in (ANY, NONE) else (place_label(self.knowledge, finding),)

    def _row_words(self, finding: Finding) -> str:
        """What the catalogue's filter looks at, beside the text of the row itself."""
        return " ".join(
            expand((*finding.search, *finding.codes, self.knowledge.kinds[finding.kind]))
        )

    def _order(self, finding: Finding) -> tuple[int, str, int, str]:
        """Marketplaces first, as the reader scans them; in each, what renewing mends comes first."""
        rank = {ANY: 1, NONE: 2}.get(finding.marketplace, 0)
        place = place_label(self.knowledge, finding).casefold()
        return rank, place, list(RENEW_LABELS).index(finding.renew), finding.title.casefold()


def _place_group(finding: Finding) -> str:
    """Which part of the catalogue's list of platforms a finding belongs to: a key of filter.js."""
    return {ANY: "any", NONE: "other"}.get(finding.marketplace, "market")


def _source_line(source: Source) -> str:
    """One source as Markdown: what it bears out, and where."""
    host = re.sub(r"^https?://(www\.)?", "", source.url).split("/", 1)[0]
    return f"[{host}]({source.url}): {shielded(' '.join(source.says.split()))}"


_REDIRECT = """<!doctype html>
<html lang="de">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="robots" content="noindex">
<meta http-equiv="refresh" content="0; url={target}">
<title>Diese Seite ist umgezogen - Tokenhilfe</title>
</head>
<body>
<main>
<h1>Diese Seite ist umgezogen</h1>
<p><a href="{target}">Weiter zur neuen Adresse</a></p>
</main>
</body>
</html>
"""
