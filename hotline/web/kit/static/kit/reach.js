"use strict";
// Lists wider or higher than their place are scrolled by keys too: they take the focus while there is something to scroll.
(() => {
  const reach = () => {
    for (const list of document.querySelectorAll(".list")) {
      const scrolls = list.scrollWidth > list.clientWidth || list.scrollHeight > list.clientHeight;
      if (scrolls && !list.querySelector("a, button, input, select")) list.setAttribute("tabindex", "0");
      else list.removeAttribute("tabindex");
    }
  };
  // on a phone the word of this page stands within the bar of words, not beyond its edge
  for (const here of document.querySelectorAll(".bar-doors [aria-current], .tabs [aria-current]")) {
    const bar = here.parentElement;
    bar.scrollLeft = here.offsetLeft - bar.offsetLeft - (bar.clientWidth - here.offsetWidth) / 2;
  }
  reach();
  addEventListener("resize", reach);
  document.addEventListener("htmx:afterSettle", reach);
})();
