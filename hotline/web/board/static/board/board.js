// The board says when its figures no longer come: more than two minutes old means that the line or the platform is away.
(function () {
  const OLD = 130000;
  function look() {
    const line = document.getElementById("board-line"), at = document.querySelector("[data-board-at]");
    if (line && at) line.hidden = Date.now() - heard < OLD;
  }
  let heard = Date.now();
  document.body.addEventListener("htmx:afterSwap", (event) => { if (event.detail.target.id === "board") { heard = Date.now(); look(); } });
  setInterval(look, 5000);
})();
