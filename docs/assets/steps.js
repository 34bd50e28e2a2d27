// @ts-check
/*
 * The steps of a guide can be ticked off. Ticks are remembered on this device, per guide, and can
 * be cleared. Where the browser denies storage they last as long as the page, and the page says so.
 */
(() => {
  /**
   * @param {HTMLElement} panel
   * @param {ParentNode} guide holds the steps: in the single file several guides stand in one page
   */
  const wire = (panel, guide) => {
    const key = `tokenhilfe.schritte.${panel.dataset["guide"]}`;
    /** @type {HTMLElement[]} */
    const steps = [...guide.querySelectorAll(".th-step[data-step]")].filter(
      (step) => step instanceof HTMLElement,
    );

    /** @returns {{ done: Set<string>, kept: boolean }} What was ticked, and whether it can be kept. */
    const load = () => {
      try {
        const stored = JSON.parse(localStorage.getItem(key) ?? "[]");
        return { done: new Set(Array.isArray(stored) ? stored.map(String) : []), kept: true };
      } catch (error) {
        // Not JSON: forget it. Not allowed: go on without.
        return { done: new Set(), kept: error instanceof SyntaxError };
      }
    };

    const loaded = load();
    const done = loaded.done;
    let kept = loaded.kept;

    const save = () => {
      try {
        if (done.size) localStorage.setItem(key, JSON.stringify([...done]));
        else localStorage.removeItem(key);
      } catch {
        kept = false;
      }
    };

    const count = document.createElement("p");
    count.className = "th-progress__count";
    count.setAttribute("role", "status");

    const bar = document.createElement("progress");
    bar.max = steps.length;
    bar.setAttribute("aria-label", "Erledigte Schritte");

    const clear = document.createElement("button");
    clear.type = "button";
    clear.className = "th-button";
    clear.textContent = "Haken entfernen";

    const note = document.createElement("p");
    note.className = "th-progress__note";

    /** @type {Map<string, HTMLInputElement>} */
    const boxes = new Map();

    const show = () => {
      count.textContent = `${done.size} von ${steps.length} Schritten erledigt`;
      bar.value = done.size;
      clear.hidden = done.size === 0;
      note.textContent = kept
        ? "Ihre Haken bleiben auf diesem Gerät gespeichert."
        : "Ihr Browser speichert die Haken nicht. Sie gelten, bis Sie die Seite verlassen.";
      for (const step of steps) {
        const id = step.dataset.step ?? "";
        const box = boxes.get(id);
        if (box) box.checked = done.has(id);
        step.toggleAttribute("data-done", done.has(id));
      }
    };

    for (const step of steps) {
      const id = step.dataset.step ?? "";
      const box = document.createElement("input");
      box.type = "checkbox";
      box.addEventListener("change", () => {
        if (box.checked) done.add(id);
        else done.delete(id);
        save();
        show();
      });
      boxes.set(id, box);
      const label = document.createElement("label");
      label.className = "th-tick";
      label.append(box, ` Schritt ${id} ist erledigt`);
      step.append(label);
    }
    // Ticks of steps that no longer exist would spoil the count.
    for (const id of done) if (!boxes.has(id)) done.delete(id);

    clear.addEventListener("click", () => {
      done.clear();
      save();
      show();
      // The button goes; the keyboard must not be left nowhere.
      boxes.get(steps[0]?.dataset.step ?? "")?.focus();
    });

    panel.append(count, bar, clear, note);
    panel.hidden = false;
    show();
  };

  for (const panel of document.querySelectorAll(".th-progress[data-guide]")) {
    if (panel instanceof HTMLElement) wire(panel, panel.closest("article") ?? document);
  }
})();
