"""The wheel as somebody else installs it: in an environment of its own, far from this folder."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import venv
import zipfile
from datetime import date
from pathlib import Path

import pytest

from publish import wheel as publish_wheel
from wizard import compiled, load_knowledge

ROOT = Path(__file__).parents[2]
MESSAGE = "Größe: An error occurred while refreshing token."


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("rad")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def python(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Python that knows nothing but the wheel: none of the extras' libraries."""
    folder = tmp_path_factory.mktemp("fremde umgebung ü")
    venv.create(folder, symlinks=os.name != "nt")
    found = folder / ("Scripts" if os.name == "nt" else "bin") / "python"
    # pip is not in the environment: its own is used for it.
    options = ("--quiet", "--offline", "--no-deps", "--no-config", "--python")
    uv = ROOT / ".tools" / "bin" / "uv"
    subprocess.run([uv, "pip", "install", *options, found, wheel], check=True, capture_output=True)
    return found


def run(
    python: Path, *call: str | Path, text: str = "", cwd: Path | None = None
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [python, "-I", *call],
        input=text,
        capture_output=True,
        check=False,
        encoding="utf-8",
        cwd=cwd or python.parent,
        env={"PATH": "", "SYSTEMROOT": os.environ.get("SYSTEMROOT", "")},
    )


def command(python: Path) -> Path:
    return python.with_name("tokenhilfe.exe" if os.name == "nt" else "tokenhilfe")


def test_the_wheel_holds_packages_and_knowledge_and_nothing_else(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    tops = {name.partition("/")[0] for name in names}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"wizard", "desk"}
    for needed in (
        "wizard/py.typed",
        "desk/py.typed",
        "wizard/diagnosis.schema.json",
        "wizard/knowledge/texts.toml",
        "wizard/knowledge/reminder.toml",
        "wizard/engine.json",
        "desk/templates/summary.html",
    ):
        assert needed in names
    assert not [name for name in names if "browser" in name]
    assert any(name.endswith("licenses/LICENSE") for name in names)


def test_knowledge_that_was_compiled_before_gives_the_same_wheel() -> None:
    day = date(2026, 11, 25)
    name, made = publish_wheel.wheel(day)
    assert publish_wheel.wheel(day, compiled.write(load_knowledge())) == (name, made)


def test_it_is_a_library(python: Path) -> None:
    script = (
        "import json, wizard; from wizard import diagnose; "
        f"answer = diagnose({MESSAGE!r}, marketplace='ebay'); "
        "print(json.dumps([answer.findings[0].id, answer.next.guide, wizard.__file__]))"
    )
    done = run(python, "-c", script)
    assert done.stderr == ""
    finding, guide, place = json.loads(done.stdout)
    assert (finding, guide) == ("token-erneuerung-fehlgeschlagen", "ebay")
    assert not Path(place).is_relative_to(ROOT)


def test_it_brings_the_knowledge_compiled_and_notices_when_that_is_not_of_its_toml(
    python: Path,
) -> None:
    script = (
        "import pathlib; from wizard import compiled, load_knowledge; text = compiled.shipped(); "
        "assert compiled.sourced(compiled.write(load_knowledge())) == text; "
        "meta = pathlib.Path(compiled.__file__).parent / 'knowledge' / 'meta.toml'; "
        "words = meta.read_bytes(); meta.write_bytes(words + b'# changed'); "
        "print(len(text) > 100_000, compiled.shipped()); meta.write_bytes(words)"
    )
    done = run(python, "-c", script)
    assert (done.stdout.split(), done.stderr) == (["True", "None"], "")


def test_both_commands_diagnose_without_any_extra(python: Path) -> None:
    module = run(python, "-m", "wizard", "diagnose", "--json", "-", text=MESSAGE)
    script = run(python, command(python), "diagnose", "--json", text=MESSAGE)
    assert module.stderr == script.stderr == ""
    assert json.loads(module.stdout) == json.loads(script.stdout)
    schema = run(python, command(python), "schema")
    assert json.loads(schema.stdout)["$schema"].endswith("2020-12/schema")


def test_a_reminder_needs_no_extra(python: Path) -> None:
    call = ("erinnerung", "--markt", "amazon", "--angemeldet", "2026-11-25")
    assert run(python, command(python), *call).stdout.startswith("BEGIN:VCALENDAR")


@pytest.mark.parametrize(
    ("call", "extra"),
    [
        (("diagnose", "-"), "support"),
        (("triage", "tickets.csv", "-o", "aus.csv", "--still"), "support"),
        (("archiv", "tickets", "-o", "aus", "--spalte", "text"), "archive"),
    ],
)
def test_what_an_extra_brings_is_asked_for_in_german(
    python: Path, tmp_path: Path, call: tuple[str, ...], extra: str
) -> None:
    (tmp_path / "tickets.csv").write_text(f"Nr;Text\n1;{MESSAGE}\n", encoding="utf-8")
    done = run(python, command(python), *call, text=MESSAGE, cwd=tmp_path)
    assert done.returncode == 2
    assert "Es fehlt die Bibliothek »" in done.stderr
    assert f"tokenhilfe[{extra}]" in done.stderr
    assert "Traceback" not in done.stderr


def test_with_the_extras_it_goes_from_an_export_to_answers(
    python: Path, wheel: Path, tmp_path: Path
) -> None:
    """The extras' libraries are those of this environment; the package is the installed one."""
    export = tmp_path / "Export Müller.csv"
    export.write_bytes(f'Nr;Beschreibung\r\n1;"Zeile 1\r\n{MESSAGE}"\r\n'.encode("cp1252"))
    here = Path(next(path for path in sys.path if path.endswith("site-packages")))
    mine = next(python.parent.parent.glob("**/site-packages"))
    script = (
        f"import sys; sys.path.append({str(here)!r}); import desk, desk.cli; "
        f"assert desk.__file__.startswith({str(mine)!r}); sys.exit(desk.cli.main())"
    )
    done = run(python, "-c", script, "triage", export, "-o", tmp_path / "ä.xlsx", "--prozesse", "1")
    assert (done.returncode, done.stderr) == (0, "")
    assert "1 Ticket aus »Export Müller.csv«" in done.stdout
    assert {path.name for path in tmp_path.iterdir()} == {
        export.name,
        "ä.xlsx",
        "ä.zusammenfassung.html",
        "ä.zusammenfassung.json",
    }
