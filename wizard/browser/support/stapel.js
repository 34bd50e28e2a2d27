/**
 * A whole export of tickets, judged here: the page lays the files into Python's memory and asks for
 * one piece after the other (`desk/browser.py`), so that it can show how far it is, and stop.
 */

import { Client, Failure } from "../client.js";
import { receive } from "../handover.js";
import { archives } from "../mail.js";
import { showProgress } from "../progress.js";
import { pageAddress, runtimeFiles, siteAddress } from "../runtime.js";
import { visible } from "../signs.js";
import { copy, part, text } from "../templates.js";
import { save } from "./saving.js";

// More rows at once make the page slow, and nobody reads them.
const PAGE = 50;
// Python holds file and result in the browser's memory.
const LARGEST = 100_000_000;
const DONE = ["stapel-leer", "stapel-fertig-eines"];
const FOLDER = "/stapel";
const EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/**
 * Number, marketplace, certainty, finding, renewing, link, masked text, problem.
 *
 * @typedef {[number, string, string, string, string, string, string, string]} BatchRow
 * @typedef {{rows: BatchRow[], told: Record<string, [string, string]>, position: number, size: number | null, done: boolean, problem: string}} Piece
 * @typedef {{path: string, data: Uint8Array}} Input
 */

class Batch {
  #root;
  #client;
  /** Raised with every run: an ended one changes nothing more. */
  #run = 0;
  /** @type {Input[]} */
  #inputs = [];
  #name = "";
  /** @type {BatchRow[]} */
  #rows = [];
  /** Title and advice of each finding. @type {Map<string, [string, string]>} */
  #told = new Map();
  /** @type {BatchRow[]} */
  #shown = [];
  #first = 0;

