"""Lays the compiled knowledge into the wheel of the command; called by Hatchling when it builds one.

Working it out takes longer than judging a small export (:func:`wizard.compiled.shipped`).
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

READY = "TOKENHILFE_KNOWLEDGE"
"""Names the variable with the file that holds it already, for who builds more than the wheel."""


class CompiledKnowledge(BuildHookInterface[Any]):
    """The build hook that `pyproject.toml` names."""

    _folder: Path | None = None

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Write the file and have it included; an editable install works from the TOML."""
        if version == "editable":
            return
        sys.path.insert(0, self.root)
        from wizard import compiled  # noqa: PLC0415 -- found in the folder that is built
        from wizard.loading import load  # noqa: PLC0415

        self._folder = Path(tempfile.mkdtemp())
        path = self._folder / compiled.FILE_NAME
        ready = os.environ.get(READY)
        text = Path(ready).read_text("utf-8") if ready else compiled.write(load())
        path.write_text(compiled.sourced(text), encoding="utf-8", newline="")
        build_data["force_include"][str(path)] = f"wizard/{compiled.FILE_NAME}"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:  # noqa: ARG002
        """Remove what was only made to be packed."""
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)
