// @ts-check
/*
 * Only in the single file: its search. The finding is done by the theme's own worker with the site's
 * own index (publish/offline/search.py); this asks it and shows what it says.
 */
(() => {
  const form = document.querySelector("[data-suche]");
  const field = form?.querySelector("input");
  const list = document.querySelector("[data-suche-treffer]");
  const status = document.querySelector("[data-suche-stand]");
  if (!(form instanceof HTMLFormElement) || !field || !list) return;
  if (!(status instanceof HTMLElement)) return;

  // As many pages as anybody looks through, and sections of each.
  const PAGES = 30;
  const SECTIONS = 3;
  // The worker's messages.
  const [SETUP, READY, QUERY, RESULT] = [0, 1, 2, 3];

  /**
   * @typedef {{location: string, title: string, text?: string, score: number}} Hit
   */

  /** @type {Promise<Worker> | undefined} */
  let opening;
  // One query at a time, and then the newest: typing is faster than finding.
  let wanted = "";
  let asked = "";

  /**
   * A file that the page holds as base64 of gzip.
   *
   * @param {string} name
   */
  const enclosed = async (name) => {
    if (document.readyState === "loading") {
      await new Promise((resolve) => addEventListener("DOMContentLoaded", resolve));
    }
    const pieces = document.querySelectorAll(`script[data-datei="${name}"]`);
    const binary = atob([...pieces].map((piece) => piece.textContent).join(""));
    const bytes = new Uint8Array(binary.length);
    for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i);
    const { body } = new Response(bytes);
    if (!body) throw new Error(name);
    return new Response(body.pipeThrough(new DecompressionStream("gzip"))).text();
  };

  const load = async () => {
    const [code, index] = await Promise.all([enclosed("suche.js"), enclosed("suche.json")]);
    const address = URL.createObjectURL(new Blob([code], { type: "text/javascript" }));
    const worker = new Worker(address);
    await new Promise((resolve, reject) => {
      worker.onerror = reject;
      worker.onmessage = ({ data }) => data.type === READY && resolve(worker);
      worker.postMessage({ type: SETUP, data: { ...JSON.parse(index), options: {} } });
    });
    URL.revokeObjectURL(address);
    worker.onmessage = ({ data }) => {
      if (data.type !== RESULT) return;
      const answered = asked;
      asked = "";
      if (answered === wanted) show(data.data.items);
      else query(worker);
    };
    return worker;
  };
  const start = () => (opening ??= load());

  /** Shows the page of the results. Going to a fragment takes the focus from where one types. */
  const open = () => {
    if (location.hash === "#suche") return;
    const typing = document.activeElement === field;
    location.hash = "#suche";
    const back = () => typing && field.focus({ preventScroll: true });
    addEventListener("hashchange", back, { once: true });
    back();
  };

  /**
   * @param {string} name which of the texts that the element brings
   * @param {string} [anzahl]
   */
  const tell = (name, anzahl = "") => {
    status.textContent = (status.dataset[name] ?? "").replace("[[anzahl]]", anzahl);
  };

  /**
   * Text with the found words marked. The worker gives HTML; only its marks are kept.
   *
   * @param {string} html
   */
  const marked = (html) => {
    const pieces = new DocumentFragment();
    /** @type {Node} */
    let place = pieces;
    for (const piece of html.split(/(<[^>]*>)/)) {
      if (piece.startsWith("<mark")) place = pieces.appendChild(document.createElement("mark"));
      else if (piece === "</mark>") place = pieces;
      else if (piece.startsWith("<")) pieces.append(" ");
      else place.appendChild(document.createTextNode(plain(piece)));
    }
    return pieces;
  };

  /** @type {Record<string, string>} */
  const SIGNS = { amp: "&", lt: "<", gt: ">", quot: '"', "#39": "'", nbsp: "\u00a0" };

  /** @param {string} text with entities, as the index has them */
  const plain = (text) => text.replace(/&(#?\w+);/g, (whole, name) => SIGNS[name] ?? whole);

  /** @param {Hit} hit */
  const link = ({ location: place, title }) => {
    const [page = "", section = ""] = place.split("#");
    const anchor = document.createElement("a");
    // As `placeOf` in wizard/browser/single.js: ids of the start page stand for themselves.
    anchor.href = `#${section ? (page === "start" ? section : `${page}:${section}`) : page}`;
    anchor.append(marked(title));
    return anchor;
  };

  /** @param {Hit[]} group a page and its sections */
  const entry = (group) => {
    const page = group.find((hit) => !hit.location.includes("#")) ?? group[0];
    const item = document.createElement("li");
    if (!page) return item;
    const heading = document.createElement("h2");
    heading.append(link(page));
    item.append(heading);
    const best = group.filter((hit) => hit.score > 0).sort((a, b) => b.score - a.score);
    const excerpt = best.find(({ text }) => text)?.text;
    if (excerpt) {
      const words = document.createElement("p");
      words.append(marked(excerpt));
      item.append(words);
    }
    // A finding's page is short, and its headings are those of every other.
    if (page.location.startsWith("fehler/")) return item;
    const sections = document.createElement("ul");
    for (const hit of best.filter((one) => one !== page).slice(0, SECTIONS)) {
      sections.appendChild(document.createElement("li")).append(link(hit));
    }
    if (sections.childElementCount) item.append(sections);
    return item;
  };

  /** @param {Hit[][]} groups the best first */
  const show = (groups) => {
    list.replaceChildren(...groups.slice(0, PAGES).map(entry));
    if (groups.length > PAGES) tell("mehr", String(groups.length));
    else if (groups.length > 1) tell("viele", String(groups.length));
    else tell(groups.length ? "eine" : "keine");
  };

  /** @param {Worker} worker */
  const query = (worker) => {
    if (asked || !wanted) return;
    asked = wanted;
    worker.postMessage({ type: QUERY, data: asked });
  };

  const ask = async () => {
    wanted = field.value.trim();
    if (!wanted) {
      list.replaceChildren();
      tell("leer");
      return;
    }
    open();
    if (!list.childElementCount) tell("laden");
    try {
      query(await start());
    } catch {
      opening = undefined;
      tell("fehlt");
    }
  };

  field.addEventListener("focus", () => start().catch(() => {}));
  field.addEventListener("input", ask);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    open();
    list.querySelector("a")?.focus();
  });
  tell("leer");
  form.hidden = false;
})();
