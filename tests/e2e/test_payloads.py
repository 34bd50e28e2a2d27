"""Pasted text is data: nothing in it runs, changes the page, or becomes a link."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.e2e import assistant as a
from tests.support.payloads import BIDI, MARK, payloads

if TYPE_CHECKING:
    from playwright.sync_api import Page


PAYLOADS = payloads()
# So many at once, and so many questions to one page: a page load takes longer than an answer.
AT_ONCE = 6
BATCH = 120

# Called by any payload that runs; dialogs, windows and new frames count as well.
TRAP = f"""window.ran = [];
window.{MARK} = () => window.ran.push("called");
window.alert = window.prompt = window.confirm = window.open = () => window.ran.push("dialog");"""
# What the page is made of, without the words: elements, ids, links, sources, handlers.
STRUCTURE = """() => [...document.querySelectorAll("*")]
  .filter((one) => !one.closest("[data-teil=belege], [data-teil=entfernt], head"))
  .map((one) => [one.tagName, one.id, one.getAttribute("href"), one.getAttribute("src"),
    one.getAttributeNames().filter((name) => name.startsWith("on")).join()].join("|"))
  .join("\\n")"""
EVIDENCE = """() => [...document.querySelectorAll("[data-teil=belege] *")]
  .map((one) => one.localName)"""
OWN_ELEMENTS = set("section h3 p ol li button q span div mark sup".split())


def same_structure(page: Page) -> str:
    """The structure without what differs from one answer to the next by its address."""
    return re.sub(r"#fehler=[^|]*", "", page.evaluate(STRUCTURE))


@pytest.mark.parametrize("first", range(0, len(PAYLOADS), BATCH))
def test_nothing_pasted_runs_or_changes_the_page(page: Page, first: int) -> None:
    page.add_init_script(TRAP)
    page.goto("assistent.html")
    a.check(page, f"harmlos {a.SOURCE_MESSAGE} harmlos")
    plain = same_structure(page)
    batch = PAYLOADS[first : first + BATCH]
    for at in range(0, len(batch), AT_ONCE):
        payload = "\n".join(batch[at : at + AT_ONCE])
        a.check(page, f"{payload}\n{a.SOURCE_MESSAGE}\n{payload}")
        elements = set(page.evaluate(EVIDENCE))
        assert elements <= OWN_ELEMENTS, payload
        shown = a.answer(page).locator("[data-teil=text]").evaluate("(one) => one.textContent")
        assert not re.search(f"[\\x00-\\x08\\x0e-\\x1f\\x7f-\\x9f{BIDI}]", shown), payload
    # Some payloads are warned of, or are about a finding of their own: the last word is a plain one.
    a.check(page, f"harmlos {a.SOURCE_MESSAGE} harmlos")
    assert same_structure(page) == plain
    assert page.evaluate("window.ran") == []
    assert len(page.context.pages) == 1
    assert len(page.frames) == 1


def test_controls_of_direction_are_written_out(page: Page) -> None:
    page.goto("assistent.html")
    a.check(page, f"\u202emoc.yabe {a.SOURCE_MESSAGE}")
    expect(a.answer(page).locator("[data-teil=text]")).to_contain_text("[U+202E]moc.yabe")
    page.get_by_text("Text ohne Geheimnisse", exact=True).first.click()
    copied = a.answer(page).locator("[data-teil=maskiert] textarea").input_value()
    assert "[U+202E]" in copied
    assert "\u202e" not in copied


def test_a_look_alike_is_told_and_the_marketplace_asked_for(page: Page) -> None:
    page.goto("assistent.html")
    a.check(page, 'https://api.\u0435bay.com/identity/v1/oauth2/token {"error":"invalid_grant"}')
    expect(a.answer(page)).to_contain_text("nur ähnlich sieht. Öffnen Sie sie nicht.")
    expect(a.place(page)).to_be_empty()
    expect(page.get_by_role("heading", name="Welche Plattform ist betroffen?")).to_be_visible()


def test_no_link_of_the_text_is_offered(page: Page) -> None:
    page.goto("assistent.html")
    link = "https://ebay-sicherheit.example/anmelden"
    a.check(page, f"Token abgelaufen, jetzt anmelden: {link}\n{a.EBAY_MESSAGE}")
    expect(a.answer(page)).to_contain_text("Öffnen Sie ihn nicht.")
    links = page.evaluate("() => [...document.links].map((one) => one.href)")
    assert not [one for one in links if "sicherheit.example" in one]
