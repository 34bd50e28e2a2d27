"""Generated pages: what each kind must hold, whatever the knowledge says."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from mkdocs.utils.meta import get_data

from publish.pages import fenced, german_date, pages, plain, redirects
from wizard.catalog import Knowledge
from wizard.loading import load

SECTIONS = (
    "Hilft Erneuern?",
    "Was Sie tun",
    "Was bedeutet das?",
    "Wie kommt es dazu?",
    "Beispiele",
    "Suchwörter",
    "Quellen",
    "Stimmt diese Antwort nicht?",
)


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return load()


@pytest.fixture(scope="module")
def made(knowledge: Knowledge) -> dict[str, str]:
    return pages(knowledge)


def front_matter(page: str) -> dict[str, Any]:
    """The page's metadata, as mkdocs reads it."""
    return get_data(page)[1]


def test_there_is_a_page_for_each_finding_and_each_variant(
    knowledge: Knowledge, made: dict[str, str]
) -> None:
    assert knowledge.guide
    expected = {f"fehler/{name}.md" for name in knowledge.findings}
    expected |= {f"anleitungen/{name}.md" for name in knowledge.guide.variants}
    # Where merchants use keys there is nothing to renew, and a page that says so.
    expected |= {f"anleitungen/{name}.md" for name in ("kaufland", "shopware", "woocommerce")}
    expected |= {
        "anleitungen/index.md",
        "fehler/index.md",
        "faq/token-abgelaufen.md",
        "glossar.md",
    }
    assert set(made) == expected


def test_the_same_knowledge_gives_the_same_pages(
    knowledge: Knowledge, made: dict[str, str]
) -> None:
    assert pages(knowledge) == made


def test_front_matter_is_sound_on_every_page(made: dict[str, str]) -> None:
    for path, page in made.items():
        data = front_matter(page)
        assert data["title"], path
        assert data["description"], path
        assert all(isinstance(tag, str | int) for tag in data.get("tags") or ()), path


def test_each_page_has_one_first_heading(made: dict[str, str]) -> None:
    for path, page in made.items():
        outside = re.sub(r"^(`{3,}).*?^\1$", "", page, flags=re.DOTALL | re.MULTILINE)
        assert len(re.findall(r"^# ", outside, re.MULTILINE)) == 1, path


def test_a_finding_page_has_its_fixed_sections_in_order(
    knowledge: Knowledge, made: dict[str, str]
) -> None:
    for name in knowledge.findings:
        page = made[f"fehler/{name}.md"]
        places = [page.index(f"## {section} ") for section in SECTIONS]
        assert places == sorted(places), name


def test_a_finding_page_shows_every_example_as_it_is(
    knowledge: Knowledge, made: dict[str, str]
) -> None:
    for finding in knowledge.findings.values():
        for example in finding.examples:
            assert fenced(example.text) in made[f"fehler/{finding.id}.md"], finding.id


def test_advice_to_renew_leads_to_the_guide_and_no_other_does(
    knowledge: Knowledge, made: dict[str, str]
) -> None:
    for finding in knowledge.findings.values():
        page = made[f"fehler/{finding.id}.md"]
        section = page.split("## Was Sie tun", 1)[1].split("\n## ", 1)[0]
        if finding.renew == "no":
            assert "../anleitungen/" not in section, finding.id
        assert "https://portal.microtech.de/support/tickets" in section, finding.id
        assert "../assistent.md" in section, finding.id


def test_confusions_come_from_the_near_misses(knowledge: Knowledge, made: dict[str, str]) -> None:
    for finding in knowledge.findings.values():
        others = {near.gives for near in finding.near_misses} - {finding.id}
        page = made[f"fehler/{finding.id}.md"]
        assert ("## Wird leicht verwechselt mit" in page) == bool(others), finding.id
        for other in others:
            assert f"({other}.md)" in page, finding.id


