"""Pages by hand whose text changed, laid out among those of the last build.

What mkdocs does for one page, with as little of the others as it needs: their titles, for the
navigation, and their addresses. What may show on other pages is left to the whole build.
"""

from __future__ import annotations

import json
import logging
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mkdocs.structure.files import File, get_files, set_exclusions
from mkdocs.structure.nav import get_navigation
from mkdocs.structure.pages import Page
from mkdocs.utils import CountHandler

from publish import onepage
from publish.lastbuild import shown

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mkdocs.config.defaults import MkDocsConfig

    from publish.lastbuild import Layout

ROOT = Path(__file__).resolve().parent.parent


def lay_out(changed: Iterable[str], last: Layout, out: Path, docs: Path = ROOT / "docs") -> bool:
    """Render the changed pages (paths below `docs`) into `out`, which holds the pages of the last build.

    Gives False when it takes the whole build: other pages may show what changed, or a page is wrong,
    which the whole build says better.
    """
    warnings = CountHandler()
    warnings.setLevel(logging.WARNING)
    log = logging.getLogger("mkdocs")
    log.addHandler(warnings)
    try:
        config = onepage.configure(out, docs)
        plugins = config.plugins
        files = get_files(config)
        for path, inclusion in last.made.items():
            files.append(File.generated(config, path, content="", inclusion=inclusion))
        set_exclusions(files, config)
        nav = plugins.on_nav(get_navigation(files, config), config=config, files=files)
        again = []
        for file in files.documentation_pages():
            if file.src_uri in changed:
                again.append(file)
            elif file.src_uri in last.pages:
                page = file.page or Page(None, file, config)
                page.title, page.meta = last.pages[file.src_uri]
            else:
                return False
        env = plugins.on_env(config.theme.get_env(), config=config, files=files)
        pages = [onepage.read(file, config, files) for file in again]
        alike = all(shown(page) == last.pages.get(page.file.src_uri) for page in pages)
        if len(pages) != len(set(changed)) or not alike or warnings.get_counts():
            return False
        for page in pages:
            onepage.lay_out(page, config, files, nav, env)
        return _search(config, [page.url for page in pages])
    finally:
        log.removeHandler(warnings)


def _search(config: MkDocsConfig, urls: list[str]) -> bool:
    """Put what the search shall find of the pages in the place of what it found."""
    path = Path(config.site_dir) / "search" / "search_index.json"
    index = json.loads(path.read_text("utf-8"))
    fresh: dict[str, list[dict[str, Any]]] = {}
    for entry in _entries(config.plugins["material/search"]):
        fresh.setdefault(_page_of(entry), []).append(entry)
    entries: list[dict[str, Any]] = []
    for entry in index["docs"]:
        url = _page_of(entry)
        if url in urls:
            entries += fresh.pop(url, [])
        else:
            entries.append(entry)
    if fresh:
        # A page that was not in the index before: its place in it is not known.
        return False
    # The finished site holds the same files by other names: it keeps them until a new one is whole.
    path.unlink()
    path.with_suffix(".js").unlink()
    path.write_text(json.dumps(index | {"docs": entries}), "utf-8")
    onepage.hook(config).on_post_build(config)
    config.plugins["material/offline"].on_post_build(config=config)
    return True


def _entries(search: Any) -> list[dict[str, Any]]:
    """What the search's plugin, which has no types, would find of the pages that were built."""
    return list(search.search_index.entries)


def _page_of(entry: dict[str, Any]) -> str:
    return str(entry["location"]).partition("#")[0]
