// @ts-check
/*
 * Makes the theme's controls reachable by keyboard and screen reader: it draws the menu and the
 * search on small windows as labels of hidden check boxes, which nobody can focus.
 */
(() => {
  /**
   * @param {string} id The hidden check box.
   * @param {string} selector Its labels that stand for a button.
   * @param {(open: boolean) => string} name The button's name.
   */
  const asButtons = (id, selector, name) => {
    const box = document.getElementById(id);
    if (!(box instanceof HTMLInputElement)) return;
    box.tabIndex = -1;
    box.setAttribute("aria-hidden", "true");
    /** @type {HTMLElement[]} */
    const labels = [...document.querySelectorAll(selector)].filter(
      (label) => label instanceof HTMLElement,
    );
    const tell = () => {
      for (const label of labels) {
        label.setAttribute("aria-expanded", String(box.checked));
        label.setAttribute("aria-label", name(box.checked));
      }
    };
    for (const label of labels) {
      label.tabIndex = 0;
      label.setAttribute("role", "button");
      label.addEventListener("keydown", (event) => {
        if (event.key !== "Enter" && event.key !== " ") return;
        event.preventDefault();
        label.click();
      });
    }
    box.addEventListener("change", tell);
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && id === "__drawer" && box.checked) {
        box.click();
        labels[0]?.focus();
      }
    });
    tell();
  };

  asButtons("__drawer", "header label[for='__drawer']", (open) =>
    open ? "Navigation schließen" : "Navigation öffnen",
  );
  asButtons("__search", "header > nav > label[for='__search']", () => "Suche öffnen");
  asButtons("__search", ".md-search__form label[for='__search']", () => "Suche schließen");

  // The theme gives its search dialog a role, but no name.
  document.querySelector(".md-search[role='dialog']")?.setAttribute("aria-label", "Suche");
})();
