/**
 * The page's `<template>`s: all prose is in them, rendered from the knowledge at build time.
 * Scripts clone them and fill in what is only known now, as text.
 */

import { visible } from "./signs.js";

/**
 * A copy of the template's content, or null if there is no such template.
 *
 * @param {string} id
 * @returns {DocumentFragment | null}
 */
export function copy(id) {
  const template = document.getElementById(id);
  if (!(template instanceof HTMLTemplateElement)) return null;
  return /** @type {DocumentFragment} */ (template.content.cloneNode(true));
}

/**
 * The data attributes of a template, for what is known of it without Python.
 *
 * @param {string} id
 * @returns {DOMStringMap | null}
 */
export function about(id) {
  const template = document.getElementById(id);
  return template instanceof HTMLTemplateElement ? template.dataset : null;
}

/**
 * The text of a template, in one line.
 *
 * @param {string} id
 * @param {Record<string, string>} [values] replace `[[name]]`
 */
export function text(id, values = {}) {
  const whole = (copy(id)?.textContent ?? "").replace(/\s+/g, " ").trim();
  return filled(whole, values);
}

/**
 * The text of a template with its line breaks.
 *
 * @param {string} id
 * @param {Record<string, string>} values replace `[[name]]`
 */
export function lines(id, values) {
  return filled((copy(id)?.textContent ?? "").trim(), values);
}

/**
 * @param {string} template
 * @param {Record<string, string>} values
 */
function filled(template, values) {
  // Names of files and columns are others' words, too.
  return template.replace(/\[\[(\w+)\]\]/g, (_, name) => visible(values[name] ?? ""));
}

/**
 * The element marked `data-teil="<name>"`, which has to be there.
 *
 * @param {ParentNode} root
 * @param {string} name
 * @returns {HTMLElement}
 */
export function part(root, name) {
  const found = root.querySelector(`[data-teil="${name}"]`);
  if (!(found instanceof HTMLElement)) throw new Error(`data-teil="${name}" is missing`);
  return found;
}
