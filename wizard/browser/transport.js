/**
 * How the worker comes into being and gets its files.
 *
 * On a web server: by the addresses of the files. On `file://`, where a page may neither fetch
 * nor start a worker from a file, scripts hand the files over as base64 of gzip, and the worker
 * starts from a `blob:`. It loads those scripts itself where the browser lets it; else the page
 * does, and hands over the bytes, which costs it next to nothing. In the single file the data are
 * already in the page.
 *
 * @import { ExtraFile, ExtraSource, FromWorker, Packed, PythonFile, RuntimeFiles, Source, ToWorker } from "./types.js"
 */

import { MissingFile, fetched, inflated, sound, whole } from "./delivery.js";
import { unpacked } from "./packing.js";
import { enclosed, isSingleFile } from "./single.js";

/** @type {PythonFile[]} */
export const PYTHON_FILES = ["python.wasm", "stdlib.zip", "engine.zip"];

/** The script with the words of the answers. */
export const ANSWERS = "antworten.js";

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
 * @throws MissingFile, DamagedFile
 */
export async function openWorker(files) {
  const worker = needsData(location.protocol) ? await fromData(files) : await fromAddress(files);
  /** @type {ToWorker} */
  const start = {
    type: "start",
    source: sourceOf(files),
    expected: each((name) => expected(files, name)),
  };
  worker.postMessage(start);
  return worker;
}

/**
 * @param {RuntimeFiles} files
 * @returns {Source}
 */
function sourceOf(files) {
  if (!needsData(location.protocol)) {
    return { kind: "addresses", files: each((name) => file(files, name).address) };
  }
  return { kind: "data", scripts: importable() ? each((name) => script(files, name)) : null };
}

/**
 * Whether it is worth a try that the worker loads the data scripts by itself, which keeps them away
 * from the page: Firefox and WebKit allow it on `file://`, Chromium (the one with this property)
 * refuses. In the single file there are no scripts to load.
 */
function importable() {
  return !("userAgentData" in navigator) && !isSingleFile();
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
    ? { kind: "data", packed: await handedOver(files, name), ...about }
    : { kind: "addresses", address: file(files, name).address, ...about };
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
 * The worker's script is looked at first: what a network's sign-in page or a broken download left
 * in its place must not run. The browser then takes it from its cache.
 *
 * @param {RuntimeFiles} files
 * @returns {Promise<Worker>}
 * @throws MissingFile, DamagedFile
 */
async function fromAddress(files) {
  const { address } = file(files, "worker.js");
  await sound(await whole(await fetched(address)), expected(files, "worker.js"), address);
  return new Worker(address);
}

/**
 * A worker from a `blob:`, to which the page hands what it asks for. Where it will have to ask, the
 * files are on their way while it still reads its own script.
 *
 * @param {RuntimeFiles} files
 * @returns {Promise<Worker>}
 * @throws MissingFile, DamagedFile
 */
async function fromData(files) {
  const code = whole(inflated(await handedOver(files, "worker.js")));
  /** @type {Map<PythonFile, Promise<Packed>>} */
  const given = new Map();
  const give = (/** @type {PythonFile} */ name) => {
    const packed = given.get(name) ?? handedOver(files, name);
    given.set(name, packed);
    packed.catch(() => {}); // told when the worker asks
    return packed;
  };
  if (!importable()) PYTHON_FILES.forEach(give);

  const script = await sound(await code, expected(files, "worker.js"));
  const address = URL.createObjectURL(new Blob([script], { type: "text/javascript" }));
  const worker = new (self.NativeWorker ?? Worker)(address);
  worker.addEventListener("message", () => URL.revokeObjectURL(address), { once: true });
  worker.addEventListener("message", async ({ data }) => {
    const message = /** @type {FromWorker} */ (data);
    if (message.type !== "need") return;
    const packed = await give(message.name).catch(() => null);
    /** @type {ToWorker} */
    const answer = { type: "file", name: message.name, packed };
    worker.postMessage(answer, packed instanceof Uint8Array ? [packed.buffer] : []);
  });
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
 * The address of a file's data script.
 *
 * @param {RuntimeFiles} files
 * @param {string} name
 */
function script(files, name) {
  return file(files, `offline/${name}.js`).address;
}

/**
 * The file's data: in the single file from the page itself, else from its script.
 *
 * @param {RuntimeFiles} files
 * @param {string} name
 * @returns {Promise<Packed>}
 * @throws MissingFile
 */
async function handedOver(files, name) {
  if (isSingleFile()) return unpacked(await enclosed(name));
  if (!self.tokenhilfeDateien?.[name]) await loadScript(file(files, `offline/${name}.js`));
  const data = self.tokenhilfeDateien?.[name];
  if (!data) throw new MissingFile(name);
  // Megabytes that nobody needs twice; a second worker has them loaded again.
  delete self.tokenhilfeDateien?.[name];
  return unpacked(data);
}

/**
 * Runs a script of the site if it is what the build made, which browsers check on a web server only.
 *
 * @param {{address: string, sha256: string}} file
 * @throws MissingFile
 */
export function loadScript({ address, sha256 }) {
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = address;
    if (location.protocol !== "file:") script.integrity = `sha256-${base64(sha256)}`;
    script.onload = resolve;
    script.onerror = () => reject(new MissingFile(address));
    document.head.append(script);
    // What it brought is in a global object now; the element is of no more use.
    script.addEventListener("load", () => script.remove());
  });
}

/** @param {string} hexadecimal */
function base64(hexadecimal) {
  const bytes = hexadecimal.match(/../g) ?? [];
  return btoa(String.fromCharCode(...bytes.map((byte) => parseInt(byte, 16))));
}
