/**
 * Shows how far the loading of Python is.
 *
 * @import { Progress } from "./client.js"
 */

import { part, text } from "./templates.js";

/**
 * @param {HTMLElement} root holds the parts `fortschritt`, `stand` and `balken`
 * @param {Progress} progress
 * @param {boolean} busy whether somebody waits for an answer
 */
export function showProgress(root, progress, busy) {
  const line = part(root, "stand");
  const bar = /** @type {HTMLProgressElement} */ (part(root, "balken"));
  const box = part(root, "fortschritt");
  box.hidden = progress.state === "off" || (progress.state === "ready" && !busy);
  if (progress.state === "loading" && progress.total > 0) {
    bar.max = progress.total;
    bar.value = progress.loaded;
    line.textContent = text("stand-laden", {
      geladen: megabytes(progress.loaded),
      gesamt: megabytes(progress.total),
    });
  } else {
    bar.removeAttribute("value");
    line.textContent = text(progress.state === "ready" ? "stand-pruefen" : "stand-starten");
  }
}

/** @param {number} bytes */
function megabytes(bytes) {
  return (bytes / 1e6).toLocaleString("de-DE", {
    minimumFractionDigits: 1,
    maximumFractionDigits: 1,
  });
}
