"""`tokenhilfe diagnose` at a terminal and in a pipe, and the command's German."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from email.message import EmailMessage
from pathlib import Path

import pytest
from rich.console import Console

from desk.advice import Adviser
from desk.cli import EXIT_DONE, EXIT_FILE, EXIT_KNOWLEDGE, EXIT_USAGE, main
from desk.german import translate
from desk.judge import judge
from desk.show import show
from desk.terminal import printable
from wizard import diagnose
from wizard.catalog import Knowledge
from wizard.loading import KnowledgeError

SOURCE_EXAMPLE = json.dumps(
    {"error": {"title": "ServerError", "message": "An error occurred while refreshing token."}}
)
SECRET = "IwEBIEthrd7Qx0pLmWn8KzVtYc5Rb2JdHfGaSe1UoXi9"
AMAZON = (
    "POST https://api.amazon.com/auth/o2/token 400 invalid_grant "
    f"The request has an invalid grant parameter : refresh_token Atzr|{SECRET}"
)
ROOT = Path(__file__).parents[2]


@pytest.fixture
def message(tmp_path: Path) -> Path:
    path = tmp_path / "meldung.txt"
    path.write_text(AMAZON, encoding="utf-8")
    return path


def shown(text: str, knowledge: Knowledge, *, colour: bool) -> str:
    stream = io.StringIO()
    console = Console(
        file=stream,
        force_terminal=colour,
        color_system="standard" if colour else None,
        width=100,
        highlight=False,
    )
    show(console, diagnose(text, knowledge=knowledge), text, knowledge, "https://hilfe.example")
    return stream.getvalue()


def test_json_is_exactly_the_diagnosis(
    message: Path, capsys: pytest.CaptureFixture[str], knowledge: Knowledge
) -> None:
    assert main(["diagnose", str(message), "--json"]) == EXIT_DONE
    expected = diagnose(AMAZON, knowledge=knowledge).to_dict()
    assert json.loads(capsys.readouterr().out) == expected


def test_answers_are_handed_on(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "meldung.txt"
    path.write_text(SOURCE_EXAMPLE, encoding="utf-8")
    main(["diagnose", str(path), "--json", "--markt", "EBAY", "--taetigkeit", "orders"])
    marketplace = json.loads(capsys.readouterr().out)["marketplace"]
    assert (marketplace["id"], marketplace["certainty"]) == ("ebay", "given")


def test_reads_standard_input_in_any_encoding_and_answers_in_utf_8() -> None:
    text = "Größe: An error occurred while refreshing token."
    for encoding in ("utf-8", "cp1252", "utf-16"):
        answer = subprocess.run(
            [sys.executable, "-c", "from desk.cli import main; main()", "diagnose", "--json", "-"],
            input=text.encode(encoding),
            capture_output=True,
            check=True,
            cwd=ROOT,
            env={"PATH": "", "PYTHONPATH": str(ROOT), "LC_ALL": "C"},
        )
        assert json.loads(answer.stdout.decode("utf-8"))["redacted"].startswith("Größe")


def test_reads_a_saved_mail_with_its_subject(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mail = EmailMessage()
    mail["Subject"] = "Abruf geht nicht"
    mail.set_content(AMAZON)
    path = tmp_path / "ticket.eml"
    path.write_bytes(mail.as_bytes())
    main(["diagnose", str(path), "--json"])
    answer = json.loads(capsys.readouterr().out)
    assert answer["marketplace"]["id"] == "amazon"
    assert answer["redacted"].startswith("Abruf geht nicht\n")


def test_evidence_is_underlined_at_a_terminal(knowledge: Knowledge) -> None:
    output = shown(AMAZON, knowledge, colour=True)
    assert "\x1b[1;4m" in output
    assert "^^^" not in output


def test_evidence_is_marked_without_colours(knowledge: Knowledge) -> None:
    lines = shown(AMAZON, knowledge, colour=False).splitlines()
    assert not any("\x1b" in line for line in lines)
    quoted = next(at for at, line in enumerate(lines) if "invalid grant parameter" in line)
    start = lines[quoted].index("invalid grant parameter")
    assert lines[quoted + 1][start : start + 23] == "^" * 23


def test_no_color_is_honoured(message: Path) -> None:
    call = [sys.executable, "-c", "from desk.cli import main; main()", "diagnose", str(message)]
    environment = {"PATH": "", "PYTHONPATH": str(ROOT), "FORCE_COLOR": "1", "TERM": "xterm"}
    coloured = subprocess.run(call, capture_output=True, check=True, env=environment, cwd=ROOT)
    plain = subprocess.run(
        call, capture_output=True, check=True, env={**environment, "NO_COLOR": "1"}, cwd=ROOT
    )
    assert b"\x1b[32m" in coloured.stdout or b"\x1b[1;32m" in coloured.stdout
    assert b"32m" not in plain.stdout


def test_shows_what_it_is_what_to_do_and_the_way_on(knowledge: Knowledge) -> None:
    output = shown(AMAZON, knowledge, colour=False)
    finding = knowledge.findings[diagnose(AMAZON, knowledge=knowledge).findings[0].id]
    assert finding.title in output
    assert "Amazon (erkannt)" in output
    assert "Erneuern hilft: ja" in output
    assert "https://hilfe.example/anleitungen/amazon.html#schritt-1" in output
    assert SECRET not in output


def test_asks_instead_of_guessing(knowledge: Knowledge) -> None:
    output = shown(SOURCE_EXAMPLE, knowledge, colour=False)
    assert "unbekannt, bitte erfragen" in output
    assert "--markt amazon | ebay" in output


def test_a_marketplace_with_keys_is_not_sent_to_a_renewal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], knowledge: Knowledge
) -> None:
    path = tmp_path / "meldung.txt"
    path.write_text(SOURCE_EXAMPLE, encoding="utf-8")
    main(["diagnose", str(path), "--markt", "kaufland"])
    shown_words = " ".join(capsys.readouterr().out.split())
    assert "Erneuern hilft: nein" in shown_words
    assert knowledge.marketplaces["kaufland"].renewal in shown_words
    assert "Folgen Sie der Anleitung" not in shown_words
    judged = judge(SOURCE_EXAMPLE, marketplace="kaufland", knowledge=knowledge)
    answer = Adviser(knowledge).answer(judged)
    assert (answer.renew, answer.advice) == (
        "nein",
        knowledge.marketplaces["kaufland"].renewal,
    )


def test_no_control_characters_reach_the_terminal(knowledge: Knowledge) -> None:
    text = f"\x1b]0;böse\x07\x1b[31m\x9b2J {AMAZON}"
    assert not set(printable(text)) & {"\x1b", "\x07", "\x9b"}
    assert len(printable(text)) == len(text)
    assert "\x1b" not in shown(text, knowledge, colour=False)


def test_a_missing_file_is_explained(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["diagnose", str(tmp_path / "fehlt.txt")]) == EXIT_FILE
    assert "ist nicht da" in capsys.readouterr().err
    assert main(["diagnose", str(tmp_path)]) == EXIT_FILE
    assert "tokenhilfe triage" in capsys.readouterr().err


def test_faulty_knowledge_has_a_code_of_its_own(
    message: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def faulty() -> Knowledge:
        raise KnowledgeError("findings/x.toml: Schlüssel »title«: fehlt.")

    monkeypatch.setattr("desk.cli.own_knowledge", faulty)
    assert main(["diagnose", str(message)]) == EXIT_KNOWLEDGE
    assert "findings/x.toml" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("call", "words"),
    [
        ([], "Es fehlt: BEFEHL"),
        (["triage", "x.csv"], "Es fehlt: -o/--ausgabe"),
        (["diagnose", "--quatsch"], "Unbekannte Angabe: --quatsch"),
        (["diagnose", "--markt"], "Hier fehlt ein Wert"),
        (["diagnose", "--markt", "mars"], "kein bekannter Marktplatz"),
        (["diagnose", "--taetigkeit", "mars"], "gibt es nicht"),
        (["diagnose", "--json=ja"], "hat keinen Wert"),
        (["triage", "x", "-o", "y.csv", "--prozesse", "0"], "keine Zahl ab 1"),
        (["triage", "x", "-o", "y.csv", "--trennzeichen", "ab"], "einzelnes Zeichen"),
        (["triage", "x", "-o", "y.csv", "--trennzeichen", '"'], "kein Anführungszeichen"),
        (["alles"], "gibt es nicht. Möglich sind"),
    ],
)
def test_a_wrong_call_is_explained_in_german(
    call: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(call)
    printed = capsys.readouterr().err
    assert stopped.value.code == EXIT_USAGE
    assert words in printed
    assert printed.startswith("Aufruf: ")


@pytest.mark.parametrize(
    "call",
    [[], ["diagnose"], ["triage"], ["erinnerung"], ["archiv"], ["schema"]],
)
def test_help_is_german_throughout(call: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main([*call, "--help"])
    printed = capsys.readouterr().out
    assert stopped.value.code == EXIT_DONE
    for english in ("usage", "options", "positional", "show this", "exit", "required", "default"):
        assert english not in printed.lower()
    if not call:
        assert "Rückgabewerte" in printed


def test_an_unknown_message_of_argparse_stays_readable() -> None:
    assert translate("something new") == "something new"
