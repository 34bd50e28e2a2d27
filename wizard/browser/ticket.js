/**
 * The text for a ticket: what was found, and the message without secrets.
 *
 * @import { Diagnosis } from "./types.js"
 */

import { title } from "./answers.js";
import { about, lines, text } from "./templates.js";

// A ticket is read by people: of a long log its beginning and its end.
const LONGEST = 12_000;

/**
 * @param {Diagnosis} diagnosis
 * @returns {string}
 */
export function ticketText(diagnosis) {
  const finding = diagnosis.findings[0];
  if (!finding) return "";
  const { id, certainty } = diagnosis.marketplace;
  return lines("vorlage-ticket", {
    titel: title(finding.id),
    kennung: finding.id,
    plattform: (id && about(`plattform-${id}`)?.["name"]) || "",
    sicherheit: text(`sicherheit-${certainty}`),
    erneuern: text(`hilft-${finding.renew}`),
    zeitraum: period(finding.first_seen, finding.last_seen),
    anzahl: String(finding.count),
    wissen: text("wissen"),
    meldung: shortened(diagnosis.redacted) || text("meldung-fehlt"),
  });
}

/**
 * @param {string | null} first
 * @param {string | null} last
 */
export function period(first, last) {
  if (!first) return text("zeit-unbekannt");
  return last && last !== first ? text("zeit-von-bis", { von: first, bis: last }) : first;
}

/** @param {string} message */
function shortened(message) {
  if (message.length <= LONGEST) return message;
  const half = LONGEST / 2;
  const left = (message.length - LONGEST).toLocaleString("de-DE");
  return [message.slice(0, half), text("text-luecke", { anzahl: left }), message.slice(-half)].join(
    "\n",
  );
}
