// Long texts fold behind a button; the number is copied with a click; folds the reader opened stay open after a refresh.
(function () {
  const english = document.documentElement.lang.startsWith("en");
  const opened = new Map();

  function clamp() {
    for (const text of document.querySelectorAll("[data-clamp]:not(.is-ready)")) {
      text.classList.add("is-ready", "is-clamped");
      if (text.scrollHeight <= text.clientHeight + 4) { text.classList.remove("is-clamped"); continue; }
      const more = document.createElement("button");
      more.type = "button";
      more.className = "btn btn-link px-0";
      more.textContent = english ? "Show all" : "展开全文";
      more.addEventListener("click", () => { text.classList.remove("is-clamped"); more.remove(); });
      text.after(more);
    }
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-copy]");
    if (!button || !navigator.clipboard) return;
    navigator.clipboard.writeText(button.dataset.copy).then(() => window.kit.toast(english ? "Copied" : "已复制", "good"));
  });

  document.body.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.target.id !== "ticket-parts") return;
    for (const fold of document.querySelectorAll(".fold")) opened.set(fold.querySelector("summary").textContent.replace(/\d/g, ""), fold.open);
  });
  document.body.addEventListener("htmx:afterSettle", (event) => {
    if (event.detail.target.id !== "ticket-parts") return;
    for (const fold of document.querySelectorAll(".fold")) {
      const known = opened.get(fold.querySelector("summary").textContent.replace(/\d/g, ""));
      if (known !== undefined) fold.open = known;
    }
    clamp();
  });
  clamp();
})();
