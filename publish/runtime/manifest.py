"""Names, sizes and hashes of the built files; what templates and pages know of the runtime."""

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

# Sixteen hexadecimal digits tell any two builds of one file apart.
_HASH_LENGTH = 16


@dataclass(frozen=True, slots=True)
class BuiltFile:
    """One file of the runtime: `name` holds a piece of `sha256`, `size` counts bytes."""

    name: str
    size: int
    sha256: str


class Manifest:
    """Writes files under hashed names and remembers them by their logical names."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._files: dict[str, BuiltFile] = {}

    def add(self, logical: str, data: bytes) -> BuiltFile:
        """Write `data`: `python.wasm` becomes `python.<hash>.wasm`."""
        sha256 = hashlib.sha256(data).hexdigest()
        stem, _, suffix = logical.replace("/", "-").rpartition(".")
        built = BuiltFile(f"{stem}.{sha256[:_HASH_LENGTH]}.{suffix}", len(data), sha256)
        (self._folder / built.name).write_bytes(data)
        self._files[logical] = built
        return built

    def write(self, **about: str) -> dict[str, Any]:
        """Write `manifest.json` and return its content: `about` and `files`."""
        files = {name: asdict(built) for name, built in sorted(self._files.items())}
        content = {**about, "files": files}
        text = json.dumps(content, indent=2, ensure_ascii=False, sort_keys=True) + "\n"
        (self._folder / "manifest.json").write_text(text, encoding="utf-8")
        return content
