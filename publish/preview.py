"""One changed page, rendered at once: what `make serve` shows before everything is built again.

A whole build takes some ten seconds, most of which pages cost that did not change. Here mkdocs, the
theme's templates and the knowledge stay in memory, and only the pages of a changed source are
rendered, just as the build does it. What else depends on it (search, offline edition, checks, the
assistant's Python) comes with the whole build, which follows each time.

`python -m publish.preview` is a process for `publish.serve`: it reads one JSON list of paths a line,
and answers each with one JSON line, `{"pages": […]}` or `{"pages": null}`. A process of its own, so
that one started anew has the Python code as it is now.
"""

from __future__ import annotations

import json
import logging
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from mkdocs.structure.files import get_files, set_exclusions
from mkdocs.structure.nav import get_navigation

from publish import onepage, pages
from publish.offline.build import OUT as OFFLINE
from publish.offline.build import figures_of_last_build, web_page
from wizard.loading import DIRECTORY, load

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mkdocs.structure.files import File

ROOT = Path(__file__).resolve().parent.parent
SITE = ROOT / "build" / "site"
# The templates that hold words of the knowledge, beside the pages made of it.
WITH_KNOWLEDGE = ("home.html", "assistant-page.html")


class Preview:
    """The site as far as it must be in memory to render any page of it."""

    def __init__(
        self, site: Path = SITE, docs: Path = ROOT / "docs", work: Path = ROOT / "build" / "preview"
    ) -> None:
        """Takes the built `site`, where pages are replaced, and the folder of those by hand.

        `work`: a folder for pages as they come from mkdocs.

        Raises what a build raises when the sources are not sound.
        """
        self.site = site
        self.knowledge = DIRECTORY
        self._docs = docs
        self._figures = figures_of_last_build(OFFLINE)
        self._config = config = onepage.configure(work, docs)
        plugins = config.plugins
        files = get_files(config)
        env = config.theme.get_env()
        files.add_files_from_theme(env, config)
        self._files = files = plugins.on_files(files, config=config)
        set_exclusions(files, config)
        self._nav = plugins.on_nav(get_navigation(files, config), config=config, files=files)
        # Each page shows the titles of those in the navigation; and what a page written by hand is
        # made with, stands in it.
        for file in files.documentation_pages():
            if file.page or not file.generated_by:
                onepage.read(file, config, files)
        self._env = plugins.on_env(env, config=config, files=files)
        # Not the page of licences: what it says does not come from the knowledge.
        self._made = pages.pages(load(self.knowledge))

    def show(self, changed: Iterable[Path]) -> list[str] | None:
        """Render the pages made of the `changed` sources into the site; gives their paths there.

        None when something else changed than words of pages that are there already, as only the
        whole build can tell what that concerns. Raises what a build raises.
        """
        wanted: dict[str, File] = {}
        knowledge = False
        for path in changed:
            if path.suffix == ".toml" and path.is_relative_to(self.knowledge):
                knowledge = True
                continue
            if not path.is_relative_to(self._docs):
                return None
            file = self._files.get_file_from_path(path.relative_to(self._docs).as_posix())
            if file is None and not path.exists():
                # Editors put the new text beside the old one for a moment.
                continue
            if file is None or not file.is_documentation_page() or not path.is_file():
                return None
            wanted[file.src_uri] = file
        if knowledge:
            made = self._make_again()
            if made is None:
                return None
            wanted |= made
        for file in wanted.values():
            self._render(file)
        return [file.dest_uri for file in wanted.values()]

    def show_missing_page(self) -> None:
        """Render the page for wrong addresses, the only one that knows where the site stands."""
        name = "404.html"
        onepage.lay_out_template(name, self._config, self._files, self._nav, self._env)
        self._put(name)

    def _make_again(self) -> dict[str, File] | None:
        """The pages on which changed knowledge shows; None when there are others than before."""
        knowledge = load(self.knowledge)
        made = pages.pages(knowledge)
        if made.keys() != self._made.keys():
            return None
        hook = onepage.hook(self._config)
        hook.use(knowledge)
        hook.on_env(self._env, self._config, self._files)
        found = {}
        for file in self._files.documentation_pages():
            if file.src_uri in made:
                if made[file.src_uri] == self._made[file.src_uri]:
                    continue
                file.content_string = made[file.src_uri]
            elif not file.page or file.page.meta.get("template") not in WITH_KNOWLEDGE:
                continue
            found[file.src_uri] = file
        self._made = made
        return found

    def _render(self, file: File) -> None:
        page = onepage.read(file, self._config, self._files)
        onepage.lay_out(page, self._config, self._files, self._nav, self._env)
        self._put(file.dest_uri)

    def _put(self, name: str) -> None:
        """Finish a page that mkdocs has written, and put it into the site."""
        html = (Path(self._config.site_dir) / name).read_text("utf-8")
        target = self.site / name
        unfinished = target.with_name(f"{target.name}.neu")
        unfinished.write_text(web_page(html, name, self._figures), "utf-8")
        unfinished.replace(target)


def main() -> int:
    """The process; it ends with its input."""
    logging.getLogger("mkdocs").addHandler(logging.StreamHandler())
    preview = Preview()
    for line in sys.stdin:
        try:
            shown = preview.show(map(Path, json.loads(line)))
        except Exception as error:  # noqa: BLE001 (the whole build, which follows, says what is wrong)
            print(f"publish.preview: {error}", file=sys.stderr)
            shown = None
        print(json.dumps({"pages": shown}), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
