/**
 * The address of an answer: `#fehler=<slug>&markt=<id>`. It names a finding and a marketplace,
 * never anything that was pasted.
 */

/**
 * @typedef {{finding: string, marketplace: string | null}} Target
 */

/**
 * @param {string} hash with or without `#`
 * @returns {Target | null} null: the address names no answer
 */
export function parseHash(hash) {
  const values = new URLSearchParams(hash.replace(/^#/, ""));
  const finding = values.get("fehler");
  if (!finding) return null;
  return { finding, marketplace: values.get("markt") || null };
}

/**
 * @param {Target} target
 * @returns {string} with `#`
 */
export function formatHash({ finding, marketplace }) {
  const values = new URLSearchParams({ fehler: finding });
  if (marketplace) values.set("markt", marketplace);
  return `#${values}`;
}
