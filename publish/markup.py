"""Our own part of each page, for a stricter look at its HTML: `python -m publish.markup SITE OUT`.

Header, menus and search are the theme's, and html-validate's recommended rules find fault with some
of it. What comes from our templates and texts has to keep all of them: the page's content, and the
footer. Each is laid into a bare document under the page's name.
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

_CONTENT = re.compile(r'<article class="md-content__inner[^>]*>')
_FOOTER = re.compile(r'<div class="th-footer">')
_DOCUMENT = """<!DOCTYPE html>
<html lang="de">
<head><title>{name}</title></head>
<body>
<main>
{content}
</main>
<footer>{footer}</footer>
</body>
</html>
"""


class MarkupError(Exception):
    """A page has no part of ours; the message names it."""


def own_parts(page: str, name: str) -> str:
    """A document with what is ours in `page`. Raises MarkupError when that cannot be found."""
    content, footer = _element(page, _CONTENT), _element(page, _FOOTER)
    if not content or not footer:
        raise MarkupError(f"{name}: content or footer is missing.")
    return _DOCUMENT.format(name=name, content=content, footer=footer)


def _element(page: str, opening: re.Pattern[str]) -> str:
    """The element that begins at `opening`, up to its own end; empty when there is none."""
    start = opening.search(page)
    if not start:
        return ""
    tag = start[0][1:].partition(" ")[0]
    depth = 0
    for found in re.compile(rf"<(/?){tag}\b").finditer(page, start.start()):
        depth += -1 if found[1] else 1
        if depth == 0:
            return page[start.start() : page.index(">", found.start()) + 1]
    return ""


def pages(site: Path) -> Iterator[Path]:
    """The pages of the built site; neither redirects nor downloads."""
    for path in sorted(site.rglob("*.html")):
        if "downloads" in path.relative_to(site).parts:
            continue
        if 'http-equiv="refresh"' not in path.read_text("utf-8"):
            yield path


def main(arguments: list[str]) -> int:
    """Write the parts of all pages; 0 when done."""
    site, out = map(Path, arguments)
    for path in pages(site):
        name = path.relative_to(site)
        target = out / name
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            target.write_text(own_parts(path.read_text("utf-8"), name.as_posix()), "utf-8")
        except MarkupError as error:
            print(error, file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
