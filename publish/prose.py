"""The knowledge's texts (Markdown in small doses) as HTML for templates."""

import re
from functools import lru_cache

import markdown
from markupsafe import Markup


def shielded(text: str) -> str:
    """Markdown in which `<` is no HTML: error texts quote tags (»No <RequestToken> …«)."""
    pieces = re.split(r"(`+[^`]*`+)", text)
    pieces[::2] = [piece.replace("<", "&lt;") for piece in pieces[::2]]
    return "".join(pieces)


# One for all texts: making it takes longer than using it.
_markdown = markdown.Markdown(output_format="html")


@lru_cache(maxsize=100_000)
def block(text: str) -> Markup:
    """Paragraphs and lists: `<p>…</p>`. The text comes from the knowledge, never from a user.

    Two pages have the assistant, and both show all texts: each is rendered once.
    """
    return Markup(_markdown.reset().convert(shielded(text.strip())))  # noqa: S704


def inline(text: str) -> Markup:
    """One paragraph without its `<p>`, to stand in a list item or a heading."""
    html = block(" ".join(text.split()))
    return Markup(html.removeprefix("<p>").removesuffix("</p>"))  # noqa: S704
