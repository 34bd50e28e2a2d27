// @ts-check
/*
 * Only in the single file: follows the system's colours, and gives each page its title.
 */
(() => {
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
