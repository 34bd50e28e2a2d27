/**
 * Signs that nobody sees but that change what one sees: controls of writing direction turn words
 * around, other controls hide them. They are written out, as in `[U+202E]`.
 */

// All controls but tab and line breaks; marks, embeddings, overrides and isolates of direction.
const HIDDEN =
  /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/g;

/**
 * @param {string} text pasted or made of pasted text
 * @returns {string} the same with such signs written out
 */
export function visible(text) {
  return text.replace(HIDDEN, (sign) => {
    const number = (sign.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0");
    return `[U+${number}]`;
  });
}
