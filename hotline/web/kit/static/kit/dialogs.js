// Dialogs: the confirmation of dangerous deeds (data-confirm="consequence in words"), and parts loaded into a slot.
(function () {
  const ask = document.getElementById("kit-confirm");

  function fill(source) {
    for (const slot of ask.querySelectorAll("[data-confirm-slot]")) {
      const name = slot.dataset.confirmSlot;
      const text = source.dataset[name === "consequence" ? "confirm" : "confirm" + name[0].toUpperCase() + name.slice(1)];
      if (slot.dataset.usual === undefined) slot.dataset.usual = slot.textContent;
      slot.textContent = text || slot.dataset.usual;
    }
    const calm = source.dataset.confirmTone === "calm";  // it cannot be undone, but nothing is lost by it
    for (const each of ask.querySelectorAll("[value=yes]")) each.className = "btn " + (calm ? "btn-primary" : "btn-danger");
  }

  function confirmed(source) {
    fill(source);
    ask.returnValue = "";
    ask.showModal();
    return new Promise((done) => ask.addEventListener("close", () => done(ask.returnValue === "yes"), { once: true }));
  }

  // capture: before htmx and before the plain submission
  document.addEventListener("submit", (event) => {
    const source = event.submitter && event.submitter.dataset.confirm ? event.submitter : event.target;
    if (!source.dataset.confirm || event.target.dataset.confirmed) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    confirmed(source).then((yes) => {
      if (!yes) return;
      event.target.dataset.confirmed = "1";
      event.target.requestSubmit(event.submitter || undefined);
      delete event.target.dataset.confirmed;
    });
  }, true);

  document.body.addEventListener("htmx:confirm", (event) => {
    const source = event.detail.elt;
    if (source.tagName === "FORM" || !source.dataset.confirm) return;
    event.preventDefault();
    confirmed(source).then((yes) => { if (yes) event.detail.issueRequest(true); });
  });

  // a part swapped into #kit-dialog or #kit-login that is a dialog opens by itself; the login, for which nobody asked,
  // waits for a pause in the typing, or it would swallow the next words
  const PAUSE = 800;
  let typedAt = -PAUSE;
  let waiting;
  document.addEventListener("input", () => { typedAt = performance.now(); }, true);
  function open(slot) {
    clearTimeout(waiting);
    const rest = slot.id === "kit-login" ? typedAt + PAUSE - performance.now() : 0;
    if (rest > 0) { waiting = setTimeout(() => open(slot), rest); return; }
    const dialog = slot.querySelector("dialog:not([open])");
    if (dialog) dialog.showModal();
  }
  document.body.addEventListener("htmx:beforeSwap", (event) => {
    const { target, requestConfig } = event.detail;  // a second request without a session wipes out no half-typed login
    if (target.id === "kit-login" && target.querySelector("dialog[open]") && !target.contains(requestConfig.elt)) event.detail.shouldSwap = false;
  });
  document.body.addEventListener("htmx:afterSettle", (event) => {
    if (/^kit-(dialog|login)$/.test(event.detail.target.id)) open(event.detail.target);
  });
  document.body.addEventListener("click", (event) => {
    const closer = event.target.closest("[data-dialog-close]");
    if (closer) closer.closest("dialog").close();
    const opener = event.target.closest("[data-dialog]");
    if (opener) document.getElementById(opener.dataset.dialog).showModal();
  });
})();
