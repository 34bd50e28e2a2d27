/**
 * Where the worker's files come from: fetched by their addresses, or handed over by the page as
 * base64 of gzip (on `file://`, where nothing can be fetched). Both come out as streams.
 *
 * @import { Expected, ExtraSource, PythonFile, Source } from "../types.js"
 */

// Kept from before the interpreter puts its own in this place.
const fetchNative = self.fetch.bind(self);

/** A file could not be had. */
export class MissingFile extends Error {}

/** A file is not what the build made: cut off, changed on its way, or another page in its place. */
export class DamagedFile extends Error {}

export class Supply {
  #source;
  #expected;
  #count;

  /**
   * @param {Source} source
   * @param {Record<PythonFile, Expected>} expected
   * @param {(bytes: number) => void} count called with the size of every piece that arrived
   */
  constructor(source, expected, count) {
    this.#source = source;
    this.#expected = expected;
    this.#count = count;
  }

  /**
   * The file's bytes as they arrive.
   *
   * @param {PythonFile} name
   * @returns {Promise<ReadableStream<Uint8Array<ArrayBuffer>>>}
   */
  async stream(name) {
    const source = this.#source;
    const whole =
      source.kind === "addresses"
        ? await fetched(source.files[name])
        : inflated(source.files[name]);
    const count = this.#count;
    return whole.pipeThrough(
      new TransformStream({
        transform(piece, controller) {
          count(piece.byteLength);
          controller.enqueue(piece);
        },
      }),
    );
  }

  /**
   * The whole file.
   *
   * @param {PythonFile} name
   * @throws MissingFile, DamagedFile
   */
  async bytes(name) {
    return this.sound(name, await whole(await this.stream(name)));
  }

  /**
   * The bytes if they are what the build made; else the file once more, past the browser's cache,
   * which would keep a damaged one for ever.
   *
   * @param {PythonFile} name
   * @param {Uint8Array<ArrayBuffer>} bytes
   * @throws MissingFile, DamagedFile
   */
  async sound(name, bytes) {
    const { kind, files } = this.#source;
    return sound(bytes, this.#expected[name], kind, files[name]);
  }
}

/**
 * A file that comes later, whole.
 *
 * @param {ExtraSource} source
 */
export async function extraBytes({ kind, content, expected }) {
  const stream = kind === "addresses" ? await fetched(content) : inflated(content);
  return sound(await whole(stream), expected, kind, content);
}

/**
 * All bytes of a stream. One that breaks off is a file that is missing.
 *
 * @param {ReadableStream<Uint8Array<ArrayBuffer>>} stream
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
 * @param {"addresses" | "data"} kind
 * @param {string} content
 */
async function sound(bytes, expected, kind, content) {
  if (await matches(bytes, expected)) return bytes;
  if (kind === "data") throw new DamagedFile();
  const again = await whole(await fetched(content, "reload"));
  if (await matches(again, expected)) return again;
  throw new DamagedFile(content);
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

/**
 * @param {string} address
 * @param {RequestCache} [cache]
 */
async function fetched(address, cache = "default") {
  const response = await fetchNative(address, { cache }).catch(() => undefined);
  if (!response?.ok || !response.body) throw new MissingFile(address);
  return response.body;
}

/** @param {string} base64 */
function inflated(base64) {
  const body = new Response(decoded(base64)).body;
  if (!body) throw new MissingFile();
  return body.pipeThrough(new DecompressionStream("gzip"));
}

/** @param {string} base64 */
function decoded(base64) {
  const binary = atob(base64);
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i);
  return bytes;
}
