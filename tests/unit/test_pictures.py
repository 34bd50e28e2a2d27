"""The pictures: whole, labelled as the guide says, described, legible, and alone on the page."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise, product
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest

from publish import lettering, pictures, rasters

if TYPE_CHECKING:
    from wizard.catalog import Guide, Knowledge

SVG = "{http://www.w3.org/2000/svg}"
MARK = "Schematische Darstellung: "
GUIDES = ("amazon", "ebay", "otto", "shopify", "etsy", "andere")
# What stands above the consent page, where the source does not show one.
CONSENT_PAGES = {
    "ebay": "eBay",
    "otto": "OTTO Market",
    "shopify": "Shopify",
    "etsy": "Etsy",
    "andere": "Ihr Marktplatz",
}


def parse(text: str) -> ET.Element:
    """The root of a drawing; fails where the XML is not well formed."""
    return ET.fromstring(text)  # noqa: S314 - made by this project


@pytest.fixture(scope="module")
def guide(knowledge: Knowledge) -> Guide:
    assert knowledge.guide is not None
    return knowledge.guide


@pytest.fixture(scope="module")
def files(knowledge: Knowledge) -> dict[str, ET.Element]:
    """Path to the root of each picture file."""
    return {path: parse(text) for path, text in pictures.pictures(knowledge).items()}


def texts(root: ET.Element) -> list[str]:
    """What stands in the drawing, one string per text element."""
    return ["".join(element.itertext()) for element in root.iter(f"{SVG}text")]


# ---- There is a picture for every place -----------------------------------------------------


def test_every_place_of_the_source_s_screenshots_has_its_picture(
    files: dict[str, ET.Element],
) -> None:
    assert set(files) == {
        *(f"bilder/plattform-aendern-{variant}.svg" for variant in GUIDES),
        *(f"bilder/kennzeichen-aus-{variant}.svg" for variant in GUIDES),
        *(f"bilder/kennzeichen-an-{variant}.svg" for variant in GUIDES),
        "bilder/speichern.svg",
        *(f"bilder/anmelden-{variant}.svg" for variant in GUIDES),
        *(f"bilder/zustimmung-{variant}.svg" for variant in GUIDES),
        "bilder/bestaetigung.svg",
        "bilder/pruefen-amazon.svg",
        "bilder/pruefen.svg",
        "bilder/sfp-label-fehler.svg",
        "bilder/token-weg.svg",
    }


def test_every_picture_that_the_guide_names_exists_for_every_variant(
    knowledge: Knowledge, guide: Guide
) -> None:
    actions = {action.picture for step in guide.steps for action in step.action} - {""}
    troubles = {trouble.picture for step in guide.steps for trouble in step.trouble} - {""}
    assert actions
    assert troubles
    for picture_id, variant in product(actions | troubles, guide.variants):
        assert pictures.find(knowledge, picture_id, variant).id == picture_id


def test_an_unknown_picture_is_named(knowledge: Knowledge) -> None:
    with pytest.raises(pictures.PictureError, match=r"»gibt-es-nicht«.*»amazon«"):
        pictures.find(knowledge, "gibt-es-nicht", "amazon")


def test_a_picture_shared_by_all_variants_is_found_for_each(knowledge: Knowledge) -> None:
    assert pictures.find(knowledge, "pruefen", "ebay").path == "bilder/pruefen.svg"
    assert pictures.find(knowledge, "pruefen", "amazon").path == "bilder/pruefen-amazon.svg"


# ---- What stands in them --------------------------------------------------------------------

LABELS = {
    "plattform-aendern": ("path", "change"),
    "kennzeichen-aus": ("register", "active", "save"),
    "kennzeichen-an": ("register", "active", "save"),
    "speichern": ("register", "active", "save"),
    "anmelden": ("sign_in",),
}
SOURCE_LABELS = {
    "path": "E-COMMERCE - STAMMDATEN - PLATTFORMEN",
    "change": "ÄNDERN",
    "register": "ZUGANGSDATEN",
    "active": "AKTIV-Kennzeichen",
    "save": "SPEICHERN & SCHLIEßEN",
    "sign_in": "ANMELDEN",
}


@pytest.mark.parametrize(
    ("picture_id", "key"), [(name, key) for name, keys in LABELS.items() for key in keys]
)
def test_labels_of_the_software_stand_exactly_as_it_shows_them(
    knowledge: Knowledge, picture_id: str, key: str
) -> None:
    shown = [p for p in pictures.catalogue(knowledge) if p.id == picture_id]
    assert shown
    for picture in shown:
        assert SOURCE_LABELS[key] in texts(parse(pictures.inline(picture)))


def test_labels_come_from_the_guide(knowledge: Knowledge, guide: Guide) -> None:
    renamed = replace(
        knowledge, guide=replace(guide, labels={**guide.labels, "sign_in": "NEU <&> ANMELDEN"})
    )
    for variant in guide.variants:
        picture = pictures.find(renamed, "anmelden", variant)
        assert "NEU <&> ANMELDEN" in texts(parse(pictures.inline(picture)))
        assert "NEU <&> ANMELDEN" in picture.alt


def test_amazon_s_consent_page_shows_the_source_s_words(files: dict[str, ET.Element]) -> None:
    shown = texts(files["bilder/zustimmung-amazon.svg"])
    for words in (
        "Seller Central",
        "microtech autorisieren",
        "microtech benötigt Zugriff, um die folgenden Daten in Bezug auf Ihr Verkäuferkonto einzusehen und zu bearbeiten:",
        "Steuerüberweisung",
        "Erkenntnisse zu Verkaufspartnern",
        "Autorisierung von Kaufordern",
        "Kommunikation mit Käufern",
        "Abbrechen",
        "Confirm",
    ):
        assert words in shown


@pytest.mark.parametrize("variant", CONSENT_PAGES)
def test_other_consent_pages_invent_no_labels(files: dict[str, ET.Element], variant: str) -> None:
    shown = texts(files[f"bilder/zustimmung-{variant}.svg"])
    assert shown == [
        CONSENT_PAGES[variant],
        "Hier steht, worauf microtech Zugriff erhält.",
        "1",
        "Hier stimmen Sie zu.",
    ]


def test_the_label_error_shows_the_source_s_message(files: dict[str, ET.Element]) -> None:
    shown = texts(files["bilder/sfp-label-fehler.svg"])
    assert "Amazon SFP Versandlabels" in shown
    assert "An error occurred while refreshing token." in shown


def test_the_token_s_way_tells_the_lifetimes(files: dict[str, ET.Element]) -> None:
    shown = texts(files["bilder/token-weg.svg"])
    for words in (
        "microtech büro+",
        "microtech Cloud",
        "Marktplatz",
        "gilt je nach Marktplatz 1 Jahr bis 18 Monate",
        "Amazon: 365 Tage",
        "eBay: etwa 18 Monate",
        "Amazon: 1 Stunde",
        "eBay: etwa 2 Stunden",
    ):
        assert words in shown


@pytest.mark.parametrize(("name", "ticks"), [("kennzeichen-aus", 0), ("kennzeichen-an", 1)])
def test_the_box_is_ticked_only_where_it_should_be(
    files: dict[str, ET.Element], name: str, ticks: int
) -> None:
    for variant in GUIDES:
        root = files[f"bilder/{name}-{variant}.svg"]
        assert len(root.findall(f".//{SVG}path[@class='p-tick']")) == ticks


def test_each_variant_s_platform_window_bears_its_name(files: dict[str, ET.Element]) -> None:
    for variant, name in (("amazon", "Amazon-Plattform"), ("ebay", "eBay-Plattform")):
        for picture_id in ("plattform-aendern", "kennzeichen-aus", "kennzeichen-an", "anmelden"):
            assert name in texts(files[f"bilder/{picture_id}-{variant}.svg"])


def test_one_control_is_highlighted_and_never_by_colour_alone(
    files: dict[str, ET.Element],
) -> None:
    for path, root in files.items():
        rings = root.findall(f".//{SVG}rect[@class='p-ring']")
        badges = root.findall(f".//{SVG}circle[@class='p-badge']")
        wanted = 0 if "pruefen" in path else 1
        assert (len(rings), len(badges)) == (wanted, wanted), path
        assert len(root.findall(f".//{SVG}text[@class='p-on-mark']")) == wanted, path


# ---- Alternative texts and captions ---------------------------------------------------------


GERMAN = set("der die das und mit ist sie ein einen zum ohne sich haben darauf dass bei".split())


def test_alternative_texts_are_whole_german_sentences(knowledge: Knowledge) -> None:
    for picture in pictures.catalogue(knowledge):
        assert len(picture.alt) > 100, picture.path
        assert picture.alt[0].isupper()
        assert picture.alt.endswith((".", "«"))
        words = set(re.findall(r"\w+", picture.alt.lower()))
        assert len(words & GERMAN) >= 3, picture.path
        assert "$" not in picture.alt + picture.title + picture.caption
        assert not re.search(r"\b(fuer|ueber|oeffne|waehle|moech|schliessen)", picture.alt.lower())


def test_alternative_texts_say_what_the_highlight_is(knowledge: Knowledge) -> None:
    for picture in pictures.catalogue(knowledge):
        if picture.id != "pruefen":
            assert "mrandet" in picture.alt, picture.path


def test_picture_alt_is_that_of_the_variant(knowledge: Knowledge) -> None:
    assert "»eBay-Plattform«" in pictures.picture_alt(knowledge, "plattform-aendern", "ebay")
    assert "Amazon" not in pictures.picture_alt(knowledge, "plattform-aendern", "ebay")


def test_every_caption_marks_the_picture_as_schematic(knowledge: Knowledge) -> None:
    for picture in pictures.catalogue(knowledge):
        assert picture.caption.startswith(MARK)
        assert picture.caption.count("**") % 2 == 0
        assert len(picture.caption) > len(MARK)


def test_a_screen_reader_gets_title_and_description(
    knowledge: Knowledge, files: dict[str, ET.Element]
) -> None:
    for picture in pictures.catalogue(knowledge):
        root = files[picture.path]
        title, desc = list(root)[:2]
        assert (title.tag, title.text) == (f"{SVG}title", picture.title)
        assert (desc.tag, desc.text) == (f"{SVG}desc", picture.alt)
        assert root.attrib["role"] == "img"
        assert root.attrib["aria-labelledby"] == f"{title.attrib['id']} {desc.attrib['id']}"
        assert root.attrib["lang"] == "de"


# ---- In a page ------------------------------------------------------------------------------


def test_ids_are_unique_on_a_page_that_shows_everything_twice(knowledge: Knowledge) -> None:
    page = "".join(
        str(pictures.inline(picture, place=place))
        for picture in pictures.catalogue(knowledge)
        for place in ("", f"{picture.id}-{picture.variant}-noch-einmal")
    )
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids)) == 4 * len(pictures.catalogue(knowledge))


def test_inline_pictures_are_one_line_and_leave_the_styles_to_the_page(
    knowledge: Knowledge,
) -> None:
    for picture in pictures.catalogue(knowledge):
        svg = str(pictures.inline(picture))
        assert "\n" not in svg
        assert "<style" not in svg
        assert " style=" not in svg
        assert 'data-search-exclude="true"' in svg
        parse(svg)


def test_a_figure_holds_the_drawing_and_its_caption(knowledge: Knowledge) -> None:
    figure = pictures.figure(knowledge, "anmelden", "ebay", place="schritt-3b")
    root = parse(figure)
    svg, caption = list(root)
    assert root.tag == "figure"
    assert svg.attrib["aria-labelledby"] == "bild-schritt-3b-titel bild-schritt-3b-text"
    assert "".join(caption.itertext()).startswith(f"{MARK}ANMELDEN öffnet die Anmeldeseite")
    strong = caption.find("span/strong")
    assert strong is not None
    assert strong.text == "ANMELDEN"


def test_a_figure_can_show_the_file_instead(knowledge: Knowledge) -> None:
    picture = pictures.find(knowledge, "token-weg")
    figure = str(pictures.figure(knowledge, "token-weg", base="../"))
    match = re.search(r'<img src="([^"]+)" alt="([^"]+)" width="(\d+)" height="(\d+)"', figure)
    assert match is not None
    assert match.groups() == (
        "../bilder/token-weg.svg",
        picture.alt,
        str(picture.width),
        str(picture.height),
    )


def test_nothing_comes_from_elsewhere_and_nothing_runs(knowledge: Knowledge) -> None:
    assets = [rasters.ASSETS / name for name in ("logo.svg", "favicon.svg", "vorschau.svg")]
    drawings = [*pictures.pictures(knowledge).values(), *(a.read_text("utf-8") for a in assets)]
    for text in (*drawings, pictures.STYLES.read_text("utf-8")):
        rest = text.replace("http://www.w3.org/2000/svg", "")
        assert not re.search(r"https?:|//|url\(|@import|@font-face|data:", rest)
        assert not re.search(r"<(script|image|use|a|foreignObject|animate)\b|\son\w+=|href", rest)


# ---- Legible --------------------------------------------------------------------------------


def test_text_is_at_least_11_pixels_high_on_a_phone(files: dict[str, ET.Element]) -> None:
    # A phone of 340 pixels leaves 308 beside the theme's margins of 0.8rem (1rem = 20 pixels),
    # and 241 of them in a sub-step of a guide; only the token's way is wider than 300 units and
    # stands in no step.
    for path, root in files.items():
        width = float(root.attrib["viewBox"].split()[2])
        sizes = {float(text.attrib["font-size"]) for text in root.iter(f"{SVG}text")}
        assert min(sizes) * (241 if width == 300 else 308) / width >= 11, path


def test_text_stays_inside_the_drawing(files: dict[str, ET.Element]) -> None:
    for path, root in files.items():
        left, top, width, height = map(float, root.attrib["viewBox"].split())
        assert (left, top) == (0, 0)
        for text in root.iter(f"{SVG}text"):
            size = float(text.attrib["font-size"])
            kind = text.attrib["class"]
            bold = kind not in {"", "p-soft"}
            for row in text:
                words = (row.text or "").strip()
                reach = lettering.width(words, size, bold=bold)
                x, y = float(row.attrib["x"]), float(row.attrib["y"])
                start = x - reach / 2 if text.attrib["text-anchor"] == "middle" else x
                assert start >= 16, (path, words)
                assert start + reach <= width - 12, (path, words)
                assert size <= y <= height - 12, (path, words)


def test_lines_of_text_do_not_lie_on_each_other(files: dict[str, ET.Element]) -> None:
    for path, root in files.items():
        for text in root.iter(f"{SVG}text"):
            for upper, lower in pairwise(text):
                gap = float(lower.attrib["y"]) - float(upper.attrib["y"])
                assert gap >= 1.2 * float(text.attrib["font-size"]), path


Palette = dict[str, str]


def palettes() -> dict[str, Palette]:
    """The custom properties of each scheme, in the order of the style sheet."""
    css = re.sub(r"/\*.*?\*/", "", pictures.STYLES.read_text("utf-8"), flags=re.DOTALL)
    blocks = re.findall(r"\{([^{}]*--pic-[\w-]+:[^{}]*)\}", css)
    found = [dict(re.findall(r"--pic-([\w-]+):\s*([^;]+);", block)) for block in blocks]
    light, dark_file, dark, print_, forced = found
    assert dark_file == dark
    assert set(light) == set(dark) == set(print_) == set(forced)
    return {"light": light, "dark": dark, "print": print_}


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    r, g, b = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(one: str, other: str) -> float:
    """Contrast ratio as WCAG 2.2 defines it."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


