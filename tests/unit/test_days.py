"""The day that the knowledge's version names."""

from __future__ import annotations

from datetime import date

import pytest

from publish.days import day_of, seconds_of
from publish.errors import BuildError


@pytest.mark.parametrize("version", ["2026.11.25", "2026.11.25.2", "2026.11.25-1"])
def test_day_of_a_version(version: str) -> None:
    assert day_of(version) == date(2026, 11, 25)


@pytest.mark.parametrize("version", ["1.0", "2026.13.1", "neu", "2026.11.251"])
def test_a_version_without_a_day_is_refused(version: str) -> None:
    with pytest.raises(BuildError, match=r"meta\.toml"):
        day_of(version)


def test_a_day_begins_at_midnight_in_greenwich() -> None:
    assert seconds_of(date(1970, 1, 2)) == 24 * 60 * 60
