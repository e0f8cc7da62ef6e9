// Clocks go on while a page stays open: words, colour and shape change, the place on the page does not.
(function () {
  const english = document.documentElement.lang.startsWith("en");
  const names = english ? ["d", "h", "min"] : ["天", "小时", "分"];
  const icons = { green: "clock", yellow: "clock-exclamation", red: "alert-circle" };

  function words(seconds) {
    const minutes = Math.floor(Math.abs(seconds) / 60);
    let span;
    if (minutes === 0) span = english ? "less than a minute" : "不到 1 分钟";
    else if (minutes < 60) span = minutes + (english ? " min" : " 分钟");
    else {
      const parts = [Math.floor(minutes / 1440), Math.floor(minutes / 60) % 24, minutes % 60];
      const first = parts[0] ? 0 : 1;
      span = [first, first + 1].filter((i) => parts[i]).map((i) => parts[i] + " " + names[i]).join(" ");
    }
    if (seconds < 0) return english ? span + " overdue" : "已超期 " + span;
    return english ? span + " left" : "还剩 " + span;
  }

  function tick() {
    const now = Date.now() / 1000;
    for (const clock of document.querySelectorAll(".clock[data-due]")) {
      const due = Number(clock.dataset.due);
      const tone = now >= due ? "red" : now >= Number(clock.dataset.yellow) ? "yellow" : "green";
      const text = clock.lastElementChild;
      const said = words(due - now);
      if (text.textContent !== said) text.textContent = said;
      if (!clock.classList.contains("clock-" + tone)) {
        clock.classList.remove("clock-green", "clock-yellow", "clock-red");
        clock.classList.add("clock-" + tone);
        const use = clock.querySelector("use");
        use.setAttribute("href", use.getAttribute("href").replace(/#.*/, "#" + icons[tone]));
      }
    }
  }
  setInterval(tick, 20000);
})();