  /** @param {HTMLElement} root */
  constructor(root) {
    this.#root = root;
    this.#client = new Client(runtimeFiles(root), (progress) =>
      showProgress(root, progress, false),
    );
    const chooser = /** @type {HTMLInputElement} */ (part(root, "dateien"));
    chooser.addEventListener("focus", () => this.#client.start());
    chooser.addEventListener("change", async () => {
      const files = [...(chooser.files ?? [])];
      await this.#open(files);
      chooser.value = "";
    });
    this.#wireDrop();
    part(root, "abbrechen").addEventListener("click", () => this.#stop());
    part(root, "neu").addEventListener("click", () =>
      this.#judge(this.#chosenColumns(), this.#chosenSheet()),
    );
    part(root, "blatt").addEventListener("change", () => this.#judge(null, this.#chosenSheet()));
    part(root, "laden").addEventListener("click", () => this.#save("csv"));
    part(root, "laden-excel").addEventListener("click", () => this.#save("excel"));
    for (const name of ["hilft", "befund"]) {
      part(root, name).addEventListener("change", () => this.#filter());
    }
    part(root, "zurueck").addEventListener("click", () => this.#turn(this.#first - PAGE));
    part(root, "vor").addEventListener("click", () => this.#turn(this.#first + PAGE));
    root.hidden = false;
    receive((files) => this.#open(files));
  }

  #wireDrop() {
    const zone = part(this.#root, "eingabe");
    zone.addEventListener("dragover", (event) => {
      event.preventDefault();
      zone.dataset["ziel"] = "";
      this.#client.start();
    });
    for (const end of ["dragleave", "drop"]) {
      zone.addEventListener(end, () => delete zone.dataset["ziel"]);
    }
    zone.addEventListener("drop", (event) => {
      event.preventDefault();
      this.#open([...(event.dataTransfer?.files ?? [])]);
    });
  }

  /** @param {File[]} files */
  async #open(files) {
    if (files.length === 0) return;
    const size = files.reduce((sum, file) => sum + file.size, 0);
    if (size > LARGEST) {
      return this.#say("stapel-gross", { mb: Math.round(size / 1e6).toLocaleString("de-DE") });
    }
    this.#client.start();
    this.#inputs = await Promise.all(
      files.map(async (file) => ({
        path: `${FOLDER}/${file.name.replace(/[/\\]/g, "_")}`,
        data: new Uint8Array(await file.arrayBuffer()),
      })),
    );
    this.#name = files.length === 1 ? (files[0]?.name ?? "") : "tickets";
    await this.#judge(null, null);
  }

  /**
   * @param {number[] | null} columns positions of the text's columns; null: to be found
   * @param {string | null} sheet of a workbook; null: to be found
   */
  async #judge(columns, sheet) {
    const run = ++this.#run;
    this.#rows = [];
    this.#told.clear();
    part(this.#root, "ergebnis").hidden = true;
    this.#setBusy(true);
    this.#say("stapel-lesen");
    try {
      // Whatever an earlier run left there would be read as well.
      await this.#call("close", [FOLDER]);
      const request = { folder: FOLDER, base: siteAddress(this.#root), columns, sheet };
      const opened = JSON.parse(
        String(await this.#call("start", [JSON.stringify(request)], this.#inputs)),
      );
      if (run !== this.#run) return;
      if (opened.problem) return this.#end("stapel-bruch", opened.problem);
      this.#showColumns(opened.columns, opened.places);
      this.#showReading(opened);
      await this.#readAll(run);
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      if (run !== this.#run) return;
      this.#end("stapel-bruch", copy(`stoerung-${error.reason}`)?.querySelector("p")?.textContent);
    }
  }

  /** @param {number} run */
  async #readAll(run) {
    for (;;) {
      /** @type {Piece} */
      const piece = JSON.parse(String(await this.#call("piece", [])));
      if (run !== this.#run) return;
      for (const row of piece.rows) this.#rows.push(row);
      for (const [finding, told] of Object.entries(piece.told)) this.#told.set(finding, told);
      this.#showStand(piece);
      if (!piece.done) continue;
      if (piece.problem) this.#end("stapel-bruch", piece.problem);
      else this.#end(DONE[this.#rows.length] ?? "stapel-fertig");
      return;
    }
  }

  /** Ends the run between two pieces; what is there stays. */
  #stop() {
    this.#run++;
    if (!this.#client.ready) this.#client.stop();
    this.#end("stapel-abgebrochen");
  }

  /**
   * @param {string} template
   * @param {string | null} [reason]
   */
  #end(template, reason) {
    this.#setBusy(false);
    this.#say(template, { anzahl: count(this.#rows.length), grund: reason ?? "" });
    if (this.#rows.length === 0) return;
    this.#showFindings();
    this.#filter();
    part(this.#root, "ergebnis").hidden = false;
    part(this.#root, "titel").focus({ preventScroll: true });
  }

  /**
   * @param {string} name
   * @param {string[]} values
   * @param {Input[]} [inputs]
   */
  #call(name, values, inputs) {
    return this.#client.call(
      { module: "desk.browser", name, arguments: values },
      inputs,
      archives(this.#inputs.map(({ path }) => path)),
    );
  }

  /** @param {boolean} busy */
  #setBusy(busy) {
    part(this.#root, "abbrechen").hidden = !busy;
    if (this.#client.ready) showProgress(this.#root, { state: "ready" }, busy);
    if (busy && this.#client.ready) part(this.#root, "stand").textContent = text("stapel-lesen");
  }

  /** @param {Piece} piece */
  #showStand({ position, size }) {
    part(this.#root, "fortschritt").hidden = false;
    const bar = /** @type {HTMLProgressElement} */ (part(this.#root, "balken"));
    if (size) {
      bar.max = size;
      bar.value = position;
    }
    part(this.#root, "stand").textContent = text("stapel-stand", {
      anzahl: count(this.#rows.length),
    });
  }

  /**
   * @param {string[]} names
   * @param {number[]} places
   */
  #showColumns(names, places) {
    const boxes = names.map((name, index) => {
      const label = document.createElement("label");
      const box = document.createElement("input");
      Object.assign(box, { type: "checkbox", value: String(index) });
      box.checked = places.includes(index);
      label.append(box, ` ${visible(name)}`);
      return label;
    });
    part(this.#root, "auswahl").replaceChildren(...boxes);
  }

  /**
   * How it is read, and which sheets there are to choose from.
   *
   * @param {{note: string, sheets: string[], sheet: string | null}} opened
   */
  #showReading({ note, sheets, sheet }) {
    part(this.#root, "gelesen").textContent = note;
    part(this.#root, "gelesen").hidden = !note;
    part(this.#root, "blattwahl").hidden = sheets.length < 2;
    const select = /** @type {HTMLSelectElement} */ (part(this.#root, "blatt"));
    select.replaceChildren(...sheets.map((name) => new Option(name)));
    if (sheet !== null) select.value = sheet;
  }

  #chosenSheet() {
    const select = /** @type {HTMLSelectElement} */ (part(this.#root, "blatt"));
    return select.options.length > 1 ? select.value : null;
  }

  #chosenColumns() {
    const boxes = part(this.#root, "auswahl").querySelectorAll("input");
    const chosen = [...boxes].filter(({ checked }) => checked).map(({ value }) => Number(value));
    return chosen.length > 0 ? chosen : null;
  }

  /** The findings that there are, the most frequent first. */
  #showFindings() {
    /** @type {Map<string, number>} */
    const counts = new Map();
    for (const [, , , finding] of this.#rows) counts.set(finding, (counts.get(finding) ?? 0) + 1);
    const select = /** @type {HTMLSelectElement} */ (part(this.#root, "befund"));
    select.length = 1;
    for (const [finding, number] of [...counts].sort((a, b) => b[1] - a[1])) {
      if (!finding) continue;
      const titel = this.#told.get(finding)?.[0] ?? finding;
      select.add(new Option(text("stapel-zahl", { titel, anzahl: count(number) }), finding));
    }
  }

  #filter() {
    const value = (/** @type {string} */ name) =>
      /** @type {HTMLSelectElement} */ (part(this.#root, name)).value;
    const renew = value("hilft");
    const finding = value("befund");
    this.#shown = this.#rows.filter(
      (row) => (!renew || row[4] === renew) && (!finding || row[3] === finding),
    );
    this.#turn(0);
  }

  /** @param {number} first the row that the page begins with */
  #turn(first) {
    const number = this.#shown.length;
    this.#first = Math.max(0, first < number ? first : this.#first);
    const rows = this.#shown.slice(this.#first, this.#first + PAGE);
    part(this.#root, "zeilen").replaceChildren(...rows.map((row) => this.#rowElement(row)));
    const last = this.#first + rows.length;
    part(this.#root, "seite").textContent = number
      ? text("stapel-seite", {
          von: count(this.#first + 1),
          bis: count(last),
          anzahl: count(number),
        })
      : text("stapel-keine");
    /** @type {HTMLButtonElement} */ (part(this.#root, "zurueck")).disabled = this.#first === 0;
    /** @type {HTMLButtonElement} */ (part(this.#root, "vor")).disabled = last >= number;
  }

  /** @param {BatchRow} row */
  #rowElement([number, marketplace, certainty, finding, renew, link, masked, problem]) {
    const element = copy("vorlage-zeile") ?? new DocumentFragment();
    const [title, advice] = this.#told.get(finding) ?? ["", ""];
    part(element, "nummer").textContent = String(number);
    part(element, "plattform").textContent = marketplace || certainty;
    const anchor = part(element, "befund");
    anchor.textContent = title;
    anchor.setAttribute("href", pageAddress(this.#root, link));
    part(element, "rat").textContent = advice;
    part(element, "problem").textContent = visible(problem);
    part(element, "hilft").replaceChildren(copy(`marke-${renew}`) ?? "");
    part(element, "text").textContent = visible(masked);
    return element;
  }

  /** @param {"csv" | "excel"} kind */
  async #save(kind) {
    try {
      const content = await this.#call(kind, []);
      // Signs that nobody sees turn a name around, so that it seems to end otherwise.
      const shown = this.#name.replace(/\p{C}/gu, "").replace(/\.\w+$/, "");
      const name = `${shown || "tickets"}-tokenhilfe`;
      if (kind === "csv") save(`${name}.csv`, "text/csv;charset=utf-8", content);
      else save(`${name}.xlsx`, EXCEL, content);
      this.#say("stapel-gespeichert");
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      this.#say("stapel-nicht-gespeichert");
    }
  }

  /**
   * @param {string} template
   * @param {Record<string, string>} [values]
   */
  #say(template, values) {
    part(this.#root, "meldung").textContent = text(template, values);
  }
}

/** @param {number} number */
function count(number) {
  return number.toLocaleString("de-DE");
}

const root = document.querySelector("[data-werkzeug=stapel]");
if (root instanceof HTMLElement) new Batch(root);
