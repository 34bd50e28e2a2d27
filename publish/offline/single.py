"""One file with everything: assistant, runtime, and all pages in full text.

Pages are sections of one document; the address's fragment says which one shows. Styles do that
(`browser/einzeldatei.css`), so that it works without scripts as well.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from publish.lastbuild import Results
from publish.offline.editions import SCRIPT
from publish.offline.errors import OfflineBuildError
from publish.offline.rewriting import Addresses, Part, part
from publish.offline.search import search
from publish.policy import PolicyError, breaches, breaches_within, source_hash
from publish.runtime import payload

TEMPLATES = Path(__file__).resolve().parents[2] / "overrides" / "offline"
BROWSER = Path(__file__).parent / "browser"

ASSISTANT = "assistent.html"
# In the single file the assistant is the start page as well.
START = "index.html"
# Data of the runtime.
RUNTIME_FILES = (
    "worker.js",
    "python.wasm",
    "stdlib.zip",
    "engine.zip",
    "desk.zip",
    "outlook.zip",
)
# Scripts of the site that work on any page, and those of its tools.
SITE_SCRIPTS = ("assets/filter.js", "assets/site.js", "assets/steps.js")
# Comes before all others: it says what may become HTML.
TRUSTED = "assets/trusted-types.js"
RUNTIME_SCRIPTS = ("antworten.js", "assistent.js", "verweise.js", "erinnerung.js", "stapel.js")
# Data in pieces, so that a browser can do other things while it reads them.
PIECE = 60_000
# Elements that scripts look for by their id; each is there once.
KEPT_IDS = ("filter",)

_REDIRECT = re.compile(r'<meta http-equiv="refresh" content="0; url=([^"]+)">')
_STYLESHEET = re.compile(r'<link rel="stylesheet" href="([^"]+)">')
_DESCRIPTION = re.compile(r'<meta name="description" content="([^"]*)">')
_ID = re.compile(r'<[a-zA-Z][^<>]*?\sid="([^"]+)"')
_TEMPLATE = re.compile(r'<template\b[^>]*?\sid="([^"]+)".*?</template>\s*', re.DOTALL)
_DATA_URL = re.compile(r"/\*# sourceMappingURL=.*?\*/")
# Groups of pages in the menu, by the page that leads them.
MENU = (
    ("Assistent", ASSISTANT),
    ("Anleitungen", "anleitungen/index.html"),
    ("Häufige Fragen", "faq/index.html"),
    ("Fehlerkatalog", "fehler/index.html"),
    ("Für den Support", "support/index.html"),
    ("Glossar", "glossar.html"),
)


@dataclass(frozen=True, slots=True)
class _Script:
    """A script within the page and the hash by which its policy lets it run."""

    code: Markup

    @property
    def hash(self) -> str:
        return source_hash(str(self.code))


def single(  # noqa: PLR0913 - two have defaults
    site: Path,
    pages: Mapping[str, str],
    manifest: Mapping[str, Any],
    figures: Mapping[str, str],
    *,
    results: Results | None = None,
    in_parallel: Callable[..., Iterable[Any]] = map,
) -> bytes:
    """The single file.

    Args:
        site: The built site, for pictures, styles and scripts.
        pages: All pages in their offline edition, by their path in the site.
        manifest: What `publish.runtime` built.
        figures: Version and day of the edition.
        results: What is known of pages that did not change.
        in_parallel: A `map` that may use more than one processor.

    Raises:
        OfflineBuildError: A page or file is missing, or two elements have the same id.
        PolicyError: It holds something that its own policy forbids.
    """
    if ASSISTANT not in pages:
        raise OfflineBuildError(f"{ASSISTANT} is missing in the site.")
    moved = {START: ASSISTANT}
    for path, page in pages.items():
        if target := _REDIRECT.search(page):
            moved[path] = path.rpartition("/")[0] + "/" + target[1]
    shown = sorted((path for path in pages if path not in moved), key=_rank)
    anchors = {path: "start" if path == ASSISTANT else anchor(path) for path in shown}
    addresses = Addresses(
        anchors,
        main={ASSISTANT},
        kept=KEPT_IDS,
        moved=moved,
        read=partial(_read, site),
    )
    making = (results or Results()).of(
        partial(_part, addresses=addresses),
        {path: pages[path] for path in shown},
        kind="parts",
        in_parallel=in_parallel,
    )
    # As it will stand between the tags, for its hash.
    styles = f"\n{_styles(site, {path: pages[path] for path in shown})}\n"
    scripts = [_Script(Markup(code)) for code in _scripts(site, manifest)]  # noqa: S704 (our own)
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made = making()
    parts = templates_once(one for one, _ in made.values())
    render = partial(
        environment.get_template("single.html.j2").render,
        menu=[(name, anchors[path]) for name, path in MENU if path in anchors],
        description=_description(pages[ASSISTANT]),
        styles=Markup(styles),  # noqa: S704 (our own)
        styles_hash=source_hash(styles),
        data=[*_runtime(site, manifest), *_pieces(search(site, addresses))],
        scripts=scripts,
        edition=figures,
    )
    document = render(assistant=_markup(parts[0]), parts=[_markup(one) for one in parts[1:]])
    _check_ids(document)
    # Each part is read for itself, and what is around them.
    around = breaches(render(assistant={"html": ""}, parts=[]))
    if wrong := [*around, *(sentence for _, found in made.values() for sentence in found)]:
        raise PolicyError("The single file: " + " ".join(wrong))
    return document.encode()


def _part(path: str, page: str, addresses: Addresses) -> tuple[Part, list[str]]:
    """A page's part, and what no page of ours may hold."""
    made = part(path, page, addresses)
    return made, breaches_within(made.html)


