// @ts-check
/*
 * Put before the theme's search worker (publish/hook.py): what people type becomes what the index
 * holds. Words that stand on every page are left out, because their beginnings match everything
 * (»zu« finds »Zustimmung«); a word that nothing begins with is taken for two written as one, or for
 * misspelt.
 */

const STOP_WORDS = new Set(
  (
    "aber als am an auf aus bei beim bin da dann das dass dem den denn der des die doch durch ein " +
    "eine einem einen einer eines er es für geht hat habe haben ich ihr im in ja kann kommt " +
    "man mein meine meinem meinen meiner mehr mich mir mit muss nach noch nur oder schon sein " +
    "sich sie sind so soll um und uns vom von vor war wenn wer werden wie wieder wird wir wo " +
    "zu zum zur"
  ).split(" "),
);

// Beside other words these say nothing: whoever looks for »Amazon Fehler« means none of Amazon's errors
// more than the others.
const WEAK_WORDS = new Set(["fehler", "problem", "probleme"]);

/**
 * @param {string} query as the theme made it: each word ends with `*`
 * @returns {string} without words that say nothing, unless there are no others
 */
function thWithoutStopWords(query) {
  let words = query.split(" ");
  for (const unwanted of [STOP_WORDS, WEAK_WORDS]) {
    const telling = words.filter((word) => !unwanted.has(word.replace(/\*$/, "").toLowerCase()));
    if (telling.length) words = telling;
  }
  return words.join(" ");
}

/**
 * @param {{ search(query: string): unknown[] }} index lunr's index
 * @param {string} query
 * @returns {unknown[]} what lunr finds; for a word that it does not know, its two parts, or what is
 *   spelt nearly so
 */
function thSearch(index, query) {
  const words = query.split(" ").map((word) => {
    const plain = /^([\p{L}\d]{4,})\*$/u.exec(word)?.[1];
    if (!plain || index.search(word).length) return word;
    return thParted(index, plain) ?? `${plain}~${plain.length > 6 ? 2 : 1}`;
  });
  return index.search(words.join(" "));
}

/**
 * @param {{ search(query: string): unknown[] }} index
 * @param {string} word
 * @returns {string | null} the two words of which it consists (»refreshtoken«), if there are such
 */
function thParted(index, word) {
  const shortest = 4;
  for (let at = word.length - shortest; at >= shortest; at--) {
    const parts = [`${word.slice(0, at)}*`, `${word.slice(at)}*`];
    if (parts.every((part) => index.search(part).length)) return parts.join(" ");
  }
  return null;
}
