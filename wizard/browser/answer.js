/**
 * Puts an answer on the page: clones the templates of its finding and fills them.
 *
 * @import { Written } from "./copies.js"
 * @import { Diagnosis, FindingAnswer } from "./types.js"
 */

import { formatHash } from "./address.js";
import { prose, title } from "./answers.js";
import { fillCopy, fillWritten } from "./copies.js";
import { showEvidence } from "./evidence.js";
import { about, copy, part, text } from "./templates.js";
import { period, ticketText } from "./ticket.js";

/**
 * @typedef {object} Given
 * @property {Diagnosis} diagnosis
 * @property {string | null} text what was pasted; null: the answer was opened by its address
 */

/**
 * @typedef {object} Actions
 * @property {(question: string, choice: string) => void} choose an answer to a question
 * @property {(kind: "reply" | "note" | "ticket") => Promise<Written>} write a text to copy
 */

/**
 * The answer as an element, ready to be shown.
 *
 * @param {Given} given
 * @param {Actions} actions
 * @returns {DocumentFragment}
 */
export function answerElement({ diagnosis, text: pasted }, actions) {
  const finding = /** @type {FindingAnswer} */ (diagnosis.findings[0]);
  const answer = copy("vorlage-antwort") ?? new DocumentFragment();
  const words = prose(finding.id);
  part(answer, "titel").textContent = title(finding.id);
  showPlace(answer, diagnosis, pasted, actions);
  showVerdict(words, finding, diagnosis.marketplace.id);
  showWay(words, diagnosis, pasted !== null, actions);
  part(answer, "befund").replaceWith(words);
  fillList(
    part(answer, "hinweise"),
    diagnosis.notes.map((id) => copy(`hinweis-${id}`)),
  );
  showVerdicts(part(answer, "ergebnisse"), diagnosis, actions);
  showOthers(part(answer, "weitere"), diagnosis);
  if (pasted === null) {
    for (const name of ["belege", "maskiert"]) part(answer, name).remove();
  } else {
    const { evidence, against } = diagnosis.marketplace;
    const all = [...finding.evidence, ...evidence, ...against];
    if (!showEvidence(part(answer, "belege"), pasted, all, diagnosis.hidden ?? []))
      part(answer, "belege").remove();
    showMasked(part(answer, "maskiert"), diagnosis);
  }
  showTexts(part(answer, "weitergeben"), diagnosis, actions);
  const link = part(answer, "verweis");
  const marketplace = diagnosis.marketplace.id;
  link.setAttribute("href", formatHash({ finding: finding.id, marketplace }));
  return answer;
}

/**
 * @param {ParentNode} answer
 * @param {Diagnosis} diagnosis
 * @param {string | null} pasted
 * @param {Actions} actions
 */
function showPlace(answer, diagnosis, pasted, actions) {
  const { id, certainty, service } = diagnosis.marketplace;
  const elsewhere = service ? about(`dienst-${service}`) : null;
  const name = id ? about(`plattform-${id}`)?.["name"] : elsewhere?.["name"];
  part(answer, "plattform").textContent = name || "";
  const how = pasted === null && certainty === "given" ? "link" : certainty;
  const sure = part(answer, "sicherheit");
  const kind = elsewhere?.["zustimmung"] ? "anderer-marktplatz" : "dienst";
  sure.textContent = text(`sicherheit-${service ? kind : how}`);
  sure.dataset["sicherheit"] = certainty;

  // A recognised marketplace can be put right as well; asked twice it is not.
  const change = part(answer, "aendern");
  if (certainty === "none" || diagnosis.next.type === "question") change.remove();
  else {
    change.addEventListener("click", () => {
      const asked = questionElement("marketplace", [], actions);
      const heading = part(asked, "frage");
      change.replaceWith(asked);
      heading.focus();
    });
  }
}

/**
 * A marketplace with keys instead of a consent has nothing to renew, whatever the finding says of
 * marketplaces in general.
 *
 * @param {ParentNode} prose
 * @param {FindingAnswer} finding
 * @param {string | null} marketplace
 */
function showVerdict(prose, finding, marketplace) {
  const verdict = part(prose, "urteil");
  if (verdict.dataset["hilft"] === finding.renew) return;
  verdict.dataset["hilft"] = finding.renew;
  part(verdict, "marke").replaceChildren(copy(`marke-${finding.renew}`) ?? "");
  part(verdict, "begruendung").replaceChildren(copy(`plattform-${marketplace}`) ?? "");
  part(prose, "tun").remove();
}

/**
 * The way on: a guide, a question or the ticket.
 *
 * @param {ParentNode} prose
 * @param {Diagnosis} diagnosis
 * @param {boolean} running whether Python runs; else it is started only when asked for a text
 * @param {Actions} actions
 */
function showWay(prose, diagnosis, running, actions) {
  const { next } = diagnosis;
  if (next.type === "question") {
    part(prose, "frage").append(questionElement(next.question, next.choices, actions));
    return;
  }
  const way = part(prose, "weiter");
  if (next.type === "guide") {
    way.append(guideElement(next.guide, next.step, diagnosis.marketplace.id));
    return;
  }
  const handover = copy("vorlage-uebergabe") ?? new DocumentFragment();
  const open = fillTicket(handover, diagnosis, actions);
  way.append(handover);
  if (running) open();
}

/**
 * @param {string} guide
 * @param {string | null} step
 * @param {string | null} marketplace
 */
