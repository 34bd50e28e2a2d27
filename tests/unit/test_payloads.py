"""Pasted text is data: whatever it holds, engine, texts, command and exports treat it as text."""

from __future__ import annotations

import csv
import io
import json
import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING, override

import openpyxl
import pytest
from rich.console import Console

from desk.cli import EXIT_DONE, EXIT_FILE, main
from desk.show import show
from desk.triage import Job, triage
from tests.support.payloads import BIDI, payloads
from wizard import diagnose
from wizard.cli import main as small_command
from wizard.links import answer_link
from wizard.texts import customer_reply, internal_note, load_texts, portal_ticket

if TYPE_CHECKING:
    from pathlib import Path

    from wizard.catalog import Knowledge

MESSAGE = "An error occurred while refreshing token."
PAYLOADS = payloads()
CONTROLS = re.compile(f"[\x00-\x08\x0b-\x1f\x7f-\x9f{BIDI}\ud800-\udfff]")
# Elements of the rich texts, and the attributes that they may have.
RICH = {"a", "br", "code", "em", "li", "ol", "p", "strong", "ul"}


def test_there_are_enough_of_them() -> None:
    assert len(PAYLOADS) >= 300


@pytest.mark.parametrize("payload", PAYLOADS, ids=range(len(PAYLOADS)))
def test_the_engine_answers_and_stays_itself(payload: str, knowledge: Knowledge) -> None:
    """Around a real message a payload changes neither the finding nor where its words stand."""
    text = f"{payload}\n{MESSAGE}\n{payload}"
    answer = diagnose(text, knowledge=knowledge)
    plain = json.loads(json.dumps(answer.to_dict()))
    assert {one["id"] for one in plain["findings"]} <= set(knowledge.findings)
    assert set(plain["notes"]) <= set(knowledge.notes)
    assert plain["marketplace"]["id"] in {None, *knowledge.marketplaces}
    for finding in answer.findings:
        for evidence in finding.evidence:
            assert 0 <= evidence.start < evidence.end <= len(text)
    assert "token-erneuerung-fehlgeschlagen" in {one["id"] for one in plain["findings"]}


class Structure(HTMLParser):
    """The elements and addresses of a piece of HTML."""

    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()
        self.links: set[str] = set()

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.add(tag)
        for name, value in attrs:
            if name == "href":
                self.links.add(value or "")
            else:
                pytest.fail(f"<{tag} {name}={value}>")


def test_rich_texts_hold_our_own_elements_and_links_only(knowledge: Knowledge) -> None:
    texts = load_texts()
    base = "https://hilfe.example/"
    for payload in PAYLOADS:
        text = f"{payload}\n{MESSAGE}\n{payload}"
        answer = diagnose(text, knowledge=knowledge)
        for written in (
            customer_reply(answer, knowledge, base=base, texts=texts),
            internal_note(answer, text, knowledge, base=base, texts=texts),
            portal_ticket(answer, knowledge, texts=texts),
        ):
            structure = Structure()
            structure.feed(written.html())
            structure.close()
            assert structure.found <= RICH, payload
            assert all(link.startswith(base) for link in structure.links), payload


def test_the_command_gives_no_orders_to_the_terminal(knowledge: Knowledge) -> None:
    for payload in PAYLOADS:
        text = f"{payload} {MESSAGE} {payload}"
        console = Console(file=io.StringIO(), width=100, highlight=False)
        show(console, diagnose(text, knowledge=knowledge), text, knowledge)
        assert isinstance(console.file, io.StringIO)
        said = console.file.getvalue()
        assert not CONTROLS.search(said), payload


def test_json_on_a_terminal_means_the_same_and_orders_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], knowledge: Knowledge
) -> None:
    text = "\n".join((MESSAGE, *PAYLOADS)).encode("utf-8", "replace").decode()
    file = tmp_path / "meldung.txt"
    file.write_text(text, "utf-8", newline="")
    assert main(["diagnose", "--json", str(file)]) == EXIT_DONE
    said = capsys.readouterr().out
    assert not CONTROLS.search(said)
    assert json.loads(said) == diagnose(text, knowledge=knowledge).to_dict()


