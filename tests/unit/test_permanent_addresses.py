"""Addresses that stand in tickets and macros: none ever disappears.

`permanent-addresses.txt` lists them. A page may be renamed or a finding retired, but then the old
address must lead on. New addresses are added with `python -m tests.unit.test_permanent_addresses`.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

from publish import pages
from publish.licences.page import PATH as LICENCES
from wizard.loading import load

ROOT = Path(__file__).resolve().parents[2]
LIST = Path(__file__).with_name("permanent-addresses.txt")


def written() -> list[str]:
    """The committed addresses."""
    return LIST.read_text("utf-8").split()


@cache
def offered() -> dict[str, bool]:
    """All addresses that the sources make, and whether each is a page (else it leads on)."""
    knowledge = load()
    docs = ROOT / "docs"
    # What `exclude_docs` in mkdocs.yml keeps off the site has no address.
    by_hand = [
        path.relative_to(docs).as_posix()
        for path in docs.rglob("*.md")
        if path.relative_to(docs).parts[0] not in {"readme", "maintainers"}
    ]
    made = [*by_hand, LICENCES, *pages.pages(knowledge)]
    found = {path.removesuffix(".md") + ".html": True for path in made}
    found |= dict.fromkeys(pages.redirects(knowledge), False)
    if knowledge.guide:
        for variant in knowledge.guide.variants:
            for step in knowledge.guide.steps:
                found[f"anleitungen/{variant}.html#schritt-{step.id}"] = True
    return found


def test_no_address_disappears() -> None:
    missing = [address for address in written() if address not in offered()]
    assert missing == [], "Retire a finding in retired.toml instead of removing its address."


def test_every_address_is_on_the_list() -> None:
    new = sorted(set(offered()) - set(written()))
    assert new == [], "Run: python -m tests.unit.test_permanent_addresses"


def test_the_list_is_in_order() -> None:
    assert written() == sorted(set(written()))


def test_an_address_that_leads_on_leads_to_a_page() -> None:
    retired = load().retired
    assert all(offered()[f"fehler/{new}.html"] for new in retired.values())


def test_a_retired_finding_leads_to_its_successor() -> None:
    retired = replace(load(), retired={"alter-name": "text-leer"})
    page = pages.redirects(retired)["fehler/alter-name.html"]
    assert 'http-equiv="refresh" content="0; url=text-leer.html"' in page
    assert '<a href="text-leer.html">' in page


if __name__ == "__main__":
    LIST.write_text("\n".join(sorted({*written(), *offered()})) + "\n", "utf-8")
