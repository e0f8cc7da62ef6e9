// The event stream: "something changed" makes the parts that asked for it fetch themselves again, each a little later
// than the other, never under the hands of somebody who is typing there.
//   <div hx-get="…" hx-trigger="kit:changed" data-live>            any change
//   <div hx-get="…" hx-trigger="kit:changed" data-live="number">   changes of this ticket
//   … data-live-every="30"                                         but at most every thirty seconds
// Whether the stream is heard is told to the page by kit:line and data-heard on the body, for screens that nobody reloads.
(function () {
  let address = document.body.dataset.stream;
  if (!address || !window.EventSource) return;
  const SPREAD = 1500;
  const waiting = new Map();
  let source, retry = 1000, last = "", isOut = false;

  function open() {
    const joint = address.includes("?") ? "&" : "?";
    if (source) source.close();
    source = new EventSource(last ? address + joint + "after=" + encodeURIComponent(last) : address, { withCredentials: true });
    source.onopen = () => { retry = 1000; line(true); };
    source.addEventListener("changed", (event) => { last = event.lastEventId || last; told(JSON.parse(event.data)); });
    source.addEventListener("missed", () => told({ ticket: "*" }));
    source.onerror = () => {
      line(false);
      if (source.readyState !== EventSource.CLOSED) return;  // the browser tries again by itself
      setTimeout(renew, retry + Math.random() * SPREAD);
      retry = Math.min(retry * 2, 60000);
    };
  }

  function line(isHeard) {
    document.body.toggleAttribute("data-heard", isHeard);
    document.body.dispatchEvent(new CustomEvent("kit:line", { detail: { isHeard } }));
  }

  // the pass in the address is short-lived and of one session: a page that was cut off asks for a new one. Who is sent
  // to the login instead asks no more, until somebody has logged in here or comes back to the page.
  async function renew() {
    const answer = await fetch("/kit/stream/", { redirect: "manual" }).catch(() => null);
    isOut = Boolean(answer) && answer.type === "opaqueredirect";
    if (isOut) { source.close(); line(false); return; }
    if (answer && answer.ok) address = (await answer.json().catch(() => ({}))).address || address;
    open();
  }
  document.body.addEventListener("kit:seal", () => { retry = 1000; renew(); });
  document.addEventListener("visibilitychange", () => { if (isOut && !document.hidden) renew(); });

  function told(change) {
    document.body.dispatchEvent(new CustomEvent("kit:told", { detail: change }));
    for (const part of document.querySelectorAll("[data-live]")) {
      const wanted = part.dataset.live;
      if (wanted && change.ticket !== "*" && wanted !== change.ticket) continue;
      if (waiting.has(part)) continue;
      const rest = Number(part.dataset.liveEvery || 0) * 1000 - (Date.now() - (part.kitAt || 0));
      waiting.set(part, setTimeout(() => refresh(part), Math.max(150, rest) + Math.random() * SPREAD));
    }
  }

  function refresh(part) {
    waiting.delete(part);
    if (!part.isConnected) return;
    const isBusy = document.hidden || part.matches(":focus-within") || part.querySelector("dialog[open]");
    if (isBusy) { waiting.set(part, setTimeout(() => refresh(part), 2000)); return; }
    part.kitAt = Date.now();
    window.htmx.trigger(part, "kit:changed");
  }

  // a list that grows above the reader keeps what she reads where it is
  let anchor = null;
  document.body.addEventListener("htmx:beforeSwap", (event) => {
    const part = event.detail.target;
    anchor = part && part.hasAttribute("data-live") && part.getBoundingClientRect().top < 0
      ? { part, height: part.offsetHeight } : null;
  });
  document.body.addEventListener("htmx:afterSwap", () => {
    if (anchor && anchor.part.isConnected && anchor.part.getBoundingClientRect().bottom < 0) {
      window.scrollBy(0, anchor.part.offsetHeight - anchor.height);
    }
    anchor = null;
  });

  open();
  window.addEventListener("pagehide", () => source && source.close());
  window.addEventListener("pageshow", (event) => { if (event.persisted) renew(); });
})();
