"""The build: what it does again, and what it refuses."""

from __future__ import annotations

import struct
from concurrent.futures import Executor, Future
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from publish import build, knowledge
from publish.days import day_of, seconds_of
from wizard import load_knowledge

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def stamp(tmp_path: Path) -> Callable[[], build.Stamp]:
    (tmp_path / "sources" / "folder").mkdir(parents=True)
    (tmp_path / "sources" / "folder" / "a.md").write_text("a", "utf-8")
    (tmp_path / "sources" / "b.txt").write_text("b", "utf-8")
    result = tmp_path / "result"
    result.touch()
    return lambda: build.Stamp(
        tmp_path / "stamps" / "x", ("folder", "*.txt"), (result,), tmp_path / "sources"
    )


def test_the_same_inputs_are_not_made_again(stamp: Callable[[], build.Stamp]) -> None:
    assert not stamp().is_fresh()
    stamp().write()
    assert stamp().is_fresh()


@pytest.mark.parametrize("change", ["content", "new", "gone", "result"])
def test_a_change_is_seen(stamp: Callable[[], build.Stamp], tmp_path: Path, change: str) -> None:
    stamp().write()
    file = tmp_path / "sources" / "folder" / "a.md"
    if change == "content":
        file.write_text("c", "utf-8")
    elif change == "new":
        file.with_name("c.md").touch()
    elif change == "gone":
        file.unlink()
    else:
        (tmp_path / "result").unlink()
    assert not stamp().is_fresh()


def test_what_changes_during_a_step_makes_it_be_done_again(
    stamp: Callable[[], build.Stamp], tmp_path: Path
) -> None:
    during = stamp()
    assert not during.is_fresh()
    (tmp_path / "result").unlink()
    (tmp_path / "result").touch()
    assert not during.is_fresh()
    (tmp_path / "sources" / "b.txt").write_text("changed", "utf-8")
    during.write()
    assert not stamp().is_fresh()


class _AtOnce(Executor):
    """Does everything in this process."""

    def submit(self, function: Callable[..., Any], /, *given: Any, **named: Any) -> Future[Any]:
        future: Future[Any] = Future()
        future.set_result(function(*given, **named))
        return future


def test_wrong_knowledge_fails_the_build_and_leaves_the_last_site(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("BUILD", "SITE", "UNFINISHED", "RUNTIME", "OFFLINE", "STAMPS", "PAGES", "LAST"):
        monkeypatch.setattr(build, name, tmp_path / name)
    (tmp_path / "SITE").mkdir()
    (tmp_path / "SITE" / "index.html").write_text("alt", "utf-8")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "0")
    monkeypatch.setattr(build, "ProcessPoolExecutor", _AtOnce)
    monkeypatch.setattr(build, "_runtime", lambda: None)
    monkeypatch.setattr(build, "_pages", lambda _: None)
    monkeypatch.setattr("publish.current.runtime_comes", lambda _: None)
    monkeypatch.setattr(knowledge, "faults", lambda: ["findings/x.toml: falsch."])
    assert build.main() == 1
    assert "findings/x.toml: falsch." in capsys.readouterr().err
    assert (tmp_path / "SITE" / "index.html").read_text("utf-8") == "alt"


def test_the_only_date_in_the_site_is_the_knowledges() -> None:
    """Not that of the build: mkdocs writes one into the list of pages."""
    head = (ROOT / "build" / "site" / "sitemap.xml.gz").read_bytes()[:8]
    day = day_of(load_knowledge().version)
    assert struct.unpack("<I", head[4:])[0] == seconds_of(day)
