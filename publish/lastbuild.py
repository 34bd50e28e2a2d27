"""What the last whole build knew, so that a changed page by hand need not bring all pages with it.

Kept in `build/cache` with the fingerprints of all that it was made of: it holds as long as nothing but
the text of pages differs.
"""

from __future__ import annotations

import pickle
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    from mkdocs.structure.files import File, InclusionLevel
    from mkdocs.structure.pages import Page

    from wizard.catalog import Knowledge


@dataclass(slots=True)
class Layout:
    """What one page must know of the others.

    `made`: the files that are generated, by their path. `pages`: title and head of each page, as far as
    other pages show something of it, by the path of its source.
    """

    made: dict[str, InclusionLevel] = field(default_factory=dict)
    pages: dict[str, tuple[str | None, dict[str, Any]]] = field(default_factory=dict)


# Of a page's head what only the page itself shows, or the search.
_OWN = ("description", "tags")


def layout(files: Iterable[File]) -> Layout:
    """The layout of these files, whose pages have been read."""
    found = Layout()
    for file in files:
        if file.generated_by:
            found.made[file.src_uri] = file.inclusion
        if file.page:
            found.pages[file.src_uri] = shown(file.page)
    return found


def shown(page: Page) -> tuple[str | None, dict[str, Any]]:
    """What other pages may show of a page: its title, and its head."""
    return page.title, {key: value for key, value in page.meta.items() if key not in _OWN}


class Results:
    """What was worked out of each page, by the text of which it was made."""

    def __init__(self, before: Results | None = None) -> None:
        """Takes what the last build worked out, of which only what this one asks for is kept."""
        self._before = before.all if before else {}
        self.all: dict[tuple[str, str], tuple[bytes, Any]] = {}

    def asked_for(self) -> Results:
        """The same without what nobody asked for."""
        same = Results()
        same.all = self.all
        return same

    def of[Result](
        self,
        function: Callable[[str, str], Result],
        texts: Mapping[str, str],
        *,
        kind: str,
        in_parallel: Callable[..., Iterable[Result]] = map,
    ) -> Callable[[], dict[str, Result]]:
        """Have `function(name, text)` worked out of each text; gives what waits for all of them.

        `kind`: tells different functions apart. Whatever else the function depends on must be the same
        as in the last build.
        """
        digests = {name: sha256(text.encode()).digest() for name, text in texts.items()}
        fresh = [
            name
            for name, digest in digests.items()
            if self._before.get((kind, name), (b"",))[0] != digest
        ]
        made = in_parallel(function, fresh, [texts[name] for name in fresh])

        def wait() -> dict[str, Result]:
            new = dict(zip(fresh, made, strict=True))
            found = {
                name: new[name] if name in new else self._before[kind, name][1] for name in texts
            }
            self.all |= {(kind, name): (digests[name], found[name]) for name in texts}
            return found

        return wait


@dataclass(slots=True)
class LastBuild:
    """`inputs`: the fingerprint of each file that it was made of, by its path."""

    inputs: dict[str, str]
    knowledge: Knowledge
    layout: Layout
    results: Results

    def changed(self, inputs: Mapping[str, str]) -> set[str]:
        """The files that are new, gone or different."""
        return {
            name
            for name in self.inputs.keys() | inputs.keys()
            if self.inputs.get(name) != inputs.get(name)
        }

    def write(self, path: Path) -> None:
        """Keep it at `path`."""
        path.parent.mkdir(parents=True, exist_ok=True)
        kept = replace(self, results=self.results.asked_for())
        path.write_bytes(pickle.dumps(kept, pickle.HIGHEST_PROTOCOL))


def read(path: Path) -> LastBuild | None:
    """What was kept at `path`; None where nothing is, or nothing that this code wrote."""
    try:
        last = pickle.loads(path.read_bytes())  # noqa: S301 (our own, in the build's folder)
    except FileNotFoundError:
        return None
    except Exception:  # noqa: BLE001 (of another version: whatever does not fit may be raised)
        return None
    return last if isinstance(last, LastBuild) else None
