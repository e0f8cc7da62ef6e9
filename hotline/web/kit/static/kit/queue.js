// The queue: picking rows, moving with j and k, and telling what changed without moving anything under the reader.
(function () {
  const english = document.documentElement.lang.startsWith("en");

  // --- picking ---------------------------------------------------------------------------------------------------
  const bar = document.querySelector("[data-bulk]");
  function picked() { return [...document.querySelectorAll("input[name=picked]")].filter((box) => box.checked); }
  function count() {
    if (!bar) return;
    const many = picked().length;
    bar.hidden = many === 0;
    bar.querySelector("[data-bulk-count]").textContent = english ? many + " selected" : "已选 " + many + " 件";
  }
  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-pick-all]")) {
      for (const box of document.querySelectorAll("input[name=picked]:not(:disabled)")) box.checked = event.target.checked;
    }
    if (event.target.matches("[data-pick-all], input[name=picked]")) count();
    if (event.target.matches("select[data-submit]")) event.target.form.submit();
  });
  window.addEventListener("pageshow", count);

  // --- j and k in the table; Enter opens, x picks ------------------------------------------------------------------
  // asked each time: a line of a live list is fetched anew where it stands
  const tableRows = () => [...document.querySelectorAll("#picked-form tbody tr, [data-rows] tbody tr")];
  let at = -1;
  function go(step) {
    const rows = tableRows();
    at = Math.max(0, Math.min(rows.length - 1, at + step));
    rows.forEach((row, index) => row.classList.toggle("is-current", index === at));
    const link = rows[at].querySelector("a.row-link");
    if (link) link.focus({ preventScroll: true });
    rows[at].scrollIntoView({ block: "nearest" });
  }
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    if (event.target.closest("input:not([type=checkbox]), textarea, select, dialog")) return;
    const rows = tableRows();
    if (!rows.length) return;
    if (event.key === "j") go(1);
    else if (event.key === "k") go(-1);
    else if (event.key === "x" && at >= 0) {
      rows[at]?.querySelector("input[type=checkbox]")?.click();
    } else return;
    event.preventDefault();
  });

  // --- news: asked with the numbers shown; what is gone turns grey, who has what is written beside it ---------------
  const news = document.getElementById("queue-news");
  if (!news) return;
  function lines() {
    const table = [...document.querySelectorAll("#picked-form tbody tr")].map((row) => {
      const box = row.querySelector("input[name=picked]");
      const link = row.dataset.href || "";
      return [row, box ? box.value : (link.match(/\/(\d{14})\//) || [])[1]];
    });
    const cards = [...document.querySelectorAll(".card-line[data-number]")].map((card) => [card, card.dataset.number]);
    return [...table, ...cards].filter((pair) => pair[1]);
  }
  news.addEventListener("htmx:configRequest", (event) => {
    event.detail.parameters.shown = lines().map((pair) => pair[1]).join(".");
  });
  news.addEventListener("htmx:afterSwap", () => {
    const told = news.querySelector("[data-gone]");
    if (!told) return;
    const gone = new Set(told.dataset.gone.split("."));
    const held = new Map(told.dataset.held.split(";").filter(Boolean).map((pair) => pair.split("=")));
    for (const [line, number] of lines()) {
      if (line.classList.contains("is-current") && line.matches(".card-line")) continue;
      line.classList.toggle("is-gone", gone.has(number));
      line.title = gone.has(number) ? (english ? "No longer in this queue" : "已不在这个队列")
        : held.has(number) ? (english ? held.get(number) + " is working on it" : held.get(number) + " 正在处理") : "";
    }
  });
  setInterval(() => { if (!document.hidden) window.htmx.trigger(news, "kit:look"); }, 60000);
})();
