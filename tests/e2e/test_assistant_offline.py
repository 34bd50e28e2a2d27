"""The offline edition by double click: from a folder, without any server."""

from __future__ import annotations

import re
import shutil
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.e2e import assistant as a

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page

    from tests.e2e.conftest import Watch


@pytest.fixture(scope="module")
def folder(offline_archive: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The offline edition under a name that tries every way of quoting addresses."""
    place = tmp_path_factory.mktemp("offline") / "Büro 100% #1 – Händler & Söhne"
    shutil.unpack_archive(offline_archive, place)
    return place


def test_source_message_on_file(page: Page, folder: Path, watch: Watch) -> None:
    page.goto((folder / "index.html").as_uri())
    a.check(page, a.SOURCE_MESSAGE)
    a.choose(page, "Amazon")
    page.get_by_role("link", name="Zur Anleitung, ab Schritt 1").click()
    expect(page).to_have_url(re.compile(r"anleitungen/amazon\.html#schritt-1$"))
    assert all(url.startswith(("file:", "blob:", "data:")) for url in watch.requests)


def test_address_of_an_answer_on_file(page: Page, folder: Path) -> None:
    page.goto((folder / "assistent.html").as_uri())
    a.check(page, a.EBAY_MESSAGE)
    expect(a.place(page)).to_have_text("eBay")
    link = page.url
    page.goto("about:blank")
    page.goto(link)
    expect(a.place(page)).to_have_text("eBay")


@pytest.mark.allow_errors("ERR_FILE_NOT_FOUND")
def test_half_unpacked_folder_says_so(page: Page, folder: Path) -> None:
    for path in (folder / "assets" / "assistent").glob("offline-stdlib*"):
        path.rename(path.with_suffix(".weg"))
    try:
        page.goto((folder / "assistent.html").as_uri())
        a.field(page).fill(a.SOURCE_MESSAGE)
        page.get_by_role("button", name="Meldung prüfen").click()
        expect(a.heading(page)).to_have_text("Eine Datei fehlt")
        assert a.field(page).input_value() == a.SOURCE_MESSAGE
    finally:
        for path in (folder / "assets" / "assistent").glob("*.weg"):
            path.rename(path.with_suffix(".js"))
