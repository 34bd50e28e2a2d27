"""The servers' configurations: one source for types, caching and headers."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest

from publish.hosting import Place, headers, render, types, write
from publish.policy import HEADERS
from publish.served import CACHE_FOR_EVER, TYPES

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("name", ["nginx.conf", "htaccess", "vercel.json", "_headers"])
def test_each_configuration_sends_every_header_and_keeps_hashed_files(name: str) -> None:
    text = render(name, Place())
    for header, value in HEADERS.items():
        assert re.search(rf"{header}\W", text, re.IGNORECASE), header
        assert value in text, header
    assert CACHE_FOR_EVER in text


@pytest.mark.parametrize("name", ["nginx.conf", "htaccess"])
def test_each_type_is_named(name: str) -> None:
    text = render(name, Place())
    assert {suffix for found in types().values() for suffix in found} == {key[1:] for key in TYPES}
    for kind in types():
        assert kind in text


def test_who_may_show_a_page_in_a_frame_is_said_in_one_place() -> None:
    policy = headers(Place(frames="https://helpdesk.example.com"))["Content-Security-Policy"]
    assert policy.endswith("frame-ancestors https://helpdesk.example.com")
    assert headers(Place())["Content-Security-Policy"].endswith("frame-ancestors 'none'")


def test_vercels_file_is_json() -> None:
    content = json.loads(render("vercel.json", Place()))
    sent = {entry["key"]: entry["value"] for entry in content["headers"][0]["headers"]}
    assert sent == headers(Place())


def test_without_the_brotli_module_nginx_is_not_asked_for_it() -> None:
    assert "brotli_static on" in render("nginx.conf", Place())
    assert "brotli_static on" not in render("nginx.conf", Place(brotli=False))


@pytest.mark.parametrize("prefix", ["", "hilfe/", "/hilfe"])
def test_a_prefix_is_a_folder(prefix: str) -> None:
    with pytest.raises(ValueError, match="slash"):
        Place(prefix=prefix)


def test_all_are_written_and_one_into_the_site(tmp_path: Path) -> None:
    site = tmp_path / "site"
    with pytest.raises(FileNotFoundError):
        write(site, tmp_path / "out")
    site.mkdir()
    (site / "index.html").write_text("<title></title>", "utf-8")
    write(site, tmp_path / "out")
    assert {path.name for path in (tmp_path / "out").iterdir()} == {
        "nginx.conf",
        "nginx-prefix.conf",
        "htaccess",
        "vercel.json",
        "_headers",
    }
    assert (site / "_headers").is_file()
    assert "location /hilfe/token/ {" in (tmp_path / "out" / "nginx-prefix.conf").read_text("utf-8")
