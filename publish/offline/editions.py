"""Two editions of one built page: for the web, and offline.

Templates and Markdown mark what only one of them says:

    <!-- nur:netz -->…<!-- /nur -->   <!-- nur:offline -->…<!-- /nur -->

and name figures of the offline edition as `[[zip.name]]` (see `publish.offline.figures`).
"""

import re
from collections.abc import Mapping
from pathlib import Path

from publish.offline.errors import OfflineBuildError
from publish.policy import CHARSET, Edition

_PART = re.compile(r"<!-- nur:(\w+) -->(.*?)<!-- /nur -->", re.DOTALL)
_BLANK = re.compile(r"^[ \t]+$", re.MULTILINE)
_FIGURE = re.compile(r"\[\[((?:zip|einzeldatei|paket|ausgabe)\.\w+)\]\]")

SCRIPT = Path(__file__).parent / "browser" / "ausgabe.js"
"""On each offline page: says when the edition has become old."""


def edition(page: str, wanted: Edition, figures: Mapping[str, str]) -> str:
    """`page` (HTML) as the edition `wanted` has it, with the figures filled in.

    Raises `OfflineBuildError` for an unknown edition or figure.
    """

    def part(found: re.Match[str]) -> str:
        if found[1] not in ("netz", "offline"):
            raise OfflineBuildError(f"There is no edition »{found[1]}«, only netz and offline.")
        return found[2] if found[1] == wanted else ""

    def figure(found: re.Match[str]) -> str:
        try:
            return figures[found[1]]
        except KeyError:
            raise OfflineBuildError(f"There is no figure »{found[1]}«.") from None

    # What is left out, and the templates' own layout, leave lines that hold only spaces.
    return _BLANK.sub("", _FIGURE.sub(figure, _PART.sub(part, page)))


def figures_in(page: str) -> set[str]:
    """The names of the figures that `page` wants filled in."""
    return set(_FIGURE.findall(page))


def with_script(page: str, path: str) -> str:
    """The offline page at `path` (in the site, with slashes) with its script, before any other.

    Raises `OfflineBuildError` when the page does not say its encoding as every page of the site does.
    """
    before, mark, after = page.partition(CHARSET)
    if not mark:
        raise OfflineBuildError(f"{path}: {CHARSET} is missing.")
    script = "../" * path.count("/") + f"assets/{SCRIPT.name}"
    return f'{before}{mark}\n<script src="{script}" defer></script>{after}'
