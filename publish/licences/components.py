"""The list of components, checked against what is installed."""

import importlib.metadata
import json
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from publish.errors import BuildError
from publish.runtime.errors import RuntimeBuildError
from publish.runtime.versions import runtime_versions

ROOT = Path(__file__).resolve().parents[2]
LIST = Path(__file__).with_name("components.toml")
TEXTS = Path(__file__).with_name("texts")


class LicenceError(BuildError):
    """A licence is missing or was not looked at; the message says which and where."""


@dataclass(frozen=True, slots=True)
class Component:
    """Something of others. The fields are those of `components.toml`.

    `version`: of what is installed; empty for what is part of another component (`within`).
    `texts`: names of the licence's texts in `texts/`.
    """

    id: str
    name: str
    what: str
    licence: str
    copyright: str
    url: str
    texts: tuple[str, ...]
    version: str = ""
    within: str = ""
    files: tuple[str, ...] = ()
    bundled: tuple[str, ...] = ()


def load(path: Path = LIST, root: Path = ROOT) -> list[Component]:
    """The components in their order, with the versions that are installed below `root`.

    Raises LicenceError for a missing key, text or reference, and for a version that was not looked at.
    """
    found: list[Component] = []
    for entry in tomllib.loads(path.read_text("utf-8"))["components"]:
        looked_at = entry.pop("looked_at", "")
        try:
            values: dict[str, Any] = {
                key: tuple(value) if isinstance(value, list) else value
                for key, value in entry.items()
            }
            component = Component(**values)
        except TypeError as error:
            raise LicenceError(f"{path.name}, »{entry.get('id')}«: {error}") from None
        if component.version:
            installed = _installed(component.version, root)
            if installed != looked_at:
                raise LicenceError(
                    f"{path.name}, »{component.id}«: version {installed} is installed, but the licence "
                    f"was looked at for {looked_at or 'none'}."
                )
            component = Component(**(values | {"version": installed}))
        elif not any(component.within == other.id for other in found) and not component.files:
            raise LicenceError(f"{path.name}, »{component.id}«: is within nothing that is shipped.")
        for text in component.texts:
            if not (TEXTS / f"{text}.txt").is_file():
                raise LicenceError(f"{path.name}, »{component.id}«: texts/{text}.txt is missing.")
        if not component.texts:
            raise LicenceError(f"{path.name}, »{component.id}«: has no licence text.")
        found.append(component)
    return found


def _installed(where: str, root: Path) -> str:
    """The version of `npm:<package>`, `python:<distribution>` or `pyodide:python`."""
    kind, _, name = where.partition(":")
    try:
        if kind == "npm":
            package = root / "node_modules" / name / "package.json"
            return str(json.loads(package.read_text("utf-8"))["version"])
        if kind == "pyodide":
            return runtime_versions(root / "node_modules" / "pyodide").python
        return importlib.metadata.version(name)
    except (OSError, KeyError, importlib.metadata.PackageNotFoundError, RuntimeBuildError) as error:
        raise LicenceError(f"{where} is not installed ({error}): run `make setup`.") from error
