// Menus (data-menu="id of the panel"), folds that close again (data-fold), and rows of lists that are clickable as a whole (data-href).
(function () {
  function close(except) {
    for (const button of document.querySelectorAll("[data-menu][aria-expanded=true]")) {
      if (button === except) continue;
      button.setAttribute("aria-expanded", "false");
      document.getElementById(button.dataset.menu).hidden = true;
    }
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-menu]");
    if (button) {
      const panel = document.getElementById(button.dataset.menu);
      close(button);
      panel.hidden = !panel.hidden;
      button.setAttribute("aria-expanded", String(!panel.hidden));
      return;
    }
    if (!event.target.closest(".menu-panel")) close();
    for (const fold of document.querySelectorAll("details[data-fold][open]")) if (!fold.contains(event.target)) fold.open = false;
  });

  document.addEventListener("keydown", (event) => {
    const open = document.querySelector("[data-menu][aria-expanded=true]");
    if (!open) return;
    if (event.key === "Escape") { close(); open.focus(); }
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    const items = [...document.getElementById(open.dataset.menu).querySelectorAll("a, button")];
    const at = items.indexOf(document.activeElement) + (event.key === "ArrowDown" ? 1 : -1);
    if (items.length) { event.preventDefault(); items[(at + items.length) % items.length].focus(); }
  });

  document.addEventListener("click", (event) => {
    const row = event.target.closest("tr[data-href]");
    if (!row || event.target.closest("a, button, input, label, select, summary") || String(getSelection())) return;
    if (event.ctrlKey || event.metaKey) window.open(row.dataset.href, "_blank", "noopener");
    else window.location = row.dataset.href;
  });
})();
