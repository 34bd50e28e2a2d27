"""What the page that offers the offline edition says of it, all read from the files themselves."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date

from wizard.version import VERSION


@dataclass(frozen=True, slots=True)
class Download:
    """A finished file: `size` counts bytes."""

    name: str
    size: int
    sha256: str


def download(name: str, data: bytes) -> Download:
    """The figures of `data`."""
    return Download(name, len(data), hashlib.sha256(data).hexdigest())


def edition_figures(version: str, day: date) -> dict[str, str]:
    """What both editions can say before anything is packed."""
    return {
        "ausgabe.version": version,
        "ausgabe.programm": VERSION,
        "ausgabe.datum": german(day),
        "ausgabe.tag": str(day),
    }


def download_figures(downloads: Mapping[str, Download]) -> dict[str, str]:
    """For each key (`zip`, `einzeldatei`, `paket`): `zip.name`, `zip.groesse` (MB), `zip.sha256`."""
    figures = {}
    for key, file in downloads.items():
        figures[f"{key}.name"] = file.name
        figures[f"{key}.groesse"] = f"{file.size / 1e6:.1f}".replace(".", ",")
        figures[f"{key}.sha256"] = file.sha256
    return figures


def as_json(version: str, day: date, downloads: Mapping[str, Download]) -> str:
    """The same for programs; keys in order."""
    content = {
        "version": version,
        "date": str(day),
        "downloads": {key: asdict(file) for key, file in downloads.items()},
    }
    return json.dumps(content, indent=2, ensure_ascii=False, sort_keys=True) + "\n"


def german(day: date) -> str:
    """25.11.2026."""
    return f"{day:%d.%m.%Y}"
