"""How long building takes, and how it grows with the number of findings.

In a copy of the sources, so that nobody's build is disturbed. The growth is measured with made
findings beside the real ones; `--findings 60 600 6000` takes long, `make bench` does without the
last. ``python -m bench.build``.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import brotli
from playwright.sync_api import sync_playwright

from bench.table import Row
from publish.serve import running
from tests import browsers
from tests.sources import copy_sources

STAGE = re.compile(r"^ *([\d.]+) s  (.+)$", re.MULTILINE)
FULL_BUDGET = 20.0
AGAIN_BUDGET = 2.0
USABLE = 1000
# In the page: type a word, wait until what it leaves is painted; the milliseconds of each word.
FILTER = """async (words) => {
  const field = document.querySelector("#filter input");
  const times = [];
  for (const word of words) {
    const start = performance.now();
    field.value = word;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
    times.push(performance.now() - start);
  }
  return times;
}"""
SEARCH = """async (words) => {
  const field = document.querySelector("[data-md-component=search-query]");
  const place = document.querySelector(".md-search-result__list");
  const times = [];
  for (const word of words) {
    const changed = new Promise((done) => new MutationObserver((_, observer) => {
      if (!place.querySelector(".md-search-result__item")) return;
      observer.disconnect();
      requestAnimationFrame(() => setTimeout(done));
    }).observe(place, { childList: true }));
    const start = performance.now();
    field.value = word;
    field.dispatchEvent(new Event("keyup", { bubbles: true }));
    await changed;
    times.push(performance.now() - start);
  }
  return times;
}"""

FINDING = '''id = "gemacht-{number}"
title = "Gemachter Fehler {number}"
marketplace = "any"
kind = "{kind}"
renew = "no"
weight = 10
summary = "Ein gemachter Fehler mit der Nummer {number}, nur um zu messen."
meaning = "Der Server hat die Anfrage **abgelehnt** und den Code `MADE-{number}` gesendet."
cause = "Zum Messen gemacht: Nummer {number} von vielen."
renew_why = "Erneuern hilft nicht, denn der Fehler ist gemacht."
action = ["Sehen Sie nach, ob der Code {number} stimmt.", "Versuchen Sie es später erneut."]
search = ["gemacht {number}", "Messung {number}"]
codes = ["MADE-{number}"]
related = []
checked_on = 2026-11-25
sources = [{{ url = "https://example.com/{number}", says = "Nichts, er ist gemacht." }}]
[[patterns]]
literal = "made-error-{number} "
why = "Diese Worte stehen nur in diesem gemachten Fehler."
[[examples]]
text = """HTTP 400 made-error-{number} the request was refused"""
marketplace = "unknown"
'''


def measure(findings: tuple[int, ...] = (60, 600)) -> list[Row]:
    """The rows: full build, one page changed, and the growth for so many made findings."""
    with tempfile.TemporaryDirectory() as name:
        tree = Path(name) / "tokenhilfe"
        copy_sources(tree)
        full, said = run(tree)
        rows = [Row("alles", f"{full:.1f} s", f"≤ {FULL_BUDGET:.0f} s", full <= FULL_BUDGET)]
        rows += [Row(f"  davon {what}", f"{seconds} s") for seconds, what in STAGE.findall(said)]
        nothing, _ = run(tree)
        rows.append(Row("noch einmal, nichts geändert", f"{nothing:.1f} s", ratio=nothing / full))
        page = tree / "docs" / "datenschutz.md"
        page.write_text(page.read_text("utf-8").replace("Sie ", "Sie jetzt ", 1), "utf-8")
        again, said = run(tree)
        rows.append(
            Row(
                "noch einmal, eine Seite geändert",
                f"{again:.1f} s",
                f"≤ {AGAIN_BUDGET:.0f} s",
                again <= AGAIN_BUDGET,
                again / full,
            )
        )
        rows += [Row(f"  davon {what}", f"{seconds} s") for seconds, what in STAGE.findall(said)]
        for what, seconds in shown(tree).items():
            rows.append(
                Row(
                    f"geänderte {what} zu sehen (make serve)",
                    f"{seconds:.1f} s",
                    f"≤ {AGAIN_BUDGET:.0f} s",
                    seconds <= AGAIN_BUDGET,
                    seconds / full,
                )
            )
        rows += growth(tree, findings)
    return rows


def shown(tree: Path) -> dict[str, float]:
    """Seconds until a changed page and a changed finding are in the site, as `make serve` does it."""
    process = subprocess.Popen(
        [sys.executable, "-m", "publish.preview"],
        cwd=tree,
        env=_environment(tree),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    page = tree / "docs" / "datenschutz.md"
    finding = tree / "wizard" / "knowledge" / "findings" / "general" / "zugriff-verweigert.toml"
    times = {}
    try:
        # The first answer comes when it is ready.
        for name, source in (("", None), ("Seite", page), ("Meldung", finding)):
            if source:
                source.write_text(source.read_text("utf-8").replace("Sie ", "Sie nun ", 1), "utf-8")
            started = time.perf_counter()
            process.stdin.write(json.dumps([str(source)] if source else []) + "\n")
            process.stdin.flush()
            pages = json.loads(process.stdout.readline())["pages"]
            if source:
                assert pages, f"{name}: nothing is shown"
                times[name] = time.perf_counter() - started
    finally:
        process.stdin.close()
        process.wait(timeout=10)
    return times


def growth(tree: Path, counts: tuple[int, ...]) -> list[Row]:
    """Seconds per page of a whole build, what grows with them, and how usable that stays."""
    rows: list[Row] = []
    place = tree / "wizard" / "knowledge" / "findings" / "general"
    kind = next(
        line.partition("=")[0].strip()
        for line in (tree / "wizard" / "knowledge" / "kinds.toml").read_text("utf-8").splitlines()
        if line.startswith("throttl")
    )
    first: float | None = None
    for count in counts:
        for old in place.glob("gemacht-*.toml"):
            old.unlink()
        for number in range(1, count + 1):
            text = FINDING.format(number=f"{number:05}", kind=kind)
            (place / f"gemacht-{number:05}.toml").write_text(text, "utf-8")
        shutil.rmtree(tree / "build")
        seconds, _ = run(tree)
        site = tree / "build" / "site"
        pages = sum(1 for _ in site.rglob("*.html"))
        per_page = seconds / pages
        first = first or per_page
        rows.append(
            Row(
                f"{count} gemachte Befunde dazu ({pages} Seiten)",
                f"{seconds:.1f} s, {per_page * 1000:.0f} ms je Seite",
                "linear: ≤ 1.5 × je Seite",
                per_page <= 1.5 * first,
                per_page / first,
            )
        )
        for what, file in (
            ("Seite des Assistenten", "assistent.html"),
            ("Antworten des Assistenten", "assets/assistent/antworten.*.js"),
            ("Fehlerkatalog", "fehler/index.html"),
            ("Suchindex", "search/search_index.json"),
        ):
            data = next(site.glob(file)).read_bytes()
            packed = len(brotli.compress(data, quality=9))
            rows.append(
                Row(f"  {what}", f"{len(data) / 1e3:,.0f} KB, brotli {packed / 1e3:,.0f} KB")
            )
        for what, milliseconds in used(site).items():
            rows.append(
                Row(
                    f"  {what}",
                    f"{milliseconds:.0f} ms",
                    f"≤ {USABLE} ms",
                    milliseconds <= USABLE,
                )
            )
    return rows


def used(site: Path) -> dict[str, float]:
    """Milliseconds until what is typed into the catalogue's filter and into the search is painted."""
    with sync_playwright() as playwright, running(site) as address:
        browser = playwright.chromium.launch(
            executable_path=browsers.chromium(playwright.chromium.executable_path),
            args=browsers.chromium_arguments(),
        )
        page = browser.new_page(locale="de-DE", reduced_motion="reduce")
        page.set_default_timeout(120_000)
        page.goto(f"{address}fehler/index.html")
        page.wait_for_selector("#filter input")
        filtered = page.evaluate(FILTER, ["gemacht", "gemacht 00042", "token"])
        page.keyboard.press("s")
        started = time.perf_counter()
        page.fill("[data-md-component=search-query]", "token")
        page.wait_for_selector(".md-search-result__item")
        first = (time.perf_counter() - started) * 1000
        later = page.evaluate(SEARCH, ["messung 00042", "abgelaufen", "token"])
        browser.close()
    return {
        "Filter des Katalogs bis zum Bild": statistics.median(filtered),
        "erste Suche, mit dem Laden des Index": first,
        "weitere Suchen bis zum Bild": statistics.median(later),
    }


def _environment(tree: Path) -> dict[str, str]:
    return os.environ | {"PYTHONPATH": str(tree), "NO_MKDOCS_2_WARNING": "1"}


def run(tree: Path) -> tuple[float, str]:
    """Build with the copy's sources; gives the seconds it took and what was said.

    Raises CalledProcessError, its output shown, when it fails.
    """
    started = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "publish.build"],
        cwd=tree,
        env=_environment(tree),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return time.perf_counter() - started, done.stdout


def main(arguments: list[str] | None = None) -> None:
    """Print the rows alone."""
    parser = argparse.ArgumentParser(prog="python -m bench.build", description=__doc__)
    parser.add_argument("--findings", type=int, nargs="*", default=[60, 600])
    for row in measure(tuple(parser.parse_args(arguments).findings)):
        print(f"{row.what}: {row.value} {row.budget}", flush=True)


if __name__ == "__main__":
    main()
