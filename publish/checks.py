"""Checks of the built site: links, pictures, policy, foreign hosts, facts of the source, findings' pages.

`python -m publish.checks [directory]` prints what is wrong and ends with 1; without a finding it
prints nothing but a count. Tests call :func:`check`.
"""

from __future__ import annotations

import re
import sys
import tomllib
from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING, override
from urllib.parse import unquote, urljoin, urlsplit

from publish import current, policy

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Mapping

    from wizard.catalog import Knowledge

ROOT = Path(__file__).resolve().parent.parent
SITE = ROOT / "build" / "site"
FACTS = Path(__file__).with_name("source_facts.toml")

# Attributes that make a browser load something, per element. `a href` only leads there.
_LOADS = {
    "audio": ("src",),
    "embed": ("src",),
    "iframe": ("src",),
    "img": ("src", "srcset"),
    "image": ("href", "xlink:href"),
    "input": ("src",),
    "object": ("data",),
    "script": ("src",),
    "source": ("src", "srcset"),
    "track": ("src",),
    "use": ("href", "xlink:href"),
    "video": ("src", "poster"),
}
# A `link` loads or hints at something unless it only relates pages.
_HARMLESS_LINKS = {"canonical", "next", "prev", "alternate"}
_FOREIGN_CSS = re.compile(
    r"""(?:url\(\s*|@import\s+)["']?((?:https?:)?//[^"')\s]+)""", re.IGNORECASE
)
_VOID = set("area base br col embed hr img input link meta param source track wbr".split())
_SILENT = {"script", "style", "template", "noscript"}


@dataclass
class Document:
    """What the checks need of one page: `path` is relative to the site, in POSIX form."""

    path: str
    lang: str | None = None
    ids: list[str] = field(default_factory=list)
    headings: list[int] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    loads: list[str] = field(default_factory=list)
    without_alt: list[str] = field(default_factory=list)
    title: str = ""
    text: str = ""
    redirects: bool = False
    breaches: list[str] = field(default_factory=list)


def check(
    site: Path = SITE,
    knowledge: Knowledge | None = None,
    documents: Mapping[str, Document] | None = None,
) -> list[str]:
    """Everything wrong with the built site, one sentence each; empty when all is well.

    `documents`: its pages, where they are read already. Raises FileNotFoundError when there is no site.
    """
    if not (site / "index.html").is_file():
        raise FileNotFoundError(f"{site}: no site there; run `make build`.")
    if documents is None:
        documents = {path: parse(path, text) for path, text in pages(site).items()}
    files = {file.relative_to(site).as_posix() for file in site.rglob("*") if file.is_file()}
    wrong: list[str] = []
    for document in documents.values():
        wrong += _shape(document)
        wrong += _foreign(document)
        wrong += [f"{document.path}: {breach}" for breach in document.breaches]
        wrong += _links(document, documents, files)
    wrong += _styles(site)
    wrong += _facts(documents)
    wrong += _findings(documents, knowledge or current.knowledge())
    return wrong


def pages(site: Path) -> dict[str, str]:
    """The text of all pages, by their path; what is offered for download stands by itself."""
    return {
        file.relative_to(site).as_posix(): file.read_text("utf-8")
        for file in sorted(set(site.rglob("*.html")) - set(site.glob("downloads/*")))
    }


def parse(path: str, html: str) -> Document:
    """One page's HTML, as far as the checks look at it."""
    reader = _Reader(Document(path))
    reader.feed(html)
    reader.close()
    document = reader.document
    document.title = " ".join(document.title.split())
    document.text = " ".join("".join(reader.words).split())
    document.breaches = reader.policy.breaches()
    return document


class _Reader(HTMLParser):
    def __init__(self, document: Document) -> None:
        super().__init__(convert_charrefs=True)
        self.document = document
        self.words: list[str] = []
        self.policy = policy.Reader()
        self._open: list[str] = []
        self._picture: str | None = None

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.policy.handle_starttag(tag, attrs)
        values = {name: value or "" for name, value in attrs}
        if tag not in _VOID:
            self._open.append(tag)
        if "template" in self._open and tag != "template":
            # Filled in by scripts; ids may repeat between templates, links are real.
            self._collect_links(tag, values)
            return
        document = self.document
        if tag == "html":
            document.lang = values.get("lang")
        if "id" in values:
            document.ids.append(values["id"])
        if re.fullmatch(r"h[1-6]", tag):
            document.headings.append(int(tag[1]))
        if tag == "img" and "alt" not in values:
            document.without_alt.append(values.get("src", "?"))
        if tag == "svg":
            self._svg(values)
        if tag == "meta" and values.get("http-equiv", "").casefold() == "refresh":
            document.redirects = True
            document.links.append(values.get("content", "").partition("url=")[2])
        self._collect_links(tag, values)

    def _svg(self, values: dict[str, str]) -> None:
        """A drawing either says what it shows or is hidden from those who listen."""
        named = values.get("aria-labelledby") or values.get("aria-label")
        if values.get("role") == "img" and not named:
            self.document.without_alt.append("svg")

    def _collect_links(self, tag: str, values: dict[str, str]) -> None:
        if tag in {"a", "area"} and "href" in values:
            self.document.links.append(values["href"])
        if tag == "link" and not set(values.get("rel", "").split()) & _HARMLESS_LINKS:
            self.document.loads.append(values.get("href", ""))
        for name in _LOADS.get(tag, ()):
            if name in values:
                self.document.loads += (part.split()[0] for part in values[name].split(",") if part)
        if "style" in values:
            self.document.loads += _FOREIGN_CSS.findall(values["style"])

    @override
    def handle_endtag(self, tag: str) -> None:
        self.policy.handle_endtag(tag)
        if tag in self._open:
            while self._open.pop() != tag:
                pass
        if tag in {"p", "li", "td", "dd", "dt", "div", "h1", "h2", "h3", "summary"}:
            self.words.append(" ")

    @override
    def handle_data(self, data: str) -> None:
        self.policy.handle_data(data)
        if "title" in self._open and "svg" not in self._open:
            self.document.title += data
        elif "style" in self._open:
            self.document.loads += _FOREIGN_CSS.findall(data)
        elif not _SILENT.intersection(self._open):
            self.words.append(data)


