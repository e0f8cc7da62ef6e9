// A choice above a list takes effect at once; the button serves those without scripts.
(function () {
  const form = document.querySelector("[data-filters]");
  if (!form) return;
  form.addEventListener("change", (event) => { if (event.target.matches("select, [type=date]")) form.requestSubmit(); });
  form.addEventListener("submit", () => {
    for (const field of form.querySelectorAll("input, select")) if (!field.value) field.disabled = true;  // short addresses
  });
  window.addEventListener("pageshow", () => { for (const field of form.querySelectorAll("[disabled]")) field.disabled = false; });
})();
