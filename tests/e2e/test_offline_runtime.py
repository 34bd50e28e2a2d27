"""The browser's Python with its reduced standard library, held against the Python of this machine.

Every labelled message is answered by both. What they say is not looked at: only that it is the
same, whatever the message is.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from wizard.browser import bridge

if TYPE_CHECKING:
    from playwright.sync_api import Page

CORPUS = Path(__file__).resolve().parents[1] / "corpus" / "messages.jsonl"
ROOT = Path(__file__).resolve().parents[2]

# Answers of the worker that the page itself would start, for many texts at once.
ASK_ALL = """async ({ files, texts }) => {
  const at = (name) => new URL("assets/assistent/" + files[name].name, document.baseURI).href;
  const names = ["python.wasm", "stdlib.zip", "engine.zip"];
  const each = (value) => Object.fromEntries(names.map((name) => [name, value(name)]));
  const worker = new Worker(at("worker.js"));
  const answers = new Map();
  const done = new Promise((resolve, reject) => {
    worker.onerror = (event) => reject(new Error(event.message));
    worker.onmessage = ({ data }) => {
      if (data.type === "failure") reject(new Error(data.reason));
      if (data.type !== "answer") return;
      answers.set(data.id, data.diagnosis);
      if (answers.size === texts.length) resolve();
    };
  });
  worker.postMessage({
    type: "start",
    source: { kind: "addresses", files: each(at) },
    expected: each((name) => ({ size: files[name].size, sha256: files[name].sha256 })),
  });
  texts.forEach((text, id) => {
    worker.postMessage({ type: "diagnose", id, text, marketplace: null, activity: null });
  });
  await done;
  worker.terminate();
  const whole = texts.map((_, id) => answers.get(id));
  const hash = async (text) =>
    [...new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)))]
      .map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return Promise.all(whole.map(hash));
}"""


@pytest.mark.timeout(300)
def test_every_message_has_the_same_answer_in_the_browser(page: Page) -> None:
    lines = CORPUS.read_text("utf-8").splitlines()
    texts = [str(json.loads(line)["text"]) for line in lines if line.strip()]
    assert len(texts) > 100
    manifest = json.loads((ROOT / "build" / "runtime" / "manifest.json").read_text("utf-8"))
    page.goto("datenschutz.html")
    answers = page.evaluate(ASK_ALL, {"files": manifest["files"], "texts": texts})
    here = [hashlib.sha256(bridge.answer(text).encode()).hexdigest() for text in texts]
    # Numbers of lines, not messages: a part of them stays unseen.
    different = [
        number
        for number, pair in enumerate(zip(answers, here, strict=True), 1)
        if pair[0] != pair[1]
    ]
    assert different == []