function guideElement(guide, step, marketplace) {
  // A marketplace without a guide of its own has the general one in its own words.
  const element =
    (marketplace && copy(`anleitung-${marketplace}`)) ||
    copy(`anleitung-${guide}`) ||
    new DocumentFragment();
  const entry = element.querySelector(`[data-schritt="${CSS.escape(step ?? "1")}"]`);
  const link = entry?.querySelector("a");
  if (entry && link) {
    entry.setAttribute("aria-current", "step");
    const button = part(element, "einstieg");
    button.setAttribute("href", link.getAttribute("href") ?? "");
    part(element, "schritt").textContent = step ?? "1";
  }
  return element;
}

/**
 * @param {string} question
 * @param {string[]} choices in order; none: all
 * @param {Actions} actions
 */
function questionElement(question, choices, actions) {
  const element = copy(`frage-${question}`) ?? new DocumentFragment();
  const list = part(element, "antworten");
  const items = [...list.children];
  const rank = (/** @type {Element} */ item) => choices.indexOf(choiceOf(item));
  list.replaceChildren(
    ...(choices.length === 0
      ? items
      : items.filter((item) => rank(item) >= 0).sort((a, b) => rank(a) - rank(b))),
  );
  for (const item of items) {
    const button = item.querySelector("button");
    button?.addEventListener("click", () => actions.choose(question, choiceOf(item)));
  }
  return element;
}

/** @param {Element} item of a question's list of answers */
function choiceOf(item) {
  return item instanceof HTMLElement ? (item.dataset["antwort"] ?? "") : "";
}

/**
 * Where the text tells of several marketplaces: the answer for each.
 *
 * @param {HTMLElement} section
 * @param {Diagnosis} diagnosis
 * @param {Actions} actions
 */
function showVerdicts(section, { verdicts, findings, marketplace: place }, actions) {
  if (verdicts.length < 2) return section.remove();
  fillList(
    part(section, "liste"),
    verdicts.map(({ marketplace, finding }) => {
      const item = otherElement(
        findings.find(({ id }) => id === finding),
        marketplace,
      );
      const link = item && part(item, "befund");
      if (place.id === marketplace) link?.setAttribute("aria-current", "true");
      link?.addEventListener("click", (event) => {
        event.preventDefault();
        actions.choose("marketplace", marketplace);
      });
      return item;
    }),
  );
}

/**
 * What else stands in the text.
 *
 * @param {HTMLElement} section
 * @param {Diagnosis} diagnosis
 */
function showOthers(section, diagnosis) {
  const others = diagnosis.findings.slice(1);
  if (others.length === 0) return section.remove();
  fillList(
    part(section, "liste"),
    others.map((finding) => otherElement(finding, finding.marketplace)),
  );
}

/**
 * @param {FindingAnswer | undefined} finding
 * @param {string | null} marketplace
 */
function otherElement(finding, marketplace) {
  const item = copy("vorlage-weitere");
  if (!item || !finding) return null;
  const link = part(item, "befund");
  link.textContent = title(finding.id);
  link.setAttribute("href", formatHash({ finding: finding.id, marketplace }));
  part(item, "hilft").replaceWith(copy(`marke-${finding.renew}`) ?? "");
  part(item, "plattform").textContent = about(`plattform-${marketplace}`)?.["name"] ?? "";
  part(item, "zeit").textContent = seen(finding);
  return item;
}

/** @param {FindingAnswer} finding */
function seen({ count, first_seen, last_seen, state }) {
  const times = count > 1 ? text("zeit-anzahl", { anzahl: count.toLocaleString("de-DE") }) : "";
  const when = first_seen ? period(first_seen, last_seen) : "";
  const over = state === "resolved" ? text("zeit-erledigt") : "";
  return [times, when, over].filter(Boolean).join(", ");
}

/**
 * @param {HTMLElement} section
 * @param {Diagnosis} diagnosis
 */
function showMasked(section, diagnosis) {
  fillCopy(section, diagnosis.redacted);
  fillList(
    part(section, "entfernt"),
    diagnosis.masked.map(({ kind, count }) => {
      const item = document.createElement("li");
      item.textContent = text("entfernt", {
        art: text(`maskiert-${kind}`) || kind,
        anzahl: count.toLocaleString("de-DE"),
      });
      return item;
    }),
  );
  part(section, "nichts-entfernt").hidden = diagnosis.masked.length > 0;
}

/**
 * @param {HTMLElement} section
 * @param {Diagnosis} diagnosis
 * @param {Actions} actions
 */
function showTexts(section, diagnosis, actions) {
  fillWritten(part(section, "antwort-kunde"), () => actions.write("reply"));
  fillWritten(part(section, "notiz"), () => actions.write("note"));
  if (diagnosis.next.type === "handover") part(section, "ticket").remove();
  else fillTicket(section, diagnosis, actions);
}

/**
 * The ticket is the last way on: where Python cannot write it, a form to fill in takes its place.
 *
 * @param {ParentNode} root
 * @param {Diagnosis} diagnosis
 * @param {Actions} actions
 */
function fillTicket(root, diagnosis, actions) {
  return fillWritten(part(root, "ticket"), () => actions.write("ticket"), ticketText(diagnosis));
}

/**
 * @param {HTMLElement} list removed when there is nothing to list
 * @param {(Node | null)[]} items
 */
function fillList(list, items) {
  const there = items.filter((item) => item !== null);
  if (there.length === 0) list.remove();
  else list.append(...there);
}