def _shape(document: Document) -> list[str]:
    """Language, title, one h1, no skipped level, no id twice, alternative texts."""
    wrong = []
    if document.lang != "de":
        wrong.append(f"{document.path}: lang is »{document.lang}«, not »de«.")
    if not document.title:
        wrong.append(f"{document.path}: has no title.")
    if document.headings.count(1) != 1:
        wrong.append(f"{document.path}: has {document.headings.count(1)} h1, not one.")
    for before, after in zip(document.headings, document.headings[1:], strict=False):
        if after > before + 1:
            wrong.append(f"{document.path}: h{after} follows h{before}.")
    seen: set[str] = set()
    for name in document.ids:
        if name in seen:
            wrong.append(f"{document.path}: the id »{name}« is there twice.")
        seen.add(name)
    wrong += [
        f"{document.path}: »{name}« has no alternative text." for name in document.without_alt
    ]
    return wrong


def _foreign(document: Document) -> list[str]:
    return [
        f"{document.path}: loads {address} from another host."
        for address in document.loads
        if urlsplit(address).netloc
    ]


def _links(
    document: Document, documents: Mapping[str, Document], files: Container[str]
) -> list[str]:
    """Every internal link and every loaded file is there, every anchor too."""
    wrong = []
    folder = document.path.rpartition("/")[0]
    for address in dict.fromkeys(document.links + document.loads):
        found = _target(folder, address)
        if found is None:
            continue
        target, fragment = found
        target = target or document.path
        if target not in files:
            wrong.append(f"{document.path}: the link {address} leads nowhere.")
        elif fragment and not _has_anchor(documents.get(target), fragment):
            wrong.append(f"{document.path}: the anchor of {address} is not there.")
    return wrong


# The navigation's links are on every page.
@cache
def _target(folder: str, address: str) -> tuple[str, str] | None:
    """The file and the anchor to which an address leads from a page in `folder`.

    No file: to the page itself. None: out of the site.
    """
    parts = urlsplit(address)
    if parts.scheme or parts.netloc:
        return None
    if not parts.path:
        return "", parts.fragment
    base = f"/{folder}/" if folder else "/"
    target = unquote(urlsplit(urljoin(base, address)).path).lstrip("/")
    return target + "index.html" if target.endswith("/") or not target else target, parts.fragment


def _has_anchor(document: Document | None, fragment: str) -> bool:
    # `#fehler=…&markt=…` is no anchor: the assistant reads it.
    return document is None or "=" in fragment or unquote(fragment) in document.ids


def _styles(site: Path) -> list[str]:
    return [
        f"{file.relative_to(site).as_posix()}: loads {address} from another host."
        for file in sorted(site.rglob("*.css"))
        for address in _FOREIGN_CSS.findall(file.read_text("utf-8"))
    ]


def _facts(documents: Mapping[str, Document]) -> list[str]:
    """Every fact of the source is on its page."""
    wrong = []
    for fact in tomllib.loads(FACTS.read_text("utf-8"))["facts"]:
        document = documents.get(fact["page"])
        if document is None:
            wrong.append(f"{fact['page']}: is not there, but should say: {fact['says']}")
            continue
        text = _comparable(document.text)
        wrong += [
            f"{fact['page']}: »{part}« is missing ({fact['says']})"
            for part in fact["texts"]
            if _comparable(part) not in text
        ]
        wrong += [
            f"{fact['page']}: the link {address} is missing ({fact['says']})"
            for address in fact.get("links", ())
            if address not in document.links
        ]
    return wrong


def _comparable(text: str) -> str:
    """Text without white space around punctuation, as highlighted code is cut into pieces."""
    return " ".join(text.split())


def _findings(documents: Mapping[str, Document], knowledge: Knowledge) -> list[str]:
    """Each finding has its page and stands in the catalogue; each retired address leads on."""
    catalogue = documents.get("fehler/index.html")
    listed = set(catalogue.links) if catalogue else set()
    wrong = []
    for name in knowledge.findings:
        if f"fehler/{name}.html" not in documents:
            wrong.append(f"fehler/{name}.html: the page of a finding is missing.")
        if f"{name}.html" not in listed:
            wrong.append(f"fehler/index.html: »{name}« is not listed.")
    for old in knowledge.retired:
        page = documents.get(f"fehler/{old}.html")
        if page is None or not page.redirects:
            wrong.append(f"fehler/{old}.html: a retired address does not lead on.")
    return wrong


def main(arguments: Iterable[str] = ()) -> int:
    """Check the site in the directory given (build/site by default); 0 when nothing is wrong."""
    chosen = [Path(argument) for argument in arguments]
    wrong = check(chosen[0] if chosen else SITE)
    for sentence in wrong:
        print(sentence)
    print(f"{len(wrong)} things are wrong." if wrong else "The site is sound.")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
