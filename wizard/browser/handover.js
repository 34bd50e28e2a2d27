/**
 * An export dropped where one message is asked for: the page for many tickets opens in a window of
 * its own and gets the files from this one. They go from page to page, and nowhere else. In the single
 * file both are in one document.
 */

import { startAddress } from "./runtime.js";
import { isSingleFile, placeOf } from "./single.js";

const PAGE = "support/stapel.html";
const READY = "tokenhilfe:bereit";
const FILES = "tokenhilfe:dateien";

/**
 * Whether files hold many tickets rather than one message.
 *
 * @param {File[]} files
 */
export function isExport(files) {
  return (
    files.length > 1 || files.some(({ name }) => /\.(xls[xmb]?|[ct]sv|jsonl|ndjson)$/i.test(name))
  );
}

/**
 * Opens the page for many tickets and hands the files over when it is there.
 *
 * @param {HTMLElement} root
 * @param {File[]} files
 * @returns {boolean} false where that cannot be: the browser opens no window, or this page is framed
 *   by another site's, to which the new window then has no way back (COOP)
 */
export function handOver(root, files) {
  if (isSingleFile()) {
    location.hash = placeOf(PAGE);
    return document.dispatchEvent(new CustomEvent(FILES, { detail: files }));
  }
  if (window.parent !== window) return false;
  const opened = window.open(new URL(PAGE, startAddress(root)));
  if (!opened) return false;
  const answer = (/** @type {MessageEvent} */ event) => {
    if (event.source !== opened || !isOurs(event) || event.data !== READY) return;
    removeEventListener("message", answer);
    opened.postMessage({ type: FILES, files }, target());
  };
  addEventListener("message", answer);
  return true;
}

/**
 * Takes the files that are handed over.
 *
 * @param {(files: File[]) => void} take
 */
export function receive(take) {
  if (isSingleFile()) {
    document.addEventListener(FILES, (event) => {
      if (event instanceof CustomEvent) take(event.detail);
    });
    return;
  }
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
