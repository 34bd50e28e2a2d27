/**
 * The pasted text with the words that count, each tied to the sentence that says why.
 * Pasted text only ever becomes text nodes; secrets in it become dots.
 *
 * @import { Evidence } from "./types.js"
 */

import { visible } from "./signs.js";
import { cut, excerpts, toUtf16 } from "./spans.js";
import { copy, part, text as sentence } from "./templates.js";

const LIMITS = { whole: 4000, around: 240 };
// More would bury the reader; a log with thousands of equal lines has thousands of spans.
const MOST = 12;
const LONGEST_QUOTE = 80;
const DOTS = "•".repeat(8);

/**
 * Fills the parts »text« and »gruende« of the answer.
 *
 * @param {HTMLElement} root the answer's section on evidence
 * @param {string} text what was pasted
 * @param {Evidence[]} evidence in order of weight
 * @param {[number, number][]} secrets where in the text they are
 * @returns {boolean} whether there was anything to show
 */
export function showEvidence(root, text, evidence, secrets) {
  const chosen = distinct(evidence).slice(0, MOST);
  const positions = toUtf16(text, [
    ...chosen.flatMap(({ start, end }) => [start, end]),
    ...secrets.flat(),
  ]);
  const hidden = secrets.map(([start, end]) => ({
    start: positions.get(start) ?? 0,
    end: positions.get(end) ?? 0,
  }));
  const spans = chosen
    .map(({ start, end, why }) => ({
      start: positions.get(start) ?? 0,
      end: positions.get(end) ?? 0,
      why,
    }))
    .filter(({ start, end }) => start < end)
    .sort((a, b) => a.start - b.start || b.end - a.end);
  if (spans.length === 0) return false;

  const shown = part(root, "text");
  /** @type {HTMLElement[]} */
  const marks = [];
  const windows = excerpts(text, spans, LIMITS);
  const pieces = cut(text.length, [...spans, ...windows, ...hidden]);
  const isHidden = within(hidden);
  /** @param {{start: number, end: number}} piece */
  const words = (piece) => (isHidden(piece) ? DOTS : visible(text.slice(piece.start, piece.end)));
  const reasons = grouped(spans, ({ start, end }) =>
    pieces
      .filter((piece) => start <= piece.start && piece.end <= end)
      .map(words)
      .join(""),
  );
  let end = 0;
  let covered = false;
  for (const piece of pieces) {
    if (!windows.some((window) => window.start <= piece.start && piece.end <= window.end)) continue;
    if (piece.start > end) shown.append(gap(piece.start - end));
    end = piece.end;
    covered ||= isHidden(piece);
    const content = words(piece);
    const around = piece.of.filter((index) => index < spans.length);
    const of = distinctNumbers(around.map((index) => reasons.numbers[index] ?? 0));
    if (of.length === 0) {
      shown.append(content);
      continue;
    }
    const mark = document.createElement("mark");
    mark.textContent = content;
    mark.setAttribute("aria-describedby", of.map(reasonId).join(" "));
    for (const index of of) marks[index] ??= mark;
    const ending = around.filter((index) => spans[index]?.end === piece.end);
    for (const index of distinctNumbers(ending.map((one) => reasons.numbers[one] ?? 0))) {
      mark.append(number(index));
    }
    shown.append(mark);
  }
  if (end < text.length) shown.append(gap(text.length - end));

  const list = part(root, "gruende");
  reasons.list.forEach(({ words, whys }, index) => {
    list.append(reason(index, words, whys, marks[index]));
  });
  part(root, "verdeckt").hidden = !covered;
  return true;
}

/**
 * Whether a piece lies in one of the spans; pieces are asked for in any order.
 *
 * @param {{start: number, end: number}[]} spans in order, without overlap
 * @returns {(piece: {start: number, end: number}) => boolean}
 */
function within(spans) {
  return ({ start, end }) => spans.some((span) => span.start <= start && end <= span.end);
}

/**
 * Overlapping words with the same reason are one piece of evidence.
 *
 * @param {Evidence[]} evidence
 * @returns {Evidence[]} in the order in which each reason first came
 */
function distinct(evidence) {
  /** @type {Evidence[]} */
  const found = [];
  for (const { start, end, why } of evidence) {
    const same = found.find((one) => one.why === why && one.start <= end && start <= one.end);
    if (same) {
      same.start = Math.min(same.start, start);
      same.end = Math.max(same.end, end);
    } else {
      found.push({ start, end, why });
    }
  }
  return found;
}

/**
 * The same words in several places, or with several reasons, are one line of the list.
 *
 * @param {Evidence[]} spans
 * @param {(span: Evidence) => string} shown what is shown of a span: secrets in it are dots
 * @returns {{ list: { words: string, whys: string[] }[], numbers: number[] }} `numbers`: per span,
 *     its place in `list`
 */
function grouped(spans, shown) {
  /** @type {Map<string, { words: string, whys: string[] }>} */
  const groups = new Map();
  const keys = spans.map((span) => {
    const { why } = span;
    const words = shown(span).replace(/\s+/g, " ").trim();
    const key = words.toLowerCase();
    const group = groups.get(key) ?? { words, whys: [] };
    if (!group.whys.includes(why)) group.whys.push(why);
    groups.set(key, group);
    return key;
  });
  const order = [...groups.keys()];
  return { list: [...groups.values()], numbers: keys.map((key) => order.indexOf(key)) };
}

/** @param {number[]} numbers */
const distinctNumbers = (numbers) => [...new Set(numbers)].sort((a, b) => a - b);

/** @param {number} index */
const reasonId = (index) => `grund-${index + 1}`;

/** @param {number} index */
function number(index) {
  const label = document.createElement("sup");
  label.textContent = String(index + 1);
  label.setAttribute("aria-hidden", "true");
  return label;
}

/** @param {number} length */
function gap(length) {
  const element = document.createElement("span");
  element.className = "th-gap";
  element.textContent = sentence("text-luecke", { anzahl: length.toLocaleString("de-DE") });
  return element;
}

/**
 * @param {number} index
 * @param {string} words
 * @param {string[]} whys whole sentences
 * @param {HTMLElement | undefined} mark
 */
function reason(index, words, whys, mark) {
  const item = copy("vorlage-grund") ?? new DocumentFragment();
  const quote = part(item, "zitat");
  quote.textContent =
    words.length > LONGEST_QUOTE ? `${[...words].slice(0, LONGEST_QUOTE).join("")} …` : words;
  const explanation = part(item, "warum");
  explanation.id = reasonId(index);
  explanation.textContent = whys.join(" ");
  part(item, "zeigen").addEventListener("click", () => reveal(mark));
  return item;
}

/** @param {HTMLElement | undefined} mark */
function reveal(mark) {
  if (!mark) return;
  mark.tabIndex = -1;
  mark.focus({ preventScroll: true });
  mark.scrollIntoView({ block: "center" });
}
