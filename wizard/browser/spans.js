/**
 * Positions: Python counts code points, JavaScript counts UTF-16 units.
 */

/**
 * Converts positions of code points to positions in `text` as JavaScript counts them.
 * One pass over the text, whatever the number of positions.
 *
 * @param {string} text
 * @param {number[]} positions in any order
 * @returns {Map<number, number>} position in code points → position in UTF-16 units
 */
export function toUtf16(text, positions) {
  const sorted = [...new Set(positions)].sort((a, b) => a - b);
  /** @type {Map<number, number>} */
  const found = new Map();
  let points = 0;
  let units = 0;
  for (const position of sorted) {
    while (points < position && units < text.length) {
      // Above U+FFFF a code point takes two units.
      units += (text.codePointAt(units) ?? 0) > 0xffff ? 2 : 1;
      points++;
    }
    found.set(position, units);
  }
  return found;
}

/**
 * The text cut into pieces at the borders of the evidence; pieces may belong to several.
 *
 * @param {number} length of the text
 * @param {{start: number, end: number}[]} spans in the same unit as `length`
 * @returns {{start: number, end: number, of: number[]}[]} `of`: indexes into `spans`
 */
export function cut(length, spans) {
  const borders = new Set([0, length]);
  for (const { start, end } of spans) {
    borders.add(Math.min(start, length));
    borders.add(Math.min(end, length));
  }
  const sorted = [...borders].sort((a, b) => a - b);
  /** @type {{start: number, end: number, of: number[]}[]} */
  const pieces = [];
  for (let i = 0; i + 1 < sorted.length; i++) {
    const start = sorted[i] ?? 0;
    const end = sorted[i + 1] ?? 0;
    const of = spans.flatMap((span, index) =>
      span.start <= start && end <= span.end ? [index] : [],
    );
    pieces.push({ start, end, of });
  }
  return pieces;
}

/**
 * Which parts of a long text to show: some lines around each span, all of a short text.
 *
 * @param {string} text
 * @param {{start: number, end: number}[]} spans in UTF-16 units
 * @param {{whole: number, around: number}} limits `whole`: up to this length everything is
 *   shown; `around`: how much is shown before and after a span
 * @returns {{start: number, end: number}[]} in order, without overlap
 */
export function excerpts(text, spans, limits) {
  if (text.length <= limits.whole) return [{ start: 0, end: text.length }];
  /** @type {{start: number, end: number}[]} */
  const windows = [];
  const sorted = spans.length
    ? [...spans].sort((a, b) => a.start - b.start)
    : [{ start: 0, end: 0 }];
  for (const { start, end } of sorted) {
    const from = lineStart(text, Math.max(0, start - limits.around));
    const to = lineEnd(text, Math.min(text.length, end + limits.around));
    const last = windows.at(-1);
    if (last && from <= last.end) last.end = Math.max(last.end, to);
    else windows.push({ start: from, end: to });
  }
  return windows;
}

// A line this long is no line to be shown whole.
const LINE = 200;

/** @param {string} text @param {number} at */
function lineStart(text, at) {
  const line = text.lastIndexOf("\n", at - 1) + 1;
  return whole(text, at - line > LINE ? at : line);
}

/** @param {string} text @param {number} at */
function lineEnd(text, at) {
  const line = text.indexOf("\n", at);
  const end = line < 0 ? text.length : line;
  return whole(text, end - at > LINE ? at : end);
}

/** Not between the two halves of one character. @param {string} text @param {number} at */
function whole(text, at) {
  return /[\uDC00-\uDFFF]/.test(text.charAt(at)) ? at + 1 : at;
}
