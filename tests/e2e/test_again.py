"""A page whose text changed is laid out as the whole build does it, or left to the whole build."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from publish import again, build, lastbuild
from publish.lastbuild import Layout

ROOT = Path(__file__).resolve().parents[2]
SEARCH = "search/search_index.json"


@dataclass
class Pages:
    """Sources and pages of the last build, to be changed."""

    docs: Path
    out: Path
    layout: Layout

    def change(self, name: str, old: str, new: str) -> bool:
        page = self.docs / name
        text = page.read_text("utf-8")
        assert old in text
        page.write_text(text.replace(old, new, 1), "utf-8")
        return self.lay_out(name)

    def lay_out(self, *names: str) -> bool:
        return again.lay_out(set(names), self.layout, self.out, self.docs)


@pytest.fixture
def pages(site: Path, tmp_path: Path) -> Pages:
    assert site == build.SITE
    last = lastbuild.read(build.LAST)
    assert last
    shutil.copytree(ROOT / "docs", tmp_path / "docs")
    shutil.copytree(build.PAGES, tmp_path / "out")
    return Pages(tmp_path / "docs", tmp_path / "out", last.layout)


def test_the_same_text_gives_the_same_bytes(pages: Pages) -> None:
    names = ["index", "assistent", "faq/index", "support/index", "support/offline", "datenschutz"]
    for name in names:
        (pages.out / f"{name}.html").unlink()
    (pages.out / "search" / "search_index.js").write_text("alt", "utf-8")
    assert pages.lay_out(*(f"{name}.md" for name in names))
    made = {path: path.read_bytes() for path in build.PAGES.rglob("*") if path.is_file()}
    for path, content in made.items():
        place = path.relative_to(build.PAGES)
        assert (pages.out / place).read_bytes() == content, place


def test_new_words_are_on_the_page_and_found(pages: Pages) -> None:
    page = pages.docs / "datenschutz.md"
    page.write_text(page.read_text("utf-8") + "\n## Neues {#neues}\n\nSchnürsenkel.\n", "utf-8")
    assert pages.lay_out("datenschutz.md")
    assert "<p>Schnürsenkel.</p>" in (pages.out / "datenschutz.html").read_text("utf-8")
    entries = json.loads((pages.out / SEARCH).read_text("utf-8"))["docs"]
    places = [entry["location"] for entry in entries if "Schnürsenkel" in entry["text"]]
    assert places == ["datenschutz.html#neues"]
    of_page = [entry["location"].startswith("datenschutz.html") for entry in entries]
    first = of_page.index(True)
    assert of_page[first : first + sum(of_page)] == [True] * sum(of_page)


def test_what_shows_on_other_pages_is_left_to_the_whole_build(pages: Pages) -> None:
    assert pages.change("datenschutz.md", "title: ", "title: Neuer ") is False
    assert pages.change("support/index.md", "---\n", "---\nicon: material/star\n") is False


def test_a_description_shows_on_its_own_page_only(pages: Pages) -> None:
    assert pages.change("datenschutz.md", "description: ", "description: Kurz – ")
    assert 'content="Kurz – ' in (pages.out / "datenschutz.html").read_text("utf-8")


def test_a_wrong_page_is_left_to_the_whole_build(pages: Pages) -> None:
    page = pages.docs / "datenschutz.md"
    page.write_text(page.read_text("utf-8") + "\n[hier](weg.md)\n", "utf-8")
    assert pages.lay_out("datenschutz.md") is False


def test_a_page_that_was_not_there_is_left_to_the_whole_build(pages: Pages) -> None:
    (pages.docs / "neu.md").write_text("# Neu\n", "utf-8")
    assert pages.lay_out("neu.md") is False
    (pages.docs / "neu.md").unlink()
    assert pages.lay_out("maintainers/threat-model.md") is False
