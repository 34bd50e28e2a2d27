/**
 * Files as the build made them: fetched, or unpacked from what the page was handed, and held
 * against length and hash before they are used. For the page and the worker.
 *
 * @import { Expected, Packed } from "./types.js"
 */

import { bytesOf } from "./packing.js";

// Kept from before the worker's interpreter puts its own in this place.
const fetchNative = self.fetch.bind(self);

/** A file could not be had. */
export class MissingFile extends Error {}

/** A file is not what the build made: cut off, changed on its way, or another page in its place. */
export class DamagedFile extends Error {}

/**
 * The bytes if they are what the build made; else the file once more, past the browser's cache,
 * which would keep a damaged one for ever.
 *
 * @param {Uint8Array<ArrayBuffer>} bytes
 * @param {Expected} expected
 * @param {string} [address] where it can be fetched again
 * @returns {Promise<Uint8Array<ArrayBuffer>>}
 * @throws MissingFile, DamagedFile
 */
export async function sound(bytes, expected, address) {
  if (await matches(bytes, expected)) return bytes;
  if (address === undefined) throw new DamagedFile();
  const again = await whole(await fetched(address, "reload"));
  if (await matches(again, expected)) return again;
  throw new DamagedFile(address);
}

/**
 * @param {string} address
 * @param {RequestCache} [cache]
 * @returns {Promise<ReadableStream<Uint8Array<ArrayBuffer>>>}
 * @throws MissingFile
 */
export async function fetched(address, cache = "default") {
  const response = await fetchNative(address, { cache }).catch(() => undefined);
  if (!response?.ok || !response.body) throw new MissingFile(address);
  return response.body;
}

/**
 * What the page was handed, unpacked. The stream starts at a `Response`: `Blob.stream` fails in
 * WebKit on `file://`.
 *
 * @param {Packed} packed
 * @returns {ReadableStream<Uint8Array<ArrayBuffer>>}
 * @throws MissingFile, DamagedFile
 */
export function inflated(packed) {
  const { body } = new Response(decoded(packed));
  if (!body) throw new MissingFile();
  return body.pipeThrough(new DecompressionStream("gzip"));
}

/** @param {Packed} packed */
function decoded(packed) {
  try {
    return bytesOf(packed);
  } catch {
    throw new DamagedFile(); // signs that no base64 has
  }
}

/**
 * All bytes of a stream. One that breaks off is a file that is missing.
 *
 * @param {ReadableStream<Uint8Array<ArrayBuffer>>} stream
 * @throws MissingFile
 */
export async function whole(stream) {
  try {
    return new Uint8Array(await new Response(stream).arrayBuffer());
  } catch {
    throw new MissingFile();
  }
}

/**
 * @param {Uint8Array<ArrayBuffer>} bytes
 * @param {Expected} expected
 */
async function matches(bytes, { size, sha256 }) {
  if (bytes.length !== size) return false;
  // Over plain HTTP, but for this machine's own, browsers know no hashes: the length must do.
  if (!self.crypto?.subtle) return true;
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("") === sha256;
}
