// A call: its length, Enter goes to the next field, offers are taken, dialogs open where something is missing,
// and the words beside the form never change under the hands of somebody who reads there.
(function () {
  const form = document.getElementById("call");
  if (!form) return;

  const clock = document.querySelector("[data-since]");
  function tick() {
    const seconds = Math.max(0, Math.floor(Date.now() / 1000 - Number(clock.dataset.since)));
    const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
    clock.textContent = (parts[0] ? parts : parts.slice(1)).map((part) => String(part).padStart(2, "0")).join(":");
  }
  if (clock) { tick(); setInterval(tick, 1000); }

  const fields = () => [...form.querySelectorAll("input, select, textarea, summary")].filter((field) =>
    field.type !== "hidden" && !field.disabled && field.tabIndex >= 0 && field.getClientRects().length && !field.closest("dialog, .desk-right"));
  form.addEventListener("keydown", (event) => {
    const field = event.target;
    if (event.key !== "Enter" || event.defaultPrevented || event.isComposing || event.altKey || event.ctrlKey) return;
    if (!/^(INPUT|SELECT)$/.test(field.tagName) || field.hasAttribute("data-stay")) {
      if (field.hasAttribute && field.hasAttribute("data-stay")) event.preventDefault();
      return;
    }
    event.preventDefault();
    if (field.closest("dialog")) return;
    const all = fields().filter((each) => each.type !== "radio" || each.checked || each === field);
    const next = all[all.indexOf(field) + 1];
    if (next) { next.focus(); if (next.select) next.select(); }
  });

  const tab = document.querySelector(".desk-tab[aria-selected=true] span");
  form.addEventListener("input", (event) => {
    if (!tab || !/^(title|text)$/.test(event.target.name)) return;
    const said = (form.elements.title.value.trim() || form.elements.text.value.trim()).slice(0, 13);
    if (said) tab.textContent = said;
  });

  function keep() { form.dispatchEvent(new CustomEvent("desk:keep")); }

  function take(offer) {
    const input = document.getElementById("id_category");
    input.value = offer.dataset.label;
    input.closest("[data-picker]").querySelector("input[type=hidden]").value = offer.dataset.category;
    input.classList.remove("is-invalid");
    const kind = form.querySelector('input[name=kind][value="' + offer.dataset.kind + '"]');
    if (kind && !form.dataset.kindChosen) kind.checked = true;
    const urgency = document.getElementById("id_urgency");
    if (!form.dataset.urgencyChosen) urgency.value = offer.dataset.urgency;
    for (const each of document.querySelectorAll(".offer[data-category]")) each.setAttribute("aria-pressed", String(each === offer));
    keep();
  }

  async function settle(offer) {
    const cascade = form.querySelector("[data-cascade]");
    await window.htmx.ajax("GET", offer.dataset.source, { target: cascade, swap: "outerHTML" });
    keep();
  }

  form.addEventListener("change", (event) => {
    if (event.target.name === "kind") form.dataset.kindChosen = "1";
    if (event.target.name === "urgency") form.dataset.urgencyChosen = "1";
  });
  document.addEventListener("click", (event) => {
    const offer = event.target.closest(".offer");
    if (offer && offer.dataset.category) take(offer);
    if (offer && offer.dataset.place) settle(offer);
    const join = event.target.closest("[data-join]");
    if (join) {
      const choice = form.querySelector('input[name=join_number][value="' + join.dataset.join + '"]');
      if (choice) choice.checked = true;
      document.getElementById("dialog-join").showModal();
    }
  });

  document.body.addEventListener("htmx:oobBeforeSwap", (event) => {
    const part = event.detail.target;
    const isRead = part.querySelector("details[open]") || (part.id !== "saved" && part.contains(document.activeElement));
    const search = form.querySelector("input[name=knowledge]");
    const isSearched = part.id === "desk-entries" && search && search.value;
    const isPicked = part.id === "join-similar" && (part.querySelector(":checked") || document.querySelector("#dialog-join[open]"));
    if (isRead || isSearched || isPicked) event.detail.shouldSwap = false;
  });

  function unsaved() {
    const saved = document.getElementById("saved");
    saved.classList.add("is-bad");
    saved.textContent = document.documentElement.lang.startsWith("en") ? "Not saved: keep this page open" : "未保存：请不要关闭本页";
  }
  const keeper = document.querySelector("[data-keeper]");
  if (keeper) for (const fault of ["htmx:sendError", "htmx:responseError"]) keeper.addEventListener(fault, unsaved);

  // what was typed in the last moment before the page is left
  let isTyped = false;
  form.addEventListener("input", () => { isTyped = true; });
  form.addEventListener("submit", () => { isTyped = false; });
  if (keeper) keeper.addEventListener("htmx:afterRequest", (event) => { if (event.detail.successful) isTyped = false; });
  window.addEventListener("pagehide", () => {
    if (!isTyped || !keeper) return;
    fetch(keeper.getAttribute("hx-post"), { method: "POST", body: new FormData(form), keepalive: true });
  });

  const opened = form.querySelector("dialog[data-open]");
  const wrong = form.querySelector("[aria-invalid=true], .is-invalid, .field-error");
  if (opened) opened.showModal();
  else if (wrong) (wrong.matches("input, select, textarea") ? wrong : wrong.closest(".field").querySelector("input:not([type=hidden]), select, textarea") || wrong).focus();
  else if (form.querySelector("[data-focus]")) form.querySelector("[data-focus]").focus();
  else {
    const text = document.getElementById("id_text");
    const name = document.getElementById("id_name");
    if (text && (!name || name.value || text.value)) { text.focus(); text.setSelectionRange(text.value.length, text.value.length); } else if (name) name.focus();
  }
})();
