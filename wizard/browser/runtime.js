/**
 * What the build wrote into a component: the runtime's files, and the site's address.
 *
 * @import { BuiltFile, RuntimeFiles } from "./types.js"
 */

import { isSingleFile, placeOf } from "./single.js";

/**
 * @param {HTMLElement} root with `data-ordner` and `data-dateien`
 * @returns {RuntimeFiles}
 */
export function runtimeFiles(root) {
  /** @type {Record<string, BuiltFile>} */
  const files = JSON.parse(root.dataset["dateien"] ?? "{}");
  const folder = new URL(root.dataset["ordner"] ?? "", document.baseURI);
  return Object.fromEntries(
    Object.entries(files).map(([logical, { name, size, sha256 }]) => [
      logical,
      { address: new URL(name, folder).href, size, sha256 },
    ]),
  );
}

/**
 * The address of the site's start, for links that others shall open. Empty where a link would lead
 * nowhere for them: on `file://`, and in the single file, beside which no pages lie.
 *
 * @param {HTMLElement} root with `data-start`, the way from the page to the start page
 */
export function siteAddress(root) {
  if (location.protocol === "file:" || isSingleFile()) return "";
  return startAddress(root);
}

/**
 * The same, wherever the page lies.
 *
 * @param {HTMLElement} root
 */
export function startAddress(root) {
  return new URL(".", new URL(root.dataset["start"] ?? ".", document.baseURI)).href;
}

/**
 * Where this copy of the site has a page, for whoever can open the copy.
 *
 * @param {HTMLElement} root
 * @param {string} path below the site's start, with its fragment
 */
export function pageAddress(root, path) {
  return isSingleFile()
    ? new URL(placeOf(path), location.href).href
    : new URL(path, startAddress(root)).href;
}
