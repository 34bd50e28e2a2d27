/**
 * The page's side of the assistant: field, progress, answers, history. Everything that is said
 * stands in the page's templates (`overrides/partials/assistant.html`); Python runs in a worker.
 *
 * @import { Target } from "./address.js"
 * @import { Given } from "./answer.js"
 * @import { Progress } from "./client.js"
 * @import { Written } from "./copies.js"
 * @import { FailureReason } from "./types.js"
 */

import { formatHash, parseHash } from "./address.js";
import { answerElement } from "./answer.js";
import { finding, haveAnswers, loadAnswers } from "./answers.js";
import { Client, Failure } from "./client.js";
import { directAnswer } from "./direct.js";
import { tellHeight } from "./embedding.js";
import { readText } from "./files.js";
import { handOver, isExport } from "./handover.js";
import { isMail, readMail } from "./mail.js";
import { showProgress } from "./progress.js";
import { runtimeFiles, siteAddress } from "./runtime.js";
import { addresses, needsData } from "./transport.js";
import { copy, part, text } from "./templates.js";

// A longer text is named instead of shown: a field with a million characters makes the page slow.
const SHOWN = 200_000;
// So many characters of pasted texts are kept to go back to: a tab has but so much memory.
const REMEMBERED = 20_000_000;

/**
 * @typedef {object} Asked what was asked, to ask it again with an answer to a question
 * @property {string} text
 * @property {string | null} marketplace
 * @property {string | null} activity
 */

class Assistant {
  #root;
  #field;
  #client;
  #files;
  /** A text too long for the field. @type {string | null} */
  #attached = null;
  /** What was dropped and holds many tickets. @type {File[]} */
  #export = [];
  /** Answers by their number in the history's state: what was pasted stays in this page's memory. */
  /** @type {Map<number, Given & {asked: Asked}>} */
  #answers = new Map();
  /** The number of the last answer; none is given twice, since the history keeps them. */
  #last = 0;
  #busy = false;
  /** Raised with every question: an answer to an older one changes nothing on the page. */
  #turn = 0;
  /** What is being asked: a text to copy is written afterwards, so that it drops no question. */
  #asking = Promise.resolve();
  /** The text that is being written: one after the other. @type {Promise<unknown>} */
  #writing = Promise.resolve();

  /** @param {HTMLElement} root */
  constructor(root) {
    this.#root = root;
    this.#files = runtimeFiles(root);
    this.#field = /** @type {HTMLTextAreaElement} */ (part(root, "meldung"));
    this.#client = new Client(this.#files, (progress) => this.#showProgress(progress));
    this.#wire();
    this.#preload();
    this.#openAddress(false);
    root.dataset["bereit"] = "";
  }

