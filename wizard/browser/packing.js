/**
 * Base64 of gzip, as the offline edition holds its files, and how its bytes come out of it. For page
 * and worker alike.
 *
 * @import { Packed } from "./types.js"
 */

/**
 * The bytes, where the browser decodes by itself and in no time; else the text as it is, to be
 * decoded where nobody waits (see `bytesOf`).
 *
 * @param {string} base64
 * @returns {Packed}
 */
export function unpacked(base64) {
  try {
    return decoder()?.(base64) ?? base64;
  } catch {
    return base64; // damaged: whoever decodes it can tell
  }
}

/**
 * @param {Packed} packed
 * @returns {Uint8Array<ArrayBuffer>}
 */
export function bytesOf(packed) {
  if (packed instanceof Uint8Array) return packed;
  const native = decoder();
  if (native) return native(packed);
  const binary = atob(packed);
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i);
  return bytes;
}

/** In browsers since 2025 (Chromium 140, Firefox 133, Safari 18.2). */
function decoder() {
  const { fromBase64 } = /** @type {{fromBase64?: (base64: string) => Uint8Array<ArrayBuffer>}} */ (
    /** @type {unknown} */ (Uint8Array)
  );
  return fromBase64?.bind(Uint8Array);
}
