"""A partitioned archive on a local cluster of two workers gives what `diagnose` gives."""

from __future__ import annotations

import io
from contextlib import nullcontext, redirect_stdout
from itertools import count
from pathlib import Path
from threading import Event

import pandas as pd
import pytest
from dask.distributed import LocalCluster

from desk import archive
from desk.archive import ADDED
from desk.cli import EXIT_DONE, EXIT_FILE, EXIT_INTERRUPTED, EXIT_USAGE, main
from wizard import diagnose
from wizard.catalog import Knowledge

MESSAGES = (
    "An error occurred while refreshing token.",
    "https://api.amazon.com/auth/o2/token The request has an invalid grant parameter : refresh_token",
    None,
)


INTERRUPTED = Event()
begun = count()
_write_part = archive._write_part


def write_first_two_parts(frame: pd.DataFrame, run: archive.Archive, at: int) -> None:
    """Does not get to further ones before the run is interrupted; Dask chooses the order."""
    if next(begun) < 2:
        _write_part(frame, run, at)
    else:
        INTERRUPTED.wait(30)


@pytest.fixture(scope="module")
def parquet(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("archiv")
    for part in range(4):
        numbers = range(part * 30, part * 30 + 30)
        pd.DataFrame(
            {
                "nr": list(numbers),
                "betreff": "Abruf",
                "text": [MESSAGES[number % 3] for number in numbers],
                "erstellt": pd.Timestamp(2026, part + 1, 5),
            }
        ).to_parquet(folder / f"part-{part}.parquet")
    return folder


@pytest.fixture(scope="module")
def result(parquet: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, pd.DataFrame]:
    target = tmp_path_factory.mktemp("ergebnis") / "teile"
    call = ["archiv", str(parquet), "-o", str(target), "--datum", "erstellt", "--prozesse", "2"]
    printed = io.StringIO()
    with redirect_stdout(printed):
        assert main([*call, "--spalte", "betreff", "--spalte", "text"]) == EXIT_DONE
    assert len(list(target.glob("*.parquet"))) == 4
    return printed.getvalue(), pd.read_parquet(list(target.glob("part.*.parquet"))).sort_values(
        "nr", ignore_index=True
    )


def test_every_row_is_diagnosed_as_by_the_same_function(
    result: tuple[str, pd.DataFrame], knowledge: Knowledge
) -> None:
    _, frame = result
    assert list(frame.columns) == ["nr", "betreff", "text", "erstellt", *ADDED]
    assert list(frame["nr"]) == list(range(120))
    for number in range(3):
        text = "\n".join(filter(None, ("Abruf", MESSAGES[number])))
        expected = diagnose(text, knowledge=knowledge)
        row = frame.iloc[number]
        assert row["tokenhilfe_finding"] == expected.findings[0].id
        assert row["tokenhilfe_redacted"] == expected.redacted
        assert (row["tokenhilfe_marketplace"] or None) == expected.marketplace.id or (
            pd.isna(row["tokenhilfe_marketplace"]) and expected.marketplace.id is None
        )


def test_the_counts_are_those_of_the_rows(
    result: tuple[str, pd.DataFrame], knowledge: Knowledge
) -> None:
    printed, frame = result
    lines = {tuple(line.strip().partition("  ")[::2]) for line in printed.splitlines()}
    assert printed.startswith("120 Tickets")
    assert "mit Hinweis" not in printed
    assert ("40", "Amazon") in lines
    for finding, number in frame["tokenhilfe_finding"].value_counts().items():
        assert (str(number), knowledge.findings[str(finding)].title) in lines
    for month in ("2026-01", "2026-02", "2026-03", "2026-04"):
        assert any(count == "30" and rest.startswith(month) for count, rest in lines)


# Dask's own, which other processes keep to themselves.
@pytest.mark.filterwarnings("ignore:The inplace keyword")
def test_an_interrupted_run_goes_on_with_the_missing_parts(
    parquet: Path,
    result: tuple[str, pd.DataFrame],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # Without processes: what is tried here is which parts are written, not by whom.
    def in_threads(**options: object) -> LocalCluster:
        return LocalCluster(**(options | {"processes": False}))  # type: ignore[no-untyped-call]

    monkeypatch.setattr(archive, "LocalCluster", in_threads)
    target = tmp_path / "teile"
    call = ["archiv", str(parquet), "-o", str(target), "--datum", "erstellt", "--prozesse", "1"]
    call += ["--spalte", "betreff", "--spalte", "text"]

    def interrupted(done: int, total: int) -> None:
        if done == 2:
            INTERRUPTED.set()
            raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(archive, "_write_part", write_first_two_parts)
        patched.setattr("desk.cli._parts_shown", lambda: nullcontext(interrupted))
        assert main(call) == EXIT_INTERRUPTED
    assert "--fortsetzen" in capsys.readouterr().err
    kept = {path: path.stat().st_mtime_ns for path in target.glob("part.*.parquet")}
    assert len(kept) == 2

    assert main(call) == EXIT_USAGE
    assert "--fortsetzen" in capsys.readouterr().err
    assert main([*call, "--fortsetzen", "--markt", "ebay"]) == EXIT_USAGE
    assert "einem anderen Aufruf" in capsys.readouterr().err

    assert main([*call, "--fortsetzen"]) == EXIT_DONE
    assert capsys.readouterr().out == result[0].replace("ergebnis", "teile")
    assert {path: path.stat().st_mtime_ns for path in kept} == kept
    again = pd.read_parquet(list(target.glob("part.*.parquet"))).sort_values(
        "nr", ignore_index=True
    )
    pd.testing.assert_frame_equal(again, result[1])
    assert not list(target.glob(".*.neu"))


def test_what_cannot_be_read_is_said_before_a_cluster_starts(
    parquet: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    call = ["archiv", str(parquet), "-o", str(tmp_path / "e"), "--spalte", "inhalt"]
    assert main(call) == EXIT_FILE
    assert "»nr«, »betreff«" in capsys.readouterr().err
    assert main(["archiv", str(tmp_path / "nichts"), *call[2:]]) == EXIT_FILE
    assert "Parquet" in capsys.readouterr().err
