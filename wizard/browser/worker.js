/**
 * The worker: starts Python once, then answers. Reads and writes the messages in `types.d.ts`.
 * A classic script with everything in it, so that it also runs from a `blob:` (`file://`).
 *
 * @import { ExtraSource, FailureReason, FromWorker, Packed, PythonFile, ToWorker } from "./types.js"
 * @import { Interpreter } from "./worker/interpreter.js"
 */

import { DamagedFile, MissingFile } from "./delivery.js";
import { startInterpreter } from "./worker/interpreter.js";
import { Supply, extraBytes } from "./worker/supply.js";

// The page hears of progress at most this often, in bytes: it draws a bar, not a film.
const STEP = 100_000;

/** @type {Promise<Interpreter> | undefined} */
let interpreter;
let ready = false;

/** Files that the page was asked for. @type {Map<PythonFile, (packed: Packed | null) => void>} */
const asked = new Map();

/** Until everything that was sent along is on Python's path. @type {Promise<void>} */
let extended = Promise.resolve();

/** @param {FromWorker} message */
const tell = (message) => self.postMessage(message);

/** @param {Extract<ToWorker, {type: "start"}>} message */
async function start({ source, expected }) {
  const total = Object.values(expected).reduce((sum, { size }) => sum + size, 0);
  let loaded = 0;
  let told = 0;
  const supply = new Supply(
    source,
    expected,
    (bytes) => {
      loaded += bytes;
      if (loaded - told < STEP && loaded < total) return;
      told = loaded;
      tell({ type: "progress", loaded, total });
    },
    ask,
  );
  return startInterpreter(supply, () => tell({ type: "starting" }));
}

/**
 * @param {PythonFile} name
 * @returns {Promise<Packed | null>} null: the page has no such file
 */
function ask(name) {
  return new Promise((resolve) => {
    asked.set(name, resolve);
    tell({ type: "need", name });
  });
}

/**
 * @param {Interpreter} python
 * @param {ExtraSource[]} sources
 * @param {Promise<void>} before so that they come onto the path in the order of the calls
 */
async function extend(python, sources, before) {
  await before;
  for (const source of sources) python.extend(source.name, await extraBytes(source));
}

/**
 * @param {unknown} error
 * @returns {FailureReason}
 */
function reasonOf(error) {
  if (error instanceof MissingFile) return "missing";
  if (error instanceof DamagedFile) return "damaged";
  if (isShortOfMemory(error)) return "memory";
  // A content security policy or an administrator's setting forbids WebAssembly.
  if (typeof WebAssembly !== "object" || error instanceof WebAssembly.CompileError)
    return "blocked";
  return "crashed";
}

/**
 * The browser gives no more memory, WebAssembly gives up, or Python does.
 *
 * @param {unknown} error
 */
function isShortOfMemory(error) {
  if (!(error instanceof Error)) return false;
  const { message } = error;
  // What Python says may hold pasted text; the name of its error is a field of its own.
  if ("type" in error) return error.type === "MemoryError";
  return /out of memory|could not allocate|\bOOM\b/i.test(message);
}

/** @param {MessageEvent<ToWorker>} event */
self.onmessage = async ({ data }) => {
  try {
    if (data.type === "start") {
      interpreter = start(data);
      await interpreter;
      ready = true;
      tell({ type: "ready" });
    } else if (data.type === "file") {
      asked.get(data.name)?.(data.packed);
    } else if (data.type === "call") {
      if (!interpreter) return;
      const python = await interpreter;
      extended = extend(python, data.extra, extended);
      await extended;
      tell({ type: "result", id: data.id, value: python.run(data.call, data.inputs) });
    } else if (interpreter) {
      const { id, text, marketplace, activity } = data;
      // Python's None is JavaScript's undefined.
      const { answer } = await interpreter;
      const diagnosis = answer(text, marketplace ?? undefined, activity ?? undefined);
      tell({ type: "answer", id, diagnosis });
    }
  } catch (error) {
    // Only the reason: an error's message may repeat pasted text.
    tell({ type: "failure", reason: reasonOf(error) });
  }
};

// Pyodide leaves some of what goes wrong at its start to nobody: the page would wait in vain. And
// what nobody catches would stand in the console.
self.addEventListener("unhandledrejection", (event) => {
  event.preventDefault();
  if (!ready) tell({ type: "failure", reason: reasonOf(event.reason) });
});
