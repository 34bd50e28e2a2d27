/**
 * Starts Pyodide with the files from a `Supply` and gives the engine's `answer` back.
 *
 * `loadPyodide` fetches its files by itself and never settles when the WebAssembly cannot be
 * compiled. So we fetch and compile, lend it the results through `fetch` and
 * `WebAssembly.instantiateStreaming`, and know ourselves what went wrong.
 *
 * @import { Supply } from "./supply.js"
 */

const ENGINE = "/lib/engine.zip";
// Pyodide wants absolute addresses, and a worker from a `blob:` has none of its own. Nothing is
// ever asked for there: `lend` answers, and the name belongs to nobody (RFC 2606).
const HOME = "https://pyodide.invalid/";

/**
 * @typedef {(text: string, marketplace?: string, activity?: string) => string} Answer
 *   text and the answers to questions in, the diagnosis as JSON out
 */

/**
 * @param {Supply} supply
 * @param {() => void} complete called when all files are there and Python starts
 * @returns {Promise<Answer>}
 * @throws MissingFile, WebAssembly.CompileError, or whatever stops Python
 */
export async function startInterpreter(supply, complete) {
  const compiled = compile(supply);
  const library = supply.bytes("stdlib.zip");
  const engine = supply.bytes("engine.zip");
  const files = Promise.all([compiled, library, engine]).then(complete);
  const giveBack = lend(compiled, library);
  try {
    const python = await Promise.race([start(engine), never(files)]);
    return python.pyimport("wizard.browser.bridge").answer;
  } finally {
    giveBack();
  }
}

/** @param {Supply} supply */
async function compile(supply) {
  const body = await supply.stream("python.wasm");
  return WebAssembly.compileStreaming(
    new Response(body, { headers: { "content-type": "application/wasm" } }),
  );
}

/** @param {Promise<Uint8Array>} engine */
async function start(engine) {
  const python = await loadPyodide({
    indexURL: HOME,
    stdLibURL: `${HOME}stdlib.zip`,
    lockFileContents: LOCK_FILE,
    // What Python prints may repeat pasted text: none of it reaches the console.
    stdout: () => {},
    stderr: () => {},
  });
  python.FS.writeFile(ENGINE, await engine);
  // Nothing else is on the path: no folder is looked through before the archives.
  python.runPython(`
    import sys
    sys.path[:] = ["${ENGINE}", *(path for path in sys.path if path.endswith(".zip"))]
    import precompiled
    precompiled.install()`);
  return python;
}

/**
 * Rejects when `files` does, and else never settles: for a race that `start` shall win.
 *
 * @param {Promise<void>} files
 * @returns {Promise<never>}
 */
function never(files) {
  return new Promise((_, reject) => files.catch(reject));
}

/**
 * Puts our files in the place of what Pyodide would fetch. Everything else it might ask for is
 * refused: this worker talks to nobody.
 *
 * @param {Promise<WebAssembly.Module>} compiled
 * @param {Promise<Uint8Array<ArrayBuffer>>} library
 */
function lend(compiled, library) {
  const { instantiateStreaming } = WebAssembly;
  WebAssembly.instantiateStreaming = async (_response, imports) => {
    const module = await compiled;
    return { module, instance: await WebAssembly.instantiate(module, imports) };
  };
  self.fetch = async (input) => {
    const address = String(input instanceof Request ? input.url : input);
    if (address === `${HOME}stdlib.zip`) return new Response(await library);
    if (address === `${HOME}pyodide.asm.wasm`) return new Response();
    throw new TypeError("This worker fetches nothing.");
  };
  return () => {
    WebAssembly.instantiateStreaming = instantiateStreaming;
  };
}
