"""The search of the single file: the theme's own, worker and index, with the file's own addresses.

The folder's search needs nothing of this: there the theme runs it. In the single file there are no
pages and no theme's script, so `browser/suche.js` shows what the same worker finds.
"""

from __future__ import annotations

import json
from pathlib import Path

from publish.offline.errors import OfflineBuildError
from publish.offline.rewriting import Addresses

WORKER = "suche.js"
INDEX = "suche.json"


def search(site: Path, addresses: Addresses) -> dict[str, bytes]:
    """The worker's script and its index, by the names under which the single file holds them.

    A location in the index keeps its shape, page and section with `#` between them, since the worker
    puts a page's sections together by it: `fehler/x.html#ursache` becomes `fehler/x#ursache`.

    Raises:
        OfflineBuildError: The site has no search, or the theme has another one.
    """
    scripts = sorted((site / "assets" / "javascripts" / "workers").glob("search.*.js"))
    index = site / "search" / "search_index.json"
    if len(scripts) != 1 or not index.is_file():
        raise OfflineBuildError("The site's search is missing: worker or index.")
    data = json.loads(index.read_text("utf-8"))
    # For any other language the worker would load scripts. None of them does anything here: the
    # site's search runs without stemmer and stop words.
    data["config"]["lang"] = ["en"]
    if data["config"]["pipeline"]:
        raise OfflineBuildError("The search has a pipeline, which the single file cannot load.")
    entries = []
    for entry in data["docs"]:
        page, _, section = entry["location"].partition("#")
        anchor = addresses.anchor(page)
        # What stands for another page (the start page: the assistant) is there under its name.
        if anchor is not None and not addresses.is_moved(page):
            entries.append(entry | {"location": anchor + (section and f"#{section}")})
    content = json.dumps(
        {"config": data["config"], "docs": entries}, ensure_ascii=False, separators=(",", ":")
    )
    code = "\n".join(
        line
        for line in scripts[0].read_text("utf-8").splitlines()
        if not line.startswith("//# sourceMappingURL=")
    )
    return {WORKER: code.encode(), INDEX: content.encode()}
