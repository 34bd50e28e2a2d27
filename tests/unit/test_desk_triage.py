"""From an export to the output: order, columns, bad rows, interruption, and what is written."""

from __future__ import annotations

import csv
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from email.message import EmailMessage
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from desk import journal, triage
from desk.advice import COLUMNS
from desk.cli import EXIT_BAD_ROWS, EXIT_DONE, EXIT_FILE, EXIT_INTERRUPTED, EXIT_USAGE, main
from desk.crew import Crew
from desk.sources.model import SourceError
from desk.triage import Job, OutputExists
from desk.writing import defuse
from wizard import diagnose
from wizard.catalog import Knowledge

SOURCE_EXAMPLE = json.dumps(
    {
        "error": {
            "title": "ServerError",
            "message": "An error occurred while refreshing token.",
            "status": 400,
        }
    },
    indent=2,
)
AMAZON = (
    'POST https://api.amazon.com/auth/o2/token 400 {"error":"invalid_grant","error_description":'
    '"The request has an invalid grant parameter : refresh_token"} '
    "refresh_token=Atzr|IwEBIEthrd7Qx0pLmWn8KzVtYc5Rb2JdHfGaSe1UoXi9"
)
SECRET = "IwEBIEthrd7Qx0pLmWn8KzVtYc5Rb2JdHfGaSe1UoXi9"
MESSAGES = (SOURCE_EXAMPLE, AMAZON, "Guten Tag, wie ändere ich meine Adresse?")
ROOT = Path(__file__).parents[2]


def export(path: Path, count: int = 6, *, encoding: str = "cp1252") -> Path:
    with path.open("w", encoding=encoding, newline="") as file:
        lines = csv.writer(file, delimiter=";", lineterminator="\r\n")
        lines.writerow(["Nr", "Eröffnet", "Beschreibung", "Größe"])
        for number in range(count):
            lines.writerow([number, f"{number % 28 + 1}.11.2026", MESSAGES[number % 3], "-1,5"])
    return path


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def run(job: Job, **settings: Any) -> triage.Outcome:
    return triage.triage(job, **settings)


def test_adds_columns_and_keeps_order_and_all_that_was_there(tmp_path: Path) -> None:
    output = tmp_path / "ergebnis.csv"
    outcome = run(Job(export(tmp_path / "export.csv"), output, jobs=1))
    rows = rows_of(output)

    assert outcome.finished
    assert outcome.text_columns == ("Beschreibung",)
    assert list(rows[0]) == ["Nr", "Eröffnet", "Beschreibung", "Größe", *COLUMNS]
    assert [row["Nr"] for row in rows] == ["0", "1", "2", "3", "4", "5"]
    assert [row["Beschreibung"] for row in rows] == [*MESSAGES, *MESSAGES]
    assert rows[0]["Größe"] == "-1,5"


def test_says_of_every_row_what_diagnose_says(tmp_path: Path, knowledge: Knowledge) -> None:
    output = tmp_path / "ergebnis.csv"
    run(Job(export(tmp_path / "export.csv", 3), output, jobs=1, base="https://hilfe.example/t"))

    for row, message in zip(rows_of(output), MESSAGES, strict=True):
        expected = diagnose(message, knowledge=knowledge)
        finding = knowledge.findings[expected.findings[0].id]
        assert row["Tokenhilfe: Befund"] == finding.id
        assert row["Tokenhilfe: Titel"] == finding.title
        assert row["Tokenhilfe: Rat"].startswith(finding.summary)
        assert row["Tokenhilfe: Text maskiert"].replace("\r\n", "\n") == expected.redacted
        assert row["Tokenhilfe: Link"].startswith(
            f"https://hilfe.example/t/assistent.html#fehler={finding.id}"
        )
        assert row["Tokenhilfe: Hinweis"] == ""


