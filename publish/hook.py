"""The thin layer between mkdocs and this project: nothing generated is written into `docs/`.

Adds generated pages, pictures, the browser runtime and redirects of retired addresses to the
build, and hands the knowledge to the templates.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from jinja2 import FileSystemBytecodeCache
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.utils import get_relative_url

from publish import current, lastbuild, pages, pictures, prose
from publish.compressed import HASHED_FOLDER
from publish.licences.components import LicenceError
from publish.licences.components import load as load_components
from publish.licences.page import PATH as LICENCES
from publish.licences.page import page as licences_page
from publish.tables import label_cells
from publish.terms import link_terms
from publish.words import expand
from wizard.catalog import Knowledge
from wizard.hosts import WARNINGS
from wizard.loading import KnowledgeError
from wizard.redact import LABELS
from wizard.reminder import load_calendar
from wizard.version import VERSION

if TYPE_CHECKING:
    from jinja2 import Environment
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.pages import Page

ROOT = Path(__file__).resolve().parent.parent
TEMPLATES = ROOT / "build" / "cache" / "templates"
# Over HTTP the theme fetches and indexes everything on every page, in case somebody searches; on
# file:// it waits until the search is opened. Here it always waits. The theme's version is pinned;
# another one that says this differently fails the build.
LAZY_SEARCH = {
    '(location.protocol!=="file:"),': "(!1),",
    # Marking the words of a search waits for the index even when the address names none (`?h=`).
    "z([t,r.pipe(Q(we())": "z([/[?&]h=/.test(location.search)?t:tt,r.pipe(Q(we())",
}
# What `tt` is there: the index of a page without a search, which never comes.
NO_INDEX = '.namedItem("search")?ks():tt,'
# What is typed, made fit for the index: see the file that defines these two functions.
SEARCH_WORDS = Path(__file__).with_name("search_words.js")
SEARCH = {
    "e=ce(e),!e)": "e=thWithoutStopWords(ce(e)),!e)",
    "n=this.index.search(e).reduce(": "n=thSearch(this.index,e).reduce(",
    # Pages that hold all the words before pages that hold one of them often.
    "score:a*(1+K(g,2))": "score:a*(1+K(g,4))",
}

OUR_LANGUAGE = ("lunr.de.min.js", "lunr.stemmer.support.min.js")

# The glossary itself, and the pages that must stay short or be scanned.
WITHOUT_TERMS = {LICENCES, "glossar.md", "index.md", "assistent.md", "fehler/index.md"}

# A heading's »¶« is for the mouse: read aloud with every heading, it would only be noise. The table
# of contents offers the same addresses to everybody.
QUIET_LINK = 'class="headerlink" aria-hidden="true" tabindex="-1"'

_state: dict[str, Knowledge] = {}


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Take the knowledge as it is read in this process."""
    try:
        use(current.knowledge())
    except KnowledgeError as error:
        raise PluginError(str(error)) from None
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add everything that is made rather than written."""
    knowledge = loaded()
    # The theme's folder also holds the templates of pages and pictures; mkdocs would copy them.
    for template in [file for file in files if file.src_uri.endswith(".j2")]:
        files.remove(template)
    # Of all the search's languages, only ours.
    for language in [file for file in files if _is_foreign_language(file.src_uri)]:
        files.remove(language)
    _load_search_on_demand(files, config)
    try:
        files.append(File.generated(config, LICENCES, content=licences_page(load_components())))
    except LicenceError as error:
        raise PluginError(str(error)) from None
    _patch(
        files, config, "assets/javascripts/workers/search.", SEARCH, SEARCH_WORDS.read_text("utf-8")
    )
    for path, text in pages.pages(knowledge).items():
        files.append(File.generated(config, path, content=text))
    for path, html in pages.redirects(knowledge).items():
        files.append(_asset(config, path, html))
    for path, svg in pictures.pictures(knowledge).items():
        files.append(_asset(config, path, svg))
    # The shape of an answer, for other programs.
    schema = ROOT / "wizard" / "diagnosis.schema.json"
    files.append(_asset(config, "schema/diagnose-1.schema.json", schema.read_text("utf-8")))
    return files


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Let a page written by hand be found by the inflections of its search words, too."""
    if page.file.generated_by is None:
        page.meta["tags"] = expand(str(tag) for tag in page.meta.get("tags", ()))
    return markdown


