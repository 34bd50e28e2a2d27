"""Fixtures for tests that drive the built site in a real browser.

Every page is watched: a request to another origin, an error on the console or an uncaught error
fails the test, unless the marker ``allow_errors`` expects it. Requests elsewhere are never allowed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from publish.serve import running
from tests import browsers

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

    from playwright.sync_api import (
        Browser,
        BrowserContext,
        ConsoleMessage,
        Error,
        Request,
        WebError,
    )

ROOT = Path(__file__).resolve().parents[2]
SITE = ROOT / "build" / "site"
OFFLINE = ROOT / "build" / "offline"
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
RESULTS = ROOT / "test-results"

# Milliseconds. Long enough for Python's start on a busy machine; a right answer never waits.
PATIENCE = 20_000
expect.set_options(timeout=PATIENCE)

AXE_RULES = [
    "wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice",
]  # fmt: skip
RUN_AXE = """async ({ include, rules, disabled }) => {
  const found = await axe.run(include ? { include: [include] } : document, {
    runOnly: rules,
    rules: Object.fromEntries(disabled.map((rule) => [rule, { enabled: false }])),
    resultTypes: ["violations"],
  });
  return found.violations.map((violation) => ({
    id: violation.id,
    help: violation.help,
    nodes: violation.nodes.map((node) => node.target.join(" ") + ": " + node.failureSummary),
  }));
}"""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks every test below this folder, so that ``-m "not e2e"`` leaves the browser out."""
    here = Path(__file__).parent
    for item in items:
        if item.path.is_relative_to(here):
            item.add_marker(pytest.mark.e2e)


@pytest.fixture(scope="session")
def site() -> Path:
    """The built site (``make build``)."""
    if not (SITE / "index.html").is_file():
        pytest.fail("The site is not built: run `make build` first.", pytrace=False)
    return SITE


@pytest.fixture(scope="session")
def offline_archive() -> Path:
    """The offline edition as it is handed out (``make build``)."""
    archives = list(OFFLINE.glob("*.zip"))
    if len(archives) != 1:
        pytest.fail("The offline edition is not built: run `make build` first.", pytrace=False)
    return archives[0]


@pytest.fixture(scope="session")
def base_url(site: Path) -> Iterator[str]:
    """The address of the site, ending with a slash."""
    with running(site) as address:
        yield address


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=browsers.chromium(playwright.chromium.executable_path),
            args=browsers.chromium_arguments(frugal=True),
        )
        yield chromium
        chromium.close()


@dataclass
class Watch:
    """What went wrong on the pages of one test, beyond what the test itself looks at."""

    origin: str
    expected: list[re.Pattern[str]] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)
    strangers: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def attach(self, context: BrowserContext) -> None:
        """Watches all pages of a browser context, their workers included."""
        context.on("request", self._on_request)
        context.on("console", self._on_console)
        context.on("weberror", self._on_error)

    def detach(self, context: BrowserContext) -> None:
        """Stops watching: the next test watches the same context for itself."""
        context.remove_listener("request", self._on_request)
        context.remove_listener("console", self._on_console)
        context.remove_listener("weberror", self._on_error)

    def check(self) -> None:
        """Fails the test when something went wrong."""
        wrong = [f"request to another origin: {url}" for url in self.strangers] + self.errors
        if wrong:
            pytest.fail("On the page:\n" + "\n".join(wrong), pytrace=False)

    def _on_request(self, request: Request) -> None:
        self.requests.append(request.url)
        parts = urlsplit(request.url)
        if parts.scheme in {"about", "blob", "data", "file"}:
            return
        if f"{parts.scheme}://{parts.netloc}/" != self.origin:
            self.strangers.append(request.url)

    def _on_console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self._note(f"console: {message.text} ({message.location.get('url', '')})")

    def _on_error(self, error: WebError) -> None:
        self._note(f"uncaught: {_text(error.error)}")

    def _note(self, text: str) -> None:
        if not any(pattern.search(text) for pattern in self.expected):
            self.errors.append(text)


def _text(error: Error) -> str:
    return error.stack or error.message


@pytest.fixture
def watch(request: pytest.FixtureRequest, base_url: str) -> Watch:
    """What happens on this test's pages: ``watch.requests`` lists every address asked for."""
    patterns = [
        re.compile(pattern)
        for marker in request.node.iter_markers("allow_errors")
        for pattern in marker.args
    ]
    return Watch(base_url, patterns)


# German, as the visitors are.
PAGE_OPTIONS: dict[str, Any] = {
    "locale": "de-DE",
    "timezone_id": "Europe/Berlin",
    "viewport": {"width": 1280, "height": 900},
    "reduced_motion": "reduce",
}