@pytest.fixture(scope="module")
def export(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An export of tickets, one for each payload."""
    path = tmp_path_factory.mktemp("export") / "export.jsonl"
    lines = [json.dumps({"Nr": n, "Text": f"{one} {MESSAGE}"}) for n, one in enumerate(PAYLOADS)]
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


def test_no_cell_of_an_export_becomes_a_formula_or_another_row(export: Path) -> None:
    output = export.with_name("aus.csv")
    triage(Job(export, output, jobs=1))
    with output.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file, delimiter=";"))
    assert len(rows) == len(PAYLOADS) + 1
    assert len({len(row) for row in rows}) == 1
    for row in rows:
        for cell in row:
            assert not cell.lstrip("\ufeff\x00\u200b \n").startswith(tuple("=+@＝＋－＠")), cell
            assert not re.match(r"[\t\r]|-(?![\d.,]+\Z)", cell), cell
            assert not re.search(f"[{BIDI}]", cell), cell


def test_excel_and_json_lines_hold_texts_only(export: Path) -> None:
    book, lines = export.with_name("aus.xlsx"), export.with_name("aus.jsonl")
    triage(Job(export, book, jobs=1))
    triage(Job(export, lines, jobs=1))
    sheet = openpyxl.load_workbook(book).active
    assert sheet is not None
    assert sheet.max_row == len(PAYLOADS) + 1
    kinds = {cell.data_type for row in sheet.iter_rows() for cell in row}
    assert "f" not in kinds
    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert not any(cell.hyperlink for cell in cells)
    assert not any(re.search(f"[{BIDI}]", str(cell.value)) for cell in cells)
    assert not re.search(f"[{BIDI}]", lines.read_text("utf-8"))
    told = [json.loads(line) for line in lines.read_text("utf-8").split("\n") if line]
    assert [one["Nr"] for one in told] == list(range(len(PAYLOADS)))


def test_an_address_of_an_answer_holds_nothing_of_the_text(knowledge: Knowledge) -> None:
    for payload in PAYLOADS:
        answer = diagnose(f"{payload} {MESSAGE}", knowledge=knowledge)
        link = answer_link(answer.findings[0].id, answer.marketplace.id)
        assert re.fullmatch(r"assistent\.html#[a-z0-9=&-]+", link)


def test_names_of_files_and_columns_order_nothing_either(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """An export comes from others, its file name and its headings, too."""
    name = "\x1b]0;Titel\x07\u202e"
    export = tmp_path / f"a{name}.csv"
    export.write_text(f'"Nr";"Text{name}"\n1;{MESSAGE}\n', "utf-8")
    output = tmp_path / f"aus{name}.csv"
    assert main(["triage", str(export), "-o", str(output)]) == EXIT_DONE
    assert (
        main(["triage", str(tmp_path / f"fehlt{name}.csv"), "-o", str(output), "--neu"])
        == EXIT_FILE
    )
    assert main(["diagnose", str(tmp_path / f"fehlt{name}.txt")]) == EXIT_FILE
    assert (
        main(["triage", str(export), "-o", str(output), "--neu", "--spalte", f"Text{name}2"])
        != EXIT_DONE
    )
    with pytest.raises(SystemExit):
        main(["diagnose", f"--{name}"])
    said = capsys.readouterr()
    assert "Ausgewertete Spalten: »Text" in said.out
    assert said.err.count("tokenhilfe") >= 4
    assert not CONTROLS.search(said.out)
    assert not CONTROLS.search(said.err)


def test_the_small_command_orders_nothing_either(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        small_command(["diagnose", "a", "b\x1b]0;Titel\x07\u202e"])
    assert small_command(["diagnose", "fehlt\x1b[2J\u202e"]) == 2
    said = capsys.readouterr().err
    assert said.count("\ufffd") >= 4
    assert not CONTROLS.search(said)
