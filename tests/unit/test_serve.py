"""The server: types, caching, missing pages, ports."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import httpx
import pytest

from publish.compressed import compress
from publish.policy import HEADERS
from publish.serve import accepted_encodings, address, listen, running
from publish.served import CACHE_BUT_ASK, CACHE_FOR_EVER, cache_control

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FILES = {
    "index.html": "<!doctype html><title>Anfang</title>",
    "404.html": "<!doctype html><title>Nicht gefunden</title>",
    "faq/index.html": "<!doctype html><title>Übersicht</title>",
    "assets/assistent/python-0a1b2c3d4e5f.wasm": "\0asm",
    "assets/assistent/manifest.json": "{}",
    "assets/page.js": "1",
    "assets/page.mjs": "1",
    "assets/page.css": "a{}",
    "assets/bild.svg": "<svg/>",
    "termin.ics": "BEGIN:VCALENDAR",
    "datei.unbekannt": "?",
    "assets/lang.js": "// Zeile um Zeile dasselbe\n" * 200,
}


@pytest.fixture(scope="module")
def site_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site") / "Größe mit Leerzeichen"
    for name, content in FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    compress(folder, tmp_path_factory.mktemp("cache"))
    return folder


@pytest.fixture(scope="module")
def client(site_dir: Path) -> Iterator[httpx.Client]:
    with running(site_dir) as base, httpx.Client(base_url=base, trust_env=False) as client:
        yield client


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/", "text/html; charset=utf-8"),
        ("/faq/", "text/html; charset=utf-8"),
        ("/assets/assistent/python-0a1b2c3d4e5f.wasm", "application/wasm"),
        ("/assets/page.js", "text/javascript; charset=utf-8"),
        ("/assets/page.mjs", "text/javascript; charset=utf-8"),
        ("/assets/page.css", "text/css; charset=utf-8"),
        ("/assets/bild.svg", "image/svg+xml; charset=utf-8"),
        ("/termin.ics", "text/calendar; charset=utf-8"),
        ("/datei.unbekannt", "application/octet-stream"),
    ],
)
def test_each_file_has_its_type(client: httpx.Client, path: str, expected: str) -> None:
    response = client.get(path)
    assert response.status_code == 200
    assert response.headers["content-type"] == expected
    assert response.headers["x-content-type-options"] == "nosniff"


def test_files_with_a_hash_in_the_name_are_kept_for_ever(client: httpx.Client) -> None:
    response = client.get("/assets/assistent/python-0a1b2c3d4e5f.wasm")
    assert response.headers["cache-control"] == "public, max-age=31536000, immutable"


@pytest.mark.parametrize("path", ["/", "/assets/page.js", "/assets/assistent/manifest.json"])
def test_everything_else_is_asked_for_again(client: httpx.Client, path: str) -> None:
    assert client.get(path).headers["cache-control"] == "no-cache"


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("assets/assistent/worker.0a1b2c3d.js", CACHE_FOR_EVER),
        ("assets/assistent/stdlib-0A1B2C3D.zip", CACHE_BUT_ASK),
        ("assets/assistent/manifest.json", CACHE_BUT_ASK),
        ("assets/assistent/deadbeef.js", CACHE_BUT_ASK),
        ("assets/worker.0a1b2c3d.js", CACHE_BUT_ASK),
        ("index.html", CACHE_BUT_ASK),
    ],
)
def test_only_the_assistants_hashed_names_count(path: str, expected: str) -> None:
    assert cache_control(path) == expected


def test_an_unchanged_file_is_not_sent_twice(client: httpx.Client) -> None:
    first = client.get("/assets/page.css")
    second = client.get("/assets/page.css", headers={"if-none-match": first.headers["etag"]})
    assert (second.status_code, second.content) == (304, b"")
    assert second.headers["cache-control"] == "no-cache"


def test_a_file_built_again_within_the_same_second_is_sent_again(
    client: httpx.Client, site_dir: Path
) -> None:
    path = site_dir / "assets" / "page.js"
    first = client.get("/assets/page.js")
    path.write_text("2", encoding="utf-8")
    os.utime(path, ns=(path.stat().st_atime_ns, path.stat().st_mtime_ns + 1_000_000))
    second = client.get(
        "/assets/page.js",
        headers={
            "if-none-match": first.headers["etag"],
            "if-modified-since": first.headers["last-modified"],
        },
    )
    assert (second.status_code, second.text) == (200, "2")


def test_a_missing_page_gets_the_sites_own_page(client: httpx.Client) -> None:
    response = client.get("/gibt/es/nicht.html")
    assert response.status_code == 404
    assert "Nicht gefunden" in response.text
    assert response.headers["cache-control"] == "no-cache"


@pytest.mark.parametrize(
    "path", ["/../conftest.py", "/%2e%2e/%2e%2e/etc/hostname", "//etc/hostname"]
)
def test_nothing_outside_the_site_is_served(client: httpx.Client, path: str) -> None:
    assert client.get(path).status_code == 404


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/", 200),
        ("HEAD", "/assets/page.js", 200),
        ("GET", "/faq", 307),
        ("GET", "/gibt/es/nicht.html", 404),
        ("GET", "/index.html%00", 404),
        ("GET", "/%0d%0aX-Evil:%201", 404),
        ("POST", "/", 405),
    ],
)
def test_every_answer_carries_the_policy(
    client: httpx.Client, method: str, path: str, status: int
) -> None:
    response = client.request(method, path)
    assert response.status_code == status
    assert {name: response.headers.get(name) for name in HEADERS} == HEADERS
    assert "x-evil" not in response.headers


def test_a_taken_port_is_replaced_by_a_free_one() -> None:
    with listen(port=0) as first, listen(port=first.getsockname()[1]) as second:
        assert second.getsockname()[1] not in {0, first.getsockname()[1]}
        assert address(second) == f"http://127.0.0.1:{second.getsockname()[1]}/"


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("gzip, deflate, br, zstd", ["br", "gzip"]),
        ("gzip", ["gzip"]),
        ("br;q=0, gzip;q=0.5", ["gzip"]),
        ("*", ["br", "gzip"]),
        ("*;q=0.0", []),
        ("identity", []),
        ("", []),
    ],
)
def test_the_request_says_which_compression_it_takes(header: str, expected: list[str]) -> None:
    assert accepted_encodings(header) == expected


@pytest.mark.parametrize("encoding", ["br", "gzip", None])
def test_what_lies_compressed_is_sent_compressed(
    client: httpx.Client, site_dir: Path, encoding: str | None
) -> None:
    with client.stream(
        "GET", "/assets/lang.js", headers={"accept-encoding": encoding or "identity"}
    ) as response:
        sent = b"".join(response.iter_raw())
    assert response.headers.get("content-encoding") == encoding
    assert response.headers["content-type"] == "text/javascript; charset=utf-8"
    assert response.headers["vary"] == "accept-encoding"
    suffix = {"br": ".br", "gzip": ".gz", None: ""}[encoding]
    assert sent == (site_dir / f"assets/lang.js{suffix}").read_bytes()


def test_a_compressed_file_has_an_etag_of_its_own(client: httpx.Client) -> None:
    etags = {
        client.get("/assets/lang.js", headers={"accept-encoding": encoding}).headers["etag"]
        for encoding in ("br", "gzip", "identity")
    }
    assert len(etags) == 3
    again = client.get(
        "/assets/lang.js",
        headers={
            "accept-encoding": "br",
            "if-none-match": client.get(
                "/assets/lang.js", headers={"accept-encoding": "br"}
            ).headers["etag"],
        },
    )
    assert again.status_code == 304


def test_a_compressed_file_of_an_older_build_is_not_sent(tmp_path: Path) -> None:
    page = tmp_path / "index.html"
    page.write_text("<title>alt</title>" * 100, encoding="utf-8")
    compress(tmp_path, tmp_path / "cache")
    date = page.stat().st_mtime_ns + 1_000_000
    page.write_text("<title>neu</title>" * 100, encoding="utf-8")
    os.utime(page, ns=(date, date))
    with running(tmp_path) as base:
        response = httpx.get(base, headers={"accept-encoding": "br"}, trust_env=False)
    assert "content-encoding" not in response.headers
    assert "neu" in response.text
