// The wall: it asks again when the stream tells, every minute besides, and every ten seconds while the stream is away. What is not
// known to be of now is dimmed and said; at midnight where the hotline is everything of yesterday goes. The map turns by itself.
(function () {
  const wall = document.getElementById("board-wall"), parts = document.getElementById("board"), place = document.getElementById("board-place");
  const pause = document.getElementById("board-pause");
  const USUAL = 60000, QUICK = 10000, ECHO = 12000, GRACE = 6000, OLD = 90000, HOUR = 3600000;
  const TURN = Number(wall.dataset.turnSeconds) * 1000;
  const stamp = new Intl.DateTimeFormat("sv-SE", { timeZone: "Asia/Shanghai", dateStyle: "short", timeStyle: "medium" });
  const facts = () => document.getElementById("board-facts").dataset;
  const show = (id, text) => { document.getElementById(id).textContent = text; };

  let ahead = Date.parse(wall.dataset.now) - Date.now();  // of this machine's clock, which may go wrong
  let heard = Date.now(), due = heard + USUAL, lost = document.body.hasAttribute("data-heard") ? 0 : heard;
  let isCut = false, isOut = false, yesterday = 0, toldAt = 0;

  function ask() {
    due = Date.now() + QUICK;
    window.htmx.trigger(parts, "board:fetch");
  }

  function failed(isOver) {
    isCut = true;
    isOut = isOut || isOver;
    due = Date.now() + QUICK;
    tick();
  }

  function answered() {
    heard = Date.now();
    ahead = Date.parse(facts().at) - heard;
    isCut = isOut = false;
    due = heard + (lost ? QUICK : USUAL);
    if (heard - toldAt < ECHO) due = Math.min(due, toldAt + ECHO);  // what was read some seconds before may have been answered
    show("board-asof", facts().told);
    if (facts().place !== place.value) turn(place.value);  // turned while the answer was under way
    tick();
  }

  function state(now) {
    if (isOut) return "out";
    if (isCut || now - heard > OLD || (yesterday && now - yesterday > GRACE)) return "cut";
    if (yesterday) return "turning";
    return lost && now - lost > GRACE ? "polling" : "live";
  }

  function tick() {
    const now = Date.now(), [day, clock] = stamp.format(now + ahead).split(" ");
    show("board-day", day);
    show("board-clock", clock);
    if (facts().day === day) yesterday = 0;
    else if (!yesterday) { yesterday = now; due = Math.min(due, now + 1000); }
    const told = state(now);
    if (wall.dataset.state !== told) wall.dataset.state = told;
    document.getElementById("board-ends").hidden = Date.parse(facts().ends) - now - ahead > HOUR;
    if (now >= due && !isOut) ask();  // who must log in is not asked again while she types
    if (!isPaused && now - turned >= TURN && (told === "live" || told === "polling")) step(1);
  }

  const isOurs = (event) => event.detail.elt === parts;
  parts.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.target === parts && event.detail.xhr.status >= 400) event.detail.shouldSwap = false;  // the last figures stay, and are said to be old
  });
  parts.addEventListener("htmx:afterSwap", (event) => { if (event.detail.target === parts) answered(); });
  parts.addEventListener("htmx:responseError", (event) => { if (isOurs(event)) failed(event.detail.xhr.status === 401); });
  for (const fault of ["htmx:sendError", "htmx:timeout"]) parts.addEventListener(fault, (event) => { if (isOurs(event)) failed(false); });
  document.body.addEventListener("kit:seal", ask);
  document.body.addEventListener("kit:told", () => { toldAt = Date.now(); });
  document.body.addEventListener("kit:line", (event) => {
    if (!event.detail.isHeard) { lost = lost || Date.now(); due = Math.min(due, Date.now() + QUICK); return; }
    if (lost && Date.now() - lost > GRACE && !isOut) ask();  // what was missed meanwhile
    lost = 0;
  });
  addEventListener("offline", () => failed(false));
  addEventListener("online", ask);

  // --- the map: province and cities in turn, until somebody takes it into her hand
  const isWide = matchMedia("(min-width: 1200px) and (min-height: 700px)").matches;
  const isStill = matchMedia("(prefers-reduced-motion: reduce)").matches;
  let turned = Date.now(), isPaused = true;

  function hold(isHeld) {
    isPaused = isHeld;
    turned = Date.now();
    if (pause) pause.setAttribute("aria-pressed", String(isHeld));
    wall.toggleAttribute("data-paused", isHeld);
  }

  function turn(code) {
    place.value = code;
    turned = Date.now();
    const map = document.getElementById("board-places");
    if (map) window.htmx.trigger(map, "board:turn");
  }

  function step(by) {
    const ring = facts().ring.split(",");
    if (ring.length < 2) return;
    turn(ring[(Math.max(ring.indexOf(place.value), 0) + by + ring.length) % ring.length]);
  }

  function byHand(code) { hold(true); turn(code); }

  hold(!pause || !isWide || isStill || localStorage.getItem("board.paused") === "yes");
  if (pause) {
    pause.addEventListener("click", () => { hold(!isPaused); localStorage.setItem("board.paused", isPaused ? "yes" : "no"); });
    document.getElementById("board-previous").addEventListener("click", () => { hold(true); step(-1); });
    document.getElementById("board-next").addEventListener("click", () => { hold(true); step(1); });
  }
  parts.addEventListener("click", (event) => {
    const link = event.target.closest("[data-turn]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    byHand(link.dataset.turn);
  });
  parts.addEventListener("kit:follow", (event) => {
    const code = new URL(event.detail.link, location.href).searchParams.get("place");
    if (!code) return;
    event.preventDefault();
    byHand(code);
  });
  parts.addEventListener("htmx:afterSettle", (event) => {
    if (event.detail.target.id !== "board-places" || !isPaused || document.activeElement !== document.body) return;
    const first = event.detail.target.querySelector("[data-turn]");
    if (first && wasInMap) first.focus();
  });
  let wasInMap = false;
  parts.addEventListener("htmx:beforeSwap", () => { wasInMap = Boolean(document.activeElement.closest("#board-places")); });

  tick();
  setInterval(tick, 1000);
})();
