// Type-ahead fields: the list is fetched from data-source while one types; arrows, Enter and the mouse choose.
(function () {
  const PAUSE = 180;

  function parts(input) {
    const box = input.closest("[data-picker]");
    return { list: box.querySelector("[role=listbox]"), hidden: box.querySelector("input[type=hidden]") };
  }

  function show(input, isShown) {
    const { list } = parts(input);
    list.hidden = !isShown;
    input.setAttribute("aria-expanded", String(isShown));
    if (!isShown) input.removeAttribute("aria-activedescendant");
  }

  async function fetchList(input) {
    const { list } = parts(input);
    const address = new URL(input.dataset.source, location.href);
    address.searchParams.set("q", input.value);
    const asked = (input.kitAsked = (input.kitAsked || 0) + 1);
    const answer = await fetch(address, { headers: { "HX-Request": "true" } }).catch(() => null);
    const options = answer && answer.ok ? await answer.text() : null;
    if (asked !== input.kitAsked) return;
    const wanted = input.kitWanted;
    input.kitIsStale = input.kitWanted = false;
    if (options === null) return;
    list.innerHTML = options;
    [...list.querySelectorAll("[role=option]")].forEach((option, index) => { option.id = list.id + "_" + index; });
    show(input, document.activeElement === input);
    const first = list.querySelector("[role=option]");
    if (wanted && first) choose(input, first);
  }

  function choose(input, option) {
    const { hidden } = parts(input);
    clearTimeout(input.kitTimer);
    input.kitAsked = (input.kitAsked || 0) + 1;  // a list still on its way comes too late
    input.kitIsStale = input.kitWanted = false;
    hidden.value = option.dataset.value;
    input.value = option.dataset.label;
    show(input, false);
    hidden.dispatchEvent(new Event("change", { bubbles: true }));
  }

  function mark(input, step) {
    const { list } = parts(input);
    const options = [...list.querySelectorAll("[role=option]")];
    if (!options.length) return;
    const at = options.findIndex((option) => option.getAttribute("aria-selected") === "true");
    const next = options[(at + step + options.length) % options.length];
    options.forEach((option) => option.setAttribute("aria-selected", String(option === next)));
    input.setAttribute("aria-activedescendant", next.id);
    next.scrollIntoView({ block: "nearest" });
  }

  document.addEventListener("input", (event) => {
    const input = event.target;
    if (!input.matches || !input.matches("[data-picker] [role=combobox]") || event.isComposing) return;
    parts(input).hidden.value = "";
    input.kitAsked = (input.kitAsked || 0) + 1;  // what was asked for is of no use any more
    input.kitIsStale = true;
    input.kitWanted = false;
    clearTimeout(input.kitTimer);
    input.kitTimer = setTimeout(() => fetchList(input), PAUSE);
  });
  document.addEventListener("compositionend", (event) => {
    if (event.target.matches("[data-picker] [role=combobox]")) fetchList(event.target);
  });
  document.addEventListener("focusin", (event) => {
    const input = event.target;
    if (input.matches && input.matches("[data-picker] [role=combobox]") && !parts(input).hidden.value) fetchList(input);
  });
  document.addEventListener("focusout", (event) => {
    const input = event.target;
    if (input.matches && input.matches("[data-picker] [role=combobox]")) setTimeout(() => show(input, false), 150);
  });
  document.addEventListener("keydown", (event) => {
    const input = event.target;
    if (!input.matches || !input.matches("[data-picker] [role=combobox]") || event.isComposing) return;
    const { list } = parts(input);
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) fetchList(input); else if (!input.kitIsStale) mark(input, event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter" && input.kitIsStale && input.value) {
      event.preventDefault();  // faster than the list: her choice is made when it comes
      input.kitWanted = true;
    } else if (event.key === "Enter" && !list.hidden) {
      const option = list.querySelector("[aria-selected=true]") || list.querySelector("[role=option]");
      if (option) choose(input, option);
      if (option || input.value) event.preventDefault();  // nothing is called so: the form is not sent without it
    } else if (event.key === "Escape" && !list.hidden) { event.preventDefault(); show(input, false); }
  });
  document.addEventListener("mousedown", (event) => {
    const option = event.target.closest && event.target.closest("[data-picker] [role=option]");
    if (!option) return;
    event.preventDefault();
    choose(option.closest("[data-picker]").querySelector("[role=combobox]"), option);
  });
})();

// A field of several units: the one just picked becomes a ticked box, and the field is free for the next.
document.addEventListener("change", (event) => {
  const box = event.target.closest && event.target.closest("[data-units]");
  if (!box || event.target.type !== "hidden" || !event.target.value) return;
  const input = box.querySelector("[role=combobox]");
  const chosen = box.querySelector(".choices");
  const value = event.target.value;
  if (![...chosen.querySelectorAll("input")].some((each) => each.value === value)) {
    const label = document.createElement("label");
    label.className = "choice";
    const tick = Object.assign(document.createElement("input"), { type: "checkbox", name: box.dataset.units, value, checked: true });
    tick.className = "form-check-input";
    label.append(tick, Object.assign(document.createElement("span"), { textContent: input.value }));
    chosen.append(label);
  }
  event.target.value = "";
  input.value = "";
});
