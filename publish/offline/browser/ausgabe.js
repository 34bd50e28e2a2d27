// @ts-check
/*
 * Only in the offline edition, on every page: says when the edition has become old. And tells the
 * assistant to take its files from the scripts beside it, whatever server the folder may lie on:
 * this edition has no others.
 */
(() => {
  Reflect.set(self, "tokenhilfeDateien", Reflect.get(self, "tokenhilfeDateien") ?? {});

  const tell = () => {
    const note = document.querySelector("[data-th-stand]");
    if (!(note instanceof HTMLElement)) return;
    const due = new Date(`${note.dataset["thStand"]}T00:00:00`);
    due.setFullYear(due.getFullYear() + 1);
    if (Date.now() < due.getTime()) return;
    note.hidden = false;
    document.querySelector("[data-md-component='announce']")?.append(note);
  };
  if (document.readyState === "loading") addEventListener("DOMContentLoaded", tell);
  else tell();
})();
