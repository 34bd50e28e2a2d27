// @ts-check
/* The page for unknown addresses opens the search, with the words of the address filled in. */
(() => {
  const box = document.getElementById("__search");
  const field = document.querySelector("[data-md-component='search-query']");
  if (!(box instanceof HTMLInputElement) || !(field instanceof HTMLInputElement)) return;

  const open = () => {
    if (!box.checked) box.click();
    field.focus();
  };

  const last = location.pathname.split("/").filter(Boolean).pop() ?? "";
  const words = decodeURIComponent(last)
    .replace(/\.html?$/, "")
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();

  for (const button of document.querySelectorAll("[data-th-search]")) {
    button.addEventListener("click", open);
  }
  addEventListener("load", () => {
    if (words && words !== "404" && words !== "index") {
      field.value = words;
      field.dispatchEvent(new KeyboardEvent("keyup"));
    }
    open();
  });
})();
