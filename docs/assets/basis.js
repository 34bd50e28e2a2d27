// @ts-check
/*
 * What the theme expects as globals: its scope, a hash, and reading and writing of settings.
 * Takes the place of the theme's inline script, which fails where the browser denies storage.
 */
(() => {
  const base = document.currentScript?.getAttribute("data-base") ?? ".";
  const scope = new URL(base, location.href);

  /** @type {Map<string, string>} Settings of this visit, where nothing may be stored. */
  const memory = new Map();
  const standIn = {
    /** @param {string} key */
    getItem: (key) => memory.get(key) ?? null,
    /** @param {string} key @param {string} value */
    setItem: (key, value) => void memory.set(key, value),
  };

  /** @param {"localStorage" | "sessionStorage"} name */
  const storage = (name) => {
    try {
      const store = window[name];
      store.getItem("");
      return store;
    } catch {
      return standIn;
    }
  };

  Object.assign(window, {
    __md_scope: scope,
    /** @param {string} text */
    __md_hash: (text) => [...text].reduce((sum, sign) => (sum << 5) - sum + sign.charCodeAt(0), 0),
    /** @param {string} key */
    __md_get: (key, store = storage("localStorage"), at = scope) => {
      try {
        return JSON.parse(store.getItem(`${at.pathname}.${key}`) ?? "null");
      } catch {
        return null;
      }
    },
    /** @param {string} key @param {unknown} value */
    __md_set: (key, value, store = storage("localStorage"), at = scope) => {
      try {
        store.setItem(`${at.pathname}.${key}`, JSON.stringify(value));
      } catch {
        // Full or denied: the setting lasts as long as the page.
      }
    },
  });
})();
