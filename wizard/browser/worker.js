/**
 * The worker: starts Python once, then answers. Reads and writes the messages in `types.d.ts`.
 * A classic script with everything in it, so that it also runs from a `blob:` (`file://`).
 *
 * @import { ExtraSource, FailureReason, FromWorker, ToWorker } from "./types.js"
 * @import { Interpreter } from "./worker/interpreter.js"
 */

import { startInterpreter } from "./worker/interpreter.js";
import { DamagedFile, MissingFile, Supply, extraBytes } from "./worker/supply.js";

// The page hears of progress at most this often, in bytes: it draws a bar, not a film.
const STEP = 100_000;

/** @type {Promise<Interpreter> | undefined} */
let interpreter;

/** Further archives on Python's path, by name. @type {Map<string, Promise<void>>} */
const extras = new Map();

/** @param {FromWorker} message */
const tell = (message) => self.postMessage(message);

/** @param {Extract<ToWorker, {type: "start"}>} message */
async function start({ source, expected }) {
  const total = Object.values(expected).reduce((sum, { size }) => sum + size, 0);
  let loaded = 0;
  let told = 0;
  const supply = new Supply(source, expected, (bytes) => {
    loaded += bytes;
    if (loaded - told < STEP && loaded < total) return;
    told = loaded;
    tell({ type: "progress", loaded, total });
  });
  return startInterpreter(supply, () => tell({ type: "starting" }));
}

/**
 * @param {Interpreter} python
 * @param {ExtraSource} source
 */
function extended(python, source) {
  const there =
    extras.get(source.name) ??
    extraBytes(source).then((bytes) => python.extend(source.name, bytes));
  extras.set(source.name, there);
  return there;
}

/**
 * @param {unknown} error
 * @returns {FailureReason}
 */
function reasonOf(error) {
  if (error instanceof MissingFile) return "missing";
  if (error instanceof DamagedFile) return "damaged";
  // A content security policy or an administrator's setting forbids WebAssembly.
  if (error instanceof WebAssembly.CompileError || typeof WebAssembly !== "object")
    return "blocked";
  return "crashed";
}

/** @param {MessageEvent<ToWorker>} event */
self.onmessage = async ({ data }) => {
  try {
    if (data.type === "start") {
      interpreter = start(data);
      await interpreter;
      tell({ type: "ready" });
    } else if (data.type === "call") {
      if (!interpreter) return;
      const python = await interpreter;
      await extended(python, data.extra);
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
