/**
 * In a frame of a help desk: without the site's header and footer, links to other pages open a
 * window of their own, and the frame's owner hears how high the page is.
 */

/** The message to the frame's owner; documented in docs/support/einbetten.md. */
const MESSAGE = "tokenhilfe:height";

/** Does nothing on a page that stands alone. */
export function tellHeight() {
  if (window.parent === window) return;
  document.documentElement.classList.add("th-gerahmt");

  let told = 0;
  const tell = () => {
    const height = Math.ceil(document.body.getBoundingClientRect().height);
    if (height === told) return;
    told = height;
    // For anybody: the height says nothing of what was pasted.
    window.parent.postMessage({ type: MESSAGE, height }, "*");
  };
  new ResizeObserver(tell).observe(document.body);
  tell();

  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest("a[href]") : null;
    if (!(link instanceof HTMLAnchorElement)) return;
    const same = link.origin === location.origin && link.pathname === location.pathname;
    if (!same) Object.assign(link, { target: "_blank", rel: "noopener noreferrer" });
  });
}