  #wire() {
    const field = this.#field;
    const start = () => {
      this.#client.start();
      // What fails shows when the words are needed.
      this.#loadWords().catch(() => {});
    };
    for (const intent of ["focus", "input", "paste"]) field.addEventListener(intent, start);
    field.addEventListener("paste", (event) => {
      const pasted = event.clipboardData?.getData("text/plain") ?? "";
      if (pasted.length > SHOWN) {
        event.preventDefault();
        this.#attach("name-eingefuegt", { anzahl: pasted.length.toLocaleString("de-DE") }, pasted);
        this.#check();
        return;
      }
      // A paste into the empty field is the whole message: no button needs to be looked for.
      if (field.value.trim() === "") setTimeout(() => this.#check());
    });
    field.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) this.#check();
    });
    field.addEventListener("input", () => this.#detach());
    const check = part(this.#root, "pruefen");
    check.addEventListener("pointerdown", start);
    check.addEventListener("click", () => this.#check());
    part(this.#root, "beispiel").addEventListener("click", () => {
      this.#detach();
      field.value = (copy("beispiel-meldung")?.textContent ?? "").trim();
      this.#check();
    });
    part(this.#root, "leeren").addEventListener("click", () => this.#clear());
    part(this.#root, "abbrechen").addEventListener("click", () => this.#client.stop());
    const chooser = /** @type {HTMLInputElement} */ (part(this.#root, "datei"));
    chooser.addEventListener("change", () => {
      const file = chooser.files?.[0];
      chooser.value = "";
      if (file) this.#read(file);
    });
    this.#wireDrop();
    addEventListener("popstate", () => this.#openAddress(true));
  }

  #wireDrop() {
    const zone = part(this.#root, "eingabe");
    zone.addEventListener("dragenter", () => this.#client.start());
    zone.addEventListener("dragover", (event) => {
      if (![...(event.dataTransfer?.types ?? [])].includes("Files")) return;
      event.preventDefault();
      zone.dataset["ziel"] = "";
    });
    for (const end of ["dragleave", "drop"]) {
      zone.addEventListener(end, () => delete zone.dataset["ziel"]);
    }
    zone.addEventListener("drop", (event) => {
      const files = [...(event.dataTransfer?.files ?? [])];
      if (!files[0]) return; // dropped text goes into the field by itself
      event.preventDefault();
      if (isExport(files)) this.#offerAll(files);
      else this.#read(files[0]);
    });
    part(this.#root, "export-alle").addEventListener("click", () => {
      if (!handOver(this.#root, this.#export)) {
        part(this.#root, "export-satz").textContent = text("export-selbst");
        part(this.#root, "export-alle").hidden = true;
        part(this.#root, "export-weg").hidden = false;
      }
    });
    part(this.#root, "export-eine").addEventListener("click", () => {
      const file = this.#export[0];
      if (file) this.#read(file);
    });
  }

  /** @param {File[]} files that hold many tickets */
  #offerAll(files) {
    this.#clear();
    this.#export = files;
    const name = files.length === 1 ? (files[0]?.name ?? "") : "";
    const number = files.length.toLocaleString("de-DE");
    part(this.#root, "export-satz").textContent = name
      ? text("export-datei", { name })
      : text("export-dateien", { anzahl: number });
    // Of a workbook no text can be read.
    part(this.#root, "export-eine").hidden = !name || /\.xls[xmb]?$/i.test(name);
    part(this.#root, "export").hidden = false;
    part(this.#root, "export-weg").hidden = true;
    const all = part(this.#root, "export-alle");
    all.hidden = false;
    all.focus();
  }

  /** @param {File} file */
  async #read(file) {
    this.#client.start();
    const content = await (isMail(file.name) ? this.#mailText(file) : this.#fileText(file));
    if (content === null) return;
    part(this.#root, "export").hidden = true;
    if (content.length <= SHOWN) {
      this.#detach();
      this.#field.value = content;
    } else {
      const mb = (file.size / 1e6).toLocaleString("de-DE", { maximumFractionDigits: 1 });
      this.#attach("name-datei", { name: file.name, mb }, content);
    }
    await this.#check();
  }

  /**
   * The text of a file; null when meanwhile something else was asked, or everything emptied.
   *
   * @param {File} file
   */
  async #fileText(file) {
    const turn = ++this.#turn;
    const content = await readText(file);
    return turn === this.#turn ? content : null;
  }

  /**
   * The text of a message that a mail program saved; null when it cannot be had, which is said.
   *
   * @param {File} file
   */
  async #mailText(file) {
    this.#clear();
    const turn = ++this.#turn;
    this.#setBusy(true);
    try {
      const read = await readMail(this.#client, file);
      if (turn !== this.#turn) return null;
      if ("text" in read) return read.text;
      part(this.#root, "dateiname").textContent = text("mail-unlesbar", { name: file.name });
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      if (turn === this.#turn) this.#showFailure(error.reason, () => this.#read(file));
    } finally {
      if (turn === this.#turn) this.#setBusy(false);
    }
    return null;
  }

  /**
   * Takes a text that is too long for the field.
   *
   * @param {string} template what is shown in its place
   * @param {Record<string, string>} values
   * @param {string} content
   */
  #attach(template, values, content) {
    this.#field.value = "";
    this.#attached = content;
    part(this.#root, "dateiname").textContent = text(template, values);
  }

  #detach() {
    this.#attached = null;
    this.#export = [];
    part(this.#root, "export").hidden = true;
    part(this.#root, "dateiname").textContent = "";
  }

  #clear() {
    // What is still being asked answers to nobody.
    this.#turn++;
    if (this.#busy) this.#setBusy(false);
    this.#detach();
    this.#field.value = "";
    // Nothing pasted is left: going back then shows what the address says, and no more.
    this.#answers.clear();
    this.#hideAnswer();
    if (location.hash) history.pushState(null, "", location.pathname + location.search);
    this.#say("status-leer");
    this.#field.focus();
  }

  /** Loads the runtime's files into the browser's cache while nothing else is to do. */
  #preload() {
    if (needsData(location.protocol)) return;
    const connection = /** @type {{connection?: {saveData?: boolean, effectiveType?: string}}} */ (
      navigator
    ).connection;
    if (connection?.saveData || connection?.effectiveType?.includes("2g")) return;
    const load = () => {
      for (const address of addresses(this.#files)) {
        const link = document.createElement("link");
        link.rel = "prefetch";
        link.href = address;
        document.head.append(link);
      }
    };
    const whenIdle = () =>
      "requestIdleCallback" in self ? requestIdleCallback(load) : setTimeout(load, 1000);
    if (document.readyState === "complete") whenIdle();
    else addEventListener("load", whenIdle, { once: true });
  }

  /** Asks about what is in the field (or the file). */
  async #check() {
    const pasted = (this.#attached ?? this.#field.value).replace(/[\uD800-\uDFFF]/gu, "\uFFFD");
    await this.#ask({ text: pasted, marketplace: null, activity: null });
  }

  /** @param {Asked} asked */
  #ask(asked) {
    this.#asking = this.#answer(asked, ++this.#turn);
    return this.#asking;
  }

  /**
   * @param {Asked} asked
   * @param {number} turn
   */
  async #answer(asked, turn) {
    this.#setBusy(true);
    try {
      const { text: pasted, marketplace, activity } = asked;
      const [diagnosis] = await Promise.all([
        this.#client.diagnose(pasted, marketplace, activity),
        this.#loadWords(),
      ]);
      if (turn !== this.#turn) return;
      const id = diagnosis.findings[0]?.id;
      // The site was built anew while this page was open: its texts are no longer Python's.
      if (diagnosis.knowledge !== text("wissen") || !finding(id)) {
        throw new Failure("outdated");
      }
      this.#setBusy(false);
      this.#remember({ diagnosis, text: pasted, asked });
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      if (turn !== this.#turn) return;
      this.#setBusy(false);
      this.#showFailure(error.reason, () => this.#ask(asked));
    }
  }

  /**
   * The words of the answers.
   *
   * @returns {Promise<void>}
   * @throws Failure
   */
  async #loadWords() {
    try {
      await loadAnswers(this.#files);
    } catch {
      throw new Failure("missing");
    }
  }

  /** @param {Given & {asked: Asked}} given */
  #remember(given) {
    const number = ++this.#last;
    this.#answers.set(number, given);
    this.#forgetOldest();
    const hash = formatHash({
      finding: given.diagnosis.findings[0]?.id ?? "",
      marketplace: given.diagnosis.marketplace.id,
    });
    history.pushState({ antwort: number }, "", hash);
    this.#showAnswer(given, given.asked);
  }

  /** Going back to an answer that was forgotten shows what its address says. */
  #forgetOldest() {
    let kept = 0;
    for (const [number, { text: pasted }] of [...this.#answers].reverse()) {
      kept += pasted?.length ?? 0;
      if (kept > REMEMBERED && number !== this.#last) this.#answers.delete(number);
    }
  }

  /**
   * Shows what the address and the history's state say.
   *
   * @param {boolean} moved whether the reader went back or forward
   */
  #openAddress(moved) {
    const remembered = this.#answers.get(history.state?.antwort);
    if (remembered) return this.#showAnswer(remembered, remembered.asked);
    const target = parseHash(location.hash);
    if (!target) {
      // A place on this page (»Zum Inhalt«) leaves what is shown; what is meant as an answer and
      // names none (`#markt=ebay`) must not stand above the answer to something else.
      if (moved && (!location.hash || location.hash.includes("="))) this.#hideAnswer();
      return;
    }
    if (!haveAnswers()) {
      const turn = this.#turn;
      const open = () => {
        // Meanwhile something may have been asked.
        if (turn === this.#turn) this.#openAddress(moved);
      };
      this.#loadWords().then(open, () => this.#showFailure("missing", open));
      return;
    }
    const diagnosis = directAnswer(target);
    if (diagnosis) this.#showAnswer({ diagnosis, text: null }, target);
    else this.#show(copy("vorlage-unbekannt") ?? new DocumentFragment(), "status-unbekannt");
  }

  /**
   * @param {Given} given
   * @param {Asked | Target} origin
   */
  #showAnswer(given, origin) {
    const element = answerElement(given, {
      write: (kind) => this.#write(kind, given),
      choose: (question, choice) => {
        if ("text" in origin) {
          this.#ask({ ...origin, [question]: choice });
        } else {
          history.pushState(null, "", formatHash({ ...origin, marketplace: choice }));
          this.#openAddress(true);
        }
      },
    });
    const asks = given.diagnosis.next.type === "question";
    this.#show(element, asks ? "status-frage" : "status-antwort", true);
  }

  /**
   * Has Python write a text to copy.
   *
   * @param {string} kind
   * @param {Given} given
   * @returns {Promise<Written>}
   */
  #write(kind, { diagnosis, text: pasted }) {
    const request = { kind, diagnosis, text: pasted ?? "", base: siteAddress(this.#root) };
    const call = {
      module: "wizard.browser.desk",
      name: "text",
      arguments: [JSON.stringify(request)],
    };
    const turn = this.#turn;
    const written = this.#writing.then(async () => {
      await this.#asking;
      // Meanwhile something else was asked: nobody sees this text any more.
      if (turn !== this.#turn) throw new Failure("stopped");
      return JSON.parse(String(await this.#client.call(call)));
    });
    this.#writing = written.catch(() => {});
    return written;
  }

  /**
   * @param {FailureReason} reason
   * @param {() => void} again what the reader can have tried once more
   */
  #showFailure(reason, again) {
    const element = copy("vorlage-stoerung") ?? new DocumentFragment();
    const words = copy(`stoerung-${reason}`);
    if (words) part(element, "grund").replaceWith(words);
    part(element, "nochmal").addEventListener("click", again);
    this.#show(element, "status-stoerung");
  }

  /**
   * @param {DocumentFragment} element
   * @param {string} message the template with what is said to a screen reader
   * @param {boolean} [answered]
   */
  #show(element, message, answered = false) {
    const place = part(this.#root, "antwort");
    place.replaceChildren(element);
    place.hidden = false;
    // The links by platform are the way on where there is no answer.
    part(this.#root, "ohne-meldung").hidden = answered;
    this.#say(message);
    const heading = place.querySelector("h2");
    heading?.focus({ preventScroll: true });
    heading?.scrollIntoView({ block: "start" });
  }

  #hideAnswer() {
    const place = part(this.#root, "antwort");
    place.replaceChildren();
    place.hidden = true;
    part(this.#root, "ohne-meldung").hidden = false;
  }

  /** @param {boolean} busy */
  #setBusy(busy) {
    this.#busy = busy;
    part(this.#root, "abbrechen").hidden = !busy;
    part(this.#root, "antwort").setAttribute("aria-busy", String(busy));
    if (this.#client.ready) this.#showProgress({ state: "ready" });
    if (busy) this.#say(this.#client.ready ? "status-pruefen" : "status-warten");
  }

  /** @param {Progress} progress */
  #showProgress(progress) {
    showProgress(this.#root, progress, this.#busy);
  }

  /** @param {string} template said to screen readers */
  #say(template) {
    part(this.#root, "ansage").textContent = text(template);
  }
}

const root = document.querySelector("[data-assistent]");
if (root instanceof HTMLElement) new Assistant(root);
tellHeight();