def _read(site: Path, path: str) -> bytes:
    return (site / path).read_bytes()


def anchor(path: str) -> str:
    """The id of a page in the single file: `faq/index.html` → `faq`, `glossar.html` → `glossar`."""
    return path.removesuffix(".html").removesuffix("/index")


def _rank(path: str) -> tuple[int, bool, str]:
    """The assistant first, then as in the menu: each group's leading page, then its others."""
    folders = [leading.rpartition("/")[0] or leading for _, leading in MENU]
    folder = path.rpartition("/")[0] or path
    place = folders.index(folder) if folder in folders else len(folders)
    return place, not path.endswith("/index.html"), path


def _markup(one: Part) -> dict[str, str]:
    text = Markup(one.html)  # noqa: S704 (the site's own HTML)
    return {"anchor": one.anchor, "title": one.title, "html": text}


def templates_once(parts: Iterable[Part]) -> list[Part]:
    """Each template once: several pages bring the same ones, and scripts find the first.

    Raises `OfflineBuildError` when two pages have different ones of the same name.
    """
    seen: dict[str, str] = {}

    def once(found: re.Match[str]) -> str:
        whole = found[0].strip()
        if found[1] in seen and seen[found[1]] != whole:
            raise OfflineBuildError(f"Two pages have different templates »{found[1]}«.")
        again = found[1] in seen
        seen[found[1]] = whole
        return "" if again else found[0]

    return [replace(one, html=_TEMPLATE.sub(once, one.html)) for one in parts]


def _styles(site: Path, pages: Mapping[str, str]) -> str:
    """The styles of all pages, each once, in their order; then ours."""
    wanted = dict.fromkeys(
        urljoin(f"/{path}", address).lstrip("/")
        for path, page in pages.items()
        for address in _STYLESHEET.findall(page)
    )
    paths = [*(site / path for path in wanted), BROWSER / "einzeldatei.css"]
    sheets = [path.read_text("utf-8") for path in paths]
    return "\n".join(_DATA_URL.sub("", sheet).strip() for sheet in sheets)


def _scripts(site: Path, manifest: Mapping[str, Any]) -> Iterable[str]:
    built = site / "assets" / "assistent"
    paths = [
        site / TRUSTED,
        BROWSER / "einzeldatei.js",
        BROWSER / "suche.js",
        SCRIPT,
        *(site / path for path in SITE_SCRIPTS),
        *(built / manifest["files"][name]["name"] for name in RUNTIME_SCRIPTS),
    ]
    for path in paths:
        code = path.read_text("utf-8").strip()
        if "</script" in code.lower():
            raise OfflineBuildError(f"{path.name} holds »</script«: it cannot stand in a page.")
        # A page's parser makes one line break of CR and LF, and hashes are taken after that.
        yield code.replace("\r\n", "\n")


def _runtime(site: Path, manifest: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The runtime's files as base64 of gzip, taken from the scripts that the folder uses."""
    for name in RUNTIME_FILES:
        built = manifest["files"][f"offline/{name}.js"]["name"]
        script = (site / "assets" / "assistent" / built).read_text("ascii")
        yield from _cut(name, payload.from_script(script))


def _pieces(files: Mapping[str, bytes]) -> Iterator[tuple[str, str]]:
    for name, data in files.items():
        yield from _cut(name, payload.packed(data, changing=True))


def _cut(name: str, text: str) -> Iterator[tuple[str, str]]:
    for start in range(0, len(text), PIECE):
        yield name, text[start : start + PIECE]


def _description(page: str) -> Markup:
    found = _DESCRIPTION.search(page)
    return Markup(found[1] if found else "")  # noqa: S704 (escaped already)


def _check_ids(document: str) -> None:
    """Two elements with one id: a link would lead to the wrong one. Templates may repeat ids."""
    seen: set[str] = set()
    for name in _ID.findall(re.sub(r"<template.*?</template>", "", document, flags=re.DOTALL)):
        if name in seen:
            raise OfflineBuildError(f"The id »{name}« would be in the single file twice.")
        seen.add(name)