def test_names_the_marketplace_only_where_the_text_does(tmp_path: Path) -> None:
    output = tmp_path / "ergebnis.csv"
    run(Job(export(tmp_path / "export.csv", 2), output, jobs=1))
    unknown, amazon = rows_of(output)

    assert (unknown["Tokenhilfe: Marktplatz"], unknown["Tokenhilfe: Sicherheit"]) == (
        "",
        "unbekannt, bitte erfragen",
    )
    assert (amazon["Tokenhilfe: Marktplatz"], amazon["Tokenhilfe: Sicherheit"]) == (
        "Amazon",
        "erkannt",
    )
    assert amazon["Tokenhilfe: Link"].endswith("&markt=amazon")


def test_masks_secrets_and_on_demand_empties_the_original(tmp_path: Path) -> None:
    source = export(tmp_path / "export.csv", 2)
    run(Job(source, tmp_path / "a.csv", jobs=1))
    run(Job(source, tmp_path / "b.csv", jobs=1, keep_text=False))

    kept = rows_of(tmp_path / "a.csv")[1]
    assert SECRET not in kept["Tokenhilfe: Text maskiert"]
    assert SECRET in kept["Beschreibung"]
    assert SECRET not in (tmp_path / "b.csv").read_text(encoding="utf-8")


def test_all_cores_give_the_same_bytes_as_one(tmp_path: Path) -> None:
    source = export(tmp_path / "export.csv", 900)
    run(Job(source, tmp_path / "one.csv", jobs=1))
    run(Job(source, tmp_path / "two.csv", jobs=2))

    assert (tmp_path / "two.csv").read_bytes() == (tmp_path / "one.csv").read_bytes()


def test_what_judges_rows_holds_nothing_but_the_engine() -> None:
    """Each process has all that this imports, and there are as many as processors."""
    script = "import sys, desk.worker, desk.crew; print(*sys.modules)"
    loaded = set(subprocess.check_output([sys.executable, "-c", script], text=True).split())
    assert {"wizard.diagnose", "desk.judge"} <= loaded
    heavy = {"openpyxl", "rich", "pygal", "jinja2", "olefile", "dask", "pyarrow", "email", "xml"}
    own = {"argparse", "csv", "tomllib", "zipfile", "wizard.loading", "desk.cli", "desk.writing"}
    assert loaded.isdisjoint(heavy | own)


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ('=HYPERLINK("http://x")', '\'=HYPERLINK("http://x")'),
        ("+49 170 1234567", "'+49 170 1234567"),
        ("-2+3", "'-2+3"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        ("＝1+1", "'＝1+1"),
        ("﹦1﹢1", "'﹦1﹢1"),
        ("\x0b=1", "\ufffd=1"),
        ("\x01=1", "\ufffd=1"),
        ("\u3000=1", "'\u3000=1"),
        ("\u2028\u2003=1", "'\u2028\u2003=1"),
        ("\u180e\u2061\u3164=1", "'\u180e\u2061\u3164=1"),
        ("\U000e0001=1", "'\U000e0001=1"),
        ("a\x1b[2J\x9b1m\u202eb\tc\r\nd", "a\ufffd[2J\ufffd1m[U+202E]b\tc\r\nd"),
        ("-12,50", "-12,50"),
        ("+3", "+3"),
        ("gut = besser", "gut = besser"),
        ("", ""),
    ],
)
def test_no_cell_runs_as_a_formula(text: str, safe: str) -> None:
    assert defuse(text) == safe


def test_names_of_files_turn_nothing_around_and_may_be_of_any_bytes(tmp_path: Path) -> None:
    """On old shares names are not always UTF-8; such a one stopped the run."""
    name = os.fsdecode(b"a\xe4\x1b]0;x\x07\xe2\x80\xae<b>")
    source = tmp_path / f"{name}.csv"
    source.write_text("Text\ninvalid_grant\n", encoding="utf-8")
    output = tmp_path / f"{name}-aus.csv"
    assert main(["triage", str(source), "-o", str(output)]) == EXIT_DONE
    assert len(rows_of(output)) == 1
    html = (tmp_path / f"{name}-aus.zusammenfassung.html").read_text("utf-8")
    assert "Auswertung von a\ufffd\ufffd]0;x\ufffd[U+202E]&lt;b&gt;.csv</title>" in html
    told = (tmp_path / f"{name}-aus.zusammenfassung.json").read_text("utf-8")
    assert json.loads(told)["export"] == f"{name}.csv"
    assert "\u202e" not in told


