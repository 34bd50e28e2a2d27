/**
 * Text files dropped or chosen. They are read here and go nowhere.
 */

// The engine reads the newest 10 MB of a text; a longer log is not even loaded.
const LONGEST = 10_000_000;

/**
 * The file's text (its end, if it is longer than the engine reads), whatever its encoding.
 *
 * @param {Blob} file
 * @returns {Promise<string>}
 */
export async function readText(file) {
  const head = new Uint8Array(await file.slice(0, 2).arrayBuffer());
  // An even number of bytes, so that UTF-16 is not cut within a character.
  const start = Math.max(0, file.size - LONGEST) & ~1;
  return decode(new Uint8Array(await file.slice(start).arrayBuffer()), head);
}

/**
 * @param {Uint8Array} bytes
 * @param {Uint8Array} head the first two bytes of the file: a byte order mark, perhaps
 */
function decode(bytes, head) {
  const mark = ((head[0] ?? 0) << 8) | (head[1] ?? 0);
  if (mark === 0xfffe) return new TextDecoder("utf-16le").decode(bytes);
  if (mark === 0xfeff) return new TextDecoder("utf-16be").decode(bytes);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(withoutHalf(bytes));
  } catch {
    return new TextDecoder("windows-1252").decode(bytes);
  }
}

/**
 * Without the rest of a character at the beginning, where a long file was cut.
 *
 * @param {Uint8Array} bytes
 */
function withoutHalf(bytes) {
  let start = 0;
  while (start < 3 && ((bytes[start] ?? 0) & 0xc0) === 0x80) start++;
  return bytes.subarray(start);
}