TEXT_PAIRS = [
    ("ink", "window"),
    ("ink", "paper"),
    ("ink", "bar"),
    ("soft", "window"),
    ("soft", "paper"),
    ("key-ink", "key"),
    ("mark-ink", "mark"),
    ("mark", "window"),
    ("note-ink", "note"),
]
# Frames, rings and arrows: WCAG 1.4.11 asks for 3:1 where a shape carries meaning.
SHAPE_PAIRS = [
    ("line", "window"),
    ("line", "paper"),
    ("line", "bar"),
    ("mark", "paper"),
    ("mark", "note"),
    ("key", "paper"),
    ("key", "window"),
]


@pytest.mark.parametrize("scheme", ["light", "dark", "print"])
@pytest.mark.parametrize("pair", TEXT_PAIRS, ids="-on-".join)
def test_text_has_contrast(scheme: str, pair: tuple[str, str]) -> None:
    palette = palettes()[scheme]
    assert contrast(palette[pair[0]], palette[pair[1]]) >= 4.5


@pytest.mark.parametrize("scheme", ["light", "dark", "print"])
@pytest.mark.parametrize("pair", SHAPE_PAIRS, ids="-on-".join)
def test_shapes_have_contrast(scheme: str, pair: tuple[str, str]) -> None:
    palette = palettes()[scheme]
    assert contrast(palette[pair[0]], palette[pair[1]]) >= 3


