"""The site on a real nginx, with the configuration it ships: at the root and below a prefix."""

from __future__ import annotations

import os
import re
import shutil
from typing import TYPE_CHECKING
from urllib.parse import urljoin

import httpx
import pytest

from publish.compressed import LEAST, compressible
from publish.hosting import Place, headers
from publish.preview import Preview
from publish.serve import running
from publish.served import CACHE_BUT_ASK, CACHE_FOR_EVER, content_type
from tests import servers
from tests.e2e.assistant import EBAY_MESSAGE, answer, check
from tests.e2e.conftest import Watch

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser

PREFIX = "/hilfe/token/"


@pytest.fixture(scope="module", params=["/", PREFIX])
def address(request: pytest.FixtureRequest, site: Path) -> Iterator[str]:
    if servers.nginx() is None:
        pytest.skip(servers.INSTALL)
    with servers.serving(site, request.param) as address:
        yield address


@pytest.fixture(scope="module")
def client(address: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=address, trust_env=False) as client:
        yield client


@pytest.fixture(scope="module")
def runtime_file(site: Path) -> str:
    return next(site.glob("assets/assistent/python.*.wasm")).relative_to(site).as_posix()


def test_each_file_comes_as_it_is_under_its_type(client: httpx.Client, site: Path) -> None:
    """One of each kind, and what the assistant consists of."""
    files = {path.suffix: path for path in sorted(site.rglob("*")) if path.is_file()}
    chosen = {*files.values(), *site.glob("assets/assistent/*")}
    for path in sorted(chosen):
        if path.suffix in {".br", ".gz"} or path.name == "_headers":
            continue
        response = client.get(path.relative_to(site).as_posix())
        assert response.status_code == 200, path
        assert response.content == path.read_bytes(), path
        # Only a charset that says what the other server says as well.
        sent = response.headers["content-type"].replace("charset=UTF-8", "charset=utf-8")
        assert sent == content_type(path), path


@pytest.mark.parametrize("encoding", ["br", "gzip"])
def test_every_larger_text_is_sent_as_it_lies_compressed(
    client: httpx.Client, site: Path, encoding: str
) -> None:
    if encoding == "br" and not servers.has_brotli():
        pytest.skip(servers.INSTALL)
    suffix = {"br": ".br", "gzip": ".gz"}[encoding]
    seen = 0
    for path in compressible(site):
        packed = path.with_name(path.name + suffix)
        if not packed.exists() or path.name == "404.html":
            continue
        name = path.relative_to(site).as_posix()
        sent = client.head(name, headers={"accept-encoding": encoding}).headers
        assert sent.get("content-encoding") == encoding, name
        assert "accept-encoding" in sent["vary"].casefold(), name
        assert int(sent["content-length"]) == packed.stat().st_size, name
        seen += 1
    assert seen > 100


def test_nothing_large_is_left_uncompressed(site: Path) -> None:
    """Whoever loads the assistant must not load it unpacked."""
    assert LEAST <= 1500
    alone = [
        path.name
        for path in site.glob("assets/assistent/*")
        if path.suffix not in {".br", ".gz"}
        and not path.name.startswith("offline-")
        and not path.with_name(path.name + ".br").exists()
    ]
    assert alone == []


def test_every_answer_has_the_security_headers(
    client: httpx.Client, site: Path, runtime_file: str
) -> None:
    wanted = headers(Place())
    assert "Content-Security-Policy" in wanted
    for name in ("", "index.html", "faq/", "gibt-es-nicht.html", runtime_file):
        sent = client.get(name).headers
        assert {key: sent.get(key) for key in wanted} == wanted, name
        assert re.search(r"\d", sent["server"]) is None


