"""What the fuzzer found once is tried again, and its targets take the inputs they begin with."""

from __future__ import annotations

import tracemalloc
from itertools import islice
from pathlib import Path

import pytest

from tests.fuzz.targets import TARGETS, FaultError, need

MEMORY = 200_000_000
"""Bytes that a small file may take."""
FOUND = Path(__file__).parents[1] / "fuzz" / "found"


@pytest.mark.parametrize("name", TARGETS)
def test_a_target_takes_what_it_begins_with(name: str) -> None:
    target = TARGETS[name]
    for data in islice(target.seeds(), 3):
        target.check(data[: target.limit])
        # Cut off in the middle, and with a byte that belongs nowhere.
        target.check(data[: len(data) // 2] + b"\xff\x00\xed\xa0\x80")


@pytest.mark.parametrize(
    ("name", "path"),
    [
        pytest.param(path.parent.name, path, id=f"{path.parent.name}/{path.name}")
        for path in sorted(FOUND.glob("*/*"))
    ],
)
def test_what_was_found_stays_mended(name: str, path: Path) -> None:
    tracemalloc.start()
    try:
        TARGETS[name].check(path.read_bytes())
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < MEMORY


def test_a_fault_is_told() -> None:
    with pytest.raises(FaultError, match="no text"):
        need(None, "no text")