def test_guides_fill_in_every_word(knowledge: Knowledge, made: dict[str, str]) -> None:
    assert knowledge.guide
    for name in knowledge.guide.variants:
        assert "${" not in made[f"anleitungen/{name}.md"]
    assert "Seller Central" in made["anleitungen/amazon.md"]
    assert "Seller Central" not in made["anleitungen/ebay.md"]
    assert "Amazon-Plattform" not in made["anleitungen/andere.md"]


def test_who_uses_keys_is_never_sent_through_a_renewal(
    knowledge: Knowledge, made: dict[str, str]
) -> None:
    keys = [place for place in knowledge.marketplaces.values() if place.sign_in == "keys"]
    assert keys
    for place in keys:
        page = made[f"anleitungen/{place.id}.md"]
        assert "**Nein, Erneuern hilft nicht.**" in page
        assert "schritt-" not in page
        for finding in knowledge.findings.values():
            assert (f"(../fehler/{finding.id}.md)" in page) == (finding.marketplace == place.id)


def test_every_step_has_an_address_a_sign_of_success_and_a_way_on(
    knowledge: Knowledge, made: dict[str, str]
) -> None:
    assert knowledge.guide
    page = made["anleitungen/amazon.md"]
    for step in knowledge.guide.steps:
        assert f"{{ #schritt-{step.id} }}" in page
        for action in step.action:
            assert f'id="schritt-{step.id}{action.id}"' in page
    assert page.count("Danach sehen Sie:") == len(knowledge.guide.steps)
    assert page.count("<summary>Klappt nicht?</summary>") == len(knowledge.guide.steps)


def test_the_ebay_guide_invents_no_address(made: dict[str, str]) -> None:
    assert "hilfe.microtech.de" not in made["anleitungen/ebay.md"]
    assert "»eBay - Authentifizierung OAuth (Integrierte Lösung)«" in made["anleitungen/ebay.md"]


def test_the_catalogue_lists_marketplaces_before_everything_else(knowledge: Knowledge) -> None:
    rows = re.findall(r'data-place="([^"]+)"', pages(knowledge)["fehler/index.md"])
    marks = [place in knowledge.marketplaces for place in rows]
    assert len(rows) == len(knowledge.findings)
    assert marks == sorted(marks, reverse=True)


def test_quotes_and_backslashes_in_titles_keep_the_front_matter_sound(knowledge: Knowledge) -> None:
    name, finding = next(iter(knowledge.findings.items()))
    awkward = replace(finding, title='Sagt "C:\\Pfad": ja', summary='Ein "Zitat" \\ mehr.')
    changed = replace(knowledge, findings={**knowledge.findings, name: awkward})
    data = front_matter(pages(changed)[f"fehler/{name}.md"])
    assert data["title"] == 'Sagt "C:\\Pfad": ja'
    assert data["description"] == 'Ein "Zitat" \\ mehr.'


def test_a_retired_finding_leads_to_the_new_one(knowledge: Knowledge) -> None:
    name = next(iter(knowledge.findings))
    html = redirects(replace(knowledge, retired={"alter-name": name}))["fehler/alter-name.html"]
    assert f'content="0; url={name}.html"' in html
    assert f'href="{name}.html"' in html
    assert '<html lang="de">' in html


def test_knowledge_without_a_guide_is_refused(knowledge: Knowledge) -> None:
    with pytest.raises(ValueError, match=r"renewal\.toml"):
        pages(replace(knowledge, guide=None))


@pytest.mark.parametrize(
    ("text", "fence"), [("einfach", "```"), ("mit ``` drin", "````"), ("mit ````` drin", "``````")]
)
def test_a_fence_is_longer_than_what_it_holds(text: str, fence: str) -> None:
    assert fenced(text) == f"{fence}{{ .text .th-example }}\n{text}\n{fence}"


def test_plain_text_has_no_marks() -> None:
    assert plain("Ein **fetter**\n`Code` mit [Link](x.md).") == "Ein fetter Code mit Link."


def test_dates_are_german() -> None:
    assert german_date(date(2026, 3, 2)) == "02.03.2026"
    assert german_date(None) == "unbekannt"
