/**
 * An export dropped where one message is asked for: the page for many tickets opens in a window of
 * its own and gets the files from this one. They go from page to page, and nowhere else.
 */

import { startAddress } from "./runtime.js";

const READY = "tokenhilfe:bereit";
const FILES = "tokenhilfe:dateien";

/**
 * Whether files hold many tickets rather than one message. In the single file there is no page for
 * them: there each is read as one message.
 *
 * @param {File[]} files
 */
export function isExport(files) {
  if (document.querySelector("script[data-datei]")) return false;
  return (
    files.length > 1 || files.some(({ name }) => /\.(xls[xmb]?|[ct]sv|jsonl|ndjson)$/i.test(name))
  );
}

/**
 * Opens the page for many tickets and hands the files over when it is there.
 *
 * @param {HTMLElement} root
 * @param {File[]} files
 */
export function handOver(root, files) {
  const opened = window.open(new URL("support/stapel.html", startAddress(root)));
  const answer = (/** @type {MessageEvent} */ event) => {
    if (event.source !== opened || !isOurs(event) || event.data !== READY) return;
    removeEventListener("message", answer);
    opened?.postMessage({ type: FILES, files }, target());
  };
  if (opened) addEventListener("message", answer);
}

/**
 * Takes the files that the page which opened this one hands over.
 *
 * @param {(files: File[]) => void} take
 */
export function receive(take) {
  const opener = window.opener;
  if (!opener) return;
  addEventListener("message", (event) => {
    if (event.source !== opener || !isOurs(event) || event.data?.type !== FILES) return;
    take([...event.data.files].filter((file) => file instanceof File));
  });
  opener.postMessage(READY, target());
}

/** @param {MessageEvent} event whether a page of this site sent it */
function isOurs(event) {
  return event.origin === (location.protocol === "file:" ? "null" : location.origin);
}

/** On `file://` no page has an address that could be named. */
function target() {
  return location.protocol === "file:" ? "*" : location.origin;
}
