"""Every file of the built site belongs to us or to a component whose licence is known."""

import json
import re
from collections.abc import Sequence
from pathlib import Path, PurePosixPath

from publish.licences.components import Component

OWN = (
    "**/*.html",
    "_headers",
    "assets/*.css",
    "assets/*.js",
    "assets/*.png",
    "assets/*.svg",
    "assets/assistent/*.css",
    "assets/assistent/answers.*",
    "assets/assistent/antworten.*",
    "assets/assistent/assistent.*.js",
    "assets/assistent/engine.*.zip",
    "assets/assistent/erinnerung.*.js",
    "assets/assistent/offline-engine.*.js",
    "assets/assistent/stapel.*.js",
    "assets/assistent/verweise.*.js",
    "bilder/*.svg",
    "downloads/tokenhilfe-*",
    "schema/*.json",
    "search/search_index.*",
    "sitemap.xml",
)
"""What we made ourselves, by its path in the site."""

_COMPRESSED = re.compile(r"\.(?:br|gz)\Z")
_PACKAGE = re.compile(r"node_modules/((?:@[^/]+/)?[^/]+)")


def check(site: Path, components: Sequence[Component], maps: Path | None = None) -> list[str]:
    """Sentences on what is shipped without a known licence; none when all is well.

    `maps`: where the theme's source maps are: they name the packages that are bundled in its scripts
    (the site's own, unless given).
    """
    patterns = [*OWN, *(pattern for one in components for pattern in one.files)]
    wrong = []
    seen: set[str] = set()
    for file in sorted(one for one in site.rglob("*") if one.is_file()):
        name = _COMPRESSED.sub("", file.relative_to(site).as_posix())
        path = PurePosixPath(name)
        matching = [one for one in patterns if path.full_match(one)]
        seen.update(matching)
        if not matching:
            wrong.append(f"{name}: is shipped, but publish/licences knows no licence for it.")
    for one in components:
        missing = [pattern for pattern in one.files if pattern not in seen]
        wrong += [f"»{one.id}«: no file {pattern} is shipped any more." for pattern in missing]
    known = {package for one in components for package in one.bundled}
    for package in sorted(_bundled(maps or site) - known):
        wrong.append(f"The theme bundles {package}, whose licence is not in components.toml.")
    return list(dict.fromkeys(wrong))


def _bundled(folder: Path) -> set[str]:
    """The npm packages that are named in the source maps below `folder`."""
    sources = [
        source
        for path in folder.rglob("*.map")
        for source in json.loads(path.read_text("utf-8"))["sources"]
    ]
    return {found[1] for source in sources if (found := _PACKAGE.search(source))}