def test_formulas_from_outside_are_harmless_in_csv_and_excel(tmp_path: Path) -> None:
    source = tmp_path / "export.csv"
    source.write_text("=Kopf;Text\n=1+1;@SUM(1) An error occurred\n", encoding="utf-8")
    run(Job(source, tmp_path / "a.csv", jobs=1))
    run(Job(source, tmp_path / "b.csv", jobs=1, guard=False))
    run(Job(source, tmp_path / "c.xlsx", jobs=1))

    guarded = rows_of(tmp_path / "a.csv")[0]
    assert guarded["'=Kopf"] == "'=1+1"
    assert guarded["Text"].startswith("'@SUM")
    assert guarded["Tokenhilfe: Text maskiert"].startswith("'@SUM")
    assert rows_of(tmp_path / "b.csv")[0]["=Kopf"] == "=1+1"
    sheet = openpyxl.load_workbook(tmp_path / "c.xlsx").active
    assert sheet is not None
    assert {cell.data_type for line in sheet.iter_rows() for cell in line} <= {
        "s",
        "inlineStr",
        "n",
    }
    assert sheet["A2"].value == "=1+1"


def test_an_excel_export_comes_back_as_excel(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Nr", "Erstellt", "Nachricht"])
    sheet.append([1, datetime(2026, 10, 3, 9, 15), SOURCE_EXAMPLE])
    sheet.append([2, datetime(2026, 11, 3), "x" * 32_767])
    book.save(tmp_path / "export.xlsx")
    output = tmp_path / "ergebnis.xlsx"

    outcome = run(Job(tmp_path / "export.xlsx", output, jobs=1))

    result = openpyxl.load_workbook(output).active
    assert result is not None
    lines = list(result.iter_rows(values_only=True))
    assert lines[0] == ("Nr", "Erstellt", "Nachricht", *COLUMNS)
    assert lines[1][:3] == (1, datetime(2026, 10, 3, 9, 15), SOURCE_EXAMPLE)
    assert set(outcome.summary.months) == {"2026-10", "2026-11"}
    assert not output.with_name("ergebnis.xlsx.teil").exists()


def test_what_excel_cannot_hold_is_replaced_or_shortened(tmp_path: Path) -> None:
    source = tmp_path / "export.csv"
    source.write_text(f"Nr;Text\n1;Zeichen\x01 hier\n2;{'x' * 40_000}\n", encoding="utf-8")
    run(Job(source, tmp_path / "ergebnis.xlsx", jobs=1))

    sheet = openpyxl.load_workbook(tmp_path / "ergebnis.xlsx").active
    assert sheet is not None
    assert sheet["B2"].value == "Zeichen\N{REPLACEMENT CHARACTER} hier"
    assert len(str(sheet["B3"].value)) == 32_767
    assert str(sheet["B3"].value).endswith("fasst 32.767 Zeichen]")


def test_json_lines_keep_their_keys_and_get_one_more(tmp_path: Path) -> None:
    source = tmp_path / "export.jsonl"
    lines = [
        json.dumps({"id": 1, "body": SOURCE_EXAMPLE, "created": "2026-11-01"}),
        "{kaputt",
        json.dumps({"id": 2, "body": AMAZON, "created": "2026-11-02", "tokenhilfe": "meins"}),
    ]
    source.write_text("\n".join(lines) + "\n", encoding="utf-8")
    output = tmp_path / "ergebnis.jsonl"

    outcome = run(Job(source, output, jobs=1))
    first, broken, last = [json.loads(line) for line in output.read_text("utf-8").splitlines()]

    assert first["body"] == SOURCE_EXAMPLE
    assert last["tokenhilfe"] == "meins"
    assert last["tokenhilfe_ergebnis"]["marketplace"] == "Amazon"
    assert broken["zeile"] == "{kaputt"
    assert broken["tokenhilfe_ergebnis"]["problem"]
    assert outcome.summary.bad_rows == 1
    assert outcome.summary.problems[0][0] == 2


def test_a_folder_gives_a_row_per_file_without_its_unmasked_text(tmp_path: Path) -> None:
    folder = tmp_path / "tickets"
    folder.mkdir()
    message = EmailMessage()
    message["Subject"] = "Abruf"
    message["Date"] = "Tue, 24 Nov 2026 08:15:00 +0100"
    message.set_content(AMAZON)
    (folder / "a.eml").write_bytes(message.as_bytes())
    (folder / "b.txt").write_text(SOURCE_EXAMPLE, encoding="utf-8")
    (folder / "c.msg").write_bytes(b"kaputt")
    output = tmp_path / "ergebnis.csv"

    outcome = run(Job(folder, output, jobs=2))
    rows = rows_of(output)

    assert [row["Datei"] for row in rows] == ["a.eml", "b.txt", "c.msg"]
    assert list(rows[0])[:3] == ["Datei", "Datum", "Betreff"]
    assert "Text" not in rows[0]
    assert rows[0]["Tokenhilfe: Marktplatz"] == "Amazon"
    assert "nicht lesbar" in rows[2]["Tokenhilfe: Hinweis"]
    assert SECRET not in output.read_text(encoding="utf-8")
    assert "2026-11" in outcome.summary.months


def test_a_bad_row_is_kept_counted_and_named(tmp_path: Path) -> None:
    source = tmp_path / "export.csv"
    source.write_text('Nr;Text;Ende\n1;"offen\n2;gut;x\n3;zu;viel;davon\n', encoding="utf-8")
    output = tmp_path / "ergebnis.csv"

    outcome = run(Job(source, output, jobs=1))
    rows = rows_of(output)

    assert [row["Nr"] for row in rows] == ["1", "2", "3"]
    assert [bool(row["Tokenhilfe: Hinweis"]) for row in rows] == [True, False, True]
    assert outcome.summary.rows == 3
    assert outcome.summary.bad_rows == 2
    assert [number for number, _ in outcome.summary.problems] == [2, 4]


def test_a_fault_in_the_engine_costs_one_row(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def faulty(text: str, **settings: Any) -> Any:
        if "Adresse" in text:
            raise RuntimeError(text)
        return diagnose(text, **settings)

    monkeypatch.setattr("desk.judge.diagnose", faulty)
    output = tmp_path / "ergebnis.csv"
    outcome = run(Job(export(tmp_path / "export.csv", 3), output, jobs=1))
    rows = rows_of(output)

    assert outcome.summary.bad_rows == 1
    assert "Auswertung fehlgeschlagen" in rows[2]["Tokenhilfe: Hinweis"]
    assert "Adresse" not in rows[2]["Tokenhilfe: Hinweis"]
    assert rows[1]["Tokenhilfe: Marktplatz"] == "Amazon"


def test_goes_on_after_an_interruption_as_if_nothing_had_happened(tmp_path: Path) -> None:
    source = export(tmp_path / "export.csv", 1000)
    run(Job(source, tmp_path / "whole.csv", jobs=1))
    job = Job(source, tmp_path / "parts.csv", jobs=1, resume=True)
    seen: list[int] = []

    first = run(job, progress=lambda state: seen.append(state.rows), stopped=lambda: len(seen) >= 2)
    assert not first.finished
    assert not job.output.exists()
    # What was written after the checkpoint (a machine switched off) is cut off.
    with job.part.open("ab") as part:
        part.write(b"halbe Zeile;")
    second = run(job)

    assert second.finished
    assert second.resumed_at == first.summary.rows == 400
    assert second.summary.rows == 1000
    assert job.output.read_bytes() == (tmp_path / "whole.csv").read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "export.csv",
        "parts.csv",
        "whole.csv",
    ]


def test_goes_on_with_excel_too(tmp_path: Path) -> None:
    source = export(tmp_path / "export.csv", 500)
    job = Job(source, tmp_path / "parts.xlsx", jobs=1, resume=True)
    seen: list[int] = []
    run(job, progress=lambda state: seen.append(state.rows), stopped=lambda: bool(seen))

    run(job)

    sheet = openpyxl.load_workbook(job.output, read_only=True).active
    assert sheet is not None
    assert sum(1 for _ in sheet.iter_rows()) == 501


def interrupted(job: Job) -> None:
    seen: list[int] = []
    run(job, progress=lambda state: seen.append(state.rows), stopped=lambda: bool(seen))


def test_does_not_mix_runs(tmp_path: Path) -> None:
    source = export(tmp_path / "export.csv", 500)
    job = Job(source, tmp_path / "ergebnis.csv", jobs=1)
    interrupted(job)

    with pytest.raises(OutputExists, match="--fortsetzen"):
        run(job)
    with pytest.raises(journal.JournalError, match="andere Angaben"):
        run(Job(source, job.output, jobs=1, resume=True, marketplace="ebay"))
    with source.open("a", encoding="utf-8") as file:
        file.write("501;1.1.2026;neu;1\r\n")
    with pytest.raises(journal.JournalError, match="andere Fassung"):
        run(Job(source, job.output, jobs=1, resume=True))
    job.checkpoint.write_text("{", encoding="utf-8")
    with pytest.raises(journal.JournalError, match="beschädigt"):
        run(Job(source, job.output, jobs=1, resume=True))

    assert run(Job(source, job.output, jobs=1, replace=True)).summary.rows == 501


def test_goes_on_with_a_folder_but_not_with_one_that_has_changed(tmp_path: Path) -> None:
    folder = tmp_path / "tickets"
    folder.mkdir()
    for number in range(250):
        (folder / f"{number:03}.txt").write_text("Fehler", encoding="utf-8")
    job = Job(folder, folder / "ergebnis.csv", jobs=1, resume=True)
    interrupted(job)
    assert run(job).resumed_at == 200
    job = replace(job, output=folder / "zweites.csv")
    interrupted(job)
    (folder / "000a.txt").write_text("neu", encoding="utf-8")

    with pytest.raises(journal.JournalError, match="Inhalt des Ordners"):
        run(job)


def test_does_not_overwrite_unasked(tmp_path: Path) -> None:
    output = tmp_path / "ergebnis.csv"
    output.write_text("wichtig", encoding="utf-8")
    with pytest.raises(OutputExists, match="--neu"):
        run(Job(export(tmp_path / "export.csv"), output, jobs=1))
    assert output.read_text(encoding="utf-8") == "wichtig"


def test_an_export_that_breaks_off_keeps_what_was_done(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = Job(export(tmp_path / "export.csv", 500), tmp_path / "ergebnis.csv", jobs=1, resume=True)

    def breaking(*_: Any) -> Iterator[list[Any]]:
        for at, batch in enumerate(original(*_)):
            if at == 2:
                raise SourceError("abgebrochen")
            yield batch

    original = triage._batches
    monkeypatch.setattr(triage, "_batches", breaking)
    with pytest.raises(SourceError):
        run(job)
    monkeypatch.setattr(triage, "_batches", original)

    outcome = run(job)
    assert (outcome.resumed_at, outcome.summary.rows) == (400, 500)


def test_ctrl_c_in_a_real_process_loses_no_row(tmp_path: Path) -> None:
    source = export(tmp_path / "export.csv", 3000)
    output = tmp_path / "ergebnis.csv"
    call = [sys.executable, "-c", "import sys; from desk.cli import main; sys.exit(main())"]
    call += ["triage", str(source), "-o", str(output), "--still", "--prozesse", "1"]
    process = subprocess.Popen(call, cwd=ROOT)
    part = output.with_name("ergebnis.csv.teil")
    deadline = time.monotonic() + 60
    while process.poll() is None and time.monotonic() < deadline:
        if part.exists() and part.stat().st_size > 100_000:
            process.send_signal(signal.SIGINT)
            break
        time.sleep(0.01)
    code = process.wait(60)

    assert code == EXIT_INTERRUPTED
    assert not output.exists()
    assert subprocess.run([*call, "--fortsetzen"], cwd=ROOT, check=False).returncode == EXIT_DONE
    assert [row["Nr"] for row in rows_of(output)] == [str(number) for number in range(3000)]


def die_on_three(batch: list[int]) -> list[int]:
    if 3 in batch:
        os._exit(1)
    return [number * 10 for number in batch]


def nothing() -> None:
    pass


def test_a_worker_that_dies_costs_only_its_row() -> None:
    crew = Crew[int, int, int](
        2, die_on_three, pack=int, setup=nothing, arguments=(), failed=lambda part: -part
    )
    batches = [[1, 2], [3, 4], [5, 6], [7], [8], [9, 10]]

    results = [result for _, batch in crew.run(iter(batches)) for result in batch]

    assert results == [10, 20, -3, 40, 50, 60, 70, 80, 90, 100]


class References(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.tags: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.found += [
            f"{tag} {name}" for name, _ in attrs if name in ("src", "href", "xlink:href")
        ]


def test_the_command_writes_output_and_summaries(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = export(tmp_path / "export <b>.csv", 6)
    output = tmp_path / "ergebnis.csv"

    assert main(["triage", str(source), "-o", str(output), "--prozesse", "1"]) == EXIT_DONE

    printed = capsys.readouterr().out
    assert "6 Tickets" in printed
    assert "»Beschreibung«" in printed
    data = json.loads((tmp_path / "ergebnis.zusammenfassung.json").read_text(encoding="utf-8"))
    assert data["rows"] == 6
    assert sum(line["count"] for line in data["findings"]) == 6
    assert sum(data["months"]["2026-11"].values()) == 6
    html = (tmp_path / "ergebnis.zusammenfassung.html").read_text(encoding="utf-8")
    references = References()
    references.feed(html)
    assert references.found == []
    assert "script" not in references.tags
    assert "svg" in references.tags
    assert "export &lt;b&gt;.csv" in html
    # The bars say whose they are.
    chart = html[html.index('id="chart-chart-findings"') :].partition("</svg>")[0]
    titles = re.findall(r"<text[^>]*>([^<]{12,})</text>", chart)
    assert data["findings"][0]["label"][:30] in str(titles)
    assert "@import" not in html
    assert "url(" not in html


def test_the_command_tells_bad_rows_by_its_code(tmp_path: Path) -> None:
    source = tmp_path / "export.csv"
    source.write_text("Nr;Text;Ende\n1;kurz\n", encoding="utf-8")
    call = ["triage", str(source), "-o", str(tmp_path / "e.csv"), "--prozesse", "1", "--still"]
    assert main(call) == EXIT_BAD_ROWS


def test_the_command_explains_what_it_cannot_do(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    output = str(tmp_path / "e.csv")
    assert main(["triage", str(tmp_path / "fehlt.csv"), "-o", output]) == EXIT_FILE
    assert "fehlt.csv" in capsys.readouterr().err
    source = str(export(tmp_path / "export.csv"))
    assert main(["triage", source, "-o", output, "--spalte", "Nein"]) == EXIT_FILE
    assert "»Beschreibung«" in capsys.readouterr().err
    with pytest.raises(SystemExit) as stopped:
        main(["triage", source, "-o", str(tmp_path / "e.pdf")])
    assert stopped.value.code == EXIT_USAGE
    assert ".xlsx" in capsys.readouterr().err
