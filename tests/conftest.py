"""Fixtures for all tests."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from wizard import load_knowledge

if TYPE_CHECKING:
    from wizard.catalog import Knowledge

# The same examples in every run: a test that fails once fails for everybody, and no run depends
# on how busy the machine is. `pytest --hypothesis-profile=search` looks for new ones.
settings.register_profile("default", derandomize=True, deadline=None, database=None)
settings.register_profile("search", deadline=None, max_examples=2000)
settings.load_profile("default")


LONGEST = (
    *("test_offline_again", "test_site", "test_assistant_failures", "test_offline"),
    *("test_desk_triage", "test_desk_archive", "test_redact_secrets"),
)
"""Files that take a minute or so are begun first, so that no processor waits for one at the end."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Puts the longest files first; the others keep their order."""
    items.sort(key=lambda item: item.path.stem not in LONGEST)


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    """The knowledge as it stands in the source tree."""
    return load_knowledge()
