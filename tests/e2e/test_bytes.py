"""What a visit transfers: small pages, nothing of Python where it is not used, nothing twice."""

from __future__ import annotations

import json
import re
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from tests.e2e.assistant import AMAZON_MESSAGE, answer, check

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page, Request

    from tests.e2e.conftest import NewPage

RUNTIME = "/assets/assistent/"
# Which of the files there are Python or start it; a tool that needs none has a script of its own.
PYTHON = re.compile(
    RUNTIME + r"(?:assistent\.\w+\.js|(?:worker|python|stdlib|engine|desk|offline)\b)"
)
SEARCH = "/search/search_index"
PAGE_LIMIT = 200_000
ASSISTANT_LIMIT = 4_500_000

PAGES = (
    "anleitungen/amazon.html",
    "faq/token-abgelaufen.html",
    "fehler/index.html",
    "fehler/amazon-refresh-token-abgelaufen.html",
    "support/index.html",
    "glossar.html",
    "404.html",
)


def watch_network(page: Page) -> list[Request]:
    """The requests of the page and its workers that are finished, from now on."""
    finished: list[Request] = []
    page.context.on("requestfinished", lambda request: finished.append(request))  # noqa: PLW0108 (Playwright marks the handler)
    return finished


def transferred(requests: list[Request]) -> Counter[str]:
    """Bytes over the network by address, headers of answers included; from the cache none."""
    found: Counter[str] = Counter()
    for request in requests:
        sizes = request.sizes()
        if sizes["responseBodySize"] > 0:
            found[request.url] += sizes["responseBodySize"] + sizes["responseHeadersSize"]
    return found


def largest(site: Path) -> str:
    """The largest page that is not the assistant's."""
    pages = [path for path in site.rglob("*.html.br") if "downloads" not in path.parts]
    names = {path.relative_to(site).as_posix().removesuffix(".br"): path for path in pages}
    del names["index.html"], names["assistent.html"]
    return max(names, key=lambda name: names[name].stat().st_size)


@pytest.mark.parametrize("name", [*PAGES, "the largest"])
def test_a_page_without_the_assistant_is_small_and_loads_nothing_of_it(
    page: Page, site: Path, name: str
) -> None:
    requests = watch_network(page)
    page.goto(largest(site) if name == "the largest" else name, wait_until="networkidle")
    found = transferred(requests)
    assert any(url.endswith("assets/tokenhilfe.css") for url in found)
    assert sum(found.values()) <= PAGE_LIMIT, found.most_common(5)
    asked = [request.url for request in requests]
    assert [url for url in asked if PYTHON.search(url)] == []
    # Loaded when somebody searches; the page for wrong addresses opens the search by itself.
    assert name == "404.html" or [url for url in asked if SEARCH in url] == []
    assert [url for url, times in Counter(asked).items() if times > 1] == []


def test_the_assistants_files_stay_within_their_limit(site: Path) -> None:
    # Script and styles, worker, Python, its library, the engine, and what the copy texts add.
    names = ("assistent.", "worker.", "python.", "stdlib.", "engine.", "desk.")
    used = [
        path
        for path in (site / "assets" / "assistent").iterdir()
        if path.name.startswith(names) and path.suffix not in {".br", ".gz"}
    ]
    assert len(used) == 7
    packed = {path.name: path.with_name(path.name + ".br").stat().st_size for path in used}
    assert sum(packed.values()) <= ASSISTANT_LIMIT, packed


def test_an_answer_takes_no_more_where_only_gzip_is_to_be_had(site: Path) -> None:
    names = ("antworten.", "assistent.", "worker.", "python.", "stdlib.", "engine.")
    packed = {
        path.name: path.stat().st_size
        for path in (site / "assets" / "assistent").glob("*.gz")
        if path.name.startswith(names)
    }
    assert len(packed) == 7
    assert sum(packed.values()) <= ASSISTANT_LIMIT, packed


def test_a_visit_with_answers_transfers_nothing_twice(new_page: NewPage) -> None:
    page = new_page()
    requests = watch_network(page)
    page.goto("assistent.html", wait_until="networkidle")
    check(page, AMAZON_MESSAGE)
    found = transferred(requests)
    assert sum(size for url, size in found.items() if RUNTIME in url) <= ASSISTANT_LIMIT
    fetched = Counter(
        request.url for request in requests if request.sizes()["responseBodySize"] > 0
    )
    assert [url for url, times in fetched.items() if times > 1] == []

    # The guide has no use for Python, and what both pages need is in the cache.
    requests.clear()
    answer(page).locator("[data-teil=einstieg]").click()
    page.wait_for_load_state("networkidle")
    assert [request.url for request in requests if RUNTIME in request.url] == []
    assert sum(transferred(requests).values()) <= PAGE_LIMIT


def test_a_second_visit_fetches_no_file_of_python_again(new_page: NewPage) -> None:
    page = new_page()
    page.goto("assistent.html", wait_until="networkidle")
    check(page, AMAZON_MESSAGE)
    requests = watch_network(page)
    page.goto("index.html", wait_until="networkidle")
    check(page, AMAZON_MESSAGE)
    assert [url for url in transferred(requests) if RUNTIME in url] == []


def test_the_manifest_knows_every_file_by_a_hash_in_its_name(site: Path) -> None:
    manifest = json.loads((site.parent / "runtime" / "manifest.json").read_text("utf-8"))
    for file in manifest["files"].values():
        assert file["sha256"][:16] in file["name"]
        assert (site / "assets" / "assistent" / file["name"]).stat().st_size == file["size"]
