// @ts-check
/*
 * Only in the single file: hands the runtime's data over to the assistant, follows the system's
 * colours, and gives each page its title.
 */
(() => {
  /** @type {Record<string, string>} */
  const files = {};
  for (const element of document.querySelectorAll("script[data-datei]")) {
    // Read when asked for: megabytes of text that a reader of the guides never needs.
    Object.defineProperty(files, element.getAttribute("data-datei") ?? "", {
      get: () => element.textContent,
    });
  }
  Reflect.set(self, "tokenhilfeDateien", files);

  const dark = matchMedia("(prefers-color-scheme: dark)");
  const paint = () => {
    document.body.dataset["mdColorScheme"] = dark.matches ? "slate" : "default";
  };
  dark.addEventListener("change", paint);
  paint();

  const title = document.title;
  const name = () => {
    const shown = document.querySelector(".th-view:target, .th-view:has(:target)");
    const page = shown?.getAttribute("data-titel");
    document.title = page ? `${page} - ${title}` : title;
  };
  // The address counts once the document is whole.
  for (const event of ["load", "hashchange"]) addEventListener(event, name);
})();
