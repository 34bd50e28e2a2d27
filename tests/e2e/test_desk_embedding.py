"""The assistant in a help desk's frame: the example in docs/support/einbetten.md, as it stands."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from publish.policy import HEADERS, header
from publish.serve import running
from tests.e2e import assistant as a
from tests.e2e.conftest import ROOT
from tests.e2e.test_desk_batch import DROP

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.e2e.conftest import NewPage, Watch

EXAMPLE = "https://hilfe.example.com/tokenhilfe/"


@pytest.fixture
def base_url(site: Path) -> Iterator[str]:
    """The site as a server sends it that lets a help desk show it in a frame, and nobody else."""
    frames = header(frames="http://127.0.0.1:*")
    with running(site, headers=HEADERS | {"content-security-policy": frames}) as address:
        yield address


@pytest.fixture
def host(tmp_path: Path, base_url: str) -> Iterator[str]:
    """A help desk on another port whose page holds exactly what the documentation says."""
    text = (ROOT / "docs" / "support" / "einbetten.md").read_text("utf-8")
    blocks = re.findall(r"```html\n(.*?)```", text, re.DOTALL)
    assert len(blocks) == 2
    body = "\n".join(blocks).replace(EXAMPLE, base_url)
    page = '<!doctype html><html lang="de"><meta charset="utf-8"><title>Helpdesk</title>'
    # Browsers ask for an icon unless the page names one.
    icon = '<link rel="icon" href="data:,">'
    (tmp_path / "ticket.html").write_text(f"{page}{icon}{body}", "utf-8")
    with running(tmp_path, headers={}) as address:
        yield address


def test_frame_grows_with_the_answer(new_page: NewPage, watch: Watch, host: str) -> None:
    # The help desk is the page, the help site the frame: both origins are wanted here.
    page = new_page()
    page.goto(f"{host}ticket.html")
    frame = page.frame_locator("iframe")
    field = frame.get_by_label("Fehlermeldung", exact=True)
    expect(field).to_be_visible()
    expect(frame.get_by_role("banner")).to_have_count(0)

    def height() -> float:
        value: float = page.locator("iframe").evaluate("one => one.getBoundingClientRect().height")
        return value

    page.wait_for_function("document.querySelector('iframe').style.height !== ''")
    before = height()
    field.fill(a.EBAY_MESSAGE)
    frame.get_by_role("button", name="Meldung prüfen").click()
    expect(frame.locator("[data-teil=antwort] h2")).to_contain_text("eBay")
    page.wait_for_function(
        "before => document.querySelector('iframe').getBoundingClientRect().height > before + 200",
        arg=before,
    )
    # All of it is shown: nothing scrolls within the frame.
    inner = page.frames[1]
    inner.wait_for_function(
        "document.documentElement.scrollHeight <= document.documentElement.clientHeight + 1"
    )
    answered = height()

    # It shrinks again, too.
    frame.get_by_role("button", name="Leeren").click()
    page.wait_for_function(
        "answered => document.querySelector('iframe').getBoundingClientRect().height < answered - 200",
        arg=answered,
    )
    watch.strangers[:] = [url for url in watch.strangers if not url.startswith(host)]


def test_an_export_is_not_lost_in_a_frame(new_page: NewPage, watch: Watch, host: str) -> None:
    """From another site's frame no files reach the new window: that is said, with the way on."""
    page = new_page()
    page.goto(f"{host}ticket.html")
    page.frames[1].wait_for_selector("[data-teil=eingabe]")
    page.frames[1].evaluate(DROP, ["Export.csv", list(b"Nr;Text\n1;x\n2;y\n")])
    frame = page.frame_locator("iframe")
    frame.get_by_role("button", name="Alle Tickets auswerten").click()
    expect(frame.locator("[data-teil=export]")).to_contain_text("noch einmal hinein")
    with page.context.expect_page() as opened:
        frame.get_by_role("link", name="Viele Meldungen auswerten").click()
    expect(opened.value).to_have_url(re.compile(r"support/stapel\.html"))
    watch.strangers[:] = [url for url in watch.strangers if not url.startswith(host)]


def test_links_leave_the_frame(new_page: NewPage, watch: Watch, host: str) -> None:
    page = new_page()
    page.goto(f"{host}ticket.html")
    frame = page.frame_locator("iframe")
    with page.context.expect_page() as opened:
        frame.locator("#plattform-waehlen").get_by_role("link", name="eBay").click()
    expect(opened.value).to_have_url(re.compile(r"anleitungen/ebay\.html"))
    watch.strangers[:] = [url for url in watch.strangers if not url.startswith(host)]
