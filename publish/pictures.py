"""The schematic pictures of the guides: from data and templates to SVG, free of mkdocs.

What a picture shows and says stands in `wizard/knowledge/guides/pictures.toml`, the labels of
the software and the words of a marketplace in `renewal.toml` beside it, the drawing in
`overrides/pictures/<drawing>.svg.j2`. A picture is used in two ways: inline in a page, where
`docs/assets/pictures.css` colours it and it follows the palette toggle, or as a file of its own,
which carries the same styles and follows the system's scheme.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateError
from markupsafe import Markup, escape

from publish import lettering

if TYPE_CHECKING:
    from wizard.catalog import Guide, Knowledge

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "wizard" / "knowledge" / "guides" / "pictures.toml"
TEMPLATES = ROOT / "overrides" / "pictures"
STYLES = ROOT / "docs" / "assets" / "pictures.css"

FOLDER = "bilder"
"""Where the picture files lie in the site."""

type Note = str | tuple[str, ...]
type Words = Mapping[str, Note]


class PictureError(ValueError):
    """A picture's data or drawing is wrong; the German message names the picture and the key."""


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture with everything a page needs to show it.

    `variant` is the guide's variant (`amazon`, `ebay`, `andere`), or None where all share one.
    `alt` says what to look for. `caption` may hold **bold** and begins with the mark
    »Schematische Darstellung«. `path` is relative to the site's root; `width` and `height` are
    in CSS pixels. `source` is what the drawing is made from.
    """

    id: str
    variant: str | None
    title: str
    alt: str
    caption: str
    path: str
    width: int
    height: int
    source: _Source = field(repr=False)


@dataclass(frozen=True, slots=True)
class _Entry:
    """A picture as `pictures.toml` describes it, before a variant's words are filled in."""

    id: str
    drawing: str
    title: str
    alt: str
    caption: str
    per_variant: bool = False
    only: tuple[str, ...] = ()
    notes: Words = field(default_factory=dict)
    draw: Mapping[str, str | bool] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Source:
    """What a template is rendered from."""

    drawing: str
    notes: Words
    labels: Words
    words: Words
    draw: Mapping[str, str | bool]


def pictures(knowledge: Knowledge) -> dict[str, str]:
    """All picture files of the site, as path (`bilder/….svg`) to the SVG's text.

    Raises PictureError for wrong data.
    """
    return {
        picture.path: _render(picture, uid="bild", style=_styles())
        for picture in catalogue(knowledge)
    }


def catalogue(knowledge: Knowledge) -> tuple[Picture, ...]:
    """Every picture of every variant, in the order of the data. Raises PictureError."""
    return tuple(_read(knowledge))


def find(knowledge: Knowledge, picture_id: str, variant: str | None = None) -> Picture:
    """The picture in the drawing for `variant`, else in the one that all variants share.

    Raises PictureError when there is neither.
    """
    # Only these are drawn: a page has several pictures, and each has a variant for every marketplace.
    wanted = [(picture_id, variant), (picture_id, None)]
    picture = next((one for key in wanted for one in _read(knowledge, key)), None)
    if picture is None:
        raise PictureError(
            f"{DATA.name}: Das Bild »{picture_id}« gibt es nicht für die Variante »{variant}«."
        )
    return picture


def picture_alt(knowledge: Knowledge, picture_id: str, variant: str | None = None) -> str:
    """The German alternative text of a picture: what it shows and what to look for."""
    return find(knowledge, picture_id, variant).alt


def inline(picture: Picture, *, place: str = "") -> Markup:
    """The picture as inline SVG on one line, without styles of its own.

    `place` (such as `schritt-1a`) makes its ids unique where a page shows it more than once.
    """
    return Markup(_render(picture, uid=f"bild-{place or Path(picture.path).stem}"))  # noqa: S704


def figure(
    knowledge: Knowledge,
    picture_id: str,
    variant: str | None = None,
    *,
    place: str = "",
    base: str | None = None,
) -> Markup:
    """The picture with its caption as one line of HTML, which Markdown passes through.

    Inline by default, see :func:`inline`. With `base` (the way from the page to the site's root:
    `../`, or empty) it becomes an `<img>` of the picture's file instead.
    Raises PictureError when there is no such picture.
    """
    picture = find(knowledge, picture_id, variant)
    if base is None:
        image = inline(picture, place=place)
    else:
        image = Markup('<img src="{}" alt="{}" width="{}" height="{}" loading="lazy">').format(
            base + picture.path, picture.alt, picture.width, picture.height
        )
    mark = _data()[0]
    rest = str(escape(picture.caption.removeprefix(mark)))
    bold = re.sub(r"\*\*(.+?)\*\*", r"<strong>\1</strong>", rest)
    wide = " pic-figure--wide" if picture.width > 300 else ""
    # In two parts: on paper, where room is scarce, the mark alone remains.
    return Markup(
        '<figure class="pic-figure{}">{}<figcaption>{}<span class="pic-rest">{}</span>'
        "</figcaption></figure>"
    ).format(
        wide,
        image,
        mark,
        Markup(bold),  # noqa: S704 - escaped before
    )


