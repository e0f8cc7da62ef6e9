// Keys: any element with data-key="alt+s" is clicked (a field is focused) by that key; ? lists the keys of the page.
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
    const scope = document.querySelector("dialog[open]") || document;
    const found = [...scope.querySelectorAll('[data-key="' + CSS.escape(key) + '"]')].find(isShown);
    if (!found) return;
    event.preventDefault();
    if (isTyping(found)) { found.focus(); if (found.select) found.select(); } else found.click();
  });

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
    sheet.showModal();
  }
  document.addEventListener("click", (event) => { if (event.target.closest("[data-keys-help]")) list(); });

  // the browser itself honours autofocus only when it first paints: what is typed before that would be lost
  const first = [...document.querySelectorAll("[autofocus]")].find(isShown);
  if (first && document.activeElement === document.body) first.focus();
})();
