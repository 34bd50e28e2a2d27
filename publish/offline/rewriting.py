"""Pages of the site as parts of one document: their text taken out, their addresses rewritten.

Text passes through as it stands; only start tags are looked at, and of those only the attributes
that name an element or an address.
"""

from __future__ import annotations

import base64
import html
import re
from collections.abc import Callable, Container
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import override
from urllib.parse import unquote, urljoin, urlsplit

# Attributes whose value is one or several ids.
_IDS = frozenset("aria-activedescendant aria-controls aria-describedby aria-labelledby for".split())
_ATTRIBUTE = re.compile(r'(\s)([a-zA-Z][\w:.-]*)="([^"]*)"')
_REFERENCE = re.compile(r"url\(#([^)]+)\)")
_ARTICLE = "md-content__inner"
_IMAGE_TYPES = {"png": "image/png", "svg": "image/svg+xml", "webp": "image/webp"}


@dataclass(frozen=True, slots=True)
class Part:
    """One page within the single file.

    `anchor`: its own id there. `path`: where it stands in the site. `html`: its text.
    """

    anchor: str
    path: str
    title: str
    html: str


class Addresses:
    """Where a link of the site leads within the single file."""

    def __init__(
        self,
        anchors: dict[str, str],
        *,
        main: Container[str],
        kept: Container[str],
        moved: dict[str, str],
        read: Callable[[str], bytes],
    ) -> None:
        """Takes what the single file is made of.

        Args:
            anchors: The id of each page.
            main: Pages whose elements keep their ids.
            kept: Ids that stay on every page.
            moved: Pages that stand for another one.
            read: Gives a file of the site.
        """
        self._anchors = anchors
        self._main = main
        self._kept = kept
        self._moved = moved
        self._read = read

    def anchor(self, path: str, name: str = "") -> str | None:
        """The id of the page `path` or of its element `name`; None where there is no such page."""
        path = self._moved.get(path, path)
        page = self._anchors.get(path)
        if page is None or not name:
            return page
        # A colon, as a slash stands between a folder and its pages.
        return name if path in self._main or name in self._kept else f"{page}:{name}"

    def is_moved(self, path: str) -> bool:
        """Whether the page `path` stands for another one."""
        return path in self._moved

    def link(self, page: str, address: str) -> str | None:
        """The address that takes the place of `address` on `page`; None: it leads nowhere here."""
        parts = urlsplit(address)
        if parts.scheme or parts.netloc:
            return address
        target = unquote(urlsplit(urljoin(f"/{page}", address)).path).lstrip("/") or "index.html"
        if "=" in parts.fragment:
            return f"#{parts.fragment}"  # an answer's address: the assistant reads it
        anchor = self.anchor(target, unquote(parts.fragment))
        return None if anchor is None else f"#{anchor}"

    def picture(self, page: str, address: str) -> str:
        """The picture itself as a `data:` address."""
        if urlsplit(address).scheme:
            return address
        path = unquote(urlsplit(urljoin(f"/{page}", address)).path).lstrip("/")
        kind = _IMAGE_TYPES[path.rpartition(".")[2]]
        return f"data:{kind};base64,{base64.b64encode(self._read(path)).decode('ascii')}"


def part(path: str, page: str, addresses: Addresses) -> Part:
    """The article of `page`, with the ids and links of the single file."""
    reader = _Article(path, addresses)
    reader.feed(page)
    reader.close()
    title = html.unescape(re.sub(r"<[^>]+>|¶", "", reader.title)).strip()
    return Part(addresses.anchor(path) or "", path, title, "".join(reader.pieces).strip())


class _Article(HTMLParser):
    def __init__(self, path: str, addresses: Addresses) -> None:
        super().__init__(convert_charrefs=False)
        self.pieces: list[str] = []
        self.title = ""
        self._path = path
        self._addresses = addresses
        self._depth = 0
        self._in_title = False
        self._dropped: str | None = None

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag == "article" and (self._depth or _ARTICLE in (values.get("class") or "")):
            self._depth += 1
            if self._depth == 1:
                return
        if not self._depth or self._dropped:
            return
        if tag == "script":
            self._dropped = tag
            return
        if tag in {"link", "meta"}:
            return
        if tag == "h1" and not self.title:
            self._in_title = True
        self.pieces.append(self._rewritten(tag, self.get_starttag_text() or ""))

    @override
    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._depth and not self._dropped and tag not in {"link", "meta", "script"}:
            self.pieces.append(self._rewritten(tag, self.get_starttag_text() or ""))

    @override
    def handle_endtag(self, tag: str) -> None:
        if self._dropped:
            if tag == self._dropped:
                self._dropped = None
            return
        if tag == "article" and self._depth:
            self._depth -= 1
        if tag == "h1":
            self._in_title = False
        self._pass(f"</{tag}>")

    @override
    def handle_data(self, data: str) -> None:
        self._pass(data)

    @override
    def handle_entityref(self, name: str) -> None:
        self._pass(f"&{name};")

    @override
    def handle_charref(self, name: str) -> None:
        self._pass(f"&#{name};")

    def _pass(self, piece: str) -> None:
        if self._depth and not self._dropped:
            self.pieces.append(piece)
            if self._in_title:
                self.title += piece

    def _rewritten(self, tag: str, text: str) -> str:
        def attribute(found: re.Match[str]) -> str:
            space, name, value = found[1], found[2].lower(), html.unescape(found[3])
            new = self._value(tag, name, value)
            if new is None:
                return ""
            return found[0] if new == value else f'{space}{name}="{html.escape(new)}"'

        return _ATTRIBUTE.sub(attribute, text)

    def _value(self, tag: str, name: str, value: str) -> str | None:
        """What the attribute holds in the single file; None removes it."""
        if name == "id" and tag == "template":
            return value  # scripts look for it by this name
        if name == "id":
            return self._addresses.anchor(self._path, value) if value else None
        if name in _IDS:
            ids = (self._addresses.anchor(self._path, one) or one for one in value.split())
            return " ".join(ids)
        if name == "href" and tag in {"a", "area"}:
            return self._addresses.link(self._path, value)
        if name == "src" and tag == "img":
            return self._addresses.picture(self._path, value)
        if "url(#" in value:
            return _REFERENCE.sub(
                lambda found: f"url(#{self._addresses.anchor(self._path, found[1])})", value
            )
        return value
