"""What each page may do: its content security policy, and the check that the page keeps it.

The policy stands in every page, so that it holds wherever the files lie; servers send the same as
a header (`HEADERS`, used by `publish.serve` and shown to administrators), which covers workers too
and says who may put a page into a frame (a page cannot say that itself).
"""

from __future__ import annotations

import base64
import hashlib
import re
from html.parser import HTMLParser
from typing import Literal, override
from urllib.parse import urlsplit

from publish.errors import BuildError

type Edition = Literal["netz", "offline"]

CHARSET = '<meta charset="utf-8">'
ASSISTANT = re.compile(r"<section\b[^>]*\sdata-assistent\b")
_LINK = re.compile(r"<a\b[^>]*>", re.IGNORECASE)
_HREF = re.compile(r"""\shref=["']?https?:""", re.IGNORECASE)
_REL = re.compile(r"""\srel=(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE)
# Neither the opener nor the address that led there is told to others.
OUTWARD = ("noopener", "noreferrer")
_SCRIPT_TYPES = {"", "module", "text/javascript", "application/javascript"}
_FORBIDDEN_ELEMENTS = {"applet", "base", "embed", "frame", "iframe", "object", "portal"}
_ADDRESSES = {"action", "background", "data", "formaction", "href", "poster", "src", "xlink:href"}


def _joined(*directives: tuple[str, ...]) -> str:
    return "; ".join(" ".join(directive) for directive in directives)


class PolicyError(BuildError):
    """A page breaks its own policy; the message names the page and what is wrong."""


def policy(edition: Edition, *, assistant: bool) -> str:
    """The policy of a page.

    No script or style within the page is admitted, not even by its hash: the theme's own are files
    here (`overrides/`), and a hash made of whatever a page holds would admit what slipped in.

    Args:
        edition: `netz` for a server, `offline` for a folder. On `file://` some engines know no
            'self', so files are admitted by `file:`; and the worker starts from a `blob:`.
        assistant: Whether the page runs Python. Then WebAssembly may be compiled.
    """
    own = ("'self'", "file:") if edition == "offline" else ("'self'",)
    wasm = ("'wasm-unsafe-eval'",) if assistant else ()
    worker = (*own, "blob:") if edition == "offline" else own
    return _joined(
        ("default-src", "'none'"),
        ("script-src", *own, *wasm),
        ("worker-src", *worker),
        ("connect-src", "'self'"),
        ("img-src", *own, "data:"),
        ("style-src", *own),
        ("font-src", *own),
        ("object-src", "'none'"),
        ("base-uri", "'none'"),
        ("form-action", "'none'"),
        # docs/assets/trusted-types.js makes the one policy, named »default«.
        ("require-trusted-types-for", "'script'"),
        ("trusted-types", "default"),
    )


def header(*, frames: str = "'none'") -> str:
    """The policy as a header for every file of the web edition.

    Without trusted types, which each page demands for itself: the search's worker, to which this
    header applies as well, loads its parts by their addresses.

    Args:
        frames: Who may show the file in a frame, as a source list.
    """
    return _joined(
        ("default-src", "'none'"),
        ("script-src", "'self'", "'wasm-unsafe-eval'"),
        ("worker-src", "'self'"),
        ("connect-src", "'self'"),
        ("img-src", "'self'", "data:"),
        ("style-src", "'self'"),
        ("font-src", "'self'"),
        ("object-src", "'none'"),
        ("base-uri", "'none'"),
        ("form-action", "'none'"),
        ("frame-ancestors", frames),
    )


HEADERS = {
    "content-security-policy": header(),
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
}
"""What a server sends with every file."""


def source_hash(code: str) -> str:
    """The hash by which a policy admits a script or styles within the page."""
    digest = hashlib.sha256(code.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode('ascii')}'"


def guarded(page: str, path: str, edition: Edition) -> str:
    """The page with its policy, and held against it.

    Raises:
        PolicyError: The page has no encoding where it belongs, a policy already, or something
            that no policy of ours admits (see `breaches`).
    """
    done = with_policy(page, path, edition)
    if wrong := breaches(done):
        raise PolicyError(f"{path}: " + " ".join(wrong))
    return done


def with_policy(page: str, path: str, edition: Edition) -> str:
    """The page with its policy, told to browsers before anything else; `breaches` has to follow.

    Links to other hosts tell nothing about where they stand.

    Raises:
        PolicyError: The page has no encoding where it belongs.
    """
    page = links_out(page)
    before, mark, after = page.partition(CHARSET)
    if not mark or not re.search(r"<head[^>]*>\s*$", before):
        raise PolicyError(f"{path}: {CHARSET} is not the first element of the head.")
    own = policy(
        edition,
        assistant=ASSISTANT.search(page) is not None,
    )
    return (
        f'{before}{mark}\n<meta http-equiv="Content-Security-Policy" content="{own}">'
        f'\n<meta name="referrer" content="no-referrer">{after}'
    )


def links_out(page: str) -> str:
    """The page with `rel="noopener noreferrer"` on each link to another host."""

    def link(found: re.Match[str]) -> str:
        tag = found[0]
        if not _HREF.search(tag):
            return tag
        rel = _REL.search(tag)
        words = next((group for group in rel.groups() if group), "").split() if rel else []
        wanted = " ".join(dict.fromkeys([*words, *OUTWARD]))
        if rel:
            return f'{tag[: rel.start()]} rel="{wanted}"{tag[rel.end() :]}'
        return f'{tag[:-1].rstrip("/").rstrip()} rel="{wanted}">'

    return _LINK.sub(link, page)


def breaches(page: str) -> list[str]:
    """What in the page its own policy forbids, or no page of ours may hold; one sentence each."""
    reader = Reader()
    reader.feed(page)
    reader.close()
    return reader.breaches()


def breaches_within(piece: str) -> list[str]:
    """The same of a piece that will stand within a page: scripts and styles are no part of it."""
    reader = Reader()
    reader.feed(piece)
    reader.close()
    wrong = list(reader.wrong)
    if reader.policies:
        wrong.append("has a policy already.")
    return wrong + [f"holds »{code.strip()[:40]}«." for code in (*reader.scripts, *reader.styles)]


class Reader(HTMLParser):
    """Collects what a policy is about, in templates too: scripts fill them into the page.

    Who reads a page anyway hands each piece on to a reader's `handle_…` and need not read it again.
    """

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.scripts: list[str] = []
        self.styles: list[str] = []
        self.wrong: list[str] = []
        self.policy: str | None = None
        self.policies = 0
        self._into: list[str] | None = None
        self._loads = False

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag in {"script", "style", "link", "img"}:
            self._loads = True
        if tag == "meta" and values.get("http-equiv", "").casefold() == "content-security-policy":
            self.policies += 1
            # A policy holds only for what follows it.
            if not self._loads and self.policy is None:
                self.policy = values.get("content", "")
        if tag in _FORBIDDEN_ELEMENTS:
            self.wrong.append(f"has an element »{tag}«.")
        if tag == "script" and "src" not in values:
            data = values.get("type", "").casefold() not in _SCRIPT_TYPES
            self._into = None if data else self.scripts
        elif tag == "style":
            self._into = self.styles
        if self._into is not None:
            self._into.append("")
        for name, value in values.items():
            self._attribute(tag, name, value)
        if tag == "a" and urlsplit(values.get("href", "")).netloc:
            missing = set(OUTWARD) - set(values.get("rel", "").split())
            self.wrong += [f"the link to {values['href']} lacks {word}." for word in missing]

    def _attribute(self, tag: str, name: str, value: str) -> None:
        if name == "style" or name.startswith("on"):
            self.wrong.append(f"»{tag}« has an attribute »{name}«.")
        if name == "srcdoc":
            self.wrong.append(f"»{tag}« holds a document.")
        scheme = re.sub(r"[\x00-\x20]", "", value).casefold().partition(":")[0]
        if name in _ADDRESSES and scheme in {"javascript", "vbscript"}:
            self.wrong.append(f"»{tag}« runs a script by its address.")
        if name == "action":
            self.wrong.append("a form names where it is sent.")

    @override
    def handle_endtag(self, tag: str) -> None:
        if tag in {"script", "style"}:
            self._into = None

    @override
    def handle_data(self, data: str) -> None:
        if self._into is not None:
            self._into[-1] += data

    def breaches(self) -> list[str]:
        """What is wrong with the page that was read; see :func:`breaches`."""
        if self.policy is None:
            return ["has no policy, or not first in its head."]
        own = {name: set(rest) for name, *rest in (part.split() for part in self.policy.split(";"))}
        wrong = list(self.wrong)
        if self.policies > 1:
            wrong.append("has a policy already.")
        for kind, codes in (("script-src", self.scripts), ("style-src", self.styles)):
            allowed = own.get(kind, set())
            if "'unsafe-inline'" in allowed or "'unsafe-eval'" in allowed:
                wrong.append(f"{kind} admits what is unsafe.")
            wrong += [
                f"{kind} does not admit »{code.strip()[:40]}«."
                for code in codes
                if source_hash(code) not in allowed
            ]
        return wrong
