// The reply form: a template is put into the public text (after what is there already), and the preview follows.
(function () {
  const form = document.querySelector("[data-reply]");
  if (!form) return;
  form.addEventListener("click", (event) => {
    const phrase = event.target.closest("[data-phrase]");
    if (!phrase) return;
    const field = form.elements.public_text;
    field.value = field.value.trim() ? field.value.trimEnd() + "\n" + phrase.dataset.phrase : phrase.dataset.phrase;
    document.getElementById("phrases").hidden = true;
    form.querySelector("[data-menu=phrases]").setAttribute("aria-expanded", "false");
    field.dispatchEvent(new Event("change", { bubbles: true }));
    field.focus();
  });
})();
