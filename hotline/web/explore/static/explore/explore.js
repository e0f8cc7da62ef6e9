// Printing what is on the page (data-print).
document.addEventListener("click", (event) => {
  if (event.target.closest && event.target.closest("[data-print]")) window.print();
});

// Of a group with data-most no more are ticked than that: the others wait, and the hint says why.
(function () {
  function hold(group) {
    const boxes = [...group.querySelectorAll("input[type=checkbox]")], most = Number(group.dataset.most);
    const count = boxes.filter((box) => box.checked).length;
    for (const box of boxes) box.disabled = !box.checked && count >= most;
    document.getElementById(group.dataset.mostHint).hidden = count !== most;
  }
  for (const group of document.querySelectorAll("[data-most]")) {
    group.addEventListener("change", () => hold(group));
    hold(group);
  }
})();
