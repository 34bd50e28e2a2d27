"""The two commands for those who keep the knowledge: begin a finding, explain an answer."""

from __future__ import annotations

import re
import shutil
import tomllib
from datetime import date
from pathlib import Path

import pytest

from desk import cli
from desk.explain import explain
from desk.scaffold import ScaffoldError, draft
from wizard import diagnose, load_knowledge
from wizard.loading import DIRECTORY, KnowledgeError, load

KNOWLEDGE = load_knowledge()
TODAY = date(2026, 11, 25)
TOKEN = "Atzr|IwEBIQ7f3kQz9wX2mB8rT5vY1cN6pL4sD0gH"
MESSAGE = (
    "24.11.2026 08:15:02 Übergabe: Das Lager 4711 ist für Fremdversand gesperrt, "
    f"Kontakt max.mustermann@example.org\nrefresh_token={TOKEN}\n"
)


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that looks like the project's, with the message in a file."""
    shutil.copytree(DIRECTORY, tmp_path / "wizard" / "knowledge")
    (tmp_path / "meldung.txt").write_text(MESSAGE, "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def filled(text: str) -> str:
    """The file as somebody fills it in."""
    text = text.replace('kind = ""', 'kind = "bad-request-or-listing"').replace(
        'renew = ""', 'renew = "no"'
    )
    text = text.replace('url = ""', 'url = "https://example.org/"')
    return re.sub(r'((?:says|why|\w+) = (?:\[)?)""', r'\1"Ein ganzer Satz."', text)


def test_a_finding_is_begun_from_a_message_and_holds_once_it_is_filled_in(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["neu", "meldung.txt", "--name", "lager-gesperrt"]) == 0
    path = project / "wizard/knowledge/findings/amazon/lager-gesperrt.toml"
    said = capsys.readouterr().out
    assert str(path.relative_to(project)) in said
    assert "»ist für fremdversand gesperrt«" in said

    begun = path.read_text("utf-8")
    assert TOKEN.partition("|")[2] not in begun
    assert "mustermann" not in begun
    data = tomllib.loads(begun)
    assert "4711" not in data["patterns"][0]["literal"]
    assert data["near_misses"][0]["gives"] in KNOWLEDGE.findings

    # What is left empty is named key by key.
    with pytest.raises(
        KnowledgeError, match=r"lager-gesperrt\.toml: Schlüssel »title«: darf nicht"
    ):
        load(project / "wizard/knowledge")
    path.write_text(filled(begun), "utf-8")
    knowledge = load(project / "wizard/knowledge")
    example = knowledge.findings["lager-gesperrt"].examples[0]
    assert diagnose(example.text, knowledge=knowledge).findings[0].id == "lager-gesperrt"

    assert cli.main(["neu", "meldung.txt", "--name", "lager-gesperrt"]) == 2
    assert "gibt es schon" in capsys.readouterr().err


def test_outside_the_project_the_file_is_only_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "meldung.txt").write_text(MESSAGE, "utf-8")
    monkeypatch.chdir(tmp_path)
    assert cli.main(["neu", "meldung.txt"]) == 0
    assert tomllib.loads(capsys.readouterr().out)["id"] == "ist-fuer-fremdversand-gesperrt"


@pytest.mark.parametrize(
    ("message", "name", "complaint"),
    [
        ("  \n", "", "leer"),
        ("4711 12345 99", "", "nichts, woran"),
        (MESSAGE, "Lager gesperrt", "kleine Buchstaben"),
        (MESSAGE, "fehler-unbekannt", "gibt es schon"),
    ],
)
def test_what_cannot_be_begun_is_said(message: str, name: str, complaint: str) -> None:
    with pytest.raises(ScaffoldError, match=complaint):
        draft(message, KNOWLEDGE, slug=name, today=TODAY)


def test_every_example_of_the_knowledge_can_be_begun_anew() -> None:
    begun = 0
    for finding in list(KNOWLEDGE.findings.values())[::4]:
        text = finding.examples[0].text
        try:
            made = draft(text, KNOWLEDGE, slug="ein-neuer-befund", today=TODAY)
        except ScaffoldError:
            continue  # nothing in it but numbers
        data = tomllib.loads(made.text)
        assert data["examples"][0]["text"]
        begun += 1
    assert begun > 30


def test_an_expression_is_proposed_where_something_varies_in_the_middle() -> None:
    made = draft(
        "Das Angebot wurde gesperrt 12345678 durch den Marktplatz", KNOWLEDGE, slug="x", today=TODAY
    )
    found = re.search(r"# regex = '''(.*)'''", made.text)
    assert found
    assert re.search(found[1], "das angebot wurde gesperrt 99 durch den marktplatz")


def test_an_answer_is_explained_stage_by_stage() -> None:
    text = (
        r'2026-11-24 08:00:01 "{\"error\":\"invalid_grant\",\"hint\":\"g\u00fcltig\"}" '
        f"https://api.amazon.com/auth refresh_token={TOKEN}"
    )
    told = explain(text, KNOWLEDGE)
    heads = re.findall(r"^(\d)\. (\w+)", told, re.MULTILINE)
    assert heads == [
        ("1", "Auspacken"),
        ("2", "Lesen"),
        ("3", "Vergleichen"),
        ("4", "Entscheiden"),
        ("5", "Maskieren"),
    ]
    assert r"1 × »\u00fc« gelesen als »ü«" in told
    assert "Zeitangaben: 2026-11-24 08:00:01" in told
    assert "Amazon, starkes Zeichen" in told
    answer = diagnose(text)
    assert f"entscheidet: {answer.findings[0].id}" in told
    assert "1 × Refresh-Token" in told
    assert TOKEN.partition("|")[2] not in told


@pytest.mark.parametrize(
    ("text", "finding", "reason"),
    [
        ("Guten Tag", "amazon-zu-viele-abrufe", "passt nicht: Im Text fehlt »quotaexceeded«"),
        (
            "QuotaExceeded bei api.ebay.com",
            "amazon-zu-viele-abrufe",
            "gilt nur für Amazon, der Text spricht hier von eBay",
        ),
        ("QuotaExceeded", "kein-fehler-erkannt", "Er hat kein Muster"),
        ("QuotaExceeded bei sellingpartnerapi-eu.amazon.com", "amazon-zu-viele-abrufe", "Doch:"),
    ],
)
def test_why_a_finding_does_not_come_out_is_told(text: str, finding: str, reason: str) -> None:
    assert reason in explain(text, KNOWLEDGE, expected=finding)


def test_an_unknown_finding_is_a_wrong_call(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["erklaeren", "meldung.txt", "--befund", "gibt-es-nicht"]) == 2
    assert "gibt es nicht" in capsys.readouterr().err
    assert cli.main(["erklaeren", "meldung.txt"]) == 0
    assert capsys.readouterr().out.startswith("1. Auspacken")
