"""The knowledge's day, the only date there is in what is built of it."""

import re
from datetime import UTC, date, datetime

from publish.errors import BuildError


def day_of(version: str) -> date:
    """The day in the knowledge's version: `2026.11.25`, `2026.11.25.2` for a second one that day.

    Raises `BuildError` when it names none.
    """
    found = re.match(r"(\d{4})\.(\d{1,2})\.(\d{1,2})(?!\d)", version)
    try:
        return date(*map(int, found.groups())) if found else date.fromisoformat(version)
    except ValueError:
        raise BuildError(
            f"meta.toml: version »{version}« names no day (expected: 2026.11.25)."
        ) from None


def seconds_of(day: date) -> int:
    """The beginning of the day as programs count it."""
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp())
