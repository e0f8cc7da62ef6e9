// What every htmx page needs: a thin bar while something loads, toasts, faults of the network told in words,
// and a fresh form seal after a login in a dialog.
(function () {
  const bar = document.getElementById("kit-progress");
  const toasts = document.getElementById("kit-toasts");
  const english = document.documentElement.lang.startsWith("en");
  let running = 0;

  document.body.addEventListener("htmx:beforeRequest", () => { running += 1; bar.classList.add("is-busy"); });
  document.body.addEventListener("htmx:afterRequest", () => {
    running = Math.max(0, running - 1);
    if (!running) bar.classList.remove("is-busy");
  });

  // what takes seconds says so: the words of the button that was pressed stand in the form while the page is fetched
  document.addEventListener("submit", (event) => {
    const told = event.target.querySelector("[data-busy-told]");
    const words = event.submitter && event.submitter.dataset.busy;
    if (!told || event.defaultPrevented) return;
    told.textContent = words || "";
    told.hidden = !words;
  });
  window.addEventListener("pageshow", () => {
    for (const told of document.querySelectorAll("[data-busy-told]")) told.hidden = true;
  });

  // toasts stand above every dialog that opened before them
  function raise() {
    if (!toasts.showPopover) return;
    if (toasts.matches(":popover-open")) toasts.hidePopover();
    if (toasts.childElementCount) toasts.showPopover();
  }

  function toast(text, tone) {
    const line = document.createElement("div");
    line.className = "toast-line toast-" + (tone || "bad");
    line.setAttribute("role", "alert");
    line.dataset.toast = "";
    line.textContent = text;
    toasts.append(line);
  }
  window.kit = Object.assign(window.kit || {}, { toast });

  document.body.addEventListener("htmx:sendError", (event) => {
    if (event.detail.elt.hasAttribute("data-quiet")) return;
    toast(english ? "No connection. Nothing you typed is lost; try again in a moment." : "网络连接不上。您填写的内容没有丢失，请稍后再试。");
  });

  // a toast leaves by itself; bad news stays longer
  new MutationObserver((changes) => {
    raise();
    for (const change of changes) for (const node of change.addedNodes) {
      if (node.nodeType !== 1) continue;
      setTimeout(() => node.remove(), node.classList.contains("toast-bad") ? 15000 : 6000);
    }
  }).observe(toasts, { childList: true });
  toasts.addEventListener("click", (event) => {
    if (event.target.closest("[data-toast-close]")) event.target.closest("[data-toast]").remove();
  });

  function seal(token) {
    document.body.setAttribute("hx-headers", JSON.stringify({ "X-CSRFToken": token }));
    for (const field of document.querySelectorAll("input[name=csrfmiddlewaretoken]")) field.value = token;
  }

  // an answer that was under way during a login brings back the cookie of before it, and the page's seal fits no more:
  // what is only kept while typing is kept once more with the seal that fits
  document.body.addEventListener("htmx:beforeSwap", (event) => {
    const { xhr, requestConfig: asked } = event.detail;
    const token = xhr.status === 403 && xhr.getResponseHeader("X-Seal");
    if (!token || asked.headers["X-Again"] || !asked.elt.hasAttribute("data-quiet")) return;
    event.detail.shouldSwap = false;
    seal(token);
    htmx.ajax(asked.verb, asked.path, { source: asked.elt, headers: { "X-Again": "1" } });
  });

  // after a login in the dialog every form of the page gets the new seal
  document.body.addEventListener("kit:seal", (event) => {
    seal(event.detail.value || event.detail.token);
    const dialog = document.querySelector("#kit-login dialog");
    if (dialog) dialog.close();
  });

  // one click, one request: a form that is being sent cannot be sent again
  document.body.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method === "dialog" || form.method === "get" || form.hasAttribute("data-again")) return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "1";
    setTimeout(() => delete form.dataset.sent, 5000);
  });
})();
