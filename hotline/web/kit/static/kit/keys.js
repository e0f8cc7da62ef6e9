// Keys: any element with data-key="alt+s" is clicked (a field is focused, a folded form opened) by that key; ? lists
// the keys of the page, and those that a script of the page listens to (data-keys).
(function () {
  const sheet = document.getElementById("kit-keys");

  function name(event) {
    const parts = [];
    if (event.ctrlKey) parts.push("ctrl");
    if (event.altKey) parts.push("alt");
    const key = event.key.toLowerCase();
    if (event.shiftKey && key.length > 1) parts.push("shift");
    parts.push(event.altKey && event.code.startsWith("Key") ? event.code.slice(3).toLowerCase() : key);
    return parts.join("+");
  }

  function isTyping(target) {
    return target.isContentEditable || /^(textarea|select)$/i.test(target.tagName) ||
      (target.tagName === "INPUT" && !/^(checkbox|radio|button|submit)$/.test(target.type));
  }

  function isShown(element) { return !element.disabled && element.getAttribute("aria-disabled") !== "true" && element.getClientRects().length > 0; }

  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.defaultPrevented || event.metaKey) return;
    const key = name(event);
    const isPlain = !event.ctrlKey && !event.altKey && !/^f\d+$/.test(key);
    if (isPlain && key !== "escape" && isTyping(event.target)) return;
    if (document.querySelector("dialog[open]") && isPlain) return;
    if (key === "?") { event.preventDefault(); list(); return; }
    if (key === "ctrl+enter" && event.target.matches("input, textarea, select") && event.target.form) { event.preventDefault(); send(event.target.form); return; }
    const scope = document.querySelector("dialog[open]") || document;
    const found = [...scope.querySelectorAll('[data-key="' + CSS.escape(key) + '"]')].find(isShown);
    if (!found) return;
    event.preventDefault();
    if (isTyping(found)) { found.focus(); if (found.select) found.select(); }
    else if (found.matches("summary")) enter(found.parentElement);
    else found.click();
  });

  // Ctrl+Enter sends the form one is typing in and never another: its own button with that key, or its only one
  function send(form) {
    const buttons = [...form.elements].filter((each) => each.type === "submit" && isShown(each));
    const button = buttons.find((each) => each.dataset.key === "ctrl+enter") || (buttons.length === 1 && buttons[0]);
    if (button) button.click();
  }

  // a folded form opens and its first field waits for what is typed; the same key closes it when nothing in it has the focus
  function enter(fold) {
    const fields = [...fold.querySelectorAll("input:not([type=hidden]), select, textarea")].filter((each) => fold.open ? isShown(each) : !each.disabled);
    if (fold.open && fold.matches(":focus-within")) { fold.open = false; fold.querySelector("summary").focus(); return; }
    fold.open = true;
    const field = fields.find((each) => each.checked) || fields.find(isShown) || fold.querySelector("summary");
    field.focus();
  }

  function list() {
    const rows = sheet.querySelector("dl");
    rows.replaceChildren();
    for (const element of document.querySelectorAll("[data-key]")) {
      if (!isShown(element)) continue;
      const key = document.createElement("dt");
      key.append(Object.assign(document.createElement("kbd"), { textContent: element.dataset.key }));
      const label = element.dataset.keyLabel || element.getAttribute("aria-label") || element.placeholder ||
        [...element.childNodes].filter((node) => node.nodeName !== "KBD").map((node) => node.textContent).join("").trim();
      rows.append(key, Object.assign(document.createElement("dd"), { textContent: label }));
    }
    for (const line of document.querySelectorAll("[data-keys]")) {
      const key = document.createElement("dt");
      for (const each of line.dataset.keys.split(" ")) key.append(Object.assign(document.createElement("kbd"), { textContent: each }), " ");
      rows.append(key, Object.assign(document.createElement("dd"), { textContent: line.textContent }));
    }
    sheet.showModal();
  }
  document.addEventListener("click", (event) => { if (event.target.closest("[data-keys-help]")) list(); });

  // the browser itself honours autofocus only when it first paints: what is typed before that would be lost
  const first = [...document.querySelectorAll("[autofocus]")].find(isShown);
  if (first && document.activeElement === document.body) first.focus();
  // a form that came back begins where it is at fault; a page of work begins before its form, where single keys still count
  const faults = [...document.querySelectorAll("main :is(input, select, textarea)[aria-invalid=true], main fieldset[aria-invalid=true] input")];
  const fault = faults.find(isShown);
  if (fault) fault.focus();
  else if (document.activeElement === document.body) document.querySelector("main [data-start]")?.focus({ preventScroll: true });
})();
