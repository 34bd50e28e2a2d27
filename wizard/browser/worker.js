/**
 * The worker: starts Python once, then answers. Reads and writes the messages in `types.d.ts`.
 * A classic script with everything in it, so that it also runs from a `blob:` (`file://`).
 *
 * @import { FailureReason, FromWorker, ToWorker } from "./types.js"
 * @import { Answer } from "./worker/interpreter.js"
 */

import { startInterpreter } from "./worker/interpreter.js";
import { MissingFile, Supply } from "./worker/supply.js";

// The page hears of progress at most this often, in bytes: it draws a bar, not a film.
const STEP = 100_000;

/** @type {Promise<Answer> | undefined} */
let answer;

/** @param {FromWorker} message */
const tell = (message) => self.postMessage(message);

/** @param {Extract<ToWorker, {type: "start"}>} message */
async function start({ source, sizes }) {
  const total = Object.values(sizes).reduce((sum, size) => sum + size, 0);
  let loaded = 0;
  let told = 0;
  const supply = new Supply(source, (bytes) => {
    loaded += bytes;
    if (loaded - told < STEP && loaded < total) return;
    told = loaded;
    tell({ type: "progress", loaded, total });
  });
  return startInterpreter(supply, () => tell({ type: "starting" }));
}

/**
 * @param {unknown} error
 * @returns {FailureReason}
 */
function reasonOf(error) {
  if (error instanceof MissingFile) return "missing";
  // A content security policy or an administrator's setting forbids WebAssembly.
  if (error instanceof WebAssembly.CompileError || typeof WebAssembly !== "object")
    return "blocked";
  return "crashed";
}

/** @param {MessageEvent<ToWorker>} event */
self.onmessage = async ({ data }) => {
  try {
    if (data.type === "start") {
      answer = start(data);
      await answer;
      tell({ type: "ready" });
    } else if (answer) {
      const { id, text, marketplace, activity } = data;
      // Python's None is JavaScript's undefined.
      const diagnosis = (await answer)(text, marketplace ?? undefined, activity ?? undefined);
      tell({ type: "answer", id, diagnosis });
    }
  } catch (error) {
    // Only the reason: an error's message may repeat pasted text.
    tell({ type: "failure", reason: reasonOf(error) });
  }
};