def on_page_content(html: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Explain each term where a page first uses it; make tables fit, and headings speak plainly."""
    html = html.replace('class="headerlink"', QUIET_LINK)
    if page.file.src_uri != "fehler/index.md":
        html = label_cells(html)
    if page.file.src_uri in WITHOUT_TERMS:
        return html
    return link_terms(html, loaded().glossary, get_relative_url("glossar.html", page.url))


def on_env(env: Environment, config: MkDocsConfig, files: Files) -> Environment:
    """Give the theme's templates what the assistant and the pages need."""
    knowledge = loaded()
    current.laid_out(lastbuild.layout(files))
    # Compiling the theme's templates takes a second; the next build finds them by their content.
    TEMPLATES.mkdir(parents=True, exist_ok=True)
    env.bytecode_cache = FileSystemBytecodeCache(str(TEMPLATES))
    # Asked for as late as possible: it is made while the pages' text is read.
    runtime = current.runtime()
    for built in runtime.get("files", {}).values():
        path = f"{HASHED_FOLDER}{built['name']}"
        if files.get_file_from_path(path) is None:
            source = str(current.RUNTIME / built["name"])
            level = InclusionLevel.NOT_IN_NAV
            files.append(File.generated(config, path, abs_src_path=source, inclusion=level))
    env.globals.update(
        knowledge=knowledge,
        version=knowledge.version,
        program_version=VERSION,
        runtime=runtime,
        place_label=lambda finding: pages.place_label(knowledge, finding),
        picture=lambda name, variant=None, place="": pictures.figure(
            knowledge, name, variant, place=place
        ),
        renew_labels=pages.RENEW_LABELS,
        renew_answers=pages.RENEW_ANSWERS,
        mask_labels=LABELS,
        warnings=WARNINGS,
        reminder_calendar=load_calendar(),
    )
    env.filters.update(prose=prose.block, prose_inline=prose.inline)
    return env


def on_post_build(config: MkDocsConfig) -> None:
    """Keep search words with the page itself, not with each of its sections.

    The search repeats a page's tags for every section: rare words then look frequent, and the
    index is several times as large. Runs after the search plugin and before the offline one.
    """
    index = Path(config.site_dir) / "search" / "search_index.json"
    data = json.loads(index.read_text("utf-8"))
    for entry in data["docs"]:
        if "#" in entry["location"]:
            entry.pop("tags", None)
        # The theme writes them as HTML, which the page's policy refuses where it is none: a tag such
        # as »Unexpected token < in JSON« would end the search until the page is loaded anew.
        if "tags" in entry:
            entry["tags"] = [re.sub(r"[<>&]+", " ", tag) for tag in entry["tags"]]
    index.write_text(json.dumps(data, ensure_ascii=False, separators=(",", ":")), "utf-8")


def _is_foreign_language(path: str) -> bool:
    return path.startswith("assets/javascripts/lunr/") and not path.endswith(OUR_LANGUAGE)


def _load_search_on_demand(files: Files, config: MkDocsConfig) -> None:
    """Let the theme's script load the search index only when the search is opened."""
    _patch(files, config, "assets/javascripts/bundle.", LAZY_SEARCH | {NO_INDEX: NO_INDEX})


def _patch(
    files: Files,
    config: MkDocsConfig,
    beginning: str,
    changes: Mapping[str, str],
    before: str = "",
) -> None:
    """Change a script of the theme whose path has this `beginning`, and put `before` in front.

    Each part to be changed must be there once: another version of the theme fails the build.
    """
    for file in [one for one in files if one.src_uri.startswith(beginning)]:
        if not file.src_uri.endswith(".js"):
            continue
        script = file.content_string
        if any(script.count(part) != 1 for part in changes):
            raise PluginError(f"{file.src_uri}: works in another way; see {__name__}.")
        for old, new in changes.items():
            script = script.replace(old, new)
        files.remove(file)
        files.append(File.generated(config, file.src_uri, content=before + script))


def use(knowledge: Knowledge) -> None:
    """Make the pages from this knowledge from now on."""
    _state["knowledge"] = knowledge


def loaded() -> Knowledge:
    """The knowledge of this build."""
    return _state["knowledge"]


def _asset(config: MkDocsConfig, path: str, content: str) -> File:
    return File.generated(config, path, content=content, inclusion=InclusionLevel.NOT_IN_NAV)
