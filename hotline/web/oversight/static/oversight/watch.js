"use strict";
// The bar above the watch appears with the first box ticked and says how many there are.
(() => {
  const bar = document.querySelector("[data-picked]");
  if (!bar) return;
  const count = bar.querySelector("[data-picked-count]");
  const tell = () => {
    const picked = document.querySelectorAll("input[name=ticket]:checked").length;
    bar.hidden = !picked;
    count.textContent = picked ? String(picked) : "";
  };
  document.addEventListener("change", tell);
  document.addEventListener("htmx:afterSettle", tell);
  tell();
})();
