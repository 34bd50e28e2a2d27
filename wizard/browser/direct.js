/**
 * The answer to an address without Python: what the templates know of a finding.
 *
 * @import { Target } from "./address.js"
 * @import { Diagnosis, Next, Renew } from "./types.js"
 */

import { about } from "./templates.js";

// Answers to the question for the marketplace that are no marketplace.
const OTHER = "andere";
const DONT_KNOW = "unbekannt";

/**
 * @param {Target} target
 * @returns {Diagnosis | null} null: there is no such finding
 */
export function directAnswer(target) {
  const finding = about(`antwort-${target.finding}`);
  if (!finding) return null;
  const retired = finding["neu"];
  if (retired) return directAnswer({ ...target, finding: retired });
  const own = about(`plattform-${finding["markt"]}`) ? (finding["markt"] ?? null) : null;
  const known = about(`plattform-${target.marketplace}`) ? target.marketplace : null;
  const id = own ?? (finding["markt"] === "any" ? known : null);
  const keys = about(`plattform-${id}`)?.["anmeldung"] === "keys";
  const renew = keys && !own ? "no" : /** @type {Renew} */ (finding["hilft"]);
  return {
    schema: 1,
    knowledge: "",
    marketplace: {
      id,
      certainty: id ? "given" : finding["markt"] === "none" ? "none" : "unknown",
      service: finding["dienst"] || null,
      evidence: [],
      against: [],
      candidates: [],
    },
    findings: [
      {
        id: target.finding,
        kind: "",
        renew,
        marketplace: own,
        evidence: [],
        count: 1,
        first_seen: null,
        last_seen: null,
        state: "decisive",
      },
    ],
    verdicts: [],
    next: wayOn(target, renew, id, finding["schritt"] || null, finding["markt"] === "any"),
    notes: [],
    redacted: "",
    masked: [],
  };
}

/**
 * @param {Target} target
 * @param {Renew} renew
 * @param {string | null} marketplace
 * @param {string | null} step
 * @param {boolean} anyMarketplace whether the finding can concern each of them
 * @returns {Next}
 */
function wayOn(target, renew, marketplace, step, anyMarketplace) {
  const place = marketplace ? about(`plattform-${marketplace}`) : null;
  if (renew === "no" || place?.["anmeldung"] === "keys") {
    return { type: "handover", finding: target.finding };
  }
  if (place) return { type: "guide", guide: place["anleitung"] ?? OTHER, step };
  if (target.marketplace === OTHER) return { type: "guide", guide: OTHER, step };
  if (anyMarketplace && target.marketplace !== DONT_KNOW) {
    return { type: "question", question: "marketplace", choices: [] };
  }
  return { type: "handover", finding: target.finding };
}
