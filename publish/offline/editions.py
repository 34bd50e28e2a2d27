"""Two editions of one built page: for the web, and offline.

Templates and Markdown mark what only one of them says:

    <!-- nur:netz -->…<!-- /nur -->   <!-- nur:offline -->…<!-- /nur -->

and name figures of the offline edition as `[[zip.name]]` (see `publish.offline.figures`).
"""

import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Literal

from publish.offline.errors import OfflineBuildError

type Edition = Literal["netz", "offline"]

_PART = re.compile(r"<!-- nur:(\w+) -->(.*?)<!-- /nur -->", re.DOTALL)
_FIGURE = re.compile(r"\[\[((?:zip|einzeldatei|ausgabe)\.\w+)\]\]")
_CHARSET = '<meta charset="utf-8">'

SCRIPT = Path(__file__).parent / "browser" / "ausgabe.js"
"""On each offline page: says when the edition has become old."""

POLICY = (
    "default-src 'none'; script-src 'self' file: 'unsafe-inline' 'wasm-unsafe-eval'; "
    "worker-src 'self' blob:; style-src 'self' file: 'unsafe-inline'; "
    "img-src 'self' file: data:; font-src data:; connect-src 'self'; frame-src 'self'; "
    "base-uri 'none'; form-action 'none'"
)
"""What an offline page may load: files beside it, and nothing from any host.

On `file://` an engine may know no 'self', hence `file:`. Scripts within the page are needed by the
search alone, whose stand-in for a worker writes one into a frame; `connect-src 'self'` lets the
same folder work on a web server too. `tests/e2e/test_offline.py` holds all three engines to it.
"""


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

    return _FIGURE.sub(figure, _PART.sub(part, page))


def guarded(page: str, path: str) -> str:
    """The offline page at `path` (in the site, with slashes), with policy and its script.

    The policy comes first in the head: it only holds for what follows it. Raises
    `OfflineBuildError` when the page does not say its encoding as every page of the site does.
    """
    before, mark, after = page.partition(_CHARSET)
    if not mark:
        raise OfflineBuildError(f"{path}: {_CHARSET} is missing.")
    script = "../" * path.count("/") + f"assets/{SCRIPT.name}"
    return (
        f'{before}{mark}\n<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
        f'\n<script src="{script}" defer></script>{after}'
    )


def day_of(version: str) -> date:
    """The day in the knowledge's version: `2026.11.25`, `2026.11.25.2` for a second one that day.

    Raises `OfflineBuildError` when it names none.
    """
    found = re.match(r"(\d{4})\.(\d{1,2})\.(\d{1,2})(?!\d)", version)
    try:
        return date(*map(int, found.groups())) if found else date.fromisoformat(version)
    except ValueError:
        raise OfflineBuildError(
            f"meta.toml: version »{version}« names no day (expected: 2026.11.25)."
        ) from None
