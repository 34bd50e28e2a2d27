// @ts-check
/*
 * The catalogue's filter: by code and word as you type, by marketplace, and by advice. Without
 * JavaScript the table is there as it is. Nothing typed leaves the page or enters the address.
 */
(() => {
  const panel = document.getElementById("filter");
  const table = document.querySelector(".th-catalogue table");
  if (!panel || !(table instanceof HTMLTableElement)) return;

  // Rows shown at once: a table of thousands takes so long to lay out that typing would stutter.
  const MOST = 300;
  let most = MOST;

  /** Umlauts, case and punctuation do not matter: »Händler« = »haendler«, »invalid_grant« = »invalid grant«. @param {string} text */
  const fold = (text) =>
    text
      .toLowerCase()
      .replaceAll("ä", "ae")
      .replaceAll("ö", "oe")
      .replaceAll("ü", "ue")
      .replaceAll("ß", "ss")
      .replace(/[^a-z0-9]+/g, " ");

  const rows = [...(table.tBodies[0]?.rows ?? [])].map((row) => ({
    row,
    text: ` ${fold(`${row.textContent} ${row.dataset.words ?? ""}`)} `,
    place: row.dataset.place ?? "",
    group: row.dataset.group ?? "",
    placeName: row.cells[2]?.textContent?.trim() ?? "",
    renew: row.dataset.renew ?? "",
    renewName: row.cells[3]?.textContent?.trim() ?? "",
  }));

  /**
   * @param {string} text The label.
   * @param {HTMLInputElement | HTMLSelectElement} control
   */
  const field = (text, control) => {
    const label = document.createElement("label");
    label.className = "th-field";
    const name = document.createElement("span");
    name.textContent = text;
    label.append(name, control);
    return label;
  };

  /** @param {string} all @param {Iterable<[string, string]>} choices */
  const select = (all, choices) => {
    const control = document.createElement("select");
    control.append(new Option(all, ""));
    for (const [value, name] of choices) control.append(new Option(name, value));
    return control;
  };

  // The platforms in groups, each in alphabetical order: a plain list is too long to be read.
  const GROUPS = { market: "Marktplätze und Shops", other: "Andere Dienste" };
  const ANYWHERE = "any";
  const OTHERS = "group:other";

  const platforms = () => {
    const control = select("Alle", [[ANYWHERE, "Bei jeder Plattform möglich"]]);
    for (const [id, name] of Object.entries(GROUPS)) {
      const group = document.createElement("optgroup");
      group.label = name;
      if (id === "other") group.append(new Option("Alle anderen Dienste", OTHERS));
      const places = new Map(
        rows.filter((row) => row.group === id).map((row) => [row.place, row.placeName]),
      );
      const sorted = [...places].sort((one, other) => one[1].localeCompare(other[1], "de"));
      for (const [value, text] of sorted) group.append(new Option(text, value));
      control.append(group);
    }
    return control;
  };

  /** @param {{ place: string, group: string }} row @param {string} chosen */
  const stands = (row, chosen) =>
    !chosen || row.place === chosen || (chosen === OTHERS && row.group === "other");

  const words = document.createElement("input");
  words.type = "search";
  words.autocomplete = "off";
  words.spellcheck = false;
  words.placeholder = "z. B. invalid_grant, 932, Label";

  const place = platforms();
  const renew = select("Alle", new Map(rows.map((entry) => [entry.renew, entry.renewName])));

  const status = document.createElement("p");
  status.className = "th-filter__status";
  status.setAttribute("role", "status");

  const reset = document.createElement("button");
  reset.type = "button";
  reset.className = "th-button";
  reset.textContent = "Filter zurücksetzen";

  const all = document.createElement("button");
  all.type = "button";
  all.className = "th-button";
  all.textContent = "Alle zeigen";

  const show = () => {
    const wanted = fold(words.value).trim().split(" ").filter(Boolean);
    let shown = 0;
    let anywhere = 0;
    for (const entry of rows) {
      const asked =
        (!renew.value || entry.renew === renew.value) &&
        wanted.every((word) => entry.text.includes(word));
      const fits = asked && stands(entry, place.value);
      const hidden = !fits || shown >= most;
      if (entry.row.hidden !== hidden) entry.row.hidden = hidden;
      if (fits) shown += 1;
      else if (asked && entry.group === ANYWHERE) anywhere += 1;
    }
    all.hidden = shown <= most;
    table.hidden = shown === 0;
    reset.hidden = !words.value && !place.value && !renew.value;
    status.textContent = shown
      ? `${shown} von ${rows.length} Fehlern${shown > most ? `. Zu sehen sind die ersten ${most}.` : ""}`
      : "Kein Fehler passt. Fügen Sie die ganze Meldung in den Assistenten ein oder setzen Sie den Filter zurück.";
    // Whoever chose a marketplace may have one of the messages that name none.
    if (anywhere) {
      status.textContent += ` · ${anywhere} weitere unter »Bei jeder Plattform möglich«`;
    }
  };

  all.addEventListener("click", () => {
    most = Infinity;
    show();
    all.hidden = true;
  });
  words.addEventListener("input", show);
  place.addEventListener("change", show);
  renew.addEventListener("change", show);
  reset.addEventListener("click", () => {
    words.value = "";
    place.value = "";
    renew.value = "";
    show();
    words.focus();
  });

  panel.append(
    field("Code oder Wort", words),
    field("Plattform", place),
    field("Hilft Erneuern?", renew),
    reset,
    status,
    all,
  );
  panel.hidden = false;
  show();
})();
