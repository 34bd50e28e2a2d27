"""The worked example on the page »Wissen pflegen« does what the page promises."""

from __future__ import annotations

import re
import shutil
from datetime import date
from pathlib import Path

import pytest

from desk.scaffold import after, draft
from wizard.diagnose import diagnose
from wizard.loading import DIRECTORY, KnowledgeError, load

PAGE = Path(__file__).resolve().parents[2] / "docs" / "wissen-pflegen.md"
NAME = "anfrage-zu-gross"


@pytest.fixture
def written() -> str:
    found = re.search(r"```toml\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    assert found
    return found[1]


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    copy = tmp_path / "knowledge"
    shutil.copytree(DIRECTORY, copy)
    return copy


def test_the_example_is_new_and_gives_what_it_says(directory: Path, written: str) -> None:
    assert NAME not in load(directory).findings, "choose an example that the knowledge has not got"
    (directory / "findings" / "general" / f"{NAME}.toml").write_text(written, "utf-8")
    knowledge = load(directory)
    finding = knowledge.findings[NAME]
    for example in finding.examples:
        assert diagnose(example.text, knowledge=knowledge).findings[0].id == NAME
    for near in finding.near_misses:
        assert diagnose(near.text, knowledge=knowledge).findings[0].id == near.gives


def test_the_command_begins_the_file_as_the_page_shows(directory: Path) -> None:
    page = PAGE.read_text("utf-8")
    message = re.search(r"schickt diese Meldung:\n\n```text\n(.*?)\n```", page, re.DOTALL)
    assert message
    made = draft(message[1], load(directory), slug=NAME, today=date(2026, 11, 25))
    path = Path("wizard", "knowledge", "findings", made.group, f"{NAME}.toml")
    shown = after(made, path).partition("\n\nBisher")[0]
    assert f"```text\n{shown}\n```" in page


def test_the_message_quoted_is_the_one_shown_when_a_key_is_missing(
    directory: Path, written: str
) -> None:
    without = re.sub(r"^summary = .*\n", "", written, flags=re.MULTILINE)
    (directory / "findings" / "general" / f"{NAME}.toml").write_text(without, "utf-8")
    with pytest.raises(KnowledgeError) as caught:
        load(directory)
    assert str(caught.value) in PAGE.read_text("utf-8")
