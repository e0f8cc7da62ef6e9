// Tells how many days are picked on the year's picture, and lets a row of days be picked with Shift.
(function () {
  const form = document.querySelector("[data-days]");
  const told = form && form.querySelector("[data-picked]");
  if (!told) return;
  const usual = told.textContent;
  const boxes = [...form.querySelectorAll("input[name=days]")];
  let last = null;

  function tell() {
    const count = boxes.filter((box) => box.checked).length;
    told.textContent = count ? told.dataset.words.replace("0", String(count)) : usual;
  }

  form.addEventListener("click", (event) => {
    const at = boxes.indexOf(event.target);
    if (at < 0) return;
    if (event.shiftKey && last !== null) {
      for (let step = Math.min(at, last); step <= Math.max(at, last); step += 1) boxes[step].checked = event.target.checked;
    }
    last = at;
    tell();
  });
  tell();
})();
