"""The page »Lizenzen«: who made what, under which licence, and the licences' full texts."""

from collections.abc import Sequence
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from publish.licences.components import TEXTS, Component

ROOT = Path(__file__).resolve().parents[2]
PATH = "lizenzen.md"
_TEMPLATES = ROOT / "overrides" / "generated"
_FENCE = "````"


def page(components: Sequence[Component]) -> str:
    """The page as Markdown with front matter."""
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        undefined=StrictUndefined,
        autoescape=False,  # noqa: S701 (Markdown)
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    names = list(dict.fromkeys(text for one in components for text in one.texts))
    return environment.get_template("licences.md.j2").render(
        components=components,
        names={one.id: one.name for one in components},
        texts=[(name, _text(name)) for name in names],
        own=(ROOT / "LICENSE").read_text("utf-8").strip(),
        fence=_FENCE,
    )


def _text(name: str) -> str:
    text = (TEXTS / f"{name}.txt").read_text("utf-8").strip()
    if _FENCE in text:
        raise ValueError(f"{name}.txt holds the sign that would end it on the page.")
    return text
