// Measures the engine in Pyodide under Node: the archive the browser gets, without a browser.
//   node bench/pyodide.mjs <folder of pyodide> <engine.zip> <stopwatch.py> <texts.json>
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const [folder, engine, stopwatch, texts] = process.argv.slice(2).map((path) => resolve(path));
const { loadPyodide } = await import(pathToFileURL(join(folder, "pyodide.mjs")).href);
const python = await loadPyodide({ indexURL: `${folder}/` });
python.FS.writeFile("/lib/engine.zip", readFileSync(engine));
python.FS.writeFile("/lib/stopwatch.py", readFileSync(stopwatch));
python.FS.writeFile("/lib/texts.json", readFileSync(texts));
// Seconds of the processor, as Node counts them: a busy machine makes the time of day useless.
function clock() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}
const started = clock();
python.runPython(`
import sys
sys.path[:0] = ["/lib/engine.zip", "/lib"]
import precompiled
precompiled.install()
import wizard.browser.bridge`);
const ready = clock() - started;
const { run } = python.pyimport("stopwatch");
const measured = JSON.parse(run("/lib/texts.json", clock));
console.log(JSON.stringify({ ...measured, ready, version: python.version }));
