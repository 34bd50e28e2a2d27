"""What was worked out of a page is not worked out again of the same text."""

from __future__ import annotations

from pathlib import Path

from publish import lastbuild
from publish.lastbuild import LastBuild, Layout, Results
from wizard import load_knowledge


class Loud:
    """Makes a text loud, and remembers for which names it was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def __call__(self, name: str, text: str) -> str:
        self.asked.append(name)
        return text.upper()


def test_only_changed_texts_are_worked_on(tmp_path: Path) -> None:
    first, again = Loud(), Loud()
    results = Results()
    assert results.of(first, {"a": "eins", "b": "zwei"}, kind="laut")() == {
        "a": "EINS",
        "b": "ZWEI",
    }
    last = LastBuild({"x": "1"}, load_knowledge(), Layout(), results)
    last.write(tmp_path / "cache" / "last")
    kept = lastbuild.read(tmp_path / "cache" / "last")
    assert kept
    later = Results(kept.results)
    texts = {"b": "drei", "a": "eins", "c": "vier"}
    made = later.of(again, texts, kind="laut")()
    assert list(made.items()) == [("b", "DREI"), ("a", "EINS"), ("c", "VIER")]
    assert again.asked == ["b", "c"]


def test_functions_of_different_kinds_are_told_apart() -> None:
    before = Results()
    before.of(Loud(), {"a": "eins"}, kind="laut")()
    quiet = Results(before).of(lambda _name, text: text.lower(), {"a": "eins"}, kind="leise")
    assert quiet() == {"a": "eins"}


def test_what_nobody_asked_for_is_not_kept(tmp_path: Path) -> None:
    before = Results()
    before.of(Loud(), {"a": "eins", "b": "zwei"}, kind="laut")()
    after = Results(before)
    after.of(Loud(), {"a": "eins"}, kind="laut")()
    again = Loud()
    Results(after.asked_for()).of(again, {"a": "eins", "b": "zwei"}, kind="laut")()
    assert again.asked == ["b"]


def test_new_gone_and_different_files_are_changes() -> None:
    last = LastBuild({"a": "1", "b": "1", "c": "1"}, load_knowledge(), Layout(), Results())
    assert last.changed({"a": "1", "b": "2", "d": "1"}) == {"b", "c", "d"}


def test_what_cannot_be_read_is_no_last_build(tmp_path: Path) -> None:
    assert lastbuild.read(tmp_path / "nothing") is None
    (tmp_path / "other").write_bytes(b"no pickle")
    assert lastbuild.read(tmp_path / "other") is None
