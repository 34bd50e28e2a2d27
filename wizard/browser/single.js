/**
 * The single file of the offline edition (`publish/offline/single.py`): all pages are sections of one
 * document, and the runtime's data lie in its `<script data-datei>` elements.
 */

/** Whether this page is the single file. */
export function isSingleFile() {
  return "einzeldatei" in document.documentElement.dataset;
}

/**
 * A file within the single file, as base64 of gzip. The data stand at the document's end, so that the
 * page can be used while they still arrive.
 *
 * @param {string} name
 * @returns {Promise<string>} empty when there is no such file
 */
export async function enclosed(name) {
  if (document.readyState === "loading") {
    await new Promise((resolve) => addEventListener("DOMContentLoaded", resolve, { once: true }));
  }
  const pieces = document.querySelectorAll(`script[data-datei="${name}"]`);
  return [...pieces].map((piece) => piece.textContent ?? "").join("");
}

/**
 * Where a page of the site stands in the single file.
 *
 * @param {string} path the page below the site's start, with its fragment
 * @returns {string} with `#`
 */
export function placeOf(path) {
  const [page = "", fragment = ""] = path.split("#");
  if (fragment.includes("=")) return `#${fragment}`; // an answer: the assistant reads it
  const anchor = page.replace(/\.html$/, "").replace(/(^|\/)index$/, "");
  if (anchor === "assistent" || anchor === "") return `#${fragment || "start"}`;
  return `#${anchor}${fragment && `:${fragment}`}`;
}
