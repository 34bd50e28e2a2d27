"""The loader's complaints: German, with file and key."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from wizard.loading import DIRECTORY, KnowledgeError, load

GENERIC = "findings/general/token-erneuerung-fehlgeschlagen.toml"

Edit = Callable[[str, str, str], None]


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the knowledge that may be spoiled."""
    return Path(shutil.copytree(DIRECTORY, tmp_path / "knowledge"))


@pytest.fixture
def edit(copy: Path) -> Edit:
    """Replaces a text in one file of the copy."""

    def replace(name: str, old: str, new: str) -> None:
        path = copy / name
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    return replace


def test_the_knowledge_itself_is_sound() -> None:
    knowledge = load()
    assert len(knowledge.findings) >= 60
    assert {
        "amazon",
        "ebay",
        "otto",
        "kaufland",
        "shopify",
        "shopware",
        "etsy",
        "woocommerce",
    } == set(knowledge.marketplaces)


@pytest.mark.parametrize(
    ("name", "old", "new", "complaint"),
    [
        (GENERIC, 'renew = "yes"', 'renew = "ja"', "Schlüssel »renew«: »ja« gibt es nicht; möglich: yes, no, maybe"),
        (GENERIC, 'renew = "yes"\n', "", "Schlüssel »renew«: fehlt"),
        (GENERIC, "weight = 46", "weight = 460", "Schlüssel »weight«: muss zwischen 0 und 100 liegen"),
        (GENERIC, "weight = 46", 'weight = "viel"', "Schlüssel »weight«: muss eine ganze Zahl sein"),
        (GENERIC, "weight = 46", "gewicht = 46", "Schlüssel »weight«: fehlt"),
        (GENERIC, "weight = 46", "weight = 46\ngewicht = 3", "Schlüssel »gewicht«: ist unbekannt (Tippfehler?)"),
        (GENERIC, 'step = "1"', 'step = "9"', "Schlüssel »step«: »9« gibt es nicht"),
        (GENERIC, 'marketplace = "any"', 'marketplace = "quelle"', "Schlüssel »marketplace«: »quelle« gibt es nicht"),
        (GENERIC, 'kind = "refresh-', 'kind = "x-refresh-', "Schlüssel »kind«"),
        (GENERIC, "related = [", 'related = ["gibt-es-nicht", ', "Schlüssel »related«: »gibt-es-nicht« gibt es nicht"),
        (GENERIC, 'id = "token-', 'id = "mein-token-', "Schlüssel »id«: »mein-token-erneuerung-fehlgeschlagen« muss heißen wie die Datei"),
        (GENERIC, "checked_on = 2026-11-25", 'checked_on = "gestern"', "Schlüssel »checked_on«: muss ein Datum"),
        (GENERIC, 'literal = "an error', 'regex = "("\nliteral = "an error', "[[patterns]] Nr. 1: Schlüssel »regex«: ist kein gültiger Ausdruck"),
        (GENERIC, 'literal = "an error', 'regex = "a*"\nliteral = "an error', "[[patterns]] Nr. 1: Schlüssel »regex«: passt auch auf einen leeren Text"),
        (GENERIC, 'literal = "an error occurred while refreshing tok"\n', "", "[[patterns]] Nr. 1: Schlüssel »literal«: fehlt"),
        (GENERIC, 'gives = "netzwerk-zeitueberschreitung"', 'gives = "gibt-es-nicht"', "Schlüssel »near_misses.gives«: »gibt-es-nicht« gibt es nicht"),
        (GENERIC, "summary =", "zusammenfassung =", "Schlüssel »summary«: fehlt"),
        ("marketplaces/ebay.toml", 'guide = "ebay"', 'guide = "ibei"', "Schlüssel »guide«: »ibei« gibt es nicht"),
        ("marketplaces/ebay.toml", 'strength = "proof"', 'strength = "sicher"', "[[clues]] Nr. 1: Schlüssel »strength«"),
        ("kinds.toml", "throttled", "gedrosselt", "kinds.toml: Schlüssel »throttled«: fehlt"),
        ("findings/general/anfrage-fehlerhaft.toml", "{gegenstand}", "{gegenstnd}", "Schlüssel »regex«: »gegenstnd« gibt es in words.toml nicht"),
        ("findings/general/anfrage-fehlerhaft.toml", "each = [", 'code = "1"\neach = [', "Schlüssel »each«: geht nicht zusammen mit »code«"),
        ("meta.toml", "version", "stand", "meta.toml: Schlüssel »version«: fehlt"),
        ("signals.toml", 'means = "success"', 'means = "gut"', "Schlüssel »means«"),
    ],
)  # fmt: skip
def test_each_mistake_is_named(
    copy: Path, edit: Edit, name: str, old: str, new: str, complaint: str
) -> None:
    edit(name, old, new)
    with pytest.raises(KnowledgeError) as caught:
        load(copy)
    assert str(caught.value).startswith(name)
    assert complaint in str(caught.value)


