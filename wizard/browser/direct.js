/**
 * The answer to an address without Python: what the page knows of a finding.
 *
 * @import { Target } from "./address.js"
 * @import { Diagnosis, Next, Renew } from "./types.js"
 */

import { finding } from "./answers.js";
import { about } from "./templates.js";

// Answers to the question for the marketplace that are no marketplace.
const OTHER = "andere";
const DONT_KNOW = "unbekannt";

/**
 * @param {Target} target
 * @returns {Diagnosis | null} null: there is no such finding
 */
export function directAnswer(target) {
  const words = finding(target.finding);
  if (!words) return null;
  const retired = words.neu;
  if (retired) return directAnswer({ ...target, finding: retired });
  const own = about(`plattform-${words.markt}`) ? words.markt : null;
  const known = about(`plattform-${target.marketplace}`) ? target.marketplace : null;
  const id = own ?? (words.markt === "any" ? known : null);
  const consent = words.dienst && about(`dienst-${words.dienst}`)?.["zustimmung"];
  const place = consent ? OTHER : target.marketplace;
  const keys = about(`plattform-${id}`)?.["anmeldung"] === "keys";
  const renew = keys && !own ? "no" : words.hilft;
  return {
    schema: 1,
    knowledge: "",
    marketplace: {
      id,
      certainty: id ? "given" : words.markt === "none" ? "none" : "unknown",
      service: words.dienst || null,
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
    next: wayOn(
      { ...target, marketplace: place },
      renew,
      id,
      words.schritt || null,
      words.markt === "any",
    ),
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
