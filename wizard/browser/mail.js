/**
 * Messages saved by a mail program: Python reads them (`desk/sources/mail.py`).
 *
 * @import { Client } from "./client.js"
 * @import { ExtraFile } from "./types.js"
 */

const FOLDER = "/nachricht";

/**
 * What Python needs to read files of these names: the reader of Outlook's format comes only when
 * there is one.
 *
 * @param {string[]} names
 * @returns {ExtraFile[]}
 */
export function archives(names) {
  return names.some((name) => /\.msg$/i.test(name)) ? ["desk.zip", "outlook.zip"] : ["desk.zip"];
}

/** @param {string} name whether a mail program saved the file of this name */
export function isMail(name) {
  return /\.(eml|msg)$/i.test(name);
}

/**
 * A saved message's text: subject and body, what is forwarded and attached.
 *
 * @param {Client} client
 * @param {File} file
 * @returns {Promise<{text: string} | {problem: string}>} the problem as a German sentence
 * @throws Failure
 */
export async function readMail(client, file) {
  const data = new Uint8Array(await file.arrayBuffer());
  const ending = file.name.slice(file.name.lastIndexOf(".")).toLowerCase();
  const path = `${FOLDER}/nachricht${ending}`;
  const call = { module: "desk.browser", name: "message", arguments: [path] };
  return JSON.parse(String(await client.call(call, [{ path, data }], archives([path]))));
}
