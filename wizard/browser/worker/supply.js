/**
 * Where the worker's files come from: fetched by their addresses, or handed over by the page as
 * base64 of gzip (on `file://`, where nothing can be fetched). Both come out as streams.
 *
 * @import { ExtraSource, PythonFile, Source } from "../types.js"
 */

// Kept from before the interpreter puts its own in this place.
const fetchNative = self.fetch.bind(self);

/** A file could not be had. */
export class MissingFile extends Error {}

export class Supply {
  #source;
  #count;

  /**
   * @param {Source} source
   * @param {(bytes: number) => void} count called with the size of every piece that arrived
   */
  constructor(source, count) {
    this.#source = source;
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
   */
  async bytes(name) {
    return new Uint8Array(await new Response(await this.stream(name)).arrayBuffer());
  }
}

/**
 * A file that comes later, whole.
 *
 * @param {ExtraSource} source
 */
export async function extraBytes({ kind, content }) {
  const stream = kind === "addresses" ? await fetched(content) : inflated(content);
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** @param {string} address */
async function fetched(address) {
  const response = await fetchNative(address).catch(() => undefined);
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
