/**
 * Where the worker's files come from: fetched by their addresses; or as gzip from a data script or
 * from the page (on `file://`, where nothing can be fetched). All come out as streams.
 *
 * @import { Expected, ExtraSource, Packed, PythonFile, Source } from "../types.js"
 */

import { MissingFile, fetched, inflated, sound, whole } from "../delivery.js";

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
        : inflated(there(imported(source.scripts?.[name], name) ?? (await this.#ask(name))));
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
   * The file's bytes if they are what the build made, or those of a second try.
   *
   * @param {PythonFile} name
   * @param {Uint8Array<ArrayBuffer>} bytes
   * @throws MissingFile, DamagedFile
   */
  sound(name, bytes) {
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
function there(packed) {
  if (!packed) throw new MissingFile();
  return packed;
}
