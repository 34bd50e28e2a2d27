"""What a visitor has copied, read from the browser's clipboard."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Locator

# What a page's context must be allowed.
PERMISSIONS = ["clipboard-read", "clipboard-write"]

# No button copies this. While it is still there, the button's own text has not arrived: pages copy
# after the click, and a clipboard that is read meanwhile gives the old text or fails.
_BEFORE = "noch nichts kopiert"
_LAY = "(before) => navigator.clipboard.writeText(before)"
_READ = """async (before) => {
  for (let tries = 0; tries < 400; tries += 1) {
    if ((await navigator.clipboard.readText()) !== before) {
      const copied = {};
      for (const item of await navigator.clipboard.read()) {
        for (const type of item.types) copied[type] = await (await item.getType(type)).text();
      }
      return copied;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error("The button copied nothing.");
}"""


def copy(button: Locator) -> dict[str, str]:
    """Press a button that copies, and wait until it has.

    Needs the permissions of `PERMISSIONS`.

    Returns:
        What the clipboard holds, by media type: ``text/plain``, ``text/html`` with formatting.
    """
    page = button.page
    page.evaluate(_LAY, _BEFORE)
    button.click()
    copied: dict[str, str] = page.evaluate(_READ, _BEFORE)
    return copied
