// @ts-check
/*
 * The one place through which text may become HTML or the address of a script, where the browser
 * knows trusted types (the page's policy requires them). The theme's search writes its results as
 * HTML; anything but plain markup is refused, and scripts come from this site only. Comes first
 * on every page. Pasted text never gets here: the assistant only makes text nodes of it.
 */
(() => {
  const factory = Reflect.get(window, "trustedTypes");
  const here = document.currentScript;
  if (!factory || !(here instanceof HTMLScriptElement)) return;
  // Within the single file nothing is loaded, and this script has no address.
  const site = here.src ? new URL("..", here.src).href : null;

  const harmless = new Set(
    (
      "a abbr article aside b blockquote br circle code dd del desc details div dl dt em figcaption " +
      "figure g h1 h2 h3 h4 h5 h6 hr i input kbd label li line mark nav ol p path polygon polyline " +
      "pre q rect s section small span strong sub summary sup svg table tbody td text th thead title " +
      "tr tspan u ul"
    ).split(" "),
  );
  const active = /[\s"'/]on[a-z]+\s*=|(?:java|vb)script:|data:\s*text|srcdoc/i;

  factory.createPolicy("default", {
    /** @param {string} html @returns {string | null} null: refused */
    createHTML: (html) => {
      const names = [...html.matchAll(/<[/!?]?\s*([^\s/>]*)/g)].map(([, name]) => name ?? "");
      const fine = names.every((name) => harmless.has(name.toLowerCase())) && !active.test(html);
      return fine ? html : null;
    },
    /** @param {string} address @returns {string | null} null: refused */
    createScriptURL: (address) => {
      const { protocol, href } = new URL(address, document.baseURI);
      // Only the page itself can make a blob: address, and the policy admits it for workers alone.
      return protocol === "blob:" || (site && href.startsWith(site)) ? address : null;
    },
  });
})();
