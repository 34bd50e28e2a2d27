/**
 * Puts together a link to an answer, an error's page, a guide or the assistant. The ticket number
 * stays in this page's fields: it is never part of an address, and never stored.
 */

import { formatHash } from "../address.js";
import { copyPlain, copyRich } from "../clipboard.js";
import { tell } from "../copies.js";
import { pageAddress, startAddress } from "../runtime.js";
import { isSingleFile } from "../single.js";
import { part, text } from "../templates.js";

/**
 * @typedef {object} Link
 * @property {string} path below the site's address
 * @property {string} title what it leads to
 * @property {string} about the same with its kind
 * @property {string} sentence for a macro
 */

// The message that is asked about most.
const USUAL = "token-erneuerung-fehlgeschlagen";

/** @param {HTMLElement} root */
function wire(root) {
  const field = (/** @type {string} */ name) =>
    /** @type {HTMLInputElement & HTMLSelectElement} */ (part(root, name));
  const findings = field("fehler");
  const options = [...findings.options];

  // The single file itself: beside it no pages lie, so links to it lead to places within it.
  const own = isSingleFile() ? String(location.href.split("#")[0]) : startAddress(root);
  field("adresse").value = own;
  part(root, "offline").hidden = location.protocol !== "file:";

  const narrow = () => {
    const words = plain(field("suche").value).split(/\s+/).filter(Boolean);
    const found = options.filter((option) => {
      const all = plain(`${option.text} ${option.value} ${option.dataset["worte"]}`);
      return words.every((word) => all.includes(word));
    });
    const chosen = findings.value;
    findings.replaceChildren(...found);
    findings.value = found.some(({ value }) => value === chosen) ? chosen : (found[0]?.value ?? "");
    const count = { anzahl: String(found.length), gesamt: String(options.length) };
    part(root, "anzahl").textContent = text(found.length ? "link-anzahl" : "link-keiner", count);
  };

  const destination = () => {
    const chosen = root.querySelector("input[name=ziel]:checked");
    return chosen instanceof HTMLInputElement ? chosen.value : "";
  };

  /** @returns {Link | null} */
  const link = () => {
    const target = destination();
    const sentence = text(`satz-${target}`);
    const finding = findings.selectedOptions[0];
    if (target === "assistent") {
      const title = text("link-assistent");
      return { path: "assistent.html", title, about: title, sentence };
    }
    if (target === "anleitung") {
      const guide = field("anleitung").selectedOptions[0];
      const step = field("schritt").value;
      const values = { titel: guide?.text ?? "", schritt: step };
      const title = text(step ? "link-anleitung-schritt" : "link-anleitung-ganz", values);
      const path = `anleitungen/${guide?.value}.html${step && `#schritt-${step}`}`;
      return { path, title, about: title, sentence };
    }
    if (!finding) return null;
    const title = finding.text;
    if (target === "fehler") {
      const path = `fehler/${finding.value}.html`;
      return { path, title, about: text("link-seite", { titel: title }), sentence };
    }
    const own = finding.dataset["markt"];
    const marketplace = own === "any" ? field("markt").value : own === "none" ? "" : (own ?? "");
    const hash = formatHash({ finding: finding.value, marketplace: marketplace || null });
    const about = text("link-antwort", { titel: title });
    return { path: `assistent.html${hash}`, title, about, sentence };
  };

  const show = () => {
    const target = destination();
    for (const group of root.querySelectorAll("[data-gruppe]")) {
      const of = group.getAttribute("data-gruppe")?.split(" ") ?? [];
      group.toggleAttribute("hidden", !of.includes(target));
    }
    // Only an error that can concern each of them leaves the platform open.
    field("markt").disabled = findings.selectedOptions[0]?.dataset["markt"] !== "any";
    const made = link();
    part(root, "ergebnis").hidden = made === null;
    if (!made) return;
    const ticket = field("ticket").value.trim();
    part(root, "titel").textContent = text(ticket ? "link-ticket-titel" : "link-ohne-ticket", {
      ticket,
    });
    part(root, "worauf").textContent = made.about;
    const typed = field("adresse").value.trim();
    const url = typed === own ? pageAddress(root, made.path) : new URL(made.path, base(typed)).href;
    const sentence = ticket ? text("satz-ticket", { ticket, satz: made.sentence }) : made.sentence;
    const anchor = document.createElement("a");
    anchor.href = url;
    anchor.textContent = made.title;
    fill("url", url);
    fill("satz", `${sentence} ${url}`);
    fill("markdown", `[${made.title.replace(/([\\[\]*_`])/g, "\\$1")}](${url})`);
    fill("html", anchor.outerHTML);
    fill("wiki", `[${made.title.replace(/[|[\]{}]/g, " ")}|${url}]`);
    part(root, "oeffnen").setAttribute("href", url);
    const paragraph = document.createElement("p");
    paragraph.append(`${sentence} `, anchor);
    rich = paragraph.outerHTML;
  };
  let rich = "";

  /**
   * @param {string} name
   * @param {string} content
   */
  const fill = (name, content) => {
    const box = part(root, name);
    /** @type {HTMLInputElement} */ (part(box, "kopiertext")).value = content;
    part(box, "kopiert").textContent = "";
  };

  for (const name of ["url", "satz", "markdown", "html", "wiki"]) {
    const box = part(root, name);
    const input = /** @type {HTMLInputElement} */ (part(box, "kopiertext"));
    part(box, "kopieren").addEventListener("click", async () => tell(box, await copyPlain(input)));
    box
      .querySelector("[data-teil=kopieren-format]")
      ?.addEventListener("click", async () => tell(box, await copyRich(input, rich)));
  }
  field("suche").addEventListener("input", narrow);
  root.addEventListener("input", show);
  narrow();
  findings.value = USUAL;
  show();
  root.hidden = false;
}

/**
 * The site's address as it was typed, with the slash that makes the rest follow it.
 *
 * @param {string} typed
 */
function base(typed) {
  const whole = typed.trim().replace(/[^/]+\.html.*$/, "");
  try {
    const url = new URL(whole.endsWith("/") ? whole : `${whole}/`);
    if (["http:", "https:", "file:"].includes(url.protocol)) return url.href;
  } catch {
    // While it is being typed it is no address yet.
  }
  return document.baseURI;
}

/** @param {string} words without the differences that people type differently */
function plain(words) {
  return words
    .toLocaleLowerCase("de")
    .replace(/ä/g, "ae")
    .replace(/ö/g, "oe")
    .replace(/ü/g, "ue")
    .replace(/ß/g, "ss");
}

const root = document.querySelector("[data-werkzeug=verweise]");
if (root instanceof HTMLElement) wire(root);