def test_hashed_files_are_kept_for_ever_and_all_else_is_asked_for_again(
    client: httpx.Client, runtime_file: str
) -> None:
    assert client.get(runtime_file).headers.get_list("cache-control") == [CACHE_FOR_EVER]
    gone = re.sub(r"[0-9a-f]{16}", "0" * 16, runtime_file)
    for name in ("", "index.html", "assets/tokenhilfe.css", "gibt-es-nicht.html", gone):
        assert client.get(name).headers.get_list("cache-control") == [CACHE_BUT_ASK], name
    page = client.get("index.html")
    again = client.get("index.html", headers={"if-none-match": page.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_a_missing_address_gets_the_sites_own_page(client: httpx.Client, site: Path) -> None:
    response = client.get("fehler/gibt-es-nicht.html")
    assert response.status_code == 404
    assert response.content == (site / "404.html").read_bytes()
    assert response.headers["content-type"] == "text/html; charset=utf-8"


def test_folders_have_their_page_and_show_no_list(client: httpx.Client, site: Path) -> None:
    assert client.get("faq/").content == (site / "faq" / "index.html").read_bytes()
    redirect = client.get("faq")
    assert redirect.status_code == 301
    # Without a host: behind a proxy nginx does not know the one that people typed.
    assert redirect.headers["location"] == f"{client.base_url.path}faq/"
    assert client.get("assets/").status_code in {403, 404}


@pytest.mark.parametrize("name", ["_headers", ".htaccess", "../conftest.py", "%2e%2e/etc/hostname"])
def test_what_is_not_of_the_site_is_not_given(client: httpx.Client, name: str) -> None:
    assert client.get(f"{client.base_url}{name}").status_code in {400, 404}


def test_the_assistant_answers_from_nginx(browser: Browser, address: str) -> None:
    """Python and the way to the guide, under the headers that administrators set."""
    way_to_the_guide(browser, address)


def test_the_missing_page_below_a_prefix_finds_its_files_and_leads_back(
    browser: Browser, site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As built with `SITE_URL`, and shown under whatever address was asked for."""
    if servers.nginx() is None:
        pytest.skip(servers.INSTALL)
    monkeypatch.setenv("SITE_URL", f"https://hilfe.example.com{PREFIX}")
    folder = tmp_path / "site"
    shutil.copytree(site, folder, copy_function=os.link)
    for old in folder.glob("404.html*"):
        old.unlink()
    Preview(folder, work=tmp_path / "work").show_missing_page()
    with servers.serving(folder, PREFIX) as address:
        watched = Watch(urljoin(address, "/"), [re.compile("status of 404.*tief/gibt-es-nicht")])
        context = browser.new_context(locale="de-DE")
        watched.attach(context)
        page = context.new_page()
        seen: list[tuple[int, str]] = []
        page.on("response", lambda response: seen.append((response.status, response.url)))
        page.goto(f"{address}fehler/tief/gibt-es-nicht.html")
        assert seen.pop(0)[0] == 404
        assert {status for status, _ in seen} == {200}, seen
        assert all(url.startswith(address) for _, url in seen), seen
        # The search is open, with the words of the address.
        page.keyboard.press("Escape")
        page.get_by_role("main").get_by_role("link", name="Fehlerkatalog").click()
        page.wait_for_url(f"{address}fehler/index.html")
        context.close()
        watched.check()


def test_the_assistant_answers_below_a_prefix(browser: Browser, site: Path) -> None:
    with running(site, PREFIX) as address:
        way_to_the_guide(browser, address)


def way_to_the_guide(browser: Browser, address: str) -> None:
    # Below a prefix, what is asked for at the root is as foreign as another host.
    watched = Watch(urljoin(address, "/"))
    context = browser.new_context(locale="de-DE", reduced_motion="reduce")
    watched.attach(context)
    page = context.new_page()
    page.goto(address)
    check(page, EBAY_MESSAGE)
    answer(page).locator("[data-teil=einstieg]").click()
    page.wait_for_url(re.compile(r"/anleitungen/ebay\.html"))
    context.close()
    assert [url for url in watched.requests if not url.startswith((address, "blob:"))] == []
    watched.check()
