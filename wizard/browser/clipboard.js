/**
 * Copying, as plain text and as rich text for mail clients, with a way out where it is not allowed.
 */

/**
 * How it went: with formatting, as text alone, or not at all; then the text is selected at least.
 *
 * @typedef {"rich" | "plain" | "selected"} Copied
 */

/**
 * @param {HTMLTextAreaElement | HTMLInputElement} field
 * @returns {Promise<Copied>}
 */
export async function copyPlain(field) {
  try {
    await navigator.clipboard.writeText(field.value);
    return "plain";
  } catch {
    return selectAndCopy(field) ? "plain" : "selected";
  }
}

/**
 * @param {HTMLTextAreaElement | HTMLInputElement} field its text is the plain form
 * @param {string} html
 * @returns {Promise<Copied>}
 */
export async function copyRich(field, html) {
  try {
    const part = (/** @type {string} */ type, /** @type {string} */ content) =>
      new Blob([content], { type });
    await navigator.clipboard.write([
      new ClipboardItem({
        "text/html": part("text/html", html),
        "text/plain": part("text/plain", field.value),
      }),
    ]);
    return "rich";
  } catch {
    // Older browsers, and some on file://, know only the way by the copy command's own event.
    if (selectAndCopy(field, html)) return "rich";
    return copyPlain(field);
  }
}

/**
 * @param {HTMLTextAreaElement | HTMLInputElement} field
 * @param {string} [html]
 * @returns {boolean} whether the browser copied; the text is selected in any case
 */
function selectAndCopy(field, html) {
  const closed = field.closest("details:not([open])");
  if (closed instanceof HTMLDetailsElement) closed.open = true;
  field.focus();
  field.select();
  let filled = html === undefined;
  const fill = (/** @type {Event} */ event) => {
    if (html === undefined || !(event instanceof ClipboardEvent) || !event.clipboardData) return;
    event.clipboardData.setData("text/html", html);
    event.clipboardData.setData("text/plain", field.value);
    event.preventDefault();
    filled = true;
  };
  field.addEventListener("copy", fill, { once: true });
  try {
    return document.execCommand("copy") && filled;
  } finally {
    field.removeEventListener("copy", fill);
  }
}

/**
 * Simple HTML of an edited plain text: its paragraphs, lines and addresses.
 *
 * @param {string} plain
 * @param {Set<string>} trusted the only addresses that become links: none from a pasted text
 * @returns {string}
 */
export function htmlOf(plain, trusted) {
  const paragraphs = plain.trim().split(/\n{2,}/);
  return paragraphs
    .map((paragraph) => element("p", ...lines(paragraph, trusted)).outerHTML)
    .join("\n");
}

/**
 * @param {string} paragraph
 * @param {Set<string>} trusted
 */
function lines(paragraph, trusted) {
  return paragraph.split("\n").flatMap((line, index) => {
    const pieces = line
      .split(/(https?:\/\/\S+)/)
      .map((piece, place) =>
        place % 2 && trusted.has(piece) ? element("a", piece, { href: piece }) : piece,
      );
    return index > 0 ? [element("br"), ...pieces] : pieces;
  });
}

/**
 * @param {string} name
 * @param {...(string | Element | {href: string})} content
 */
function element(name, ...content) {
  const made = document.createElement(name);
  for (const piece of content) {
    if (typeof piece === "string" || piece instanceof Element) made.append(piece);
    else made.setAttribute("href", piece.href);
  }
  return made;
}
