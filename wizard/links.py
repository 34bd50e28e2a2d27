"""Addresses of the help site's answers, guides and error pages; the one place that forms them.

All are relative to `base`, the address of the site's start (with or without a slash at its end).
They never hold pasted text: only ids that stand in the knowledge.
"""

from __future__ import annotations

from urllib.parse import quote


def answer_link(finding: str, marketplace: str | None = None, *, base: str = "") -> str:
    """The assistant, opened at an answer: `assistent.html#fehler=<slug>&markt=<id>`."""
    market = f"&markt={quote(marketplace, safe='')}" if marketplace else ""
    return f"{_root(base)}assistent.html#fehler={quote(finding, safe='')}{market}"


def assistant_link(*, base: str = "") -> str:
    """The assistant, to check a message oneself."""
    return f"{_root(base)}assistent.html"


def finding_link(finding: str, *, base: str = "") -> str:
    """The permanent page of an error; works without JavaScript."""
    return f"{_root(base)}fehler/{quote(finding, safe='')}.html"


def guide_link(guide: str, step: str | None = None, *, base: str = "") -> str:
    """The guide of a marketplace, at a step where one is given."""
    anchor = f"#schritt-{quote(step, safe='')}" if step else ""
    return f"{_root(base)}anleitungen/{quote(guide, safe='')}.html{anchor}"


def _root(base: str) -> str:
    return base if not base or base.endswith("/") else f"{base}/"
