/**
 * From the days of the sign-ins to the days to renew, and a calendar file. Reckoned by
 * `wizard/reminder.py`; stored only when asked for, on this device.
 */

import { Client, Failure } from "../client.js";
import { showProgress } from "../progress.js";
import { runtimeFiles, siteAddress } from "../runtime.js";
import { copy, part, text } from "../templates.js";
import { save } from "./saving.js";

const STORED = "tokenhilfe.erinnerung";

/**
 * @typedef {{marketplace: string, account: string, signed_in: string}} Account
 * @typedef {{renew_by?: string, expires?: string, says?: string, url?: string, without?: string}} Due
 */

class Reminders {
  #root;
  #client;
  #busy = false;
  #calendar = "";

  /** @param {HTMLFormElement} root */
  constructor(root) {
    this.#root = root;
    this.#client = new Client(runtimeFiles(root), (progress) =>
      showProgress(root, progress, this.#busy),
    );
    const remembered = stored();
    for (const account of remembered ?? [null]) this.#add(account);
    this.#check("merken").checked = remembered !== null;
    part(root, "vergessen").hidden = remembered === null;

    part(root, "dazu").addEventListener("click", () => {
      this.#add(null);
      /** @type {HTMLElement} */ (
        part(root, "konten").lastElementChild?.querySelector("select")
      )?.focus();
    });
    // Not on focus anywhere: the progress that then shows would move what is being clicked below it.
    part(root, "konten").addEventListener("focusin", () => this.#client.start(), { once: true });
    root.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#reckon();
    });
    root.addEventListener("change", (event) => {
      if (event.target !== part(root, "merken")) this.#outdate();
      this.#remember(event.target === part(root, "merken"));
    });
    part(root, "laden").addEventListener("click", () => {
      save("token-erneuern.ics", "text/calendar;charset=utf-8", this.#calendar);
      this.#say("termine-gespeichert");
    });
    part(root, "vergessen").addEventListener("click", () => {
      this.#check("merken").checked = false;
      this.#remember(true);
      this.#check("merken").focus();
    });
    part(root, "abbrechen").addEventListener("click", () => this.#client.stop());
    root.hidden = false;
  }

  /** @param {string} name */
  #check(name) {
    return /** @type {HTMLInputElement} */ (part(this.#root, name));
  }

  /** @param {Account | null} account */
  #add(account) {
    const element = copy("vorlage-konto");
    const box = element?.firstElementChild;
    if (!element || !(box instanceof HTMLElement)) return;
    const value = (/** @type {string} */ name) =>
      /** @type {HTMLInputElement | HTMLSelectElement} */ (part(box, name));
    if (account) {
      value("markt").value = account.marketplace;
      value("name").value = account.account;
    }
    value("tag").value = account?.signed_in ?? isoDay(new Date());
    part(box, "weg").addEventListener("click", () => {
      box.remove();
      this.#number();
      this.#outdate();
      this.#remember(false);
      part(this.#root, "dazu").focus();
    });
    part(this.#root, "konten").append(element);
    this.#number();
  }

  #number() {
    const boxes = [...part(this.#root, "konten").children];
    for (const [index, box] of boxes.entries()) {
      part(box, "nummer").textContent = text("konto-nummer", { nummer: String(index + 1) });
      part(box, "weg").hidden = boxes.length === 1;
    }
  }

  /** @returns {Account[]} */
  #accounts() {
    return [...part(this.#root, "konten").children].map((box) => {
      const value = (/** @type {string} */ name) =>
        /** @type {HTMLInputElement} */ (part(box, name)).value.trim();
      return { marketplace: value("markt"), account: value("name"), signed_in: value("tag") };
    });
  }

  /** What is shown no longer fits what is entered. */
  #outdate() {
    part(this.#root, "ergebnis").hidden = true;
    part(this.#root, "laden").hidden = true;
    part(this.#root, "meldung").textContent = "";
  }

  async #reckon() {
    const accounts = this.#accounts();
    if (accounts.some(({ signed_in }) => !signed_in)) return this.#say("eingabe-fehlt");
    const request = {
      accounts,
      lead_days: Number(this.#check("vorlauf").value),
      base: siteAddress(this.#root),
    };
    this.#setBusy(true);
    try {
      const answer = await this.#client.call({
        module: "wizard.browser.desk",
        name: "reminders",
        arguments: [JSON.stringify(request)],
      });
      this.#show(accounts, JSON.parse(String(answer)));
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      const reason = copy(`stoerung-${error.reason}`)?.querySelector("p")?.textContent ?? "";
      this.#say("stoerung-kurz", { grund: reason });
    } finally {
      this.#setBusy(false);
    }
  }

  /** @param {boolean} busy */
  #setBusy(busy) {
    this.#busy = busy;
    part(this.#root, "abbrechen").hidden = !busy;
    if (this.#client.ready) showProgress(this.#root, { state: "ready" }, busy);
  }

  /**
   * @param {Account[]} accounts
   * @param {{accounts: Due[], ics: string}} answer
   */
  #show(accounts, { accounts: dues, ics }) {
    const rows = dues.map((due, index) => {
      const row = copy("vorlage-termin") ?? new DocumentFragment();
      part(row, "konto").textContent = this.#nameOf(accounts[index]);
      const late = due.renew_by && due.renew_by <= isoDay(new Date());
      part(row, "erneuern").textContent = due.renew_by
        ? late
          ? text("termin-faellig", { tag: german(due.renew_by) })
          : german(due.renew_by)
        : text("termin-keiner");
      part(row, "ablauf").textContent = due.expires ? german(due.expires) : "–";
      part(row, "grundlage").textContent = due.says ?? due.without ?? "";
      if (due.url) part(row, "quelle").setAttribute("href", due.url);
      else part(row, "quelle").remove();
      return row;
    });
    part(this.#root, "termine").replaceChildren(...rows);
    part(this.#root, "ergebnis").hidden = false;
    part(this.#root, "laden").hidden = !ics;
    this.#calendar = ics;
    this.#say("termine-da");
  }

  /** @param {Account | undefined} account */
  #nameOf(account) {
    const select = part(this.#root, "konten").querySelector("select");
    const option = [...(select?.options ?? [])].find(({ value }) => value === account?.marketplace);
    const place = option?.text ?? "";
    return account?.account
      ? text("konto-name", { plattform: place, name: account.account })
      : place;
  }

  /**
   * Keeps what is entered when that is asked for, and nothing otherwise.
   *
   * @param {boolean} told whether to say so
   */
  #remember(told) {
    const wanted = this.#check("merken").checked;
    try {
      if (wanted) localStorage.setItem(STORED, JSON.stringify(this.#accounts()));
      else localStorage.removeItem(STORED);
      part(this.#root, "vergessen").hidden = !wanted;
      if (told) this.#say(wanted ? "merken-ja" : "merken-weg");
    } catch {
      this.#check("merken").checked = false;
      if (told) this.#say("merken-nein");
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

/** @returns {Account[] | null} null: nothing is stored, or nothing that can be read */
function stored() {
  try {
    /** @type {unknown} */
    const value = JSON.parse(localStorage.getItem(STORED) ?? "null");
    if (!Array.isArray(value)) return null;
    const accounts = value.filter(
      (one) =>
        typeof one?.marketplace === "string" &&
        typeof one.account === "string" &&
        /^\d{4}-\d\d-\d\d$/.test(one.signed_in),
    );
    return accounts.length > 0 ? accounts : null;
  } catch {
    return null;
  }
}

/** @param {Date} day as this place's calendar has it */
function isoDay(day) {
  const two = (/** @type {number} */ number) => String(number).padStart(2, "0");
  return `${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())}`;
}

/** @param {string} iso `2026-11-25` */
function german(iso) {
  return iso.split("-").reverse().join(".");
}

const root = document.querySelector("[data-werkzeug=erinnerung]");
if (root instanceof HTMLFormElement) new Reminders(root);
