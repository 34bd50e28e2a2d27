/**
 * Where the worker's files come from: fetched by their addresses; or as gzip from a data script or
 * from the page (on `file://`, where nothing can be fetched). All come out as streams.
 *
 * @import { Expected, ExtraSource, Packed, PythonFile, Source } from "../types.js"
 */

import { bytesOf } from "../packing.js";

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
  #ask;

  /**
   * @param {Source} source
   * @param {Record<PythonFile, Expected>} expected
   * @param {(bytes: number) => void} count called with the size of every piece that arrived
   * @param {(name: PythonFile) => Promise<Packed | null>} ask has the page hand a file over
   */
  constructor(source, expected, count, ask) {
    this.#source = source;
    this.#expected = expected;
    this.#count = count;
    this.#ask = ask;
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
        : inflated(imported(source.scripts?.[name], name) ?? (await this.#ask(name)));
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
    const source = this.#source;
    const address = source.kind === "addresses" ? source.files[name] : undefined;
    return sound(bytes, this.#expected[name], address);
  }
}

/**
 * A file that comes later, whole.
 *
 * @param {ExtraSource} source
 */
export async function extraBytes(source) {
  const address = source.kind === "addresses" ? source.address : undefined;
  const stream =
    source.kind === "addresses" ? await fetched(source.address) : inflated(source.packed);
  return sound(await whole(stream), source.expected, address);
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
 * @param {string | undefined} address where it can be had again
 */
async function sound(bytes, expected, address) {
  if (await matches(bytes, expected)) return bytes;
  if (!address) throw new DamagedFile();
  const again = await whole(await fetched(address, "reload"));
  if (await matches(again, expected)) return again;
  throw new DamagedFile(address);
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

let admitted = "";
/** @type {unknown} */
let trusted;

/** Lets one script be loaded: the one that is loaded now. */
function policy() {
  return Reflect.get(self, "trustedTypes")?.createPolicy("default", {
    /** @param {string} address */
    createScriptURL: (address) => (address === admitted ? address : null),
  });
}

/**
 * What a data script holds, where a worker may load one on `file://`.
 *
 * @param {string | undefined} address
 * @param {string} name
 * @returns {string | undefined}
 */
function imported(address, name) {
  if (!address) return undefined;
  try {
    // The page's policy holds here too: where trusted types are known, text alone loads nothing.
    trusted ??= policy();
    admitted = address;
    importScripts(address);
  } catch {
    return undefined; // not allowed, or not there: the page tries, and can tell
  } finally {
    admitted = "";
  }
  const data = self.tokenhilfeDateien?.[name];
  delete self.tokenhilfeDateien?.[name];
  return data;
}

/** @param {Packed | null} packed */
function inflated(packed) {
  if (!packed) throw new MissingFile();
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
