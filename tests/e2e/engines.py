"""The three browser engines behind one small interface, for tests that each of them must pass.

Chromium is driven by Playwright, Firefox and WebKitGTK by Selenium. What the tests ask of them is
what a visitor does (open, type, click) and what can be seen.
"""

from __future__ import annotations

import os
import time
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any, Protocol

import pytest
from selenium.webdriver.common.by import By

from tests import browsers

if TYPE_CHECKING:
    from playwright.sync_api import Browser
    from selenium.webdriver.remote.webdriver import WebDriver

NAMES = ("chromium", "firefox", "webkit")

# Seconds. Python's start in WebKit on a machine with other work takes tens of them.
PATIENCE = 90.0

WATCH = """
window.broken = [];
document.addEventListener("securitypolicyviolation", (event) => {
  window.broken.push(event.effectiveDirective + ": " + event.blockedURI);
});
window.addEventListener("error", (event) => window.broken.push(event.message));
"""


class Engine(Protocol):
    """One page in one browser."""

    name: str

    def open(self, address: str) -> None:
        """Loads a page and waits for its end."""

    def run(self, body: str, *arguments: Any) -> Any:
        """Runs a function's body in the page, with `arguments`; gives what it returns."""

    def click(self, selector: str) -> None:
        """Clicks the first element that a CSS selector finds."""

    def type(self, selector: str, text: str) -> None:
        """Clicks into a field and types, key by key."""


class PlaywrightEngine:
    """Chromium."""

    def __init__(self, browser: Browser, *, first: str = "") -> None:
        """Args: `first` is a script that runs in each page before its own."""
        self.name = "chromium"
        self.context = browser.new_context(locale="de-DE", reduced_motion="reduce")
        self.context.add_init_script(first or ";")
        self._page = self.context.new_page()
        self._page.set_default_timeout(PATIENCE * 1000)
        self.requests: list[str] = []
        self.context.on("request", lambda request: self.requests.append(request.url))

    def open(self, address: str) -> None:
        # A mere change of the fragment loads nothing.
        self._page.goto("about:blank")
        self._page.goto(address)
        self.run(WATCH)

    def run(self, body: str, *arguments: Any) -> Any:
        return self._page.evaluate(
            f"(given) => (function () {{ {body} }}).apply(null, given)", list(arguments)
        )

    def click(self, selector: str) -> None:
        self._page.locator(selector).first.click()

    def type(self, selector: str, text: str) -> None:
        self._page.locator(selector).first.click()
        self._page.keyboard.type(text)


class SeleniumEngine:
    """Firefox or WebKitGTK."""

    def __init__(self, name: str, driver: WebDriver) -> None:
        self.name = name
        self._driver = driver

    def open(self, address: str) -> None:
        self._driver.get("about:blank")
        self._driver.get(address)
        self.run(WATCH)

    def run(self, body: str, *arguments: Any) -> Any:
        return self._driver.execute_script(body, *arguments)

    def click(self, selector: str) -> None:
        element = self._driver.find_element(By.CSS_SELECTOR, selector)
        self.run("arguments[0].scrollIntoView({ block: 'center' })", element)
        element.click()

    def type(self, selector: str, text: str) -> None:
        element = self._driver.find_element(By.CSS_SELECTOR, selector)
        element.click()
        element.send_keys(text)


def wait(engine: Engine, body: str, *arguments: Any, patience: float = PATIENCE) -> Any:
    """Runs `body` until it gives something; fails the test when it does not in time."""
    end = time.monotonic() + patience
    while time.monotonic() < end:
        found = engine.run(body, *arguments)
        if found:
            return found
        time.sleep(0.1)
    return pytest.fail(f"{engine.name}: still nothing from {body!r} after {patience:.0f} s")


def start(name: str, chromium: Browser, stack: ExitStack) -> Engine:
    """Starts an engine with a private window; `stack` ends it.

    Windows of Playwright and of WebKit's automation always are; Firefox is told to.

    Where it is not installed the test is skipped, and fails in CI, which has to bring all three.
    """
    if name == "chromium":
        engine = PlaywrightEngine(chromium)
        stack.callback(engine.context.close)
        return engine
    try:
        opened = browsers.firefox(private=True) if name == "firefox" else browsers.webkit()
        return SeleniumEngine(name, stack.enter_context(opened))
    except browsers.BrowserMissingError as missing:
        if os.environ.get("CI"):
            pytest.fail(str(missing), pytrace=False)
        pytest.skip(str(missing))


class Assistant:
    """What a visitor does with the assistant on the page that is open."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def check(self, message: str) -> str:
        """Types a message, has it checked, and gives the answer's heading."""
        self.engine.run(
            "const field = document.querySelector('#meldung');"
            "field.value = arguments[0]; field.dispatchEvent(new Event('input'));"
            "window.before = document.querySelector('[data-teil=antwort] article');",
            message,
        )
        self.engine.click("[data-teil=pruefen]")
        return str(
            wait(
                self.engine,
                "const now = document.querySelector('[data-teil=antwort] article');"
                "return now && now !== window.before && now.querySelector('h2').textContent",
            )
        )

    def place(self) -> str:
        """The marketplace that the answer names."""
        return self.text("[data-teil=antwort] .th-platz [data-teil=plattform]")

    def verdict(self) -> str:
        """Whether renewing helps: yes, no or maybe."""
        return str(
            self.engine.run(
                "return document.querySelector('[data-teil=urteil]').dataset.hilft",
            )
        )

    def choose(self, answer: str) -> None:
        """Answers the question on the page."""
        self.engine.run(
            "window.before = document.querySelector('[data-teil=antwort] article')",
        )
        self.engine.click(f".th-frage [data-antwort='{answer}'] button")
        wait(
            self.engine,
            "const now = document.querySelector('[data-teil=antwort] article');"
            "return now && now !== window.before",
        )

    def text(self, selector: str) -> str:
        """The text of an element."""
        return str(
            self.engine.run("return document.querySelector(arguments[0]).textContent", selector)
        ).strip()
