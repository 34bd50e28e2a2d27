// @ts-check
/* Sets the stored colour scheme before the page is painted. The theme's own script, as a file. */
(() => {
  /** @type {{ color?: Record<string, string> } | null} */
  const stored = Reflect.get(window, "__md_get")("__palette");
  let color = stored?.color;
  if (!color) {
    color = { media: "(prefers-color-scheme)" };
  }
  if (color.media === "(prefers-color-scheme)") {
    const scheme = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
    const input = document.querySelector(
      `[data-md-color-media='(prefers-color-scheme: ${scheme})']`,
    );
    for (const name of ["media", "scheme", "primary", "accent"]) {
      const value = input?.getAttribute(`data-md-color-${name}`);
      if (value) color = { ...color, [name]: value };
    }
  }
  for (const [name, value] of Object.entries(color)) {
    document.body.setAttribute(`data-md-color-${name}`, value);
  }
})();