def test_broken_toml_is_named(copy: Path) -> None:
    (copy / GENERIC).write_text('id = "x\n', encoding="utf-8")
    with pytest.raises(KnowledgeError, match="ist kein gültiges TOML"):
        load(copy)


def test_a_file_in_another_encoding_is_named(copy: Path) -> None:
    (copy / GENERIC).write_bytes('id = "für"'.encode("latin-1"))
    with pytest.raises(KnowledgeError, match="nicht in UTF-8"):
        load(copy)


def test_a_missing_file_is_named(copy: Path) -> None:
    (copy / "notes.toml").unlink()
    with pytest.raises(KnowledgeError, match=r"notes\.toml: Die Datei fehlt"):
        load(copy)


def test_a_finding_that_the_engine_needs_must_be_there(copy: Path) -> None:
    (copy / "findings/general/text-leer.toml").unlink()
    with pytest.raises(KnowledgeError, match="text-leer"):
        load(copy)


def test_the_same_slug_twice_is_refused(copy: Path) -> None:
    twin = copy / "findings/shops/token-erneuerung-fehlgeschlagen.toml"
    shutil.copy(copy / GENERIC, twin)
    with pytest.raises(KnowledgeError, match="gibt es schon"):
        load(copy)


@pytest.mark.parametrize(
    ("name", "table", "key"),
    [
        ("signals.toml", "signals", "signals.id"),
        ("glossary.toml", "terms", "terms.id"),
        ("questions.toml", "questions", "id"),
    ],
)
def test_the_same_name_twice_within_a_file_is_refused(
    copy: Path, name: str, table: str, key: str
) -> None:
    text = (copy / name).read_text("utf-8")
    first = text.index(f"[[{table}]]")
    second = text.find(f"[[{table}]]", first + 1)
    (copy / name).write_text(text + "\n" + text[first:second], "utf-8")
    with pytest.raises(KnowledgeError, match="gibt es schon") as caught:
        load(copy)
    assert str(caught.value).startswith(name)
    assert f"»{key}«" in str(caught.value)


def test_a_retired_slug_must_lead_somewhere(copy: Path) -> None:
    (copy / "retired.toml").write_text('alt = "gibt-es-nicht"\n', encoding="utf-8")
    with pytest.raises(KnowledgeError, match=r"retired\.toml: Schlüssel »alt«"):
        load(copy)


def test_the_guide_speaks_the_marketplace_s_words() -> None:
    guide = load().guide
    assert guide is not None
    for variant in guide.variants:
        filled = guide.for_variant(variant)
        assert "${" not in repr(filled.steps)
    assert "Amazon-Plattform" in repr(guide.for_variant("amazon").steps)
    with pytest.raises(KeyError):
        guide.for_variant("quelle")


def test_an_entry_with_each_stands_for_one_pattern_per_word(copy: Path, edit: Edit) -> None:
    edit(
        GENERIC,
        "[[examples]]",
        """[[patterns]]
literal = "token"
each = ["kaputt", "sehr müde"]
regex = '{marktplatz} {each}'
why = "x"

[[examples]]""",
    )
    patterns = load(copy).findings["token-erneuerung-fehlgeschlagen"].patterns
    added = [(one.literal, one.regex) for one in patterns if one.why == "x"]
    assert [literal for literal, _ in added] == [("token", "kaputt"), ("token", "sehr müde")]
    assert all((regex or "").startswith("(?:amazon|ebay|") for _, regex in added)
    assert [(regex or "").rpartition(") ")[2] for _, regex in added] == ["kaputt", "sehr müde"]


def test_the_word_lists_must_be_there(copy: Path) -> None:
    (copy / "words.toml").unlink()
    with pytest.raises(KnowledgeError, match=r"words\.toml: Die Datei fehlt"):
        load(copy)
