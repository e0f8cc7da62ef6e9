// Knowledge used in a direct answer is cited on the ticket; a reason brings the words that go with it.
(function () {
  const form = document.getElementById("call");
  const answer = document.getElementById("id_answer");

  function cite(code, title) {
    if (form.querySelector('input[name=entries][value="' + CSS.escape(code) + '"]')) return false;
    form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "entries", value: code }));
    const cited = form.querySelector("[data-cited]");
    if (!cited.querySelector("[data-code]")) cited.textContent = "";
    const pill = Object.assign(document.createElement("span"), { className: "pill pill-done", textContent: title });
    pill.dataset.code = code;
    cited.append(pill, " ");
    return true;
  }

  document.addEventListener("click", (event) => {
    const use = event.target.closest("[data-use]");
    if (!use || !answer) return;
    const entry = use.closest(".entry");
    const words = (use.closest("[data-said]") || entry).querySelector("[data-answer]").innerText.trim();
    const isNew = cite(use.dataset.use, entry.querySelector("summary").textContent.trim());
    if (isNew || ("other" in use.dataset && !answer.value.includes(words))) {
      answer.value = answer.value.trim() ? answer.value.trimEnd() + "\n\n" + words : words;
    }
    document.getElementById("dialog-answer").showModal();
    answer.focus();
    form.dispatchEvent(new CustomEvent("desk:keep"));
  });

  document.addEventListener("click", (event) => {
    const say = event.target.closest("[data-say]");
    if (!say || !answer || answer.value.includes(say.dataset.say)) return;
    answer.value = answer.value.trim() ? answer.value.trimEnd() + "\n\n" + say.dataset.say : say.dataset.say;
    answer.focus();
    form.dispatchEvent(new CustomEvent("desk:keep"));
  });

  document.addEventListener("change", (event) => {
    if (!event.target.matches("select[data-advice]")) return;
    const note = document.getElementById(event.target.dataset.advice);
    const advice = event.target.selectedOptions[0].dataset.advice || "";
    if (!note.value.trim() || note.value === note.dataset.given) { note.value = advice; note.dataset.given = advice; }
  });
})();
