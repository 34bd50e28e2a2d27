"""What the page calls for an export: pieces until it is done, the same CSV as the command's."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any

import pytest

from desk import browser

if TYPE_CHECKING:
    from pathlib import Path

EBAY = "https://api.ebay.com/identity/v1/oauth2/token invalid_grant refresh token is invalid"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "stapel"
    made.mkdir()
    return made


def start(folder: Path, columns: list[int] | None = None) -> dict[str, Any]:
    request = {"folder": str(folder), "base": "https://h.example.com/", "columns": columns}
    opened: dict[str, Any] = json.loads(browser.start(json.dumps(request)))
    return opened


def rows() -> list[list[Any]]:
    found: list[list[Any]] = []
    while True:
        piece = json.loads(browser.piece())
        found += piece["rows"]
        if piece["done"]:
            return found


def test_an_export_comes_in_pieces(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(browser, "_PIECE", 0.0001)
    text = "".join(f"{i};{EBAY}\r\n" for i in range(30))
    (folder / "a.csv").write_bytes(f"Nr;Größe und Text\r\n{text}".encode("cp1252"))
    opened = start(folder)
    assert opened == {"columns": ["Nr", "Größe und Text"], "places": [1]}
    found = rows()
    assert [row[0] for row in found] == list(range(2, 32))
    assert {row[1] for row in found} == {"eBay"}
    written = csv.DictReader(io.StringIO(browser.csv().decode("utf-8-sig")), delimiter=";")
    assert [row["Nr"] for row in written] == [str(i) for i in range(30)]


def test_single_tickets_of_any_number(folder: Path) -> None:
    (folder / "b.txt").write_text(EBAY, "utf-16")
    (folder / "a.eml").write_text(f"Subject: Fehler\n\n{EBAY}\n", "utf-8")
    start(folder)
    assert [row[1] for row in rows()] == ["eBay", "eBay"]
    # The text is not copied into the file beside the masked one.
    assert "Text;" not in browser.csv().decode("utf-8-sig").splitlines()[0].split("Tokenhilfe")[0]


def test_problems_are_sentences(folder: Path) -> None:
    (folder / "a.csv").write_text("", "utf-8")
    assert "leer" in start(folder)["problem"]
    (folder / "b.csv").write_text("a;b\n", "utf-8")
    assert "einen Export" in start(folder)["problem"]
    for file in folder.iterdir():
        file.unlink()
    (folder / "c.msg").write_bytes(b"x")
    assert ".msg" in start(folder)["problem"]


def test_chosen_columns_are_the_only_ones(folder: Path) -> None:
    (folder / "a.csv").write_text(f"Nr;Text\n1;{EBAY}\n", "utf-8")
    start(folder, [0])
    assert rows()[0][1] == ""


def test_closing_leaves_nothing(folder: Path) -> None:
    (folder / "a.csv").write_text("a;b\n1;2\n", "utf-8")
    start(folder)
    browser.close(str(folder))
    assert not folder.exists()
