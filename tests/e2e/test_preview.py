"""What `make serve` shows of a change before all is built is what the whole build makes of it."""

from __future__ import annotations

import asyncio
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from publish.preview import Preview
from publish.serve import Previewer
from wizard import load_knowledge
from wizard.loading import DIRECTORY

ROOT = Path(__file__).resolve().parents[2]
FINDING = DIRECTORY / "findings" / "general" / "zugriff-verweigert.toml"


@pytest.fixture(scope="module")
def docs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("quellen") / "docs"
    shutil.copytree(ROOT / "docs", folder)
    return folder


@pytest.fixture(scope="module")
def preview(docs: Path, site: Path, tmp_path_factory: pytest.TempPathFactory) -> Preview:
    """Into an empty site: what is there afterwards was shown."""
    shown = tmp_path_factory.mktemp("gezeigt")
    for folder in (path for path in site.rglob("*") if path.is_dir()):
        (shown / folder.relative_to(site)).mkdir(parents=True, exist_ok=True)
    return Preview(shown, docs, tmp_path_factory.mktemp("arbeit"))


def test_a_page_is_byte_for_byte_that_of_the_build(
    preview: Preview, docs: Path, site: Path
) -> None:
    names = ["index", "assistent", "faq/index", "support/offline", "datenschutz"]
    shown = preview.show([docs / f"{name}.md" for name in names])
    assert shown == [f"{name}.html" for name in names]
    for name in shown:
        assert (preview.site / name).read_bytes() == (site / name).read_bytes(), name


def test_words_that_changed_are_on_the_page(preview: Preview, docs: Path) -> None:
    page = docs / "datenschutz.md"
    page.write_text(page.read_text("utf-8") + "\nEin neuer Satz.\n", "utf-8")
    assert preview.show([page, docs / "4913"]) == ["datenschutz.html"]
    assert "<p>Ein neuer Satz.</p>" in (preview.site / "datenschutz.html").read_text("utf-8")


def test_a_finding_shows_on_its_page_and_in_the_catalogue(
    preview: Preview, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    knowledge = tmp_path / "knowledge"
    shutil.copytree(DIRECTORY, knowledge)
    changed = knowledge / FINDING.relative_to(DIRECTORY)
    text = changed.read_text("utf-8")
    before, key, after = text.partition('summary = "')
    changed.write_text(f"{before}{key}Neu gesagt: {after}", "utf-8")
    monkeypatch.setattr(preview, "knowledge", knowledge)
    shown = preview.show([changed])
    assert shown is not None
    # What it may be taken for says its summary, too.
    mistaken = [
        finding.id
        for finding in load_knowledge().findings.values()
        if any(miss.gives == FINDING.stem for miss in finding.near_misses)
    ]
    names = ["index", FINDING.stem, *mistaken]
    with_its_words = {f"fehler/{name}.html" for name in names}
    assert set(shown) == {"index.html", "assistent.html", *with_its_words}
    for name in with_its_words:
        assert "Neu gesagt: " in (preview.site / name).read_text("utf-8"), name


def test_what_other_pages_may_depend_on_is_left_to_the_whole_build(
    preview: Preview, docs: Path
) -> None:
    assert preview.show([ROOT / "mkdocs.yml"]) is None
    assert preview.show([docs / "datenschutz.md", ROOT / "overrides" / "main.html"]) is None
    new = docs / "neu.md"
    new.write_text("# Neu\n", "utf-8")
    assert preview.show([new]) is None


def test_the_server_asks_a_process_of_its_own_and_does_without_a_dead_one(site: Path) -> None:
    async def session() -> list[list[str] | None]:
        previewer = Previewer()
        try:
            answers = [await previewer.show([ROOT / "mkdocs.yml"])]
            await previewer.start()
            answers += [await previewer.show([]), await previewer.show([ROOT / "mkdocs.yml"])]
        finally:
            await previewer.stop()
        return [*answers, await previewer.show([])]

    # In a thread of its own: where browsers are driven, this one has a loop that runs already.
    with ThreadPoolExecutor(1) as thread:
        assert thread.submit(asyncio.run, session()).result() == [None, [], None, None]
