"""The checks of the built site find what they are there for."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from publish.checks import check, main, parse
from publish.policy import with_policy
from wizard.loading import load

if TYPE_CHECKING:
    from pathlib import Path

    from wizard.catalog import Knowledge

PAGE = with_policy(
    """<!doctype html><html lang="de"><head><meta charset="utf-8"><title>Seite</title></head>
<body><h1 id="oben">Seite</h1><a href="index.html#oben">hier</a>{body}</body></html>""",
    "index.html",
    "netz",
)


@pytest.fixture(scope="module")
def nothing() -> Knowledge:
    return replace(load(), findings={}, retired={})


def complaints(tmp_path: Path, nothing: Knowledge, body: str, page: str = PAGE) -> list[str]:
    """What is said about a site of one page; the facts that it lacks are left out."""
    (tmp_path / "index.html").write_text(page.format(body=body), "utf-8")
    (tmp_path / "da.css").write_text("a { color: red }", "utf-8")
    return [one for one in check(tmp_path, nothing) if "but should say" not in one]


def test_a_sound_page_is_left_alone(tmp_path: Path, nothing: Knowledge) -> None:
    body = """<h2>Zwei</h2><img src="da.css" alt=""><a href="https://example.org/" rel="noopener noreferrer">außen</a>
    <svg role="img" aria-label="Bild"><title>Bild</title></svg>
    <template><p id="oben"><a href="index.html#fehler=x&amp;markt=y">x</a></p></template>"""
    assert complaints(tmp_path, nothing, body) == []


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ('<a href="weg.html">x</a>', "leads nowhere"),
        ('<a href="ordner/">x</a>', "leads nowhere"),
        ('<a href="index.html#unten">x</a>', "the anchor of index.html#unten"),
        ('<a href="#unten">x</a>', "the anchor of #unten"),
        ('<template><a href="weg.html">x</a></template>', "leads nowhere"),
        ('<img src="da.css">', "no alternative text"),
        ('<svg role="img"></svg>', "no alternative text"),
        ('<script src="https://example.org/x.js"></script>', "from another host"),
        ('<link rel="stylesheet" href="//example.org/x.css">', "from another host"),
        ('<link rel="preconnect" href="https://example.org">', "from another host"),
        ('<img src="da.css" alt="" srcset="https://example.org/a 2x">', "from another host"),
        ('<p style="background:url(https://example.org/a)">x</p>', "from another host"),
        ("<style>@import 'https://example.org/a';</style>", "from another host"),
        ("<h1>Noch eine</h1>", "2 h1"),
        ("<h3>Drei</h3>", "h3 follows h1"),
        ('<p id="oben">x</p>', "is there twice"),
        ("<iframe></iframe>", "an element »iframe«"),
        ("<script>los()</script>", "script-src does not admit »los()«"),
        ("<template><style>p{}</style></template>", "style-src does not admit »p{}«"),
        ('<template><p onclick="los()">x</p></template>', "an attribute »onclick«"),
        ('<meta http-equiv="Content-Security-Policy" content="x">', "a policy already"),
    ],
)
def test_each_fault_is_found(tmp_path: Path, nothing: Knowledge, body: str, said: str) -> None:
    # Two faults in one: the page's policy forbids styles within it, too.
    found = [
        one
        for one in complaints(tmp_path, nothing, body)
        if "another host" not in said or "style" not in one
    ]
    assert len(found) == 1
    assert said in found[0]


def test_language_and_title_are_missed(tmp_path: Path, nothing: Knowledge) -> None:
    found = complaints(tmp_path, nothing, "", "<html><h1 id='oben'>x</h1>{body}</html>")
    assert any("lang is" in one for one in found)
    assert any("has no title" in one for one in found)


def test_styles_may_not_load_from_elsewhere(tmp_path: Path, nothing: Knowledge) -> None:
    (tmp_path / "x.css").write_text("@font-face{src:url('https://example.org/f')}", "utf-8")
    assert any("x.css: loads" in one for one in complaints(tmp_path, nothing, ""))


def test_facts_and_pages_of_findings_are_missed(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text(PAGE.format(body=""), "utf-8")
    found = check(tmp_path, load())
    assert any("faq/token-abgelaufen.html: is not there" in one for one in found)
    assert any("the page of a finding is missing" in one for one in found)
    assert any("is not listed" in one for one in found)


def test_a_retired_address_must_lead_on(tmp_path: Path, nothing: Knowledge) -> None:
    retired = replace(nothing, retired={"alt": "neu"})
    (tmp_path / "index.html").write_text(PAGE.format(body=""), "utf-8")
    assert any("fehler/alt.html: a retired address" in one for one in check(tmp_path, retired))


def test_text_is_what_people_see() -> None:
    document = parse(
        "x.html",
        "<p>Ein <b>Wort</b></p><script>nicht</script><template>auch nicht</template><p>&amp; mehr</p>",
    )
    assert document.text == "Ein Wort & mehr"


def test_the_command_fails_where_something_is_wrong(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "index.html").write_text(PAGE.format(body=""), "utf-8")
    assert main([str(tmp_path)]) == 1
    assert "things are wrong" in capsys.readouterr().out


def test_a_missing_site_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="make build"):
        check(tmp_path)
