"""Links a term to the glossary where a page first uses it."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from wizard.catalog import Term

# Prose stands in these …
_PROSE = {"p", "li", "dd", "td"}
# … and a link would be wrong or a nuisance within these.
_CLOSED = {
    "a", "button", "code", "figure", "h1", "h2", "h3", "h4", "h5", "h6", "label", "pre", "script",
    "style", "summary", "svg", "template", "title",
}  # fmt: skip
_TAG = re.compile(r"(<!--.*?-->|<[^>]+>)", re.DOTALL)
_NAME = re.compile(r"</?([a-zA-Z][a-zA-Z0-9]*)")


def link_terms(page: str, terms: Iterable[Term], glossary: str) -> str:
    """`page` (HTML) with each term's first use in prose linked to `glossary` (an address).

    Headings, links, code and pictures stay as they are. Each term is linked once, and not
    at all where the page does so itself; the link's title is the term's one-sentence explanation.
    """
    waiting = {
        word: term
        for term in terms
        if f'href="{glossary}#{term.id}"' not in page
        for word in term.words
    }
    if not waiting:
        return page
    return "".join(_pieces(page, waiting, glossary))


def _pieces(page: str, waiting: dict[str, Term], glossary: str) -> Iterator[str]:
    open_elements: list[str] = []
    for piece in _TAG.split(page):
        if piece.startswith("<"):
            _follow(piece, open_elements)
            yield piece
        elif _PROSE.intersection(open_elements) and not _CLOSED.intersection(open_elements):
            yield _linked(piece, waiting, glossary)
        else:
            yield piece


def _follow(tag: str, open_elements: list[str]) -> None:
    """Keep the list of open elements that matter here; others open and close unnoticed."""
    found = _NAME.match(tag)
    name = found[1].lower() if found else ""
    if name not in _PROSE | _CLOSED or tag.endswith("/>"):
        return
    if not tag.startswith("</"):
        open_elements.append(name)
    elif name in open_elements:
        while open_elements.pop() != name:
            pass


def _linked(text: str, waiting: dict[str, Term], glossary: str) -> str:
    done: list[str] = []
    position = 0
    while waiting:
        found = _any_of(tuple(waiting)).search(text, position)
        if found is None:
            break
        term = waiting[found[0]]
        for word in term.words:
            waiting.pop(word, None)
        title = html.escape(term.short, quote=True)
        done.append(
            f'{text[position : found.start()]}<a class="th-term" href="{glossary}#{term.id}"'
            f' title="{title}">{found[0]}</a>'
        )
        position = found.end()
    return "".join(done) + text[position:]


# The terms that are left are the same for piece after piece of many pages.
@lru_cache(maxsize=1024)
def _any_of(words: tuple[str, ...]) -> re.Pattern[str]:
    # Longest first, so that »Access-Token« is not taken for »Token«.
    longest = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    return re.compile(rf"(?<![\w-])(?:{longest})(?![\w-])")
