/**
 * What the page knows of each finding: its title, whether renewing helps, and the words of its
 * answer. They come in a script of their own (`publish/runtime/answers.py`) when the first answer
 * is under way, and are in the page already in the single file.
 *
 * @import { FindingWords, Piece, RuntimeFiles } from "./types.js"
 */

import { MissingFile } from "./delivery.js";
import { copy, part } from "./templates.js";
import { ANSWERS, loadScript } from "./transport.js";

/** @type {Promise<void> | undefined} */
let loading;

/** Whether the words are here. */
export function haveAnswers() {
  return self.tokenhilfeAntworten !== undefined;
}

/**
 * Sees to it that the words are here. After a failure it can be tried again.
 *
 * @param {RuntimeFiles} files
 * @returns {Promise<void>}
 * @throws MissingFile
 */
export function loadAnswers(files) {
  if (haveAnswers()) return Promise.resolve();
  loading ??= load(files).finally(() => (loading = undefined));
  return loading;
}

/** @param {RuntimeFiles} files */
async function load(files) {
  const file = files[ANSWERS];
  if (!file) throw new MissingFile(ANSWERS);
  await loadScript(file);
  if (!haveAnswers()) throw new MissingFile(ANSWERS);
}

/**
 * What is known of a finding without Python; null: there is no such one.
 *
 * @param {string | undefined} id
 * @returns {FindingWords | null}
 */
export function finding(id) {
  const all = self.tokenhilfeAntworten;
  return (id !== undefined && all && Object.hasOwn(all, id) && all[id]) || null;
}

/**
 * The finding's title, or its id where there is no such finding.
 *
 * @param {string} id
 */
export function title(id) {
  return finding(id)?.titel ?? id;
}

/**
 * The answer's words, in the page's template for them.
 *
 * @param {string} id
 * @returns {DocumentFragment}
 */
export function prose(id) {
  const words = finding(id);
  const element = copy("vorlage-befund");
  if (!words || !element) return new DocumentFragment();
  part(element, "kurz").append(...words.kurz.map(node));
  part(element, "urteil").dataset["hilft"] = words.hilft;
  part(element, "marke").append(copy(`marke-${words.hilft}`) ?? "");
  part(element, "begruendung").append(...words.begruendung.map(node));
  const steps = words.tun.map((pieces) => {
    const item = document.createElement("li");
    item.append(...pieces.map(node));
    return item;
  });
  part(element, "schritte").append(...steps);
  // Where renewing helps, the guide is what to do; else what to do comes before the ticket.
  if (words.hilft === "yes") part(element, "tun").before(part(element, "weiter"));
  const page = part(element, "katalog");
  const address = pageOf(id, page.getAttribute("href") ?? "");
  page.setAttribute("href", address);
  // Within the single file an address is a place already, and has room for no other.
  const report = address.startsWith("#") ? address : `${address}#melden`;
  part(element, "melden").setAttribute("href", report);
  return element;
}

/**
 * The address of a finding's page.
 *
 * @param {string} id
 * @param {string} catalogue the catalogue's address; within the single file that of a part
 */
function pageOf(id, catalogue) {
  return catalogue.startsWith("#")
    ? `${catalogue}/${id}`
    : catalogue.replace(/index\.html$/, `${id}.html`);
}

/**
 * @param {Piece} piece
 * @returns {Node}
 */
function node(piece) {
  if (typeof piece === "string") return document.createTextNode(piece);
  const [name, ...inside] = piece;
  const element = document.createElement(String(name));
  element.append(...inside.map(node));
  return element;
}
