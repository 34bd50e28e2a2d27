"""What fails the build: each mistake in the knowledge is named in German with file and key."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from publish import knowledge
from wizard.loading import DIRECTORY

ROOT = Path(__file__).resolve().parents[2]
GENERIC = "findings/general/token-erneuerung-fehlgeschlagen.toml"
AMAZON = "findings/amazon/amazon-zu-viele-abrufe.toml"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the knowledge that may be spoiled."""
    return Path(shutil.copytree(DIRECTORY, tmp_path / "knowledge"))


def replace(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert re.search(old, text)
    path.write_text(re.sub(old, new.replace("\\", r"\\"), text, count=1), "utf-8")


def test_the_knowledge_is_sound() -> None:
    assert knowledge.check() == []


def test_examples_and_near_misses_that_give_something_else_are_named(copy: Path) -> None:
    (copy / GENERIC).write_text(
        (copy / GENERIC).read_text("utf-8")
        + '\n[[examples]]\ntext = "Alles in Ordnung."\nmarketplace = "none"\n'
        + '\n[[examples]]\ntext = "An error occurred while refreshing token."\nmarketplace = "ebay"\n'
        # It gives the finding itself.
        + '\n[[near_misses]]\ntext = "An error occurred while refreshing token."\n'
        + 'gives = "netzwerk-zeitueberschreitung"\n',
        "utf-8",
    )
    replace(copy / AMAZON, r"\[\[examples\]\]\ntext = .*", '[[examples]]\ntext = "Guten Tag"')

    wrong = knowledge.check(copy)

    assert [sentence.partition(" Nr.")[0] for sentence in wrong] == [
        f"{AMAZON}, [[examples]]",
        f"{GENERIC}, [[examples]]",
        f"{GENERIC}, [[examples]]",
        f"{GENERIC}, [[near_misses]]",
    ]
    assert "»text«: ergibt »" in wrong[0]
    assert "statt »amazon-zu-viele-abrufe«" in wrong[0]
    assert "»marketplace«: erkannt wird »unknown«, angegeben ist »ebay«" in wrong[2]
    assert "»gives«: Die Meldung ergibt genau diesen Fehler statt" in wrong[3]


def test_unsafe_patterns_are_named_wherever_they_stand(copy: Path) -> None:
    unsafe = "regex = '''(?:a|aa)+$'''"
    entry = f'literal = "aaa"\n{unsafe}\nwhy = "Das zählt."\n'
    for name, head in (
        (GENERIC, "[[patterns]]\neach = ['uno', 'due']\n"),
        (AMAZON, "[[unless]]\n"),
        ("marketplaces/ebay.toml", '[[clues]]\nstrength = "mention"\n'),
        ("signals.toml", '[[signals]]\nid = "x"\nmeans = "fine"\n[[signals.patterns]]\n'),
    ):
        path = copy / name
        path.write_text(f"{path.read_text('utf-8')}\n{head}{entry}", "utf-8")

    wrong = knowledge.check(copy)

    assert [re.sub(r" Nr\. \d+: Schlüssel »regex«: .*", "", one) for one in wrong] == [
        "marketplaces/ebay.toml, [[clues]]",
        f"{AMAZON}, [[unless]]",
        f"{GENERIC}, [[patterns]]",
        "signals.toml, [[signals]], [[patterns]]",
    ]
    # The number of the entry, though `each` made two patterns of it.
    patterns = (copy / GENERIC).read_text("utf-8").count("[[patterns]]")
    assert f"[[patterns]] Nr. {patterns}: " in wrong[2]


def test_what_loading_finds_is_named_too(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    replace(copy / GENERIC, r"related = \[", 'related = ["gibt-es-nicht", ')
    assert knowledge.main([str(copy)]) == 1
    assert capsys.readouterr().err.startswith(
        f"{GENERIC}: Schlüssel »related«: »gibt-es-nicht« gibt es nicht.\n"
    )


def test_the_same_slug_twice_is_named(copy: Path) -> None:
    shutil.copy(copy / GENERIC, copy / "findings" / "shops" / Path(GENERIC).name)
    assert knowledge.check(copy) == [
        "findings/shops/token-erneuerung-fehlgeschlagen.toml: Schlüssel »id«: "
        "»token-erneuerung-fehlgeschlagen« gibt es schon in »general«."
    ]
