/** What the other scripts in the worker's bundle and the build lay into the global scope. */

/** A Python object on this side, such as `bytes`. */
interface PythonObject {
  toJs(): Uint8Array<ArrayBuffer>;
  destroy(): void;
}

interface PythonInterface {
  FS: {
    writeFile(path: string, data: Uint8Array): void;
    mkdirTree(path: string): void;
  };
  runPython(code: string): unknown;
  pyimport(
    name: string,
  ): Record<string, (...values: string[]) => string | PythonObject | undefined> & PythonObject;
  pyimport(name: "wizard.browser.bridge"): {
    answer(text: string, marketplace?: string, activity?: string): string;
  };
}

/** From Pyodide's own script (`publish.runtime.scripts.worker_script`). */
declare function loadPyodide(options: {
  indexURL: string;
  stdLibURL: string;
  lockFileContents: object;
  stdout: (line: string) => void;
  stderr: (line: string) => void;
}): Promise<PythonInterface>;

/** Set while bundling: the lock of Pyodide's packages, of which we use none. */
declare const LOCK_FILE: object;
