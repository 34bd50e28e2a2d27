/**
 * Fields with text to copy: ready ones, and those that Python writes when they are opened.
 *
 * @import { Copied } from "./clipboard.js"
 */

import { copyPlain, copyRich, htmlOf } from "./clipboard.js";
import { visible } from "./signs.js";
import { part, text } from "./templates.js";

/**
 * @typedef {object} Written
 * @property {string} plain
 * @property {string} html
 */

/**
 * @param {HTMLElement} box holds field and button
 * @param {string} content
 */
export function fillCopy(box, content) {
  const field = fieldOf(box);
  field.value = visible(content);
  part(box, "kopieren").addEventListener("click", async () => tell(box, await copyPlain(field)));
}

/**
 * A `<details>` whose text is written when it opens. What the reader changes is what is copied.
 *
 * @param {HTMLElement} box
 * @param {() => Promise<Written>} write
 * @param {string} [otherwise] what to offer when it cannot be written
 * @returns {() => void} opens it at once
 */
export function fillWritten(box, write, otherwise) {
  const details = /** @type {HTMLDetailsElement} */ (box);
  const field = fieldOf(box);
  const ready = part(box, "fertig");
  const again = part(box, "nochmal");
  /** @type {Written | undefined} */
  let written;
  let busy = false;

  const show = (/** @type {string} */ content) => {
    field.value = content;
    field.rows = Math.min(24, Math.max(8, content.split("\n").length + 1));
    ready.hidden = false;
  };
  const fill = async () => {
    if (written || busy) return;
    busy = true;
    again.hidden = true;
    say(box, "text-schreiben");
    try {
      const { plain, html } = await write();
      written = { plain: visible(plain), html: visible(html) };
      show(written.plain);
      say(box, "text-fertig");
    } catch {
      say(box, otherwise === undefined ? "text-fehlt" : "text-vorlage");
      if (otherwise !== undefined && ready.hidden) show(visible(otherwise));
      again.hidden = false;
    }
    busy = false;
  };
  details.addEventListener("toggle", () => details.open && fill());
  again.addEventListener("click", fill);
  part(box, "kopieren").addEventListener("click", async () => tell(box, await copyPlain(field)));
  part(box, "kopieren-format").addEventListener("click", async () => {
    const changed = field.value !== written?.plain;
    const html = changed || !written ? htmlOf(field.value, linksOf(written?.html)) : written.html;
    tell(box, await copyRich(field, html));
  });
  return () => {
    details.open = true;
    fill();
  };
}

/**
 * The addresses that our own text offers.
 *
 * @param {string} [html]
 */
function linksOf(html = "") {
  const found = [...html.matchAll(/ href="([^"]*)"/g)];
  return new Set(found.map(([, address = ""]) => address.replaceAll("&amp;", "&")));
}

/** @param {HTMLElement} box */
function fieldOf(box) {
  return /** @type {HTMLTextAreaElement} */ (part(box, "kopiertext"));
}

/**
 * @param {HTMLElement} box
 * @param {Copied} how
 */
export function tell(box, how) {
  say(box, `kopiert-${how}`);
}

/**
 * @param {HTMLElement} box
 * @param {string} template
 */
function say(box, template) {
  part(box, "kopiert").textContent = text(template);
}
