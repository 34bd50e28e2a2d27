"""What others made: every shipped file belongs to somebody, and every licence has its text."""

from __future__ import annotations

from pathlib import Path

import pytest

from publish.licences.components import LIST, LicenceError, load
from publish.licences.page import page
from publish.licences.shipped import check
from publish.runtime import known
from publish.runtime.errors import RuntimeBuildError

ROOT = Path(__file__).resolve().parents[2]
SITE = ROOT / "build" / "site"
PYODIDE = ROOT / "node_modules" / "pyodide"


def changed(tmp_path: Path, old: str, new: str) -> Path:
    text = LIST.read_text("utf-8")
    assert old in text
    path = tmp_path / LIST.name
    path.write_text(text.replace(old, new, 1), "utf-8")
    return path


def test_the_built_site_ships_nothing_of_unknown_licence() -> None:
    assert check(SITE, load()) == []


def test_a_shipped_file_without_a_licence_is_named(tmp_path: Path) -> None:
    (tmp_path / "assets" / "fonts").mkdir(parents=True)
    (tmp_path / "assets" / "fonts" / "roboto.woff2").write_bytes(b"")
    (tmp_path / "assets" / "fonts" / "roboto.woff2.br").write_bytes(b"")
    (tmp_path / "index.html").write_text("", "utf-8")
    assert check(tmp_path, []) == [
        "assets/fonts/roboto.woff2: is shipped, but publish/licences knows no licence for it."
    ]


def test_a_package_that_the_theme_bundles_anew_is_named(tmp_path: Path) -> None:
    maps = '{"sources": ["node_modules/rxjs/index.js", "node_modules/@new/thing/a.js", "src/a.ts"]}'
    (tmp_path / "bundle.js.map").write_text(maps, "utf-8")
    wrong = check(tmp_path, load(), maps=tmp_path)
    assert any("bundles @new/thing," in sentence for sentence in wrong)
    assert not any("bundles rxjs" in sentence for sentence in wrong)


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ('looked_at = "0.29.5"', 'looked_at = "0.29.4"', "version 0.29.5 is installed"),
        ('texts = ["MPL-2.0"]', 'texts = ["gibt-es-nicht"]', "gibt-es-nicht.txt is missing"),
        ('texts = ["MPL-2.0"]', "texts = []", "has no licence text"),
        ('within = "pyodide"', 'within = "niemand"', "within nothing that is shipped"),
        ('licence = "MPL-2.0"\n', "", "licence"),
    ],
)
def test_a_component_that_was_not_looked_at_is_named(
    tmp_path: Path, old: str, new: str, complaint: str
) -> None:
    with pytest.raises(LicenceError, match=complaint):
        load(changed(tmp_path, old, new))


def test_the_page_names_every_component_and_holds_every_text() -> None:
    text = page(load())
    for component in load():
        assert component.name in text
        assert component.copyright in text
        for name in component.texts:
            assert f"### {name} {{" in text
    assert "Mozilla Public License Version 2.0" in text
    assert "PYTHON SOFTWARE FOUNDATION LICENSE VERSION 2" in text


def test_the_runtimes_files_are_the_known_ones(tmp_path: Path) -> None:
    known.verify(PYODIDE)
    for name in known.KNOWN:
        (tmp_path / name).write_bytes((PYODIDE / name).read_bytes())
    known.verify(tmp_path)
    (tmp_path / "pyodide.js").write_bytes((PYODIDE / "pyodide.js").read_bytes() + b" ")
    with pytest.raises(RuntimeBuildError, match=r"pyodide\.js is not the known file"):
        known.verify(tmp_path)
    (tmp_path / "pyodide.js").unlink()
    with pytest.raises(RuntimeBuildError, match="make setup"):
        known.verify(tmp_path)
