/**
 * How the worker comes into being and gets its files.
 *
 * On a web server: by the addresses of the files. On `file://`, where a page may neither fetch
 * nor start a worker from a file, `<script>` elements hand the files over as base64 of gzip, and
 * the worker starts from a `blob:`. In a single file those data are already in the page.
 *
 * @import { ExtraFile, ExtraSource, PythonFile, RuntimeFiles, Source, ToWorker } from "./types.js"
 */

/** @type {PythonFile[]} */
export const PYTHON_FILES = ["python.wasm", "stdlib.zip", "engine.zip"];

/** The script with the words of the answers. */
export const ANSWERS = "antworten.js";

/** A file of the runtime could not be had. */
export class MissingFile extends Error {}

/**
 * Whether the files must come through the page.
 *
 * @param {string} protocol of the page's address
 */
export function needsData(protocol) {
  return protocol === "file:" || self.tokenhilfeDateien !== undefined;
}

/**
 * Starts the worker and tells it where its files are.
 *
 * @param {RuntimeFiles} files
 * @returns {Promise<Worker>}
 * @throws MissingFile
 */
export async function openWorker(files) {
  const { worker, source } = needsData(location.protocol)
    ? await fromData(files)
    : fromAddresses(files);
  /** @type {ToWorker} */
  const start = { type: "start", source, expected: each((name) => expected(files, name)) };
  worker.postMessage(start);
  return worker;
}

/**
 * Where the worker gets one more file.
 *
 * @param {RuntimeFiles} files
 * @param {ExtraFile} name
 * @returns {Promise<ExtraSource>}
 * @throws MissingFile
 */
export async function extraSource(files, name) {
  const about = { name, expected: expected(files, name) };
  return needsData(location.protocol)
    ? { kind: "data", content: await handedOver(files, name), ...about }
    : { kind: "addresses", content: file(files, name).address, ...about };
}

/**
 * @param {RuntimeFiles} files
 * @param {string} name
 */
function expected(files, name) {
  const { size, sha256 } = file(files, name);
  return { size, sha256 };
}

/**
 * The addresses that a server will be asked for, to load them while nobody waits.
 *
 * @param {RuntimeFiles} files
 */
export function addresses(files) {
  return ["worker.js", ...PYTHON_FILES, ANSWERS].map((name) => file(files, name).address);
}

/**
 * @param {RuntimeFiles} files
 * @returns {{worker: Worker, source: Source}}
 */
function fromAddresses(files) {
  return {
    worker: new Worker(file(files, "worker.js").address),
    source: { kind: "addresses", files: each((name) => file(files, name).address) },
  };
}

/**
 * @param {RuntimeFiles} files
 * @returns {Promise<{worker: Worker, source: Source}>}
 */
async function fromData(files) {
  // The worker reads its script while the other data are still on their way.
  const opening = fromBlob(files);
  const handing = Promise.all(PYTHON_FILES.map((name) => handedOver(files, name)));
  try {
    const [worker, data] = await Promise.all([opening, handing]);
    return {
      worker,
      source: { kind: "data", files: each((name) => data[PYTHON_FILES.indexOf(name)] ?? "") },
    };
  } catch (error) {
    opening.then(
      (worker) => worker.terminate(),
      () => {},
    );
    throw error;
  }
}

/** @param {RuntimeFiles} files */
async function fromBlob(files) {
  const script = await inflated(await handedOver(files, "worker.js"));
  const address = URL.createObjectURL(new Blob([script], { type: "text/javascript" }));
  const worker = new (self.NativeWorker ?? Worker)(address);
  worker.addEventListener("message", () => URL.revokeObjectURL(address), { once: true });
  return worker;
}

/**
 * @template T
 * @param {(name: PythonFile) => T} value
 */
function each(value) {
  return /** @type {Record<PythonFile, T>} */ (
    Object.fromEntries(PYTHON_FILES.map((name) => [name, value(name)]))
  );
}

/**
 * @param {RuntimeFiles} files
 * @param {string} name
 */
function file(files, name) {
  const found = files[name];
  if (!found) throw new MissingFile(name);
  return found;
}

/**
 * The file's data from the page's global object, put there by its script.
 *
 * @param {RuntimeFiles} files
 * @param {string} name
 * @returns {Promise<string>}
 */
async function handedOver(files, name) {
  if (!self.tokenhilfeDateien?.[name]) await loadScript(file(files, `offline/${name}.js`).address);
  const data = self.tokenhilfeDateien?.[name];
  if (!data) throw new MissingFile(name);
  return data;
}

/**
 * Runs a script of the site.
 *
 * @param {string} address
 * @throws MissingFile
 */
export function loadScript(address) {
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = address;
    script.onload = resolve;
    script.onerror = () => reject(new MissingFile(address));
    document.head.append(script);
    // What it brought is in a global object now; the element is of no more use.
    script.addEventListener("load", () => script.remove());
  });
}

/**
 * Base64 of gzip to text. The stream starts at a `Response`: `Blob.stream` fails in WebKit on
 * `file://`.
 *
 * @param {string} base64
 */
async function inflated(base64) {
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  const body = new Response(bytes).body;
  if (!body) throw new MissingFile();
  return new Response(body.pipeThrough(new DecompressionStream("gzip"))).text();
}
