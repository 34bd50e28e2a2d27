"""Lighthouse: accessibility, best practices and SEO of one page of each kind must be 100.

`make lighthouse` runs it; it is no part of `make test`. Lighthouse is an npm package of its own
(`tools/lighthouse`), so that nobody who only builds the site has to install it.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

from publish.serve import running
from tests import browsers

ROOT = Path(__file__).resolve().parent.parent
SITE = ROOT / "build" / "site"
PROGRAM = ROOT / "tools" / "lighthouse" / "node_modules" / "lighthouse" / "cli" / "index.js"

PAGES = (
    "index.html",
    "assistent.html",
    "anleitungen/amazon.html",
    "fehler/amazon-refresh-token-abgelaufen.html",
)
CATEGORIES = ("accessibility", "best-practices", "seo")
# Seconds for one page; a busy machine takes its time.
PATIENCE = 240


def audit(address: str, chromium: str) -> dict[str, Any]:
    """Lighthouse's report on one address. Raises CalledProcessError when it fails."""
    run = subprocess.run(
        [
            "node",
            str(PROGRAM),
            address,
            f"--only-categories={','.join(CATEGORIES)}",
            "--output=json",
            "--quiet",
            "--no-enable-error-reporting",
            f"--chrome-flags={' '.join(['--headless=new', *browsers.chromium_arguments()])}",
        ],
        env={**os.environ, "CHROME_PATH": chromium},
        capture_output=True,
        text=True,
        check=True,
        timeout=PATIENCE,
    )
    report: dict[str, Any] = json.loads(run.stdout)
    return report


def failed(report: dict[str, Any]) -> list[str]:
    """The audits that cost points, with the places that they name."""
    found = []
    for category in CATEGORIES:
        for reference in report["categories"][category]["auditRefs"]:
            one = report["audits"][reference["id"]]
            if reference["weight"] and one["score"] not in (None, 1):
                items = (one.get("details") or {}).get("items", ())
                places = [item.get("node", {}).get("snippet") or str(item)[:300] for item in items]
                found.append("\n    ".join([f"  {one['id']}: {one['title']}", *places[:5]]))
    return found


def main() -> int:
    """Print the scores of each page; 0 when all are 100."""
    if not PROGRAM.is_file():
        print("Lighthouse is not installed; run `make lighthouse`.")
        return 1
    with sync_playwright() as playwright:
        chromium = browsers.chromium(playwright.chromium.executable_path)
    short = False
    with running(SITE) as base:
        for page in PAGES:
            report = audit(base + page, str(chromium))
            scores = {one: report["categories"][one]["score"] for one in CATEGORIES}
            told = ", ".join(
                f"{one} {'none' if score is None else round(100 * score)}"
                for one, score in scores.items()
            )
            print(f"{page}: {told}", flush=True)
            if any(score != 1 for score in scores.values()):
                short = True
                print("\n".join(failed(report)), flush=True)
    return 1 if short else 0


if __name__ == "__main__":
    sys.exit(main())
