/**
 * The page's view of Python: start it, ask it, notice when it fails. One worker at a time; one
 * that hangs or dies is ended, and the next question starts a new one.
 *
 * @import { Call, Diagnosis, ExtraFile, FailureReason, FromWorker, PythonInput, RuntimeFiles, ToWorker } from "./types.js"
 */

import { DamagedFile, MissingFile } from "./delivery.js";
import { extraSource, openWorker } from "./transport.js";

/**
 * How long nothing may happen, in milliseconds: no new bytes; no sign that Python has started
 * (a slow phone takes some ten seconds); no answer, and so much longer for each million characters
 * or bytes that are asked about.
 */
export const PATIENCE = { loading: 45_000, starting: 90_000, answering: 30_000, million: 15_000 };

/** Python cannot answer; `reason` says why. */
export class Failure extends Error {
  /** @param {FailureReason} reason */
  constructor(reason) {
    super(reason);
    this.reason = reason;
  }
}

/**
 * @typedef {{state: "loading", loaded: number, total: number}
 *   | {state: "starting"} | {state: "ready"} | {state: "off"}} Progress
 */

export class Client {
  #files;
  #listen;
  /** @type {Promise<Worker> | undefined} */
  #worker;
  /** Raised with every worker, so that a late message of an ended one is not heard. */
  #generation = 0;
  #ready = false;
  /** Whether this worker has said anything yet. */
  #heard = false;
  /** What this worker has been given beside the engine. @type {Set<ExtraFile>} */
  #given = new Set();
  #lastId = 0;
  /**
   * How long each question may take that the worker was given and has not answered yet: also one that was
   * dropped, since the worker does one after the other. @type {Map<number, number>}
   */
  #open = new Map();
  /** @type {{id: number, resolve: (value: string | Uint8Array<ArrayBuffer>) => void, reject: (failure: Failure) => void} | undefined} */
  #waiting;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /**
   * @param {RuntimeFiles} files
   * @param {(progress: Progress) => void} listen
   */
  constructor(files, listen) {
    this.#files = files;
    this.#listen = listen;
  }

  /** Whether an answer needs no more loading. */
  get ready() {
    return this.#ready;
  }

  /** Starts Python unless it runs or is on its way. Failures show when it is asked. */
  start() {
    if (this.#worker) return;
    const generation = ++this.#generation;
    this.#listen({ state: "loading", loaded: 0, total: 0 });
    this.#wait(PATIENCE.loading, "slow");
    const worker = openWorker(this.#files);
    this.#worker = worker;
    worker.then(
      (opened) => {
        if (generation !== this.#generation) return opened.terminate();
        opened.onmessage = ({ data }) => {
          if (generation === this.#generation) this.#hear(data);
        };
        opened.onerror = (event) => {
          event.preventDefault();
          // The script is sound: before its first message only the browser can be what stops it.
          if (generation === this.#generation) this.#fail(this.#heard ? "crashed" : "blocked");
        };
      },
      (error) => {
        if (generation !== this.#generation) return;
        this.#fail(reasonOf(error));
      },
    );
    this.#heard = false;
    this.#given = new Set();
    this.#open = new Map();
  }

  /**
   * Asks Python. A question that is still open is dropped: its promise rejects as "stopped".
   *
   * @param {string} text
   * @param {string | null} marketplace
   * @param {string | null} activity
   * @returns {Promise<Diagnosis>}
   * @throws Failure
   */
  async diagnose(text, marketplace, activity) {
    const answer = await this.#ask(text.length, async (id) => ({
      type: "diagnose",
      id,
      text,
      marketplace,
      activity,
    }));
    return JSON.parse(String(answer));
  }

  /**
   * Calls a function of the desk's part of Python. Drops an open question as `diagnose` does.
   *
   * @param {Call} call
   * @param {PythonInput[]} [inputs] files that it will read
   * @param {ExtraFile[]} [wanted] archives that it needs
   * @returns {Promise<string | Uint8Array<ArrayBuffer>>}
   * @throws Failure
   */
  call(call, inputs = [], wanted = ["desk.zip"]) {
    const given = [...call.arguments, ...inputs.map(({ data }) => data)];
    const size = given.reduce((sum, { length }) => sum + length, 0);
    return this.#ask(size, async (id) => {
      const missing = wanted.filter((name) => !this.#given.has(name));
      const extra = await Promise.all(missing.map((name) => extraSource(this.#files, name)));
      return { type: "call", id, call, extra, inputs };
    });
  }

  /**
   * @param {number} size of what is asked about, in characters or bytes
   * @param {(id: number) => Promise<ToWorker>} question
   * @returns {Promise<string | Uint8Array<ArrayBuffer>>}
   */
  #ask(size, question) {
    this.#waiting?.reject(new Failure("stopped"));
    const id = ++this.#lastId;
    /** @type {Promise<string | Uint8Array<ArrayBuffer>>} */
    const answer = new Promise((resolve, reject) => {
      this.#waiting = { id, resolve, reject };
    });
    this.start();
    this.#open.set(id, PATIENCE.answering + (PATIENCE.million * size) / 1e6);
    if (this.#ready) this.#waitForAnswer();
    this.#worker?.then(
      async (worker) => {
        try {
          const message = await question(id);
          if (this.#waiting?.id !== id) return void this.#open.delete(id);
          worker.postMessage(message);
          if (message.type === "call") for (const { name } of message.extra) this.#given.add(name);
        } catch {
          if (this.#waiting?.id === id) this.#fail("missing");
        }
      },
      () => {}, // told by `start`
    );
    return answer;
  }

  /** Ends Python; an open question rejects as "stopped". */
  stop() {
    this.#fail("stopped");
  }

  /** @param {FromWorker} message */
  #hear(message) {
    this.#heard = true;
    switch (message.type) {
      case "progress":
        this.#wait(PATIENCE.loading, "slow");
        this.#listen({ state: "loading", loaded: message.loaded, total: message.total });
        break;
      case "starting":
        this.#wait(PATIENCE.starting, "hanging");
        this.#listen({ state: "starting" });
        break;
      case "ready":
        this.#ready = true;
        this.#listen({ state: "ready" });
        if (this.#waiting) this.#waitForAnswer();
        else clearTimeout(this.#timer);
        break;
      case "answer":
      case "result":
        this.#open.delete(message.id);
        if (message.id !== this.#waiting?.id) break;
        clearTimeout(this.#timer);
        this.#waiting.resolve("value" in message ? message.value : message.diagnosis);
        this.#waiting = undefined;
        break;
      case "failure":
        this.#fail(message.reason);
    }
  }

  #waitForAnswer() {
    const time = [...this.#open.values()].reduce((sum, one) => sum + one, 0);
    this.#wait(time, "hanging");
  }

  /**
   * @param {number} time
   * @param {FailureReason} reason
   */
  #wait(time, reason) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#fail(reason), time);
  }

  /** @param {FailureReason} reason */
  #fail(reason) {
    clearTimeout(this.#timer);
    this.#generation++;
    this.#worker?.then(
      (worker) => worker.terminate(),
      () => {},
    );
    this.#worker = undefined;
    this.#ready = false;
    const waiting = this.#waiting;
    this.#waiting = undefined;
    this.#listen({ state: "off" });
    waiting?.reject(new Failure(reason));
  }
}

/**
 * @param {unknown} error why there is no worker
 * @returns {FailureReason}
 */
function reasonOf(error) {
  if (error instanceof MissingFile) return "missing";
  return error instanceof DamagedFile ? "damaged" : "blocked";
}
