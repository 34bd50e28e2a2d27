"""The engine needs nothing but Python: it runs in the browser, where nothing else is."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest

WIZARD = Path(__file__).resolve().parents[2] / "wizard"
MODULES = sorted(WIZARD.rglob("*.py"))


def imported(path: Path) -> set[str]:
    """The top-level names of all modules that a source file imports, wherever it does."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            names.add((node.module or "").partition(".")[0])
    return names


def test_there_are_modules_to_look_at() -> None:
    assert WIZARD / "__init__.py" in MODULES


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(WIZARD)))
def test_only_the_standard_library_is_imported(path: Path) -> None:
    assert imported(path) - sys.stdlib_module_names - {"wizard"} == set()