def test_paper_gets_black_on_white() -> None:
    palette = palettes()["print"]
    assert palette["ink"] == palette["mark"] == "#000000"
    assert palette["paper"] == palette["window"] == palette["note"] == "#ffffff"


def test_every_class_of_a_drawing_is_styled(files: dict[str, ET.Element]) -> None:
    styled = set(re.findall(r"\.(p-[\w-]+)", pictures.STYLES.read_text("utf-8")))
    used = {
        name
        for root in files.values()
        for element in root.iter()
        for name in element.attrib.get("class", "").split()
        if name.startswith("p-")
    }
    # `p-soft` and its like are text colours; everything else would be painted black.
    assert used <= styled


# ---- Lettering ------------------------------------------------------------------------------


def test_wrapping_breaks_at_spaces_only_and_loses_nothing() -> None:
    words = "Autorisierung von Kaufordern und Kommunikation mit Käufern"
    rows = lettering.wrap(words, 160)
    assert len(rows) > 1
    assert " ".join(rows) == words
    assert all(lettering.width(row) <= 160 for row in rows)


def test_a_word_that_cannot_fit_is_refused() -> None:
    with pytest.raises(ValueError, match="»Versandlabels«"):
        lettering.wrap("die Versandlabels", 40)


def test_a_label_too_long_for_its_drawing_names_the_picture(
    knowledge: Knowledge, guide: Guide
) -> None:
    huge = replace(knowledge, guide=replace(guide, labels={**guide.labels, "path": "X" * 60}))
    with pytest.raises(pictures.PictureError, match=r"platform-list\.svg\.j2.*plattform-aendern"):
        pictures.find(huge, "plattform-aendern", "amazon")


# ---- The site's own marks -------------------------------------------------------------------


@pytest.mark.parametrize("name", rasters.RASTERS)
def test_png_copies_are_those_of_their_drawings(name: str) -> None:
    drawing, width, height = rasters.RASTERS[name]
    png = (rasters.ASSETS / name).read_bytes()
    # If this fails: python -m publish.rasters
    assert rasters.read(png) == (width, height, rasters.checksum(rasters.ASSETS / drawing))


def test_only_a_png_is_read_as_one() -> None:
    with pytest.raises(ValueError, match="not a PNG"):
        rasters.read(b"<svg/>")
