"""The knowledge's texts as Markdown: quoted tags are text."""

from __future__ import annotations

import pytest

from publish.prose import block, inline, shielded


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("No <RequestToken> found", "No &lt;RequestToken> found"),
        ("Feld `<RequestToken>` fehlt", "Feld `<RequestToken>` fehlt"),
        ("`a` < `b`", "`a` &lt; `b`"),
        ("1 < 2 & 3", "1 &lt; 2 & 3"),
    ],
)
def test_tags_outside_code_are_shielded(text: str, safe: str) -> None:
    assert shielded(text) == safe


def test_html_of_the_knowledge_is_never_markup() -> None:
    assert "<script>" not in block("x <script>alert(1)</script>")
    assert inline("**fett** <b>") == "<strong>fett</strong> &lt;b&gt;"
