// @ts-check
/*
 * Small things on every page: real buttons for the menu and the search of small windows (the
 * theme draws them as labels of hidden check boxes, which nobody can focus), and buttons that
 * copy a block of text.
 */
(() => {
  /** @param {string} id */
  const toggle = (id) => {
    const box = document.getElementById(id);
    return box instanceof HTMLInputElement ? box : null;
  };

  /**
   * Puts a button in place of each label that stands for one.
   *
   * @param {HTMLInputElement} box The hidden check box that the theme listens to.
   * @param {string} selector The labels.
   * @param {(open: boolean) => string} name The button's name.
   * @param {() => void} [after] What to do once the box has changed.
   */
  const asButtons = (box, selector, name, after) => {
    const buttons = [...document.querySelectorAll(selector)].map((label) => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = label.className;
      // The theme's styles look for this attribute.
      button.setAttribute("for", box.id);
      button.append(...label.childNodes);
      button.addEventListener("click", () => {
        box.click();
        after?.();
      });
      label.replaceWith(button);
      return button;
    });
    const tell = () => {
      for (const button of buttons) {
        button.setAttribute("aria-expanded", String(box.checked));
        button.setAttribute("aria-label", name(box.checked));
      }
    };
    box.tabIndex = -1;
    box.setAttribute("aria-hidden", "true");
    box.addEventListener("change", tell);
    tell();
    return buttons;
  };

  const drawer = toggle("__drawer");
  if (drawer) {
    const [menu] = asButtons(drawer, "header label[for='__drawer']", (open) =>
      open ? "Navigation schließen" : "Navigation öffnen",
    );
    document.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !drawer.checked) return;
      drawer.click();
      menu?.focus();
    });
  }

  const search = toggle("__search");
  const query = document.querySelector("[data-md-component='search-query']");
  if (search && query instanceof HTMLElement) {
    const [open] = asButtons(
      search,
      "header > nav > label[for='__search']",
      () => "Suche öffnen",
      () => query.focus(),
    );
    asButtons(
      search,
      ".md-search__form label[for='__search']",
      () => "Suche schließen",
      () => open?.focus(),
    );
    // The theme gives its search dialog a role, but no name.
    document.querySelector(".md-search[role='dialog']")?.setAttribute("aria-label", "Suche");
  }

  // … and names the lists within its menu after labels that hold nothing but an icon.
  for (const list of document.querySelectorAll("nav.md-nav[aria-labelledby]")) {
    const title = list.querySelector(".md-nav__title")?.textContent?.trim();
    if (!title) continue;
    list.removeAttribute("aria-labelledby");
    list.setAttribute("aria-label", title);
  }

  const said = document.createElement("p");
  said.className = "th-sr";
  said.setAttribute("role", "status");

  for (const block of document.querySelectorAll(".md-content .highlight:not(.th-example) > pre")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "th-button th-copy";
    button.textContent = "Kopieren";
    button.addEventListener("click", async () => {
      const text = block.querySelector("code")?.textContent ?? "";
      try {
        await navigator.clipboard.writeText(text);
        said.textContent = "In die Zwischenablage kopiert.";
        button.textContent = "Kopiert";
      } catch {
        // Not allowed here: mark the text, so that the reader can copy it.
        getSelection()?.selectAllChildren(block);
        said.textContent = "Der Text ist markiert. Kopieren Sie ihn mit Strg + C.";
        button.textContent = "Strg + C drücken";
      }
      setTimeout(() => {
        button.textContent = "Kopieren";
      }, 3000);
    });
    block.after(button);
  }
  if (document.querySelector(".th-copy")) document.querySelector(".md-content")?.append(said);
})();
