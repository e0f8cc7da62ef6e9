/* A click on the marked fault puts the cursor to its place in the expression. */
document.addEventListener("click", (event) => {
  const place = event.target.closest(".check-place");
  if (!place) return;
  const field = place.closest("[data-expression]")?.querySelector("textarea");
  const at = Number(place.querySelector("mark").dataset.place);
  if (!field) return;
  field.focus();
  field.setSelectionRange(at, Math.min(at + 1, field.value.length));
});
