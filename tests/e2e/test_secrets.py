"""After a session with secrets, nothing of them is anywhere but in the field."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.e2e import assistant as a
from tests.e2e import clipboard

if TYPE_CHECKING:
    from playwright.sync_api import ConsoleMessage, Page, Request

    from tests.e2e.conftest import NewPage

# Each kind that merchants paste along; the parts by which one would be known again.
SECRETS = {
    "refresh token": "Atzr|IwEBIEthrd7Qx0pLmWn8KzVtYc5Rb2JdHfGaSe1UoXi9qLs7TgVbNmKjHyRe",
    "access token": "Atza|IwEBIJq7HwYcX3vNp8Lt6ZsKdEmRgUb1TaFo5QyViWx2CjSn9MhPkGrBuDl",
    "bearer": "v^1.1#i^1#f^0#p^3#r^0#I^3#t^H4sIAAAAAAAAAOVYf2wTVRxft3ZkmwMkqAgEaznkx",
    "client secret": "amzn1.oa2-cs.v1.9c1f6f9d2b7e4a5c8d3e6f1a2b4c7d8e9f0a1b2c3d4e5f60718",
    "password": "Geheim!Sommer#4711",
    "mail": "erika.musterfrau@haendler-muster.example",
}
MESSAGE = f"""2026-03-02 07:14:09 POST https://api.amazon.com/auth/o2/token
Authorization: Bearer {SECRETS["bearer"]}
refresh_token={SECRETS["refresh token"]}&client_secret={SECRETS["client secret"]}
x-amz-access-token: {SECRETS["access token"]}
password: {SECRETS["password"]}
Von: {SECRETS["mail"]}
{{"error_description":"The request has an invalid grant parameter : refresh_token","error":"invalid_grant"}}"""

STORED = """async () => {
  const found = [location.href, document.title, document.cookie, document.referrer, window.name,
    history.state, { ...localStorage }, { ...sessionStorage },
    performance.getEntries().map((entry) => entry.name)];
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      found.push(request.url, await (await cache.match(request)).text());
    }
  }
  for (const { name } of await indexedDB.databases()) found.push(name);
  for (const one of await navigator.serviceWorker.getRegistrations()) found.push(one.scope);
  if (navigator.storage.getDirectory) {
    for await (const name of (await navigator.storage.getDirectory()).keys()) found.push(name);
  }
  return JSON.stringify(found);
}"""
# All of the page but the field: attributes, values of other fields, templates, and the pasted text
# with its marks, too.
OUTSIDE = """() => {
  const found = [];
  const walk = (root) => {
    for (const one of root.querySelectorAll("*")) {
      if (one.id === "meldung") continue;
      for (const { value } of one.attributes ?? []) found.push(value);
      if ("value" in one) found.push(String(one.value));
      for (const child of one.childNodes) if (child.nodeType === 3) found.push(child.data);
      if (one.content instanceof DocumentFragment) walk(one.content);
      if (one.shadowRoot) walk(one.shadowRoot);
    }
  };
  walk(document);
  return found.join("\\n");
}"""


def pieces(secret: str) -> list[str]:
    """Parts of a secret, long enough to be no accident; what all of its kind begin with is none."""
    secret = secret.removeprefix("amzn1.oa2-cs.v1.").removeprefix("v^1.1#i^1#f^0#")
    return [secret[at : at + 12] for at in range(0, len(secret) - 11, 4)]


def assert_none(where: str, text: str) -> None:
    """Fails when a piece of a secret is in a text."""
    for name, secret in SECRETS.items():
        assert not [one for one in pieces(secret) if one in text], f"{name} in {where}"


def test_secrets_are_nowhere_after_a_session(new_page: NewPage) -> None:
    page = new_page(permissions=clipboard.PERMISSIONS)
    said: list[str] = []
    sent: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        said.append(message.text)

    def see(request: Request) -> None:
        sent.append(f"{request.method} {request.url} {request.headers} {request.post_data or ''}")

    page.context.on("console", hear)
    page.context.on("request", see)
    page.goto("assistent.html")
    a.paste(page, MESSAGE)
    expect(a.place(page)).to_have_text("Amazon")
    copies = use_everything(page)
    assert len(copies) >= 3
    expect(a.answer(page).locator("[data-teil=text]")).to_contain_text("Authorization: Bearer ")
    expect(a.answer(page)).to_contain_text("Punkte verdecken Geheimnisse")
    for text in copies:
        assert_none("a copied text", text)
    assert_none("the page outside the field", page.evaluate(OUTSIDE))
    assert_none("what the browser stores", page.evaluate(STORED))
    walk_through_the_history(page)
    assert_none("what the browser stores", page.evaluate(STORED))
    state = page.context.storage_state(indexed_db=True)
    assert_none("cookies and databases", str(state))
    assert_none("the console", "\n".join(said))
    assert_none("requests", "\n".join(sent))
    page.reload()
    assert_none("the page after a reload", page.evaluate(OUTSIDE))
    assert a.field(page).input_value() == ""


def use_everything(page: Page) -> list[str]:
    """Open whatever opens in the answer, and copy whatever copies."""
    found = a.answer(page)
    for closed in found.locator("details").all():
        closed.evaluate("(one) => { one.open = true; }")
        # Python writes some of the texts when they are opened.
        for ready in closed.locator("[data-teil=fertig]").all():
            expect(ready).to_be_visible()
    copied: list[str] = []
    for button in found.locator("[data-teil=kopieren], [data-teil=kopieren-format]").all():
        copied += clipboard.copy(button).values()
    return copied


def walk_through_the_history(page: Page) -> None:
    """Every address of the session, by going back through it."""
    for _ in range(page.evaluate("history.length") - 1):
        assert_none("an address", page.url)
        assert_none("the state of the history", str(page.evaluate("history.state")))
        page.go_back()
    for _ in range(2):
        page.go_forward()
        assert_none("an address", page.url)
