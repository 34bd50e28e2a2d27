"""What is given to others: the same bytes from the same commit, listed, with one version."""

from __future__ import annotations

import importlib.metadata
import json
import re
import subprocess
import sys
import tomllib
import zipfile
from datetime import UTC, date, datetime
from importlib import resources
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import referencing
from cyclonedx.schema import _res as schemas

from publish import audit, release
from publish.licences.components import load
from publish.offline import figures
from publish.sbom import sbom
from publish.wheel import wheel
from wizard import load_knowledge
from wizard.version import VERSION

ROOT = Path(__file__).resolve().parents[2]
EPOCH = 1_764_000_000
DAY = date(2026, 11, 25)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release of a site that holds one page."""
    folder = tmp_path_factory.mktemp("release")
    site, offline = folder / "site", folder / "offline"
    for where in (site, offline):
        where.mkdir()
    (site / "index.html").write_text("<p>Guten Tag</p>", "utf-8")
    name, data = wheel(DAY)
    (site / "downloads").mkdir()
    (site / "downloads" / name).write_bytes(data)
    (offline / "assistent.html").write_text("<p>Assistent</p>", "utf-8")
    (offline / "tokenhilfe-offline-2026.11.25.zip").write_bytes(b"PK")
    patch = pytest.MonkeyPatch()
    patch.setenv("SOURCE_DATE_EPOCH", str(EPOCH))
    for name in ("one", "two"):
        release.release(folder / name, site, offline)
    patch.undo()
    return folder


def test_a_release_is_the_same_each_time(made: Path) -> None:
    assert release.differences(made / "one", made / "two") == []
    (made / "two" / "assistent.html").write_text("anders", "utf-8")
    assert release.differences(made / "one", made / "two") == ["assistent.html"]


def test_the_wheel_is_the_same_each_time(made: Path) -> None:
    name, data = wheel(DAY)
    assert (made / "one" / name).read_bytes() == data
    with zipfile.ZipFile(made / "one" / name) as archive:
        assert {entry.date_time[:3] for entry in archive.infolist()} == {(2026, 11, 25)}


def test_a_release_holds_everything_with_its_checksums(made: Path) -> None:
    names = sorted(path.name for path in (made / "one").iterdir())
    assert names == [
        "SHA256SUMS",
        "assistent.html",
        f"tokenhilfe-{VERSION}-py3-none-any.whl",
        f"tokenhilfe-{VERSION}.cdx.json",
        "tokenhilfe-offline-2026.11.25.zip",
        f"tokenhilfe-site-{VERSION}.tar.gz",
    ]
    subprocess.run(["sha256sum", "--check", "--quiet", "SHA256SUMS"], cwd=made / "one", check=True)
    listed = (made / "one" / "SHA256SUMS").read_text("ascii")
    assert sorted(line.split()[1] for line in listed.splitlines()) == names[1:]


def test_the_wheel_holds_only_our_own_code_and_its_licence(made: Path) -> None:
    with zipfile.ZipFile(made / "one" / f"tokenhilfe-{VERSION}-py3-none-any.whl") as wheel:
        names = wheel.namelist()
    assert {name.partition("/")[0].partition("-")[0] for name in names} == {
        "wizard",
        "desk",
        "tokenhilfe",
    }
    assert any(name.endswith("licenses/LICENSE") for name in names)
    assert "wizard/knowledge/meta.toml" in names


def test_without_a_site_there_is_no_release(tmp_path: Path) -> None:
    with pytest.raises(release.ReleaseError, match="make build"):
        release.release(tmp_path / "dist", tmp_path)


def test_the_list_of_parts_is_sound_and_names_every_component(made: Path) -> None:
    bom = json.loads((made / "one" / f"tokenhilfe-{VERSION}.cdx.json").read_text("utf-8"))
    folder = resources.files(schemas)

    def schema(name: str) -> referencing.Resource[Any]:
        contents = json.loads(folder.joinpath(name).read_text("utf-8"))
        return referencing.Resource.from_contents(contents)

    registry: referencing.Registry[Any] = referencing.Registry().with_resources(
        [
            ("http://cyclonedx.org/schema/spdx.schema.json", schema("spdx.SNAPSHOT.schema.json")),
            (
                "http://cyclonedx.org/schema/jsf-0.82.schema.json",
                schema("jsf-0.82.SNAPSHOT.schema.json"),
            ),
        ]
    )
    main: Any = schema("bom-1.6.SNAPSHOT.schema.json").contents
    jsonschema.Draft7Validator(main, registry=registry).validate(bom)

    names = {component["name"] for component in bom["components"]}
    assert {part.name for part in load()} <= names
    assert f"tokenhilfe-{VERSION}-py3-none-any.whl" in names
    assert bom["metadata"]["timestamp"].startswith("2025-11-24")
    assert all(
        component.get("licenses") or component.get("hashes") for component in bom["components"]
    )


def test_the_list_changes_with_what_it_lists(tmp_path: Path) -> None:
    file = tmp_path / "a"
    file.write_bytes(b"1")
    day = datetime.fromtimestamp(EPOCH, UTC)
    first = sbom([file], day)
    assert sbom([file], day) == first
    file.write_bytes(b"2")
    assert sbom([file], day) != first


def test_the_version_is_one() -> None:
    assert (
        "version"
        in tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["dynamic"]
    )
    assert importlib.metadata.version("tokenhilfe") == VERSION
    assert "version" not in json.loads((ROOT / "package.json").read_text("utf-8"))
    said = subprocess.run(
        [Path(sys.executable).with_name("tokenhilfe"), "--version"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert said == f"tokenhilfe {VERSION} (Stand des Wissens: {load_knowledge().version})\n"
    site = ROOT / "build" / "site"
    for page in ("index.html", "fehler/index.html"):
        assert f"Tokenhilfe {VERSION}, Stand des Wissens: " in (site / page).read_text("utf-8")
    single = (ROOT / "build" / "offline" / "assistent.html").read_text("utf-8")
    assert re.search(rf"Offline-Ausgabe [\d.]+ vom [\d.]+, Tokenhilfe {re.escape(VERSION)}", single)
    told = figures.edition_figures("2026.11.25", datetime(2026, 11, 25).date())
    assert told["ausgabe.programm"] == VERSION
    # Written by hand nowhere.
    for written in (ROOT / "docs").rglob("*.md"):
        assert f"tokenhilfe-{VERSION}" not in written.read_text("utf-8"), written.name


@pytest.mark.parametrize(
    ("python", "node", "code"),
    [
        ('{"dependencies": []}', '{"vulnerabilities": {}}', audit.SOUND),
        (
            '{"dependencies": [{"name": "x", "version": "1", "vulns": '
            '[{"id": "PYSEC-1", "fix_versions": ["2"]}]}]}',
            '{"vulnerabilities": {}}',
            audit.WEAK,
        ),
        ('{"dependencies": []}', '{"vulnerabilities": {"y": {"severity": "high"}}}', audit.WEAK),
        ("", '{"vulnerabilities": {}}', audit.UNKNOWN),
        ('{"dependencies": []}', '{"message": "no network"}', audit.UNKNOWN),
        ("[]", "no JSON", audit.UNKNOWN),
    ],
)
def test_the_audit_says_whether_it_could_ask(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    python: str,
    node: str,
    code: int,
) -> None:
    def run(command: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
        out = node if command[0] == "npm" else python
        return subprocess.CompletedProcess(command, 0, out, "refused")

    monkeypatch.setattr(audit, "_run", run)
    assert audit.main() == code
    said = capsys.readouterr()
    assert ("could not be asked" in said.err) == (code == audit.UNKNOWN)