class NewPage(Protocol):
    """Opens a page in a context of its own; the options are those of Playwright's new_context."""

    def __call__(self, **options: Any) -> Page: ...


@pytest.fixture
def new_page(browser: Browser, base_url: str, watch: Watch) -> Iterator[NewPage]:
    """Opens pages, German as their visitors are; all are closed after the test."""
    contexts: list[BrowserContext] = []

    def open_page(**options: Any) -> Page:
        context = browser.new_context(**{"base_url": base_url, **PAGE_OPTIONS, **options})
        contexts.append(context)
        context.set_default_timeout(PATIENCE)
        watch.attach(context)
        return context.new_page()

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture
def page(new_page: NewPage) -> Page:
    """A page in a fresh context; ``page.goto("faq/index.html")`` is relative to the site."""
    return new_page()


class Visit(Protocol):
    """Opens an address in a page that tests with the same options share; see the fixture."""

    def __call__(self, address: str, **options: Any) -> Page: ...


@pytest.fixture(scope="module")
def shared_pages(browser: Browser, base_url: str) -> Iterator[dict[str, Page]]:
    """One page per set of options, for a module's tests that leave nothing behind."""
    pages: dict[str, Page] = {}
    yield pages
    for page in pages.values():
        page.context.close()


@pytest.fixture
def visit(
    browser: Browser, base_url: str, shared_pages: dict[str, Page], watch: Watch
) -> Iterator[Visit]:
    """Opens an address without a context of its own: quick, for tests that store nothing.

    The page is watched as any other; its window has the usual size again before each visit.
    """
    watched: list[BrowserContext] = []

    def go(address: str, **options: Any) -> Page:
        key = repr(sorted(options.items()))
        if key not in shared_pages:
            context = browser.new_context(**{"base_url": base_url, **PAGE_OPTIONS, **options})
            context.set_default_timeout(PATIENCE)
            shared_pages[key] = context.new_page()
        page = shared_pages[key]
        if page.context not in watched:
            watched.append(page.context)
            watch.attach(page.context)
        page.set_viewport_size(options.get("viewport", PAGE_OPTIONS["viewport"]))
        page.goto(address, wait_until="domcontentloaded")
        return page

    yield go
    for context in watched:
        watch.detach(context)


class Axe(Protocol):
    """Fails when axe finds a violation in the page as it stands."""

    def __call__(
        self,
        page: Page,
        *,
        include: str | None = None,
        disabled: tuple[str, ...] = (),
        rules: list[str] = ...,
    ) -> None:
        """Runs axe.

        Args:
            page: The page, in the state that is to be checked.
            include: A CSS selector, when only a part is meant.
            disabled: Rules that do not apply; say why at the call.
            rules: The tags of the rules; all that matter here by default.
        """


@pytest.fixture(scope="session")
def axe() -> Axe:
    """Checks a page with axe-core (WCAG 2.2 A and AA, and best practices)."""
    source = AXE.read_text(encoding="utf-8")

    def run(
        page: Page,
        *,
        include: str | None = None,
        disabled: tuple[str, ...] = (),
        rules: list[str] = AXE_RULES,
    ) -> None:
        if not page.evaluate("'axe' in window"):
            page.evaluate(source)
        violations = page.evaluate(
            RUN_AXE, {"include": include, "rules": rules, "disabled": list(disabled)}
        )
        report = "\n".join(
            f"{violation['id']}: {violation['help']}\n  " + "\n  ".join(violation["nodes"])
            for violation in violations
        )
        if violations:
            pytest.fail(f"axe on {page.url}:\n{report}", pytrace=False)

    return run


@pytest.hookimpl(wrapper=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> Generator[None, object, object]:
    """Ends each browser test with the look at what was watched; keeps a picture of a failure."""
    watched = pyfuncitem.funcargs.get("watch")
    try:
        result = yield
        if isinstance(watched, Watch):
            watched.check()
    except BaseException:
        _keep_picture(pyfuncitem)
        raise
    return result


def _keep_picture(item: pytest.Function) -> None:
    shown = item.funcargs.get("page")
    if not isinstance(shown, Page) or shown.is_closed():
        return
    RESULTS.mkdir(exist_ok=True)
    name = re.sub(r"[^\w.-]+", "-", item.name)[:120]
    try:
        shown.screenshot(path=RESULTS / f"{name}.png", timeout=5_000)
    except Exception as error:  # noqa: BLE001 (the test's own failure is what matters)
        item.add_report_section("call", "screenshot", f"none: {error}")
