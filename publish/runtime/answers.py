"""The words of every answer, as one script beside the assistant's pages.

With hundreds of findings they would make each page that has the assistant several times as large,
for one answer that is read. A script and not a file to fetch: it works on `file://` as well.
`wizard/browser/answers.js` is the reader. No HTML: the prose is rendered here, and handed over as
the elements it consists of, so that the page only makes text nodes and a few harmless elements.
"""

from __future__ import annotations

import json
from html.parser import HTMLParser
from typing import TYPE_CHECKING, override

from publish.prose import inline
from publish.runtime.errors import RuntimeBuildError

if TYPE_CHECKING:
    from wizard.catalog import Finding, Knowledge

GLOBAL = "tokenhilfeAntworten"
"""The page's global object in which the script lays them."""

ELEMENTS = frozenset({"code", "em", "strong"})
"""What prose within a sentence may be marked with."""

type Piece = str | list[Piece]
"""Text, or an element: its name, then what is in it."""


def as_script(knowledge: Knowledge) -> bytes:
    """The script for all findings and for the ids of retired ones.

    Raises `RuntimeBuildError` when a text has more than `ELEMENTS` in it.
    """
    answers: dict[str, object] = {
        finding.id: _answer(finding) for finding in knowledge.findings.values()
    }
    answers |= {old: {"neu": new} for old, new in knowledge.retired.items()}
    # No tag can end the script where the single file has it within the page.
    text = json.dumps(answers, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    return f"self.{GLOBAL}={text};\n".encode()


def pieces(html: str) -> list[Piece]:
    """A rendered sentence as text and elements.

    Raises `RuntimeBuildError` for an element or attribute that has no place in a sentence.
    """
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.done


def _answer(finding: Finding) -> dict[str, object]:
    return {
        "titel": finding.title,
        "hilft": finding.renew,
        "markt": finding.marketplace,
        "dienst": finding.service or "",
        "schritt": finding.step or "",
        "kurz": pieces(inline(finding.summary)),
        "begruendung": pieces(inline(finding.renew_why)),
        "tun": [pieces(inline(action)) for action in finding.action],
    }


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.done: list[Piece] = []
        self._open: list[list[Piece]] = [self.done]

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ELEMENTS or attrs:
            raise RuntimeBuildError(
                f"The text of an answer has an element »{self.get_starttag_text()}«; "
                f"possible are {', '.join(sorted(ELEMENTS))}."
            )
        element: list[Piece] = [tag]
        self._open[-1].append(element)
        self._open.append(element)

    @override
    def handle_endtag(self, tag: str) -> None:
        self._open.pop()

    @override
    def handle_data(self, data: str) -> None:
        self._open[-1].append(data)