def _read(knowledge: Knowledge, wanted: tuple[str, str | None] | None = None) -> Iterator[Picture]:
    """All pictures, or the one of an id and a variant, with the variant's words filled in."""
    guide = _guide(knowledge)
    mark, entries = _data()
    paths: set[str] = set()
    for entry in entries:
        for variant in (entry.only or tuple(guide.variants)) if entry.per_variant else (None,):
            if wanted not in {None, (entry.id, variant)}:
                continue
            words = _words(guide, variant, entry)
            picture = _picture(entry, mark, variant, guide.labels, words)
            if picture.path in paths:
                raise PictureError(f"{DATA.name}: Das Bild {picture.path} ist zweimal beschrieben.")
            paths.add(picture.path)
            yield picture


def _picture(entry: _Entry, mark: str, variant: str | None, labels: Words, words: Words) -> Picture:
    values = {key: value for key, value in {**labels, **words}.items() if isinstance(value, str)}

    def fill(text: str, key: str) -> str:
        try:
            return Template(text).substitute(values)
        except (KeyError, ValueError) as error:
            raise PictureError(
                f"{DATA.name}: Bild »{entry.id}«, {key}: Platzhalter {error} ist unbekannt."
            ) from error

    source = _Source(
        drawing=entry.drawing,
        notes={
            key: fill(note, key) if isinstance(note, str) else tuple(fill(n, key) for n in note)
            for key, note in entry.notes.items()
        },
        labels=labels,
        words=words,
        draw=entry.draw,
    )
    stem = f"{entry.id}-{variant}" if variant else entry.id
    draft = Picture(
        id=entry.id,
        variant=variant,
        title=fill(entry.title, "title"),
        alt=fill(entry.alt, "alt"),
        caption=f"{mark}: {fill(entry.caption, 'caption')}",
        path=f"{FOLDER}/{stem}.svg",
        width=0,
        height=0,
        source=source,
    )
    # The drawing alone knows how tall it grew with its texts.
    root = ET.fromstring(_render(draft, uid="bild"))  # noqa: S314 - our own drawing
    return Picture(
        id=draft.id,
        variant=draft.variant,
        title=draft.title,
        alt=draft.alt,
        caption=draft.caption,
        path=draft.path,
        width=int(root.attrib["width"]),
        height=int(root.attrib["height"]),
        source=source,
    )


def _render(picture: Picture, *, uid: str, style: str = "") -> str:
    source = picture.source
    try:
        text = (
            _environment()
            .get_template(f"{source.drawing}.svg.j2")
            .render(
                picture=picture,
                uid=uid,
                style=style,
                notes=source.notes,
                labels=source.labels,
                words=source.words,
                draw_=source.draw,
            )
        )
    except (TemplateError, ValueError) as error:
        raise PictureError(
            f"{source.drawing}.svg.j2: Bild »{picture.path}« lässt sich nicht zeichnen: {error}"
        ) from error
    return re.sub(r">\s+<", "><", text).strip()


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=lambda value: f"{value:g}" if isinstance(value, float) else value,
    )
    environment.filters |= {"width": lettering.width, "wrap": lettering.wrap}
    return environment


@cache
def _styles() -> str:
    """The part of the style sheet that concerns the drawing, without comments."""
    drawing, _figure = STYLES.read_text("utf-8").split("/* The figure", 1)
    return " ".join(re.sub(r"/\*.*?\*/", "", drawing, flags=re.DOTALL).split())


@cache
def _data() -> tuple[str, tuple[_Entry, ...]]:
    with DATA.open("rb") as file:
        data = tomllib.load(file)
    entries = []
    for table in data["pictures"]:
        table["only"] = tuple(table.get("only", ()))
        table["notes"] = {
            key: tuple(note) if isinstance(note, list) else note
            for key, note in table.get("notes", {}).items()
        }
        try:
            entries.append(_Entry(**table))
        except TypeError as error:
            raise PictureError(f"{DATA.name}: Bild »{table.get('id')}«: {error}") from error
    return data["mark"], tuple(entries)


def _guide(knowledge: Knowledge) -> Guide:
    if knowledge.guide is None:
        raise PictureError("renewal.toml: Die Anleitung fehlt, aus der die Beschriftungen kommen.")
    return knowledge.guide


def _words(guide: Guide, variant: str | None, entry: _Entry) -> Mapping[str, str]:
    """The words of a variant; a picture that all variants share names no marketplace."""
    if variant is None:
        return {"platform": "Plattform"}
    if variant not in guide.variants:
        raise PictureError(
            f"{DATA.name}: Bild »{entry.id}«, only: Die Variante »{variant}« gibt es nicht."
        )
    return guide.variants[variant].words
