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


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    """The knowledge as it stands in the source tree."""
    return load_knowledge()
