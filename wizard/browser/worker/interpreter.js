/**
 * Starts Pyodide with the files from a `Supply`, gives the engine's `answer` back, and calls what
 * comes in further archives.
 *
 * `loadPyodide` fetches its files by itself and never settles when the WebAssembly cannot be
 * compiled. So we fetch and compile, lend it the results through `fetch` and
 * `WebAssembly.instantiateStreaming`, and know ourselves what went wrong.
 *
 * @import { Call, PythonInput } from "../types.js"
 * @import { Supply } from "./supply.js"
 */

import { whole } from "../delivery.js";

const ENGINE = "/lib/engine.zip";
// Pyodide wants absolute addresses, and a worker from a `blob:` has none of its own. Nothing is
// ever asked for there: `lend` answers, and the name belongs to nobody (RFC 2606).
const HOME = "https://pyodide.invalid/";

/**
 * @typedef {(text: string, marketplace?: string, activity?: string) => string} Answer
 *   text and the answers to questions in, the diagnosis as JSON out
 */

/**
 * @typedef {object} Interpreter
 * @property {Answer} answer
 * @property {(name: string, archive: Uint8Array) => void} extend puts an archive on the path
 * @property {(call: Call, inputs: PythonInput[]) => string | Uint8Array<ArrayBuffer>} run
 */

/**
 * @param {Supply} supply
 * @param {() => void} complete called when all files are there and Python starts
 * @returns {Promise<Interpreter>}
 * @throws MissingFile, DamagedFile, WebAssembly.CompileError, or whatever stops Python
 */
export async function startInterpreter(supply, complete) {
  const compiled = compile(supply);
  const library = supply.bytes("stdlib.zip");
  const engine = supply.bytes("engine.zip");
  const files = Promise.all([compiled, library, engine]).then(complete);
  const { giveBack, broken } = lend(compiled, library);
  try {
    const python = await Promise.race([start(engine), never(files), broken]);
    return {
      answer: python.pyimport("wizard.browser.bridge").answer,
      extend: (name, archive) => extend(python, name, archive),
      run: (call, inputs) => run(python, call, inputs),
    };
  } finally {
    giveBack();
  }
}

/** @param {Supply} supply */
async function compile(supply) {
  // Compiled while it arrives, and used once the whole is known to be sound.
  const [code, copy] = (await supply.stream("python.wasm")).tee();
  const compiled = WebAssembly.compileStreaming(
    new Response(code, { headers: { "content-type": "application/wasm" } }),
  );
  compiled.catch(() => {}); // what is damaged may not compile: the check below says why
  const arrived = await whole(copy);
  const sound = await supply.sound("python.wasm", arrived);
  return sound === arrived ? compiled : WebAssembly.compile(sound);
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
 * An archive may hold modules of packages that are there already, as the engine's are.
 *
 * @param {PythonInterface} python
 * @param {string} name
 * @param {Uint8Array} archive
 */
function extend(python, name, archive) {
  python.FS.writeFile(`/lib/${name}`, archive);
  python.runPython(`
    import sys
    import wizard.browser
    sys.path.append("/lib/${name}")
    wizard.__path__.append("/lib/${name}/wizard")
    wizard.browser.__path__.append("/lib/${name}/wizard/browser")`);
}

/**
 * @param {PythonInterface} python
 * @param {Call} call
 * @param {PythonInput[]} inputs
 */
function run(python, call, inputs) {
  for (const { path, data } of inputs) {
    python.FS.mkdirTree(path.slice(0, path.lastIndexOf("/")));
    python.FS.writeFile(path, data);
  }
  const module = python.pyimport(call.module);
  try {
    const value = module[call.name]?.(...call.arguments);
    if (typeof value !== "object") return value ?? "";
    const bytes = value.toJs();
    value.destroy();
    return bytes;
  } finally {
    module.destroy();
  }
}

/**
 * Settles as the file does when it is there, and else never: what is wrong is told by `files`.
 *
 * @template T
 * @param {Promise<T>} file
 * @returns {Promise<T>}
 */
function onceThere(file) {
  return new Promise((resolve) => file.then(resolve, () => {}));
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
 * refused: this worker talks to nobody. `broken` rejects where the module cannot be made to run
 * (no memory, say), of which Pyodide would tell nobody.
 *
 * @param {Promise<WebAssembly.Module>} compiled
 * @param {Promise<Uint8Array<ArrayBuffer>>} library
 */
function lend(compiled, library) {
  const { instantiateStreaming } = WebAssembly;
  /** @type {(error: unknown) => void} */
  let fail;
  /** @type {Promise<never>} */
  const broken = new Promise((_, reject) => {
    fail = reject;
  });
  WebAssembly.instantiateStreaming = async (_response, imports) => {
    const module = await onceThere(compiled);
    try {
      return { module, instance: await WebAssembly.instantiate(module, imports) };
    } catch (error) {
      fail(error);
      return new Promise(() => {});
    }
  };
  self.fetch = async (input) => {
    const address = String(input instanceof Request ? input.url : input);
    if (address === `${HOME}stdlib.zip`) return new Response(await onceThere(library));
    if (address === `${HOME}pyodide.asm.wasm`) return new Response();
    throw new TypeError("This worker fetches nothing.");
  };
  const giveBack = () => {
    WebAssembly.instantiateStreaming = instantiateStreaming;
  };
  return { giveBack, broken };
}
