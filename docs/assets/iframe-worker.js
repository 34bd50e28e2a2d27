// @ts-check
/*
 * On file://, where browsers start no worker from a file: runs the search's worker in a hidden
 * frame. Does what the package iframe-worker does, whose name the theme looks for, but writes no
 * script into the frame, so that the page's policy needs no exception.
 */
(() => {
  if (location.protocol !== "file:") return;

  class FrameWorker extends EventTarget {
    /** @type {((event: MessageEvent) => void) | null} */
    onmessage = null;
    #frame = document.createElement("iframe");
    /** @type {Promise<Window>} */
    #inside;

    /** @param {string | URL} address */
    constructor(address) {
      super();
      this.#frame.hidden = true;
      this.#inside = new Promise((resolve, reject) => {
        const open = () => {
          const inside = this.#frame.contentWindow;
          if (!inside) return;
          this.#equip(inside);
          addScript(inside, String(address)).then(() => resolve(inside), reject);
        };
        this.#frame.addEventListener("load", open, { once: true });
      });
      document.body.append(this.#frame);
    }

    /** @param {Window} inside */
    #equip(inside) {
      Object.assign(inside, {
        /** @param {unknown} data */
        postMessage: (data) => {
          const event = new MessageEvent("message", { data: structuredClone(data) });
          this.dispatchEvent(event);
          this.onmessage?.(event);
        },
        /** @param {string[]} addresses */
        importScripts: async (...addresses) => {
          for (const one of addresses) await addScript(inside, one);
        },
      });
    }

    /** @param {unknown} message */
    async postMessage(message) {
      const inside = await this.#inside;
      inside.dispatchEvent(new MessageEvent("message", { data: structuredClone(message) }));
    }

    terminate() {
      this.#frame.remove();
    }
  }

  /**
   * @param {Window} inside
   * @param {string} address
   * @returns {Promise<unknown>} settles when the script has run or is not there
   */
  function addScript(inside, address) {
    const script = inside.document.createElement("script");
    // The frame has the page's policy and base address, but no trusted types of its own.
    const trusted = Reflect.get(window, "trustedTypes")?.defaultPolicy;
    script.src = trusted ? trusted.createScriptURL(address) : address;
    return new Promise((resolve, reject) => {
      script.addEventListener("load", resolve);
      script.addEventListener("error", () => reject(new Error(`${address} is missing`)));
      inside.document.body.append(script);
    });
  }

  Object.assign(window, {
    IFrameWorker: FrameWorker,
    // The assistant needs a real one, which browsers allow from a blob: address.
    NativeWorker: window.Worker,
    Worker: FrameWorker,
  });
})();
