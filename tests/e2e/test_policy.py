"""Every page as it was built keeps its own policy, and the server sends the same."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

import pytest

from publish.policy import HEADERS, breaches
from publish.serve import running

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page

    from tests.e2e.conftest import Watch


def test_every_page_keeps_its_own_policy(site: Path, offline_archive: Path) -> None:
    """Also the offline edition's pages and the single file; the build itself checks the same."""
    pages = {
        file.relative_to(site).as_posix(): file.read_text("utf-8") for file in site.rglob("*.html")
    }
    with zipfile.ZipFile(offline_archive) as archive:
        for name in archive.namelist():
            if name.endswith(".html"):
                pages[f"ZIP: {name}"] = archive.read(name).decode()
    assert len(pages) > 100
    wrong = {name: found for name, text in pages.items() if (found := breaches(text))}
    assert wrong == {}


def test_the_server_sends_the_policy_too(page: Page) -> None:
    for address in ("index.html", "assets/site.js"):
        answer = page.request.get(address)
        for name, value in HEADERS.items():
            assert answer.headers[name] == value


@pytest.mark.allow_errors("TrustedHTML")
def test_markup_that_does_something_is_refused_where_browsers_know_trusted_types(
    page: Page,
) -> None:
    page.goto("index.html")
    for markup in ("<img src=x onerror=alert(1)>", "<script>1</script>", "<iframe srcdoc=x>"):
        refused = page.evaluate(
            """(markup) => {
              try { document.createElement("div").innerHTML = markup; return false; }
              catch (error) { return error instanceof TypeError; }
            }""",
            markup,
        )
        assert refused, markup


@pytest.mark.allow_errors("frame-ancestors")
def test_no_other_site_shows_it_in_a_frame(
    page: Page, watch: Watch, base_url: str, tmp_path: Path
) -> None:
    page_of_others = f"<link rel=icon href=data:,><iframe src={base_url}assistent.html>"
    (tmp_path / "fremd.html").write_text(page_of_others, "utf-8")
    with running(tmp_path, headers={}) as stranger:
        page.goto(f"{stranger}fremd.html")
        framed = page.frame_locator("iframe").locator("[data-assistent]")
        page.wait_for_timeout(1_000)
        assert framed.count() == 0
    watch.strangers[:] = [url for url in watch.strangers if not url.startswith(stranger)]
