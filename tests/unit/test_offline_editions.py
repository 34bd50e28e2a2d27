"""What stands only on the web or only offline, and how pages become parts of one file."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from publish.offline import archive, editions, figures
from publish.offline.errors import OfflineBuildError
from publish.offline.rewriting import Addresses, Part, part
from publish.offline.search import search
from publish.offline.single import templates_once
from publish.policy import guarded
from publish.runtime import payload

if TYPE_CHECKING:
    from pathlib import Path

PAGE = "a<!-- nur:netz -->[[zip.name]]<!-- /nur -->b<!-- nur:offline -->[[ausgabe.datum]]<!-- /nur -->c"


def test_each_edition_keeps_its_own_part() -> None:
    told = {"zip.name": "x.zip", "ausgabe.datum": "25.11.2026"}
    assert editions.edition(PAGE, "netz", told) == "ax.zipbc"
    assert editions.edition(PAGE, "offline", told) == "ab25.11.2026c"


def test_a_figure_of_the_other_edition_need_not_be_known() -> None:
    assert editions.edition(PAGE, "offline", {"ausgabe.datum": "25.11.2026"}) == "ab25.11.2026c"


def test_unknown_figures_and_editions_are_named() -> None:
    with pytest.raises(OfflineBuildError, match=r"zip\.name"):
        editions.edition(PAGE, "netz", {})
    with pytest.raises(OfflineBuildError, match="papier"):
        editions.edition("<!-- nur:papier -->x<!-- /nur -->", "netz", {})


def test_placeholders_of_the_assistant_are_left_alone() -> None:
    assert (
        editions.edition("[[anzahl]] von [[zeitraum]]", "netz", {}) == "[[anzahl]] von [[zeitraum]]"
    )


def test_policy_comes_first_and_the_script_is_found_from_any_folder() -> None:
    page = '<head><meta charset="utf-8"><link rel="stylesheet" href="a.css"></head>'
    made = guarded(editions.with_script(page, "fehler/x.html"), "fehler/x.html", "offline")
    assert made.index("Content-Security-Policy") < made.index("<script")
    assert made.index("<script") < made.index("stylesheet")
    assert '<script src="../assets/ausgabe.js" defer>' in made
    assert 'src="assets/ausgabe.js"' in editions.with_script(page, "index.html")
    with pytest.raises(OfflineBuildError, match=r"x\.html"):
        editions.with_script("<head></head>", "x.html")


def test_figures_say_megabytes_as_people_here_write_them() -> None:
    made = figures.download("x.zip", b"a" * 1_260_000)
    told = figures.download_figures({"zip": made})
    assert told["zip.groesse"] == "1,3"
    assert told["zip.sha256"] == made.sha256


def test_archive_does_not_tell_when_or_in_what_order_it_was_packed() -> None:
    entries = {"b/c.html": b"c" * 500, "index.html": b"i", "a.html": b"a", "LIESMICH.txt": b"l"}
    day = date(2026, 11, 25)
    packed = archive.zipped(entries, day)
    assert packed == archive.zipped(dict(reversed(entries.items())), day)
    with zipfile.ZipFile(io.BytesIO(packed)) as opened:
        names = opened.namelist()
        assert {info.date_time for info in opened.infolist()} == {(2026, 11, 25, 0, 0, 0)}
    assert names == ["index.html", "LIESMICH.txt", "a.html", "b/c.html"]


def test_archive_leaves_out_what_only_a_server_needs(tmp_path: Path) -> None:
    kept = ["index.html", "assets/assistent/offline-python.wasm.1f.js", "assets/x.css"]
    dropped = [
        "404.html", "sitemap.xml", "assets/x.css.map", "assets/assistent/python.1f.wasm",
        "assets/assistent/worker.1f.js", "downloads/tokenhilfe-offline-1.zip",
    ]  # fmt: skip
    for name in kept + dropped:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")
    assert sorted(archive.files(tmp_path)) == sorted(kept)


def test_data_come_out_of_a_script_as_they_went_in() -> None:
    for data in (b"", b"a", b"ab", b"abc" * 1000):
        script = payload.as_script("worker.js", data).decode()
        assert f'="{payload.from_script(script)}"' in script


# ---- One file ---------------------------------------------------------------------------------


@pytest.fixture
def addresses() -> Addresses:
    return Addresses(
        {
            "assistent.html": "start",
            "fehler/a.html": "fehler/a",
            "fehler/index.html": "fehler",
            "glossar.html": "glossar",
        },
        main={"assistent.html"},
        kept={"filter"},
        moved={"index.html": "assistent.html", "fehler/alt.html": "fehler/a.html"},
        read=lambda path: path.encode(),
    )


@pytest.mark.parametrize(
    ("address", "wanted"),
    [
        ("#absatz", "#fehler/a:absatz"),
        ("a.html#absatz", "#fehler/a:absatz"),
        ("index.html", "#fehler"),
        ("../glossar.html#token", "#glossar:token"),
        ("../index.html", "#start"),
        ("../assistent.html#meldung", "#meldung"),
        ("../assistent.html#fehler=a&markt=amazon", "#fehler=a&markt=amazon"),
        ("alt.html", "#fehler/a"),
        ("https://example.org/x#y", "https://example.org/x#y"),
        ("mailto:hilfe@example.org", "mailto:hilfe@example.org"),
        ("../schema/x.json", None),
    ],
)
def test_links_lead_to_the_same_place_within_the_file(
    addresses: Addresses, address: str, wanted: str | None
) -> None:
    assert addresses.link("fehler/a.html", address) == wanted


def test_an_article_is_taken_out_with_its_ids_and_pictures_rewritten(addresses: Addresses) -> None:
    page = (
        '<body><p id="davor">x</p><article class="md-content__inner md-typeset">'
        '<script src="x.js"></script><link rel="stylesheet" href="x.css">'
        '<h1 id="t">A &amp; B<a href="#t" title="Hier">¶</a></h1>'
        '<svg viewBox="0 0 1 1" aria-labelledby="t s"><g fill="url(#g)"/></svg>'
        '<article><img src="../bild.svg" alt="Bild"></article><div id="filter"></div>'
        "<p>1 &lt; 2</p></article><footer>x</footer></body>"
    )
    made = part("fehler/a.html", page, addresses)
    assert (made.anchor, made.title) == ("fehler/a", "A & B")
    assert made.html == (
        '<h1 id="fehler/a:t">A &amp; B<a href="#fehler/a:t" title="Hier">¶</a></h1>'
        '<svg viewBox="0 0 1 1" aria-labelledby="fehler/a:t fehler/a:s">'
        '<g fill="url(#fehler/a:g)"/></svg>'
        '<article><img src="data:image/svg+xml;base64,YmlsZC5zdmc=" alt="Bild"></article>'
        '<div id="filter"></div><p>1 &lt; 2</p>'
    )


def test_search_of_the_file_has_its_own_addresses(tmp_path: Path, addresses: Addresses) -> None:
    workers = tmp_path / "assets" / "javascripts" / "workers"
    workers.mkdir(parents=True)
    (workers / "search.1f.min.js").write_text("find();\n//# sourceMappingURL=x.map\n", "utf-8")
    index = tmp_path / "search" / "search_index.json"
    index.parent.mkdir()
    places = ["index.html", "assistent.html#a", "fehler/a.html", "fehler/a.html#b", "weg.html"]
    content: dict[str, Any] = {
        "config": {"lang": ["de"], "pipeline": [], "separator": "x"},
        "docs": [{"location": place, "title": "ü"} for place in places],
    }
    index.write_text(json.dumps(content), "utf-8")
    made = search(tmp_path, addresses)
    assert made["suche.js"] == b"find();"
    found = json.loads(made["suche.json"])
    assert [one["location"] for one in found["docs"]] == ["start#a", "fehler/a", "fehler/a#b"]
    assert found["config"] == {"lang": ["en"], "pipeline": [], "separator": "x"}

    content["config"]["pipeline"] = ["stemmer"]
    index.write_text(json.dumps(content), "utf-8")
    with pytest.raises(OfflineBuildError, match="pipeline"):
        search(tmp_path, addresses)


def test_templates_keep_their_names_and_are_there_once() -> None:
    def page(words: str) -> Part:
        return Part("x", "x.html", "X", f'<p>1</p><template id="ja">{words}</template>')

    assert [one.html for one in templates_once([page("a"), page("a")])] == [
        '<p>1</p><template id="ja">a</template>',
        "<p>1</p>",
    ]
    with pytest.raises(OfflineBuildError, match="»ja«"):
        templates_once([page("a"), page("b")])
